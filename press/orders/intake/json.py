"""JSON order files: a list of orders, one order, or one a line. Each knows where it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from press.model.findings import Finding, FindingCode, Place
from press.orders.models import FIELDS, LINE_FIELDS

SYNTAX = FindingCode(
    "ORD106",
    "A JSON order file can be read.",
    "RFC 8259",
    "write a list of orders: `[{...}, {...}]`",
)
MEMBERS = FindingCode(
    "ORD107",
    "The members of an order in JSON are known, and are texts or numbers.",
    "house rule: orders are read by the names of their members",
    f"the members are: {', '.join((*FIELDS, 'lines'))}; `lines` is a list of objects with {', '.join(LINE_FIELDS)}",
)
CODES = (SYNTAX, MEMBERS)

_BLANK = re.compile(r"[\s,\ufeff]*")


@dataclass(frozen=True, slots=True)
class JsonOrder:
    """An order: its members as text, its lines if it has a list of them, and where it begins."""

    fields: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    place: Place


def read_objects(text: str, file: str) -> Iterator[JsonOrder | Finding]:
    """Yield the orders of a file, and findings.

    Reading ends where the text is no JSON.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_build_object, parse_constant=_reject_constant)
    at = _skip_blanks(text, 0)
    in_list = text[at : at + 1] == "["
    at = _skip_blanks(text, at + in_list)
    line, counted = 1, 0
    while at < len(text) and not (in_list and text[at] == "]"):
        line, counted = line + text.count("\n", counted, at), at
        place = Place(file, line, at - text.rfind("\n", 0, at))
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield SYNTAX.make_finding(Place(file, error.lineno, error.colno), f"this is not JSON: {error.msg}")
            return
        except (ValueError, RecursionError):
            problem = "a member appears twice, a number is not written as one, or the nesting is too deep"
            yield SYNTAX.make_finding(place, problem)
            return
        yield _read_order(value, place)
        at = _skip_blanks(text, at)
    if in_list and at >= len(text):
        yield SYNTAX.make_finding(
            Place(file, line, 1), "the list is not closed", "the file may be cut off; send it again"
        )


def _skip_blanks(text: str, at: int) -> int:
    """Find the end of white space and commas."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; raise ValueError if a member appears twice."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a member appears twice")
    return dict(pairs)


def _reject_constant(_name: str) -> NoReturn:
    """Reject NaN and infinity, which JSON does not have."""
    raise ValueError("not a number")


def _read_order(value: Any, place: Place) -> JsonOrder | Finding:
    """Read an order from a JSON value."""
    if not isinstance(value, dict):
        return MEMBERS.make_finding(place, "this is not an order")
    given = {name.replace("-", "_"): member for name, member in value.items()}
    lines = given.pop("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return MEMBERS.make_finding(place, "`lines` is not a list of objects")
    strange = set(given) - set(FIELDS) | {name for line in lines for name in line} - set(LINE_FIELDS)
    if strange:
        return MEMBERS.make_finding(place, "it has a member that orders do not have")
    parts = [_convert_to_text(part) for part in (given, *lines)]
    if None in parts:
        return MEMBERS.make_finding(place, "a member is neither a text nor a whole number")
    first, *others = (part or {} for part in parts)
    return JsonOrder(first, tuple(others), place)


def _convert_to_text(part: Mapping[str, Any]) -> dict[str, str] | None:
    """Convert the members to text.

    None when one is neither text, nor a whole number, nor null.
    """
    if any(isinstance(one, bool) or not isinstance(one, str | int | None) for one in part.values()):
        return None
    return {name: "" if one is None else str(one) for name, one in part.items()}
