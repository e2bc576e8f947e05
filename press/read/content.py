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

Instruction = tuple[bytes, list[bytes]]
"""An operator, e.g. ``b"TJ"``, and its operands but for numbers, e.g. ``[b"[<0003> -20 <0004>]"]``."""

_STRING = rb"\((?:[^()\\]++|\\.)*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_INSIDE = rb"(?:[^\[\]()<>%]++|" + _HEX + rb"|" + _STRING + rb")*+"
_PAINTING = rb"[mlcvyhnwJjMiGgKkFfSsBbW]|re|cm|rg|RG|BT|ET|T[mdDcwzLrs*]|[WfBb]\*"
_PLAIN = re.compile(
    rb"(?:(?P<painting>(?:[-+.\d\s]*+(?:" + _PAINTING + rb")(?=\s))++)"
    rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*]*+)(?![^\s()<>\[\]{}/%])"
    rb"|(?P<operand>/[^\s()<>\[\]{}/%]*+|\[" + _INSIDE + rb"\]|<<" + _INSIDE + rb">>|" + _HEX + rb"|" + _STRING + rb")"
    rb"|(?=[-+.\d\s]))[-+.\d\s]*+",
    re.DOTALL,
)
"""A token and the numbers after it, in a stream where no string, array or dictionary has another of its kind inside it.

`painting` is a whole row of instructions that say nothing of words: most of a stream is paths.
"""
_CONSTANTS = (b"true", b"false", b"null")
_PAIRS = re.compile(rb"<((?:[0-9A-Fa-f]{4})*+)>")


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
    found: list[Instruction] = []
    operands: list[bytes] = []
    end = 0
    for token in _PLAIN.finditer(data):
        if token.start() != end:
            return None
        end = token.end()
        kind = token.lastgroup
        if kind == "operand":
            operands.append(token[3])
        elif kind == "operator":
            operator = token[2]
            if operator == b"BI" or operator in _CONSTANTS:
                return None
            if operator in wanted:
                found.append((operator, operands))
            operands = []
        elif kind == "painting":
            operands = []
    return found if end == len(data) else None


def _others(stream: pikepdf.Object, wanted: frozenset[bytes]) -> Iterator[Instruction]:
    """The same as QPDF reads it."""
    for instruction in pikepdf.parse_content_stream(stream, " ".join(one.decode() for one in wanted)):
        operands = (one for one in instruction.operands if isinstance(one, pikepdf.Object))
        yield str(instruction.operator).encode(), [one.unparse() for one in operands]


def strings_of(operand: bytes) -> list[bytes]:
    """The strings of an operand: of an array, or the one that it is. Those of whole pairs of bytes are put into one."""
    if b"(" not in operand:
        digits = _PAIRS.findall(operand)
        if len(digits) == operand.count(b"<"):
            return [unhexlify(b"".join(digits))]
    value: Any = value_of(operand)
    parts = value if isinstance(value, pikepdf.Array) else [value]
    return [bytes(part) for part in parts if isinstance(part, pikepdf.String)]


def value_of(operand: bytes) -> Any:
    """An operand as QPDF reads it."""
    return pikepdf.Object.parse(operand)


def name_of(operand: bytes) -> str:
    """A name without its slash."""
    plain = operand.isascii() and b"#" not in operand
    return operand[1:].decode() if plain else str(value_of(operand))[1:]
