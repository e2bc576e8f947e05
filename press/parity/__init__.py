"""What the editions of a publication say, each beside the others: read from their files, and compared with one page.

The one page is the publication typeset without any layout, in the same language and with the same text, long or short.
A file is compared with the page that it was made from, and that page with the one page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from press.build.selection import find_downloads, list_editions
from press.imprints.edition_rules import read_core_text
from press.model.edition import Edition
from press.model.findings import Finding, FindingCode, Place
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.parity.normal_form import compare_with_one_page, drop_contents, list_layout_tolerances
from press.parity.reopen import reopen_edition
from press.publish.fingerprints import hash_parts
from press.publish.manifest import read_manifest
from press.publish.output import list_reasons
from press.readback import Reading
from press.readback.parity import Difference, compare_lines
from press.readback.speech.core_text import read_page_core_text
from press.readback.speech.transcript import TEXTUAL
from press.verify import read_back

OUTDATED = FindingCode(
    "PAR201",
    "Every file was made from the sources as they are.",
    "house rule: files are compared with the sources that they were made from",
    "run `python pipeline.py build`, then compare again",
    severity="warning",
)
CODES = (OUTDATED,)
CODES_OF_KINDS = {
    "lost": "PAR101", "added": "PAR102", "changed": "PAR103", "role": "PAR104", "reference": "PAR105",
    "otherwise": "PAR106", "layout": "PAR107",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditionParity:
    """What one file says. tolerances: the names of what it says otherwise, and may; text: `long` or `short`."""

    edition: str
    file: str
    format: str
    text: str
    blocks: int
    words: int
    headings: int
    links: int
    pictures: int
    tables: int
    differences: tuple[Difference, ...]
    tolerances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicationParity:
    """What the files of a publication in one language say. outdated: those not compared, and what has changed."""

    publication: str
    language: str
    editions: tuple[EditionParity, ...]
    outdated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def list_findings(self) -> Iterator[Finding]:
        """List the differences and the outdated files as findings."""
        for one in self.editions:
            for difference in one.differences:
                yield Finding(Place(one.edition), CODES_OF_KINDS[difference.kind], difference.problem)
        for name, reasons in sorted(self.outdated.items()):
            problem = f"it is not as it was built ({', '.join(reasons)}), and is not compared"
            yield OUTDATED.make_finding(Place(name), problem)


def compare_editions(library: Library, output: Path, slugs: Sequence[str] = ()) -> Iterator[PublicationParity]:
    """Compare all files of an output folder, publication by publication and language by language."""
    rows = {row.edition: row for row in read_manifest(output) if not slugs or row.publication in slugs}
    imprints = sorted({row.imprint for row in rows.values()})
    editions = [one for imprint in imprints for one in list_editions(library, imprint) if one.name in rows]
    editions.sort(key=lambda one: (one.slug, one.lang, one.variant.order, one.variant_name, one.imprint_name))
    listed = list(find_downloads(editions, editions, rows))
    editions, downloads = [one for one, _ in listed], {one.name: links for one, links in listed}
    groups: dict[tuple[str, str], list[Edition]] = {}
    for edition in editions:
        groups.setdefault((edition.slug, edition.lang), []).append(edition)
    for (slug, lang), group in groups.items():
        reasons = {
            one.name: list_reasons(output, rows[one.name], _hash(one, rows[one.name], downloads[one.name]))
            for one in group
        }
        old = {name: found for name, found in reasons.items() if found}
        made = tuple(_measure_edition(one, rows[one.name], output) for one in group if one.name not in old)
        yield PublicationParity(slug, lang, made, old)


def _hash(edition: Edition, row: ManifestRow, downloads: Any) -> Mapping[str, str]:
    return hash_parts(edition, downloads, press=row.press_file is not None)


def _measure_edition(edition: Edition, row: ManifestRow, output: Path) -> EditionParity:
    """Read one file back and compare it."""
    final = reopen_edition(edition, row, output, notes=1 if edition.variant.fill else 0)
    reading, edition = read_back(final), final.edition
    lines = drop_contents(edition, reading.lines or read_core_text(reading))
    said = [line for line in lines if line.words and (line.role in TEXTUAL or line.role == "figure")]
    roles = [line.role for line in lines]
    return EditionParity(
        edition=edition.name, file=row.file, format=row.format, text=edition.variant.text,
        blocks=len(said), words=sum(len(line.words.split()) for line in said),
        headings=roles.count("heading"), links=roles.count("link"), pictures=roles.count("figure"),
        tables=roles.count("table"),
        differences=tuple(_compare_reading(reading)),
        tolerances=(*edition.variant.file_format.tolerances, *list_layout_tolerances(edition)),
    )  # fmt: skip


def _compare_reading(reading: Reading) -> Iterator[Difference]:
    """Compare a file with its page, and its page with the one page."""
    row = reading.edition.variant.file_format
    page = read_page_core_text(reading.html)
    if row.compare:
        yield from reading.differences
    else:
        yield from compare_lines(page, read_core_text(reading))
    if row.is_whole:
        yield from compare_with_one_page(reading.edition, reading.html)


def describe_parity(one: PublicationParity) -> dict[str, Any]:
    """Describe the comparison of a publication for JSON."""
    return {
        "publication": one.publication,
        "language": one.language,
        "editions": [
            asdict(edition)
            | {"differences": [
                {"code": CODES_OF_KINDS[found.kind], "kind": found.kind, "problem": found.problem}
                for found in edition.differences
            ]}
            for edition in one.editions
        ],
        "outdated": sorted(one.outdated),
    }  # fmt: skip
