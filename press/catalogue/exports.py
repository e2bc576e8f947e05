"""The catalogue for other programs: JSON, and a table for spreadsheets without formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from press.catalogue.listings import Listing
from press.catalogue.pages import read_site_url
from press.catalogue.publications import CatalogueWork, Holdings
from press.model.manifest import ManifestRow

JSON, CSV, FEED = "catalogue.json", "catalogue.csv", "feed.atom"
"""The names of the files."""
SCHEMA = 1
"""Version of catalogue.json. New fields keep it; renamed or removed fields raise it."""
COLUMNS = (
    "number", "title", "language", "variant", "form", "format", "pages", "sheets", "bytes", "file", "sheet_file",
    "sha256", "issued", "revised", "reviewed", "review_by", "review_status", "subjects",
)  # fmt: skip
"""Columns of catalogue.csv, one line a file. New ones are added at the end."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of cells that spreadsheets may take for formulas (OWASP, CSV Injection); the last are full-width."""


def list_json(holdings: Holdings) -> Listing:
    """List publications with their texts and files in `catalogue.json`.

    Paths are below `base_url`, or below the JSON file itself.
    """
    head = {"schema": SCHEMA, "center": holdings.center.name, "base_url": read_site_url(holdings) or None}
    # One line for each publication is as easy to compare as an indented file and ten times as fast to write.
    return Listing(
        JSON, (holdings.digest,), [holdings.works],
        lambda work: _dump(_describe_publication(holdings, work)).encode(),
        lambda: (f'{_dump(head)[:-1]}, "publications": [\n'.encode(), b"\n]}\n"),
        b",\n",
    )  # fmt: skip


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _describe_publication(holdings: Holdings, work: CatalogueWork) -> dict[str, Any]:
    publication, facts = work.publication, work.publication.facts
    return {
        "slug": publication.slug,
        "number": facts.number,
        "printed_number": f"{holdings.center.publication_number.prefix} {facts.number}" if facts.number else "",
        "issued": facts.issued,
        "revised": facts.revised,
        "reviewed": facts.reviewed,
        "review_by": facts.review_by,
        "review_status": facts.review_status,
        "subjects": facts.subjects,
        "reviewers": [reviewer.name for reviewer in facts.reviewers],
        "pages": {face.lang: face.page(publication.slug) for face in holdings.faces},
        "translations": [_describe_translation(work, lang) for lang in work.rows],
    }


def _describe_translation(work: CatalogueWork, lang: str) -> dict[str, Any]:
    front, cover = work.publication.translations[lang].front, work.covers.get(lang)
    return {
        "language": lang,
        "title": front.title,
        "summary": front.summary,
        "keywords": front.keywords,
        "cover": cover.path if cover else None,
        "files": [_describe_file(row) for row in work.rows[lang]],
    }


def _describe_file(row: ManifestRow) -> dict[str, Any]:
    names = ("variant", "form", "format", "file", "pages", "sheets", "trim", "bytes", "sha256", "standards", "note")
    sheets = row.sheet_file
    parts = ("file", "bytes", "sha256", "sheet", "fold", "duplex")
    folded = {name: getattr(sheets, name) for name in parts} if sheets else None
    return {name: getattr(row, name) for name in names} | {"sheet_file": folded}


def list_csv(holdings: Holdings) -> Listing:
    """List files in `catalogue.csv`: UTF-8 with a header and CRLF (RFC 4180).

    A cell that looks like a formula begins with `'`.
    """
    make_entry = lambda work: _format_lines(_list_cells(work))  # noqa: E731
    return Listing(CSV, (holdings.digest,), [holdings.works], make_entry, lambda: (_format_lines([COLUMNS]), b""))


def _format_lines(lines: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


def _list_cells(work: CatalogueWork) -> Iterator[list[str]]:
    """List the cells of the lines of a publication, one line a file."""
    facts = work.publication.facts
    for row in (row for rows in work.rows.values() for row in rows):
        line = {
            **{name: getattr(row, name) for name in COLUMNS if name != "subjects"},
            "number": facts.number,
            "sheet_file": row.sheet_file.file if row.sheet_file else "",
            "revised": facts.revised,
            "subjects": "; ".join(facts.subjects),
        }
        yield [escape_cell(line[name]) for name in COLUMNS]


def escape_cell(value: Any) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_ENTRIES = 100
"""Greatest number of publications in the feed, the newest ones."""
SINCE = "2026"
"""The date in every `tag:` URI (RFC 4151), a year at whose start the center already had its domain."""


def make_feed(holdings: Holdings) -> bytes:
    """Make `feed.atom`: an entry per publication, last revised first.

    A draft without number or date is no news.
    """
    face, base = holdings.faces[0], read_site_url(holdings)
    issued = [work for work in holdings.works if work.publication.facts.number and work.publication.facts.issued]
    works = sorted(issued, key=lambda work: (find_updated(work), work.publication.facts.number), reverse=True)
    works = works[:MOST_ENTRIES]
    root = ET.Element("feed", {"xmlns": ATOM, XML_LANG: face.lang})
    _add_text(root, "id", make_tag(holdings, "catalogue"))
    _add_text(root, "title", f"{face.words.title} | {holdings.center.short_name}")
    _add_text(root, "updated", max(map(find_updated, works), default=f"{SINCE}-01-01T00:00:00Z"))
    _add_text(ET.SubElement(root, "author"), "name", holdings.center.name)
    _add_link(root, rel="alternate", type="text/html", href=base + face.top("index"))
    if base:
        _add_link(root, rel="self", type="application/atom+xml", href=f"{base}{FEED}")
    for work in works:
        _fill_entry(ET.SubElement(root, "entry"), holdings, work, base)
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return xml + b"\n"


def _fill_entry(entry: ET.Element, holdings: Holdings, work: CatalogueWork, base: str) -> None:
    publication = work.publication
    lang = work.choose_language(holdings.faces[0].lang, holdings.center.language)
    entry.set(XML_LANG, lang)
    front = publication.translations[lang].front
    _add_text(entry, "id", make_tag(holdings, publication.facts.number))
    _add_text(entry, "title", front.title)
    _add_text(entry, "published", format_moment(publication.facts.issued))
    _add_text(entry, "updated", find_updated(work))
    _add_text(entry, "summary", front.summary)
    for subject in publication.facts.subjects:
        ET.SubElement(entry, "category", {"term": subject})
    for face in holdings.faces:
        path = base + face.page(publication.slug)
        _add_link(entry, rel="alternate", type="text/html", hreflang=face.lang, href=path)


def make_tag(holdings: Holdings, name: str) -> str:
    """Make a permanent identifier: `tag:bones.nih.gov,2026:15-7828`."""
    host = (urlsplit(holdings.center.contact.website).hostname or "localhost").removeprefix("www.")
    return f"tag:{host},{SINCE}:{quote(name, safe='')}"


def find_updated(work: CatalogueWork) -> str:
    """Find when a publication was last revised, or else issued."""
    facts = work.publication.facts
    return format_moment(max(facts.issued, facts.revised or ""))


def format_moment(date: str) -> str:
    """Format a date as a time (RFC 3339).

    The time is the beginning of the day, or of the month, in UTC.
    """
    year, month, *day = date.split("-")
    return f"{year}-{month}-{day[0] if day else '01'}T00:00:00Z"


def _add_text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _add_link(parent: ET.Element, **attributes: str) -> None:
    ET.SubElement(parent, "link", attributes)
