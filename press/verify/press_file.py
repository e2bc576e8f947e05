"""Rules on a press file: boxes, plates and pictures, read back from its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback.sheets.press_file import PressFacts

BLEED = 9.0
FINE = 200.0
"""Dots per inch below which a picture looks coarse in print."""
FAULT = "this is a fault of the press: report it with the sources that show it"
CLAUSE = "house rule: press file; ISO 32000-1, 14.11.2"


@dataclass(frozen=True, slots=True)
class PressPiece:
    """A press file read back, and the sizes of its pages once cut, in points."""

    name: str
    facts: PressFacts
    sizes: Sequence[tuple[float, float]]


def move_media_box(piece: PressPiece) -> PressPiece:
    """Damage: move the MediaBox off the origin."""
    boxes = tuple(replace(one, media=(1.0, *one.media[1:])) for one in piece.facts.boxes)
    return replace(piece, facts=replace(piece.facts, boxes=boxes))


def set_rich_black(piece: PressPiece) -> PressPiece:
    """Damage: set text in a black of all inks."""
    shown = tuple(replace(one, space="DeviceCMYK", parts=(0.7, 0.7, 0.7, 1.0)) for one in piece.facts.painted_objects)
    return replace(piece, facts=replace(piece.facts, painted_objects=shown))


def add_coarse_picture(piece: PressPiece) -> PressPiece:
    """Damage: add a picture of 72 dots per inch."""
    picture = replace(piece.facts.painted_objects[0], kind="picture", dots=72.0)
    return replace(piece, facts=replace(piece.facts, painted_objects=(*piece.facts.painted_objects, picture)))


def claim_tags(piece: PressPiece) -> PressPiece:
    """Damage: claim that the press file is accessible."""
    return replace(piece, facts=replace(piece.facts, tagged=True))


@rule("PRS101", clause=CLAUSE, hint=FAULT, damage=move_media_box)
def check_boxes(piece: PressPiece) -> Iterable[Problem]:
    """Check that the MediaBox begins at the origin, and the TrimBox has its size and 1/8 in of bleed around it."""
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


@rule(
    "PRS102", clause=CLAUSE, hint="give the text a color that is either gray or clearly not gray", damage=set_rich_black
)
def check_black(piece: PressPiece) -> Iterable[Problem]:
    """Check that text is gray or CMYK, and black text on the black plate alone."""
    for page, space, parts in sorted({(one.page, one.space, one.parts) for one in piece.facts.painted_objects
                                      if one.kind == "text"}):  # fmt: skip
        if space == "DeviceRGB" or (space == "DeviceCMYK" and parts[3] > 0.85 and sum(parts[:3]) > 0):
            yield Place(piece.name), f"text on page {page} is painted in {space} {parts}"


@rule(
    "PRS103",
    clause=CLAUSE,
    hint="save the picture with more dots per inch",
    damage=add_coarse_picture,
    severity="warning",
)
def check_resolution(piece: PressPiece) -> Iterable[Problem]:
    """Check that every picture has at least 200 dots per inch at its final size."""
    for one in piece.facts.painted_objects:
        if one.kind == "picture" and one.dots < FINE:
            yield Place(piece.name), f"a picture on page {one.page} has {one.dots:.0f} dots per inch"


@rule("PRS104", clause=CLAUSE, hint=FAULT, damage=claim_tags)
def check_no_claims(piece: PressPiece) -> Iterable[Problem]:
    """Check that a press file names its printing condition and claims no accessibility."""
    if piece.facts.tagged:
        yield Place(piece.name), "the press file still carries tags or claims"
    if not piece.facts.condition:
        yield Place(piece.name), "the press file names no printing condition"
