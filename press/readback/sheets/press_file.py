"""A press file read back: its boxes, the inks of its text, and the resolution of its pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name

from press.readback.sheets.sheets import ONE, Box, Matrix, combine_matrices

SPACES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The boxes of a page: left, bottom, right and top in points."""

    media: Box
    bleed: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class PaintedObject:
    """A painted text or picture.

    page: from 1; space and parts: of the color of text; dots: of a picture, per inch.
    """

    page: int
    kind: str
    space: str = ""
    parts: tuple[float, ...] = ()
    dots: float = 0.0


@dataclass(frozen=True, slots=True)
class PressFacts:
    """What a press file holds: boxes, texts and pictures, printing condition, and whether it is tagged."""

    boxes: tuple[PageBoxes, ...]
    painted_objects: tuple[PaintedObject, ...]
    condition: str
    tagged: bool


def read_press_file(data: bytes) -> PressFacts:
    """Read a press file, or any other PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        intents = list(pdf.Root.get(Name.OutputIntents, []))
        return PressFacts(
            boxes=tuple(
                PageBoxes(_read_box(page.mediabox), _read_box(page.bleedbox), _read_box(page.trimbox))
                for page in pdf.pages
            ),
            painted_objects=tuple(one for number, page in enumerate(pdf.pages, 1) for one in _read_page(page, number)),
            condition=str(intents[0].get(Name.OutputConditionIdentifier, "")) if intents else "",
            tagged=Name.StructTreeRoot in pdf.Root or Name.Metadata in pdf.Root,
        )


def _read_box(box: Any) -> Box:
    left, bottom, right, top = (float(edge) for edge in box)
    return left, bottom, right, top


@dataclass(frozen=True, slots=True)
class _GraphicsState:
    matrix: Matrix = ONE
    space: str = "DeviceGray"
    parts: tuple[float, ...] = (0.0,)


def _read_page(page: pikepdf.Page, number: int) -> Iterator[PaintedObject]:
    yield from _read_stream(page, page.get(Name.Resources, pikepdf.Dictionary()), number, _GraphicsState())


def _read_stream(content: Any, resources: pikepdf.Object, page: int, state: _GraphicsState) -> Iterator[PaintedObject]:
    saved: list[_GraphicsState] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(state)
        elif operator == "Q":
            state = saved.pop()
        elif operator == "cm":
            a, b, c, d, e, f = (float(one) for one in instruction.operands)
            state = replace(state, matrix=combine_matrices((a, b, c, d, e, f), state.matrix))
        elif operator in SPACES:
            parts = tuple(float(one) for one in instruction.operands)
            state = replace(state, space=SPACES[operator], parts=parts)
        elif operator in ("Tj", "TJ", "'", '"'):
            yield PaintedObject(page, "text", state.space, state.parts)
        elif operator == "Do":
            yield from _read_object(resources, str(instruction.operands[0]), page, state)


def _read_object(resources: pikepdf.Object, name: str, page: int, state: _GraphicsState) -> Iterator[PaintedObject]:
    found = resources.XObject[name]
    if found.get(Name.Subtype) == Name.Form:
        a, b, c, d, e, f = (float(one) for one in found.get(Name.Matrix, ONE))
        inner = replace(state, matrix=combine_matrices((a, b, c, d, e, f), state.matrix))
        yield from _read_stream(found, found.get(Name.Resources, resources), page, inner)
    elif found.get(Name.Subtype) == Name.Image:
        a, b, c, d, *_ = state.matrix
        across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        yield PaintedObject(page, "picture", dots=72 * min(int(found.Width) / across, int(found.Height) / up))
