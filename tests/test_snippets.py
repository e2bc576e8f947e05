"""Every element and style that taggers get wrong, on a small page of its own: made right, or reported.

The pages are in `tests/torture/snippets.yaml`. A page that conforms is validated by veraPDF; a page that shows an
author's mistake must be reported instead, in the words that `MISTAKES` names.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from press.finish import finish_pdf
from press.finish.metadata import Claims
from press.render.tagging.roles import Standard
from tests.conftest import VeraPdf
from tests.torture.pages import STANDARDS, TITLE, made, page

SNIPPETS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "torture/snippets.yaml").read_text())
PROFILES: dict[Standard, tuple[str, ...]] = {"ua-1": ("ua1", "2a"), "ua-2": ("ua2", "4")}
"""WTPDF asks much the same as PDF/UA-2; whole documents are held to it (test_standards.py, test_tagging.py)."""
MISTAKES = {
    "attach": "attachment",
    "area_target": "missing",
    "h_skip": "level",
    "td_only": "header cell",
    "contents": "display:contents",
}
"""Pages that cannot be made right, and a word of what their author is told."""

ALLOWED = {("h_skip", "ua-2")}
"""Mistakes that a standard allows: PDF/UA-2 has no clause on skipped levels, and `tag` only warns of them."""


def make_page(name: str, standard: Standard) -> tuple[bytes, str]:
    """The finished page and everything its author is told."""
    snippet = SNIPPETS[name]
    tagged = made(page(f"<h1>Heading</h1>{snippet['body']}", snippet.get("css", "")), standard)
    data = finish_pdf(tagged.data, Claims(standard, TITLE, lang="en"))
    return data, "; ".join([*tagged.log, *tagged.warnings])


@pytest.mark.weasyprint_log("some pages show mistakes")
@pytest.mark.parametrize("standard", STANDARDS)
def test_every_snippet_conforms_or_is_reported(standard: Standard, verapdf: VeraPdf) -> None:
    wrong: list[str] = []
    for name in SNIPPETS:
        data, complaints = make_page(name, standard)
        if complaints:
            wrong += [] if name in MISTAKES and MISTAKES[name] in complaints else [f"{name} is told {complaints}"]
        elif name in MISTAKES and (name, standard) not in ALLOWED:
            wrong.append(f"{name}: a mistake was not reported")
        elif faults := verapdf(data, *PROFILES[standard]):
            wrong.append(f"{name}: {faults}")
    assert not wrong, "\n".join(wrong)
