"""Rules on editions that are not to be handed out: each says so, to those who see it and to those who hear it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.pdf.tag_tree import read_artifacts
from press.shelf_life import fillings, mark
from press.text.spacing import unspaced

LIFE = "house rule: a draft, withdrawn, superseded or expired publication says so across every page"
REPORT = "this is a fault of the press: report it with the sources that show it"


def of_a_draft(reading: Reading) -> Reading:
    """Damage: the file of a draft that looks like any other."""
    return replace(reading, edition=replace(reading.edition, marked="draft"))


@rule("DUE301", clause=LIFE, hint=REPORT, damage=of_a_draft)
def says_so_at_the_head(reading: Reading) -> Iterable[Problem]:
    """What is not to be handed out says why, once, before its title."""
    edition = reading.edition
    words = mark(edition)
    if not words:
        return
    said, text = unspaced(reading.words), unspaced(words.text.format(**fillings(edition)))
    if said.count(text) != 1 or unspaced(words.word) not in said[: said.find(text)]:
        yield Place(edition.name), f"it says {said.count(text)} times, and not once: {words.word!r}, {words.text!r}"
    elif said.find(text) > said.find(unspaced(edition.title)):
        yield Place(edition.name), f"it says only after its title: {words.text!r}"


@rule("DUE302", clause=LIFE, hint=REPORT, damage=of_a_draft)
def says_so_across_every_page(reading: Reading) -> Iterable[Problem]:
    """What is not to be handed out has its mark across every page, as an artifact that is never read aloud."""
    edition = reading.edition
    if not edition.marked:
        return
    if not reading.pages:
        drawn = [one for one in reading.dom.iter("div") if one.get("class") == "across"]
        if not drawn or drawn[0].get("aria-hidden") != "true":
            yield Place(edition.name), "it has no mark for its printed pages"
        return
    marked = {one.page for one in read_artifacts(reading.data) if one.subtype == "Watermark"}
    for page in range(1, len(reading.pages) + 1):
        if page not in marked:
            yield Place(edition.name), f"page {page} has no mark across it"
