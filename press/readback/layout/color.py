"""Relative luminance and contrast of colors, in color and in gray."""

from __future__ import annotations

from typing import NamedTuple


class Rgb(NamedTuple):
    """A color in sRGB; each channel from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Rgb(255, 255, 255)
BLACK = Rgb(0, 0, 0)


def measure_luminance(color: Rgb) -> float:
    """Compute the relative luminance of a color.

    From 0, black, to 1, white (WCAG 2.2, definition of relative luminance).
    """
    red, green, blue = (_linearize(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linearize(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def compute_contrast(one: Rgb, other: Rgb) -> float:
    """Compute the contrast ratio of two colors.

    From 1 to 21 (WCAG 2.2, definition of contrast ratio).
    """
    dark, light = sorted((measure_luminance(one), measure_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def convert_to_gray(color: Rgb) -> Rgb:
    """Convert a color to gray as a black-and-white copier does.

    The gray is its luma (ITU-R BT.601-7, 2.5.1), as in most conversions.
    """
    luma = round(0.299 * color.red + 0.587 * color.green + 0.114 * color.blue)
    return Rgb(luma, luma, luma)


def blend_colors(color: Rgb, alpha: float, beneath: Rgb) -> Rgb:
    """Blend a color with the one beneath it.

    alpha: opacity from 0 to 1 (ISO 32000-1, 11.3.3, normal blend mode).
    """
    if alpha >= 1:
        return color
    return Rgb(*(round(alpha * top + (1 - alpha) * below) for top, below in zip(color, beneath, strict=True)))


def is_gray(color: Rgb) -> bool:
    """Tell whether a color is gray.

    Gray is neither clearly colored nor black nor white. Black is up to 15 % of white in each channel, so that a
    warm black ink counts as black; white from 90 %.
    """
    low, high = min(color), max(color)
    return high - low <= 25 and high > 38 and low < 230
