"""Rules on braille files of every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.braille.coverage import HINT, TABLES, describe_unknown, find_unknown_characters
from press.readback.braille.reading import get_settings
from press.readback.braille.required import RAISED, list_required_blocks
from press.readback.html import parse_html, read_element_words
from press.readback.speech.core_text import hash_core_text


def _add_character(reading: Reading) -> Reading:
    """Damage the page: add a character that no braille table has."""
    return replace(reading, html=reading.html.replace("</h1>", " ☐</h1>", 1))


@rule("BRL102", clause=TABLES, hint=HINT, damage=_add_character)
def check_every_character(reading: Reading) -> Iterable[Problem]:
    """Check that the braille table has every character of the page."""
    settings = get_settings(reading.edition)
    seen = set[str]()
    for block in list_required_blocks(reading.html):
        places = ((one.text, one.position if one.position in RAISED else "") for one in block.text)
        found = dict.fromkeys(
            one for place in places for _, one in find_unknown_characters(place[0], settings, place[1])
        )
        if unknown := "".join(one for one in found if one not in seen):
            seen.update(unknown)
            yield Place(reading.edition.name), f"{describe_unknown(unknown)} in `{' '.join(block.words)[:60]}`"


def _merge_cells(reading: Reading) -> Reading:
    """Damage the page: merge two cells of a table."""
    html = reading.html.replace("<td", '<td colspan="2"', 1)
    return replace(reading, html=html, dom=parse_html(html))


@rule(
    "BRL105",
    clause="house rule: what our braille cannot show is refused",
    hint="write the table without merged cells; a transcriber can set it otherwise",
    damage=_merge_cells,
)
def check_merged_cells(reading: Reading) -> Iterable[Problem]:
    """Check that no cell of a table covers several rows or columns."""
    for table in reading.dom.iter("table"):
        merged = [cell for cell in table.iter() if {cell.get("colspan", "1"), cell.get("rowspan", "1")} != {"1"}]
        if merged:
            words = read_element_words(table)[:60]
            yield Place(reading.edition.name), f"braille has no merged cells, as in the table `{words}`"


def _expect_transcriber(reading: Reading) -> Reading:
    """Damage the reading: somebody has read another text."""
    from press.model.sources.publication import Transcriber

    facts = reading.edition.publication.facts
    reader = Transcriber(name="A. Reader", on="2020-01-01", text="0" * 16)
    facts = facts.model_copy(update={"transcriber": {reading.edition.lang: reader}})
    publication = replace(reading.edition.publication, facts=facts)
    return replace(reading, edition=replace(reading.edition, publication=publication))


@rule(
    "BRL104",
    clause="house rule: a name stands only beside what that person has read",
    hint="have the braille read again, then write the new `text` and `on` under `transcriber` in publication.yaml",
    severity="warning",
    damage=_expect_transcriber,
)
def check_transcriber(reading: Reading) -> Iterable[Problem]:
    """Check that the transcriber has read the text as it is now."""
    reader = reading.edition.publication.facts.transcriber.get(reading.edition.lang)
    digest = hash_core_text(reading.html)
    if reader and not digest.startswith(reader.text):
        problem = (
            f"the text has changed since {reader.name} read its braille ({reader.on}); its digest is {digest[:16]}"
        )
        yield Place(reading.edition.name), problem
