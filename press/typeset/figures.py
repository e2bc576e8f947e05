"""Figures: drawings with the words for their parts beside them, or with numbers and a key where there is no room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from press.model.edition import Edition
from press.model.nodes import Node
from press.model.publication import Picture
from press.style.figures import (
    SCREEN_WIDTH,
    Drawing,
    DrawingRoom,
    PlacedLabel,
    ViewBox,
    has_side_labels,
    measure_room,
    place_labels,
    read_drawing,
)
from press.style.resolve import resolve_token
from press.style.tokens import list_changed_tokens

HAIRLINE = 0.75
"""Width of a leader in points; the paper around it makes it visible on ink."""


@dataclass(frozen=True, slots=True)
class PartView:
    """A label of a part as typeset. css_class: its side; style: its place; number: in the key, from 1."""

    node: Node
    css_class: str
    style: str
    number: int


@dataclass(frozen=True, slots=True)
class PanelView:
    """A picture of a figure as typeset.

    box: the part of it that is shown; leaders: SVG that is drawn over it; color: of its ink on paper.
    """

    image: Node
    label: tuple[Node, ...]
    parts: tuple[PartView, ...]
    box: str
    leaders: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as typeset.

    css_class: how its labels stand; captions: its caption, if it has one; width: of its drawings, "" for the usual one.
    """

    panels: tuple[PanelView, ...]
    captions: tuple[Node, ...]
    css_class: str
    width: str = ""

    @property
    def is_keyed(self) -> bool:
        """Whether numbers stand in its drawings, and their words below them."""
        return "keyed" in self.css_class.split()


@dataclass(frozen=True, slots=True)
class _LabeledDrawing:
    """A panel with its drawing, and where its labels stand; None if there is no room for them."""

    node: Node
    drawing: Drawing | None
    crop: ViewBox
    labels: tuple[Node, ...]
    places: tuple[PlacedLabel, ...] | None


def view_figure(edition: Edition, node: Node, crop: str = "") -> FigureView:
    """Arrange a figure for an edition.

    crop: the name of the part of each drawing that is shown; "" for the one that the edition's token names.
    """
    tokens = list_changed_tokens(edition)
    crop = crop or resolve_token("--figure-crop", tokens)
    nodes = [child for child in node.children if child.kind == "panel"]
    labeled = any(_list_labels(one) for one in nodes)
    sided = has_side_labels(node, edition.publication.pictures)
    room = measure_room(tokens, len(nodes), labeled=sided) if edition.variant.file_format.paged else None
    room = room or DrawingRoom(SCREEN_WIDTH, SCREEN_WIDTH * 0.7, 10.5, 14.0)
    share = edition.fit.read_figure_share(node.attrs.get("id", ""))
    room = room.shrink(share)
    panels = [_place_panel(edition.publication.pictures, one, crop, room) for one in nodes]
    keyed = any(panel.places is None for panel in panels)
    sides = {place.side for panel in panels for place in panel.places or ()}
    classes = ["keyed" if keyed else " ".join(sorted(f"label-{side}" for side in sides))] if labeled else []
    if not nodes[0].children[1:] or nodes[0].children[1].kind == "part_label":
        classes.append("untitled")
    color = _choose_color(edition)
    views = tuple(replace(_view_panel(panel, room, keyed=keyed), color=color) for panel in panels)
    captions = tuple(one for one in node.children if one.kind == "caption")
    return FigureView(views, captions, " ".join(classes), f"{100 * room.share:.1f}%" if share < 1 else "")


def show_crop(edition: Edition, picture: Picture, crop: str) -> tuple[str, str]:
    """Choose the part of a drawing that is shown, as a viewBox, and the color of its ink on paper."""
    drawing = read_drawing(picture)
    box = " ".join(f"{number:g}" for number in drawing.get_crop(crop)) if drawing else ""
    return box, _choose_color(edition)


def _choose_color(edition: Edition) -> str:
    # WeasyPrint gives the color of the page to no drawing within it.
    tokens = list_changed_tokens(edition)
    return resolve_token("--color-accent", tokens) if edition.variant.file_format.paged else ""


def _list_labels(panel: Node) -> tuple[Node, ...]:
    return tuple(child for child in panel.children if child.kind == "part_label")


def _place_panel(pictures: Mapping[str, Picture], node: Node, crop: str, room: DrawingRoom) -> _LabeledDrawing:
    picture = pictures.get(node.children[0].attrs["src"])
    drawing = read_drawing(picture) if picture else None
    labels = tuple(one for one in _list_labels(node) if drawing and one.attrs["anchor"] in drawing.anchors)
    if drawing is None:
        return _LabeledDrawing(node, None, (0.0, 0.0, 1.0, 1.0), (), ())
    box = drawing.get_crop(crop)
    words = [(one.attrs["anchor"], one.text_content.strip()) for one in labels]
    return _LabeledDrawing(node, drawing, box, labels, place_labels(drawing, box, words, room))


def _view_panel(panel: _LabeledDrawing, room: DrawingRoom, *, keyed: bool) -> PanelView:
    image, *rest = panel.node.children
    label = tuple(one for one in rest if one.kind != "part_label")
    if panel.drawing is None:
        return PanelView(image, label, (), "", "")
    box = " ".join(f"{number:g}" for number in panel.crop)
    if keyed:
        spots = [_find_spot(panel, one) for one in panel.labels]
        parts = tuple(
            PartView(one, "", f"left:{100 * left:.1f}%;top:{100 * top:.1f}%", number)
            for number, (one, (left, top)) in enumerate(zip(panel.labels, spots, strict=True), 1)
        )
        return PanelView(image, label, parts, box, "")
    places = {place.anchor: place for place in panel.places or ()}
    # read from the top down, so that ears and eyes meet them in one order
    ordered = sorted(panel.labels, key=lambda one: (places[one.attrs["anchor"]].at, places[one.attrs["anchor"]].top))
    found = [(one, places[one.attrs["anchor"]]) for one in ordered]
    parts = tuple(PartView(one, at.side, _format_place(at), number) for number, (one, at) in enumerate(found, 1))
    return PanelView(image, label, parts, box, _draw_leaders(panel, room) if places else "")


def _find_spot(panel: _LabeledDrawing, label: Node) -> tuple[float, float]:
    assert panel.drawing
    anchor, crop = panel.drawing.anchors[label.attrs["anchor"]], panel.crop
    return (anchor.x - crop[0]) / crop[2], (anchor.y - crop[1]) / crop[3]


def _format_place(place: PlacedLabel) -> str:
    """Format the place of a label as CSS."""
    if place.side in {"left", "right"}:
        return f"top:{100 * place.at:.1f}%"
    if abs(place.left - 0.5) < 0.12:
        return "left:0;right:0;text-align:center"
    edge = "left" if place.left < 0.5 else "right"
    return f"{edge}:{100 * min(place.left, 1 - place.left):.1f}%;text-align:{edge}"


def _draw_leaders(panel: _LabeledDrawing, room: DrawingRoom) -> str:
    """Draw a hairline from each part to the edge where its label stands."""
    assert panel.drawing
    left, top, width, height = panel.crop
    lines, dots = [], []
    for place in panel.places or ():
        anchor = panel.drawing.anchors[place.anchor]
        ends = {
            "left": (left, top + place.at * height),
            "right": (left + width, top + place.at * height),
            "top": (anchor.x, top),
            "bottom": (anchor.x, top + height),
        }
        x, y = ends[place.side]
        lines.append(f"M{anchor.x:g} {anchor.y:g}L{x:g} {y:g}")
        dots.append((anchor.x, anchor.y))
    unit = width / room.width
    return (
        '<g class="leaders" fill="none" stroke-linecap="butt">'
        f'<path class="halo" stroke="#fff" stroke-width="{3.5 * HAIRLINE * unit:.2f}" d="{"".join(lines)}"/>'
        f'<path stroke="currentColor" stroke-width="{HAIRLINE * unit:.2f}" d="{"".join(lines)}"/>'
        + "".join(
            f'<circle class="halo" cx="{x:g}" cy="{y:g}" r="{2.4 * unit:.2f}" fill="#fff" stroke="none"/>'
            f'<circle cx="{x:g}" cy="{y:g}" r="{1.5 * unit:.2f}" fill="currentColor" stroke="none"/>'
            for x, y in dots
        )
        + "</g>"
    )
