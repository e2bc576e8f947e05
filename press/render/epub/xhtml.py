"""A typeset page as the XHTML of a publication: well-formed, without what only a browser needs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "xml:lang"

LABEL = "data-label"
"""What the style sheet prints before a cell where a table is too wide."""
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements that never have content (HTML Living Standard, 13.1.2)."""
FOR_BROWSERS = frozenset({"nav", "script", "style", "template", "noscript"})
"""Elements of the web page that a reading system has functions of its own for."""
TYPES = {
    "doc-pagebreak": "pagebreak", "doc-noteref": "noteref", "doc-footnote": "footnote", "doc-endnote": "footnote",
    "doc-endnotes": "endnotes", "doc-backlink": "backlink",
}  # fmt: skip
"""The `epub:type` beside a role: reading systems look for it to show page numbers and notes."""
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_DATA = re.compile(r"data:(image/[a-z+]+);base64,([A-Za-z0-9+/=\s]*)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class XhtmlWriter:
    """Writes elements as XHTML and collects the pictures that they show.

    pictures: media type and bytes by path beside the document; has_drawings: whether the document itself draws;
    has_descriptions: whether a picture says something.
    """

    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    has_drawings: bool = False
    has_descriptions: bool = False
    namespaces: list[str] = field(default_factory=lambda: [XHTML])

    def write_body(self, body: Element) -> str:
        """Write the content of a page's body."""
        return _BLANK_LINES.sub("\n", self._write_content(body)).strip()

    def _write_content(self, element: Element) -> str:
        parts = [_escape(element.text or "")]
        for child in element:
            if isinstance(child.tag, str) and not is_for_browsers(child):
                parts.append(self._write_element(child))
            parts.append(_escape(child.tail or ""))
        return "".join(parts)

    def _write_element(self, element: Element) -> str:
        namespace, _, tag = element.tag.rpartition("}")
        namespace = namespace.lstrip("{") or XHTML
        attributes = dict(_list_attributes(element))
        if namespace != self.namespaces[-1]:
            attributes = {"xmlns": namespace, **attributes}
        if tag in {"img", "svg"}:
            self.has_descriptions |= bool(attributes.get("alt") or attributes.get("aria-label"))
        if tag == "img":
            attributes["src"] = self._add_picture(attributes.get("src", ""))
        title = ""
        if tag == "svg":
            self.has_drawings = True
            if label := attributes.get("aria-label"):
                title = f"<title>{_escape(label)}</title>"
        self.namespaces.append(namespace)
        inner = title + self._write_content(element)
        self.namespaces.pop()
        written = "".join(f" {name}={quoteattr(_NOT_XML.sub('', value))}" for name, value in attributes.items())
        if not inner and (namespace != XHTML or tag in VOID):
            return f"<{tag}{written}/>"
        return f"<{tag}{written}>{inner}</{tag}>"

    def _add_picture(self, address: str) -> str:
        """Add the picture of a `data:` address; return its path. Any other address stays as it is."""
        found = _DATA.fullmatch(address)
        if not found or found[1] not in EXTENSIONS:
            return address
        try:
            data = base64.b64decode(found[2])
        except binascii.Error:
            return address
        path = f"pictures/{hashlib.sha256(data).hexdigest()[:16]}.{EXTENSIONS[found[1]]}"
        self.pictures[path] = (found[1], data)
        return path


def is_for_browsers(element: Element) -> bool:
    """Tell whether an element of the page is no part of the publication."""
    return element.tag in FOR_BROWSERS or element.get("class") == "skip"


def _list_attributes(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of an element that mean something in a publication."""
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2]
        if name == XML_LANG or (name.startswith(("data-", "xmlns", "on")) and name != LABEL):
            continue
        if name == "style" and "counter-reset" in value:
            continue  # for WeasyPrint; reading systems know where a list starts
        yield name, value
        if name == "lang":
            yield XML_LANG, value
        elif name == "role" and value in TYPES:
            yield "epub:type", TYPES[value]


def _escape(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def write_document(lang: str, direction: str, title: str, body: str) -> bytes:
    """Write a whole document around a body."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="{XHTML}" xmlns:epub="{OPS}" '
        f'lang={quoteattr(lang)} xml:lang={quoteattr(lang)} dir="{direction}">\n<head>\n<meta charset="utf-8"/>\n'
        f'<title>{_escape(title)}</title>\n<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    return text.encode()
