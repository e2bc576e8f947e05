"""Press files and proofs: boxes, marks, plates and pictures, read back from what was made."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from press.finish.imposition import impose_pages
from press.finish.press_file import BLEED, FAR, MARGIN, NEAR, compute_inks, make_press_file
from press.model.folding import build_sheet_sides
from press.model.rules import Rule, list_rules
from press.readback.sheets.press_file import read_press_file
from press.readback.sheets.proof import DOTS, FOLD, TRIM, draw_proof, find_panels
from press.readback.sheets.sheets import read_sheets
from press.verify import press_file as press_rules
from press.verify.press_file import PressPiece
from tests.commands import invoke
from tests.folded import pages, variant_of

RULES: list[Rule[PressPiece]] = list_rules(press_rules)
LETTER = (792.0, 612.0)


def coloured(dots: int = 600) -> bytes:
    """A page of 72 pt with text in four colours and a picture half an inch wide; tagged and claimed, it says."""
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(bytes(dots * dots), Type=Name.XObject, Subtype=Name.Image, Width=dots, Height=dots,
                                  ColorSpace=Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        content = (
            b"BT /F 8 Tf 0.11 0.11 0.1 rg (ink) Tj 0.3 0.3 0.28 rg (grey) Tj 0.04 0.31 0.36 rg (teal) Tj ET"
            b" q 36 0 0 36 10 10 cm /I Do Q 1 1 1 RG 0 0 m 9 9 l S"
        )
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([0, 0, 72, 72]), Contents=pdf.make_stream(content), StructParents=0,
            Resources=Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture)),
        )  # fmt: skip
        pdf.pages.append(pikepdf.Page(page))
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_boxes_of_a_press_file() -> None:
    facts = read_press_file(make_press_file(coloured()))
    (boxes,) = facts.boxes
    assert boxes.media == (0, 0, 72 + 2 * MARGIN, 72 + 2 * MARGIN)
    assert boxes.trim == (MARGIN, MARGIN, MARGIN + 72, MARGIN + 72)
    assert boxes.bleed == (MARGIN - BLEED, MARGIN - BLEED, MARGIN + 72 + BLEED, MARGIN + 72 + BLEED)
    assert BLEED == 0.125 * 72


def test_text_is_on_its_plates_and_no_claim_is_left() -> None:
    facts = read_press_file(make_press_file(coloured()))
    text = [(one.space, len(one.parts)) for one in facts.painted_objects if one.kind == "text"]
    assert text == [("DeviceGray", 1), ("DeviceGray", 1), ("DeviceCMYK", 4)]
    assert facts.painted_objects[0].parts == (0,), "the text is solid black"
    assert not facts.tagged
    assert facts.condition
    assert read_press_file(coloured()).tagged


@pytest.mark.parametrize(
    ("colour", "inks"),
    [
        ((0, 0, 0), (0,)),
        ((0.11, 0.11, 0.1), (0,)),
        ((1, 1, 1), (1,)),
        ((1, 0, 0), (0, 1, 1, 0)),
        ((0, 0.5, 0.5), (1, 0, 0, 0.5)),
    ],
)
def test_plates_of_a_colour(colour: tuple[float, float, float], inks: tuple[float, ...]) -> None:
    assert compute_inks(*colour) == pytest.approx(inks)


def test_pictures_are_measured_at_their_final_size() -> None:
    (picture,) = [
        one for one in read_press_file(make_press_file(coloured(150))).painted_objects if one.kind == "picture"
    ]
    assert picture.dots == pytest.approx(300)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.code)
def test_each_rule_passes_a_good_file_and_finds_its_damage(rule: Rule[PressPiece]) -> None:
    piece = PressPiece("sample", read_press_file(make_press_file(coloured())), [(72.0, 72.0)])
    assert [str(one) for one in rule(piece)] == []
    assert rule.damage
    found = list(rule(rule.damage(piece)))
    assert found
    assert {one.code for one in found} == {rule.code.code}


def test_a_coarse_picture_is_a_warning() -> None:
    piece = PressPiece("sample", read_press_file(make_press_file(coloured(50))), [(72.0, 72.0)])
    (found,) = [one for rule in RULES for one in rule(piece)]
    assert (found.code, found.severity) == ("PRS103", "warning")
    assert "100 dots" in found.problem


def marks_of(data: bytes) -> list[tuple[float, float, float, float]]:
    """The straight marks of the first page."""
    lines, at = [], (0.0, 0.0)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pikepdf.parse_content_stream(pdf.pages[0], "m l"):
            x, y = (float(number) for number in one.operands)
            if str(one.operator) == "l":
                lines.append((*at, x, y))
            at = (x, y)
    return lines


def test_marks_stay_outside_the_bleed() -> None:
    lines = marks_of(make_press_file(pages([200, 200], 300), [(90,), (110,)]))
    assert len(lines) == 8 + 8 + 2, "two crop marks a corner, four targets, a fold above and below"
    inside = [
        line
        for line in lines
        for x, y in (line[:2], line[2:])
        if MARGIN - BLEED < x < MARGIN + 200 + BLEED and MARGIN - BLEED < y < MARGIN + 300 + BLEED
    ]
    assert inside == []
    assert (MARGIN + 90, MARGIN - NEAR, MARGIN + 90, MARGIN - FAR) in lines


def test_the_same_bytes_twice() -> None:
    assert make_press_file(coloured()) == make_press_file(coloured())
    assert draw_proof(pages([200, 180], 300)) == draw_proof(pages([200, 180], 300))


# ---------------------------------------------------------------- proofs


def sheets() -> bytes:
    variant = variant_of("c-fold", (265.5, 612), LETTER)
    return impose_pages(pages([265.5, 261, 265.5, 265.5, 261, 265.5], 612), build_sheet_sides(variant, 6, "ltr"))


def test_a_proof_shows_trim_and_folds_where_they_are() -> None:
    with Image.open(io.BytesIO(draw_proof(sheets()))) as picture:
        assert picture.width == round(792 / 72 * DOTS) * 2 + 3 * 24
        foot = 24 + round(612 / 72 * DOTS) - 5  # the first dash begins at the foot
        row = [picture.getpixel((x, foot)) for x in range(24, 24 + round(792 / 72 * DOTS))]
    folds = [x for x, colour in enumerate(row) if colour == FOLD]
    assert folds == pytest.approx([261 / 72 * DOTS, 526.5 / 72 * DOTS], abs=1)
    assert row[0] == TRIM


def test_panels_are_those_of_each_side() -> None:
    outside, inside = read_sheets(sheets(), sheets()).faces
    assert [round(box[2] - box[0], 1) for box in find_panels(outside)] == [261, 265.5, 265.5]
    assert [round(box[2] - box[0], 1) for box in find_panels(inside)] == [265.5, 265.5, 261]


def test_proof_is_a_command(tmp_path: Path) -> None:
    (tmp_path / "sheets.pdf").write_bytes(sheets())
    done = invoke("proof", tmp_path / "sheets.pdf")
    assert done.exit_code == 0
    assert (tmp_path / "sheets.proof.png").read_bytes()[:4] == b"\x89PNG"
    (tmp_path / "no.pdf").write_bytes(b"no")
    assert invoke("proof", tmp_path / "no.pdf").exit_code == 1
