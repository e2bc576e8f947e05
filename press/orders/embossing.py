"""Jobs for an embosser: the braille files that answer the requests of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from press.model.manifest import ManifestRow
from press.orders.batches import FormatRequest
from press.orders.models import format_number

CELLS, LINES = 40, 25
"""Cells of a line and lines of a page in our files (press/render/braille/layout.py)."""


@dataclass(frozen=True, slots=True)
class EmbosserJob:
    """A file to emboss, once for each order that asks for it."""

    row: ManifestRow
    orders: tuple[int, ...]

    @property
    def path(self) -> str:
        """Path of the file in the batch."""
        return f"emboss/{self.row.file.rpartition('/')[2]}"


def list_embosser_jobs(
    requests: Iterable[FormatRequest], braille: Mapping[tuple[str, str], ManifestRow]
) -> tuple[EmbosserJob, ...]:
    """List the jobs of a batch. braille: the published files, by publication number and language."""
    orders: dict[tuple[str, str], list[int]] = {}
    for request in requests:
        if request.wanted == "braille":
            for key in dict.fromkeys((number, lang) for number, lang, _ in request.editions):
                if key in braille:
                    orders.setdefault(key, []).append(request.order)
    return tuple(EmbosserJob(braille[key], tuple(numbers)) for key, numbers in sorted(orders.items()))


def make_embosser_ticket(job: EmbosserJob) -> dict[str, Any]:
    """Make the job ticket of a file: what a person and an embosser need."""
    return {
        "file": job.path,
        "sha256": job.row.sha256,
        "edition": job.row.edition,
        "title": job.row.title,
        "orders": [format_number(number) for number in job.orders],
        "copies": len(job.orders),
        "pages_per_copy": job.row.pages,
        "cells_per_line": CELLS,
        "lines_per_page": LINES,
        "note": job.row.note,
    }
