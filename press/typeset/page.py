"""What the templates are given: an edition as plain values, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from press.model.edition import BODY_IDS, Download, Edition, Picture, Section
from press.model.facts import Center, Language, PhoneNumber
from press.model.formatting import date_in_words
from press.model.life import Mark
from press.model.nodes import BLOCKS, Node
from press.shelf_life import mark
from press.style.fonts import letters

KEEP_TOGETHER = 500
"""Characters of a section of plain paragraphs that is kept on one page: about 8 lines. The design brief (7.1) says 14;
with real texts that left a third of the pages half empty."""
MARK_FACE, MARK_SLOPE = "AtkinsonHyperlegible-Bold", 52
"""The face of the word across the pages, and its slope in degrees: from corner to corner of an upright page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A section as it is set: the question with what must stay with it, and the rest."""

    id: str
    heading: tuple[Node, ...]
    start: tuple[Node, ...]
    rest: tuple[Node, ...]
    keep: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a language of their own."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A standing statement: its title (or nothing) and its blocks, each in its language."""

    title: Words | None
    blocks: tuple[Node, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A line of the contact block: label, what is printed, where it leads, and its language if not the page's."""

    label: str
    lines: tuple[str, ...]
    href: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the referral directory."""

    name: str
    url: str
    shown: str
    note: Words | None


@dataclass(frozen=True, slots=True)
class File:
    """A link to another edition."""

    href: str
    name: str
    facts: str
    media_type: str
    lang: str


@dataclass(frozen=True, slots=True)
class MarkView:
    """Its words, and how the first one is drawn across every page (SVG 2): view box and path."""

    words: Mark
    box: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a template may say."""

    edition: Edition
    html: bool
    lang: str
    answers: tuple[Answer, ...]
    contents: tuple[tuple[str, str], ...]
    figures: Mapping[str, int]
    pictures: Mapping[str, Picture]
    directory: tuple[Entry, ...]
    contact: Mapping[str, tuple[ContactLine, ...]]
    about: tuple[tuple[StatementView, ...], tuple[StatementView, ...]]
    closing: tuple[StatementView, ...]
    thanks: tuple[Words, ...]
    revised: str
    files: tuple[File, ...]
    other_languages: tuple[File, ...]
    notes: int
    mark: MarkView | None


def page_of(edition: Edition, downloads: Sequence[Download], notes: int) -> Page:
    """An edition as its page: downloads are the finished files it links to, notes the number of ruled lines."""
    statements = tuple(_statement(edition, key) for key in edition.publication.facts.statements)
    thanks = tuple(_thanks(edition))
    revised = edition.publication.facts.revised
    others = [one for one in downloads if one.lang != edition.lang]
    pages = [one for one in others if one.format == "html"]
    return Page(
        edition=edition,
        html=edition.variant.format == "html",
        lang=edition.lang,
        answers=tuple(map(_answer, edition.translation.sections)),
        contents=tuple(_contents(edition, notes)),
        figures=figure_numbers(edition.translation.sections),
        pictures=edition.publication.pictures,
        directory=tuple(_entry(edition, key) for key in edition.publication.facts.organizations),
        contact=contact_lines(edition.center, edition.language, edition.lang),
        about=halves([one for one in statements if one.title], len(" ".join(words.text for words in thanks))),
        closing=tuple(one for one in statements if not one.title),
        thanks=thanks,
        revised=date_in_words(revised, edition.language) if revised else "",
        files=tuple(_file(edition, one) for one in downloads if one.lang == edition.lang),
        other_languages=tuple(_file(edition, one) for one in pages or others),
        notes=notes,
        mark=MarkView(words, *letters(words.word, MARK_FACE, MARK_SLOPE)) if (words := mark(edition)) else None,
    )


def figure_numbers(sections: Sequence[Section]) -> dict[str, int]:
    """The number of each figure by its id, counted through the text."""
    nodes = (node for section in sections for block in section.blocks for node in block.walk())
    figures = [node.attrs["id"] for node in nodes if node.kind == "figure"]
    return {name: number for number, name in enumerate(figures, 1)}


def _answer(section: Section) -> Answer:
    cut = 1 if section.blocks and section.blocks[0].kind == "paragraph" else 0
    kinds = {node.kind for block in section.blocks for node in block.walk()}
    length = sum(len(block.plain) for block in section.blocks)
    short = length <= KEEP_TOGETHER and kinds & BLOCKS == {"paragraph"}
    return Answer(section.id, section.heading, section.blocks[:cut], section.blocks[cut:], short)


def _contents(edition: Edition, notes: int) -> Iterator[tuple[str, str]]:
    words = edition.language.words
    for section in edition.translation.sections:
        yield section.id, section.title.strip()
    directory = [(BODY_IDS["directory"], words.more_information)] if edition.publication.facts.organizations else []
    about = [(BODY_IDS["about"], words.about)]
    swapped = directory and edition.variant.back == "directory"
    yield from about if swapped else directory
    if notes:
        yield BODY_IDS["notes"], words.notes
    yield BODY_IDS["contact"], words.talk
    yield from directory if swapped else about


def localized(texts: Mapping[str, str], lang: str, fallback: str) -> Words | None:
    """The text in a language; failing that in the fallback language, marked as such; failing that nothing."""
    for found in (lang, fallback):
        if found in texts:
            return Words(texts[found], found)
    return None


def _statement(edition: Edition, key: str) -> StatementView:
    statement = edition.center.statements[key]
    title = localized(statement.title or {}, edition.lang, edition.center.language)
    texts = edition.statements[key]
    lang = edition.lang if edition.lang in texts else edition.center.language
    return StatementView(title, texts[lang], lang)


def halves(
    statements: Sequence[StatementView], before: int
) -> tuple[tuple[StatementView, ...], tuple[StatementView, ...]]:
    """The statements cut in two of about the same length, in order; before: characters that go above the first."""
    lengths = [sum(len(block.plain) for block in one.blocks) for one in statements]
    cut = min(range(len(lengths) + 1), key=lambda at: abs(before + sum(lengths[:at]) - sum(lengths[at:])))
    return tuple(statements[:cut]), tuple(statements[cut:])


def _thanks(edition: Edition) -> Iterator[Words]:
    for reviewer in edition.publication.facts.reviewers:
        words = localized(reviewer.thanked_for, edition.lang, edition.center.language)
        if words:
            yield Words(words.text.format(name=reviewer.name), words.lang)


def contact_lines(center: Center, language: Language, lang: str) -> dict[str, tuple[ContactLine, ...]]:
    """The contact block in groups: the number that costs nothing, the other numbers, and what is written to.

    language: whose labels it has; lang: its tag, that of the page.
    """
    contact, words = center.contact, language.words
    return {
        "free": (_telephone(words.toll_free, contact.toll_free),),
        "numbers": (
            _telephone(words.phone, contact.phone),
            _telephone(words.tty, contact.tty),
            ContactLine(words.fax, (contact.fax.text,)),
        ),
        "addresses": (
            ContactLine(words.email, (contact.email,), f"mailto:{contact.email}"),
            ContactLine(words.website, (shown_url(contact.website),), contact.website),
            ContactLine(words.mail, tuple(contact.address), lang="" if lang == center.language else center.language),
        ),
    }


def _telephone(label: str, number: PhoneNumber) -> ContactLine:
    return ContactLine(label, (number.text,), f"tel:{number.dial}")


def _entry(edition: Edition, key: str) -> Entry:
    entry = edition.organizations[key]
    note = localized(entry.note or {}, edition.lang, edition.center.language)
    return Entry(entry.name, entry.url, shown_url(entry.url), note)


def shown_url(url: str) -> str:
    """A web address as it is printed: without its scheme and a last slash."""
    return url.partition("://")[2].rstrip("/")


MEDIA_TYPES = {"pdf": "application/pdf", "html": "text/html"}
"""File format to media type (IANA)."""


def _file(edition: Edition, download: Download) -> File:
    name = download.title if download.lang == edition.lang else edition.languages[download.lang].name
    return File(download.href, name, _facts(edition, download), MEDIA_TYPES[download.format], download.lang)


def _facts(edition: Edition, download: Download) -> str:
    """Type, pages, sheets and size of a file, e.g. `PDF, 4 pages, 2 sheets, 182 KB`."""
    if download.format == "html":
        return ""
    words = edition.language.words
    pages = words.pages_one if download.pages == 1 else words.pages_many
    sheets = words.sheets_one if download.sheets == 1 else words.sheets_many
    paper = f"{pages.format(n=download.pages)}, {sheets.format(n=download.sheets)}"
    return f"{download.format.upper()}, {paper}, {in_bytes(download.size)}"


def in_bytes(size: int) -> str:
    """A number of bytes as a reader says it (SI units): `182 KB`, `1.4 MB`."""
    return f"{max(1, round(size / 1000))} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"
