"""Rules on a clinic's imprint in a finished file: the core text is unchanged, and the block is complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from press.model.edition import format_edition_name
from press.model.findings import Finding, FindingCode, Place
from press.model.manifest import ManifestRow
from press.model.publication import Picture
from press.model.rules import Problem, rule
from press.model.sources.imprint import ClinicPhone, Imprint, format_digest
from press.readback import Reading
from press.readback.html import parse_html
from press.readback.layout.logo import draw_area, find_logos, measure_visible_share
from press.readback.pdf.tag_tree import StructureElement
from press.readback.speech.core_text import (
    has_same_extras,
    hash_lines,
    list_core_text,
    list_core_text_of_tags,
    read_page_core_text,
    read_page_transcript,
)
from press.readback.speech.transcript import TranscriptLine, describe_differences
from press.text.spacing import remove_spaces

AGREEMENT = "house rule: an imprint stands beside the center's block and never changes the text"
REPORT = "this is a fault of the press: report it with the imprint that shows it"
LEAST_SEEN = 0.15
"""Least share of a logo that must stand out; letters cover about a sixth of their background."""
SAMPLE = Imprint(name="Sample Clinic", phones=[ClinicPhone(text="202-555-0147", dial="+12025550147")])


def add_word(reading: Reading) -> Reading:
    """Damage the file: add a word to its text."""
    if reading.tags:
        return replace(reading, tags=_add_word(reading.tags)[0])
    html = reading.html.replace("</h2>", " not</h2>", 1)
    return replace(reading, html=html, dom=parse_html(html))


def expect_imprint(reading: Reading) -> Reading:
    """Damage the reading: expect a block that is missing."""
    return replace(reading, edition=replace(reading.edition, imprint=SAMPLE))


def expect_logo(reading: Reading) -> Reading:
    """Damage the reading: expect a logo that is missing."""
    logo = Picture("logo.svg", "image/svg+xml", b"")
    return replace(reading, edition=replace(reading.edition, imprint=SAMPLE, logo=logo))


@rule("CLN201", clause=AGREEMENT, hint=REPORT, damage=add_word)
def check_core_text(reading: Reading) -> Iterable[Problem]:
    """Check that the core text equals the center's edition.

    Its words, roles and links are read back from the file and compared with the edition as typeset.
    """
    if says_the_same(reading):
        return
    for problem in describe_differences(read_page_core_text(reading.html_without_imprint), read_core_text(reading)):
        yield Place(reading.edition.name), problem.replace("the page says", "the center's edition says", 1)


@rule("CLN202", clause=AGREEMENT, hint=REPORT, damage=expect_imprint)
def check_printed_digest(reading: Reading) -> Iterable[Problem]:
    """Check that the colophon has the digest of the text.

    It is the digest of the core text in the file, as it would be without remedies for its room: another rule compares
    that text with the one that has them.
    """
    if reading.edition.imprint:
        lines = read_page_core_text(reading.core_html) if reading.core_html else read_core_text(reading)
        expected = format_digest(hash_lines(lines))
        if remove_spaces(reading.spell(f"· {expected}")) not in remove_spaces(reading.words):
            yield (
                Place(reading.edition.name),
                f"its core text has the digest {expected}, which the colophon does not print",
            )


@rule("CLN203", clause=AGREEMENT, hint=REPORT, damage=expect_imprint)
def check_block_complete(reading: Reading) -> Iterable[Problem]:
    """Check that the clinic's block is complete, with linked numbers."""
    imprint = reading.edition.imprint
    if not imprint:
        return
    words, place = remove_spaces(reading.words), Place(reading.edition.name)
    for what, text in _list_expected(reading, imprint):
        if remove_spaces(reading.spell(text)) not in words:
            yield place, f"{what} is not in the file: `{text}`"
    for phone in imprint.phones:
        if f"tel:{phone.dial}" not in _list_links(reading):
            yield place, f"no link calls {phone.dial}"


@rule(
    "CLN204",
    clause="WCAG 2.2, 1.4.11: 3 to 1 for graphical objects",
    hint="use a darker logo, or its version for white paper",
    damage=expect_logo,
)
def check_logo(reading: Reading) -> Iterable[Problem]:
    """Check that a logo is described and stands out.

    It stands out from white paper on a picture of the page.
    """
    edition = reading.edition
    if not (edition.imprint and edition.logo):
        return
    words = edition.imprint.logo_alt or {}
    alt = words.get(edition.lang, words.get(edition.center.language, edition.imprint.name))
    if reading.tags is None:
        if not any(alt in {one.get("aria-label"), one.get("alt")} for one in reading.dom.iter()):
            yield Place(edition.name), f"no picture has the alternative text `{alt}`"
        return
    seen = [draw_area(reading.data, one.page, one.attributes["BBox"]) for one in find_logos(reading.tags, alt)]
    share = max(map(measure_visible_share, seen), default=0.0)
    if share < LEAST_SEEN:
        yield Place(edition.name), f"only {share:.0%} of the logo has a contrast of 3 to 1; {LEAST_SEEN:.0%} is needed"


def says_the_same(reading: Reading) -> bool:
    """Tell whether a PDF says what the center's page says.

    Then its core text is that page's too, and need not be compared.
    """
    return (
        reading.html_without_imprint == reading.html
        and reading.tags is not None
        and has_same_extras(reading.dom, reading.tags)
        and list(read_page_transcript(reading.html)) == reading.transcript
    )


def read_core_text(reading: Reading) -> list[TranscriptLine]:
    """Read the core text of a finished file, as lines."""
    if reading.tags:
        return list_core_text_of_tags(reading.tags, reading.facts.lang, reading.dom)
    return list_core_text(reading.dom)


def _list_expected(reading: Reading, imprint: Imprint) -> Iterator[tuple[str, str]]:
    """List the names and texts that the block must print.

    Each is in the language of the edition or, failing that, of the center; notices are in their own.
    """
    edition = reading.edition
    yield from ((f"the notice in `{lang}`", words) for lang, words in edition.availability)
    yield "the name of the clinic", imprint.name
    yield from (("its address", line) for line in imprint.address)
    yield from (("a telephone number", phone.text) for phone in imprint.phones)
    texts = [("the label of a number", phone.label) for phone in imprint.phones]
    texts += [("its hours", imprint.hours or {}), ("its help with languages", imprint.language_help or {})]
    for what, by_language in texts:
        yield what, by_language.get(edition.lang, by_language.get(edition.center.language, ""))


def _list_links(reading: Reading) -> set[str]:
    if reading.tags:
        return {one.href for one in reading.tags.find("Link")}
    return {one.get("href") or "" for one in reading.dom.iter("a")}


def _add_word(element: StructureElement, *, done: bool = False) -> tuple[StructureElement, bool]:
    parts: list[StructureElement | str] = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(part if done or element.role != "P" else f"Not {part}")
            done = done or element.role == "P"
        else:
            inner, done = _add_word(part, done=done)
            parts.append(inner)
    return replace(element, content=tuple(parts)), done


OUTDATED = FindingCode(
    "CLN301",
    "A clinic's edition carries the same text as the center's own edition.",
    "house rule: no handout goes out of date unseen",
    "run `python pipeline.py build --imprint` with the name of the imprint",
    severity="warning",
)
CODES = (OUTDATED,)


def check_outdated(rows: Iterable[ManifestRow]) -> Iterator[Finding]:
    """Warn about clinic editions built from an older text.

    Their core text is not that of the center's own edition beside them.
    """
    all_rows = list(rows)
    own = {row.edition: row.core_sha256 for row in all_rows if not row.imprint}
    for row in all_rows:
        name = format_edition_name(row.publication, row.language, row.variant)
        if row.imprint and own.get(name, row.core_sha256) != row.core_sha256:
            hint = f"run `python pipeline.py build --imprint {row.imprint}`"
            yield OUTDATED.make_finding(Place(row.edition), f"it was built from an older text than {name}", hint)
