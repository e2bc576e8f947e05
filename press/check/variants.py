"""Rules for the forms of a text, long and short, and for how variants are folded."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.folding import FOLDS
from press.model.formatting import convert_to_points
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.rules import Problem, find_source, is_unreadable, rule
from press.model.sources.variant import Variant
from press.readback.measure.guidelines import FIGURE_NAMES

GEOMETRY = "print practice: the panels of a fold fill its sheet, and a flap is narrower"
NARROWEST_FLAP = 36.0
"""The narrowest panel that can be folded by hand, in points (0.5 in)."""

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
_TWO_SECTIONS = _HEAD + "## One {{#one}}\n\nOne.\n\n## Two {{#two{}}}\n\nTwo.\n"


@rule(
    "SRC501",
    clause="house rule: translations are compared section by section",
    hint="mark the section `.long`, `.short` or not at all, the same in every language",
    bad={_EN: _TWO_SECTIONS.format(" .long"), _ES: _TWO_SECTIONS.format("")},
    good={_EN: _TWO_SECTIONS.format(" .long"), _ES: _TWO_SECTIONS.format(" .long")},
    scope="publication",
)
def check_text_form(library: Library) -> Iterator[Problem]:
    """Check that a section has one form in every language.

    The forms of a text are long and short.
    """
    for publication in library.publications.values():
        translations = list(publication.translations.values())
        first = {section.id: section for section in translations[0].sections} if translations else {}
        for other in translations[1:]:
            for section in other.sections:
                counterpart = first.get(section.id)
                if counterpart and counterpart.text_form != section.text_form:
                    expected = f"`.{counterpart.text_form}`" if counterpart.text_form else "not marked"
                    there = translations[0].source.make_place(counterpart.line)
                    yield other.source.make_place(section.line), f"`#{section.id}` is {expected} at {there}"


@rule(
    "SRC502",
    clause=GEOMETRY,
    hint="make the sheet as wide as its panels: two pages of a booklet, three panels of a leaflet",
    bad={_VARIANT: _FOLDED.format("14in")},
    good={_VARIANT: _FOLDED.format("11in")},
)
def check_panels_fit_sheet(library: Library) -> Iterator[Problem]:
    """Check that folded panels fill their sheet.

    The panel that is folded in is not wider than the others.
    """
    for name, variant in library.variants.items():
        # A length that cannot be read is empty.
        if variant.fold and all((variant.width, variant.height, variant.fold.sheet_width, variant.fold.sheet_height)):
            place = find_source(library, f"variants/{name}.yaml").find_place("fold", "sheet_width")
            for problem in _find_misfits(variant):
                yield place, problem


def _find_misfits(variant: Variant) -> Iterator[str]:
    assert variant.fold
    assert variant.width
    assert variant.height
    fold = FOLDS.get(variant.fold.kind, FOLDS["half-fold"])
    wide, sheet = convert_to_points(variant.width), convert_to_points(variant.fold.sheet_width)
    across = len(fold.outside)
    rest = sheet - (across - 1) * wide
    if convert_to_points(variant.height) > convert_to_points(variant.fold.sheet_height) + 0.01:
        yield f"pages {variant.height} high do not fit a sheet {variant.fold.sheet_height} high"
    if fold.narrow_pages and not NARROWEST_FLAP < rest < wide:
        yield f"panels {variant.width} wide leave {rest:g} pt of a sheet {variant.fold.sheet_width} wide for the flap"
    elif not fold.narrow_pages and abs(rest - wide) > 0.1:
        yield f"{across} pages {variant.width} wide do not make a sheet {variant.fold.sheet_width} wide"


_WEB = "format: html\nkind: web-page\n"


@rule(
    "SRC512",
    clause="house rule: a page offers only what there is",
    hint="name variants whose files the page lists, or delete the word",
    bad={_VARIANT: _WEB + "first_files: [nothing]\n"},
    good={_VARIANT: _WEB + "first_files: [letter]\n"},
)
def check_first_files(library: Library) -> Iterator[Problem]:
    """Check that `first_files` names other variants of a page that lists files."""
    for name, variant in library.variants.items():
        place = find_source(library, f"variants/{name}.yaml").find_place("first_files")
        if variant.first_files and not variant.file_format.lists_files:
            yield place, f"files of the format `{variant.format}` list no other files", "delete `first_files`"
        for other in variant.first_files:
            if is_unreadable(library, f"variants/{other}.yaml", library.variants):
                continue
            if other not in library.variants or library.variants[other].file_format.lists_files:
                problem = f"there is no variant `{other}` with a file to print or keep"
                yield place, problem, suggest_name(other, library.variants)


@rule(
    "SRC511",
    clause="EPUB Accessibility 1.1, 3.2: page numbers are those of a named print edition",
    hint="name a variant on paper in `pages_of`, e.g. `letter`, or delete the word",
    bad={_VARIANT: _WEB + "pages_of: nothing\n"},
    good={_VARIANT: _WEB + "pages_of: letter\n"},
)
def check_print_pages(library: Library) -> Iterator[Problem]:
    """Check that `pages_of` names a printed variant with the same text."""
    for name, variant in library.variants.items():
        if not variant.pages_of:
            continue
        place = find_source(library, f"variants/{name}.yaml").find_place("pages_of")
        other = library.variants.get(variant.pages_of)
        if variant.file_format.paged:
            yield place, f"files of the format `{variant.format}` have pages of their own", "delete `pages_of`"
        elif is_unreadable(library, f"variants/{variant.pages_of}.yaml", library.variants):
            continue
        elif not other:
            problem = f"there is no variant `{variant.pages_of}`"
            yield place, problem, suggest_name(variant.pages_of, library.variants)
        elif not other.file_format.read_page_starts:
            yield place, f"files of `{variant.pages_of}` have no pages"
        elif _list_text_choices(other) != _list_text_choices(variant):
            yield place, f"`{variant.pages_of}` has another text, tables or order of the back matter"


def _list_text_choices(variant: Variant) -> tuple[str, ...]:
    """List the choices of a variant that change its words or their order."""
    return (variant.text, variant.tables, variant.back)


_PDF = "format: pdf\nkind: handout\nwidth: 5in\nheight: 5in\n"
_PROFILE = "profiles/extra.yaml"
_PROFILE_TEXT = "title: T\nsource: S\nrules:\n  - {{measure: {}, comparison: {}, figure: {}, unit: pt, clause: C}}\n"


@rule(
    "SRC401",
    clause="house rule: a variant names its profile",
    hint="write the profile into `sources/profiles/`, or delete the word",
    bad={_VARIANT: _PDF + "profile: nobody\n"},
    good={_VARIANT: _PDF + "profile: extra\n", _PROFILE: _PROFILE_TEXT.format("body", "at least", 18)},
)
def check_profile_exists(library: Library) -> Iterator[Problem]:
    """Check that the profile that a variant names exists."""
    for name, variant in library.variants.items():
        if variant.profile and f"profiles/{variant.profile}.yaml" not in library.sources:
            place = find_source(library, f"variants/{name}.yaml").find_place("profile")
            yield place, f"there is no profile `{variant.profile}`", suggest_name(variant.profile, library.profiles)


@rule(
    "SRC402",
    clause="the figures that `python pipeline.py measure` prints",
    hint="`python pipeline.py measure FILE.pdf --json` lists what is measured",
    bad={_PROFILE: _PROFILE_TEXT.format("body_siez", "at least", 18)},
    good={_PROFILE: _PROFILE_TEXT.format("body", "at least", 18)},
)
def check_measures_exist(library: Library) -> Iterator[Problem]:
    """Check that every measure named in a profile exists."""
    for name, profile in library.profiles.items():
        for position, one in enumerate(profile.rules):
            if one.measure not in FIGURE_NAMES:
                place = find_source(library, f"profiles/{name}.yaml").find_place("rules", position, "measure")
                yield place, f"there is no measure `{one.measure}`", suggest_name(one.measure, FIGURE_NAMES)


@rule(
    "SRC403",
    clause="the descriptions in the JSON Schema of a profile",
    hint="`one of` takes a list of words; every other comparison takes one number",
    bad={_PROFILE: _PROFILE_TEXT.format("body", "one of", 18)},
    good={_PROFILE: _PROFILE_TEXT.format("faces", "one of", "[Arimo]")},
)
def check_comparisons(library: Library) -> Iterator[Problem]:
    """Check that a profile's figure fits its comparison."""
    for name, profile in library.profiles.items():
        for position, one in enumerate(profile.rules):
            if isinstance(one.figure, list) != (one.comparison == "one of"):
                place = find_source(library, f"profiles/{name}.yaml").find_place("rules", position, "figure")
                yield place, f"{one.figure!r} cannot be compared with `{one.comparison}`"


_FACTS = "publications/handwashing/publication.yaml"
_PLAN = "number: 01-001\nissued: 2020-02\nreview_status: adapted\nstatements: []\nleaflet: {{flap: [{}]}}\n"


@rule(
    "SRC504",
    clause="house rule: a leaflet shows sections and figures of its text",
    hint="write the id as it stands in the text",
    bad={_FACTS: _PLAN.format("howw")},
    good={_FACTS: _PLAN.format("how")},
    scope="publication",
)
def check_leaflet_plan(library: Library) -> Iterator[Problem]:
    """Check that plans of leaflets and summaries name what exists."""
    for publication in library.publications.values():
        sections = [one for text in publication.translations.values() for one in text.sections]
        figures = {node.attrs["id"] for one in sections for node in one.blocks if node.kind == "figure"}
        plan = publication.facts.leaflet
        for key, names, known in (("flap", plan.flap, {one.id for one in sections}), ("bands", plan.bands, figures)):
            for position, name in enumerate(names):
                if name not in known:
                    place = publication.source.find_place("leaflet", key, position)
                    what = "section" if key == "flap" else "figure"
                    yield place, f"there is no {what} `#{name}`", suggest_name(name, known)
        for section, name in plan.figures.items():
            if section not in {one.id for one in sections} or name not in figures:
                place = publication.source.find_place("leaflet", "figures", section)
                yield place, f"there is no section `#{section}`, or no figure `#{name}`"
        for name in publication.facts.summary:
            if name not in {one.id for one in sections}:
                place = publication.source.find_place("summary", name)
                yield place, f"there is no section `#{name}`", suggest_name(name, {one.id for one in sections})
