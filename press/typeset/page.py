"""The values that templates are given: an edition in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from press.model.edition import BODY_IDS, Download, Edition
from press.model.fit import Fit
from press.model.formats import FORMATS
from press.model.formatting import format_date, format_paper, format_size
from press.model.nodes import BLOCKS, Node
from press.model.publication import Picture, Section
from press.model.sources.center import Center, PhoneNumber
from press.model.sources.language import Language, StatusNotice, TextWords
from press.model.sources.variant import LARGE_PRINT
from press.shelf_life import find_status_notice
from press.style.fonts import draw_word, find_bold_typeface
from press.style.resolve import read_points
from press.style.tokens import list_changed_tokens
from press.text.scripts import SCRIPTS, find_script
from press.typeset.facing import make_beside_edition, prefix_id
from press.typeset.figures import FigureView, view_figure
from press.typeset.footnotes import FootnoteSet, list_footnotes

KEEP_TOGETHER = 500
"""Longest section of paragraphs only, in characters, that is kept on one page: about 8 lines. With 14 lines, real texts
left a third of the pages half empty."""
LONG_WORD = 17
"""Letters of a word that may be wider than a heading beside the text."""
LONG_BLOCK = 500
"""Longest paragraph or list item, in characters, that never breaks over two pages."""
NOTICE_SLOPE = 52
"""The slope of the word across the pages in degrees, from corner to corner of an upright page."""

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
    """A standing statement: its title, if any, its blocks, their language, and whether they are the short form."""

    title: LocalizedText | None
    blocks: tuple[Node, ...]
    lang: str
    short: bool = False


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
    short_statements: tuple[StatementView, ...]
    cover_art: FigureView | None
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
    beside: EditionPage | None = None
    """The page of the language that stands beside its own, if its variant has two."""

    def find_beside(self, name: str) -> SectionView | None:
        """Find the section of the other language that stands beside one."""
        if not self.beside:
            return None
        wanted = prefix_id(self.beside.lang, name)
        return next((one for one in self.beside.answers if one.id == wanted), None)

    def find_question_picture(self, name: str) -> Node | None:
        """Find the picture of a question of a summary; its words say all that it shows."""
        src = self.edition.publication.facts.summary.get(name)
        return Node("image", attrs={"src": src, "alt": "", "decorative": "yes"}) if src else None

    @property
    def numbers_pages(self) -> bool:
        """Whether its pages are numbered, so that a link can name one."""
        return self.layout == "print" and self.edition.variant.running != "none"

    @property
    def has_about(self) -> bool:
        """Whether the statements have a section of their own; else they are in the colophon."""
        return self.edition.statement_form == "long"

    @property
    def credit_at_end(self) -> bool:
        """Whether the review credit is in the colophon, because the section of statements is not on the last page."""
        on_other_page = self.edition.variant.back in {"directory", "contact"} and not self.has_credit_inside
        return (on_other_page or not self.has_about) and not self.has_credit_first

    @property
    def has_credit_first(self) -> bool:
        """Whether the review credit stands before the directory on the last pages."""
        return "credit-first" in self.edition.fit.remedies

    @property
    def has_credit_inside(self) -> bool:
        """Whether the review credit stands with the statements, for want of room on the last page."""
        return "credit-inside" in self.edition.fit.remedies

    @property
    def has_status_in_credit(self) -> bool:
        """Whether the sentence on the status goes on with the review credit; else it is in the colophon."""
        return self.credit_at_end or self.has_credit_inside or self.has_credit_first

    @property
    def has_statements_inside(self) -> bool:
        """Whether the short statements stand before the last page, for want of room on it."""
        return "statements-inside" in self.edition.fit.remedies

    @property
    def status_sentence(self) -> str:
        """What the status on the cover means, if there is a cover; else it stands with the status."""
        edition, words = self.edition, self.edition.language.words
        sentences = {"adapted": words.adapted.format(date=edition.issued), "unreviewed": words.unreviewed}
        has_cover = (edition.variant.opening == "cover" or edition.variant.summary) and not self.html
        return sentences.get(edition.publication.facts.review_status, "") if has_cover else ""

    @property
    def print_size(self) -> str:
        """What kind of large print it is, in words; "" for any other."""
        edition, points = self.edition, self.edition.variant.body_at_least
        if points < LARGE_PRINT or not edition.language.print:
            return ""
        kind = edition.language.kinds[edition.variant.kind]
        return edition.language.print.size.format(kind=kind, points=f"{points:g}")

    @property
    def has_slot(self) -> bool:
        """Whether its back has a place for a clinic's stamp."""
        return self.edition.variant.file_format.on_paper and self.edition.language.print is not None

    @property
    def code_url(self) -> str:
        """The address that its square code leads to; "" for no code."""
        return self.edition.page_url if self.has_slot else ""

    @property
    def code_address(self) -> str:
        """That address as it is printed."""
        return format_url(self.code_url)

    @property
    def shortened(self) -> bool:
        """Whether it carries a short statement whose words the center has not approved."""
        statements = self.edition.center.statements
        keys = self.edition.publication.facts.statements
        return any(statements[key].short_adapted for key in keys if self.edition.read_statement(key)[2])


def make_page(edition: Edition, downloads: Sequence[Download], notes: int) -> EditionPage:
    """Make the values of an edition's page.

    downloads: finished files that it links to; notes: the number of ruled lines.
    """
    statements = tuple(_view_statement(edition, key) for key in edition.publication.facts.statements)
    whole = [one for one in statements if not one.short]
    titled = [one for one in whole if one.title] if edition.statement_form == "long" else []
    thanks = tuple(_list_credits(edition))
    revised = edition.publication.facts.revised
    own = [one for one in downloads if one.lang == edition.lang]
    others = [one for one in downloads if one.lang != edition.lang]
    pages = [one for one in others if FORMATS[one.format].lists_files]
    footnotes = list_footnotes(edition)
    sections = [_add_figure(edition, one) for one in edition.translation.sections]
    return EditionPage(
        beside=make_page(make_beside_edition(edition), (), 0) if edition.beside else None,
        edition=edition,
        layout=edition.variant.file_format.layout,
        html=edition.variant.file_format.layout == "screen",
        lang=edition.lang,
        answers=tuple(_view_section(one, edition.fit) for one in sections),
        contents=tuple(_list_contents(edition, notes, footnotes)),
        figures=number_figures(sections),
        pictures=edition.publication.pictures,
        directory=tuple(_view_organization(edition, key) for key in _list_organizations(edition)),
        contact=list_contact_lines(edition.center, edition.language, edition.lang),
        about=split_in_halves(titled, len(" ".join(words.text for words in thanks))),
        closing=tuple(one for one in whole if one not in titled) if edition.statement_form != "linked" else (),
        cover_art=_view_cover_art(edition),
        short_statements=tuple(one for one in statements if one.short),
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
        status_notice=StatusNoticeView(words, *draw_word(words.word, _find_notice_face(edition.lang), NOTICE_SLOPE))
        if (words := find_status_notice(edition))
        else None,
    )


def _view_cover_art(edition: Edition) -> FigureView | None:
    """View the figure on the cover with its first two drawings."""
    cover = edition.publication.facts.cover
    tokens = list_changed_tokens(edition)
    has_art = edition.variant.summary or edition.variant.opening == "cover"
    if not cover or not has_art or not read_points("--cover-art-height", tokens):
        return None
    blocks = (block for one in edition.publication.translations[edition.lang].sections for block in one.blocks)
    figure = next((one for one in blocks if one.kind == "figure" and one.attrs["id"] == cover.art), None)
    if not figure:
        return None
    view = view_figure(edition, figure, cover.crop)
    # The text describes the figure where it stands in full.
    silent = {} if edition.variant.summary else {"decorative": "yes"}
    images = [replace(one.image, attrs={**one.image.attrs, **silent}) for one in view.panels[:2]]
    panels = [replace(one, image=image, parts=(), leaders="") for one, image in zip(view.panels, images, strict=False)]
    return replace(view, panels=tuple(panels))


def _find_notice_face(lang: str) -> str:
    """Find the typeface of the word across the pages: the bold one of the script."""
    return find_bold_typeface(SCRIPTS[find_script(lang)].text)


def number_figures(sections: Sequence[Section]) -> dict[str, int]:
    """Assign a number to each figure, by its id."""
    nodes = (node for section in sections for block in section.blocks for node in block.walk())
    figures = [node.attrs["id"] for node in nodes if node.kind == "figure"]
    return {name: number for number, name in enumerate(figures, 1)}


def _add_figure(edition: Edition, section: Section) -> Section:
    """Add the figure to a section that a remedy takes from the long text."""
    added = edition.fit.added_figures.get(section.id)
    blocks = (block for one in edition.publication.translations[edition.lang].sections for block in one.blocks)
    found = next((one for one in blocks if added and one.kind == "figure" and one.attrs["id"] == added), None)
    return replace(section, blocks=(*section.blocks, found)) if found else section


def _view_section(section: Section, fit: Fit) -> SectionView:
    blocks = tuple(block for block in section.blocks if block.kind != "footnote")
    cut = 1 if blocks and blocks[0].kind == "paragraph" else 0
    rest = fit.arrange(section.id, blocks[cut:])
    kinds = {node.kind for block in blocks for node in block.walk()}
    length = sum(len(block.text_content) for block in blocks)
    short = length <= KEEP_TOGETHER and kinds & BLOCKS == {"paragraph"}
    long = bool(cut) and is_long(blocks[0])
    over = max(map(len, section.title.split()), default=0) >= LONG_WORD
    return SectionView(section.id, section.heading, blocks[:cut], tuple(rest), short, long, over)


def is_long(block: Node) -> bool:
    """Tell whether a block may break over two pages."""
    return len(block.text_content) > LONG_BLOCK


def _list_contents(edition: Edition, notes: int, footnotes: FootnoteSet) -> Iterator[tuple[str, str]]:
    words = edition.language.words
    for section in edition.translation.sections:
        yield section.id, section.title.strip()
    if footnotes.at_end and edition.language.text_words:
        yield BODY_IDS["footnotes"], edition.language.text_words.footnotes
    directory = [(BODY_IDS["directory"], words.more_information)] if _list_organizations(edition) else []
    about = [(BODY_IDS["about"], words.about)] if edition.statement_form == "long" else []
    back = edition.variant.back
    yield from directory if back in {"statements", "contact"} else []
    yield from about if back in {"directory", "contact"} else []
    if notes:
        yield BODY_IDS["notes"], words.notes
    yield BODY_IDS["contact"], words.talk
    yield from directory if back in {"directory", "both"} else []
    yield from about if back in {"statements", "both"} else []


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
    blocks, lang, short = edition.read_statement(key)
    short = short and len(blocks) == 1 and blocks[0].kind == "paragraph"  # else it does not run in with others
    title = localize_text(statement.title or {}, edition.lang, edition.center.language)
    return StatementView(None if short else title, blocks, lang, short)


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


def _list_organizations(edition: Edition) -> list[str]:
    """List the organizations of an edition: none in a summary."""
    return [] if edition.variant.summary else edition.publication.facts.organizations


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
    facts = ", ".join(part for part in (row.label, paper, format_size(download.size, language)) if part)
    return f"{facts}. {download.note}" if download.note else facts
