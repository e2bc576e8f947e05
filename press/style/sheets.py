"""The style sheets: many small files bundled into one sheet for print, screen or the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from press.runtime.resources import STYLES

Medium = Literal["print", "screen", "catalogue"]
_ALSO_INCLUDED: dict[Medium, Medium] = {"catalogue": "screen"}
"""A medium, and the other medium whose sheets it includes."""

_IMPORT = re.compile(r"@import url\(([a-z/-]+\.css)\)(?: layer\(([a-z]+)\))?(?: (print|screen|catalogue|apart))?;\n?")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_DECLARED = re.compile(r"(?:^|[;{}])\s*--([a-z][a-z0-9-]*):", re.MULTILINE)


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
    """Read a style sheet that no edition uses, e.g. `orders`."""
    return _read_sheet(f"{name}.css")


@cache
def list_declared_tokens() -> frozenset[str]:
    """List the tokens of `styles/tokens.css`, without the leading ``--``."""
    return frozenset(_DECLARED.findall(_read_sheet("tokens.css")))


def read_page_style(file: str) -> str:
    """Read a sheet that `main.css` imports as `apart`.

    Such a sheet is for a page that is no edition. It stands beside the bundle and outside all layers.
    """
    return _read_sheet(file)


def _read_sheet(file: str) -> str:
    """Read a style sheet without its comments."""
    # Comments are for us, and would only make each page larger.
    return _COMMENT.sub("", (STYLES / file).read_text("utf-8"))


POINTS_PER_UNIT = {"pt": 1.0, "px": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
"""Points in each absolute unit (CSS Values and Units 3, 5.2)."""
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_DECLARATION = re.compile(r"--([a-z][a-z0-9-]*):\s*([^;]*);")
_VAR = re.compile(r"var\(--([a-z][a-z0-9-]*)\)")
_CALC = re.compile(r"calc\(([^()]*)\)")
_TERM = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+))([a-z%]*)\s*|\s*([-+*/])\s*")
_FONT_FACE = re.compile(r"@font-face\s*\{[^{}]*\}\n?")
Quantity = tuple[float, str]


@cache
def read_font_face_rules() -> str:
    """Read the `@font-face` rules for print.

    They stand apart so that they are parsed once for all variants.
    """
    return "".join(_FONT_FACE.findall(bundle_styles()))


@cache
def resolve_css(tokens: tuple[tuple[str, str], ...], beside: str = "") -> str:
    """Substitute `var()` and evaluate `calc()` once, before layout.

    Gives the print sheet without its `@font-face` rules. tokens: those that the variant sets; beside: a sheet that
    follows it, for a page that is no edition. Raises KeyError for a token that is not declared, and ValueError for one
    that refers to itself.
    """
    sheet = _FONT_FACE.sub("", bundle_styles()) + beside
    values = {name: value.strip() for rule in _ROOT.findall(sheet) for name, value in _DECLARATION.findall(rule)}
    return _evaluate_calc(_substitute_tokens(_ROOT.sub("", sheet), values | dict(tokens)))


def _substitute_tokens(text: str, values: Mapping[str, str], depth: int = 0) -> str:
    if depth > len(values):
        raise ValueError("a token refers to itself")
    if "var(" not in text:
        return text
    return _substitute_tokens(_VAR.sub(lambda match: values[match[1]], text), values, depth + 1)


def _evaluate_calc(text: str) -> str:
    """Evaluate each `calc()` of absolute lengths and numbers; keep others."""
    # \0 and \1 stand for the brackets of a `calc()` that stays, so that the loop does not find it again.
    done = _CALC.sub(lambda match: _evaluate(match[1]) or f"\0{match[1]}\1", text)
    while _CALC.search(done):
        done = _CALC.sub(lambda match: _evaluate(match[1]) or f"\0{match[1]}\1", done)
    return done.replace("\0", "calc(").replace("\1", ")")


def _evaluate(expression: str) -> str | None:
    """Evaluate an expression of absolute lengths and numbers, else None."""
    terms: list[Quantity | str] = []
    at = 0
    while at < len(expression):
        # A sign after a quantity is an operation (CSS Values and Units 3, 8.1: with white space around it).
        match = _TERM.match(expression, at)
        if match and match[1] and terms and not isinstance(terms[-1], str) and match[1][0] in "+-":
            return None
        if not match:
            return None
        if match[3]:
            terms.append(match[3])
        elif match[2] and match[2] not in POINTS_PER_UNIT:
            return None
        else:
            terms.append((float(match[1]) * POINTS_PER_UNIT.get(match[2], 1), "pt" if match[2] else ""))
        at = match.end()
    result = _reduce_terms(terms)
    return result and f"{result[0]:.6f}".rstrip("0").rstrip(".") + result[1]


def _reduce_terms(terms: list[Quantity | str]) -> Quantity | None:
    """Compute products, then sums; None if units do not match."""
    for signs, compute in (("*/", _multiply), ("+-", _add)):
        left, *rest = terms or [""]
        remaining: list[Quantity | str] = []
        for sign, right in zip(rest[::2], rest[1::2], strict=False):
            if isinstance(left, str) or isinstance(right, str) or not isinstance(sign, str):
                return None
            if sign in signs:
                result = compute(left, sign, right)
                if result is None:
                    return None
                left = result
            else:
                remaining += [left, sign]
                left = right
        terms = [*remaining, left]
    only = terms[0]
    return None if isinstance(only, str) or len(terms) > 1 else only


def _multiply(left: Quantity, sign: str, right: Quantity) -> Quantity | None:
    if (left[1] and right[1]) or (sign == "/" and (right[1] or not right[0])):
        return None
    return (left[0] * right[0] if sign == "*" else left[0] / right[0]), left[1] or right[1]


def _add(left: Quantity, sign: str, right: Quantity) -> Quantity | None:
    if left[1] != right[1]:
        return None
    return (left[0] + right[0] if sign == "+" else left[0] - right[0]), left[1]
