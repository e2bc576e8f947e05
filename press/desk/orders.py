"""The desk's way to the order ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from press.desk.library import Bookcase, Interface
from press.desk.published import Published
from press.model.edition import Library
from press.model.findings import PressError
from press.model.ordering import OrderWords
from press.orders.database import default_path
from press.orders.form import Answer, take
from press.orders.ledger import Ledger, ledger
from press.orders.offer import offer_of
from press.runtime.clock import now

log = logging.getLogger("press.desk")


class NoLedger(Exception):  # noqa: N818 - a state of this desk, not a fault
    """Orders are not taken here."""


class OrderBox:
    """Where orders are put: opened with the first of them, or at once when a ledger is named.

    where: a path or a URL, "" for the ledger of the `orders` commands, None for none. Raises PressError when the
    ledger that is named cannot be opened.
    """

    def __init__(self, where: str | None, output: Path, bookcase: Bookcase, published: Published) -> None:
        self._where = where
        self._output = output
        self._bookcase = bookcase
        self._published = published
        self._lock = threading.Lock()
        self._book = ledger(where, output) if where else None

    def take(self, fields: Mapping[str, str], interface: Interface) -> Answer:
        """Enter an order; gives its number, or sentences on what to mend. Raises NoLedger."""
        library = self._bookcase.library
        words = _words(library, interface)
        if self._where is None or words is None or not library.center:
            raise NoLedger
        self._published.refresh()
        time = now()
        offer = offer_of(library, self._published.rows, time.date())
        try:
            with self._lock:
                return take(self._opened(), fields, offer, words, time)
        except PressError as error:
            log.error("fault %s in the ledger", ", ".join(finding.code for finding in error.findings))  # noqa: TRY400
            raise NoLedger from None

    def close(self) -> None:
        """Let go of the ledger."""
        if self._book:
            self._book.close()

    def _opened(self) -> Ledger:
        self._book = self._book or ledger(self._where or default_path(), self._output)
        return self._book


def _words(library: Library, interface: Interface) -> OrderWords | None:
    """The words for orders of the page's language, or of the first language that has them."""
    languages = (interface.language, *library.languages.values())
    return next((one.orders for one in languages if one.orders), None)
