"""git: the files of the sources as they were at a revision."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from press.runtime.programs import demand, failed, run


def lacks() -> str | None:
    """What to install so that git can run."""
    return None if shutil.which("git") else "git"


def commit(folder: Path, revision: str) -> str | None:
    """The commit that a revision names in the repository around a folder; None when there is no such thing."""
    demand("git", lacks())
    found = run("git", "-C", folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return found.stdout.strip() if found.returncode == 0 else None


def export(folder: Path, commit_id: str, names: Sequence[str], into: Path) -> list[str]:
    """Write what some files and folders below a folder were at a commit; gives the names that were there then.

    Links and whatever would lead out of the target are left out.
    """
    where = run("git", "-C", folder, "rev-parse", "--show-toplevel", "--show-prefix")
    if where.returncode:
        raise failed("git", where.stderr)
    top, _, prefix = where.stdout.rstrip("\n").partition("\n")
    tree = f"{commit_id}:{prefix.rstrip('/')}"
    there = run("git", "-C", top, "ls-tree", "-z", "--name-only", "--full-tree", tree, *names)
    known = [name for name in there.stdout.split("\0") if name] if there.returncode == 0 else []
    if known:
        with tempfile.TemporaryDirectory() as scratch:
            archive = Path(scratch) / "state.tar"
            made = run("git", "-C", top, "archive", "--format=tar", f"--output={archive}", tree, *known)
            if made.returncode:
                raise failed("git", made.stderr)
            _unpack(archive, into)
    return known


def _unpack(archive: Path, into: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            data = tar.extractfile(member) if member.isfile() else None
            if data and not path.is_absolute() and ".." not in path.parts:
                (into / path).parent.mkdir(parents=True, exist_ok=True)
                (into / path).write_bytes(data.read())
