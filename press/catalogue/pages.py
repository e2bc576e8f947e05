"""The pages of the catalogue, through the templates in `templates/catalogue/`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from press.catalogue.cards import Card, CatalogueLink, link_topic, link_variant, load_macros
from press.catalogue.listings import Listing, PageTask
from press.catalogue.order_form import OrderChoice, OrderForm, OrderFormChoices
from press.catalogue.publications import FOLDER, Holdings, LanguageView
from press.runtime import cache
from press.runtime.resources import TEMPLATES
from press.style.fonts import embed_typefaces, list_packers
from press.style.sheets import bundle_styles
from press.text.collation import find_sort_key
from press.typeset import render_template


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice in a list: the value sent, the text shown and its language."""

    value: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class AlternatePage:
    """The same page in another language."""

    lang: str
    name: str
    path: str


EntryMaker = Callable[[Card], str]
BELOW = "../"
"""What leads from a page in the folder of the catalogue to the output folder."""
GAP = Markup("\0")
"""Stands in a page where its entries come; no source has such a character."""


def list_pages(holdings: Holdings, assets: Mapping[str, str]) -> Iterator[PageTask | Listing]:
    """List every page to make. assets: paths of `style` and `script`."""
    for face in holdings.faces:
        make_key = find_sort_key(face.lang)
        cards = [Card(holdings, face, work) for work in holdings.works]
        in_order = sorted(cards, key=lambda card: (make_key(card.title), card.page))
        writer = PageWriter(holdings, face, in_order, assets)
        yield writer.make_index()
        if holdings.paper:
            yield writer.make_order_form()
        for card in cards:
            yield writer.make_publication(card)
        for topic in holdings.topics:
            yield writer.make_topic(topic)
        for variant in holdings.variants:
            yield writer.make_variant(variant)


@dataclass(frozen=True)
class PageWriter:
    """Maker of the catalogue pages in one language."""

    holdings: Holdings
    face: LanguageView
    cards: Sequence[Card]
    assets: Mapping[str, str]

    def make_index(self) -> Listing:
        """Make the list of all publications."""
        words = self.face.words
        here = [card for card in self.cards if card.lang == self.face.lang]
        elsewhere = [card for card in self.cards if card.lang != self.face.lang]
        return self._make_listing(
            "index.html", {face.lang: face.top("index") for face in self.holdings.faces},
            [here, elsewhere] if elsewhere else [here], lambda card: card.format_entry(""),
            lambda: {
                "title": words.title, "description": words.lead, "script": True, "is_index": True,
                "elsewhere": elsewhere, "found": self.face.count(len(self.cards)), "filters": self._list_filters(),
                "browse": self._list_links(),
            },
        )  # fmt: skip

    def make_order_form(self) -> PageTask:
        """Make the order form."""
        face, holdings = self.face, self.holdings
        known = [(card.work.publication.facts.number, card) for card in self.cards]
        choices = OrderFormChoices(
            numbers=[OrderChoice(number, card.title, card.lang) for number, card in known if number],
            languages=[OrderChoice(lang, holdings.library.languages[lang].name, lang) for lang in holdings.langs],
            variants=[OrderChoice(name, holdings.name_variant(name, face), face.lang) for name in holdings.paper],
            most_copies=holdings.center.ordering.most_copies,
        )
        form = OrderForm(face.lang, face.language, face.words, choices)
        return self._make_page(
            "order.html", {face.lang: face.top("order") for face in holdings.faces}, [_hash_text(repr(choices))],
            lambda: {
                "title": face.words.order.title, "description": face.words.order.lead, "script": True,
                "is_order": True, "form": form,
            },
        )  # fmt: skip

    def make_publication(self, card: Card) -> PageTask:
        """Make the page of a publication."""
        return self._make_page(
            "publication.html", self._list_paths(card.work.publication.slug), [card.work.digest],
            lambda: {
                "title": card.title, "description": card.summary, "card": card, "script": bool(card.review_by),
                "order_query": _make_order_query(card),
            },
        )  # fmt: skip

    def make_topic(self, slug: str) -> Listing:
        """Make the list of publications on a subject."""
        cards = [card for card in self.cards if slug in card.work.topics]
        heading = CatalogueLink("", self.holdings.topics[slug], self.holdings.center.language)
        make_entry = lambda card: card.format_entry(BELOW)  # noqa: E731
        return self._make_list(f"topic.{slug}", self.face.words.topic, heading, cards, make_entry)

    def make_variant(self, variant: str) -> Listing:
        """Make the list of files of a variant."""
        cards = [card for card in self.cards if variant in card.work.variants]
        heading = link_variant(self.holdings, self.face, variant)
        make_entry = lambda card: card.format_variant_entry(variant, BELOW)  # noqa: E731
        return self._make_list(f"form.{variant}", self.face.words.form, heading, cards, make_entry, named=True)

    def _make_list(
        self, name: str, kicker: str, heading: CatalogueLink, cards: Sequence[Card], make_entry: EntryMaker,
        *, named: bool = False,
    ) -> Listing:  # fmt: skip
        return self._make_listing(
            "list.html", self._list_paths(name), [cards], make_entry,
            lambda: {
                "title": heading.text, "heading": heading, "kicker": kicker, "named": named,
                "description": self.face.count(len(cards)),
            },
        )  # fmt: skip

    def _list_paths(self, name: str) -> dict[str, str]:
        return {face.lang: face.page(name) for face in self.holdings.faces}

    def _make_page(
        self, template: str, paths: Mapping[str, str], made_from: Sequence[str], values: Callable[[], dict[str, Any]]
    ) -> PageTask:
        """Make a page about some publications.

        paths: of the same page, by language; made_from: digests of what it prints of the publications.
        """
        make = lambda: self._render(template, paths, values()).encode()  # noqa: E731
        return PageTask(paths[self.face.lang], (*self._shared, *made_from), make)

    def _make_listing(
        self,
        template: str,
        paths: Mapping[str, str],
        groups: Sequence[Sequence[Card]],
        make_entry: EntryMaker,
        values: Callable[[], dict[str, Any]],
    ) -> Listing:
        """Make a page that lists publications in groups."""
        cards = {card.work.publication.slug: card for group in groups for card in group}
        return Listing(
            paths[self.face.lang],
            self._shared,
            [[card.work for card in group] for group in groups],
            lambda work: make_entry(cards[work.publication.slug]).encode(),
            lambda: self._render(template, paths, values()).encode().split(GAP.encode()),
        )

    def _render(self, template: str, paths: Mapping[str, str], values: Mapping[str, Any]) -> str:
        path = paths[self.face.lang]
        base = BELOW if path.startswith(f"{FOLDER}/") else ""
        here = {"path": path, "base": base, "alternates": list(self._list_alternates(paths))}
        return render_template(f"catalogue/{template}", **{**self._common, **here, **values})

    @cached_property
    def _shared(self) -> tuple[str, ...]:
        """Digests of what every page depends on."""
        return (self.holdings.digest, *self.assets.values())

    @cached_property
    def _common(self) -> dict[str, Any]:
        """The values that every page of this language has."""
        return {
            "is_index": False, "is_order": False, "script": False, "order_query": "", "face": self.face,
            "assets": self.assets, "contact": load_macros().contact(self.face),
            "site_url": read_site_url(self.holdings),
            "can_order": bool(self.holdings.paper), "gap": GAP,
        }  # fmt: skip

    def _list_alternates(self, paths: Mapping[str, str]) -> Iterator[AlternatePage]:
        for lang, path in paths.items():
            if lang != self.face.lang:
                yield AlternatePage(lang, self.holdings.library.languages[lang].name, path)

    def _list_languages(self) -> list[FilterChoice]:
        return [FilterChoice(lang, self.holdings.library.languages[lang].name, lang) for lang in self.holdings.langs]

    def _list_filters(self) -> list[tuple[str, str, list[FilterChoice]]]:
        """List the filters: name, label and choices.

        Entries refer to the choices by position.
        """
        words, holdings = self.face.words, self.holdings
        topics = [FilterChoice(slug, text, holdings.center.language) for slug, text in holdings.topics.items()]
        variants = [
            FilterChoice(name, holdings.name_variant(name, self.face), self.face.lang) for name in holdings.variants
        ]
        langs = self._list_languages()
        return [("topic", words.topic, topics), ("language", words.language, langs), ("form", words.form, variants)]

    def _list_links(self) -> list[tuple[str, list[CatalogueLink]]]:
        """List the links to shorter lists, with their counts."""
        holdings, face = self.holdings, self.face
        topics, variants = dict.fromkeys(holdings.topics, 0), dict.fromkeys(holdings.variants, 0)
        for work in holdings.works:
            for slug in work.topics:
                topics[slug] += 1
            for name in work.variants:
                variants[name] += 1
        by_topic = [link_topic(holdings, face, slug, face.count(count)) for slug, count in topics.items()]
        by_variant = [link_variant(holdings, face, name, face.count(count)) for name, count in variants.items()]
        return [(face.words.by_topic, by_topic), (face.words.by_form, by_variant)]


def read_site_url(holdings: Holdings) -> str:
    """Read the web address of the catalogue.

    It ends in a slash, and is empty if the address is not known.
    """
    url = holdings.center.catalogue_url
    return f"{url.rstrip('/')}/" if url else ""


SCRIPT = TEMPLATES / FOLDER / "catalogue.js"
FONT_PACKAGES = ("fontpkg-atkinson-hyperlegible", "font-source-serif-pro")
"""Packages of the typefaces."""
BASIC = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "ŒœŠšŽžŸ–—‘’‚“”„†•…‰‹›€™"
"""The characters of Windows-1252, enough for the languages of western Europe."""
UNUSED = re.compile(r"@font-face\s*{[^}]*font-style: italic;[^}]*}\s*")
"""The italic typefaces, which the catalogue does not use."""


def make_script() -> tuple[str, bytes]:
    """Make the script, with a digest in its path."""
    data = SCRIPT.read_bytes()
    return f"{FOLDER}/catalogue.{_hash_text(data.decode())}.js", data


def make_style_sheet(holdings: Holdings) -> tuple[str, bytes]:
    """Make the style sheet, with a digest in its path.

    It is kept on this machine, because packing typefaces takes half a second.
    """
    css = UNUSED.sub("", bundle_styles("catalogue")) + "".join(
        _format_tokens(face.lang, face.language.tokens) for face in holdings.faces if face.language.tokens
    )
    characters = _find_characters(holdings)
    versions = "\n".join([list_packers(), *(f"{name} {metadata.version(name)}" for name in FONT_PACKAGES)])
    path = f"{FOLDER}/catalogue.{_hash_text(css + ''.join(sorted(characters)) + versions)}.css"
    return path, cache.read_or_make(path, lambda: embed_typefaces(css, characters).encode())


def _find_characters(holdings: Holdings) -> frozenset[str]:
    """Find the characters to keep: western languages, words and titles."""
    texts = [BASIC, *holdings.topics.values()]
    texts += [face.language.model_dump_json() for face in holdings.faces]
    texts += [part for work in holdings.works for one in work.publication.translations.values()
              for part in (one.front.title, one.front.summary)]  # fmt: skip
    return frozenset().union(*texts)


def _format_tokens(lang: str, tokens: Mapping[str, str]) -> str:
    """Format the tokens that a language changes, for its pages."""
    # Safe to write into a style sheet: the rules on sources allow simple values only.
    return f":root:lang({lang}) {{{''.join(f'--{name}:{value};' for name, value in tokens.items())}}}\n"


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _make_order_query(card: Card) -> str:
    """Make the query that fills in the order form; "" for a draft without a number."""
    number = card.work.publication.facts.number
    return f"?{urlencode({'number': number, 'language': card.lang})}" if number else ""
