"""Rules on the sheets of a folded edition: printed and folded, they must be the piece that its pages make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from press.model.findings import Place
from press.model.formatting import points
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.layout.bounds import Box, read_words
from press.readback.pdf.tag_tree import as_text, sound_alike
from press.readback.sheets.fold import fold
from press.readback.sheets.sheets import ReadFace, Sheets

FAULT = "this is a fault of the press: report it with the sources that show it"


@dataclass(frozen=True, slots=True)
class Piece:
    """A folded edition read back: its single pages, its sheets as a document, and their geometry."""

    pages: Reading
    sheets: Reading
    geometry: Sheets


def asking(**wishes: Any) -> Callable[[Piece], Piece]:
    """Damage: sheets that ask something else of printers."""
    return lambda piece: replace(piece, geometry=replace(piece.geometry, **wishes))


def with_faces_swapped(piece: Piece) -> Piece:
    """Damage: the inner side of the first sheet printed before its outer one."""
    first, second, *rest = piece.geometry.faces
    return replace(piece, geometry=replace(piece.geometry, faces=(second, first, *rest)))


def on_other_paper(piece: Piece) -> Piece:
    """Damage: sheets a point wider than their paper."""
    faces = tuple(replace(face, width=face.width + 1) for face in piece.geometry.faces)
    return replace(piece, geometry=replace(piece.geometry, faces=faces))


def saying_less(piece: Piece) -> Piece:
    """Damage: sheets whose tag tree has lost what comes first."""
    assert piece.sheets.tags
    tags = replace(piece.sheets.tags, content=piece.sheets.tags.content[1:])
    return replace(piece, sheets=replace(piece.sheets, tags=tags))


@rule("FLD201", clause="house rule: printed on both sides and folded", hint=FAULT, damage=with_faces_swapped)
def folds_into_reading_order(piece: Piece) -> Iterable[Problem]:
    """Printed, folded and turned leaf by leaf, the sheets show every page once, in order, upright and off the folds."""
    edition = piece.pages.edition
    assert edition.variant.fold
    caliper = points(edition.variant.fold.caliper)
    hand = fold(piece.geometry, edition.variant.fold.kind, edition.language.direction, caliper)
    for problem in hand.problems:
        yield Place(edition.name), problem
    wanted = tuple(range(1, len(piece.pages.facts.sizes) + 1))
    if hand.pages != wanted:
        yield Place(edition.name), f"once folded, the pages are met in the order {', '.join(map(str, hand.pages))}"


@rule("FLD202", clause="ISO 32000-1, 12.2", hint=FAULT, damage=asking(scaling="AppDefault"))
def asks_printers(piece: Piece) -> Iterable[Problem]:
    """The sheets ask for both sides, flipped on the short edge, unscaled, on paper of their own size."""
    asked, place = piece.geometry, Place(piece.pages.edition.name)
    for what, found, wanted in (
        ("Duplex", asked.duplex, "DuplexFlipShortEdge"),
        ("PrintScaling", asked.scaling, "None"),
        ("PickTrayByPDFSize", asked.picks_tray, True),
        ("Direction", asked.direction or "L2R", "R2L" if piece.pages.edition.language.direction == "rtl" else "L2R"),
    ):
        if found != wanted:
            yield place, f"the sheets ask for {what} {found or 'nothing'}, not {wanted}"


@rule("FLD203", clause="the variant's sheet size", hint=FAULT, damage=on_other_paper)
def paper_size(piece: Piece) -> Iterable[Problem]:
    """Every face has the size of the variant's sheet, within a hundredth of a point."""
    folding = piece.pages.edition.variant.fold
    assert folding
    wanted = points(folding.sheet_width), points(folding.sheet_height)
    for number, face in enumerate(piece.geometry.faces, 1):
        if any(abs(have - want) > 0.01 for have, want in zip((face.width, face.height), wanted, strict=True)):
            yield Place(piece.pages.edition.name), f"face {number} is {face.width:g} × {face.height:g} pt, not {wanted}"


def with_a_page_moved(piece: Piece) -> Piece:
    """Damage: a page that is clipped to a panel next to its own."""
    face, *rest = piece.geometry.faces
    first, *others = face.placed
    left, bottom, right, top = first.seen
    moved = replace(first, seen=(left + right, bottom, right + right, top))
    return replace(piece, geometry=replace(piece.geometry, faces=(replace(face, placed=(moved, *others)), *rest)))


@rule("FLD205", clause="house rule: no silent clipping", hint=FAULT, damage=with_a_page_moved)
def nothing_is_clipped(piece: Piece) -> Iterable[Problem]:
    """Every word on a sheet is painted whole, inside one panel."""
    data, faces = piece.sheets.data, piece.geometry.faces
    if all(_in_a_panel(box, face) for runs, face in zip(piece.sheets.runs, faces, strict=True) for box in runs):
        return
    for number, (words, face) in enumerate(zip(read_words(data), faces, strict=True), 1):
        for word in words:
            if not _in_a_panel(word.box, face):
                yield Place(piece.pages.edition.name), f"{word.text!r} is clipped or crosses a fold on face {number}"


def _in_a_panel(box: Box, face: ReadFace) -> bool:
    return any(_inside(box, placed.seen) for placed in face.placed)


def _inside(box: Box, panel: Box) -> bool:
    return box[0] >= panel[0] and box[1] >= panel[1] and box[2] <= panel[2] and box[3] <= panel[3]


@rule("FLD204", clause="house rule: imposition keeps the tags", hint=FAULT, damage=saying_less)
def reads_as_its_pages(piece: Piece) -> Iterable[Problem]:
    """The tag tree of the sheets is that of the single pages, element by element."""
    if piece.pages.tags and piece.sheets.tags and sound_alike(piece.pages.tags, piece.sheets.tags):
        return
    pages, sheets = (as_text(one.tags).splitlines() if one.tags else [] for one in (piece.pages, piece.sheets))
    if pages != sheets:
        where = next((at for at, (a, b) in enumerate(zip(pages, sheets, strict=False)) if a != b), len(sheets))
        heard = [lines[where].strip() if where < len(lines) else "nothing" for lines in (pages, sheets)]
        yield Place(piece.pages.edition.name), f"where the pages say {heard[0]}, the sheets say {heard[1]}"
