"""Rules on a press file: boxes, plates and pictures, read back from its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback.sheets.press_file import PressFacts

BLEED = 9.0
FINE = 200.0
"""Dots to the inch below which a picture looks coarse in print."""
FAULT = "this is a fault of the press: report it with the sources that show it"
CLAUSE = "house rule: press file; ISO 32000-1, 14.11.2"


@dataclass(frozen=True, slots=True)
class PressPiece:
    """A press file read back, and the sizes that its pages have once cut, in points."""

    name: str
    facts: PressFacts
    sizes: Sequence[tuple[float, float]]


def off_origin(piece: PressPiece) -> PressPiece:
    """Damage: a medium that does not begin at the origin."""
    boxes = tuple(replace(one, media=(1.0, *one.media[1:])) for one in piece.facts.boxes)
    return replace(piece, facts=replace(piece.facts, boxes=boxes))


def in_four_blacks(piece: PressPiece) -> PressPiece:
    """Damage: text in a black of all inks."""
    shown = tuple(replace(one, space="DeviceCMYK", parts=(0.7, 0.7, 0.7, 1.0)) for one in piece.facts.shown)
    return replace(piece, facts=replace(piece.facts, shown=shown))


def with_a_coarse_picture(piece: PressPiece) -> PressPiece:
    """Damage: a picture of 72 dots to the inch."""
    picture = replace(piece.facts.shown[0], kind="picture", dots=72.0)
    return replace(piece, facts=replace(piece.facts, shown=(*piece.facts.shown, picture)))


def claiming_tags(piece: PressPiece) -> PressPiece:
    """Damage: a press file that still claims to be accessible."""
    return replace(piece, facts=replace(piece.facts, tagged=True))


@rule("PRS101", clause=CLAUSE, hint=FAULT, damage=off_origin)
def boxes_are_right(piece: PressPiece) -> Iterable[Problem]:
    """The medium begins at the origin; the trim is the size of the piece, and 1/8 in of bleed is around it."""
    for number, (boxes, size) in enumerate(zip(piece.facts.boxes, piece.sizes, strict=True), 1):
        left, bottom, right, top = boxes.trim
        wanted = (left - BLEED, bottom - BLEED, right + BLEED, top + BLEED)
        if boxes.media[:2] != (0.0, 0.0):
            yield Place(piece.name), f"the MediaBox of page {number} begins at {boxes.media[:2]}"
        if any(abs(have - want) > 0.01 for have, want in zip((right - left, top - bottom), size, strict=True)):
            yield (
                Place(piece.name),
                f"the TrimBox of page {number} is {right - left:g} × {top - bottom:g} pt, not {size}",
            )
        if any(abs(have - want) > 0.01 for have, want in zip(boxes.bleed, wanted, strict=True)):
            yield Place(piece.name), f"the BleedBox of page {number} is {boxes.bleed}, not {wanted}"


@rule("PRS102", clause=CLAUSE, hint="give text a colour that is grey, or clearly not", damage=in_four_blacks)
def black_is_one_plate(piece: PressPiece) -> Iterable[Problem]:
    """Text is in grey or in CMYK, and black text is on the black plate alone."""
    for page, space, parts in sorted({(one.page, one.space, one.parts) for one in piece.facts.shown
                                      if one.kind == "text"}):  # fmt: skip
        if space == "DeviceRGB" or (space == "DeviceCMYK" and parts[3] > 0.85 and sum(parts[:3]) > 0):
            yield Place(piece.name), f"text on page {page} is painted in {space} {parts}"


@rule("PRS103", clause=CLAUSE, hint="save the picture with more dots", damage=with_a_coarse_picture, severity="warning")
def pictures_are_fine(piece: PressPiece) -> Iterable[Problem]:
    """Every picture has 200 dots to the inch or more at its final size."""
    for one in piece.facts.shown:
        if one.kind == "picture" and one.dots < FINE:
            yield Place(piece.name), f"a picture on page {one.page} has {one.dots:.0f} dots to the inch"


@rule("PRS104", clause=CLAUSE, hint=FAULT, damage=claiming_tags)
def claims_no_access(piece: PressPiece) -> Iterable[Problem]:
    """A press file names its printing condition and does not claim to be accessible."""
    if piece.facts.tagged:
        yield Place(piece.name), "the press file still carries tags or claims"
    if not piece.facts.condition:
        yield Place(piece.name), "the press file names no printing condition"
