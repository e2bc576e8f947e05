"""Press files and proofs: boxes, marks, plates and pictures, read back from what was made."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from press.finish.imposition import add_sheets, impose_pages
from press.finish.inks import INTENT, MATCH_BLACK, load_press_colors
from press.finish.metadata import Claims
from press.finish.press_file import BLEED
from press.finish.press_file import make_press_file as make_file
from press.finish.printer_marks import FAR, MARGIN, NEAR
from press.model.edition import FinishedEdition
from press.model.findings import PressError
from press.model.folding import build_sheet_sides
from press.model.rules import Rule, list_rules
from press.publish.output import PREFLIGHT, describe_press_file
from press.readback.layout.pdfium import render_pages
from press.readback.sheets.press_file import read_press_file
from press.readback.sheets.proof import DOTS, FOLD, TRIM, draw_proof, find_panels
from press.readback.sheets.sheets import read_sheets
from press.runtime.press_profile import SETTING, find_press_profile, read_press_profile
from press.verify import press_file as press_rules
from press.verify import read_back, verify_press_file
from press.verify.press_file import PressPiece
from tests.commands import invoke
from tests.folded import pages, variant_of
from tests.poppler import read_words

pytestmark = pytest.mark.skipif(not find_press_profile(), reason="no color profile: see `make press-profile`")
RULES: list[Rule[PressPiece]] = list_rules(press_rules)
LETTER = (792.0, 612.0)


CLAIMS = Claims("ua-1", "A sheet", "A center")
BLOCK = b"0 0 500 0 0 500 d1 0 0 500 500 re f"


def make_press_file(data: bytes, folds: Sequence[Sequence[float]] = (), dated: str = "2024-05") -> bytes:
    return make_file(data, CLAIMS, folds, dated)


def coloured(dots: int = 600, more: bytes = b"") -> bytes:
    """A page of 72 pt with text in four colours and a picture half an inch wide; tagged and claimed, it says."""
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(bytes(dots * dots * 3), Type=Name.XObject, Subtype=Name.Image, Width=dots,
                                  Height=dots, ColorSpace=Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]), FirstChar=97, LastChar=97,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=pdf.make_stream(BLOCK)),
            Encoding=Dictionary(Differences=Array([97, Name.a])), Widths=Array([600]), Resources=Dictionary(),
        )  # fmt: skip
        content = (
            b"BT /F 8 Tf 9 30 Td 0.11 0.11 0.1 rg (a) Tj 0.3 0.3 0.28 rg (a) Tj 0.04 0.31 0.36 rg (a) Tj ET"
            b" q 36 0 0 36 20 20 cm /I Do Q 1 1 1 RG 0 0 m 9 9 l S " + more
        )
        page = Dictionary(
            Type=Name.Page, MediaBox=Array([0, 0, 72, 72]), Contents=pdf.make_stream(content), StructParents=0,
            Resources=Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture)),
        )  # fmt: skip
        pdf.pages.append(pikepdf.Page(page))
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
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
    text = [one for one in facts.painted_objects if one.kind == "text"]
    assert {one.space for one in text} == {"DeviceCMYK"}
    assert text[0].parts == (0, 0, 0, 1), "the text is solid black"
    assert text[1].parts[:3] == (0, 0, 0), "gray is a tint of black"
    assert 0.6 < text[1].parts[3] < 0.9
    assert all(text[2].parts[:3])
    assert not facts.tagged
    assert (facts.claims, facts.profile, facts.condition) == (("PDF/X-4",), "prtr CMYK", "FOGRA39")
    assert (facts.missing, facts.unembedded, facts.unprintable) == ((), (), ())
    assert read_press_file(coloured()).tagged
    assert read_press_file(coloured()).unprintable == ("DeviceRGB",)


@pytest.mark.parametrize(
    ("colour", "inks"),
    [
        ((0, 0, 0), (0, 0, 0, 1)),
        ((0.11, 0.11, 0.1), (0, 0, 0, 1)),
        ((1, 1, 1), (0, 0, 0, 0)),
        ((0.5, 0.5, 0.5), (0, 0, 0, 0.62)),
        ((1, 0, 0), (0, 0.92, 0.97, 0)),
        ((0, 0.5, 0.5), (0.82, 0.24, 0.46, 0.16)),
    ],
)
def test_plates_of_a_colour(colour: tuple[float, float, float], inks: tuple[float, ...]) -> None:
    found = load_press_colors(read_press_profile()).compute_inks(*colour)
    assert found == pytest.approx(inks, abs=0.06)


def test_inks_look_as_the_light_did() -> None:
    """The profile itself, read by LittleCMS in the other direction, says what the inks look like."""
    colors = load_press_colors(read_press_profile())
    profile = ImageCms.ImageCmsProfile(io.BytesIO(read_press_profile()))
    back = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "CMYK", "RGB", INTENT, MATCH_BLACK)
    for light in ((10, 78, 92), (138, 44, 18), (245, 240, 230), (128, 128, 128), (77, 77, 77)):
        inks = tuple(round(ink * 255) for ink in colors.compute_inks(*(part / 255 for part in light)))
        seen = ImageCms.applyTransform(Image.new("CMYK", (1, 1), inks), back)
        assert seen
        assert seen.getpixel((0, 0)) == pytest.approx(light, abs=4)


def test_color_at_the_edge_goes_on_over_the_bleed() -> None:
    stripe = b"1 0 0 rg 0 0 3 72 re f 0 0 1 rg 30 69 20 3 re f"
    made = make_press_file(coloured(more=stripe))
    assert read_press_file(made).white_bleeds == ()
    (picture,) = render_pages(made, 72)
    strip = picture.crop((0, 72, picture.width, 73)).tobytes()
    row = [strip[at : at + 3] for at in range(0, len(strip), 3)]
    reds = [x for x, (red, green, _) in enumerate(row) if red > green + 90]
    assert reds == list(range(round(MARGIN - BLEED), round(MARGIN) + 3))
    assert min(row[-round(MARGIN) + 2]) > 245
    with pikepdf.open(io.BytesIO(made)) as pdf:
        start = pdf.pages[0].Contents.read_bytes().partition(b"Q")[0] + b"Q"
        pdf.pages[0].Contents = pdf.make_stream(start)
        out = io.BytesIO()
        pdf.save(out)
    assert read_press_file(out.getvalue()).white_bleeds == ((1, "left"), (1, "bottom"), (1, "top"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda pdf: pdf.pages[0].obj.update({"/Annots": Array()}), "/Annots"),
        (lambda pdf: pdf.Root.update({"/OpenAction": Dictionary()}), "/OpenAction"),
        (lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"none"), "no printing condition"),
        (lambda pdf: pdf.Root.OutputIntents[0].update({"/S": Name.GTS_PDFA1}), "no printing condition"),
        (lambda pdf: pdf.docinfo.update({"/Trapped": Name.Unknown}), "no valid Trapped"),
        (lambda pdf: pdf.Root.Metadata.write(b"<x/>"), "no valid CreateDate"),
        (lambda pdf: pdf.Root.update({"/X": Dictionary(CS=Array([Name.Indexed, Name.DeviceRGB]))}), "DeviceRGB"),
        (lambda pdf: pdf.Root.update({"/X": Dictionary(TR=Name.Identity)}), "/TR"),
        (
            lambda pdf: pdf.Root.update({"/X": Dictionary(Type=Name.FontDescriptor, FontName=Name.Arial, Flags=4)}),
            "Arial is not embedded",
        ),
    ],
)
def test_preflight_finds_what_no_press_prints(damage: Callable[[pikepdf.Pdf], object], said: str) -> None:
    with pikepdf.open(io.BytesIO(make_press_file(coloured()))) as pdf:
        damage(pdf)
        if "/X" in pdf.Root:  # objects are looked at one by one
            pdf.Root.X = pdf.make_indirect(pdf.Root.X)
        out = io.BytesIO()
        pdf.save(out)
    piece = PressPiece("sample", read_press_file(out.getvalue()), [(72.0, 72.0)])
    assert said in "\n".join(str(one) for rule in RULES for one in rule(piece))


def test_a_press_without_a_profile_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "light.icc").write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name, said in (("none.icc", "which is no file"), ("light.icc", "the color profile cannot be used")):
        monkeypatch.setenv(SETTING, str(tmp_path / name))
        with pytest.raises(PressError, match=said) as raised:
            make_press_file(coloured())
        assert "scribus-data" in raised.value.findings[0].hint


def test_an_edition_goes_to_press(base_finals: dict[str, FinishedEdition], tmp_path: Path) -> None:
    final = add_sheets(base_finals["pdf"], press=True)
    findings = verify_press_file(final, read_back(final))
    assert [str(one) for one in findings if one.severity == "error"] == []
    for name, data in (("read.pdf", final.data), ("press.pdf", final.press_data)):
        (tmp_path / name).write_bytes(data)
    assert read_words(tmp_path / "press.pdf").split() == read_words(tmp_path / "read.pdf").split()
    row = describe_press_file(final)
    assert row
    assert (row.standard, row.preflight) == ("PDF/X-4", PREFLIGHT)
    assert "no certified preflight" in row.preflight


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
