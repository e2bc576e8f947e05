"""The style sheets: many small files bundled into one sheet for print, screen or the catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from press.runtime.resources import STYLES

Medium = Literal["print", "screen", "catalogue"]
_ALSO_INCLUDED: dict[Medium, Medium] = {"catalogue": "screen"}
"""A medium, and the other medium whose sheets it includes."""

_IMPORT = re.compile(r"@import url\(([a-z/-]+\.css)\)(?: layer\(([a-z]+)\))?(?: (print|screen|catalogue|apart))?;\n?")
FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*\}\n?")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@cache
def bundle_styles(medium: Medium = "print") -> str:
    """Bundle `styles/main.css` and its imports for a medium.

    Each file keeps its cascade layer. Raises FileNotFoundError if an import names a file that does not exist.
    """

    def resolve(match: re.Match[str]) -> str:
        file, layer, only = match.groups()
        if only not in (None, medium, _ALSO_INCLUDED.get(medium)):
            return ""
        css = _read_sheet(file)
        return f"@layer {layer} {{\n{css}}}\n" if layer else css

    return _IMPORT.sub(resolve, _read_sheet("main.css"))


@cache
def bundle_desk_styles() -> str:
    """Bundle the web edition's style and the desk's form style."""
    return f"{bundle_styles('screen')}@layer screen {{\n{_read_sheet('desk.css')}}}\n"


@cache
def read_style_sheet(name: str) -> str:
    """Read a style sheet that stands outside the bundles and all layers, e.g. `orders` or `components/redline`."""
    return _read_sheet(f"{name}.css")


def _read_sheet(file: str) -> str:
    """Read a style sheet without its comments."""
    # Comments are for us, and would only make each page larger.
    return _COMMENT.sub("", (STYLES / file).read_text("utf-8"))


@cache
def read_font_face_rules() -> str:
    """Read the `@font-face` rules for print.

    They stand apart so that they are parsed once for all variants.
    """
    return "".join(FONT_FACE.findall(bundle_styles()))


@cache
def read_print_rules() -> str:
    """Read the print sheet without typefaces and without tokens.

    Tokens are filled in before layout. Declared on the root they would be copied to every element.
    """
    return FONT_FACE.sub("", bundle_styles().replace(_read_sheet("tokens.css"), ""))
