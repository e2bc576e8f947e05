"""Figures of single glyphs: emphasis, capitals, underlines, colours and contrast."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from press.readback.layout.colour import Rgb, grey, is_grey
from press.readback.layout.colour import contrast as ratio
from press.readback.layout.drawn import Canvas, Ink
from press.readback.layout.lines import Line
from press.readback.measure.figures import Figure, Spot, Text, drawn, least, line_about, spot

CAPITALS = re.compile(r"(?:[^\W\d_a-z]*[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]+\s+){2,}[A-ZÀ-ÖØ-Þ]{2,}(?![a-zß-ÿ])")
"""Three or more words in capitals in a row."""
UNDER = (-0.02, 0.3)
"""Where an underline may stand below the baseline, as shares of the size of the type."""


def italics(text: Text) -> Figure:
    """How many characters are sloped; a place for each run of them."""
    return _characters(text, lambda ink: ink.face.italic)


def greys(text: Text) -> Figure:
    """How many characters are neither black, nor white, nor clearly coloured."""
    return _characters(text, lambda ink: ink.colour is not None and is_grey(ink.colour))


def _characters(text: Text, wanted: Callable[[Ink], bool]) -> Figure:
    """How many glyphs are as wanted, with the words of each line that they make."""
    total = sum(len(run.seen) for _, run in drawn(text) if wanted(run.ink))
    found = ((line, "".join("".join(run.text.split()) for run in line.runs if wanted(run.ink))) for line in text.lines)
    return Figure(float(total), tuple(Spot(line.page, words[:48], float(len(words))) for line, words in found if words))


def underlines(text: Text) -> Figure:
    """How many characters have a line close under them that is not much longer than their line of text."""
    found = [(line, run) for canvas in text.canvases for line, run in _underlined(canvas, text)]
    return Figure(
        float(sum(len(run) for _, run in found)),
        tuple(Spot(line.page, run[:48], float(len(run))) for line, run in found),
    )


def _underlined(canvas: Canvas, text: Text) -> Iterator[tuple[Line, str]]:
    if not (canvas.lines or canvas.dotted):
        return
    for line in text.lines:
        if line.page != canvas.number:
            continue
        low, high = line.y - UNDER[1] * line.size, line.y - UNDER[0] * line.size
        strokes = [box for box in (*canvas.lines, *canvas.dotted) if low <= (box.bottom + box.top) / 2 <= high]
        beside = [box for box in strokes if box.left >= line.x - line.size and box.right <= line.right + line.size]
        words = "".join(
            run.text[at]
            for run in (line.runs if beside else ())
            for at in run.seen
            if any(box.left <= (run.lefts[at] + run.rights[at]) / 2 <= box.right for box in beside)
        )
        if words:
            yield line, words


def capitals(text: Text) -> Figure:
    """Runs of three or more words in capitals, and lines of two or more that have nothing else."""
    found = tuple(spot(line, "capitals") for line in text.lines if shouts(line.text))
    return Figure(float(len(found)), found)


def shouts(words: str) -> bool:
    """Whether words are set in capitals; a single word may be an abbreviation."""
    letters = [character for character in words if character.isalpha()]
    plain = [word for word in words.split() if not any(character.isdigit() for character in word)]
    whole = len(plain) > 1 and len(letters) >= 6 and all(character.isupper() for character in letters)
    return whole or bool(CAPITALS.search(words))


# ---------------------------------------------------------------- contrast


def contrast(text: Text) -> Figure:
    """The lowest contrast of a glyph to what is beneath it."""
    return _lowest(text, ratio)


def contrast_grey(text: Text) -> Figure:
    """The same when both are turned to grey."""
    return _lowest(text, lambda ink, beneath: ratio(grey(ink), grey(beneath)))


def _lowest(text: Text, how: Callable[[Rgb, Rgb], float]) -> Figure:
    """The lowest contrast; a place for each pair of colours on a page."""
    found = sorted((how(ink, beneath), page, ink, beneath) for page, ink, beneath in text.colours)
    return least(
        Spot(page, f"{line_about(text, page, *text.colours[page, ink, beneath])} ({ink} on {beneath})", round(value, 2))
        for value, page, ink, beneath in found[:40]
    )
