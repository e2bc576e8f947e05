"""The door to the HTML parser: the same tree as the parser gives by itself, sooner."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5
from tinyhtml5 import inputstream

from press.readback.html import parse_html, read_body_words

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
