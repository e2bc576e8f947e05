"""The print sheet with its tokens filled in: `var()` and `calc()` replaced by values before layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import tinycss2

from press.style.sheets import read_print_rules
from press.style.tokens import read_tokens

POINTS_PER_UNIT = {"pt": 1.0, "px": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
"""Points in each absolute unit (CSS Values and Units 3, 5.2)."""
Quantity = tuple[float, str]
"""A number and its unit: `pt`, `%` or nothing."""


@cache
def resolve_css(tokens: tuple[tuple[str, str], ...], beside: str = "") -> str:
    """Fill tokens into the print sheet, without its `@font-face` rules.

    tokens: those that an edition changes; beside: a sheet that follows it, for a page that is no edition. Raises
    KeyError for a token that is not declared, and ValueError for one that refers to itself.
    """
    defaults = {name: token.default for name, token in read_tokens().items()}
    return resolve_values(read_print_rules() + beside, defaults | dict(tokens))


def resolve_values(css: str, values: Mapping[str, str]) -> str:
    """Replace each `var()` by its value and each `calc()` by its result.

    values: by name, without the leading ``--``. A `calc()` of other than absolute lengths,
    numbers or percentages stays. Raises KeyError for a name without a value, and ValueError for a value that refers to
    itself.
    """
    return _resolve(css, values, ())


def resolve_token(name: str, tokens: Mapping[str, str]) -> str:
    """Resolve one token of the print sheet, where `tokens` are changed.

    name: as CSS writes it, such as `--font-size-body`.
    """
    defaults = {one: token.default for one, token in read_tokens().items()}
    return resolve_values(f"var({name})", defaults | dict(tokens)).strip()


def read_points(name: str, tokens: Mapping[str, str]) -> float | None:
    """Read a token in points; None if it is no absolute length."""
    nodes = tinycss2.parse_component_value_list(resolve_token(name, tokens))
    found = _measure(nodes[0]) if len(nodes) == 1 else None
    return found[0] if found and found[1] == "pt" else None


def _resolve(css: str, values: Mapping[str, str], inside: tuple[str, ...]) -> str:
    """Resolve a piece of CSS; inside: the names whose value it is."""
    parts = (part if isinstance(part, str) else _call(*part, values, inside) for part in _split_css(css))
    return "".join(parts)


def _call(name: str, argument: str, values: Mapping[str, str], inside: tuple[str, ...]) -> str:
    """Give the result of `var()` or `calc()` as CSS."""
    if name == "calc":
        text = _resolve(argument, values, inside)
        result = _evaluate(tinycss2.parse_component_value_list(text))
        return f"{result[0]:.6f}".rstrip("0").rstrip(".") + result[1] if result else f"calc({text})"
    token = argument.strip().removeprefix("--")
    if token in inside:
        raise ValueError(f"the token {token} refers to itself")
    return _resolve(values[token].strip(), values, (*inside, token))


@cache  # the same sheet and mostly the same values for every variant
def _split_css(css: str) -> tuple[str | tuple[str, str], ...]:
    """Split CSS into text and calls of `var()` and `calc()`."""
    return tuple(_split_nodes(tinycss2.parse_component_value_list(css)))


def _split_nodes(nodes: Iterable[Any]) -> Iterator[str | tuple[str, str]]:
    for node in nodes:
        if node.type == "function" and node.lower_name in ("var", "calc"):
            yield node.lower_name, tinycss2.serialize(node.arguments)
        elif node.type == "function":
            yield f"{node.name}("
            yield from _split_nodes(node.arguments)
            yield ")"
        elif node.type.endswith(" block"):
            yield node.type[0]
            yield from _split_nodes(node.content)
            yield node.type[1]
        else:
            yield node.serialize()


def _evaluate(nodes: Iterable[Any]) -> Quantity | None:
    """Evaluate a sum of absolute lengths or of numbers, else None.

    CSS Values and Units 3, 8.1: operands and signs take turns, and products come before sums.
    """
    terms = [node for node in nodes if node.type != "whitespace"]
    signs = [sign.value for sign in terms[1::2] if sign.type == "literal"]
    quantities = [found for operand in terms[::2] if (found := _measure(operand))]
    if len(quantities) != len(signs) + 1 or len(quantities) + len(signs) != len(terms):
        return None
    products = quantities[:1]
    for sign, (number, unit) in zip(signs, quantities[1:], strict=True):
        if sign in ("+", "-"):
            products.append((number if sign == "+" else -number, unit))
            continue
        first, first_unit = products.pop()
        if sign not in ("*", "/") or (unit and (first_unit or sign == "/")) or (sign == "/" and not number):
            return None
        products.append((first * number if sign == "*" else first / number, first_unit or unit))
    units = {unit for _, unit in products}
    return (sum(number for number, _ in products), units.pop()) if len(units) == 1 else None


def _measure(node: Any) -> Quantity | None:
    """Measure a number, a length or a sum in brackets."""
    if node.type == "number":
        return node.value, ""
    if node.type == "percentage":
        return node.value, "%"
    if node.type == "dimension" and node.lower_unit in POINTS_PER_UNIT:
        return node.value * POINTS_PER_UNIT[node.lower_unit], "pt"
    return _evaluate(node.content) if node.type == "() block" else None
