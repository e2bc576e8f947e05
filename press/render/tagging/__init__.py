"""Tagged PDF from HTML. The only package that imports WeasyPrint.

`render` lays a page out, paints it and writes our own tag tree. `lay_out` and `paint` are its two halves, for callers
that look at the pages between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element

import pydyf
import weasyprint
from weasyprint.css import get_all_computed_styles
from weasyprint.pdf import VARIANTS
from weasyprint.text.fonts import FontConfiguration

from press.render.layout.forecast import StyleFor
from press.render.layout.room import PageFilling
from press.render.tagging import hooks
from press.render.tagging.builder import TagBuilder
from press.render.tagging.document import HtmlPage
from press.render.tagging.elements import make_node
from press.render.tagging.hooks import reuse_lines
from press.render.tagging.links import write_annotations, write_destinations
from press.render.tagging.plan import make_paint_plan
from press.render.tagging.roles import Standard
from press.render.tagging.walk import build_tree
from press.render.tagging.writer import TagTreeWriter, tidy_tree
from press.render.weasyprint.fixes import Logbook
from press.render.weasyprint.restyling import can_reuse, restyle

__all__ = ["Standard", "TaggedPdf", "lay_out", "paint", "read_styles", "render", "reuse_lines"]


@dataclass(frozen=True, slots=True)
class TaggedPdf:
    """A painted and tagged file.

    data: the PDF, unpacked and without its claims, which `press.finish` writes; pages: how many; log: every line that
    WeasyPrint logged as a warning or worse; warnings: what the tag builder could not tag as it should; advice: what the
    standard allows and readers regret; printed: the places of the elements that have a visible box, counted over the
    whole page; unseen: the places of those whose boxes are all hidden; strays: characters that no typeface has that
    their style names, each with the typeface that drew it, or "".
    """

    data: bytes
    pages: int
    log: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    printed: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    strays: tuple[tuple[str, str], ...] = ()


def _claim_nothing(*_: Any) -> None:
    """Do nothing: `press.finish` claims our standards; WeasyPrint knows only one."""


DUAL: dict[Standard, str] = {"ua-1": "pdf/a-2a+ua-1", "ua-2": "pdf/a-4+ua-2"}
VERSIONS: dict[Standard, str] = {"ua-1": "1.7", "ua-2": "2.0"}
for _standard, _name in DUAL.items():
    VARIANTS[_name] = (
        _claim_nothing,
        {"pdf_version": VERSIONS[_standard], "pdf_identifier": False, "output_intent": "srgb", "pdf_tags": True},
    )

_LOGS: WeakKeyDictionary[weasyprint.Document, Logbook] = WeakKeyDictionary()
_LAST_STEPS: WeakKeyDictionary[weasyprint.Document, hooks.LastSteps] = WeakKeyDictionary()


def render(
    html: str | Element,
    *,
    standard: Standard,
    stylesheets: Sequence[weasyprint.CSS] = (),
    font_config: FontConfiguration | None = None,
    url_fetcher: weasyprint.URLFetcher | None = None,
    base_url: str | None = None,
    presentational_hints: bool = False,
) -> TaggedPdf:
    """Lay out, paint and tag an HTML page.

    html: the page, or its document element; presentational_hints: whether attributes such as `start` of a list count,
    as they do in browsers. Complaints of the renderer are in the result; they are not raised.
    """
    document = lay_out(
        html,
        standard=standard,
        stylesheets=stylesheets,
        font_config=font_config,
        url_fetcher=url_fetcher,
        base_url=base_url,
        presentational_hints=presentational_hints,
    )
    return paint(document, standard)


@dataclass(frozen=True, slots=True)
class StyledPage:
    """A page that was laid out, and its styles for another layout of it."""

    document: weasyprint.Document
    styles: StyleFor


def lay_out(  # noqa: PLR0913 - what WeasyPrint takes, the standard and the filling
    html: str | Element,
    *,
    standard: Standard,
    stylesheets: Sequence[weasyprint.CSS] = (),
    font_config: FontConfiguration | None = None,
    url_fetcher: weasyprint.URLFetcher | None = None,
    base_url: str | None = None,
    presentational_hints: bool = False,
    fill: PageFilling | None = None,
    is_enough: hooks.IsEnough | None = None,
    styled: StyledPage | None = None,
) -> weasyprint.Document:
    """Lay out an HTML page without painting it. What only the painting needs is not done yet.

    fill: how to fill its pages with ruled lines, or None to leave them as they are; is_enough: which of its first pages
    are all that is wanted; styled: the same page as it was laid out before, with its styles.
    """
    hooks.install()
    log = Logbook()
    known = styled if styled and not _LOGS[styled.document].lines and can_reuse(styled.styles) else None
    with (
        log.open(),
        hooks.use_filling(fill, is_enough),
        hooks.use_styles(known.styles if known else None),
        hooks.put_off_last_steps() as steps,
    ):
        source = known.document._html if known else HtmlPage(html, base_url, url_fetcher)
        document = source.render(
            font_config=font_config,
            stylesheets=stylesheets,
            pdf_variant=DUAL[standard],
            presentational_hints=presentational_hints,
        )
    _LOGS[document] = log
    _LAST_STEPS[document] = steps
    return document


def read_styles(
    document: weasyprint.Document, stylesheets: Sequence[weasyprint.CSS], font_config: FontConfiguration
) -> StyleFor:
    """Read the styles that the elements of a document would have with others in place of its last style sheets."""
    styles = document.pages[0]._page_box.children[0].press_styles
    if restyled := restyle(styles, document._html.etree_element, stylesheets):
        return restyled  # type: ignore[no-any-return]
    with Logbook().open():  # what there is to say of the page was said when it was laid out
        return get_all_computed_styles(  # type: ignore[no-any-return]
            document._html, stylesheets, font_config=font_config, page_rules=[], layers=[]
        )


def paint(document: weasyprint.Document, standard: Standard) -> TaggedPdf:
    """Paint and tag a document from `lay_out`, once.

    The standard must be the one that the document was laid out for.
    """
    root = document._html.etree_element
    log = _LOGS.setdefault(document, Logbook())
    with log.open():
        for step in _LAST_STEPS.pop(document, ()):
            step()
    warnings: list[str] = []
    advice: list[str] = []

    def tag(pdf: pydyf.PDF, document: weasyprint.Document, painting: hooks.PaintState, streams: list[Any]) -> None:
        builder = TagBuilder(document, painting, root, standard, make_node)
        build_tree(builder)
        tidy_tree(builder)
        write_annotations(pdf, builder)
        TagTreeWriter(pdf, streams, standard).write_tree(builder.root)
        if standard == "ua-2":
            write_destinations(pdf, builder)
        warnings.extend(dict.fromkeys(builder.warnings))
        advice.extend(builder.advice)

    state = hooks.PaintState(make_paint_plan(document, root), tag)
    with log.open(), hooks.use_painting(state):
        data = document.write_pdf(pdf_variant=DUAL[standard], uncompressed_pdf=True)  # `press.finish` packs it
    printed, unseen = hooks.PRINTED.get(root, (frozenset(), frozenset()))
    return TaggedPdf(
        data,
        len(document.pages),
        tuple(log.lines),
        tuple(warnings),
        tuple(advice),
        printed,
        unseen,
        tuple(state.strays.items()),
    )
