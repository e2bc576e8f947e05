"""The values that templates are given: an edition in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from press.model.edition import BODY_IDS, Download, Edition
from press.model.formats import FORMATS
from press.model.formatting import format_date, format_paper, format_size
from press.model.nodes import BLOCKS, Node
from press.model.publication import Picture, Section
from press.model.sources.center import Center, PhoneNumber
from press.model.sources.language import Language, StatusNotice, TextWords
from press.shelf_life import find_status_notice
from press.style.fonts import draw_word
from press.typeset.footnotes import FootnoteSet, list_footnotes

KEEP_TOGETHER = 500
"""Longest section of paragraphs only, in characters, that is kept on one page: about 8 lines. With 14 lines, real texts
left a third of the pages half empty."""
LONG_WORD = 17
"""Letters of a word that may be wider than a heading beside the text."""
LONG_BLOCK = 500
"""Longest paragraph or list item, in characters, that never breaks over two pages."""
NOTICE_FACE, NOTICE_SLOPE = "AtkinsonHyperlegible-Bold", 52
"""The typeface of the word across the pages, and its slope in degrees, from corner to corner of an upright page."""

NO_TEXT_WORDS = TextWords.model_construct(
    **dict.fromkeys(TextWords.model_fields, "")  # type: ignore[arg-type]  # a text that needs them does not build
)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as typeset: its heading, the blocks kept with the heading, and the rest."""

    id: str
    heading: tuple[Node, ...]
    start: tuple[Node, ...]
    rest: tuple[Node, ...]
    keep: bool
    long: bool
    """Whether its first block may break over two pages."""
    over: bool
    """Whether its heading has a word too long for a narrow column, and so stands over the answer."""


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """Words in a language of their own."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A standing statement: its title, if any, and its blocks, each in its language."""

    title: LocalizedText | None
    blocks: tuple[Node, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A line of the contact block: label, printed lines, link target, and language if not the page's."""

    label: str
    lines: tuple[str, ...]
    href: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An entry of the referral directory."""

    name: str
    url: str
    printed_url: str
    note: LocalizedText | None


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to another edition."""

    href: str
    name: str
    facts: str
    media_type: str
    lang: str


@dataclass(frozen=True, slots=True)
class StatusNoticeView:
    """A status notice, with its word drawn across every page (SVG 2): view box and path."""

    words: StatusNotice
    box: str
    path: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Everything that a template may print."""

    edition: Edition
    layout: str
    html: bool
    lang: str
    answers: tuple[SectionView, ...]
    contents: tuple[tuple[str, str], ...]
    figures: Mapping[str, int]
    pictures: Mapping[str, Picture]
    directory: tuple[OrganizationView, ...]
    contact: Mapping[str, tuple[ContactLine, ...]]
    about: tuple[tuple[StatementView, ...], tuple[StatementView, ...]]
    closing: tuple[StatementView, ...]
    thanks: tuple[LocalizedText, ...]
    revised: str
    files: tuple[FileLink, ...]
    first_files: tuple[FileLink, ...]
    catalogue_href: str
    other_languages: tuple[FileLink, ...]
    notes: int
    footnotes: FootnoteSet
    text_words: TextWords
    status_notice: StatusNoticeView | None

    @property
    def numbers_pages(self) -> bool:
        """Whether its pages are numbered, so that a link can name one."""
        return self.layout == "print" and self.edition.variant.running != "none"


def make_page(edition: Edition, downloads: Sequence[Download], notes: int) -> EditionPage:
    """Make the values of an edition's page.

    downloads: finished files that it links to; notes: the number of ruled lines.
    """
    statements = tuple(_view_statement(edition, key) for key in edition.publication.facts.statements)
    thanks = tuple(_list_credits(edition))
    revised = edition.publication.facts.revised
    own = [one for one in downloads if one.lang == edition.lang]
    others = [one for one in downloads if one.lang != edition.lang]
    pages = [one for one in others if FORMATS[one.format].lists_files]
    footnotes = list_footnotes(edition)
    return EditionPage(
        edition=edition,
        layout=edition.variant.file_format.layout,
        html=edition.variant.file_format.layout == "screen",
        lang=edition.lang,
        answers=tuple(map(_view_section, edition.translation.sections)),
        contents=tuple(_list_contents(edition, notes, footnotes)),
        figures=number_figures(edition.translation.sections),
        pictures=edition.publication.pictures,
        directory=tuple(_view_organization(edition, key) for key in edition.publication.facts.organizations),
        contact=list_contact_lines(edition.center, edition.language, edition.lang),
        about=split_in_halves([one for one in statements if one.title], len(" ".join(words.text for words in thanks))),
        closing=tuple(one for one in statements if not one.title),
        thanks=thanks,
        revised=format_date(revised, edition.language) if revised else "",
        files=tuple(_link_file(edition, one) for one in own),
        first_files=tuple(
            _link_file(edition, one) for name in edition.variant.first_files for one in own if one.variant == name
        ),
        catalogue_href="../index.html" if edition.lang == edition.center.language else f"../index.{edition.lang}.html",
        other_languages=tuple(_link_file(edition, one) for one in pages or others),
        notes=notes,
        footnotes=footnotes,
        text_words=edition.language.text_words or NO_TEXT_WORDS,
        status_notice=StatusNoticeView(words, *draw_word(words.word, NOTICE_FACE, NOTICE_SLOPE))
        if (words := find_status_notice(edition))
        else None,
    )


def number_figures(sections: Sequence[Section]) -> dict[str, int]:
    """Assign a number to each figure, by its id."""
    nodes = (node for section in sections for block in section.blocks for node in block.walk())
    figures = [node.attrs["id"] for node in nodes if node.kind == "figure"]
    return {name: number for number, name in enumerate(figures, 1)}


def _view_section(section: Section) -> SectionView:
    blocks = tuple(block for block in section.blocks if block.kind != "footnote")
    cut = 1 if blocks and blocks[0].kind == "paragraph" else 0
    kinds = {node.kind for block in blocks for node in block.walk()}
    length = sum(len(block.text_content) for block in blocks)
    short = length <= KEEP_TOGETHER and kinds & BLOCKS == {"paragraph"}
    long = bool(cut) and is_long(blocks[0])
    over = max(map(len, section.title.split()), default=0) >= LONG_WORD
    return SectionView(section.id, section.heading, blocks[:cut], blocks[cut:], short, long, over)


def is_long(block: Node) -> bool:
    """Tell whether a block may break over two pages."""
    return len(block.text_content) > LONG_BLOCK


def _list_contents(edition: Edition, notes: int, footnotes: FootnoteSet) -> Iterator[tuple[str, str]]:
    words = edition.language.words
    for section in edition.translation.sections:
        yield section.id, section.title.strip()
    if footnotes.at_end and edition.language.text_words:
        yield BODY_IDS["footnotes"], edition.language.text_words.footnotes
    directory = [(BODY_IDS["directory"], words.more_information)] if edition.publication.facts.organizations else []
    about = [(BODY_IDS["about"], words.about)]
    swapped = directory and edition.variant.back == "directory"
    yield from about if swapped else directory
    if notes:
        yield BODY_IDS["notes"], words.notes
    yield BODY_IDS["contact"], words.talk
    yield from directory if swapped else about


def localize_text(texts: Mapping[str, str], lang: str, fallback: str) -> LocalizedText | None:
    """Choose the text in a language or its fallback.

    Returns None if there is neither.
    """
    for found in (lang, fallback):
        if found in texts:
            return LocalizedText(texts[found], found)
    return None


def _view_statement(edition: Edition, key: str) -> StatementView:
    statement = edition.center.statements[key]
    title = localize_text(statement.title or {}, edition.lang, edition.center.language)
    texts = edition.statements[key]
    lang = edition.lang if edition.lang in texts else edition.center.language
    return StatementView(title, texts[lang], lang)


def split_in_halves(
    statements: Sequence[StatementView], before: int
) -> tuple[tuple[StatementView, ...], tuple[StatementView, ...]]:
    """Divide the statements into two columns of similar length.

    They keep their order. before: characters printed above the first column.
    """
    lengths = [sum(len(block.text_content) for block in one.blocks) for one in statements]
    cut = min(range(len(lengths) + 1), key=lambda at: abs(before + sum(lengths[:at]) - sum(lengths[at:])))
    return tuple(statements[:cut]), tuple(statements[cut:])


def _list_credits(edition: Edition) -> Iterator[LocalizedText]:
    for reviewer in edition.publication.facts.reviewers:
        words = localize_text(reviewer.thanked_for, edition.lang, edition.center.language)
        if words:
            yield LocalizedText(words.text.format(name=reviewer.name), words.lang)


def list_contact_lines(center: Center, language: Language, lang: str) -> dict[str, tuple[ContactLine, ...]]:
    """List the lines of the contact block in groups.

    The groups are the toll-free number, the other numbers, and the addresses. language: of the labels; lang: its tag,
    that of the page.
    """
    contact, words = center.contact, language.words
    return {
        "free": (_format_phone(words.toll_free, contact.toll_free),),
        "numbers": (
            _format_phone(words.phone, contact.phone),
            _format_phone(words.tty, contact.tty),
            ContactLine(words.fax, (contact.fax.text,)),
        ),
        "addresses": (
            ContactLine(words.email, (contact.email,), f"mailto:{contact.email}"),
            ContactLine(words.website, (format_url(contact.website),), contact.website),
            ContactLine(words.mail, tuple(contact.address), lang="" if lang == center.language else center.language),
        ),
    }


def _format_phone(label: str, number: PhoneNumber) -> ContactLine:
    return ContactLine(label, (number.text,), f"tel:{number.dial}")


def _view_organization(edition: Edition, key: str) -> OrganizationView:
    entry = edition.organizations[key]
    note = localize_text(entry.note or {}, edition.lang, edition.center.language)
    return OrganizationView(entry.name, entry.url, format_url(entry.url), note)


def format_url(url: str) -> str:
    """Format a web address for print.

    The scheme and a final slash are left out.
    """
    return url.partition("://")[2].rstrip("/")


def _link_file(edition: Edition, download: Download) -> FileLink:
    name = download.title if download.lang == edition.lang else edition.languages[download.lang].name
    media_type = FORMATS[download.format].media_type
    return FileLink(download.href, name, _describe_file(edition, download), media_type, download.lang)


def _describe_file(edition: Edition, download: Download) -> str:
    """Describe a file by type, pages, sheets and size.

    For example `PDF, 4 pages, 2 sheets, 182 KB`; nothing for a web page, which is read and not fetched.
    """
    row, language = FORMATS[download.format], edition.language
    if row.lists_files:
        return ""
    paper = format_paper(download.pages, download.sheets, language, folded=download.folded) if row.on_paper else ""
    return ", ".join(part for part in (row.label, paper, format_size(download.size, language)) if part)
