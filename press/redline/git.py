"""git: source files as they were at a revision."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from press.runtime.disk import name_path
from press.runtime.programs import make_tool_error, require_tool, run_program
from press.runtime.temporary import open_temporary_folder


def describe_missing() -> str | None:
    """Describe what git needs to run, None if nothing."""
    return None if shutil.which("git") else "git"


def find_commit(folder: Path, revision: str) -> str | None:
    """Find the commit that a revision names.

    folder: any folder in the repository. Gives None if there is no such repository or revision.
    """
    require_tool("git", describe_missing())
    result = run_program(
        "git", "-C", folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    return result.stdout.strip() if result.returncode == 0 else None


def export_files(folder: Path, commit_id: str, names: Sequence[str], into: Path) -> list[str]:
    """Write files and folders as they were at a commit.

    Gives the names that existed then. Links, and whatever would be written outside the target, are left out.
    """
    place = run_program("git", "-C", folder, "rev-parse", "--show-toplevel", "--show-prefix")
    if place.returncode:
        raise make_tool_error("git", place.stderr)
    top, _, prefix = place.stdout.rstrip("\n").partition("\n")
    tree = f"{commit_id}:{prefix.rstrip('/')}"
    listing = run_program("git", "-C", top, "ls-tree", "-z", "--name-only", "--full-tree", tree, *names)
    known = [name for name in listing.stdout.split("\0") if name] if listing.returncode == 0 else []
    if known:
        with open_temporary_folder() as scratch:
            archive = Path(scratch) / "state.tar"
            result = run_program("git", "-C", top, "archive", "--format=tar", f"--output={archive}", tree, *known)
            if result.returncode:
                raise make_tool_error("git", result.stderr)
            _unpack(archive, into)
    return known


def _unpack(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            data = tar.extractfile(member) if member.isfile() else None
            if data and not path.is_absolute() and ".." not in path.parts:
                (into / path).parent.mkdir(parents=True, exist_ok=True)
                with name_path(into / path):
                    (into / path).write_bytes(data.read())
