"""Refused editions: publications with mistakes set aside, and the files that show what was refused."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from press.build.origins import locate_findings
from press.build.workers import collect_garbage
from press.model.edition import Edition, FinishedEdition
from press.model.findings import Finding, PressError, list_errors, raise_errors
from press.model.library import Library
from press.publish.output import write_durably
from press.render import make_finding
from press.runtime.disk import is_machine_error, name_path
from press.runtime.entry_points import load_entry_point

FOLDER = "refused"
"""The folder below the output folder that has the refused editions."""
FINDINGS = ".findings.txt"
"""The end of the name of the findings of a refused edition, which may itself be a `.txt`."""


def set_aside_faulty(library: Library, findings: Iterable[Finding], sources: Path) -> tuple[Library, frozenset[str]]:
    """Take the publications with errors out of a library.

    Returns the library and their slugs. Raises PressError if something that all publications share has an error.
    """
    listed = list(findings)
    slugs = {finding: _find_slug(finding.place.file, sources) for finding in list_errors(listed)}
    if not all(slugs.values()):
        raise_errors(listed)
    faulty = frozenset(slugs.values())
    good = {slug: one for slug, one in library.publications.items() if slug not in faulty}
    return replace(library, publications=good) if faulty else library, faulty


def _find_slug(file: str, sources: Path) -> str:
    """Find the publication that a source belongs to; "" if all share it."""
    try:
        area, slug, *rest = Path(file).relative_to(sources).parts
    except ValueError:
        return ""
    return slug if area == "publications" and rest else ""


@contextmanager
def catch_findings(edition: Edition, findings: list[Finding]) -> Iterator[None]:
    """Add what goes wrong with an edition to its findings, and give all of them their places in the sources."""
    try:
        with name_path(Path(tempfile.gettempdir(), "file")):  # all that is written while an edition is made
            yield
    except PressError as error:
        findings += error.findings
    except MemoryError:
        raise  # the workers know the limit that it tells of
    except Exception as error:
        if is_machine_error(error):
            raise  # no edition can be made here
        # One edition's failure must not hide the findings of the others.
        findings.append(make_finding(error, edition))
    finally:
        findings[:] = locate_findings(findings, edition)
        collect_garbage()


def make_errors(findings: Iterable[Finding], *, strict: bool) -> list[Finding]:
    """Turn warnings into errors if the build is strict."""
    return [replace(one, severity="error") if strict else one for one in findings]


def make_refused_files(
    edition: Edition, findings: Iterable[Finding], final: FinishedEdition | None = None
) -> dict[str, bytes]:
    """Make the files that show a refused edition: its findings, and its pages marked "Not for use"."""
    files = {f"{edition.name}{FINDINGS}": "".join(f"{one}\n" for one in sorted(findings)).encode()}
    row = edition.variant.file_format
    if final and row.refuse:  # a file that cannot be marked is not written
        refuse: Callable[[bytes], bytes] = load_entry_point(row.refuse)
        files[f"{edition.name}{row.suffix}"] = refuse(final.data)
    return files


def write_refused(output: Path, refused: Mapping[str, Mapping[str, bytes]], is_settled: Callable[[str], bool]) -> None:
    """Write the refused editions, and remove settled ones.

    refused: their files by name of the edition; is_settled: tells by the name whether the files of an edition may go.
    """
    folder = output / FOLDER
    for path in [*folder.iterdir()] if folder.is_dir() else []:
        name = path.name.removesuffix(FINDINGS) if path.name.endswith(FINDINGS) else path.name.rpartition(".")[0]
        if name in refused or is_settled(name):
            path.unlink()
    for files in refused.values():
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_durably(folder / name, data)
    if folder.is_dir() and not any(folder.iterdir()):
        shutil.rmtree(folder)
