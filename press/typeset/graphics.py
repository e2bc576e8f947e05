"""Pictures made part of the page: drawings inline and harmless, photographs as data: addresses."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from markupsafe import Markup

from press.model.svg import SAFE, SVG

_SIZES = frozenset({"width", "height", "x", "y"})
"""What the style sheet decides and not the file."""
_NAME = re.compile(r"\{[^}]*\}")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_LENGTH = re.compile(r"([0-9.]+)(?:px|pt)?")


def drawing(data: bytes, alt: str, prefix: str, css_class: str = "") -> Markup:
    """An SVG file as an inline element with a name, or hidden from screen readers when alt is empty.

    prefix is put before every id, so that two drawings on a page cannot reach into each other. What could load or run
    anything is left out. Raises ValueError when the file is not an SVG drawing.
    """
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise ValueError("it has a document type")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a document type there are no entities to multiply
    except ET.ParseError as error:
        raise ValueError(f"it is not well-formed XML: {error}") from error
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("it is not an SVG drawing")
    clean = _clean(root, prefix)
    for name in _SIZES & clean.attrib.keys():
        del clean.attrib[name]
    clean.attrib |= {"viewBox": _view_box(root), **_speech(alt)}
    if css_class:
        clean.set("class", css_class)
    return Markup(ET.tostring(clean, encoding="unicode", short_empty_elements=False))  # noqa: S704 - rebuilt above


def photograph(data: bytes, media_type: str) -> str:
    """A raster picture as a data: address."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _speech(alt: str) -> dict[str, str]:
    return {"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"}


def _view_box(root: ET.Element) -> str:
    """The user space of a drawing; from its width and height when it does not say."""
    if box := root.get("viewBox"):
        return box
    sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if not (sides[0] and sides[1]):
        raise ValueError("it has no viewBox")
    return f"0 0 {sides[0][1]} {sides[1][1]}"


def _clean(element: ET.Element, prefix: str) -> ET.Element:
    """A copy without namespaces, and without anything that is not drawing."""
    copy = ET.Element(_local(element.tag), dict(_attributes(element, prefix)))
    copy.text = element.text if copy.tag in {"text", "tspan"} else None
    for child in element:
        if not (isinstance(child.tag, str) and _local(child.tag) in SAFE):
            continue
        kept = _clean(child, prefix)
        kept.tail = child.tail if copy.tag in {"text", "tspan"} else None
        copy.append(kept)
    return copy


def _attributes(element: ET.Element, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in sorted(element.attrib.items()):
        local = _local(name)
        if local == "id":
            yield "id", prefix + value
        elif local == "href":
            if value.startswith("#"):
                yield "href", f"#{prefix}{value[1:]}"
        elif name == local and local != "class" and not local.startswith("on"):
            local_value = _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)
            if "url(" not in _REFERENCE.sub("", value):
                yield name, local_value


def _local(name: str) -> str:
    return _NAME.sub("", name)
