"""A press file read back: its boxes and inks, the dots of its pictures, its profile, and what no press can print."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name
from PIL import ImageCms

from press.readback.pdf.metadata import read_open_facts, read_properties
from press.readback.sheets.edges import Side, find_white_bleeds
from press.readback.sheets.sheets import ONE, Box, Matrix, combine_matrices

SPACES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK", "G": "DeviceGray", "RG": "DeviceRGB",
          "K": "DeviceCMYK"}  # fmt: skip
XMP, XMP_MM, PDF = (
    "{http://ns.adobe.com/xap/1.0/}",
    "{http://ns.adobe.com/xap/1.0/mm/}",
    "{http://ns.adobe.com/pdf/1.3/}",
)
PROPERTIES = (f"{XMP}CreateDate", f"{XMP}ModifyDate", f"{XMP}MetadataDate", f"{XMP_MM}DocumentID",
              f"{XMP_MM}VersionID", f"{XMP_MM}RenditionClass", f"{PDF}Trapped")  # fmt: skip
"""What the XMP packet of a press file must hold (ISO 15930-7, 6.4)."""
SCREEN_ENTRIES = ("AA", "OpenAction", "AcroForm", "Names", "AF", "Requirements", "OCProperties")
"""Entries of the catalog that act on a screen, or hide parts of a page."""


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The boxes of a page: left, bottom, right and top in points."""

    media: Box
    bleed: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class PaintedObject:
    """A painted text or picture, or a color that is set.

    page: from 1; kind: text, picture or color; space and parts: of the color; dots: of a picture, per inch.
    """

    page: int
    kind: str
    space: str = ""
    parts: tuple[float, ...] = ()
    dots: float = 0.0


@dataclass(frozen=True, slots=True)
class PressFacts:
    """What a press file holds.

    colors: the space and parts of every color that is set, with its page; claims: the standards it claims; profile:
    class and color space of its output profile, e.g. ``prtr CMYK``; missing: metadata that is not there; unembedded:
    fonts without a font file; unprintable: what PDF/X-4 forbids; white_bleeds: pages and sides where color ends before
    the bleed does.
    """

    boxes: tuple[PageBoxes, ...]
    painted_objects: tuple[PaintedObject, ...]
    condition: str
    tagged: bool
    colors: frozenset[tuple[int, str, tuple[float, ...]]] = frozenset()
    claims: tuple[str, ...] = ()
    profile: str = ""
    missing: tuple[str, ...] = ()
    unembedded: tuple[str, ...] = ()
    unprintable: tuple[str, ...] = ()
    white_bleeds: tuple[tuple[int, Side], ...] = ()


def read_press_file(data: bytes) -> PressFacts:
    """Read a press file, or any other PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        facts = read_open_facts(pdf)
        intents = list(pdf.Root.get(Name.OutputIntents, []))
        boxes = tuple(
            PageBoxes(_read_box(page.mediabox), _read_box(page.bleedbox), _read_box(page.trimbox)) for page in pdf.pages
        )
        found = [one for number, page in enumerate(pdf.pages, 1) for one in _read_page(page, number)]
        return PressFacts(
            boxes=boxes,
            painted_objects=tuple(one for one in found if one.kind != "color"),
            condition=str(intents[0].get(Name.OutputConditionIdentifier, "")) if intents else "",
            tagged=Name.StructTreeRoot in pdf.Root,
            colors=frozenset((one.page, one.space, one.parts) for one in found if one.kind == "color"),
            claims=facts.claims,
            profile=_read_profile(intents[0]) if intents else "",
            missing=tuple(_list_missing(pdf, facts.title)),
            unembedded=facts.unembedded,
            unprintable=tuple(sorted({*_list_unprintable(pdf)})),
            white_bleeds=tuple(find_white_bleeds(data, boxes[0].trim[0], boxes[0].trim[0] - boxes[0].bleed[0])),
        )


def _read_profile(intent: pikepdf.Object) -> str:
    """Read the class and color space of the profile of an output intent."""
    stream = intent.get(Name.DestOutputProfile)
    if intent.get(Name.S) != Name.GTS_PDFX or not isinstance(stream, pikepdf.Stream):
        return ""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(stream.read_bytes())).profile
    except (OSError, ImageCms.PyCMSError):
        return ""
    return f"{profile.device_class} {profile.xcolor_space}"


def _list_missing(pdf: pikepdf.Pdf, title: str) -> Iterator[str]:
    """List required metadata that is missing, or that the document information has otherwise."""
    for name, value in read_properties(pdf, PROPERTIES).items():
        if not value:
            yield name.rpartition("}")[2]
    if not title or str(pdf.docinfo.get(Name.Title, "")) != title:
        yield "Title"
    if pdf.docinfo.get(Name.Trapped) not in (Name("/True"), Name("/False")):
        yield "Trapped"
    if Name.ID not in pdf.trailer:
        yield "ID"


def _list_unprintable(pdf: pikepdf.Pdf) -> Iterator[str]:
    """List what PDF/X-4 forbids: what acts on a screen, what hides colors, and colors of light."""
    yield from (f"/{key}" for key in SCREEN_ENTRIES if f"/{key}" in pdf.Root)
    if pdf.is_encrypted:
        yield "encryption"
    for page in pdf.pages:
        yield from (key for key in ("/Annots", "/AA") if key in page.obj)
    for one in pdf.objects:
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            yield from (key for key in ("/TR", "/HTP", "/OPI", "/Alternates", "/Ref") if key in one)
            if one.get(Name.TR2, Name.Default) != Name.Default:
                yield "/TR2"
            if one.get(Name.Subtype) == Name.PS or "LZWDecode" in repr(one.get(Name.Filter, "")):
                yield "PostScript or LZW"
            spaces = one.get(Name.ColorSpace, Name.DeviceGray), one.get(Name.CS, Name.DeviceGray)
            if any(map(_is_light, spaces)):
                yield "DeviceRGB"


def _is_light(space: pikepdf.Object) -> bool:
    """Tell whether a color space, or one that it rests on, is uncalibrated RGB.

    Color spaces of a page by their names count, too (ISO 32000-1, 8.6).
    """
    if isinstance(space, pikepdf.Dictionary):
        return any(map(_is_light, space.values()))
    if isinstance(space, pikepdf.Array):
        return any(map(_is_light, space))
    return bool(space == Name.DeviceRGB)


def _read_box(box: Any) -> Box:
    left, bottom, right, top = (float(edge) for edge in box)
    return left, bottom, right, top


@dataclass(frozen=True, slots=True)
class _GraphicsState:
    matrix: Matrix = ONE
    space: str = "DeviceGray"
    parts: tuple[float, ...] = (0.0,)


def _read_page(page: pikepdf.Page, number: int) -> Iterator[PaintedObject]:
    yield from _read_stream(page, page.get(Name.Resources, pikepdf.Dictionary()), number, _GraphicsState())


def _read_stream(content: Any, resources: pikepdf.Object, page: int, state: _GraphicsState) -> Iterator[PaintedObject]:
    saved: list[_GraphicsState] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(state)
        elif operator == "Q":
            state = saved.pop()
        elif operator == "cm":
            a, b, c, d, e, f = (float(one) for one in instruction.operands)
            state = replace(state, matrix=combine_matrices((a, b, c, d, e, f), state.matrix))
        elif operator in SPACES:
            parts = tuple(float(one) for one in instruction.operands)
            yield PaintedObject(page, "color", SPACES[operator], parts)
            if operator.islower():
                state = replace(state, space=SPACES[operator], parts=parts)
        elif operator in {"cs", "CS"} and instruction.operands[0] == Name.DeviceRGB:
            yield PaintedObject(page, "color", "DeviceRGB")
        elif operator in ("Tj", "TJ", "'", '"'):
            yield PaintedObject(page, "text", state.space, state.parts)
        elif operator == "Do":
            yield from _read_object(resources, str(instruction.operands[0]), page, state)


def _read_object(resources: pikepdf.Object, name: str, page: int, state: _GraphicsState) -> Iterator[PaintedObject]:
    found = resources.XObject[name]
    if found.get(Name.Subtype) == Name.Form:
        a, b, c, d, e, f = (float(one) for one in found.get(Name.Matrix, ONE))
        inner = replace(state, matrix=combine_matrices((a, b, c, d, e, f), state.matrix))
        yield from _read_stream(found, found.get(Name.Resources, resources), page, inner)
    elif found.get(Name.Subtype) == Name.Image:
        a, b, c, d, *_ = state.matrix
        across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        yield PaintedObject(page, "picture", dots=72 * min(int(found.Width) / across, int(found.Height) / up))
