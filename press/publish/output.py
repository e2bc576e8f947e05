"""Publishing finished files into the output folder and its manifest, all or none.

Finished files wait in a staging folder, and so does the new manifest. Publishing first writes a journal that names
every move; from then on the moves are carried out, by this process or, if it dies, by the next one (`recover_output`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from press.model.edition import FinishedEdition
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.formatting import convert_to_points
from press.model.manifest import ManifestRow, PressFile, SheetFile
from press.publish.fingerprints import hash_whole, list_changed_parts
from press.publish.manifest import (
    MANIFEST,
    STAGING,
    Places,
    SettledRows,
    format_pieces,
    list_site_files,
)
from press.readback.speech.core_text import hash_core_text
from press.runtime.disk import name_path
from press.runtime.entry_points import load_entry_point
from press.runtime.installation import list_format_tools, list_tool_versions
from press.runtime.press_profile import hash_press_profile
from press.runtime.safe_paths import resolve_below

BLEED = 9.0
"""Bleed around the trim of a press file, in points (0.125 in)."""
PREFLIGHT = "by the rules of this press only: no certified preflight was run"
JOURNAL = "journal.json"
EXTRA = "extra-"
"""First part of the names of staged files beside the editions; no edition has such a name."""
BUSY = FindingCode(
    "PUB101",
    "One build at a time writes to an output folder.",
    "house rule: all or nothing",
    "wait until the other build is done",
)
DAMAGED = FindingCode(
    "PUB109",
    "The list of moves of an interrupted build is whole, and stays in the output folder.",
    "house rule: all or nothing",
    "run `build` again; it makes every file again that does not fit the manifest",
)
CODES = (BUSY, DAMAGED)


@contextmanager
def open_output(output: Path) -> Iterator[Path]:
    """Lock the output folder and yield its empty staging folder.

    The staging folder is removed at the end. Raises PressError when another process is publishing there.
    """
    output.mkdir(parents=True, exist_ok=True)
    handle = os.open(output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PressError(
                [BUSY.make_finding(Place(str(output)), "another build is writing to this folder")], ExitCode.FINDINGS
            ) from None
        recover_output(output)
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


def make_row_and_files(final: FinishedEdition, parts: Mapping[str, str]) -> tuple[ManifestRow, dict[str, bytes]]:
    """Make the row and the files of an edition.

    Files are named as in the staging folder. parts: digests of what the edition was made from.
    """
    edition = final.edition
    files = {edition.path: final.data, edition.sheet_path: final.sheet_data, edition.press_path: final.press_data}
    return make_row(final, parts), {Path(path).name: data for path, data in files.items() if data}


def stage_files(files: Mapping[str, bytes], staging: Path) -> None:
    """Write finished files to the staging folder."""
    for name, data in files.items():
        write_durably(staging / name, data)


def publish(
    output: Path,
    new: Sequence[ManifestRow],
    unchanged: Sequence[ManifestRow],
    extra: Iterable[tuple[str, bytes | None]] | None = None,
    settled: SettledRows | None = None,
) -> Places:
    """Move staged files to their places and write the manifest; return where its rows are.

    unchanged: rows whose files stay as they are; extra: all files beside the editions, by path below the output folder;
    one without bytes stays as it is. Those that only the old manifest names are removed; None leaves them all as they
    are. settled: rows of other publications, which stay, too.
    """
    settled = settled or SettledRows(output / MANIFEST)
    rows = sorted(
        [*new, *unchanged], key=lambda row: (row.publication, row.language, row.order, row.variant, row.imprint)
    )
    before = list_site_files(output)
    site, moves = (before, []) if extra is None else stage_site(output, extra)
    files = {file for row in rows for file, _ in row.files} | {one["file"] for one in site}
    old = {file for row in settled.read_others() for file, _ in row.files} | {one["file"] for one in before}
    moves += [[Path(file).name, file] for row in new for file, _ in row.files]
    journal = {"moves": moves, "removals": sorted(old - files)}
    places: Places = {}
    write_durably(output / STAGING / MANIFEST, format_pieces(rows, site, settled, places))
    write_durably(output / STAGING / JOURNAL, json.dumps(journal).encode())
    recover_output(output)
    return places


def stage_site(output: Path, extra: Iterable[tuple[str, bytes | None]]) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """Stage changed files beside the editions; return what the manifest says of all, and their moves."""
    known = {one["file"]: one for one in list_site_files(output)}
    site: list[dict[str, Any]] = []
    moves: list[list[str]] = []
    for path, data in extra:
        site.append(known[path] if data is None else _describe_site_file(path, data))
        if data is not None and not (known.get(path) == site[-1] and _is_same(output / path, data)):
            moves.append([f"{EXTRA}{len(moves)}", path])
            staged = output / STAGING / moves[-1][0]
            with name_path(staged):
                staged.write_bytes(data)
        del data  # while the next one is made
    _sync_files(output / STAGING / name for name, _ in moves)
    return sorted(site, key=itemgetter("file")), moves


def _is_same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def recover_output(output: Path) -> None:
    """Carry out the moves that a journal still lists.

    Repeating it is harmless.
    """
    staging = output / STAGING
    journal = staging / JOURNAL
    if not journal.exists():
        return
    moves, removals = _read_journal(output)
    for staged, path in moves:
        if staged.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(path)
    for path in removals:
        path.unlink(missing_ok=True)
    if (staging / MANIFEST).exists():
        (staging / MANIFEST).replace(output / MANIFEST)
    journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _read_journal(output: Path) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """Read the moves and removals of a journal.

    A damaged journal is set aside; the next build then makes again what does not fit the manifest. Raises PressError.
    """
    journal = output / STAGING / JOURNAL
    try:
        plan = json.loads(journal.read_bytes())
        moves = [(resolve_below(output / STAGING, name), resolve_below(output, file)) for name, file in plan["moves"]]
        return moves, [resolve_below(output, file) for file in plan["removals"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        aside = output / f"damaged-{JOURNAL}"
        journal.replace(aside)
        problem = f"the list of moves of an interrupted build was damaged; it is now in `{aside.name}`"
        raise PressError([DAMAGED.make_finding(Place(str(output)), problem)], ExitCode.FINDINGS) from None


def _describe_site_file(file: str, data: bytes) -> dict[str, Any]:
    return {"file": file, "bytes": len(data), "sha256": hash_bytes(data)}


def list_reasons(
    output: Path, row: ManifestRow | None, parts: Mapping[str, str], is_intact: Callable[[str], bool] = lambda _: False
) -> tuple[str, ...]:
    """List why an edition must be made.

    The reasons are changed parts or a damaged file; there are none if it need not be made. is_intact: tells of a file
    that it is known to be as the manifest says; any other is read.
    """
    if row is None:
        return ("new",)
    if found := list_changed_parts(row.parts, parts):
        return found
    expected = [(output / file, digest) for file, digest in row.files if not is_intact(file)]
    whole = all(path.is_file() and hash_bytes(path.read_bytes()) == digest for path, digest in expected)
    return () if whole else ("file",)


def make_row(final: FinishedEdition, parts: Mapping[str, str]) -> ManifestRow:
    """Make the manifest row of a finished edition."""
    edition, variant = final.edition, final.edition.variant
    facts = edition.publication.facts
    return ManifestRow(
        edition=edition.name,
        publication=edition.slug,
        number=edition.number,
        title=edition.title,
        issued=facts.issued,
        review_status=facts.review_status,
        language=edition.lang,
        variant=edition.variant_name,
        form=edition.variant_title,
        order=variant.order,
        format=variant.format,
        file=edition.path,
        pages=final.pages,
        sheets=final.sheets,
        trim=(convert_to_points(variant.width), convert_to_points(variant.height))
        if variant.file_format.on_paper and variant.width and variant.height
        else None,
        bytes=len(final.data),
        sha256=hash_bytes(final.data),
        standards=variant.file_format.list_claims(variant.pdf_standard),
        digest=hash_whole(parts),
        parts=dict(parts),
        tools=list_tool_versions() | list_format_tools(edition.variant.file_format.tools),
        sheet_file=describe_sheet_file(final),
        press_file=describe_press_file(final),
        left_out=edition.omitted_questions,
        imprint=edition.imprint_name,
        core_sha256=hash_core_text(final.core_html or final.html_without_imprint or final.html),
        marked=edition.notice,
        status=facts.status,
        **{name: getattr(facts, name) or "" for name in ("revised", "reviewed", "review_by", "expires")},
        translated=edition.translation_status,
        stale=edition.stale_sections,
        outdated=False,
        page_starts=_read_page_starts(final),
        fit=edition.fit,
        note=_write_note(final),
    )


def _write_note(final: FinishedEdition) -> str:
    """Write what readers must know of a file, if its format says so."""
    name = final.edition.variant.file_format.note
    if not name:
        return ""
    write: Callable[[FinishedEdition], str] = load_entry_point(name)
    return write(final)


def _read_page_starts(final: FinishedEdition) -> tuple[int, ...]:
    """Read where the pages of a file begin, if other formats can carry its page numbers."""
    name = final.edition.variant.file_format.read_page_starts
    if not name:
        return ()
    read: Callable[[str, bytes], tuple[int, ...]] = load_entry_point(name)
    return read(final.core_html or final.html, final.data)


def describe_sheet_file(final: FinishedEdition) -> SheetFile | None:
    """Describe the sheets of a folded edition for the manifest."""
    edition, fold = final.edition, final.edition.variant.fold
    if not fold or not final.sheet_data:
        return None
    return SheetFile(
        file=edition.sheet_path,
        bytes=len(final.sheet_data),
        sha256=hash_bytes(final.sheet_data),
        reading_sha256=hash_bytes(final.data),
        sheets=final.sheets,
        sheet=(convert_to_points(fold.sheet_width), convert_to_points(fold.sheet_height)),
        fold=fold.kind,
        duplex="short-edge",
        binding="right" if edition.language.direction == "rtl" else "left",
    )


def describe_press_file(final: FinishedEdition) -> PressFile | None:
    """Describe the file for a printing press for the manifest."""
    data = final.press_data
    if not data:
        return None
    return PressFile(
        final.edition.press_path, len(data), hash_bytes(data), hash_bytes(final.data), BLEED, "PDF/X-4",
        hash_press_profile(), PREFLIGHT,
    )  # fmt: skip


def hash_bytes(data: bytes) -> str:
    """Hash bytes with SHA-256, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_durably(path: Path, data: bytes | Iterable[bytes], mode: int = 0o666) -> None:
    """Write a file as a whole or not at all.

    This holds even if the process or the machine stops. data: its bytes, or pieces of them; mode: permissions, of which
    the umask takes away.
    """
    partial = path.with_name(path.name + ".part")
    try:
        partial.unlink(missing_ok=True)  # it would keep its mode
        with name_path(path), os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _sync_files(paths: Iterable[Path]) -> None:
    """Wait until files are on the disk."""
    # Nobody reads the staging folder yet, so they need no temporary names, and syncing them last is faster.
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        with name_path(path):
            os.fsync(handle)
        os.close(handle)
