"""The same pages by other ways: the `weasyprint` command, stock WeasyPrint, Chromium and Typst."""

from __future__ import annotations

import base64
import gc
import io
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from fontTools.ttLib import TTFont

from press.model.edition import Edition
from press.style.fonts import list_typefaces, load_typeface
from press.style.sheets import bundle_styles
from press.typeset import typeset
from press.verify.validators import axe
from tests.bench.typst_page import typst_page

STARTED = "import sys; sys.argv[0] = 'weasyprint'; from weasyprint.__main__ import main; main()"


@dataclass(frozen=True)
class Pages:
    """Editions as files for others: a page and a sheet for each kind of font, and the text for Typst."""

    editions: Sequence[Edition]
    folder: Path

    def page(self, edition: Edition) -> Path:
        """The HTML of an edition."""
        return self.folder / f"{edition.name}.html"

    def of(self, edition: Edition) -> tuple[Path, Path]:
        """The HTML of an edition and its style sheet."""
        return self.page(edition), self.sheet("ttf")

    def sheet(self, kind: str) -> Path:
        """The style sheet with fonts of a kind, `ttf` or `woff2`."""
        return self.folder / f"print-{kind}.css"


def pages(editions: Sequence[Edition], folder: Path) -> Pages:
    """Write what the others read."""
    made = Pages(editions, folder)
    for edition in editions:
        made.page(edition).write_text(typeset(edition, notes=1 if edition.variant.fill else 0), "utf-8")
    for kind in ("ttf", "woff2"):
        css = bundle_styles()
        for name in list_typefaces(css):
            path = folder / f"{name}.{kind}"
            path.write_bytes(load_typeface(name) if kind == "ttf" else woff2(load_typeface(name)))
            css = re.sub(rf"url\(font:{re.escape(name)}\)", f"url({path.as_uri()})", css)
        made.sheet(kind).write_text(css, "utf-8")
    return made


def woff2(data: bytes) -> bytes:
    """A typeface as WOFF2."""
    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def command(made: Pages, kind: str, at_once: int) -> list[bytes]:
    """The `weasyprint` command, once for each file, some of them at a time."""

    def run(edition: Edition) -> bytes:
        words = ["--pdf-variant", "pdf/ua-1", "--quiet", "-s", str(made.sheet(kind)), str(made.page(edition)), "-"]
        return subprocess.run([sys.executable, "-c", STARTED, *words], capture_output=True, check=True).stdout

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(run, made.editions))


def stock(files: tuple[Path, Path]) -> int:
    """The size that stock WeasyPrint gives a page with a sheet in this process, everything new for each document."""
    import weasyprint

    gc.enable()  # as anybody would run it; our own workers put it off
    page, sheet = map(str, files)
    data = weasyprint.HTML(page).write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    assert isinstance(data, bytes)
    return len(data)


def chromium(made: Pages) -> Callable[[Edition], bytes]:
    """A warm Chromium that prints tagged PDF, its page used again."""
    page = axe.start_browser().new_page()
    session: Any = page.context.new_cdp_session(page)
    sheet = made.sheet("ttf").read_text("utf-8")

    def printed(edition: Edition) -> bytes:
        html = made.page(edition).read_text("utf-8").replace("</head>", f"<style>{sheet}</style></head>")
        file = made.page(edition).with_suffix(".chromium.html")
        file.write_text(html, "utf-8")
        page.goto(file.as_uri())
        options = {"generateTaggedPDF": True, "preferCSSPageSize": True, "printBackground": True}
        return base64.b64decode(session.send("Page.printToPDF", options)["data"])

    return printed


def typst(work: tuple[Edition, str]) -> int:
    """The size that a warm Typst gives an edition with the fonts of a folder, as PDF/UA-1.

    The text changes with each edition, so nothing of it is remembered.
    """
    import typst as binding

    edition, fonts = work
    compile_ = cast("Callable[..., bytes]", binding.compile)
    page = typst_page(edition).encode()
    return len(compile_(page, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["ua-1"]))
