"""A clinic's imprint: its block beside the center's in every form, and a core text that is proven to be the same."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pydantic import ValidationError

from press.build import pipeline
from press.build.selection import add_imprint, find_downloads, list_status_notices, select_editions
from press.check.addresses import find_dial_problem, find_print_problem
from press.imprints.edition_rules import check_core_text, check_logo, check_outdated, read_core_text
from press.imprints.logos import choose_shape, find_colors, measure_printed
from press.load import load
from press.load.svg import check_drawing
from press.model.build import BuildRequest
from press.model.edition import Edition, FinishedEdition
from press.model.findings import ExitCode, Finding, PressError
from press.model.publication import Picture
from press.model.sources.imprint import ClinicPhone, Imprint
from press.publish.fingerprints import hash_parts
from press.publish.fingerprints import list_changed_parts as changed_parts
from press.publish.output import make_row
from press.readback import Reading
from press.readback.html import parse_html, read_element_words
from press.readback.layout.color import Rgb
from press.readback.layout.logo import measure_visible_share
from press.readback.speech.core_text import hash_core_text, hash_lines, list_core_text
from press.style.isolation import isolate_fonts_of_process
from press.text.spacing import remove_spaces
from press.typeset import typeset
from press.verify import read_back
from tests.conftest import VeraPdf
from tests.overlay import BASE, findings, lay

LIBRARY, _ = load(BASE)
OWN = {(one.lang, one.variant_name): one for one in select_editions(LIBRARY)}
CLINIC = {(one.lang, one.variant_name): one for one in select_editions(LIBRARY, imprint="corner")}
PAPER, WEB = "letter", "web"
TYPED = Imprint(name="Typed by a visitor", phones=[ClinicPhone(text="202-555-0147", dial="+12025550147")])
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 48 48">{}</svg>'


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], FinishedEdition]:
    """The editions of the base library for its clinic, made as a build makes them."""
    isolate_fonts_of_process()
    return {key: pipeline.make_edition(edition)[0] for key, edition in CLINIC.items()}


@pytest.fixture(scope="module")
def readings(made: dict[tuple[str, str], FinishedEdition]) -> dict[tuple[str, str], Reading]:
    """Those editions read back from their bytes."""
    return {key: read_back(final) for key, final in made.items()}


EACH = pytest.mark.parametrize("key", CLINIC, ids="-".join)


def said(reading: Reading) -> str:
    return remove_spaces(reading.words)


# ---------------------------------------------------------------- the block, and the center's beside it


@EACH
def test_both_blocks_are_read_out(key: tuple[str, str], readings: dict[tuple[str, str], Reading]) -> None:
    words, contact = said(readings[key]), LIBRARY.center and LIBRARY.center.contact
    assert contact
    labels = {"en": ("Appointments", "Phone", "Open", "Free interpreters"), "es": ("Citas", "Teléfono", "Horario")}
    for text in ("Corner Clinic", "2 Example Street", "(202) 555-0147", "202-555-0148", *labels[key[0]]):
        assert remove_spaces(text) in words
    for text in (contact.toll_free.text, contact.tty.text, contact.email, *contact.address):
        assert remove_spaces(text) in words


@EACH
def test_the_colophon_says_whose_text_it_is(key: tuple[str, str], readings: dict[tuple[str, str], Reading]) -> None:
    edition = OWN[key]
    start = {"en": "Same text as", "es": "Mismo texto que"}[key[0]]
    found = hash_core_text(typeset(edition))
    line = f"{start} {edition.number}, {edition.issued} · {found[:4]} {found[4:8]} {found[8:12]}"
    assert remove_spaces(line) in said(readings[key])


def test_only_what_belongs_to_the_clinic_is_added() -> None:
    """Word for word: with the block and its line taken out, the page is the center's own."""
    for key, edition in CLINIC.items():
        html, own = typeset(edition), typeset(OWN[key])
        html = re.sub(r'<section class="q over imprint".*?</section>', "", html, flags=re.DOTALL)
        html = re.sub(r'<p id="press-same-text">.*?</p>', "", html, flags=re.DOTALL)
        html = re.sub(r'<li><a href="#press-imprint">.*?</li>', "", html)
        assert read_element_words(parse_html(html)) == read_element_words(parse_html(own))


def test_an_imprint_by_value_needs_no_name() -> None:
    edition = add_imprint(OWN["es", WEB], TYPED)
    assert edition.name == OWN["es", WEB].name
    parts, own = hash_parts(edition), hash_parts(OWN["es", WEB])
    assert changed_parts(own, parts) == ("imprint",)
    html = typeset(edition)
    assert "Typed by a visitor" in html
    assert 'href="tel:+12025550147"' in html
    assert "Teléfono" in html


def test_what_a_visitor_types_is_never_markup() -> None:
    html = typeset(add_imprint(OWN["en", WEB], Imprint(name="<b onclick=x>{{ 7*7 }}</b>", address=["a&b"])))
    assert "<b onclick" not in html
    assert "{{ 7*7 }}" in html
    assert "a&amp;b" in html


def test_words_that_are_missing_fall_back_and_say_their_language() -> None:
    imprint = Imprint(name="Corner Clinic", hours={"en": "8 to 5"}, language_help={"en": "Ask us."})
    html = typeset(add_imprint(OWN["es", WEB], imprint))
    assert '<span lang="en"><span class="nb">8 to 5</span></span>' in html or '<span lang="en">8 to 5</span>' in html
    assert '<span lang="en">Ask us.</span>' in html


# ---------------------------------------------------------------- the proof


@EACH
def test_the_core_of_the_file_is_that_of_the_centres_edition(
    key: tuple[str, str], made: dict[tuple[str, str], FinishedEdition], readings: dict[tuple[str, str], Reading]
) -> None:
    core = read_core_text(readings[key])
    own = typeset(OWN[key])
    assert core == list_core_text(parse_html(own))
    assert hash_lines(core) == hash_core_text(own) == make_row(made[key], {}).core_sha256
    assert len(core) > 40
    text = " ".join(line.words for line in core)
    assert "Corner Clinic" not in text
    assert OWN[key].center.contact.tty.text in text


def test_the_centres_own_row_has_the_same_digest(base_finals: dict[str, FinishedEdition], made: Any) -> None:
    own, clinic = make_row(base_finals["pdf"], {}), make_row(made["en", PAPER], {})
    assert (own.imprint, clinic.imprint) == ("", "corner")
    assert own.core_sha256 == clinic.core_sha256
    assert own.sha256 != clinic.sha256


def changed(pattern: str, new: str) -> Callable[[str], str]:
    def change(html: str) -> str:
        changed_html, count = re.subn(pattern, new, html, count=1, flags=re.DOTALL)
        assert count == 1
        return changed_html

    return change


DAMAGE = {
    "a changed word": changed("Make copies", "Sell copies"),
    "a lost statement": changed(r"<p>[^<]*Make copies.*?</p>|Make copies\.", ""),
    "no block of the center": changed(r'<section class="q over contact".*?</section>', ""),
    "the clinic in the place of the center": changed("800-555-0100", "202-555-0147"),
    "a link that leads elsewhere": changed(r"tel:\+18005550100", "tel:+12025550147"),
    "a heading that is none": changed(r"<h2>(.*?)</h2>", r"<p>\1</p>"),
    "a word more after the text": changed("</main>", "<p>Buy our tea.</p></main>"),
    "a second block that looks like the clinic's": changed("</main>", "<section><h2>Your clinic</h2></section></main>"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_to_the_core_is_found(name: str, readings: dict[tuple[str, str], Reading]) -> None:
    reading = readings["en", WEB]
    html = DAMAGE[name](reading.html)
    found = list(check_core_text(replace(reading, html=html, dom=parse_html(html))))
    assert found, name
    assert {one.code for one in found} == {"CLN201"}


def test_damage_to_a_pdf_is_found(made: dict[tuple[str, str], FinishedEdition]) -> None:
    """A file whose text was changed for the clinic is found out, though it says what its own page says."""
    final = made["en", PAPER]
    other = typeset(OWN["en", PAPER]).replace("hand", "hoof")
    assert other != typeset(OWN["en", PAPER])
    found = list(check_core_text(read_back(replace(final, html_without_imprint=other))))
    assert found
    assert "hoof" in str(found[0])
    assert "hand" in str(found[0])


def test_make_refuses_an_edition_with_another_text(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.typeset

    def tampering(edition: Edition, *args: Any, **kwargs: Any) -> str:
        html = real(edition, *args, **kwargs)
        return html.replace(told, "sample tea") if edition.imprint else html

    told = "sample\N{NO-BREAK SPACE}soap"
    assert told in real(OWN["en", WEB])
    monkeypatch.setattr(pipeline, "typeset", tampering)
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(CLINIC["en", WEB])
    assert {"CLN201", "CLN202"} <= {one.code for one in caught.value.findings}


def test_the_ruled_lines_and_page_numbers_are_not_core_text() -> None:
    edition = replace(OWN["en", PAPER], variant=OWN["en", PAPER].variant.model_copy(update={"contents": True}))
    digests = {hash_core_text(typeset(edition, notes=notes)) for notes in (0, 1, 20)}
    assert len(digests) == 1


# ---------------------------------------------------------------- a validator; test_dates.py has a web page of a clinic


def test_verapdf_passes_editions_with_an_imprint(
    made: dict[tuple[str, str], FinishedEdition], verapdf: VeraPdf
) -> None:
    assert verapdf(made["es", PAPER].data) == []


# ---------------------------------------------------------------- names, files, the manifest


def test_editions_of_a_clinic_have_names_and_files_of_their_own() -> None:
    edition = CLINIC["en", PAPER]
    assert edition.name == f"handwashing.en.{PAPER}.corner"
    assert edition.path == f"handwashing/handwashing.en.{PAPER}.corner.pdf"
    assert {one.name for one in (*OWN.values(), *CLINIC.values())} == set(list_status_notices(LIBRARY))


def test_an_unknown_clinic_is_a_mistake_in_the_command() -> None:
    with pytest.raises(PressError, match="no imprint `cornr`") as caught:
        select_editions(LIBRARY, imprint="cornr")
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_web_page_links_to_the_files_of_its_own_clinic(made: dict[tuple[str, str], FinishedEdition]) -> None:
    rows = {final.edition.name: make_row(final, {}) for final in made.values()}
    ((_, found),) = find_downloads([CLINIC["en", WEB]], [CLINIC["en", WEB]], rows)
    assert {one.href for one in found} >= {f"handwashing.en.{PAPER}.corner.pdf", f"handwashing.es.{WEB}.corner.html"}
    assert list(find_downloads([OWN["en", WEB]], [OWN["en", WEB]], rows)) == [(OWN["en", WEB], ())]


def test_a_build_leaves_the_others_alone(tmp_path: Path) -> None:
    """The center's editions and the clinic's lie beside each other, and the manifest says that they say the same."""
    request = BuildRequest(BASE, tmp_path / "output", langs=("en",), variants=(WEB,), imprint="corner")
    built = pipeline.build_editions(request, lambda *_: None)
    assert [row.imprint for row in built.rows] == ["corner"]
    pipeline.build_editions(replace(request, imprint=""), lambda *_: None)
    names = sorted(path.name for path in (tmp_path / "output" / "handwashing").iterdir())
    assert names == [f"handwashing.en.{WEB}.corner.html", f"handwashing.en.{WEB}.html"]
    manifest = json.loads((tmp_path / "output" / "manifest.json").read_text("utf-8"))["editions"]
    assert sorted(row["imprint"] for row in manifest) == ["", "corner"]
    assert len({row["core_sha256"] for row in manifest}) == 1


def test_an_edition_that_fell_behind_the_text_is_told(made: dict[tuple[str, str], FinishedEdition]) -> None:
    clinic = make_row(made["en", WEB], {})
    own = replace(clinic, edition=OWN["en", WEB].name, imprint="")
    assert list(check_outdated([own, clinic])) == []
    assert list(check_outdated([clinic])) == []
    (found,) = check_outdated([replace(own, core_sha256="another"), clinic])
    assert (found.code, found.severity, found.place.file) == ("CLN301", "warning", clinic.edition)
    assert "--imprint corner" in found.hint


# ---------------------------------------------------------------- what may be typed


@pytest.mark.parametrize(
    "name", ["", " ", "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "a\u2028b", "\ud800", "x" * 91, "x " * 50, "a\ufffeb"]
)
def test_what_cannot_be_a_name(name: str) -> None:
    with pytest.raises(ValidationError):
        Imprint(name=name)


@pytest.mark.parametrize("name", ["Clínica São João d’Água", "Clinic & Sons", "Ko‘olau", "СМС Клиника", "1"])
def test_what_can_be_a_name(name: str) -> None:
    assert Imprint(name=name).name == name


@pytest.mark.parametrize(
    "change",
    [{"address": ["a"] * 5}, {"phones": [{"text": "1", "dial": "1"}]}, {"hours": {}}, {"hours": {"en": "x " * 99}},
     {"logo": "../center.yaml"}, {"logo": "logo.svgz"}, {"logo": "a b.svg"}, {"colour": "red"}],
)  # fmt: skip
def test_what_cannot_be_an_imprint(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Imprint.model_validate({"name": "Clinic", **change})


@pytest.mark.parametrize(
    ("text", "dial", "good"),
    [("(202) 555-0147", "+12025550147", True), ("800-555-BONE (2663)", "+18005552663", True),
     ("020 7946 0958", "+442079460958", True), ("202-555-0147 ext. 12", "+12025550147", True),
     ("202-555-0148", "+12025550147", False), ("call us", "+12025550147", False)],
)  # fmt: skip
def test_what_is_printed_is_what_is_dialled(text: str, dial: str, good: bool) -> None:
    assert not find_dial_problem(dial)
    assert (not find_print_problem(text, dial)) is good


# ---------------------------------------------------------------- logos


def logo_findings(tmp_path: Path, name: str, data: str | bytes) -> list[Finding]:
    text = f"name: Sample Clinic\nlogo: {name}\nlogo_alt: {{en: A sign., es: Un signo.}}\n"
    sources = lay(tmp_path / "sources", {"imprints/clinic.yaml": text, f"imprints/clinic/{name}": data})
    return findings(sources)


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "script": (SVG.format("<script>alert(1)</script>"), "LOD225"),
    "an event": (SVG.format('<path d="M0 0h9v9" onload="x()"/>'), "LOD225"),
    "foreign content": (SVG.format("<foreignObject><p>x</p></foreignObject>"), "LOD225"),
    "a style sheet": (SVG.format("<style>@import url(http://x.example/)</style><path d='M0 0h9v9'/>"), "LOD225"),
    "an import in an attribute": (SVG.format('<path d="M0 0h9v9" style="fill:url(http://x.example/a)"/>'), "LOD226"),
    "a picture from elsewhere": (SVG.format('<image href="http://x.example/a.png"/>'), "LOD225"),
    "a page in a link": (SVG.format('<use xlink:href="data:text/html,x"/>'), "LOD226"),
    "a style sheet beside it": (f'<?xml-stylesheet href="x.css"?>{SVG.format("")}', "LOD226"),
    "entities": (f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG.format("&a;")}', "LOD224"),
    "a file as an entity": (f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hosts">]>{SVG.format("&a;")}', "LOD224"),
    "packed": (b"\x1f\x8b\x08\x00" + b"\x00" * 40, "LOD224"),
    "not UTF-8": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>\xff</text></svg>', "LOD224"),
    "nothing": (b"", "LOD224"),
    "deep": (SVG.format("<g>" * 5000 + "</g>" * 5000), "LOD229"),
    "drawn again and again": (
        SVG.format(
            '<path id="a0" d="M0 0h9v9z"/>'
            + "".join(f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 9}</g>' for n in range(1, 9))
        ),
        "LOD229",
    ),
    "no size": (SVG.format("").replace("0 0 48 48", "0 0 0 48"), "CLN103"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_drawing_is_a_finding(name: str, tmp_path: Path) -> None:
    data, code = HOSTILE[name]
    found = logo_findings(tmp_path, "logo.svg", data)
    assert code in {one.code for one in found}
    assert all("logo.svg" in one.place.file for one in found if one.code == code)


def test_a_drawing_that_draws_itself_is_a_finding() -> None:
    data = SVG.format('<g id="a"><use href="#a"/><path d="M0 0h9"/></g><use href="#a"/>').encode()
    assert [one.code for one in check_drawing(data, "logo.svg")] == ["LOD230"]


def dots(mode: str, side: tuple[int, int], ground: Any, mark: Any = None, kind: str = "PNG") -> bytes:
    picture = Image.new(mode, side, ground)
    if mark is not None:
        ImageDraw.Draw(picture).rectangle((side[0] // 4, side[1] // 4, side[0] // 2, side[1] // 2), fill=mark)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


RASTER: dict[str, tuple[str, bytes, set[str]]] = {
    "good": ("logo.png", dots("RGB", (200, 200), "white", "#123"), set()),
    "pale": ("logo.png", dots("RGB", (200, 200), "white", "#ffd"), {"CLN115"}),
    "empty": ("logo.png", dots("RGBA", (200, 200), (0, 0, 0, 0)), {"CLN115"}),
    "for dark paper": ("logo.png", dots("RGBA", (200, 200), (0, 0, 0, 0), (255, 255, 255, 255)), {"CLN115"}),
    "coarse": ("logo.png", dots("RGB", (60, 60), "white", "#123"), {"CLN117"}),
    "very long": ("logo.png", dots("RGB", (3000, 200), "white", "#123"), {"CLN116"}),
    "cut off": ("logo.png", dots("RGB", (200, 200), "white", "#123")[:60], {"CLN103"}),
    "in inks": ("logo.jpg", dots("CMYK", (200, 200), (0, 0, 0, 0), (0, 0, 0, 255), "JPEG"), {"CLN103"}),
    "of another kind": ("logo.png", dots("RGB", (200, 200), "white", "#123", "JPEG"), {"LOD227"}),
    "with too many dots": ("logo.png", dots("1", (5000, 5000), 1), {"CLN103"}),
}  # fmt: skip


@pytest.mark.parametrize("name", RASTER)
def test_a_logo_made_of_dots(name: str, tmp_path: Path) -> None:
    file, data, codes = RASTER[name]
    assert {one.code for one in logo_findings(tmp_path, file, data)} == codes


def test_colours_of_a_drawing_are_those_that_are_painted() -> None:
    data = SVG.format(
        '<g fill="#fff"><path d="M0 0h9v9"/></g><path style="fill: #ffd; stroke:rgb(1,2,3)" d="M0 0h9"/>'
        '<linearGradient id="g"><stop stop-color="red"/></linearGradient><path fill="url(#g)" d="M0 0h9"/>'
        '<clipPath id="c"><path fill="blue" d="M0 0h9"/></clipPath>'
    ).encode()
    assert find_colors(data) == {Rgb(255, 255, 255), Rgb(255, 255, 221), Rgb(1, 2, 3), Rgb(255, 0, 0)}
    assert find_colors(SVG.format('<path d="M0 0h9"/>').encode()) == {Rgb(0, 0, 0)}


def test_the_shape_of_a_logo_says_where_it_stands() -> None:
    def logo(width: int, height: int) -> Picture:
        return Picture("logo.svg", "image/svg+xml", SVG.format("").replace("48 48", f"{width} {height}").encode())

    assert [choose_shape(logo(*side)) for side in ((48, 48), (96, 48), (480, 48))] == ["beside", "above", "wide"]
    assert measure_printed(logo(480, 48)) == pytest.approx((120, 12))
    assert measure_printed(logo(24, 48)) == pytest.approx((24, 48))


def test_a_logo_is_measured_on_the_page(made: dict[tuple[str, str], FinishedEdition]) -> None:
    """What the rule sees is the page: a logo that is painted over is found out, whatever its file says."""
    reading = read_back(made["en", PAPER])
    assert list(check_logo(reading)) == []
    assert reading.tags
    elsewhere = replace(reading, data=_blank(len(reading.facts.sizes)))
    assert [one.code for one in check_logo(elsewhere)] == ["CLN204"]
    assert measure_visible_share(Image.new("RGB", (9, 9), "#777")) == pytest.approx(1)
    assert measure_visible_share(Image.new("RGB", (9, 9), "#999")) == pytest.approx(0)


def _blank(pages: int) -> bytes:
    sheets = [Image.new("RGB", (612, 792), "white") for _ in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def test_a_photograph_is_part_of_the_page(tmp_path: Path) -> None:
    data = dots("RGB", (200, 200), "white", "#123")
    sources = lay(tmp_path / "sources", {
        "imprints/clinic.yaml": "name: Clinic\nlogo: logo.png\nlogo_alt: {en: A sign., es: Un signo.}\n",
        "imprints/clinic/logo.png": data,
    })  # fmt: skip
    (edition,) = select_editions(pipeline.read_library(sources), langs=("en",), variants=(WEB,), imprint="clinic")
    html = typeset(edition)
    assert base64.b64encode(data).decode() in html
    assert 'alt="A sign."' in html


def test_a_stray_file_beside_a_logo_is_a_warning(tmp_path: Path) -> None:
    found = findings(lay(tmp_path / "sources", {"imprints/corner/old.svg": SVG.format("")}))
    assert [(one.code, one.severity) for one in found] == [("LOD207", "warning")]
