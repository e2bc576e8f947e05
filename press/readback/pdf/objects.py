"""Objects of a PDF as plain values, each read from QPDF once, as JSON: many times as quick as entry by entry.

A dictionary has names with their slash for keys; names keep their slash, strings have ``u:`` or ``b:`` before them, and
what is an object of its own is its reference, e.g. ``12 0 R`` (qpdf manual, "qpdf JSON", version 2).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pikepdf

_DECODER = json.JSONDecoder()
_REFERENCE = re.compile(r"(\d+) (\d+) R")


class Objects:
    """The objects of a PDF. A value that is taken from one may be a reference: `at` follows it."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[str, Any] = {}

    def plain(self, source: pikepdf.Object) -> Any:
        """An object as a plain value."""
        return _DECODER.raw_decode(source.to_json(dereference=True, schema_version=2).decode())[0]

    def at(self, value: Any) -> Any:
        """A value, or the one that it refers to; None when there is none."""
        if not isinstance(value, str) or value[-1:] != "R":
            return value
        if value in self._known:
            return self._known[value]
        if not (found := _REFERENCE.fullmatch(value)):
            return value
        number, generation = map(int, found.groups())
        self._known[value] = None  # what refers to itself is nothing
        self._known[value] = self.at(self.plain(self._pdf.get_object((number, generation))))
        return self._known[value]

    def listed(self, value: Any) -> list[Any]:
        """The values in an array, as they stand there; a single value is the only one, and nothing is none."""
        there = self.at(value)
        if isinstance(there, list):
            return there
        return [] if there is None else [value]

    def entry(self, source: Any, key: str) -> Mapping[str, Any]:
        """A dictionary in a dictionary; an empty one when it is not there."""
        found = self.at(source.get(key))
        return found if isinstance(found, dict) else {}

    def text(self, source: Mapping[str, Any], key: str) -> str:
        """A string or a name in a dictionary; empty when it is not there."""
        found = self.at(source.get(key))
        return words(found) if isinstance(found, str) else "" if found is None else str(found)


def reference(source: pikepdf.Object) -> str:
    """What an object is called where it is referred to."""
    number, generation = source.objgen
    return f"{number} {generation} R"


def is_words(value: Any) -> bool:
    """Whether a value is a string, not a name."""
    return isinstance(value, str) and value[:2] in ("u:", "b:")


def words(value: str) -> str:
    """A string as its words, or a name with its slash."""
    if value.startswith("u:"):
        return value[2:]
    if value.startswith("b:"):
        return str(pikepdf.String(bytes.fromhex(value[2:])))
    return value.removeprefix("n:")
