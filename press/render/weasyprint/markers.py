"""List markers: two mistakes of WeasyPrint 70 that are mended on its boxes."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from press.render.weasyprint.boxes import Box, below


def mend(marker: Box) -> None:
    """Undo that the text of a marker with ``content`` shares the style of its box.

    The box is made absolute, and with it the text, which layout cannot handle (TypeError in shrink_to_fit).
    """
    for box in below(marker):
        if box is not marker and box.style["position"] == "absolute":
            _make_static(box)


def paint_in_place(document: Any) -> None:
    """Let the markers of a laid-out document be painted with their items.

    WeasyPrint places outside markers absolutely, and so paints them when all else of the page is painted. Readers that
    follow the content, not the tags, would find all the bullets of a page at its end.
    """
    for page in document.pages:
        for item in below(page._page_box):
            held = [child for child in item.children if isinstance(child, AbsolutePlaceholder)]
            for place in held:
                if place._box.is_outside_marker:
                    place.set_laid_out_box(_painted_with(item, place._box))


def _painted_with(item: Box, marker: Box) -> Box:
    """A marker that is painted where it stands in its item: as one of the lines, or as one of the blocks."""
    flow = [child for child in item.children if not isinstance(child, AbsolutePlaceholder) and not child.is_floated()]
    kind: Any = boxes.InlineBlockBox if flow and isinstance(flow[-1], boxes.LineBox) else type(marker)
    moved = kind.__new__(kind)
    moved.__dict__.update(marker.__dict__)
    _make_static(moved)
    return moved


def _make_static(box: Box) -> None:
    box.style = box.style.copy()
    box.style["position"] = "static"
