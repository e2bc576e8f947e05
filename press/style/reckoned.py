"""A style sheet with its tokens filled in and its sums done, for the renderer.

`var()` and `calc()` are for people: WeasyPrint looks them up and works them out anew for every element of every page,
a fifth of the time of a layout. Filled in once for a variant, the sheet says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from press.style.sheets import bundle

POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
"""Absolute lengths in points (CSS Values and Units 3, 5.2)."""
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_DECLARED = re.compile(r"--([a-z][a-z0-9-]*):\s*([^;]*);")
_VAR = re.compile(r"var\(--([a-z][a-z0-9-]*)\)")
_CALC = re.compile(r"calc\(([^()]*)\)")
_TERM = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+))([a-z%]*)\s*|\s*([-+*/])\s*")
_FACES = re.compile(r"@font-face\s*\{[^{}]*\}\n?")
Quantity = tuple[float, str]


@cache
def face_rules() -> str:
    """The `@font-face` rules for print: parsed once for all variants."""
    return "".join(_FACES.findall(bundle()))


@cache
def reckoned(tokens: tuple[tuple[str, str], ...], beside: str = "") -> str:
    """The print sheet, without its typefaces, for a variant that sets some tokens.

    beside: a sheet that follows it, for a page that is no edition.

    Raises KeyError for a token that is not declared, and ValueError for one that stands in itself.
    """
    sheet = _FACES.sub("", bundle()) + beside
    values = {name: value.strip() for rule in _ROOT.findall(sheet) for name, value in _DECLARED.findall(rule)}
    return _summed(_filled(_ROOT.sub("", sheet), values | dict(tokens)))


def _filled(text: str, values: Mapping[str, str], depth: int = 0) -> str:
    if depth > len(values):
        raise ValueError("a token stands in itself")
    if "var(" not in text:
        return text
    return _filled(_VAR.sub(lambda match: values[match[1]], text), values, depth + 1)


def _summed(text: str) -> str:
    """The text with every `calc()` of absolute lengths and numbers worked out; others stay as they are."""
    done = _CALC.sub(lambda match: _sum(match[1]) or f"\0{match[1]}\1", text)
    while _CALC.search(done):
        done = _CALC.sub(lambda match: _sum(match[1]) or f"\0{match[1]}\1", done)
    return done.replace("\0", "calc(").replace("\1", ")")


def _sum(expression: str) -> str | None:
    """The value of an expression, or None when it is not one of absolute lengths and numbers."""
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
        elif match[2] and match[2] not in POINTS:
            return None
        else:
            terms.append((float(match[1]) * POINTS.get(match[2], 1), "pt" if match[2] else ""))
        at = match.end()
    result = _reduced(terms)
    return result and f"{result[0]:.6f}".rstrip("0").rstrip(".") + result[1]


def _reduced(terms: list[Quantity | str]) -> Quantity | None:
    """Products first, then sums; None where lengths and numbers do not go together."""
    for signs, work in (("*/", _times), ("+-", _plus)):
        left, *rest = terms or [""]
        kept: list[Quantity | str] = []
        for sign, right in zip(rest[::2], rest[1::2], strict=False):
            if isinstance(left, str) or isinstance(right, str) or not isinstance(sign, str):
                return None
            if sign in signs:
                worked = work(left, sign, right)
                if worked is None:
                    return None
                left = worked
            else:
                kept += [left, sign]
                left = right
        terms = [*kept, left]
    only = terms[0]
    return None if isinstance(only, str) or len(terms) > 1 else only


def _times(left: Quantity, sign: str, right: Quantity) -> Quantity | None:
    if (left[1] and right[1]) or (sign == "/" and (right[1] or not right[0])):
        return None
    return (left[0] * right[0] if sign == "*" else left[0] / right[0]), left[1] or right[1]


def _plus(left: Quantity, sign: str, right: Quantity) -> Quantity | None:
    if left[1] != right[1]:
        return None
    return (left[0] + right[0] if sign == "+" else left[0] - right[0]), left[1]
