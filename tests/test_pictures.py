"""Pictures: what they are, and what a drawing may not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.load import load
from tests.overlay import findings, lay

SVG = "publications/handwashing/figures/tap.svg"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"


def codes(folder: Path) -> list[str]:
    return [one.code for one in findings(folder)]


def test_png_and_jpeg(tmp_path: Path) -> None:
    home = "publications/handwashing/figures"
    snippet = "::: figure {#two}\n![a](figures/a.png) A\n\n![b](figures/b.JPG) B\n:::\n"
    sources = lay(tmp_path / "sources", {"": snippet, f"{home}/a.png": PNG, f"{home}/b.JPG": b"\xff\xd8\xff\xe0"})
    library, found = load(sources)
    assert found == []
    pictures = library.publications["handwashing"].pictures
    assert pictures["figures/a.png"].media_type == "image/png"
    assert pictures["figures/b.JPG"].media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<script>x()</script>", "LOD225"),
        ('<a href="#a"><path d="M0 0"/></a>', "LOD225"),
        ('<path onload="x()"/>', "LOD225"),
        ("<foreignObject/>", "LOD225"),
        ("<style>path { fill: red }</style>", "LOD225"),
        ('<animate attributeName="href" to="x"/>', "LOD225"),
        ('<image href="#a"/>', "LOD225"),
        ('<script xmlns="" href="#a"/>', "LOD225"),
        ('<use href="other.svg#a"/>', "LOD226"),
        ('<use href=" javascript:x()"/>', "LOD226"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="https://x.example/#a"/>', "LOD226"),
        ('<path style="fill:url(https://x.example/a)"/>', "LOD226"),
        ('<path style="fill:\\75rl(x.svg)"/>', "LOD226"),
        ('<path style="fill:&#117;rl(x.svg)"/>', "LOD226"),
        ("<path fill=\"url( '//x.example/a' )\"/>", "LOD226"),
        ('<g xml:base="https://x.example/"/>', "LOD226"),
        ("<?xml-stylesheet href='x.css'?>", "LOD226"),
        ("<path>", "LOD224"),
        ("&nothing;", "LOD224"),
    ],
)
def test_drawing_that_is_more_than_a_drawing(inner: str, code: str, tmp_path: Path) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n  {inner}\n</svg>'
    found = findings(lay(tmp_path / "sources", {SVG: svg}))
    assert {one.code for one in found} == {code}
    assert found[0].place.line >= 2


@pytest.mark.parametrize(
    ("root", "code"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9"/>', "LOD228"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="50%"/>', "LOD228"),
        ('<svg viewBox="0 0 9 9"/>', "LOD224"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "LOD224"),
        ("", "LOD224"),
    ],
)
def test_file_that_is_not_a_drawing(root: str, code: str, tmp_path: Path) -> None:
    assert codes(lay(tmp_path / "sources", {SVG: root})) == [code]


@pytest.mark.parametrize(
    "inner",
    [
        '<linearGradient id="g"/><path id="p" style="fill:url(#g)" fill="url(&quot;#g&quot;)"/><use href="#p"/>',
        "<title>url(x) is only a word here</title><desc>d</desc><text>on click</text>",
        '<metadata><x:y xmlns:x="https://x.example"><z/></x:y></metadata>',
        '<s:namedview xmlns:s="https://x.example" pagecolor="#fff"/>',
        '<path aria-label="see url(x)"/>',
    ],
)
def test_drawing_that_is_only_a_drawing(inner: str, tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="UTF-8"?><!-- x -->'
    svg = f'{head}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9pt">{inner}</svg>'
    assert codes(lay(tmp_path / "sources", {SVG: svg})) == []


def test_entities_that_explode_are_refused_at_once(tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "xxxxxxxx">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 20}">' for i in range(1, 20))
    svg = f'<!DOCTYPE svg [{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a19;</text></svg>'
    assert codes(lay(tmp_path / "sources", {SVG: svg})) == ["LOD224"]
