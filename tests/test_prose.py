"""The Markdown dialect: every construct becomes the node that it should, at its place, word for word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.load.markdown import parse_body, parse_inline, parse_prose
from press.model.nodes import BLOCKS, INLINES, Node
from tests.overlay import BASE, TEXT

FRAGMENTS = [
    "## A {#a}", "### B {#b}", "# C", "####", "::: table T {#t}", "::: figure {#f}", "::: callout", ":::", "::::",
    "- x", "  - y", "1. z", "3.", "> q", "| a | b |", "|---|---|", "| c |", ": def", "Term", "![](x.svg){.decorative}",
    "![a](b.svg) **l**", "![a](../b)", "[w](#a)", "[w](javascript:x)", "[w]{lang=es}", "[w]{onclick=x}", "{#id .c}",
    "*e* **s** `c`", "<b>x</b>", "<div>", "<!--", "&lt;&#0;", "[r]: data:x", "[r]", "    code", "```", "---", "===",
    "\\", "a  \nb", "ñ ¿é", "[", "](", "{", "}", "![", "<", "`", "**", "\t", "",
]  # fmt: skip
TYPED = "Leave -- \"it\" ... 'as' (c) it's — typed…"


def shape(node: Node) -> object:
    """A node as nested tuples: kind, attributes and what it holds."""
    inner = tuple(shape(child) for child in node.children)
    return (node.kind, *([dict(node.attrs)] if node.attrs else []), *([node.text] if node.text else []), *inner)


def shapes(text: str) -> list[object]:
    nodes, found = parse_prose(text, "x.md")
    assert found == []
    return [shape(node) for node in nodes]


def body(text: str) -> list[object]:
    parsed, found = parse_body(f"## Q? {{#q}}\n\n{text}", "x.md")
    assert [str(one) for one in found] == []
    return [shape(node) for node in parsed.sections[0].blocks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One\ntwo.", ("paragraph", ("text", "One two."))),
        ("One  \ntwo.", ("paragraph", ("text", "One"), ("break",), ("text", "two."))),
        ("**a** *b*", ("paragraph", ("strong", ("text", "a")), ("text", " "), ("em", ("text", "b")))),
        ("`a *b*`", ("paragraph", ("code", "a *b*"))),
        (TYPED, ("paragraph", ("text", TYPED))),
        ("\\*no\\* &amp; &lt;b&gt;", ("paragraph", ("text", "*no* & <b>"))),
        ("[w](https://x.example/?b=c&d)", ("paragraph", ("link", {"href": "https://x.example/?b=c&d"}, ("text", "w")))),
        ("[hola]{lang=es}", ("paragraph", ("span", {"lang": "es"}, ("text", "hola")))),
        (
            "[hola](tel:+123){lang=es}",
            ("paragraph", ("span", {"lang": "es"}, ("link", {"href": "tel:+123"}, ("text", "hola")))),
        ),
        ("<a@b.example>", ("paragraph", ("link", {"href": "mailto:a@b.example"}, ("text", "a@b.example")))),
        (
            "- a\n- b\n  1. c",
            (
                "bullet_list",
                ("item", ("text", "a")),
                ("item", ("text", "b"), ("ordered_list", ("item", ("text", "c")))),
            ),
        ),
        (
            "- a\n\n- b",
            ("bullet_list", ("item", ("paragraph", ("text", "a"))), ("item", ("paragraph", ("text", "b")))),
        ),
        (
            "T\n: d\n: e",
            ("definitions", ("term", ("text", "T")), ("definition", ("text", "d")), ("definition", ("text", "e"))),
        ),
        ("> q", ("quote", ("paragraph", ("text", "q")))),
    ],
)
def test_blocks_and_runs(text: str, wanted: object) -> None:
    assert shapes(text) == [wanted]


def test_table() -> None:
    assert body("::: table All of it {#t}\n| A | B |\n|:--|---|\n| *1* | |\n:::") == [
        (
            "table",
            {"id": "t", "title": "All of it"},
            ("row", {"header": "yes"}, ("cell", ("text", "A")), ("cell", ("text", "B"))),
            ("row", ("cell", ("em", ("text", "1"))), ("cell",)),
        )
    ]


def test_callout_without_id() -> None:
    assert body("::: callout Look & see\nText.\n\n- item\n:::") == [
        (
            "callout",
            {"id": "", "title": "Look & see"},
            ("paragraph", ("text", "Text.")),
            ("bullet_list", ("item", ("text", "item"))),
        )
    ]


def test_figure() -> None:
    text = "![Alt\ntext](a.svg) **1.** Label\n\nCaption.\n\n![](b%20c.svg){.decorative}\n"
    assert body(f"::: figure {{#f}}\n{text}:::") == [
        (
            "figure",
            {"id": "f"},
            (
                "panel",
                ("image", {"src": "a.svg", "alt": "Alt text"}),
                ("strong", ("text", "1.")),
                ("text", " Label"),
            ),
            ("panel", ("image", {"src": "b c.svg", "alt": "", "decorative": "yes"})),
            ("caption", ("text", "Caption.")),
        )
    ]


def test_sections_have_ids_headings_and_lines() -> None:
    text = "\n## What *is* it? {#what}\n\nA.\n\n### Sub {#sub}\n\nB.\n\n## Next {#next}\nC.\n"
    parsed, found = parse_body(text, "x.md", 5)
    assert found == []
    one, two = parsed.sections
    assert (one.id, one.title, one.line) == ("what", "What is it?", 6)
    assert (two.id, two.title, two.line) == ("next", "Next", 14)
    assert shape(one.blocks[1]) == ("subheading", {"id": "sub"}, ("text", "Sub"))
    assert parsed.ids == {"what", "sub", "next"}


def test_places_of_nodes() -> None:
    text = (BASE / TEXT).read_text("utf-8")
    lines = text.split("\n")
    head = text.index("---\n", 4) + 4
    parsed, _ = parse_body(text[head:], "x.md", text.count("\n", 0, head) + 1)
    starts = {"strong": "**", "em": "*", "link": "[", "span": "[", "image": "!", "code": "`"}
    seen = set()
    for section in parsed.sections:
        assert lines[section.line - 1].startswith("## ")
        for node in (node for top in section.blocks for node in top.walk()):
            if node.kind in starts:
                seen.add(node.kind)
                assert lines[node.line - 1][node.column - 1 :].startswith(starts[node.kind])
    assert seen == {"strong", "link", "span", "image"}


def test_inline_points_into_its_file() -> None:
    nodes, found = parse_inline("a *b* [c](#there) <u>", "x.md", 5, 7, frozenset({"here"}))
    assert [(node.kind, node.line, node.column) for node in nodes if node.kind == "em"] == [("em", 5, 9)]
    assert [(str(one.place), one.code) for one in found] == [("x.md:5:25", "LOD310"), ("x.md:5:13", "LOD328")]


def test_statement_has_no_heading_container_or_picture() -> None:
    _, found = parse_prose("## H {#h}\n\n::: callout C\nx\n:::\n\n![](figures/a.svg){.decorative}", "c.yaml", 3, 5)
    assert [(one.place.line, one.place.column, one.code) for one in found] == [
        (3, 5, "LOD307"),
        (5, 5, "LOD314"),
        (9, 5, "LOD326"),
    ]


@pytest.mark.parametrize("depth", [3, 8, 9, 10, 17, 18, 19, 20, 40])
@pytest.mark.parametrize("text", ["> ", "- ", "1. > ", "*a **b ", "[", "[*"])
def test_what_is_nested_too_deeply_is_a_finding_and_never_lost_in_silence(text: str, depth: int) -> None:
    nodes, found = parse_prose(text * depth + "deep", "x.md")
    refused = [one for one in found if one.severity == "error"]
    assert {one.code for one in refused} <= {"LOD333"}
    assert refused or "deep" in "".join(node.text_content for node in nodes)
    assert not refused or depth > 5


def check_anything(text: str) -> None:
    parsed, found = parse_body(text, "x.md", 3)
    last = 3 + text.count("\n") + 1
    for one in found:
        assert one.place.file == "x.md"
        assert 3 <= one.place.line <= last
        assert one.place.column > 0
        assert one.problem
        assert one.hint
    for section in parsed.sections:
        for node in (node for top in (*section.heading, *section.blocks) for node in top.walk()):
            assert node.kind in BLOCKS | INLINES
            assert 3 <= node.line <= last
    parse_prose(text, "x.md")
    parse_inline(text, "x.md", 1)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20), st.sampled_from(["\n", "\n\n", " "]))
def test_no_mix_of_markup_makes_it_raise(parts: list[str], between: str) -> None:
    check_anything(between.join(parts))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    check_anything(text)
