"""Rules on the finished PDF, read back from its bytes. A validator's PASS is the floor; these go on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from press.model.findings import Place
from press.model.folding import page_widths
from press.model.formatting import points
from press.model.rules import Problem, rule
from press.readback import Reading
from press.text.spacing import unspaced

CLAIMS = {
    "ua-1": {"PDF/UA-1", "PDF/A-2a"},
    "ua-2": {"PDF/UA-2", "PDF/A-4", "wtpdf#accessibility1.0", "wtpdf#reuse1.0"},
}
"""What a file of each standard must claim in its XMP packet."""
FAULT = "this is a fault of the press: report it with the sources that show it"


def claiming(**facts: Any) -> Callable[[Reading], Reading]:
    """Damage for a reading: let the file say something else of itself."""
    return lambda reading: replace(reading, facts=replace(reading.facts, **facts))


@rule(
    "PDF101",
    clause="ISO 14289-1, 5; ISO 19005-2, 6.6.4; ISO 14289-2, 5",
    hint=FAULT,
    damage=claiming(claims=("PDF/A-2a",)),
)
def claims(reading: Reading) -> Iterable[Problem]:
    """The file claims every standard that its variant names."""
    wanted = CLAIMS[reading.edition.variant.pdf_standard]
    if lacking := sorted(wanted - set(reading.facts.claims)):
        yield Place(reading.edition.name), f"the file does not claim {', '.join(lacking)}"


@rule("PDF102", clause="ISO 14289-1, 7.1 and 7.2; WCAG 2.2, 2.4.2 and 3.1.1", hint=FAULT, damage=claiming(lang=""))
def title_and_language(reading: Reading) -> Iterable[Problem]:
    """The file carries the title and the language of the source, and shows the title."""
    edition, facts = reading.edition, reading.facts
    if facts.title != edition.title:
        yield Place(edition.name), f"its title is {facts.title!r}, not {edition.title!r}"
    if facts.lang != edition.lang:
        yield Place(edition.name), f"its language is {facts.lang!r}, not {edition.lang!r}"
    if not facts.shows_title:
        yield Place(edition.name), "a viewer would show its file name, not its title"


@rule(
    "PDF103",
    clause="Dublin Core identifier, creator, description, subject",
    hint=FAULT,
    damage=claiming(identifier=""),
)
def metadata(reading: Reading) -> Iterable[Problem]:
    """Publication number, author, summary and search words are in the XMP packet."""
    edition, facts = reading.edition, reading.facts
    front = edition.translation.front
    for what, found, wanted in (
        ("identifier", facts.identifier, edition.number),
        ("author", facts.creators, (edition.center.name,)),
        ("description", facts.description, front.summary),
        ("keywords", facts.subjects, tuple(front.keywords)),
    ):
        if found != wanted:
            yield Place(edition.name), f"its {what} is {found!r}, not {wanted!r}"


@rule(
    "PDF104",
    clause="ISO 14289-1, 7.21.4.1",
    hint="give the typeface a row in press/style/fonts.py",
    damage=claiming(unembedded=("Helvetica",)),
)
def fonts_embedded(reading: Reading) -> Iterable[Problem]:
    """Every font is embedded."""
    for name in reading.facts.unembedded:
        yield Place(reading.edition.name), f"the font {name} is not embedded"


@rule(
    "PDF105",
    clause="the variant's trim size",
    hint="a token or an @page rule changes the size of the page",
    damage=claiming(sizes=((611.0, 792.0),)),
)
def trim_size(reading: Reading) -> Iterable[Problem]:
    """Every page has the trim size of its variant, within a hundredth of a point."""
    variant = reading.edition.variant
    assert variant.width
    assert variant.height
    widths = page_widths(variant, len(reading.facts.sizes))
    for number, size in enumerate(reading.facts.sizes, 1):
        wanted = widths[number - 1], points(variant.height)
        if any(abs(have - want) > 0.01 for have, want in zip(size, wanted, strict=True)):
            yield Place(reading.edition.name), f"page {number} is {size[0]:g} × {size[1]:g} pt, not {wanted}"


@rule("PDF106", clause="WCAG 2.2, 2.4.5; PDF technique PDF2 and PDF17", hint=FAULT, damage=claiming(outline=()))
def outline_and_labels(reading: Reading) -> Iterable[Problem]:
    """The outline names every section in order, and pages have labels."""
    edition = reading.edition
    # Two headings may have the same words: a section may be called what the press calls its own.
    titles = iter([unspaced(title) for _, title in reading.facts.outline])
    if not all(unspaced(section.title) in titles for section in edition.translation.sections):
        yield Place(edition.name), f"its outline is {[title for _, title in reading.facts.outline]}"
    if not reading.facts.labels:
        yield Place(edition.name), "its pages have no labels"


@rule("PDF107", clause="ISO 14289-1, 7.18.5", hint=FAULT, damage=claiming(mute_links=1))
def links_speak(reading: Reading) -> Iterable[Problem]:
    """Every link has words of its own for those who cannot see it."""
    if reading.facts.mute_links:
        yield Place(reading.edition.name), f"{reading.facts.mute_links} link(s) have no Contents"
