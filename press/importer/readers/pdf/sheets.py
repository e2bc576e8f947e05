"""Sheets of a stapled booklet: two pages lie side by side, the last beside the first. They are parted and ordered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from press.readback.layout.drawn import Canvas, GlyphRun
from press.readback.layout.lines import find_folios, read_lines
from press.readback.layout.paint import Rectangle
from press.readback.layout.shapes import PageShapes


def part_sheets(
    canvases: Sequence[Canvas], shapes: Sequence[PageShapes]
) -> tuple[Sequence[Canvas], Sequence[PageShapes]]:
    """Part sheets into their pages, in reading order; other pages are returned as they are.

    They are sheets if page numbers count up from page to page once the pages lie as they do when a booklet is folded.
    """
    if len(canvases) % 2 or any(canvas.width <= canvas.height for canvas in canvases):
        return canvases, shapes
    pages: list[tuple[Canvas, PageShapes]] = []
    for side, (canvas, drawn) in enumerate(zip(canvases, shapes, strict=True)):
        outer, inner = 2 * len(canvases) - side, side + 1
        for right, number in enumerate((inner, outer) if side % 2 else (outer, inner)):
            pages.append((_cut_canvas(canvas, number, right), PageShapes(*(_cut(one, canvas, right) for one in drawn))))
    pages.sort(key=lambda page: page[0].number)
    parted = [canvas for canvas, _ in pages]
    if not find_folios(parted, [line for canvas in parted for line in read_lines(canvas)]):
        return canvases, shapes
    return parted, [drawn for _, drawn in pages]


def count_panels(canvases: Sequence[Canvas]) -> int:
    """Count the panels on each of the two sides of a leaflet to fold; 0 if it is none.

    All words lie within panels of one width, and the first side, which has the cover, has words in each of them.
    """
    if len(canvases) != 2 or any(canvas.width <= canvas.height for canvas in canvases):
        return 0
    for panels in (4, 3, 2):
        spots = [
            (int(run.lefts[0] * panels / canvas.width), int(run.rights[-1] * panels / canvas.width))
            for canvas in canvases
            for run in canvas.runs
            if run.text.strip()
        ]
        first = {int(run.lefts[0] * panels / canvases[0].width) for run in canvases[0].runs if run.text.strip()}
        if all(left == right for left, right in spots) and first == set(range(panels)):
            return panels
    return 0


def _cut_canvas(canvas: Canvas, number: int, right: int) -> Canvas:
    """Cut out the left or right half of a sheet as a page with a number."""
    middle = canvas.width / 2
    runs = tuple(_move_run(run, middle * right) for run in canvas.runs
                 if (run.lefts[0] + run.rights[-1] > canvas.width) == right)  # fmt: skip
    lines, dotted = (_cut(boxes, canvas, right) for boxes in (canvas.lines, canvas.dotted))
    return replace(canvas, number=number, width=middle, runs=runs, lines=lines, dotted=dotted)


def _move_run(run: GlyphRun, left: float) -> GlyphRun:
    lefts, rights = (tuple(edge - left for edge in edges) for edges in (run.lefts, run.rights))
    return run._replace(lefts=lefts, rights=rights)


def _cut(boxes: Iterable[Rectangle], canvas: Canvas, right: int) -> tuple[Rectangle, ...]:
    """Cut out the boxes of the left or right half of a sheet."""
    shift = canvas.width / 2 * right
    return tuple(box._replace(left=box.left - shift, right=box.right - shift) for box in boxes
                 if (box.left + box.right > canvas.width) == right)  # fmt: skip
