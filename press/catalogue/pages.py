"""The pages of the catalogue, through the templates in `templates/catalogue/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from press.catalogue.cards import Card, Link, parts, topic_link
from press.catalogue.publications import FOLDER, Face, Holdings, folded
from press.typeset import environment

LINES = 6
"""Lines of the order form."""


@dataclass(frozen=True, slots=True)
class Making:
    """A file to be made: its path below the output folder, digests of what it is made from, and how it is made."""

    path: str
    made_from: tuple[str, ...]
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a list: what is sent, what is shown and its language."""

    value: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language."""

    lang: str
    name: str
    path: str


def pages(holdings: Holdings, assets: Mapping[str, str]) -> Iterator[Making]:
    """Every page. assets: paths of `style` and `script`."""
    for face in holdings.faces:
        cards = [Card(holdings, face, work) for work in holdings.works]
        writer = Writer(holdings, face, sorted(cards, key=lambda card: (folded(card.title), card.page)), assets)
        yield writer.index()
        if holdings.paper:
            yield writer.order()
        for card in cards:
            yield writer.publication(card)
        for topic in holdings.topics:
            yield writer.topic(topic)
        for variant in holdings.variants:
            yield writer.form(variant)


@dataclass(frozen=True)
class Writer:
    """What makes the pages of one face."""

    holdings: Holdings
    face: Face
    cards: Sequence[Card]
    assets: Mapping[str, str]

    def index(self) -> Making:
        """The list of all publications."""
        words = self.face.words
        here = [card for card in self.cards if card.lang == self.face.lang]
        return self._page(
            "index.html", {face.lang: face.top("index") for face in self.holdings.faces}, self.cards,
            lambda: {
                "title": words.title, "description": words.lead, "script": True, "is_index": True, "here": here,
                "elsewhere": [card for card in self.cards if card.lang != self.face.lang],
                "found": self.face.count(len(self.cards)), "filters": self._filters(), "browse": self._browse(),
            },
        )  # fmt: skip

    def order(self) -> Making:
        """The order form."""
        words = self.face.words
        numbers = [(card.work.publication.facts.number, card.title, card.lang) for card in self.cards]
        paper = [Choice(name, self.holdings.form(name, self.face), self.face.lang) for name in self.holdings.paper]
        return self._page(
            "order.html", {face.lang: face.top("order") for face in self.holdings.faces}, self.cards,
            lambda: {
                "title": words.order.title, "description": words.order.lead, "script": True, "is_order": True,
                "lines": LINES, "most": self.holdings.center.ordering.most_copies,
                "numbers": numbers, "example": numbers[0][0],
                "choices_of_line": [("language", self.face.words.language, self._langs()),
                                    ("variant", self.face.words.form, paper)],
            },
        )  # fmt: skip

    def publication(self, card: Card) -> Making:
        """The page of one publication."""
        return self._page(
            "publication.html", self._in_folder(card.work.publication.slug), [card],
            lambda: {
                "title": card.title, "description": card.summary, "card": card, "script": bool(card.review_by),
                "order_query": f"?{urlencode({'number': card.work.publication.facts.number, 'language': card.lang})}",
            },
        )  # fmt: skip

    def topic(self, slug: str) -> Making:
        """The list of the publications on one subject."""
        cards = [card for card in self.cards if slug in card.work.topics]
        heading = Link("", self.holdings.topics[slug], self.holdings.center.language)
        return self._list(f"topic.{slug}", self.face.words.topic, heading, cards)

    def form(self, variant: str) -> Making:
        """The list of the files of one form."""
        cards = [card for card in self.cards if variant in card.work.variants]
        heading = Link("", self.holdings.form(variant, self.face), self.face.lang)
        return self._list(f"form.{variant}", self.face.words.form, heading, cards, variant)

    def _list(self, name: str, kicker: str, heading: Link, cards: Sequence[Card], variant: str = "") -> Making:
        return self._page(
            "list.html", self._in_folder(name), cards,
            lambda: {
                "title": heading.text, "heading": heading, "kicker": kicker, "cards": cards, "variant": variant,
                "description": self.face.count(len(cards)),
            },
        )  # fmt: skip

    def _in_folder(self, name: str) -> dict[str, str]:
        return {face.lang: face.page(name) for face in self.holdings.faces}

    def _page(
        self, template: str, paths: Mapping[str, str], cards: Sequence[Card], values: Callable[[], dict[str, Any]]
    ) -> Making:
        """A page that says something of some publications. paths: of the same page, by language."""
        path = paths[self.face.lang]

        def make() -> bytes:
            base = "../" if path.startswith(f"{FOLDER}/") else ""
            here = {"path": path, "base": base, "alternates": list(self._alternates(paths))}
            page = environment().get_template(f"catalogue/{template}")
            return page.render({**self._common, **here, **values()}).encode()

        return Making(path, (self.holdings.digest, *self.assets.values(), *(card.work.digest for card in cards)), make)

    @cached_property
    def _common(self) -> dict[str, Any]:
        """What every page of this face is given."""
        return {
            "is_index": False, "is_order": False, "script": False, "order_query": "", "face": self.face,
            "assets": self.assets, "contact": parts().contact(self.face), "site_url": site_url(self.holdings),
            "can_order": bool(self.holdings.paper), "files": self.holdings.few,
        }  # fmt: skip

    def _alternates(self, paths: Mapping[str, str]) -> Iterator[Alternate]:
        for lang, path in paths.items():
            if lang != self.face.lang:
                yield Alternate(lang, self.holdings.library.languages[lang].name, path)

    def _langs(self) -> list[Choice]:
        return [Choice(lang, self.holdings.library.languages[lang].name, lang) for lang in self.holdings.langs]

    def _filters(self) -> list[tuple[str, str, list[Choice]]]:
        """The lists to choose from: name, label and choices, in the order of the places that entries name."""
        words, holdings = self.face.words, self.holdings
        topics = [Choice(slug, text, holdings.center.language) for slug, text in holdings.topics.items()]
        forms = [Choice(name, holdings.form(name, self.face), self.face.lang) for name in holdings.variants]
        langs = self._langs()
        return [("topic", words.topic, topics), ("language", words.language, langs), ("form", words.form, forms)]

    def _browse(self) -> list[tuple[str, list[Link]]]:
        """Links to the shorter lists, each with how many publications it has."""
        holdings, face = self.holdings, self.face
        topics, forms = dict.fromkeys(holdings.topics, 0), dict.fromkeys(holdings.variants, 0)
        for work in holdings.works:
            for slug in work.topics:
                topics[slug] += 1
            for name in work.variants:
                forms[name] += 1
        by_topic = [topic_link(holdings, face, slug, face.count(count)) for slug, count in topics.items()]
        by_form = [
            Link(face.page(f"form.{name}"), holdings.form(name, face), face.lang, face.count(count))
            for name, count in forms.items()
        ]
        return [(face.words.by_topic, by_topic), (face.words.by_form, by_form)]


def site_url(holdings: Holdings) -> str:
    """Where the catalogue is on the web, with a slash at its end; empty when that is not known."""
    url = holdings.center.catalogue_url
    return f"{url.rstrip('/')}/" if url else ""
