"""Marks around the trim of a press sheet: where to cut, where to fold, and targets to lay the plates on each other.

All lengths in points. Marks are painted in the colour of all plates (`/All`, ISO 32000-1, 8.6.6.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Pdf

BLEED = 9.0
"""0.125 in (research/peers-and-rules.md, "Print geometry")."""
MARGIN = 36.0
"""From the edge of the medium to the trim: bleed, a gap, marks, and room to hold the sheet."""
NEAR, FAR = 12.0, 30.0
"""Where marks begin and end, from the trim outwards; they keep off the bleed."""
TARGET = 5.0
"""The radius of a registration target."""
CIRCLE = 0.5523
"""How far the handles of a quarter circle reach, as a part of its radius."""


def separation(pdf: Pdf) -> Array:
    """The colour space in which one tint prints on every plate."""
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1]), N=1)
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))


def marks(width: float, height: float, folds: Sequence[float]) -> bytes:
    """The painting of all marks of a sheet whose trim is so large and stands `MARGIN` inside the medium.

    folds: where it is folded, from the left of the trim. The resources must name `separation` as /Reg.
    """
    lines = ["q /Reg CS 1 SCN .25 w", *_crops(width, height), *_targets(width, height)]
    if folds:
        lines += ["[3 2] 0 d", *_folds(height, folds)]
    return "\n".join([*lines, "Q"]).encode()


def _crops(width: float, height: float) -> Iterator[str]:
    """Two short lines at each corner, in line with the edges."""
    left, bottom, right, top = MARGIN, MARGIN, MARGIN + width, MARGIN + height
    for x, way in ((left, -1), (right, 1)):
        for y, rise in ((bottom, -1), (top, 1)):
            yield _line(x + way * NEAR, y, x + way * FAR, y)
            yield _line(x, y + rise * NEAR, x, y + rise * FAR)


def _folds(height: float, folds: Sequence[float]) -> Iterator[str]:
    """A broken line above and below each fold."""
    for fold in folds:
        x = MARGIN + fold
        yield _line(x, MARGIN - NEAR, x, MARGIN - FAR)
        yield _line(x, MARGIN + height + NEAR, x, MARGIN + height + FAR)


def _targets(width: float, height: float) -> Iterator[str]:
    """A circle with a cross beside the middle of each edge; above and below they keep off fold marks."""
    out = (NEAR + FAR) / 2
    for x, y in (
        (MARGIN - out, MARGIN + height / 2),
        (MARGIN + width + out, MARGIN + height / 2),
        (MARGIN + width / 4, MARGIN - out),
        (MARGIN + width / 4, MARGIN + height + out),
    ):
        yield _line(x - 1.6 * TARGET, y, x + 1.6 * TARGET, y)
        yield _line(x, y - 1.6 * TARGET, x, y + 1.6 * TARGET)
        yield _circle(x, y)


def _circle(x: float, y: float) -> str:
    r, k = TARGET, TARGET * CIRCLE
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    return f"{x + r:g} {y:g} m " + " ".join(f"{' '.join(f'{n:g}' for n in one)} c" for one in curves) + " S"


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:g} {y:g} m {to_x:g} {to_y:g} l S"
