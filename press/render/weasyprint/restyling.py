"""The styles of a page with other values in its style sheets, without matching their selectors again.

Sheets for two sets of tokens have the same rules in the same order, so it is known which of them apply to an element.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.css import ComputedStyle, StyleFor

from press.render.weasyprint.sheets import has_same_selectors, list_declarations
from press.render.weasyprint.styles import Match, RecordingSheet, RuleRecord

Rules = dict[Element, list[tuple[RecordingSheet, list[Match]]]]
"""The rules of each sheet that apply to an element."""


def restyle(styles: StyleFor, root: Element, stylesheets: Sequence[weasyprint.CSS]) -> StyleFor | None:
    """Style a page with others in place of its last style sheets. None if their selectors are not the same.

    styles: of the page, as they were made for its layout; root: its document element.
    """
    kept, replaced = styles._sheets[: -len(stylesheets)], styles._sheets[-len(stylesheets) :]
    pairs = [(before, after) for (before, *_), after in zip(replaced, stylesheets, strict=True)]
    if not can_reuse(styles) or not all(has_same_selectors(*pair) for pair in pairs):
        return None
    made = StyleFor.__new__(StyleFor)  # whose `__init__` would match all selectors
    made._sheets = kept + [(sheet, *how) for sheet, (_, *how) in zip(stylesheets, replaced, strict=True)]
    made._cascaded_styles, made.font_config = {}, styles.font_config
    made.initial_page_sizes = styles.initial_page_sizes
    made.press_rule_record = _restate_rules(styles.press_rule_record, pairs)
    made._computed_styles = _compute_styles(styles, made.press_rule_record, root)
    return made


def can_reuse(styles: StyleFor) -> bool:
    """Tell whether it is known of styles which rules apply to each element."""
    return hasattr(styles, "press_rule_record")


def collect_anchors(styles: StyleFor, targets: Any) -> None:
    """Collect the anchors that links may lead to, as WeasyPrint does while it computes styles."""
    every = {id(style): style for style in styles._computed_styles.values()}  # elements may share one
    pseudo = [styles(*one) for one in styles.press_rule_record.anchored]
    for style in (*every.values(), *pseudo):
        if style["anchor"]:
            targets.collect_anchor(style["anchor"])


def _restate_rules(record: RuleRecord, pairs: Sequence[tuple[weasyprint.CSS, weasyprint.CSS]]) -> RuleRecord:
    """Record the rules of other sheets that apply to each element."""
    others = {id(before): (after, list_declarations(after)) for before, after in pairs if before is not after}
    views: dict[int, RecordingSheet] = {}
    lists: dict[int, list[Match]] = {}  # one for all elements to which the same rules apply
    made = RuleRecord(record.root, record.base_url, anchored=record.anchored, anchoring=record.anchoring)

    def restate(view: RecordingSheet, matches: list[Match]) -> tuple[RecordingSheet, list[Match]]:
        if id(view.sheet) not in others:
            return view, matches
        sheet, declarations = others[id(view.sheet)]
        if id(matches) not in lists:
            found = [(*match[:3], declarations[match[1]]) for match in matches]
            is_same = all(one[3] is other[3] for one, other in zip(found, matches, strict=True))
            lists[id(matches)] = matches if is_same else found
        ours = views.setdefault(id(sheet), RecordingSheet(sheet, view.origin, view.forced, made))
        return ours, lists[id(matches)]

    for theirs, into in ((record.own, made.own), (record.rules, made.rules)):
        for element, found in theirs.items():
            into[element] = [restate(*one) for one in found]
    return made


Styles = dict[tuple[Element, None], ComputedStyle]
"""Styles as WeasyPrint keeps them: by element, and no pseudo-element."""


def _compute_styles(styles: StyleFor, record: RuleRecord, root: Element) -> Styles:
    """Compute the style of each element. One for which nothing changes keeps that which it has."""
    parents = {child: parent for parent in root.iter() for child in parent}
    computed: Styles = {}
    known: dict[tuple[int, int], ComputedStyle] = {}  # elements of one style and one parent's style share theirs
    for element in root.iter():
        before = styles._computed_styles.get((element, None))
        if before is None:
            continue  # a comment
        parent = computed[parents[element], None] if element in parents else None
        key = id(parent), id(before)
        if key not in known:
            known[key] = before
            cascade = _cascade(element, before, styles.press_rule_record, record)
            if cascade is not before.cascaded or parent is not before.parent_style:
                known[key] = ComputedStyle(
                    parent, cascade, None, before.root_style if parent is None else computed[root, None],
                    record.base_url, styles.font_config, styles.initial_page_sizes,
                )  # fmt: skip
        computed[element, None] = known[key]
    return computed


def _cascade(element: Element, before: ComputedStyle, old: RuleRecord, new: RuleRecord) -> dict[str, Any]:
    """Cascade the new rules of an element, and what its own attributes set."""
    if all(one is other for (_, one), (_, other) in zip(old.own[element], new.own[element], strict=True)):
        return before.cascaded  # type: ignore[no-any-return]
    was, cascade = old.cascade_own(element), new.cascade_own(element)
    if before.cascaded is was:
        return cascade
    return cascade | {name: value for name, value in before.cascaded.items() if was.get(name) is not value}
