"""Where boxes stand in the box tree, and where pages begin in it."""

from __future__ import annotations

from typing import Any

from press.render.layout.room import attribute

Path = tuple[int, ...]
"""The place of a box among its siblings, after the places of what it stands in; from the root down."""
ResumeAt = dict[int, Any] | None
"""WeasyPrint's note of the same: where a page begins. None at the beginning, and after the last page."""


def path_of(box: Any, identifier: str) -> Path:
    """The path of the block with an id below a box; empty when there is none."""
    for place, child in enumerate(getattr(box, "children", ())):
        if attribute(child, "id") == identifier:
            return (place,)
        if inner := path_of(child, identifier):
            return (place, *inner)
    return ()


def box_at(root: Any, path: Path) -> Any:
    """The box with a path."""
    for place in path:
        root = root.children[place]
    return root


def path_from(resume_at: ResumeAt) -> Path:
    """WeasyPrint's note as a path; empty for none."""
    if not resume_at:
        return ()
    ((place, rest),) = resume_at.items()
    return (place, *path_from(rest))


def resume_from(path: Path, rest: ResumeAt = None) -> ResumeAt:
    """A path as WeasyPrint's note. rest: where to go on inside the box with that path."""
    for place in reversed(path):
        rest = {place: rest}
    return rest


def passes(resume_at: ResumeAt, path: Path) -> bool:
    """Whether the pages before that note have something of the box with a path."""
    return not resume_at or path_from(resume_at) > path


def page_with(path: Path, context: Any) -> int:
    """The page, from 0, on which the box with a path begins."""
    starts = [path_from(entry[0]) for entry in context.page_maker[1:] if entry[0]]
    return sum(start <= path for start in starts)
