"""Computed styles: unset properties are filled in at once, and styles that nobody asks for are not made.

WeasyPrint computes each property of each element when it is first asked for, and most of them are inherited or initial.
Here a style begins with both, as a copy of one table. What hardly any element is asked for is not in it: a table of at
most 85 entries takes 1.7 KB, one of 170 takes 3.3 KB, a larger one 6.6 KB, and a page has several hundred of them.
WeasyPrint also makes a style for every pseudo-element that a rule could apply to: a marker and five kinds of notes for
each element, of which hardly any is ever asked for.

The functions follow the logic of WeasyPrint's code (BSD-3-Clause, see NOTICE).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from weasyprint.css import ComputedStyle, declaration_precedence
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.css.tokens import Pending
from weasyprint.css.units import VIEWPORT_UNITS

Method = Callable[..., Any]

SPECIAL = frozenset({"page", "position", "float", "display"})
"""Properties whose computed value depends on others (CSS 2.2, 9.7; CSS Paged Media 3, 8.1)."""
LINES = frozenset({"first-line", "first-letter"})
"""Pseudo-elements for which WeasyPrint takes every property in their style as set by a rule."""
SIDES = ("top", "right", "bottom", "left")
INHERITING = frozenset(
    name for name in INHERITED
    if name not in SPECIAL and name not in PHYSICAL_FUNCTIONS
) | {"page"} | {name for name in INITIAL_VALUES if name.startswith("text_decoration_")}  # fmt: skip
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
SIMPLE_TYPES = frozenset({str, int, float, Dimension})
"""Types of values that are read as they are; for others WeasyPrint looks at each part."""
NO_WIDTHS = {f"{edge}_width": 0 for edge in (*(f"border_{side}" for side in SIDES), "outline")}
"""Widths of borders and outlines that have no style (CSS Backgrounds and Borders 3, 4.3)."""
UNUSUAL = (
    "align_", "border_block_", "border_end_", "border_image_outset", "border_image_repeat", "border_image_slice",
    "border_image_width", "border_inline_", "border_start_", "column_rule_", "flex_", "footnote_", "grid_", "justify_",
    "mask_border_mode", "mask_border_outset", "mask_border_repeat", "mask_border_slice", "mask_border_width",
    "text_decoration_",
)  # fmt: skip
"""Beginnings of the names of properties that few elements are asked for. So are logical ones."""
STATIC = {name: INITIAL_VALUES[name] for name in ("position", "float")}
"""What is specified of an element that stands where it is; its display is what is set (CSS 2.2, 9.7)."""
PRESET: dict[str, Any] = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED and name not in INITIAL_NOT_COMPUTED and name not in LOGICAL and name not in SPECIAL
    and not name.startswith(UNUSUAL)
} | STATIC | NO_WIDTHS  # fmt: skip
"""Properties that have their initial value if nothing sets them."""
ANONYMOUS_PRESET: dict[str, Any] = {name: INITIAL_VALUES[name] for name in (
    "anchor", "appearance", "background_color", "background_image", "bookmark_level", "bookmark_state",
    "border_bottom_left_radius", "border_bottom_right_radius", "border_image_source", "border_top_left_radius",
    "border_top_right_radius", "box_decoration_break", "box_shadow", "box_sizing", "display", "float", "height",
    "image_orientation", "margin_bottom", "margin_left", "margin_right", "margin_top", "mask_border_source",
    "max_width", "min_width", "opacity", "outline_color", "outline_offset", "outline_style", "overflow",
    "padding_bottom", "padding_left", "padding_right", "padding_top", "position", "transform", "vertical_align",
    "width",
)} | NO_WIDTHS  # fmt: skip
"""What anonymous boxes are asked for, and nothing sets."""
WORDS = (
    "border_collapse", "color", "direction", "font_family", "font_feature_settings", "font_kerning",
    "font_language_override", "font_size", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "hyphenate_character",
    "hyphenate_limit_chars", "hyphens", "lang", "letter_spacing", "overflow_wrap", "page", "text_align_all",
    "text_align_last", "text_decoration_color", "text_decoration_line", "text_indent", "text_transform", "visibility",
    "white_space", "word_break", "word_spacing",
)  # fmt: skip
"""Inherited properties that every text is asked for."""
ELEMENTS = (
    *WORDS, "color_scheme", "font_stretch", "font_style", "font_variation_settings", "font_weight",
    "hyphenate_limit_zone", "line_height", "tab_size",
)  # fmt: skip
"""Inherited properties that every element with text is asked for."""
_ELEMENTS = frozenset(ELEMENTS)


def _map_affected() -> dict[str, tuple[str, ...]]:
    """Map each property to those it sets of what a style begins with."""
    found: dict[str, set[str]] = defaultdict(set)
    preset = {*PRESET, *ELEMENTS}
    for name in preset:
        found[name].add(name)
    for name in STATIC:
        found[name].update(STATIC)
    for names in LOGICAL_NAMES.values():
        for name, logical in names.items():
            found[logical].add(name)
    for affected in found.values():  # the width of a border depends on its style
        affected |= {name.replace("_style", "_width") for name in affected if name.startswith(("border_", "outline_"))}
    return {name: tuple(sorted(affected & preset)) for name, affected in found.items()}


AFFECTED = _map_affected()


class Heritage:
    """What the styles of the children of an element begin with: initial values, and those that they inherit.

    It is shared by all styles whose children inherit the same.
    """

    def __init__(self, inherited: dict[str, Any], others: dict[tuple[str | int, ...], Heritage] | None = None) -> None:
        self.inherited = inherited
        self._others = {} if others is None else others  # all of a page, by the ids of values that they keep

    @cached_property
    def elements(self) -> dict[str, Any]:
        """What the style of a child begins with."""
        return PRESET | self.inherited

    @cached_property
    def anonymous(self) -> dict[str, Any]:
        """What the style of an anonymous box begins with."""
        return ANONYMOUS_PRESET | {name: self.inherited[name] for name in WORDS if name in self.inherited}

    def find_below(self, style: Any, lost: Collection[str]) -> Heritage:
        """Find what the children of a style inherit. lost: what the style must not be asked for yet."""
        inherited = {name: style[name] for name in self.inherited if name not in lost}
        key: tuple[str | int, ...] = (*inherited, *map(id, inherited.values()))
        if key not in self._others:
            self._others[key] = Heritage(inherited, self._others)
        return self._others[key]


def _find_heritage(style: Any) -> Heritage:
    """Find what the children of a style begin with."""
    try:
        return style.press_heritage  # type: ignore[no-any-return]
    except AttributeError:
        pass
    cascaded = getattr(style, "cascaded", {})
    own = {name: cascaded[name][0] for name in cascaded if name in _ELEMENTS}
    lost = {name for name in own if _is_late(own[name]) or getattr(own[name], "unit", None) in VIEWPORT_UNITS}
    if style.parent_style is None:
        heritage = Heritage({name: style[name] for name in ELEMENTS if name not in lost})
    else:
        heritage = _find_heritage(style.parent_style).find_below(style, lost)
    style.press_heritage = heritage
    return heritage


def make_computed_style_init(theirs: Method) -> Method:
    """Make a `ComputedStyle.__init__` that presets initial and inherited values."""

    def init(self: Any, parent_style: Any, cascaded: Mapping[str, Any], pseudo_type: str | None, *args: Any) -> None:
        theirs(self, parent_style, cascaded, pseudo_type, *args)
        self.press_has_logical = not cascaded.keys().isdisjoint(LOGICAL)
        if pseudo_type in LINES:
            return
        self.update(PRESET if parent_style is None else _find_heritage(parent_style).elements)
        for name in cascaded:
            for affected in AFFECTED.get(name, ()):
                self.pop(affected, None)
        if "float" in self:
            self.specified.update(STATIC)

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
            is_display = key == "display" and self.specified == STATIC and not self.is_root_element
            if not (is_display or key in SIMPLE) or value in KEYWORDS or _is_late(value):
                return theirs(self, key)
            if is_display:
                self.specified[key] = self[key] = value
                return value
            compute = COMPUTER_FUNCTIONS.get(key)
            self[key] = value = compute(self, key, value) if compute else value
            return value
        if key in INHERITING and (parent := self.parent_style) is not None:
            value = self[key] = parent[key]
            return value
        return theirs(self, key)

    return missing


def _is_late(value: Any) -> bool:
    """Tell whether a value of a rule is parsed or added up when it is computed."""
    return type(value) not in SIMPLE_TYPES and (isinstance(value, Pending) or bool(check_math(value)))


def make_anonymous_style_init(theirs: Method) -> Method:
    """Make an `AnonymousStyle.__init__` that presets initial and inherited values."""

    def init(self: Any, parent_style: Any) -> None:
        self.update(_find_heritage(parent_style).anonymous)
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
