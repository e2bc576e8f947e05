"""Sheets are folded in code, from the geometry in their bytes, and read as a hand meets the pages."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name

from press.finish.imposition import impose_pages
from press.model.folding import (
    FOLDS,
    Direction,
    PagePosition,
    SheetSide,
    build_sheet_sides,
    count_pages,
    count_sheets,
    count_spare_pages,
    list_page_widths,
)
from press.model.sources.variant import Variant
from press.readback.sheets.fold import STEPS, FoldResult, simulate_fold
from press.readback.sheets.sheets import read_sheets
from tests.folded import pages, variant_of

LETTER = (792.0, 612.0)
A4 = (297 / 25.4 * 72, 210 / 25.4 * 72)
DIRECTIONS: tuple[Direction, ...] = ("ltr", "rtl")
EXAMPLES = settings(max_examples=40, deadline=None)


def folded(
    variant: Variant, count: int, direction: Direction = "ltr", plan: list[SheetSide] | None = None
) -> FoldResult:
    """Impose plain pages, read the sheets back, and fold them."""
    plan = plan if plan is not None else build_sheet_sides(variant, count, direction)
    return hand(impose_pages(single(variant, count), plan, direction), variant, count, direction)


@functools.cache
def _single(widths: tuple[float, ...], height: float) -> bytes:
    return pages(widths, height)


def single(variant: Variant, count: int) -> bytes:
    assert variant.height
    return _single(list_page_widths(variant, count), float(variant.height.removesuffix("pt")))


def hand(data: bytes, variant: Variant, count: int, direction: Direction) -> FoldResult:
    assert variant.fold
    caliper = float(variant.fold.caliper.removesuffix("pt"))
    return simulate_fold(read_sheets(data, single(variant, count)), variant.fold.kind, direction, caliper)


def booklet(sheet: tuple[float, float] = LETTER, caliper: float = 0.288) -> Variant:
    return variant_of("saddle", (sheet[0] / 2, sheet[1]), sheet, caliper)


def leaflet(kind: str, sheet: tuple[float, float] = LETTER, short: float = 4.5) -> Variant:
    across = len(FOLDS[kind].outside)
    wide = (sheet[0] + (short if FOLDS[kind].narrow_pages else 0)) / across
    return variant_of(kind, (wide, sheet[1]), sheet)


# ---------------------------------------------------------------- what a hand finds


@EXAMPLES
@given(
    sheets=st.integers(1, 16),
    width=st.floats(300, 1300),
    height=st.floats(200, 900),
    caliper=st.floats(0, 0.8),
    direction=st.sampled_from(DIRECTIONS),
)
def test_any_booklet_reads_in_order(
    sheets: int, width: float, height: float, caliper: float, direction: Direction
) -> None:
    variant = booklet((round(width, 2), round(height, 2)), round(caliper, 3))
    found = folded(variant, 4 * sheets, direction)
    assert found.problems == ()
    assert found.pages == tuple(range(1, 4 * sheets + 1))


@EXAMPLES
@given(
    kind=st.sampled_from(sorted(FOLDS)),
    width=st.floats(400, 1300),
    height=st.floats(200, 900),
    short=st.floats(4.5, 9),
    direction=st.sampled_from(DIRECTIONS),
)
def test_any_leaflet_reads_in_order(kind: str, width: float, height: float, short: float, direction: Direction) -> None:
    sheet = (round(width, 1), round(height, 1))
    found = folded(leaflet(kind, sheet, round(short, 1)), FOLDS[kind].page_count, direction)
    assert found.problems == ()
    assert found.pages == tuple(range(1, FOLDS[kind].page_count + 1))


@given(paper=st.sampled_from([LETTER, A4]), count=st.integers(1, 60))
def test_pages_are_filled_up_to_whole_sheets(paper: tuple[float, float], count: int) -> None:
    variant = booklet(paper)
    assert variant.fold
    whole = count_pages(variant.fold, count)
    assert whole % 4 == 0
    assert count <= whole < count + 4
    assert count_sheets(variant, whole) == whole // 4
    assert count_spare_pages(variant, count) == whole - count


def test_signature_of_eight_pages_is_the_one_in_the_trade() -> None:
    """research/peers-and-rules.md, "Print geometry": [8,1|2,7][6,3|4,5]."""
    order = [[spot.page for spot in face.positions] for face in build_sheet_sides(booklet(), 8, "ltr")]
    assert order == [[8, 1], [2, 7], [6, 3], [4, 5]]
    mirrored = [[spot.page for spot in face.positions] for face in build_sheet_sides(booklet(), 8, "rtl")]
    assert mirrored == [[1, 8], [7, 2], [3, 6], [5, 4]]


def test_panels_have_the_widths_of_the_trade() -> None:
    """Flap, back, cover outside; 1, 2, 3 inside; folds of the outside mirrored (same place)."""
    letter = Variant.model_validate(
        {"format": "pdf", "kind": "handout", "width": "3.6875in", "height": "8.5in",
         "fold": {"kind": "c-fold", "sheet_width": "11in", "sheet_height": "8.5in"}}
    )  # fmt: skip
    outside, inside = build_sheet_sides(letter, 6, "ltr")
    assert [round(spot.width / 72, 4) for spot in outside.positions] == [3.625, 3.6875, 3.6875]
    assert [round(spot.width / 72, 4) for spot in inside.positions] == [3.6875, 3.6875, 3.625]
    assert [line / 72 for line in outside.fold_positions] == [3.625, 7.3125]
    assert [line / 72 for line in inside.fold_positions] == [3.6875, 7.375]


def test_inner_sheets_move_towards_the_spine() -> None:
    plan = build_sheet_sides(booklet(caliper=0.5), 12, "ltr")
    assert [[spot.shift for spot in face.positions] for face in plan] == [
        [0, 0], [0, 0], [0.5, -0.5], [0.5, -0.5], [1.0, -1.0], [1.0, -1.0],
    ]  # fmt: skip


def test_a_fold_has_its_number_of_pages() -> None:
    with pytest.raises(ValueError, match="7 pages cannot be folded"):
        build_sheet_sides(leaflet("c-fold"), 7, "ltr")


def test_every_fold_can_be_simulated() -> None:
    assert set(STEPS) == {*FOLDS, "saddle"}


# ---------------------------------------------------------------- what the simulator catches


def changed(
    plan: list[SheetSide], face: int, change: Callable[[tuple[PagePosition, ...]], tuple[PagePosition, ...]]
) -> list[SheetSide]:
    """A plan with the pages of one face changed."""
    return [
        SheetSide(one.width, one.height, change(one.positions)) if at == face else one for at, one in enumerate(plan)
    ]


def swap(spots: tuple[PagePosition, ...]) -> tuple[PagePosition, ...]:
    """Two pages change places."""
    first, *middle, last = spots
    return (
        PagePosition(last.page, first.left, first.bottom, first.width, first.height, first.shift),
        *middle,
        PagePosition(first.page, last.left, last.bottom, last.width, last.height, last.shift),
    )


def test_wrong_order_is_caught() -> None:
    found = folded(booklet(), 8, plan=changed(build_sheet_sides(booklet(), 8, "ltr"), 2, swap))
    assert found.pages == (1, 2, 6, 4, 5, 3, 7, 8)


def test_wrong_face_is_caught() -> None:
    plan = build_sheet_sides(booklet(), 8, "ltr")
    assert folded(booklet(), 8, plan=[plan[1], plan[0], *plan[2:]]).pages != tuple(range(1, 9))
    outside, inside = build_sheet_sides(leaflet("c-fold"), 6, "ltr")
    assert folded(leaflet("c-fold"), 6, plan=[inside, outside]).pages != tuple(range(1, 7))


def test_binding_on_the_wrong_side_is_caught() -> None:
    data = impose_pages(single(booklet(), 8), build_sheet_sides(booklet(), 8, "rtl"))
    assert hand(data, booklet(), 8, "ltr").pages != tuple(range(1, 9))
    data = impose_pages(single(leaflet("c-fold"), 6), build_sheet_sides(leaflet("c-fold"), 6, "rtl"))
    assert hand(data, leaflet("c-fold"), 6, "ltr").pages != tuple(range(1, 7))


def test_panels_that_are_not_mirrored_are_caught() -> None:
    def as_outside(spots: tuple[PagePosition, ...]) -> tuple[PagePosition, ...]:
        left, made = 0.0, []
        for spot, like in zip(spots, outside.positions, strict=True):
            made.append(PagePosition(spot.page, left, 0, like.width, spot.height))
            left += like.width
        return tuple(made)

    variant = leaflet("c-fold")
    outside, _ = plan = build_sheet_sides(variant, 6, "ltr")
    found = folded(variant, 6, plan=changed(plan, 1, as_outside))
    assert any("crosses a fold by 4.50 pt" in problem for problem in found.problems)


def test_a_flap_that_does_not_fit_is_caught() -> None:
    found = folded(leaflet("c-fold", short=0), 6)
    assert any("folded in" in problem for problem in found.problems)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_creep_of_the_wrong_sign_is_caught(direction: Direction) -> None:
    def outwards(face: SheetSide) -> SheetSide:
        spots = [PagePosition(s.page, s.left, s.bottom, s.width, s.height, -s.shift) for s in face.positions]
        return SheetSide(face.width, face.height, tuple(spots))

    plan = [outwards(face) for face in build_sheet_sides(booklet(), 12, direction)]
    found = folded(booklet(), 12, direction, plan)
    assert "sheet 2: page 3 lies 0.58 pt too far toward the fore edge" in found.problems
    assert "sheet 3: page 6 lies 1.15 pt too far toward the fore edge" in found.problems


def test_no_creep_at_all_is_caught() -> None:
    plan = [
        SheetSide(
            f.width, f.height, tuple(PagePosition(s.page, s.left, s.bottom, s.width, s.height) for s in f.positions)
        )
        for f in build_sheet_sides(booklet(), 8, "ltr")
    ]
    assert any("too far toward the fore edge" in problem for problem in folded(booklet(), 8, plan=plan).problems)


Damage = Callable[[pikepdf.Pdf], None]


def turn_a_page(pdf: pikepdf.Pdf) -> None:
    """The second page of a face is painted upside down where it was."""
    page = pdf.pages[1]
    first, second = page.Contents.read_bytes().decode().split("\n")
    panel, matrix = second.split("W n ")[0], second.split(" cm ")[0].split("W n ")[1].split()
    left = float(matrix[4])
    turned = f"{panel}W n -1 0 0 -1 {left + 396:g} 612 cm {second.split(' cm ')[1]}"
    page.Contents = pdf.make_stream(f"{first}\n{turned}".encode())


def turn_a_face(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 180


def flip_on_the_long_edge(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.Duplex = Name.DuplexFlipLongEdge


@pytest.mark.parametrize(
    ("damage", "words"),
    [(turn_a_page, "turned"), (turn_a_face, "turned"), (flip_on_the_long_edge, "upside down")],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_wrong_rotation_is_caught(damage: Damage, words: str) -> None:
    data = impose_pages(single(booklet(), 8), build_sheet_sides(booklet(), 8, "ltr"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        damage(pdf)
        out = io.BytesIO()
        pdf.save(out)
    found = hand(out.getvalue(), booklet(), 8, "ltr")
    assert any(words in problem for problem in found.problems)
    assert hand(data, booklet(), 8, "ltr").problems == ()
