"""Properties of boxes that WeasyPrint computes again and again, computed once for each style.

The results are kept with the style. A copy of a style, which is what WeasyPrint changes, begins without them.

The functions follow the logic of WeasyPrint's code (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Function = Callable[..., Any]
Result = TypeVar("Result")

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
USED = (*LENGTHS, *(f"border_{side}_width" for side in ("top", "right", "bottom", "left")))
"""What `resolve_percentages` sets on a box."""


def make_resolve_percentages(theirs: Function) -> Function:
    """Make a `resolve_percentages` that computes fixed lengths once per style.

    They are fixed if none depends on the block around the box.
    """
    anonymous: dict[str, Any] = {}  # nothing sets the lengths of an anonymous box

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        try:
            used = style.press_lengths
        except AttributeError:
            is_anonymous = find_outer_style(style) is not None and style["border_collapse"] != "collapse"
            used = anonymous if is_anonymous else {} if _is_fixed(style) else None
            style.press_lengths = used
        if used:
            _get_attributes(box).update(used)
            return
        theirs(box, containing_block)
        if used is not None:
            used.update((name, getattr(box, name)) for name in USED)

    return resolve_percentages


def _get_attributes(box: Any) -> dict[str, Any]:
    """Return the attributes of a box, or a placeholder's box."""
    known: dict[str, Any] = box.__dict__
    return known["_box"].__dict__ if "_box" in known else known


def _is_fixed(style: Any) -> bool:
    """Tell whether a style's lengths are all absolute or automatic.

    Its borders must be its own too.
    """
    return style["border_collapse"] != "collapse" and all(map(_is_absolute, [style[name] for name in LENGTHS]))


def _is_absolute(value: Any) -> bool:
    return value == "auto" or getattr(value, "unit", None) == "px"


CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE = dict.fromkeys(CORNERS, (0, 0))


def make_resolve_radii_percentages(theirs: Function) -> Function:
    """Make a `resolve_radii_percentages` that skips boxes without round corners."""

    @cache_by_style
    def is_square(style: Any) -> bool:
        return all((0, "px") in style[name] for name in CORNERS)

    def resolve_radii_percentages(box: Any) -> None:
        if is_square(box.style):
            _get_attributes(box).update(SQUARE)
        else:
            theirs(box)

    return resolve_radii_percentages


def make_page_values(_theirs: Function) -> Function:
    """Make a `ParentBox.page_values` that follows each edge by itself.

    WeasyPrint follows both at every step.
    """

    def page_values(self: Any) -> tuple[str, str]:
        return _find_edge_page(self, iter), _find_edge_page(self, reversed)

    return page_values


def _find_edge_page(box: Any, in_order: Callable[[Any], Iterator[Any]]) -> str:
    """Find the page name that holds at an edge.

    The name that the first or last box there asks for, or the nearest box around it.
    """
    name: str = box.style["page"]
    for child in in_order(box.children):
        if child.is_in_normal_flow() or child.is_floated():
            return _find_edge_page(child, in_order) or name
    return name


def cache_by_style(find: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """Cache a function of a style with the style."""
    attribute = f"press_{find.__name__.strip('_')}"

    def cached(style: Any) -> Result:
        try:
            result: Result = getattr(style, attribute)
        except AttributeError:
            result = find(style)
            setattr(style, attribute, result)
        return result

    return cached


def make_method_of_style(theirs: Function) -> Function:
    """Make a box's method that computes its result once per style."""
    attribute = f"press_{theirs.__name__}"

    def method(self: Any) -> Any:
        style = self.style
        try:
            return getattr(style, attribute)
        except AttributeError:
            result = theirs(self)
            setattr(style, attribute, result)
            return result

    return method


def make_is_in_normal_flow(theirs: Function) -> Function:
    """Make an `is_in_normal_flow` that computes its result once per style.

    Not for the items of a flex box: WeasyPrint lets each of them not float, whatever its style says.
    """

    def is_in_normal_flow(self: Any) -> Any:
        if "is_floated" in self.__dict__:
            return theirs(self)
        style = self.style
        try:
            return style.press_flows
        except AttributeError:
            style.press_flows = theirs(self)
            return style.press_flows

    return is_in_normal_flow


def find_outer_style(style: Any) -> Any:
    """Find the style that an anonymous box inherits.

    CSS 2.2, 9.2.1.1. None for another style, and for a copy, in which something may have been changed.
    """
    outer = getattr(style, "parent_style", None)  # words in a drawing have a style that stands alone
    return outer if outer is not None and outer.__dict__.get("anonymous_style") is style else None


def make_inherited(theirs: Function) -> Function:
    """Make a function of inherited properties that computes its result once per style.

    Such as `strut`, which measures the height and baseline of an empty line.
    """

    def find(style: Any) -> Any:
        outer = find_outer_style(style)
        return theirs(style) if outer is None else inherited(outer)

    find.__name__ = theirs.__name__
    inherited = cache_by_style(find)
    return inherited
