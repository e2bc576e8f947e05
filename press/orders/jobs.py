"""Print runs: one for each edition, with paper, fold, sheets, weight and job ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from press.model.manifest import ManifestRow
from press.model.sources.language import FinishingWords, Language
from press.orders.batches import Packet
from press.orders.offer import EditionKey

POUND = 453.59237
"""Grams (international avoirdupois pound, 1959)."""
METER = 72 / 0.0254
"""Points."""
MEDIA = {
    (612, 792): "na_letter_8.5x11in",
    (612, 1008): "na_legal_8.5x14in",
    (792, 1224): "na_ledger_11x17in",
    (396, 612): "na_invoice_5.5x8.5in",
    (595, 842): "iso_a4_210x297mm",
    (842, 1191): "iso_a3_297x420mm",
    (420, 595): "iso_a5_148x210mm",
}
"""Media size self-describing names (PWG 5101.1, 5) by width and height of the upright sheet in points."""
PAPERS = {
    "na_letter_8.5x11in": "Letter",
    "na_legal_8.5x14in": "Legal",
    "na_ledger_11x17in": "Ledger",
    "na_invoice_5.5x8.5in": "Half letter",
    "iso_a4_210x297mm": "A4",
    "iso_a3_297x420mm": "A3",
    "iso_a5_148x210mm": "A5",
}
"""What people call a paper."""
FINISHINGS = {
    "saddle": (("fold-half", 93), ("saddle-stitch", 8)),
    "half-fold": (("fold-half", 93),),
    "c-fold": (("fold-letter", 96),),
    "z-fold": (("fold-z", 100),),
}
"""Finishing of each fold (PWG 5100.1, 4): keywords of finishing templates, and enums of `finishings`."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """The copies of one edition to print in a batch.

    grams: their weight; group: the folder of the run, named after paper and fold.
    """

    edition: EditionKey
    row: ManifestRow
    copies: int
    grams: float
    group: str

    @property
    def sheets(self) -> int:
        """Sheets of paper in all copies."""
        return self.copies * self.row.sheets

    @property
    def source(self) -> tuple[str, str]:
        """The file to print, below the output folder, and its SHA-256.

        A folded edition is printed from its imposed sheets.
        """
        one = self.row.sheet_file or self.row
        return one.file, one.sha256

    @property
    def path(self) -> str:
        """Path of the file in the batch."""
        return f"print/{self.group}/{self.source[0].rpartition('/')[2]}"


def list_runs(packets: Iterable[Packet], rows: Mapping[EditionKey, ManifestRow], gsm: float) -> tuple[PrintRun, ...]:
    """List the print runs of packets by paper and fold.

    gsm: grams a square meter.
    """
    copies: Counter[EditionKey] = Counter()
    for packet in packets:
        for pick in packet.picks:
            copies[pick.edition] += pick.printed
    found = (
        PrintRun(edition, rows[edition], count, weigh_copies(rows[edition], count, gsm), name_group(rows[edition]))
        for edition, count in copies.items()
        if count
    )
    return tuple(sorted(found, key=lambda run: (run.group, run.edition)))


def find_paper_size(row: ManifestRow) -> tuple[float, float]:
    """Find the size of an edition's sheet, upright.

    Width and height in points, the short side first.
    """
    width, height = row.sheet_file.sheet if row.sheet_file else row.trim or (0.0, 0.0)
    return min(width, height), max(width, height)


def weigh_copies(row: ManifestRow, copies: int, gsm: float) -> float:
    """Weigh some copies.

    Copies × sheets × area of a sheet in square meters × grams a square meter.
    """
    width, height = find_paper_size(row)
    return copies * row.sheets * (width / METER) * (height / METER) * gsm


def format_weight(mass: float) -> str:
    """Format grams as pounds and grams."""
    return f"{mass / POUND:.2f} lb ({mass:,.0f} g)"


def name_media(row: ManifestRow) -> str:
    """Name the paper of an edition (PWG 5101.1)."""
    width, height = find_paper_size(row)
    known = MEDIA.get((round(width), round(height)))
    return known or f"custom_{width / 72:.2f}x{height / 72:.2f}in_{width / 72:.2f}x{height / 72:.2f}in"


def name_group(row: ManifestRow) -> str:
    """Name the folder of a run after paper and fold.

    For example `na_letter_8.5x11in.saddle`.
    """
    return f"{name_media(row)}.{row.sheet_file.fold if row.sheet_file else 'flat'}"


def describe_run(run: PrintRun, reading: Language, words: FinishingWords) -> str:
    """Describe paper, sides, folds and staples in words.

    reading: the language of the edition, which says where it is stapled.
    """
    folded, sheets = run.row.sheet_file, run.row.sheets
    media, (width, height) = name_media(run.row), find_paper_size(run.row)
    paper = PAPERS.get(media, "")
    parts = [words.papers.get(paper, paper) or f"{width / 72:.2f} × {height / 72:.2f} in"]
    if run.row.pages == 1:
        parts.append(words.one_side)
    else:
        parts.append(words.short_edge if folded and folded.duplex == "short-edge" else words.long_edge)
    if folded:
        fold = "half-fold" if folded.fold == "saddle" and sheets == 1 else folded.fold
        parts.append(str(getattr(words, fold.replace("-", "_"))))
    elif sheets > 1:
        parts.append(words.staple_ltr if reading.direction == "ltr" else words.staple_rtl)
    return ", ".join(parts)


def make_ticket(run: PrintRun, language: Language, gsm: float) -> dict[str, Any]:
    """Make the job ticket of a run.

    It has IPP job template attributes (RFC 8011, 5.2; PWG 5100.1), and what a person needs.
    """
    folded = run.row.sheet_file
    finishings = FINISHINGS[folded.fold] if folded else _list_loose_finishings(run.row, language)
    if folded and run.row.sheets == 1:
        finishings = tuple(one for one in finishings if one[0].startswith("fold"))
    width, height = folded.sheet if folded else run.row.trim or (0.0, 0.0)
    sides = f"two-sided-{folded.duplex if folded else 'long-edge'}" if run.row.pages > 1 else "one-sided"
    return {
        "file": run.path,
        "sha256": run.source[1],
        "edition": run.row.edition,
        "copies": run.copies,
        "sheets_per_copy": run.row.sheets,
        "sheets": run.sheets,
        "paper_gsm": gsm,
        "grams": round(run.grams, 1),
        "finishing": [name for name, _ in finishings] or ["none"],
        "ipp": {
            "operation-attributes-tag": {"job-name": run.row.edition, "document-format": "application/pdf"},
            "job-attributes-tag": {
                "copies": run.copies,
                "finishings": [number for _, number in finishings] or [3],
                "media": name_media(run.row),
                "multiple-document-handling": "separate-documents-collated-copies",
                "orientation-requested": 4 if width > height else 3,
                "print-color-mode": "auto",
                "print-scaling": "none",
                "sides": sides,
            },
        },
    }


def _list_loose_finishings(row: ManifestRow, language: Language) -> tuple[tuple[str, int], ...]:
    """List the finishing of sheets that are not folded.

    Several sheets are stapled where reading begins.
    """
    if row.sheets < 2:
        return ()
    return (("staple-top-left", 20),) if language.direction == "ltr" else (("staple-top-right", 22),)
