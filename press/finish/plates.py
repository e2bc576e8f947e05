"""Colours for a printing press: what is black or grey goes on the black plate alone, every other colour is in CMYK."""

from __future__ import annotations

import pikepdf
from pikepdf import Name, Operator

NEUTRAL = 0.04
"""How far the parts of an RGB colour may lie apart for it to count as grey."""
DARK = 0.2
"""A grey darker than this (0 is black) is printed as solid black: screened small type would fray."""
FILLS = {"rg": ("g", "k"), "RG": ("G", "K")}


def on_plates(pdf: pikepdf.Pdf) -> None:
    """Turn every device RGB colour in the pages and forms of a file into grey or CMYK."""
    for page in pdf.pages:
        page.Contents = pdf.make_stream(recoloured(page))
    for found in list(pdf.objects):
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            found.write(recoloured(found))


def recoloured(content: pikepdf.Page | pikepdf.Object) -> bytes:
    """A content stream with its device RGB colours changed."""
    changed = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator in FILLS:
            red, green, blue = (float(part) for part in instruction.operands)
            grey, colour = FILLS[operator]
            inks = plates(red, green, blue)
            instruction = pikepdf.ContentStreamInstruction(  # noqa: PLW2901
                [round(ink, 4) for ink in inks], Operator(grey if len(inks) == 1 else colour)
            )
        changed.append(instruction)
    return pikepdf.unparse_content_stream(changed)


def plates(red: float, green: float, blue: float) -> tuple[float, ...]:
    """A colour as one part of grey (0 is black), or as four parts of ink, black in place of what the three share."""
    low, high = min(red, green, blue), max(red, green, blue)
    if high - low <= NEUTRAL:
        grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return (0.0,) if grey < DARK else (min(grey, 1.0),)
    black = 1 - high
    return (*((high - part) / high for part in (red, green, blue)), black)
