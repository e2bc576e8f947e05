"""Look at finished files, read back from their bytes, before they go out."""

from __future__ import annotations

import functools
from collections.abc import Callable

from press.model.edition import FinishedEdition
from press.model.findings import Finding
from press.model.formats import FORMATS
from press.model.rules import Rule, list_rules
from press.readback import Reading, read_sheet_pdf
from press.readback.pdf.metadata import read_facts
from press.readback.sheets.press_file import read_press_file
from press.runtime.entry_points import load_entry_point
from press.verify import pdf, press_file, sheets
from press.verify.press_file import PressPiece

SHEET_RULES: tuple[Rule[Reading], ...] = (
    pdf.check_claims, pdf.check_title_and_language, pdf.check_metadata, pdf.check_fonts,
    pdf.check_outline_and_labels, pdf.check_link_words,
    pdf.check_transcript,
)  # fmt: skip
"""Rules for a PDF that its sheets must meet too; the others are for single pages."""
ReadFormat = Callable[[FinishedEdition], Reading]


def verify(final: FinishedEdition) -> list[Finding]:
    """Run every rule for a finished file.

    The file is read back from its bytes.
    """
    reading = read_back(final)
    rules = list_final_rules(final.edition.variant.format)
    findings = [finding for rule in rules for finding in rule(reading)]
    findings += verify_sheets(final, reading) if final.sheet_data else []
    return findings + (verify_press_file(final, reading) if final.press_data else [])


def read_back(final: FinishedEdition) -> Reading:
    """Read a finished file with the reader of its format."""
    read: ReadFormat = load_entry_point(final.edition.variant.file_format.read)
    return read(final)


@functools.cache
def list_final_rules(name: str) -> tuple[Rule[Reading], ...]:
    """List the rules for finished files of a format, by its name."""
    modules = map(load_entry_point, FORMATS[name].rules)
    return tuple(rule for module in modules for rule in list_rules(module))


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
    read, geometry = read_sheet_pdf(final)
    piece = sheets.FoldedPiece(pages, read, geometry)
    rules: list[Rule[sheets.FoldedPiece]] = list_rules(sheets)
    # Trees that are read alike are told alike, and the pages have been told by the rules on single files.
    known = pdf.check_transcript if sheets.has_same_tags(piece) and read.facts.lang == pages.facts.lang else None
    findings = [finding for rule in SHEET_RULES if rule is not known for finding in rule(read)]
    return findings + [finding for rule in rules for finding in rule(piece)]
