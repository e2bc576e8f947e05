"""Colours as they are seen: relative luminance and contrast, in colour and in grey."""

from __future__ import annotations

from typing import NamedTuple


class Rgb(NamedTuple):
    """A colour in sRGB; each channel from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Rgb(255, 255, 255)
BLACK = Rgb(0, 0, 0)


def luminance(colour: Rgb) -> float:
    """The relative luminance of a colour, from 0 (black) to 1 (white): WCAG 2.2, definition of relative luminance."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, from 1 to 21: WCAG 2.2, definition of contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def grey(colour: Rgb) -> Rgb:
    """What a black-and-white copier makes of a colour: its luma (ITU-R BT.601-7, 2.5.1), as in most conversions."""
    luma = round(0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue)
    return Rgb(luma, luma, luma)


def over(colour: Rgb, alpha: float, beneath: Rgb) -> Rgb:
    """A colour painted on another with an opacity from 0 to 1 (ISO 32000-1, 11.3.3, normal blend mode)."""
    if alpha >= 1:
        return colour
    return Rgb(*(round(alpha * top + (1 - alpha) * below) for top, below in zip(colour, beneath, strict=True)))


def is_grey(colour: Rgb) -> bool:
    """Whether a colour is neither clearly a colour, nor black, nor white.

    Black is up to 15 % of white in each channel, so that a warm black ink counts as black; white from 90 %.
    """
    low, high = min(colour), max(colour)
    return high - low <= 25 and high > 38 and low < 230
