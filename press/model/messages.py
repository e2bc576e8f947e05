"""Phrases that messages share: hints, clauses, a number with its noun, choices, and the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

REPORT = "this is a fault of the press: report it with the sources that show it"
"""The hint for what no source can cause."""
AGREEMENT = "house rule: every edition carries the same furniture"
"""The clause of rules on what every edition carries."""


def pluralize_noun(count: int, noun: str) -> str:
    """Write a number with its English noun, which has an `s` unless the number is one."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def join_choices(words: Sequence[str]) -> str:
    """Join the choices of a message, as in `a, b or c`."""
    head, last = words[:-1], words[-1:]
    return " or ".join([*filter(None, [", ".join(head)]), *last])


def suggest_name(word: str, known: Iterable[str], choices: str = "choose one of") -> str:
    """Suggest a known name for an unknown one, or list all.

    choices: how the list begins.
    """
    names = sorted(known)
    if near := get_close_matches(word, names, 1):
        return f"did you mean `{near[0]}`?"
    return f"{choices}: {', '.join(names)}" if names else "there is none yet"
