"""The two stages that look: `check` at sources before anything is made, `verify` at files before they go out."""

from __future__ import annotations

from types import ModuleType

from press.findings import Finding
from press.model import Final, Library
from press.read import Reading, read_html, read_pdf
from press.rules import Rule, furniture, html, pdf, rules_in, source, source_text, source_words, truth

SOURCE_RULES: tuple[ModuleType, ...] = (source, source_text, source_words)
FINAL_RULES: dict[str, tuple[ModuleType, ...]] = {"pdf": (pdf, truth, furniture), "html": (html, furniture)}
READERS = {"pdf": read_pdf, "html": read_html}


def check(library: Library) -> list[Finding]:
    """Every finding of the source rules, in the order of files and lines."""
    rules: list[Rule[Library]] = [rule for module in SOURCE_RULES for rule in rules_in(module)]
    return sorted(finding for rule in rules for finding in rule(library.whole or library))


def verify(final: Final) -> list[Finding]:
    """Every finding of the rules for a finished file, read back from its bytes."""
    kind = final.edition.variant.format
    reading = READERS[kind](final)
    rules: list[Rule[Reading]] = [rule for module in FINAL_RULES[kind] for rule in rules_in(module)]
    return [finding for rule in rules for finding in rule(reading)]
