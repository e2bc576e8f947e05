"""Finished files, read back from their bytes without the code that wrote them.

`read_pdf` and `read_html` return a `Reading`: what the file says, in reading order, and its metadata.
Rules look at readings only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element as DomElement

from press.model.edition import Edition, FinishedEdition
from press.readback.html import parse_html, parse_html_cached, read_body_words
from press.readback.layout.dots import PlacedPicture, read_placed_pictures
from press.readback.layout.drawn import Canvas, read_canvases
from press.readback.layout.pdfium import Box
from press.readback.measure import MeasuredFigures, measure_pdf
from press.readback.measure.passages import NO_PASSAGES, Passages, read_passages
from press.readback.parity import Difference
from press.readback.pdf.contents import PdfContents, read_contents
from press.readback.pdf.glyphs import DrawnRun
from press.readback.pdf.metadata import PdfFacts
from press.readback.pdf.tag_tree import StructureElement
from press.readback.sheets.sheets import ImposedSheets, read_sheets_and_contents
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import TranscriptLine, write_transcript
from press.runtime.entry_points import load_entry_point
from press.text.letters import spell
from press.text.spacing import squeeze_spaces


@dataclass(frozen=True)
class Reading:
    """A finished file as it was read back.

    words: everything it says in reading order, with single spaces; pages: the words seen on each page, and
    runs: their boxes, in points from the lower left corner of the page (PDF);
    tags and facts: the tag tree and the metadata (PDF); dom: the document (HTML); preset_measurements, preset_pictures,
    preset_drawn_runs, preset_canvases: used instead of reading the bytes, for damage; html_without_imprint: the page of
    the center's own edition as it was typeset; core_html: the same without remedies for its room; lines: what a file
    that flows says, line by line, and reader_differences: what its reader found wrong besides.
    """

    edition: Edition
    html: str
    data: bytes
    words: str
    dom: DomElement
    pages: tuple[str, ...] = ()
    runs: tuple[tuple[Box, ...], ...] = ()
    tags: StructureElement | None = None
    facts: PdfFacts = field(default_factory=PdfFacts)
    preset_measurements: MeasuredFigures | None = None
    preset_drawn_runs: tuple[DrawnRun, ...] | None = None
    preset_canvases: tuple[Canvas, ...] | None = None
    html_without_imprint: str = ""
    core_html: str = ""
    lines: tuple[TranscriptLine, ...] = ()
    reader_differences: tuple[Difference, ...] = ()
    preset_pictures: tuple[PlacedPicture, ...] = ()

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Everything in which the file differs from the typeset page, and may not (a format that flows)."""
        compare = load_entry_point(self.edition.variant.file_format.compare)
        return (*compare(self), *self.reader_differences)

    def spell(self, text: str) -> str:
        """Spell words of the sources in the letters of the file."""
        return spell(text, self.edition.variant.file_format.letters)

    @cached_property
    def measure(self) -> MeasuredFigures:
        """Measurements of what is drawn (PDF), taken on first use."""
        return self.preset_measurements or measure_pdf(self.data, self._passages)

    @cached_property
    def pictures(self) -> tuple[PlacedPicture, ...]:
        """The raster pictures of a PDF as they are printed."""
        if self.preset_pictures or self.tags is None or "<img " not in self.html:
            return self.preset_pictures
        return tuple(read_placed_pictures(self.data, self.tags))

    @property
    def drawn_runs(self) -> tuple[DrawnRun, ...]:
        """The glyphs that are drawn, with the words that they are said to be (PDF)."""
        return read_contents(self.data).drawn_runs if self.preset_drawn_runs is None else self.preset_drawn_runs

    @property
    def canvases(self) -> tuple[Canvas, ...]:
        """What is drawn on each page (PDF)."""
        return read_canvases(self.data) if self.preset_canvases is None else self.preset_canvases

    @cached_property
    def _passages(self) -> Passages:
        titles = [section.title for section in self.edition.translation.sections]
        return read_passages(self.tags, [self.edition.language.words.in_brief, *titles]) if self.tags else NO_PASSAGES

    @cached_property
    def transcript(self) -> list[TranscriptLine]:
        """The tag tree as a transcript, line by line (PDF)."""
        assert self.tags is not None
        return write_transcript(read_tag_nodes(self.tags, self.facts.lang))


def read_pdf(final: FinishedEdition) -> Reading:
    """Read a PDF back.

    pikepdf reads the tag tree and the metadata, PDFium the words on each page.
    """
    canvases = read_canvases(final.data)
    return _make_reading(
        final,
        read_contents(final.data),
        pages=tuple(squeeze_spaces(page.words) for page in canvases),
        runs=tuple(page.boxes for page in canvases),
    )


def read_sheet_pdf(final: FinishedEdition) -> tuple[Reading, ImposedSheets]:
    """Read the sheets of a folded edition back, unmeasured, and what is where on them."""
    sheets, contents = read_sheets_and_contents(final.sheet_data, final.data)
    return _make_reading(replace(final, data=final.sheet_data), contents), sheets


def _make_reading(final: FinishedEdition, contents: PdfContents, **drawn: Any) -> Reading:
    """Make the reading of a PDF. drawn: what it shows on its pages."""
    return Reading(
        edition=final.edition,
        html=final.html,
        data=final.data,
        words=squeeze_spaces(contents.tags.all_text),
        dom=parse_html_cached(final.html),
        tags=contents.tags,
        facts=contents.facts,
        html_without_imprint=final.html_without_imprint or final.html,
        core_html=final.core_html,
        **drawn,
    )


def read_html(final: FinishedEdition) -> Reading:
    """Read a web page back with the HTML parsing algorithm."""
    html = final.data.decode()
    dom = parse_html(html)
    return Reading(edition=final.edition, html=html, data=final.data, words=read_body_words(dom), dom=dom,
                   html_without_imprint=final.html_without_imprint or final.html)  # fmt: skip


def make_flowing_reading(
    final: FinishedEdition, lines: Sequence[TranscriptLine], differences: Sequence[Difference] = ()
) -> Reading:
    """Make the reading of a file that flows.

    lines: what the file says, from its bytes alone; differences: what else its reader found wrong. The rules on
    furniture look into the words of the file; those on a clinic's block also into the page, which says the same.
    """
    words = squeeze_spaces(" ".join(one.words for one in lines))
    return Reading(
        edition=final.edition, html=final.html, data=final.data, words=words,
        dom=parse_html_cached(final.html), html_without_imprint=final.html_without_imprint or final.html,
        lines=tuple(lines), reader_differences=tuple(differences),
    )  # fmt: skip
