"""Rendering an edition as an EPUB 3.3 publication, without fonts and with the page numbers of a printed edition.

The bytes follow from the edition alone. What each part must hold: EPUB 3.3, EPUB Accessibility 1.1.
"""

from __future__ import annotations

from press.model.edition import Draft, Edition
from press.model.sources.language import EpubWords
from press.readback.html import parse_html
from press.readback.page_starts import find_body
from press.render.epub.navigation import Heading, add_heading_ids, write_navigation
from press.render.epub.package import Contents, write_package
from press.render.epub.xhtml import XhtmlWriter, write_document
from press.render.page_breaks import insert_page_breaks
from press.runtime.archives import make_archive
from press.style.sheets import read_style_sheet

MEDIA_TYPE = "application/epub+zip"
FOLDER = "EPUB"
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n<rootfiles>\n'
    f'<rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml"/>\n'
    "</rootfiles>\n</container>\n"
)


def render_epub(edition: Edition, html: str, _lines: int) -> Draft:
    """Render a publication of one document."""
    root = parse_html(html)
    pages = insert_page_breaks(root, edition.print_pages) if edition.print_pages else []
    headings = add_heading_ids(find_body(root))
    writer = XhtmlWriter()
    body = writer.write_body(find_body(root))
    contents = Contents(
        pictures={path: media_type for path, (media_type, _) in writer.pictures.items()},
        has_drawings=writer.has_drawings,
        has_descriptions=writer.has_descriptions,
        has_pages=bool(pages),
    )
    files = {
        "text.xhtml": write_document(edition.lang, edition.language.direction, edition.title, body),
        "nav.xhtml": _write_navigation(edition, headings, pages),
        "style.css": read_style_sheet("epub").encode(),
        "package.opf": write_package(edition, contents, _get_words(edition)),
        **{path: data for path, (_, data) in writer.pictures.items()},
    }
    archived = {f"{FOLDER}/{name}": data for name, data in files.items()}
    archived["META-INF/container.xml"] = CONTAINER.encode()
    return Draft(make_archive(archived, MEDIA_TYPE), 1)


def _write_navigation(edition: Edition, headings: list[Heading], pages: list[int]) -> bytes:
    body = write_navigation(edition, headings, pages, _get_words(edition))
    return write_document(edition.lang, edition.language.direction, edition.title, body)


def _get_words(edition: Edition) -> EpubWords:
    """Get the words of a publication; a language without them has none."""
    assert edition.language.epub
    return edition.language.epub
