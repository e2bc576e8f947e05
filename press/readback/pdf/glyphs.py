"""From the codes a PDF shows to the words they stand for, by each font's ToUnicode map."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

import pikepdf
from pikepdf import Name

Decoder = Callable[[bytes], list[str]]
"""From a shown string to the words of each of its glyphs."""

_SECTION = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9a-fA-F\s]*)>|(\[)|(\])")


def decoder_of(font: pikepdf.Object) -> Decoder:
    """How to read strings shown in a font.

    Without a ToUnicode map simple fonts are read as Windows-1252, and composite fonts as unknown characters.
    """
    composite = font.get(Name.Subtype) == Name.Type0
    stream = font.get(Name.ToUnicode)
    if not isinstance(stream, pikepdf.Stream):
        return partial(_by_map, _Words(), 2) if composite else _by_code_page
    mapping, width = parse_cmap(stream.read_bytes())
    return partial(_by_map, _Words(mapping), width or (2 if composite else 1))


class _Words(dict[int, str]):
    """The words of each code of a font; what a code stands for that has none is unknown."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


def _by_code_page(shown: bytes) -> list[str]:
    return list(shown.decode("cp1252", errors="replace"))


def _by_map(mapping: _Words, width: int, shown: bytes) -> list[str]:
    if width == 1:
        codes: Iterable[int] = shown
    elif width == 2 and not len(shown) % 2:
        codes = struct.unpack(f">{len(shown) // 2}H", shown)  # many times as quick, and what nearly all fonts have
    else:
        codes = (int.from_bytes(shown[at : at + width], "big") for at in range(0, len(shown), width))
    return list(map(mapping.__getitem__, codes))


@lru_cache(maxsize=32)
def parse_cmap(data: bytes) -> tuple[dict[int, str], int]:
    """The map of a ToUnicode stream, and how many bytes its codes have (ISO 32000-1, 9.10.3).

    The maps of a file come again in its sheets. Not to be changed by anyone.
    """
    mapping: dict[int, str] = {}
    width = 0
    for kind, body in _SECTION.findall(data):
        tokens = list(_tokens(body))
        if kind == b"codespacerange":
            width = max([width, *(len(token) for token in tokens if isinstance(token, bytes))])
        elif kind == b"bfchar":
            pairs = zip(tokens[::2], tokens[1::2], strict=False)
            mapping.update((_number(code), _words(words)) for code, words in pairs)
        else:
            for first, last, to in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
                mapping.update(_range(_number(first), _number(last), to))
    return mapping, width


Token = bytes | list[bytes]


def _tokens(body: bytes) -> Iterator[Token]:
    inner: list[bytes] | None = None
    for digits, opening, closing in _TOKEN.findall(body):
        if opening:
            inner = []
        elif closing:
            yield inner or []
            inner = None
        elif inner is None:
            yield bytes.fromhex(digits.decode())
        else:
            inner.append(bytes.fromhex(digits.decode()))


def _number(token: Token) -> int:
    return int.from_bytes(token, "big") if isinstance(token, bytes) else 0


def _words(token: Token) -> str:
    return token.decode("utf-16-be", errors="replace") if isinstance(token, bytes) else ""


def _range(first: int, last: int, to: Token) -> Iterator[tuple[int, str]]:
    if isinstance(to, list):
        yield from ((first + step, _words(words)) for step, words in enumerate(to))
        return
    start, size = int.from_bytes(to, "big"), len(to)
    for step in range(last - first + 1):
        yield first + step, _words((start + step).to_bytes(size, "big"))
