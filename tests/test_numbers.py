"""Page numbers in the contents are set in pages that are laid out once."""

from __future__ import annotations

from typing import Any

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes

from press.render.tagging import hooks, lay_out, paint
from press.render.weasyprint.boxes import walk_boxes
from tests.torture.pages import faces

STYLE = """
@page { size: 300px 200px; margin: 20px 20px 30px; @bottom-right { content: counter(page) " of " counter(pages) } }
body { margin: 0; font: 14px/20px "Atkinson Hyperlegible" }
li { position: relative; list-style: none } ul { padding: 0 }
a::after { content: " " target-counter(attr(href), page); %s }
section { height: 140px }
"""
OUTSIDE = "position: absolute; right: 0"


def html(where: str, sections: int = 12) -> str:
    """A page of contents, and sections that fill a page each."""
    entries = "".join(f'<li><a href="#s{number}">Part</a></li>' for number in (1, 5, sections))
    parts = "".join(f'<section id="s{number}">Text</section>' for number in range(1, sections + 1))
    return f'<html lang="en"><title>T</title><style>{STYLE % where}</style><ul>{entries}</ul>{parts}</html>'


def laid_out(page: str) -> weasyprint.Document:
    css, fonts = faces()
    return lay_out(page, standard="ua-1", stylesheets=[css], font_config=fonts)


def numbers(document: weasyprint.Document) -> list[int]:
    """What stands after the entries of the contents."""
    found = walk_boxes(document.pages[0]._page_box)
    texts = [box.text for box in found if isinstance(box, boxes.TextBox) and box.element_tag == "a::after"]
    return [int(text) for text in texts]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages in the order in which they were laid out."""
    calls: list[int] = []
    make: Any = weasyprint.layout.page.make_page

    def noted(*values: Any) -> Any:
        calls.append(values[4])
        return make(*values)

    monkeypatch.setattr(weasyprint.layout.page, "make_page", noted)
    return calls


@pytest.mark.parametrize("where", [OUTSIDE, "color: black"])
def test_every_number_is_that_of_the_page(where: str, made: list[int]) -> None:
    document = laid_out(html(where))
    assert numbers(document) == [2, 6, 13]
    assert (len(made) == len(document.pages)) == (where == OUTSIDE), "boxes in the flow need a new layout, others none"


def test_numbers_set_afterwards_are_those_of_a_new_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    data = paint(laid_out(html(OUTSIDE)), "ua-1").data
    monkeypatch.setattr(hooks, "set_page_numbers", lambda *_: None)
    assert data == paint(laid_out(html(OUTSIDE)), "ua-1").data
