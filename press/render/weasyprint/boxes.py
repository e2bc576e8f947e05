"""The boxes of a laid-out page, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder


def read_attribute(box: Any, name: str) -> str:
    """Read an attribute of a box's element; empty if none."""
    return "" if box.element is None else box.element.get(name) or ""


Box = Any


def unwrap(box: Box) -> Box:
    """Return the box behind a placeholder, or the box itself."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def list_children(box: Box) -> list[Box]:
    """List the children of a box in WeasyPrint's order.

    The order is that in which WeasyPrint gathers links and bookmarks.
    """
    return [unwrap(child) for child in box.all_children()]


def walk_boxes(box: Box) -> Iterator[Box]:
    """Yield a box and its descendants, in tree order."""
    stack = [box]
    while stack:
        found = stack.pop()
        yield found
        stack += reversed(list_children(found))


Path = tuple[int, ...]
"""The place of a box among its siblings, after the places of what it stands in; from the root down."""
ResumeAt = dict[int, Any] | None
"""WeasyPrint's note of the same: where a page begins. None at the beginning, and after the last page."""


def find_path(box: Any, identifier: str) -> Path:
    """Find the path of the block with an id.

    Empty if there is none.
    """
    for place, child in enumerate(getattr(box, "children", ())):
        if read_attribute(child, "id") == identifier:
            return (place,)
        if inner := find_path(child, identifier):
            return (place, *inner)
    return ()


def find_box(root: Any, path: Path) -> Any:
    """Find the box with a path."""
    for place in path:
        root = root.children[place]
    return root


def make_path(resume_at: ResumeAt) -> Path:
    """Turn WeasyPrint's note into a path; empty for None.

    If the cells of a row go on side by side, it is the path of the first one.
    """
    if not resume_at:
        return ()
    place = min(resume_at)
    return (place, *make_path(resume_at[place]))


def make_resume_at(path: Path, rest: ResumeAt = None) -> ResumeAt:
    """Turn a path into WeasyPrint's note.

    rest: where to go on inside the box with that path.
    """
    for place in reversed(path):
        rest = {place: rest}
    return rest


def is_reached(resume_at: ResumeAt, path: Path) -> bool:
    """Tell whether pages before a note reach a box."""
    return not resume_at or make_path(resume_at) > path


def find_page(path: Path, context: Any) -> int:
    """Find the page on which a box begins, from 0."""
    starts = [make_path(entry[0]) for entry in context.page_maker[1:] if entry[0]]
    return sum(start <= path for start in starts)
