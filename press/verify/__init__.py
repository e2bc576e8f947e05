"""Look at finished files, read back from their bytes, before they go out."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from press.imprints import edition_rules as imprint_rules
from press.imprints import page_rules
from press.model.edition import FinishedEdition
from press.model.findings import Finding
from press.model.rules import Rule, list_rules
from press.readback import Reading, read_html, read_pdf, read_sheet_pdf
from press.readback.pdf.metadata import read_facts
from press.readback.sheets.press_file import read_press_file
from press.readback.sheets.sheets import read_sheets
from press.shelf_life import edition_rules as shelf_life_rules
from press.verify import fit, furniture, guidelines, html, pdf, press_file, sheets
from press.verify.press_file import PressPiece

FINAL_RULES: dict[str, tuple[ModuleType, ...]] = {
    "pdf": (pdf, furniture, guidelines, fit, shelf_life_rules, imprint_rules, page_rules),
    "html": (html, furniture, shelf_life_rules, imprint_rules),
}
SHEET_RULES: tuple[Rule[Reading], ...] = (
    pdf.check_claims, pdf.check_title_and_language, pdf.check_metadata, pdf.check_fonts,
    pdf.check_outline_and_labels, pdf.check_link_words,
    pdf.check_transcript,
)  # fmt: skip
"""Rules for a PDF that its sheets must meet too; the others are for single pages."""
READERS: dict[str, Callable[[FinishedEdition], Reading]] = {"pdf": read_pdf, "html": read_html}


def verify(final: FinishedEdition) -> list[Finding]:
    """Run every rule for a finished file.

    The file is read back from its bytes.
    """
    kind = final.edition.variant.format
    reading = READERS[kind](final)
    rules: list[Rule[Reading]] = [rule for module in FINAL_RULES[kind] for rule in list_rules(module)]
    findings = [finding for rule in rules for finding in rule(reading)]
    findings += verify_sheets(final, reading) if final.sheet_data else []
    return findings + (verify_press_file(final, reading) if final.press_data else [])


def verify_press_file(final: FinishedEdition, pages: Reading) -> list[Finding]:
    """Run every rule for the press file of an edition.

    The press file is read back from its bytes.
    """
    fold = final.edition.variant.fold
    flat = final.sheet_data and fold and fold.kind != "saddle"
    sizes = read_facts(final.sheet_data).sizes if flat else pages.facts.sizes
    piece = PressPiece(final.edition.name, read_press_file(final.press_data), sizes)
    rules: list[Rule[PressPiece]] = list_rules(press_file)
    return [finding for rule in rules for finding in rule(piece)]


def verify_sheets(final: FinishedEdition, pages: Reading) -> list[Finding]:
    """Run every rule for the sheets of a folded edition.

    The sheets are read back from their bytes and compared with the single pages.
    """
    read = read_sheet_pdf(final)
    piece = sheets.FoldedPiece(pages, read, read_sheets(final.sheet_data, final.data))
    rules: list[Rule[sheets.FoldedPiece]] = list_rules(sheets)
    findings = [finding for rule in SHEET_RULES for finding in rule(read)]
    return findings + [finding for rule in rules for finding in rule(piece)]
