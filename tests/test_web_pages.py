"""A few web pages made from all features, in both standards; `make web-pages` tries 40, and other seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.render.tagging.roles import Standard
from tests.conftest import VeraPdf
from tests.torture.pages import CLAIMS
from tests.web_pages import FEATURES, LAYOUTS, find_faults, list_pages, make_page

COUNT = 13


@pytest.mark.weasyprint_log
@pytest.mark.parametrize("standard", ["ua-1", "ua-2"])
def test_a_page_of_others_is_said_whole_and_its_claims_are_true(
    standard: Standard, verapdf: VeraPdf, tmp_path: Path
) -> None:
    for number, (names, layout) in enumerate(list_pages(COUNT, 1)):
        page = tmp_path / f"{number}.html"
        page.write_text(make_page(names, layout), "utf-8")
        assert list(find_faults(page, names, standard)) == [], (layout, names)
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == COUNT
    assert [fault for file in files for fault in verapdf(file, *CLAIMS[standard])] == []


def test_the_pages_have_every_feature_in_every_layout() -> None:
    pages = list(list_pages(COUNT, 1))
    assert {name for names, _ in pages for name in names} == set(FEATURES)
    assert {layout for _, layout in pages} == set(LAYOUTS)


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("table", ("<td>5", "<td>six"), "says"),
        ("hidden", ("<p hidden>", "<p>"), "shows hush15"),
        ("iframe", ("<iframe", "<p"), "not told"),
        ("hgroup", ("<h2>", "<h3>"), "refused"),
        ("footnote", ("<p>Text", "<video></video><p>Text"), "told"),
        ("ARIA heading", ("role=heading", ""), "has the roles"),
    ],
)
def test_every_fault_is_found(name: str, change: tuple[str, str], fault: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(make_page([name], "plain").replace(*change), "utf-8")
    assert any(one.startswith(fault) for one in find_faults(page, [name], "ua-1"))
