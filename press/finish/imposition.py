"""Imposition that keeps the tags: pages become form XObjects on the faces of sheets, in the same document.

The structure tree stays as it is; what it points to moves. Marked content keeps its numbers inside its form, structure
elements reach it by marked-content references with a stream (ISO 32000-1, 14.7.4.2 and 14.7.4.4), annotations and
destinations move with their page, and the forms of a face are painted in reading order.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from press.finish.impose_places import move_annotations, move_destinations
from press.finish.impose_tags import Moved, move_tags, page_of_element
from press.model.folding import Direction, Face, Spot


def impose(data: bytes, faces: Sequence[Face], direction: Direction = "ltr") -> bytes:
    """Place the pages of a finished PDF on faces; the file stays tagged and reads the same.

    Every page must stand on one face. direction: of reading, for viewers. The same input gives the same bytes.
    Raises ValueError when a page is missing or stands twice, pikepdf.PdfError when the data is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        placed = sorted(spot.page for face in faces for spot in face.spots)
        if placed != list(range(1, len(pdf.pages) + 1)):
            raise ValueError(f"{len(pdf.pages)} pages cannot stand on the places {placed}")
        _impose(pdf, faces)
        _label(pdf, faces)
        _ask_printers(pdf, direction)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _impose(pdf: pikepdf.Pdf, faces: Sequence[Face]) -> None:
    pages = list(pdf.pages)
    sheets = [pdf.make_indirect(_blank(face)) for face in faces]
    moved = {
        pages[spot.page - 1].obj.objgen: _moved(pdf, pages[spot.page - 1], spot, sheet)
        for face, sheet in zip(faces, sheets, strict=True)
        for spot in face.spots
    }
    for face, sheet in zip(faces, sheets, strict=True):
        spots = sorted(face.spots, key=lambda spot: spot.page)
        _paint(pdf, sheet, [(spot, moved[pages[spot.page - 1].obj.objgen]) for spot in spots])
        move_annotations(sheet, [(pages[spot.page - 1], moved[pages[spot.page - 1].obj.objgen]) for spot in spots])
    root = pdf.Root.get(Name.StructTreeRoot)
    move_destinations(pdf, moved, page_of_element)
    if root is not None:
        move_tags(root, moved)
    tree = pdf.Root.Pages
    tree.Kids, tree.Count = Array(sheets), len(sheets)
    for sheet in sheets:
        sheet.Parent = tree


def _blank(face: Face) -> Dictionary:
    """A face without anything on it. What is cut is the panels; on a copier that is the whole sheet."""
    left, bottom = face.spots[0].left, face.spots[0].bottom
    right, top = face.spots[-1].left + face.spots[-1].width, bottom + face.spots[0].height
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, number(face.width), number(face.height)]),
        TrimBox=Array([number(edge) for edge in (left, bottom, right, top)]),
        Tabs=Name.S,
        Resources=Dictionary(XObject=Dictionary()),
    )


def _moved(pdf: pikepdf.Pdf, page: pikepdf.Page, spot: Spot, sheet: pikepdf.Object) -> Moved:
    """A page as a form, with the key to its row of the parent tree, and how far it moves."""
    form = pdf.make_indirect(page.as_form_xobject())
    _keep_packed(form, page.obj.get(Name.Contents))
    if Name.StructParents in page.obj:
        form.StructParents = page.obj.StructParents
    box = [float(edge) for edge in page.trimbox]
    return Moved(sheet, form, spot.left + spot.shift - box[0], spot.bottom - box[1])


def _keep_packed(form: pikepdf.Object, contents: pikepdf.Object | None) -> None:
    """Take the content of a page into its form as it stands: to unpack it and pack it again is most of the work."""
    packed = isinstance(contents, pikepdf.Stream) and contents.get(Name.Filter) == Name.FlateDecode
    if contents is not None and packed and Name.DecodeParms not in contents:
        form.write(contents.read_raw_bytes(), filter=Name.FlateDecode)


def _paint(pdf: pikepdf.Pdf, sheet: pikepdf.Object, placed: Sequence[tuple[Spot, Moved]]) -> None:
    """Paint the forms of a face in reading order, each inside its own panel."""
    lines = []
    for spot, moved in placed:
        name = f"/P{spot.page}"
        sheet.Resources.XObject[name] = moved.form
        panel = _numbers(spot.left, spot.bottom, spot.width, spot.height)
        lines.append(f"q {panel} re W n 1 0 0 1 {_numbers(moved.right, moved.up)} cm {name} Do Q")
    sheet.Contents = pdf.make_stream("\n".join(lines).encode())


def _label(pdf: pikepdf.Pdf, faces: Sequence[Face]) -> None:
    """Name each face by its sheet, its side and its pages: `1a: 8, 1` (ISO 32000-1, 12.4.2)."""
    rows: list[object] = []
    for at, face in enumerate(faces):
        pages = ", ".join(str(spot.page) for spot in face.spots)
        rows += [at, Dictionary(P=pikepdf.String(f"{at // 2 + 1}{'ab'[at % 2]}: {pages}"))]
    pdf.Root.PageLabels = Dictionary(Nums=Array(rows))


def _ask_printers(pdf: pikepdf.Pdf, direction: Direction) -> None:
    """Ask for both sides, turned over on the short edge, at full size, on paper of this size (ISO 32000-1, 12.2)."""
    preferences = pdf.Root.get(Name.ViewerPreferences, Dictionary())
    preferences[Name.Duplex] = Name.DuplexFlipShortEdge
    preferences[Name.PrintScaling] = getattr(Name, "None")
    preferences[Name.PickTrayByPDFSize] = True
    if direction == "rtl":
        preferences[Name.Direction] = Name.R2L
    pdf.Root.ViewerPreferences = preferences


def number(value: float) -> float | int:
    """A number as a PDF writes it: to a ten-thousandth of a point."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _numbers(*values: float) -> str:
    return " ".join(f"{round(value, 4) or 0:.4f}".rstrip("0").rstrip(".") for value in values)
