"""Orders of the web: the inbox through which they reach the ledger, the form with its mistakes, and the receipt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from press.catalogue.order_form import OrderChoice, OrderForm, OrderFormChoices
from press.desk.library import DeskInterface, LiveLibrary, PublishedFiles
from press.desk.pages import DeskPages
from press.model.findings import PressError
from press.model.formatting import format_date, format_variant_title
from press.model.library import Library
from press.model.sources.language import OrderWords
from press.orders.addresses import format_address
from press.orders.database import find_default_path
from press.orders.intake.form import OrderAnswer, enter_form
from press.orders.ledger import OrderLedger, open_order_ledger
from press.orders.models import OrderLine
from press.orders.offer import Offer, list_territories, make_offer
from press.runtime.clock import read_time

log = logging.getLogger("press.desk")
RETRY_SECONDS = 10
"""Seconds after which an order that could not be entered may be sent again."""
WRITER_WAIT = 500
"""Milliseconds to wait for a ledger that another program is writing: a visitor had better send the order again."""
QUEUE_SECONDS = 2
"""Time to wait for the orders of other visitors to be entered."""


class NoOrderLedger(Exception):  # noqa: N818 - a state of this desk, not a fault
    """This desk takes no orders."""


class OrdersUnavailable(Exception):  # noqa: N818 - a state of the ledger, which passes
    """The ledger is busy, or its disk is full."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A line of a receipt: an edition, its title in its own language, and its copies."""

    number: str
    title: str
    variant_title: str
    lang: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """What an order asks for and where it goes. others: labels and values of what else was asked."""

    words: OrderWords
    number: str
    received: str
    address: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    rows: tuple[ReceiptRow, ...]
    waiting: tuple[ReceiptRow, ...]
    copies: int


class OrderInbox:
    """The inbox for web orders. A named ledger is opened at once, the default one with the first order.

    where: path or URL of the ledger, "" for that of the `orders` commands, None for none. Raises PressError if the
    named ledger cannot be opened.
    """

    def __init__(self, where: str | None, output: Path, live_library: LiveLibrary, published: PublishedFiles) -> None:
        self._where = where
        self._output = output
        self._live_library = live_library
        self._published = published
        # One writer, and never a thread that files are served with: a busy ledger must not keep those waiting.
        self._writer = ThreadPoolExecutor(1)
        self._ledger = open_order_ledger(where, output, WRITER_WAIT) if where else None

    async def enter_order(self, fields: Mapping[str, str], interface: DeskInterface) -> OrderAnswer:
        """Enter an order.

        Raises NoOrderLedger, and OrdersUnavailable when it may be sent again later.
        """
        entering = self._writer.submit(self._enter_order, fields, interface)
        answer = asyncio.wrap_future(entering)
        try:
            return await asyncio.wait_for(asyncio.shield(answer), QUEUE_SECONDS)
        except TimeoutError:
            if entering.cancel():
                raise OrdersUnavailable from None
            return await answer  # it is being entered, and the visitor must hear what comes of it

    def _enter_order(self, fields: Mapping[str, str], interface: DeskInterface) -> OrderAnswer:
        library = self._live_library.library
        words = _choose_words(library, interface)
        if self._where is None or words is None or not library.center:
            raise NoOrderLedger
        try:
            return enter_form(self._open_ledger(), fields, self._make_offer(library), words, read_time())
        except PressError as error:
            for finding in error.findings:
                log.error("fault %s: %s (%s)", finding.code, finding.problem, finding.place.file)  # noqa: TRY400
            raise OrdersUnavailable from None
        except OSError as error:
            log.error("fault in the ledger: %s (%s)", error.strerror, error.filename)  # noqa: TRY400
            raise OrdersUnavailable from None

    def close(self) -> None:
        """Close the ledger, once the order that is being entered is in it."""
        self._writer.shutdown(cancel_futures=True)
        if self._ledger:
            self._ledger.close()

    def _open_ledger(self) -> OrderLedger:
        self._ledger = self._ledger or open_order_ledger(self._where or find_default_path(), self._output, WRITER_WAIT)
        return self._ledger

    def _make_offer(self, library: Library) -> Offer:
        self._published.refresh()
        return make_offer(library, self._published.rows, read_time().date())

    def make_form(
        self, interface: DeskInterface, values: Mapping[str, str], mistakes: Mapping[str, str]
    ) -> OrderForm | None:
        """Make the order form with what was typed and what is wrong; None if no language has words for it."""
        library = self._live_library.library
        with_words = [(interface.lang, interface.language), *library.languages.items()]
        found = next(((lang, one, one.catalogue) for lang, one in with_words if one.catalogue), None)
        if found is None:
            return None
        return OrderForm(*found, _list_choices(library, self._make_offer(library), found[0]), values, mistakes)

    def make_receipt(self, answer: OrderAnswer, interface: DeskInterface) -> OrderReceipt | None:
        """Make the receipt of an order; None if no language has words for it."""
        library, order = self._live_library.library, answer.order
        words = _choose_words(library, interface)
        if words is None or library.center is None:
            return None
        offer = self._make_offer(library)
        labels = interface.language.catalogue.order if interface.language.catalogue else None
        others = [(interface.language.words.email, order.email), (interface.language.words.phone, order.phone)]
        if order.other_format:
            others.append((words.wanted, str(getattr(words, order.other_format.replace("-", "_")))))
        if labels:
            others.append((labels.note, order.note))
        return OrderReceipt(
            words=words,
            number=answer.number,
            received=format_date(read_time().date().isoformat(), interface.language),
            address=format_address(
                order.model_dump(), library.center.ordering.country, list_territories(interface.lang)
            ),
            others=tuple((label, value) for label, value in others if value),
            rows=tuple(_list_rows(order.lines, offer, library)),
            waiting=tuple(_list_rows(answer.waiting, offer, library)),
            copies=sum(line.quantity for line in order.lines),
        )


class OrderPages:
    """Renders the answer to an order: the receipt, or the form with everything that was typed."""

    def __init__(self, inbox: OrderInbox, pages: DeskPages) -> None:
        self._inbox = inbox
        self._pages = pages

    def render_answer(self, interface: DeskInterface, fields: Mapping[str, str], answer: OrderAnswer) -> Response:
        """Render the page that says what came of an order."""
        words = interface.words
        if answer.outcome == "refused":
            return self.render_form(interface, fields, answer.mistakes)
        sentences = {"known": words.ordered_before, "cancelled": words.ordered_anew}
        text = (sentences.get(answer.outcome) or words.ordered_text).format(n=answer.number)
        receipt = self._inbox.make_receipt(answer, interface)
        if receipt is None:
            return self._pages.render_message(interface, HTTPStatus.OK, words.ordered, text)
        return self._pages.render_page("ordered", interface, text=text, receipt=receipt)

    def render_form(
        self,
        interface: DeskInterface,
        fields: Mapping[str, str],
        mistakes: Mapping[str, str],
        status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
        notice: tuple[str, str] = ("", ""),
    ) -> Response:
        """Render the form again with everything that was typed.

        notice: title and text of what is no mistake of the visitor; the order may then be sent again later.
        """
        words = interface.words
        form = self._inbox.make_form(interface, fields, mistakes)
        title, text = (words.order_problems, words.order_again) if mistakes else notice
        headers = {} if mistakes else {"retry-after": str(RETRY_SECONDS)}
        if form is None:
            return self._pages.render_message(interface, status, title, text, lines=tuple(mistakes.values()))
        values = {"title": title, "text": text, "form": form, "notice": notice[0]}
        return self._pages.render_page("order", interface, status, headers, **values)


def _list_choices(library: Library, offer: Offer, lang: str) -> OrderFormChoices:
    """List what can be ordered now, with its names in the language of the page."""
    language = library.languages[lang]
    rows = sorted(offer.rows.items(), key=lambda item: (item[1].order, item[0]))
    titles: dict[str, OrderChoice] = {}
    for (number, row_lang, _), row in rows:
        if number not in titles or row_lang == lang:
            titles[number] = OrderChoice(number, row.title, row_lang)
    variants = dict.fromkeys(row.variant for _, row in rows)
    return OrderFormChoices(
        numbers=list(titles.values()),
        languages=[
            OrderChoice(code, library.languages[code].name, code)
            for code in dict.fromkeys(row.language for _, row in rows)
        ],
        variants=[OrderChoice(name, format_variant_title(library.variants[name], language), lang) for name in variants],
        most_copies=offer.limits.most_copies,
    )


def _list_rows(lines: Iterable[OrderLine], offer: Offer, library: Library) -> Iterable[ReceiptRow]:
    """List lines of an order with their titles."""
    for line in lines:
        row = offer.rows.get(line.edition)
        variant = format_variant_title(library.variants[line.variant], library.languages[line.language])
        number = f"{offer.prefix} {line.number}".strip()
        yield ReceiptRow(number, row.title if row else "", variant, line.language, line.quantity)


def _choose_words(library: Library, interface: DeskInterface) -> OrderWords | None:
    """Choose the words for orders.

    They are those of the page's language, else of the first language that has them.
    """
    languages = (interface.language, *library.languages.values())
    return next((one.orders for one in languages if one.orders), None)
