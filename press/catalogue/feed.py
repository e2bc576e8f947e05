"""The feed of new and revised publications: Atom (RFC 4287), its times from the sources and never from the clock."""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from press.catalogue.pages import site_url
from press.catalogue.publications import Holdings, Work

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ENTRIES = 100
"""The newest so many publications."""
SINCE = "2026"
"""The date in every tag: address (RFC 4151): a year at whose start the centre already had its domain."""


def as_atom(holdings: Holdings) -> bytes:
    """feed.atom: an entry for each publication, the last revised first; empty of entries when there are none."""
    face, base = holdings.faces[0], site_url(holdings)
    works = sorted(holdings.works, key=lambda work: (updated(work), work.publication.facts.number), reverse=True)[
        :ENTRIES
    ]
    root = ET.Element("feed", {"xmlns": ATOM, XML_LANG: face.lang})
    _text(root, "id", tag(holdings, "catalogue"))
    _text(root, "title", f"{face.words.title} | {holdings.center.short_name}")
    _text(root, "updated", max(map(updated, works), default=f"{SINCE}-01-01T00:00:00Z"))
    _text(ET.SubElement(root, "author"), "name", holdings.center.name)
    _link(root, rel="alternate", type="text/html", href=base + face.top("index"))
    if base:
        _link(root, rel="self", type="application/atom+xml", href=f"{base}feed.atom")
    for work in works:
        _entry(ET.SubElement(root, "entry"), holdings, work, base)
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return xml + b"\n"


def _entry(entry: ET.Element, holdings: Holdings, work: Work, base: str) -> None:
    publication = work.publication
    lang = work.said_in(holdings.faces[0].lang, holdings.center.language)
    entry.set(XML_LANG, lang)
    front = publication.translations[lang].front
    _text(entry, "id", tag(holdings, publication.facts.number))
    _text(entry, "title", front.title)
    _text(entry, "published", moment(publication.facts.issued))
    _text(entry, "updated", updated(work))
    _text(entry, "summary", front.summary)
    for subject in publication.facts.subjects:
        ET.SubElement(entry, "category", {"term": subject})
    for face in holdings.faces:
        path = base + face.page(publication.slug)
        _link(entry, rel="alternate", type="text/html", hreflang=face.lang, href=path)


def tag(holdings: Holdings, name: str) -> str:
    """An address that stays for ever: `tag:bones.nih.gov,2026:15-7828`."""
    host = (urlsplit(holdings.center.contact.website).hostname or "localhost").removeprefix("www.")
    return f"tag:{host},{SINCE}:{quote(name, safe='')}"


def updated(work: Work) -> str:
    """When a publication was last revised, or else issued."""
    facts = work.publication.facts
    return moment(max(facts.issued, facts.revised or ""))


def moment(date: str) -> str:
    """A date of the sources as a moment (RFC 3339): its beginning in UTC."""
    year, month, *day = date.split("-")
    return f"{year}-{month}-{day[0] if day else '01'}T00:00:00Z"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _link(parent: ET.Element, **attributes: str) -> None:
    ET.SubElement(parent, "link", attributes)
