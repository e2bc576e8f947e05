"""Rules on the furniture: what every edition must carry, read back from the finished file.

Each compares what the file says with the sources, character for character once runs of spaces are one space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from press.model.edition import Edition
from press.model.findings import Place
from press.model.nodes import Node
from press.model.rules import Problem, rule
from press.readback import Reading
from press.text.spacing import squeeze, unspaced

AGREEMENT = "house rule: every edition carries the same furniture"
REPORT = "the template lost or changed it: build with --force, and report it if it stays"


def without(text: Callable[[Edition], str]) -> Callable[[Reading], Reading]:
    """Damage for a reading: take some words out of it."""

    def damage(reading: Reading) -> Reading:
        words = squeeze(text(reading.edition))
        assert words in reading.words, f"the example is no example: {words!r} is not in the reading"
        return replace(reading, words=reading.words.replace(words, ""))

    return damage


def with_the_fax_twice(reading: Reading) -> Reading:
    """Damage: the fax number read out once more."""
    return replace(reading, words=f"{reading.words} {reading.edition.center.contact.fax.text}")


def with_a_bare_page(reading: Reading) -> Reading:
    """Damage: a page without running matter."""
    return replace(reading, pages=(*reading.pages, "a page of text"))


def _missing(reading: Reading, wanted: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    said = unspaced(reading.words)
    for what, text in wanted:
        if unspaced(text) not in said:
            yield Place(reading.edition.name), f"{what} is not in the file: {text!r}"


@rule("FUR101", clause=AGREEMENT, hint=REPORT, damage=without(lambda edition: edition.number))
def number_and_date(reading: Reading) -> Iterable[Problem]:
    """The publication number and the issue date are read out."""
    edition = reading.edition
    yield from _missing(reading, [("the publication number", edition.number), ("the issue date", edition.issued)])


@rule(
    "FUR102", clause=AGREEMENT, hint=REPORT, damage=without(lambda edition: edition.publication.facts.reviewers[0].name)
)
def review_credit(reading: Reading) -> Iterable[Problem]:
    """Every reviewer is thanked in the words of the source."""
    edition = reading.edition
    for reviewer in edition.publication.facts.reviewers:
        thanks = reviewer.thanked_for.get(edition.lang, reviewer.thanked_for.get(edition.center.language, ""))
        yield from _missing(reading, [("the review credit", thanks.format(name=reviewer.name))])


@rule("FUR103", clause=AGREEMENT, hint=REPORT, damage=without(lambda edition: edition.center.contact.tty.text))
def contact_block(reading: Reading) -> Iterable[Problem]:
    """Every line of the contact block is there."""
    yield from _missing(reading, contact_lines(reading.edition))


@rule(
    "FUR104",
    clause=AGREEMENT,
    hint=REPORT,
    damage=without(lambda edition: first_words(edition, edition.publication.facts.statements[-1])),
)
def statements(reading: Reading) -> Iterable[Problem]:
    """Every standing statement that the publication names is there, whole."""
    edition = reading.edition
    for key in edition.publication.facts.statements:
        texts = edition.statements[key]
        for block in texts.get(edition.lang, texts.get(edition.center.language, ())):
            yield from _missing(reading, [(f"the statement {key!r}", words) for words in leaves(block)])


@rule("FUR105", clause=AGREEMENT, hint=REPORT, damage=without(lambda edition: edition.available_in))
def languages_line(reading: Reading) -> Iterable[Problem]:
    """The line that names the languages is there."""
    yield from _missing(reading, [("the language line", reading.edition.available_in)])


@rule(
    "FUR106",
    clause="house rule: adapted text says so",
    hint=REPORT,
    damage=without(lambda edition: edition.language.words.adapted_title),
)
def adapted_notice(reading: Reading) -> Iterable[Problem]:
    """An adapted text says that nobody has reviewed its wording."""
    edition = reading.edition
    words = edition.language.words
    if edition.publication.facts.review_status == "adapted":
        notice = words.adapted.format(date=edition.issued)
        yield from _missing(reading, [("the notice", words.adapted_title), ("the notice", notice)])


@rule(
    "FUR107",
    clause=AGREEMENT,
    hint=REPORT,
    damage=without(lambda edition: edition.organizations[edition.publication.facts.organizations[-1]].name),
)
def directory(reading: Reading) -> Iterable[Problem]:
    """Every organisation that the publication refers to is there by name, with its address."""
    edition = reading.edition
    for key in edition.publication.facts.organizations:
        entry = edition.organizations[key]
        wanted = [("an organisation", entry.name), ("its address", shown_url(entry.url))]
        yield from _missing(reading, wanted)


@rule(
    "FUR108",
    clause=AGREEMENT,
    hint=REPORT,
    damage=with_the_fax_twice,
)
def once(reading: Reading) -> Iterable[Problem]:
    """Contact block and review credit stand once in the reading order, not on every page."""
    edition = reading.edition
    said = unspaced(reading.words)
    thanks = [
        ("the review credit", reviewer.thanked_for.get(edition.lang, "").format(name=reviewer.name))
        for reviewer in edition.publication.facts.reviewers
    ]
    for what, text in [("the fax number", edition.center.contact.fax.text), *thanks]:
        if text and said.count(unspaced(text)) > 1:
            yield Place(edition.name), f"{what} is read out {said.count(unspaced(text))} times: {text!r}"


@rule(
    "FUR109",
    clause="house rule: number and page x of y on every page",
    hint=REPORT,
    damage=with_a_bare_page,
)
def running_matter(reading: Reading) -> Iterable[Problem]:
    """Every page of a PDF shows the publication number and its own page number."""
    edition = reading.edition
    if edition.variant.running == "none":
        return
    total = len(reading.pages)
    for number, text in enumerate(reading.pages, 1):
        if unspaced(edition.number) not in unspaced(text):
            yield Place(edition.name), f"page {number} does not show {edition.number!r}"
        label = page_label(edition, number, total)
        if label not in text:
            yield Place(edition.name), f"page {number} does not show its number as {label!r}"


def first_words(edition: Edition, key: str) -> str:
    """The first paragraph of a statement as plain words."""
    return next(leaves(edition.statements[key][edition.lang][0]))


def page_label(edition: Edition, number: int, total: int) -> str:
    """What the running matter of a page calls it, e.g. `2 of 4`."""
    return f"{number} {edition.language.words.of} {total}"


def contact_lines(edition: Edition) -> list[tuple[str, str]]:
    """What the contact block must say, line by line."""
    contact = edition.center.contact
    return [
        ("the name of the center", edition.center.name),
        *(("the postal address", line) for line in contact.address),
        ("the toll-free number", contact.toll_free.text),
        ("the telephone number", contact.phone.text),
        ("the TTY number", contact.tty.text),
        ("the fax number", contact.fax.text),
        ("the email address", contact.email),
        ("the web site", shown_url(contact.website)),
    ]


def shown_url(url: str) -> str:
    """A web address as it is printed: without its scheme and a last slash."""
    return url.partition("://")[2].rstrip("/")


def leaves(block: Node) -> Iterator[str]:
    """The words of each paragraph-like part of a block."""
    if any(child.kind in {"paragraph", "item", "bullet_list", "ordered_list"} for child in block.children):
        for child in block.children:
            yield from leaves(child)
    else:
        yield block.plain.strip()
