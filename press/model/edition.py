"""One edition, from its request to its finished files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from press.model.fit import Fit
from press.model.formatting import convert_to_points, format_date, format_variant_title, join_list
from press.model.nodes import BLOCKS, INLINES, Node
from press.model.publication import Picture, Publication, Translation
from press.model.sources.center import Center, Organization
from press.model.sources.imprint import Imprint
from press.model.sources.language import Language
from press.model.sources.speech import Pronunciation, SpeechSettings
from press.model.sources.variant import Profile, Variant

__all__ = [
    "BLOCKS",
    "INLINES",
    "Node",
    "convert_to_points",
    "format_date",
    "format_variant_title",
    "join_list",
]  # for others


@dataclass(frozen=True, slots=True)
class PrintPages:
    """The pages of a printed edition that one without pages carries.

    title: of the printed variant, e.g. `Handout, Letter`; starts: as in `ManifestRow.page_starts`.
    """

    title: str
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication in one language in one variant, for one imprint: exactly one reading file.

    imprint_name: "" for the center's own edition, and for an imprint that a visitor typed at the desk.
    """

    slug: str
    lang: str
    variant_name: str
    center: Center
    statements: Mapping[str, Mapping[str, tuple[Node, ...]]]
    organizations: Mapping[str, Organization]
    publication: Publication
    translation: Translation
    language: Language
    languages: Mapping[str, Language]
    variant: Variant
    profile: Profile | None = None
    imprint: Imprint | None = None
    imprint_name: str = ""
    logo: Picture | None = None
    availability: tuple[tuple[str, str], ...] = ()
    """The notice of availability of language assistance of its clinic: each language and its words."""
    notice: str = ""
    """The key of its notice in `StatusNotices`, printed across every page; "" if it may be handed out."""
    translation_status: str = ""
    stale_sections: tuple[str, ...] = ()
    """`current`, `stale` or `unrecorded`, and the ids of its stale sections, as in `ManifestRow`."""
    sayings: Mapping[str, Pronunciation] = field(default_factory=dict)
    """How hard words of its language are said, by the word in lower case (`sources/glossary/`)."""
    print_pages: PrintPages | None = None
    """The pages of the edition that `pages_of` of its variant names, if that one is built."""
    beside: Translation | None = None
    """The text in the language that stands beside its own, if its variant has two."""
    translation_credit: str = ""
    """Who translated the text and who reviewed the translation, in one line; "" if nobody is named."""
    short_statements: Mapping[str, Mapping[str, tuple[Node, ...]]] = field(default_factory=dict)
    fit: Fit = field(default_factory=Fit)
    """The remedies it is made with; before it is rendered, those that were best for the same sources, if any."""
    unfitted_variant: Variant | None = None
    """Its variant before remedies changed it."""
    language_names: Mapping[str, str] = field(default_factory=dict)
    """Names in its own language of languages whose own names it cannot write, such as русский in braille."""

    @property
    def name(self) -> str:
        """Its name in files, log and manifest: `<slug>.<lang>.<variant>`, with `.<imprint>` for a clinic."""
        return format_edition_name(self.slug, self.lang, self.variant_name, self.imprint_name)

    @property
    def path(self) -> str:
        """The path of its reading file below the output folder; a variant named as the suffix is not named twice."""
        suffix = self.variant.file_format.suffix
        return f"{self.slug}/{self.name.removesuffix(suffix)}{suffix}"

    @property
    def sheet_path(self) -> str:
        """The path of the file with its imposed sheets, if it is folded."""
        return f"{self.slug}/{self.name}.sheets{self.variant.file_format.suffix}"

    @property
    def press_path(self) -> str:
        """The path of its file for a printing press, if one is requested."""
        return f"{self.slug}/{self.name}.press{self.variant.file_format.suffix}"

    @property
    def number(self) -> str:
        """The publication number with its prefix, e.g. `NIH Pub. No. 15-7828`; "" for a draft without one."""
        number = self.publication.facts.number
        return f"{self.center.publication_number.prefix} {number}" if number else ""

    @property
    def number_line(self) -> str:
        """The publication number as it is printed, or the words that say that there is none yet."""
        return self.number or self.language.words.number_missing

    @property
    def number_lang(self) -> str:
        """The language of `number_line`."""
        return self.center.language if self.number else self.lang

    @property
    def issued(self) -> str:
        """The issue date in the words of the language, e.g. `June 2015`, or the words that say there is none yet."""
        issued = self.publication.facts.issued
        return format_date(issued, self.language) if issued else self.language.words.issued_missing

    @property
    def title(self) -> str:
        """The title of the text."""
        return self.translation.front.title

    @property
    def variant_title(self) -> str:
        """The name of the variant for readers, e.g. `Handout, Letter`."""
        return format_variant_title(self.variant, self.language)

    @property
    def unfitted(self) -> Edition:
        """The same edition without remedies: its text is the same on any paper and for any imprint."""
        return replace(self, fit=Fit(), variant=self.unfitted_variant or self.variant, unfitted_variant=None)

    @property
    def page_url(self) -> str:
        """The address of the publication's page in the catalogue, "" if the catalogue has none on the web."""
        url = self.center.catalogue_url
        return f"{url.rstrip('/')}/{CATALOGUE_FOLDER}/{self.slug}.{self.lang}.html" if url else ""

    @property
    def statement_form(self) -> str:
        """How it carries its standing statements: `long`, `short` or `linked`."""
        form = self.variant.statements
        linkable = self.page_url and self.language.print
        return "short" if form == "linked" and not linkable else form

    def read_statement(self, key: str) -> tuple[tuple[Node, ...], str, bool]:
        """Read a statement: its blocks, their language, and whether they are its short form."""
        short = self.short_statements.get(key, {}) if self.statement_form == "short" else {}
        short = short if self.lang in short or self.lang not in self.statements[key] else {}
        texts = short or self.statements[key]
        lang = self.lang if self.lang in texts else self.center.language
        return texts[lang], lang, bool(short)

    @property
    def omitted_questions(self) -> tuple[str, ...]:
        """The questions of the long text that this edition does not answer."""
        whole, text = self.publication.translations[self.lang], self.variant.text
        kept = {section.id for section in self.translation.sections}
        asked = [one for one in whole.select_text_form(text).sections if one.id not in kept]
        return tuple(section.title.strip() for section in (*asked, *whole.list_omitted_sections(text)))

    def find_speech(self, lang: str) -> SpeechSettings | None:
        """Find how a passage in a language is said: as in that language; without abbreviations if nobody wrote how."""
        own, base = self.language.speech, lang.partition("-")[0]
        if not own or base in {"", self.lang.partition("-")[0]}:
            return own
        other = self.languages.get(lang) or self.languages.get(base)
        return (other.speech if other else None) or own.model_copy(update={"abbreviations": {}})

    @property
    def language_line(self) -> str:
        """The line that names the languages of the publication; never empty."""
        names = [self.name_language(lang)[0] for lang in self.publication.translations]
        return self.language.words.available_in.format(languages=join_list(names, self.language.lists))

    def name_language(self, lang: str) -> tuple[str, str]:
        """Name a language, in that language if its letters can be written. Gives the name and the language it is in.

        Whoever needs another edition reads that language, and perhaps no word of this one.
        """
        own = self.language_names.get(lang)
        return (own, self.lang) if own else (self.languages[lang].name, lang)


CATALOGUE_FOLDER = "catalogue"
"""The folder of the catalogue's pages, below the output folder."""


def format_edition_name(slug: str, lang: str, variant: str, imprint: str = "") -> str:
    """Join the parts of an edition's name."""
    return ".".join(part for part in (slug, lang, variant, imprint) if part)


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file that the web edition links to.

    pages: those that a reader turns; folded: whether the file has the sheets of a folded piece.
    """

    href: str
    lang: str
    variant: str
    format: str
    title: str
    pages: int
    sheets: int
    size: int
    order: int = 100
    folded: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rendered file that is not finished yet.

    pages: their number; log: the renderer's messages; unfilled: whether the page was typeset with a ruled line but
    rendered without any.
    """

    data: bytes
    pages: int
    log: tuple[str, ...] = ()
    lost_ruled_lines: bool = False


@dataclass(frozen=True, slots=True)
class FinishedEdition:
    """A finished edition with its files.

    html: the page it was typeset as; pages: their number; sheet_data: for a folded edition, the same pages imposed on
    sheets of paper; press_data: the file for a printing press; html_without_imprint: the page as it would be without
    its imprint, if it has one; core_html: the page without its imprint and its remedies, if they change the page.
    """

    edition: Edition
    html: str
    data: bytes
    pages: int
    sheet_data: bytes = b""
    press_data: bytes = b""
    html_without_imprint: str = ""
    core_html: str = ""

    @property
    def sheets(self) -> int:
        """Sheets of paper if printed on both sides, one page per side unless it is folded; 0 if it is not on paper."""
        fold = self.edition.variant.fold
        if fold:
            return -(-self.pages // 4) if fold.kind == "saddle" else 1
        return -(-self.pages // 2) if self.edition.variant.file_format.on_paper else 0


BODY_IDS = {
    "brief": "press-brief",
    "contents": "press-contents",
    "formats": "press-formats",
    "directory": "press-directory",
    "contact": "press-contact",
    "imprint": "press-imprint",
    "same": "press-same-text",
    "print_size": "press-print-size",
    "code": "press-code",
    "about": "press-about",
    "notes": "notes",
    "footnotes": "press-footnotes",
}
"""The ids of the parts that the press adds to a text; sections have ids of their own."""
