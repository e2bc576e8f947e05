"""What a rule is: a code, and a function that looks for it.

A rule is one decorated function in a module of this package; nothing else has to be told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter
from types import ModuleType
from typing import Any, Generic, TypeVar

from press.model.edition import Library, Source
from press.model.findings import Code, Finding, Place, Severity

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


def source_of(library: Library, name: str) -> Source:
    """A source file by its name below `sources/`; an empty one when it was not there."""
    return library.sources.get(name, Source(name))


def nearest(word: str, known: Collection[str]) -> str:
    """The hint for a name that is not known."""
    near = get_close_matches(word, known, 1)
    return f"did you mean `{near[0]}`?" if near else f"there is: {', '.join(sorted(known)) or 'nothing yet'}"


def form_problems(text: str, wanted: set[str]) -> Iterator[str]:
    """What is wrong with the places to fill in of a text; an empty text is a finding already."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield "has a brace that is not closed or not opened; a brace to print is written twice"
        return
    found = {name for _, name, form, conversion in parts if name is not None and not form and not conversion}
    broken = {name for _, name, form, conversion in parts if name is not None and (form or conversion)}
    wrong = []
    if text and wanted - found:
        wrong.append(f"lacks {_braced(wanted - found)}")
    if unknown := (found - wanted) | broken:
        wrong.append(f"has {_braced(unknown)}, which the press cannot fill in")
    if wrong:
        yield " and ".join(wrong)


def _braced(names: set[str]) -> str:
    return ", ".join(f"`{{{name}}}`" for name in sorted(names))
