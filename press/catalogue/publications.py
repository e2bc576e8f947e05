"""The values of the catalogue's pages: publications and their files, as one language shows them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import Any

from press.model.formats import FORMATS
from press.model.formatting import format_count, format_date, format_paper, format_size, format_variant_title
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.publication import Publication
from press.model.sources.center import Center
from press.model.sources.language import CatalogueWords, FileGroupWords, Language
from press.model.sources.variant import LARGE_PRINT, Variant
from press.publish.manifest import SettledRows
from press.publish.press_digest import hash_press
from press.text.collation import find_sort_key
from press.typeset.page import ContactLine, list_contact_lines

FOLDER = "catalogue"
"""The folder below the output folder that has everything but the first pages and the lists."""
MOST_FILES = 600
"""Greatest number of files that lists of publications name; beyond it, only the page of each publication does."""


def find_format_picture(variant: str) -> str:
    """Find the path of the picture of a variant."""
    return f"{FOLDER}/formats/{variant}.svg"


GROUPS = tuple(FileGroupWords.model_fields)
"""Groups of files, in the order of lists."""


def find_group(variant: Variant) -> str:
    """Find the group in which the files of a variant are listed."""
    if not variant.file_format.on_paper:
        return variant.file_format.group
    return "fold" if variant.fold else "large" if variant.body_at_least >= LARGE_PRINT else "print"


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of a first page: its path below the output folder, and its size in pixels."""

    path: str
    width: int
    height: int


_pick_printed = attrgetter(
    *(one.name for one in fields(ManifestRow) if one.name not in {"parts", "tools", "fit", "page_starts"})
)
"""Picks from a row all that the catalogue may print; what it leaves out is much, and takes long to hash."""


class SettledFiles(Mapping[str, Sequence[ManifestRow]]):
    """The rows of a publication by language, read when somebody asks for one."""

    def __init__(self, langs: Sequence[str], read: Callable[[], Iterable[ManifestRow]]) -> None:
        self._langs = langs
        self._read = read

    @cached_property
    def _by_lang(self) -> dict[str, list[ManifestRow]]:
        found: dict[str, list[ManifestRow]] = {lang: [] for lang in self._langs}
        for row in self._read():
            found[row.language].append(row)
        return found

    def __getitem__(self, lang: str) -> Sequence[ManifestRow]:
        return self._by_lang[lang]

    def __contains__(self, lang: object) -> bool:
        return lang in self._langs  # a mapping would read the rows to find out

    def __iter__(self) -> Iterator[str]:
        return iter(self._langs)

    def __len__(self) -> int:
        return len(self._langs)


Description = Mapping[str, Any]
"""What the last build has said of a publication in the catalogue, as JSON: see `CatalogueWork.describe`."""


@dataclass(frozen=True)
class CatalogueWork:
    """A publication with files: its rows by language, in the order of lists, and its covers by language.

    known: what the last build has said of it, if nothing has changed.
    """

    publication: Publication
    rows: Mapping[str, Sequence[ManifestRow]]
    covers: Mapping[str, Cover]
    known: Description = field(default_factory=dict)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The slugs of its subjects."""
        return tuple(dict.fromkeys(make_slug(subject) for subject in self.publication.facts.subjects))

    @cached_property
    def variants(self) -> frozenset[str]:
        """The names of its variants, in any language."""
        known = self.known.get("variants")
        return frozenset(known or (row.variant for rows in self.rows.values() for row in rows))

    def find_notice(self, lang: str) -> str:
        """Find the notice across the pages of a language, as in `ManifestRow.marked`."""
        return str(self.known["notices"][lang]) if self.known else self.rows[lang][0].marked

    @cached_property
    def file_count(self) -> int:
        """The number of its editions."""
        return int(self.known.get("files") or sum(map(len, self.rows.values())))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that the catalogue prints about it."""
        if known := self.known.get("digest"):
            return str(known)
        texts = sorted((lang, one.source.digest) for lang, one in self.publication.translations.items())
        rows = [(lang, [*map(_pick_printed, rows)]) for lang, rows in sorted(self.rows.items())]
        parts = [self.publication.source.digest, texts, rows, sorted(self.covers.items())]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def describe(self) -> Description:
        """Describe it for the next build, which need not read its rows if nothing has changed."""
        return {
            "digest": self.digest,
            "langs": list(self.rows),
            "variants": sorted(self.variants),
            "files": self.file_count,
            "notices": {lang: self.find_notice(lang) for lang in self.rows},
            "covers": {lang: astuple(one) for lang, one in self.covers.items()},
        }

    def choose_language(self, *preferred: str) -> str:
        """Choose the first preferred language that it has.

        If it has none of them, the first of its own.
        """
        return next((lang for lang in preferred if lang in self.rows), next(iter(self.rows)))


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A file of a publication: its path below the output folder, and its description.

    paper: pages and sheets, empty for a web page; manner: how to print a folded variant, else empty; pages_href: of a
    folded variant, the file with single pages.
    """

    href: str
    media_type: str
    variant_title: str
    format: str
    lang: str
    language: str
    pages: str
    paper: str
    size: str
    manner: str = ""
    pages_href: str = ""
    pages_size: str = ""
    note: str = ""
    """What readers must know of it, in its own language."""
    picture: str = ""
    """The picture of its variant."""


@dataclass(frozen=True)
class LanguageView:
    """The catalogue in one language."""

    lang: str
    language: Language
    words: CatalogueWords
    center: Center
    first: bool
    """Whether it is in the language of the first page, `index.html`."""

    def top(self, name: str) -> str:
        """Build the path of a top page: `index.html` or `index.<lang>.html`."""
        return f"{name}.html" if self.first else f"{name}.{self.lang}.html"

    def page(self, name: str) -> str:
        """Build the path of a page in the folder."""
        return f"{FOLDER}/{name}.{self.lang}.html"

    @cached_property
    def contact(self) -> Mapping[str, tuple[ContactLine, ...]]:
        """The contact block."""
        return list_contact_lines(self.center, self.language, self.lang)

    def date(self, date: str) -> str:
        """Format a date in words."""
        return format_date(date, self.language)

    def count(self, number: int) -> str:
        """Format a number of publications."""
        return format_count(self.words.count, number, self.language)


@dataclass(frozen=True)
class Holdings:
    """Everything in the catalogue.

    topics: slug and name of each subject, the first name if several have the same slug; variants: names of the variants
    with files, in the order of lists; langs: languages with files.
    """

    library: Library
    center: Center
    works: tuple[CatalogueWork, ...]
    faces: tuple[LanguageView, ...]
    topics: Mapping[str, str]
    variants: tuple[str, ...]
    langs: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what every page depends on: the press, the shared sources and the choices of the filters."""
        shared = sorted((name, source.digest) for name, source in self.library.sources.items())
        parts = [hash_press(), shared, list(self.topics.items()), self.variants, self.langs, self.few]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def few(self) -> bool:
        """Whether there are few enough files for lists to name them all."""
        return sum(work.file_count for work in self.works) <= MOST_FILES

    def name_variant(self, variant: str, face: LanguageView) -> str:
        """Name a variant in the language of a face."""
        return format_variant_title(self.library.variants[variant], face.language)

    def describe_file(self, row: ManifestRow, face: LanguageView) -> CatalogueFile:
        """Describe a file; a folded variant by its sheets.

        Its single pages are a second file.
        """
        language, sheets = face.language, row.sheet_file
        pages = format_count(language.words.pages, row.pages, language)
        return CatalogueFile(
            href=sheets.file if sheets else row.file,
            media_type=FORMATS[row.format].media_type,
            variant_title=self.name_variant(row.variant, face),
            format=FORMATS[row.format].label,
            lang=row.language,
            language=self.library.languages[row.language].name,
            pages=pages,
            paper=format_paper(row.pages, row.sheets, language, folded=bool(sheets)) if row.trim else "",
            size=format_size(sheets.bytes if sheets else row.bytes, language),
            manner=face.words.folding if sheets else "",
            pages_href=row.file if sheets else "",
            pages_size=format_size(row.bytes, language) if sheets else "",
            note=row.note,
            picture=find_format_picture(row.variant),
        )

    @property
    def paper(self) -> tuple[str, ...]:
        """The variants on paper, which can be ordered."""
        return tuple(name for name in self.variants if self.library.variants[name].file_format.on_paper)


def make_holdings(
    library: Library,
    rows: Iterable[ManifestRow],
    covers: Mapping[str, Cover],
    settled: Iterable[CatalogueWork] = (),
) -> Holdings:
    """Make the values of the catalogue.

    covers: by name of the edition; settled: works without rows among these.
    """
    assert library.center is not None
    works = tuple(sorted((*_list_works(library, rows, covers), *settled), key=lambda work: work.publication.slug))
    langs = sorted({lang for work in works for lang in work.rows}, key=_sort_first(library.center.language))
    variants = {name for work in works for name in work.variants}
    return Holdings(
        library=library,
        center=library.center,
        works=works,
        faces=tuple(_list_faces(library, langs)),
        topics=_list_topics(works, library.center.language),
        variants=tuple(sorted(variants, key=lambda name: (library.variants[name].order, name))),
        langs=tuple(langs),
    )


def select_rows(library: Library, rows: Iterable[ManifestRow]) -> Iterator[ManifestRow]:
    """Select the rows for the catalogue.

    Rows that the library no longer describes, those of clinics and outdated ones are left out.
    """
    for row in rows:
        publication = library.publications.get(row.publication)
        known = publication and row.language in publication.translations and row.variant in library.variants
        if known and not row.imprint and not row.outdated:
            yield row


def make_settled_work(library: Library, slug: str, known: Description, settled: SettledRows) -> CatalogueWork:
    """Make a work of which nothing has changed since the last build described it."""
    read = lambda: select_rows(library, settled.read([slug]))  # noqa: E731
    covers = {lang: Cover(*cover) for lang, cover in known["covers"].items()}
    return CatalogueWork(library.publications[slug], SettledFiles(known["langs"], read), covers, known)


def _list_works(library: Library, rows: Iterable[ManifestRow], covers: Mapping[str, Cover]) -> Iterator[CatalogueWork]:
    found: dict[str, dict[str, list[ManifestRow]]] = {}
    for row in sorted(rows, key=lambda row: (row.publication, row.language, row.order, row.variant)):
        found.setdefault(row.publication, {}).setdefault(row.language, []).append(row)
    for slug, by_lang in found.items():
        pictures = {
            row.language: covers[row.edition] for rows_ in by_lang.values() for row in rows_ if row.edition in covers
        }
        yield CatalogueWork(library.publications[slug], by_lang, pictures)


def _list_faces(library: Library, langs: Sequence[str]) -> Iterator[LanguageView]:
    """List the languages with catalogue words and texts.

    The center's is first, and included even without texts.
    """
    center = library.center
    assert center is not None
    candidates = sorted(
        (lang for lang, one in library.languages.items() if one.catalogue), key=_sort_first(center.language)
    )
    for lang in (one for one in candidates if one in langs or one == candidates[0]):
        language = library.languages[lang]
        assert language.catalogue is not None
        yield LanguageView(lang, language, language.catalogue, center, first=lang == candidates[0])


def _sort_first(lang: str) -> Callable[[str], tuple[bool, str]]:
    return lambda other: (other != lang, other)


def _list_topics(works: Iterable[CatalogueWork], lang: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for work in works:
        for subject in work.publication.facts.subjects:
            names.setdefault(make_slug(subject), subject)
    make_key = find_sort_key(lang)
    return dict(sorted(names.items(), key=lambda pair: (make_key(pair[1]), pair)))


def fold_text(text: str) -> str:
    """Fold a text for search.

    It loses accents and capitals: Unicode NFKD, combining marks dropped.
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()


def make_slug(text: str) -> str:
    """Make a text part of a file name.

    Letters and digits with hyphens between them; other scripts become code points.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", fold_text(text)).strip("-")
    return slug[:80] or "-".join(f"{ord(one):x}" for one in text)
