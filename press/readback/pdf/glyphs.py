"""The glyphs that a PDF draws, beside the words that it says they are.

ActualText and ToUnicode may say anything of a glyph. Whoever shapes the words again sees whether it is true.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from press.readback.pdf.marked_content import (
    FIRST_RIGHT_TO_LEFT,
    MIRRORED,
    Font,
    MarkedContent,
    Properties,
    read_marked_content,
)

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


@dataclass(frozen=True, slots=True)
class _Typeface:
    """A composite font: its name, and the glyphs of those codes that have another number."""

    name: str
    glyphs: Mapping[int, int]


@dataclass(slots=True)
class _OpenSequence:
    """A marked-content sequence that has not ended.

    parts: whether runs end where it begins and ends; reverses: whether its characters are shown from last to first
    (ISO 32000-1, 14.8.2.3.3); words: what the glyphs of such a sequence say.
    """

    actual: str | None
    parts: bool
    reverses: bool
    words: str = ""


@dataclass(slots=True)
class RunCollector:
    """Collects the runs of the pages of a PDF while their content is read."""

    runs: list[DrawnRun] = field(default_factory=list)
    page: int = 0
    faces: dict[Font, _Typeface | None] = field(default_factory=dict)
    open: list[_OpenSequence] = field(default_factory=list)
    face: _Typeface | None = None
    text: str = ""
    glyphs: list[int] = field(default_factory=list)
    rtl: bool = False

    def begin_page(self, number: int) -> None:
        """Begin a page, with no font."""
        self.end_run()
        self.page, self.open, self.face = number, [], None

    def begin_sequence(self, tag: str, properties: Properties) -> None:
        """Open a marked-content sequence; its replacement text goes on from the words before it."""
        parts = properties.mcid is not None or tag == "Artifact"
        self.open.append(_OpenSequence(properties.actual, parts, tag == "ReversedChars"))
        if parts:
            self.end_run()
        elif (actual := properties.actual) is not None:
            self.turn(rtl=_runs_right_to_left(actual) or (not actual and self.rtl))
            self.text += actual

    def end_sequence(self) -> None:
        """Close the innermost sequence."""
        if not self.open:
            return
        ended = self.open.pop()
        if ended.words:
            self.text += ended.words[::-1].translate(MIRRORED)
        if ended.parts:
            self.end_run()

    def use_font(self, font: Font | None) -> None:
        """Change the font, which ends the run."""
        self.end_run()
        if font and font not in self.faces:
            self.faces[font] = _read_typeface(font.source)
        self.face = self.faces[font] if font else None

    def show(self, shown: Sequence[bytes], words: Sequence[str]) -> None:
        """Take the glyphs of strings, and what they say unless the sequence around them says it."""
        if self.face is None:
            return
        inner = self.open[-1] if self.open else None
        if inner and inner.reverses:
            self.turn(rtl=True)
            inner.words += "".join(words)
        elif inner is None or inner.parts or inner.actual is None:
            self.turn(rtl=False)
            self.text += "".join(words)
        joined = b"".join(shown)
        codes = struct.unpack(f">{len(joined) // 2}H", joined)
        glyphs = self.face.glyphs
        self.glyphs += [glyphs.get(code, code) for code in codes] if glyphs else codes

    def turn(self, *, rtl: bool) -> None:
        """End the run if what follows runs the other way."""
        if rtl != self.rtl:
            self.end_run()
        self.rtl = rtl

    def end_run(self) -> None:
        """End the run."""
        if self.glyphs:
            if self.face:
                self.runs.append(DrawnRun(self.page, self.face.name, self.text, tuple(self.glyphs), self.rtl))
            self.glyphs = []
        self.text, self.rtl = "", False


def _read_typeface(font: pikepdf.Object) -> _Typeface | None:
    """Read the typeface of a font; None for a simple one, whose codes are no glyphs."""
    if font.get(Name.Subtype) != Name.Type0:
        return None
    codes = font.get(Name.Encoding)
    pairs = _CODES.findall(codes.read_bytes()) if isinstance(codes, pikepdf.Stream) else []
    glyphs = {int(code, 16): int(glyph) for code, glyph in pairs}
    return _Typeface(str(font.BaseFont)[1:].partition("+")[2], glyphs)


def _runs_right_to_left(text: str) -> bool:
    return max(text, default="") >= FIRST_RIGHT_TO_LEFT and any(
        unicodedata.bidirectional(character) in ("R", "AL") for character in text
    )


def read_drawn_runs(pdf: pikepdf.Pdf) -> tuple[list[MarkedContent], tuple[DrawnRun, ...]]:
    """Read the marked content of an open PDF, and on the way its runs of glyphs in the order of drawing."""
    collector = RunCollector()
    sequences = read_marked_content(pdf, collector)
    collector.end_run()
    return sequences, tuple(collector.runs)
