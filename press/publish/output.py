"""Publishing: finished files and what goes with them into the output folder and its manifest, all or none.

Finished files wait in a staging folder, and so does the new manifest. Publishing first writes a journal that names
every move; from then on the moves are carried out, by this process or, if it dies, by the next one (`recover`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from press.model.edition import Final
from press.model.findings import Code, Exit, Place, PressError
from press.model.formatting import points
from press.model.records import PressFile, Row, SheetFile
from press.publish.fingerprints import changed, whole_digest
from press.publish.manifest import MANIFEST, manifest, read_manifest, read_site, site_of, to_json
from press.readback.speech.core_text import core_sha256
from press.runtime.installation import tools

BLEED = 9.0
"""Around the trim of a press file, in points (0.125 in)."""
STAGING = ".staging"
JOURNAL = "journal.json"
EXTRA = "extra-"
"""What the names of staged files beside the editions begin with; no edition is called so."""
BUSY = Code(
    "PUB101",
    "One build at a time writes to an output folder.",
    "house rule: all or nothing",
    "wait until the other is done",
)
CODES = (BUSY,)
STANDARDS = {
    ("pdf", "ua-1"): ("PDF/UA-1", "PDF/A-2a"),
    ("pdf", "ua-2"): ("PDF/UA-2", "WTPDF 1.0", "PDF/A-4"),
    ("html", "ua-1"): ("WCAG 2.2 AA",),
    ("html", "ua-2"): ("WCAG 2.2 AA",),
}
"""What a finished file claims, by format and standard of its variant."""


@contextmanager
def opened(output: Path) -> Iterator[Path]:
    """The output folder, ours alone; yields its empty staging folder and removes it in the end.

    Raises PressError when another process is publishing there.
    """
    output.mkdir(parents=True, exist_ok=True)
    handle = os.open(output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PressError([BUSY.at(Place(str(output)), "another build is writing here")], Exit.FINDINGS) from None
        recover(output)
        staging = output / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            if not (staging / JOURNAL).exists():
                shutil.rmtree(staging, ignore_errors=True)
    finally:
        os.close(handle)


def finished(final: Final, parts: Mapping[str, str]) -> tuple[Row, dict[str, bytes]]:
    """The row of a finished edition for the manifest, and its files by the name under which they wait to be published.

    parts: digests of what it was made from.
    """
    edition = final.edition
    files = {edition.path: final.data, edition.sheet_path: final.sheet_data, edition.press_path: final.press_data}
    return row_of(final, parts), {Path(path).name: data for path, data in files.items() if data}


def stage(files: Mapping[str, bytes], staging: Path) -> None:
    """Write finished files to the staging folder."""
    for name, data in files.items():
        write_durably(staging / name, data)


def publish(
    output: Path, made: Sequence[Row], kept: Sequence[Row], extra: Mapping[str, bytes] | None = None
) -> list[Row]:
    """Move staged files to their places and write the manifest.

    kept: rows whose files stay as they are; extra: what is published beside the editions, by path below the output
    folder, and what the manifest names of these and no longer is there is removed; None leaves them as they are.
    """
    rows = sorted([*made, *kept], key=lambda row: (row.publication, row.language, row.order, row.variant, row.imprint))
    site = site_of(output) if extra is None else [_site_file(path, data) for path, data in sorted(extra.items())]
    files = {file for row in rows for file, _ in row.files} | {one["file"] for one in site}
    old = {file for row in read_manifest(output) for file, _ in row.files} | set(read_site(output))
    moves = [[Path(file).name, file] for row in made for file, _ in row.files]
    journal = {
        "moves": moves + stage_site(output, extra or {}),
        "removals": sorted(old - files),
    }
    write_durably(output / STAGING / MANIFEST, to_json(manifest(rows, site)))
    write_durably(output / STAGING / JOURNAL, json.dumps(journal).encode())
    recover(output)
    return rows


def stage_site(output: Path, extra: Mapping[str, bytes]) -> list[list[str]]:
    """Write what has changed of the files beside the editions to the staging folder; gives their moves."""
    before = read_site(output)
    changed = [
        path for path, data in extra.items() if before.get(path) != sha256(data) or not _same(output / path, data)
    ]
    moves = [[f"{EXTRA}{number}", path] for number, path in enumerate(changed)]
    write_all_durably({output / STAGING / name: extra[path] for name, path in moves})
    return moves


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def recover(output: Path) -> None:
    """Carry out what a journal still asks for. Doing it twice does no harm."""
    staging = output / STAGING
    journal = staging / JOURNAL
    if not journal.exists():
        return
    plan = json.loads(journal.read_bytes())
    for name, file in plan["moves"]:
        if (staging / name).exists():
            (output / file).parent.mkdir(parents=True, exist_ok=True)
            (staging / name).replace(output / file)
    for file in plan["removals"]:
        (output / file).unlink(missing_ok=True)
    if (staging / MANIFEST).exists():
        (staging / MANIFEST).replace(output / MANIFEST)
    journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _site_file(file: str, data: bytes) -> dict[str, Any]:
    return {"file": file, "bytes": len(data), "sha256": sha256(data)}


def stale(output: Path, row: Row | None, parts: Mapping[str, str]) -> tuple[str, ...]:
    """Why an edition must be made: the parts that changed, or what became of its file; nothing when it need not be."""
    if row is None:
        return ("new",)
    if found := changed(row.parts, parts):
        return found
    wanted = [(output / file, digest) for file, digest in row.files]
    whole = all(path.is_file() and sha256(path.read_bytes()) == digest for path, digest in wanted)
    return () if whole else ("file",)


def row_of(final: Final, parts: Mapping[str, str]) -> Row:
    """The manifest row of a finished file."""
    edition, variant = final.edition, final.edition.variant
    facts = edition.publication.facts
    return Row(
        edition=edition.name,
        publication=edition.slug,
        number=edition.number,
        title=edition.title,
        issued=facts.issued,
        review_status=facts.review_status,
        language=edition.lang,
        variant=edition.variant_name,
        form=edition.form,
        order=variant.order,
        format=variant.format,
        file=edition.path,
        pages=final.pages,
        sheets=final.sheets,
        trim=(points(variant.width), points(variant.height)) if variant.width and variant.height else None,
        bytes=len(final.data),
        sha256=sha256(final.data),
        standards=STANDARDS[variant.format, variant.pdf_standard],
        digest=whole_digest(parts),
        parts=dict(parts),
        tools=tools(),
        sheet_file=sheet_file_of(final),
        press_file=press_file_of(final),
        left_out=edition.left_out,
        imprint=edition.imprint_name,
        core_sha256=core_sha256(final.plain or final.html),
        marked=edition.marked,
        status=facts.status,
        **{name: getattr(facts, name) or "" for name in ("revised", "reviewed", "review_by", "expires")},
        translated=edition.translated,
        stale=edition.stale,
    )


def sheet_file_of(final: Final) -> SheetFile | None:
    """The part of a manifest row on the sheets of a folded edition."""
    edition, fold = final.edition, final.edition.variant.fold
    if not fold or not final.sheet_data:
        return None
    return SheetFile(
        file=edition.sheet_path,
        bytes=len(final.sheet_data),
        sha256=sha256(final.sheet_data),
        reading_sha256=sha256(final.data),
        sheets=final.sheets,
        sheet=(points(fold.sheet_width), points(fold.sheet_height)),
        fold=fold.kind,
        duplex="short-edge",
        binding="right" if edition.language.direction == "rtl" else "left",
    )


def press_file_of(final: Final) -> PressFile | None:
    """The part of a manifest row on the file for a printing press."""
    data = final.press_data
    if not data:
        return None
    return PressFile(final.edition.press_path, len(data), sha256(data), sha256(final.data), BLEED)


def sha256(data: bytes) -> str:
    """SHA-256 as text."""
    return hashlib.sha256(data).hexdigest()


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, it is there whole or not at all."""
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def write_all_durably(files: Mapping[Path, bytes]) -> None:
    """Write files of a folder that nobody looks at yet, so that all of them are there when this is done."""
    for path, data in files.items():
        path.write_bytes(data)
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
