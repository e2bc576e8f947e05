"""The two states that a redline compares: folders of sources, or revisions of the repository that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from press.load import load_one
from press.model.edition import Library, Publication
from press.model.findings import Code, Exit, Place, PressError
from press.redline import git

NO_STATE = Code(
    "RED101",
    "What is compared is a folder of sources or a revision of the repository that holds them.",
    "the command line",
    "name a folder such as `drafts`, or a revision such as `HEAD~1`, a tag or a branch",
)
NO_PUBLICATION = Code(
    "RED102",
    "The publication, and its text in that language, is in at least one of the two states.",
    "the command line",
    "check the name, and that each state holds the folder `publications`",
)
NO_WORDS = Code(
    "RED103",
    "The language of a redline has the fixed words of one.",
    "house rule: every language has every label",
    "add `redline` to the YAML of the language, as in the others",
)
CODES = (NO_STATE, NO_PUBLICATION, NO_WORDS)
WANTED = ("center.yaml", "languages")


@dataclass(frozen=True, slots=True)
class State:
    """A state of the sources: what it is called, and what could be read of it."""

    name: str
    library: Library

    def publication(self, slug: str) -> Publication | None:
        """The publication, if it was there then."""
        return self.library.publications.get(slug)


def read_state(sources: Path, name: str, slug: str, scratch: Path) -> State:
    """The state that a name stands for; a folder of that name comes before a revision.

    scratch: an empty folder for the files of a revision. Raises PressError (usage) when it is neither.
    """
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "publications").is_dir():
            raise PressError([NO_STATE.at(Place(name), "this folder holds no folder `publications`")], Exit.USAGE)
        return State(name, load_one(folder, slug)[0])
    commit = git.commit(sources, name)
    if commit is None:
        raise PressError([NO_STATE.at(Place(), f"{name!r} is neither a folder nor a revision")], Exit.USAGE)
    if not git.export(sources, commit, [*WANTED, f"publications/{slug}"], scratch):
        problem = f"at {name!r} there is no folder of sources {sources.name!r}"
        raise PressError([NO_STATE.at(Place(), problem)], Exit.USAGE)
    return State(f"{name} ({commit[:10]})" if commit[:7] not in name else name, load_one(scratch, slug)[0])
