"""Look at finished files, read back from their bytes, before they go out."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from press.imprints import edition_rules as imprint_rules
from press.imprints import imprint_pages
from press.model.edition import Final
from press.model.findings import Finding
from press.model.rules import Rule, rules_in
from press.readback import Reading, read_html, read_pdf, read_sheet_pdf
from press.readback.pdf.metadata import read_facts
from press.readback.sheets.press_file import read_press
from press.readback.sheets.sheets import read_sheets
from press.shelf_life import edition_rules as shelf_life_rules
from press.verify import fit, furniture, guidelines, html, pdf, press_file, sheets, truth
from press.verify.press_file import PressPiece

FINAL_RULES: dict[str, tuple[ModuleType, ...]] = {
    "pdf": (pdf, truth, furniture, guidelines, fit, shelf_life_rules, imprint_rules, imprint_pages),
    "html": (html, furniture, shelf_life_rules, imprint_rules),
}
SHEET_RULES: tuple[Rule[Reading], ...] = (
    pdf.claims, pdf.title_and_language, pdf.metadata, pdf.fonts_embedded, pdf.outline_and_labels, pdf.links_speak,
    truth.says_what_was_typeset,
)  # fmt: skip
"""The rules on a PDF that its sheets must keep too; the others are on single pages."""
READERS: dict[str, Callable[[Final], Reading]] = {"pdf": read_pdf, "html": read_html}


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
    piece = PressPiece(final.edition.name, read_press(final.press_data), sizes)
    rules: list[Rule[PressPiece]] = rules_in(press_file)
    return [finding for rule in rules for finding in rule(piece)]


def verify_sheets(final: Final, pages: Reading) -> list[Finding]:
    """Every finding in the sheets of a folded edition, read back from their bytes beside its single pages."""
    read = read_sheet_pdf(final)
    piece = sheets.Piece(pages, read, read_sheets(final.sheet_data, final.data))
    rules: list[Rule[sheets.Piece]] = rules_in(sheets)
    findings = [finding for rule in SHEET_RULES for finding in rule(read)]
    return findings + [finding for rule in rules for finding in rule(piece)]
