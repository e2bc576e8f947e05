"""The two states that a redline compares: folders of sources, or revisions of the repository that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from press.load import load_publication
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.library import Library
from press.model.publication import Publication
from press.redline import git

NO_STATE = FindingCode(
    "RED101",
    "Each of the two states is a folder of sources, or a revision of the repository that holds them.",
    "the command line",
    "name a folder such as `drafts`, or a revision such as `HEAD~1`, a tag or a branch",
)
NO_PUBLICATION = FindingCode(
    "RED102",
    "The publication, and its text in that language, is in at least one of the two states.",
    "the command line",
    "check the name, and that each state has a folder `publications`",
)
NO_WORDS = FindingCode(
    "RED103",
    "The language of a redline has its fixed words.",
    "house rule: every language has every label",
    "add `redline` to the YAML of the language, as in other languages",
)
CODES = (NO_STATE, NO_PUBLICATION, NO_WORDS)
NEEDED = ("center.yaml", "languages")


@dataclass(frozen=True, slots=True)
class SourceState:
    """A state of the sources: its name, and what could be read of it."""

    name: str
    library: Library

    def find_publication(self, slug: str) -> Publication | None:
        """Find the publication in this state, if it has it."""
        return self.library.publications.get(slug)


def read_state(sources: Path, name: str, slug: str, scratch: Path) -> SourceState:
    """Read a folder or a revision by its name.

    If there are both, the folder is read. scratch: an empty folder for the files of a revision. Raises PressError
    (usage) when it is neither.
    """
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "publications").is_dir():
            raise PressError(
                [NO_STATE.make_finding(Place(name), "this folder has no folder `publications`")], ExitCode.USAGE
            )
        return SourceState(name, load_publication(folder, slug)[0])
    commit = git.find_commit(sources, name)
    if commit is None:
        raise PressError(
            [NO_STATE.make_finding(Place(), f"`{name}` is neither a folder nor a revision")], ExitCode.USAGE
        )
    if not git.export_files(sources, commit, [*NEEDED, f"publications/{slug}"], scratch):
        problem = f"the revision `{name}` has no folder `{sources.name}` with sources"
        raise PressError([NO_STATE.make_finding(Place(), problem)], ExitCode.USAGE)
    return SourceState(
        f"{name} ({commit[:10]})" if commit[:7] not in name else name, load_publication(scratch, slug)[0]
    )
