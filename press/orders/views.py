"""What the templates of slips, labels and pick lists are given: plain values in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from press.model.edition import Library
from press.model.facts import Center, Language
from press.model.findings import Code, Exit, Place, PressError
from press.model.formatting import date_in_words
from press.model.ordering import OrderWords
from press.model.records import Row
from press.orders.batches import Batch, Packet, Pick, Request
from press.orders.jobs import Run, grams, weight
from press.orders.models import shown
from press.orders.offer import Edition, territories
from press.typeset.page import shown_url

NO_WORDS = Code(
    "ORD307",
    "The centre's language has the words for the papers of an order.",
    "house rule: the words on paper come from the sources",
    "add `orders:` to the file of that language in sources/languages/",
)
CODES = (NO_WORDS,)

LAST_LINES = {
    "US": ("{city}, {region} {postal_code}",),
    "CA": ("{city} {region}  {postal_code}",),
    "AU": ("{city} {region} {postal_code}",),
    "GB": ("{city}", "{postal_code}"),
}
"""The last lines of an address by country (UPU S42; USPS Publication 28, 2)."""
ELSEWHERE = ("{postal_code} {city}", "{region}")
SIZES = ((26, 6, "large"), (34, 8, "middle"))
"""How an address is set: the longest line in characters and the most lines that each size of type holds."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a table: an edition, how it is called in its own language, and how many copies."""

    number: str
    title: str
    form: str
    lang: str
    quantity: int
    from_stock: int = 0
    printed: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a slip and a label say of an order."""

    number: str
    received: str
    address: tuple[str, ...]
    size: str
    items: tuple[Item, ...]
    waiting: tuple[Item, ...]
    copies: int
    grams: float
    weight: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a template may say: whose paper it is, and in whose words."""

    name: str
    title: str
    lang: str
    language: Language
    words: OrderWords
    center: Center
    contact: tuple[tuple[str, tuple[str, ...]], ...]
    parcel: Parcel | None = None
    list: List | None = None


@dataclass(frozen=True, slots=True)
class List:
    """What the pick list says of a batch."""

    number: str
    opened: str
    items: tuple[Item, ...]
    runs: tuple[Run, ...]
    run_weights: tuple[str, ...]
    parcels: tuple[Parcel, ...]
    requests: tuple[tuple[str, str, tuple[Item, ...], str], ...]
    copies: int
    sheets: int
    weight: str


class Desk:
    """What all papers of a batch share: the library, and the rows of what is published."""

    def __init__(self, library: Library, rows: Mapping[Edition, Row], prefix: str) -> None:
        assert library.center is not None
        self.center = library.center
        self.languages = library.languages
        self._rows = rows
        self._prefix = prefix
        self._countries = territories(self.center.language)
        if self.words_in(self.center.language) is None:
            problem = f"the language {self.center.language!r} has no words for the papers of an order"
            raise PressError([NO_WORDS.at(Place(), problem)], Exit.USAGE)

    def words_in(self, lang: str) -> OrderWords | None:
        """The words of a language, when it has any."""
        return self.languages[lang].orders if lang in self.languages else None

    def papers(self, batch: Batch, packet: Packet) -> tuple[Sheet, Sheet]:
        """The slip and the label of a packet: in the language that all of it is in, or else the centre's."""
        langs = {pick.edition[1] for pick in packet.picks}
        lang = langs.pop() if len(langs) == 1 else self.center.language
        sheet = self._sheet(lang if self.words_in(lang) else self.center.language)
        parcel = self.parcel(batch, packet, sheet.language)
        words, number = sheet.words, parcel.number
        slip = replace(sheet, name=f"slip-{number}", title=f"{words.slip}: {words.order} {number}", parcel=parcel)
        label = replace(sheet, name=f"label-{number}", title=f"{words.label}: {words.order} {number}", parcel=parcel)
        return slip, label

    def pick_list(self, batch: Batch, runs: Sequence[Run]) -> Sheet:
        """The pick list of a batch, in the centre's language."""
        sheet = self._sheet(self.center.language)
        number = shown(batch.id)
        parcels = tuple(self.parcel(batch, packet, sheet.language) for packet in batch.packets)
        picks = [pick for packet in batch.packets for pick in packet.picks]
        mass = sum(parcel.grams for parcel in parcels)
        shown_list = List(
            number=number,
            opened=date_in_words(batch.opened[:10], sheet.language),
            items=tuple(self._item(edition, of) for edition, of in _by_edition(picks).items()),
            runs=tuple(runs),
            run_weights=tuple(weight(run.grams) for run in runs),
            parcels=parcels,
            requests=tuple(self._request(one, sheet) for one in batch.requests),
            copies=sum(pick.quantity for pick in picks),
            sheets=sum(run.sheets for run in runs),
            weight=weight(mass),
        )
        return replace(sheet, name="pick-list", title=f"{sheet.words.pick_list}: {number}", list=shown_list)

    def parcel(self, batch: Batch, packet: Packet, language: Language) -> Parcel:
        """What is said of a packet in a language."""
        mass = sum(grams(self._rows[pick.edition], pick.quantity, batch.gsm) for pick in packet.picks)
        address = self.address(packet.person)
        return Parcel(
            number=shown(packet.order),
            received=date_in_words(packet.received[:10], language),
            address=address,
            size=size_of(address),
            items=tuple(self._item(pick.edition, [pick]) for pick in packet.picks),
            waiting=tuple(self._short(edition, quantity) for edition, quantity in packet.waiting),
            copies=sum(pick.quantity for pick in packet.picks),
            grams=mass,
            weight=weight(mass),
        )

    def address(self, person: Mapping[str, str]) -> tuple[str, ...]:
        """An address line by line, as the post office of its country wants it; abroad its country comes last."""
        home = person["country"] == self.center.ordering.country
        last = (form.format(**person) for form in LAST_LINES.get(person["country"], ELSEWHERE))
        country = "" if home else self._countries.get(person["country"], person["country"]).upper()
        lines = (person["name"], person["organization"], person["address_1"], person["address_2"], *last, country)
        return tuple(text for line in lines if (text := re.sub(r"^, |,? +$", "", line).strip()))

    def _sheet(self, lang: str) -> Sheet:
        words = self.words_in(lang)
        assert words is not None
        language = self.languages[lang]
        return Sheet("", "", lang, language, words, self.center, tuple(_contact(self.center, language)))

    def _item(self, edition: Edition, picks: Iterable[Pick]) -> Item:
        amounts = [(pick.quantity, pick.from_stock, pick.printed) for pick in picks]
        quantity, from_stock, printed = map(sum, zip(*amounts, strict=True))
        return replace(self._named(edition), quantity=quantity, from_stock=from_stock, printed=printed)

    def _short(self, edition: Edition, quantity: int) -> Item:
        return replace(self._named(edition), quantity=quantity)

    def _named(self, edition: Edition) -> Item:
        """An edition by name; one that is not published any more has its number alone."""
        number, lang, _ = edition
        row = self._rows.get(edition)
        return Item(f"{self._prefix} {number}", row.title if row else "", row.form if row else "", lang, 0)

    def _request(self, request: Request, sheet: Sheet) -> tuple[str, str, tuple[Item, ...], str]:
        wanted = getattr(sheet.words, request.wanted.replace("-", "_"))
        items = tuple(self._named(edition) for edition in request.editions)
        return shown(request.order), wanted, items, date_in_words(request.due, sheet.language)


def size_of(address: Sequence[str]) -> str:
    """The size of type in which an address fits its label."""
    longest = max(map(len, address), default=0)
    return next((name for most, lines, name in SIZES if longest <= most and len(address) <= lines), "small")


def _by_edition(picks: Iterable[Pick]) -> dict[Edition, list[Pick]]:
    found: dict[Edition, list[Pick]] = {}
    for pick in sorted(picks, key=lambda pick: pick.edition):
        found.setdefault(pick.edition, []).append(pick)
    return found


def _contact(center: Center, language: Language) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The contact block: labels in the language, and what stands beside them."""
    contact, words = center.contact, language.words
    yield words.toll_free, (contact.toll_free.text,)
    yield words.phone, (contact.phone.text,)
    yield words.tty, (contact.tty.text,)
    yield words.fax, (contact.fax.text,)
    yield words.email, (contact.email,)
    yield words.website, (shown_url(contact.website),)
    yield words.mail, tuple(contact.address)
