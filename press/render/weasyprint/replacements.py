"""Faster replacements for WeasyPrint's hottest functions; the output is the same, byte for byte.

Each replacement was written for one state of the source of the function that it replaces. If that function has changed,
WeasyPrint's own stays in use, and a warning says so: the press is then slower, not wrong. The environment variable
HANDOUT_PRESS_STOCK_WEASYPRINT=1 switches all replacements off, and the assembling of style sheets.

The functions follow the logic of WeasyPrint's code (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

import logging
import os

from press.render.weasyprint.patching import Replacement, Replacements

STOCK_VARIABLE = "HANDOUT_PRESS_STOCK_WEASYPRINT"
STYLES = "press.render.weasyprint.styles"
BOX_STYLES = "press.render.weasyprint.box_styles"
DRAWING = "press.render.weasyprint.drawing"

REPLACEMENTS = Replacements(
    Replacement(f"weasyprint.{target}", digest, f"{module}.{make}", group)
    for target, digest, module, make, group in (
        ("css.ComputedStyle.__init__", "ffbc48647d0d", STYLES, "make_computed_style_init", "values"),
        ("css.ComputedStyle.__missing__", "b318d8efc8ac", STYLES, "make_computed_style_missing", "values"),
        ("css.AnonymousStyle.__init__", "9fbdd74c1ad0", STYLES, "make_anonymous_style_init", ""),
        ("css.StyleFor.__init__", "b1e725a75525", STYLES, "make_style_for_init", "rules"),
        ("css.StyleFor.set_computed_styles", "b5b15856b8be", STYLES, "make_set_computed_styles", "rules"),
        ("css.StyleFor.__call__", "96b91915ae7c", STYLES, "make_style_for_call", "rules"),
        ("css.computed_values.parse_color", "b03bc7ac488d", STYLES, "make_parse_color", ""),
        ("layout.percent.resolve_percentages", "71673078096f", BOX_STYLES, "make_resolve_percentages", ""),
        ("layout.percent.resolve_radii_percentages", "4980b3798c67", BOX_STYLES, "make_resolve_radii_percentages", ""),
        ("formatting_structure.boxes.ParentBox.page_values", "9bcfda076d19", BOX_STYLES, "make_page_values", ""),
        ("formatting_structure.boxes.Box.is_floated", "6e6071b81868", BOX_STYLES, "make_method_of_style", ""),
        (
            "formatting_structure.boxes.Box.is_in_normal_flow", "5f49d6ab23da", BOX_STYLES,
            "make_is_in_normal_flow", "",
        ),
        (
            "formatting_structure.boxes.Box.is_absolutely_positioned", "397e0c33b308", BOX_STYLES,
            "make_method_of_style", "",
        ),
        ("text.line_break.strut", "b57885b70dd0", BOX_STYLES, "make_inherited", ""),
        ("text.fonts.get_font_description", "85734b8947b9", BOX_STYLES, "make_inherited", ""),
        ("text.line_break.Layout.deactivate", "bfec3ec8406e", DRAWING, "make_deactivate", "layouts"),
        ("text.line_break.Layout.reactivate", "0b89ee097104", DRAWING, "make_reactivate", "layouts"),
        ("svg.path", "194cd562b8d9", DRAWING, "make_path", ""),
    )
)  # fmt: skip


def is_stock() -> bool:
    """Tell whether the environment asks for WeasyPrint as it is."""
    return os.environ.get(STOCK_VARIABLE, "") not in ("", "0")


def install_replacements() -> None:
    """Install the replacements, unless the environment forbids it.

    A replacement that does not fit the installed WeasyPrint is logged.
    """
    if is_stock():
        return
    REPLACEMENTS.install()
    for mismatch in REPLACEMENTS.mismatches:
        logging.getLogger("press.render").warning(mismatch)
