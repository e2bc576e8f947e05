"""Rules on the pages of an edition with an imprint: its PDF alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from press.imprints.edition_rules import SAMPLE
from press.model.facts import Folding
from press.model.findings import Place
from press.model.folding import page_count
from press.model.imprint import Imprint
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.layout.bounds import Word, lines_of, read_words
from press.readback.pdf.tag_tree import Element
from press.text.spacing import unspaced

FRAME = 30.0
"""Points that the frame of the block takes above and below its words, with the space around it."""


def with_a_page_more(reading: Reading) -> Reading:
    """Damage: a page after the one on which contact block, directory and colophon should stand together."""
    variant = reading.edition.variant.model_copy(update={"back": "directory"})
    edition = replace(reading.edition, imprint=SAMPLE, variant=variant)
    return replace(reading, edition=edition, facts=replace(reading.facts, sizes=(*reading.facts.sizes, (1.0, 1.0))))


@rule(
    "CLN205",
    clause="house rule: contact block, directory and colophon stand together on the last page",
    hint="give the variant `imprint_tokens` that leave more room there, e.g. a smaller `dir-gap` or `q-gap`",
    damage=with_a_page_more,
)
def last_page_is_whole(reading: Reading) -> Iterable[Problem]:
    """The clinic's line does not push the colophon off a last page that has the contact block and the directory."""
    edition = reading.edition
    if reading.tags is None or not edition.imprint or edition.variant.back != "directory":
        return
    talk = unspaced(edition.language.words.talk)
    found = [one.page for one in reading.tags.walk() if one.level and unspaced(one.all_text) == talk]
    pages = len(reading.facts.sizes)
    if found and found[-1] < pages:
        problem = f"the contact block is on page {found[-1]}, and what belongs to it runs on to page {pages}"
        yield Place(edition.name), problem


def with_too_large_a_block(reading: Reading) -> Reading:
    """Damage: a piece with more pages than its fold, whose block stands on a page of its own after a full one."""
    fold = Folding(kind="c-fold", sheet_width="11in", sheet_height="8.5in")
    variant = reading.edition.variant.model_copy(update={"fold": fold})
    assert reading.tags
    heading = Element("H2", (reading.edition.language.clinic.title,), page=2)
    tags = replace(reading.tags, content=(heading, *reading.tags.content))
    edition = replace(reading.edition, imprint=SAMPLE, variant=variant)
    sizes = reading.facts.sizes + ((1.0, 1.0),) * 6
    return replace(reading, edition=edition, tags=tags, facts=replace(reading.facts, sizes=sizes))


@rule(
    "CLN206",
    clause="print practice: a folded piece has the panels of its fold",
    hint="leave out what matters least: the hours, the help with languages, a second number, the logo",
    damage=with_too_large_a_block,
)
def block_fits_its_panel(reading: Reading) -> Iterable[Problem]:
    """The block of a clinic fits on the panels of a folded piece; the finding says how many lines it has too many."""
    edition = reading.edition
    fold, pages = edition.variant.fold, len(reading.facts.sizes)
    if reading.tags is None or not edition.imprint or not fold or page_count(fold, pages) == pages:
        return
    title = unspaced(edition.language.clinic.title)
    found = [one.page for one in reading.tags.walk() if one.level and unspaced(one.all_text) == title]
    if found and found[-1] > 1:
        lines = _too_many(read_words(reading.data), found[-1] - 1)
        yield Place(edition.name), f"the block of the clinic has about {lines} line{'s' * (lines != 1)} too many"


def _too_many(pages: Sequence[Sequence[Word]], page: int) -> int:
    """By how many lines the words on a page (from 0) are more than there is room for on the page before it."""
    here = pages[page]
    lowest = min((word.box[1] for words in pages for word in words), default=0.0)
    free = min((word.box[1] for word in pages[page - 1]), default=lowest) - lowest
    height = max(word.box[3] for word in here) - min(word.box[1] for word in here)
    pitch = height / max(1, lines_of(list(here)))
    return max(1, math.ceil((height + FRAME - free) / pitch))


def with_a_name_too_wide(reading: Reading) -> Reading:
    """Damage: a clinic that is called as the first word of the file is, and pages too narrow for it."""
    imprint = Imprint(name=reading.words.split()[0])
    sizes = tuple((40.0, height) for _, height in reading.facts.sizes)
    edition = replace(reading.edition, imprint=imprint)
    return replace(reading, edition=edition, facts=replace(reading.facts, sizes=sizes))


@rule(
    "CLN207",
    clause="print practice: nothing runs over its frame",
    hint="write it in shorter words, or with spaces between them",
    damage=with_a_name_too_wide,
)
def words_fit_their_column(reading: Reading) -> Iterable[Problem]:
    """No word of a clinic's block runs over the edge of the text or over another word."""
    imprint = reading.edition.imprint
    if not imprint:
        return
    own = {word for line in (imprint.name, *imprint.address) for word in line.split()}
    for page, (width, _) in zip(read_words(reading.data), reading.facts.sizes, strict=True):
        edge = width - min((word.box[0] for word in page), default=0.0)
        found = [word for word in page if word.text in own]
        for word in found:
            if word.box[2] > edge or any(_over(word, other) for other in page if other is not word):
                yield Place(reading.edition.name), f"`{word.text}` does not fit into its column"


def _over(one: Word, other: Word) -> bool:
    """Whether two words are painted on each other, by more than a point."""
    left, bottom, right, top = one.box
    across = min(right, other.box[2]) - max(left, other.box[0])
    along = min(top, other.box[3]) - max(bottom, other.box[1])
    return across > 1 and along > 1
