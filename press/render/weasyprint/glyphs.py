"""Painting a line of text: each pair of a glyph and its width is put into words once for each font.

WeasyPrint reads every glyph of every line from Pango field by field and writes it anew.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

Function = Callable[..., Any]

INFO = struct.Struct("=IiiiI")
"""A PangoGlyphInfo: the glyph, its width, how far it is moved to the right and up in Pango units, and flags."""
AS_EXPECTED = ffi.sizeof("PangoGlyphInfo") == INFO.size
SEPARATORS = frozenset("\n\r\u2029")
"""What ends a paragraph for Pango."""
SIZED_WELL = 14802
"""The version of Pango that says the size of type as it is: 1.48.2."""
NOT_MERE = 0x0FFFFFFF
"""Glyphs from here on are PANGO_GLYPH_EMPTY or characters that no font has."""


def painted(theirs: Function) -> Function:
    """`draw_first_line`: quickly where a line is made of ordinary glyphs that stand on the baseline."""

    def draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
        text = textbox.text
        if not text.strip() or textbox.style["font_size"] < 1e-6:
            return []
        layout = textbox.pango_layout
        plain = AS_EXPECTED and text_overflow == "clip" and block_ellipsis == "none"
        runs = list(_runs(stream, textbox, layout)) if plain and SEPARATORS.isdisjoint(layout.text) else []
        if not runs or any(not _is_ordinary(font, glyphs) for font, _, glyphs, _ in runs):
            layout.press_spoiled = True  # it may be cut off or on one line now, which another text must not find
            return theirs(stream, textbox, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        _show(stream, layout, runs)
        return []

    return draw_first_line


Glyphs = list[tuple[int, int, int, int, int]]
Run = tuple[Any, float, Glyphs, Any]
"""The font in the document, the size of type in px, the glyphs, and Pango's own run."""


def _runs(stream: Any, textbox: Any, layout: Any) -> Iterator[Run]:
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    run = line.runs
    while run != ffi.NULL:
        item = run.data
        run = run.next
        string, pango_font = item.glyphs, item.item.analysis.font
        font, size = stream.add_font(pango_font)
        if pango.pango_version() < SIZED_WELL:
            size = textbox.style["font_size"]
        glyphs = list(INFO.iter_unpack(ffi.buffer(string.glyphs, INFO.size * string.num_glyphs)))
        yield font, size, glyphs, item


def _is_ordinary(font: Any, glyphs: Glyphs) -> bool:
    if font.bitmap or font.svg or font.png or font.colr:
        return False
    return all(glyph < NOT_MERE and not up for glyph, _, _, up, _ in glyphs)


def _show(stream: Any, layout: Any, runs: list[Run]) -> None:
    """Write the runs, with as few changes of font as WeasyPrint."""
    current: Any = None
    words = ""
    for font, size, glyphs, item in runs:
        if item.item.analysis.font != current:
            current = item.item.analysis.font
            if words:
                stream.show_text(words)
            words = ""
            stream.set_font_size(font.hash, size)
        words += "<" + "".join(_written(stream, layout, (font, size, glyphs, item)))
        words = words[:-1] if words[-1] == "<" else words + ">"
    stream.show_text(words)


def _written(stream: Any, layout: Any, run: Run) -> Iterator[str]:
    font, size, glyphs, _ = run
    known = font.__dict__.setdefault("press_written", {}).setdefault(size, {})
    for place, (glyph, width, right, _, _) in enumerate(glyphs):
        words = known.get((glyph, width, right))
        if words is None:
            _learn(stream, layout, run, place)
            offset = right / size
            kerning = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
            words = (f">{-offset}<" if offset else "") + f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
            known[glyph, width, right] = words
        yield words


def _learn(stream: Any, layout: Any, run: Run, place: int) -> None:
    """Note the width of a glyph in its font, and which characters it stands for."""
    font, size, glyphs, item = run
    glyph = glyphs[place][0]
    if glyph not in font.to_unicode:
        start, end = item.glyphs.log_clusters[place], item.item.length
        if item.item.analysis.level % 2:
            end = end if place == 0 else item.glyphs.log_clusters[place - 1]
        elif place < len(glyphs) - 1:
            end = item.glyphs.log_clusters[place + 1]
        offset = item.item.offset
        font.to_unicode[glyph] = layout.text.encode()[offset + start : offset + end].decode()
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
