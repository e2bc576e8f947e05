"""The nouns of the press: frozen, typed, and without behaviour beyond derived values.

What staff write in YAML is in `facts.py`; what the press makes of it is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from press.model.facts import Center, Facts, Front, Language, Organization, Profile, Variant
from press.model.findings import Place
from press.model.formatting import date_in_words, form_in_words, join_words, points
from press.model.imprint import Imprint
from press.model.nodes import BLOCKS, INLINES, Node
from press.model.textfacts import Glossary, IndexSheet, Ledger

__all__ = ["BLOCKS", "INLINES", "Node", "date_in_words", "form_in_words", "join_words", "points"]  # for others

# ---------------------------------------------------------------- prose


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a translation: a question, its id (the same in every language) and its answer.

    text: `long` or `short` when it is only in that form of the text. A short section whose id is that of a long one
    and `-short` stands in for it.
    """

    id: str
    heading: tuple[Node, ...]
    blocks: tuple[Node, ...]
    line: int
    text: str = ""

    @property
    def title(self) -> str:
        """The heading as plain words."""
        return "".join(node.plain for node in self.heading)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file of a publication: its path as the Markdown names it, its type and its bytes."""

    src: str
    media_type: str
    data: bytes


# ---------------------------------------------------------------- the library


@dataclass(frozen=True, slots=True)
class Source:
    """A source file: its path as findings print it, and the place of each value in it.

    marks: (line, column) by key path, e.g. ``("contact", "email")`` or ``("organizations", 2)``;
    digest: SHA-256 of its bytes.
    """

    path: str
    marks: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)
    digest: str = ""

    def at(self, *keys: str | int) -> Place:
        """The place of a value, or of the nearest value around it."""
        for end in range(len(keys), -1, -1):
            if keys[:end] in self.marks:
                return Place(self.path, *self.marks[keys[:end]])
        return Place(self.path, 1, 1)

    def line(self, line: int, column: int = 1) -> Place:
        """A place by line and column (both 1-based)."""
        return Place(self.path, line, column)


@dataclass(frozen=True, slots=True)
class Translation:
    """The text of a publication in one language."""

    lang: str
    front: Front
    brief: tuple[tuple[Node, ...], ...]
    sections: tuple[Section, ...]
    source: Source

    @property
    def has_short_text(self) -> bool:
        """Whether there is a short form of the text."""
        return any(section.text == "short" for section in self.sections)

    def in_form(self, text: str) -> Translation:
        """The translation with the sections of one form of the text, `long` or `short`, alone."""
        return replace(self, sections=tuple(one for one in self.sections if one.text in ("", text)))

    def left_out(self, text: str) -> tuple[Section, ...]:
        """The sections that a form of the text leaves out and nothing stands in for."""
        if text == "long":
            return ()
        kept = {section.id for section in self.in_form(text).sections}
        return tuple(one for one in self.sections if one.text == "long" and f"{one.id}-{text}" not in kept)


@dataclass(frozen=True, slots=True)
class Publication:
    """One work with one publication number."""

    slug: str
    facts: Facts
    translations: Mapping[str, Translation]
    pictures: Mapping[str, Picture]
    source: Source
    ledger: Ledger | None = None
    index: IndexSheet | None = None
    beside: Mapping[str, Source] = field(default_factory=dict)
    """The sources of the ledger and the index sheet, by file name."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything below `sources/` that could be read; what could not is in the findings beside it."""

    center: Center | None
    organizations: Mapping[str, Organization]
    languages: Mapping[str, Language]
    variants: Mapping[str, Variant]
    publications: Mapping[str, Publication]
    statements: Mapping[str, Mapping[str, tuple[Node, ...]]]
    """The centre's statements as prose: key, then language, then blocks."""
    sources: Mapping[str, Source]
    """By file name below `sources/`: `center.yaml`, `organizations.yaml`, `languages/en.yaml`, `variants/a4.yaml`."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    imprints: Mapping[str, Imprint] = field(default_factory=dict)
    logos: Mapping[str, Picture] = field(default_factory=dict)
    """The logos of imprints that have one, by the name of the imprint."""
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)
    """Words that texts must explain, by language."""
    whole: Library | None = None
    """The same with what could be read of files with mistakes, for the rules alone; None when there are none."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication in one language in one variant, for one imprint: exactly one file.

    imprint_name: "" for the centre's own edition, and for an imprint that came by value.
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
    marked: str = ""
    """Why it says across every page that it is not to be handed out: a key of `Marks`, or nothing when it may be."""
    translated: str = ""
    stale: tuple[str, ...] = ()
    """How it stands to the text it was translated from, and its stale sections: as in `records.Row`."""

    @property
    def name(self) -> str:
        """`<slug>.<lang>.<variant>`, with `.<imprint>` for a clinic: what file, log and manifest call it."""
        return edition_name(self.slug, self.lang, self.variant_name, self.imprint_name)

    @property
    def path(self) -> str:
        """Where its file goes, below the output folder."""
        return f"{self.slug}/{self.name}.{self.variant.format}"

    @property
    def sheet_path(self) -> str:
        """Where the file with its sheets goes, when it is folded; the reading file is at `path`."""
        return f"{self.slug}/{self.name}.sheets.{self.variant.format}"

    @property
    def press_path(self) -> str:
        """Where its file for a printing press goes, when one is asked for."""
        return f"{self.slug}/{self.name}.press.{self.variant.format}"

    @property
    def number(self) -> str:
        """The publication number as it is printed, e.g. `NIH Pub. No. 15-7828`."""
        return f"{self.center.publication_number.prefix} {self.publication.facts.number}"

    @property
    def issued(self) -> str:
        """The issue date in the words of the language, e.g. `June 2015`."""
        return date_in_words(self.publication.facts.issued, self.language)

    @property
    def title(self) -> str:
        """The title of the text."""
        return self.translation.front.title

    @property
    def form(self) -> str:
        """What a reader calls the variant, e.g. `Handout, Letter`."""
        return form_in_words(self.variant, self.language)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The questions of the whole text that this edition does not answer."""
        whole = self.publication.translations[self.lang]
        return tuple(section.title.strip() for section in whole.left_out(self.variant.text))

    @property
    def available_in(self) -> str:
        """The line that names the languages in which the publication exists; never empty."""
        names = [self.languages[lang].name for lang in self.publication.translations]
        return self.language.words.available_in.format(languages=join_words(names, self.language.and_word))


def edition_name(slug: str, lang: str, variant: str, imprint: str = "") -> str:
    """What an edition is called."""
    return ".".join(part for part in (slug, lang, variant, imprint) if part)


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file that the web edition links to."""

    href: str
    lang: str
    variant: str
    format: str
    title: str
    pages: int
    sheets: int
    size: int
    order: int = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What rendering gives: the bytes, how many pages they make, and what the renderer had to say.

    unfilled: the page was typeset with a ruled line, and rendered without any.
    """

    data: bytes
    pages: int
    log: tuple[str, ...] = ()
    unfilled: bool = False


@dataclass(frozen=True, slots=True)
class Final:
    """A finished file: the edition it is, the page it was typeset from, its bytes and its pages.

    sheet_data: for a folded edition, the same pages imposed on sheets of paper; press_data: for a printing press;
    plain: the page of the same edition without its imprint, when it has one.
    """

    edition: Edition
    html: str
    data: bytes
    pages: int
    sheet_data: bytes = b""
    press_data: bytes = b""
    plain: str = ""

    @property
    def sheets(self) -> int:
        """Sheets of paper when it is printed on both sides, a page a side unless it is folded; none for a web page."""
        fold = self.edition.variant.fold
        if fold:
            return -(-self.pages // 4) if fold.kind == "saddle" else 1
        return -(-self.pages // 2) if self.edition.variant.width else 0


def images_of(translation: Translation) -> Iterator[Node]:
    """Every `image` node of a translation."""
    tops = [node for point in translation.brief for node in point]
    tops += [node for section in translation.sections for node in (*section.heading, *section.blocks)]
    return (node for top in tops for node in top.walk() if node.kind == "image")


BODY_IDS = {
    "brief": "press-brief",
    "contents": "press-contents",
    "formats": "press-formats",
    "directory": "press-directory",
    "contact": "press-contact",
    "imprint": "press-imprint",
    "same": "press-same-text",
    "about": "press-about",
    "notes": "notes",
}
"""The ids of what the press adds to a text; sections have ids of their own."""
