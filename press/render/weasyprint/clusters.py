"""Text drawn cluster by cluster, in the order in which it is read.

A cluster is the least piece of text that has glyphs of its own: mostly one character and one glyph, in many scripts
several of both. WeasyPrint draws glyphs from left to right and keeps one meaning for each. Here each cluster says its
characters: with the map of its font where one glyph is one character, and with ActualText elsewhere (ISO 32000-1,
14.9.4).

The functions follow the logic of `weasyprint.draw.text.draw_first_line` (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from press.render.weasyprint.font_glyphs import read_font_glyphs

BASIC = {"\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u00ad": "-"}
"""Characters that a font may show with the glyph of a basic one."""


@dataclass(slots=True)
class GlyphCluster:
    """A piece of text and its glyphs.

    start: in the bytes of the text; x: its left edge in the line; width: its advance; glyphs: those of Pango, from left
    to right; font, size: of WeasyPrint; pango_font: that of the glyphs; rtl: whether it runs to the left.
    """

    start: int
    x: float
    font: Any
    size: float
    pango_font: Any
    rtl: bool
    width: float = 0
    glyphs: list[Any] = field(default_factory=list)
    text: str = ""

    @property
    def is_simple(self) -> bool:
        """Whether the map of the font says its text."""
        if len(self.glyphs) != 1 or len(self.text) != 1:
            return False
        glyph = self.glyphs[0].glyph
        known = self.font.to_unicode.get(glyph)
        return known == self.text if known else read_font_glyphs(self.font).glyphs.get(self.text) == glyph

    @property
    def is_missing(self) -> bool:
        """Whether no font has its characters."""
        return any(one.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG for one in self.glyphs)

    @property
    def is_picture(self) -> bool:
        """Whether its font draws pictures, not outlines."""
        return bool(self.font.bitmap or self.font.png or self.font.svg or self.font.colr)


def list_clusters(stream: Any, layout: Any) -> list[GlyphCluster]:
    """List the clusters of the first line of a layout, in reading order."""
    line, _ = layout.get_first_line()
    data = layout.text.encode()
    found: list[GlyphCluster] = []
    x = 0.0
    run = line.runs[0]
    while run != ffi.NULL:
        clusters = list(_list_run_clusters(stream, run.data, x))
        _add_texts(clusters, data, run.data.item.offset + run.data.item.length)
        x += sum(cluster.width for cluster in clusters)
        found += clusters
        run = run.next
    found.sort(key=lambda cluster: cluster.start)
    return _join_empty(found)


def _list_run_clusters(stream: Any, run: Any, x: float) -> Iterator[GlyphCluster]:
    """List the clusters of a run from left to right, without their texts. x: of its left edge."""
    font, size = stream.add_font(run.item.analysis.font)
    rtl = bool(run.item.analysis.level % 2)
    current: GlyphCluster | None = None
    for index in range(run.glyphs.num_glyphs):
        start = run.item.offset + run.glyphs.log_clusters[index]
        glyph = run.glyphs.glyphs[index]
        if current is None or current.start != start:
            if current:
                yield current
            current = GlyphCluster(start, x, font, size, run.item.analysis.font, rtl)
        width = glyph.geometry.width * FROM_UNITS
        x += width
        current.width += width
        if glyph.glyph != pango.PANGO_GLYPH_EMPTY:
            current.glyphs.append(glyph)
    if current:
        yield current


def _add_texts(clusters: Sequence[GlyphCluster], data: bytes, end: int) -> None:
    """Add the texts of the clusters of a run. end: of the run in the bytes of the text."""
    edges = [*sorted(cluster.start for cluster in clusters), end]
    for cluster in clusters:
        text = data[cluster.start : edges[bisect_right(edges, cluster.start)]].decode()
        cluster.text = BASIC.get(text, text)


def _join_empty(clusters: Sequence[GlyphCluster]) -> list[GlyphCluster]:
    """Let what has no glyph be said with the cluster before it.

    That is a sign that parts joined letters, or a space that the font lacks.
    """
    found: list[GlyphCluster] = []
    for cluster in clusters:
        if cluster.glyphs:
            found.append(cluster)
        elif found:
            found[-1].text += cluster.text
    return found


class ClusterPen:
    """The drawing of clusters into a stream. matrix: of the line."""

    def __init__(self, stream: Any, matrix: Any) -> None:
        self.stream = stream
        self.matrix = matrix.values
        self.x: float | None = None
        self.font: Any = None
        self.parts: list[str] = []

    def draw(self, clusters: Sequence[GlyphCluster]) -> None:
        """Draw clusters in their order."""
        for cluster in clusters:
            if self.font is not cluster.font or self.x is None or abs(self.x - cluster.x) > NEAR * cluster.size:
                self._flush()
                self._move(cluster)
            simple = cluster.is_simple
            if not simple:
                self._flush()
                said = cluster.text.encode("utf-16-be").hex()
                self.stream.stream.append(f"/Span <</ActualText <feff{said}>>> BDC".encode())
            for glyph in cluster.glyphs:
                self._draw_glyph(glyph, cluster)
            if not simple:
                self._flush()
                self.stream.stream.append(b"EMC")
            self.x = cluster.x + cluster.width
        self._flush()

    def draw_space(self, glyph: int, width: float, last: GlyphCluster) -> None:
        """Draw a space after the last cluster. width: in thousandths of the size."""
        last.font.to_unicode[glyph] = " "
        last.font.widths.setdefault(glyph, width)
        edge = last.x - width * last.size / 1000 if last.rtl else last.x + last.width
        self._move(last, edge)
        self.stream.show_text(f"<{glyph:04x}>")

    def _move(self, cluster: GlyphCluster, x: float | None = None) -> None:
        a, b, c, d, e, f = self.matrix
        x = cluster.x if x is None else x
        self.stream.set_font_size(cluster.font.hash, cluster.size)
        self.stream.set_text_matrix(a, b, c, d, round(e + a * x, 4), round(f + b * x, 4))
        self.font = cluster.font

    def _draw_glyph(self, glyph: Any, cluster: GlyphCluster) -> None:
        font, number, geometry = cluster.font, glyph.glyph, glyph.geometry
        font.to_unicode.setdefault(number, cluster.text if len(cluster.glyphs) == 1 else cluster.text[:1] or " ")
        if number not in font.widths:
            stream = self.stream
            pango.pango_font_get_glyph_extents(cluster.pango_font, number, stream.ink_rect, stream.logical_rect)
            font.widths[number] = round(stream.logical_rect.width * 1000 * FROM_UNITS / cluster.size)
        offset, rise = geometry.x_offset / cluster.size, geometry.y_offset / 1000
        kerning = int(font.widths[number] + offset - geometry.width * 1000 * FROM_UNITS / cluster.size)
        if rise:
            self._flush()
            self.stream.set_text_rise(-rise)
        self.parts += [f"{-offset}"] if offset else []
        self.parts.append(f"<{number:04x}>")
        self.parts += [f"{kerning}"] if kerning else []
        if rise:
            self._flush()
            self.stream.set_text_rise(0)

    def _flush(self) -> None:
        """Show what has been collected."""
        if self.parts:
            self.stream.show_text("".join(self.parts).replace("><", ""))
        self.parts = []


NEAR = 0.005
"""Share of the size by which a cluster may stand beside the end of the one before and still go on from there."""
