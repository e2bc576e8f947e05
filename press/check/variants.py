"""Rules on the forms of a text, long and short, and on how variants are folded."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library
from press.model.facts import Variant
from press.model.folding import FOLDS
from press.model.formatting import points
from press.model.rules import Problem, rule, source_of

GEOMETRY = "research/peers-and-rules.md, Print geometry"
LEAST = 36.0
"""The narrowest panel that can be folded by hand, in points (half an inch)."""

_VARIANT = "variants/extra.yaml"
_FOLDED = """format: pdf
kind: handout
width: 3.6875in
height: 8.5in
fold:
  kind: c-fold
  sheet_width: {}
  sheet_height: 8.5in
"""
_EN = "publications/handwashing/en.md"
_ES = "publications/handwashing/es.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n"
_TEXT = _HEAD + "## One {{#one}}\n\nOne.\n\n## Two {{#two{}}}\n\nTwo.\n"


@rule(
    "SRC501",
    clause="house rule: translations are compared section by section",
    hint="mark the section `.long`, `.short` or not at all, the same in every language",
    bad={_EN: _TEXT.format(" .long"), _ES: _TEXT.format("")},
    good={_EN: _TEXT.format(" .long"), _ES: _TEXT.format(" .long")},
)
def same_form(library: Library) -> Iterator[Problem]:
    """A section belongs to the same form of the text, long or short, in every language."""
    for publication in library.publications.values():
        translations = list(publication.translations.values())
        first = {section.id: section for section in translations[0].sections} if translations else {}
        for other in translations[1:]:
            for section in other.sections:
                twin = first.get(section.id)
                if twin and twin.text != section.text:
                    wanted = f"`.{twin.text}`" if twin.text else "not marked"
                    there = translations[0].source.line(twin.line)
                    yield other.source.line(section.line), f"`#{section.id}` is {wanted} at {there}"


@rule(
    "SRC502",
    clause=GEOMETRY,
    hint="a sheet is as wide as its panels: two pages of a booklet, three panels of a leaflet",
    bad={_VARIANT: _FOLDED.format("14in")},
    good={_VARIANT: _FOLDED.format("11in")},
)
def panels_fit_the_sheet(library: Library) -> Iterator[Problem]:
    """The panels of a folded variant fill its sheet; the panel that is folded in is not wider than the others."""
    for name, variant in library.variants.items():
        if variant.fold and variant.width and variant.height:
            place = source_of(library, f"variants/{name}.yaml").at("fold", "sheet_width")
            for problem in _misfits(variant):
                yield place, problem


def _misfits(variant: Variant) -> Iterator[str]:
    assert variant.fold
    assert variant.width
    assert variant.height
    fold = FOLDS.get(variant.fold.kind, FOLDS["half-fold"])
    wide, sheet = points(variant.width), points(variant.fold.sheet_width)
    across = len(fold.outside)
    rest = sheet - (across - 1) * wide
    if points(variant.height) > points(variant.fold.sheet_height) + 0.01:
        yield f"pages {variant.height} high do not fit a sheet {variant.fold.sheet_height} high"
    if fold.narrow and not LEAST < rest < wide:
        yield f"panels of {variant.width} leave {rest:g} pt of a sheet {variant.fold.sheet_width} wide for the flap"
    elif not fold.narrow and abs(rest - wide) > 0.1:
        yield f"{across} pages of {variant.width} are not a sheet {variant.fold.sheet_width} wide"
