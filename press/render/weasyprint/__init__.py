"""Faster replacements for WeasyPrint's hottest functions; output is byte-identical.

Each was written for one state of the source of the function it replaces. If WeasyPrint has changed a function, its own
stays in place: the press is then slower, not wrong, and a test says so.
"""

from __future__ import annotations

import pydyf
from weasyprint import css
from weasyprint.css import StyleFor, computed_values
from weasyprint.draw import text
from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.layout import percent
from weasyprint.svg import utils
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

from press.render.weasyprint import box_styles, breaks, glyphs, objects, styles, texts
from press.render.weasyprint.patching import Replacement, Replacements

__all__ = ["REPLACEMENTS", "texts"]

REPLACEMENTS = Replacements(
    (
        Replacement(css.ComputedStyle, "__init__", "ffbc48647d0d", styles.make_computed_style_init, "values"),
        Replacement(css.ComputedStyle, "__missing__", "b318d8efc8ac", styles.make_computed_style_missing, "values"),
        Replacement(css.AnonymousStyle, "__init__", "9fbdd74c1ad0", styles.make_anonymous_style_init),
        Replacement(StyleFor, "__init__", "b1e725a75525", styles.make_style_for_init, "rules"),
        Replacement(StyleFor, "set_computed_styles", "b5b15856b8be", styles.make_set_computed_styles, "rules"),
        Replacement(StyleFor, "__call__", "96b91915ae7c", styles.make_style_for_call, "rules"),
        Replacement(computed_values, "parse_color", "b03bc7ac488d", styles.make_parse_color),
        Replacement(percent, "resolve_percentages", "71673078096f", box_styles.make_resolve_percentages),
        Replacement(percent, "resolve_radii_percentages", "4980b3798c67", box_styles.make_resolve_radii_percentages),
        Replacement(pydyf, "_to_bytes", "1cefd02c285d", objects.written),
        Replacement(utils, "normalize", "644aeada98cd", objects.remembered),
        Replacement(utils, "size", "da153ed5f4a1", objects.remembered),
        Replacement(ParentBox, "page_values", "9bcfda076d19", box_styles.make_page_values),
        Replacement(Box, "is_floated", "6e6071b81868", box_styles.cache_method_by_style("is_floated")),
        Replacement(Box, "is_in_normal_flow", "5f49d6ab23da", box_styles.cache_method_by_style("is_in_normal_flow")),
        Replacement(
            Box,
            "is_absolutely_positioned",
            "397e0c33b308",
            box_styles.cache_method_by_style("is_absolutely_positioned"),
        ),
        Replacement(line_break, "strut", "b57885b70dd0", box_styles.make_strut),
        Replacement(line_break, "split_first_line", "39ad1016863c", breaks.broken),
        Replacement(Layout, "setup", "fb227a55094f", texts.set_up, "text"),
        Replacement(Layout, "deactivate", "bfec3ec8406e", texts.left, "text"),
        Replacement(Layout, "reactivate", "0b89ee097104", texts.taken_up, "text"),
        Replacement(text, "draw_first_line", "1bb8eae6d88e", glyphs.painted, "text"),
    )
)
