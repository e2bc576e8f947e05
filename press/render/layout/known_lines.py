"""The first lines of texts, kept while the layouts of one edition are made.

A remedy mostly changes gaps and breaks between pages: the same words in the same letters break where they broke before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from operator import itemgetter
from typing import Any

from weasyprint.css import AnonymousStyle

from press.render.weasyprint.fixes import FirstLine

LOOK = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override", "font_size",
    "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "font_variation_settings", "font_weight",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphens", "lang", "letter_spacing",
    "overflow_wrap", "tab_size", "text_decoration_line", "white_space", "word_break", "word_spacing",
)  # fmt: skip
"""The properties that WeasyPrint's `split_first_line` reads. What is inherited by all text in an element is its own."""
UNITS = 1024
"""Pango's units in a pixel. Lengths of lines are whole numbers of them, so a part of one makes room for no line."""
SplitFirstLine = Callable[..., FirstLine]
_read_look = itemgetter(*LOOK)


class KnownLines:
    """The first lines of the texts of an edition."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Hashable, ...], FirstLine] = {}
        self._looks: dict[int, tuple[Any, Hashable]] = {}  # by the id of a style, which is kept, and so its id

    def split(self, split: SplitFirstLine, line: tuple[Any, ...], how: Mapping[str, bool]) -> FirstLine:
        """Split off a text's first line. split: WeasyPrint's function; line, how: its arguments, also by name."""
        text, style, _, width, spacing = line
        units = width if width is None or width == math.inf else math.floor(width * UNITS)
        key = (text, self._find_look(style), units, spacing, how.get("is_line_start", True), how.get("minimum", False))
        found = self._lines.get(key)
        if found is None:
            found = self._lines[key] = split(*line, **how)
        layout, *measures = found
        layout = copy(layout)  # a line that is drawn changes its own
        layout.style = style  # which looks the same, so that it is drawn as it was measured
        return layout, *measures

    def _find_look(self, style: Any) -> Hashable:
        while isinstance(style, AnonymousStyle):
            style = style.parent_style
        if id(style) not in self._looks:
            look: Hashable = _read_look(style)
            try:
                hash(look)
            except TypeError:  # a value is a list
                look = repr(look)
            self._looks[id(style)] = style, look
        return self._looks[id(style)][1]
