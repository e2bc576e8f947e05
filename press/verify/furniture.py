"""Rules on the furniture: what every edition must carry, read back from the finished file.

Each compares what the file says with the sources, character for character once runs of spaces are one space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from press.model.edition import Edition
from press.model.findings import Place
from press.model.messages import AGREEMENT
from press.model.nodes import BLOCKS, Node
from press.model.rules import Problem, rule
from press.readback import Reading
from press.text.blocks import list_parts
from press.text.direction import runs_right_to_left
from press.text.spacing import remove_spaces, squeeze_spaces

SHORTEN_COVER = "shorten the title, the summary or the main points, for which the cover of this variant has no room"
REPORT = "the template lost or changed it; build with --force, and report this if it stays"


def remove_words(text: Callable[[Edition], str]) -> Callable[[Reading], Reading]:
    """Damage a reading: take some words out."""

    def damage(reading: Reading) -> Reading:
        words = squeeze_spaces(reading.spell(text(reading.edition)))
        assert words in reading.words, f"the example is no example: {words!r} is not in the reading"
        return replace(reading, words=reading.words.replace(words, ""))

    return damage


def repeat_fax(reading: Reading) -> Reading:
    """Damage a reading: repeat the fax number."""
    return replace(reading, words=f"{reading.words} {reading.edition.center.contact.fax.text}")


def add_bare_page(reading: Reading) -> Reading:
    """Damage a reading: add a page without running matter."""
    return replace(reading, pages=(*reading.pages, "a page of text"))


def _find_missing(reading: Reading, wanted: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    said = remove_spaces(reading.words)
    for what, text in wanted:
        if remove_spaces(reading.spell(text)) not in said:
            yield Place(reading.edition.name), f"{what} is not in the file: `{text}`"


@rule("FUR101", clause=AGREEMENT, hint=REPORT, damage=remove_words(lambda edition: edition.number_line))
def check_number_and_date(reading: Reading) -> Iterable[Problem]:
    """Check that publication number and issue date are read out."""
    edition = reading.edition
    wanted = [("the publication number", edition.number_line), ("the issue date", edition.issued)]
    yield from _find_missing(reading, wanted)


@rule(
    "FUR102",
    clause=AGREEMENT,
    hint=REPORT,
    damage=remove_words(lambda edition: edition.publication.facts.reviewers[0].name),
)
def check_review_credit(reading: Reading) -> Iterable[Problem]:
    """Check that every reviewer is thanked in the source's words, and translators are named."""
    edition = reading.edition
    if edition.translation_credit:
        yield from _find_missing(reading, [("the credit of the translation", edition.translation_credit)])
    if not edition.publication.facts.reviewers:
        yield from _find_missing(reading, [("the review credit", edition.language.words.unreviewed_title)])
    for reviewer in edition.publication.facts.reviewers:
        thanks = reviewer.thanked_for.get(edition.lang, reviewer.thanked_for.get(edition.center.language, ""))
        yield from _find_missing(reading, [("the review credit", thanks.format(name=reviewer.name))])


@rule("FUR103", clause=AGREEMENT, hint=REPORT, damage=remove_words(lambda edition: edition.center.contact.tty.text))
def check_contact_block(reading: Reading) -> Iterable[Problem]:
    """Check that every line of the contact block is there."""
    yield from _find_missing(reading, list_contact_lines(reading.edition))


@rule(
    "FUR104",
    clause=AGREEMENT,
    hint=REPORT,
    damage=remove_words(lambda edition: read_first_words(edition, edition.publication.facts.statements[-1])),
)
def check_statements(reading: Reading) -> Iterable[Problem]:
    """Check that every standing statement of the publication is there, whole."""
    edition = reading.edition
    if edition.statement_form == "linked":
        yield from _find_missing(reading, [("the address of the statements", format_url(edition.page_url))])
        return
    for key in edition.publication.facts.statements:
        for block in edition.read_statement(key)[0]:
            yield from _find_missing(reading, [(f"the statement `{key}`", words) for words in list_paragraphs(block)])


@rule("FUR105", clause=AGREEMENT, hint=REPORT, damage=remove_words(lambda edition: edition.language_line))
def check_language_line(reading: Reading) -> Iterable[Problem]:
    """Check that the line that names the languages is there."""
    yield from _find_missing(reading, [("the language line", reading.edition.language_line)])


@rule(
    "FUR106",
    clause="house rule: adapted text says so",
    hint=REPORT,
    damage=remove_words(lambda edition: edition.language.words.adapted_title),
)
def check_adapted_notice(reading: Reading) -> Iterable[Problem]:
    """Check that an unreviewed or adapted text says so."""
    edition = reading.edition
    words = edition.language.words
    if edition.publication.facts.review_status == "adapted":
        notice = words.adapted.format(date=edition.issued)
        yield from _find_missing(reading, [("the notice", words.adapted_title), ("the notice", notice)])
    elif edition.publication.facts.review_status == "unreviewed":
        yield from _find_missing(reading, [("the notice", words.unreviewed_title), ("the notice", words.unreviewed)])


@rule(
    "FUR107",
    clause=AGREEMENT,
    hint=REPORT,
    damage=remove_words(lambda edition: edition.organizations[edition.publication.facts.organizations[-1]].name),
)
def check_directory(reading: Reading) -> Iterable[Problem]:
    """Check that every organization of the publication is there by name, with its address."""
    edition = reading.edition
    for key in [] if edition.variant.summary else edition.publication.facts.organizations:
        entry = edition.organizations[key]
        wanted = [("an organization", entry.name), ("its address", format_url(entry.url))]
        yield from _find_missing(reading, wanted)


@rule(
    "FUR108",
    clause=AGREEMENT,
    hint=REPORT,
    damage=repeat_fax,
)
def check_single_occurrence(reading: Reading) -> Iterable[Problem]:
    """Check that contact block and review credit are read once, not on every page."""
    edition = reading.edition
    said = _join_digits(reading.words)
    thanks = [
        ("the review credit", reviewer.thanked_for.get(edition.lang, "").format(name=reviewer.name))
        for reviewer in edition.publication.facts.reviewers
    ]
    for what, text in [("the fax number", edition.center.contact.fax.text), *thanks]:
        times = said.count(_join_digits(text)) if text else 0
        if times > 1:  # an old text may name the number in its own words too
            words = (word for part in list_parts(edition.translation).values() for word in part.words)
            times -= _join_digits(" ".join(words)).count(_join_digits(text))
        if times > 1:
            yield Place(edition.name), f"{what} is read out {times} times: `{text}`"


def _join_digits(words: str) -> str:
    """Remove spaces, and every dash between digits: texts write a number with different ones."""
    return re.sub(r"\W(?<=\d\W)(?=\d)", "", remove_spaces(words))


@rule(
    "FUR109",
    clause="house rule: number and page x of y on every page",
    hint=REPORT,
    damage=add_bare_page,
)
def check_running_matter(reading: Reading) -> Iterable[Problem]:
    """Check that every PDF page but covers and backs shows publication number and page number."""
    edition = reading.edition
    if edition.variant.running == "none":
        return
    total = len(reading.pages)
    first, last = 1 + edition.variant.has_bare_cover, total - edition.variant.has_bare_back
    shown = {
        number: (_shows_words(text, edition.number_line), format_page_label(edition, number, total) in text)
        for number, text in enumerate(reading.pages, 1)
        if first <= number <= last
    }
    cover = list(takewhile(lambda number: not any(shown[number]), shown)) if edition.variant.has_bare_cover else []
    if cover:
        place = edition.translation.source.find_place("title")
        yield place, f"the cover runs on to page {cover[-1]}", SHORTEN_COVER
    for number, (shows_line, shows_label) in shown.items():
        if not shows_line and number not in cover:
            yield Place(edition.name), f"page {number} does not show `{edition.number_line}`"
        if not shows_label and number not in cover:
            label = format_page_label(edition, number, total)
            yield Place(edition.name), f"page {number} does not show its number as `{label}`"


def _shows_words(text: str, words: str) -> bool:
    """Tell whether the text of a page shows some words.

    PDFium puts Latin words in a line that runs to the left in an order of its own.
    """
    if remove_spaces(words) in remove_spaces(text):
        return True
    parts = set(re.findall(r"[\w-]+", words))
    return runs_right_to_left(text) and any(parts <= set(re.findall(r"[\w-]+", line)) for line in text.splitlines())


def read_first_words(edition: Edition, key: str) -> str:
    """Return the first paragraph of a statement as words."""
    return next(list_paragraphs(edition.read_statement(key)[0][0]))


def format_page_label(edition: Edition, number: int, total: int) -> str:
    """Format the number of a page, e.g. `2 of 4`."""
    return edition.language.words.page_of.format(n=number, total=total)


def list_contact_lines(edition: Edition) -> list[tuple[str, str]]:
    """List what the contact block must say, line by line."""
    contact = edition.center.contact
    return [
        ("the name of the center", edition.center.name),
        *(("the postal address", line) for line in contact.address),
        ("the toll-free number", contact.toll_free.text),
        ("the telephone number", contact.phone.text),
        ("the TTY number", contact.tty.text),
        ("the fax number", contact.fax.text),
        ("the email address", contact.email),
        ("the web site", format_url(contact.website)),
    ]


def format_url(url: str) -> str:
    """Format a web address without scheme and last slash."""
    return url.partition("://")[2].rstrip("/")


def list_paragraphs(block: Node) -> Iterator[str]:
    """List the words of each paragraph-like part of a block."""
    if any(child.kind in BLOCKS for child in block.children):
        for child in block.children:
            yield from list_paragraphs(child)
    else:
        yield block.text_content.strip()
