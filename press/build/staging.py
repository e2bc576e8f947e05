"""What a build has in hand: the rows of the manifest as they were, and what has been made since."""

from __future__ import annotations

from pathlib import Path

from press.imprints.behind import behind
from press.catalogue import shelve
from press.shelf_life import kept, withheld
from press.model.findings import Finding, Place
from press.publish.manifest import read_manifest
from press.model.edition import Library
from press.publish.output import publish, stage
from press.model.records import Made, Row, Task, Wish
from press.build.selection import all_marks
from press.build.workers import DIED


class Shelf:
    """Takes finished editions, one after the other, and publishes them.

    rows: of the manifest, by edition; made: why each edition that was made had to be.
    """

    def __init__(self, wish: Wish, library: Library, staging: Path) -> None:
        earlier = read_manifest(wish.output)
        self.rows: dict[str, Row] = kept(earlier, all_marks(library, wish.day), wish.slugs)
        self.made: dict[str, tuple[str, ...]] = {}
        self._wish = wish
        self._library = library
        self._staging = staging
        self._withheld = withheld(library, wish, earlier)
        self._fresh: set[str] = set()

    def put(self, task: Task, made: Made | None) -> list[Finding]:
        """Take what became of a task, None when its worker died; gives what is wrong with it."""
        if made is None:
            return [DIED.at(Place(task.edition.name), "the workers that had it ended in the middle of their work")]
        if made.row:
            stage(made.files, self._staging)
            self.rows[task.edition.name] = made.row
            self.made[task.edition.name] = task.why
            self._fresh.add(task.edition.name)
            if self._wish.each:
                self.publish(whole=False)
        return list(made.findings)

    def publish(self, *, whole: bool = True) -> list[Finding]:
        """Put what waits in its place, and take away what may not stay; gives a warning for each that is not as new.

        whole: with the catalogue.
        """
        fresh, self._fresh = self._fresh, set()
        others = [row for name, row in self.rows.items() if name not in fresh]
        new = [self.rows[name] for name in fresh]
        extra = shelve(self._library, [*new, *others], self._wish.output) if whole else None
        publish(self._wish.output, new, others, extra)
        if self._wish.each:
            self._staging.mkdir(exist_ok=True)
        return [*self._withheld, *behind(self.rows.values())]
