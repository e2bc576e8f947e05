"""Printer's marks of a press file: crop marks, fold marks and registration targets. All lengths in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Pdf

MARGIN = 36.0
"""From the edge of the medium to the trim: bleed, a gap, marks, and room to hold the sheet."""
NEAR, FAR = 12.0, 30.0
"""Where marks begin and end, from the trim outwards, clear of the bleed."""
TARGET = 5.0
"""The radius of a registration target."""
CIRCLE = 0.5523
"""How far the handles of a quarter circle reach, as a part of its radius."""


def make_registration_color(pdf: Pdf) -> Array:
    """Make the color space that prints on every plate."""
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1]), N=1)
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))


def draw_printer_marks(width: float, height: float, folds: Sequence[float]) -> bytes:
    """Draw all marks of a sheet.

    The trim has that width and height and stands `MARGIN` inside the medium. folds: where it is folded, from the left
    of the trim. The resources must name the color space of `make_registration_color` as /Reg.
    """
    lines = ["q /Reg CS 1 SCN .25 w", *_draw_crop_marks(width, height), *_draw_targets(width, height)]
    if folds:
        lines += ["[3 2] 0 d", *_draw_fold_marks(height, folds)]
    return "\n".join([*lines, "Q"]).encode()


def _draw_crop_marks(width: float, height: float) -> Iterator[str]:
    """Draw crop marks: two short lines at each corner.

    They are in line with the edges.
    """
    left, bottom, right, top = MARGIN, MARGIN, MARGIN + width, MARGIN + height
    for x, way in ((left, -1), (right, 1)):
        for y, rise in ((bottom, -1), (top, 1)):
            yield _draw_line(x + way * NEAR, y, x + way * FAR, y)
            yield _draw_line(x, y + rise * NEAR, x, y + rise * FAR)


def _draw_fold_marks(height: float, folds: Sequence[float]) -> Iterator[str]:
    """Draw a broken line above and below each fold."""
    for fold in folds:
        x = MARGIN + fold
        yield _draw_line(x, MARGIN - NEAR, x, MARGIN - FAR)
        yield _draw_line(x, MARGIN + height + NEAR, x, MARGIN + height + FAR)


def _draw_targets(width: float, height: float) -> Iterator[str]:
    """Draw a circle with a cross beside each edge.

    Those above and below stand at a quarter of the width, clear of fold marks.
    """
    out = (NEAR + FAR) / 2
    for x, y in (
        (MARGIN - out, MARGIN + height / 2),
        (MARGIN + width + out, MARGIN + height / 2),
        (MARGIN + width / 4, MARGIN - out),
        (MARGIN + width / 4, MARGIN + height + out),
    ):
        yield _draw_line(x - 1.6 * TARGET, y, x + 1.6 * TARGET, y)
        yield _draw_line(x, y - 1.6 * TARGET, x, y + 1.6 * TARGET)
        yield _draw_circle(x, y)


def _draw_circle(x: float, y: float) -> str:
    r, k = TARGET, TARGET * CIRCLE
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    return f"{x + r:g} {y:g} m " + " ".join(f"{' '.join(f'{n:g}' for n in one)} c" for one in curves) + " S"


def _draw_line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:g} {y:g} m {to_x:g} {to_y:g} l S"
