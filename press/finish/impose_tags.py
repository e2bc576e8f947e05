"""What the structure tree points to, moved from pages to the forms they have become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

ObjGen = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a page has gone: the face, the form that holds its content, and how far it moved, in points."""

    sheet: pikepdf.Object
    form: pikepdf.Object
    right: float
    up: float


def move_tags(root: pikepdf.Object, moved: Mapping[ObjGen, Moved]) -> None:
    """Let every structure element point to marked content in forms, and to faces."""
    for element in kids(root):
        _element(element, None, moved)


def page_of_element(element: pikepdf.Object) -> pikepdf.Object | None:
    """The page on which a structure element begins, if it has content."""
    if Name.Pg in element:
        return element.Pg
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary):
            page = page_of_element(kid)
            if page is not None:
                return page
    return None


# To ask for an entry that is not there is dear, and so is to spell a name.
K, PG, STM, TYPE, MCR, OBJR = Name.K, Name.Pg, Name.Stm, Name.Type, Name.MCR, Name.OBJR


def _element(element: pikepdf.Object, page: pikepdf.Object | None, moved: Mapping[ObjGen, Moved]) -> None:
    own = PG in element
    page = element[PG] if own else page
    if K in element:
        content = [_kid(kid, page, moved) for kid in _listed(element[K])]
        element[K] = content[0] if len(content) == 1 else Array(content)
    if page is not None:
        at = moved[page.objgen]
        _move_boxes(element, at)
        if own:
            element[PG] = at.sheet


def _kid(kid: Any, page: pikepdf.Object | None, moved: Mapping[ObjGen, Moved]) -> Any:
    """What stands for a piece of content, an object or an element after the move."""
    if isinstance(kid, int):
        assert page is not None
        at = moved[page.objgen]
        return Dictionary({"/Type": MCR, "/Pg": at.sheet, "/Stm": at.form, "/MCID": kid})
    kind = kid.get(TYPE)
    if kind in (MCR, OBJR):
        holder = kid.get(PG, page)
        assert holder is not None
        at = moved[holder.objgen]
        kid[PG] = at.sheet
        if kind == MCR and STM not in kid:
            kid[STM] = at.form
        return kid
    _element(kid, page, moved)
    return kid


def _move_boxes(element: pikepdf.Object, at: Moved) -> None:
    """Move the box of a figure or table, which is told in the space of its page (ISO 32000-1, table 344)."""
    for owner in _listed(element[Name.A]) if Name.A in element else ():
        if isinstance(owner, pikepdf.Dictionary) and Name.BBox in owner:
            owner.BBox = Array(move_box([float(edge) for edge in owner.BBox], at))


def move_box(box: list[float], at: Moved) -> list[float]:
    """A rectangle, or any row of x and y in turn, after a move."""
    return [round(edge + (at.up if place % 2 else at.right), 4) for place, edge in enumerate(box)]


def kids(element: pikepdf.Object) -> Iterator[Any]:
    """What a structure element holds: numbers, references and elements."""
    yield from _listed(element.get(Name.K))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
