"""Imposition that keeps the tags: pages become form XObjects on the faces of sheets, in the same document.

The structure tree stays as it is; what it points to moves. Structure elements reach marked content by references with a
stream (ISO 32000-1, 14.7.4.2 and 14.7.4.4). Its numbers are unique on a face, and the face has a row of the parent tree
as its forms have: PDFium and pdf.js look for tags by page, not by form. Annotations and destinations move with their
page, and the forms of a face are painted in reading order.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish import make_claims
from press.finish.press_file import make_press_file
from press.model.edition import FinishedEdition
from press.model.folding import Direction, PagePosition, SheetSide, build_sheet_sides, count_pages

ObjGen = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MovedPage:
    """Where a page has moved.

    sheet: the face; form: holds its content; right, up: the distance, in points; first_mcid: what is added to the
    numbers of its marked content.
    """

    sheet: pikepdf.Object
    form: pikepdf.Object
    right: float
    up: float
    first_mcid: int = 0


def move_tags(root: pikepdf.Object, moved: Mapping[ObjGen, MovedPage]) -> None:
    """Let every structure element point into forms, and to faces."""
    for element in list_kids(root):
        _move_element(element, None, moved)


def find_element_page(element: pikepdf.Object) -> pikepdf.Object | None:
    """Find the page on which a structure element begins.

    None if it has no content.
    """
    if Name.Pg in element:
        return element.Pg
    for kid in list_kids(element):
        if isinstance(kid, pikepdf.Dictionary):
            page = find_element_page(kid)
            if page is not None:
                return page
    return None


# Asking for an entry that is not there is slow, and so is spelling a name; this loop runs for every element.
K, PG, STM, TYPE, MCR, OBJR, MCID = Name.K, Name.Pg, Name.Stm, Name.Type, Name.MCR, Name.OBJR, Name.MCID


def _move_element(element: pikepdf.Object, page: pikepdf.Object | None, moved: Mapping[ObjGen, MovedPage]) -> None:
    own = PG in element
    page = element[PG] if own else page
    if K in element:
        content = [_move_kid(kid, page, moved) for kid in _make_list(element[K])]
        element[K] = content[0] if len(content) == 1 else Array(content)
    if page is not None:
        at = moved[page.objgen]
        _move_boxes(element, at)
        if own:
            element[PG] = at.sheet


def _move_kid(kid: Any, page: pikepdf.Object | None, moved: Mapping[ObjGen, MovedPage]) -> Any:
    """Move a child of a structure element."""
    if isinstance(kid, int):
        assert page is not None
        at = moved[page.objgen]
        return Dictionary({"/Type": MCR, "/Pg": at.sheet, "/Stm": at.form, "/MCID": kid + at.first_mcid})
    kind = kid.get(TYPE)
    if kind in (MCR, OBJR):
        holder = kid.get(PG, page)
        assert holder is not None
        at = moved[holder.objgen]
        kid[PG] = at.sheet
        if kind == MCR and STM not in kid:
            kid[STM] = at.form
            kid[MCID] = int(kid[MCID]) + at.first_mcid
        return kid
    _move_element(kid, page, moved)
    return kid


def _move_boxes(element: pikepdf.Object, at: MovedPage) -> None:
    """Move the bounding box of a figure or table.

    It is given in the space of its page (ISO 32000-1, table 344).
    """
    for owner in _make_list(element[Name.A]) if Name.A in element else ():
        if isinstance(owner, pikepdf.Dictionary) and Name.BBox in owner:
            owner.BBox = Array(move_box([float(edge) for edge in owner.BBox], at))


def move_box(box: list[float], at: MovedPage) -> list[float]:
    """Move a rectangle, or any alternating x and y."""
    return [round(edge + (at.up if place % 2 else at.right), 4) for place, edge in enumerate(box)]


def list_kids(element: pikepdf.Object) -> Iterator[Any]:
    """Yield what a structure element holds: numbers, references and elements."""
    yield from _make_list(element.get(Name.K))


def _make_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


AXES: Mapping[str, tuple[str, ...]] = {
    "/XYZ": ("x", "y", ""),
    "/FitH": ("y",),
    "/FitBH": ("y",),
    "/FitV": ("x",),
    "/FitBV": ("x",),
    "/FitR": ("x", "y", "x", "y"),
}
"""What the numbers of a destination measure, by its kind (ISO 32000-1, table 151)."""

FindPage = Callable[[pikepdf.Object], "pikepdf.Object | None"]


def move_annotations(sheet: pikepdf.Object, placed: Sequence[tuple[pikepdf.Page, MovedPage]]) -> None:
    """Move annotations of pages to a face, in reading order."""
    found = []
    for page, at in placed:
        for annotation in page.obj.get(Name.Annots, Array()):
            annotation.Rect = Array(move_box([float(edge) for edge in annotation.Rect], at))
            if Name.QuadPoints in annotation:
                annotation.QuadPoints = Array(move_box([float(edge) for edge in annotation.QuadPoints], at))
            if Name.P in annotation:
                annotation.P = sheet
            found.append(annotation)
    if found:
        sheet.Annots = Array(found)


def move_destinations(pdf: pikepdf.Pdf, moved: Mapping[ObjGen, MovedPage], find_page: FindPage) -> None:
    """Move every destination with its page.

    find_page: finds the page of a structure element.
    """
    seen: set[ObjGen] = set()
    for place in _walk_destinations(pdf):
        if place.is_indirect and place.objgen in seen:
            continue
        seen.add(place.objgen)
        _move_destination(place, moved, find_page)


def _move_destination(place: pikepdf.Object, moved: Mapping[ObjGen, MovedPage], find_page: FindPage) -> None:
    """Move one destination.

    It points to a page, or to a structure element (ISO 32000-2, 12.3.2.3).
    """
    target = place[0]
    page = target if target.objgen in moved else find_page(target)
    if page is None or page.objgen not in moved:
        return
    at = moved[page.objgen]
    if page.objgen == target.objgen:
        place[0] = at.sheet
    for index, axis in enumerate(AXES.get(str(place[1]), ()), 2):
        value = place[index] if index < len(place) else None
        if axis and value is not None:
            place[index] = round(float(value) + (at.right if axis == "x" else at.up), 4)


def _walk_destinations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every destination of the document that is an array.

    Named ones, and those of outline items, links and actions.
    """
    root = pdf.Root
    for value in dict(root.get(Name.Dests, {}).items()).values():
        yield from _walk_value(value)
    if Name.Names in root and Name.Dests in root.Names:
        yield from _walk_name_tree(root.Names.Dests)
    if Name.OpenAction in root:
        yield from _walk_value(root.OpenAction)
    if Name.Outlines in root:
        yield from _walk_outline(root.Outlines)
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            yield from _walk_value(annotation)


def _walk_name_tree(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the destinations of a name tree."""
    for kid in node.get(Name.Kids, Array()):
        yield from _walk_name_tree(kid)
    for value in list(node.get(Name.Names, Array()))[1::2]:
        yield from _walk_value(value)


def _walk_outline(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    child = item.get(Name.First)
    while child is not None:
        yield from _walk_value(child)
        yield from _walk_outline(child)
        child = child.get(Name.Next)


def _walk_value(value: Any) -> Iterator[pikepdf.Object]:
    """Yield the destinations in a value.

    The value itself, those in a dictionary, and those of its action and the actions that follow.
    """
    if isinstance(value, pikepdf.Array):
        if len(value) > 1 and isinstance(value[0], pikepdf.Dictionary):
            yield value
        return
    if not isinstance(value, pikepdf.Dictionary):
        return
    for key in (Name.Dest, Name.D, Name.SD):
        if key in value and isinstance(value[key], pikepdf.Array):
            yield from _walk_value(value[key])
    if Name.A in value and isinstance(value[Name.A], pikepdf.Dictionary):
        yield from _walk_value(value[Name.A])


def impose_pages(data: bytes, faces: Sequence[SheetSide], direction: Direction = "ltr") -> bytes:
    """Place pages of a finished PDF on faces, keeping tags.

    Every page must stand on one face. direction: of reading, for viewers. The same input gives the same bytes. Raises
    ValueError if a page is missing or stands twice, pikepdf.PdfError if the data is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        placed = sorted(spot.page for face in faces for spot in face.positions)
        if placed != list(range(1, len(pdf.pages) + 1)):
            raise ValueError(f"each of {len(pdf.pages)} pages must be placed once, but the faces hold pages {placed}")
        _replace_pages(pdf, faces)
        _label_faces(pdf, faces)
        _set_print_preferences(pdf, direction)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _replace_pages(pdf: pikepdf.Pdf, faces: Sequence[SheetSide]) -> None:
    pages = list(pdf.pages)
    sheets = [pdf.make_indirect(_make_blank_face(face)) for face in faces]
    moved = {
        pages[spot.page - 1].obj.objgen: _make_form(pdf, pages[spot.page - 1], spot, sheet)
        for face, sheet in zip(faces, sheets, strict=True)
        for spot in face.positions
    }
    for face, sheet in zip(faces, sheets, strict=True):
        spots = sorted(face.positions, key=lambda spot: spot.page)
        _paint_forms(pdf, sheet, [(spot, moved[pages[spot.page - 1].obj.objgen]) for spot in spots])
        move_annotations(sheet, [(pages[spot.page - 1], moved[pages[spot.page - 1].obj.objgen]) for spot in spots])
    root = pdf.Root.get(Name.StructTreeRoot)
    move_destinations(pdf, moved, find_element_page)
    if root is not None:
        moved = _number_marked_content(pdf, root, moved)
        move_tags(root, moved)
    tree = pdf.Root.Pages
    tree.Kids, tree.Count = Array(sheets), len(sheets)
    for sheet in sheets:
        sheet.Parent = tree


def _number_marked_content(
    pdf: pikepdf.Pdf, root: pikepdf.Object, moved: dict[ObjGen, MovedPage]
) -> dict[ObjGen, MovedPage]:
    """Make the numbers of marked content unique on each face.

    Each face gets a row of the parent tree that joins those of its forms.
    """
    numbers = root.get(Name.ParentTree, Dictionary()).get(Name.Nums)
    if numbers is None:
        return moved
    rows = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    faces: dict[ObjGen, tuple[pikepdf.Object, list[Any]]] = {}
    numbered = dict(moved)
    for page, at in moved.items():
        joined = faces.setdefault(at.sheet.objgen, (at.sheet, []))[1]
        row = rows.get(int(at.form.get(Name.StructParents, -1)))
        if row is None:
            continue
        numbered[page] = replace(at, first_mcid=len(joined))
        if joined:
            _shift_numbers(at.form, len(joined))
            rows[int(at.form.StructParents)] = Array([*[None] * len(joined), *row])
        joined.extend(row)
    for sheet, joined in faces.values():
        sheet.StructParents = key = max(rows, default=-1) + 1
        rows[key] = pdf.make_indirect(Array(joined))
    pairs = [one for key in sorted(rows) for one in (key, rows[key])]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(pairs)))
    root.ParentTreeNextKey = max(rows, default=-1) + 1
    return numbered


_NUMBER = re.compile(rb"(\((?:[^()\\]|\\.)*\)|%[^\r\n]*)|(/MCID\s+)(\d+)", re.DOTALL)
"""A string or comment, in which nothing is a number, or the number of marked content."""


def _shift_numbers(form: pikepdf.Object, distance: int) -> None:
    """Add a distance to the numbers of a form's marked content."""

    def shift(found: re.Match[bytes]) -> bytes:
        return found[0] if found[1] else b"%s%d" % (found[2], int(found[3]) + distance)

    form.write(_NUMBER.sub(shift, form.read_bytes()))


def _make_blank_face(face: SheetSide) -> Dictionary:
    """Make an empty face.

    Its trim is the panels; on a copier that is the whole sheet.
    """
    left, bottom = face.positions[0].left, face.positions[0].bottom
    right, top = face.positions[-1].left + face.positions[-1].width, bottom + face.positions[0].height
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round_number(face.width), round_number(face.height)]),
        TrimBox=Array([round_number(edge) for edge in (left, bottom, right, top)]),
        Tabs=Name.S,
        Resources=Dictionary(XObject=Dictionary()),
    )


def _make_form(pdf: pikepdf.Pdf, page: pikepdf.Page, spot: PagePosition, sheet: pikepdf.Object) -> MovedPage:
    """Make a form of a page and note its move.

    It keeps the key to the page's row of the parent tree.
    """
    form = pdf.make_indirect(page.as_form_xobject())
    _copy_compressed(form, page.obj.get(Name.Contents))
    if Name.StructParents in page.obj:
        form.StructParents = page.obj.StructParents
    box = [float(edge) for edge in page.trimbox]
    return MovedPage(sheet, form, spot.left + spot.shift - box[0], spot.bottom - box[1])


def _copy_compressed(form: pikepdf.Object, contents: pikepdf.Object | None) -> None:
    """Copy a page's compressed content into its form unchanged."""
    # Unpacking and packing it again would be most of the work.
    compressed = isinstance(contents, pikepdf.Stream) and contents.get(Name.Filter) == Name.FlateDecode
    if contents is not None and compressed and Name.DecodeParms not in contents:
        form.write(contents.read_raw_bytes(), filter=Name.FlateDecode)


def _paint_forms(pdf: pikepdf.Pdf, sheet: pikepdf.Object, placed: Sequence[tuple[PagePosition, MovedPage]]) -> None:
    """Paint the forms of a face in reading order.

    Each form is clipped to its own panel.
    """
    lines = []
    for spot, moved in placed:
        name = f"/P{spot.page}"
        sheet.Resources.XObject[name] = moved.form
        panel = _format_numbers(spot.left, spot.bottom, spot.width, spot.height)
        lines.append(f"q {panel} re W n 1 0 0 1 {_format_numbers(moved.right, moved.up)} cm {name} Do Q")
    sheet.Contents = pdf.make_stream("\n".join(lines).encode())


def _label_faces(pdf: pikepdf.Pdf, faces: Sequence[SheetSide]) -> None:
    """Label faces by sheet, side and pages: `1a: 8, 1`.

    ISO 32000-1, 12.4.2.
    """
    rows: list[object] = []
    for at, face in enumerate(faces):
        pages = ", ".join(str(spot.page) for spot in face.positions)
        rows += [at, Dictionary(P=pikepdf.String(f"{at // 2 + 1}{'ab'[at % 2]}: {pages}"))]
    pdf.Root.PageLabels = Dictionary(Nums=Array(rows))


def _set_print_preferences(pdf: pikepdf.Pdf, direction: Direction) -> None:
    """Set what print dialogs should offer (ISO 32000-1, 12.2).

    Both sides, turned over on the short edge, at full size, on paper of this size.
    """
    preferences = pdf.Root.get(Name.ViewerPreferences, Dictionary())
    preferences[Name.Duplex] = Name.DuplexFlipShortEdge
    preferences[Name.PrintScaling] = getattr(Name, "None")
    preferences[Name.PickTrayByPDFSize] = True
    if direction == "rtl":
        preferences[Name.Direction] = Name.R2L
    pdf.Root.ViewerPreferences = preferences


def round_number(value: float) -> float | int:
    """Round a number to a ten-thousandth of a point."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _format_numbers(*values: float) -> str:
    return " ".join(f"{round(value, 4) or 0:.4f}".rstrip("0").rstrip(".") for value in values)


def add_sheets(final: FinishedEdition, *, press: bool = False) -> FinishedEdition:
    """Add the sheet file and press file of an edition.

    The sheet file only if the variant is folded and the number of pages fits; if it does not, the rules on room say by
    how much. press: whether a press file is wanted too.
    """
    variant, direction = final.edition.variant, final.edition.language.direction
    if variant.fold and variant.file_format.on_paper and count_pages(variant.fold, final.pages) == final.pages:
        plan = build_sheet_sides(variant, final.pages, direction)
        final = replace(final, sheet_data=impose_pages(final.data, plan, direction))
        if press and variant.fold.kind != "saddle":
            return _add_press_file(final, final.sheet_data, [face.fold_positions for face in plan])
    if press and variant.file_format.on_paper:
        return _add_press_file(final, final.data)
    return final


def _add_press_file(final: FinishedEdition, data: bytes, folds: Sequence[Sequence[float]] = ()) -> FinishedEdition:
    facts = final.edition.publication.facts
    dated = facts.revised or facts.issued
    return replace(final, press_data=make_press_file(data, make_claims(final.edition), folds, dated))
