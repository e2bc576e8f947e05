"""The style sheets: many small files put together into one, for print, for the screen or for the catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from press.runtime.resources import STYLES

Medium = Literal["print", "screen", "catalogue"]
BESIDES: dict[Medium, Medium] = {"catalogue": "screen"}
"""A medium that has the sheets of another too."""

_IMPORT = re.compile(r"@import url\(([a-z/-]+\.css)\)(?: layer\(([a-z]+)\))?(?: (print|screen|catalogue|apart))?;\n?")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_DECLARED = re.compile(r"(?:^|[;{}])\s*--([a-z][a-z0-9-]*):", re.MULTILINE)


@cache
def bundle(medium: Medium = "print") -> str:
    """One sheet made of `styles/main.css` and what it imports for a medium, each file in its cascade layer.

    Raises FileNotFoundError when an import names a file that is not there.
    """

    def resolve(match: re.Match[str]) -> str:
        file, layer, only = match.groups()
        if only not in (None, medium, BESIDES.get(medium)):
            return ""
        css = _sheet(file)
        return f"@layer {layer} {{\n{css}}}\n" if layer else css

    return _IMPORT.sub(resolve, _sheet("main.css"))


@cache
def desk_style() -> str:
    """The style of the web edition, and that of the clinic desk's forms over it."""
    return f"{bundle('screen')}@layer screen {{\n{_sheet('desk.css')}}}\n"


@cache
def sheet(name: str) -> str:
    """A style sheet that no edition needs, by its name without the ending: `orders`."""
    return _sheet(f"{name}.css")


@cache
def declared_tokens() -> frozenset[str]:
    """The names of every token that `styles/tokens.css` declares, without the leading ``--``."""
    return frozenset(_DECLARED.findall(_sheet("tokens.css")))


def page_style(file: str) -> str:
    """A sheet that `main.css` marks `apart`: for a page that is no edition, beside the bundle, over every layer."""
    return _sheet(file)


def _sheet(file: str) -> str:
    """A style sheet without its comments, which are for us and not for the reader of a page."""
    return _COMMENT.sub("", (STYLES / file).read_text("utf-8"))
