"""Rules on editions that must not be handed out: each has a status notice that is seen and heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.pdf.tag_tree import read_artifacts
from press.shelf_life import find_notice_values, find_status_notice
from press.text.spacing import remove_spaces

LIFE = "house rule: a draft, withdrawn, superseded or expired publication says so across every page"


def expect_draft(reading: Reading) -> Reading:
    """Damage the reading: expect the notice of a draft."""
    return replace(reading, edition=replace(reading.edition, notice="draft"))


@rule("DUE301", clause=LIFE, hint=REPORT, damage=expect_draft)
def check_notice_at_head(reading: Reading) -> Iterable[Problem]:
    """Check that a status notice is above the title, once."""
    edition = reading.edition
    words = find_status_notice(edition)
    if not words:
        return
    texts = (words.text.format(**find_notice_values(edition)), words.word, edition.title)
    text, word, title = (remove_spaces(reading.spell(one)) for one in texts)
    printed = remove_spaces(reading.words)
    if printed.count(text) != 1 or word not in printed[: printed.find(text)]:
        yield (
            Place(edition.name),
            f"the status notice `{words.word}` is in it {printed.count(text)} times, not once: `{words.text}`",
        )
    elif 0 <= printed.find(title) < printed.find(text):
        yield Place(edition.name), f"the status notice comes after the title: `{words.text}`"


@rule("DUE302", clause=LIFE, hint=REPORT, damage=expect_draft)
def check_notice_on_pages(reading: Reading) -> Iterable[Problem]:
    """Check that a status notice lies across every page.

    It is an artifact, which is never read aloud.
    """
    edition = reading.edition
    if not edition.notice or edition.variant.file_format.layout == "core":
        return  # a file that flows has no page that anything could lie across
    if not reading.pages:
        drawn = [one for one in reading.dom.iter("div") if one.get("class") == "across"]
        if not drawn or drawn[0].get("aria-hidden") != "true":
            yield Place(edition.name), "it has no status notice for its printed pages"
        return
    pages_with_notice = {one.page for one in read_artifacts(reading.data) if one.subtype == "Watermark"}
    for page in range(1, len(reading.pages) + 1):
        if page not in pages_with_notice:
            yield Place(edition.name), f"page {page} has no status notice across it"
