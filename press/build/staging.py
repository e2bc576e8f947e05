"""Editions finished in a build, staged until they are published."""

from __future__ import annotations

from pathlib import Path

from press.build.selection import list_status_notices
from press.build.workers import make_stop_finding
from press.catalogue import build_catalogue
from press.imprints.edition_rules import check_outdated
from press.model.build import BuildRequest, BuildResult, BuildTask, WorkerStopped
from press.model.findings import Finding
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.publish.manifest import read_manifest
from press.publish.output import publish, stage_files
from press.shelf_life import check_withheld, list_kept_rows


class StagedBuild:
    """Editions finished in this build, staged, then published together.

    rows: rows of the manifest, by edition; made: why each edition of this build had to be made.
    """

    def __init__(self, request: BuildRequest, library: Library, staging: Path) -> None:
        earlier = read_manifest(request.output)
        self.rows: dict[str, ManifestRow] = list_kept_rows(
            earlier, list_status_notices(library, request.day), request.slugs
        )
        self.reasons: dict[str, tuple[str, ...]] = {}
        self._request = request
        self._library = library
        self._staging = staging
        self._withheld = check_withheld(library, request, earlier)
        self._staged_names: set[str] = set()

    def stage(self, task: BuildTask, result: BuildResult | WorkerStopped) -> list[Finding]:
        """Stage the result of a task and return its findings."""
        if isinstance(result, WorkerStopped):
            return [make_stop_finding(result, task.edition)]
        if result.row:
            stage_files(result.files, self._staging)
            self.rows[task.edition.name] = result.row
            self.reasons[task.edition.name] = task.reasons
            self._staged_names.add(task.edition.name)
            if self._request.publish_each:
                self.publish(whole=False)
        return list(result.findings)

    def publish(self, *, whole: bool = True) -> list[Finding]:
        """Publish staged files, delete withdrawn ones, and return the warnings.

        Warnings name the publications withheld and the clinic editions that are outdated. whole: with the catalogue.
        """
        staged, self._staged_names = self._staged_names, set()
        others = [row for name, row in self.rows.items() if name not in staged]
        new = [self.rows[name] for name in staged]
        extra = build_catalogue(self._library, [*new, *others], self._request.output) if whole else None
        publish(self._request.output, new, others, extra)
        if self._request.publish_each:
            self._staging.mkdir(exist_ok=True)
        return [*self._withheld, *check_outdated(self.rows.values())]
