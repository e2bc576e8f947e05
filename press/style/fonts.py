"""The typefaces: where each face's file is, and small copies of them for the web edition.

Faces come from ordinary Python packages, never from the system, so that every machine sets the same page.
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

from press.model.findings import environment_error
from press.runtime import cache

FACES = {
    "AtkinsonHyperlegible-Regular": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Regular.ttf"),
    "AtkinsonHyperlegible-Bold": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Bold.ttf"),
    "AtkinsonHyperlegible-Italic": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Italic.ttf"),
    "AtkinsonHyperlegible-BoldItalic": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-BoldItalic.ttf"),
    "Arimo-Regular": ("fontpkg_arimo", "files/Arimo[wght].ttf"),
    "Arimo-Bold": ("fontpkg_arimo", "files/Arimo[wght].ttf"),
    "SourceSerifPro-Semibold": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
}
"""Face name: the package that carries it, and its file there."""

WEIGHTS = {"Arimo-Regular": 400, "Arimo-Bold": 700}
"""The weight at which a face is cut from its variable file: once, or the renderer does it again for each document."""

SCHEME = "font:"
_ADDRESS = re.compile(r"""url\(\s*["']?font:([A-Za-z0-9-]+)["']?\s*\)(\s*format\([^)]*\))?""")


def is_face(url: str) -> bool:
    """Whether an address is that of one of our faces."""
    return url.startswith(SCHEME) and url.removeprefix(SCHEME) in FACES


@functools.cache
def face_bytes(name: str) -> bytes:
    """The TrueType file of a face, whole. Raises PressError (environment) when its package is not installed."""
    data = face_path(name).read_bytes()
    if name not in WEIGHTS:
        return data
    made_from = hashlib.sha256(data).hexdigest()[:16]
    version = metadata.version("fonttools")
    return cache.kept(f"faces/{name}-{made_from}-{version}.ttf", lambda: one_weight(data, WEIGHTS[name]))


def one_weight(data: bytes, weight: int) -> bytes:
    """One weight of a variable TrueType file as an ordinary one. The same file gives the same bytes."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        out = io.BytesIO()
        instancer.instantiateVariableFont(font, {"wght": weight}, updateFontNames=True).save(out)
    return out.getvalue()


def face_path(name: str) -> Path:
    """Where the file of a face is. Raises PressError (environment) when its package is not installed."""
    package, file = FACES[name]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise environment_error("ENV103", f"the typeface {name} is not installed", f"install the package {package}")
    return Path(spec.submodule_search_locations[0]) / file


def faces_in(css: str) -> list[str]:
    """The names of the faces that a style sheet asks for."""
    return sorted({match[1] for match in _ADDRESS.finditer(css)})


@functools.cache
def characters_of(name: str) -> frozenset[str]:
    """The characters that a face has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(face_bytes(name)), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def inline_faces(css: str, characters: frozenset[str]) -> str:
    """Replace each ``url(font:NAME)`` by a data: address of that face as WOFF2, cut down to some characters."""

    def replace(match: re.Match[str]) -> str:
        data = base64.b64encode(small_face(match[1], characters)).decode()
        return f'url("data:font/woff2;base64,{data}") format("woff2")'

    return _ADDRESS.sub(replace, css)


@functools.cache
def small_face(name: str, characters: frozenset[str]) -> bytes:
    """A face as WOFF2 with no glyphs but those that the characters need. The same characters give the same bytes."""
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.recalc_timestamp = False  # the time of day must not reach the bytes
    options.layout_features = ["*"]
    options.notdef_outline = True
    font = subset.load_font(io.BytesIO(face_bytes(name)), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def letters(word: str, name: str, slope: float) -> tuple[str, str]:
    """A word drawn in a face on a slope (degrees, upwards): the view box and the path of an SVG drawing.

    The box is around the word from its base line to the height of its capitals. It is a drawing: no letter of it can
    be searched, copied or read aloud.
    """
    from fontTools.misc.transform import Identity
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(face_bytes(name)), lazy=True)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    drawn = [glyphs[names.get(ord(character), ".notdef")] for character in word]
    width, height = sum(glyph.width for glyph in drawn), font["OS/2"].sCapHeight
    turned = Identity.scale(1, -1).rotate(math.radians(slope)).translate(-width / 2, -height / 2)
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    for glyph in drawn:
        glyph.draw(TransformPen(pen, turned))
        turned = turned.translate(glyph.width, 0)
    cosine, sine = math.cos(math.radians(slope)), math.sin(math.radians(slope))
    across, down = width * cosine + height * sine, width * sine + height * cosine
    return f"{-across / 2:.0f} {-down / 2:.0f} {across:.0f} {down:.0f}", pen.getCommands()
