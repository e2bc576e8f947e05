"""The hooks into WeasyPrint: sixteen of its names, wrapped once per process.

WeasyPrint has no interface for tag builders. Outside of `use_painting` the wrapped names do what they always did. What
they must look like stands in `press/render/weasyprint/contract.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

import pydyf
import weasyprint.document
import weasyprint.draw.text
import weasyprint.layout
import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.layout.preferred
import weasyprint.pdf
import weasyprint.text.line_break
from weasyprint.css import StyleFor
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from press.render.layout.handed_on import HandedNotes
from press.render.layout.known_lines import KnownLines
from press.render.layout.page_numbers import set_page_numbers
from press.render.layout.room import PageFilling
from press.render.layout.ruled_lines import PageFiller
from press.render.layout.spread import spread_blocks
from press.render.tagging.plan import PaintPlan
from press.render.tagging.spaces import SpaceGlyphs, map_to_basic_characters
from press.render.weasyprint.boxes import walk_boxes
from press.render.weasyprint.clusters import Aliases, ClusterPen, GlyphCluster, list_clusters, write_aliases
from press.render.weasyprint.fixes import (
    FirstLine,
    collapse_rows,
    count_down,
    fix_first_line,
    fix_marker,
    has_first_letter,
    measure_frame_end,
    restore_links,
)
from press.render.weasyprint.replacements import install_replacements
from press.render.weasyprint.restyling import collect_anchors
from press.text.scripts import find_script


@dataclass(frozen=True, slots=True)
class PaintedContent:
    """Where the content of a box was painted.

    stream: a page or a form XObject; mcid: the number of the content there.
    """

    stream: Any
    mcid: int


@dataclass(slots=True)
class PaintState:
    """The state while one document is painted.

    tag: called with the finished pages, to write the tag tree; drawn: boxes that were drawn run by run; aliases: codes
    of glyphs with a second meaning; strays: each character that none of the typefaces has that its style names, with
    the one it was drawn in.
    """

    plan: PaintPlan
    tag: Callable[[Any, Any, PaintState, Any], None]
    painted: dict[Any, PaintedContent] = field(default_factory=dict)
    counts: dict[Any, int] = field(default_factory=dict)
    spaces: SpaceGlyphs = field(default_factory=SpaceGlyphs)
    aliases: Aliases = field(default_factory=dict)
    drawn: set[Any] = field(default_factory=set)
    strays: dict[str, str] = field(default_factory=dict)


_PAINTING: ContextVar[PaintState | None] = ContextVar("painting", default=None)
_RULER: ContextVar[PageFiller | None] = ContextVar("ruler", default=None)
IsEnough = Callable[[Sequence[Any]], bool]
"""Tells from the first pages of a document whether no more are wanted."""
_IS_ENOUGH: ContextVar[IsEnough | None] = ContextVar("is_enough", default=None)
_KNOWN_LINES: ContextVar[KnownLines | None] = ContextVar("known_lines", default=None)
_STYLES: ContextVar[StyleFor | None] = ContextVar("styles", default=None)
LastSteps = list[Callable[[], None]]
"""The last steps of laying out pages: what stands in their margins, and their backgrounds."""
_PUT_OFF: ContextVar[LastSteps | None] = ContextVar("put_off", default=None)
_originals: dict[str, Any] = {}
IN_FLOW = 6
"""Fewest arguments after the first three, if a block is laid out in the flow of a page."""
PRINTED: WeakKeyDictionary[Any, tuple[frozenset[int], frozenset[int]]] = WeakKeyDictionary()
"""The places of the elements that have a visible box, and of those whose boxes are all hidden; by document element."""


def install() -> None:
    """Replace the sixteen names and WeasyPrint's hottest functions.

    A second call does nothing.
    """
    if _originals:
        return
    install_replacements()
    _replace(boxes.TextBox, "__init__", _init_text_box)
    _replace(weasyprint.document, "get_all_computed_styles", _compute_styles)
    _replace(weasyprint.document, "build_formatting_structure", _build_boxes)
    _replace(weasyprint.document, "gather_anchors", _gather_anchors)
    _replace(weasyprint.layout, "layout_backgrounds", _spread_blocks_and_lay_out_backgrounds)
    _replace(weasyprint.layout, "make_margin_boxes", _make_margin_boxes)
    _replace(weasyprint.layout, "make_all_pages", _make_and_fill_pages)
    _replace(weasyprint.layout.LayoutContext, "layout_footnote", _layout_footnote)
    _replace(weasyprint.layout.block, "block_level_layout", _lay_out_block)
    _replace(weasyprint.layout.inline, "split_first_line", _split_first_line)
    _replace(weasyprint.layout.preferred, "split_first_line", _measure_first_line)
    _replace(weasyprint.layout.inline, "first_letter_to_box", _make_first_letter)
    _replace(Stream, "marked", _add_marked_content)
    _replace(weasyprint.draw.text, "draw_first_line", _draw_first_line)
    _replace(weasyprint.pdf, "add_tags", _write_tags)
    _replace(weasyprint.pdf, "build_fonts_dictionary", _build_fonts_dictionary)


@contextmanager
def use_painting(current: PaintState) -> Iterator[None]:
    """Run the block with the hooks working for one document."""
    token = _PAINTING.set(current)
    try:
        yield
    finally:
        _PAINTING.reset(token)


@contextmanager
def use_filling(wanted: PageFilling | None, is_enough: IsEnough | None = None) -> Iterator[None]:
    """Run the block with pages filled with ruled lines, and no more of them than are enough."""
    tokens = _RULER.set(PageFiller(wanted) if wanted else None), _IS_ENOUGH.set(is_enough)
    try:
        yield
    finally:
        _RULER.reset(tokens[0])
        _IS_ENOUGH.reset(tokens[1])


@contextmanager
def put_off_last_steps() -> Iterator[LastSteps]:
    """Run the block with nothing done for pages that only their painting needs, and yield what is left to do."""
    steps: LastSteps = []
    token = _PUT_OFF.set(steps)
    try:
        yield steps
    finally:
        _PUT_OFF.reset(token)


@contextmanager
def reuse_lines() -> Iterator[None]:
    """Run the block with the first lines of its texts kept for its other layouts."""
    token = _KNOWN_LINES.set(KnownLines())
    try:
        yield
    finally:
        _KNOWN_LINES.reset(token)


@contextmanager
def use_styles(known: StyleFor | None) -> Iterator[None]:
    """Run the block with the styles of the elements of its document, if they are known."""
    token = _STYLES.set(known)
    try:
        yield
    finally:
        _STYLES.reset(token)


def _replace(owner: Any, name: str, value: Any) -> None:
    theirs = _originals[f"{owner.__name__}.{name}"] = getattr(owner, name)
    value.__wrapped__ = theirs  # so that the contract is compared with their parameters, not with ours
    setattr(owner, name, value)


def _init_text_box(self: Any, element_tag: Any, style: Any, element: Any, text: str) -> None:
    _originals["TextBox.__init__"](self, element_tag, style, element, text)
    self.press_source = self  # copies keep it, and so all fragments do


def _compute_styles(html: Any, *how: Any) -> StyleFor:
    _, _, _, counter_style, *_, target_collector, _ = how
    if not (known := _STYLES.get()):
        return _originals["weasyprint.document.get_all_computed_styles"](html, *how)
    for styles in html._ua_counter_style():
        counter_style.update(styles)
    collect_anchors(known, target_collector)
    return known


def _split_first_line(*line: Any, **how: bool) -> FirstLine:
    return _recall_first_line(partial(fix_first_line, weasyprint.text.line_break.split_first_line), line, how)


def _measure_first_line(*line: Any, **how: bool) -> FirstLine:
    return _recall_first_line(weasyprint.text.line_break.split_first_line, line, how)


def _recall_first_line(split: Callable[..., FirstLine], line: tuple[Any, ...], how: Mapping[str, bool]) -> FirstLine:
    known = _KNOWN_LINES.get()
    return known.split(split, line, how) if known else split(*line, **how)


def _lay_out_block(context: Any, box: Any, bottom_space: float, *rest: Any, **named: Any) -> Any:
    lay_out = partial(_originals["weasyprint.layout.block.block_level_layout"], context, box)
    if len(rest) < IN_FLOW:
        return lay_out(bottom_space, *rest, **named)
    page_is_empty, absolute_boxes, fixed_boxes, margins = rest[2:IN_FLOW]
    place, before = (box.position_x, box.position_y), list(margins)
    found = lay_out(bottom_space, *rest)
    drawn, resume_at = found[:2]
    end = measure_frame_end(drawn, context, bottom_space) if page_is_empty and drawn and not resume_at else 0
    if not end:
        return found
    weasyprint.layout.block.remove_placeholders(context, [drawn], absolute_boxes, fixed_boxes)
    box.position_x, box.position_y = place
    return lay_out(bottom_space + end, *rest[: IN_FLOW - 1], before, *rest[IN_FLOW:])


def _layout_footnote(self: Any, footnote: Any) -> bool:
    overflows: bool = _originals["LayoutContext.layout_footnote"](self, footnote)
    # An area without a greatest height grows with its notes. WeasyPrint compares sums of lengths without a tolerance.
    return overflows and self.current_footnote_area.max_height < math.inf


def _make_first_letter(box: Any, skip_stack: Any, first_letter_style: Any) -> Any:
    if has_first_letter(box):
        return skip_stack
    return _originals["weasyprint.layout.inline.first_letter_to_box"](box, skip_stack, first_letter_style)


def _find_places(tree: Any, elements: set[Any]) -> frozenset[int]:
    return frozenset(place for place, found in enumerate(tree.iter()) if found in elements)


def _build_boxes(
    element_tree: Any, style_for: Any, get_image_from_uri: Any, base_url: Any, target_collector: Any,
    counter_style: Any, footnotes: list[Any],
) -> Any:  # fmt: skip
    collapse_rows(element_tree, style_for)
    count_down(element_tree, style_for)
    root = _originals["weasyprint.document.build_formatting_structure"](
        element_tree, style_for, get_image_from_uri, base_url, target_collector, counter_style, footnotes
    )
    root.press_styles = style_for  # for `read_styles`
    restore_links(root, element_tree, base_url)
    found = list(walk_boxes(root))
    visible = {box.element for box in found if box.style["visibility"] == "visible"}
    unseen = {box.element for box in found} - visible
    PRINTED[element_tree] = _find_places(element_tree, visible), _find_places(element_tree, unseen)
    for number, box in enumerate(chain(walk_boxes(root), *map(walk_boxes, footnotes))):
        box.press_order = number  # copies keep it, and so all fragments do
        if box.is_outside_marker:
            fix_marker(box)
    return root


def _spread_blocks_and_lay_out_backgrounds(page: Any, get_image_from_uri: Any) -> None:
    spread_blocks(page)  # before: backgrounds stay where their boxes are now
    lay_out = partial(_originals["weasyprint.layout.layout_backgrounds"], page, get_image_from_uri)
    steps = _PUT_OFF.get()
    if steps is None:
        lay_out()
    else:
        steps.append(lay_out)


def _make_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]:
    steps, number = _PUT_OFF.get(), context.current_page
    make = partial(_originals["weasyprint.layout.make_margin_boxes"], context, page, state)
    if steps is None:
        return make()  # type: ignore[no-any-return]

    def add_margin_boxes() -> None:
        context.current_page = number
        page.children = (*page.children, *make())

    steps.append(add_margin_boxes)
    return iter(())


def _gather_anchors(*where: Any) -> None:
    steps, gather = _PUT_OFF.get(), partial(_originals["weasyprint.document.gather_anchors"], *where)
    if steps is None:
        gather()
    else:
        steps.append(gather)


def _make_and_fill_pages(context: Any, root_box: Any, html: Any, pages: list[Any]) -> list[Any]:
    notes = list(context.footnotes)
    handed: HandedNotes = vars(context).setdefault(
        "press_handed_notes", HandedNotes()
    )  # one for all rounds of a document

    def make(made: list[Any]) -> Iterator[Any]:
        context.footnotes = list(notes)  # a page that is laid out again needs the notes that it took before
        return _originals["weasyprint.layout.make_all_pages"](context, root_box, html, made)  # type: ignore[no-any-return]

    is_enough, is_cut_off = _IS_ENOUGH.get(), False

    def lay_out(made: list[Any]) -> Iterator[Any]:
        nonlocal is_cut_off
        latest: list[Any] = []
        for page in handed.lay_out_pages(make, made, context):
            latest.append(page)
            yield page
            if is_enough and is_enough(latest):
                is_cut_off = True
                return

    ruler, tree = _RULER.get(), html.etree_element
    made = ruler.lay_out_pages(lay_out, pages, context, root_box, tree) if ruler else list(lay_out(pages))
    if is_cut_off:  # nothing on these pages waits for the others
        for *_, state in context.page_maker:
            state["content_changed"] = state["pages_wanted"] = False
        return made
    set_page_numbers(made, context)
    if ruler:
        ruler.request_layouts(made, context, root_box, tree)
    return made


@contextmanager
def _add_marked_content(self: Any, box: Any, tag: str) -> Iterator[None]:
    current = _PAINTING.get()
    if current is None or self._tags is None:
        with _originals["Stream.marked"](self, box, tag):
            yield
        return
    self.begin_marked_content(*_make_opening(self, box, tag, current))
    start = len(self.stream)
    try:
        yield
    finally:
        if box in current.plan.spaces and box in current.painted and box not in current.drawn:
            current.spaces.add_space(self, start)
        self.end_marked_content()


def _make_opening(stream: Any, box: Any, tag: str, current: PaintState) -> tuple[str, pydyf.Dictionary]:
    """Make the tag and properties opening a box's marked content."""
    artifact = current.plan.artifacts.get(box)
    if artifact is not None:
        return "Artifact", pydyf.Dictionary(artifact)
    mcid = current.counts.get(stream, 0)
    current.counts[stream] = mcid + 1
    current.painted[box] = PaintedContent(stream, mcid)
    properties = pydyf.Dictionary({"MCID": mcid})
    if box in current.plan.actual_texts:
        properties["ActualText"] = pydyf.String(current.plan.actual_texts[box])
    elif isinstance(box, boxes.TextBox) and box.style["font_variant_caps"] != "normal":
        # A small capital is drawn with one glyph for both cases of its letter.
        properties["ActualText"] = pydyf.String(box.text + " " * (box in current.plan.spaces))
    return tag, properties


LATIN_TEXT = re.compile("[ -~\u00a0-\u00ffŒœŠšŽžŸ–—‘’“”•…]*")
"""Text of which every typeface of Latin letters has every character, one glyph for each."""
GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
"""Families that name no typeface (CSS Fonts 4, 2.1.3)."""


def _draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw a line as it is read, if a glyph of it is not a character.

    The others are drawn as ever.
    """
    arguments = (stream, textbox, text_overflow, block_ellipsis, matrix)
    current, draw = _PAINTING.get(), partial(_originals["weasyprint.draw.text.draw_first_line"], *arguments)
    if current is None or text_overflow == "ellipsis" or block_ellipsis != "none" or _is_latin(textbox):
        return draw()
    clusters = list_clusters(stream, textbox.pango_layout)
    _note_strays(clusters, frozenset(textbox.style["font_family"]) - GENERIC, current)
    spaced = textbox in current.plan.spaces
    space = current.spaces.find(clusters[-1].font) if spaced and clusters else None
    if spaced and clusters and not space:
        clusters[-1].text += " "  # the font has none to draw
    if not _needs_clusters(clusters):
        return draw()
    pen = ClusterPen(stream, matrix, current.aliases)
    pen.draw(clusters)
    current.drawn.add(textbox)
    if space:
        pen.draw_space(*space, clusters[-1])
    return []


def _is_latin(textbox: Any) -> bool:
    """Tell whether a text is in Latin letters, one glyph for each."""
    text: str = textbox.text
    lang = textbox.style["lang"] or "en"
    return not text.strip() or (LATIN_TEXT.fullmatch(text) is not None and find_script(lang) == "Latn")


def _needs_clusters(clusters: Sequence[GlyphCluster]) -> bool:
    """Tell whether a line must be drawn cluster by cluster."""
    if any(one.is_missing or one.is_picture for one in clusters):
        return False  # WeasyPrint says which characters are missing, and draws pictures
    return any(one.rtl or not one.is_unambiguous for one in clusters)


def _note_strays(clusters: Sequence[GlyphCluster], families: frozenset[str], current: PaintState) -> None:
    """Note the characters that are in no typeface that the style names."""
    for one in clusters:
        if one.is_missing:
            current.strays[one.text] = ""
        elif families and one.font.family not in families and not one.text.isspace():
            current.strays.setdefault(one.text, one.font.family)


def _build_fonts_dictionary(pdf: Any, fonts: Any, *args: Any) -> Any:
    current = _PAINTING.get()
    if current is not None:
        map_to_basic_characters(fonts.values())
    built = _originals["weasyprint.pdf.build_fonts_dictionary"](pdf, fonts, *args)
    for name, aliases in current.aliases.items() if current else ():
        write_aliases(pdf, built[name], aliases)
    return built


def _write_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:
    current = _PAINTING.get()
    if current is None:
        _originals["weasyprint.pdf.add_tags"](pdf, document, pdf_version, page_streams)
    else:
        current.tag(pdf, document, current, page_streams)
