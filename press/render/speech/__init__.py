"""Scripts for a voice: SSML 1.1 (W3C Recommendation, 7 September 2010).

What is written stays as text; what is said in its place is in `alias`, and announcements are a `sub` without text. So a
script can be compared with the page word for word, and any engine can speak it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, groupby
from xml.sax.saxutils import escape, quoteattr

from press.model.edition import Draft, Edition
from press.model.sources.speech import SpeechWords
from press.render.blocks import WITH_WORDS, PageBlock, TextRun, list_column_headings, read_blocks
from press.render.speech.aliases import AliasFinder

PAUSES = {"heading": 700, "item": 400, "term": 250, "header": 300, "cell": 300}
"""Milliseconds of silence after a block; 600 after any other."""
CHAPTER = 900
"""Milliseconds before a chapter."""
_NUMBER_SIGNS = re.compile(r"[\d+\-−]")
"""What makes letters above or below the line a number: `1st` is said as it is written."""


def render_ssml(edition: Edition, html: str, _lines: int) -> Draft:
    """Render a text as a script for a voice."""
    settings = edition.language.speech
    assert settings
    writer = _ScriptWriter(edition, settings.words)
    body = "\n".join(writer.write_blocks(read_blocks(html)))
    head = f"<metadata><title>{escape(edition.title)}</title><desc>{escape(settings.words.note)}</desc></metadata>"
    script = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" '
        f'xml:lang="{edition.lang}">\n{head}\n{body}\n</speak>\n'
    )
    return Draft(script.encode(), 1)


class _ScriptWriter:
    """Writes blocks; a passage in another language is said as in that language."""

    def __init__(self, edition: Edition, words: SpeechWords) -> None:
        self._edition = edition
        self._words = words
        self._finders: dict[str, AliasFinder] = {}
        self._numbers = count(1)

    def write_blocks(self, blocks: Sequence[PageBlock]) -> Iterator[str]:
        """Write blocks and those inside them, in reading order."""
        for block in blocks:
            if block.kind == "table":
                yield from self._write_table(block)
                continue
            if block.kind == "picture":
                yield self._write_paragraph(
                    "figure", f"{_announce(self._words.picture)} {self._write_aliases(block.alt)}"
                )
            elif block.kind in WITH_WORDS and block.runs:
                yield self._write_words(block)
            yield from self.write_blocks(block.blocks)

    def _write_words(self, block: PageBlock, announced: str = "") -> str:
        """Write the words of a block. announced: what is said before them and is not written."""
        role = f"heading-{block.level}" if block.kind == "heading" else block.kind
        text = self._write_runs(block.runs)
        lead = f"{_announce(announced)} " if announced else ""
        if block.label and block.kind == "item":  # a note has its number among its words
            lead += f"{_announce(block.label)} "
        role = "note" if block.label and block.kind == "paragraph" else role
        return self._write_paragraph(role, lead + text, chapter=block.kind == "heading" and block.level <= 2)

    def _write_paragraph(self, role: str, text: str, *, chapter: bool = False) -> str:
        number = next(self._numbers)
        before = f'<break time="{CHAPTER}ms"/><mark name="chapter-{number}"/>\n' if chapter else ""
        pause = PAUSES.get(role.partition("-")[0], 600)
        return f'{before}<p xml:id="{role}-{number}">{text}</p><break time="{pause}ms"/>'

    def _write_table(self, table: PageBlock) -> Iterator[str]:
        """Write a table row by row, each cell after the heading of its column."""
        for caption in (one for one in table.walk() if one.kind == "caption"):
            yield self._write_words(caption, self._words.table)
        headings = list_column_headings(table)
        for row in (one for one in table.walk() if one.kind == "row"):
            for cell in row.blocks:
                if not cell.runs:
                    continue
                above = ", ".join(headings[id(cell)])
                yield self._write_words(cell, f"{above}:" if above and cell.kind == "cell" else "")
        yield f'{_announce(self._words.table_end)}<break time="600ms"/>'

    def _write_runs(self, runs: Sequence[TextRun]) -> str:
        """Write runs; each passage in another language is marked as a whole."""
        text = ""
        for lang, group in groupby(runs, key=self._find_foreign):
            passage = "".join(self._write_run(run, lang) for run in group)
            text += f'<lang xml:lang="{lang}">{passage}</lang>' if lang else passage
        return text

    def _find_foreign(self, run: TextRun) -> str:
        """Find the language of a run, "" if it is that of the text."""
        return run.lang if run.lang.partition("-")[0] not in {"", self._edition.lang.partition("-")[0]} else ""

    def _write_run(self, run: TextRun, lang: str) -> str:
        if run.is_break:
            return ' <break time="200ms"/>'
        piece = self._write_aliases(run.text, run.position, lang)
        return f'<emphasis level="moderate">{piece}</emphasis>' if run.em or run.strong else piece

    def _write_aliases(self, text: str, position: str = "", lang: str = "") -> str:
        """Mark what is said otherwise than it is written. lang: that of a passage, "" for the language of the text."""
        if position and _NUMBER_SIGNS.search(text):
            number = text.strip()
            power = f" {self._words.power} " if position == "superscript" and number.isdigit() else ""
            sign = "^" if position == "superscript" else "_"
            return f"<sub alias={quoteattr(power + number)}>{sign}({escape(number)})</sub>"
        pieces = self._find_finder(lang).split(text.replace("\u00a0", " "))
        return "".join(
            f"<sub alias={quoteattr(said)}>{escape(one)}</sub>" if said else escape(one) for one, said in pieces
        )

    def _find_finder(self, lang: str) -> AliasFinder:
        """Find the finder of aliases for a passage; the glossary says words of the text's own language."""
        if lang not in self._finders:
            settings = self._edition.find_speech(lang)
            assert settings
            self._finders[lang] = AliasFinder(settings, {} if lang else self._edition.sayings)
        return self._finders[lang]


def _announce(words: str) -> str:
    return f"<sub alias={quoteattr(words)}></sub>"
