"""A press file read back: its boxes, the inks of its text, and how fine its pictures are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name

from press.readback.sheets.sheets import ONE, Box, Matrix, times

SPACES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a page: left, bottom, right and top in points."""

    media: Box
    bleed: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class Shown:
    """Something painted. page: from 1; space and parts: of the colour of text; dots: of a picture, to the inch."""

    page: int
    kind: str
    space: str = ""
    parts: tuple[float, ...] = ()
    dots: float = 0.0


@dataclass(frozen=True, slots=True)
class PressFacts:
    """What a press file is: its boxes, its texts and pictures, the printing condition, and whether it is tagged."""

    boxes: tuple[Boxes, ...]
    shown: tuple[Shown, ...]
    condition: str
    tagged: bool


def read_press(data: bytes) -> PressFacts:
    """Read a press file, or any other PDF, from its bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        intents = list(pdf.Root.get(Name.OutputIntents, []))
        return PressFacts(
            boxes=tuple(Boxes(_box(page.mediabox), _box(page.bleedbox), _box(page.trimbox)) for page in pdf.pages),
            shown=tuple(one for number, page in enumerate(pdf.pages, 1) for one in _page(page, number)),
            condition=str(intents[0].get(Name.OutputConditionIdentifier, "")) if intents else "",
            tagged=Name.StructTreeRoot in pdf.Root or Name.Metadata in pdf.Root,
        )


def _box(box: Any) -> Box:
    left, bottom, right, top = (float(edge) for edge in box)
    return left, bottom, right, top


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = ONE
    space: str = "DeviceGray"
    parts: tuple[float, ...] = (0.0,)


def _page(page: pikepdf.Page, number: int) -> Iterator[Shown]:
    yield from _stream(page, page.get(Name.Resources, pikepdf.Dictionary()), number, _State())


def _stream(content: Any, resources: pikepdf.Object, page: int, state: _State) -> Iterator[Shown]:
    saved: list[_State] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(state)
        elif operator == "Q":
            state = saved.pop()
        elif operator == "cm":
            a, b, c, d, e, f = (float(one) for one in instruction.operands)
            state = replace(state, matrix=times((a, b, c, d, e, f), state.matrix))
        elif operator in SPACES:
            parts = tuple(float(one) for one in instruction.operands)
            state = replace(state, space=SPACES[operator], parts=parts)
        elif operator in ("Tj", "TJ", "'", '"'):
            yield Shown(page, "text", state.space, state.parts)
        elif operator == "Do":
            yield from _object(resources, str(instruction.operands[0]), page, state)


def _object(resources: pikepdf.Object, name: str, page: int, state: _State) -> Iterator[Shown]:
    found = resources.XObject[name]
    if found.get(Name.Subtype) == Name.Form:
        a, b, c, d, e, f = (float(one) for one in found.get(Name.Matrix, ONE))
        inner = replace(state, matrix=times((a, b, c, d, e, f), state.matrix))
        yield from _stream(found, found.get(Name.Resources, resources), page, inner)
    elif found.get(Name.Subtype) == Name.Image:
        a, b, c, d, *_ = state.matrix
        across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        yield Shown(page, "picture", dots=72 * min(int(found.Width) / across, int(found.Height) / up))
