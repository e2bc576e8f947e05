"""Rules for the imprints of clinics: logos that can be seen, words in every language."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from press.imprints.edition_rules import LEAST_SEEN
from press.imprints.logos import find_colors, is_drawing, measure_printed, measure_resolution
from press.model.findings import Place
from press.model.library import Library
from press.model.publication import Picture
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.imprint import Imprint
from press.readback.layout.color import WHITE, compute_contrast
from press.readback.layout.logo import ENOUGH, measure_visible_share, open_picture

LEAST_DOTS_PER_INCH = 150.0
LEAST_SIDE = 16.0
"""Points: a logo lower or narrower than a line of text cannot be recognized."""
_FILE = "imprints/clinic.yaml"
_DRAWING, _DOTS = "imprints/clinic/logo.svg", "imprints/clinic/logo.png"
_ALT = "logo_alt: {en: A square, es: Un cuadrado}\n"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><path fill="{}" d="M0 0h40v40H0z"/></svg>'
_CLINIC = "name: Sample Clinic\n"
_WORDS = "clinic: {{title: Clinique, hours: Ouvert, same_text: '{}'}}\n"


PALE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR42mP8//8ZAzbAxIADDE4JAEOXAvSdKRG3AAAAAElFTkSuQmCC"
)
"""A pale picture of 8 by 8 dots."""


def _list_imprints(library: Library) -> Iterator[tuple[str, Imprint]]:
    for name, imprint in library.imprints.items():
        yield f"imprints/{name}.yaml", imprint


def _list_logos(library: Library) -> Iterator[tuple[Place, Picture]]:
    for name, logo in library.logos.items():
        yield find_source(library, f"imprints/{name}.yaml").find_place("logo"), logo


@rule(
    "CLN113",
    clause="WCAG 2.2, 1.1.1",
    hint="say under `logo_alt` what the logo shows, e.g. `{en: 'A house with a door.', es: 'Una casa con puerta.'}`",
    bad={_FILE: _CLINIC + "logo: logo.svg\n", _DRAWING: _SVG.format(40, 40, "#000")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#000")},
)
def check_logo_text(library: Library) -> Iterator[Problem]:
    """Check that a logo has alternative text."""
    for file, imprint in _list_imprints(library):
        if imprint.logo and not imprint.logo_alt:
            yield find_source(library, file).find_place("logo"), "nothing says what the logo shows"


@rule(
    "CLN114",
    clause="house rule: words in the language of the page",
    hint="add it in that language; until then it is printed, and tagged, in the language of the center",
    severity="warning",
    bad={_FILE: _CLINIC + "hours: {en: 8 to 5}\n"},
    good={_FILE: _CLINIC + "hours: {en: 8 to 5, es: De 8 a 17}\n"},
)
def check_clinic_languages(library: Library) -> Iterator[Problem]:
    """Check that a clinic's words exist in every published language."""
    langs = sorted({lang for one in library.publications.values() for lang in one.translations})
    for file, imprint in _list_imprints(library):
        for keys, texts in _list_texts(imprint):
            for lang in langs:
                if texts and lang not in texts:
                    yield find_source(library, file).find_place(*keys), f"`{keys[-1]}` has no text in `{lang}`"


def _list_texts(imprint: Imprint) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, str]]]:
    for key in ("hours", "logo_alt", "language_help"):
        yield (key,), getattr(imprint, key) or {}
    for position, phone in enumerate(imprint.phones):
        yield ("phones", position, "label"), phone.label


@rule(
    "CLN115",
    clause="WCAG 2.2, 1.4.11: 3 to 1 for graphical objects",
    hint="use the logo in a darker color, or its version for white paper",
    bad={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#ffe")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#135")},
)
def check_logo_contrast(library: Library) -> Iterator[Problem]:
    """Check that a logo stands out from white paper."""
    for place, logo in _list_logos(library):
        if is_drawing(logo):
            colors = find_colors(logo.data)
            best = max((compute_contrast(color, WHITE) for color in colors), default=1.0)
            if best < ENOUGH:
                yield place, f"its darkest color has a contrast of {best:.1f} to 1 with white paper"
        elif (share := measure_visible_share(open_picture(logo.data))) < LEAST_SEEN:
            yield place, f"{share:.0%} of it has a contrast of 3 to 1 with white paper; {LEAST_SEEN:.0%} is needed"


@rule(
    "CLN116",
    clause="house rule: a logo has a place of 120 by 48 points",
    hint="use a version of the logo that is neither so long nor so tall",
    bad={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(400, 40, "#135")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(240, 40, "#135")},
)
def check_logo_size(library: Library) -> Iterator[Problem]:
    """Check that a printed logo is not tiny.

    It is at least as wide and as high as a line of text.
    """
    for place, logo in _list_logos(library):
        width, height = measure_printed(logo)
        if min(width, height) < LEAST_SIDE:
            yield place, f"it would be printed {width:.0f} by {height:.0f} points large, which is too small"


@rule(
    "CLN117",
    clause="print practice: 150 dots per inch at the size in print, 300 for fine lines",
    hint="use a larger picture, or the logo as an SVG drawing",
    bad={_FILE: _CLINIC + "logo: logo.png\n" + _ALT, _DOTS: PALE},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#135")},
)
def check_logo_resolution(library: Library) -> Iterator[Problem]:
    """Check that a logo made of dots is fine enough.

    It has at least 150 dots per inch as it is printed.
    """
    for place, logo in _list_logos(library):
        if not is_drawing(logo) and (dots := measure_resolution(logo)) < LEAST_DOTS_PER_INCH:
            yield place, f"it has {dots:.0f} dots per inch"


@rule(
    "CLN118",
    clause="the descriptions in the JSON Schema of a language",
    hint="use the same words in braces as the other languages",
    bad={"languages/fr.yaml": _WORDS.format("Même texte")},
    good={"languages/fr.yaml": _WORDS.format("Même texte que {number}, {date} · {digest}")},
)
def check_same_text_placeholders(library: Library) -> Iterator[Problem]:
    """Check that `same_text` has number, date and digest.

    It is the line that says whose text an edition has.
    """
    for lang, language in library.languages.items():
        for problem in find_placeholder_problems(language.clinic.same_text, {"number", "date", "digest"}):
            place = find_source(library, f"languages/{lang}.yaml").find_place("clinic", "same_text")
            yield place, f"`same_text` {problem}"
