"""Rendering pages of our own for the tests of tagging and finishing: with our typefaces and two small pictures."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path

import pikepdf
import weasyprint
from PIL import Image
from weasyprint.text.fonts import FontConfiguration

from press.finish import finish_pdf
from press.finish.metadata import Claims
from press.readback.pdf.tag_tree import StructureElement, format_tag_tree, read_tag_tree
from press.render.tagging import TaggedPdf, render
from press.render.tagging.roles import Standard
from press.style.fonts import load_typeface

FOLDER = Path(__file__).resolve().parent
CLAIMS: dict[Standard, tuple[str, ...]] = {"ua-1": ("ua1", "2a"), "ua-2": ("ua2", "wt1a", "wt1r", "4")}
"""The veraPDF profiles of what a file of each standard claims."""
STANDARDS: tuple[Standard, ...] = ("ua-1", "ua-2")
TITLE = "Everything at once"
FACES = {
    "AtkinsonHyperlegible-Regular": "",
    "AtkinsonHyperlegible-Bold": "font-weight: bold",
    "AtkinsonHyperlegible-Italic": "font-style: italic",
}


@cache
def faces() -> tuple[weasyprint.CSS, FontConfiguration]:
    """The family "Test Sans", so that nothing depends on the fonts of the machine."""
    fonts = FontConfiguration()
    rules = [
        f'@font-face {{ font-family: "Test Sans"; {style}; src: url(data:font/ttf;base64,'
        f"{base64.b64encode(load_typeface(name)).decode()}) }}"
        for name, style in FACES.items()
    ]
    return weasyprint.CSS(string="\n".join([*rules, 'html { font-family: "Test Sans" }']), font_config=fonts), fonts


@cache
def pictures() -> dict[str, str]:
    """Two pixel pictures and a drawing as data addresses, by the name the pages give them."""
    made = {}
    for name, size, colour in (("photo.png", (60, 40), (200, 50, 50)), ("dot.png", (8, 8), (0, 0, 200))):
        out = io.BytesIO()
        Image.new("RGB", size, colour).save(out, "PNG")
        made[name] = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><path d="M0 0h9v9z"/></svg>'
    made["drawing.svg"] = "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
    return made


def made(html: str, standard: Standard = "ua-1") -> TaggedPdf:
    """A page painted and tagged; pictures are put in where their names stand."""
    for name, address in pictures().items():
        html = html.replace(name, address)
    css, fonts = faces()
    return render(html, standard=standard, stylesheets=[css], font_config=fonts)


@cache
def finished(html: str, standard: Standard = "ua-1") -> bytes:
    """The finished file of a page that nothing was complained of."""
    tagged = made(html, standard)
    assert (tagged.log, tagged.warnings) == ((), ())
    return finish_pdf(tagged.data, Claims(standard, TITLE, lang="en"))


def page(body: str, css: str = "") -> str:
    """A page with a body and some styles of its own."""
    style = f"@page {{ size: 90mm 120mm; margin: 10mm }} {css}"
    head = f"<head><title>{TITLE}</title><style>{style}</style></head>"
    return f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'


def tree(body: str, css: str = "", standard: Standard = "ua-1") -> str:
    """The tag tree of a page with a body, read back from its bytes, as text without the line of the document."""
    lines = format_tag_tree(read_tag_tree(made(page(body, css), standard).data)).splitlines()
    return "\n".join(line.removeprefix("  ") for line in lines[1:])


def root(body: str, css: str = "", standard: Standard = "ua-1") -> StructureElement:
    """The tag tree of a page with a body."""
    return read_tag_tree(made(page(body, css), standard).data)


COLUMNS = ("150mm 90mm", "main { columns: 2 }")
ENDLESS = ("400mm 3000mm", "")


def everything(size: str = "90mm 100mm", extra: str = "") -> str:
    """The page that holds every element, on paper of some size."""
    html = (FOLDER / "everything.html").read_text("utf-8")
    return html.replace("size: 90mm 100mm", f"size: {size}").replace("</style>", f"{extra}</style>", 1)


def without_page_numbers(text: str) -> str:
    """A tag tree as text, with the numbers taken out that stand after the entries of its contents."""
    return re.sub(r'(Link \[href=#[^\]]*\] ".*?) \d+"', r'\1 N"', text)


def opened(data: bytes) -> pikepdf.Pdf:
    """A PDF from bytes."""
    return pikepdf.open(io.BytesIO(data))
