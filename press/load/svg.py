"""Drawings that are only drawings: what an SVG file may not do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from press.model.findings import Code, Finding, Place
from press.model.svg import SAFE, SVG

REACH = "house rule: what a source may reach"
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
NOT_DRAWING = Code(
    "LOD225",
    "A drawing holds only what the press draws, and runs nothing.",
    REACH,
    "draw it with shapes, paths and text, coloured by attributes such as `fill`; an export as plain SVG does so",
    bad={_FILE: _GOOD.replace("<use", '<path onclick="x()" d="M0 0h9"/><use')},
    good={_FILE: _GOOD},
)
REACHES_OUT = Code(
    "LOD226",
    "A drawing loads nothing from elsewhere.",
    REACH,
    "put what it needs into the drawing; a reference within it starts with `#`",
    bad={_FILE: _GOOD.replace("#a", "https://example.org/b.svg#a")},
    good={_FILE: _GOOD},
)
NO_SIZE = Code(
    "LOD228",
    "A drawing says how large it is.",
    "SVG 2, 8.6",
    'add `viewBox="0 0 width height"` to the first element',
    bad={_FILE: _GOOD.replace("viewBox", "aria-label")},
    good={_FILE: _GOOD},
)
TOO_MUCH = Code(
    "LOD229",
    "A drawing has at most 10,000 shapes, those that it draws again included, in groups at most 50 deep.",
    "the time and memory a build may take; SVG 2, 5.6: what `use` draws may itself hold `use`",
    "draw it with fewer shapes; most programs can join paths",
    bad={_FILE: f'<svg xmlns="{SVG}" viewBox="0 0 9 9">{"<g>" * 60}<path d="M0 0h9"/>{"</g>" * 60}</svg>'},
    good={_FILE: _GOOD},
)
CODES = (NOT_SVG, NOT_DRAWING, REACHES_OUT, NO_SIZE, TOO_MUCH)

MOST, DEEPEST = 10_000, 50

_SILENT = {"title", "desc", "metadata"}
"""Elements that draw nothing and may be there."""
_ADDRESSES = {"href", "src", "base"}
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_BOX = re.compile(rf"\s*{_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER}){{3}}\s*")
_SIDE = re.compile(r"[0-9.]+(?:px|pt)?")
# A backslash could spell `url` in a way that a search does not see.
_CSS_REACH = re.compile(r"@import|\\|url\(\s*(?![\"']?#)[^)]*|src\(|image\(|image-set\(", re.IGNORECASE)


@dataclass(slots=True)
class Held:
    """What an element with an id holds: how many elements, and which others it draws again."""

    count: int = 0
    again: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    path: str
    parser: expat.XMLParserType
    found: list[Finding] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=lambda: {"": Held()})

    def add(self, code: Code, problem: str) -> None:
        place = Place(self.path, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.found.append(code.at(place, problem))


class _StopError(Exception):
    """Reading must not go on."""


def svg_findings(data: bytes, path: str) -> list[Finding]:
    """What is wrong with an SVG file; path: the file as findings name it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _Reading(path, parser)
    parser.StartDoctypeDeclHandler = _doctype(reading)
    parser.StartElementHandler = lambda name, attributes: _start(reading, name, attributes)
    parser.EndElementHandler = lambda _name: _end(reading)
    parser.ProcessingInstructionHandler = lambda target, _data: reading.add(REACHES_OUT, f"`<?{target}?>` stands here")
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
        if drawn(reading.held) > MOST:
            reading.found.append(TOO_MUCH.at(Place(path, 1, 1), "it draws more than 10,000 shapes"))
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
    if not reading.names:
        _root(reading, namespace, name, attributes)
    within_metadata = "metadata" in reading.names
    reading.names.append(name)
    _count(reading, name, attributes)
    if not within_metadata and name not in SAFE | _SILENT and (namespace == SVG or not namespace):
        reading.add(NOT_DRAWING, f"`<{name}>` cannot be drawn")
        return
    for attribute, value in attributes.items():
        _attribute(reading, name, attribute.rpartition(" ")[2], value)


def _count(reading: _Reading, name: str, attributes: dict[str, str]) -> None:
    """Note an element with all that are open around it and have an id; "" is the whole drawing."""
    if len(reading.names) > DEEPEST:
        reading.add(TOO_MUCH, f"it has groups more than {DEEPEST} deep")
        raise _StopError
    reading.ids.append(attributes.get("id", ""))
    again = [value[1:] for key, value in attributes.items() if name == "use" and key.rpartition(" ")[2] == "href"]
    for id_ in {"", *reading.ids}:
        held = reading.held.setdefault(id_, Held())
        held.count += 1
        held.again += again


def _end(reading: _Reading) -> None:
    reading.names.pop()
    reading.ids.pop()


def drawn(held: dict[str, Held]) -> int:
    """How many elements are drawn in all, counting again what is drawn again; stops counting above the limit."""
    counts: dict[str, int] = {}

    def count(id_: str, around: frozenset[str]) -> int:
        if id_ in around or id_ not in held:
            return 0  # it would draw itself, which no program does, or it is not there
        if len(around) > DEEPEST:
            return MOST + 1
        if id_ not in counts:
            inner = sum(count(one, around | {id_}) for one in held[id_].again)
            counts[id_] = min(MOST + 1, held[id_].count + inner)
        return counts[id_]

    return count("", frozenset())


def _root(reading: _Reading, namespace: str, name: str, attributes: dict[str, str]) -> None:
    if (namespace, name) != (SVG, "svg"):
        reading.add(NOT_SVG, f"it starts with `<{name}>`, not with `<svg>` in the namespace of SVG")
        raise _StopError
    box = attributes.get("viewBox")
    sides = [_SIDE.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    if not (_BOX.fullmatch(box) if box else all(sides)):
        reading.add(NO_SIZE, "it has no `viewBox` of four numbers")


def _attribute(reading: _Reading, element: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        reading.add(NOT_DRAWING, f"`{name}` on `<{element}>` runs something")
    elif name in _ADDRESSES:
        if not value.startswith("#"):
            reading.add(REACHES_OUT, f"`{name}` on `<{element}>` leads to `{value[:60]}`")
    elif not name.startswith(("aria-", "data-")) and (found := _CSS_REACH.search(value)):
        reading.add(REACHES_OUT, f"`{name}` on `<{element}>` holds `{found[0][:60]}`")
