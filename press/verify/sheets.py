"""Rules on the sheets of a folded edition: printed and folded, they must give the pages in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from press.model.findings import Place
from press.model.formatting import convert_to_points
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.layout.pdfium import Box, measure_pages, read_words
from press.readback.pdf.tag_tree import format_tag_tree, is_read_alike
from press.readback.sheets.fold import simulate_fold
from press.readback.sheets.sheets import ImposedSheets, PlacedPage, SheetFace


@dataclass(frozen=True, slots=True)
class FoldedPiece:
    """A folded edition read back: its single pages, its sheets as a document, and their geometry."""

    pages: Reading
    sheets: Reading
    geometry: ImposedSheets


def change_requests(**preferences: Any) -> Callable[[FoldedPiece], FoldedPiece]:
    """Damage: change what the sheets ask of printers."""
    return lambda piece: replace(piece, geometry=replace(piece.geometry, **preferences))


def swap_faces(piece: FoldedPiece) -> FoldedPiece:
    """Damage: print the inner side of the first sheet first."""
    first, second, *rest = piece.geometry.faces
    return replace(piece, geometry=replace(piece.geometry, faces=(second, first, *rest)))


def widen_paper(piece: FoldedPiece) -> FoldedPiece:
    """Damage: make sheets a point wider than their paper."""
    faces = tuple(replace(face, width=face.width + 1) for face in piece.geometry.faces)
    return replace(piece, geometry=replace(piece.geometry, faces=faces))


def drop_first_part(piece: FoldedPiece) -> FoldedPiece:
    """Damage: drop the first part of the tag tree."""
    assert piece.sheets.tags
    tags = replace(piece.sheets.tags, content=piece.sheets.tags.content[1:])
    return replace(piece, sheets=replace(piece.sheets, tags=tags))


@rule("FLD201", clause="house rule: printed on both sides and folded", hint=REPORT, damage=swap_faces)
def check_reading_order(piece: FoldedPiece) -> Iterable[Problem]:
    """Check that folded sheets show every page once, in order, upright and off the folds.

    The sheets are printed, folded and turned leaf by leaf.
    """
    edition = piece.pages.edition
    assert edition.variant.fold
    caliper = convert_to_points(edition.variant.fold.caliper)
    if not piece.geometry.is_all_pages:
        yield Place(edition.name), "its sheets paint something besides its pages"
    folded = simulate_fold(piece.geometry, edition.variant.fold.kind, edition.language.direction, caliper)
    for problem in folded.problems:
        yield Place(edition.name), problem
    wanted = tuple(range(1, len(piece.pages.facts.sizes) + 1))
    if folded.pages != wanted:
        yield Place(edition.name), f"once folded, the pages come in the order {', '.join(map(str, folded.pages))}"


@rule("FLD202", clause="ISO 32000-1, 12.2", hint=REPORT, damage=change_requests(scaling="AppDefault"))
def check_print_requests(piece: FoldedPiece) -> Iterable[Problem]:
    """Check that the sheets ask for both sides, flipped on the short edge, unscaled, on paper of their size."""
    asked, place = piece.geometry, Place(piece.pages.edition.name)
    for what, found, wanted in (
        ("Duplex", asked.duplex, "DuplexFlipShortEdge"),
        ("PrintScaling", asked.scaling, "None"),
        ("PickTrayByPDFSize", asked.picks_tray, True),
        ("Direction", asked.direction or "L2R", "R2L" if piece.pages.edition.language.direction == "rtl" else "L2R"),
    ):
        if found != wanted:
            yield place, f"the sheets ask for {what} {found or 'nothing'}, not {wanted}"


@rule("FLD203", clause="the variant's sheet size", hint=REPORT, damage=widen_paper)
def check_paper_size(piece: FoldedPiece) -> Iterable[Problem]:
    """Check that every face has the size of the variant's sheet.

    Within a hundredth of a point.
    """
    folding = piece.pages.edition.variant.fold
    assert folding
    wanted = convert_to_points(folding.sheet_width), convert_to_points(folding.sheet_height)
    sizes = [(face.width, face.height) for face in piece.geometry.faces]
    drawn = measure_pages(piece.sheets.data)  # another reader must find as many faces, as large
    for number, found in enumerate(zip_longest(sizes, drawn, fillvalue=(0.0, 0.0)), 1):
        for size in dict.fromkeys(found):
            if any(abs(have - want) > 0.01 for have, want in zip(size, wanted, strict=True)):
                yield Place(piece.pages.edition.name), f"face {number} is {size[0]:g} × {size[1]:g} pt, not {wanted}"


def move_page(piece: FoldedPiece) -> FoldedPiece:
    """Damage: clip a page to the panel beside its own."""
    face, *rest = piece.geometry.faces
    first, *others = face.placed
    left, bottom, right, top = first.seen
    moved = replace(first, seen=(left + right, bottom, right + right, top))
    return replace(piece, geometry=replace(piece.geometry, faces=(replace(face, placed=(moved, *others)), *rest)))


@rule("FLD205", clause="house rule: no silent clipping", hint=REPORT, damage=move_page)
def check_clipping(piece: FoldedPiece) -> Iterable[Problem]:
    """Check that every word is painted whole, inside one panel."""
    data, faces = piece.sheets.data, piece.geometry.faces
    if piece.geometry.is_all_pages and all(_is_whole(placed, piece.pages) for face in faces for placed in face.placed):
        return
    for number, (words, face) in enumerate(zip(read_words(data), faces, strict=True), 1):
        for word in words:
            if not _is_in_a_panel(word.box, face):
                yield Place(piece.pages.edition.name), f"{word.text!r} is clipped or crosses a fold on face {number}"


def _is_whole(placed: PlacedPage, pages: Reading) -> bool:
    """Tell whether all words of a page are seen where it is painted."""
    right, up = placed.corner
    boxes = pages.runs[placed.page - 1]
    return placed.upright and all(
        _is_inside((left + right, bottom + up, end + right, top + up), placed.seen) for left, bottom, end, top in boxes
    )


def _is_in_a_panel(box: Box, face: SheetFace) -> bool:
    return any(_is_inside(box, placed.seen) for placed in face.placed)


def _is_inside(box: Box, panel: Box) -> bool:
    return box[0] >= panel[0] and box[1] >= panel[1] and box[2] <= panel[2] and box[3] <= panel[3]


@rule("FLD204", clause="house rule: imposition keeps the tags", hint=REPORT, damage=drop_first_part)
def check_same_tag_tree(piece: FoldedPiece) -> Iterable[Problem]:
    """Check that sheets and single pages have the same tag tree, element by element."""
    if has_same_tags(piece):
        return
    pages, sheets = (format_tag_tree(one.tags).splitlines() if one.tags else [] for one in (piece.pages, piece.sheets))
    if pages != sheets:
        where = next((at for at, (a, b) in enumerate(zip(pages, sheets, strict=False)) if a != b), len(sheets))
        heard = [lines[where].strip() if where < len(lines) else "nothing" for lines in (pages, sheets)]
        yield Place(piece.pages.edition.name), f"where the pages say {heard[0]}, the sheets say {heard[1]}"


def has_same_tags(piece: FoldedPiece) -> bool:
    """Tell whether sheets and single pages have tag trees that are read alike."""
    return bool(piece.pages.tags and piece.sheets.tags and is_read_alike(piece.pages.tags, piece.sheets.tags))
