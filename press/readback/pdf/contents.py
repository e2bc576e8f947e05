"""All that a PDF says, and says of itself, read from its bytes once."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import NamedTuple

import pikepdf

from press.readback.pdf.glyphs import DrawnRun, read_drawn_runs
from press.readback.pdf.marked_content import MarkedContent
from press.readback.pdf.metadata import PdfFacts, read_open_facts
from press.readback.pdf.tag_tree import StructureElement, read_tags_and_words


class PdfContents(NamedTuple):
    """All that a PDF says.

    tags: its tag tree; words: the page and words of all tagged content, in reading order; drawn_runs: its glyphs as
    they are drawn; facts: what it says of itself; sequences: all its marked content.
    """

    tags: StructureElement
    words: list[tuple[int, str]]
    drawn_runs: tuple[DrawnRun, ...]
    facts: PdfFacts
    sequences: list[MarkedContent]


@lru_cache(maxsize=2)  # the rules ask for the pages and the sheets of an edition, and its row for the pages again
def read_contents(data: bytes) -> PdfContents:
    """Read a PDF; nobody may change what is returned. Raises pikepdf.PdfError if the data is no PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sequences, drawn = read_drawn_runs(pdf)
        return PdfContents(*read_tags_and_words(pdf, sequences), drawn, read_open_facts(pdf), sequences)
