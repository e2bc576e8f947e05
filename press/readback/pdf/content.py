"""Content streams as instructions: each operator with its operands as they stand, in bytes.

The plain syntax, which nearly every stream has, is taken apart by one pattern; QPDF reads the others. Numbers are left
out: where something is painted is PDFium's to say.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf

Instruction = tuple[bytes, bytes]
"""An operator, e.g. ``b"TJ"``, and its operands from the first that is no number, e.g. ``b"[<0003> -20 <0004>] "``."""

_STRING = rb"\((?:[^()\\]++|\\.)*\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_INSIDE = rb"(?:[^\[\]()<>%]++|" + _HEX + rb"|" + _STRING + rb")*"
_NAME = rb"/[^\s()<>\[\]{}/%]*+"
_OPERAND = rb"(?:" + _NAME + rb"|\[" + _INSIDE + rb"\]|<<" + _INSIDE + rb">>|" + _HEX + rb"|" + _STRING + rb")"
_NUMBERS = rb"[-+.\d\s]*+"
_PAINTING = rb"(?:[mlcvyhnwJjMiGgKkFfSsBbW]|re|cm|rg|RG|BT|ET|T[mdDcwzLrs*]|[WfBb]\*|" + _NAME + rb"\s++gs)"
_PLAIN = re.compile(
    rb"((?:" + _NUMBERS + _PAINTING + rb"(?=\s))*" + _NUMBERS + rb")((?:" + _OPERAND + _NUMBERS + rb")*)"
    rb"([A-Za-z'\"][A-Za-z0-9*]*+(?![^\s()<>\[\]{}/%])|\Z|.+)",
    re.DOTALL,
)
"""An instruction, in a stream where no string, array or dictionary has another of its kind inside it.

What is before it in the first group says nothing of words: most of a stream is paths. Then come its operands from the
first that is no number on, and its operator; or all the rest of a stream that is not as plain, so that nothing is tried
twice. Only single characters are repeated possessively: repeated groups are wrong in Python before 3.11.5.
"""
_OPERATOR = re.compile(rb"[A-Za-z'\"][A-Za-z0-9*]*|")
_OPERANDS = re.compile(_OPERAND, re.DOTALL)
_ROW = re.compile(rb"(?:" + _OPERAND + _NUMBERS + rb")*", re.DOTALL)
_NOT_PLAIN = frozenset((b"BI", b"true", b"false", b"null"))
"""What looks like an operator: the beginning of a picture whose bytes may look like anything, and constants."""
_PAIRS = re.compile(rb"<((?:[0-9A-Fa-f]{4})*)>")


def instructions(stream: pikepdf.Object, wanted: frozenset[bytes]) -> list[Instruction]:
    """The instructions of a page or form XObject with some operators, in order."""
    found = _plain(_data_of(stream), wanted)
    return list(_others(stream, wanted)) if found is None else found


def _data_of(stream: pikepdf.Object) -> bytes:
    """The bytes of a stream, or those of the streams of a page as one (ISO 32000-1, 7.8.2)."""
    if isinstance(stream, pikepdf.Stream):
        return stream.read_bytes()
    contents = stream.get("/Contents")
    streams: Any = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))


@lru_cache(maxsize=32)
def _plain(data: bytes, wanted: frozenset[bytes]) -> list[Instruction] | None:
    """The instructions of a stream; None when it is not as plain as the pattern.

    What was read is kept for a while: pages come again on their sheets.
    """
    rows = _PLAIN.findall(data)
    operators = {row[2] for row in rows}
    if not _NOT_PLAIN.isdisjoint(operators) or not all(map(_OPERATOR.fullmatch, operators)):
        return None
    return [(operator, operands) for _, operands, operator in rows if operator in wanted]


def _others(stream: pikepdf.Object, wanted: frozenset[bytes]) -> Iterator[Instruction]:
    """The same as QPDF reads it."""
    for instruction in pikepdf.parse_content_stream(stream, " ".join(one.decode() for one in wanted)):
        operands = (one.unparse() for one in instruction.operands if isinstance(one, pikepdf.Object))
        yield str(instruction.operator).encode(), b" ".join(operands)


def operands_of(operands: bytes) -> list[bytes]:
    """Each operand of an instruction by itself, but for numbers."""
    if _ROW.fullmatch(operands):
        return _OPERANDS.findall(operands)
    row: Any = value_of(b"[" + operands + b"]")
    return [one.unparse() for one in row if isinstance(one, pikepdf.Object)]


def strings_of(operands: bytes) -> list[bytes]:
    """The strings among some operands, or in the array that is the last. Those of whole pairs of bytes are one."""
    if b"(" not in operands:
        digits = _PAIRS.findall(operands)
        if len(digits) == operands.count(b"<"):
            return [unhexlify(b"".join(digits))]
    value: Any = value_of(operands_of(operands)[-1])
    parts = value if isinstance(value, pikepdf.Array) else [value]
    return [bytes(part) for part in parts if isinstance(part, pikepdf.String)]


def value_of(operand: bytes) -> Any:
    """An operand as QPDF reads it."""
    return pikepdf.Object.parse(operand)


@lru_cache(maxsize=256)
def name_of(operand: bytes) -> str:
    """A name without its slash."""
    plain = operand.isascii() and b"#" not in operand
    return operand[1:].decode() if plain else str(value_of(operand))[1:]
