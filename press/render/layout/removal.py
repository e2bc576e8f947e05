"""Taking a block, and the entries of lists that lead to it, out of a document that is being laid out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from press.render.layout.room import attribute
from press.render.weasyprint.paths import Path, page_with, path_from


class Removal:
    """The boxes of a block with an id, and of the list items with links to it, taken out of the box tree."""

    def __init__(self, root: Any, tree: Element, identifier: str) -> None:
        self._tree = tree
        self._identifier = identifier
        self._gone = _gone(tree, identifier)
        self._undo: list[Callable[[], None]] = []
        self._cuts: list[tuple[Path, Path]] = []  # where an entry was, and the end of its list
        self._prune(root, ())

    def pages(self, context: Any) -> set[int]:
        """The pages, from 0, that have to be laid out again for the entries."""
        found: set[int] = set()
        for cut, end in self._cuts:
            first, last = page_with(cut, context), page_with(end, context)
            begins = path_from(context.page_maker[first][0])
            # a list that begins its page may, now that it is shorter, fit the page before
            before = 1 if first and cut[: len(begins)] == begins else 0
            found.update(range(first - before, last + 1))
        return found

    def take_back(self) -> None:
        """Put the boxes where they were."""
        for step in reversed(self._undo):
            step()

    def finish(self) -> None:
        """Take the elements out of the element tree too: they will not be read."""
        for parent in list(self._tree.iter()):
            for child in [child for child in parent if child in self._gone]:
                parent.remove(child)

    def _prune(self, box: Any, path: Path) -> None:
        children = list(getattr(box, "children", ()))
        kept = [child for child in children if child.element not in self._gone]
        if len(kept) < len(children):
            self._cut(box, path, kept)
        for place, child in enumerate(children):
            if child.element not in self._gone:
                self._prune(child, (*path, place))

    def _cut(self, box: Any, path: Path, kept: list[Any]) -> None:
        """Let a box have only some of its children.

        A list item that moves up takes the tint of its new place, so that rows striped by `:nth-child` stay striped.
        """
        children = box.children
        self._undo.append(partial(setattr, box, "children", children))
        box.children = kept
        end = (*path, len(children) - 1)
        self._cuts += [
            ((*path, place), end)
            for place, child in enumerate(children)
            if child.element in self._gone and attribute(child, "id") != self._identifier
        ]
        tints = [child.style["background_color"] for child in children]
        for child, tint in zip(kept, tints, strict=False):
            if child.element_tag == "li" and child.style["background_color"] != tint:
                self._undo.append(partial(setattr, child, "style", child.style))
                child.style = child.style.copy()
                child.style["background_color"] = tint


def _gone(tree: Element, identifier: str) -> set[Element]:
    """The element with an id, and the list items with links to it."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    gone = {element for element in tree.iter() if element.get("id") == identifier}
    for link in tree.iter("a"):
        if link.get("href") == f"#{identifier}":
            item = link
            while item.tag != "li" and item in parents:
                item = parents[item]
            gone.add(item if item.tag == "li" else link)
    return gone
