"""Logos as they are printed: their shape, how large they come out, and in which colours they are drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from PIL import ImageColor

from press.imprints.logo import opened
from press.model.edition import Picture
from press.readback.layout.colour import BLACK, Rgb

WIDTH, HEIGHT = 120.0, 48.0
"""Points: a wide logo is printed this wide, another this high. The tokens `logo-w` and `logo-h` are the same."""
WIDE, SLIM = WIDTH / HEIGHT, 1.25
DRAWN = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
_NUMBER = re.compile(r"[-+0-9.eE]+")
_STYLE = re.compile(r"(fill|stroke|stop-color)\s*:\s*([^;]+)")


def is_drawing(logo: Picture) -> bool:
    """Whether a logo is drawn, and not made of dots."""
    return logo.media_type == "image/svg+xml"


def size(logo: Picture) -> tuple[float, float]:
    """Width and height in its own units. Raises ValueError when it has none."""
    if not is_drawing(logo):
        return opened(logo.data).size
    root = ET.fromstring(logo.data)  # noqa: S314 - the rules on drawings refuse document types before this
    box = root.get("viewBox") or f"0 0 {root.get('width', '0')} {root.get('height', '0')}"
    width, height = [float(one.removesuffix("e")) for one in _NUMBER.findall(box)][2:4]
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise ValueError("it has no size")
    return width, height


def ratio(logo: Picture) -> float:
    """Width by height. Raises ValueError when it has none."""
    width, height = size(logo)
    return width / height


def shape(logo: Picture) -> str:
    """How a logo is set: `beside` the words and `above` them as high as may be, or `wide`, above them."""
    found = ratio(logo)
    return "beside" if found <= SLIM else "above" if found <= WIDE else "wide"


def printed(logo: Picture) -> tuple[float, float]:
    """Width and height in points as it is printed."""
    found = ratio(logo)
    return (WIDTH, WIDTH / found) if found > WIDE else (HEIGHT * found, HEIGHT)


def dots_per_inch(logo: Picture) -> float:
    """Of a logo made of dots, as it is printed."""
    return size(logo)[0] / printed(logo)[0] * 72


def paints(data: bytes) -> set[Rgb]:
    """The colours in which a drawing is painted; black for what cannot be told."""
    root = ET.fromstring(data)  # noqa: S314 - the rules on drawings refuse document types before this
    return set(_paints(root, {"fill": "black", "stroke": "none"}))


def _paints(element: ET.Element, inherited: dict[str, str]) -> Iterator[Rgb]:
    name = str(element.tag).rpartition("}")[2]
    if name in {"clipPath", "mask"}:
        return
    own = {key: value for key, value in element.attrib.items() if key in {"fill", "stroke", "stop-color"}}
    own |= {key: value.strip() for key, value in _STYLE.findall(element.get("style", ""))}
    now = inherited | {key: value for key, value in own.items() if value != "inherit"}
    if name in DRAWN:
        yield from (colour for key in ("fill", "stroke") if (colour := _colour(now[key])))
    if name == "stop" and (colour := _colour(now.get("stop-color", "black"))):
        yield colour
    for child in element:
        yield from _paints(child, now)


def _colour(value: str) -> Rgb | None:
    """A CSS colour; nothing for `none` and for gradients, whose colours are counted by themselves."""
    if value in {"none", "transparent"} or value.startswith("url("):
        return None
    try:
        red, green, blue = ImageColor.getrgb(value)[:3]
    except ValueError:
        return BLACK
    return Rgb(red, green, blue)
