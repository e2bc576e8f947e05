"""A publication on the catalogue pages of one language: every word that a template prints about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from markupsafe import Markup, escape

from press.catalogue.publications import (
    GROUPS,
    CatalogueFile,
    CatalogueWork,
    Cover,
    Holdings,
    LanguageView,
    find_format_picture,
    find_group,
)
from press.model.formats import FORMATS
from press.model.formatting import format_count, join_list
from press.model.manifest import ManifestRow
from press.model.sources.language import Language, StatusNotice
from press.shelf_life import make_notice_values
from press.text.direction import add_directions
from press.text.typography import keep_together
from press.typeset import load_environment
from press.typeset.page import LocalizedText, localize_text


@dataclass(frozen=True, slots=True)
class CatalogueLink:
    """A link: its path below the output folder, its words and their language, a count in words, and a picture."""

    path: str
    text: str
    lang: str
    count: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A publication in another language: its title, its page there if any, and its files."""

    lang: str
    name: str
    title: str
    page: str
    card: Card

    @property
    def file_count(self) -> str:
        """The number of its files, in words."""
        return self.card.count_files(self.lang)

    def group_files(self, base: str) -> list[tuple[str, Markup]]:
        """Group its files, as `Card.group_files` does."""
        return self.card.group_files(base, self.lang)


@dataclass(frozen=True)
class Card:
    """A publication in the catalogue of one language; its texts are in that language if it has them."""

    holdings: Holdings
    face: LanguageView
    work: CatalogueWork
    _cache: dict[Any, Markup] = field(default_factory=dict)

    @property
    def _language(self) -> Language:
        return self.holdings.library.languages[self.lang]

    # ---- for lists

    @cached_property
    def lang(self) -> str:
        """The language of title and summary."""
        return self.work.choose_language(self.face.lang, self.holdings.center.language)

    @cached_property
    def rows(self) -> list[ManifestRow]:
        """The rows in that language."""
        return list(self.work.rows[self.lang])

    @property
    def title(self) -> str:
        """The title."""
        return self.work.publication.translations[self.lang].front.title

    @property
    def summary(self) -> str:
        """The summary at the head of the text."""
        return self.work.publication.translations[self.lang].front.summary

    @property
    def page(self) -> str:
        """The path of its page."""
        return self.face.page(self.work.publication.slug)

    @property
    def cover(self) -> Cover | None:
        """The picture of its first page."""
        return self.work.covers.get(self.lang)

    @property
    def number(self) -> str:
        """The publication number as it is printed, or the words that say that there is none yet."""
        number = self.work.publication.facts.number
        prefix = self.holdings.center.publication_number.prefix
        return f"{prefix} {number}" if number else self.face.language.words.number_missing

    @property
    def number_lang(self) -> str:
        """The language of the number's prefix, or of the words in its place."""
        return self.holdings.center.language if self.work.publication.facts.number else self.face.lang

    @property
    def issued(self) -> str:
        """The date of issue in words."""
        date = self.work.publication.facts.issued
        return self.face.date(date) if date else self.face.language.words.issued_missing

    @property
    def adapted(self) -> bool:
        """Whether its wording has not been reviewed again."""
        return self.work.publication.facts.review_status == "adapted"

    @property
    def unreviewed(self) -> bool:
        """Whether it is a draft that nobody has reviewed."""
        return self.work.publication.facts.review_status == "unreviewed"

    @property
    def status_notice(self) -> StatusNotice | None:
        """The status notice on its files, in their language; None if they may be handed out."""
        notice_key = self.work.find_notice(self.lang)
        return getattr(self._language.marks, notice_key) if notice_key else None

    @property
    def status_notice_text(self) -> Markup:
        """The sentence of the status notice, with the number that replaces it or its last day."""
        parts = make_notice_values(self.work.publication.facts, self.holdings.center, self._language)
        number = escape(parts["number"])
        if self.lang != self.number_lang:
            number = Markup('<span lang="{}">{}</span>').format(self.number_lang, number)
        line = str(keep_together(self.status_notice.text)) if self.status_notice else ""
        return Markup(line.format(number=number, date=keep_together(parts["date"])))  # noqa: S704 - parts are escaped

    @cached_property
    def dates(self) -> list[tuple[str, str, str]]:
        """Dates of issue, revision and review: label, date and date in words."""
        words, facts = self.face.words, self.work.publication.facts
        found = ((words.issued, facts.issued), (words.revised, facts.revised), (words.reviewed, facts.reviewed))
        return [(label, date, self.face.date(date)) for label, date in found if date]

    @property
    def dated(self) -> str:
        """The latest of these dates with its label."""
        if not self.dates:
            return self.face.language.words.issued_missing
        label, _, date = max(self.dates, key=lambda one: one[1])
        return f"{label}: {date}"

    @property
    def review_by(self) -> str:
        """The date by which it must be reviewed again."""
        return self.work.publication.facts.review_by or ""

    @property
    def names(self) -> Markup:
        """The names of its languages, each in its own language."""
        return Markup(", ").join(self._tag_name(lang) for lang in self.work.rows)

    @property
    def available(self) -> Markup:
        """The line that names these languages."""
        names = [str(self._tag_name(lang)) for lang in self.work.rows]
        line = str(keep_together(self.face.language.words.available_in))
        return Markup(line.format(languages=join_list(names, self.face.language.lists)))  # noqa: S704 - escaped

    def _tag_name(self, lang: str) -> Markup:
        name = escape(self.holdings.library.languages[lang].name)
        return name if lang == self.face.lang else Markup('<span lang="{}">{}</span>').format(lang, name)

    # ---- for search and filters

    @property
    def topic_places(self) -> str:
        """Positions of its subjects among the choices of the filter."""
        return _find_positions(self.work.topics, self.holdings.topics)

    @property
    def lang_places(self) -> str:
        """Positions of its languages."""
        return _find_positions(self.work.rows, self.holdings.langs)

    @property
    def variant_places(self) -> str:
        """Positions of its variants."""
        return _find_positions(self.work.variants, self.holdings.variants)

    @cached_property
    def search(self) -> str:
        """Words for search that the list does not show: key words, subjects, titles in other languages."""
        texts = self.work.publication.translations
        words = [*texts[self.lang].front.keywords, *self.work.publication.facts.subjects]
        words += [texts[lang].front.title for lang in self.work.rows if lang != self.lang]
        return " ".join(dict.fromkeys(words))

    # ---- files

    @property
    def file_count(self) -> str:
        """The number of files to print or download, in words."""
        return self.count_files(self.lang)

    def count_files(self, lang: str) -> str:
        """Count its files in a language, in words."""
        return format_count(self.face.words.files, len(self.work.rows[lang]), self.face.language)

    @cached_property
    def read(self) -> CatalogueFile | None:
        """The web page."""
        pages = (row for row in self.rows if FORMATS[row.format].lists_files)
        return next((self.holdings.describe_file(row, self.face) for row in pages), None)

    def format_entry(self, base: str) -> Markup:
        """Format its entry in a list of publications; with its files where these are few enough."""
        make = load_macros().entry
        return self._make_once(
            ("entry", base), lambda: self._add_directions(make(self, self.face, base, self.holdings.few))
        )

    def format_variant_entry(self, variant: str, base: str) -> Markup:
        """Format its entry in the list of files of a variant."""
        return self._add_directions(load_macros().named(self, self.face, base, variant))

    def _add_directions(self, item: str) -> Markup:
        """Give the languages in an item of a list their directions, as on the whole page."""
        _, _, found = add_directions(f'<ul lang="{self.face.lang}">{item}</ul>').partition(">")
        return Markup(found.removesuffix("</ul>"))  # noqa: S704 - it was one

    def downloads(self, base: str) -> Markup:
        """List its files as HTML list items."""
        return Markup("\n").join(self._format_item(row, base) for row in self.rows)

    def group_files(self, base: str, lang: str = "") -> list[tuple[str, Markup]]:
        """Group its files in a language, its own if none is given: the heading, and HTML list items with pictures."""
        groups: dict[str, list[ManifestRow]] = {name: [] for name in GROUPS}
        for row in self.work.rows[lang or self.lang]:
            groups[find_group(self.holdings.library.variants[row.variant])].append(row)
        return [
            (
                getattr(self.face.words.groups, name),
                Markup("\n").join(self._format_item(row, base, "pictures") for row in rows),
            )
            for name, rows in groups.items()
            if rows
        ]

    def list_variant_files(self, variant: str, base: str) -> Markup:
        """List its files of one variant, own language first."""
        langs = sorted(self.work.rows, key=lambda lang: lang != self.lang)
        rows = [row for lang in langs for row in self.work.rows[lang] if row.variant == variant]
        return Markup("\n").join(self._format_item(row, base) for row in rows)

    def _format_item(self, row: ManifestRow, base: str, pictures: str = "") -> Markup:
        file = self.holdings.describe_file(row, self.face)
        make = lambda: load_macros().download(file, self.face, base, pictures)  # noqa: E731
        return self._make_once((row.edition, base, pictures), make)

    def _make_once(self, key: Any, make: Any) -> Markup:
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    # ---- for its own page

    @cached_property
    def others(self) -> list[OtherLanguage]:
        """The same publication in other languages."""
        return list(self._list_others())

    def _list_others(self) -> Iterator[OtherLanguage]:
        pages = {face.lang: face.page(self.work.publication.slug) for face in self.holdings.faces}
        for lang in self.work.rows:
            if lang != self.lang:
                title = self.work.publication.translations[lang].front.title
                yield OtherLanguage(lang, self.holdings.library.languages[lang].name, title, pages.get(lang, ""), self)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """The sections of the long text: id and heading."""
        translation = self.work.publication.translations[self.lang].select_text_form("long")
        return [(section.id, section.title.strip()) for section in translation.sections]

    @property
    def thanks(self) -> Iterable[LocalizedText]:
        """The review credit."""
        for reviewer in self.work.publication.facts.reviewers:
            if words := localize_text(reviewer.thanked_for, self.face.lang, self.holdings.center.language):
                yield LocalizedText(words.text.format(name=reviewer.name), words.lang)

    @property
    def topics(self) -> list[CatalogueLink]:
        """Links to the pages of its subjects."""
        return [link_topic(self.holdings, self.face, slug) for slug in self.work.topics]


def link_topic(holdings: Holdings, face: LanguageView, slug: str, count: str = "") -> CatalogueLink:
    """Link to the page of a subject.

    Subjects are in the language of the center.
    """
    return CatalogueLink(face.page(f"topic.{slug}"), holdings.topics[slug], holdings.center.language, count)


def link_variant(holdings: Holdings, face: LanguageView, name: str, count: str = "") -> CatalogueLink:
    """Link to the page of a variant."""
    path, text = face.page(f"form.{name}"), holdings.name_variant(name, face)
    return CatalogueLink(path, text, face.lang, count, find_format_picture(name))


def _find_positions(own: Iterable[str], choices: Iterable[str]) -> str:
    names = set(own)
    return " ".join(str(position) for position, name in enumerate(choices) if name in names)


@cache
def load_macros() -> Any:
    """Load the macros of `templates/catalogue/parts.html`."""
    return load_environment().get_template("catalogue/parts.html").module
