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
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple
from unicodedata import normalize

from press.model.findings import make_environment_error
from press.runtime import cache
from press.style.sheets import FONT_FACE


class Typeface(NamedTuple):
    """A typeface: family, weight and style in CSS, the package that carries it and its file there.

    weight: of the typeface, and the one that is cut from the file if that is variable. If it were not, the renderer
    would do it anew for each document. extra: the extra of the press that installs the package.
    """

    family: str
    weight: int
    package: str
    file: str
    style: Literal["normal", "italic"] = "normal"
    extra: str = ""
    characters: str = ""
    """What alone is kept of the file; empty: everything."""


SYMBOLS = "Handout Symbols"
"""The family that every style sheet names after its own, for signs that most typefaces of text lack."""
SIGNS = (
    "".join(map(chr, [*range(0x2010, 0x2044), *range(0x2070, 0x20A0), *range(0x2100, 0x2400), *range(0x2460, 0x27C0)]))
    + " \u00a0¼½¾×÷±µ°•"
)
"""Signs that are no letters: fractions, arrows, operators, raised and lowered figures, boxes and check marks."""


def _list_weights(family: str, package: str, *files: str, extra: str = "") -> dict[str, Typeface]:
    """List the regular and the bold typeface of a family.

    files: one variable file, or one of each.
    """
    name = family.replace(" ", "")
    return {
        f"{name}-Regular": Typeface(family, 400, package, files[0], extra=extra),
        f"{name}-Bold": Typeface(family, 700, package, files[-1], extra=extra),
    }


def _list_styles(family: str, package: str, *files: str) -> dict[str, Typeface]:
    """List the sloped typefaces of a family too.

    files: upright and sloped, variable; or regular, bold, italic and bold italic.
    """
    half = len(files) // 2
    name = family.replace(" ", "")
    return _list_weights(family, package, *files[:half]) | {
        f"{name}-Italic": Typeface(family, 400, package, files[half], "italic"),
        f"{name}-BoldItalic": Typeface(family, 700, package, files[-1], "italic"),
    }


_CJK = "justmytype_intl_cjk"
TYPEFACES: dict[str, Typeface] = {
    **_list_styles(
        "Atkinson Hyperlegible",
        "fontpkg_atkinson_hyperlegible",
        "files/AtkinsonHyperlegible-Regular.ttf",
        "files/AtkinsonHyperlegible-Bold.ttf",
        "files/AtkinsonHyperlegible-Italic.ttf",
        "files/AtkinsonHyperlegible-BoldItalic.ttf",
    ),
    **_list_styles("Arimo", "fontpkg_arimo", "files/Arimo[wght].ttf", "files/Arimo-Italic[wght].ttf"),
    "SourceSerifPro-Semibold": Typeface(
        "Source Serif Pro", 600, "font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"
    ),
    "Symbols-Regular": Typeface(
        SYMBOLS, 400, "font_source_serif_pro", "files/SourceSerifPro-Regular.ttf", characters=SIGNS
    ),
    "Symbols-Bold": Typeface(SYMBOLS, 700, "font_source_serif_pro", "files/SourceSerifPro-Bold.ttf", characters=SIGNS),
    **_list_weights("Rubik", "fontpkg_rubik", "files/Rubik[wght].ttf"),
    **_list_weights("Amiri", "fontpkg_amiri", "files/Amiri-Regular.ttf", "files/Amiri-Bold.ttf"),
    **_list_weights("Hind", "fontpkg_hind", "files/Hind-Regular.ttf", "files/Hind-Bold.ttf"),
    **_list_weights(
        "Hind Siliguri", "fontpkg_hind_siliguri", "files/HindSiliguri-Regular.ttf", "files/HindSiliguri-Bold.ttf"
    ),
    **_list_weights("Sarabun", "fontpkg_sarabun", "files/Sarabun-Regular.ttf", "files/Sarabun-Bold.ttf"),
    **_list_weights("Noto Sans Gurmukhi", "manimgx_fonts", "NotoSansGurmukhi[wght].ttf"),
    **_list_weights("Noto Sans Ethiopic", "manimgx_fonts", "NotoSansEthiopic[wght].ttf"),
    **_list_weights("Noto Sans SC", _CJK, "fonts/ofl/notosanssc/NotoSansSC[wght].ttf", extra="cjk"),
    **_list_weights("Noto Sans TC", _CJK, "fonts/ofl/notosanstc/NotoSansTC[wght].ttf", extra="cjk"),
    **_list_weights("Noto Sans JP", _CJK, "fonts/ofl/notosansjp/NotoSansJP[wght].ttf", extra="cjk"),
    **_list_weights("Noto Sans KR", _CJK, "fonts/ofl/notosanskr/NotoSansKR[wght].ttf", extra="cjk"),
}
"""By the name by which style sheets ask for it."""

SCHEME = "font:"
_ADDRESS = re.compile(r"""url\(\s*["']?font:([A-Za-z0-9-]+(?:\?[0-9A-F,]+)?)["']?\s*\)(\s*format\([^)]*\))?""")


def is_typeface_url(url: str) -> bool:
    """Tell whether an address names one of our typefaces."""
    return url.startswith(SCHEME) and url.removeprefix(SCHEME).partition("?")[0] in TYPEFACES


@functools.cache
def load_typeface(name: str) -> bytes:
    """Read the whole TrueType file of a typeface.

    name: of a row in `TYPEFACES`, and after `?` the numbers of the only characters to keep, in hexadecimal. Raises
    PressError (environment) if its package is not installed.
    """
    name, _, numbers = name.partition("?")
    face = TYPEFACES[name]
    data = find_typeface(name).read_bytes()
    characters = _add_parts(chr(int(number, 16)) for number in numbers.split(",")) if numbers else face.characters
    if "[wght]" not in face.file and not characters:
        return data
    digest = hashlib.sha256(data + characters.encode()).hexdigest()[:16]
    version = metadata.version("uharfbuzz")
    weight = face.weight if "[wght]" in face.file else 0
    return cache.read_or_make(
        f"faces/{name}-{digest}-{version}.ttf", lambda: _cut_typeface(data, frozenset(characters), weight)
    )


def _add_parts(characters: Iterable[str]) -> str:
    """Add the letters and signs as which some of those of South and Southeast Asia are drawn, such as Thai sara am."""
    given = frozenset(characters)
    apart = (normalize("NFKD", one) for one in given if "\u0900" <= one < "\u1100")
    return "".join(sorted(given.union(*apart)))


def _cut_typeface(data: bytes, characters: frozenset[str] = frozenset(), weight: int = 0) -> bytes:
    """Cut a TrueType file down, byte-stable.

    characters: all that is kept, with every feature that concerns them; empty: everything. weight: the one to cut from
    a variable file, or 0.
    """
    import uharfbuzz

    face, cut = uharfbuzz.Face(data), uharfbuzz.SubsetInput()
    if characters:
        cut.unicode_set.clear()
        cut.unicode_set.update(map(ord, characters))
        cut.layout_feature_tag_set.clear()
        cut.layout_feature_tag_set.invert()  # of nothing: all
        cut.flags |= uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    else:
        cut.keep_everything()
    if weight:
        cut.pin_axis_location(face, "wght", weight)
    return bytes(cut.subset(face).blob.data)


def find_typeface(name: str) -> Path:
    """Find the file of a typeface.

    Raises PressError (environment) if its package is not installed.
    """
    face = TYPEFACES[name]
    spec = importlib.util.find_spec(face.package)
    if spec is None or not spec.submodule_search_locations:
        hint = f"install the extra `{face.extra}` of the press" if face.extra else f"install the package {face.package}"
        raise make_environment_error("ENV103", f"the typeface {face.family} is not installed", hint)
    return Path(spec.submodule_search_locations[0]) / face.file


def build_face_rules(families: Iterable[str], characters: str = "", suffix: str = "") -> str:
    """Build the `@font-face` rules of families.

    characters: all that is kept of their files; empty for everything; suffix: of the families' names then.
    """
    return "".join(
        f'@font-face{{font-family:"{face.family}{suffix}";src:url(font:{name}{format_characters(characters)});'
        f"font-weight:{face.weight};font-style:{face.style}}}\n"
        for family in families
        for name, face in TYPEFACES.items()
        if face.family == family
    )


def format_characters(characters: str) -> str:
    """Format the end of a typeface's name that cuts it down to some characters; empty if there are none."""
    return "?" + ",".join(f"{ord(character):X}" for character in sorted(set(characters))) if characters else ""


def list_typefaces(css: str) -> list[str]:
    """List the typefaces that a style sheet names."""
    return sorted({match[1] for match in _ADDRESS.finditer(css)})


@functools.cache
def list_characters(name: str) -> frozenset[str]:
    """List the characters that a typeface has glyphs for."""
    from fontTools.ttLib import TTFont

    whole = "?" not in name and not TYPEFACES[name].characters  # then its file says it: cutting a weight takes long
    with TTFont(find_typeface(name) if whole else io.BytesIO(load_typeface(name)), lazy=True) as font:
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


def measure_stack(text: str, families: Sequence[str]) -> float:
    """Measure a text in ems, each character in the first family that has it."""
    names = [next(name for name, face in TYPEFACES.items() if face.family == family) for family in families]
    return sum(
        measure_text(character, next((name for name in names if character in list_characters(name)), names[0]), 1)
        for character in text
    )


def list_families(named: str) -> list[str]:
    """List the families that a CSS value names."""
    return [family.strip().strip("\"'") for family in named.split(",")]


def has_letters(family: str, letters: str) -> bool:
    """Tell whether every typeface of a family has some letters."""
    names = [name for name, face in TYPEFACES.items() if face.family == family]
    return bool(names) and all(set(letters) <= list_characters(name) for name in names)


_FAMILY = re.compile(r"font-family:\s*([^;}]+)")
_STACK = re.compile(r"(?:--font-(?:text|title|heading)|[{;\s]font-family):\s*([^;}]+)")


def embed_typefaces(css: str, characters: frozenset[str]) -> str:
    """Replace each ``url(font:NAME)`` by a data: address.

    The address holds the typeface as WOFF2, cut down to those of the characters that it draws. A typeface that draws
    none of them goes with its rule.
    """
    drawn = _share_characters(css, characters)

    def replace(match: re.Match[str]) -> str:
        family, source = _FAMILY.search(match[0]), _ADDRESS.search(match[0])
        wanted = drawn.get(list_families(family[1])[0]) if family else None
        if not source or not wanted:
            return match[0] if not source else ""
        data = base64.b64encode(_subset_typeface(source[1], frozenset(wanted))).decode()
        return _ADDRESS.sub(f'url("data:font/woff2;base64,{data}") format("woff2")', match[0])

    return FONT_FACE.sub(replace, css)


def _share_characters(css: str, characters: frozenset[str]) -> dict[str, set[str]]:
    """Share characters among the families of a style sheet, each with those that it draws.

    A character is drawn in the first family of a list that has it.
    """
    sources: dict[str, str] = {}
    for rule in FONT_FACE.findall(css):
        family, source = _FAMILY.search(rule), _ADDRESS.search(rule)
        if family and source:
            sources.setdefault(list_families(family[1])[0], source[1])
    drawn: dict[str, set[str]] = {family: set() for family in sources}
    for named in set(_STACK.findall(FONT_FACE.sub("", css))):
        rest = set(characters)
        for name in [*list_families(named), SYMBOLS]:
            if name in sources:
                drawn[name] |= rest & list_characters(sources[name])
                rest -= list_characters(sources[name])
    return drawn


@functools.cache
def _subset_typeface(name: str, characters: frozenset[str]) -> bytes:
    """Cut a typeface down to some characters, as WOFF2, once on this machine: packing takes a tenth of a second."""
    data, kept = load_typeface(name), "".join(sorted(_add_parts(characters)))
    digest = hashlib.sha256(f"{name}\0{kept}\0{list_packers()}\0".encode() + data).hexdigest()[:32]
    return cache.read_or_make(f"faces/{digest}.woff2", lambda: _pack_typeface(_cut_typeface(data, frozenset(kept))))


@functools.cache
def list_packers() -> str:
    """List the packages that change the bytes of typefaces that are cut down and packed, with their versions."""
    return " ".join(f"{name} {metadata.version(name)}" for name in ("uharfbuzz", "fonttools", "brotli"))


def _pack_typeface(data: bytes) -> bytes:
    """Pack a TrueType file as WOFF2."""
    from fontTools.ttLib import woff2

    packed = io.BytesIO()
    woff2.compress(io.BytesIO(data), packed)
    return packed.getvalue()


def find_bold_typeface(family: str) -> str:
    """Find the name of the upright bold typeface of a family."""
    return next(
        name for name, face in TYPEFACES.items() if (face.family, face.weight, face.style) == (family, 700, "normal")
    )


def draw_word(word: str, name: str, slope: float) -> tuple[str, str]:
    """Draw a word as viewBox and path of an SVG.

    slope: in degrees, upward. The box is around the word from its lowest to its highest point, capitals of Latin words
    from their baseline to their height. Because it is a drawing, no letter of it can be searched, copied or read aloud.
    """
    from fontTools.misc.transform import Identity
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(load_typeface(name)), lazy=True)
    glyphs = font.getGlyphSet()
    placed = _shape_word(word, name, font.getGlyphOrder())
    bounds = BoundsPen(glyphs)
    for glyph, x, y in placed:
        glyphs[glyph].draw(TransformPen(bounds, Identity.translate(x, y)))
    low, high = (bounds.bounds or (0, 0, 0, 0))[1::2]
    if word.isascii() or not high:
        low, high = 0, font["OS/2"].sCapHeight
    width, height = sum(glyphs[glyph].width for glyph, _, _ in placed), high - low
    turned = Identity.scale(1, -1).rotate(math.radians(slope)).translate(-width / 2, -height / 2 - low)
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
    for glyph, x, y in placed:
        glyphs[glyph].draw(TransformPen(pen, turned.translate(x, y)))
    cosine, sine = math.cos(math.radians(slope)), math.sin(math.radians(slope))
    across, down = width * cosine + height * sine, width * sine + height * cosine
    return f"{-across / 2:.0f} {-down / 2:.0f} {across:.0f} {down:.0f}", pen.getCommands()


def _shape_word(word: str, name: str, order: Sequence[str]) -> list[tuple[str, float, float]]:
    """Shape a word: its glyphs from left to right, each with its place in units of the typeface."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(load_typeface(name))), buffer, {"kern": False})
    x, placed = 0.0, []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        placed.append((order[info.codepoint], x + position.x_offset, float(position.y_offset)))
        x += position.x_advance
    return placed
