"""Files that the press reads back to act on: cache, manifest and journal, damaged, made up or not the user's own."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.load import cache as load_cache
from press.load import load
from press.model.build import BuildRequest
from press.model.findings import PressError
from press.runtime import cache
from press.runtime.safe_paths import resolve_below
from tests.commands import app
from tests.overlay import lay
from tests.test_digest import Scribe

OUTSIDE = ["../keep", "/etc/keep", "a/../../keep", "", ".", "..", "a//b", "./a", "a/", "a\\b", "a\0b", None, 3, ["a"]]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_that_leads_elsewhere_is_refused(name: object, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not lie below"):
        resolve_below(tmp_path, name)


def test_a_folder_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/out").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="by a link"):
        resolve_below(tmp_path / "home", "out/keep")
    assert resolve_below(tmp_path / "home", "a/b.pdf") == tmp_path / "home/a/b.pdf"


@pytest.fixture
def built(tmp_path: Path) -> BuildRequest:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    pipeline.build_editions(request, lambda *_: None, Scribe())
    return request


def change_manifest(output: Path, **fields: Any) -> None:
    path = output / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | fields))


@pytest.mark.parametrize("absolute", [False, True])
def test_nothing_outside_is_removed_because_a_manifest_says_so(
    absolute: bool, built: BuildRequest, tmp_path: Path
) -> None:
    keep = tmp_path / "p/keep"
    keep.parent.mkdir()
    keep.write_text("mine")
    file = str(keep) if absolute else "../p/keep"
    change_manifest(built.output, site=[{"file": file, "bytes": 4, "sha256": "0"}])
    result = CliRunner().invoke(app, ["clean", "--output", str(built.output)])
    assert (result.exit_code, "USE103" in result.output, "names a file outside" in result.output) == (2, True, True)
    pipeline.build_editions(built, lambda *_: None, Scribe())
    assert keep.read_text() == "mine"
    assert CliRunner().invoke(app, ["clean", "--output", str(built.output)]).exit_code == 0
    assert (keep.read_text(), list(built.output.iterdir())) == ("mine", [])


def test_clean_leaves_what_the_manifest_does_not_name(built: BuildRequest) -> None:
    note = built.output / "handwashing/note.txt"
    note.write_text("mine")
    assert CliRunner().invoke(app, ["clean", "--output", str(built.output)]).exit_code == 0
    assert [path for path in built.output.rglob("*") if path.is_file()] == [note]


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b'{"moves": [["a", ',
        b"[]",
        b"null",
        b'{"moves": [["a", "../../keep"]], "removals": []}',
        b'{"moves": [["../manifest.json", "stolen"]], "removals": []}',
        b'{"moves": [], "removals": ["../sources/center.yaml"]}',
        b'{"moves": [["a"]], "removals": []}',
        b'{"moves": [], "removals": [7]}',
    ],
)
def test_a_damaged_journal_is_told_and_set_aside(journal: bytes, built: BuildRequest) -> None:
    (built.output / ".staging").mkdir()
    (built.output / ".staging/a").write_text("a")
    (built.output / ".staging/journal.json").write_bytes(journal)
    with pytest.raises(PressError) as caught:
        pipeline.build_editions(built, lambda *_: None, Scribe())
    assert [(one.code, "damaged-journal.json" in one.problem) for one in caught.value.findings] == [("PUB109", True)]
    assert (built.output / "damaged-journal.json").read_bytes() == journal
    assert (built.sources / "center.yaml").exists()
    assert pipeline.build_editions(built, lambda *_: None, Scribe()).reasons == {}
    assert not (built.output / ".staging").exists()


class Mischief:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (os.environ["MISCHIEF"],)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    load_cache._CACHED_PUBLICATIONS.clear()
    return tmp_path / "cache"


def stored_publication(folder: Path) -> Path:
    (found,) = (folder / "publications").iterdir()
    return found


@pytest.mark.parametrize("mode", ["file", "folder"])
def test_a_cache_that_others_may_write_to_is_not_loaded(
    mode: str, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = lay(tmp_path / "sources", {})
    first = load(sources)
    stored = stored_publication(own_cache)
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    monkeypatch.setenv("MISCHIEF", str(tmp_path / "mischief"))
    cache.store_bytes(stored, pickle.dumps(Mischief()))
    (stored if mode == "file" else stored.parent).chmod(0o777)
    load_cache._CACHED_PUBLICATIONS.clear()
    assert load(sources) == first
    assert not (tmp_path / "mischief").exists()


def test_the_cache_of_another_owner_is_not_loaded(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store_bytes(own_cache / "a", b"words")
    assert cache.read_bytes(own_cache / "a") == b"words"
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.read_bytes(own_cache / "a") is None


def test_every_damage_to_the_cache_is_mended(own_cache: Path, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    first = load(sources)
    stored = stored_publication(own_cache)
    whole = stored.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            stored.write_bytes(damaged)
            load_cache._CACHED_PUBLICATIONS.clear()
            assert load(sources) == first
            assert cache.read_bytes(stored) is not None
