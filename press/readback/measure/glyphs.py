"""Figures of single glyphs: emphasis, capitals, underlines, colors and contrast."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from press.readback.layout.color import Rgb, convert_to_gray, is_gray
from press.readback.layout.color import compute_contrast as ratio
from press.readback.layout.drawn import Canvas, Ink
from press.readback.layout.lines import TextLine
from press.readback.measure.figures import (
    DocumentText,
    Figure,
    MeasuredPlace,
    find_smallest,
    find_words_around,
    list_runs,
    make_place,
)

CAPITALS = re.compile(r"(?:[^\W\d_a-z]*[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]+\s+){2,}[A-ZÀ-ÖØ-Þ]{2,}(?![a-zß-ÿ])")
"""Three or more words in capitals in a row."""
UNDER = (-0.02, 0.3)
"""Where an underline may stand below the baseline, as shares of the size of the type."""


def measure_italics(text: DocumentText) -> Figure:
    """Count sloped characters; each run of them is a place."""
    return _count_glyphs(text, lambda ink: ink.face.italic)


def measure_greys(text: DocumentText) -> Figure:
    """Count characters neither black nor white nor clearly colored."""
    return _count_glyphs(text, lambda ink: ink.color is not None and is_gray(ink.color))


def _count_glyphs(text: DocumentText, wanted: Callable[[Ink], bool]) -> Figure:
    """Count glyphs of some ink, with their words by line."""
    total = sum(len(run.seen) for _, run in list_runs(text) if wanted(run.ink))
    found = ((line, "".join("".join(run.text.split()) for run in line.runs if wanted(run.ink))) for line in text.lines)
    return Figure(
        float(total), tuple(MeasuredPlace(line.page, words[:48], float(len(words))) for line, words in found if words)
    )


def measure_underlines(text: DocumentText) -> Figure:
    """Count characters with a line close under them.

    A line much longer than its line of text is no underline.
    """
    found = [(line, run) for canvas in text.canvases for line, run in _find_underlined(canvas, text)]
    return Figure(
        float(sum(len(run) for _, run in found)),
        tuple(MeasuredPlace(line.page, run[:48], float(len(run))) for line, run in found),
    )


def _find_underlined(canvas: Canvas, text: DocumentText) -> Iterator[tuple[TextLine, str]]:
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


def measure_capitals(text: DocumentText) -> Figure:
    """Count the lines in capitals.

    These have three or more words in capitals in a row, or two or more and nothing else.
    """
    found = tuple(make_place(line, "capitals") for line in text.lines if is_in_capitals(line.text))
    return Figure(float(len(found)), found)


def is_in_capitals(words: str) -> bool:
    """Tell whether words are set in capitals.

    A single word may be an abbreviation.
    """
    letters = [character for character in words if character.isalpha()]
    without_digits = [word for word in words.split() if not any(character.isdigit() for character in word)]
    whole = len(without_digits) > 1 and len(letters) >= 6 and all(character.isupper() for character in letters)
    return whole or bool(CAPITALS.search(words))


# ---------------------------------------------------------------- contrast


def measure_contrast(text: DocumentText) -> Figure:
    """Find the lowest contrast of a glyph to its background."""
    return _find_lowest(text, ratio)


def measure_contrast_grey(text: DocumentText) -> Figure:
    """Find the lowest contrast once all is gray."""
    return _find_lowest(text, lambda ink, beneath: ratio(convert_to_gray(ink), convert_to_gray(beneath)))


def _find_lowest(text: DocumentText, how: Callable[[Rgb, Rgb], float]) -> Figure:
    """Find the lowest contrast.

    Each pair of colors on a page is a place.
    """
    found = sorted((how(ink, beneath), page, ink, beneath) for page, ink, beneath in text.color_pairs)
    return find_smallest(
        MeasuredPlace(
            page,
            f"{find_words_around(text, page, *text.color_pairs[page, ink, beneath])} ({ink} on {beneath})",
            round(value, 2),
        )
        for value, page, ink, beneath in found[:40]
    )
