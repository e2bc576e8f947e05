"""The door to the HTML parser: the same tree as the parser gives by itself, sooner."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pytest
import tinyhtml5
from tinyhtml5 import inputstream

from press.build import pipeline
from press.model.edition import Edition
from press.readback import html as door
from press.readback.html import parse_html, parse_html_cached, read_body_words
from press.typeset import typeset
from tests.conftest import ROOT

PAGE = (
    "<!doctype html><html lang=en><title>a &amp; b</title><style>p{}</style>\r\n<body class='x  y'>"
    "<p data-x=\"1'2\">one<!-- -- no --><br>two &eacute;&notin;<table>stray<td>3</table><svg viewBox='0 0 1 1'>"
    "<path d='M0 0'/></svg><textarea>\n<b></textarea><script>if (a < b && c) {}</script>"
)


def test_contract_of_the_patterns_for_runs_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """tinyhtml5 looks its patterns up by characters and direction in `inputstream.characters_until_regex`."""
    ours = inputstream.characters_until_regex
    assert type(ours).__module__ == "press.readback.html"
    ours.clear()
    found = tostring(parse_html(PAGE))
    assert ours
    assert all(isinstance(pattern, re.Pattern) for pattern in ours.values())
    assert {these for _, these in ours} == {True, False}
    monkeypatch.setattr(inputstream, "characters_until_regex", {})
    assert tostring(tinyhtml5.parse(PAGE, namespace_html_elements=False)) == found


def test_a_page_that_is_the_name_of_a_file_is_words(tmp_path: Path) -> None:
    """A short page that names a file says that name, and never what the file holds."""
    (tmp_path / "private.txt").write_text("secret", "utf-8")
    for page in (f"{tmp_path}/private.txt", "x" * 190):
        assert read_body_words(parse_html(page)) == page


def test_each_pattern_is_made_once() -> None:
    parse_html(PAGE)
    before = list(inputstream.characters_until_regex.values())
    parse_html(PAGE)
    assert list(map(id, inputstream.characters_until_regex.values())) == list(map(id, before))


def describe(element: Element) -> tuple[object, ...]:
    """An element and all below it, but for the spaces around head and body, and how a namespace is written."""
    attributes = {name: value for name, value in element.attrib.items() if not name.endswith("}xmlns")}
    outside = element.tag in {"html", "head"}
    texts = [element.text, *(child.tail for child in element)]
    spaces = [(text or "") if not outside and element.tag != "body" else (text or "").strip() for text in texts]
    name = element.tag if isinstance(element.tag, str) else "comment"
    return name, attributes, spaces, [describe(child) for child in element]


@pytest.mark.parametrize("library", ["sources", "tests/base_library"])
def test_our_pages_are_read_as_xml_with_the_tree_of_the_html_parser(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page of a library, in one variant of each kind, is well-formed and needs the HTML parser no more."""
    editions = {(one.slug, one.lang, one.variant.kind, one.variant.text): one for one in list_editions(library)}
    pages = [typeset(edition) for edition in editions.values()]
    trees = [describe(parse_html(page)) for page in pages]
    monkeypatch.setattr(door, "parse_html", lambda page: pytest.fail(f"not well-formed: {page}"))
    parse_html_cached.cache_clear()
    assert [describe(parse_html_cached(page)) for page in pages] == trees


def list_editions(library: str) -> list[Edition]:
    """The editions of a library that are made from a page."""
    return [one for one in pipeline.select_editions(pipeline.read_library(ROOT / library)) if one.variant.width]


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><body><p>a<svg viewBox='0 0 1 1'><path d='M0 0'/></svg></body></html>",
        "<!doctype html><html><body><p>one<p>two &eacute;</body></html>",
        "<!DOCTYPE html><html><head></head><body><ul><li>one<li>two</ul></body></html>",
    ],
)
def test_any_other_page_is_left_to_the_html_parser(page: str) -> None:
    assert describe(parse_html_cached(page)) == describe(parse_html(page))
