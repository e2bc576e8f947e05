"""The two stages that look: `check` at sources before anything is made, `verify` at files before they go out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import ModuleType

from press.due import overdue
from press.findings import Finding
from press.model import Final, Library
from press.read import Reading, read_html, read_pdf, read_sheet_pdf
from press.read.inks import read_press
from press.read.pdffacts import read_facts
from press.read.sheets import read_sheets
from press.rules import (
    Rule,
    fit,
    folded,
    forpress,
    furniture,
    html,
    imprint,
    imprint_pages,
    marked,
    measured,
    pdf,
    rules_in,
    source,
    source_catalogue,
    source_dates,
    source_forms,
    source_identity,
    source_imprints,
    source_index,
    source_plain,
    source_profiles,
    source_text,
    source_translations,
    source_waiting,
    source_words,
    truth,
)

SOURCE_RULES: tuple[ModuleType, ...] = (
    source,
    source_text,
    source_words,
    source_profiles,
    source_forms,
    source_identity,
    source_dates,
    source_imprints,
    source_waiting,
    source_catalogue,
    source_translations,
    source_plain,
    source_index,
)
FINAL_RULES: dict[str, tuple[ModuleType, ...]] = {
    "pdf": (pdf, truth, furniture, measured, fit, marked, imprint, imprint_pages),
    "html": (html, furniture, marked, imprint),
}
SHEET_RULES: tuple[Rule[Reading], ...] = (
    pdf.claims, pdf.title_and_language, pdf.metadata, pdf.fonts_embedded, pdf.outline_and_labels, pdf.links_speak,
    truth.says_what_was_typeset,
)  # fmt: skip
"""The rules on a PDF that its sheets must keep too; the others are on single pages."""
READERS: dict[str, Callable[[Final], Reading]] = {"pdf": read_pdf, "html": read_html}


def check(library: Library, day: dt.date | None = None) -> list[Finding]:
    """Every finding of the source rules, and what is past its date on a day (the system's, if none is given)."""
    rules: list[Rule[Library]] = [rule for module in SOURCE_RULES for rule in rules_in(module)]
    found = [finding for rule in rules for finding in rule(library.whole or library)]
    return sorted([*found, *overdue(library, day)])


def verify(final: Final) -> list[Finding]:
    """Every finding of the rules for a finished file, read back from its bytes."""
    kind = final.edition.variant.format
    reading = READERS[kind](final)
    rules: list[Rule[Reading]] = [rule for module in FINAL_RULES[kind] for rule in rules_in(module)]
    findings = [finding for rule in rules for finding in rule(reading)]
    findings += verify_sheets(final, reading) if final.sheet_data else []
    return findings + (verify_press(final, reading) if final.press_data else [])


def verify_press(final: Final, pages: Reading) -> list[Finding]:
    """Every finding in the press file of an edition, read back from its bytes."""
    fold = final.edition.variant.fold
    flat = final.sheet_data and fold and fold.kind != "saddle"
    sizes = read_facts(final.sheet_data).sizes if flat else pages.facts.sizes
    piece = forpress.PressPiece(final.edition.name, read_press(final.press_data), sizes)
    rules: list[Rule[forpress.PressPiece]] = rules_in(forpress)
    return [finding for rule in rules for finding in rule(piece)]


def verify_sheets(final: Final, pages: Reading) -> list[Finding]:
    """Every finding in the sheets of a folded edition, read back from their bytes beside its single pages."""
    sheets = read_sheet_pdf(final)
    piece = folded.Piece(pages, sheets, read_sheets(final.sheet_data, final.data))
    rules: list[Rule[folded.Piece]] = rules_in(folded)
    findings = [finding for rule in SHEET_RULES for finding in rule(sheets)]
    return findings + [finding for rule in rules for finding in rule(piece)]
