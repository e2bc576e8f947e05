"""A file for a printing press, made from a finished one: PDF/X-4 with inks, bleed and marks, and no tags.

A leaflet goes to press as flat sheets with fold marks. A booklet goes as single pages; the printer imposes them for the
sheets and the machine at hand. All lengths in points.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from press.finish.inks import convert_colors, load_press_colors
from press.finish.metadata import Claims, write_info, write_xmp
from press.finish.printer_marks import MARGIN, draw_printer_marks, make_registration_color
from press.model.findings import make_environment_error
from press.readback.sheets.edges import Side, find_colored_sides
from press.runtime.press_profile import HINT, NAME, find_press_profile, read_press_profile

BLEED = 9.0
"""0.125 in, the bleed that printers in the US ask for."""
STRIP = 0.5
"""The outermost part of a page, whose colors go on over the bleed."""
UNDATED = "1970-01-01"
"""The date in the file of a draft without one: it must have the same bytes on every day."""
ACCESS = ("StructTreeRoot", "MarkInfo", "Outlines", "Names", "Dests", "ViewerPreferences", "OpenAction", "AcroForm",
          "PageLabels", "Extensions", "OutputIntents", "AF", "DPartRoot")  # fmt: skip
"""Catalog entries that a reader needs and a press does not, or must not have."""


def make_press_file(data: bytes, claims: Claims, folds: Sequence[Sequence[float]] = (), dated: str = "") -> bytes:
    """Make the press file of a finished PDF.

    folds: for each page, where it is folded, from the left of its trim; dated: `YYYY-MM` or `YYYY-MM-DD`, when its text
    was issued. The same input gives the same bytes. Raises PressError if there is no color profile, and
    pikepdf.PdfError if the data is no PDF.
    """
    profile = read_press_profile()
    try:
        colors = load_press_colors(profile)
    except ValueError as error:
        raise make_environment_error("ENV108", f"the color profile cannot be used: {error}", HINT) from None
    sides = find_colored_sides(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ACCESS:
            if f"/{key}" in pdf.Root:
                del pdf.Root[f"/{key}"]
        convert_colors(pdf, colors)
        color = make_registration_color(pdf)
        for number, page in enumerate(pdf.pages):
            _lay_out_page(pdf, page, folds[number] if folds else (), color, sides[number])
        _name_condition(pdf, profile)
        day = f"{dated or UNDATED}-01"[:10]
        document = uuid.UUID(hashlib.sha256(data).hexdigest()[:32], version=5)
        press_claims = replace(claims, standard="x-4", dated=f"{day}T00:00:00Z", document=f"uuid:{document}")
        write_info(pdf, press_claims)
        write_xmp(pdf, press_claims)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True, force_version="1.6")
    return out.getvalue()


def _lay_out_page(
    pdf: pikepdf.Pdf, page: pikepdf.Page, folds: Sequence[float], color: pikepdf.Object, sides: frozenset[Side]
) -> None:
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
    placed = [f"q 1 0 0 1 {MARGIN - left:g} {MARGIN - bottom:g} cm /Page Do Q", *_draw_bleed(page, sides)]
    page.obj.Contents = pdf.make_stream("\n".join([*placed, ""]).encode() + draw_printer_marks(width, height, folds))
    page.obj.MediaBox = _make_box(0, 0, width + 2 * MARGIN, height + 2 * MARGIN)
    page.obj.TrimBox = _make_box(MARGIN, MARGIN, MARGIN + width, MARGIN + height)
    edge = MARGIN - BLEED
    page.obj.BleedBox = _make_box(edge, edge, edge + width + 2 * BLEED, edge + height + 2 * BLEED)


def _draw_bleed(page: pikepdf.Page, sides: frozenset[Side]) -> Iterator[str]:
    """Draw the outermost strip of the page again, stretched over the bleed, where color reaches its edge.

    Words stand further inside than a strip is wide, so that none is drawn twice.
    """
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    across = _stretch(left, right, *(side in sides for side in ("left", "right")))
    upwards = _stretch(bottom, top, *(side in sides for side in ("bottom", "top")))
    for x, width, scale_x, move_x in across:
        for y, height, scale_y, move_y in upwards:
            if (scale_x, scale_y) != (1, 1):
                yield (
                    f"q {x:g} {y:g} {width:g} {height:g} re W n {scale_x:g} 0 0 {scale_y:g} {move_x:g} {move_y:g} cm"
                    " /Page Do Q"
                )


def _stretch(low: float, high: float, before: bool, after: bool) -> list[tuple[float, float, float, float]]:  # noqa: FBT001
    """List the parts of a page with bleed along one axis: start, length, scale and move."""
    scale = BLEED / STRIP
    parts = [(MARGIN, high - low, 1.0, MARGIN - low)]
    if before:
        parts.append((MARGIN - BLEED, BLEED, scale, MARGIN - BLEED - low * scale))
    if after:
        parts.append((MARGIN + high - low, BLEED, scale, MARGIN + high - low - (high - STRIP) * scale))
    return parts


def _make_box(*edges: float) -> Array:
    return Array([round(edge, 4) for edge in edges])


def _name_condition(pdf: pikepdf.Pdf, profile: bytes) -> None:
    """Name the printing condition of the inks, and embed its profile (ISO 15930-7, 6.2.2)."""
    described = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip()
    found = find_press_profile()
    registered = "FOGRA39" if found and found.name == NAME else ""
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(registered or "Custom"),
        OutputCondition=pikepdf.String(described),
        Info=pikepdf.String(described),
        DestOutputProfile=pdf.make_stream(profile, N=4),
    )
    if registered:
        intent.RegistryName = pikepdf.String("http://www.color.org")
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
