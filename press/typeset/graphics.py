"""Pictures as part of the page: drawings as safe inline SVG, photographs as data: addresses."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from markupsafe import Markup

from press.model.svg import DRAWING_ELEMENTS, SVG_NAMESPACE

_SIZE_ATTRIBUTES = frozenset({"width", "height", "x", "y"})
"""Attributes that are dropped, because the style sheet decides on size and place."""
_NAMESPACE = re.compile(r"\{[^}]*\}")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_LENGTH = re.compile(r"([0-9.]+)(?:px|pt)?")


def embed_drawing(
    data: bytes, alt: str, prefix: str, css_class: str = "", *, box: str = "", leaders: str = "", color: str = ""
) -> Markup:
    """Convert an SVG file to a safe inline element.

    alt: its accessible name; if it is empty, the drawing is hidden from screen readers. prefix: is put before every
    id, so that two drawings on a page cannot refer to each other's parts. Whatever could load or run something is
    removed. box: the part of it to show, as a viewBox; leaders: elements of our own, drawn over it; color: of its ink,
    if it does not follow the page's. Raises ValueError if the file is not an SVG drawing.
    """
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise ValueError("it has a document type")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a document type there are no entities to multiply
    except ET.ParseError as error:
        raise ValueError(f"it is not well-formed XML: {error}") from error
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise ValueError("it is not an SVG drawing")
    clean = _copy_safe(root, prefix)
    for name in _SIZE_ATTRIBUTES & clean.attrib.keys():
        del clean.attrib[name]
    clean.attrib |= {"xmlns": SVG_NAMESPACE, "viewBox": box or _find_view_box(root), **_build_label(alt)}
    if color:
        clean.set("color", color)
    if leaders:
        clean.append(ET.fromstring(leaders))  # noqa: S314 - our own
    if css_class:
        clean.set("class", css_class)
    return Markup(ET.tostring(clean, encoding="unicode", short_empty_elements=False))  # noqa: S704 - rebuilt above


def encode_photograph(data: bytes, media_type: str) -> str:
    """Encode a raster picture as a data: address."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _build_label(alt: str) -> dict[str, str]:
    return {"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"}


def _find_view_box(root: ET.Element) -> str:
    """Find the viewBox, else build one from width and height."""
    if box := root.get("viewBox"):
        return box
    sides = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if not (sides[0] and sides[1]):
        raise ValueError("it has no viewBox")
    return f"0 0 {sides[0][1]} {sides[1][1]}"


def _copy_safe(element: ET.Element, prefix: str) -> ET.Element:
    """Copy an element with only what draws, without namespaces."""
    copy = ET.Element(_strip_namespace(element.tag), dict(_copy_attributes(element, prefix)))
    copy.text = element.text if copy.tag in {"text", "tspan"} else None
    for child in element:
        if not (isinstance(child.tag, str) and _strip_namespace(child.tag) in DRAWING_ELEMENTS):
            continue
        part = _copy_safe(child, prefix)
        part.tail = child.tail if copy.tag in {"text", "tspan"} else None
        copy.append(part)
    return copy


def _copy_attributes(element: ET.Element, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in sorted(element.attrib.items()):
        local = _strip_namespace(name)
        if local == "id":
            yield "id", prefix + value
        elif local == "href":
            if value.startswith("#"):
                yield "href", f"#{prefix}{value[1:]}"
        elif name == local and local != "class" and not local.startswith("on"):
            local_value = _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)
            if "url(" not in _REFERENCE.sub("", value):
                yield name, local_value


def _strip_namespace(name: str) -> str:
    return _NAMESPACE.sub("", name)
