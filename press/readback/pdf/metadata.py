"""The metadata of a PDF, read back with pikepdf: claims, title, language, sizes, fonts, outline, links."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pikepdf

from press.readback.pdf.objects import ObjectReader

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
PDFXID = "{http://www.npes.org/pdfx/ns/id/}"
PDFD = "{http://pdfa.org/declarations/}"


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a PDF says of itself.

    claims: e.g. ``PDF/UA-1`` and ``PDF/A-2a``, as its XMP packet has them; sizes: width and height of each page's
    TrimBox in points; outline: (level, title); unembedded: fonts without a font file; mute_links: how many link
    annotations have no Contents; labels: whether it has page labels; shows_title: whether a viewer shows its title.
    """

    claims: tuple[str, ...] = ()
    title: str = ""
    lang: str = ""
    identifier: str = ""
    creators: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    description: str = ""
    sizes: tuple[tuple[float, float], ...] = ()
    outline: tuple[tuple[int, str], ...] = ()
    unembedded: tuple[str, ...] = ()
    mute_links: int = 0
    labels: bool = False
    shows_title: bool = False


def read_facts(data: bytes) -> PdfFacts:
    """Read the facts of a PDF from its bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read_open_facts(pdf)


def read_open_facts(pdf: pikepdf.Pdf) -> PdfFacts:
    """Read the facts of an open PDF."""
    packet = _read_packet(pdf)
    root, objects = pdf.Root, ObjectReader(pdf)
    return PdfFacts(
        claims=tuple(_list_claims(packet)),
        title=_read_first(packet, f"{DC}title"),
        lang=str(root.get("/Lang", "")),
        identifier=_read_first(packet, f"{DC}identifier"),
        creators=_read_all(packet, f"{DC}creator"),
        subjects=_read_all(packet, f"{DC}subject"),
        description=_read_first(packet, f"{DC}description"),
        sizes=tuple(_measure_size(page) for page in pdf.pages),
        outline=tuple(_list_outline(objects, objects.read_dictionary(objects.read_object(root), "/Outlines"), 1)),
        unembedded=tuple(sorted(_list_unembedded(pdf))),
        mute_links=sum(not str(link.get("/Contents", "")).strip() for link in _list_links(pdf)),
        labels="/PageLabels" in root,
        shows_title=bool(root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)),
    )


def read_properties(pdf: pikepdf.Pdf, names: Iterable[str]) -> dict[str, str]:
    """Read simple XMP properties by their expanded names; "" if they are missing."""
    packet = _read_packet(pdf)
    return {name: _read_property(packet, name) for name in names}


def _read_packet(pdf: pikepdf.Pdf) -> Element:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return Element("none")
    return fromstring(stream.read_bytes())  # noqa: S314 - expat refuses exploding entities since 2.4.1


def _read_all(packet: Element, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for element in packet.iter(name):
        items = [item.text or "" for item in element.iter(f"{RDF}li")]
        found += items or [element.text or ""]
    return tuple(found)


def _read_first(packet: Element, name: str) -> str:
    return next(iter(_read_all(packet, name)), "")


def _list_claims(packet: Element) -> Iterator[str]:
    if part := _read_property(packet, f"{PDFUAID}part"):
        yield f"PDF/UA-{part}"
    for declared in packet.iter(f"{PDFD}conformsTo"):
        yield (declared.text or "").rpartition("/")[2]
    if version := _read_property(packet, f"{PDFXID}GTS_PDFXVersion"):
        yield version
    if part := _read_property(packet, f"{PDFAID}part"):
        yield f"PDF/A-{part}{_read_property(packet, f'{PDFAID}conformance').lower()}"


def _read_property(packet: Element, name: str) -> str:
    """Read a simple XMP property, from an element or attribute.

    XMP Specification Part 1, 7.9.2.2.
    """
    for element in packet.iter():
        if element.tag == name:
            return (element.text or "").strip()
        if name in element.attrib:
            return element.attrib[name]
    return ""


def _measure_size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    return right - left, top - bottom


def _list_outline(objects: ObjectReader, item: Mapping[str, Any], level: int) -> Iterator[tuple[int, str]]:
    """List the items below one of an outline, in order.

    ISO 32000-1, 12.3.3. An item that leads back to an earlier one ends the list.
    """
    seen: set[str] = set()
    at = item.get("/First")
    while isinstance(at, str) and at not in seen:
        seen.add(at)
        child = objects.resolve(at) or {}
        yield level, objects.read_text(child, "/Title")
        yield from _list_outline(objects, child, level + 1)
        at = child.get("/Next")


def _list_links(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link":
                yield annotation


def _list_unembedded(pdf: pikepdf.Pdf) -> Iterator[str]:
    # Reading the type of every object is slow; every font descriptor must have these two (ISO 32000-1, table 122).
    name, flags = pikepdf.Name.FontName, pikepdf.Name.Flags
    dictionaries = (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary))
    for font in (one for one in dictionaries if name in one or flags in one):
        is_font = font.get("/Type") == "/FontDescriptor"
        if is_font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()):
            yield str(font.get("/FontName", "?"))
