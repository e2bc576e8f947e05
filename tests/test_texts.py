"""Two generated texts over the whole dialect, as drafts; `make texts` builds 200 of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from press.load.markdown import parse_body
from press.model.nodes import BOXES
from tests.texts import TextMaker, build_text


@pytest.mark.parametrize(("seed", "length", "variant"), [(3, 300, "half-letter"), (7, 60, "large-print")])
def test_a_generated_text_builds(seed: int, length: int, variant: str, tmp_path: Path) -> None:
    built = dict(build_text(tmp_path, TextMaker(seed, length).make_text(), [variant]))
    assert built == {"sources": [], variant: []}


def test_generated_texts_have_everything() -> None:
    kinds: set[str] = set()
    for seed in range(1, 31):
        body, found = parse_body(
            TextMaker(seed, 1_200).make_text().partition("---\n")[2].partition("---\n")[2], "en.md"
        )
        assert [str(one) for one in found if one.severity == "error"] == []
        kinds |= {node.kind for one in body.sections for top in one.blocks for node in top.walk()}
    assert {"footnote", "check_box", "blank", "definitions", "table", "callout", "figure", *BOXES} <= kinds
