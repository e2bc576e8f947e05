"""Drawings: inline, named, and harmless."""

from __future__ import annotations

import pytest

from press.typeset.graphics import embed_drawing, encode_photograph


def svg(inside: str, attributes: str = 'viewBox="0 0 9 9"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def test_a_drawing_has_its_words_and_no_size_of_its_own() -> None:
    made = embed_drawing(
        svg('<path d="M0 0"/>', 'width="9cm" height="9cm" viewBox="0 0 9 9" fill="none"'), "A <cat>", "f-"
    )
    assert made == (
        '<svg fill="none" viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A &lt;cat&gt;">'
        '<path d="M0 0"></path></svg>'
    )


def test_an_ornament_is_hidden_from_those_who_cannot_see_it() -> None:
    assert (
        embed_drawing(svg(""), "", "f-", "ornament")
        == '<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" class="ornament"></svg>'
    )


def test_the_ids_of_a_drawing_are_its_own() -> None:
    inside = (
        '<defs><pattern id="h"/></defs><rect fill="url(#h)" style="stroke: url(\'#h\')"/>'
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#h"/>'
    )
    made = embed_drawing(svg(inside), "x", "fig-1-")
    assert 'id="fig-1-h"' in made
    assert 'fill="url(#fig-1-h)" style="stroke: url(#fig-1-h)"' in made
    assert '<use href="#fig-1-h">' in made


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        "<foreignObject><p>hello</p></foreignObject>",
        '<image href="https://bad.example/x.png"/>',
        '<a href="https://bad.example/"><path d="M0 0"/></a>',
        '<animate attributeName="x"/>',
    ],
)
def test_what_is_not_drawing_is_left_out(inside: str) -> None:
    made = embed_drawing(svg(inside), "x", "f-")
    assert made == '<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="x"></svg>'


@pytest.mark.parametrize(
    "attribute",
    ['onclick="alert(1)"', 'fill="url(https://bad.example/#a)"', 'href="https://bad.example/"', 'class="q"'],
)
def test_what_reaches_out_or_acts_is_left_out(attribute: str) -> None:
    assert "<path></path>" in embed_drawing(svg(f"<path {attribute}/>"), "x", "f-")


def test_words_in_a_drawing_keep_their_spaces() -> None:
    made = embed_drawing(svg("<text>one <tspan>two</tspan> three</text>"), "x", "f-")
    assert "<text>one <tspan>two</tspan> three</text>" in made


def test_a_view_box_is_made_from_the_size() -> None:
    assert 'viewBox="0 0 12.5 9"' in embed_drawing(svg("", 'width="12.5" height="9px"'), "x", "f-")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<svg", "not well-formed"),
        (b"<html/>", "not an SVG"),
        (svg("", ""), "no viewBox"),
        (b'<!DOCTYPE svg [<!ENTITY a "a">]>' + svg("&a;"), "document type"),
        (('<!DOCTYPE svg [<!ENTITY a "a">]><svg/>').encode("utf-16"), "document type"),
    ],
)
def test_what_is_no_drawing_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        embed_drawing(data, "x", "f-")


def test_a_photograph_is_a_data_address() -> None:
    assert encode_photograph(b"abc", "image/jpeg") == "data:image/jpeg;base64,YWJj"
