"""Measuring: a good file meets every profile, and for each rule there is a file that breaks it and is caught."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from press.build import pipeline
from press.build.tag_page import tag_page
from press.load import load
from press.model.edition import FinishedEdition
from press.model.findings import PressError
from press.model.rules import Rule, list_rules
from press.model.sources.variant import Guideline, Profile
from press.readback import Reading
from press.readback.layout.color import BLACK, WHITE, Rgb, blend_colors, compute_contrast, convert_to_gray, is_gray
from press.readback.measure import FIGURES, MeasuredFigures, measure_pdf
from press.readback.measure.glyphs import is_in_capitals
from press.readback.measure.guidelines import FIGURE_NAMES, check_guidelines
from press.verify import guidelines, read_back
from tests.commands import invoke
from tests.drawn import Good, Words, make, spoiled

ROOT = Path(__file__).resolve().parent.parent
PROFILES = load(ROOT / "sources")[0].profiles
GOOD = {
    "acb": Good(),
    "aph": Good(dots=False),
    "easy": Good(),
    "ukaaf": Good(step=29),
}
LONG = "ill " * 24
BESIDE = tuple(Words(x, 250 - 24 * at, "twenty plain letters here") for x in (90, 360) for at in range(4))


def same_lines(good: Good, first: float) -> tuple[Words, ...]:
    """A paragraph whose lines are of one width; first: where the first one starts."""
    return tuple(
        Words(first if at == 0 else 90, 270 - good.step * at, "the same words on every line again") for at in range(5)
    )


def make_wandering(good: Good) -> bytes:
    """A file whose page numbers change sides from the third page on."""
    with (
        pikepdf.open(io.BytesIO(good.pdf())) as pdf,
        pikepdf.open(io.BytesIO(spoiled(good, folio_x=(90, 452)))) as other,
    ):
        pdf.pages[2:4] = other.pages[2:4]
        pdf.save(out := io.BytesIO())
    return out.getvalue()


SPOIL: dict[str, Callable[[Good], bytes]] = {
    "faces": lambda good: spoiled(good, lines=(Words(90, 250, "Words in another face", font="S"),)),
    "body": lambda good: spoiled(good, size=13.4, folio=18),
    "body_weight": lambda good: spoiled(good, font="B"),
    "smallest": lambda good: spoiled(good, lines=(Words(90, 100, "a note", 7),)),
    "x_height": lambda good: spoiled(good, size=14.4),
    "heading_largest": lambda good: spoiled(good, heads=(21, 21)),
    "heading_smallest": lambda good: spoiled(good, heads=(26, good.size * 1.05), size=15.2 if good.step > 25 else 18),
    "headings_light": lambda good: spoiled(good, head_font="R"),
    "headings_indented": lambda good: spoiled(good, head_in=60),
    "leading": lambda good: spoiled(good, step=20.2),
    "line_median": lambda good: spoiled(good, chars=33),
    "line_longest": lambda good: spoiled(good, lines=(Words(60, 250, LONG),)),
    "line_gap": lambda good: spoiled(good, step=22),
    "italics": lambda good: spoiled(good, lines=(Words(90, 250, "sloped words", font="I"),)),
    "underlines": lambda good: spoiled(good, lines=(Words(90, 250, "words"),), extra=("0 g 90 247 50 1 re f",)),
    "capitals": lambda good: spoiled(good, lines=(Words(90, 250, "WHAT IS IT NOW"),)),
    "greys": lambda good: spoiled(good, lines=(Words(90, 250, "pale words", colour=".4 g"),)),
    "justified": lambda good: spoiled(good, lines=same_lines(good, 90)),
    "indents": lambda good: spoiled(good, lines=same_lines(good, 115)),
    "paragraph_step": lambda good: spoiled(good, gap=34),
    "columns": lambda good: spoiled(good, lines=BESIDE),
    "hyphens": lambda good: spoiled(good, lines=(Words(90, 250, "some words that are bro-"), Words(90, 226, "ken"))),
    "bullets": lambda good: spoiled(good, bullet="–"),
    "list_step": lambda good: spoiled(good, item_gap=50),
    "margin_left": lambda good: spoiled(good, left=60),
    "margin_right": lambda good: spoiled(good, lines=(Words(480, 250, "far too far out"),)),
    "margin_top": lambda good: spoiled(good, lines=(Words(90, 725, "far too far up here"),)),
    "folios_missing": lambda good: spoiled(good, folios=False),
    "folio_size": lambda good: spoiled(good, folio=12),
    "folios_light": lambda good: spoiled(good, folio_font="R"),
    "folios_astray": lambda good: spoiled(good, folio_x=(300, 300)),
    "folios_wandering": make_wandering,
    "leaders": lambda good: spoiled(good, dots=True),
    "leaderless": lambda good: spoiled(good, dots=False),
    "rows_alike": lambda good: spoiled(good, tint=False),
    "pages": lambda good: spoiled(good, pages=22),
    "page_width": lambda good: spoiled(good, width=660),
    "page_height": lambda good: spoiled(good, height=870),
}
"""How to break a rule about each figure."""
BEYOND = {
    ("line_median", "at most"): lambda good: spoiled(good, chars=52),
    ("line_gap", "at most"): lambda good: spoiled(good, step=36),
}
"""How to break it from the other side."""
RULES = [
    pytest.param(name, rule, id=f"{name}-{rule.measure}-{rule.comparison.replace(' ', '-')}")
    for name, profile in PROFILES.items()
    for rule in profile.rules
]


# ---------------------------------------------------------------- profiles


def test_the_profiles_are_there() -> None:
    assert set(PROFILES) == set(GOOD)
    assert all(rule.measure in FIGURES and rule.clause for profile in PROFILES.values() for rule in profile.rules)
    assert set(FIGURE_NAMES) == set(FIGURES)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_meets_its_profile(name: str) -> None:
    verdicts = check_guidelines(measure_pdf(GOOD[name].pdf()), PROFILES[name].rules)
    assert [(one.rule.measure, one.value, one.misses[:2]) for one in verdicts if not one.holds] == []
    unseen = [one.rule.measure for one in verdicts if one.value is None]
    assert unseen == [], "the good file has something of everything, so that no rule passes for want of it"


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_each_rule_is_broken_by_a_file(name: str, rule: Guideline) -> None:
    spoil = BEYOND.get((rule.measure, rule.comparison), SPOIL.get(rule.measure))
    assert spoil, "a rule has a file that breaks it"
    (one,) = check_guidelines(measure_pdf(spoil(GOOD[name])), [rule])
    assert not one.holds
    assert one.misses or rule.measure in {"pages", "body_weight", "x_height", "line_gap", "heading_largest",
                                          "paragraph_step"}  # fmt: skip
    assert all(1 <= spot.page <= 22 for spot in one.misses)


def test_a_finding_names_page_and_words() -> None:
    (one,) = check_guidelines(
        measure_pdf(SPOIL["smallest"](GOOD["acb"])), [r for r in PROFILES["acb"].rules if r.measure == "smallest"]
    )
    assert [(spot.page, spot.text, spot.value) for spot in one.misses] == [(1, "a note", 7.0)]


# ---------------------------------------------------------------- the least for every print edition

LEAST = {
    "MEA101": lambda: spoiled(Good(), size=9, step=12),
    "MEA102": lambda: SPOIL["smallest"](Good()),
    "MEA103": lambda: spoiled(Good(), lines=(Words(90, 250, "pale words", colour=".8 .1 .1 rg .55 g"),)),
    "MEA104": lambda: spoiled(
        Good(),
        extra=("0 1 0 rg 80 240 300 40 re f",),
        lines=(Words(90, 250, "purple on green", colour=".627 0 .627 rg"),),
    ),
    "MEA105": lambda: SPOIL["line_longest"](Good()),
    "MEA106": lambda: SPOIL["faces"](Good()),
    "MEA107": lambda: SPOIL["pages"](Good()),
}


@pytest.fixture(scope="module")
def reading(base_finals: dict[str, FinishedEdition]) -> Reading:
    final = base_finals["pdf"]
    return replace(read_back(final), edition=replace(final.edition, profile=PROFILES["acb"]), data=GOOD["acb"].pdf())


@pytest.mark.parametrize("rule", list_rules(guidelines), ids=lambda rule: rule.code.code)
def test_the_least_is_asked_of_every_file(rule: Rule[Reading], reading: Reading) -> None:
    assert [str(finding) for finding in rule(reading)] == []
    findings = list(rule(replace(reading, data=LEAST[rule.code.code]())))
    assert [finding.code for finding in findings] == [rule.code.code]
    assert "page" in findings[0].problem


def test_a_variant_may_say_what_is_large_enough(reading: Reading) -> None:
    edition = reading.edition
    small = replace(reading, data=spoiled(Good(), size=10, step=13))
    tri = replace(small, edition=replace(edition, variant=edition.variant.model_copy(update={"body_at_least": 10.0})))
    giant = replace(
        reading, edition=replace(edition, variant=edition.variant.model_copy(update={"body_at_least": 24.0}))
    )
    assert list(guidelines.check_text_size(small))
    assert not list(guidelines.check_text_size(tri))
    assert list(guidelines.check_text_size(giant))


# ---------------------------------------------------------------- any PDF


def one_page(content: str, width: float = 612, height: float = 792, **more: object) -> MeasuredFigures:
    return measure_pdf(make([(content, dict(more))], width, height))


def test_scaled_type_is_measured_as_it_is_seen() -> None:
    def form(pdf: pikepdf.Pdf) -> Dictionary:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        stream = pdf.make_stream(
            b"BT /F 12 Tf 2 0 0 2 10 10 Tm (inside) Tj ET",
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 500, 500]), Matrix=Array([0.5, 0, 0, 0.5, 0, 0]),
            Resources=Dictionary(Font=Dictionary(F=font)),
        )  # fmt: skip
        return Dictionary(X=stream)

    found = one_page("q .5 0 0 .5 100 100 cm /X Do Q", resources={"/XObject": form})
    assert found.smallest.value == 6
    assert found.margin_left.value == pytest.approx(102.5, abs=0.2)


@pytest.mark.parametrize(
    ("turn", "matrix"), [(90, "0 1 -1 0 500 100"), (180, "-1 0 0 -1 500 700"), (270, "0 -1 1 0 100 700")]
)
def test_turned_pages_are_read_as_they_are_seen(turn: int, matrix: str) -> None:
    content = f"BT /R 20 Tf {matrix} Tm (Words on a turned page) Tj 0 -30 Td (and a second line of it) Tj ET"
    found = one_page(content, Rotate=turn)
    assert found.body.value == 20
    assert found.line_longest.spots[0].text == "and a second line of it"
    assert found.page_width.value == (792 if turn % 180 else 612)


def test_invisible_words_and_other_directions() -> None:
    found = one_page("BT 3 Tr /R 4 Tf 90 90 Td (hidden) Tj ET BT 0 Tr /R 18 Tf 90 300 Td (seen) Tj ET")
    assert found.smallest.value == 18
    up = one_page("BT /R 18 Tf 90 300 Td (seen) Tj ET BT /R 5 Tf 0 1 -1 0 30 300 Tm (up the edge) Tj ET")
    assert up.smallest.value == 5
    assert up.line_longest.value == 4


def test_words_and_digits_of_another_script_have_a_typeface_of_their_own(tmp_path: Path) -> None:
    arabic = '<p lang=ar dir=rtl style="font-family:Amiri">مرحبا 123 بالعالم'
    style = "<style>body{font-family:Arimo}</style>"
    page = f"<!doctype html><html lang=en><title>T</title>{style}<h1>Words</h1><p>and 12 numbers.</p>{arabic}"
    (tmp_path / "page.html").write_text(page, "utf-8")
    tag_page(tmp_path / "page.html", made := tmp_path / "page.pdf", "ua-1")
    assert [spot.value for spot in measure_pdf(made.read_bytes()).faces.spots] == ["Arimo"]


def test_a_slanted_face_is_italic() -> None:
    assert one_page("BT /R 1 Tf 18 0 6 18 90 300 Tm (slanted) Tj ET").italics.value == 7


def image(shade: int) -> Callable[[pikepdf.Pdf], Dictionary]:
    def made(pdf: pikepdf.Pdf) -> Dictionary:
        return Dictionary(
            I=pdf.make_stream(
                bytes([shade]), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1,
                ColorSpace=Name.DeviceGray, BitsPerComponent=8,
            )
        )  # fmt: skip

    return made


@pytest.mark.parametrize(
    ("content", "low", "high"),
    [
        ("0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 20.9, 21),
        ("0 0 0 .5 k BT /R 18 Tf 90 300 Td (words) Tj ET", 3, 5),
        ("0 g 80 290 100 40 re f 1 g BT /R 18 Tf 90 300 Td (words) Tj ET", 20.9, 21),
        ("0 g 80 290 100 40 re f 0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 1, 1),
        ("1 g BT /R 18 Tf 90 300 Td (words) Tj ET 0 g 80 400 100 40 re f", 1, 1),
        ("0 g 70 280 130 60 re 80 290 110 40 re f* 0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 20.9, 21),
        ("/T gs 0 g 80 290 100 40 re f /O gs 0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 5, 5.7),
        ("/T gs 0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 3.5, 4.2),
        ("q 100 0 0 40 80 290 cm /I Do Q 1 g BT /R 18 Tf 90 300 Td (words) Tj ET", 20.9, 21),
        ("q 100 0 0 40 80 290 cm /I Do Q 0 g BT /R 18 Tf 90 300 Td (words) Tj ET", 1, 1.1),
    ],
    ids=["white", "cmyk", "reversed", "hidden", "white-on-white", "frame", "tint", "pale", "on-picture", "in-picture"],
)
def test_contrast_is_to_what_is_beneath(content: str, low: float, high: float) -> None:
    states = Dictionary(T=Dictionary(ca=0.5), O=Dictionary(ca=1))
    found = one_page(content, resources={"/ExtGState": states, "/XObject": image(0)})
    assert low <= float(found.contrast.value or 0) <= high


def test_words_after_those_on_a_picture_are_seen_too() -> None:
    """To learn the colour of a picture the page is painted without its text: it must come back."""
    content = (
        "q 100 0 0 40 80 290 cm /I Do Q 1 g BT /R 18 Tf 90 300 Td (on it) Tj ET 0 g BT /R 7 Tf 90 200 Td (off) Tj ET"
    )
    found = one_page(content, resources={"/XObject": image(0)})
    assert found.smallest.value == 7
    assert [spot.text for spot in found.line_longest.spots] == ["on it", "off"]


def test_a_run_may_stand_on_more_than_one_colour() -> None:
    found = one_page("0 g 80 290 40 40 re f 0 g BT /R 18 Tf 90 300 Td (half on black) Tj ET")
    assert found.contrast.value == 1
    assert max(float(spot.value) for spot in found.contrast.spots) == 21
    framed = one_page("0 g 70 280 300 60 re 80 290 280 40 re f* BT /R 18 Tf 60 300 Td (over the edge) Tj ET")
    assert framed.contrast.value == 1


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("BT /R 18 Tf 90 300 Td [(wide) -2000 (gap)] TJ ET", ["wide", "gap"]),
        ("BT /R 18 Tf 90 300 Td [(word) -300 (space)] TJ ET", ["word space"]),
        ("BT /R 18 Tf 90 300 Td [(ker) 40 (ned)] TJ ET", ["kerned"]),
        ("BT /R 18 Tf 30 Tc 90 300 Td (abc) Tj ET", ["a", "b", "c"]),
        ("BT /R 18 Tf 40 Tw 90 300 Td (far apart) Tj ET", ["far", "apart"]),
        ("BT /R 18 Tf 90 300 Td ( blanks  around ) Tj (them) Tj ET", ["blanks around them"]),
        ("BT /R 18 Tf 90 300 Td [(ace) 1500 (bd)] TJ ET", None),
        ("BT /R 18 Tf 90 300 Td (one) Tj 40 0 Td (two) Tj -20 0 Td (x) Tj ET", None),
    ],
    ids=["gap", "word-space", "kerned", "letter-spaced", "word-spaced", "blanks", "backwards", "across"],
)
def test_runs_become_lines_by_the_places_of_their_glyphs(content: str, lines: list[str] | None) -> None:
    """However glyphs are put together into one operator, or into many, the lines are those that are seen."""
    found = one_page(content).line_longest.spots
    if lines is None:
        assert sorted("".join(spot.text for spot in found).replace(" ", "")) in (sorted("acebd"), sorted("onetwox"))
    else:
        assert sorted(spot.text for spot in found) == sorted(lines)


def test_colours() -> None:
    assert compute_contrast(BLACK, WHITE) == pytest.approx(21)
    assert compute_contrast(Rgb(0x76, 0x76, 0x76), WHITE) == pytest.approx(
        4.54, abs=0.01
    )  # the grey that WCAG examples name
    assert convert_to_gray(Rgb(255, 0, 0)) == Rgb(76, 76, 76)
    assert blend_colors(BLACK, 0.5, WHITE) == Rgb(128, 128, 128)
    assert is_gray(Rgb(77, 77, 72))
    assert not any(map(is_gray, (BLACK, WHITE, Rgb(28, 28, 26), Rgb(11, 79, 92))))


def test_abbreviations_do_not_shout() -> None:
    assert not any(
        map(
            is_in_capitals,
            ("Food and Drug (FDA)", "of NIH ORBD–NRC to", "888-INFO-FDA (888-463-6332),", "The CAT, MRI"),
        )
    )
    assert all(map(is_in_capitals, ("IN BRIEF", "What IS NOT KNOWN yet", "ÉTICA MÉDICA")))


def test_an_empty_page_has_figures() -> None:
    found = one_page("")
    assert found.pages.value == 1
    assert found.smallest.value is None
    assert all(
        one.holds for one in check_guidelines(found, PROFILES["ukaaf"].rules) if one.rule.measure != "folios_missing"
    )


# ---------------------------------------------------------------- the command


def test_the_command_prints_figures_beside_the_profile(tmp_path: Path) -> None:
    (good := tmp_path / "good.pdf").write_bytes(GOOD["acb"].pdf())
    (bad := tmp_path / "bad.pdf").write_bytes(SPOIL["smallest"](GOOD["acb"]))
    shown = invoke("measure", good)
    assert shown.exit_code == 0
    assert "smallest glyph" in shown.stdout
    assert "18 pt" in shown.stdout
    assert invoke("measure", good, "--profile", "acb").exit_code == 0
    found = invoke("measure", bad, "--profile", "acb", "--json")
    assert found.exit_code == 1
    missed = [one for one in json.loads(found.stdout)["rules"] if not one["holds"]]
    assert missed == [
        {
            "measure": "smallest", "holds": False, "severity": "error", "value": 7.0, "asked_for": "at least 18 pt",
            "clause": missed[0]["clause"], "places": [{"page": 1, "text": "a note", "value": "7"}],
        }
    ]  # fmt: skip


def test_the_command_knows_its_mistakes(tmp_path: Path) -> None:
    (good := tmp_path / "good.pdf").write_bytes(GOOD["acb"].pdf())
    (none := tmp_path / "none.pdf").write_bytes(b"nothing")
    unknown = invoke("measure", good, "--profile", "nobody")
    assert unknown.exit_code == 2
    assert "acb, aph, easy, ukaaf" in unknown.stderr
    broken = invoke("measure", none)
    assert broken.exit_code == 1
    assert "USE104" in broken.stderr


def test_make_measures_what_it_makes(base_finals: dict[str, FinishedEdition]) -> None:
    """An edition whose variant follows a profile does not come out when the file misses it."""
    rule = Guideline(measure="body", comparison="at least", figure=18, unit="pt", clause="Large print")
    profile = Profile(title="Any", source="Anybody", rules=[rule])
    edition = replace(base_finals["pdf"].edition, profile=profile)
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(edition)
    assert {finding.code for finding in caught.value.findings} == {"MEA106"}


def test_figures_hold_for_the_scripts_that_they_were_published_for() -> None:
    found = measure_pdf(GOOD["aph"].pdf())
    latin, arabic = (check_guidelines(found, PROFILES["aph"].rules, lang) for lang in ("vi", "ar"))
    assert all(one.published for one in latin)
    assert {one.rule.measure for one in arabic if not one.published} == {"faces", "x_height", "line_median"}
