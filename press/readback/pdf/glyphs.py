"""The glyphs that a PDF draws, beside the words that it says they are.

ActualText and ToUnicode may say anything of a glyph. Whoever shapes the words again sees whether it is true.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from press.readback.pdf.marked_content import (
    MIRRORED,
    NOTHING,
    OPERATORS,
    Decoder,
    Place,
    make_decoder,
    parse_beginning,
)
from press.readback.pdf.objects import find_strings, list_instructions, parse_name, split_operands

_CODES = re.compile(rb"<([0-9A-Fa-f]{4})> (\d+)\n")


class DrawnRun(NamedTuple):
    """Glyphs of one font and direction that are shown one after another.

    page: from 1; font: the name of the font, without the letters before its plus sign; text: what it says, in reading
    order; glyphs: their numbers in the typeface; rtl: whether it runs to the left.
    """

    page: int
    font: str
    text: str
    glyphs: tuple[int, ...]
    rtl: bool


@dataclass(slots=True)
class _Font:
    """A composite font: its name, what its codes say, and the glyphs of those codes that have another number."""

    name: str
    decode: Decoder
    glyphs: Mapping[int, int]


@dataclass(slots=True)
class _OpenSequence:
    """A marked-content sequence that has not ended.

    parts: whether runs end where it begins and ends; words: what the glyphs of one with reversed characters say.
    """

    tag: str
    actual: str | None
    parts: bool
    words: str = ""

    @property
    def reverses(self) -> bool:
        """Whether its characters are shown from last to first (ISO 32000-1, 14.8.2.3.3)."""
        return self.tag == "ReversedChars"


@dataclass(slots=True)
class _RunReader:
    """Reads the runs of the pages of a PDF, and each font once."""

    page: int = 0
    fonts: dict[Place, _Font | None] = field(default_factory=dict)
    open: list[_OpenSequence] = field(default_factory=list)
    font: _Font | None = None
    text: str = ""
    glyphs: list[int] = field(default_factory=list)
    rtl: bool = False

    def read_stream(self, content: pikepdf.Object, resources: pikepdf.Object) -> Iterator[DrawnRun]:
        """Read one page or form XObject."""
        saved: list[_Font | None] = []
        for operator, operands in list_instructions(content, OPERATORS):
            if operator == b"q":
                saved.append(self.font)
            elif operator == b"Q":
                yield from self.change_font(saved.pop() if saved else None)
            elif operator == b"Tf":
                yield from self.change_font(self.find_font(resources, parse_name(split_operands(operands)[0])))
            elif operator in (b"BDC", b"BMC"):
                yield from self.open_sequence(operands)
            elif operator == b"EMC":
                yield from self.close_sequence()
            elif operator == b"Do":
                yield from self.read_form(resources, parse_name(split_operands(operands)[0]))
            elif self.font is not None:
                yield from self.show(operands, self.font)

    def open_sequence(self, operands: bytes) -> Iterator[DrawnRun]:
        """Open a marked-content sequence; its replacement text goes on from the words before it."""
        tag, properties = parse_beginning(operands)
        properties = NOTHING if isinstance(properties, str) else properties
        parts = properties.mcid is not None or tag == "Artifact"
        self.open.append(_OpenSequence(tag, properties.actual, parts))
        if parts:
            yield from self.end_run()
        elif (actual := properties.actual) is not None:
            yield from self.turn(rtl=_runs_right_to_left(actual) or (not actual and self.rtl))
            self.text += actual

    def close_sequence(self) -> Iterator[DrawnRun]:
        """Close the innermost sequence."""
        if not self.open:
            return
        ended = self.open.pop()
        self.text += ended.words[::-1].translate(MIRRORED)
        if ended.parts:
            yield from self.end_run()

    def read_form(self, resources: pikepdf.Object, name: str) -> Iterator[DrawnRun]:
        """Read a form XObject where it is painted."""
        found = resources.get(Name.XObject, pikepdf.Dictionary()).get(f"/{name}")
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            before = self.font
            yield from self.read_stream(found, found.get(Name.Resources, resources))
            yield from self.change_font(before)

    def find_font(self, resources: pikepdf.Object, name: str) -> _Font | None:
        """Find a font that the resources name; None for a simple one, whose codes are no glyphs."""
        font = resources.get(Name.Font, pikepdf.Dictionary()).get(f"/{name}")
        if font is None or font.get(Name.Subtype) != Name.Type0:
            return None
        if font.objgen not in self.fonts:
            codes = font.get(Name.Encoding)
            pairs = _CODES.findall(codes.read_bytes()) if isinstance(codes, pikepdf.Stream) else []
            glyphs = {int(code, 16): int(glyph) for code, glyph in pairs}
            self.fonts[font.objgen] = _Font(str(font.BaseFont)[1:].partition("+")[2], make_decoder(font), glyphs)
        return self.fonts[font.objgen]

    def show(self, operands: bytes, font: _Font) -> Iterator[DrawnRun]:
        """Take the glyphs of a string, and what they say unless the sequence around them says it."""
        shown = b"".join(find_strings(operands))
        inner = self.open[-1] if self.open else None
        if inner and inner.reverses:
            yield from self.turn(rtl=True)
            inner.words += "".join(font.decode(shown))
        elif inner is None or inner.parts or inner.actual is None:
            yield from self.turn(rtl=False)
            self.text += "".join(font.decode(shown))
        codes = struct.unpack(f">{len(shown) // 2}H", shown)
        self.glyphs += [font.glyphs.get(code, code) for code in codes]

    def turn(self, *, rtl: bool) -> Iterator[DrawnRun]:
        """End the run if what follows runs the other way."""
        if rtl != self.rtl:
            yield from self.end_run()
        self.rtl = rtl

    def change_font(self, font: _Font | None) -> Iterator[DrawnRun]:
        """Change the font, which ends the run if it is another."""
        if font is not self.font:
            yield from self.end_run()
        self.font = font

    def end_run(self) -> Iterator[DrawnRun]:
        """End the run."""
        if self.font and self.glyphs:
            yield DrawnRun(self.page, self.font.name, self.text, tuple(self.glyphs), self.rtl)
        self.text, self.glyphs, self.rtl = "", [], False


def _runs_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def read_drawn_runs(data: bytes) -> tuple[DrawnRun, ...]:
    """Read the runs of glyphs of a PDF in the order in which they are drawn."""
    found: list[DrawnRun] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _RunReader()
        for reader.page, page in enumerate(pdf.pages, 1):
            reader.open, reader.font = [], None
            found += reader.read_stream(page.obj, page.get(Name.Resources, pikepdf.Dictionary()))
            found += reader.end_run()
    return tuple(found)
