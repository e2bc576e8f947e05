"""WeasyPrint's dearest functions, done with less work and to the same bytes.

Each of ours was written for one state of the source of theirs. Where WeasyPrint has changed a function, its own stays
in place: the press is then slower, not wrong, and a test says so.
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
from press.render.weasyprint.patching import Quick, Replacements

__all__ = ["REPLACEMENTS", "texts"]

REPLACEMENTS = Replacements(
    (
        Quick(css.ComputedStyle, "__init__", "ffbc48647d0d", styles.filled, "values"),
        Quick(css.ComputedStyle, "__missing__", "b318d8efc8ac", styles.looked_up, "values"),
        Quick(css.AnonymousStyle, "__init__", "9fbdd74c1ad0", styles.filled_anonymous),
        Quick(StyleFor, "__init__", "b1e725a75525", styles.matched, "rules"),
        Quick(StyleFor, "set_computed_styles", "b5b15856b8be", styles.weighed, "rules"),
        Quick(StyleFor, "__call__", "96b91915ae7c", styles.asked, "rules"),
        Quick(computed_values, "parse_color", "b03bc7ac488d", styles.seen),
        Quick(percent, "resolve_percentages", "71673078096f", box_styles.lengths),
        Quick(percent, "resolve_radii_percentages", "4980b3798c67", box_styles.corners),
        Quick(pydyf, "_to_bytes", "1cefd02c285d", objects.written),
        Quick(utils, "normalize", "644aeada98cd", objects.remembered),
        Quick(utils, "size", "da153ed5f4a1", objects.remembered),
        Quick(ParentBox, "page_values", "9bcfda076d19", box_styles.edges),
        Quick(Box, "is_floated", "6e6071b81868", box_styles.once("is_floated")),
        Quick(Box, "is_in_normal_flow", "5f49d6ab23da", box_styles.once("is_in_normal_flow")),
        Quick(Box, "is_absolutely_positioned", "397e0c33b308", box_styles.once("is_absolutely_positioned")),
        Quick(line_break, "strut", "b57885b70dd0", box_styles.strut),
        Quick(line_break, "split_first_line", "39ad1016863c", breaks.broken),
        Quick(Layout, "setup", "fb227a55094f", texts.set_up, "text"),
        Quick(Layout, "deactivate", "bfec3ec8406e", texts.left, "text"),
        Quick(Layout, "reactivate", "0b89ee097104", texts.taken_up, "text"),
        Quick(text, "draw_first_line", "1bb8eae6d88e", glyphs.painted, "text"),
    )
)
