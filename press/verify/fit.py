"""Rules on room: words stand inside their page or panel, and a folded piece has the pages of its fold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from press.model.findings import Place
from press.model.folding import count_pages
from press.model.messages import pluralize_noun
from press.model.rules import Problem, rule
from press.model.sources.variant import Folding
from press.readback import Reading
from press.readback.layout.lines import TextLine
from press.readback.layout.pdfium import Box, count_lines, read_words
from press.readback.measure.figures import quote_line, quote_words
from press.readback.pdf.tag_tree import StructureElement
from press.style.resolve import read_points
from press.style.tokens import list_changed_tokens
from press.text.spacing import squeeze_spaces

SAFE = 9.0
"""The strip along each edge and fold where nothing is printed, in points (0.125 in)."""
FEW = 8
"""Most lines that a writer can be asked to save."""
SIDES = 2
"""Pages on a sheet that is not folded."""
GEOMETRY = "print practice: a fold and an edge have a safe zone"


def fold_in_three(reading: Reading) -> Reading:
    """Damage: fold pages in three that are not three."""
    fold = Folding(kind="c-fold", sheet_width="11in", sheet_height="8.5in")
    variant = reading.edition.variant.model_copy(update={"fold": fold})
    return replace(reading, edition=replace(reading.edition, variant=variant))


def cut_pages(reading: Reading) -> Reading:
    """Damage: cut pages two inches smaller."""
    sizes = tuple((width - 144, height - 144) for width, height in reading.facts.sizes)
    return replace(reading, facts=replace(reading.facts, sizes=sizes))


@rule("FLD101", clause=GEOMETRY, hint="shorten the text, or mark a section `.long`", damage=fold_in_three)
def check_page_count(reading: Reading) -> Iterable[Problem]:
    """Check that a piece has the pages of its fold, or the sides of a summary; if not, tell how much is over."""
    variant, pages, place = reading.edition.variant, len(reading.facts.sizes), Place(reading.edition.name)
    wanted = count_pages(variant.fold, pages) if variant.fold else min(pages, variant.summary or pages)
    if variant.fold and pages < wanted:
        problem = f"it has {pages} pages, and {variant.fold.kind} takes {wanted}"
        yield place, problem, "let `fill` in the variant add lines"
    elif pages > wanted:
        yield place, _describe_excess(reading, wanted), _describe_remedy(reading, wanted)


@rule("FLD102", clause=GEOMETRY, hint="shorten the words, or give them room with a token", damage=cut_pages)
def check_safe_zone(reading: Reading) -> Iterable[Problem]:
    """Check that every word is at least 1/8 in inside its page or panel."""
    sizes = reading.facts.sizes
    near = [
        any(_measure_room(box, size) < SAFE for box in runs) for runs, size in zip(reading.runs, sizes, strict=True)
    ]
    if not any(near):
        return
    for number, (words, size) in enumerate(zip(read_words(reading.data), sizes, strict=True), 1):
        for word in words:
            if (room := _measure_room(word.box, size)) < SAFE:
                where = "outside" if room < 0 else f"{room:.1f} pt from the edge of"
                yield Place(reading.edition.name), f"`{word.text}` is {where} page {number}"


def spill_two_lines(reading: Reading) -> Reading:
    """Damage: let two lines stand on a page of their own, before the last of three."""
    lines = reading.measure.lines
    spilled = tuple(line._replace(page=2) for line in lines[:2])
    variant = reading.edition.variant.model_copy(update={"fill": None, "fold": None})
    return replace(
        reading,
        edition=replace(reading.edition, variant=variant),
        facts=replace(reading.facts, sizes=reading.facts.sizes[:1] * 3),
        tags=StructureElement("H2", (reading.edition.language.words.talk,), page=3),
        preset_measurements=reading.measure.replace_lines(
            (*(line for line in lines if line.page == 1 and line not in lines[:2]), *spilled)
        ),
    )


@rule(
    "FLD103",
    clause="house rule: fewest sheets",
    hint="shorten the text a little, or leave it as it is",
    severity="warning",
    damage=spill_two_lines,
)
def check_spilled_lines(reading: Reading) -> Iterable[Problem]:
    """Check that no few lines of text take a sheet more."""
    pages, variant = len(reading.facts.sizes), reading.edition.variant
    last = _find_last_page(reading, pages)
    language = reading.edition.language
    notes = squeeze_spaces(" ".join([language.words.notes, *(language.print.prompts if language.print else [])]))
    by_page: dict[int, list[TextLine]] = {}
    for line in reading.measure.lines:
        # The heading of ruled lines goes when there are none; a long one stands on several lines.
        if squeeze_spaces(line.text) not in notes:
            by_page.setdefault(line.page, []).append(line)
    spill = max((page for page in by_page if page < last), default=0)
    multiple = variant.fill or SIDES
    # Without the page of these lines, the pages of text are a whole multiple less.
    over = len({*by_page, last}) - (pages - multiple if variant.fill else pages - 1)
    if spill < 2 or over != 1 or (not variant.fill and pages % SIDES != 1):
        return
    lines = len({round(line.y) for line in by_page[spill]})
    if lines <= FEW:
        words = sum(len(line.text.split()) for line in by_page[spill])
        where = f"page {spill} “{quote_line(by_page[spill][0])}”"
        less = f"about {pluralize_noun(words, 'word')} less saves a sheet"
        yield Place(reading.edition.name), f"{pluralize_noun(lines, 'line')} too many ({where}): {less}"


def part_pictures(reading: Reading) -> Reading:
    """Damage: move every picture but the first to a later page."""
    assert reading.tags
    first = next(one for one in reading.tags.walk() if one.role == "Figure")

    def move(element: StructureElement) -> StructureElement:
        content = tuple(part if isinstance(part, str) else move(part) for part in element.content)
        later = element.role == "Figure" and element.alt != first.alt
        return replace(element, content=content, page=element.page + 1 if later else element.page)

    return replace(reading, tags=move(reading.tags))


@rule(
    "FLD104",
    clause="house rule: pictures that are compared are seen at one glance",
    hint="shorten the labels and the caption, or make it two figures",
    severity="warning",
    damage=part_pictures,
)
def check_whole_figures(reading: Reading) -> Iterable[Problem]:
    """Check that the pictures of a figure stand on one page."""
    assert reading.tags
    pages: dict[str, set[int]] = {}
    for element in reading.tags.walk():
        if element.role == "Figure":
            pages.setdefault(squeeze_spaces(element.alt), set()).add(element.page)
    for section in reading.edition.translation.sections:
        for figure in (block for block in section.blocks if block.kind == "figure"):
            panels = [child for child in figure.children if child.kind == "panel"]
            alts = [squeeze_spaces(panel.children[0].attrs.get("alt", "")) for panel in panels]
            found = sorted(set().union(*(pages.get(alt, set()) for alt in alts if alt)))
            if len(found) > 1:
                numbers = " and ".join(map(str, found))
                yield Place(reading.edition.name), f"the figure `#{figure.attrs['id']}` is cut over pages {numbers}"


def empty_first_page(reading: Reading) -> Reading:
    """Damage: leave one line on a first page that others follow."""
    variant = reading.edition.variant.model_copy(update={"opening": "masthead"})
    width, height = reading.facts.sizes[0]
    line = (width / 2, height - 120.0, width / 2 + 30, height - 110.0)
    return replace(
        reading,
        edition=replace(reading.edition, variant=variant),
        facts=replace(reading.facts, sizes=(*reading.facts.sizes[:1], *reading.facts.sizes)),
        runs=((line,), *reading.runs),
        pages=("", *reading.pages),
    )


@rule(
    "FLD105",
    clause="house rule: a page before the last is at least 70 % full",
    hint="what begins the next page did not fit it; shorten what stands before, or leave it as it is",
    severity="warning",
    damage=empty_first_page,
)
def check_sparse_pages(reading: Reading) -> Iterable[Problem]:
    """Check that every page but covers, the last and lines for notes is full."""
    edition, tokens = reading.edition, list_changed_tokens(reading.edition)
    top, bottom = (read_points(f"--margin-{side}", tokens) or 0.0 for side in ("top", "bottom"))
    notes = squeeze_spaces(edition.language.words.notes)
    first = edition.variant.opening == "cover"
    for number, (runs, size) in enumerate(zip(reading.runs, reading.facts.sizes, strict=True), 1):
        inside = [box for box in runs if bottom <= box[1] and box[3] <= size[1] - top + SAFE]
        if not inside or number <= first or number == len(reading.runs) or notes in reading.pages[number - 1]:
            continue
        fill = (size[1] - top - min(box[1] for box in inside)) / (size[1] - top - bottom)
        if fill < LEAST_FILL:
            after = f"page {number + 1} begins with “{_find_first_words(reading, number + 1)}”"
            yield Place(edition.name), f"page {number} is {math.floor(100 * fill)}% full, and {after}"


LEAST_FILL = 0.7
BLOCKS = frozenset({"P", "LBody", "Figure", "Caption", "TH", "TD"})
"""What a page may begin with beside headings."""


def _find_first_words(reading: Reading, page: int) -> str:
    """Find the words, or the text of a picture, with which a page begins, cut to fit a message."""
    assert reading.tags
    blocks = (one for one in reading.tags.walk() if one.page == page and (one.level or one.role in BLOCKS))
    return quote_words(next((said for one in blocks if (said := squeeze_spaces(one.alt or one.all_text))), ""))


def _measure_room(box: Box, size: tuple[float, float]) -> float:
    """Measure from a box to the nearest edge, in points.

    Below zero if the edge cuts the box.
    """
    left, bottom, right, top = box
    width, height = size
    return min(left, bottom, width - right, height - top)


def _describe_excess(reading: Reading, wanted: int) -> str:
    """Describe by how many lines and words text is over.

    Names the panel on which they no longer fit.
    """
    spilled = read_words(reading.data)
    fold, last = reading.edition.variant.fold, _find_last_page(reading, wanted)
    if fold and last > wanted:
        panel, over = wanted - 1, spilled[wanted - 1 : last - 1]
    else:
        panel, over = wanted, spilled[wanted:]
    lines, words = sum(count_lines(page) for page in over), sum(len(page) for page in over)
    what = "panel" if fold else "side"
    return f"{what} {panel} is over by {pluralize_noun(lines, 'line')}, about {pluralize_noun(words, 'word')}"


def _find_last_page(reading: Reading, wanted: int) -> int:
    """Find the page with the contact block, from 1.

    A text that is too long is too long before this block or in it.
    """
    assert reading.tags
    talk = reading.edition.language.words.talk
    pages = [one.page for one in _list_headings(reading.tags) if squeeze_spaces(one.all_text) == squeeze_spaces(talk)]
    return pages[-1] if pages else wanted


def _list_headings(tags: StructureElement) -> list[StructureElement]:
    return [one for one in tags.walk() if one.level]


def _describe_remedy(reading: Reading, wanted: int) -> str:
    """Describe how to shorten the text.

    Names the nearest section break, and what has been left out already.
    """
    assert reading.tags
    edition = reading.edition
    titles = {squeeze_spaces(section.title): section for section in edition.translation.sections}
    before = [
        one for one in _list_headings(reading.tags) if squeeze_spaces(one.all_text) in titles and one.page < wanted
    ]
    remedy = "shorten the block of the clinic, or the text" if edition.imprint else "shorten the text"
    if before:
        title, panel = squeeze_spaces(before[-1].all_text), before[-1].page
        line = edition.translation.source.make_place(titles[title].line)
        remedy += f"; the nearest section break is before `{title}` on panel {panel} ({line})"
    if edition.omitted_questions:
        remedy += f"; the short text leaves out {', '.join(map(repr, edition.omitted_questions))} already"
    return remedy
