"""The boxes of a laid-out page, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder

Box = Any


def unwrapped(box: Box) -> Box:
    """The box that a placeholder stands for, or the box itself."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def children(box: Box) -> list[Box]:
    """What a box holds, in the order in which WeasyPrint gathers links and bookmarks."""
    return [unwrapped(child) for child in box.all_children()]


def below(box: Box) -> Iterator[Box]:
    """A box and all below it, in tree order."""
    stack = [box]
    while stack:
        found = stack.pop()
        yield found
        stack += reversed(children(found))
