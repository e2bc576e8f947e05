"""The mistakes in breaking lines and pages that `press.render.weasyprint.fixes` undoes, on real pages."""

from __future__ import annotations

from typing import Any

import pytest

from press.render.tagging import lay_out
from press.render.weasyprint.fixes import fix_first_line

TEXT = "The first line is here, and then a longer line that goes to the end of the "


NO_SPACING = {"letter_spacing": "normal", "word_spacing": 0}


def lines_of(width: float, inner: str, style: str = "") -> list[str]:
    """The text of each line of a paragraph of a width in points."""
    html = f'<html lang="en"><title>x</title><style>p {{ width: {width}pt; {style} }}</style><p>{inner}</p>'
    (page,) = lay_out(html, standard="ua-1").pages
    return [words(box) for box in below(page._page_box) if type(box).__name__ == "LineBox"]


def below(box: Any) -> list[Any]:
    return [box, *(inner for child in getattr(box, "children", ()) for inner in below(child))]


def words(box: Any) -> str:
    return "".join(getattr(inner, "text", "") for inner in below(box)).strip()


def test_no_line_is_cut_after_its_first_word_before_an_element() -> None:
    for width in range(150, 260):
        lines = lines_of(width, f"{TEXT}<span>unbreakable</span> (end)")
        longest = max(len(line) for line in lines)
        assert all(len(line) > longest / 2 for line in lines[:-1]), (width, lines)


SPACED = (
    "Las personas con osteopetrosis nacen con ella. Sus huesos son demasiado densos, pero débiles y se rompen con "
    "facilidad. Los problemas dependen en gran parte de la forma."
)


@pytest.mark.parametrize("width", [301, 302, 314, 388])
def test_no_line_is_cut_after_its_first_word_where_space_is_added(width: float) -> None:
    lines = lines_of(width, SPACED, "letter-spacing: .03em; word-spacing: .1em")
    assert all(len(line) > 30 for line in lines[:-1]), lines


def fake_split(widths: dict[str, float], resume: int | None) -> Any:
    """A stand-in for WeasyPrint's function: the width of a text, and where it would cut."""

    def split(text: str, _style: Any, _context: Any, max_width: float, _spacing: Any) -> Any:
        free = max_width == float("inf")
        return ("layout", len(text), None if free else resume, widths[text], 1.0, 1.0)

    return split


def test_no_line_is_cut_after_its_first_word_before_a_bound_element() -> None:
    for width in range(150, 260, 5):
        lines = lines_of(width, f"{TEXT.rstrip()}\u00a0<span>MRI</span>)")
        longest = max(len(line) for line in lines)
        assert all(len(line) > longest / 2 for line in lines[:-1]), (width, lines)
        assert "\u00a0MRI)" in lines[-1]


@pytest.mark.parametrize(
    ("limit", "resume", "mended"),
    [
        (10.0, 3, True),  # `ab cd` is 10 wide, `ab cd ` 11: all of it fits but the last space
        (9.0, 3, False),  # it does not fit
        (10.0, None, False),  # nothing was cut
        (10.0, 5, False),  # it was cut elsewhere
        (None, 3, False),  # there is no limit
    ],
)
def test_only_a_text_that_fits_but_for_its_last_space_is_mended(
    limit: float | None, resume: int | None, mended: bool
) -> None:
    split = fake_split({"ab cd ": 11.0, "ab cd": 10.0}, resume)
    found = fix_first_line(split, "ab cd ", NO_SPACING, None, limit, None)
    assert (found[2] is None) == (mended or resume is None)


def test_a_frame_that_goes_on_from_another_page_ends_on_its_page() -> None:
    """It ran into the foot of the page, by its padding and by the margin of what stands last in it."""
    style = (
        "@page { size: 100pt 120pt; margin: 10pt } p { margin: 0 0 6pt; line-height: 10pt }"
        "div { border: 1pt solid; padding: 12pt 0 } blockquote { margin: 0 }"
    )
    for count in range(6, 34):
        text = "<br>".join("x" * count)
        html = (
            f'<html lang="en"><title>x</title><style>{style}</style><div><blockquote><p>{text}</p></blockquote></div>'
        )
        pages = [page._page_box for page in lay_out(html, standard="ua-1").pages]
        frames = [(page, box) for page in pages for box in below(page) if getattr(box, "element_tag", "") == "div"]
        for page, box in frames:
            foot = page.content_box_y() + page.height
            assert box.border_box_y() + box.border_height() <= foot + 0.01, (count, len(pages))
        assert sum(type(box).__name__ == "LineBox" for _, frame in frames for box in below(frame)) == count
