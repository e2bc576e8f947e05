"""Logos as they are printed: their shape, and how large they come out."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

from PIL import Image

from press.model import Picture

WIDTH, HEIGHT = 120.0, 48.0
"""Points: a wide logo is printed this wide, another this high. The tokens `logo-w` and `logo-h` are the same."""
WIDE, SLIM = WIDTH / HEIGHT, 1.25
_NUMBER = re.compile(r"[-+0-9.eE]+")


def ratio(logo: Picture) -> float:
    """Width by height. Raises ValueError when it has neither."""
    if logo.media_type == "image/svg+xml":
        return _drawn(logo.data)
    try:
        with Image.open(io.BytesIO(logo.data)) as image:
            return image.width / image.height
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


def _drawn(data: bytes) -> float:
    root = ET.fromstring(data)  # noqa: S314 - the rules on drawings refuse document types before this
    box = root.get("viewBox") or f"0 0 {root.get('width', '0')} {root.get('height', '0')}"
    width, height = [float(one) for one in _NUMBER.findall(box)][2:4]
    if not (width > 0 and height > 0):
        raise ValueError("it has no size")
    return width / height


def shape(logo: Picture) -> str:
    """How a logo is set: `beside` the words and `above` them as high as may be, or `wide`, above them."""
    found = ratio(logo)
    return "beside" if found <= SLIM else "above" if found <= WIDE else "wide"


def printed(logo: Picture) -> tuple[float, float]:
    """Width and height in points as it is printed."""
    found = ratio(logo)
    return (WIDTH, WIDTH / found) if found > WIDE else (HEIGHT * found, HEIGHT)
