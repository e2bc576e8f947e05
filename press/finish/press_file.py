"""A file for a printing press, made from a finished one: bleed, marks, boxes and plates, and no accessibility claim.

A leaflet goes to press as flat sheets with fold marks. A booklet goes as single pages; the printer imposes them for the
sheets and the machine at hand. All lengths in points.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf

BLEED = 9.0
"""0.125 in, the bleed that printers in the US ask for."""
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


NEUTRAL = 0.04
"""How far the parts of an RGB color may lie apart for it to count as gray."""
DARK = 0.2
"""A gray darker than this (0 is black) is printed as solid black: screened small type would fray."""
OPERATORS = {"rg": ("g", "k"), "RG": ("G", "K")}


def convert_colors(pdf: pikepdf.Pdf) -> None:
    """Convert all device RGB to gray or CMYK."""
    for page in pdf.pages:
        page.Contents = pdf.make_stream(convert_content(page))
    for found in list(pdf.objects):
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            found.write(convert_content(found))


def convert_content(content: pikepdf.Page | pikepdf.Object) -> bytes:
    """Convert the device RGB colors of a content stream."""
    changed = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator in OPERATORS:
            red, green, blue = (float(part) for part in instruction.operands)
            gray, color = OPERATORS[operator]
            inks = compute_inks(red, green, blue)
            instruction = pikepdf.ContentStreamInstruction(  # noqa: PLW2901
                [round(ink, 4) for ink in inks], Operator(gray if len(inks) == 1 else color)
            )
        changed.append(instruction)
    return pikepdf.unparse_content_stream(changed)


def compute_inks(red: float, green: float, blue: float) -> tuple[float, ...]:
    """Compute the inks of an RGB color.

    One part of gray (0 is black), or four parts of ink with black in place of what the three share.
    """
    low, high = min(red, green, blue), max(red, green, blue)
    if high - low <= NEUTRAL:
        gray = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return (0.0,) if gray < DARK else (min(gray, 1.0),)
    black = 1 - high
    return (*((high - part) / high for part in (red, green, blue)), black)


CONDITION = "CGATS21_CRPC6"
"""The printing condition: offset on coated paper (ICC Characterization Data Registry)."""
ACCESS = ("StructTreeRoot", "MarkInfo", "Metadata", "Outlines", "Names", "Dests", "ViewerPreferences", "OpenAction",
          "AcroForm", "PageLabels", "Extensions")  # fmt: skip
"""Catalog entries that a reader needs and a press does not. The claims that rest on the tags go with them."""


def make_press_file(data: bytes, folds: Sequence[Sequence[float]] = ()) -> bytes:
    """Make the press file of a finished PDF.

    folds: for each page, where it is folded, from the left of its trim. The same input gives the same bytes. Raises
    pikepdf.PdfError if the data is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ACCESS:
            if f"/{key}" in pdf.Root:
                del pdf.Root[f"/{key}"]
        convert_colors(pdf)
        color = make_registration_color(pdf)
        for number, page in enumerate(pdf.pages):
            _lay_out_page(pdf, page, folds[number] if folds else (), color)
        _name_condition(pdf)
        pdf.docinfo[Name.Trapped] = Name("/False")
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _lay_out_page(pdf: pikepdf.Pdf, page: pikepdf.Page, folds: Sequence[float], color: pikepdf.Object) -> None:
    """Put a page on a medium with bleed and marks.

    The origin is the corner of the medium.
    """
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    width, height = right - left, top - bottom
    content = pdf.make_indirect(page.as_form_xobject())
    content.write(content.read_bytes())  # it would follow the page, whose content changes below
    for key in ("Annots", "StructParents", "Tabs", "CropBox", "ArtBox", "Group", "Rotate"):
        if f"/{key}" in page.obj:
            del page.obj[f"/{key}"]
    page.obj.Resources = Dictionary(XObject=Dictionary(Page=content), ColorSpace=Dictionary(Reg=color))
    content_placed = f"q 1 0 0 1 {MARGIN - left:g} {MARGIN - bottom:g} cm /Page Do Q\n".encode()
    page.obj.Contents = pdf.make_stream(content_placed + draw_printer_marks(width, height, folds))
    page.obj.MediaBox = _make_box(0, 0, width + 2 * MARGIN, height + 2 * MARGIN)
    page.obj.TrimBox = _make_box(MARGIN, MARGIN, MARGIN + width, MARGIN + height)
    edge = MARGIN - BLEED
    page.obj.BleedBox = _make_box(edge, edge, edge + width + 2 * BLEED, edge + height + 2 * BLEED)


def _make_box(*edges: float) -> Array:
    return Array([round(edge, 4) for edge in edges])


def _name_condition(pdf: pikepdf.Pdf) -> None:
    """Name the printing condition of the inks (ISO 15930-7, 6.2.2).

    This is no claim of PDF/X.
    """
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=pikepdf.String(CONDITION),
                OutputCondition=pikepdf.String("Offset on coated paper, CRPC 6 (GRACoL 2013)"),
                RegistryName=pikepdf.String("http://www.color.org"),
                Info=pikepdf.String(CONDITION),
            )
        ]
    )
