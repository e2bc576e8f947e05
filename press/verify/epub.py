"""Rules on EPUB publications: their parts fit together, and what they say of themselves is true."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback.epub import EpubProperty, EpubReading
from press.readback.page_starts import find_body, walk_passages
from press.verify.html import list_loaded_addresses

MEDIA_TYPE = "application/epub+zip"
REQUIRED = ("dc:identifier", "dc:title", "dc:language", "dcterms:modified")
"""Properties that every publication has (EPUB 3.3, 5.5.3)."""
ACCESS = (
    "schema:accessMode", "schema:accessModeSufficient", "schema:accessibilityFeature", "schema:accessibilityHazard",
)  # fmt: skip
"""Properties by which readers find out whether they can use it (EPUB Accessibility 1.1, 2.2)."""
CLAIMS = frozenset({"dcterms:conformsTo", "a11y:certifiedBy", "a11y:certifierCredential"})


def change_epub(**changes: Any) -> Callable[[EpubReading], EpubReading]:
    """Damage a reading: change the publication."""
    return lambda reading: replace(reading, epub=replace(reading.epub, **changes))


def drop_property(name: str) -> Callable[[EpubReading], EpubReading]:
    """Damage a reading: drop a property of the metadata."""

    def damage(reading: EpubReading) -> EpubReading:
        kept = tuple(one for one in reading.epub.properties if one.name != name)
        return replace(reading, epub=replace(reading.epub, properties=kept))

    return damage


def add_claim(reading: EpubReading) -> EpubReading:
    """Damage a reading: claim what nobody has checked."""
    claim = EpubProperty("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA")
    return replace(reading, epub=replace(reading.epub, properties=(*reading.epub.properties, claim)))


def drop_heading(reading: EpubReading) -> EpubReading:
    """Damage a reading: drop the last link of the contents."""
    navigation = {**reading.epub.navigation, "toc": reading.epub.navigation["toc"][:-1]}
    return replace(reading, epub=replace(reading.epub, navigation=navigation))


def add_page_break(reading: EpubReading) -> EpubReading:
    """Damage a reading: add a page break that no list names."""
    return _append(reading, ET.Element("span", {"role": "doc-pagebreak", "id": "page-99", "aria-label": "99"}))


def add_remote_picture(reading: EpubReading) -> EpubReading:
    """Damage a reading: show a picture from elsewhere."""
    return _append(reading, ET.Element("img", {"src": "https://example.org/x.png", "alt": ""}))


def _append(reading: EpubReading, element: ET.Element) -> EpubReading:
    dom = copy.deepcopy(reading.dom)
    find_body(dom).append(element)
    return replace(reading, dom=dom)


@rule("EPB101", clause="EPUB 3.3, 4.2 and 5", hint=REPORT, damage=change_epub(media_type="application/zip"))
def check_archive(reading: EpubReading) -> Iterable[Problem]:
    """Check that the archive is complete and can be read."""
    epub, place = reading.epub, Place(reading.edition.name)
    for problem in epub.problems:
        yield place, problem
    if epub.problems:
        return
    if epub.media_type != MEDIA_TYPE or not epub.is_media_type_first:
        yield place, "it does not begin with its media type, uncompressed"
    listed = {one.path for one in epub.items}
    for missing in sorted(listed - set(epub.entries)):
        yield place, f"`{missing}` is listed but not in the archive"
    others = {path for path in epub.entries if path != "mimetype" and not path.startswith("META-INF/")}
    for extra in sorted(path for path in others - listed if not path.endswith(".opf")):
        yield place, f"`{extra}` is in the archive but not listed"
    if not epub.spine:
        yield place, "it has no documents to read"


@rule("EPB102", clause="EPUB 3.3, 5.5", hint=REPORT, damage=drop_property("dc:language"))
def check_metadata(reading: EpubReading) -> Iterable[Problem]:
    """Check that it has the title, language and number of the source."""
    epub, edition, place = reading.epub, reading.edition, Place(reading.edition.name)
    for name in REQUIRED:
        if not epub.list_values(name):
            yield place, f"it has no `{name}`"
    if epub.list_values("dc:language") != [edition.lang] or reading.dom.get("lang") != edition.lang:
        yield place, f"its language is not `{edition.lang}`"
    if not any(title.startswith(edition.title) for title in epub.list_values("dc:title")):
        yield place, f"its title is not `{edition.title}`"
    if edition.number and edition.number not in epub.list_values("dc:identifier"):
        yield place, f"its identifiers do not include `{edition.number}`"
    direction = edition.language.direction
    if epub.direction != direction or reading.dom.get("dir") != direction:
        yield place, f"its direction is not `{direction}`"


@rule(
    "EPB103",
    clause="EPUB Accessibility 1.1, 2.2 and 4.2",
    hint=REPORT,
    damage=drop_property("schema:accessibilityFeature"),
)
def check_accessibility_metadata(reading: EpubReading) -> Iterable[Problem]:
    """Check that what it says of its accessibility is what is in it."""
    epub, place = reading.epub, Place(reading.edition.name)
    for name in ACCESS:
        if not epub.list_values(name):
            yield place, f"it has no `{name}`"
    features = set(epub.list_values("schema:accessibilityFeature"))
    pictures = [one for one in reading.dom.iter() if str(one.tag).rpartition("}")[2] in {"svg", "img"}]
    described = [one for one in pictures if one.get("aria-label") or one.get("alt")]
    if bool(described) != ("alternativeText" in features):
        yield place, "it says of its pictures what is not so"
    has_pages = "page-list" in epub.navigation
    if has_pages != ("pageNavigation" in features) or has_pages != bool(epub.list_values("pageBreakSource")):
        yield place, "it says of its pages what is not so"


@rule(
    "EPB104",
    clause="EPUB Accessibility 1.1, 4.2: conformance is reported by who evaluated it",
    hint="write who checked it, and when, under `accessibility_check` in publication.yaml",
    damage=add_claim,
)
def check_conformance_claim(reading: EpubReading) -> Iterable[Problem]:
    """Check that it claims conformance only for a named person and day."""
    facts = reading.edition.publication.facts
    check = facts.accessibility_check
    found = {(one.name, one.value) for one in reading.epub.properties if one.name in CLAIMS}
    if not check or not check.covers(reading.edition.lang, facts):
        for name, value in sorted(found):
            yield Place(reading.edition.name), f"it claims `{name}` `{value}`, and nobody has checked that"
    elif ("a11y:certifiedBy", check.by) not in found:
        yield Place(reading.edition.name), f"it does not say that {check.by} has checked it"


@rule("EPB105", clause="EPUB 3.3, 7.4; WCAG 2.2, 2.4.5", hint=REPORT, damage=drop_heading)
def check_contents(reading: EpubReading) -> Iterable[Problem]:
    """Check that the contents list every heading and lead to it."""
    place = Place(reading.edition.name)
    headings = [
        " ".join("".join(one.itertext()).replace("\u00ad", "").split())
        for one in find_body(reading.dom).iter()
        if one.tag in {"h2", "h3", "h4", "h5", "h6"}
    ]
    listed = [link.words for link in reading.epub.navigation.get("toc", ())]
    if [remove_breaks(one) for one in listed[1:]] != [remove_breaks(one) for one in headings]:
        yield place, f"its contents list {listed[1:]}, not {headings}"
    for kind, links in reading.epub.navigation.items():
        for link in links:
            ids = {one.get("id") for one in reading.epub.documents.get(link.path, ET.Element("none")).iter()}
            if link.path not in reading.epub.documents or (link.fragment and link.fragment not in ids):
                yield place, f"a link of its {kind} leads to {link.path}#{link.fragment}, which is nowhere"


def remove_breaks(words: str) -> str:
    """Remove all spaces."""
    return "".join(words.split())


@rule("EPB106", clause="EPUB Accessibility 1.1, 3.2", hint=REPORT, damage=add_page_break)
def check_page_breaks(reading: EpubReading) -> Iterable[Problem]:
    """Check that each printed page begins at its word, and is listed."""
    place, pages = Place(reading.edition.name), reading.edition.print_pages
    found = list(_find_page_breaks(find_body(reading.dom)))
    expected = [(str(number), start) for number, start in enumerate(pages.starts[:-1], 1)] if pages else []
    if [label for label, _ in found] != [label for label, _ in expected]:
        yield place, f"its page breaks are {[label for label, _ in found]}, not {[label for label, _ in expected]}"
    else:
        for (label, start), (_, place_in_print) in zip(found, expected, strict=True):
            if start != place_in_print:
                yield place, f"page {label} begins {start} characters into the text, not {place_in_print}"
    listed = [(link.words, link.fragment) for link in reading.epub.navigation.get("page-list", ())]
    if listed != [(label, f"page-{label}") for label, _ in found]:
        yield place, f"its page list is {listed}"


def _find_page_breaks(body: ET.Element) -> Iterator[tuple[str, int]]:
    """Yield the label of each page break and the characters of core text before it."""
    count = 0
    for passage in walk_passages(body):
        if passage.element.get("role") == "doc-pagebreak" and not passage.is_tail:
            yield passage.element.get("aria-label") or "", count
        count += len(passage.words) if passage.is_core else 0


@rule("EPB107", clause="HTML Living Standard, 3.2.6; WCAG 2.2, 4.1.2", hint=REPORT, damage=add_remote_picture)
def check_documents(reading: EpubReading) -> Iterable[Problem]:
    """Check that ids are unique, links lead somewhere and nothing is loaded."""
    place, epub = Place(reading.edition.name), reading.epub
    ids = sorted(found for one in reading.dom.iter() if (found := one.get("id")))
    for twice in {one for one, other in pairwise(ids) if one == other}:
        yield place, f"the id `{twice}` is used more than once"
    for link in reading.dom.iter("a"):
        href = link.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield place, f"a link leads to {href}, which is nowhere"
    for address in list_loaded_addresses(reading.dom):
        if not any(one.path.endswith(f"/{address}") for one in epub.items):
            yield place, f"it loads `{address[:80]}`"
