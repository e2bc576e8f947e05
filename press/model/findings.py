"""Findings: one problem each, with its place and how to fix it; and the exception that reports them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

MOST_LETTERS = 10_000
"""The longest problem that a finding tells; a renderer may quote a whole drawing."""
_DATA = re.compile(r"(data:[a-z0-9.+/-]{1,80})[^\s\"')]{80,}", re.IGNORECASE)
Severity = Literal["error", "warning"]
SHOWN = 3
"""Most editions that a finding names; more are counted."""


class ExitCode(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    ENVIRONMENT = 3


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The place of a finding: a file, and the 1-based line and column in it (0 means the whole file)."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem found by a rule.

    code: the rule's code, e.g. ``SRC201``; problem: one sentence that says what is wrong; hint: one sentence that says
    how to fix it; severity: an error stops the edition, a warning does not; editions: the finished editions that show
    it, if it was found in them.
    """

    place: Place
    code: str
    problem: str
    hint: str = ""
    severity: Severity = "error"
    editions: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.place} " if self.place.file else ""
        word = "" if self.severity == "error" else "warning: "
        hint = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{where}{self.code} {word}{self.problem}{self._describe_editions()}{hint}"

    def _describe_editions(self) -> str:
        """Name the editions that show it, unless the place does."""
        names = [name for name in self.editions if name != self.place.file]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        return f" (in {', '.join(names[:SHOWN])}{more})" if names else ""


@dataclass(frozen=True, slots=True)
class FindingCode:
    """A kind of finding, declared once, beside the function that finds it.

    code: stable and unique, e.g. ``SRC201``; summary: what must be true, in one sentence; clause: the standard,
    agreement or page it enforces; hint: how to fix it; bad, good: example files that fail and pass, as text by path
    below `sources/` (laid over the base library of the tests) or as a snippet under ``""``.
    """

    code: str
    summary: str
    clause: str
    hint: str
    bad: Mapping[str, str | bytes] = field(default_factory=dict)
    good: Mapping[str, str | bytes] = field(default_factory=dict)
    severity: Severity = "error"

    def make_finding(self, place: Place, problem: str, hint: str = "", severity: Severity | None = None) -> Finding:
        """Make a finding of this kind.

        hint, severity: replace the general ones if better ones are known.
        """
        return Finding(place, self.code, _shorten(problem), hint or self.hint, severity or self.severity)


def _shorten(problem: str) -> str:
    """Leave out the bytes of a picture that a renderer quotes."""
    if len(problem) <= MOST_LETTERS:
        return problem
    short = _DATA.sub(r"\1…", problem)
    return short if len(short) <= MOST_LETTERS else f"{short[:MOST_LETTERS]}…"


class PressError(Exception):
    """The only exception for mistakes of the user and for what the machine lacks.

    exit_code: what the process returns.
    """

    def __init__(self, findings: Iterable[Finding], exit_code: ExitCode = ExitCode.FINDINGS) -> None:
        self.findings = sorted(findings)
        self.exit_code = exit_code
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type[PressError], tuple[list[Finding], ExitCode]]:
        # Exceptions cross process borders by being called again with `args`, which hold only the message.
        return type(self), (self.findings, self.exit_code)


def make_environment_error(code: str, problem: str, hint: str) -> PressError:
    """Make an error for what is missing on this machine.

    Its exit code is 3.
    """
    return PressError([Finding(Place(), code, problem, hint)], ExitCode.ENVIRONMENT)


def list_errors(findings: Iterable[Finding]) -> list[Finding]:
    """List the findings that stop an edition."""
    return [finding for finding in findings if finding.severity == "error"]


def raise_errors(findings: Iterable[Finding]) -> None:
    """Raise `PressError` with every finding if one is an error."""
    listed = list(findings)
    if list_errors(listed):
        raise PressError(listed)
