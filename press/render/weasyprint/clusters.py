"""Text drawn run by run, in the order in which it is read.

A cluster is the least piece of text that has glyphs of its own: mostly one character and one glyph, in many scripts
several of both. WeasyPrint draws glyphs from left to right and keeps one meaning for each. Here a glyph that stands for
two things has a code for each; a cluster of several glyphs says its characters with ActualText (ISO 32000-1, 14.9.4);
and runs stand in reading order, those that run to the left as `ReversedChars` (14.8.2.3.3).

The functions follow the logic of `weasyprint.draw.text.draw_first_line` (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from press.render.weasyprint.font_glyphs import read_font_glyphs

MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
"""Brackets, which are drawn mirrored in text that runs to the left (Unicode Standard Annex 9, L4)."""
BASIC = {"\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u00ad": "-"}
"""Characters that a font may show with the glyph of a basic one."""


@dataclass(slots=True)
class GlyphCluster:
    """A piece of text and its glyphs.

    start: in the bytes of the text; x: its left edge in the line; width: its advance; glyphs: those of Pango that take
    room, from left to right; signs: those over and under them, each with its place; drawn: both, from left to right;
    font, size: of WeasyPrint; pango_font: that of the glyphs; rtl: whether it runs to the left; line: of Pango, which
    holds the glyphs.
    """

    start: int
    x: float
    font: Any
    size: float
    pango_font: Any
    rtl: bool
    line: Any
    width: float = 0
    glyphs: list[Any] = field(default_factory=list)
    signs: list[tuple[Any, float]] = field(default_factory=list)
    drawn: list[Any] = field(default_factory=list)
    text: str = ""

    @property
    def is_simple(self) -> bool:
        """Whether one glyph of it takes room, so that a map of the font can say its text.

        What runs to the right has at most one sign too, after it and with a character for it: readers put the second in
        the next word.
        """
        if len(self.glyphs) != 1:
            return False
        return self.rtl or (self.drawn[0] is self.glyphs[0] and len(self.text) > len(self.signs) < 2)

    @property
    def said(self) -> str:
        """Its text as it is shown: what runs to the left is shown from its end, with its brackets mirrored."""
        return MIRRORED.get(self.text, self.text)[::-1] if self.rtl else self.text

    @property
    def is_unambiguous(self) -> bool:
        """Whether it is one glyph that has its text for its only meaning."""
        if not self.is_simple or self.signs:
            return False
        glyph = self.glyphs[0].glyph
        own = read_font_glyphs(self.font).characters.get(glyph, self.said)
        return bool(self.font.to_unicode.get(glyph, own) == self.said)

    @property
    def is_missing(self) -> bool:
        """Whether no font has its characters."""
        signs = [glyph for glyph, _ in self.signs]
        return any(one.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG for one in [*self.glyphs, *signs])

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
        clusters = list(_list_run_clusters(stream, line, run.data, x))
        _add_texts(clusters, data, run.data.item.offset + run.data.item.length)
        x += sum(cluster.width for cluster in clusters)
        found += clusters
        run = run.next
    found.sort(key=lambda cluster: cluster.start)
    return _join_empty(found)


def _list_run_clusters(stream: Any, line: Any, run: Any, x: float) -> Iterator[GlyphCluster]:
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
            current = GlyphCluster(start, x, font, size, run.item.analysis.font, rtl, line)
        width = glyph.geometry.width * FROM_UNITS
        if glyph.glyph != pango.PANGO_GLYPH_EMPTY:
            current.drawn.append(glyph)
            if width:
                current.glyphs.append(glyph)
            else:
                current.signs.append((glyph, x))
        x += width
        current.width += width
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
        if found and not cluster.glyphs and cluster.rtl == found[-1].rtl:
            found[-1].signs += cluster.signs
            found[-1].drawn += cluster.drawn
            found[-1].text += cluster.text
        elif cluster.glyphs or cluster.signs:
            if not cluster.glyphs:
                cluster.glyphs, cluster.signs = [cluster.signs[0][0]], cluster.signs[1:]
            found.append(cluster)
        elif found:
            found[-1].text += cluster.text
    return found


Aliases = dict[str, dict[tuple[int, str], int]]
"""By the hash of a font: the code of each glyph that stands for something else too."""
LAST_CODE = 0xFFF0
"""The highest code for a second meaning. Those of glyphs begin at 0, and no face has that many."""


class ClusterPen:
    """The drawing of clusters into a stream.

    matrix: of the line; aliases: codes of second meanings, to which it adds.
    """

    def __init__(self, stream: Any, matrix: Any, aliases: Aliases) -> None:
        self.stream = stream
        self.matrix = matrix.values
        self.aliases = aliases
        self.parts: list[str] = []

    def draw(self, clusters: Sequence[GlyphCluster]) -> None:
        """Draw clusters in their order."""
        for group in group_clusters(clusters):
            first = group[-1] if group[0].rtl else group[0]
            self._move(first, first.x)
            if not first.is_simple:
                said = first.text.encode("utf-16-be").hex()
                self.stream.stream.append(f"/Span <</ActualText <feff{said}>>> BDC".encode())
            elif first.rtl:
                self.stream.stream.append(b"/ReversedChars BMC")
            for cluster in reversed(group) if first.rtl else group:
                self._draw_cluster(cluster)
            self._flush()
            if first.rtl or not first.is_simple:
                self.stream.stream.append(b"EMC")
            if first.rtl:
                self._draw_signs(group)

    def _draw_cluster(self, cluster: GlyphCluster) -> None:
        """Draw the glyphs of a cluster, and its signs if it runs to the right.

        A sign has no room of its own, so it is drawn where it stands among the glyphs. The last characters of a cluster
        of one glyph and some signs are said by the signs.
        """
        drawn = cluster.glyphs if cluster.rtl else cluster.drawn
        if not cluster.is_simple:
            for glyph in drawn:
                self._draw_glyph(glyph, cluster, None)
            return
        cut = max(1, len(cluster.said) - len(drawn) + 1) if len(drawn) > 1 else len(cluster.said)
        self._draw_glyph(drawn[0], cluster, cluster.said[:cut])
        for place, glyph in enumerate(drawn[1:], cut):
            self._draw_glyph(glyph, cluster, cluster.said[place : place + 1])

    def _draw_signs(self, group: Sequence[GlyphCluster]) -> None:
        """Draw the signs of clusters that run to the left; they say nothing, because the clusters have said it."""
        signs = [(glyph, x, cluster) for cluster in group for glyph, x in cluster.signs]
        if not signs:
            return
        self.stream.stream.append(b"/Span <</ActualText <feff>>> BDC")
        for glyph, x, cluster in signs:
            self._move(cluster, x)
            self._draw_glyph(glyph, cluster, None)
            self._flush()
        self.stream.stream.append(b"EMC")

    def draw_space(self, glyph: int, width: float, last: GlyphCluster) -> None:
        """Draw a space after the last cluster. width: in thousandths of the size."""
        last.font.to_unicode[glyph] = " "
        last.font.widths.setdefault(glyph, width)
        self._move(last, last.x - width * last.size / 1000 if last.rtl else last.x + last.width)
        self.stream.show_text(f"<{glyph:04x}>")

    def _move(self, cluster: GlyphCluster, x: float) -> None:
        a, b, c, d, e, f = self.matrix
        self.stream.set_font_size(cluster.font.hash, cluster.size)
        self.stream.set_text_matrix(a, b, c, d, round(e + a * x, 4), round(f + b * x, 4))

    def _draw_glyph(self, glyph: Any, cluster: GlyphCluster, said: str | None) -> None:
        """Draw a glyph. said: what it says; None if something else says it."""
        font, number, geometry = cluster.font, glyph.glyph, glyph.geometry
        own = read_font_glyphs(font).characters.get(number) or said or cluster.said[:1]
        code = number
        if font.to_unicode.setdefault(number, own) != said and said:
            codes = self.aliases.setdefault(font.hash, {})
            code = codes.setdefault((number, said), LAST_CODE - len(codes))
        if number not in font.widths:
            stream = self.stream
            pango.pango_font_get_glyph_extents(cluster.pango_font, number, stream.ink_rect, stream.logical_rect)
            font.widths[number] = round(stream.logical_rect.width * 1000 * FROM_UNITS / cluster.size)
        offset, rise = geometry.x_offset / cluster.size, geometry.y_offset / 1000
        kerning = int(font.widths[number] + offset - geometry.width * 1000 * FROM_UNITS / cluster.size)
        if rise:
            self._flush()
            self.stream.set_text_rise(-rise)
        # The space parts it from the kerning of the glyph before: `2` and `23` would move the glyph by 223.
        self.parts += [f" {-offset}"] if offset else []
        self.parts.append(f"<{code:04x}>")
        self.parts += [f"{kerning}"] if kerning else []
        if rise:
            self._flush()
            self.stream.set_text_rise(0)

    def _flush(self) -> None:
        """Show what has been collected."""
        if self.parts:
            self.stream.show_text("".join(self.parts).replace("><", ""))
        self.parts = []


def group_clusters(clusters: Sequence[GlyphCluster]) -> Iterator[list[GlyphCluster]]:
    """Group clusters that are shown in one string: one glyph each, side by side, in one font and direction."""
    group: list[GlyphCluster] = []
    for cluster in clusters:
        if group and not _follows(group[-1], cluster):
            yield group
            group = []
        group.append(cluster)
    if group:
        yield group


def _follows(last: GlyphCluster, cluster: GlyphCluster) -> bool:
    if not (last.is_simple and cluster.is_simple) or (last.font, last.size, last.rtl) != (
        cluster.font, cluster.size, cluster.rtl
    ):  # fmt: skip
        return False
    left, right = (cluster, last) if cluster.rtl else (last, cluster)
    return abs(left.x + left.width - right.x) < NEAR * cluster.size


NEAR = 0.005
"""Share of the size by which a cluster may stand beside the end of the one before and still go on from there."""


def write_aliases(pdf: pydyf.PDF, reference: bytes, aliases: Mapping[tuple[int, str], int]) -> None:
    """Write the second meanings of the glyphs of a font.

    reference: of the font's dictionary in the file.
    """
    by_reference = {one.reference: one for one in pdf.objects if one.number}
    font = by_reference[reference]
    lines = by_reference[font["ToUnicode"]].stream
    at = lines.index(b"endcmap")
    for some in batched_pairs(sorted((code, text) for (_, text), code in aliases.items())):
        meanings = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>".encode() for code, text in some]
        lines[at:at] = [b"%d beginbfchar" % len(some), *meanings, b"endbfchar"]
    codes = make_code_map(aliases)
    pdf.add_object(codes)
    font["Encoding"] = codes.reference


def batched_pairs(pairs: Sequence[tuple[int, Any]]) -> Iterator[Sequence[tuple[int, Any]]]:
    """Split pairs into lists of at most 100, the most that a map may have in one section."""
    for start in range(0, len(pairs), 100):
        yield pairs[start : start + 100]


def make_code_map(aliases: Mapping[tuple[int, str], int]) -> pydyf.Stream:
    """Make the map from codes to glyphs: each code is its glyph, but those of second meanings (ISO 32000-1, 9.7.5)."""
    name = "Handout-Codes"
    info = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    extra = {"Type": "/CMap", "CMapName": f"/{name}", "CIDSystemInfo": pydyf.Dictionary(info)}
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo", "3 dict dup begin",
        "/Registry (Adobe) def", "/Ordering (Identity) def", "/Supplement 0 def", "end def", f"/CMapName /{name} def",
        "/CMapType 1 def", "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange", "1 begincidrange",
        f"<0000> <{min(aliases.values()) - 1:04x}> 0", "endcidrange",
    ]  # fmt: skip
    for some in batched_pairs(sorted((code, glyph) for (glyph, _), code in aliases.items())):
        lines += [f"{len(some)} begincidchar", *(f"<{code:04x}> {glyph}" for code, glyph in some), "endcidchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return pydyf.Stream([line.encode() for line in lines], pydyf.Dictionary(extra))
