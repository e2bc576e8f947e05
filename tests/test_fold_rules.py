"""Folded editions through the whole press: two files that agree, rules that find damage, and how much is too much."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary

from press.build import pipeline
from press.build.selection import list_editions
from press.load import load
from press.model.edition import Edition, FinishedEdition
from press.model.findings import PressError
from press.model.rules import Rule, list_rules
from press.model.sources.variant import Folding
from press.publish.fingerprints import hash_parts
from press.publish.manifest import read_manifest
from press.publish.output import list_reasons, make_row_and_files, open_output, publish, stage_files
from press.readback import read_pdf
from press.readback.sheets.fold import simulate_fold
from press.readback.sheets.sheets import read_sheets
from press.style.isolation import isolate_fonts_of_process
from press.verify import fit, sheets, verify
from press.verify.sheets import FoldedPiece
from tests.overlay import lay

ROOT = Path(__file__).resolve().parent.parent
RULES: list[Rule[FoldedPiece]] = list_rules(sheets)
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.code)


@pytest.fixture(autouse=True)
def no_fonts_of_the_machine() -> None:
    """The press sets its own faces here."""
    isolate_fonts_of_process()


def folded_edition(kind: str, **changes: Any) -> Edition:
    """The handout of the base library as pages on a tabloid sheet."""
    editions = pipeline.select_editions(pipeline.read_library(ROOT / "tests" / "base_library"), langs=("en",))
    edition = next(one for one in editions if one.variant.format == "pdf")
    folding = Folding.model_validate({"kind": kind, "sheet_width": "17in", "sheet_height": "11in"})
    return replace(edition, variant=edition.variant.model_copy(update={"fold": folding, "fill": 4, **changes}))


@pytest.fixture(scope="module")
def final() -> FinishedEdition:
    made, findings = pipeline.make_edition(folded_edition("saddle"))
    assert [str(one) for one in findings] == []
    return made


@pytest.fixture(scope="module")
def piece(final: FinishedEdition) -> FoldedPiece:
    sheets = read_pdf(replace(final, data=final.sheet_data))
    return FoldedPiece(read_pdf(final), sheets, read_sheets(final.sheet_data, final.data))


@EACH
def test_a_good_piece_passes(rule: Rule[FoldedPiece], piece: FoldedPiece) -> None:
    assert [str(one) for one in rule(piece)] == []


@EACH
def test_damage_is_found(rule: Rule[FoldedPiece], piece: FoldedPiece) -> None:
    assert rule.damage is not None
    found = list(rule(rule.damage(piece)))
    assert found
    assert {one.code for one in found} == {rule.code.code}


def test_a_piece_folds_into_its_pages(piece: FoldedPiece, final: FinishedEdition) -> None:
    hand = simulate_fold(piece.geometry, "saddle", caliper=0.288)
    assert hand.pages == tuple(range(1, final.pages + 1))
    assert final.pages % 4 == 0
    assert final.sheets == final.pages // 4


def test_rules_on_sheets_run_on_every_build(final: FinishedEdition) -> None:
    """Sheets of another edition of the same size are not those of this one."""
    assert verify(final) == []
    findings = verify(replace(final, sheet_data=final.data))
    assert {"FLD201", "FLD202", "FLD203"} <= {one.code for one in findings}


def _swap_fonts(pdf: pikepdf.Pdf) -> None:
    """Draw a page with the fonts of another style; its content stays the same."""
    form = _get_form(pdf)
    (one, first), (other, second), *_ = form.Resources.Font.items()
    form.Resources = Dictionary({**dict(form.Resources.items()), "/Font": Dictionary({one: second, other: first})})


def _change_glyph_widths(pdf: pikepdf.Pdf) -> None:
    """Change a font that all pages share, deep below their resources."""
    font = next(iter(dict(_get_form(pdf).Resources.Font.items()).values()))
    font.DescendantFonts[0].W = Array([0, Array([1000])])


def _draw_over_face(pdf: pikepdf.Pdf) -> None:
    """Paint something on a face itself."""
    pdf.pages[0].obj.Contents = pdf.make_stream(pdf.pages[0].Contents.read_bytes() + b"\n0 0 100 100 re f")


def _drop_words(pdf: pikepdf.Pdf) -> None:
    """Paint a page without the first of its strings."""
    form = _get_form(pdf)
    form.write(re.sub(rb"\[?<[0-9a-fA-F]+>[^\n]*T[jJ]", b"", form.read_bytes(), count=1))


def _swap_numbers(pdf: pikepdf.Pdf) -> None:
    """Swap the numbers of two pieces of marked content."""
    form = _get_form(pdf)
    first, second = sorted(map(int, re.findall(rb"/MCID (\d+)", form.read_bytes())))[:2]
    numbers = {first: second, second: first}
    form.write(
        re.sub(
            rb"/MCID (\d+)",
            lambda found: b"/MCID %d" % numbers.get(int(found[1]), int(found[1])),
            form.read_bytes(),
        )
    )


def _move_a_page(pdf: pikepdf.Pdf) -> None:
    """Paint a page two inches beside its panel."""
    face = pdf.pages[0].obj
    face.Contents = pdf.make_stream(
        re.sub(rb"1 0 0 1 \S+ (\S+ cm)", rb"1 0 0 1 144 \1", face.Contents.read_bytes(), count=1)
    )


def _get_form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The page painted last on the first face, whose marked content has other numbers than before."""
    return list(dict(pdf.pages[0].Resources.XObject.items()).values())[-1]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_swap_fonts, "FLD201"),
        (_change_glyph_widths, "FLD201"),
        (_draw_over_face, "FLD201"),
        (_drop_words, "FLD201"),
        (_swap_numbers, "FLD204"),
        (_move_a_page, "FLD205"),
    ],
)
def test_damaged_sheets_are_refused(damage: Callable[[pikepdf.Pdf], None], code: str, final: FinishedEdition) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(final.sheet_data)) as pdf:
        damage(pdf)
        pdf.save(out)
    assert code in {one.code for one in verify(replace(final, sheet_data=out.getvalue()))}


def test_both_files_are_published_or_none(final: FinishedEdition, tmp_path: Path) -> None:
    parts = hash_parts(final.edition)
    with open_output(tmp_path) as staging:
        row, files = make_row_and_files(final, parts)
        stage_files(files, staging)
        publish(tmp_path, [row], [])
    reading, sheets = tmp_path / final.edition.path, tmp_path / final.edition.sheet_path
    assert sheets.name == f"{final.edition.name}.sheets.pdf"
    assert (reading.read_bytes(), sheets.read_bytes()) == (final.data, final.sheet_data)
    written = json.loads((tmp_path / "manifest.json").read_bytes())["editions"][0]
    assert written["sheet_file"]["reading_sha256"] == written["sha256"]
    assert written["sheet_file"]["sheets"] == written["sheets"] == final.sheets
    assert written["sheet_file"]["sheet"] == [17 * 72, 11 * 72]
    assert read_manifest(tmp_path) == [row]
    assert list_reasons(tmp_path, row, parts) == ()
    sheets.write_bytes(b"")
    assert list_reasons(tmp_path, row, parts) == ("file",)
    with open_output(tmp_path):
        publish(tmp_path, [], [])
    assert not reading.exists()
    assert not sheets.exists()


# ---------------------------------------------------------------- room


def test_text_that_does_not_fit_is_measured() -> None:
    edition = folded_edition("half-fold", fill=None, tokens={"font-size-body": "24pt", "baseline": "32pt"})
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(edition)
    (found,) = [one for one in caught.value.findings if one.code == "FLD101"]
    assert " is over by " in found.problem
    lines, words = (int(part.split()[0]) for part in found.problem.split(" over by ")[1].split(", about "))
    assert words > lines > 3
    assert "the nearest section break is before" in found.hint
    assert "en.md:" in found.hint


def test_too_few_pages_are_counted(final: FinishedEdition) -> None:
    three = final.edition.variant.model_copy(
        update={"fold": Folding(kind="c-fold", sheet_width="17in", sheet_height="11in")}
    )
    reading = read_pdf(replace(final, edition=replace(final.edition, variant=three)))
    sizes = reading.facts.sizes[:4]
    few = replace(reading, facts=replace(reading.facts, sizes=sizes))
    (found,) = list(fit.check_page_count(few))
    assert found.problem == "it has 4 pages, and c-fold takes 6"


# ---------------------------------------------------------------- the short text


SHORT = {
    "publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
    "## One {#one .long}\n\nLong.\n\n## One {#one-short .short}\n\nShort.\n\n## Two {#two}\n\nBoth.\n\n"
    "## Three {#three .long}\n\nLeft out.\n",
    "variants/small.yaml": "format: pdf\nkind: handout\nwidth: 8.5in\nheight: 11in\ntext: short\n",
}


def test_a_short_edition_has_the_short_sections(tmp_path: Path) -> None:
    library, _ = load(lay(tmp_path / "sources", SHORT))
    made = {edition.variant_name: edition for edition in list_editions(library) if edition.lang == "en"}
    assert [one.id for one in made["small"].translation.sections] == ["one-short", "two"]
    assert [one.id for one in made["letter"].translation.sections] == ["one", "two", "three"]
    assert made["small"].omitted_questions == ("Three",)
    assert made["letter"].omitted_questions == ()


def test_a_publication_without_a_short_text_has_no_short_edition(tmp_path: Path) -> None:
    library, _ = load(lay(tmp_path / "sources", {"variants/small.yaml": SHORT["variants/small.yaml"]}))
    assert {edition.variant_name for edition in list_editions(library)} == {"letter", "web"}
