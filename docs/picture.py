"""Draw the picture of the README from finished files: `make picture` builds them, then runs this.

Real pages only: PDFs as PDFium paints them, web pages as Chromium shows them.
"""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import sys
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "output" / "osteopetrosis"
PICTURE = ROOT / ".readme" / "pages.png"

MARGIN, GAP, CAPTION = 32, 28, 40
"""Pixels around the pages, between them, and below each for its caption."""
GROUND, EDGE, INK = (236, 234, 228), (196, 191, 178), (40, 40, 40)
MOST_BYTES = 200_000
"""The picture is loaded with every visit to the README."""
SCREEN_WIDTH, SCREEN_HEIGHT = 390, 780
"""A telephone, in CSS pixels."""


@dataclass(frozen=True)
class Shot:
    """One page in the picture. page: counted from 0; height: pixels in the picture."""

    file: str
    page: int
    height: int
    caption: str


ROWS = (
    (
        Shot("osteopetrosis.en.letter.pdf", 0, 440, "Handout, Letter"),
        Shot("osteopetrosis.en.letter.pdf", 1, 440, "Its second page"),
        Shot("osteopetrosis.en.large-print.pdf", 2, 440, "Large print, 18 point"),
        Shot("osteopetrosis.es.web.html", 0, 440, "Web page, Spanish"),
    ),
    (
        Shot("osteopetrosis.en.trifold.sheets.pdf", 0, 420, "Leaflet to fold: outside"),
        Shot("osteopetrosis.es.trifold.sheets.pdf", 1, 420, "Leaflet to fold: inside, Spanish"),
    ),
)


def paint_pdf(shot: Shot) -> Image.Image:
    """Paint one page of a PDF."""
    with pypdfium2.PdfDocument(OUTPUT / shot.file) as pdf:
        page = pdf[shot.page]
        scale = 2 * shot.height / page.get_height()
        image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return image


def paint_web(shot: Shot) -> Image.Image:
    """Paint the top of a web page as a telephone shows it."""
    from playwright.sync_api import sync_playwright

    browsers = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    # As root, which build machines often are, Chromium refuses to start inside its sandbox.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=next(filter(None, browsers), None), args=as_root)
        page = browser.new_page(
            viewport={"width": SCREEN_WIDTH, "height": SCREEN_HEIGHT},
            device_scale_factor=2,
            offline=True,
            color_scheme="light",
        )
        page.goto((OUTPUT / shot.file).as_uri())
        data = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(data)).convert("RGB")


def paint(shot: Shot) -> Image.Image:
    """Paint one page at its height in the picture."""
    image = paint_pdf(shot) if shot.file.endswith(".pdf") else paint_web(shot)
    return image.resize((round(image.width * shot.height / image.height), shot.height), Image.Resampling.LANCZOS)


def caption_font() -> ImageFont.FreeTypeFont:
    """Load the typeface of the handouts from its package."""
    spec = importlib.util.find_spec("fontpkg_atkinson_hyperlegible")
    assert spec
    assert spec.submodule_search_locations
    folder = Path(next(iter(spec.submodule_search_locations)))
    return ImageFont.truetype(folder / "files" / "AtkinsonHyperlegible-Regular.ttf", 20)


def row_width(images: list[Image.Image]) -> int:
    """Add up the pages of a row and the gaps between them."""
    return sum(image.width for image in images) + GAP * (len(images) - 1)


def contact_sheet() -> Image.Image:
    """Draw all rows, each page with its caption."""
    rows = [[paint(shot) for shot in row] for row in ROWS]
    width = max(map(row_width, rows)) + 2 * MARGIN
    height = sum(row[0].height + CAPTION for row in rows) + GAP * (len(rows) - 1) + 2 * MARGIN
    sheet = Image.new("RGB", (width, height), GROUND)
    draw, font, top = ImageDraw.Draw(sheet), caption_font(), MARGIN
    for shots, images in zip(ROWS, rows, strict=True):
        left = (width - row_width(images)) // 2
        for shot, image in zip(shots, images, strict=True):
            sheet.paste(image, (left, top))
            draw.rectangle((left - 1, top - 1, left + image.width, top + image.height), outline=EDGE)
            middle = (left + image.width // 2, top + image.height + 10)
            draw.text(middle, shot.caption, font=font, fill=INK, anchor="ma")
            left += image.width + GAP
        top += images[0].height + CAPTION + GAP
    return sheet


def palette_of(image: Image.Image, colors: int) -> Image.Image:
    """Choose a palette: the commonest colors as they are, then as many other colors as grays.

    Pages are mostly black on white. An ordinary palette spends nearly all its places on the edges of letters.
    """
    counted: list[tuple[int, Any]] = image.getcolors(image.width * image.height) or []
    commonest = [color for _, color in sorted(counted, reverse=True)[:8]]
    colored = [color for _, color in counted if max(color) - min(color) > 40]
    line = Image.new("RGB", (len(colored), 1))
    line.putdata(colored)
    others = (line.quantize(colors, dither=Image.Dither.NONE).getpalette() or [])[: 3 * colors]
    grays = [round(255 * step / (colors - 1)) for step in range(colors)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain(*commonest), *others, *chain(*zip(grays, grays, grays, strict=True))])
    return palette


def packed(image: Image.Image) -> bytes:
    """Write a PNG in as many colors as fit into `MOST_BYTES`."""
    for colors in (48, 32, 24, 16, 12, 8):
        out = io.BytesIO()
        few = image.quantize(palette=palette_of(image, colors), dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise SystemExit(f"the picture is larger than {MOST_BYTES:,} bytes; make the pages smaller")


def main() -> None:
    """Write the picture."""
    missing = sorted({shot.file for row in ROWS for shot in row if not (OUTPUT / shot.file).is_file()})
    if missing:
        raise SystemExit(f"run `make picture`: {', '.join(missing)} is not in output/")
    data = packed(contact_sheet())
    PICTURE.write_bytes(data)
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}: {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
