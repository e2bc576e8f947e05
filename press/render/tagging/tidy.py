"""The tree made ready to be written: in source order, without empty elements, every link and table described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from press.render.tagging import figures, links, tables
from press.render.tagging.document import squeezed
from press.render.tagging.roles import HEADINGS
from press.render.tagging.tree import Content, Node

if TYPE_CHECKING:
    from press.render.tagging.builder import Builder

MAY_BE_EMPTY = frozenset({"Document", "TD", "TH"})


def tidy(builder: Builder) -> None:
    """Put a built tree in order."""
    root = builder.root
    in_source_order(root)
    figures.stand_alone(root)
    links.settle(builder)
    prune(root)
    _regroup(root)
    builder.warnings += tables.describe(root)
    builder.warnings += skipped_levels(root)


def in_source_order(root: Node) -> None:
    """Sort what each element holds by its place in the source: layout may have moved it (flex, floats, grids)."""
    for node in root.walk():
        if any(one.order > other.order for one, other in zip(node.kids, node.kids[1:], strict=False)):
            node.kids.sort(key=lambda kid: kid.order)


def prune(node: Node) -> bool:
    """Drop elements that hold nothing; gives whether the element itself holds something."""
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or prune(kid)]
    return bool(node.kids) or node.role in MAY_BE_EMPTY


def _regroup(root: Node) -> None:
    """Make a group of a figure whose picture was not painted: nothing is left that its words could stand for."""
    for node in root.walk():
        whole = node.element is not None and node.element.tag == "figure"
        if node.role == "Figure" and whole and not any(isinstance(kid, Content) for kid in node.kids):
            node.role, node.alt = "Sect", ""


def skipped_levels(root: Node) -> list[str]:
    """Headings that are more than one level below the last one (ISO 14289-1, 7.4.2)."""
    warnings, last = [], 0
    for node in root.walk():
        if node.role in HEADINGS:
            level = int(node.role[1:])
            if level > last + 1:
                before = f"H{last}" if last else "no heading"
                warnings.append(f"a heading skips a level: {node.role} after {before}: {squeezed(node.words())!r}")
            last = level
    return warnings
