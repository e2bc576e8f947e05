"""Printed logos: their shape, size and colors."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from PIL import ImageColor

from press.model.publication import Picture
from press.readback.layout.color import BLACK, Rgb
from press.readback.layout.logo import open_picture

WIDTH, HEIGHT = 120.0, 48.0
"""Points: a wide logo is printed this wide, any other this high, as the tokens `logo-width` and `logo-height` say."""
WIDE, SLIM = WIDTH / HEIGHT, 1.25
"""Width by height: above the first a logo is wide; up to the second it fits beside the words."""
DRAWN = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
_NUMBER = re.compile(r"[-+0-9.eE]+")
_STYLE = re.compile(r"(fill|stroke|stop-color)\s*:\s*([^;]+)")


def is_drawing(logo: Picture) -> bool:
    """Tell whether a logo is a vector drawing."""
    return logo.media_type == "image/svg+xml"


def measure_logo(logo: Picture) -> tuple[float, float]:
    """Measure width and height in the logo's own units.

    Raises ValueError when it has no size.
    """
    if not is_drawing(logo):
        return open_picture(logo.data).size
    root = ET.fromstring(logo.data)  # noqa: S314 - the rules on drawings refuse document types before this
    box = root.get("viewBox") or f"0 0 {root.get('width', '0')} {root.get('height', '0')}"
    width, height = [float(one.removesuffix("e")) for one in _NUMBER.findall(box)][2:4]
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise ValueError("it has no size")
    return width, height


def measure_ratio(logo: Picture) -> float:
    """Measure width by height.

    Raises ValueError when the logo has no size.
    """
    width, height = measure_logo(logo)
    return width / height


def choose_shape(logo: Picture) -> str:
    """Choose a placement: `beside`, `above` or `wide`.

    Beside and above the words, a logo is as high as allowed; wide, it is above them and as wide as allowed.
    """
    found = measure_ratio(logo)
    return "beside" if found <= SLIM else "above" if found <= WIDE else "wide"


def measure_printed(logo: Picture) -> tuple[float, float]:
    """Measure width and height in print, in points."""
    found = measure_ratio(logo)
    return (WIDTH, WIDTH / found) if found > WIDE else (HEIGHT * found, HEIGHT)


def measure_resolution(logo: Picture) -> float:
    """Measure the printed resolution of a bitmap logo."""
    return measure_logo(logo)[0] / measure_printed(logo)[0] * 72


def find_colors(data: bytes) -> set[Rgb]:
    """Find the colors of a drawing.

    A color that is not understood counts as black.
    """
    root = ET.fromstring(data)  # noqa: S314 - the rules on drawings refuse document types before this
    return set(_find_paints(root, {"fill": "black", "stroke": "none"}))


def _find_paints(element: ET.Element, inherited: dict[str, str]) -> Iterator[Rgb]:
    name = str(element.tag).rpartition("}")[2]
    if name in {"clipPath", "mask"}:
        return
    own = {key: value for key, value in element.attrib.items() if key in {"fill", "stroke", "stop-color"}}
    own |= {key: value.strip() for key, value in _STYLE.findall(element.get("style", ""))}
    current = inherited | {key: value for key, value in own.items() if value != "inherit"}
    if name in DRAWN:
        yield from (color for key in ("fill", "stroke") if (color := _parse_color(current[key])))
    if name == "stop" and (color := _parse_color(current.get("stop-color", "black"))):
        yield color
    for child in element:
        yield from _find_paints(child, current)


def _parse_color(value: str) -> Rgb | None:
    """Parse a CSS color; None for `none` and for gradients.

    The colors of a gradient are those of its stops, which are elements of their own.
    """
    if value in {"none", "transparent"} or value.startswith("url("):
        return None
    try:
        red, green, blue = ImageColor.getrgb(value)[:3]
    except ValueError:
        return BLACK
    return Rgb(red, green, blue)
