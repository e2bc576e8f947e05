"""Editions finished in a build, staged until they are published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from press.build.refused import make_refused_files, write_refused
from press.build.selection import list_status_notices, select_editions, split_into_waves
from press.build.up_to_date import Settled, find_slug_of_edition, read_intact_files
from press.build.workers import make_stop_finding
from press.catalogue import SettledWorks, build_catalogue
from press.imprints.edition_rules import OUTDATED, check_outdated
from press.model.build import BuildRequest, BuildResult, BuildTask, WorkerStopped
from press.model.edition import Edition
from press.model.findings import Finding
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.publish.manifest import MANIFEST, SettledRows
from press.publish.output import publish, stage_files
from press.shelf_life import check_withheld, list_kept_rows


class StagedBuild:
    """Editions finished in this build, staged, then published together.

    settled: publications of which nothing has changed; rows: rows of the manifest of the others, by edition; reasons:
    why each edition of this build had to be made; refused: files that show each edition that was refused.
    """

    def __init__(
        self,
        request: BuildRequest,
        library: Library,
        staging: Path,
        faulty: Collection[str] = (),
        settled: Settled | None = None,
    ) -> None:
        self.settled = settled or Settled(rows=SettledRows(request.output / MANIFEST))
        earlier = self.settled.rows.read_others()
        self._changed = self.settled.drop_from(library)
        notices = list_status_notices(self._changed, request.day)
        kept = list_kept_rows(earlier, notices, request.slugs)
        # Nobody can tell what has changed in a text that cannot be read, so none of its editions is offered.
        unreadable = [row for row in earlier if row.publication in faulty]
        self.rows: dict[str, ManifestRow] = kept | {row.edition: replace(row, outdated=True) for row in unreadable}
        self.reasons: dict[str, tuple[str, ...]] = {}
        self.refused: dict[str, Mapping[str, bytes]] = {}
        self._earlier = earlier
        self._described = {*notices}
        self._not_described = {*faulty, *self.settled.slugs}
        self._request = request
        self._library = library
        self._staging = staging
        self._withheld = check_withheld(library, request, [row for row in earlier if row.edition not in kept])
        self._staged_names: set[str] = set()

    def stage(self, task: BuildTask, result: BuildResult | WorkerStopped) -> list[Finding]:
        """Stage the result of a task and return its findings.

        The earlier row of a refused edition is marked as outdated.
        """
        if isinstance(result, WorkerStopped):
            findings = (make_stop_finding(result, task.edition),)
            result = BuildResult(None, findings, make_refused_files(task.edition, findings))
        if not result.row:
            self.refused[task.edition.name] = result.files
            if earlier := self.rows.get(task.edition.name):
                self.rows[task.edition.name] = replace(earlier, outdated=True)
        else:
            stage_files(result.files, self._staging)
            self.rows[task.edition.name] = result.row
            self.reasons[task.edition.name] = task.reasons
            self._staged_names.add(task.edition.name)
            if self._request.publish_each:
                self.publish(whole=False)
        return list(result.findings)

    def list_waves(self, editions: Sequence[Edition]) -> Iterator[list[Edition]]:
        """Yield editions that can be made at the same time.

        Published web pages that link to a file refused in the first wave are made again in the last one.
        """
        *waves, pages = split_into_waves(editions)
        for wave in waves:
            yield wave
            self._offer_again(wave)
        files = [one for wave in waves for one in wave]
        names = {page.name for page in pages}
        slugs = {one.slug for one in files if one.name in self.refused and one.name in self.rows}
        linking = select_editions(self._changed, slugs, imprint=self._request.imprint, day=self._request.day)
        pages += [
            one
            for one in (linking if slugs else ())
            if one.variant.file_format.lists_files and one.name in self.rows and one.name not in names
        ]
        yield pages
        self._offer_again(pages)

    def _offer_again(self, wave: Sequence[Edition]) -> None:
        """Offer outdated editions that are up to date after all, because a change was taken back."""
        for one in wave:
            row = self.rows.get(one.name)
            if row and row.outdated and one.name not in self.refused:
                self.rows[one.name] = replace(row, outdated=False)

    def list_offered(self, names: Iterable[str]) -> tuple[ManifestRow, ...]:
        """List the rows of those editions that are offered, reading those of settled publications."""
        wanted = list(names)
        slugs = {find_slug_of_edition(name) for name in wanted} & self.settled.slugs
        known = self.rows | {row.edition: row for row in self.settled.rows.read(slugs)}
        rows = (known.get(name) for name in wanted)
        return tuple(row for row in rows if row and not row.outdated)

    def _is_settled(self, name: str) -> bool:
        """Tell whether an edition is good again, or not described any more."""
        row = self.rows.get(name)
        known = name in self._described or find_slug_of_edition(name) in self._not_described
        return not row.outdated if row else not known

    def publish(self, *, whole: bool = True) -> list[Finding]:
        """Publish staged files, delete withdrawn ones, and return the warnings.

        Warnings name the publications withheld and the clinic editions that are outdated. whole: with the catalogue.
        """
        if whole:
            write_refused(self._request.output, self.refused, self._is_settled)
            if not self.rows and not self._earlier and not self.settled.slugs:
                return self._withheld  # nothing was made, and nothing was there
        staged, self._staged_names = self._staged_names, set()
        others = [row for name, row in self.rows.items() if name not in staged]
        new = [self.rows[name] for name in staged]
        is_intact = read_intact_files(self._request.output)
        rows, described = self.settled.rows, dict(self.settled.described)
        works, output = SettledWorks(rows, described), self._request.output
        extra = build_catalogue(self._library, [*new, *others], output, is_intact, works) if whole else None
        places = publish(output, new, others, extra, rows)
        self.settled = replace(self.settled, rows=replace(rows, places=places), described=described)
        if self._request.publish_each:
            self._staging.mkdir(exist_ok=True)
        # Nothing of a settled publication has changed, so its clinics' editions are as outdated as before.
        known = [one for one in self.settled.findings if one.code == OUTDATED.code]
        known = [one for one in known if find_slug_of_edition(one.place.file) in rows.slugs]
        return [*self._withheld, *known, *check_outdated(self.rows.values())]
