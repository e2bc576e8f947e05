"""Objects of a PDF as Python values, each read from QPDF once, as JSON: many times faster than entry by entry.

The keys of a dictionary are names with their slash. Names keep their slash, strings start with ``u:`` or ``b:``, and
an indirect object is its reference, e.g. ``12 0 R`` (qpdf manual, "qpdf JSON", version 2).
"""

from __future__ import annotations

import json
import re
from binascii import unhexlify
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pikepdf

_DECODER = json.JSONDecoder()
_REFERENCE = re.compile(r"(\d+) (\d+) R")


class ObjectReader:
    """The objects of a PDF. A value taken from one may be a reference, which `resolve` follows."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._known: dict[str, Any] = {}

    def read_object(self, source: pikepdf.Object) -> Any:
        """Read an object as a Python value."""
        return _DECODER.raw_decode(source.to_json(dereference=True, schema_version=2).decode())[0]

    def resolve(self, value: Any) -> Any:
        """Follow a reference; return other values unchanged.

        None if the object does not exist.
        """
        if not isinstance(value, str) or value[-1:] != "R":
            return value
        if value in self._known:
            return self._known[value]
        if not (found := _REFERENCE.fullmatch(value)):
            return value
        number, generation = map(int, found.groups())
        self._known[value] = None  # what refers to itself is nothing
        self._known[value] = self.resolve(self.read_object(self._pdf.get_object((number, generation))))
        return self._known[value]

    def list_values(self, value: Any) -> list[Any]:
        """List the values in an array, as they stand there.

        A single value is a list of one, and nothing an empty list.
        """
        there = self.resolve(value)
        if isinstance(there, list):
            return there
        return [] if there is None else [value]

    def read_dictionary(self, source: Any, key: str) -> Mapping[str, Any]:
        """Read a dictionary in a dictionary, empty if missing."""
        found = self.resolve(source.get(key))
        return found if isinstance(found, dict) else {}

    def read_text(self, source: Mapping[str, Any], key: str) -> str:
        """Read a string or name in a dictionary, else empty."""
        found = self.resolve(source.get(key))
        return decode_string(found) if isinstance(found, str) else "" if found is None else str(found)


def format_reference(source: pikepdf.Object) -> str:
    """Format the reference to an object."""
    number, generation = source.objgen
    return f"{number} {generation} R"


def is_string(value: Any) -> bool:
    """Tell whether a value is a string, not a name."""
    return isinstance(value, str) and value[:2] in ("u:", "b:")


def decode_string(value: str) -> str:
    """Decode a string; a name keeps its slash."""
    if value.startswith("u:"):
        return value[2:]
    if value.startswith("b:"):
        return str(pikepdf.String(bytes.fromhex(value[2:])))
    return value.removeprefix("n:")


Instruction = tuple[bytes, bytes]
"""An operator, e.g. ``b"TJ"``, and its operands from the first that is no number, e.g. ``b"[<0003> -20 <0004>] "``."""

_STRING = rb"\((?:[^()\\]++|\\.)*\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_INSIDE = rb"(?:[^\[\]()<>%]++|" + _HEX + rb"|" + _STRING + rb")*"
_NAME = rb"/[^\s()<>\[\]{}/%]*+"
_OPERAND = rb"(?:" + _NAME + rb"|\[" + _INSIDE + rb"\]|<<" + _INSIDE + rb">>|" + _HEX + rb"|" + _STRING + rb")"
_NUMBERS = rb"[-+.\d\s]*+"
_PAINTING = rb"(?:[mlcvyhnwJjMiGgKkFfSsBbW]|re|cm|rg|RG|BT|ET|T[mdDcwzLrs*]|[WfBb]\*|" + _NAME + rb"\s++gs)"
_SIMPLE = re.compile(
    rb"((?:" + _NUMBERS + _PAINTING + rb"(?=\s))*" + _NUMBERS + rb")((?:" + _OPERAND + _NUMBERS + rb")*)"
    rb"([A-Za-z'\"][A-Za-z0-9*]*+(?![^\s()<>\[\]{}/%])|\Z|.+)",
    re.DOTALL,
)
"""An instruction in a stream of simple syntax: no string, array or dictionary has another of its kind inside it.

The first group skips what says nothing of words, because most of a stream is paths. Then come the operands from the
first that is no number, and the operator; or all the rest of a stream that is not simple, so that nothing is tried
twice. Only single characters are repeated possessively: repeated groups are wrong in Python before 3.11.5.
"""
_OPERATOR = re.compile(rb"[A-Za-z'\"][A-Za-z0-9*]*|")
_OPERANDS = re.compile(_OPERAND, re.DOTALL)
_ROW = re.compile(rb"(?:" + _OPERAND + _NUMBERS + rb")*", re.DOTALL)
_NOT_SIMPLE = frozenset((b"BI", b"true", b"false", b"null"))
"""Keywords that look like operators: the start of an inline picture, whose bytes may be anything, and constants."""
_PAIRS = re.compile(rb"<((?:[0-9A-Fa-f]{4})*)>")


def list_instructions(stream: pikepdf.Object, wanted: frozenset[bytes]) -> list[Instruction]:
    """List the instructions that use some operators, in order.

    stream: a page or form XObject; wanted: the operators.
    """
    found = _parse_simple(_read_bytes(stream), wanted)
    return list(_parse_with_qpdf(stream, wanted)) if found is None else found


def _read_bytes(stream: pikepdf.Object) -> bytes:
    """Read a stream, or join a page's (ISO 32000-1, 7.8.2)."""
    if isinstance(stream, pikepdf.Stream):
        return stream.read_bytes()
    contents = stream.get("/Contents")
    streams: Any = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))


@lru_cache(maxsize=32)  # the streams of pages come again on their sheets
def _parse_simple(data: bytes, wanted: frozenset[bytes]) -> list[Instruction] | None:
    """Parse a stream of simple syntax.

    Returns None if the pattern does not fit the stream.
    """
    rows = _SIMPLE.findall(data)
    operators = {row[2] for row in rows}
    if not _NOT_SIMPLE.isdisjoint(operators) or not all(map(_OPERATOR.fullmatch, operators)):
        return None
    return [(operator, operands) for _, operands, operator in rows if operator in wanted]


def _parse_with_qpdf(stream: pikepdf.Object, wanted: frozenset[bytes]) -> Iterator[Instruction]:
    """Parse a stream with QPDF."""
    for instruction in pikepdf.parse_content_stream(stream, " ".join(one.decode() for one in wanted)):
        operands = (one.unparse() for one in instruction.operands if isinstance(one, pikepdf.Object))
        yield str(instruction.operator).encode(), b" ".join(operands)


def split_operands(operands: bytes) -> list[bytes]:
    """Split the operands of an instruction, without its numbers."""
    if _ROW.fullmatch(operands):
        return _OPERANDS.findall(operands)
    row: Any = parse_operand(b"[" + operands + b"]")
    return [one.unparse() for one in row if isinstance(one, pikepdf.Object)]


def find_strings(operands: bytes) -> tuple[bytes, ...]:
    """Find the strings among operands or in their last array.

    Hexadecimal strings of whole pairs of bytes are joined into one.
    """
    if b"(" not in operands:
        digits = _PAIRS.findall(operands)
        if len(digits) == operands.count(b"<"):
            return (unhexlify(b"".join(digits)),)
    value: Any = parse_operand(split_operands(operands)[-1])
    parts = value if isinstance(value, pikepdf.Array) else [value]
    return tuple(bytes(part) for part in parts if isinstance(part, pikepdf.String))


def parse_operand(operand: bytes) -> Any:
    """Parse an operand with QPDF."""
    return pikepdf.Object.parse(operand)


@lru_cache(maxsize=256)
def parse_name(operand: bytes) -> str:
    """Parse a name, and return it without its slash."""
    is_simple = operand.isascii() and b"#" not in operand
    return operand[1:].decode() if is_simple else str(parse_operand(operand))[1:]
