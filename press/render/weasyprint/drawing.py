"""What WeasyPrint works out each time it draws: outlines of drawings, and the layouts of lines it has measured."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint.svg.utils import PointError, size

Function = Callable[..., Any]


def make_path(theirs: Function) -> Function:
    """Make a `path` that turns each outline of a drawing into operators once a process."""

    @lru_cache(maxsize=1024)
    def draw_outline(outline: str, font_size: float, width: float, height: float) -> tuple[list[bytes], list[Any]]:
        stream = pydyf.Stream()
        drawing = SimpleNamespace(stream=stream, point=lambda x, y, em: (size(x, em, width), size(y, em, height)))
        node = SimpleNamespace(get={"d": outline}.get, vertices=deque())
        theirs(drawing, node, font_size)
        return stream.stream, [*node.vertices]

    def path(svg: Any, node: Any, font_size: float) -> None:
        try:
            operators, vertices = draw_outline(node.get("d", ""), font_size, svg.inner_width, svg.inner_height)
        except PointError:  # what stands before the mistake is drawn
            theirs(svg, node, font_size)
        else:
            svg.stream.stream += operators
            node.vertices.extend(vertices)

    return path


def make_deactivate(theirs: Function) -> Function:
    """Make a `Layout.deactivate` that keeps the layout of a line until it has been drawn."""

    def deactivate(self: Any) -> None:
        if vars(self).pop("press_is_drawn", False):
            theirs(self)

    return deactivate


def make_reactivate(theirs: Function) -> Function:
    """Make a `Layout.reactivate` that sets a line again only if it is not as it was measured."""

    def reactivate(self: Any, style: Any) -> None:
        self.press_is_drawn = True
        if vars(self).get("style") is not style or self.justification_spacing or "\n" in self.text:
            theirs(self, style)

    return reactivate
