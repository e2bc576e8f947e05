"""The worker processes of the desk: warm, few, and replaced when one dies or never ends. They alone render."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import pipeline
from press.build.workers import Workers, tidy
from press.model.edition import Edition
from press.model.findings import Finding, PressError
from press.render import finding_of


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of an edition: the file to hand out, or the findings that stopped it.

    Of a folded edition that is the file with its sheets: it is what is printed, and reads the same.
    """

    data: bytes
    findings: tuple[Finding, ...] = ()


def work(edition: Edition) -> Piece:
    """Make one edition, in a worker; nothing is written."""
    try:
        final, findings = pipeline.make(edition)
    except PressError as error:
        return Piece(b"", tuple(error.findings))
    except Exception as error:  # noqa: BLE001 - a visitor's words must not end the worker
        return Piece(b"", (finding_of(error, edition),))
    finally:
        tidy()
    return Piece(final.sheet_data or final.data, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Todo:
    """What a worker does: an edition, or nothing, which starts it before there is a visitor."""

    work: Callable[[Edition], Piece]

    def __call__(self, edition: Edition | None) -> Piece:
        return self.work(edition) if edition else Piece(b"")


class Pool:
    """Worker processes that stay; `generation` counts how often they were replaced."""

    def __init__(self, jobs: int, todo: Callable[[Edition], Piece] = work) -> None:
        self._jobs = jobs
        self._todo = _Todo(todo)
        self._folder = tempfile.TemporaryDirectory(prefix="handout-desk-")
        self._replacing = threading.Lock()
        self.generation = 0
        self._workers = self._opened()

    def submit(self, edition: Edition) -> Future[Piece]:
        """Have an edition made."""
        return self._workers.submit(edition)

    def replace(self, generation: int) -> None:
        """End all workers of a generation, however busy, and open a new one; nothing when that was done already."""
        with self._replacing:
            if generation != self.generation:
                return
            self._workers.close(now=True)
            self._workers = self._opened()
            self.generation += 1

    def close(self) -> None:
        """End all workers and remove their folder."""
        self._workers.close(now=True)
        self._folder.cleanup()

    def _opened(self) -> Workers[Edition | None, Piece]:
        opened: Workers[Edition | None, Piece] = Workers(self._jobs, self._todo, self._folder.name)
        for _ in range(self._jobs):
            opened.submit(None)
        return opened
