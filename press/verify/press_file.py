"""Rules on a press file, read back from its bytes: our own preflight for PDF/X-4, which no certificate replaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback.sheets.press_file import PressFacts

BLEED = 9.0
FINE = 200.0
"""Dots per inch below which a picture looks coarse in print."""
MOST_INK = 3.2
"""Of four inks in full. Profiles stop at 3 to 3.2 for coated paper."""
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


def remove_profile(piece: PressPiece) -> PressPiece:
    """Damage: name a printing condition without its profile."""
    return replace(piece, facts=replace(piece.facts, profile=""))


def set_light(piece: PressPiece) -> PressPiece:
    """Damage: paint in a color of light."""
    return replace(piece, facts=replace(piece.facts, colors=frozenset({(1, "DeviceRGB", (1.0, 0.0, 0.0))})))


def set_too_much_ink(piece: PressPiece) -> PressPiece:
    """Damage: paint in all inks."""
    return replace(piece, facts=replace(piece.facts, colors=frozenset({(1, "DeviceCMYK", (1.0, 1.0, 1.0, 0.5))})))


def leave_white_edge(piece: PressPiece) -> PressPiece:
    """Damage: end the color at the trim."""
    return replace(piece, facts=replace(piece.facts, white_bleeds=((1, "left"),)))


@rule("PRS101", clause=CLAUSE, hint=REPORT, damage=move_media_box)
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


@rule("PRS104", clause="ISO 15930-7, 6.2.2 and 6.4", hint=REPORT, damage=remove_profile)
def check_claims(piece: PressPiece) -> Iterable[Problem]:
    """Check that a press file claims PDF/X-4 alone, with an embedded profile of a press and all metadata."""
    if piece.facts.tagged or piece.facts.claims != ("PDF/X-4",):
        yield Place(piece.name), f"the press file claims {piece.facts.claims}, and its tags are a claim, too"
    if piece.facts.profile != "prtr CMYK" or not piece.facts.condition:
        yield Place(piece.name), f"the press file names no printing condition with a profile: `{piece.facts.profile}`"
    for name in piece.facts.missing:
        yield Place(piece.name), f"the press file has no valid {name}"


@rule("PRS105", clause="ISO 15930-7, 6.2.3; ISO 15930-7, 6.3", hint=REPORT, damage=set_light)
def check_printable(piece: PressPiece) -> Iterable[Problem]:
    """Check that every font is embedded, every color is one of inks, and nothing acts on a screen."""
    for name in piece.facts.unembedded:
        yield Place(piece.name), f"the font {name} is not embedded"
    for name in piece.facts.unprintable:
        yield Place(piece.name), f"the press file has {name}, which PDF/X-4 forbids"
    for page in sorted({page for page, space, _ in piece.facts.colors if space == "DeviceRGB"}):
        yield Place(piece.name), f"page {page} has colors of light (DeviceRGB)"


@rule("PRS106", clause="house rule: ink that dries", hint="give it a lighter color", damage=set_too_much_ink)
def check_ink(piece: PressPiece) -> Iterable[Problem]:
    """Check that no color takes more ink than paper holds: 320 percent."""
    for page, space, parts in sorted(piece.facts.colors):
        if space == "DeviceCMYK" and sum(parts) > MOST_INK:
            yield Place(piece.name), f"a color on page {page} takes {sum(parts):.0%} of ink"


@rule("PRS107", clause=CLAUSE, hint=REPORT, damage=leave_white_edge)
def check_bleed(piece: PressPiece) -> Iterable[Problem]:
    """Check that color that reaches the edge of a page goes on to the edge of the bleed."""
    for page, side in piece.facts.white_bleeds:
        yield Place(piece.name), f"color reaches the {side} edge of page {page}, but not the edge of its bleed"
