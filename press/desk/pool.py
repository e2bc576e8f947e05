"""The worker processes of the desk: warm, few, and replaced when one dies or never ends. They alone render."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

import pipeline
from press.findings import Finding, PressError
from press.formats import finding_of
from press.model import Edition
from press.workers import _begin


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
    return Piece(final.sheet_data or final.data, tuple(findings))


def warm() -> None:
    """Load the renderer, so that the first visitor does not wait for it."""
    importlib.import_module("press.tagging")


class Pool:
    """Worker processes that stay, each with `first` done; `generation` counts how often they were replaced."""

    def __init__(self, jobs: int, todo: Callable[[Edition], Piece] = work, first: Callable[[], None] = warm) -> None:
        self._jobs = jobs
        self._todo = todo
        self._first = first
        self._folder = tempfile.TemporaryDirectory(prefix="handout-desk-")
        self._replacing = threading.Lock()
        self.generation = 0
        self._executor = self._opened()

    def submit(self, edition: Edition) -> Future[Piece]:
        """Have an edition made."""
        return self._executor.submit(self._todo, edition)

    def replace(self, generation: int) -> None:
        """End all workers of a generation, however busy, and open a new one; nothing when that was done already."""
        with self._replacing:
            if generation != self.generation:
                return
            self._end()
            self._executor = self._opened()
            self.generation += 1

    def close(self) -> None:
        """End all workers and remove their folder."""
        self._end()
        self._folder.cleanup()

    def _opened(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
        executor = ProcessPoolExecutor(
            self._jobs, mp_context=context, initializer=_begin, initargs=(self._folder.name,)
        )
        for _ in range(self._jobs):
            executor.submit(self._first)
        return executor

    def _end(self) -> None:
        for process in multiprocessing.active_children():
            process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
