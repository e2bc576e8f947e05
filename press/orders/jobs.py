"""What is printed: one run for each edition, its paper, fold, sheets and weight, and its job ticket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from press.model.facts import Language
from press.model.records import Row
from press.orders.batches import Packet
from press.orders.offer import Edition

POUND = 453.59237
"""Grams (international avoirdupois pound, 1959)."""
METRE = 72 / 0.0254
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
FINISHINGS = {
    "saddle": (("fold-half", 93), ("saddle-stitch", 8)),
    "half-fold": (("fold-half", 93),),
    "c-fold": (("fold-letter", 96),),
    "z-fold": (("fold-z", 100),),
}
"""What is done to each kind of fold (PWG 5100.1, 4: keywords of finishing templates, and enums of `finishings`)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A print run: so many copies of one edition. grams: what they weigh; group: its folder, paper and fold."""

    edition: Edition
    row: Row
    copies: int
    grams: float
    group: str

    @property
    def sheets(self) -> int:
        """Sheets of paper in all."""
        return self.copies * self.row.sheets

    @property
    def source(self) -> tuple[str, str]:
        """The file to print, below the output folder, and its SHA-256: of a folded edition its sheets."""
        one = self.row.sheet_file or self.row
        return one.file, one.sha256

    @property
    def path(self) -> str:
        """Where it stands in the batch."""
        return f"print/{self.group}/{self.source[0].rpartition('/')[2]}"


def runs(packets: Iterable[Packet], rows: Mapping[Edition, Row], gsm: float) -> tuple[Run, ...]:
    """The print runs of some packets, grouped by paper and fold. gsm: grams a square metre."""
    copies: Counter[Edition] = Counter()
    for packet in packets:
        for pick in packet.picks:
            copies[pick.edition] += pick.printed
    made = (
        Run(edition, rows[edition], count, grams(rows[edition], count, gsm), group(rows[edition]))
        for edition, count in copies.items()
        if count
    )
    return tuple(sorted(made, key=lambda run: (run.group, run.edition)))


def paper_of(row: Row) -> tuple[float, float]:
    """Width and height of the sheet an edition is printed on, in points: upright, the short side first."""
    width, height = row.sheet_file.sheet if row.sheet_file else row.trim or (0.0, 0.0)
    return min(width, height), max(width, height)


def grams(row: Row, copies: int, gsm: float) -> float:
    """What some copies weigh: copies × sheets × area of a sheet in square metres × grams a square metre."""
    width, height = paper_of(row)
    return copies * row.sheets * (width / METRE) * (height / METRE) * gsm


def weight(mass: float) -> str:
    """A weight as it is read: pounds, and grams."""
    return f"{mass / POUND:.2f} lb ({mass:,.0f} g)"


def media(row: Row) -> str:
    """The name of the paper an edition is printed on (PWG 5101.1)."""
    width, height = paper_of(row)
    known = MEDIA.get((round(width), round(height)))
    return known or f"custom_{width / 72:.2f}x{height / 72:.2f}in_{width / 72:.2f}x{height / 72:.2f}in"


def group(row: Row) -> str:
    """The folder of a run: the paper and the fold, e.g. `na_letter_8.5x11in.saddle`."""
    return f"{media(row)}.{row.sheet_file.fold if row.sheet_file else 'flat'}"


def ticket(run: Run, language: Language, gsm: float) -> dict[str, Any]:
    """The job ticket of a run: IPP job template attributes (RFC 8011, 5.2; PWG 5100.1), and what a person needs."""
    folded = run.row.sheet_file
    finishings = FINISHINGS[folded.fold] if folded else _loose(run.row, language)
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
                "media": media(run.row),
                "multiple-document-handling": "separate-documents-collated-copies",
                "orientation-requested": 4 if width > height else 3,
                "print-color-mode": "auto",
                "print-scaling": "none",
                "sides": sides,
            },
        },
    }


def _loose(row: Row, language: Language) -> tuple[tuple[str, int], ...]:
    """Sheets that are not folded are stapled where reading begins, when there are several."""
    if row.sheets < 2:
        return ()
    return (("staple-top-left", 20),) if language.direction == "ltr" else (("staple-top-right", 22),)
