"""Phrases that messages share: a number with its noun, and the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def format_count(count: int, noun: str) -> str:
    """Format a number with its noun: the noun takes an `s` unless there is one."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def suggest_name(word: str, known: Iterable[str], choices: str = "choose one of") -> str:
    """Suggest a known name for an unknown one, or list all.

    choices: how the list begins.
    """
    names = sorted(known)
    if near := get_close_matches(word, names, 1):
        return f"did you mean `{near[0]}`?"
    return f"{choices}: {', '.join(names)}" if names else "there is none yet"
