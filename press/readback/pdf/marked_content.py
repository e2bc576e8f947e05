"""Marked content read back: what each marked-content sequence of each page says, and which of them are artifacts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from press.readback.pdf.content import instructions, name_of, operands_of, strings_of, value_of
from press.readback.pdf.glyphs import Decoder, decoder_of

OPERATORS = frozenset((b"BDC", b"BMC", b"EMC", b"Tf", b"Tj", b"TJ", b"'", b'"', b"q", b"Q", b"Do"))
Place = tuple[int, int]
"""What identifies a content stream: object and generation number of its page or form XObject."""


_NUMBERED = re.compile(rb"<<\s*/MCID\s+(\d+)\s*>>")
"""Properties that are a number and nothing else."""


class Mark(NamedTuple):
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


class _Properties(NamedTuple):
    """What is said of a marked-content sequence where it begins. actual: its replacement text, when it has one."""

    mcid: int | None = None
    actual: str | None = None
    kind: str = ""
    subtype: str = ""


NOTHING = _Properties()


@dataclass(slots=True)
class _Open:
    """A marked-content sequence that has not ended yet. actual: its replacement text, when it has one."""

    tag: str
    place: Place
    mcid: int | None = None
    actual: str | None = None
    kind: str = ""
    subtype: str = ""
    glyphs: list[str] = field(default_factory=list)


class MarkReader:
    """Reads all marked content of a PDF; fonts are read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.fonts: dict[Place, Decoder] = {}
        self.named: dict[Place, dict[bytes, Decoder | None]] = {}
        self.marks: list[Mark] = []
        self.page = 0
        self.open: list[_Open] = []

    def read(self) -> list[Mark]:
        """Every marked-content sequence, in the order in which it ends."""
        for number, page in enumerate(self.pdf.pages, 1):
            self.page, self.open = number, []
            self.stream(page.obj, page.get(Name.Resources, pikepdf.Dictionary()))
        return self.marks

    def stream(self, content: pikepdf.Object, resources: pikepdf.Object) -> None:
        """Read one page or form XObject."""
        place = content.objgen
        fonts = self.named.setdefault(resources.objgen, {}) if resources.is_indirect else {}
        font: Decoder | None = None
        saved: list[Decoder | None] = []
        for operator, operands in instructions(content, OPERATORS):
            if operator == b"q":
                saved.append(font)
            elif operator == b"Q":
                font = saved.pop() if saved else None
            elif operator in (b"BDC", b"BMC"):
                self.begin(operands, place, resources)
            elif operator == b"EMC":
                self.end()
            elif operator == b"Tf":
                if operands not in fonts:
                    fonts[operands] = self.font(resources, name_of(operands_of(operands)[0]))
                font = fonts[operands]
            elif operator == b"Do":
                self.draw(resources, name_of(operands_of(operands)[0]))
            elif font is not None:
                self.show(operands, font)

    def begin(self, operands: bytes, place: Place, resources: pikepdf.Object) -> None:
        """Open a sequence: its tag, and its properties when it has some; these may be named in the resources."""
        tag, said = _beginning(operands)
        if isinstance(said, str):
            named = resources.get(Name.Properties, pikepdf.Dictionary()).get(said)
            said = NOTHING if named is None else _said(named)
        self.open.append(_Open(tag, place, said.mcid, said.actual, said.kind, said.subtype))

    def end(self) -> None:
        """Close a sequence; what is not numbered and no artifact belongs to the one around it."""
        if not self.open:
            return
        ended = self.open.pop()
        text = in_reading_order(ended.glyphs) if ended.actual is None else ended.actual
        if ended.mcid is None and ended.tag != "Artifact":
            if self.open:
                self.open[-1].glyphs.append(text)
            return
        self.marks.append(Mark(self.page, ended.place, ended.tag, ended.mcid, ended.kind, ended.subtype, text))

    def font(self, resources: pikepdf.Object, name: str) -> Decoder | None:
        """The decoder of a font that the resources name."""
        found = resources.get(Name.Font, pikepdf.Dictionary()).get(f"/{name}")
        if found is None:
            return None
        if not found.is_indirect:
            return decoder_of(found)
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = decoder_of(found)
        return self.fonts[found.objgen]

    def draw(self, resources: pikepdf.Object, name: str) -> None:
        """Read a form XObject where it is painted."""
        found = resources.get(Name.XObject, pikepdf.Dictionary()).get(f"/{name}")
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            self.stream(found, found.get(Name.Resources, resources))

    def show(self, shown: bytes, font: Decoder) -> None:
        """Read a string, or an array of strings and spacings."""
        if not self.open:
            self.open.append(_Open("", (0, 0)))
        glyphs = self.open[-1].glyphs
        for part in strings_of(shown):
            glyphs += font(part)


@lru_cache(maxsize=512)
def _beginning(operands: bytes) -> tuple[str, _Properties | str]:
    """What opens a sequence: its tag, and its properties or what the resources call them."""
    tag, *properties = operands_of(operands)
    if not properties:
        return name_of(tag), NOTHING
    if numbered := _NUMBERED.fullmatch(properties[0]):
        return name_of(tag), _Properties(int(numbered[1]))
    value = value_of(properties[0])
    return name_of(tag), str(value) if isinstance(value, pikepdf.Name) else _said(value)


def _said(properties: pikepdf.Object) -> _Properties:
    return _Properties(
        int(properties[Name.MCID]) if Name.MCID in properties else None,
        str(properties[Name.ActualText]) if Name.ActualText in properties else None,
        *(str(properties.get(key, "/"))[1:] for key in (Name.Type, Name.Subtype)),
    )


def read_marks(pdf: pikepdf.Pdf) -> list[Mark]:
    """Every numbered marked-content sequence and every artifact of a PDF, page by page."""
    return MarkReader(pdf).read()


def in_reading_order(glyphs: Iterable[str]) -> str:
    """What glyphs say that were shown from left to right: runs written from right to left are turned around.

    This undoes rule L2 of the Unicode Bidirectional Algorithm for one line with one direction around it.
    """
    shown = list(glyphs)
    text = "".join(shown)
    if text.isascii() or not any(map(_runs_left, set(text))):
        return text
    turned: list[str] = []
    forward: list[str] = []
    for glyph in reversed(shown):
        if _runs_right(glyph) or (forward and _is_between_numbers(glyph)):
            forward.append(glyph)
            continue
        turned += _flush(forward)
        turned.append(glyph)
    return "".join([*turned, *_flush(forward)])


def _flush(forward: list[str]) -> list[str]:
    """A left-to-right run met from its end, put the right way; what is neutral at its edge stays outside."""
    edge: list[str] = []
    while forward and not _runs_right(forward[-1]):
        edge.insert(0, forward.pop())
    run = [*reversed(forward), *edge]
    forward.clear()
    return run


@lru_cache(maxsize=1024)
def _runs_left(glyph: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in glyph)


@lru_cache(maxsize=1024)
def _runs_right(glyph: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("L", "EN", "AN") for character in glyph)


def _is_between_numbers(glyph: str) -> bool:
    return not _runs_left(glyph)
