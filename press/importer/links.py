"""Addresses in plain words: what in a text is the address of a page or a mailbox, and where links may lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from press.importer.blocks import Line, Run

_ADDRESS = re.compile(
    r"(?P<page>(?:https?://|www\.)[^\s<>\"“”]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'’”»*_"
_GOOD = re.compile(r"https?://[^\s/?#]+\S*|mailto:[^@\s]+@[^@\s]+|tel:\+?[0-9-]{3,}", re.IGNORECASE)


def linked(line: Line) -> Line:
    """The line with a link around every address that is none yet."""
    return Line(tuple(part for run in line.runs for part in _parts(run)))


def _parts(run: Run) -> Iterator[Run]:
    if run.href:
        yield run
        return
    end = 0
    for found in _ADDRESS.finditer(run.text):
        address = _without_punctuation(found[0])
        yield replace(run, text=run.text[end : found.start()])
        yield replace(run, text=address, href=address_of(address))
        end = found.start() + len(address)
    yield replace(run, text=run.text[end:])


def _without_punctuation(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while address[-1] in _TRAILING or (address[-1] in ")]" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address


def address_of(words: str) -> str:
    """The whole address that words such as `www.example.org` or `a@example.org` stand for."""
    if "@" in words and "/" not in words:
        return f"mailto:{words}"
    return words if "://" in words else f"https://{words}"


def usable(href: str) -> str:
    """An address as a link of a text may carry it; empty when it may carry none such."""
    given = href.strip()
    if not _GOOD.fullmatch(given.replace(" ", "%20")):
        return ""
    scheme, colon, rest = given.partition(":")
    return scheme.lower() + colon + quote(rest, safe="/?#:@!$&'()*+,;=%~-._[]")


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are printed alike: scheme and a last slash are not printed."""
    return _printed(one) == _printed(other)


def _printed(address: str) -> str:
    host, slash, path = address.partition("://")[2].rstrip("/").partition("/")
    return host.lower() + slash + path
