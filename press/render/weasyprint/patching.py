"""Replacement of WeasyPrint's functions by our own, and back."""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from press.render.weasyprint.contract import find_name

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A function or method of WeasyPrint and our faster one.

    target: its full name; digest: of its source when ours was written (see `compute_digest`); make: the full name of
    the function that takes theirs and returns ours; group: replacements that need each other are made together or not
    at all.
    """

    target: str
    digest: str
    make: str
    group: str = ""


def compute_digest(function: Function) -> str:
    """Compute twelve digits of SHA-256 over a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:12]


class Replacements:
    """Functions that are replaced together. One of WeasyPrint's whose source has changed stays in use."""

    def __init__(self, rows: Iterable[Replacement]) -> None:
        self.rows = tuple(rows)
        self.mismatches: list[str] = []
        self._pairs: list[tuple[str, Function, Function]] = []

    def install(self) -> None:
        """Put ours in place of theirs, once."""
        if self._pairs:
            return
        moved = {row: problem for row in self.rows if (problem := find_mismatch(row))}
        self.mismatches = list(moved.values())
        groups = {row.group for row in moved} - {""}
        for row in self.rows:
            if row not in moved and row.group not in groups:
                theirs = find_name(row.target)
                self._pairs.append((row.target, theirs, functools.update_wrapper(find_name(row.make)(theirs), theirs)))
        self._apply()

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Let WeasyPrint do everything itself while the block runs.

        Tests compare: what it makes must be the same.
        """
        self.remove()
        try:
            yield
        finally:
            self._apply()

    def remove(self) -> None:
        """Put theirs back."""
        for target, theirs, ours in self._pairs:
            _set_everywhere(target, ours, theirs)

    def _apply(self) -> None:
        for target, theirs, ours in self._pairs:
            _set_everywhere(target, theirs, ours)


def find_mismatch(row: Replacement) -> str:
    """Describe why a replacement does not fit; empty if it fits."""
    try:
        now = compute_digest(find_name(row.target))
        find_name(row.make)
    except (ImportError, AttributeError, OSError, TypeError) as error:
        now = str(error)
    if now == row.digest:
        return ""
    return (
        f"{row.target} changed ({now}, not {row.digest}), so WeasyPrint's own is used, which is slower. Compare it with"
        f" {row.make}, adapt that, and put the new digest into press/render/weasyprint/replacements.py."
    )


def _set_everywhere(target: str, old: Function, new: Function) -> None:
    """Replace a function wherever WeasyPrint holds it."""
    place, _, name = target.rpartition(".")
    owner = find_name(place)
    setattr(owner, name, new)
    if inspect.isclass(owner):
        return
    for held in [one for one in vars(owner).values() if isinstance(one, dict)]:
        held.update({key: new for key, one in held.items() if one is old})
    for held_in, module in list(sys.modules.items()):
        if held_in.partition(".")[0] == "weasyprint" and getattr(module, name, None) is old:
            setattr(module, name, new)
