"""Rules on the finished PDF, read back from its bytes. A validator's PASS is the floor; these go on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from press.model.findings import Place
from press.model.folding import list_page_widths
from press.model.formatting import convert_to_points
from press.model.messages import REPORT, pluralize_noun
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.layout.dots import PlacedPicture
from press.readback.layout.overprint import find_overprinted
from press.readback.pdf.tag_tree import StructureElement
from press.readback.speech.core_text import read_page_transcript
from press.readback.speech.transcript import describe_differences
from press.style.dots import FEWEST_DOTS
from press.style.faces import map_font_names
from press.style.shaping import is_shaped_as
from press.text.spacing import remove_spaces, squeeze_spaces

CLAIMS = {
    "ua-1": {"PDF/UA-1", "PDF/A-2a"},
    "ua-2": {"PDF/UA-2", "PDF/A-4", "wtpdf#accessibility1.0", "wtpdf#reuse1.0"},
}
"""What a file of each standard must claim in its XMP packet."""


def change_facts(**facts: Any) -> Callable[[Reading], Reading]:
    """Damage a reading: change what the file says of itself."""
    return lambda reading: replace(reading, facts=replace(reading.facts, **facts))


@rule(
    "PDF101",
    clause="ISO 14289-1, 5; ISO 19005-2, 6.6.4; ISO 14289-2, 5",
    hint=REPORT,
    damage=change_facts(claims=("PDF/A-2a",)),
)
def check_claims(reading: Reading) -> Iterable[Problem]:
    """Check that the file claims every standard of its variant."""
    wanted = CLAIMS[reading.edition.variant.pdf_standard]
    if lacking := sorted(wanted - set(reading.facts.claims)):
        yield Place(reading.edition.name), f"the file does not claim {', '.join(lacking)}"


@rule("PDF102", clause="ISO 14289-1, 7.1 and 7.2; WCAG 2.2, 2.4.2 and 3.1.1", hint=REPORT, damage=change_facts(lang=""))
def check_title_and_language(reading: Reading) -> Iterable[Problem]:
    """Check that the file has title and language of the source, and shows the title."""
    edition, facts = reading.edition, reading.facts
    if facts.title != edition.title:
        yield Place(edition.name), f"its title is `{facts.title}`, not `{edition.title}`"
    if facts.lang != edition.lang:
        yield Place(edition.name), f"its language is `{facts.lang}`, not `{edition.lang}`"
    if not facts.shows_title:
        yield Place(edition.name), "a viewer would show its file name, not its title"


@rule(
    "PDF103",
    clause="Dublin Core identifier, creator, description, subject",
    hint=REPORT,
    damage=change_facts(identifier=""),
)
def check_metadata(reading: Reading) -> Iterable[Problem]:
    """Check that number, author, summary and search words are in the XMP packet."""
    edition, facts = reading.edition, reading.facts
    front = edition.translation.front
    for what, found, wanted in (
        ("identifier", facts.identifier, edition.number),
        ("author", facts.creators, (edition.center.name,)),
        ("description", facts.description, front.summary),
        ("keywords", facts.subjects, tuple(front.keywords)),
    ):
        if found != wanted:
            yield Place(edition.name), f"its {what} is `{found}`, not `{wanted}`"


@rule(
    "PDF104",
    clause="ISO 14289-1, 7.21.4.1",
    hint="give the typeface a row in press/style/fonts.py",
    damage=change_facts(unembedded=("Helvetica",)),
)
def check_fonts(reading: Reading) -> Iterable[Problem]:
    """Check that every font is embedded."""
    for name in reading.facts.unembedded:
        yield Place(reading.edition.name), f"the font {name} is not embedded"


@rule(
    "PDF105",
    clause="the variant's trim size",
    hint="remove the token or @page rule that changes the size of the page",
    damage=change_facts(sizes=((611.0, 792.0),)),
)
def check_trim_size(reading: Reading) -> Iterable[Problem]:
    """Check that every page has its variant's trim size.

    Within a hundredth of a point.
    """
    variant = reading.edition.variant
    assert variant.width
    assert variant.height
    widths = list_page_widths(variant, len(reading.facts.sizes))
    for number, size in enumerate(reading.facts.sizes, 1):
        wanted = widths[number - 1], convert_to_points(variant.height)
        if any(abs(have - want) > 0.01 for have, want in zip(size, wanted, strict=True)):
            yield Place(reading.edition.name), f"page {number} is {size[0]:g} × {size[1]:g} pt, not {wanted}"


def show_few_dots(reading: Reading) -> Reading:
    """Damage a reading: print the first picture of the text with few dots."""
    alt = next(_list_alternatives(reading))
    return replace(reading, preset_pictures=(PlacedPicture(alt, 1, 300.0, 62.0),))


@rule(
    "PDF108",
    clause=f"house rule: in print, a picture has {FEWEST_DOTS} dots to the inch or more",
    hint="take a larger file of the picture, or make it narrower: `{width=50}` behind it is half of the width",
    severity="warning",
    damage=show_few_dots,
)
def check_dots(reading: Reading) -> Iterable[Problem]:
    """Check that no dots are seen in the pictures of the text."""
    names = set(_list_alternatives(reading))
    for one in reading.pictures:
        if one.alt in names and round(one.dots) < FEWEST_DOTS:
            inches = one.width / 72
            problem = (
                f"the picture `{one.alt}` has {one.dots:.0f} dots to the inch, {inches:.1f} in wide on page {one.page};"
                f" it bears {inches * one.dots / FEWEST_DOTS:.1f} in"
            )
            yield Place(reading.edition.name), problem


def _list_alternatives(reading: Reading) -> Iterator[str]:
    """List the words of the pictures of a text."""
    blocks = (block for section in reading.edition.translation.sections for block in section.blocks)
    return (node.attrs["alt"] for block in blocks for node in block.walk() if node.attrs.get("alt"))


@rule("PDF106", clause="WCAG 2.2, 2.4.5; PDF technique PDF2 and PDF17", hint=REPORT, damage=change_facts(outline=()))
def check_outline_and_labels(reading: Reading) -> Iterable[Problem]:
    """Check that the outline names every section in order, and pages have labels."""
    edition = reading.edition
    # Two headings may have the same words: a section may be called what the press calls its own.
    titles = iter([remove_spaces(title) for _, title in reading.facts.outline])
    if not all(remove_spaces(section.title) in titles for section in edition.translation.sections):
        yield Place(edition.name), f"its outline is {[title for _, title in reading.facts.outline]}"
    if not reading.facts.labels:
        yield Place(edition.name), "its pages have no labels"


@rule("PDF107", clause="ISO 14289-1, 7.18.5", hint=REPORT, damage=change_facts(mute_links=1))
def check_link_words(reading: Reading) -> Iterable[Problem]:
    """Check that every link has words for screen readers."""
    if reading.facts.mute_links:
        yield Place(reading.edition.name), f"{pluralize_noun(reading.facts.mute_links, 'link')} without Contents"


def drop_paragraph(reading: Reading) -> Reading:
    """Damage: drop the first paragraph of the tag tree."""
    assert reading.tags is not None
    return replace(reading, tags=_drop_first(reading.tags, "P")[0])


def move_headings(reading: Reading) -> Reading:
    """Damage: move headings of the tag tree a page later."""
    return replace(reading, tags=_move_headings(reading.tags))


@rule(
    "PDF201",
    clause="ISO 14289-1, 7.1 and 7.2; WCAG 2.2, 1.3.1, 1.3.2, 3.1.2",
    hint=REPORT,
    damage=drop_paragraph,
)
def check_transcript(reading: Reading) -> Iterable[Problem]:
    """Check that the tag tree says what the typeset page says: sequence, roles, words, languages, headers, links."""
    for problem in describe_differences(read_page_transcript(reading.html), reading.transcript):
        yield Place(reading.edition.name), problem


@rule(
    "PDF202",
    clause="WCAG 2.2, 2.4.5; house rule: what a file says of itself comes from its sources",
    hint=REPORT,
    damage=move_headings,
)
def check_contents(reading: Reading) -> Iterable[Problem]:
    """Check that every entry of the contents names the page of its heading."""
    assert reading.tags is not None
    pages: dict[str, list[str]] = {}
    for one in reading.tags.walk():
        if one.level:
            pages.setdefault(squeeze_spaces(one.all_text), []).append(str(one.page))
    for entry in reading.tags.find("TOCI"):
        words, _, number = squeeze_spaces(entry.all_text).rpartition(" ")
        # Two headings may have the same words.
        there = pages.get(words, [])
        if number not in there:
            shown = " or ".join(there) or "any"
            yield Place(reading.edition.name), f"the contents say `{words}` is on page {number}, not {shown}"


def change_glyph(reading: Reading) -> Reading:
    """Damage: draw another glyph for a word."""
    first, *others = reading.drawn_runs
    drawn = first._replace(glyphs=(first.glyphs[0] + 1, *first.glyphs[1:]))
    return replace(reading, preset_drawn_runs=(drawn, *others))


@rule(
    "PDF203",
    clause="ISO 14289-1, 7.21.7 and 7.1; ISO 32000-1, 14.9.4: what replaces glyphs says what they show",
    hint=REPORT,
    damage=change_glyph,
)
def check_glyphs(reading: Reading) -> Iterable[Problem]:
    """Check that every word is drawn with the glyphs that its typeface has for it."""
    edition, names = reading.edition, map_font_names(reading.edition)
    langs = [edition.lang, *(lang for lang in edition.languages if lang != edition.lang)]
    for run in reading.drawn_runs:
        name = names.get(run.font)
        if name is None:
            yield Place(edition.name), f"page {run.page}: `{run.text}` is drawn in {run.font}, no typeface of ours"
        elif not is_shaped_as(run.glyphs, run.text, name, langs, rtl=run.rtl):
            yield Place(edition.name), f"page {run.page}: `{run.text}` is drawn with other glyphs of {run.font}"


def draw_twice(reading: Reading) -> Reading:
    """Damage: draw the first words again, a little farther on."""
    first, *others = reading.canvases
    run = first.runs[0]
    step = run.ink.size / 4
    moved = run._replace(lefts=tuple(x + step for x in run.lefts), rights=tuple(x + step for x in run.rights))
    return replace(reading, preset_canvases=(replace(first, runs=(*first.runs, moved)), *others))


@rule(
    "PDF204",
    clause="house rule: no words are lost, clipped or drawn over",
    hint="make these words shorter, or report it: nothing should stand so close",
    damage=draw_twice,
)
def check_overprint(reading: Reading) -> Iterable[Problem]:
    """Check that no words are drawn over others."""
    for page in reading.canvases:
        for one, other in find_overprinted(page):
            yield Place(reading.edition.name), f"page {page.number}: `{one}` and `{other}` are drawn over each other"


def _drop_first(element: StructureElement, role: str) -> tuple[StructureElement, bool]:
    parts: list[StructureElement | str] = []
    dropped = False
    for part in element.content:
        if dropped or isinstance(part, str):
            parts.append(part)
        elif part.role == role:
            dropped = True
        else:
            rest, dropped = _drop_first(part, role)
            parts.append(rest)
    return replace(element, content=tuple(parts)), dropped


def _move_headings(element: StructureElement | None) -> StructureElement:
    assert element is not None
    parts = tuple(_move_headings(part) if isinstance(part, StructureElement) else part for part in element.content)
    return replace(element, content=parts, page=element.page + (1 if element.level else 0))
