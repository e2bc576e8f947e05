"""Checks of SVG files: a drawing only draws, loads nothing and is not too large."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from xml.parsers import expat

from press.load.files import REACH
from press.model.findings import Finding, FindingCode, Place
from press.model.svg import DRAWING_ELEMENTS, SVG_NAMESPACE

_FILE = "publications/handwashing/figures/tap.svg"
_GOOD = f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 9 9"><path id="a" d="M0 0h9"/><use href="#a"/></svg>'

NOT_SVG = FindingCode(
    "LOD224",
    "A drawing is well-formed SVG without a document type.",
    "SVG 2, 5.1; XML 1.0, 2.8 and 4.2",
    "export it again as plain SVG, and delete `<!DOCTYPE …>`",
    bad={_FILE: f'<!DOCTYPE svg [<!ENTITY a "b">]>{_GOOD}'},
    good={_FILE: _GOOD},
)
NOT_DRAWING = FindingCode(
    "LOD225",
    "A drawing has only elements that the press draws, and runs nothing.",
    REACH,
    "draw it with shapes, paths and text, and color it with attributes such as `fill`; an export as plain SVG does so",
    bad={_FILE: _GOOD.replace("<use", '<path onclick="x()" d="M0 0h9"/><use')},
    good={_FILE: _GOOD},
)
REACHES_OUT = FindingCode(
    "LOD226",
    "A drawing loads nothing from elsewhere.",
    REACH,
    "copy into the drawing what it needs; a reference within a drawing starts with `#`",
    bad={_FILE: _GOOD.replace("#a", "https://example.org/b.svg#a")},
    good={_FILE: _GOOD},
)
NO_SIZE = FindingCode(
    "LOD228",
    "A drawing says how large it is.",
    "SVG 2, 8.6",
    'add `viewBox="0 0 width height"` to the first element',
    bad={_FILE: _GOOD.replace("viewBox", "aria-label")},
    good={_FILE: _GOOD},
)
TOO_MUCH = FindingCode(
    "LOD229",
    "A drawing has at most 10,000 shapes, counting repeated ones, 200 attributes for each, and groups 50 deep.",
    "the time and memory a build may take; SVG 2, 5.6: what `use` draws may itself contain `use`",
    "draw it with fewer shapes; most programs can join paths",
    bad={_FILE: f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 9 9">{"<g>" * 60}<path d="M0 0h9"/>{"</g>" * 60}</svg>'},
    good={_FILE: _GOOD},
)
WITHOUT_END = FindingCode(
    "LOD230",
    "No part of a drawing draws itself.",
    "SVG 2, 5.6.2 and 13.7: a circular reference is an error",
    "let the part refer to another, or delete the reference",
    bad={_FILE: _GOOD.replace('<path id="a" d="M0 0h9"/>', '<g id="a"><use href="#a"/></g>')},
    good={_FILE: _GOOD},
)
CODES = (NOT_SVG, NOT_DRAWING, REACHES_OUT, NO_SIZE, TOO_MUCH, WITHOUT_END)

MAX_SHAPES, MAX_DEPTH, MAX_ATTRIBUTES = 10_000, 50, 200

_UNDRAWN = {"title", "desc", "metadata", "view"}
"""Elements that draw nothing and are allowed."""
_ADDRESSES = {"href", "src", "base"}
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_VIEW_BOX = re.compile(rf"\s*{_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER}){{3}}\s*")
_REFERENCE = re.compile(r"""url\(\s*["']?#([^"')]+)""", re.IGNORECASE)
_SIDE = re.compile(r"[0-9.]+(?:px|pt)?")
# A backslash could spell `url` in a way that a search does not see.
_CSS_REACH = re.compile(r"@import|\\|url\(\s*(?![\"']?#)[^)]*|src\(|image\(|image-set\(", re.IGNORECASE)


@dataclass(slots=True)
class ElementContents:
    """The contents of an element with an id.

    uses: the ids of the elements that it draws again; references: of all that it refers to, with the first place.
    """

    count: int = 0
    uses: list[str] = field(default_factory=list)
    references: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class _DrawingState:
    """What is known of a drawing while it is parsed. names, ids: of the open elements, outermost first."""

    path: str
    parser: expat.XMLParserType
    findings: list[Finding] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    contents: dict[str, ElementContents] = field(default_factory=lambda: {"": ElementContents()})

    def make_place(self) -> Place:
        return Place(self.path, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def add(self, code: FindingCode, problem: str) -> None:
        self.findings.append(code.make_finding(self.make_place(), problem))


class _StopError(Exception):
    """Parsing must stop."""


def check_drawing(data: bytes, path: str) -> list[Finding]:
    """Check an SVG file.

    path: the file as findings name it.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _DrawingState(path, parser)
    parser.StartDoctypeDeclHandler = _refuse_document_type(reading)
    parser.StartElementHandler = lambda name, attributes: _start_element(reading, name, attributes)
    parser.EndElementHandler = lambda _name: _end_element(reading)
    parser.ProcessingInstructionHandler = lambda target, _data: reading.add(
        REACHES_OUT, f"it has a processing instruction, `<?{target}?>`"
    )
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
        if _count_shapes(reading.contents) > MAX_SHAPES:
            reading.findings.append(TOO_MUCH.make_finding(Place(path, 1, 1), "it draws more than 10,000 shapes"))
        _check_references(reading)
    except _StopError:
        pass
    except expat.ExpatError as error:
        place = Place(path, error.lineno, error.offset + 1)
        reading.findings.append(NOT_SVG.make_finding(place, f"it is not well-formed: {expat.ErrorString(error.code)}"))
    except (ValueError, LookupError) as error:
        reading.findings.append(NOT_SVG.make_finding(Place(path, 1, 1), f"it cannot be read: {error}"))
    return reading.findings


def _refuse_document_type(reading: _DrawingState) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        reading.add(NOT_SVG, "it has a document type, which can hold entities")
        raise _StopError

    return refuse


def _start_element(reading: _DrawingState, full: str, attributes: dict[str, str]) -> None:
    namespace, _, name = full.rpartition(" ")
    if not reading.names:
        _check_root(reading, namespace, name, attributes)
    within_metadata = "metadata" in reading.names
    reading.names.append(name)
    _count_element(reading, name, attributes)
    if (
        not within_metadata
        and name not in DRAWING_ELEMENTS | _UNDRAWN
        and (namespace == SVG_NAMESPACE or not namespace)
    ):
        reading.add(NOT_DRAWING, f"`<{name}>` cannot be drawn")
        return
    for attribute, value in attributes.items():
        _check_attribute(reading, name, attribute.rpartition(" ")[2], value)


def _count_element(reading: _DrawingState, name: str, attributes: dict[str, str]) -> None:
    """Count an element for each open element with an id.

    The id "" stands for the whole drawing.
    """
    if len(reading.names) > MAX_DEPTH:
        reading.add(TOO_MUCH, f"it has groups more than {MAX_DEPTH} deep")
        raise _StopError
    if len(attributes) > MAX_ATTRIBUTES:
        reading.add(TOO_MUCH, f"`<{name}>` has more than {MAX_ATTRIBUTES} attributes")
        raise _StopError
    reading.ids.append(attributes.get("id", ""))
    references = [found for key, value in attributes.items() for found in _list_references(key, value)]
    uses = [value[1:] for key, value in attributes.items() if name == "use" and key.rpartition(" ")[2] == "href"]
    for id_ in {"", *reading.ids}:
        contents = reading.contents.setdefault(id_, ElementContents())
        contents.count += 1
        contents.uses += uses
        for one in references:
            contents.references.setdefault(one, reading.make_place())


def _list_references(key: str, value: str) -> list[str]:
    """List the ids of this drawing that an attribute refers to."""
    if key.rpartition(" ")[2] == "href":
        return [value[1:]] if value.startswith("#") else []
    return _REFERENCE.findall(value)


def _check_references(reading: _DrawingState) -> None:
    """Report an element that draws itself: inside it, or as its own mask, marker, pattern or clip."""
    graph = {id_: contents.references.keys() for id_, contents in reading.contents.items() if id_}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        target, id_ = error.args[1][:2]  # each is referred to by the one after it
        place = reading.contents[id_].references[target]
        reading.findings.append(WITHOUT_END.make_finding(place, f"`#{target}` draws itself"))


def _end_element(reading: _DrawingState) -> None:
    reading.names.pop()
    reading.ids.pop()


def _count_shapes(contents: dict[str, ElementContents]) -> int:
    """Count all elements that are drawn, each time anew.

    The count stops above the limit, because a few levels of `use` can draw billions.
    """
    counts: dict[str, int] = {}

    def count(id_: str, around: frozenset[str]) -> int:
        if id_ in around or id_ not in contents:
            return 0  # it does not exist, or it would draw itself, which no program does
        if len(around) > MAX_DEPTH:
            return MAX_SHAPES + 1
        if id_ not in counts:
            inner = sum(count(one, around | {id_}) for one in contents[id_].uses)
            counts[id_] = min(MAX_SHAPES + 1, contents[id_].count + inner)
        return counts[id_]

    return count("", frozenset())


def _check_root(reading: _DrawingState, namespace: str, name: str, attributes: dict[str, str]) -> None:
    if (namespace, name) != (SVG_NAMESPACE, "svg"):
        reading.add(NOT_SVG, f"it starts with `<{name}>`, not with `<svg>` in the SVG namespace")
        raise _StopError
    box = attributes.get("viewBox")
    sides = [_SIDE.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    if not (_VIEW_BOX.fullmatch(box) if box else all(sides)):
        reading.add(NO_SIZE, "it has no `viewBox` of four numbers")


def _check_attribute(reading: _DrawingState, element: str, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        reading.add(NOT_DRAWING, f"`{name}` on `<{element}>` runs something")
    elif name in _ADDRESSES:
        if not value.startswith("#"):
            reading.add(REACHES_OUT, f"`{name}` on `<{element}>` refers to `{value[:60]}`")
    elif not name.startswith(("aria-", "data-")) and (found := _CSS_REACH.search(value)):
        reading.add(REACHES_OUT, f"`{name}` on `<{element}>` contains `{found[0][:60]}`")
