"""Elements that a drawing may hold."""

from __future__ import annotations

SVG_NAMESPACE = "http://www.w3.org/2000/svg"

DRAWING_ELEMENTS = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop", "marker",
    }
)  # fmt: skip
"""Elements that only draw: no scripts, styles, links, animation, or pages within the page."""
