"""The pages of a layout foretold from another one, without laying anything out.

A remedy that changes gaps, the height of lines, the size of drawings, where pages may break or the order of blocks
leaves every line as wide as it was. So the blocks of one layout, with the styles that the remedy gives them, say where
pages will break.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, takewhile
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes

from press.model.edition import BODY_IDS
from press.render.layout.pages import (
    FigureUse,
    PageUse,
    begins_answer,
    is_figure,
    list_names,
    measure_drawings,
    measure_figure,
    measure_reach,
)
from press.render.layout.room import NOTES, NOTES_LINE, POINTS_PER_PX, walk_child_boxes

StyleFor = Callable[[Element, str | None], Any]
"""WeasyPrint's function from an element and the name of a pseudo-element, or None, to a style."""
TOLERANCE = 0.05
"""By how many CSS pixels sums of heights may differ."""
EDGE, OPENS, CLOSES = range(3)
"""Kinds of lengths between blocks: padding with a border, and the margins at the head and the foot of a block."""
CHANGING = ("section", "figure")
"""The elements whose children may stand in another order, or whose drawings may be smaller."""
SOLID = (boxes.ReplacedBox, boxes.FlexBox, boxes.GridBox)


@dataclass(frozen=True, slots=True)
class LayoutChanges:
    """What is to be other than in the layout that pages are foretold from.

    style_for: the styles of elements, None if they stay; order: of the children of elements that stand in another one;
    shares: how large the drawings of figures are, as shares of their size; credit_first: whether the credit stands
    before the directory.
    """

    style_for: StyleFor | None = None
    order: Mapping[Element, tuple[Element, ...]] = field(default_factory=dict)
    shares: Mapping[Element, float] = field(default_factory=dict)
    credit_first: bool = False


@dataclass(eq=False)
class Block:
    """A block over all of its pages. Lengths in CSS pixels.

    lines: the height of each line, how far its words reach down, and the height of drawings in it; extra: the height
    below its last child, beside a float; solid: the height and the reach of a block in which nothing changes; is_copy:
    whether it stands for the row of the contents that leads to the lines for notes, which is not in this layout.
    """

    box: Any
    children: list[Block] = field(default_factory=list)
    lines: list[tuple[float, float, float]] = field(default_factory=list)
    solid: tuple[float, float] | None = None
    extra: float = 0.0
    is_copy: bool = False

    @cached_property
    def changing(self) -> list[Block]:
        """Itself and the blocks in it that a forecast may change, whatever the styles."""
        own = self.is_notes or self.leads_to_notes or (self.element is not None and self.element.tag in CHANGING)
        return [self] * own + [one for child in self.children for one in child.changing]

    @cached_property
    def all_blocks(self) -> list[Block]:
        """Itself and the blocks in it."""
        return [self, *(one for child in self.children for one in child.all_blocks)]

    @cached_property
    def names(self) -> set[str]:
        """Its id and its classes."""
        return list_names(self.box)

    @cached_property
    def is_anonymous(self) -> bool:
        """Whether it stands for no element and no pseudo-element."""
        return isinstance(self.box.style, AnonymousStyle)

    @cached_property
    def is_wall(self) -> bool:
        """Whether no margin reaches through its edges."""
        return bool(self.solid or self.box.establishes_formatting_context() or self.box.is_for_root_element)

    @property
    def is_notes(self) -> bool:
        """Whether it holds the ruled lines for notes."""
        return NOTES in self.names

    @cached_property
    def leads_to_notes(self) -> bool:
        """Whether it is the row of the contents that leads to them, which goes when they do."""
        element = self.element
        return self.is_copy or (
            element is not None
            and element.tag == "li"
            and any(link.get("href") == f"#{NOTES}" for link in element.iter("a"))
        )

    @cached_property
    def element(self) -> Element | None:
        """Its element."""
        return None if self.is_anonymous or self.box.element_tag != self.box.element.tag else self.box.element


@dataclass(eq=False)
class Piece:
    """What no page breaks: a line or a solid block.

    blocks: what it stands in, from the root down; number: of the line in its block, from 0; before, after: margins, and
    paddings with borders, between it and its neighbors, as pairs of a length and its kind; opened: the blocks and
    floats that begin with it; needs: the room below it that its own block asks for; ends: of each block that ends with
    it, the first piece, what is between, and what its edge and margin ask for; versions: those of it that ended with
    other blocks; joints: what is between it and the next piece; pages: those that began with it.
    """

    blocks: tuple[Block, ...]
    number: int
    height: float
    reach: float
    before: list[tuple[float, int]]
    opened: list[Block]
    after: list[tuple[float, int]] = field(default_factory=list)
    needs: float = 0.0
    ends: list[tuple[int, float, float]] = field(default_factory=list)
    versions: list[Piece] = field(default_factory=list)
    joints: dict[Piece, Joint] = field(default_factory=dict)
    pages: list[_Page] = field(default_factory=list)


class _Page(NamedTuple):
    """A page, and what it was made from.

    seen: the pieces that were looked at, from the one before it on, None for those that there are not; start: the
    number of its first one; ends: how far down it is filled with each of its own.
    """

    seen: list[Piece | None]
    start: int
    ends: list[float]
    use: PageUse


_Waiting = tuple[list[tuple[float, int]], list[Block]]
"""The lengths that the next piece stands below, and the blocks that begin with it."""


class _Known(NamedTuple):
    """The pieces of a block as they were found before.

    before, left: what waited for a piece before the block, and after it; first: the first pieces of the blocks in it;
    after, ends: how many of each its last piece had.
    """

    before: _Waiting
    pieces: list[Piece]
    left: _Waiting
    first: dict[Block, int]
    notes_at: int | None
    after: int
    ends: int


class Joint(NamedTuple):
    """What is between two pieces.

    common: the blocks that both stand in; ending: those that end with the first one; breaks: what blocks that end or
    begin here ask for; is_forced: whether a page ends here in any case.
    """

    common: tuple[Block, ...]
    ending: tuple[Block, ...]
    breaks: set[str]
    is_forced: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """The credit in the colophon, and the directory before which it may stand in another one."""

    blocks: list[Block]
    colophon: Block
    other: Block
    directory: Block

    @property
    def last(self) -> Element | None:
        """The element of its last paragraph."""
        return self.blocks[-1].element

    def place(self, children: list[Block], parent: Block) -> list[Block]:
        """Place it first among the children of a block."""
        if parent is self.colophon:
            return [child for child in children if child not in self.blocks]
        if self.directory not in children:
            return children
        number = children.index(self.directory)
        return [*children[:number], self.other, *children[number:]]


class Flow:
    """The blocks of a layout, in the order in which they flow."""

    def __init__(self, document: Any, removed: Collection[Element] = ()) -> None:
        """Gather the blocks. removed: the elements of the lines for notes, if they were lost."""
        self._found: dict[int | None, Block] = {}
        self.is_whole = True  # whether all of it is of a kind that can be foretold
        self.notes_height: float | None = None  # of what stands above the lines for notes, if there are any
        self.roots: list[Block] = []
        self._settings: dict[tuple[StyleFor | None, bool], _Setting] = {}
        for page in document.pages:
            for child in page._page_box.children:
                kind = type(child).__name__
                if kind == "FootnoteAreaBox":
                    self.is_whole &= not child.children
                elif kind != "MarginBox":
                    self._gather(child, self.roots)
        for block in list(self._found.values()):
            if block.element is not None and any(child.tag == "li" and child in removed for child in block.element):
                self._restore_row(block)

    def _restore_row(self, block: Block) -> None:
        """Restore the row of the contents that leads to the lines for notes, as high as the lowest of the others."""
        rows = [row for row in block.children if row.lines and not row.children]
        if rows:
            row = min(rows, key=lambda one: len(one.lines))
            block.children.append(Block(row.box, lines=row.lines, extra=row.extra, is_copy=True))

    def set(self, changes: LayoutChanges, notes: NotesBlock | None, *, has_notes: bool) -> _Setting:
        """Set its blocks with styles, in an order, with drawings of some size and a block of lines for notes."""
        setting = self._settings.setdefault((changes.style_for, changes.credit_first), _Setting())
        setting.arrange(self, changes, notes, has_notes=has_notes)
        return setting

    @cached_property
    def credit(self) -> Credit | None:
        """The credit that may stand before the directory, if there are both."""
        found = [block for root in self.roots for block in root.all_blocks if block.element is not None]
        directory = next((one for one in found if BODY_IDS["directory"] in one.names), None)
        colophon = next((one for one in found if "colophon" in one.names), None)
        if not directory or not colophon:
            return None
        credit = [one for one in colophon.children if "credit" in one.names]
        is_part = 0 < len(credit) < len(colophon.children)
        return Credit(credit, colophon, Block(colophon.box, credit), directory) if is_part else None

    def _gather(self, box: Any, siblings: list[Block]) -> None:
        if not hasattr(box, "style") or not (box.is_in_normal_flow() or box.is_floated()):
            return
        is_ruled = not getattr(box, "children", ()) and not isinstance(box, SOLID)  # ruled lines are copies of one
        number = getattr(box, "press_order", None)  # none of a box that the layout itself has made
        self.is_whole &= number is not None
        block = None if is_ruled else self._found.get(number)
        is_new = block is None
        if block is None:
            block = self._found[number] = Block(box)
            siblings.append(block)
        if box.is_floated():
            return
        if block.is_notes and is_new:
            lines = [one for one in walk_child_boxes(box) if NOTES_LINE in list_names(one)]
            self.notes_height = box.border_height() - sum(line.margin_height() for line in lines)
            block.solid = (box.border_height(), 0.0)
            return
        style, children = box.style, getattr(box, "children", ())
        if isinstance(box, SOLID) or box.is_table_wrapper or _read_px(style["min_height"]) or box.is_column or (
            style["column_count"] != "auto" or style["column_width"] != "auto"
        ):  # fmt: skip
            self.is_whole &= is_new
            top = box.border_box_y()
            block.solid = (box.border_height(), measure_reach(box) - top)
            return
        if not children and box.height:
            block.solid = (box.border_height(), measure_reach(box) - box.border_box_y())
            return
        last = box.content_box_y()
        for child in children:
            if isinstance(child, boxes.LineBox):
                drawn = max(measure_drawings(child).values(), default=0.0)
                block.lines.append((child.height, measure_reach(child) - child.position_y, drawn))
            else:
                self._gather(child, block.children)
            if hasattr(child, "style") and child.is_in_normal_flow():
                last = _measure_end(child)
        block.extra = max(0.0, box.content_box_y() + box.height - last) if children else 0.0


def _measure_end(box: Any) -> float:
    """Measure where a box ends, with the margins that reach through its lower edge."""
    if isinstance(box, boxes.LineBox):
        return float(box.position_y + box.height)
    margins, inner = [box.margin_bottom], box
    while isinstance(inner, boxes.BlockBox) and inner.bottom_margin_collapses():
        flow = (one for one in reversed(inner.children) if hasattr(one, "style") and one.is_in_normal_flow())
        inner = next(flow, None)
        if inner is not None and not isinstance(inner, boxes.LineBox):
            margins.append(inner.margin_bottom)
    return float(box.border_box_y() + box.border_height() + max(margins))


class _Setting:
    """The pieces of a flow with styles, put on pages: once in some order, and then only those that others lead to."""

    def __init__(self) -> None:
        self._styles: dict[int, Any] = {}
        self._known: dict[tuple[Any, ...], _Known] = {}

    def arrange(self, flow: Flow, changes: LayoutChanges, notes: NotesBlock | None, *, has_notes: bool) -> None:
        """Arrange the pieces of a flow anew. The flow, its styles and where the credit stands are always the same."""
        self._changes = changes
        self._credit = flow.credit if changes.credit_first else None
        self._has_notes = has_notes
        self._notes = notes
        self.notes_at: int | None = None  # the piece that they are, or that comes in their place
        self.pieces: list[Piece] = []
        self._pending: list[tuple[float, int]] = []
        self._opened: list[Block] = []
        self._first: dict[Block, int] = {}  # of each block, its first piece
        for block in flow.roots:
            self._add(block, (), None, in_wall=True)
        self._seal()

    def _read_style(self, block: Block, parent: Any) -> Any:
        box = block.box
        if id(block) in self._styles:
            return self._styles[id(block)]
        if block.is_anonymous:
            style = parent
        elif self._changes.style_for is None:
            style = box.style
        else:
            style = self._changes.style_for(box.element, box.element_tag.partition("::")[2] or None)
        self._styles[id(block)] = style
        return style

    def _add(self, block: Block, blocks: tuple[Block, ...], parent: Any, *, in_wall: bool) -> None:
        """Add a block and what is in it. in_wall: whether its lower margin stays within the block around it."""
        if block.is_notes:
            self.notes_at = len(self.pieces)
        if (block.is_notes and not self._notes) or (block.leads_to_notes and not self._has_notes):
            return
        self._opened.append(block)
        if block.box.is_floated():
            return
        if not block.children:
            self._add_new(block, blocks, parent, in_wall=in_wall)
            return
        start = len(self.pieces)
        key = block, start, self.read_share(blocks), *map(self._read_changes, block.changing)
        known = self._known.get(key)
        if known and known.before == (self._pending, self._opened):
            self._add_known(known)
            return
        before, notes_at = ([*self._pending], [*self._opened]), self.notes_at
        count, self.notes_at = len(self._first), None
        self._add_new(block, blocks, parent, in_wall=in_wall)
        self._known[key] = self._note(start, before, dict(islice(self._first.items(), count, None)))
        self.notes_at = notes_at if self.notes_at is None else self.notes_at

    def _read_changes(self, block: Block) -> tuple[Any, ...]:
        """Read what is changed of a block itself."""
        if block.is_notes:
            return (self._notes,)
        if block.leads_to_notes or block.element is None:
            return (self._has_notes,)
        return self._changes.order.get(block.element), self._changes.shares.get(block.element)

    def _add_known(self, known: _Known) -> None:
        """Add a block as it was added before. What ends with it is not known, so that its last piece is a new one."""
        if known.pieces:
            self._seal()
            *pieces, last = known.pieces
            self.pieces += [*pieces, replace(last, after=last.after[: known.after], ends=last.ends[: known.ends])]
        self._pending, self._opened = ([*left] for left in known.left)
        self._first.update(known.first)
        self.notes_at = known.notes_at if self.notes_at is None else self.notes_at

    def _note(self, start: int, before: _Waiting, first: dict[Block, int]) -> _Known:
        """Note how a block was added."""
        pieces = self.pieces[start:]
        if pieces and not pieces[-1].versions:
            pieces[-1].versions.append(pieces[-1])
        counts = (len(pieces[-1].after), len(pieces[-1].ends)) if pieces else (0, 0)
        return _Known(before, pieces, ([*self._pending], [*self._opened]), first, self.notes_at, *counts)

    def _seal(self) -> None:
        """Let the last piece, with which no more blocks end, be the one that it was before, if it is the same."""
        last = self.pieces[-1] if self.pieces else None
        if last and last.versions and last is not last.versions[0]:
            same = (one for one in last.versions if (one.after, one.ends) == (last.after, last.ends))
            self.pieces[-1] = known = next(same, last)
            if known is last:
                last.versions.append(last)

    def _add_new(self, block: Block, blocks: tuple[Block, ...], parent: Any, *, in_wall: bool) -> None:
        style = self._read_style(block, parent)
        first = self._first[block] = len(self.pieces)
        top, bottom = (_read_edge(block, style, side) for side in ("top", "bottom"))
        if not block.is_anonymous:
            self._pending.append((_read_px(style["margin_top"]), OPENS))
        if top or block.is_wall:
            self._pending.append((top, EDGE))
        blocks = (*blocks, block)
        self._add_pieces(block, blocks, style)
        for child in self._sort(block):
            self._add(child, blocks, style, in_wall=block.is_wall or bool(bottom))
        margin = 0.0 if block.is_anonymous else _read_px(style["margin_bottom"])
        if len(self.pieces) > first:
            self._close(self.pieces[-1], block, (first, bottom, margin), in_wall=in_wall)
        else:  # it is empty, and its margins meet
            self._pending += [(block.extra + bottom, EDGE)] if bottom or block.is_wall else []
            self._pending.append((margin, CLOSES))

    def _add_pieces(self, block: Block, blocks: tuple[Block, ...], style: Any) -> None:
        """Add the lines of a block, or all of one in which nothing changes."""
        scale = 1.0
        if self._changes.style_for and block.lines:
            scale = _read_line_height(style) / _read_line_height(block.box.style)
        elif self._changes.style_for and block.box.is_table_wrapper:  # it has not the style of its table
            table = next(one for one in block.box.children if isinstance(one, boxes.TableBox))
            scale = _read_line_height(self._changes.style_for(table.element, None)) / _read_line_height(table.style)
        solid = (self._notes.height, self._notes.height) if block.is_notes and self._notes else block.solid
        for number, (height, reach, drawn) in enumerate([(*solid, 0.0)] if solid else block.lines):
            less = drawn * (1 - self.read_share(blocks)) if drawn and self._changes.shares else 0.0
            piece = Piece(blocks, number, height * scale - less, reach * scale - less, self._pending, self._opened)
            self._seal()
            self.pieces.append(piece)
            self._pending, self._opened = [], []

    def read_share(self, blocks: Sequence[Block]) -> float:
        """Read the share of the drawings of the figure among some blocks."""
        elements = (block.element for block in blocks)
        return next(
            (self._changes.shares[one] for one in elements if one is not None and one in self._changes.shares), 1.0
        )

    def _close(self, last: Piece, block: Block, edges: tuple[int, float, float], *, in_wall: bool) -> None:
        """Add what follows the last piece of a block. edges: its first piece, its lower edge and its lower margin."""
        first, bottom, margin = edges
        last.after += self._pending
        self._pending = []
        if block.lines:
            last.needs = bottom  # of its last line
        if bottom or block.is_wall or block.extra:
            last.after.append((block.extra + bottom, EDGE))
        last.ends.append((first, 0.0 if block.solid else collapse(last.after), bottom + margin * in_wall))
        last.after.append((margin, CLOSES))

    def _sort(self, block: Block) -> list[Block]:
        children = self._credit.place(block.children, block) if self._credit else block.children
        wanted = self._changes.order.get(block.element) if block.element is not None else None
        if not wanted:
            return children
        places = {element: place for place, element in enumerate(wanted)}
        return sorted(children, key=lambda child: places.get(child.box.element, -1))

    def paginate(self, live: float) -> Iterator[_Page]:
        """Yield pages of some height. One that begins with the same pieces as one before is not set again."""
        start = 0
        while start < len(self.pieces):
            pages = self.pieces[start].pages
            page = next((one for one in pages if one.start == start and one.seen == self._see(start, one)), None)
            if page is None:
                page = self._fill_page(start, live)
                pages.append(page)
            yield page
            start += len(page.ends)

    def _see(self, start: int, page: _Page) -> list[Piece | None]:
        """List the pieces that a page is made from, from the one before it on; None are those that there are not."""
        found = self.pieces[start : start + len(page.seen) - 1]
        before = self.pieces[start - 1] if start else None
        return [before, *found, *(None,) * (len(page.seen) - 1 - len(found))]

    def _fill_page(self, start: int, live: float) -> _Page:
        y = self._find_top(start)
        reach, last = 0.0, start
        good: int | None = None
        worse: int | None = None
        ends: list[float] = []
        for number in range(start, len(self.pieces)):
            piece = self.pieces[number]
            bottom = y + piece.height
            if number > start and bottom + self._measure_need(piece, start) > live + TOLERANCE:
                first = self.pieces[start].blocks[-1]
                if piece.blocks[-1] is first and good is None:
                    good = last  # a paragraph that begins the page breaks anywhere
                break
            last = number
            reach = max(reach, y + piece.reach)
            ends.append(reach)
            if number + 1 == len(self.pieces) or self._is_forced(number):
                good = number
                break
            if self._may_break(number, start):
                good = number
            elif self._parts_siblings(number, start):
                worse = number
            y = bottom + collapse(piece.after + self.pieces[number + 1].before)
        end = next((one for one in (good, worse) if one is not None), last)
        seen = [self.pieces[start - 1] if start else None, *self.pieces[start : last + 2]]
        seen += [None] * (last + 1 == len(self.pieces))
        ends = ends[: end - start + 1]
        return _Page(seen, start, ends, self._measure_use(self.pieces[start : end + 1], ends, live))

    def _measure_use(self, pieces: Sequence[Piece], ends: Sequence[float], live: float) -> PageUse:
        """Measure how pieces use a page. ends: how far down it is filled with each of them."""
        names = set[str]().union(*(block.names for piece in pieces for block in piece.blocks))
        opened = set(pieces[0].opened)
        chain = [one for one in pieces[0].blocks if one not in opened] + pieces[0].opened
        chain += [one for piece in pieces[1:] for one in piece.opened]
        first = next((one.box.element for one in chain if begins_answer(one.box)), None)
        figure = self._find_figure(pieces, ends)
        return PageUse(ends[-1] * POINTS_PER_PX, live * POINTS_PER_PX, frozenset(names), first, figure)

    def _find_figure(self, pieces: Sequence[Piece], ends: Sequence[float]) -> FigureUse | None:
        """Find the first figure among the pieces of a page."""
        figure = next((block for piece in pieces for block in piece.blocks if is_figure(block.box)), None)
        if figure is None:
            return None
        last = max(number for number, piece in enumerate(pieces) if figure in piece.blocks)
        found = measure_figure(figure.box, ends[last])
        return replace(found, drawn=found.drawn * self.read_share([figure]))

    def _measure_need(self, piece: Piece, start: int) -> float:
        """Measure the room that a piece needs below it, for the edges of the blocks that end with it."""
        need = piece.needs
        for first, content, below in piece.ends:
            if first > start:
                # Where edges find no room, WeasyPrint lays the block out again, and asks that what is in it ends above.
                need = max(need, min(need, content) + below)
        return need

    def _find_top(self, number: int) -> float:
        before = self.pieces[number].before
        if not number or self._is_forced(number - 1):
            return collapse(before)
        common = self._find_joint(number - 1).common
        kept, meets, is_empty = list[tuple[float, int]](), not common[-1].is_wall, True
        for length, kind in before:
            if kind != OPENS or not (meets and is_empty):
                kept.append((length, kind))
            meets, is_empty = kind != EDGE, is_empty and kind != CLOSES
        return collapse(kept)

    def _find_joint(self, number: int) -> Joint:
        """Find what is between a piece and the next one."""
        piece, following = self.pieces[number : number + 2]
        if following not in piece.joints:
            one, other = piece.blocks, following.blocks
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], zip(one, other, strict=False)))
            ending, beginning = one[shared:], other[shared:]
            breaks = {*self._walk_breaks(ending, "after", -1), *self._walk_breaks(beginning, "before", 0)}
            pages = [self._styles[id(blocks[-1])]["page"] for blocks in (one, other)]
            is_forced = bool({"page", "left", "right", "recto", "verso"} & breaks) or pages[0] != pages[1]
            piece.joints[following] = Joint(one[:shared], ending, breaks, is_forced)
        return piece.joints[following]

    def _walk_breaks(self, blocks: Sequence[Block], side: str, place: int) -> Iterator[str]:
        """Yield what the first or last blocks in each other ask for, empty ones and floats too."""
        block: Block | None = blocks[0] if blocks else None
        while block:
            if not block.is_anonymous:
                yield self._read_style(block, None)[f"break_{side}"]
            block = self._sort(block)[place] if block.children else None

    def _is_forced(self, number: int) -> bool:
        if self._notes and self._notes.own_page and number + 1 == self.notes_at:
            return True
        return self._find_joint(number).is_forced

    def _parts_siblings(self, number: int, start: int) -> bool:
        """Tell whether a break would part blocks in one that goes on from the page before."""
        joint = self._find_joint(number)
        return bool(joint.ending) and all(self._first[one] <= start for one in joint.common)

    def _may_break(self, number: int, start: int) -> bool:
        joint = self._find_joint(number)
        if any(
            self._first[one] > start and self._styles[id(one)]["break_inside"] in ("avoid", "avoid-page")
            for one in joint.common if not one.is_anonymous
        ):  # fmt: skip
            return False
        if not joint.ending:  # two lines of a block
            block = joint.common[-1]
            style, here = self._styles[id(block)], self.pieces[number].number + 1
            above = self.pieces[start].number if self.pieces[start].blocks[-1] is block else 0
            return bool(here - above >= style["orphans"] and len(block.lines) - here >= style["widows"])
        return not {"avoid", "avoid-page"} & joint.breaks


def collapse(lengths: Sequence[tuple[float, int]]) -> float:
    """Add lengths up; margins that meet collapse (CSS 2, 8.3.1)."""
    total, margins = 0.0, [0.0]
    for length, kind in lengths:
        if kind != EDGE:
            margins.append(length)
        else:
            total += max(margins) + min(margins) + length
            margins = [0.0]
    return total + max(margins) + min(margins)


def _read_edge(block: Block, style: Any, side: str) -> float:
    """Read padding and border on a side, where they are not within a piece."""
    if block.is_anonymous or block.solid:
        return 0.0
    return float(_read_px(style[f"padding_{side}"]) + style[f"border_{side}_width"])


def _read_px(value: Any) -> float:
    return float(value.value) if getattr(value, "unit", None) == "px" else 0.0


def _read_line_height(style: Any) -> float:
    height = style["line_height"]
    if height == "normal":
        return 1.0
    return float(getattr(height, "value", height))


@dataclass(frozen=True, slots=True)
class NotesBlock:
    """The block of lines for notes. height: in CSS pixels; own_page: whether it begins a page."""

    height: float
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class ForetoldPages:
    """Pages that were foretold.

    notes_page: where the lines for notes are, or would be, from 0; after: how many pages begin after them; alone:
    whether nothing stands above them; below: the free height in points from their foot on.
    """

    pages: list[PageUse]
    notes_page: int
    after: int
    alone: bool
    below: float


def foretell_pages(
    flow: Flow, live: float, changes: LayoutChanges, notes: NotesBlock | None, *, has_notes: bool
) -> ForetoldPages:
    """Foretell the pages of a flow.

    live: the height of a page in points; notes: the lines for notes, if they stand among the words, which are all that
    counts as used of their page; has_notes: whether the contents lead to them.
    """
    setting = flow.set(changes, notes, has_notes=has_notes)
    at = setting.notes_at or 0
    pages, starts, below = list[PageUse](), [0], 0.0
    for page in setting.paginate(live / POINTS_PER_PX):
        pages.append(page.use)
        if starts[-1] <= at < starts[-1] + len(page.ends):
            below = live - page.ends[at - starts[-1]] * POINTS_PER_PX
        starts.append(starts[-1] + len(page.ends))
    number = max(number for number, start in enumerate(starts[:-1]) if start <= at)
    return ForetoldPages(
        pages, number, sum(start >= at + bool(notes) for start in starts[1:-1]), starts[number] == at, below
    )
