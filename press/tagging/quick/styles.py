"""Computed styles: what is not set is filled in at once, and styles that nobody asks for are not made.

WeasyPrint works out each property of each element when it is first asked for, and most of them are inherited or
initial. It also makes a style for every pseudo-element that a rule could apply to, a marker and five kinds of notes for
each element, of which hardly any is ever asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

Method = Callable[..., Any]

SPECIAL = frozenset({"page", "position", "float", "display"})
"""Properties whose computed value depends on others (CSS 2.2, 9.7; CSS Paged Media 3, 8.1)."""
LINES = frozenset({"first-line", "first-letter"})
"""Pseudo-elements of which WeasyPrint takes all that is in their style to be set."""
SIDES = ("top", "right", "bottom", "left")
INHERITING = frozenset(
    name for name in INHERITED
    if name not in SPECIAL and name not in PHYSICAL_FUNCTIONS and not name.startswith("text_decoration_")
)  # fmt: skip
"""Properties that are simply the parent's where nothing sets them."""
NO_WIDTHS = {f"border_{side}_width": 0 for side in SIDES}
"""Widths of borders that have no style (CSS Backgrounds and Borders 3, 4.3)."""
PLAIN: dict[str, Any] = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED and name not in INITIAL_NOT_COMPUTED and name not in SPECIAL
    and not name.startswith("text_decoration_")
} | NO_WIDTHS  # fmt: skip
"""Properties that are their initial value where nothing sets them."""


def _touched() -> dict[str, tuple[str, ...]]:
    """Which properties of `PLAIN` each property sets: itself, those that it is another word for, and its width."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in PLAIN:
        found[name].add(name)
    for name, logical in PHYSICAL_FUNCTIONS.items():
        for block, inline in product(("ttb",), ("ltr", "rtl")):
            found[logical(block=block, inline=inline)].add(name)
    for names in found.values():
        names |= {name.replace("_style", "_width") for name in names if name.startswith("border_")}
    return {name: tuple(sorted(names & PLAIN.keys())) for name, names in found.items()}


TOUCHED = _touched()


def filled(theirs: Method) -> Method:
    """`ComputedStyle.__init__`: what no rule sets has its initial value from the start."""

    def init(self: Any, parent_style: Any, cascaded: Mapping[str, Any], pseudo_type: str | None, *args: Any) -> None:
        theirs(self, parent_style, cascaded, pseudo_type, *args)
        if pseudo_type in LINES:
            return
        self.update(PLAIN)
        for name in cascaded:
            for touched in TOUCHED.get(name, ()):
                self.pop(touched, None)

    return init


def inherited(theirs: Method) -> Method:
    """`ComputedStyle.__missing__`: what is simply inherited is looked up in the parent."""

    def missing(self: Any, key: str) -> Any:
        if key in INHERITING and key not in self.cascaded:
            parent = self.parent_style
            if parent is not None:
                value = self[key] = parent[key]
                return value
        return theirs(self, key)

    return missing


def filled_anonymous(theirs: Method) -> Method:
    """`AnonymousStyle.__init__`: all that is not inherited has its initial value from the start."""

    def init(self: Any, parent_style: Any) -> None:
        self.update(PLAIN)
        theirs(self, parent_style)

    return init


def waiting(theirs: Method) -> Method:
    """`StyleFor.set_computed_styles`: the style of a pseudo-element waits until it is asked for.

    Nothing waits that can be the target of a link, and nothing of a page: WeasyPrint goes through those itself.
    """

    def set_computed_styles(
        self: Any, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None,
        base_url: str | None = None, target_collector: Any = None,
    ) -> None:  # fmt: skip
        cascaded = self._cascaded_styles.get((element, pseudo_type), {})
        if pseudo_type is None or parent is not element or target_collector is None or "anchor" in cascaded:
            theirs(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        styles = self._computed_styles
        self.__dict__.setdefault("press_waiting", {})[element, pseudo_type] = (
            styles[parent, None], cascaded, pseudo_type, styles[root, None], base_url, self.font_config,
            self.initial_page_sizes,
        )  # fmt: skip

    return set_computed_styles


def asked(theirs: Method) -> Method:
    """`StyleFor.__call__`: a style that waits is made."""

    def call(self: Any, element: Any, pseudo_type: str | None = None) -> Any:
        if pseudo_type is not None:
            held = self.__dict__.get("press_waiting", {}).pop((element, pseudo_type), None)
            if held is not None:
                self._computed_styles[element, pseudo_type] = ComputedStyle(*held)
        return theirs(self, element, pseudo_type)

    return call
