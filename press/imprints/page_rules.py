"""Rules on the pages of an edition with an imprint, for PDF only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from press.imprints.edition_rules import SAMPLE
from press.model.findings import Place
from press.model.folding import count_pages
from press.model.messages import pluralize_noun
from press.model.rules import Problem, rule
from press.model.sources.imprint import Imprint
from press.model.sources.variant import Folding
from press.readback import Reading
from press.readback.layout.pdfium import PlacedWord, count_lines, read_words
from press.readback.pdf.tag_tree import StructureElement
from press.text.spacing import remove_spaces

FRAME = 30.0
"""Height of the frame of the block above and below its words, with the space around it, in points."""


def add_page(reading: Reading) -> Reading:
    """Damage the reading: add a page after the last.

    Contact block, directory and colophon are then not on the last page.
    """
    variant = reading.edition.variant.model_copy(update={"back": "directory"})
    edition = replace(reading.edition, imprint=SAMPLE, variant=variant)
    return replace(reading, edition=edition, facts=replace(reading.facts, sizes=(*reading.facts.sizes, (1.0, 1.0))))


@rule(
    "CLN205",
    clause="house rule: contact block, directory and colophon stand together on the last page",
    hint="give the variant `imprint_tokens` that save space, e.g. a smaller `directory-gap` or `question-gap`",
    damage=add_page,
)
def check_last_page(reading: Reading) -> Iterable[Problem]:
    """Check that the colophon stays with the contact block.

    On a last page with contact block and directory, the clinic's line must not push it off.
    """
    edition = reading.edition
    if reading.tags is None or not edition.imprint or edition.variant.back != "directory":
        return
    talk = remove_spaces(edition.language.words.talk)
    found = [one.page for one in reading.tags.walk() if one.level and remove_spaces(one.all_text) == talk]
    pages = len(reading.facts.sizes)
    if found and found[-1] < pages:
        problem = f"the contact block is on page {found[-1]}, but the last page is {pages}"
        yield Place(edition.name), problem


def move_block_off_fold(reading: Reading) -> Reading:
    """Damage the reading: put the block on an extra page.

    The piece has more pages than its fold, and the page before is full.
    """
    fold = Folding(kind="c-fold", sheet_width="11in", sheet_height="8.5in")
    variant = reading.edition.variant.model_copy(update={"fold": fold})
    assert reading.tags
    heading = StructureElement("H2", (reading.edition.language.clinic.title,), page=2)
    tags = replace(reading.tags, content=(heading, *reading.tags.content))
    edition = replace(reading.edition, imprint=SAMPLE, variant=variant)
    sizes = reading.facts.sizes + ((1.0, 1.0),) * 6
    return replace(reading, edition=edition, tags=tags, facts=replace(reading.facts, sizes=sizes))


@rule(
    "CLN206",
    clause="print practice: a folded piece has the panels of its fold",
    hint="leave out what matters least: the hours, the language help, a second number, the logo",
    damage=move_block_off_fold,
)
def check_block_fits(reading: Reading) -> Iterable[Problem]:
    """Check that the clinic's block fits a folded piece.

    The finding says by how many lines it does not.
    """
    edition = reading.edition
    fold, pages = edition.variant.fold, len(reading.facts.sizes)
    if reading.tags is None or not edition.imprint or not fold or count_pages(fold, pages) == pages:
        return
    title = remove_spaces(edition.language.clinic.title)
    found = [one.page for one in reading.tags.walk() if one.level and remove_spaces(one.all_text) == title]
    if found and found[-1] > 1:
        lines = _count_excess_lines(read_words(reading.data), found[-1] - 1)
        yield Place(edition.name), f"the clinic's block is about {pluralize_noun(lines, 'line')} too long"


def _count_excess_lines(pages: Sequence[Sequence[PlacedWord]], page: int) -> int:
    """Count the lines that the page before cannot hold.

    page: the index of their page, from 0.
    """
    here = pages[page]
    lowest = min((word.box[1] for words in pages for word in words), default=0.0)
    free = min((word.box[1] for word in pages[page - 1]), default=lowest) - lowest
    height = max(word.box[3] for word in here) - min(word.box[1] for word in here)
    pitch = height / max(1, count_lines(list(here)))
    return max(1, math.ceil((height + FRAME - free) / pitch))


def narrow_pages(reading: Reading) -> Reading:
    """Damage the reading: narrow the pages around a name.

    The clinic gets the first word of the file as its name.
    """
    imprint = Imprint(name=reading.words.split()[0])
    sizes = tuple((40.0, height) for _, height in reading.facts.sizes)
    edition = replace(reading.edition, imprint=imprint)
    return replace(reading, edition=edition, facts=replace(reading.facts, sizes=sizes))


@rule(
    "CLN207",
    clause="print practice: nothing runs over its frame",
    hint="use shorter words, or put spaces between them",
    damage=narrow_pages,
)
def check_word_widths(reading: Reading) -> Iterable[Problem]:
    """Check that a clinic's words stay in their column.

    None crosses the edge of the text or another word.
    """
    imprint = reading.edition.imprint
    if not imprint:
        return
    name = set(imprint.name.split())
    own = {word for line in (imprint.name, *imprint.address) for word in line.split()}
    for page, (width, _) in zip(read_words(reading.data), reading.facts.sizes, strict=True):
        if not name <= {word.text for word in page}:
            continue  # a number of its address may stand in a drawing
        edge = width - min((word.box[0] for word in page), default=0.0)
        found = [word for word in page if word.text in own]
        for word in found:
            if word.box[2] > edge or any(_overlaps(word, other) for other in page if other is not word):
                yield Place(reading.edition.name), f"`{word.text}` is too wide for its column"


def _overlaps(one: PlacedWord, other: PlacedWord) -> bool:
    """Tell whether two words overlap by more than a point."""
    left, bottom, right, top = one.box
    across = min(right, other.box[2]) - max(left, other.box[0])
    along = min(top, other.box[3]) - max(bottom, other.box[1])
    return across > 1 and along > 1
