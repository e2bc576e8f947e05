"""Marked content read back: what each marked-content sequence of each page says, and which of them are artifacts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Name

from press.read.glyphs import Decoder, decoder_of

OPERATORS = "BDC BMC EMC Tf Tj TJ ' \" q Q Do"
Place = tuple[int, int]
"""What identifies a content stream: object and generation number of its page or form XObject."""


@dataclass(frozen=True, slots=True)
class Mark:
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


@dataclass(slots=True)
class _Open:
    """A marked-content sequence that has not ended yet."""

    tag: str
    properties: Any
    place: Place
    glyphs: list[str] = field(default_factory=list)
    said: str = ""


class MarkReader:
    """Reads all marked content of a PDF; fonts are read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.fonts: dict[tuple[int, int], Decoder] = {}
        self.marks: list[Mark] = []
        self.page = 0
        self.open: list[_Open] = []

    def read(self) -> list[Mark]:
        """Every marked-content sequence, in the order in which it ends."""
        for number, page in enumerate(self.pdf.pages, 1):
            self.page, self.open = number, []
            self.stream(page, page.obj.objgen, page.get(Name.Resources, pikepdf.Dictionary()))
        return self.marks

    def stream(self, content: Any, place: Place, resources: pikepdf.Object) -> None:
        """Read one page or form XObject."""
        font: Decoder | None = None
        saved: list[Decoder | None] = []
        for instruction in pikepdf.parse_content_stream(content, OPERATORS):
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                self.begin(str(operands[0])[1:], operands[1] if name == "BDC" else None, place, resources)
            elif name == "EMC":
                self.end()
            elif name == "q":
                saved.append(font)
            elif name == "Q":
                font = saved.pop() if saved else None
            elif name == "Tf":
                font = self.font(resources, operands[0])
            elif name == "Do":
                self.draw(resources, operands[0])
            elif font is not None:
                self.show(operands[-1], font)

    def begin(self, tag: str, properties: Any, place: Place, resources: pikepdf.Object) -> None:
        """Open a sequence; its properties may be named in the resources."""
        if isinstance(properties, pikepdf.Name):
            properties = resources.get(Name.Properties, pikepdf.Dictionary()).get(str(properties))
        self.open.append(_Open(tag, properties if properties is not None else pikepdf.Dictionary(), place))

    def end(self) -> None:
        """Close a sequence; what is not numbered and no artifact belongs to the one around it."""
        if not self.open:
            return
        ended = self.open.pop()
        properties = ended.properties
        text = str(properties[Name.ActualText]) if Name.ActualText in properties else in_reading_order(ended.glyphs)
        mcid = properties.get(Name.MCID)
        if mcid is None and ended.tag != "Artifact":
            if self.open:
                self.open[-1].glyphs.append(text)
            return
        kind, subtype = (str(properties.get(key, "/"))[1:] for key in (Name.Type, Name.Subtype))
        number = None if mcid is None else int(mcid)
        self.marks.append(Mark(self.page, ended.place, ended.tag, number, kind, subtype, text))

    def font(self, resources: pikepdf.Object, name: Any) -> Decoder | None:
        """The decoder of a font that the resources name."""
        found = resources.get(Name.Font, pikepdf.Dictionary()).get(str(name))
        if found is None:
            return None
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = decoder_of(found)
        return self.fonts[found.objgen]

    def draw(self, resources: pikepdf.Object, name: Any) -> None:
        """Read a form XObject where it is painted."""
        found = resources.get(Name.XObject, pikepdf.Dictionary()).get(str(name))
        if isinstance(found, pikepdf.Stream) and found.get(Name.Subtype) == Name.Form:
            self.stream(found, found.objgen, found.get(Name.Resources, resources))

    def show(self, shown: Any, font: Decoder) -> None:
        """Read a string, or an array of strings and spacings."""
        if not self.open:
            self.open.append(_Open("", pikepdf.Dictionary(), (0, 0)))
        parts = shown if isinstance(shown, pikepdf.Array) else [shown]
        for part in parts:
            if isinstance(part, pikepdf.String):
                self.open[-1].glyphs += font(bytes(part))


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


def _runs_left(glyph: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in glyph)


def _runs_right(glyph: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("L", "EN", "AN") for character in glyph)


def _is_between_numbers(glyph: str) -> bool:
    return not _runs_left(glyph)
