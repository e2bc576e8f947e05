"""PDFs drawn by hand for the tests of measuring: a good large-print text, and copies with one fault."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from textwrap import wrap
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

FONTS = {"R": "Arimo", "B": "Arimo-Bold", "I": "Arimo-Italic", "S": "Times-Roman"}
WORDS = (
    "a plain word or two about how a bone grows when it is left alone and what can be done if it does not, "
    "next to what was there "
)


@dataclass(frozen=True)
class Words:
    """Words at a place; all lengths in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 18
    font: str = "R"
    colour: str = "0 g"

    def __str__(self) -> str:
        text = self.text.encode("cp1252").decode("latin-1").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"{self.colour} BT /{self.font} {self.size} Tf {self.x} {self.y} Td ({text}) Tj ET"


@dataclass(frozen=True)
class Good:
    """A text of large print that meets every guideline but those that contradict each other.

    size, step, gap: type size, distance of lines and of paragraphs, in points; chars: characters in a line;
    dots, tint: how the contents are set; extra: content added to the first page.
    """

    size: float = 18
    step: float = 24
    gap: float = 48
    chars: int = 41
    dots: bool = True
    tint: bool = True
    font: str = "R"
    left: float = 90
    heads: tuple[float, float] = (26, 22)
    head_font: str = "B"
    head_in: float = 0
    bullet: str = "•"
    item_gap: float = 29
    folio: float = 18
    folio_font: str = "B"
    folios: bool = True
    folio_x: tuple[float, float] = (452, 90)
    pages: int = 4
    width: float = 612
    height: float = 792
    extra: tuple[str, ...] = ()
    lines: tuple[Words, ...] = field(default=())

    def page(self, number: int) -> Iterable[str]:
        """Write the content of a page, line by line."""
        yield str(Words(self.left, 745, "Number 7", self.size))
        if self.folios or number != 2:
            yield str(Words(self.folio_x[1 - number % 2], 45, f"{number} of {self.pages}", self.folio, self.folio_font))
        y = 690.0
        yield str(
            Words(
                self.left + self.head_in,
                y,
                f"Heading {'abcdefghijklmnopqrstuvwxyz'[number]}",
                self.heads[0 if number == 1 else 1],
                self.head_font,
            )
        )
        if number == 2:
            yield from self.contents(y - 40)
            return
        for part in range(2):
            y -= self.gap
            for line in wrap((WORDS * 3)[part * 8 :], self.chars)[:4]:
                yield str(Words(self.left, y, line, self.size, self.font))
                y -= self.step
            y += self.step
        for _ in range(2):
            y -= self.item_gap
            yield str(Words(self.left, y, f"{self.bullet} an item of a list", self.size, self.font))
        if number == 1:
            yield from self.extra
            yield from map(str, self.lines)

    def contents(self, y: float) -> Iterable[str]:
        """Write a list of contents with page numbers."""
        for row in range(4):
            tint = "1 1 .8 rg" if self.tint and row % 2 else "1 g"
            yield f"{tint} {self.left} {y - 8} 432 30 re f"
            dots = " " + "." * 30 + " " if self.dots else ""
            yield str(Words(self.left, y, f"Heading row{dots}", self.size))
            yield str(Words(500, y, str(row + 1), self.size))
            y -= 40

    def pdf(self) -> bytes:
        """Draw the PDF."""
        return make(
            [("\n".join(self.page(number)), {}) for number in range(1, self.pages + 1)], self.width, self.height
        )


def spoiled(good: Good, **changes: Any) -> bytes:
    """Draw the PDF with some values replaced."""
    return replace(good, **changes).pdf()


def make(contents: Sequence[tuple[str, dict[str, Any]]], width: float = 612, height: float = 792) -> bytes:
    """Make a PDF with one page for each content stream.

    The dictionary has entries of its resources and of the page.
    """
    with pikepdf.new() as pdf:
        fonts = Dictionary()
        for key, name in FONTS.items():
            fonts[f"/{key}"] = pdf.make_indirect(
                Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), Encoding=Name.WinAnsiEncoding)
            )
        for content, more in contents:
            own = dict(more)
            resources = Dictionary(Font=fonts)
            for key, value in own.pop("resources", {}).items():
                resources[key] = value(pdf) if callable(value) else value
            page = Dictionary(
                Type=Name.Page, MediaBox=Array([0, 0, width, height]), Resources=resources,
                Contents=pdf.make_stream(content.encode("latin-1")), **own,
            )  # fmt: skip
            pdf.pages.append(pikepdf.Page(page))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
