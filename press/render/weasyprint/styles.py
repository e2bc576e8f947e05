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
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.tokens import Pending

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
SIMPLE = frozenset(name for name in INITIAL_VALUES if name not in SPECIAL and not name.startswith("text_decoration_"))
"""Properties whose computed value depends on what is set for them, and not on other rules."""
LOGICAL = frozenset(
    logical(block="ttb", inline=inline) for logical in PHYSICAL_FUNCTIONS.values() for inline in ("ltr", "rtl")
)
"""Properties that are another word for one that is named by its side of the page (CSS Logical Properties 1)."""
KEYWORDS = ("inherit", "initial")
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
        self.press_turned = not cascaded.keys().isdisjoint(LOGICAL)
        if pseudo_type in LINES:
            return
        self.update(PLAIN)
        for name in cascaded:
            for touched in TOUCHED.get(name, ()):
                self.pop(touched, None)

    return init


def looked_up(theirs: Method) -> Method:
    """`ComputedStyle.__missing__`: what is simply inherited or simply set is looked up."""

    def missing(self: Any, key: str) -> Any:
        if key in self.cascaded:
            value = self.cascaded[key][0]
            if (
                key not in SIMPLE
                or self.press_turned
                or value in KEYWORDS
                or isinstance(value, Pending)
                or _sums(value)
            ):
                return theirs(self, key)
            compute = COMPUTER_FUNCTIONS.get(key)
            self[key] = value = compute(self, key, value) if compute else value
            return value
        if key in INHERITING and (parent := self.parent_style) is not None:
            value = self[key] = parent[key]
            return value
        return theirs(self, key)

    return missing


def _sums(value: Any) -> bool:
    return bool(check_math(value))


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
    """`StyleFor.__init__`: which rules apply is only noted; rules that apply together are weighed once."""

    def init(self: Any, html: Any, sheets: Any, hints: Any, fonts: Any, targets: Any) -> None:
        self.press_noted = noted = Noted(html.etree_element, html.base_url)
        views = [(_Sheet(sheet, origin, forced, noted), origin, forced) for sheet, origin, forced in sheets]
        theirs(self, html, views, hints, fonts, targets)
        self._sheets = sheets
        for element, pseudo_type in noted.anchored:
            anchor = self(element, pseudo_type)["anchor"]
            if anchor and targets:
                targets.collect_anchor(anchor)

    return init


def weighed(theirs: Method) -> Method:
    """`StyleFor.set_computed_styles`: with what the noted rules come to, and the element's own `style` beside it."""

    def set_computed_styles(self: Any, element: Any, parent: Any, *args: Any, **named: Any) -> None:
        noted = self.press_noted
        if element in noted.own:
            cascade = noted.cascade([(sheet, match) for sheet, found in noted.own[element] for match in found])
            styled = self._cascaded_styles.get((element, None), {})
            lighter = {name for name in styled.keys() & cascade.keys() if cascade[name][1] >= styled[name][1]}
            heavier = {name: value for name, value in styled.items() if name not in lighter}
            self._cascaded_styles[element, None] = cascade | heavier if heavier else cascade
        theirs(self, element, parent, *args, **named)

    return set_computed_styles


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


Key = tuple[tuple[Any, str | None, int], ...]
"""What tells rules that apply together from others: their specificities, pseudo-elements and declarations."""


def _key(matches: list[Match]) -> Key:
    return tuple([(match[0], match[2], id(match[3][0])) for match in matches])


@dataclass(frozen=True, slots=True)
class Together:
    """Rules of a sheet that apply together: to an element, and to its pseudo-elements.

    token: a rule without declarations that stands for those to the element, while WeasyPrint compares elements.
    """

    own: list[Match]
    others: list[Match]
    token: list[Match]


@dataclass(slots=True)
class Noted:
    """Which rules apply.

    root, base_url: of the document; own: rules on elements; rules: those on their pseudo-elements; anchored:
    pseudo-elements that links may lead to; sets: rules that apply together; cascades: what they come to; anchoring:
    whether declarations name an anchor.
    """

    root: Any
    base_url: Any
    own: dict[Any, list[tuple[_Sheet, list[Match]]]] = field(default_factory=lambda: defaultdict(list))
    sets: dict[Key, Together] = field(default_factory=dict)
    rules: dict[Any, list[tuple[_Sheet, list[Match]]]] = field(default_factory=lambda: defaultdict(list))
    anchored: list[tuple[Any, str]] = field(default_factory=list)
    cascades: dict[Key, dict[str, Any]] = field(default_factory=dict)
    anchoring: dict[int, bool] = field(default_factory=dict)

    def same(self, matches: list[Match]) -> Together:
        """Rules that apply together; the same object each time."""
        key = _key(matches)
        if key not in self.sets:
            own = [match for match in matches if match[2] is None]
            others = [match for match in matches if match[2] is not None]
            self.sets[key] = Together(own, others, [((0, 0, 0), 0, None, ([], None))] if own else [])
        return self.sets[key]

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
        key = _key([match for _, match in found])
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
        """A rule without declarations, the same one wherever the same rules apply."""
        if not self.sheet.matcher.order:
            return []  # a sheet without rules, such as that of the typefaces
        found = self.noted.same(self.sheet.matcher.match(element))
        if found.others:
            self.noted.add(element.etree_element, self, found.others)
        if found.own:
            self.noted.own[element.etree_element].append((self, found.own))
        return found.token

    def weigh(self, match: Match, into: dict[str, Any]) -> None:
        """Put the declarations of a rule beside others (CSS Cascading and Inheritance 5, 6.1)."""
        specificity, _, _, (declarations, layer) = match
        order = math.inf if layer is None else self.layers.index(layer)
        for name, values, important in declarations:
            weight = (declaration_precedence(self.origin, important), order, self.forced or specificity)
            if name not in into or into[name][1] <= weight:
                into[name] = values, weight
