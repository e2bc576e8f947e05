"""Shaping: the glyphs of a typeface that words are drawn with, by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import product
from typing import Any

from press.style.fonts import load_typeface
from press.text.cldr import find_script_code
from press.text.scripts import name_script

FEATURES: tuple[Mapping[str, bool], ...] = tuple(
    {**numerals, **ligatures}
    for ligatures, numerals in product(({}, {"liga": False, "clig": False}), ({}, {"tnum": True}))
)
"""The features of OpenType that our style sheets ask for. Letters that stand closer or wider have no ligatures; figures
are as high as capitals in all our typefaces, whether asked for or not."""
HYPHENS = "-\u2010\u2011\u00ad"


def is_shaped_as(glyphs: tuple[int, ...], text: str, name: str, langs: Iterable[str], *, rtl: bool) -> bool:
    """Tell whether a typeface draws some words with some glyphs, in the order of their places.

    Signs of words that run to the left are drawn after the words, so there the order says nothing. glyphs: their
    numbers; name: as `load_typeface` takes it; langs: those that the words may be in, the likeliest first; rtl: whether
    the words run to the left.
    """
    # Signs and digits between words of a script are of that script too; by themselves they are of none.
    # Pango takes Latin letters for English, if it knows that the language around them is written in others.
    ways = (
        (lang, at, script, latin)
        for lang in langs
        for script in (find_script_code(lang), "")
        for latin in dict.fromkeys((lang, "en"))
        for at in range(len(FEATURES))
    )
    shaped = (_shape(text, name, *way, rtl=rtl) for way in ways)
    return any(one == glyphs or _list_inked(one, name, rtl=rtl) == _list_inked(glyphs, name, rtl=rtl) for one in shaped)


@lru_cache(maxsize=64)
def _list_inked(glyphs: tuple[int, ...], name: str, *, rtl: bool) -> list[int]:
    """List glyphs that leave ink, with all hyphens as one; in no order of their own if they run to the left."""
    found = [number for glyph in glyphs if (number := _simplify_glyph(glyph, name)) is not None]
    return sorted(found) if rtl else found


@lru_cache(maxsize=65536)
def _simplify_glyph(glyph: int, name: str) -> int | None:
    """Find the glyph that another is as good as; None for a blank."""
    font = _open_font(name)
    extents = font.get_glyph_extents(glyph)
    if extents is None or not (extents.width and extents.height):
        return None
    hyphens = [font.get_nominal_glyph(ord(sign)) for sign in HYPHENS]
    return next(filter(None, hyphens)) if glyph in hyphens else glyph


@lru_cache(maxsize=4096)
def _shape(text: str, name: str, lang: str, features: int, script: str, latin: str, *, rtl: bool) -> tuple[int, ...]:
    """Shape words, those of each script by themselves, as Pango does.

    features: the index of some in `FEATURES`; script: of what has no letters, "" for none; latin: the
    language of Latin letters.
    """
    import uharfbuzz

    font, found = _open_font(name), list[int]()
    for part in _split_scripts(text):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        if script and not any(map(str.isalpha, part)):
            buffer.script = script
        buffer.direction = "rtl" if rtl else "ltr"
        first = next(filter(str.isalpha, part), "")
        buffer.language = latin if first and name_script(first) == "LATIN" else lang
        uharfbuzz.shape(font, buffer, dict(FEATURES[features]))
        found += (info.codepoint for info in buffer.glyph_infos)
    return tuple(found)


def _split_scripts(text: str) -> Iterator[str]:
    """Split words where a letter of another script begins."""
    start, script = 0, ""
    for at, letter in enumerate(text):
        own = name_script(letter) if letter.isalpha() else ""
        if own and script and own != script:
            yield text[start:at]
            start = at
        script = own or script
    yield text[start:]


@cache
def _open_font(name: str) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(load_typeface(name)))
