"""Publishing is all or nothing, whenever it is stopped."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from press.model.findings import PressError
from press.model.manifest import ManifestRow
from press.publish.manifest import MANIFEST, STAGING, read_manifest, read_site
from press.publish.output import open_output, publish, recover_output

NAMES = ("one", "two", "three")


class Killed(BaseException):
    """Stands for a process that ends where it is."""


def row(name: str, data: bytes) -> ManifestRow:
    """A manifest row for some bytes."""
    return ManifestRow(
        edition=name, publication="sample", number="N 1", title="T", issued="2020-01", review_status="reviewed",
        language="en", variant=name, form="Form", order=1, format="pdf", file=f"sample/{name}.pdf", pages=1, sheets=1,
        trim=(612.0, 792.0), bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), standards=("PDF/UA-1",),
        digest="d", tools={},
    )  # fmt: skip


def publish_all(output: Path, generation: bytes, names: tuple[str, ...] = NAMES) -> None:
    """Publish one file for each name, all of one generation."""
    with open_output(output) as staging:
        rows = []
        for name in names:
            (staging / f"{name}.pdf").write_bytes(generation)
            rows.append(row(name, generation))
        publish(output, rows, [], extra(generation, names).items())


def extra(generation: bytes, names: tuple[str, ...]) -> dict[str, bytes]:
    """Files beside the editions: one that is always there, and one for each name."""
    return {"index.html": generation, **{f"pages/{name}.html": generation for name in names}}


def state(output: Path) -> dict[str, bytes]:
    """Every file there is, by path."""
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def generation_of(output: Path) -> bytes:
    """The one generation that manifest and files agree on; fails when they do not."""
    rows = read_manifest(output)
    found = {(output / one.file).read_bytes() for one in rows}
    site = read_site(output)
    found |= {(output / path).read_bytes() for path in site}
    assert set(site) == set(extra(b"", tuple(one.edition for one in rows)))
    assert set(site.values()) == {hashlib.sha256(data).hexdigest() for data in found}
    assert len(found) == 1, f"a mixture of generations: {found}"
    assert {one.sha256 for one in rows} == {hashlib.sha256(data).hexdigest() for data in found}
    return found.pop()


def test_files_and_manifest_appear_together(tmp_path: Path) -> None:
    """A publish writes every file and one manifest, and leaves nothing else."""
    publish_all(tmp_path, b"first")
    site = extra(b"", NAMES)
    assert sorted(state(tmp_path)) == sorted([MANIFEST, *site, *(f"sample/{name}.pdf" for name in NAMES)])
    assert generation_of(tmp_path) == b"first"


def test_what_is_no_longer_described_is_removed(tmp_path: Path) -> None:
    """A file whose row goes is removed with it."""
    publish_all(tmp_path, b"first")
    publish_all(tmp_path, b"second", ("one",))
    assert sorted(state(tmp_path)) == sorted([MANIFEST, "index.html", "pages/one.html", "sample/one.pdf"])


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Make the step-th change to the file system the last thing this process does; gives how many there were."""
    count = 0

    def watched(real: Callable[..., None]) -> Callable[..., None]:
        def change(*args: object, **kwargs: object) -> None:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            real(*args, **kwargs)

        return change

    monkeypatch.setattr(Path, "replace", watched(Path.replace))
    monkeypatch.setattr(Path, "unlink", watched(Path.unlink))
    monkeypatch.setattr("shutil.rmtree", watched(shutil.rmtree))
    return lambda: count


def test_killed_at_any_step_it_is_old_or_new(tmp_path: Path) -> None:
    """Whatever the step at which publishing is killed, the next process finds all old or all new files."""
    outcomes = set()
    for step in range(1, 60):
        output = tmp_path / str(step)
        publish_all(output, b"first")
        with pytest.MonkeyPatch.context() as patch:
            changes = kill_at(step, patch)
            try:
                publish_all(output, b"second")
                finished = True
            except Killed:
                finished = False
            total = changes()
        recover_output(output)
        outcomes.add(generation_of(output))
        if finished and total < step:
            break
    else:
        pytest.fail("publishing never came to its end")
    assert outcomes == {b"first", b"second"}, "the test must have killed both before and after the point of no return"


def test_a_failing_build_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """An error before publishing leaves the earlier files, the manifest and no staging folder."""
    publish_all(tmp_path, b"first")
    before = state(tmp_path)
    with pytest.raises(PressError), open_output(tmp_path) as staging:
        fail_half_way(staging)
    assert state(tmp_path) == before
    assert not (tmp_path / STAGING).exists()


def fail_half_way(staging: Path) -> None:
    """What a build does that finds an error in its second edition."""
    (staging / "one.pdf").write_bytes(b"half")
    raise PressError([])


def test_two_builds_do_not_write_at_once(tmp_path: Path) -> None:
    """A second build of the same folder is refused with a finding."""
    code = f"""
from pathlib import Path
from press.model.findings import PressError
from press.publish.output import open_output
try:
    with open_output(Path({str(tmp_path)!r})):
        print("entered")
except PressError as error:
    print(error.findings[0].code)
"""
    with open_output(tmp_path):
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "PUB101"


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"schema": 0, "editions": []}', b'{"schema": 1}'])
def test_a_broken_manifest_is_no_manifest(tmp_path: Path, broken: bytes) -> None:
    """A manifest that cannot be read means that everything is made again, not a traceback."""
    (tmp_path / MANIFEST).write_bytes(broken)
    assert read_manifest(tmp_path) == []


def test_the_manifest_round_trips(tmp_path: Path) -> None:
    """Rows read back are the rows that were written."""
    publish_all(tmp_path, b"first")
    assert sorted(read_manifest(tmp_path), key=lambda one: one.edition) == sorted(
        (row(name, b"first") for name in NAMES), key=lambda one: one.edition
    )
    assert json.loads((tmp_path / MANIFEST).read_bytes())["schema"] == 1
