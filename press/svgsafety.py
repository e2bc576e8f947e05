"""Drawings that are only drawings: what an SVG file may not do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from press.findings import Code, Finding, Place

SVG = "http://www.w3.org/2000/svg"
REACH = "DESIGN 6: what a source may reach"
_FILE = "publications/handwashing/figures/tap.svg"
_GOOD = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><path id="a" d="M0 0h9"/><use href="#a"/></svg>'

NOT_SVG = Code(
    "LOD224",
    "A drawing is well-formed SVG without a document type.",
    "SVG 2, 5.1; XML 1.0, 2.8 and 4.2",
    "export it again as plain SVG, and delete `<!DOCTYPE …>`",
    bad={_FILE: f'<!DOCTYPE svg [<!ENTITY a "b">]>{_GOOD}'},
    good={_FILE: _GOOD},
)
ACTS = Code(
    "LOD225",
    "A drawing does not run anything and holds nothing but a drawing.",
    REACH,
    "delete the element or attribute; an export as plain SVG leaves it out",
    bad={_FILE: f'<svg xmlns="{SVG}"><path onclick="x()" d="M0 0h9"/></svg>'},
    good={_FILE: _GOOD},
)
REACHES_OUT = Code(
    "LOD226",
    "A drawing loads nothing from elsewhere.",
    REACH,
    "put what it needs into the drawing; a reference within it starts with `#`",
    bad={_FILE: f'<svg xmlns="{SVG}"><image href="https://example.org/a.png"/></svg>'},
    good={_FILE: _GOOD},
)
CODES = (NOT_SVG, ACTS, REACHES_OUT)

_ACTIVE = {
    "script", "foreignObject", "iframe", "object", "embed", "audio", "video", "canvas", "handler", "listener", "set",
    "animate", "animateMotion", "animateTransform", "animateColor", "discard",
}  # fmt: skip
_ADDRESSES = {"href", "src", "base"}
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")
# A backslash could spell `url` in a way that a search does not see.
_CSS_REACH = re.compile(r"@import|\\|url\(\s*(?![\"']?#)[^)]*|src\(|image\(|image-set\(", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    path: str
    parser: expat.XMLParserType
    found: list[Finding] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, code: Code, problem: str) -> None:
        place = Place(self.path, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.found.append(code.at(place, problem))


class _StopError(Exception):
    """Reading must not go on."""


def svg_findings(data: bytes, path: str) -> list[Finding]:
    """What is wrong with an SVG file; path: the file as findings name it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _Reading(path, parser)
    parser.buffer_text = True
    parser.buffer_size = max(8192, len(data))  # so that the text of a style comes in one piece
    parser.StartDoctypeDeclHandler = _doctype(reading)
    parser.StartElementHandler = lambda name, attributes: _start(reading, name, attributes)
    parser.EndElementHandler = lambda _name: reading.names.pop()
    parser.CharacterDataHandler = lambda text: _style(reading, text) if reading.names[-1:] == ["style"] else None
    parser.ProcessingInstructionHandler = lambda target, _data: reading.add(REACHES_OUT, f"`<?{target}?>` stands here")
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
    except _StopError:
        pass
    except expat.ExpatError as error:
        place = Place(path, error.lineno, error.offset + 1)
        reading.found.append(NOT_SVG.at(place, f"it is not well-formed: {expat.ErrorString(error.code)}"))
    except (ValueError, LookupError) as error:
        reading.found.append(NOT_SVG.at(Place(path, 1, 1), f"it cannot be read: {error}"))
    return reading.found


def _doctype(reading: _Reading) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        reading.add(NOT_SVG, "it has a document type, which can hold entities")
        raise _StopError

    return refuse


def _start(reading: _Reading, full: str, attributes: dict[str, str]) -> None:
    namespace, _, name = full.rpartition(" ")
    if not reading.names and (namespace, name) != (SVG, "svg"):
        reading.add(NOT_SVG, f"it starts with `<{name}>`, not with `<svg>` in the namespace of SVG")
    reading.names.append(name)
    if name in _ACTIVE:
        reading.add(ACTS, f"`<{name}>` is not part of a drawing")
    for attribute, value in attributes.items():
        _attribute(reading, name, attribute.rpartition(" ")[2], value)


def _attribute(reading: _Reading, element: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        reading.add(ACTS, f"`{name}` on `<{element}>` runs something")
    elif name in _ADDRESSES:
        embedded = element == "image" and _EMBEDDED.fullmatch(value)
        if not value.strip().startswith("#") and not embedded:
            reading.add(REACHES_OUT, f"`{name}` on `<{element}>` leads to `{value[:60]}`")
    elif not name.startswith(("aria-", "data-")) and (found := _CSS_REACH.search(value)):
        reading.add(REACHES_OUT, f"`{name}` on `<{element}>` holds `{found[0][:60]}`")


def _style(reading: _Reading, text: str) -> None:
    if found := _CSS_REACH.search(text):
        reading.add(REACHES_OUT, f"the style holds `{found[0][:60]}`")
