"""Web and email addresses in plain words, and the links made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from press.importer.blocks import ImportedLine, ImportedRun

_ADDRESS = re.compile(
    r"(?P<page>(?:https?://|www\.)[^\s<>\"“”]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'’”»*_"
_LINKABLE = re.compile(r"https?://[^\s/?#]+\S*|mailto:[^@\s]+@[^@\s]+|tel:\+?[0-9-]{3,}", re.IGNORECASE)


_WRAPPED = re.compile(
    r"https://(?:www\.google\.com/url\?(?:[^#]*&)?q|[\w.]+\.safelinks\.protection\.outlook\.com/\?(?:[^#]*&)?url)"
    r"=(https?(?:://|%3A)[^&]+)",
    re.IGNORECASE,
)
"""Addresses that word processors and mail programs put around the one that was meant."""


def add_links(line: ImportedLine) -> ImportedLine:
    """Add a link around every address that has none."""
    return ImportedLine(tuple(part for run in line.runs for part in _split_at_addresses(run)))


def _split_at_addresses(run: ImportedRun) -> Iterator[ImportedRun]:
    """Split a run at the addresses in it."""
    if run.href:
        yield run
        return
    end = 0
    for found in _ADDRESS.finditer(run.text):
        address = _strip_punctuation(found[0])
        yield replace(run, text=run.text[end : found.start()])
        yield replace(run, text=address, href=complete_address(address))
        end = found.start() + len(address)
    yield replace(run, text=run.text[end:])


def _strip_punctuation(address: str) -> str:
    """Remove the sentence's punctuation from an address."""
    while address[-1] in _TRAILING or (address[-1] in ")]" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address


def complete_address(words: str) -> str:
    """Complete an address such as `www.example.org` or `a@example.org`."""
    if "@" in words and "/" not in words:
        return f"mailto:{words}"
    return words if "://" in words else f"https://{words}"


def clean_address(href: str) -> str:
    """Return an address as a text may link it.

    Empty when the address may not be linked.
    """
    given = href.strip()
    if wrapped := _WRAPPED.match(given):
        given = unquote(wrapped[1])
    if not _LINKABLE.fullmatch(given.replace(" ", "%20")):
        return ""
    scheme, colon, rest = given.partition(":")
    return scheme.lower() + colon + quote(rest, safe="/?#:@!$&'()*+,;=%~-._[]")


def is_same_address(one: str, other: str) -> bool:
    """Return whether two addresses print alike.

    Scheme and final slash are not printed.
    """
    return _format_printed(one) == _format_printed(other)


def _format_printed(address: str) -> str:
    """Format an address as it is printed."""
    host, slash, path = address.partition("://")[2].rstrip("/").partition("/")
    return host.lower() + slash + path
