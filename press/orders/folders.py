"""Folders of batches: whose they are, and whether they hold what their manifest lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from press.orders.models import format_number

MANIFEST = "manifest.json"

FolderState = Literal["absent", "incomplete", "complete", "other"]
"""State of a batch's folder: not there; ours, but not whole; exactly this batch; complete with other contents, or
somebody else's."""


def find_state(folder: Path, contents: Mapping[str, Any]) -> FolderState:
    """Find out what is in the place of a batch's folder.

    contents: the manifest of the batch, without its files.
    """
    if not folder.exists() and not folder.is_symlink():
        return "absent"
    manifest = read_batch_manifest(folder)
    if manifest is None or any(manifest.get(name) != contents[name] for name in ("ledger", "batch")):
        return "other"
    if list_problems(folder):
        return "incomplete"
    return "complete" if {name: manifest.get(name) for name in contents} == contents else "other"


def list_problems(folder: Path) -> list[str]:
    """List where a folder differs from its manifest."""
    manifest = read_batch_manifest(folder)
    if manifest is None:
        return ["it has no manifest"]
    listed = {str(one["file"]): str(one["sha256"]) for one in manifest["files"]}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    found.pop(MANIFEST, None)
    problems = [f"`{name}` is missing" for name in listed if name not in found]
    problems += [f"`{name}` is not in the manifest" for name in found if name not in listed]
    # A name that leads out of the folder is not among the files found, so nothing outside is read.
    both = [name for name in listed if name in found]
    return problems + [f"`{name}` has changed" for name in both if _hash_file(found[name]) != listed[name]]


def read_batch_manifest(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a batch; None if there is no sound one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        sound = all({"file", "sha256"} <= set(one) for one in manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if sound else None


def list_own_folders(folder: Path, batch: int, opened: str, ledger: str) -> Iterator[Path]:
    """List what a ledger made of a batch: its folder, earlier ones beside it, staging."""
    names = (folder.name, f"{folder.name}-*", f".staging-{folder.name}*")
    for place in (found for name in names for found in folder.parent.glob(name)):
        manifest = read_batch_manifest(place) or {}
        # Before ledgers had identities, their folders had the same names; the time tells them apart.
        made = (manifest.get("batch"), manifest.get("opened"), manifest.get("ledger", ledger))
        if ledger in place.name or made == (format_number(batch), opened, ledger):
            yield place


def name_staging(folder: Path) -> Path:
    """Name the folder in which a batch's folder is made."""
    return folder.with_name(f".staging-{folder.name}")


def compute_digest(data: bytes) -> str:
    """Compute the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def _hash_file(path: Path) -> str:
    """Hash a file of a batch; a link to elsewhere has no hash."""
    return "" if path.is_symlink() else compute_digest(path.read_bytes())
