"""What a rule is: a code, and a function that looks for it.

A rule is one decorated function in a module of this package; nothing else has to be told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from press.findings import Code, Finding, Place, Severity

Subject = TypeVar("Subject")
Problem = tuple[Place, str] | tuple[Place, str, str] | tuple[Place, str, str, Severity]
"""Where, what is wrong and, when they are known better than the rule's own, how to mend it and how grave it is."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A check: what it looks for, and the function that yields each place where it fails.

    damage: for rules on finished files, what turns a good reading into one that this rule must find bad.
    """

    code: Code
    check: Callable[[Subject], Iterable[Problem]]
    damage: Callable[[Subject], Subject] | None = None

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """Every finding of this rule in the subject."""
        for problem in self.check(subject):
            yield self.code.at(*problem)


def rule(
    code: str,
    *,
    clause: str,
    hint: str,
    bad: Mapping[str, str | bytes] | None = None,
    good: Mapping[str, str | bytes] | None = None,
    severity: Severity = "error",
    damage: Callable[[Subject], Subject] | None = None,
) -> Callable[[Callable[[Subject], Iterable[Problem]]], Rule[Subject]]:
    """Turn a function into a rule; its docstring's first sentence says what must be true."""

    def make(check: Callable[[Subject], Iterable[Problem]]) -> Rule[Subject]:
        summary = (check.__doc__ or "").strip().split("\n")[0]
        return Rule(Code(code, summary, clause, hint, bad or {}, good or {}, severity), check, damage)

    return make


def rules_in(module: ModuleType) -> list[Rule[Any]]:
    """The rules that a module defines, in the order of their codes."""
    found = [value for value in vars(module).values() if isinstance(value, Rule)]
    return sorted(found, key=lambda one: one.code.code)
