"""Rules on the imprints of clinics: logos that can be seen, words in every language."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from press.imprints.edition_rules import LEAST_SEEN
from press.imprints.logo import ENOUGH, opened, share_seen
from press.imprints.logos import dots_per_inch, is_drawing, paints, printed
from press.model.edition import Library, Picture
from press.model.findings import Place
from press.model.imprint import Imprint
from press.model.rules import Problem, form_problems, rule, source_of
from press.readback.layout.colour import WHITE, contrast

LEAST_DOTS = 150.0
LEAST_SIDE = 16.0
"""Points: lower or narrower than a line of text a logo cannot be told."""
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


def _imprints(library: Library) -> Iterator[tuple[str, Imprint]]:
    for name, imprint in library.imprints.items():
        yield f"imprints/{name}.yaml", imprint


def _logos(library: Library) -> Iterator[tuple[Place, Picture]]:
    for name, logo in library.logos.items():
        yield source_of(library, f"imprints/{name}.yaml").at("logo"), logo


@rule(
    "CLN113",
    clause="WCAG 2.2, 1.1.1",
    hint="say under `logo_alt` what the logo shows, e.g. `{en: 'A house with a door.', es: 'Una casa con puerta.'}`",
    bad={_FILE: _CLINIC + "logo: logo.svg\n", _DRAWING: _SVG.format(40, 40, "#000")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#000")},
)
def logo_speaks(library: Library) -> Iterator[Problem]:
    """A logo has words for those who cannot see it."""
    for file, imprint in _imprints(library):
        if imprint.logo and not imprint.logo_alt:
            yield source_of(library, file).at("logo"), "nothing says what the logo shows"


@rule(
    "CLN114",
    clause="house rule: words in the language of the page",
    hint="add it in that language; until then it is printed in the language of the center, and marked as such",
    severity="warning",
    bad={_FILE: _CLINIC + "hours: {en: 8 to 5}\n"},
    good={_FILE: _CLINIC + "hours: {en: 8 to 5, es: De 8 a 17}\n"},
)
def words_in_every_language(library: Library) -> Iterator[Problem]:
    """What a clinic says in words is there in every language in which there is a publication."""
    langs = sorted({lang for one in library.publications.values() for lang in one.translations})
    for file, imprint in _imprints(library):
        for keys, texts in _texts(imprint):
            for lang in langs:
                if texts and lang not in texts:
                    yield source_of(library, file).at(*keys), f"`{keys[-1]}` has no text in `{lang}`"


def _texts(imprint: Imprint) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, str]]]:
    for key in ("hours", "logo_alt", "language_help"):
        yield (key,), getattr(imprint, key) or {}
    for position, phone in enumerate(imprint.phones):
        yield ("phones", position, "label"), phone.label


@rule(
    "CLN115",
    clause="WCAG 2.2, 1.4.11: 3 to 1 for graphical objects",
    hint="use the logo in a darker colour, or its version for white paper",
    bad={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#ffe")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#135")},
)
def logo_is_dark_enough(library: Library) -> Iterator[Problem]:
    """A logo has marks that stand out from white paper."""
    for place, logo in _logos(library):
        if is_drawing(logo):
            colours = paints(logo.data)
            best = max((contrast(colour, WHITE) for colour in colours), default=1.0)
            if best < ENOUGH:
                yield place, f"the darkest colour in it has a contrast of {best:.1f} to 1 to white paper"
        elif (share := share_seen(opened(logo.data))) < LEAST_SEEN:
            yield place, f"{share:.0%} of it has a contrast of 3 to 1 to white paper, and {LEAST_SEEN:.0%} is needed"


@rule(
    "CLN116",
    clause="house rule: a logo has a place of 120 by 48 points",
    hint="use a version of the logo that is neither so long nor so tall",
    bad={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(400, 40, "#135")},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(240, 40, "#135")},
)
def logo_is_not_tiny(library: Library) -> Iterator[Problem]:
    """A logo is at least as wide and as high as a line of text when it is printed."""
    for place, logo in _logos(library):
        width, height = printed(logo)
        if min(width, height) < LEAST_SIDE:
            yield place, f"it would be {width:.0f} by {height:.0f} points small"


@rule(
    "CLN117",
    clause="print practice: 150 dots to the inch at the size of print, 300 for fine lines",
    hint="use a larger picture, or the logo as an SVG drawing",
    bad={_FILE: _CLINIC + "logo: logo.png\n" + _ALT, _DOTS: PALE},
    good={_FILE: _CLINIC + "logo: logo.svg\n" + _ALT, _DRAWING: _SVG.format(40, 40, "#135")},
)
def logo_is_fine_enough(library: Library) -> Iterator[Problem]:
    """A logo made of dots has at least 150 of them to the inch as it is printed."""
    for place, logo in _logos(library):
        if not is_drawing(logo) and (dots := dots_per_inch(logo)) < LEAST_DOTS:
            yield place, f"it has {dots:.0f} dots to the inch"


@rule(
    "CLN118",
    clause="the descriptions in the JSON Schema of a language",
    hint="keep the words in braces as they are in the other languages",
    bad={"languages/fr.yaml": _WORDS.format("Même texte")},
    good={"languages/fr.yaml": _WORDS.format("Même texte que {number}, {date} · {digest}")},
)
def same_text_can_be_filled_in(library: Library) -> Iterator[Problem]:
    """The line that says whose text it is has a place for number, date and digest."""
    for lang, language in library.languages.items():
        for problem in form_problems(language.clinic.same_text, {"number", "date", "digest"}):
            place = source_of(library, f"languages/{lang}.yaml").at("clinic", "same_text")
            yield place, f"`same_text` {problem}"
