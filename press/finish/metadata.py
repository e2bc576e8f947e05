"""Steps on metadata: the XMP packet with all claims, and the document information that agrees with it."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import pikepdf
from pikepdf import Dictionary, Name

from press.finish.claims import Claims

PRODUCER = "WeasyPrint, press.tagging, pikepdf"

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
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
}
"""The claims of each standard (ISO 19005-2, 6.6.4; ISO 14289-1, 5; ISO 19005-4, 6.7.3; ISO 14289-2, 5)."""
DECLARATIONS: dict[str, tuple[str, ...]] = {
    "ua-1": (),
    "ua-2": (
        "http://pdfa.org/declarations/wtpdf#accessibility1.0",
        "http://pdfa.org/declarations/wtpdf#reuse1.0",
    ),
}
"""Declarations of conformance to Well-Tagged PDF 1.0 (PDF Declarations 1.0, 4)."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot carry (2.2)."""


def write_info(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Write the document information as the XMP packet has it; PDF/A-4 allows none (ISO 19005-4, 6.1.3)."""
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
    info = Dictionary({key: pikepdf.String(_clean(value)) for key, value in values.items() if _clean(value)})
    pdf.trailer[Name.Info] = pdf.make_indirect(info)


def write_xmp(pdf: pikepdf.Pdf, claims: Claims) -> None:
    """Write the XMP packet. It carries no date: the same edition has the same bytes whenever it is made."""
    stream = pdf.make_stream(packet(claims))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


@lru_cache(maxsize=32)
def packet(claims: Claims) -> bytes:
    """The XMP packet of a file (ISO 16684-1, 7). The forms of a text have the same one."""
    for prefix, address in NAMESPACES.items():
        register_namespace(prefix, address)
    meta = Element(_name("x:xmpmeta"))
    about = SubElement(SubElement(meta, _name("rdf:RDF")), _name("rdf:Description"), {_name("rdf:about"): ""})
    _text(about, "dc:format", "application/pdf")
    _array(about, "dc:title", "Alt", [claims.title])
    _array(about, "dc:creator", "Seq", [claims.author])
    _array(about, "dc:description", "Alt", [claims.subject])
    _array(about, "dc:subject", "Bag", claims.keywords)
    _array(about, "dc:language", "Bag", [claims.lang])
    _text(about, "dc:identifier", claims.identifier)
    _text(about, "pdf:Keywords", ", ".join(claims.keywords))
    _text(about, "pdf:Producer", PRODUCER)
    _text(about, "xmp:CreatorTool", claims.creator_tool)
    for name, value in IDENTIFICATION[claims.standard]:
        _text(about, name, value)
    _declarations(about, DECLARATIONS[claims.standard])
    if claims.standard == "ua-1":
        _extension(about)
    body: bytes = tostring(meta, encoding="utf-8")
    return b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + b'\n<?xpacket end="r"?>'


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _clean(text: str) -> str:
    return NOT_XML.sub("", text).strip()


def _text(parent: Element, name: str, value: str) -> None:
    if _clean(value):
        SubElement(parent, _name(name)).text = _clean(value)


def _array(parent: Element, name: str, kind: str, values: list[str] | tuple[str, ...]) -> None:
    """An array property; a language alternative has its only text as the default one."""
    kept = [_clean(value) for value in values if _clean(value)]
    if not kept:
        return
    array = SubElement(SubElement(parent, _name(name)), _name(f"rdf:{kind}"))
    for value in kept:
        item = SubElement(array, _name("rdf:li"))
        item.text = value
        if kind == "Alt":
            item.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")


def _resource(parent: Element, name: str) -> Element:
    return SubElement(parent, _name(name), {_name("rdf:parseType"): "Resource"})


def _declarations(parent: Element, addresses: tuple[str, ...]) -> None:
    if not addresses:
        return
    bag = SubElement(SubElement(parent, _name("pdfd:declarations")), _name("rdf:Bag"))
    for address in addresses:
        _text(_resource(bag, "rdf:li"), "pdfd:conformsTo", address)


def _extension(parent: Element) -> None:
    """Describe the PDF/UA schema, which PDF/A-2 does not know (ISO 19005-2, 6.6.2.3)."""
    bag = SubElement(SubElement(parent, _name("pdfaExtension:schemas")), _name("rdf:Bag"))
    schema = _resource(bag, "rdf:li")
    _text(schema, "pdfaSchema:schema", "PDF/UA Universal Accessibility Schema")
    _text(schema, "pdfaSchema:namespaceURI", NAMESPACES["pdfuaid"])
    _text(schema, "pdfaSchema:prefix", "pdfuaid")
    sequence = SubElement(SubElement(schema, _name("pdfaSchema:property")), _name("rdf:Seq"))
    prop = _resource(sequence, "rdf:li")
    for name, value in (
        ("name", "part"),
        ("valueType", "Integer"),
        ("category", "internal"),
        ("description", "The part of ISO 14289 to which the file conforms"),
    ):
        _text(prop, f"pdfaProperty:{name}", value)
