"""Rules on a clinic's imprint in a finished file: the core text is untouched, and the block is there whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from press.imprints.logo import cut_out, logos_of, share_seen
from press.model.edition import Picture
from press.model.findings import Place
from press.model.imprint import ClinicPhone, Imprint
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.html import parse
from press.readback.pdf.tag_tree import Element
from press.readback.speech.core_text import (
    all_of_html,
    core_of_html,
    core_of_page,
    core_of_tags,
    digest,
    leaves_out_the_same,
)
from press.readback.speech.transcript import Line, differences
from press.text.spacing import unspaced
from press.typeset.imprint import shown

AGREEMENT = "house rule: an imprint stands beside the centre's block and never changes the text"
REPORT = "this is a fault of the press: report it with the imprint that shows it"
LEAST_SEEN = 0.15
"""The share of a logo that must stand out: letters cover about a sixth of the plate that they stand on."""
SAMPLE = Imprint(name="Sample Clinic", phones=[ClinicPhone(text="202-555-0147", dial="+12025550147")])


def with_another_word(reading: Reading) -> Reading:
    """Damage: a word more in the text of the file."""
    if reading.tags:
        return replace(reading, tags=_reworded(reading.tags)[0])
    html = reading.html.replace("</h2>", " not</h2>", 1)
    return replace(reading, html=html, dom=parse(html))


def with_a_clinic(reading: Reading) -> Reading:
    """Damage: the edition should carry a clinic's block, and its file has none."""
    return replace(reading, edition=replace(reading.edition, imprint=SAMPLE))


def with_an_unseen_logo(reading: Reading) -> Reading:
    """Damage: the edition should carry a logo, and nothing of it is seen in its file."""
    logo = Picture("logo.svg", "image/svg+xml", b"")
    return replace(reading, edition=replace(reading.edition, imprint=SAMPLE, logo=logo))


@rule("CLN201", clause=AGREEMENT, hint=REPORT, damage=with_another_word)
def core_text_is_untouched(reading: Reading) -> Iterable[Problem]:
    """The core text, read back from the file, is that of the centre's edition as typeset: words, roles and links."""
    if says_nothing_else(reading):
        return
    for problem in differences(core_of_html(reading.plain), core_of(reading)):
        yield Place(reading.edition.name), problem.replace("the page says", "the centre's edition says", 1)


@rule("CLN202", clause=AGREEMENT, hint=REPORT, damage=with_a_clinic)
def digest_is_that_of_the_text(reading: Reading) -> Iterable[Problem]:
    """The digest in the colophon is that of the core text in the file."""
    if reading.edition.imprint:
        wanted = shown(digest(core_of(reading)))
        if unspaced(f"· {wanted}") not in unspaced(reading.words):
            yield Place(reading.edition.name), f"its core text has the digest {wanted}, which the colophon does not say"


@rule("CLN203", clause=AGREEMENT, hint=REPORT, damage=with_a_clinic)
def block_is_whole(reading: Reading) -> Iterable[Problem]:
    """The clinic's block says all that the imprint says, in one place, and its numbers can be called from it."""
    imprint = reading.edition.imprint
    if not imprint:
        return
    said, place = unspaced(reading.words), Place(reading.edition.name)
    for what, text in _wanted(reading, imprint):
        if unspaced(text) not in said:
            yield place, f"{what} is not in the file: {text!r}"
    for phone in imprint.phones:
        if f"tel:{phone.dial}" not in _links(reading):
            yield place, f"no link calls {phone.dial}"


@rule(
    "CLN204",
    clause="WCAG 2.2, 1.4.11: 3 to 1 for graphical objects",
    hint="give us the logo in a darker colour, or its version for white paper",
    damage=with_an_unseen_logo,
)
def logo_stands_out(reading: Reading) -> Iterable[Problem]:
    """A logo has its words, and what is drawn of it stands out from white paper, measured on a picture of the page."""
    edition = reading.edition
    if not (edition.imprint and edition.logo):
        return
    words = edition.imprint.logo_alt or {}
    alt = words.get(edition.lang, words.get(edition.center.language, edition.imprint.name))
    if reading.tags is None:
        if not any(alt in {one.get("aria-label"), one.get("alt")} for one in reading.dom.iter()):
            yield Place(edition.name), f"there is no picture with the words {alt!r}"
        return
    seen = [cut_out(reading.data, one.page, one.attributes["BBox"]) for one in logos_of(reading.tags, alt)]
    share = max(map(share_seen, seen), default=0.0)
    if share < LEAST_SEEN:
        yield Place(edition.name), f"{share:.0%} of the logo has a contrast of 3 to 1, and {LEAST_SEEN:.0%} is needed"


def says_nothing_else(reading: Reading) -> bool:
    """Whether a PDF says, line by line, all that the centre's own page says: then its core text is that page's too."""
    return (
        reading.plain == reading.html
        and reading.tags is not None
        and leaves_out_the_same(reading.dom, reading.tags)
        and list(all_of_html(reading.html)) == reading.heard
    )


def core_of(reading: Reading) -> list[Line]:
    """The core text of a finished file, line by line."""
    if reading.tags:
        return core_of_tags(reading.tags, reading.facts.lang, reading.dom)
    return core_of_page(reading.dom)


def _wanted(reading: Reading, imprint: Imprint) -> Iterator[tuple[str, str]]:
    """What the block must say, each part in the language of the edition or, failing that, of the centre."""
    edition = reading.edition
    yield "the name of the clinic", imprint.name
    yield from (("its address", line) for line in imprint.address)
    yield from (("a telephone number", phone.text) for phone in imprint.phones)
    texts = [("the label of a number", phone.label) for phone in imprint.phones]
    texts += [("its hours", imprint.hours or {}), ("its help with languages", imprint.language_help or {})]
    for what, by_language in texts:
        yield what, by_language.get(edition.lang, by_language.get(edition.center.language, ""))


def _links(reading: Reading) -> set[str]:
    if reading.tags:
        return {one.href for one in reading.tags.find("Link")}
    return {one.get("href") or "" for one in reading.dom.iter("a")}


def _reworded(element: Element, *, done: bool = False) -> tuple[Element, bool]:
    parts: list[Element | str] = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(part if done or element.role != "P" else f"Not {part}")
            done = done or element.role == "P"
        else:
            inner, done = _reworded(part, done=done)
            parts.append(inner)
    return replace(element, content=tuple(parts)), done
