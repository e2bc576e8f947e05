"""Steps on metadata: the XMP packet with all claims, and the document information that agrees with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import pikepdf
from pikepdf import Dictionary, Name

Standard = Literal["ua-1", "ua-2", "x-4"]


@dataclass(frozen=True, slots=True)
class Claims:
    """The metadata to write into a finished file.

    standard: which standards are claimed; subject: one sentence on the contents; identifier: the publication number;
    lang: the BCP 47 tag of the text; creator_tool: the program that made the page before it was painted; dated,
    document: a time and an identifier of the file, which only a press file has.
    """

    standard: Standard
    title: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    identifier: str = ""
    lang: str = ""
    creator_tool: str = "handout press"
    dated: str = ""
    document: str = ""


PRODUCER = "WeasyPrint, press.tagging, pikepdf"

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfd": "http://pdfa.org/declarations/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
IDENTIFICATION: dict[str, tuple[tuple[str, str], ...]] = {
    "ua-1": (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")),
    "ua-2": (("pdfaid:part", "4"), ("pdfaid:rev", "2020"), ("pdfuaid:part", "2"), ("pdfuaid:rev", "2024")),
    "x-4": (("pdfxid:GTS_PDFXVersion", "PDF/X-4"),),
}
"""The claims of each standard: ISO 19005-2, 6.6.4; ISO 14289-1, 5; 19005-4, 6.7.3; 14289-2, 5; 15930-7, 6.4."""
DECLARATIONS: dict[str, tuple[str, ...]] = {
    "ua-1": (),
    "ua-2": (
        "http://pdfa.org/declarations/wtpdf#accessibility1.0",
        "http://pdfa.org/declarations/wtpdf#reuse1.0",
    ),
    "x-4": (),
}
"""Declarations of conformance to Well-Tagged PDF 1.0 (PDF Declarations 1.0, 4)."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot carry (2.2)."""


def write_info(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Write the document information, in agreement with the XMP packet.

    PDF/A-4 allows none (ISO 19005-4, 6.1.3).
    """
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]
    if claims.standard == "ua-2":
        return
    values = {
        "/Title": claims.title,
        "/Author": claims.author,
        "/Subject": claims.subject,
        "/Keywords": ", ".join(claims.keywords),
        "/Creator": claims.creator_tool,
        "/Producer": PRODUCER,
    }
    info = Dictionary(
        {key: pikepdf.String(_drop_invalid(value)) for key, value in values.items() if _drop_invalid(value)}
    )
    if claims.standard == "x-4":
        info.Trapped = Name("/False")
        info.CreationDate = info.ModDate = pikepdf.String(f"D:{re.sub('[^0-9]', '', claims.dated)}Z")
    pdf.trailer[Name.Info] = pdf.make_indirect(info)


def write_xmp(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Write the XMP packet."""
    # The packet carries no date: the same edition must have the same bytes on every day.
    stream = pdf.make_stream(make_xmp_packet(claims))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


@lru_cache(maxsize=32)
def make_xmp_packet(claims: Claims) -> bytes:
    """Make the XMP packet of a file (ISO 16684-1, 7).

    Variants of one text share it, so it is cached.
    """
    for prefix, address in NAMESPACES.items():
        register_namespace(prefix, address)
    meta = Element(_expand_name("x:xmpmeta"))
    about = SubElement(
        SubElement(meta, _expand_name("rdf:RDF")), _expand_name("rdf:Description"), {_expand_name("rdf:about"): ""}
    )
    _add_text(about, "dc:format", "application/pdf")
    _add_array(about, "dc:title", "Alt", [claims.title])
    _add_array(about, "dc:creator", "Seq", [claims.author])
    _add_array(about, "dc:description", "Alt", [claims.subject])
    _add_array(about, "dc:subject", "Bag", claims.keywords)
    _add_array(about, "dc:language", "Bag", [claims.lang])
    _add_text(about, "dc:identifier", claims.identifier)
    _add_text(about, "pdf:Keywords", ", ".join(claims.keywords))
    _add_text(about, "pdf:Producer", PRODUCER)
    _add_text(about, "xmp:CreatorTool", claims.creator_tool)
    for name, value in IDENTIFICATION[claims.standard]:
        _add_text(about, name, value)
    if claims.standard == "x-4":
        _add_press_properties(about, claims)
    _add_declarations(about, DECLARATIONS[claims.standard])
    if claims.standard == "ua-1":
        _add_extension_schema(about)
    body: bytes = tostring(meta, encoding="utf-8")
    return b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + b'\n<?xpacket end="r"?>'


def _expand_name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _drop_invalid(text: str) -> str:
    return NOT_XML.sub("", text).strip()


def _add_text(parent: Element, name: str, value: str) -> None:
    if _drop_invalid(value):
        SubElement(parent, _expand_name(name)).text = _drop_invalid(value)


def _add_array(parent: Element, name: str, kind: str, values: list[str] | tuple[str, ...]) -> None:
    """Add an array property.

    The only text of a language alternative is its default one.
    """
    kept = [_drop_invalid(value) for value in values if _drop_invalid(value)]
    if not kept:
        return
    array = SubElement(SubElement(parent, _expand_name(name)), _expand_name(f"rdf:{kind}"))
    for value in kept:
        item = SubElement(array, _expand_name("rdf:li"))
        item.text = value
        if kind == "Alt":
            item.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")


def _add_resource(parent: Element) -> Element:
    return SubElement(parent, _expand_name("rdf:li"), {_expand_name("rdf:parseType"): "Resource"})


def _add_declarations(parent: Element, addresses: tuple[str, ...]) -> None:
    if not addresses:
        return
    bag = SubElement(SubElement(parent, _expand_name("pdfd:declarations")), _expand_name("rdf:Bag"))
    for address in addresses:
        _add_text(_add_resource(bag), "pdfd:conformsTo", address)


def _add_press_properties(parent: Element, claims: Claims) -> None:
    """Add what a file for a press must say of itself (ISO 15930-7, 6.4)."""
    for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        _add_text(parent, name, claims.dated)
    for name, value in (("DocumentID", claims.document), ("VersionID", "1"), ("RenditionClass", "default")):
        _add_text(parent, f"xmpMM:{name}", value)
    _add_text(parent, "pdf:Trapped", "False")


def _add_extension_schema(parent: Element) -> None:
    """Describe the PDF/UA schema, unknown to PDF/A-2 (ISO 19005-2, 6.6.2.3)."""
    bag = SubElement(SubElement(parent, _expand_name("pdfaExtension:schemas")), _expand_name("rdf:Bag"))
    schema = _add_resource(bag)
    _add_text(schema, "pdfaSchema:schema", "PDF/UA Universal Accessibility Schema")
    _add_text(schema, "pdfaSchema:namespaceURI", NAMESPACES["pdfuaid"])
    _add_text(schema, "pdfaSchema:prefix", "pdfuaid")
    sequence = SubElement(SubElement(schema, _expand_name("pdfaSchema:property")), _expand_name("rdf:Seq"))
    prop = _add_resource(sequence)
    for name, value in (
        ("name", "part"),
        ("valueType", "Integer"),
        ("category", "internal"),
        ("description", "The part of ISO 14289 to which the file conforms"),
    ):
        _add_text(prop, f"pdfaProperty:{name}", value)
