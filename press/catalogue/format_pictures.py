"""Pictures of what each variant is, as SVG: its paper and how it folds, how large its letters are, or its device.

They are drawn from the facts of the variant, so that a new one has its picture at once. On paper, sheets are to one
scale, and letters to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from press.model.formatting import convert_to_points
from press.model.sources.variant import Variant
from press.style.resolve import read_points, resolve_token

Point = tuple[float, float]

SIZE = 72
"""Width and height of a picture."""
SCALE = 5.5 / 72
"""Units of a picture for a point of paper: A4 is 64 high."""
LETTER_SCALE = 8 * SCALE
"""The same for the letter that shows the size of the type. At the scale of the paper nobody would see it."""
LINE_SCALE = 3 * SCALE
"""The same for the lines of text."""
MARGIN = 4
"""From the upper and lower edge of a page to its lines."""


class _Drawing:
    """A picture in the colors and with the type of a variant."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._ink = resolve_token("--color-muted", tokens)
        self._accent = resolve_token("--color-accent", tokens)
        self.margins = [(read_points(f"--margin-{side}", tokens) or 0) * SCALE for side in ("inner", "outer")]
        self.letter = (read_points("--font-size-body", tokens) or 0) * LETTER_SCALE
        self.pitch = (read_points("--baseline", tokens) or 0) * LINE_SCALE
        self._parts: list[str] = []

    def add_outline(self, *points: Point) -> None:
        """Add a white shape with straight edges."""
        self._add(f'<path d="{_join_points(points)}z" fill="#fff" stroke="{self._ink}"/>')

    def add_box(self, x: float, y: float, width: float, height: float, radius: float = 0) -> None:
        """Add a white box."""
        box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"'
        self._add(f'<rect {box} fill="#fff" stroke="{self._ink}"/>')

    def add_block(self, x: float, y: float, width: float, height: float) -> None:
        """Add a solid block, which stands for a picture or a bar."""
        self._add(f'<path d="M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z" fill="{self._accent}"/>')

    def add_letter(self, x: float, y: float) -> float:
        """Add a capital A at the size of the text, and return where it ends."""
        height, width = self.letter, self.letter * 0.9
        leg, bar = f"M{x:g} {y + height:g}l{width / 2:g} {-height:g}l{width / 2:g} {height:g}", y + height * 0.68
        crossbar = f"M{x + width * 0.18:g} {bar:g}h{width * 0.64:g}"
        self._add(f'<path d="{leg}{crossbar}" fill="none" stroke="{self._accent}" stroke-width="{height / 6:g}"/>')
        return y + height

    def add_lines(self, start: Point, end: Point, bottom: float) -> None:
        """Add lines of text from one edge to another, parallel to what joins them, down to `bottom` at the start."""
        (x, y), (right, y_right) = start, end
        count = max(0, int((bottom - y) / self.pitch))
        rows = (
            f"M{x:g} {y + row * self.pitch:g}L{right:g} {y_right + row * self.pitch:g}" for row in range(1, count + 1)
        )
        if path := "".join(rows):
            self._add(f'<path d="{path}" stroke="{self._ink}" stroke-width="{self.pitch * 0.3:g}"/>')

    def add_path(self, path: str, width: float = 1) -> None:
        """Add a line."""
        self._add(f'<path d="{path}" fill="none" stroke="{self._ink}" stroke-width="{width:g}"/>')

    def add_dots(self, dots: Iterable[Point], width: float) -> None:
        """Add round dots: lines of no length, with round ends."""
        path = "".join(f"M{x:g} {y:g}h0" for x, y in dots)
        self._add(f'<path d="{path}" stroke="{self._ink}" stroke-width="{width:g}" stroke-linecap="round"/>')

    def _add(self, part: str) -> None:
        self._parts.append(part)

    def format_svg(self) -> bytes:
        """Format the picture as a file."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">'
        return (head + "".join(self._parts) + "</svg>\n").encode()


def draw_format_picture(variant: Variant) -> bytes:
    """Draw the picture of a variant as an SVG file."""
    drawing = _Drawing(variant.tokens)
    if not variant.file_format.on_paper:
        _DEVICES.get(variant.format, _draw_text)(drawing)
    elif variant.fold:
        _draw_folded(drawing, variant)
    else:
        _draw_page(drawing, variant)
    return drawing.format_svg()


# ---------------------------------------------------------------- on paper


def _draw_page(drawing: _Drawing, variant: Variant) -> None:
    width, height = _measure_page(variant)
    x, y = (SIZE - width) / 2, (SIZE - height) / 2
    for depth in range((variant.summary or 1) - 1, -1, -1):
        drawing.add_box(x + 4 * depth, y - 2.5 * depth, width, height)
    inner, outer = drawing.margins
    left, right, top, bottom = x + inner, x + width - outer, y + MARGIN, y + height - MARGIN
    if variant.summary or variant.text == "easy":
        _draw_rows(drawing, (left, top), (right, bottom))
        return
    middle = (left + right) / 2
    columns = [(left, middle - 2), (middle + 2, right)] if variant.languages else [(left, right)]
    for start, end in columns:
        under = drawing.add_letter(start, top)
        drawing.add_lines((start, under), (end, under), bottom)
    if variant.languages:
        drawing.add_path(f"M{middle:g} {top:g}V{bottom:g}")


def _draw_rows(drawing: _Drawing, start: Point, end: Point) -> None:
    """Draw pictures, each with the words beside it."""
    (left, top), (right, bottom) = start, end
    gap, top = 3.5, drawing.add_letter(left, top) + 3.5
    count = int((bottom - top + gap) // (max(9, 2.2 * drawing.pitch) + gap))
    edge = (bottom - top + gap) / count - gap
    for row in range(count):
        y = top + row * (edge + gap)
        drawing.add_block(left, y, edge, edge)
        over = y - drawing.pitch / 2
        drawing.add_lines((left + edge + 2.5, over), (right, over), y + edge)


def _draw_folded(drawing: _Drawing, variant: Variant) -> None:
    """Draw the panels of a folded piece side by side, as it stands half open."""
    assert variant.fold is not None
    width, height = _measure_page(variant)
    depths = {"saddle": (4, 0, 4), "half-fold": (4, 0, 4), "c-fold": (0, 5, 5, 0), "z-fold": (5, 0, 5, 0)}[
        variant.fold.kind
    ]
    width = min(width, (SIZE - 4) / (len(depths) - 1))
    x, y = (SIZE - width * (len(depths) - 1)) / 2, (SIZE - height - max(depths)) / 2
    edges = [(x + place * width, y + depth) for place, depth in enumerate(depths)]
    for (left, top), (right, top_right) in pairwise(edges):
        drawing.add_outline((left, top), (right, top_right), (right, top_right + height), (left, top + height))
        slope = (top_right - top) / width
        start = left + MARGIN * 0.7, top + MARGIN + slope * MARGIN * 0.7
        under = drawing.add_letter(*start)
        end = right - MARGIN * 0.7
        drawing.add_lines((start[0], under), (end, under + slope * (end - start[0])), top + height - MARGIN)
    if variant.fold.kind == "saddle":
        spine, top = edges[1]
        drawing.add_path("".join(f"M{spine:g} {top + height * share:g}v4" for share in (0.22, 0.7)), 2)


def _measure_page(variant: Variant) -> Point:
    """Measure a page or panel in units of the picture."""
    return convert_to_points(variant.width or "") * SCALE, convert_to_points(variant.height or "") * SCALE


# ---------------------------------------------------------------- on a screen, under the fingers, for the ear


def _draw_window(drawing: _Drawing) -> None:
    drawing.add_box(4, 10, 64, 52, 2)
    drawing.add_path("M4 19H68")
    drawing.add_dots([(8.5, 14.5), (13, 14.5), (17.5, 14.5)], 2.6)
    under = drawing.add_letter(10, 24)
    drawing.add_lines((10, under), (62, under), 59)


def _draw_tablet(drawing: _Drawing) -> None:
    drawing.add_box(14, 4, 44, 64, 5)
    drawing.add_path("M32 64H40", 1.6)
    under = drawing.add_letter(20, 11)
    drawing.add_lines((20, under), (52, under), 59)


_CELLS = (0b001001, 0b011110, 0b110001, 0b101101, 0b010011, 0b111010)
"""Dots of some cells, which are no words: a picture is not read."""


def _list_dots(cells: Sequence[int], x: float, y: float, step: float) -> Iterator[Point]:
    """List the dots of a row of cells of two by three."""
    for place, cell in enumerate(cells):
        for dot in range(6):
            if cell >> dot & 1:
                yield x + (place * 2.9 + dot % 2) * step, y + dot // 2 * step


def _draw_embossed(drawing: _Drawing) -> None:
    drawing.add_box(11, 6, 50, 60)
    rows = (_CELLS[row % 3 :] + _CELLS[: row % 3] for row in range(4))
    for row, cells in enumerate(rows):
        drawing.add_dots(_list_dots(cells, 16.5, 13 + row * 13.5, 2.5), 2)


def _draw_braille_display(drawing: _Drawing) -> None:
    drawing.add_box(4, 20, 64, 32, 3)
    drawing.add_box(9, 33, 54, 14)
    drawing.add_dots(_list_dots(_CELLS, 12.5, 36.5, 3.1), 2.4)
    drawing.add_dots([(16 + 8 * place, 26.5) for place in range(6)], 3.6)


def _draw_message(drawing: _Drawing) -> None:
    drawing.add_outline((6, 12), (66, 12), (66, 50), (30, 50), (18, 62), (18, 50), (6, 50))
    drawing.add_lines((13, 15), (59, 15), 46)


def _draw_voice(drawing: _Drawing) -> None:
    drawing.add_outline((8, 28), (20, 28), (34, 14), (34, 58), (20, 44), (8, 44))
    drawing.add_path("M42 27a13 13 0 0 1 0 18M49 20a23 23 0 0 1 0 32M56 13a33 33 0 0 1 0 46", 2.5)


def _draw_text(drawing: _Drawing) -> None:
    drawing.add_outline((13, 6), (48, 6), (59, 17), (59, 66), (13, 66))
    drawing.add_path("M48 6V17H59")
    for row, length in enumerate((20, 36, 31, 36, 14, 36, 27, 33, 22)):
        drawing.add_path(f"M18 {14 + row * 5.6:g}h{length}", 1.5)


_DEVICES: Mapping[str, Callable[[_Drawing], None]] = {
    "html": _draw_window,
    "epub": _draw_tablet,
    "braille": _draw_embossed,
    "ebraille": _draw_braille_display,
    "sms": _draw_message,
    "speech": _draw_voice,
}
"""Pictures of formats that are not printed; the others are plain text."""


def _join_points(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
