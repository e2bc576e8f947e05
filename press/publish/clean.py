"""Removal of what the press made: the files that its manifest names, and nothing else."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

from press.model.formats import find_format
from press.publish.manifest import MANIFEST, list_site_files, read_manifest
from press.runtime.safe_paths import resolve_below

OWN_NAMES = (MANIFEST, "schemas", "redlines", "refused", "evidence", ".staging")
"""Files and folders of the press that the manifest does not name."""


def list_own_files(output: Path) -> list[Path]:
    """List the files that the manifest names, with their proofs.

    Raises ValueError if there is none beside other files, if it is damaged, or if it names a file outside the folder.
    """
    if not (output / MANIFEST).exists():
        foreign = sorted({path.name for path in output.iterdir()} - {*OWN_NAMES, ".gitkeep"})
        if foreign:
            raise ValueError(f"the press did not make `{foreign[0]}`")
        return []
    rows, site = read_manifest(output), list_site_files(output)
    try:
        found = json.loads((output / MANIFEST).read_bytes())
        whole = (len(found["editions"]), len(found["site"])) == (len(rows), len(site))
    except (KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise ValueError("its manifest is damaged, or names a file outside the folder")
    files = [resolve_below(output, name) for row in rows for name, _ in row.files]
    proofs = [path.with_suffix(".proof.png") for path in files if (kind := find_format(path.name)) and kind.draw]
    return [*files, *proofs, *(resolve_below(output, one["file"]) for one in site)]


def remove_own_files(output: Path) -> None:
    """Remove what the press made, and folders that are empty then.

    Raises ValueError, and removes nothing, if the manifest cannot be trusted.
    """
    files = list_own_files(output)
    for path in files:
        path.unlink(missing_ok=True)
    folders = {folder for path in files for folder in path.parents if output in folder.parents}
    for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
        with suppress(OSError):  # it holds something that is not ours
            folder.rmdir()
    for name in OWN_NAMES:
        path = output / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
