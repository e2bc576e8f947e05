"""Finished files read back from their bytes, independently of what wrote them.

`read_pdf` and `read_html` give a `Reading`: what the file says, in the order in which it is heard, and what it
says of itself. Rules look at readings only.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from xml.etree.ElementTree import Element as DomElement

import pikepdf

from press.model.edition import Edition, Final
from press.readback.html import body_words, parse, parsed
from press.readback.layout.bounds import Box, read_pages
from press.readback.layout.drawn import read_drawn
from press.readback.measure import Measure, measure
from press.readback.pdf.metadata import PdfFacts, facts_of
from press.readback.pdf.tag_tree import Element, tags_of
from press.readback.speech.said_tags import said_by_tags
from press.readback.speech.transcript import Line, lines_of
from press.text.spacing import squeeze


@dataclass(frozen=True)
class Reading:
    """A finished file as it was read back.

    words: everything it says in reading order, with single spaces; pages: the words seen on each page, and
    runs: where they stand, in points from its lower left corner (PDF);
    tags and facts: the tag tree and what the PDF says of itself (PDF); dom: the document (HTML); measured: other
    figures than those of its bytes, for damage; plain: the page of the centre's own edition as it was typeset.
    """

    edition: Edition
    html: str
    data: bytes
    words: str
    dom: DomElement
    pages: tuple[str, ...] = ()
    runs: tuple[tuple[Box, ...], ...] = ()
    tags: Element | None = None
    facts: PdfFacts = field(default_factory=PdfFacts)
    measured: Measure | None = None
    plain: str = ""

    @property
    def measure(self) -> Measure:
        """The figures of what is drawn (PDF); measured when they are first asked for."""
        return self.measured or measure(self.data)

    @cached_property
    def heard(self) -> list[Line]:
        """What the tag tree says, line by line (PDF)."""
        assert self.tags is not None
        return lines_of(said_by_tags(self.tags, self.facts.lang))


def read_pdf(final: Final) -> Reading:
    """Read a PDF back: tag tree and facts with pikepdf, the words on each page with PDFium."""
    return _pdf(final, [(page.words, page.boxes) for page in read_drawn(final.data)])


def read_sheet_pdf(final: Final) -> Reading:
    """Read the sheets of a folded edition back in the same way; what is drawn on them is not measured."""
    return _pdf(replace(final, data=final.sheet_data), read_pages(final.sheet_data))


def _pdf(final: Final, shown: Sequence[tuple[str, tuple[Box, ...]]]) -> Reading:
    with pikepdf.open(io.BytesIO(final.data)) as pdf:
        tags, facts = tags_of(pdf), facts_of(pdf)
    return Reading(
        edition=final.edition,
        html=final.html,
        data=final.data,
        words=squeeze(tags.all_text),
        dom=parsed(final.html),
        pages=tuple(squeeze(text) for text, _ in shown),
        runs=tuple(runs for _, runs in shown),
        tags=tags,
        facts=facts,
        plain=final.plain or final.html,
    )


def read_html(final: Final) -> Reading:
    """Read a web page back with the HTML parsing algorithm."""
    html = final.data.decode()
    dom = parse(html)
    return Reading(edition=final.edition, html=html, data=final.data, words=body_words(dom), dom=dom,
                   plain=final.plain or final.html)  # fmt: skip
