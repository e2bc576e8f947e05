"""The typefaces of one edition: those of its script, and those of the other languages that it has words in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from press.model.edition import Edition
from press.style.fonts import SYMBOLS, TYPEFACES, Typeface, build_face_rules, format_characters, list_families
from press.style.sheets import Medium, bundle_styles
from press.style.tokens import build_token_rules, list_changed_tokens, list_script_families, read_tokens
from press.text.scripts import SCRIPTS, find_script


@dataclass(frozen=True, slots=True)
class PassageFace:
    """The typefaces of words in another script than their edition.

    family: in which they are set; suffix, characters: of a small copy of it with nothing but the names of languages, ""
    for the whole; rest: the families after it.
    """

    family: str
    suffix: str
    characters: str
    rest: tuple[str, ...]


def build_edition_rules(edition: Edition) -> Markup:
    """Build the CSS rules that a page has beside the style sheets.

    They are its own tokens, and the typefaces of words in other scripts; on the screen with their files.
    """
    faces = build_edition_faces(edition, "screen") if edition.variant.file_format.layout == "screen" else ""
    return build_token_rules(edition) + Markup(faces + _build_passage_rules(edition))  # noqa: S704 - from our tables


def _build_passage_rules(edition: Edition) -> str:
    return "".join(
        f":lang({lang}){{font-family:{_format_stack((face.family + face.suffix, *face.rest, SYMBOLS))}}}"
        for lang, face in _list_passages(edition)
    )


def build_edition_faces(edition: Edition, medium: Medium) -> str:
    """Build the `@font-face` rules of an edition that the style sheets lack."""
    tokens = {name: token.default for name, token in read_tokens().items()} | list_changed_tokens(edition)
    named = [family for name in ("font-text", "font-title", "font-heading") for family in list_families(tokens[name])]
    passages = list(dict.fromkeys(face for _, face in _list_passages(edition)))
    named += [family for face in passages for family in face.rest]
    named += [face.family for face in passages if not face.characters]
    ours = {face.family for face in TYPEFACES.values()} - _list_bundled(medium)
    rules = build_face_rules(family for family in dict.fromkeys(named) if family in ours)
    names = {(face.family, face.suffix, face.characters) for face in passages if face.characters}
    return rules + "".join(
        build_face_rules([family], characters, suffix) for family, suffix, characters in sorted(names)
    )


def map_font_names(edition: Edition) -> dict[str, str]:
    """Map the name that a font has in a PDF to the name of its typeface, for every font that an edition may have."""
    cut = {(face.family, face.suffix, face.characters) for _, face in _list_passages(edition) if face.characters}
    return {
        _name_font(face, suffix): name + format_characters(characters)
        for family, suffix, characters in {*cut, *((face.family, "", "") for face in TYPEFACES.values())}
        for name, face in TYPEFACES.items()
        if face.family == family
    }


_WEIGHTS = {400: "", 600: "-Semi-Bold", 700: "-Bold"}


def _name_font(face: Typeface, suffix: str) -> str:
    """Name the font of a typeface as Pango describes it."""
    slope = "-Italic" if face.style == "italic" else ""
    return f"{face.family}{suffix}".replace(" ", "-") + _WEIGHTS[face.weight] + slope


def _format_stack(families: tuple[str, ...]) -> str:
    return ",".join(f'"{family}"' for family in dict.fromkeys(families))


@cache
def _list_bundled(medium: Medium) -> frozenset[str]:
    """List the families that the style sheets of a medium declare."""
    css = bundle_styles(medium)
    return frozenset(face.family for name, face in TYPEFACES.items() if f"font:{name})" in css)


def _list_passages(edition: Edition) -> Iterator[tuple[str, PassageFace]]:
    """List the languages of other scripts that an edition has words in, each with its typefaces."""
    own = find_script(edition.lang)
    named = edition.variant.tokens.get("font-text") or read_tokens()["font-text"].default
    own_families = list_script_families(named, SCRIPTS[own].text, SCRIPTS[own])
    written = set(_list_written_languages(edition))
    names = _collect_names(edition)
    for lang in sorted(written | set(edition.languages)):
        key = find_script(lang)
        if key == own:
            continue
        family, *rest = list_script_families(named, SCRIPTS[key].text, SCRIPTS[key])
        characters = "" if lang in written or family in own_families else "".join(sorted(names[key]))
        suffix = f" {hashlib.sha256(characters.encode()).hexdigest()[:6]}" if characters else ""
        yield lang, PassageFace(family, suffix, characters, tuple(rest))


def _collect_names(edition: Edition) -> Mapping[str, set[str]]:
    """Collect the characters of the names of all languages, by script."""
    found: dict[str, set[str]] = {}
    for lang, language in edition.languages.items():
        found.setdefault(find_script(lang), set(" ")).update(language.name)
    return found


def _list_written_languages(edition: Edition) -> Iterator[str]:
    """List the languages of the passages of an edition, besides the names of languages."""
    yield edition.center.language
    for section in edition.translation.sections:
        for block in (*section.heading, *section.blocks):
            yield from (node.attrs["lang"] for node in block.walk() if "lang" in node.attrs)
