"""Rules on room: what is printed stands on its page or panel, and a folded piece has the pages that its fold has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from press.model.facts import Folding
from press.model.findings import Place
from press.model.folding import page_count
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.layout.bounds import Box, lines_of, read_words
from press.readback.pdf.tag_tree import Element
from press.text.spacing import squeeze

SAFE = 9.0
"""The strip along each edge and fold where nothing is printed, in points: 0.125 in (the pages named in GEOMETRY)."""
GEOMETRY = "print practice: a fold and an edge have a safe zone"


def folded_in_three(reading: Reading) -> Reading:
    """Damage: a piece that is to be folded in three although it has other pages than that takes."""
    fold = Folding(kind="c-fold", sheet_width="11in", sheet_height="8.5in")
    variant = reading.edition.variant.model_copy(update={"fold": fold})
    return replace(reading, edition=replace(reading.edition, variant=variant))


def cut_smaller(reading: Reading) -> Reading:
    """Damage: pages cut two inches smaller than they were set."""
    sizes = tuple((width - 144, height - 144) for width, height in reading.facts.sizes)
    return replace(reading, facts=replace(reading.facts, sizes=sizes))


@rule("FLD101", clause=GEOMETRY, hint="shorten the text, or mark a section `.long`", damage=folded_in_three)
def has_the_pages_of_its_fold(reading: Reading) -> Iterable[Problem]:
    """A folded piece has as many pages as its fold; the finding says by how much the text is over."""
    edition = reading.edition
    fold = edition.variant.fold
    pages = len(reading.facts.sizes)
    if not fold or page_count(fold, pages) == pages:
        return
    wanted = page_count(fold, pages)
    place = Place(edition.name)
    if pages < wanted:
        yield place, f"it has {pages} pages, and {fold.kind} takes {wanted}", "let `fill` in the variant add lines"
        return
    yield place, _over(reading, wanted), _remedy(reading, wanted)


@rule("FLD102", clause=GEOMETRY, hint="shorten the words, or give them room with a token", damage=cut_smaller)
def text_keeps_off_the_edge(reading: Reading) -> Iterable[Problem]:
    """Every printed word is at least 1/8 in inside its page or panel."""
    sizes = reading.facts.sizes
    near = [any(_room(box, size) < SAFE for box in runs) for runs, size in zip(reading.runs, sizes, strict=True)]
    if not any(near):
        return
    for number, (words, size) in enumerate(zip(read_words(reading.data), sizes, strict=True), 1):
        for word in words:
            if (room := _room(word.box, size)) < SAFE:
                where = "outside" if room < 0 else f"{room:.1f} pt from the edge of"
                yield Place(reading.edition.name), f"{word.text!r} is {where} page {number}"


def _room(box: Box, size: tuple[float, float]) -> float:
    """From a box to the nearest edge of a page, in points; below zero when it is cut by the edge."""
    left, bottom, right, top = box
    width, height = size
    return min(left, bottom, width - right, height - top)


def _over(reading: Reading, wanted: int) -> str:
    """By how much the text is too long: lines and words, and the panel on which they no longer fit."""
    spilled = read_words(reading.data)
    last = _last_page(reading, wanted)
    if last > wanted:
        panel, over = wanted - 1, spilled[wanted - 1 : last - 1]
    else:
        panel, over = wanted, spilled[wanted:]
    lines, words = sum(lines_of(page) for page in over), sum(len(page) for page in over)
    return f"panel {panel} is over by {lines} line{'s' * (lines != 1)}, about {words} word{'s' * (words != 1)}"


def _last_page(reading: Reading, wanted: int) -> int:
    """The page on which the contact block stands, from 1: what is before it is too long, or it is itself."""
    assert reading.tags
    talk = reading.edition.language.words.talk
    pages = [one.page for one in _headings(reading.tags) if squeeze(one.all_text) == squeeze(talk)]
    return pages[-1] if pages else wanted


def _headings(tags: Element) -> list[Element]:
    return [one for one in tags.walk() if one.level]


def _remedy(reading: Reading, wanted: int) -> str:
    """Where the nearest section break is, and what has been left out already."""
    assert reading.tags
    edition = reading.edition
    titles = {squeeze(section.title): section for section in edition.translation.sections}
    before = [one for one in _headings(reading.tags) if squeeze(one.all_text) in titles and one.page < wanted]
    remedy = "shorten the block of the clinic, or the text" if edition.imprint else "shorten the text"
    if before:
        title, panel = squeeze(before[-1].all_text), before[-1].page
        line = edition.translation.source.line(titles[title].line)
        remedy += f"; the nearest section break is before {title!r} on panel {panel} ({line})"
    if edition.left_out:
        remedy += f"; the short text leaves out {', '.join(map(repr, edition.left_out))} already"
    return remedy
