"""JSON order files: a list of orders, one order, or one order a line. Each order knows where it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from press.model.findings import Code, Finding, Place
from press.orders.models import FIELDS, LINE_FIELDS

SYNTAX = Code(
    "ORD106",
    "A JSON order file can be read.",
    "RFC 8259",
    "write a list of orders: `[{...}, {...}]`",
)
MEMBERS = Code(
    "ORD107",
    "An order in JSON has the members of an order, each a text or a number.",
    "house rule: orders are read by the names of their members",
    f"the members are: {', '.join((*FIELDS, 'lines'))}; `lines` is a list of objects with {', '.join(LINE_FIELDS)}",
)
CODES = (SYNTAX, MEMBERS)

_BLANK = re.compile(r"[\s,\ufeff]*")


@dataclass(frozen=True, slots=True)
class Item:
    """An order: its members as text, its lines when it has them as a list, and where it begins."""

    fields: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    place: Place


def objects(text: str, file: str) -> Iterator[Item | Finding]:
    """The orders of a file, and what is wrong with it; reading ends where the text is no JSON."""
    decoder = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_number)
    at = _blank(text, 0)
    in_list = text[at : at + 1] == "["
    at = _blank(text, at + in_list)
    line, counted = 1, 0
    while at < len(text) and not (in_list and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        place = Place(file, line, at - text.rfind("\n", 0, at))
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield SYNTAX.at(Place(file, error.lineno, error.colno), f"this is no JSON: {error.msg}")
            return
        except (ValueError, RecursionError):
            yield SYNTAX.at(place, "a member is there twice, a number is none, or it is nested too deeply")
            return
        yield _item(value, place)
        at = _blank(text, at)
    if in_list and at >= len(text):
        yield SYNTAX.at(Place(file, line, 1), "the list is not closed", "was the file cut off? send it again")


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a member is there twice")
    return dict(pairs)


def _no_number(_name: str) -> NoReturn:
    raise ValueError("not a number")


def _item(value: Any, place: Place) -> Item | Finding:
    if not isinstance(value, dict):
        return MEMBERS.at(place, "this is not an order")
    given = {name.replace("-", "_"): member for name, member in value.items()}
    lines = given.pop("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return MEMBERS.at(place, "`lines` is not a list of objects")
    strange = set(given) - set(FIELDS) | {name for line in lines for name in line} - set(LINE_FIELDS)
    if strange:
        return MEMBERS.at(place, "it has a member that orders have not")
    parts = [_texts(part) for part in (given, *lines)]
    if None in parts:
        return MEMBERS.at(place, "a member is neither text nor a whole number")
    first, *others = (part or {} for part in parts)
    return Item(first, tuple(others), place)


def _texts(part: Mapping[str, Any]) -> dict[str, str] | None:
    """The members as text; None when one is neither text, nor a whole number, nor null."""
    if any(isinstance(one, bool) or not isinstance(one, str | int | None) for one in part.values()):
        return None
    return {name: "" if one is None else str(one) for name, one in part.items()}
