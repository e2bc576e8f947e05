"""Rules: each is a code and a function that finds its problems.

A rule is one decorated function in a module of this package. It needs no registration.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

from press.model.findings import Finding, FindingCode, Place, Severity
from press.model.library import Library
from press.model.publication import Source

Subject = TypeVar("Subject")
Scope = Literal["library", "publication"]
Problem = tuple[Place, str] | tuple[Place, str, str] | tuple[Place, str, str, Severity]
"""The place and what is wrong; also a hint and a severity, if they are better than the rule's own."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A rule: its code, and the function that yields each problem.

    damage: for rules on finished files, a function that turns a good reading into one that breaks this rule; scope:
    "publication" for a rule on sources that finds in a library what it finds in its publications, each by itself.
    """

    code: FindingCode
    check: Callable[[Subject], Iterable[Problem]]
    damage: Callable[[Subject], Subject] | None = None
    scope: Scope = "library"

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """Find everything in the subject that breaks this rule."""
        for problem in self.check(subject):
            yield self.code.make_finding(*problem)


def rule(  # noqa: PLR0913 - what a rule declares
    code: str,
    *,
    clause: str,
    hint: str,
    bad: Mapping[str, str | bytes] | None = None,
    good: Mapping[str, str | bytes] | None = None,
    severity: Severity = "error",
    damage: Callable[[Subject], Subject] | None = None,
    scope: Scope = "library",
) -> Callable[[Callable[[Subject], Iterable[Problem]]], Rule[Subject]]:
    """Turn a function into a rule.

    The first line of its docstring is "Check that", then what must be true. That is the summary of the rule.
    """

    def make(check: Callable[[Subject], Iterable[Problem]]) -> Rule[Subject]:
        statement = (check.__doc__ or "").strip().split("\n")[0].removeprefix("Check that ")
        summary = statement[:1].upper() + statement[1:]
        return Rule(FindingCode(code, summary, clause, hint, bad or {}, good or {}, severity), check, damage, scope)

    return make


def list_rules(module: ModuleType) -> list[Rule[Any]]:
    """List the rules of a module, sorted by code."""
    rules = [value for value in vars(module).values() if isinstance(value, Rule)]
    return sorted(rules, key=lambda one: one.code.code)


def find_source(library: Library, name: str) -> Source:
    """Find a source file by its name below `sources/`.

    Gives an empty one when it was not there.
    """
    return library.sources.get(name, Source(name))


def is_unreadable(library: Library, name: str, records: Collection[str]) -> bool:
    """Tell whether a source is there, but no record of it: then its mistake is a finding, and its name is none.

    name: below `sources/`; records: those that could be read of its folder.
    """
    return name in library.sources and name.rpartition("/")[2].removesuffix(".yaml") not in records


def find_placeholder_problems(text: str, wanted: set[str]) -> Iterator[str]:
    """Find missing, unknown and broken placeholders in a text.

    An empty text lacks none: it is a finding already.
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield "has a brace that is not closed or not opened; a brace to print is written twice"
        return
    found = {
        name for _, name, format_spec, conversion in parts if name is not None and not format_spec and not conversion
    }
    broken = {name for _, name, format_spec, conversion in parts if name is not None and (format_spec or conversion)}
    wrong = []
    if text and wanted - found:
        wrong.append(f"has no {_format_placeholders(wanted - found)}")
    if unknown := (found - wanted) | broken:
        wrong.append(f"has {_format_placeholders(unknown)}, which the press cannot fill in")
    if wrong:
        yield " and ".join(wrong)


def _format_placeholders(names: set[str]) -> str:
    return ", ".join(f"`{{{name}}}`" for name in sorted(names))
