"""The typefaces: their files, and small copies of them for the web edition.

Typefaces come from ordinary Python packages, never from the system, so that every machine sets the same page.
Style sheets name them by the address ``font:NAME``.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.util
import io
import math
import re
from importlib import metadata
from pathlib import Path

from press.model.findings import make_environment_error
from press.runtime import cache

TYPEFACES = {
    "AtkinsonHyperlegible-Regular": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Regular.ttf"),
    "AtkinsonHyperlegible-Bold": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Bold.ttf"),
    "AtkinsonHyperlegible-Italic": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Italic.ttf"),
    "AtkinsonHyperlegible-BoldItalic": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-BoldItalic.ttf"),
    "Arimo-Regular": ("fontpkg_arimo", "files/Arimo[wght].ttf"),
    "Arimo-Bold": ("fontpkg_arimo", "files/Arimo[wght].ttf"),
    "SourceSerifPro-Semibold": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
}
"""By the name of the typeface: the package that carries it, and its file in that package."""

_WEIGHTS = {"Arimo-Regular": 400, "Arimo-Bold": 700}
"""Typefaces that are cut from a variable file at one weight. If they were not, the renderer would do it anew for each
document."""

SCHEME = "font:"
_ADDRESS = re.compile(r"""url\(\s*["']?font:([A-Za-z0-9-]+)["']?\s*\)(\s*format\([^)]*\))?""")


def is_typeface_url(url: str) -> bool:
    """Tell whether an address names one of our typefaces."""
    return url.startswith(SCHEME) and url.removeprefix(SCHEME) in TYPEFACES


@functools.cache
def load_typeface(name: str) -> bytes:
    """Read the whole TrueType file of a typeface.

    Raises PressError (environment) if its package is not installed.
    """
    data = find_typeface(name).read_bytes()
    if name not in _WEIGHTS:
        return data
    source_digest = hashlib.sha256(data).hexdigest()[:16]
    version = metadata.version("fonttools")
    return cache.read_or_make(f"faces/{name}-{source_digest}-{version}.ttf", lambda: _cut_weight(data, _WEIGHTS[name]))


def _cut_weight(data: bytes, weight: int) -> bytes:
    """Cut one weight from a variable TrueType file, byte-stable."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        out = io.BytesIO()
        instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True).save(out)
    return out.getvalue()


def find_typeface(name: str) -> Path:
    """Find the file of a typeface.

    Raises PressError (environment) if its package is not installed.
    """
    package, file = TYPEFACES[name]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise make_environment_error(
            "ENV103", f"the typeface {name} is not installed", f"install the package {package}"
        )
    return Path(spec.submodule_search_locations[0]) / file


def list_typefaces(css: str) -> list[str]:
    """List the typefaces that a style sheet names."""
    return sorted({match[1] for match in _ADDRESS.finditer(css)})


@functools.cache
def list_characters(name: str) -> frozenset[str]:
    """List the characters that a typeface has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(load_typeface(name)), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@functools.cache
def _list_advances(name: str) -> tuple[dict[str, int], int]:
    """List the advance width of each character, and the units of an em."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(load_typeface(name)), lazy=True) as font:
        widths = font["hmtx"]
        return {chr(code): widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


def measure_text(text: str, name: str, size: float) -> float:
    """Measure the width of a text without kerning, in the unit of the size."""
    advances, em = _list_advances(name)
    return sum(advances.get(character, em) for character in text) * size / em


def embed_typefaces(css: str, characters: frozenset[str]) -> str:
    """Replace each ``url(font:NAME)`` by a data: address.

    The address holds the typeface as WOFF2, cut down to the given characters.
    """

    def replace(match: re.Match[str]) -> str:
        data = base64.b64encode(_subset_typeface(match[1], characters)).decode()
        return f'url("data:font/woff2;base64,{data}") format("woff2")'

    return _ADDRESS.sub(replace, css)


@functools.cache
def _subset_typeface(name: str, characters: frozenset[str]) -> bytes:
    """Cut a typeface down to some characters, as WOFF2, byte-stable."""
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.recalc_timestamp = False  # the time of day must not reach the bytes
    options.layout_features = ["*"]
    options.notdef_outline = True
    font = subset.load_font(io.BytesIO(load_typeface(name)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def draw_word(word: str, name: str, slope: float) -> tuple[str, str]:
    """Draw a word as viewBox and path of an SVG.

    slope: in degrees, upward. The box is around the word from its baseline to the height of its capitals. Because it is
    a drawing, no letter of it can be searched, copied or read aloud.
    """
    from fontTools.misc.transform import Identity
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(load_typeface(name)), lazy=True)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    outlines = [glyphs[names.get(ord(character), ".notdef")] for character in word]
    width, height = sum(glyph.width for glyph in outlines), font["OS/2"].sCapHeight
    transform = Identity.scale(1, -1).rotate(math.radians(slope)).translate(-width / 2, -height / 2)
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    for glyph in outlines:
        glyph.draw(TransformPen(pen, transform))
        transform = transform.translate(glyph.width, 0)
    cosine, sine = math.cos(math.radians(slope)), math.sin(math.radians(slope))
    across, down = width * cosine + height * sine, width * sine + height * cosine
    return f"{-across / 2:.0f} {-down / 2:.0f} {across:.0f} {down:.0f}", pen.getCommands()
