"""The inbox through which web orders reach the order ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from pathlib import Path

from press.desk.library import DeskInterface, LiveLibrary, PublishedFiles
from press.model.findings import PressError
from press.model.library import Library
from press.model.sources.language import OrderWords
from press.orders.database import find_default_path
from press.orders.intake.form import OrderAnswer, enter_form
from press.orders.ledger import OrderLedger, open_order_ledger
from press.orders.offer import make_offer
from press.runtime.clock import read_time

log = logging.getLogger("press.desk")


class NoOrderLedger(Exception):  # noqa: N818 - a state of this desk, not a fault
    """This desk takes no orders."""


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
        self._lock = threading.Lock()
        self._ledger = open_order_ledger(where, output) if where else None

    def enter_order(self, fields: Mapping[str, str], interface: DeskInterface) -> OrderAnswer:
        """Enter an order.

        Returns its number or what to correct. Raises NoLedger.
        """
        library = self._live_library.library
        words = _choose_words(library, interface)
        if self._where is None or words is None or not library.center:
            raise NoOrderLedger
        self._published.refresh()
        time = read_time()
        offer = make_offer(library, self._published.rows, time.date())
        try:
            with self._lock:
                return enter_form(self._open_ledger(), fields, offer, words, time)
        except PressError as error:
            log.error("fault %s in the ledger", ", ".join(finding.code for finding in error.findings))  # noqa: TRY400
            raise NoOrderLedger from None

    def close(self) -> None:
        """Close the ledger."""
        if self._ledger:
            self._ledger.close()

    def _open_ledger(self) -> OrderLedger:
        self._ledger = self._ledger or open_order_ledger(self._where or find_default_path(), self._output)
        return self._ledger


def _choose_words(library: Library, interface: DeskInterface) -> OrderWords | None:
    """Choose the words for orders.

    They are those of the page's language, else of the first language that has them.
    """
    languages = (interface.language, *library.languages.values())
    return next((one.orders for one in languages if one.orders), None)
