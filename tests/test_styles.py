"""The style sheets, put together for paper and for the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import tinycss2

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


# ---------------------------------------------------------------- one owner a class

# `page.css` and `screen.css` are what paper and what a window changes of the components: they may style any class. The
# e-book has a sheet of its own and no other.
APART = re.findall(r"@import url\(([^)]+)\) apart;", (FOLDER / "main.css").read_text("utf-8"))
EDITION = [sheet for sheet in SHEETS if sheet.startswith("components/") or sheet == "base.css" if sheet not in APART]
OTHERS = ["catalogue.css", *sorted(ALONE - {"epub.css"}), *APART]
PAGES = {"editions": EDITION, **{sheet: [*EDITION, sheet] for sheet in OTHERS}}
"""The sheets that meet on one page, by what the page is."""


def list_selectors(css: str) -> list[str]:
    """The selectors of a sheet, those within `@media` and `@supports` too."""
    found: list[str] = []
    for rule in tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            prelude = re.sub(r"\"[^\"]*\"", "", tinycss2.serialize(rule.prelude))
            found += [one.strip() for one in re.split(r",(?![^(]*\))", prelude)]
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports", "layer"}:
            found += list_selectors(tinycss2.serialize(rule.content))
    return found


def list_classes(selector: str) -> set[str]:
    return set(re.findall(r"\.([A-Za-z][\w-]*)", selector))


def find_foreign_selectors(sheets: dict[str, str]) -> list[str]:
    """The selectors of sheets that style a class of another sheet, by name and text of the sheet.

    A class belongs to the sheet that styles it alone, as in `.brief` and `.brief h2`. Another sheet names it only
    within, or beside, a class of its own, as in `.main-message .brief`.
    """
    uses = {(name, one): list_classes(one) for name, css in sheets.items() for one in list_selectors(css)}
    every = {one for found in uses.values() for one in found}
    alone = {one: {name for (name, _), found in uses.items() if found == {one}} for one in every}
    mentions = {one: {name for (name, _), found in uses.items() if one in found} for one in every}
    owners = {one: alone[one] or (mentions[one] if len(mentions[one]) == 1 else set()) for one in every}
    return sorted(
        f"{name}: {selector}"
        for (name, selector), found in uses.items()
        if found and not any(owners[one] == {name} for one in found)
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_class_is_styled_in_one_sheet(page: str) -> None:
    sheets = {name: (FOLDER / name).read_text("utf-8") for name in PAGES[page]}
    assert find_foreign_selectors(sheets) == []


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (".note { color: red }", [".note"]),
        (".own .note { color: red }", []),
        (".own.note, .own { color: red }", []),
        ("@media print { p.note:first-child { color: red } }", ["p.note:first-child"]),
        (".note .own { color: red } .own { color: red }", []),
        ("p { color: red }", []),
    ],
)
def test_a_class_with_two_owners_is_found(other: str, found: list[str]) -> None:
    sheets = {"note.css": ".note { margin: 0 } .note h2 { margin: 0 }", "other.css": other}
    assert [one.partition(": ")[2] for one in find_foreign_selectors(sheets) if one.startswith("other")] == found
