"""Computed styles: what is not set is filled in at once, and styles that nobody asks for are not made.

WeasyPrint works out each property of each element when it is first asked for, and most of them are inherited or
initial. It also makes a style for every pseudo-element that a rule could apply to, a marker and five kinds of notes for
each element, of which hardly any is ever asked for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

from weasyprint.css import ComputedStyle, declaration_precedence
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


def seen(theirs: Method) -> Method:
    """`parse_color`: a colour of a style sheet is read once. Its token says which it is; words are compared."""
    return lru_cache(maxsize=1024)(theirs)


def matched(theirs: Method) -> Method:
    """`StyleFor.__init__`: what rules say of pseudo-elements is only noted."""

    def init(self: Any, html: Any, sheets: Any, hints: Any, fonts: Any, targets: Any) -> None:
        noted = Noted(html.etree_element, html.base_url)
        views = [(_Sheet(sheet, origin, forced, noted), origin, forced) for sheet, origin, forced in sheets]
        theirs(self, html, views, hints, fonts, targets)
        self._sheets = sheets
        self.press_noted = noted
        for element, pseudo_type in noted.anchored:
            anchor = self(element, pseudo_type)["anchor"]
            if anchor and targets:
                targets.collect_anchor(anchor)

    return init


def asked(theirs: Method) -> Method:
    """`StyleFor.__call__`: the style of a pseudo-element is made when it is asked for."""

    def call(self: Any, element: Any, pseudo_type: str | None = None) -> Any:
        noted, styles = self.press_noted, self._computed_styles
        asked_for = pseudo_type is not None and (element, pseudo_type) not in styles
        if asked_for and (found := noted.of(element, pseudo_type)):
            styles[element, pseudo_type] = ComputedStyle(
                styles[element, None], noted.cascade(found), pseudo_type, styles[noted.root, None], noted.base_url,
                self.font_config, self.initial_page_sizes,
            )  # fmt: skip
        return theirs(self, element, pseudo_type)

    return call


Match = tuple[Any, int, str | None, tuple[Any, str | None]]
"""A rule that applies: its specificity, its place, the pseudo-element, its declarations and its layer."""


@dataclass(slots=True)
class Noted:
    """What rules say of pseudo-elements.

    root, base_url: of the document; rules: by element; anchored: pseudo-elements that links may lead to;
    cascades: what rules come to together, by their declarations; anchoring: whether declarations name an anchor.
    """

    root: Any
    base_url: Any
    rules: dict[Any, list[tuple[_Sheet, list[Match]]]] = field(default_factory=lambda: defaultdict(list))
    anchored: list[tuple[Any, str]] = field(default_factory=list)
    cascades: dict[tuple[int, ...], dict[str, Any]] = field(default_factory=dict)
    anchoring: dict[int, bool] = field(default_factory=dict)

    def add(self, element: Any, sheet: _Sheet, matches: list[Match]) -> None:
        """Note what a sheet says of the pseudo-elements of an element."""
        self.rules[element].append((sheet, matches))
        for _, _, pseudo_type, (declarations, _) in matches:
            if id(declarations) not in self.anchoring:
                self.anchoring[id(declarations)] = any(name == "anchor" for name, _, _ in declarations)
            if self.anchoring[id(declarations)]:
                self.anchored.append((element, str(pseudo_type)))

    def of(self, element: Any, pseudo_type: str | None) -> list[tuple[_Sheet, Match]]:
        """The rules that apply to a pseudo-element, in order."""
        noted = self.rules.get(element, ())
        return [(sheet, match) for sheet, matches in noted for match in matches if match[2] == pseudo_type]

    def cascade(self, found: list[tuple[_Sheet, Match]]) -> dict[str, Any]:
        """What some rules come to: of each property the heaviest declaration, and of equal ones the last."""
        key = tuple([id(match[3][0]) for _, match in found])
        if key not in self.cascades:
            self.cascades[key] = {}
            for sheet, match in found:
                sheet.weigh(match, self.cascades[key])
        return self.cascades[key]


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A style sheet as WeasyPrint sees it while it matches rules: those on pseudo-elements go to `noted`.

    forced: the specificity of all its rules, if they have one.
    """

    sheet: Any
    origin: str
    forced: Any
    noted: Noted

    @property
    def matcher(self) -> _Sheet:
        return self

    @property
    def layers(self) -> Any:
        return self.sheet.layers

    def match(self, element: Any) -> list[Match]:
        """The rules that apply to an element itself."""
        found = self.sheet.matcher.match(element)
        own = [match for match in found if match[2] is None]
        if len(own) < len(found):
            self.noted.add(element.etree_element, self, [match for match in found if match[2] is not None])
        return own

    def weigh(self, match: Match, into: dict[str, Any]) -> None:
        """Put the declarations of a rule beside others (CSS Cascading and Inheritance 5, 6.1)."""
        specificity, _, _, (declarations, layer) = match
        order = math.inf if layer is None else self.layers.index(layer)
        for name, values, important in declarations:
            weight = (declaration_precedence(self.origin, important), order, self.forced or specificity)
            if name not in into or into[name][1] <= weight:
                into[name] = values, weight
