"""Scripts: each has a typeface, a direction, and words that come out of a file as they were put in."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import uharfbuzz
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from press.readback.measure import measure_pdf
from press.readback.pdf.contents import read_contents
from press.readback.pdf.tag_tree import read_tag_tree
from press.render import load_tagging
from press.render.tagging import TaggedPdf
from press.style.fonts import SYMBOLS, TYPEFACES, build_face_rules, list_characters, load_typeface
from press.style.shaping import is_shaped_as
from press.text.direction import add_directions, split_directions
from press.text.scripts import SCRIPTS, find_direction, find_script
from press.text.typography import keep_together
from tests.conftest import ROOT

SAMPLES = {
    "ar": "اليد التي كانت في الحديقة ليست نظيفة، الماء منه.",
    "fa": "دست‌های پاک آزمایشی و می‌شوییم گچ پژ",
    "he": "יד שהייתה בגינה אינה נקייה, ואז סבון.",
    "hi": "जो हाथ बगीचे में था वह साफ़ नहीं है। निःशुल्क सुखाएँ राष्ट्रीय",
    "bn": "যে কোনও কল চলবে পরিষ্কার হাত নিয়ে পরীক্ষার",
    "pa": "ਜਿਹੜਾ ਹੱਥ ਬਾਗ਼ ਵਿੱਚ ਸੀ ਉਹ ਸਾਫ਼ ਨਹੀਂ। ਪ੍ਰੋਗਰਾਮ ਪ੍ਰਾਈਵੇਟ",
    "th": "มือที่อยู่ในสวนไม่สะอาด คำถามเพื่อให้น้ำและสบู่",
    "am": "መጀመሪያ ውሃ፣ ከዚያ ሳሙና።",
    "vi": "Bàn tay đã ở trong vườn thì không sạch; bệnh hiếm.",
    "ru": "Рука, которая была в саду, не чистая.",
    "uk": "Підійде будь-який кран: її ґанок.",
    "en": "½ of H₂O → done ☐ yes ✓ no 5 µg",
}
"""Test words that no speaker has read."""


def render(lang: str, words: str, weight: int = 400, style: str = "", others: tuple[str, ...] = ()) -> TaggedPdf:
    tagging = load_tagging()
    family = SCRIPTS[find_script(lang)].text
    style = f"@page {{ size: 8in 4in }} html {{ font: {weight} 12pt {family}, {SYMBOLS} }} {style}"
    style += build_face_rules([family, SYMBOLS, *others])
    html = f"<html lang={lang} dir={find_direction(lang)}><title>x</title><style>{style}</style><p>{words}"
    from press.render import _load_setting

    setting = _load_setting()
    made = tagging.render(html, standard="ua-1", font_config=setting.fonts, url_fetcher=setting.fetcher)
    assert isinstance(made, TaggedPdf)
    return made


@pytest.mark.parametrize("lang", SAMPLES)
@pytest.mark.parametrize("weight", [400, 700])
def test_words_come_out_as_they_were_put_in(lang: str, weight: int, tmp_path: Path) -> None:
    """By three readers: the tag tree, pdfium, and poppler; white space apart."""
    words = SAMPLES[lang]
    made = render(lang, words, weight)
    assert (made.log, made.strays, made.warnings) == ((), (), ())
    assert read_tag_tree(made.data).all_text.strip() == words
    wanted = "".join(words.split())
    with pypdfium2.PdfDocument(made.data) as pdf:
        assert "".join(pdf[0].get_textpage().get_text_bounded().split()) == wanted
    path = tmp_path / "page.pdf"
    path.write_bytes(made.data)
    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert re.sub("[\\s\u202a-\u202c]", "", told) == wanted
    assert list_misdrawn(made.data, lang) == []
    if lang != "en":  # its signs are in a face of their own
        assert measure_likeness(path, lang, weight) > 0.99


def measure_likeness(path: Path, lang: str, weight: int) -> float:
    """Measure the share of the ink of a page that Pillow puts in the same place, with its own shaping, and back."""
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-singlefile", path, path.with_suffix("")], check=True)
    family = SCRIPTS[find_script(lang)].text
    name = next(
        name for name, one in TYPEFACES.items() if (one.family, one.weight, one.style) == (family, weight, "normal")
    )
    font = ImageFont.truetype(io.BytesIO(load_typeface(name)), 50, layout_engine=ImageFont.Layout.RAQM)
    drawn = Image.new("L", (2400, 200), 255)
    ImageDraw.Draw(drawn).text((50, 60), SAMPLES[lang], 0, font, direction=find_direction(lang), language=lang)
    pictures = []
    for picture in (Image.open(path.with_suffix(".pgm")), drawn):
        ink = picture.point(lambda level: 255 * (level < 128))
        pictures.append(ink.crop(ink.getbbox()).crop((0, 0, 2300, 120)))
    shares = []
    for one, other in (pictures, pictures[::-1]):
        near = other.filter(ImageFilter.MaxFilter(7))  # an eighth of a letter's height away at most
        shares.append(ImageChops.darker(one, near).histogram()[255] / one.histogram()[255])
    return min(shares)


def list_misdrawn(data: bytes, lang: str) -> list[str]:
    """List the words that are drawn with other glyphs than their typeface has for them."""
    names = {f"{face.family}{'-Bold' if face.weight == 700 else ''}".replace(" ", "-"): name
             for name, face in TYPEFACES.items() if face.style == "normal"}  # fmt: skip
    runs = read_contents(data).drawn_runs
    assert runs
    return [run.text for run in runs if not is_shaped_as(run.glyphs, run.text, names[run.font], [lang], rtl=run.rtl)]


@pytest.mark.parametrize("lang", ["bn", "hi", "th", "vi"])
def test_words_that_hide_a_wrong_glyph_are_found(lang: str) -> None:
    """The file still says every word: only who shapes them again sees that one of its glyphs is another."""
    data = render(lang, SAMPLES[lang]).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = pdf.pages[0].Contents.read_bytes()
        if lang == "vi":  # where no glyph needs words of its own, the map of the font may lie as well
            changed = contents
            maps = [font.ToUnicode for font in pdf.pages[0].Resources.Font.values()]
            maps[0].write(maps[0].read_bytes().replace(b"<0062>", b"<0064>"))
        else:
            at = contents.index(b"ActualText")
            glyph = re.compile(rb"<([0-9a-f]{4})").search(contents, contents.index(b"BDC", at))
            assert glyph
            changed = contents[: glyph.start(1)] + b"%04x" % (int(glyph[1], 16) + 1) + contents[glyph.end(1) :]
        pdf.pages[0].Contents = pdf.make_stream(changed)
        pdf.save(out := io.BytesIO())
    if lang != "vi":
        assert read_tag_tree(out.getvalue()).all_text.strip() == SAMPLES[lang]
    assert list_misdrawn(out.getvalue(), lang) != []


@pytest.mark.parametrize("lang", ["he", "th", "hi"])
def test_letters_that_are_set_closer_stand_where_they_belong(lang: str) -> None:
    """A line is shorter by the space that each of its letters gives up, and by nothing else."""
    loose, close = (render(lang, SAMPLES[lang], style=f"p {{ letter-spacing: {space}pt }}") for space in (0, -0.25))
    width, closer = (_measure_line(made.data) for made in (loose, close))
    given_up = 0.25 * sum(not unicodedata.category(sign).startswith("M") for sign in SAMPLES[lang])
    assert width - closer == pytest.approx(given_up, abs=1)


def _measure_line(data: bytes) -> float:
    """Measure the width of the ink of a page in points."""
    with pypdfium2.PdfDocument(data) as pdf:
        box = pdf[0].render(scale=4, grayscale=True).to_pil().point(lambda value: 255 * (value < 128)).getbbox()
    assert box
    return float(box[2] - box[0]) / 4


def test_the_typefaces_of_a_guideline_are_those_of_its_own_script() -> None:
    made = render("en", 'words of the text ☐ <i lang="ar" style="font-family: Amiri">العربية</i>', others=("Amiri",))
    assert [spot.value for spot in measure_pdf(made.data).faces.spots] == ["AtkinsonHyperlegible"]


@pytest.mark.parametrize("key", SCRIPTS)
def test_every_script_has_two_weights_of_a_typeface_with_its_letters(key: str) -> None:
    row = SCRIPTS[key]
    names = [name for name, face in TYPEFACES.items() if face.family == row.text]
    assert {TYPEFACES[name].weight for name in names} == {400, 700}
    if all(importlib.util.find_spec(TYPEFACES[name].package) for name in names) and not TYPEFACES[names[0]].extra:
        assert all(set(row.letters) <= list_characters(name) for name in names)


@pytest.mark.parametrize("name", TYPEFACES)
def test_figures_are_as_high_as_capitals_without_being_asked(name: str) -> None:
    """So that the print sheet does not ask for them, which would cost each line of text a list of features."""
    if not importlib.util.find_spec(TYPEFACES[name].package):
        pytest.skip("an extra that is not installed")
    font = uharfbuzz.Font(uharfbuzz.Face(load_typeface(name)))
    drawn = []
    for features in ({}, {"lnum": True}):
        buffer = uharfbuzz.Buffer()
        buffer.add_str("0123456789%$")
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, features)
        drawn.append([info.codepoint for info in buffer.glyph_infos])
    assert drawn[0] == drawn[1]


def test_a_language_tag_has_a_script() -> None:
    tags = {"ar": "Arab", "he": "Hebr", "zh-Hant": "Hant", "zh-TW": "Hant", "zh": "Hans", "sr-Latn": "Latn"}
    tags |= {"vi": "Latn-vi", "pt-BR": "Latn", "ht": "Latn", "xx": "Latn"}
    assert {tag: find_script(tag) for tag in tags} == tags


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("اتصل على 800-555-SOAP (7627) أو 5", ["800-555-SOAP (7627)"]),
        ("ثانية 20–30 (أي 2.5 mL).", ["20–30", "2.5 mL"]),
        ("قرأ Sam Sample, Ph.D.، هذا", ["Sam Sample, Ph.D."]),
        ("(TTY 202-555-0102) في", ["TTY 202-555-0102"]),
        ("في عام 2020 جيد", []),
    ],
)
def test_numbers_and_names_stay_whole_in_text_that_runs_to_the_left(text: str, whole: list[str]) -> None:
    parts = split_directions(text)
    assert "".join(part for part, _ in parts) == text
    assert [part for part, is_whole in parts if is_whole] == whole
    assert keep_together(text).count('dir="ltr"') == len(whole)


def test_each_language_of_a_page_has_its_direction() -> None:
    page = '<html lang="ar" dir="rtl"><dd lang="en">1 A<br>B, 2</dd><a href="tel:1"><span>8-5 (1)</span></a></html>'
    assert add_directions(page) == (
        '<html lang="ar" dir="rtl"><dd lang="en"><span dir="ltr">1 A<br>B, 2</span></dd>'
        '<a href="tel:1" dir="ltr"><span>8-5 (1)</span></a></html>'
    )
    assert add_directions('<html lang="en"><p>a <b lang="ar">ب</b></html>').count("dir=") == 1
    assert add_directions('<html lang="en"><p lang="es">a</html>').count("dir=") == 0


def test_the_point_of_a_number_belongs_to_the_line() -> None:
    """`1.` before words that run to the left has its point at their side; what has more than one word is kept whole."""
    page = add_directions('<html lang="ar" dir="rtl"><p><strong>1.</strong> افتح <b>2 / 3</b></p></html>')
    assert page == '<html lang="ar" dir="rtl"><p><strong>1.</strong> افتح <b dir="ltr">2 / 3</b></p></html>'


def test_the_test_words_are_not_in_the_sources() -> None:
    """What no speaker has read never ships."""
    files = sorted((ROOT / "tests/languages/sources").glob("languages/*.yaml"))
    assert all("TEST WORDS" in path.read_text("utf-8").splitlines()[0] for path in files)
    shipped = [path for path in (ROOT / "sources").rglob("*") if path.suffix in {".yaml", ".md"}]
    assert shipped
    assert not any("TEST WORDS" in path.read_text("utf-8") for path in shipped)
