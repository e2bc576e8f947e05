"""Rules for figures: words name parts that exist, and drawings are large enough in every variant on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from press.model.findings import Place
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.nodes import Node
from press.model.publication import Picture, Publication, Translation
from press.model.rules import Problem, find_source, rule
from press.model.sources.variant import Variant
from press.model.svg import SVG_NAMESPACE
from press.style.figures import ANCHOR_PREFIX, Drawing, DrawnLine, has_side_labels, measure_room, read_drawing
from press.style.resolve import read_points, resolve_token

LEAST_LINE = 1.25
"""The thinnest line that a copier keeps, in points."""

_TEXT = "publications/handwashing/en.md"
_OTHER = "publications/handwashing/es.md"
_FILE = "publications/handwashing/figures/tap.svg"
_VARIANT = "variants/extra.yaml"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n"
_FIGURE = _HEAD + "::: figure {#fig}\n![A tap](figures/tap.svg)\n\nANCHOR\n: where water comes out\n:::\n"
_SHAPE = '<svg xmlns="{}" viewBox="0 0 60 40">{}<circle id="label-spout" cx="9" cy="9"/></svg>'
_TAP = _SHAPE.format(SVG_NAMESPACE, '<path d="M5 20h30v10H5z"/>')
_LARGE = "extends: letter\ntokens: {{font-size-body: 18pt, panel-width-of-two: {}, text-inset: 0pt}}\n"


@dataclass(frozen=True, slots=True)
class _ShownFigure:
    """A figure in the text of a publication. form: of its section."""

    publication: Publication
    translation: Translation
    form: str
    node: Node

    @property
    def panels(self) -> list[Node]:
        return [child for child in self.node.children if child.kind == "panel"]

    @property
    def is_labeled(self) -> bool:
        return has_side_labels(self.node, self.publication.pictures)

    def list_pictures(self) -> Iterator[Picture]:
        for panel in self.panels:
            if picture := self.publication.pictures.get(panel.children[0].attrs["src"]):
                yield picture


def _list_figures(library: Library) -> Iterator[_ShownFigure]:
    for publication in library.publications.values():
        for translation in publication.translations.values():
            for section in translation.sections:
                for block in section.blocks:
                    if block.kind == "figure":
                        yield _ShownFigure(publication, translation, section.text_form, block)


@rule(
    "FIG101",
    scope="publication",
    clause="house rule: a line leads from words to the part that they name",
    hint="write the name as it stands after `label-` in the drawing",
    bad={_TEXT: _FIGURE.replace("ANCHOR", "spuot"), _FILE: _TAP},
    good={_TEXT: _FIGURE.replace("ANCHOR", "spout"), _FILE: _TAP},
)
def check_anchors_exist(library: Library) -> Iterator[Problem]:
    """Check that words for a part name an anchor of their drawing."""
    for figure in _list_figures(library):
        for panel in figure.panels:
            picture = figure.publication.pictures.get(panel.children[0].attrs["src"])
            drawing = read_drawing(picture) if picture else None
            for label in (child for child in panel.children if child.kind == "part_label"):
                name = label.attrs["anchor"]
                if picture and name not in (drawing.anchors if drawing else {}):
                    place = figure.translation.source.make_place(label.line, label.column)
                    known = drawing.anchors if drawing else {}
                    yield place, f"`{picture.src}` has no anchor `{ANCHOR_PREFIX}{name}`", suggest_name(name, known)


@rule(
    "FIG102",
    scope="publication",
    clause="house rule: what is marked in a drawing is named beside it",
    hint="write the name of the anchor under the picture, and `: the words` on the next line",
    severity="warning",
    bad={_TEXT: _HEAD + "::: figure {#fig}\n![A tap](figures/tap.svg)\n:::\n", _OTHER: _HEAD + "T.\n", _FILE: _TAP},
    good={_TEXT: _FIGURE.replace("ANCHOR", "spout"), _OTHER: _HEAD + "T.\n", _FILE: _TAP},
)
def check_anchors_have_words(library: Library) -> Iterator[Problem]:
    """Check that every anchor of a drawing has words in its figure."""
    for figure in _list_figures(library):
        for panel in figure.panels:
            picture = figure.publication.pictures.get(panel.children[0].attrs["src"])
            drawing = read_drawing(picture) if picture else None
            named = {child.attrs["anchor"] for child in panel.children if child.kind == "part_label"}
            for name in sorted(set(drawing.anchors if drawing else ()) - named):
                place = figure.translation.source.make_place(panel.line, panel.column)
                yield place, f"no words name the anchor `{ANCHOR_PREFIX}{name}` of this drawing"


def _list_sizes(library: Library) -> Iterator[tuple[Place, DrawnLine, float, float, str]]:
    """List lines and words of drawings with their smallest size on paper.

    Yields the place, the line, its size in points, the size of small text there, and the variant.
    """
    found: dict[tuple[Place, DrawnLine], tuple[float, float, str]] = {}
    for figure in _list_figures(library):
        for picture in figure.list_pictures():
            drawing = read_drawing(picture)
            if not drawing or not drawing.lines:
                continue
            folder = figure.publication.source.path.rpartition("/")[0]
            for name, scale, small in _list_scales(library, figure, drawing):
                for line in drawing.lines:
                    key = Place(f"{folder}/{picture.src}", line.line, 1), line
                    size = line.size * scale
                    if key not in found or size < found[key][0]:
                        found[key] = size, small, name
    for (place, line), (size, small, name) in found.items():
        yield place, line, size, small, name


def _list_scales(library: Library, figure: _ShownFigure, drawing: Drawing) -> Iterator[tuple[str, float, float]]:
    """List by how much each variant enlarges a drawing, with its size of small text."""
    for name, variant in library.variants.items():
        if not variant.file_format.on_paper or figure.form not in {"", variant.text}:
            continue
        tokens = _list_tokens(variant)
        room = measure_room(tokens, len(figure.panels), labeled=figure.is_labeled)
        if room:
            crop = drawing.get_crop(resolve_token("--figure-crop", tokens))
            yield name, room.width / crop[2], room.small


def _list_tokens(variant: Variant) -> dict[str, str]:
    size = {"paper-width": variant.width, "paper-height": variant.height}
    return {name: value for name, value in size.items() if value} | variant.tokens


@rule(
    "FIG103",
    scope="publication",
    clause="print practice: thinner lines vanish on a copier",
    hint='make the line wider in the drawing, or show less of it: `<view id="column" viewBox="…"/>`',
    severity="warning",
    bad={_FILE: _TAP.replace("<path", '<path stroke="#000" stroke-width=".2"')},
    good={_FILE: _TAP.replace("<path", '<path stroke="#000" stroke-width="2"')},
)
def check_line_weight(library: Library) -> Iterator[Problem]:
    """Check that lines of drawings are printed at least 1.25 points wide."""
    for place, line, size, _, variant in _list_sizes(library):
        if line.kind == "line" and size < LEAST_LINE - 0.005:
            yield place, f"this line is {size:.2f} pt wide in `{variant}`"


@rule(
    "FIG104",
    scope="publication",
    clause="house rule: no words are smaller than the small size",
    hint='take the words out of the drawing, and write them in the text: `<circle id="label-NAME" …/>` is the place',
    severity="warning",
    bad={_FILE: _TAP.replace("<path", '<text font-size="1">hot</text><path')},
    good={_FILE: _TAP},
)
def check_words_in_drawings(library: Library) -> Iterator[Problem]:
    """Check that words within a drawing are not smaller than small text."""
    for place, line, size, small, variant in _list_sizes(library):
        if line.kind == "word" and size < small - 0.05:
            yield place, f"these words are {size:.1f} pt high in `{variant}`, where small text has {small:g} pt"


@rule(
    "FIG105",
    scope="publication",
    clause="house rule: who needs larger words needs larger pictures",
    hint="give drawings more room with `panel-width-of-two`, `drawing-width` and the tokens beside them",
    severity="warning",
    bad={_VARIANT: _LARGE.format("20%")},
    good={_VARIANT: _LARGE.format("100%")},
)
def check_drawings_grow(library: Library) -> Iterator[Problem]:
    """Check that drawings grow at least as much as the text."""
    for name, variant in library.variants.items():
        tokens = _list_tokens(variant)
        body, usual_body = read_points("--font-size-body", tokens), read_points("--font-size-body", {})
        growth = body / usual_body if body and usual_body else 1.0
        if not variant.file_format.on_paper or growth <= 1:
            continue
        shapes = {
            (len(figure.panels), figure.is_labeled)
            for figure in _list_figures(library)
            if figure.form in {"", variant.text}
        }
        for panels, labeled in sorted(shapes):
            usual, large = (measure_room(values, panels, labeled=labeled) for values in ({}, tokens))
            if usual and large and large.width < usual.width * growth - 0.5:
                place = find_source(library, f"variants/{name}.yaml").find_place("tokens")
                which = "a picture alone" if panels == 1 else f"one of {panels} pictures"
                by = f"{large.width / usual.width:.2f} times the default, and the text {growth:.2f} times"
                yield place, f"{which} is {large.width:.0f} pt wide, {by}"
