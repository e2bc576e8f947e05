"""Dots of raster pictures: as many as paper and screens can show, and no more."""

from __future__ import annotations

import io

from PIL import Image

MOST_DOTS = 400
"""To the inch, in print: what a copier or a press shows at most."""
FEWEST_DOTS = 150
"""To the inch, in print: with fewer, dots can be seen."""
SCREEN_DOTS = 1600
"""Across a picture on a screen: twice the widest column of a page, in CSS pixels."""


def reduce_picture(data: bytes, width: int) -> bytes:
    """Reduce a picture to a width in dots; one with fewer stays as it is."""
    with Image.open(io.BytesIO(data)) as picture:
        if picture.width <= width:
            return data
        kind, profile = picture.format, picture.info.get("icc_profile")
        full = picture.convert("RGBA" if "transparency" in picture.info else "RGB") if picture.mode == "P" else picture
        height = max(1, round(picture.height * width / picture.width))
        small = full.convert("L") if full.mode == "1" else full
        small = small.resize((width, height), Image.Resampling.LANCZOS)
        small.info = {}
        out = io.BytesIO()
        small.save(out, kind, icc_profile=profile, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue()
