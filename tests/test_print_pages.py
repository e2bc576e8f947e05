"""Where the pages of a printed edition begin, told to editions without pages of their own."""

from __future__ import annotations

import re

from press.readback.html import parse_html
from press.readback.page_starts import find_body, walk_passages
from press.readback.pdf.tag_tree import PICTURE
from tests import poppler
from tests.conftest import Shipped


def test_pages_begin_at_the_word_that_poppler_reads_first(shipped: Shipped) -> None:
    """The words before and after each place are the last of one page and the first of the next."""
    words = {
        row["language"]: "".join(one.words for one in walk_passages(find_body(parse_html(
            (shipped.folder / row["file"]).read_text("utf-8")))) if one.is_core)
        for row in shipped.editions if row["format"] == "html"
    }  # fmt: skip
    rows = [row for row in shipped.editions if row["variant"] == "letter"]
    assert rows
    for row in rows:
        core, starts = words[row["language"]], row["page_starts"]
        assert len(starts) == row["pages"] + 1
        assert (starts[0], starts[-1]) == (0, len(core))
        assert starts == sorted(starts)
        pages = [re.sub(r"\s", "", text) for text in poppler.read_words(shipped.folder / row["file"]).split("\f")]
        for number, start in enumerate(starts[1:-1], 2):
            following = core[start:].replace(PICTURE, "")[:12]
            if start != starts[number]:  # of a page with words of the text
                assert following in pages[number - 1]
            else:
                assert following in pages[number]
