"""A publication as the pages of one language show it: every word that a template says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from markupsafe import Markup, escape

from press.catalogue.publications import Cover, Face, File, Holdings, Work
from press.model.facts import Language
from press.model.formatting import join_words
from press.model.life import Mark
from press.model.records import Row
from press.shelf_life import fillings_of
from press.text.typography import unbroken
from press.typeset import environment
from press.typeset.page import Words, localized


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its path below the output folder, its words and their language, and a count in words."""

    path: str
    text: str
    lang: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A publication in another language: its title, the page in that language if there is one, and its files."""

    lang: str
    name: str
    title: str
    page: str
    card: Card

    def downloads(self, base: str) -> Markup:
        """Its files as items of a list."""
        return self.card.listed(self.lang, base)


@dataclass(frozen=True)
class Card:
    """A publication on one face of the catalogue; it speaks the face's language where the publication does."""

    holdings: Holdings
    face: Face
    work: Work
    _made: dict[Any, Markup] = field(default_factory=dict)

    @property
    def _language(self) -> Language:
        return self.holdings.library.languages[self.lang]

    # ---- what lists say

    @cached_property
    def lang(self) -> str:
        """The language of title and summary."""
        return self.work.said_in(self.face.lang, self.holdings.center.language)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows in that language."""
        return list(self.work.rows[self.lang])

    @property
    def title(self) -> str:
        """The title."""
        return self.work.publication.translations[self.lang].front.title

    @property
    def summary(self) -> str:
        """The sentence that leads the text."""
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
        """The publication number as it is printed."""
        return f"{self.holdings.center.publication_number.prefix} {self.work.publication.facts.number}"

    @property
    def number_lang(self) -> str:
        """The language of its prefix."""
        return self.holdings.center.language

    @property
    def issued(self) -> str:
        """The date of issue in words."""
        return self.face.date(self.work.publication.facts.issued)

    @property
    def adapted(self) -> bool:
        """Whether nobody has reviewed this wording."""
        return self.work.publication.facts.review_status == "adapted"

    @property
    def mark(self) -> Mark | None:
        """What its files say across every page, in their language; None when they may be handed out."""
        marked = self.rows[0].marked
        return getattr(self._language.marks, marked) if marked else None

    @property
    def mark_text(self) -> Markup:
        """The sentence of that mark, with the number of what takes its place or the day it ended."""
        parts = fillings_of(self.work.publication.facts, self.holdings.center, self._language)
        number = escape(parts["number"])
        if self.lang != self.number_lang:
            number = Markup('<span lang="{}">{}</span>').format(self.number_lang, number)
        line = str(unbroken(self.mark.text)) if self.mark else ""
        return Markup(line.format(number=number, date=unbroken(parts["date"])))  # noqa: S704 - parts are escaped

    @cached_property
    def dates(self) -> list[tuple[str, str, str]]:
        """When the text was issued, revised and reviewed: label, date and date in words."""
        words, facts = self.face.words, self.work.publication.facts
        found = ((words.issued, facts.issued), (words.revised, facts.revised), (words.reviewed, facts.reviewed))
        return [(label, date, self.face.date(date)) for label, date in found if date]

    @property
    def dated(self) -> str:
        """The last of these dates with its label."""
        label, _, date = max(self.dates, key=lambda one: one[1])
        return f"{label}: {date}"

    @property
    def review_by(self) -> str:
        """The date by which the text is to be reviewed again."""
        return self.work.publication.facts.review_by or ""

    @property
    def names(self) -> Markup:
        """The names of the languages that it is in, each in its own."""
        return Markup(", ").join(self._name(lang) for lang in self.work.rows)

    @property
    def available(self) -> Markup:
        """The line that names these languages."""
        names = [str(self._name(lang)) for lang in self.work.rows]
        line = str(unbroken(self.face.language.words.available_in))
        return Markup(line.format(languages=join_words(names, self.face.language.and_word)))  # noqa: S704 - escaped

    def _name(self, lang: str) -> Markup:
        name = escape(self.holdings.library.languages[lang].name)
        return name if lang == self.face.lang else Markup('<span lang="{}">{}</span>').format(lang, name)

    # ---- what search and filters look at

    @property
    def topic_places(self) -> str:
        """The places of its subjects among the choices of the filter."""
        return _places(self.work.topics, self.holdings.topics)

    @property
    def lang_places(self) -> str:
        """The places of its languages."""
        return _places(self.work.rows, self.holdings.langs)

    @property
    def form_places(self) -> str:
        """The places of its variants."""
        return _places(self.work.variants, self.holdings.variants)

    @cached_property
    def search(self) -> str:
        """Words to be found by that the list does not show: key words, subjects, titles in other languages."""
        texts = self.work.publication.translations
        words = [*texts[self.lang].front.keywords, *self.work.publication.facts.subjects]
        words += [texts[lang].front.title for lang in self.work.rows if lang != self.lang]
        return " ".join(dict.fromkeys(words))

    # ---- files

    @property
    def file_count(self) -> str:
        """How many files there are to print or download."""
        count = len(self.rows)
        return (self.face.words.files_one if count == 1 else self.face.words.files_many).format(n=count)

    @cached_property
    def read(self) -> File | None:
        """The web page."""
        return next((self.holdings.file(row, self.face) for row in self.rows if not row.trim), None)

    def entry(self, base: str) -> Markup:
        """What a list says of it."""
        return self._once(("entry", base), lambda: parts().summary(self, self.face, base))

    def downloads(self, base: str) -> Markup:
        """Its files as items of a list."""
        return self.listed(self.lang, base)

    def downloads_of(self, variant: str, base: str) -> Markup:
        """Its files of one variant, in every language, its own first."""
        langs = sorted(self.work.rows, key=lambda lang: lang != self.lang)
        rows = [row for lang in langs for row in self.work.rows[lang] if row.variant == variant]
        return Markup("\n").join(self._item(row, base) for row in rows)

    def listed(self, lang: str, base: str) -> Markup:
        """Its files in a language as items of a list."""
        return Markup("\n").join(self._item(row, base) for row in self.work.rows[lang])

    def _item(self, row: Row, base: str) -> Markup:
        file = lambda: parts().download(self.holdings.file(row, self.face), self.face, base)  # noqa: E731
        return self._once((row.edition, base), file)

    def _once(self, key: Any, make: Any) -> Markup:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    # ---- what its own page says too

    @cached_property
    def others(self) -> list[Other]:
        """The same publication in other languages."""
        return list(self._others())

    def _others(self) -> Iterator[Other]:
        pages = {face.lang: face.page(self.work.publication.slug) for face in self.holdings.faces}
        for lang in self.work.rows:
            if lang != self.lang:
                title = self.work.publication.translations[lang].front.title
                yield Other(lang, self.holdings.library.languages[lang].name, title, pages.get(lang, ""), self)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """The sections of the whole text: id and heading."""
        translation = self.work.publication.translations[self.lang].in_form("long")
        return [(section.id, section.title.strip()) for section in translation.sections]

    @property
    def thanks(self) -> Iterable[Words]:
        """The review credit."""
        for reviewer in self.work.publication.facts.reviewers:
            if words := localized(reviewer.thanked_for, self.face.lang, self.holdings.center.language):
                yield Words(words.text.format(name=reviewer.name), words.lang)

    @property
    def topics(self) -> list[Link]:
        """Its subjects with the pages that list them."""
        return [topic_link(self.holdings, self.face, slug) for slug in self.work.topics]


def topic_link(holdings: Holdings, face: Face, slug: str, count: str = "") -> Link:
    """The link to the page of a subject; subjects are in the language of the centre."""
    return Link(face.page(f"topic.{slug}"), holdings.topics[slug], holdings.center.language, count)


def _places(own: Iterable[str], choices: Iterable[str]) -> str:
    wanted = set(own)
    return " ".join(str(place) for place, name in enumerate(choices) if name in wanted)


@cache
def parts() -> Any:
    """The macros of `templates/catalogue/parts.html`, to be called."""
    return environment().get_template("catalogue/parts.html").module
