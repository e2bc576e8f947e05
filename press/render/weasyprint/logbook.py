"""What WeasyPrint logs, kept as lines."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.logger import LOGGER


class Logbook(logging.Handler):
    """Every line logged as a warning or worse by the thread that opened the book."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.thread = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        if record.thread == self.thread:
            self.lines.append(record.getMessage())

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen."""
        self.thread = threading.get_ident()
        LOGGER.addHandler(self)
        try:
            yield
        finally:
            LOGGER.removeHandler(self)
