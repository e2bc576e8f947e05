"""Tagged PDF from HTML: the one door to WeasyPrint.

`render` lays a page out, paints it and writes our own tag tree; `layout` and `paint` are its two halves, for callers
that look at the pages between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import pydyf
import weasyprint
from weasyprint.pdf import VARIANTS
from weasyprint.text.fonts import FontConfiguration

from press.render.layout.room import Filling
from press.render.tagging import hooks
from press.render.tagging.builder import Builder
from press.render.tagging.destinations import write_destinations
from press.render.tagging.page import Page
from press.render.tagging.plan import make_plan
from press.render.tagging.roles import Standard
from press.render.tagging.tidy import tidy
from press.render.tagging.writer import Writer
from press.render.weasyprint import texts
from press.render.weasyprint.logbook import Logbook

__all__ = ["Standard", "Tagged", "layout", "paint", "render"]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A painted and tagged file.

    data: the PDF, its claims still unwritten (`press.finish` writes them); pages: how many; log: every line that
    WeasyPrint logged as a warning or worse; warnings: what the tag builder could not tag as it should.
    """

    data: bytes
    pages: int
    log: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _no_claims(*_: Any) -> None:
    """WeasyPrint can claim one standard; `press.finish` claims ours."""


DUAL: dict[Standard, str] = {"ua-1": "pdf/a-2a+ua-1", "ua-2": "pdf/a-4+ua-2"}
VERSIONS: dict[Standard, str] = {"ua-1": "1.7", "ua-2": "2.0"}
for _standard, _name in DUAL.items():
    VARIANTS[_name] = (
        _no_claims,
        {"pdf_version": VERSIONS[_standard], "pdf_identifier": False, "output_intent": "srgb", "pdf_tags": True},
    )

_LOGS: WeakKeyDictionary[weasyprint.Document, Logbook] = WeakKeyDictionary()


def render(
    html: str,
    *,
    standard: Standard,
    stylesheets: Sequence[weasyprint.CSS] = (),
    font_config: FontConfiguration | None = None,
    url_fetcher: weasyprint.URLFetcher | None = None,
    base_url: str | None = None,
) -> Tagged:
    """Lay out, paint and tag an HTML page. Whatever the renderer complains of is in the result, not raised."""
    document = layout(
        html,
        standard=standard,
        stylesheets=stylesheets,
        font_config=font_config,
        url_fetcher=url_fetcher,
        base_url=base_url,
    )
    return paint(document, standard)


def layout(
    html: str,
    *,
    standard: Standard,
    stylesheets: Sequence[weasyprint.CSS] = (),
    font_config: FontConfiguration | None = None,
    url_fetcher: weasyprint.URLFetcher | None = None,
    base_url: str | None = None,
    fill: Filling | None = None,
) -> weasyprint.Document:
    """Lay out an HTML page without painting it. fill: how its pages are to be filled with ruled lines, if they are."""
    hooks.install()
    log = Logbook()
    with log.open(), hooks.filling(fill):
        source = Page(html, base_url, url_fetcher)
        document = source.render(font_config=font_config, stylesheets=stylesheets, pdf_variant=DUAL[standard])
    _LOGS[document] = log
    return document


def paint(document: weasyprint.Document, standard: Standard) -> Tagged:
    """Paint and tag a document that `layout` made for the same standard. A document can be painted once."""
    root = document._html.etree_element
    log = _LOGS.setdefault(document, Logbook())
    warnings: list[str] = []

    def tag(pdf: pydyf.PDF, document: weasyprint.Document, painting: hooks.Painting, streams: list[Any]) -> None:
        builder = Builder(document, painting, root, standard)
        builder.build()
        tidy(builder)
        Writer(pdf, streams, standard).write(builder.root)
        if standard == "ua-2":
            write_destinations(pdf, builder)
        warnings.extend(dict.fromkeys(builder.warnings))

    with log.open(), hooks.painting(hooks.Painting(make_plan(document, root), tag)):
        data = document.write_pdf(pdf_variant=DUAL[standard])
    texts.forget(document.font_config)
    return Tagged(data, len(document.pages), tuple(log.lines), tuple(warnings))
