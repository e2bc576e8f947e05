"""The catalogue for other programs: JSON, and a table for spreadsheets that carries no formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from press.catalogue.pages import site_url
from press.catalogue.publications import Holdings, Work
from press.model.records import Row

SCHEMA = 1
"""Of catalogue.json. What is added keeps it; what is renamed or removed raises it."""
COLUMNS = (
    "number", "title", "language", "variant", "form", "format", "pages", "sheets", "bytes", "file", "sheet_file",
    "sha256", "issued", "revised", "reviewed", "review_by", "review_status", "subjects",
)  # fmt: skip
"""Of catalogue.csv, one line a file. New ones are added at the end."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet may take for a formula (OWASP, CSV Injection; the last are full-width)."""


def as_json(holdings: Holdings) -> bytes:
    """catalogue.json: publications with their texts and files; paths are below `base_url`, or below the JSON itself."""
    head = {"schema": SCHEMA, "center": holdings.center.name, "base_url": site_url(holdings) or None}
    # A publication a line: as easy to compare as an indented file, and ten times as fast to write.
    lines = ",\n".join(_json(_publication(holdings, work)) for work in holdings.works)
    return f'{_json(head)[:-1]}, "publications": [\n{lines}\n]}}\n'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _publication(holdings: Holdings, work: Work) -> dict[str, Any]:
    publication, facts = work.publication, work.publication.facts
    return {
        "slug": publication.slug,
        "number": facts.number,
        "printed_number": f"{holdings.center.publication_number.prefix} {facts.number}",
        "issued": facts.issued,
        "revised": facts.revised,
        "reviewed": facts.reviewed,
        "review_by": facts.review_by,
        "review_status": facts.review_status,
        "subjects": facts.subjects,
        "reviewers": [reviewer.name for reviewer in facts.reviewers],
        "pages": {face.lang: face.page(publication.slug) for face in holdings.faces},
        "translations": [_translation(work, lang) for lang in work.rows],
    }


def _translation(work: Work, lang: str) -> dict[str, Any]:
    front, cover = work.publication.translations[lang].front, work.covers.get(lang)
    return {
        "language": lang,
        "title": front.title,
        "summary": front.summary,
        "keywords": front.keywords,
        "cover": cover.path if cover else None,
        "files": [_file(row) for row in work.rows[lang]],
    }


def _file(row: Row) -> dict[str, Any]:
    names = ("variant", "form", "format", "file", "pages", "sheets", "trim", "bytes", "sha256", "standards")
    sheets = row.sheet_file
    parts = ("file", "bytes", "sha256", "sheet", "fold", "duplex")
    folded = {name: getattr(sheets, name) for name in parts} if sheets else None
    return {name: getattr(row, name) for name in names} | {"sheet_file": folded}


def as_csv(holdings: Holdings) -> bytes:
    """catalogue.csv: UTF-8 with a header and CRLF (RFC 4180); a cell that looks like a formula begins with `'`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in _lines(holdings):
        writer.writerow([plain_cell(line[name]) for name in COLUMNS])
    return out.getvalue().encode()


def _lines(holdings: Holdings) -> Iterator[dict[str, Any]]:
    for work in holdings.works:
        facts = work.publication.facts
        for row in (row for rows in work.rows.values() for row in rows):
            yield {
                **{name: getattr(row, name) for name in COLUMNS if name != "subjects"},
                "number": facts.number,
                "sheet_file": row.sheet_file.file if row.sheet_file else "",
                "revised": facts.revised,
                "subjects": "; ".join(facts.subjects),
            }


def plain_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
