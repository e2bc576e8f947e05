"""The desk's way to the order ledger."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from press.desk.bookcase import Bookcase, Interface
from press.desk.published import Published
from press.findings import PressError

log = logging.getLogger("press.desk")


class NoLedger(Exception):  # noqa: N818 - a state of this desk, not a fault
    """Orders are not taken here."""


class OrderBox:
    """Where orders are put: opened with the first of them, or at once when a ledger is named.

    where: a path or a URL, "" for the ledger of the `orders` commands, None for none. Raises PressError when the
    ledger that is named cannot be opened.
    """

    def __init__(self, where: str | None, output: Path, bookcase: Bookcase, published: Published) -> None:
        self._where = where if importlib.util.find_spec("press.orders") else None
        self._output = output
        self._bookcase = bookcase
        self._published = published
        self._lock = threading.Lock()
        self._book: Any = self._opened() if self._where else None

    def take(self, fields: Mapping[str, str], interface: Interface) -> Any:
        """Enter an order; gives its number, or sentences on what to mend. Raises NoLedger."""
        languages = (interface.language, *self._bookcase.library.languages.values())
        words = next((found for one in languages if (found := getattr(one, "orders", None))), None)
        if self._where is None or words is None or not self._bookcase.library.center:
            raise NoLedger
        form, now = (_part(name) for name in ("form", "clock"))
        self._published.refresh()
        time = now.now()
        offer = _part("offer").offer_of(self._bookcase.library, self._published.rows, time.date())
        try:
            with self._lock:
                self._book = self._book or self._opened()
            return form.take(self._book, fields, offer, words, time)
        except PressError as error:
            log.error("fault %s in the ledger", ", ".join(finding.code for finding in error.findings))  # noqa: TRY400
            raise NoLedger from None

    def close(self) -> None:
        """Let go of the ledger."""
        if self._book:
            self._book.close()

    def _opened(self) -> Any:
        return _part("ledger").ledger(self._where or _part("store").default_path(), self._output)


def _part(name: str) -> Any:
    return importlib.import_module(f"press.orders.{name}")
