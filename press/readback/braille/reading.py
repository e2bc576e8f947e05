"""Readings of braille files: the transcript of what they say, and everything that is wrong with their layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from press.model.edition import Edition, FinishedEdition
from press.model.sources.braille import BrailleSettings
from press.readback import Reading, make_flowing_reading
from press.readback.braille.brf import BLANK, CELLS, BrfFile, join_divided_cells, join_divided_words, read_brf_file
from press.readback.braille.coverage import SIX_DOTS
from press.readback.braille.layout import CENTERED, PageCounter, RequiredUnit, UnitMaker, sign_note
from press.readback.braille.proof import (
    PART_OF_BRAILLE,
    FoundWord,
    Proof,
    RequiredWord,
    decode_word,
    prove_words,
)
from press.readback.braille.required import RequiredBlock, list_required_blocks, translate_added_words, translate_block
from press.readback.parity import Difference, list_page_lines
from press.readback.speech.core_text import hash_core_text, read_page_transcript
from press.readback.speech.transcript import TEXTUAL, TranscriptLine

MOST_DIFFERENCES = 20
"""Most differences of one kind that are told; where one thing is wrong, many follow."""


def read_brf(final: FinishedEdition) -> Reading:
    """Read a BRF file back, with the page that it was made from as the dictionary."""
    edition, settings = final.edition, get_settings(final.edition)
    blocks = list_required_blocks(final.html)
    units = [
        replace(unit, words=tuple(replace(word, cells=keep_six_dots(word.cells)) for word in unit.words))
        for unit in UnitMaker(edition.lang, settings, PageCounter(list_page_starts(edition))).make(blocks)
    ]
    required = [word for unit in units for word in unit.words]
    file = read_brf_file(final.data)
    long = {word.cells for word in required if len(word.cells) > CELLS // 2}
    words, pages = join_divided_words(file.words, file.pages, iter(long))
    proof = prove_words(required, words, settings)
    matches = dict(proof.matches)
    differences = [
        *file.differences,
        *proof.differences,
        *_limit(check_layout(units, words, matches, file)),
        *check_front_pages(final, file, settings),
        *check_contents(blocks, units, pages, matches, file, edition, settings),
    ]
    lines = list(list_lines(final.html, blocks, proof))
    return make_flowing_reading(final, lines, [*differences, *check_blocks(final.html, blocks)])


def get_settings(edition: Edition) -> BrailleSettings:
    """Get how the language of an edition is translated into braille."""
    assert edition.language.braille
    return edition.language.braille


def list_page_starts(edition: Edition) -> tuple[int, ...]:
    """List the places where print pages begin."""
    return edition.print_pages.starts if edition.print_pages else ()


def keep_six_dots(cells: str) -> str:
    """Keep the six dots that a file has of each cell.

    A character that the table lacks has more. BRL102 tells it, and refuses the file; it is not told again as a change.
    """
    return "".join(chr(ord(cell) & SIX_DOTS) for cell in cells)


def write_credit(final: FinishedEdition) -> str:
    """Write what a file must say of who has read it."""
    settings, facts = get_settings(final.edition), final.edition.publication.facts
    reader = facts.transcriber.get(final.edition.lang)
    if reader and hash_core_text(final.html).startswith(reader.text):
        return settings.words.by_transcriber.format(code=settings.code, transcriber=reader.name)
    return settings.words.by_computer.format(code=settings.code)


def _limit(differences: Iterator[Difference]) -> list[Difference]:
    return list(differences)[:MOST_DIFFERENCES]


# ---------------------------------------------------------------- words


def list_lines(html: str, blocks: Sequence[RequiredBlock], proof: Proof) -> Iterator[TranscriptLine]:
    """List the lines of the page's transcript, in the words of the file."""
    said = ((block.words, proof.decoded.get(at, [])) for at, block in enumerate(blocks) if block.words)
    for line in list_page_lines(html):
        if line.words and (line.role in TEXTUAL or line.role == "figure"):
            required, found = next(said, ([], []))
            words = " ".join(found)  # some are two written words, where a number has a space
            yield line if required == words.split() else line._replace(words=words)
        else:
            yield line


def check_blocks(html: str, blocks: Sequence[RequiredBlock]) -> Iterator[Difference]:
    """Check that the blocks are all that a transcript of the page has."""
    lines = [line.words for line in read_page_transcript(html) if line.role in TEXTUAL or line.role == "figure"]
    required = [words for words in lines if words]
    found = [" ".join(block.words) for block in blocks if block.words]
    if required != found:
        at = next((at for at, pair in enumerate(zip(required, found, strict=False)) if pair[0] != pair[1]), len(found))
        text = required[at] if at < len(required) else found[at]
        yield Difference("lost", f"the page cannot be compared from here on: `{text[:60]}`")


# ---------------------------------------------------------------- layout


def check_layout(
    units: Sequence[RequiredUnit], words: Sequence[FoundWord], matches: dict[int, int], file: BrfFile
) -> Iterator[Difference]:
    """Check indents, boxes, blank lines and print pages of each unit."""
    first_words = accumulate((len(unit.words) for unit in units), initial=0)
    boxes = 0
    for unit, first in zip(units, first_words, strict=False):
        found = [(at, words[matches[first + at]]) for at in range(len(unit.words)) if first + at in matches]
        boxes += "box" in unit.before
        if found and found[0][0] == 0:
            yield from _check_start(unit, found[0][1])
        yield from _check_lines(unit, found)
        yield from _check_pages(unit, found)
    marks = [one for word in words for one in word.before] + list(file.after)
    if marks.count("box") != boxes or marks.count("end of box") != boxes:
        yield Difference("layout", f"{boxes} boxes must have a line above and a line below")


def _check_start(unit: RequiredUnit, word: FoundWord) -> Iterator[Difference]:
    name = f"the {unit.role} `{unit.words[0].written}`"
    required = unit.indents[0]
    centered = required == CENTERED or (unit.may_be_centered and word.indent > 3)
    if not word.indent:
        yield Difference("layout", f"{name} does not begin a line, {word.place}")
    elif word.indent != required and not centered:
        yield Difference("layout", f"{name} begins in cell {word.indent}, not {required}, {word.place}")
    if missing := unit.before - set(word.before):
        yield Difference(
            "layout", f"{name} has no line of a box before it ({', '.join(sorted(missing))}), {word.place}"
        )
    if unit.role == "heading" and not word.before:
        yield Difference("layout", f"{name} has no blank line before it, {word.place}")


def _check_lines(unit: RequiredUnit, found: Sequence[tuple[int, FoundWord]]) -> Iterator[Difference]:
    """Check where the further lines of a unit begin."""
    for at, word in found:
        if at and word.indent and word.indent != unit.indents[1] and not unit.may_be_centered:
            if unit.indents[1] == CENTERED:
                continue
            yield Difference("layout", f"a line begins in cell {word.indent}, not {unit.indents[1]}, {word.place}")


def _check_pages(unit: RequiredUnit, found: Sequence[tuple[int, FoundWord]]) -> Iterator[Difference]:
    for at, word in found:
        if at < len(unit.pages) and word.page != unit.pages[at]:
            name = unit.words[at].written
            yield Difference("layout", f"`{name}` is on print page {unit.pages[at]}, not {word.page}, {word.place}")
            return


# ---------------------------------------------------------------- first pages


def check_front_pages(final: FinishedEdition, file: BrfFile, settings: BrailleSettings) -> Iterator[Difference]:
    """Check title page and running heads: title, publisher, number, and who has read the braille."""
    edition, words = final.edition, settings.words

    def translate(text: str) -> list[str]:
        return [keep_six_dots(word) for word in translate_added_words(text, edition.lang, settings)]

    def note(text: str) -> list[str]:
        signed = sign_note([RequiredWord(cells, "", PART_OF_BRAILLE) for cells in translate(text)])
        return [one.cells for one in signed]

    credit = write_credit(final)
    required = [
        *translate(edition.title),
        *translate(edition.center.name),
        *translate(edition.number_line),
        *note(credit),
    ]
    if edition.print_pages:
        required += note(words.follows.format(edition=edition.print_pages.title))
    required += translate(words.contents)
    if join_divided_cells(file.front, (one for one in required if len(one) > CELLS // 2)) != tuple(required):
        said = " ".join(decode_word(one, settings) for one in file.front)
        yield Difference("changed", f"the title page says `{said[:200]}`")
    title = translate(edition.title)
    for number, (head, room) in enumerate(file.heads[1:], 2):
        found = head.split(BLANK)
        longer = BLANK.join(title[: len(found) + 1])
        if head and head == title[0][:room]:
            continue  # one word that is as long as a line is cut
        if not head or found != title[: len(found)] or (len(found) < len(title) and len(longer) <= room):
            yield Difference("layout", f"braille page {number} does not have the title as its running head")


def check_contents(
    blocks: Sequence[RequiredBlock], units: Sequence[RequiredUnit], pages: Sequence[int], matches: dict[int, int],
    file: BrfFile, edition: Edition, settings: BrailleSettings,
) -> Iterator[Difference]:  # fmt: skip
    """Check that the contents name every heading, with the page on which it begins."""
    required = []
    firsts = accumulate((len(unit.words) for unit in units), initial=0)
    starts = {unit.words[0].block: at for unit, at in zip(units, firsts, strict=False) if unit.words}
    for at, block in enumerate(blocks):
        if block.role == "heading" and block.level in {2, 3}:
            found = matches.get(starts.get(at, -1))
            required.append(
                (
                    tuple(keep_six_dots(word) for word in translate_block(block, edition.lang, settings)),
                    pages[found] if found is not None else 0,
                )
            )
    for (words, page), entry in zip(required, file.contents, strict=False):
        name = join_divided_cells(entry.words, (one for one in words if len(one) > CELLS // 2))
        if page and (words, page) != (name, entry.page):
            said = " ".join(decode_word(one, settings) for one in name)
            yield Difference("layout", f"the contents name `{said}` on page {entry.page}; it begins on page {page}")
    if len(file.contents) != len(required):
        yield Difference("layout", f"the contents have {len(file.contents)} entries, not {len(required)}")
