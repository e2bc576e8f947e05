"""The style sheets, put together for paper and for the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from press.runtime.resources import STYLES as FOLDER
from press.style.sheets import Medium, bundle_styles
from press.style.tokens import read_tokens

ALONE = {"desk.css", "epub.css", "orders.css"}
"""What pages that are no edition ask for by name (`press/style/sheets.py`)."""
SHEETS = sorted(path.relative_to(FOLDER).as_posix() for path in Path(FOLDER).glob("**/*.css"))


@pytest.mark.parametrize("medium", get_args(Medium))
def test_nothing_is_left_to_import(medium: Medium) -> None:
    assert "@import" not in bundle_styles(medium)
    assert bundle_styles(medium).startswith("@layer tokens, base, components, page, screen;")
    assert bundle_styles(medium).count("{") == bundle_styles(medium).count("}")


def test_every_sheet_is_imported_once() -> None:
    imported = re.findall(r"@import url\(([^)]+)\)", (FOLDER / "main.css").read_text("utf-8"))
    assert sorted(imported) == [sheet for sheet in SHEETS if sheet not in {"main.css", *ALONE}]


def test_each_medium_has_what_is_its_own() -> None:
    assert "@page split-facing:left" in bundle_styles("print")
    assert "prefers-color-scheme" not in bundle_styles("print")
    assert "prefers-color-scheme" in bundle_styles("screen")
    assert "string-set" not in bundle_styles("screen")


def test_no_property_names_a_side_of_the_page() -> None:
    """A page of a language that runs to the left mirrors by itself: only margins of paper have a left and a right."""
    sided = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right):"
        r"|(?:float|clear|align|text-align): (?:left|right)\b"
        r"|(?<![\w-])(?:margin|padding): (?:(?:[^\s;()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+ ){3}"
    )
    page = re.compile(r"@page[^{]*\{(?:[^{}]|\{[^{}]*\})*\}")
    for sheet in SHEETS:
        css = page.sub("", re.sub(r"/\*.*?\*/", "", (FOLDER / sheet).read_text("utf-8"), flags=re.DOTALL))
        assert sided.findall(css) == [], sheet


def test_tokens_are_known_by_name() -> None:
    assert {"font-size-body", "paper-width", "color-accent", "note-pitch"} <= read_tokens().keys()


def test_a_figure_of_colour_keeps_its_contrast() -> None:
    """Design brief 3: text at least 7:1 on the paper and on the tint, rules at least 3:1, light and dark."""
    tokens = re.findall(r"--(color-[a-z]+): (#[0-9a-f]{3,6});", bundle_styles("screen"))
    light, dark = dict(tokens[:8]), dict(tokens[8:16])
    for colours in (light, dark):
        for name in ("color-ink", "color-muted", "color-title", "color-accent", "color-alert"):
            assert contrast(colours[name], colours["color-paper"]) >= 7, name
            assert contrast(colours[name], colours["color-tint"]) >= 7, name
        assert contrast(colours["color-rule"], colours["color-paper"]) >= 3


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
