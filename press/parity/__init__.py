"""What the editions of a publication say, each beside the others: read from their files, and compared with one page.

The one page is the publication typeset without any layout, in the same language and with the same text, long or short.
A file is compared with the page that it was made from, and that page with the one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from press.build.selection import find_downloads, list_editions
from press.imprints.edition_rules import read_core_text
from press.model.edition import Edition, FinishedEdition
from press.model.findings import Finding, FindingCode, Place
from press.model.fit import Fit
from press.model.formats import FORMATS
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.language import FixedWords
from press.model.sources.variant import Variant
from press.publish.fingerprints import hash_parts
from press.publish.manifest import read_manifest
from press.publish.output import list_reasons
from press.readback import Reading
from press.readback.parity import Difference, compare_lines
from press.readback.speech.core_text import read_page_core_text
from press.readback.speech.transcript import TEXTUAL
from press.readback.tolerances import LAYOUTS, TOLERANCES, Lines
from press.render.layout.remedies import apply_remedies
from press.typeset import typeset
from press.verify import read_back

OUTDATED = FindingCode(
    "PAR201",
    "Every file was made from the sources as they are.",
    "house rule: files are compared with the sources that they were made from",
    "run `python pipeline.py build`, then compare again",
    severity="warning",
)
CODES = (OUTDATED,)
_PAGE_REFERENCE = re.compile(r'<span class="page-reference">[^<]*<span[^>]*></span>[^<]*</span>')
"""`(page 4)` after a link within a printed text: templates/parts/inline.html."""
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
    """What the files of a publication in one language say, and those that were made from other sources."""

    publication: str
    language: str
    editions: tuple[EditionParity, ...]
    outdated: tuple[str, ...] = ()

    def list_findings(self) -> Iterator[Finding]:
        """List the differences and the outdated files as findings."""
        for one in self.editions:
            for difference in one.differences:
                yield Finding(Place(one.edition), CODES_OF_KINDS[difference.kind], difference.problem)
        for name in self.outdated:
            yield OUTDATED.make_finding(Place(name), "it was made from other sources than these, and is not compared")


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
        old = {
            one.name
            for one in group
            if list_reasons(output, rows[one.name], _hash(one, rows[one.name], downloads[one.name]))
        }
        made = tuple(_measure_edition(one, rows[one.name], output) for one in group if one.name not in old)
        yield PublicationParity(slug, lang, made, tuple(sorted(old)))


def _hash(edition: Edition, row: ManifestRow, downloads: Any) -> Mapping[str, str]:
    return hash_parts(edition, downloads, press=row.press_file is not None)


def _measure_edition(edition: Edition, row: ManifestRow, output: Path) -> EditionParity:
    """Read one file back and compare it."""
    edition = apply_remedies(edition, row.fit.remedies)  # it is compared with the page that it was made from
    html = typeset(edition, notes=1 if edition.variant.fill else 0)
    data = (output / row.file).read_bytes()
    without = typeset(replace(edition, imprint=None)) if edition.imprint else ""
    reading = read_back(FinishedEdition(edition, html, data, row.pages, html_without_imprint=without))
    lines = _drop_contents(edition, reading.lines or read_core_text(reading))
    said = [line for line in lines if line.words and (line.role in TEXTUAL or line.role == "figure")]
    roles = [line.role for line in lines]
    return EditionParity(
        edition=edition.name, file=row.file, format=row.format, text=edition.variant.text,
        blocks=len(said), words=sum(len(line.words.split()) for line in said),
        headings=roles.count("heading"), links=roles.count("link"), pictures=roles.count("figure"),
        tables=roles.count("table"),
        differences=tuple(_compare_reading(reading)),
        tolerances=(*edition.variant.file_format.tolerances, *_list_layout_tolerances(edition.variant)),
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
        page = read_page_core_text(_PAGE_REFERENCE.sub("", reading.html))
        yield from compare_lines(*_simplify(reading.edition, _read_one_page(_strip_layout(reading.edition)), page))


def _strip_layout(edition: Edition) -> Edition:
    """Give the edition without any layout that the others are compared with."""
    core = next(name for name, row in FORMATS.items() if row.layout == "core")
    plain = {"format": core, "opening": "masthead", "tables": "grid", "back": "statements", "contents": False}
    variant = edition.variant.model_copy(update=plain)
    return replace(edition, variant=variant, variant_name="", imprint=None, imprint_name="", logo=None, fit=Fit())


def _read_one_page(edition: Edition) -> Lines:
    key = (edition.slug, edition.lang, edition.variant.text, edition.statement_form, id(edition.publication))
    return read_page_core_text(_typeset_once(_KeyedEdition(key, edition)))


@dataclass(frozen=True, slots=True)
class _KeyedEdition:
    """An edition that equals those with its key, which are typeset to the same page."""

    key: tuple[str, str, str, str, int]
    edition: Edition = field(compare=False)


@lru_cache(maxsize=4)
def _typeset_once(keyed: _KeyedEdition) -> str:
    return typeset(keyed.edition)


def _list_layout_tolerances(variant: Variant) -> list[str]:
    chosen = (variant.tables == "list", variant.back == "directory")
    return [name for name, is_so in zip(LAYOUTS, chosen, strict=True) if is_so]


def _simplify(edition: Edition, wanted: Lines, found: Lines) -> tuple[Lines, Lines]:
    """Leave out where the layout of a variant tells something otherwise."""
    found = _drop_contents(edition, found)
    for name in ("boxes-unmarked", *_list_layout_tolerances(edition.variant)):  # a notice is a box on some pages
        simplify = TOLERANCES[name].simplify
        wanted, found = simplify(wanted), simplify(found)
    if edition.variant.back == "directory":
        words = edition.language.words
        wanted, found = _sort_end(wanted, words), _sort_end(found, words)
    return wanted, found


def _drop_contents(edition: Edition, lines: Lines) -> Lines:
    """Drop the heading of the contents, which only some layouts have."""
    heading = edition.language.words.contents if edition.variant.contents else None
    return [line for line in lines if (line.role, line.words) != ("heading", heading)]


def _sort_end(lines: Lines, words: FixedWords) -> Lines:
    """Sort the lines after the text, whose order a variant chooses."""
    heads = {words.more_information, words.about, words.talk}
    start = (n for n, line in enumerate(lines) if line.role == "heading" and line.words in heads)
    cut = next(start, len(lines))
    return [*lines[:cut], *sorted(lines[cut:])]


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
        "outdated": list(one.outdated),
    }  # fmt: skip
