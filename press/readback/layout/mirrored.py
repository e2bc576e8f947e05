"""Pages whose lines run to the left, seen in a mirror, so that nobody who measures lines asks where they begin.

In the mirror lines begin at the left, list items hang in from the left, and odd pages have their outer edge at the
right, as in all other files.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bidi import get_display

from press.readback.layout.drawn import Canvas, GlyphRun, find_inked
from press.readback.layout.lines import TextLine
from press.readback.layout.paint import Rectangle


def has_right_to_left_lines(canvases: Iterable[Canvas]) -> bool:
    """Tell whether the lines of a document run to the left, as most of its letters do."""
    letters = Counter[str]()
    for canvas in canvases:
        for run in canvas.runs:
            letters.update(run.text)
    ways = Counter[str]()
    for letter, number in letters.items():
        ways[unicodedata.bidirectional(letter)] += number
    return ways["R"] + ways["AL"] > ways["L"]


def mirror_canvas(canvas: Canvas) -> Canvas:
    """Mirror what is drawn on a page, left to right. Its `words` and `boxes` stay."""
    runs = tuple(_mirror_run(run, canvas.width) for run in canvas.runs)
    lines, dotted = (tuple(_mirror_box(box, canvas.width) for box in boxes) for boxes in (canvas.lines, canvas.dotted))
    return replace(canvas, runs=runs, lines=lines, dotted=dotted)


def _mirror_run(run: GlyphRun, width: float) -> GlyphRun:
    text = run.text[::-1]
    lefts, rights = (tuple(width - x for x in reversed(edges)) for edges in (run.rights, run.lefts))
    return run._replace(text=text, lefts=lefts, rights=rights, beneath=run.beneath[::-1], seen=find_inked(text))


def _mirror_box(box: Rectangle, width: float) -> Rectangle:
    return Rectangle(width - box.right, box.bottom, width - box.left, box.top)


def restore_line(line: TextLine) -> TextLine:
    """Put the characters of a mirrored line in the order in which they are read (Unicode Standard Annex 9)."""
    return line._replace(text=str(get_display(line.text[::-1], base_dir="R")))
