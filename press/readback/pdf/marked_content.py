"""Marked content, read back: the words of each marked-content sequence, and which of them are artifacts."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple, Protocol

import pikepdf
from bidi import get_display
from pikepdf import Name

from press.readback.pdf.objects import find_strings, list_instructions, parse_name, parse_operand, split_operands

Decoder = Callable[[bytes], list[str]]
"""Turns a shown string into the words of each of its glyphs."""

_SECTION = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9a-fA-F\s]*)>|(\[)|(\])")


def make_decoder(font: pikepdf.Object) -> Decoder:
    """Make the decoder of a font.

    Without a ToUnicode map, simple fonts are read as Windows-1252, and composite fonts as unknown characters.
    """
    composite = font.get(Name.Subtype) == Name.Type0
    stream = font.get(Name.ToUnicode)
    if not isinstance(stream, pikepdf.Stream):
        return partial(_decode_by_map, _GlyphWords(), 2) if composite else _decode_windows_1252
    mapping, width = parse_cmap(stream.read_bytes())
    return partial(_decode_by_map, _GlyphWords(mapping), width or (2 if composite else 1))


class _GlyphWords(dict[int, str]):
    """The words of each code of a font; a code without words gives the replacement character."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


def _decode_windows_1252(shown: bytes) -> list[str]:
    return list(shown.decode("cp1252", errors="replace"))


def _decode_by_map(mapping: _GlyphWords, width: int, shown: bytes) -> list[str]:
    if width == 1:
        codes: Iterable[int] = shown
    elif width == 2 and not len(shown) % 2:
        codes = struct.unpack(f">{len(shown) // 2}H", shown)  # many times as quick, and what nearly all fonts have
    else:
        codes = (int.from_bytes(shown[at : at + width], "big") for at in range(0, len(shown), width))
    return list(map(mapping.__getitem__, codes))


@lru_cache(maxsize=32)
def parse_cmap(data: bytes) -> tuple[dict[int, str], int]:
    """Parse a ToUnicode map (ISO 32000-1, 9.10.3).

    Returns the words of each code, and the number of bytes in a code. The map is cached and shared, because the maps
    of a file come again in its sheets: nobody may change it.
    """
    mapping: dict[int, str] = {}
    width = 0
    for kind, body in _SECTION.findall(data):
        tokens = list(_parse_tokens(body))
        if kind == b"codespacerange":
            width = max([width, *(len(token) for token in tokens if isinstance(token, bytes))])
        elif kind == b"bfchar":
            pairs = zip(tokens[::2], tokens[1::2], strict=False)
            mapping.update((_parse_number(code), _decode_words(words)) for code, words in pairs)
        else:
            for first, last, to in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
                mapping.update(_expand_range(_parse_number(first), _parse_number(last), to))
    return mapping, width


Token = bytes | list[bytes]


def _parse_tokens(body: bytes) -> Iterator[Token]:
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


def _parse_number(token: Token) -> int:
    return int.from_bytes(token, "big") if isinstance(token, bytes) else 0


def _decode_words(token: Token) -> str:
    return token.decode("utf-16-be", errors="replace") if isinstance(token, bytes) else ""


def _expand_range(first: int, last: int, to: Token) -> Iterator[tuple[int, str]]:
    if isinstance(to, list):
        yield from ((first + step, _decode_words(words)) for step, words in enumerate(to))
        return
    start, size = int.from_bytes(to, "big"), len(to)
    for step in range(last - first + 1):
        yield first + step, _decode_words((start + step).to_bytes(size, "big"))


OPERATORS = frozenset((b"BDC", b"BMC", b"EMC", b"Tf", b"Tj", b"TJ", b"'", b'"', b"q", b"Q", b"Do"))
Place = tuple[int, int]
"""A content stream, by object and generation number of its page or form XObject."""


_NUMBERED = re.compile(rb"<<\s*/MCID\s+(\d+)\s*>>")
"""A property list that is a number and nothing else."""


class MarkedContent(NamedTuple):
    """A marked-content sequence.

    page: from 1; place: the stream that holds it; tag: e.g. ``Span`` or ``Artifact``; mcid: its number there;
    kind and subtype: those of an artifact, e.g. ``Pagination`` and ``Footer``; text: what it says.
    """

    page: int
    place: Place
    tag: str
    mcid: int | None = None
    kind: str = ""
    subtype: str = ""
    text: str = ""


class Properties(NamedTuple):
    """The property list of a marked-content sequence. actual: its replacement text, if it has one."""

    mcid: int | None = None
    actual: str | None = None
    kind: str = ""
    subtype: str = ""


NOTHING = Properties()


@dataclass(slots=True)
class _OpenSequence:
    """A marked-content sequence that has not ended yet. actual: its replacement text, if it has one."""

    tag: str
    place: Place
    mcid: int | None = None
    actual: str | None = None
    kind: str = ""
    subtype: str = ""
    runs: list[Sequence[str]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Font:
    """A font that a file draws with, and what its codes say."""

    source: pikepdf.Object
    decode: Decoder


class ContentWatcher(Protocol):
    """Whoever wants more of content streams than their words, and is told of them while these are read."""

    def begin_page(self, number: int) -> None:
        """Begin a page. number: from 1."""

    def begin_sequence(self, tag: str, properties: Properties) -> None:
        """Begin a marked-content sequence."""

    def end_sequence(self) -> None:
        """End the innermost sequence."""

    def use_font(self, font: Font | None) -> None:
        """Draw with a font from here on, or with none."""

    def show(self, shown: Sequence[bytes], words: Sequence[str]) -> None:
        """Show strings. words: those of each glyph."""


class _MarkedContentReader:
    """Reads all marked content of a PDF, and each font once."""

    def __init__(self, pdf: pikepdf.Pdf, watcher: ContentWatcher | None) -> None:
        self.pdf = pdf
        self.watcher = watcher
        self.fonts: dict[Place, Font] = {}
        self.named: dict[Place, dict[bytes, Font | None]] = {}
        self.sequences: list[MarkedContent] = []
        self.page = 0
        self.font: Font | None = None
        self.open: list[_OpenSequence] = []

    def read(self) -> list[MarkedContent]:
        """Read every marked-content sequence, in the order of their ends."""
        for number, page in enumerate(self.pdf.pages, 1):
            self.page, self.open, self.font = number, [], None
            if self.watcher:
                self.watcher.begin_page(number)
            self.read_stream(page.obj, page.get(Name.Resources, pikepdf.Dictionary()))
        return self.sequences

    def read_stream(self, content: pikepdf.Object, resources: pikepdf.Object) -> None:
        """Read one page or form XObject."""
        place = content.objgen
        fonts = self.named.setdefault(resources.objgen, {}) if resources.is_indirect else {}
        saved: list[Font | None] = []
        for operator, operands in list_instructions(content, OPERATORS):
            if operator == b"q":
                saved.append(self.font)
            elif operator == b"Q":
                self.use_font(saved.pop() if saved else None)
            elif operator in (b"BDC", b"BMC"):
                self.open_sequence(operands, place, resources)
            elif operator == b"EMC":
                self.close_sequence()
            elif operator == b"Tf":
                if operands not in fonts:
                    fonts[operands] = self.find_font(resources, parse_name(split_operands(operands)[0]))
                self.use_font(fonts[operands])
            elif operator == b"Do":
                self.read_form(resources, parse_name(split_operands(operands)[0]))
            elif self.font is not None:
                self.read_string(operands, self.font.decode)

    def use_font(self, font: Font | None) -> None:
        """Draw with a font from here on."""
        if font is not self.font:
            self.font = font
            if self.watcher:
                self.watcher.use_font(font)

    def open_sequence(self, operands: bytes, place: Place, resources: pikepdf.Object) -> None:
        """Open a sequence with its tag and its properties.

        The properties may be named in the resources.
        """
        tag, properties = parse_beginning(operands)
        if isinstance(properties, str):
            named = resources.get(Name.Properties, pikepdf.Dictionary()).get(properties)
            properties = NOTHING if named is None else _read_properties(named)
        self.open.append(
            _OpenSequence(tag, place, properties.mcid, properties.actual, properties.kind, properties.subtype)
        )
        if self.watcher:
            self.watcher.begin_sequence(tag, properties)

    def close_sequence(self) -> None:
        """Close a sequence.

        The words of a sequence without a number that is not an artifact belong to the sequence around it.
        """
        if not self.open:
            return
        ended = self.open.pop()
        if self.watcher:
            self.watcher.end_sequence()
        text = ended.actual if ended.actual is not None else _read_runs(ended)
        if ended.mcid is None and ended.tag != "Artifact":
            if self.open:
                self.open[-1].runs.append([text])
            return
        self.sequences.append(
            MarkedContent(self.page, ended.place, ended.tag, ended.mcid, ended.kind, ended.subtype, text)
        )

    def find_font(self, resources: pikepdf.Object, name: str) -> Font | None:
        """Find a font that the resources name."""
        found = resources.get(Name.Font, pikepdf.Dictionary()).get(f"/{name}")
        if found is None:
            return None
        if not found.is_indirect:
            return Font(found, make_decoder(found))
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = Font(found, make_decoder(found))
        return self.fonts[found.objgen]

    def read_form(self, resources: pikepdf.Object, name: str) -> None:
        """Read a form XObject where it is painted; it begins with the font of what paints it, and leaves it that."""
        found = resources.get(Name.XObject, pikepdf.Dictionary()).get(f"/{name}")
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            before = self.font
            self.read_stream(found, found.get(Name.Resources, resources))
            self.use_font(before)

    def read_string(self, operands: bytes, decode: Decoder) -> None:
        """Read a string, or an array of strings and spacings."""
        if not self.open:
            self.open.append(_OpenSequence("", (0, 0)))
        shown = find_strings(operands)
        words = decode(shown[0]) if len(shown) == 1 else [glyph for part in shown for glyph in decode(part)]
        self.open[-1].runs.append(words)
        if self.watcher:
            self.watcher.show(shown, words)


@lru_cache(maxsize=512)
def parse_beginning(operands: bytes) -> tuple[str, Properties | str]:
    """Parse the operands that open a sequence.

    Returns its tag, and its properties or their name in the resources.
    """
    tag, *property_lists = split_operands(operands)
    if not property_lists:
        return parse_name(tag), NOTHING
    if numbered := _NUMBERED.fullmatch(property_lists[0]):
        return parse_name(tag), Properties(int(numbered[1]))
    value = parse_operand(property_lists[0])
    return parse_name(tag), str(value) if isinstance(value, pikepdf.Name) else _read_properties(value)


def _read_properties(properties: pikepdf.Object) -> Properties:
    return Properties(
        int(properties[Name.MCID]) if Name.MCID in properties else None,
        str(properties[Name.ActualText]) if Name.ActualText in properties else None,
        *(str(properties.get(key, "/"))[1:] for key in (Name.Type, Name.Subtype)),
    )


def read_marked_content(pdf: pikepdf.Pdf, watcher: ContentWatcher | None = None) -> list[MarkedContent]:
    """Read every numbered sequence and every artifact of a PDF; a watcher is told of all that is read on the way."""
    return _MarkedContentReader(pdf, watcher).read()


def _read_runs(sequence: _OpenSequence) -> str:
    """Read the words that a sequence shows."""
    if sequence.tag == "ReversedChars":  # ISO 32000-1, 14.8.2.3.3
        return "".join(glyph for run in sequence.runs for glyph in run)[::-1].translate(MIRRORED)
    return restore_reading_order(sequence.runs)


MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
"""Brackets, which are drawn mirrored in text that runs to the left (Unicode Standard Annex 9, L4)."""


FIRST_RIGHT_TO_LEFT = "\u0590"
"""The first character of the first block whose letters run to the left, Hebrew."""


def restore_reading_order(runs: Sequence[Sequence[str]]) -> str:
    """Put glyphs in reading order.

    runs: the glyphs of each string that is shown. Where a string has two glyphs that run to the left, the file shows
    whole lines from left to right, and the Unicode Bidirectional Algorithm is undone; elsewhere glyphs are shown in the
    order in which they are read.
    """
    text = "".join(map("".join, runs))
    if text.isascii() or max(text) < FIRST_RIGHT_TO_LEFT:
        return text
    if not any(sum(map(_runs_right_to_left, run)) > 1 for run in runs):
        return text
    # A ligature is one glyph of several letters, which stand in reading order already.
    shown = (glyph for run in runs for glyph in run)
    turned = [glyph[::-1] if len(glyph) > 1 and _runs_right_to_left(glyph) else glyph for glyph in shown]
    return str(get_display("".join(turned), base_dir="R"))


@lru_cache(maxsize=1024)
def _runs_right_to_left(glyph: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in glyph)
