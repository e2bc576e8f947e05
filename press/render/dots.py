"""Pictures with more dots than print shows, reduced once it is known how wide they are printed."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from typing import Any

from PIL import Image
from weasyprint.images import RasterImage

from press.render.weasyprint.boxes import walk_boxes
from press.style.dots import MOST_DOTS, reduce_picture

PX_PER_INCH = 96
"""CSS Values and Units 3, 5.2."""


def reduce_pictures(document: Any) -> None:
    """Reduce the pictures of a laid-out document to the most dots that print shows.

    A picture that is printed twice has the dots that the wider one needs.
    """
    printed: dict[RasterImage, list[Any]] = defaultdict(list)
    for page in document.pages:
        for box in walk_boxes(page._page_box):
            if isinstance(getattr(box, "replacement", None), RasterImage):
                printed[box.replacement].append(box)
    for picture, boxes in printed.items():
        width = math.ceil(max(box.width for box in boxes) / PX_PER_INCH * MOST_DOTS)
        if 0 < width < picture.width:
            data = reduce_picture(picture.image_data.data, width)
            options = {"jpeg_quality": None, "dpi": None, "optimize_images": False}
            small = RasterImage(
                Image.open(io.BytesIO(data)), f"{picture.id}-{width}", data, None, None, "none", options
            )
            for box in boxes:
                box.replacement = small
