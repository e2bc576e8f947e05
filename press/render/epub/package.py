"""The package document: what the publication is, who can read it, and its files (EPUB 3.3, 5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from press.model.edition import Edition
from press.model.sources.language import EpubWords
from press.shelf_life import find_status_notice

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""What a named person confirms (EPUB Accessibility 1.1, 4.2.1)."""
UNDATED = "1980-01-01"
"""The day of a draft without dates: every publication must say when it was modified (EPUB 3.3, 5.5.4)."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a publication.

    pictures: media types by path; has_drawings: whether its document draws; has_descriptions: whether a picture says
    something; has_pages: whether it has the pages of a printed edition.
    """

    pictures: Mapping[str, str]
    has_drawings: bool
    has_descriptions: bool
    has_pages: bool


def write_package(edition: Edition, contents: Contents, words: EpubWords) -> bytes:
    """Write the package document. words: of the accessibility summary."""
    lang, direction = quoteattr(edition.lang), edition.language.direction
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid"',
        f'xml:lang={lang} dir="{direction}">',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        *_describe_publication(edition),
        *_describe_access(edition, contents, words),
        *_describe_conformance(edition),
        "</metadata>",
        "<manifest>",
        *_list_items(contents),
        "</manifest>",
        f'<spine page-progression-direction="{direction}">',
        '<itemref idref="text"/>',
        "</spine>",
        "</package>",
    ]
    return ("\n".join(lines) + "\n").encode()


def make_identifier(edition: Edition) -> str:
    """Make the identifier of a publication: the same for each revision, another for each language and clinic."""
    clinic = edition.imprint_name or (edition.imprint.model_dump_json() if edition.imprint else "")
    name = "|".join((edition.center.contact.website, edition.number or edition.slug, edition.lang, clinic))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _describe_publication(edition: Edition) -> Iterator[str]:
    facts, center = edition.publication.facts, edition.center
    lang = f" xml:lang={quoteattr(center.language)}" if center.language != edition.lang else ""
    yield f'<dc:identifier id="uid">{make_identifier(edition)}</dc:identifier>'
    if edition.number:
        yield f"<dc:identifier>{escape(edition.number)}</dc:identifier>"
    notice = find_status_notice(edition)
    yield f"<dc:title>{escape(edition.title)}{f' ({escape(notice.word)})' if notice else ''}</dc:title>"
    yield f"<dc:language>{escape(edition.lang)}</dc:language>"
    yield f"<dc:creator{lang}>{escape(center.name)}</dc:creator>"
    yield f"<dc:publisher{lang}>{escape(center.name)}</dc:publisher>"
    if date := facts.revised or facts.issued:
        yield f"<dc:date>{date}</dc:date>"
    yield f"<dc:description>{escape(edition.translation.front.summary)}</dc:description>"
    for subject in facts.subjects:
        yield f"<dc:subject{lang}>{escape(subject)}</dc:subject>"
    yield _write_meta("dcterms:modified", f"{_find_last_change(edition)}T00:00:00Z")


def _find_last_change(edition: Edition) -> str:
    date = edition.publication.facts.revised or edition.publication.facts.issued or UNDATED
    return date if date.count("-") == 2 else f"{date}-01"


def _describe_access(edition: Edition, contents: Contents, words: EpubWords) -> Iterator[str]:
    """Write the metadata by which readers find out whether they can use it (EPUB Accessibility 1.1, 2.2)."""
    for mode in ("textual", *(("visual",) if contents.has_descriptions else ())):
        yield _write_meta("schema:accessMode", mode)
    yield _write_meta("schema:accessModeSufficient", "textual")
    if contents.has_descriptions:
        yield _write_meta("schema:accessModeSufficient", "textual,visual")
    features = ["ARIA", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    features += ["alternativeText"] if contents.has_descriptions else []
    features += ["pageBreakMarkers", "pageNavigation"] if contents.has_pages else []
    for feature in sorted(features):
        yield _write_meta("schema:accessibilityFeature", feature)
    yield _write_meta("schema:accessibilityHazard", "none")
    sentences = [words.summary, *([words.summary_pictures] if contents.has_descriptions else [])]
    sentences += [words.summary_pages] if contents.has_pages else []
    yield _write_meta("schema:accessibilitySummary", " ".join(sentences))
    if contents.has_pages and edition.print_pages:
        source = ", ".join(part for part in (edition.number, edition.print_pages.title) if part)
        yield _write_meta("pageBreakSource", source)


def _describe_conformance(edition: Edition) -> Iterator[str]:
    """Write the claim of conformance, which only a named person can make."""
    check = edition.publication.facts.accessibility_check
    if check and check.covers(edition.lang, edition.publication.facts):
        yield f'<meta property="dcterms:conformsTo" id="conformance">{CONFORMANCE}</meta>'
        yield (
            f'<meta property="a11y:certifiedBy" refines="#conformance" id="certifier">{escape(check.by)}</meta>\n'
            f'<meta property="dcterms:date" refines="#certifier">{check.on}</meta>'
        )
        if check.credentials:
            yield (f'<meta property="a11y:certifierCredential" refines="#certifier">{escape(check.credentials)}</meta>')


def _write_meta(name: str, value: str) -> str:
    return f'<meta property="{name}">{escape(value)}</meta>'


def _list_items(contents: Contents) -> Iterator[str]:
    drawn = ' properties="svg"' if contents.has_drawings else ""
    yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield f'<item id="text" href="text.xhtml" media-type="application/xhtml+xml"{drawn}/>'
    yield '<item id="style" href="style.css" media-type="text/css"/>'
    for number, (path, media_type) in enumerate(sorted(contents.pictures.items()), 1):
        yield f'<item id="picture-{number}" href="{path}" media-type="{media_type}"/>'
