"""Pictures: what they are, and what a drawing may not hold."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from press.load import cache as load_cache
from press.load import load
from press.model.findings import FindingCode, Place
from press.model.publication import Picture
from tests.overlay import findings, lay

SVG = "publications/handwashing/figures/tap.svg"


def draw(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Draw a picture without a plain area, so that every cut shows."""
    out = io.BytesIO()
    noise = Image.effect_noise(size, 90)
    (noise if mode in {"L", "I;16"} else noise.convert("RGB")).convert(mode).save(out, kind, **options)
    return out.getvalue()


def plain_png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def lay_picture(tmp_path: Path, data: bytes, name: str) -> Path:
    snippet = f"::: figure {{#two}}\n![a](figures/{name}) A\n:::\n"
    return lay(tmp_path / "sources", {"": snippet, f"publications/handwashing/figures/{name}": data})


def read_picture(folder: Path, name: str) -> Picture:
    return load(folder)[0].publications["handwashing"].pictures[f"figures/{name}"]


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]


DAMAGED = {
    "header.png": draw("PNG")[:45],
    "cut10.png": draw("PNG")[:400],
    "cut70.png": draw("PNG")[: len(draw("PNG")) * 7 // 10],
    "flipped.png": flip(draw("PNG"), 500),
    "crc.png": flip(draw("PNG"), 30),
    "cut10.jpg": draw("JPEG")[:200],
    "cut70.jpg": draw("JPEG")[: len(draw("JPEG")) * 7 // 10],
    "deep.png": draw("PNG", "I;16"),
    "large.png": plain_png((8000, 8000)),
    "empty.png": draw("PNG")[:16] + bytes(8) + draw("PNG")[24:],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_picture_is_a_finding(name: str, tmp_path: Path) -> None:
    (found,) = load(lay_picture(tmp_path, DAMAGED[name], name))[1]
    assert (found.code, found.severity) == ("LOD231", "error")
    assert (found.place.file.endswith(f"figures/{name}"), found.place.line) == (True, 1)
    assert len(found.problem) < 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_usual_kind_of_color_passes_as_it_is(mode: str, tmp_path: Path) -> None:
    data = draw("PNG", mode)
    folder = lay_picture(tmp_path, data, "a.png")
    assert (load(folder)[1], read_picture(folder, "a.png").data) == ([], data)


def test_inks_become_light_with_a_warning(tmp_path: Path) -> None:
    folder = lay_picture(tmp_path, draw("JPEG", "CMYK"), "a.jpg")
    (found,) = load(folder)[1]
    assert (found.code, found.severity) == ("LOD232", "warning")
    for _ in range(2):
        assert Image.open(io.BytesIO(read_picture(folder, "a.jpg").data)).mode == "RGB"
        load_cache._CACHED_PUBLICATIONS.clear()  # the second is from the cache of the machine


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("turned", [1, 6])
def test_where_a_photograph_was_taken_never_leaves(kind: str, turned: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = turned, "Owner Of The Camera"
    exif.get_ifd(0x8825)[1] = "NORTH OF HERE"
    data = draw(kind, exif=exif) + b"trailing words"
    assert b"Owner Of The Camera" in data
    name = "a.png" if kind == "PNG" else "a.jpg"
    folder = lay_picture(tmp_path, data, name)
    for _ in range(2):
        kept = read_picture(folder, name).data
        assert not [word for word in (b"Owner", b"NORTH", b"Exif", b"eXIf", b"trailing") if word in kept]
        opened = Image.open(io.BytesIO(kept))
        assert (opened.size, dict(opened.getexif())) == ((64, 48) if turned == 1 else (48, 64), {})
        load_cache._CACHED_PUBLICATIONS.clear()


def codes(folder: Path) -> list[str]:
    return [one.code for one in findings(folder)]


def test_png_and_jpeg(tmp_path: Path) -> None:
    home = "publications/handwashing/figures"
    snippet = "::: figure {#two}\n![a](figures/a.png) A\n\n![b](figures/b.JPG) B\n:::\n"
    sources = lay(tmp_path / "sources", {"": snippet, f"{home}/a.png": draw("PNG"), f"{home}/b.JPG": draw("JPEG")})
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
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "LOD230"),
        ('<mask id="m"><path mask="url(#m)"/></mask><path mask="url(#m)"/>', "LOD230"),
        ('<marker id="m"><path style="marker-start: url(\'#m\')"/></marker>', "LOD230"),
        ('<g id="a" clip-path="url(#c)"><clipPath id="c"><use href="#a"/></clipPath></g>', "LOD230"),
        ('<linearGradient id="g" href="#h"/><linearGradient id="h" href="#g"/>', "LOD230"),
        ("<path " + " ".join(f"a{number}='1'" for number in range(300)) + "/>", "LOD229"),
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


@pytest.mark.parametrize("quoted", ["data:image/png;base64," + "QUJD" * 20_000, "fill:" + "red;" * 500_000])
def test_no_message_prints_a_picture(quoted: str) -> None:
    code = FindingCode("XYZ101", "A test.", "none", "none")
    found = code.make_finding(Place("a.png"), f"Failed to load image at {quoted}")
    assert found.problem.startswith("Failed to load image at ")
    assert (len(found.problem) <= 10_001, "QUJDQUJD" in found.problem) == (True, False)
