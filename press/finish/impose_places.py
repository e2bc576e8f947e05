"""Annotations and destinations, moved with their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Name

from press.finish.impose_tags import Moved, ObjGen, move_box

AXES: Mapping[str, tuple[str, ...]] = {
    "/XYZ": ("x", "y", ""),
    "/FitH": ("y",),
    "/FitBH": ("y",),
    "/FitV": ("x",),
    "/FitBV": ("x",),
    "/FitR": ("x", "y", "x", "y"),
}
"""What the numbers of a destination measure, by its kind (ISO 32000-1, table 151)."""

PageOf = Callable[[pikepdf.Object], "pikepdf.Object | None"]


def move_annotations(sheet: pikepdf.Object, placed: Sequence[tuple[pikepdf.Page, Moved]]) -> None:
    """Give a face the annotations of its pages, in reading order."""
    found = []
    for page, at in placed:
        for annotation in page.obj.get(Name.Annots, Array()):
            annotation.Rect = Array(move_box([float(edge) for edge in annotation.Rect], at))
            if Name.QuadPoints in annotation:
                annotation.QuadPoints = Array(move_box([float(edge) for edge in annotation.QuadPoints], at))
            if Name.P in annotation:
                annotation.P = sheet
            found.append(annotation)
    if found:
        sheet.Annots = Array(found)


def move_destinations(pdf: pikepdf.Pdf, moved: Mapping[ObjGen, Moved], page_of: PageOf) -> None:
    """Let every destination end where its place has gone. page_of: the page of a structure element."""
    seen: set[ObjGen] = set()
    for place in _places(pdf):
        if place.is_indirect and place.objgen in seen:
            continue
        seen.add(place.objgen)
        _move(place, moved, page_of)


def _move(place: pikepdf.Object, moved: Mapping[ObjGen, Moved], page_of: PageOf) -> None:
    """Move one destination: of a page, or of a structure element (ISO 32000-2, 12.3.2.3)."""
    target = place[0]
    page = target if target.objgen in moved else page_of(target)
    if page is None or page.objgen not in moved:
        return
    at = moved[page.objgen]
    if page.objgen == target.objgen:
        place[0] = at.sheet
    for index, axis in enumerate(AXES.get(str(place[1]), ()), 2):
        value = place[index] if index < len(place) else None
        if axis and value is not None:
            place[index] = round(float(value) + (at.right if axis == "x" else at.up), 4)


def _places(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every destination of the document that is an array: named ones, of outline items, links and actions."""
    root = pdf.Root
    for value in dict(root.get(Name.Dests, {}).items()).values():
        yield from _in(value)
    if Name.Names in root and Name.Dests in root.Names:
        yield from _in_tree(root.Names.Dests)
    if Name.OpenAction in root:
        yield from _in(root.OpenAction)
    if Name.Outlines in root:
        yield from _in_outline(root.Outlines)
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            yield from _in(annotation)


def _in_tree(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The destinations of a name tree."""
    for kid in node.get(Name.Kids, Array()):
        yield from _in_tree(kid)
    for value in list(node.get(Name.Names, Array()))[1::2]:
        yield from _in(value)


def _in_outline(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    child = item.get(Name.First)
    while child is not None:
        yield from _in(child)
        yield from _in_outline(child)
        child = child.get(Name.Next)


def _in(value: Any) -> Iterator[pikepdf.Object]:
    """The destinations in a value: itself, those of a dictionary, and those of its action and the next ones."""
    if isinstance(value, pikepdf.Array):
        if len(value) > 1 and isinstance(value[0], pikepdf.Dictionary):
            yield value
        return
    if not isinstance(value, pikepdf.Dictionary):
        return
    for key in (Name.Dest, Name.D, Name.SD):
        if key in value and isinstance(value[key], pikepdf.Array):
            yield from _in(value[key])
    if Name.A in value and isinstance(value[Name.A], pikepdf.Dictionary):
        yield from _in(value[Name.A])
