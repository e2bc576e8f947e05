"""What the catalogue's pages are given: publications and their files, as one language shows them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from press.model.edition import Library, Publication
from press.model.facts import Center, Language
from press.model.formatting import date_in_words, form_in_words
from press.model.language import CatalogueWords
from press.model.records import Row
from press.runtime.installation import press_digest
from press.typeset.page import MEDIA_TYPES, ContactLine, contact_lines, in_bytes

FOLDER = "catalogue"
"""Below the output folder: everything but the first pages and the lists."""
FILES_AT_MOST = 600
"""Files that lists of publications name at once; with more of them only the page of a publication does."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of a first page: its path below the output folder, and its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Work:
    """A publication of which there are files: rows by language, each in the order of lists, and covers by language."""

    publication: Publication
    rows: Mapping[str, Sequence[Row]]
    covers: Mapping[str, Cover]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The slugs of its subjects."""
        return tuple(dict.fromkeys(slug_of(subject) for subject in self.publication.facts.subjects))

    @cached_property
    def variants(self) -> frozenset[str]:
        """The names of the variants that it is made in, in any language."""
        return frozenset(row.variant for rows in self.rows.values() for row in rows)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that the catalogue says of it."""
        texts = sorted((lang, one.source.digest) for lang, one in self.publication.translations.items())
        parts = [self.publication.source.digest, texts, sorted(self.rows.items()), sorted(self.covers.items())]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def said_in(self, *wished: str) -> str:
        """The first language wished for that it is in, or the first that it is in at all."""
        return next((lang for lang in wished if lang in self.rows), next(iter(self.rows)))


@dataclass(frozen=True, slots=True)
class File:
    """A file of a publication: where it is below the output folder, and what is said of it.

    paper: pages and sheets, empty for a web page; manner: how to print a folded form, else empty; pages_href: of a
    folded form, the file with the pages one by one.
    """

    href: str
    media_type: str
    form: str
    format: str
    lang: str
    language: str
    pages: str
    paper: str
    size: str
    manner: str = ""
    pages_href: str = ""
    pages_size: str = ""


@dataclass(frozen=True)
class Face:
    """The catalogue as one language shows it."""

    lang: str
    language: Language
    words: CatalogueWords
    center: Center
    first: bool
    """Whether it is in the language of the first page, `index.html`."""

    def top(self, name: str) -> str:
        """The path of a page at the top: `index.html`, in other languages `index.<lang>.html`."""
        return f"{name}.html" if self.first else f"{name}.{self.lang}.html"

    def page(self, name: str) -> str:
        """The path of a page in the folder."""
        return f"{FOLDER}/{name}.{self.lang}.html"

    @cached_property
    def contact(self) -> Mapping[str, tuple[ContactLine, ...]]:
        """The contact block."""
        return contact_lines(self.center, self.language, self.lang)

    def date(self, date: str) -> str:
        """A date in words."""
        return date_in_words(date, self.language)

    def count(self, number: int) -> str:
        """How many publications."""
        return (self.words.count_one if number == 1 else self.words.count_many).format(n=number)


@dataclass(frozen=True)
class Holdings:
    """Everything in the catalogue.

    topics: slug and name of each subject, the most frequent name where several have one slug; variants: names of the
    variants that there are files of, in the order of lists; langs: languages that there are files in.
    """

    library: Library
    center: Center
    works: tuple[Work, ...]
    faces: tuple[Face, ...]
    topics: Mapping[str, str]
    variants: tuple[str, ...]
    langs: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what every page may say: the press, the shared sources, and what there is to choose from."""
        shared = sorted((name, source.digest) for name, source in self.library.sources.items())
        parts = [press_digest(), shared, list(self.topics.items()), self.variants, self.langs, self.few]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def few(self) -> bool:
        """Whether there are so few files that lists can name them all."""
        return sum(len(rows) for work in self.works for rows in work.rows.values()) <= FILES_AT_MOST

    def form(self, variant: str, face: Face) -> str:
        """What a face calls a variant."""
        return form_in_words(self.library.variants[variant], face.language)

    def file(self, row: Row, face: Face) -> File:
        """What is said of a file. Of a folded form it is the sheets, with the single pages as a second file."""
        words, sheets = face.language.words, row.sheet_file
        pages = (words.pages_one if row.pages == 1 else words.pages_many).format(n=row.pages)
        paper = (words.sheets_one if row.sheets == 1 else words.sheets_many).format(n=row.sheets)
        return File(
            href=sheets.file if sheets else row.file,
            media_type=MEDIA_TYPES[row.format],
            form=self.form(row.variant, face),
            format=row.format.upper(),
            lang=row.language,
            language=self.library.languages[row.language].name,
            pages=pages,
            paper=f"{pages}, {paper}" if row.trim else "",
            size=in_bytes(sheets.bytes if sheets else row.bytes),
            manner=face.words.folding if sheets else "",
            pages_href=row.file if sheets else "",
            pages_size=in_bytes(row.bytes) if sheets else "",
        )

    @property
    def paper(self) -> tuple[str, ...]:
        """The variants that can be ordered: those on paper."""
        return tuple(name for name in self.variants if self.library.variants[name].width)


def holdings_of(library: Library, rows: Iterable[Row], covers: Mapping[str, Cover]) -> Holdings:
    """The catalogue's values from the library and the rows that are shown; covers by the name of the edition."""
    assert library.center is not None
    works = tuple(_works(library, rows, covers))
    langs = sorted({lang for work in works for lang in work.rows}, key=_first(library.center.language))
    variants = {row.variant for work in works for rows_ in work.rows.values() for row in rows_}
    return Holdings(
        library=library,
        center=library.center,
        works=works,
        faces=tuple(_faces(library, langs)),
        topics=_topics(works),
        variants=tuple(sorted(variants, key=lambda name: (library.variants[name].order, name))),
        langs=tuple(langs),
    )


def shown(library: Library, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that are in the catalogue: not those of what the library no longer has, nor those of one clinic."""
    for row in rows:
        publication = library.publications.get(row.publication)
        known = publication and row.language in publication.translations and row.variant in library.variants
        if known and not row.imprint:
            yield row


def _works(library: Library, rows: Iterable[Row], covers: Mapping[str, Cover]) -> Iterator[Work]:
    found: dict[str, dict[str, list[Row]]] = {}
    for row in sorted(rows, key=lambda row: (row.publication, row.language, row.order, row.variant)):
        found.setdefault(row.publication, {}).setdefault(row.language, []).append(row)
    for slug, by_lang in found.items():
        pictures = {
            row.language: covers[row.edition] for rows_ in by_lang.values() for row in rows_ if row.edition in covers
        }
        yield Work(library.publications[slug], by_lang, pictures)


def _faces(library: Library, langs: Sequence[str]) -> Iterator[Face]:
    """The languages that have the words of the catalogue and texts, that of the centre first, texts or not."""
    center = library.center
    assert center is not None
    spoken = sorted((lang for lang, one in library.languages.items() if one.catalogue), key=_first(center.language))
    for lang in (one for one in spoken if one in langs or one == spoken[0]):
        language = library.languages[lang]
        assert language.catalogue is not None
        yield Face(lang, language, language.catalogue, center, first=lang == spoken[0])


def _first(lang: str) -> Callable[[str], tuple[bool, str]]:
    return lambda other: (other != lang, other)


def _topics(works: Iterable[Work]) -> dict[str, str]:
    names: dict[str, str] = {}
    for work in works:
        for subject in work.publication.facts.subjects:
            names.setdefault(slug_of(subject), subject)
    return dict(sorted(names.items(), key=lambda pair: folded(pair[1])))


def folded(text: str) -> str:
    """A text for sorting and searching: without accents and capitals (Unicode NFKD, combining marks dropped)."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()


def slug_of(text: str) -> str:
    """A text as part of a file name: letters and digits with hyphens between; other scripts as their code points."""
    plain = re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")
    return plain[:80] or "-".join(f"{ord(one):x}" for one in text)
