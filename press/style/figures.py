"""Drawings as figures show them: their anchors, crops and lines, and the width at which they are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, get_args
from xml.parsers import expat

from press.model.nodes import Node
from press.model.publication import Picture
from press.model.svg import SVG_NAMESPACE
from press.style.resolve import POINTS_PER_UNIT, resolve_values
from press.style.tokens import read_tokens

LabelSide = Literal["left", "right", "top", "bottom"]
ViewBox = tuple[float, float, float, float]
"""Left, top, width and height, in units of the drawing."""

ANCHOR_PREFIX = "label-"
CHARACTER_WIDTH = 0.54
"""The mean width of a character of a label, as a share of its size; a little wide, so that labels never touch."""
SCREEN_WIDTH = 150.0
"""The narrowest that a labeled drawing is shown on a screen, in points."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SCALE = re.compile(r"(scale|matrix)\(([^)]*)\)")
_LENGTH = re.compile(r"([0-9.]+)(%|[a-z]*)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point of a drawing that words can name. x, y: in units of the drawing; line: of its file."""

    x: float
    y: float
    side: LabelSide
    line: int


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line or a word of a drawing. size: its width or its height, in units of the drawing; line: of its file."""

    kind: Literal["line", "word"]
    size: float
    line: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG drawing. crops: its `view` elements, by id; box: the whole drawing."""

    box: ViewBox
    crops: Mapping[str, ViewBox]
    anchors: Mapping[str, Anchor]
    lines: tuple[DrawnLine, ...]

    def get_crop(self, name: str) -> ViewBox:
        """Return the crop with a name, or the whole drawing."""
        return self.crops.get(name, self.box)


@dataclass(slots=True)
class _DrawingReader:
    """The state of a drawing being read. styles: scale, stroke, stroke width and font size of the open elements."""

    parser: expat.XMLParserType
    box: ViewBox = (0.0, 0.0, 1.0, 1.0)
    crops: dict[str, ViewBox] = field(default_factory=dict)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    lines: list[DrawnLine] = field(default_factory=list)
    styles: list[tuple[float, str, float, float]] = field(default_factory=lambda: [(1.0, "none", 1.0, 16.0)])


_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})


@lru_cache(maxsize=1024)
def read_drawing(picture: Picture) -> Drawing | None:
    """Read a drawing; None for a photograph, or a file that is no drawing."""
    if picture.media_type != "image/svg+xml":
        return None
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _DrawingReader(parser)
    parser.StartElementHandler = lambda name, attributes: _start_element(reader, name, attributes)
    parser.EndElementHandler = lambda _name: reader.styles.pop()
    try:
        parser.Parse(picture.data, True)  # noqa: FBT003 - the signature of expat
    except (expat.ExpatError, ValueError, LookupError):
        return None  # check_drawing tells why
    return Drawing(reader.box, reader.crops, reader.anchors, tuple(reader.lines))


def _start_element(reader: _DrawingReader, full: str, attributes: dict[str, str]) -> None:
    name = full.removeprefix(f"{SVG_NAMESPACE} ")
    scale, stroke, width, size = reader.styles[-1]
    scale *= _read_scale(attributes.get("transform", ""))
    style = (
        scale,
        attributes.get("stroke", stroke),
        _read_number(attributes.get("stroke-width"), width),
        _read_number(attributes.get("font-size"), size),
    )
    reader.styles.append(style)
    if len(reader.styles) == 2:
        reader.box = _read_box(attributes.get("viewBox", "")) or (
            0.0, 0.0, _read_number(attributes.get("width"), 1.0), _read_number(attributes.get("height"), 1.0),
        )  # fmt: skip
    identifier = attributes.get("id", "")
    if name == "view" and (box := _read_box(attributes.get("viewBox", ""))):
        reader.crops[identifier] = box
    elif identifier.startswith(ANCHOR_PREFIX):
        _add_anchor(reader, identifier.removeprefix(ANCHOR_PREFIX), attributes)
    elif name in _SHAPES and style[1] != "none":
        reader.lines.append(DrawnLine("line", style[2] * scale, reader.parser.CurrentLineNumber))
    elif name == "text":
        reader.lines.append(DrawnLine("word", style[3] * scale, reader.parser.CurrentLineNumber))


def _add_anchor(reader: _DrawingReader, name: str, attributes: dict[str, str]) -> None:
    x, y = (_read_number(attributes.get(key), _read_number(attributes.get(key[1]), 0.0)) for key in ("cx", "cy"))
    sides: tuple[LabelSide, ...] = get_args(LabelSide)
    side: LabelSide = next((one for one in sides if one == attributes.get("data-side")), "right")
    reader.anchors[name] = Anchor(x, y, side, reader.parser.CurrentLineNumber)


def _read_box(text: str) -> ViewBox | None:
    numbers = [float(number) for number in _NUMBER.findall(text)]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 and min(numbers[2:]) > 0 else None


def _read_number(text: str | None, default: float) -> float:
    found = _NUMBER.match(text) if text else None
    return float(found[0]) if found else default


def _read_scale(transform: str) -> float:
    """Read by how much a transformation makes a line wider."""
    scale = 1.0
    for kind, values in _SCALE.findall(transform):
        numbers = [float(number) for number in _NUMBER.findall(values)]
        if kind == "scale" and numbers:
            scale *= min(abs(number) for number in numbers)
        elif len(numbers) == 6:
            scale *= abs(numbers[0] * numbers[3] - numbers[1] * numbers[2]) ** 0.5
    return scale


def has_side_labels(figure: Node, pictures: Mapping[str, Picture]) -> bool:
    """Tell whether words stand at the left or right of a drawing of a figure."""
    for panel in (child for child in figure.children if child.kind == "panel"):
        picture = pictures.get(panel.children[0].attrs["src"])
        drawing = read_drawing(picture) if picture else None
        names = [child.attrs["anchor"] for child in panel.children if child.kind == "part_label"]
        if drawing and any(name in drawing.anchors and _is_at_side(drawing, name) for name in names):
            return True
    return False


# ---------------------------------------------------------------- how large a drawing is


@dataclass(frozen=True, slots=True)
class DrawingRoom:
    """The room for a drawing of a figure, in points.

    label: width of the words beside it, 0 for none; share: of the width of its place, 0 if that is not known.
    """

    width: float
    label: float
    small: float
    line: float
    share: float = 0.0

    def shrink(self, share: float) -> DrawingRoom:
        """Make it smaller. share: of its width."""
        return replace(self, width=self.width * share, share=self.share * share)


def measure_room(tokens: Mapping[str, str], panels: int, *, labeled: bool) -> DrawingRoom | None:
    """Measure the room of one drawing of a figure on paper.

    panels: pictures in the figure; labeled: whether words stand at its left or right. None if a token is not in
    absolute lengths and percentages.
    """
    values = {name: token.default for name, token in read_tokens().items()} | dict(tokens)

    def read(expression: str) -> tuple[float, str]:
        found = _LENGTH.fullmatch(resolve_values(expression, values).strip())
        if not found or (found[2] != "%" and found[2] not in {*POINTS_PER_UNIT, ""}):
            raise ValueError(expression)
        return float(found[1]) * POINTS_PER_UNIT.get(found[2], 1.0), found[2]

    def share(name: str) -> float:
        number, unit = read(f"var(--{name})")
        return number / 100 if unit == "%" else 0.0

    margins = "var(--margin-inner) - var(--margin-outer) - var(--text-inset)"
    try:
        live = read(f"calc(var(--paper-width) - {margins})")[0]
        names = {2: "panel-width-of-two", 3: "panel-width-of-three", 4: "panel-width-of-four"}
        panel = live * (share(names[panels]) if panels in names else 1.0)
        small = read("var(--font-size-small)")[0]
        line = small * read("var(--line-height-small)")[0]
        beside = share("part-label-width") if labeled else 0.0
        if beside:
            return DrawingRoom(panel * (1 - beside), panel * beside, small, line)
        alone = "keyed-drawing-width" if labeled else "drawing-width-of-two"
        widths = {1: alone, 2: "drawing-width-of-two"}
        part = 1.0 if labeled and panels > 2 else share(widths.get(panels, "drawing-width"))
        return DrawingRoom(panel * part, 0.0, small, line, part)
    except (ValueError, KeyError):
        return None


# ---------------------------------------------------------------- where labels stand


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label beside a drawing. left, top: of its anchor; at: of its line, all as shares of the drawing."""

    anchor: str
    side: LabelSide
    left: float
    top: float
    at: float


def place_labels(
    drawing: Drawing, crop: ViewBox, words: Sequence[tuple[str, str]], room: DrawingRoom
) -> tuple[PlacedLabel, ...] | None:
    """Place labels at the sides of a drawing, none over another.

    words: each anchor with its label. None if there is no room for them.
    """
    height = room.width * crop[3] / crop[2]
    placed: list[PlacedLabel] = []
    for side in ("left", "right"):
        found = sorted((drawing.anchors[name].y, name, text) for name, text in words if _is_at(drawing, name, side))
        if not found:
            continue
        if not room.label:
            return None
        characters = max(1, int((room.label - room.small) / (CHARACTER_WIDTH * room.small)))
        heights = [(-(-len(text) // characters) + 0.2) * room.line / height for _, _, text in found]
        tops = [(y - crop[1]) / crop[3] for y, _, _ in found]
        places = _spread(tops, heights, room.line / height / 2)
        if places is None or any(len(word) > characters for _, _, text in found for word in text.split()):
            return None
        placed += [_place(drawing, crop, name, at) for (_, name, _), at in zip(found, places, strict=True)]
    return (*placed, *(_place(drawing, crop, name, 0.0) for name, _ in words if not _is_at_side(drawing, name)))


def _is_at(drawing: Drawing, name: str, side: str) -> bool:
    return drawing.anchors[name].side == side


def _is_at_side(drawing: Drawing, name: str) -> bool:
    return drawing.anchors[name].side in {"left", "right"}


def _place(drawing: Drawing, crop: ViewBox, name: str, at: float) -> PlacedLabel:
    anchor = drawing.anchors[name]
    return PlacedLabel(name, anchor.side, (anchor.x - crop[0]) / crop[2], (anchor.y - crop[1]) / crop[3], at)


def _spread(tops: Sequence[float], heights: Sequence[float], half: float) -> list[float] | None:
    """Move the middles of first lines apart, so that no label covers the next.

    half: half a line. None if they are higher than the drawing.
    """
    places: list[float] = []
    for top, before in zip(tops, [None, *heights[:-1]], strict=True):
        places.append(max(top, places[-1] + before) if before is not None else max(top, half))
    least = 1.0 + half
    for number in range(len(places) - 1, -1, -1):
        places[number] = min(places[number], least - heights[number])
        least = places[number]
    return places if places[0] >= half - 1e-9 else None
