"""Breaking a paragraph into lines with two measurements a line where WeasyPrint takes three, and of less text.

WeasyPrint hands Pango twice as much text as a line can hold, then tries the line with the next word once more, because
Pango may have counted the space after a word that still fits. Where that word is plainly too long, this is needless.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from press.render.weasyprint.box_styles import cache_by_style

Function = Callable[..., Any]

ffi.cdef("void pango_layout_index_to_pos (PangoLayout *layout, int index_, PangoRectangle *pos);")

PER_EM = 2.6
"""Characters that a line holds for each em of its width, and a word more: a letter is about half an em wide."""
NARROW = 4
"""Ems of a line in which hardly a word finds room."""
SLACK = 0.1
"""Ems by which kerning may bring two words nearer to each other."""
MOST = 2**21
"""Widths from here on are none for WeasyPrint, in px."""
_HARD = re.compile("[\t\n\r\xad\u0590-\u08ff\u2028-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U0001efff]")
"""Tabs, ends of lines, soft hyphens, and what is written from right to left: WeasyPrint's own way for them."""


def broken(theirs: Function) -> Function:
    """`split_first_line`: where the rules of breaking are the plain ones."""

    def split_first_line(text: str, style: Any, context: Any, max_width: Any, *how: Any, **named: Any) -> Any:
        if (
            max_width is not None
            and max_width < MOST
            and _breaks_plainly(style)
            and max_width >= style["font_size"] * NARROW
        ):
            found = _first_line(text, style, max_width, *how, **named)
            if found:
                return found
        return theirs(text, style, context, max_width, *how, **named)

    return split_first_line


@cache_by_style
def _breaks_plainly(style: Any) -> bool:
    return bool(
        style["white_space"] == style["word_break"] == style["overflow_wrap"] == style["letter_spacing"] == "normal"
        and style["hyphens"] != "auto" and not style["word_spacing"] and style["font_size"] > 0
    )  # fmt: skip


def _first_line(text: str, style: Any, max_width: float, justification_spacing: float, *_: Any, **__: Any) -> Any:
    """What `split_first_line` gives, or None where the plain way does not lead to it."""
    if justification_spacing:
        return None
    room = int(max_width / style["font_size"] * PER_EM)
    for short in (text[:room], text[: 2 * room]):
        if _HARD.search(short):
            return None
        layout = line_break.create_layout(short, style, None, max_width, 0)
        line, resume = layout.get_first_line()
        if resume is None and len(short) == len(text):
            fits = line_break.line_size(line, style)[0] <= max_width
            return _measured(line, text, layout, None, style) if fits else None
        end = -1 if resume is None else _end_of_word(short, resume)
        if end < 0 and resume is not None and len(short) == len(text):
            end = len(short.encode())
        if end >= 0:
            too_long = _is_too_long(layout, line, end, style, max_width)
            return _measured(line, text, layout, resume, style) if too_long else None
    return None  # hardly a space anywhere: other scripts break elsewhere


def _measured(line: Any, text: str, layout: Any, resume: int | None, style: Any) -> Any:
    return line_break.first_line_metrics(line, text, layout, resume, space_collapse=True, style=style)


def _end_of_word(text: str, start: int) -> int:
    """Where the word ends that begins at a byte, in bytes; -1 where it may go on."""
    return text.encode().find(b" ", start)


def _is_too_long(layout: Any, line: Any, end: int, style: Any, max_width: float) -> bool:
    """Whether the first line fits, and the word after it would not fit behind it. end: of that word, in bytes."""
    width = line_break.line_size(line, style)[0]
    place = ffi.new("PangoRectangle *")
    pango.pango_layout_index_to_pos(layout.layout, end, place)
    word = place.x * FROM_UNITS
    return bool(width <= max_width < width + word - SLACK * style["font_size"])
