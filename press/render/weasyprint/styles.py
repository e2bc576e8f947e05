"""Computed styles: unset properties are filled in at once, and styles that nobody asks for are not made.

WeasyPrint computes each property of each element when it is first asked for, and most of them are inherited or initial.
It also makes a style for every pseudo-element that a rule could apply to: a marker and five kinds of notes for each
element, of which hardly any is ever asked for.

The functions follow the logic of WeasyPrint's code (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
"""Pseudo-elements for which WeasyPrint takes every property in their style as set by a rule."""
SIDES = ("top", "right", "bottom", "left")
INHERITING = frozenset(
    name for name in INHERITED
    if name not in SPECIAL and name not in PHYSICAL_FUNCTIONS and not name.startswith("text_decoration_")
)  # fmt: skip
"""Properties that are simply the parent's if nothing sets them."""
SIMPLE = frozenset(name for name in INITIAL_VALUES if name not in SPECIAL and not name.startswith("text_decoration_"))
"""Properties whose computed value depends on what is set for them, and not on other rules."""
LOGICAL_NAMES: Mapping[str, Mapping[str, str]] = {
    inline: {name: logical(block="ttb", inline=inline) for name, logical in PHYSICAL_FUNCTIONS.items()}
    for inline in ("ltr", "rtl")
}
"""By direction, the logical name of each property that has a physical and a logical one (CSS Logical Properties 1)."""
LOGICAL = frozenset(logical for names in LOGICAL_NAMES.values() for logical in names.values())
KEYWORDS = ("inherit", "initial")
NO_WIDTHS = {f"border_{side}_width": 0 for side in SIDES}
"""Widths of borders that have no style (CSS Backgrounds and Borders 3, 4.3)."""
PRESET: dict[str, Any] = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED and name not in INITIAL_NOT_COMPUTED and name not in SPECIAL
    and not name.startswith("text_decoration_")
} | NO_WIDTHS  # fmt: skip
"""Properties that have their initial value if nothing sets them."""


def _map_affected() -> dict[str, tuple[str, ...]]:
    """Map each property to those of `PRESET` it sets."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in PRESET:
        found[name].add(name)
    for names in LOGICAL_NAMES.values():
        for name, logical in names.items():
            found[logical].add(name)
    for affected in found.values():  # the width of a border depends on its style
        affected |= {name.replace("_style", "_width") for name in affected if name.startswith("border_")}
    return {name: tuple(sorted(affected & PRESET.keys())) for name, affected in found.items()}


AFFECTED = _map_affected()


def make_computed_style_init(theirs: Method) -> Method:
    """Make a `ComputedStyle.__init__` that presets initial values."""

    def init(self: Any, parent_style: Any, cascaded: Mapping[str, Any], pseudo_type: str | None, *args: Any) -> None:
        theirs(self, parent_style, cascaded, pseudo_type, *args)
        self.press_has_logical = not cascaded.keys().isdisjoint(LOGICAL)
        if pseudo_type in LINES:
            return
        self.update(PRESET)
        for name in cascaded:
            for affected in AFFECTED.get(name, ()):
                self.pop(affected, None)

    return init


def make_computed_style_missing(theirs: Method) -> Method:
    """Make a `ComputedStyle.__missing__` that looks up inherited and simple values."""

    def missing(self: Any, key: str) -> Any:
        cascaded, name = self.cascaded, key
        if self.press_has_logical and key in PHYSICAL_FUNCTIONS:
            logical = LOGICAL_NAMES[self["direction"]][key]
            if logical in cascaded and (key not in cascaded or cascaded[logical][1] >= cascaded[key][1]):
                name = logical
        if name in cascaded:
            value = cascaded[name][0]
            if key not in SIMPLE or value in KEYWORDS or isinstance(value, Pending) or _has_math(value):
                return theirs(self, key)
            compute = COMPUTER_FUNCTIONS.get(key)
            self[key] = value = compute(self, key, value) if compute else value
            return value
        if key in INHERITING and (parent := self.parent_style) is not None:
            value = self[key] = parent[key]
            return value
        return theirs(self, key)

    return missing


def _has_math(value: Any) -> bool:
    return bool(check_math(value))


def make_anonymous_style_init(theirs: Method) -> Method:
    """Make an `AnonymousStyle.__init__` that presets initial values."""

    def init(self: Any, parent_style: Any) -> None:
        self.update(PRESET)
        theirs(self, parent_style)

    return init


def make_parse_color(theirs: Method) -> Method:
    """Make a `parse_color` that reads each color once."""
    return lru_cache(maxsize=1024)(theirs)  # tokens of a sheet compare by identity, words by value


def make_style_for_init(theirs: Method) -> Method:
    """Make a `StyleFor.__init__` that only records which rules apply."""

    def init(self: Any, html: Any, sheets: Any, hints: Any, fonts: Any, targets: Any) -> None:
        self.press_rule_record = record = RuleRecord(html.etree_element, html.base_url)
        views = [(RecordingSheet(sheet, origin, forced, record), origin, forced) for sheet, origin, forced in sheets]
        theirs(self, html, views, hints, fonts, targets)
        self._sheets = sheets
        for element, pseudo_type in record.anchored:
            anchor = self(element, pseudo_type)["anchor"]
            if anchor and targets:
                targets.collect_anchor(anchor)

    return init


def make_set_computed_styles(theirs: Method) -> Method:
    """Make a `StyleFor.set_computed_styles` that cascades the recorded rules."""

    def set_computed_styles(self: Any, element: Any, parent: Any, *args: Any, **named: Any) -> None:
        record = self.press_rule_record
        if element in record.own:
            cascade = record.cascade_own(element)
            styled = self._cascaded_styles.get((element, None), {})  # from its own `style`
            overridden = {name for name in styled.keys() & cascade.keys() if cascade[name][1] >= styled[name][1]}
            kept = {name: value for name, value in styled.items() if name not in overridden}
            self._cascaded_styles[element, None] = cascade | kept if kept else cascade
        theirs(self, element, parent, *args, **named)

    return set_computed_styles


def make_style_for_call(theirs: Method) -> Method:
    """Make a `StyleFor.__call__` that makes pseudo-element styles on demand."""

    def call(self: Any, element: Any, pseudo_type: str | None = None) -> Any:
        record, styles = self.press_rule_record, self._computed_styles
        is_missing = pseudo_type is not None and (element, pseudo_type) not in styles
        if is_missing and (found := record.list_pseudo_rules(element, pseudo_type)):
            styles[element, pseudo_type] = ComputedStyle(
                styles[element, None], record.cascade(found), pseudo_type, styles[record.root, None], record.base_url,
                self.font_config, self.initial_page_sizes,
            )  # fmt: skip
        return theirs(self, element, pseudo_type)

    return call


Match = tuple[Any, int, str | None, tuple[Any, str | None]]
"""A rule that applies: its specificity, its place, the pseudo-element, its declarations and its layer."""


Key = tuple[tuple[Any, str | None, int], ...]
"""Specificities, pseudo-elements and declarations: equal for rules that apply together."""


def _make_key(matches: list[Match]) -> Key:
    return tuple([(match[0], match[2], id(match[3][0])) for match in matches])


@dataclass(frozen=True, slots=True)
class MatchedRules:
    """Rules of a sheet that apply together: to an element, and to its pseudo-elements.

    token: a rule without declarations that stands for those to the element, while WeasyPrint compares elements.
    """

    own: list[Match]
    others: list[Match]
    token: list[Match]


@dataclass(slots=True)
class RuleRecord:
    """The rules that apply to each element.

    root, base_url: of the document; own: rules on elements; rules: those on their pseudo-elements; anchored:
    pseudo-elements that links may lead to; sets: rules that apply together; cascades: their results; anchoring: whether
    declarations name an anchor.
    """

    root: Any
    base_url: Any
    own: dict[Any, list[tuple[RecordingSheet, list[Match]]]] = field(default_factory=lambda: defaultdict(list))
    sets: dict[Key, MatchedRules] = field(default_factory=dict)
    rules: dict[Any, list[tuple[RecordingSheet, list[Match]]]] = field(default_factory=lambda: defaultdict(list))
    anchored: list[tuple[Any, str]] = field(default_factory=list)
    cascades: dict[Key, dict[str, Any]] = field(default_factory=dict)
    anchoring: dict[int, bool] = field(default_factory=dict)

    def intern_rules(self, matches: list[Match]) -> MatchedRules:
        """Return one object for all uses of the same rules."""
        key = _make_key(matches)
        if key not in self.sets:
            own = [match for match in matches if match[2] is None]
            others = [match for match in matches if match[2] is not None]
            self.sets[key] = MatchedRules(own, others, [((0, 0, 0), 0, None, ([], None))] if own else [])
        return self.sets[key]

    def add_pseudo_rules(self, element: Any, sheet: RecordingSheet, matches: list[Match]) -> None:
        """Record the rules of a sheet on an element's pseudo-elements."""
        self.rules[element].append((sheet, matches))
        for _, _, pseudo_type, (declarations, _) in matches:
            if id(declarations) not in self.anchoring:
                self.anchoring[id(declarations)] = any(name == "anchor" for name, _, _ in declarations)
            if self.anchoring[id(declarations)]:
                self.anchored.append((element, str(pseudo_type)))

    def list_pseudo_rules(self, element: Any, pseudo_type: str | None) -> list[tuple[RecordingSheet, Match]]:
        """List the rules that apply to a pseudo-element, in order."""
        recorded = self.rules.get(element, ())
        return [(sheet, match) for sheet, matches in recorded for match in matches if match[2] == pseudo_type]

    def cascade_own(self, element: Any) -> dict[str, Any]:
        """Cascade the rules that apply to an element."""
        return self.cascade([(sheet, match) for sheet, found in self.own[element] for match in found])

    def cascade(self, found: list[tuple[RecordingSheet, Match]]) -> dict[str, Any]:
        """Cascade rules: the highest precedence counts, then the last."""
        key = _make_key([match for _, match in found])
        if key not in self.cascades:
            self.cascades[key] = {}
            for sheet, match in found:
                sheet.add_declarations(match, self.cascades[key])
        return self.cascades[key]


@dataclass(frozen=True, slots=True, eq=False)
class RecordingSheet:
    """A style sheet as WeasyPrint sees it while it matches rules. Those on pseudo-elements go to `record`.

    forced: the specificity of all its rules, if they have one.
    """

    sheet: Any
    origin: str
    forced: Any
    record: RuleRecord

    @property
    def matcher(self) -> RecordingSheet:
        """What matches selectors: this view itself."""
        return self

    @property
    def layers(self) -> Any:
        """The names of its layers, in order."""
        return self.sheet.layers

    def match(self, element: Any) -> list[Match]:
        """Return a rule without declarations for the rules that apply.

        It is the same one wherever the same rules apply.
        """
        if not self.sheet.matcher.order:
            return []  # a sheet without rules, such as that of the typefaces
        found = self.record.intern_rules(self.sheet.matcher.match(element))
        if found.others:
            self.record.add_pseudo_rules(element.etree_element, self, found.others)
        if found.own:
            self.record.own[element.etree_element].append((self, found.own))
        return found.token

    def add_declarations(self, match: Match, into: dict[str, Any]) -> None:
        """Cascade a rule's declarations (CSS Cascade 5, 6.1)."""
        specificity, _, _, (declarations, layer) = match
        order = math.inf if layer is None else self.layers.index(layer)
        for name, values, important in declarations:
            weight = (declaration_precedence(self.origin, important), order, self.forced or specificity)
            if name not in into or into[name][1] <= weight:
                into[name] = values, weight
