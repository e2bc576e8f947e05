"""Questions that WeasyPrint asks of a box again and again, answered once for each style.

The answers are kept with the style. A copy of a style, which is what WeasyPrint changes, begins without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Function = Callable[..., Any]
Answer = TypeVar("Answer")

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
USED = (*LENGTHS, *(f"border_{side}_width" for side in ("top", "right", "bottom", "left")))
"""What `resolve_percentages` sets on a box."""


def lengths(theirs: Function) -> Function:
    """`resolve_percentages`: where no length depends on the block around the box, they are worked out once."""

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        try:
            used = style.press_lengths
        except AttributeError:
            used = style.press_lengths = {} if _is_fixed(style) else None
        if used:
            _own(box).update(used)
            return
        theirs(box, containing_block)
        if used is not None:
            style.press_lengths = {name: getattr(box, name) for name in USED}

    return resolve_percentages


def _own(box: Any) -> dict[str, Any]:
    """What is known of a box, or of the one that a placeholder stands for."""
    known: dict[str, Any] = box.__dict__
    return known["_box"].__dict__ if "_box" in known else known


def _is_fixed(style: Any) -> bool:
    """Whether all lengths of a style are absolute or automatic, and its borders its own."""
    return style["border_collapse"] != "collapse" and all(map(_is_absolute, [style[name] for name in LENGTHS]))


def _is_absolute(value: Any) -> bool:
    return value == "auto" or getattr(value, "unit", None) == "px"


CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE = dict.fromkeys(CORNERS, (0, 0))


def corners(theirs: Function) -> Function:
    """`resolve_radii_percentages`: most boxes have none that are round."""

    @of_a_style
    def is_square(style: Any) -> bool:
        return all((0, "px") in style[name] for name in CORNERS)

    def resolve_radii_percentages(box: Any) -> None:
        if is_square(box.style):
            _own(box).update(SQUARE)
        else:
            theirs(box)

    return resolve_radii_percentages


def edges(_theirs: Function) -> Function:
    """`ParentBox.page_values`: each edge is followed down by itself, where WeasyPrint follows both at every step."""

    def page_values(self: Any) -> tuple[str, str]:
        return _edge(self, iter), _edge(self, reversed)

    return page_values


def _edge(box: Any, from_there: Callable[[Any], Iterator[Any]]) -> str:
    """The name of the page that the first or last box at an edge asks for, or the nearest around it."""
    name: str = box.style["page"]
    for child in from_there(box.children):
        if child.is_in_normal_flow() or child.is_floated():
            return _edge(child, from_there) or name
    return name


def of_a_style(find: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    """A function of a style that answers each style once."""
    attribute = f"press_{find.__name__.strip('_')}"

    def found(style: Any) -> Answer:
        try:
            answer: Answer = getattr(style, attribute)
        except AttributeError:
            answer = find(style)
            setattr(style, attribute, answer)
        return answer

    return found


def once(name: str) -> Callable[[Function], Function]:
    """A method of a box that looks at its style alone, and no more than once."""
    attribute = f"press_{name}"

    def make(theirs: Function) -> Function:
        def method(self: Any) -> Any:
            style = self.style
            try:
                return getattr(style, attribute)
            except AttributeError:
                answer = theirs(self)
                setattr(style, attribute, answer)
                return answer

        return method

    return make


def in_the_style_of(style: Any) -> Any:
    """The style around that of an anonymous box (CSS 2.2, 9.2.1.1), from which it has all that is inherited.

    None for another style, and for a copy, in which something may have been changed.
    """
    outer = getattr(style, "parent_style", None)  # words in a drawing have a style that stands alone
    return outer if outer is not None and outer.__dict__.get("anonymous_style") is style else None


def strut(theirs: Function) -> Function:
    """`strut`: the height and baseline of a line with nothing in it, once for each style."""

    @of_a_style
    def strut_of(style: Any) -> Any:
        outer = in_the_style_of(style)
        return theirs(style) if outer is None else strut_of(outer)

    return strut_of
