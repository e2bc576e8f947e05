"""Nothing stale: whatever an edition is made from is looked at before a build says that there is nothing to do."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from press.build import pipeline, selection, up_to_date
from press.catalogue import publications
from press.catalogue.cards import Card
from press.load import cache as load_cache
from press.load import load
from press.model.build import BuildRequest
from press.model.edition import Download, Edition
from press.model.manifest import ManifestRow
from press.publish import manifest, press_digest
from press.publish.fingerprints import hash_parts
from press.runtime import file_stats, installation
from press.style import fonts
from tests.conftest import ROOT
from tests.overlay import BASE, TEXT, lay
from tests.test_digest import Scribe, read_last_result

OLD, NEW = "Water comes", "Waste comes"
"""Words of a text, and others of the same length."""
CACHED = (
    press_digest.hash_press,
    press_digest.hash_press_files,
    press_digest.hash_typefaces,
    fonts.load_typeface,
    installation.list_tool_versions,
    installation.list_dependency_versions,
)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Look up anew what is installed, before and after."""
    for one in CACHED:
        one.cache_clear()
    yield
    for one in CACHED:
        one.cache_clear()


def edited() -> bytes:
    old = (BASE / TEXT).read_bytes()
    assert old.count(OLD.encode()) == 1
    return old.replace(OLD.encode(), NEW.encode())


def build(request: BuildRequest) -> list[str]:
    """Build as the command does, and list the editions that were made."""
    for one in CACHED:
        one.cache_clear()
    if read_last_result(request):
        return []
    scribe = Scribe()
    pipeline.build_editions(request, lambda *_: None, scribe)
    return scribe.asked


def with_old_times(change: Callable[[Path], None]) -> Callable[[Path, Path], None]:
    """Make a change that leaves size and time of modification as they were."""

    def act(path: Path, _: Path) -> None:
        before = path.stat()
        change(path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = path.stat()
        assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)

    return act


def write_in_place(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(edited())


def copy_over(path: Path, scratch: Path) -> None:
    """Copy as `cp -p` does."""
    (scratch / "new.md").write_bytes(edited())
    shutil.copystat(path, scratch / "new.md")
    shutil.copy2(scratch / "new.md", path)


def unpack(*options: str) -> Callable[[Path, Path], None]:
    """Unpack an archive over the text, with the same size and time."""

    def act(path: Path, scratch: Path) -> None:
        new = scratch / path.name
        new.write_bytes(edited())
        shutil.copystat(path, new)
        with tarfile.open(scratch / "new.tar", "w") as archive:
            archive.add(new, path.name)
        subprocess.run(["tar", "-xf", scratch / "new.tar", *options, "-C", path.parent], check=True)

    return act


def save_as_editors_do(path: Path, scratch: Path) -> None:
    (scratch / "swap").write_bytes(edited())
    (scratch / "swap").replace(path)


def edit_hard_link(path: Path, scratch: Path) -> None:
    (scratch / "other.md").hardlink_to(path)
    write_in_place(scratch / "other.md")


CHANGES: dict[str, Callable[[Path, Path], None]] = {
    "an editor": save_as_editors_do,
    "a hard link": edit_hard_link,
    "in place, time put back": with_old_times(write_in_place),
    "cp -p": copy_over,
    "tar": unpack(),
    "tar --overwrite": unpack("--overwrite"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_text_is_seen(change: Callable[[Path, Path], None], tmp_path: Path) -> None:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output", langs=("en",))
    assert len(build(request)) == 2
    assert build(request) == []
    (tmp_path / "scratch").mkdir()
    change(request.sources / TEXT, tmp_path / "scratch")
    assert (request.sources / TEXT).read_bytes() == edited()
    assert read_last_result(request) is None
    assert len(build(request)) == 2
    assert build(request) == []


@pytest.mark.parametrize("time", [1, 4_000_000_000])
def test_a_changed_time_is_looked_at(time: int, tmp_path: Path) -> None:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    build(request)
    os.utime(request.sources / TEXT, (time, time))
    assert read_last_result(request) is None
    assert build(request) == []  # the text is the same


def test_a_branch_and_back_is_seen(tmp_path: Path) -> None:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output", langs=("en",))

    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=request.sources, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "old")
    assert len(build(request)) == 2
    git("checkout", "-b", "new")
    (request.sources / TEXT).write_bytes(edited())
    git("commit", "-am", "new")
    assert len(build(request)) == 2
    git("checkout", "main")
    assert len(build(request)) == 2


@pytest.mark.parametrize("text", [edited(), (BASE / TEXT).read_bytes().replace(OLD.encode(), b"Clear water comes")])
def test_a_link_to_a_hidden_folder_is_followed(text: bytes, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (sources / "publications/handwashing").rename(sources / ".store")
    (sources / "publications/handwashing").symlink_to("../.store")
    request = BuildRequest(sources, tmp_path / "output", langs=("en",))
    assert len(build(request)) == 2
    assert build(request) == []
    with (sources / ".store/en.md").open("r+b") as file:
        file.write(text)
    assert len(build(request)) == 2


def test_a_linked_file_is_read_again_in_the_same_process(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (sources / TEXT).rename(sources / ".en.md")
    (sources / TEXT).symlink_to("../../.en.md")
    before, _ = load(sources)
    (sources / ".en.md").write_bytes(edited())
    assert load(sources)[0].publications != before.publications
    load_cache._CACHED_PUBLICATIONS.clear()


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/up").symlink_to("..")
    (tmp_path / "a/nowhere").symlink_to("gone")
    (tmp_path / "a/self").symlink_to("self")
    assert {"a", "a/b", "a/b/up", "a/nowhere", "a/self"} <= dict(file_stats.list_stats(str(tmp_path))).keys()


@pytest.mark.parametrize("package", ["mdit_py_plugins", "tinyhtml5", "babel", "pillow", "tinycss2", "pydantic"])
def test_another_version_of_a_package_is_seen(package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    assert len(build(request)) == 4
    assert build(request) == []
    described = tmp_path / f"site/{package}-99.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 99\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert len(build(request)) == 4
    assert build(request) == []


def test_another_typeface_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    assert len(build(request)) == 4
    font = fonts.find_typeface("AtkinsonHyperlegible-Regular")
    package = shutil.copytree(font.parents[1], tmp_path / "site" / font.parents[1].name)
    with (package / "files" / font.name).open("ab") as file:
        file.write(b"\0")
    others = {font: package / "files" / font.name}
    real = fonts.find_typeface
    monkeypatch.setattr(fonts, "find_typeface", lambda name: others.get(real(name), real(name)))
    assert len(build(request)) == 4


@pytest.mark.parametrize("library", ["pango", "harfbuzz"])
def test_another_library_that_sets_text_is_seen(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installation.list_library_versions()[library]
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    assert len(build(request)) == 4
    others = installation.list_library_versions() | {library: "99"}
    for module in (installation, up_to_date):
        monkeypatch.setattr(module, "list_library_versions", lambda: others)
    assert len(build(request)) == 4


# ---------------------------------------------------------------- the quick answer knows all that the slow one knows

WATCHED_BUILD = """
import json, sys, tempfile
from pathlib import Path
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from press.build import pipeline, workers
from press.style import isolation
from press.publish.fingerprints import hash_parts
_, sources, scratch = sys.argv
tempfile.tempdir = scratch
isolation.isolate_fonts(Path(scratch))
library = pipeline.read_library(Path(sources))
names = [*pipeline.select_editions(library), *pipeline.select_editions(library, imprint=next(iter(library.imprints)))]
for edition in names:
    hash_parts(edition)
    pipeline.make_edition(edition)
print(json.dumps(opened))
"""


def test_all_that_a_build_opens_is_looked_at(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (tmp_path / "scratch").mkdir()
    command = [sys.executable, "-c", WATCHED_BUILD, str(sources), str(tmp_path / "scratch")]
    environment = os.environ | {"HANDOUT_PRESS_CACHE": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=600)
    opened = {os.path.realpath(one) for one in json.loads(done.stdout.splitlines()[-1]) if Path(one).is_file()}
    looked_at = {os.path.realpath(sources / one) for one, _ in file_stats.list_stats(str(sources))}
    assert os.path.realpath(sources / TEXT) in opened
    own = {os.path.realpath(ROOT / one) for one in opened_of_the_press()}
    assert sorted(one for one in opened if not is_looked_at(one, looked_at | own, tmp_path)) == []


def opened_of_the_press() -> Iterator[str]:
    """List the files that `hash_press_files` reads."""
    for pattern in (
        "press/**/*.py",
        "press/**/*.pyc",
        "templates/**/*.html",
        "templates/catalogue/*.js",
        "styles/**/*.css",
    ):
        for path in ROOT.glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix != ".py" or installation.makes_editions(name) or name.startswith("press/catalogue/"):
                yield name
    yield "/etc/mime.types"  # Python's `mimetypes`; no page needs it, because every picture carries its type
    yield "pyproject.toml"  # read for the names of the packages that are required


def is_looked_at(path: str, files: set[str], tmp_path: Path) -> bool:
    scratch = path.startswith((f"{tmp_path}/cache/", f"{tmp_path}/scratch/"))
    python = path.startswith((sysconfig.get_path("stdlib"), sys.base_prefix + "/lib/python"))
    zone = path.startswith("/usr/share/zoneinfo/")  # ICU reads it as it starts; no page shows an hour
    return path in files or scratch or python or zone or path in installed_files()


@functools.cache
def installed_files() -> set[str]:
    """List the files of the packages in the quick answer."""
    found: set[str] = set()
    for name in installation.list_installed_packages():
        if name.endswith("RECORD"):
            home = Path(name).parents[1]
            lines = Path(name).read_text("utf-8").splitlines()
            found |= {os.path.realpath(home / line.rsplit(",", 2)[0].strip('"')) for line in lines}
    return found


# ---------------------------------------------------------------- a build looks only at what has changed


def add_copy(sources: Path, slug: str, number: str) -> None:
    """Add a publication with the words of the first."""
    home = shutil.copytree(BASE / "publications/handwashing", sources / "publications" / slug)
    facts = home / "publication.yaml"
    facts.write_text(facts.read_text("utf-8").replace("01-001", number), "utf-8")


def read_tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit_text(sources: Path, _: Path) -> None:
    (sources / TEXT).write_bytes(edited())


def edit_title(sources: Path, _: Path) -> None:
    (sources / TEXT).write_text(re.sub("title: .*", "title: Another", (sources / TEXT).read_text("utf-8")), "utf-8")


def edit_what_all_share(sources: Path, _: Path) -> None:
    center = sources / "center.yaml"
    center.write_text(center.read_text("utf-8").replace("name: Sample Center", "name: Other Center"), "utf-8")


def withdraw(sources: Path, _: Path) -> None:
    with (sources / "publications/handwashing/publication.yaml").open("a", encoding="utf-8") as file:
        file.write("status: withdrawn\n")


def remove(sources: Path, _: Path) -> None:
    shutil.rmtree(sources / "publications/handwashing")


def damage_files(_: Path, output: Path) -> None:
    for name in ("towels/towels.en.letter.pdf", "index.html", "catalogue.json"):
        (output / name).write_bytes(b"damaged")


def add_another(sources: Path, _: Path) -> None:
    add_copy(sources, "new", "02-009")


ALL = {"handwashing", "towels", "soap"}
CHANGED: list[tuple[Callable[[Path, Path], None], set[str], int]] = [
    (edit_text, {"handwashing"}, 600),
    (edit_text, {"handwashing"}, 0),
    (edit_title, {"handwashing"}, 0),
    (edit_what_all_share, ALL, 0),
    (withdraw, set(), 600),
    (remove, set(), 0),
    (add_another, {"new"}, 600),
    (damage_files, {"towels"}, 0),
]
"""A change, the publications whose editions are looked at then, and how many files lists may name."""


@pytest.mark.parametrize(("change", "looked_at", "most_files"), CHANGED)
def test_what_has_not_changed_is_not_looked_at_and_stays_the_same(
    change: Callable[[Path, Path], None],
    looked_at: set[str],
    most_files: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The whole output is that of a build into an empty folder. Lists name few files, or none."""
    monkeypatch.setattr(publications, "MOST_FILES", most_files)
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    for number, slug in enumerate(("towels", "soap"), 2):
        add_copy(request.sources, slug, f"02-00{number}")
    build(request)
    change(request.sources, request.output)
    seen: set[str] = set()
    read: set[str] = set()
    parse = manifest._parse_row

    def note_row(fields: dict[str, Any]) -> ManifestRow:
        read.add(fields["publication"])
        return parse(fields)

    def note(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> dict[str, str]:
        seen.add(edition.slug)
        return hash_parts(edition, downloads, press=press)

    listed: set[str] = set()
    format_item = Card._add_directions

    def note_item(card: Card, item: str) -> Markup:
        listed.add(card.work.publication.slug)
        return format_item(card, item)

    with monkeypatch.context() as patch:
        patch.setattr(selection, "hash_parts", note)
        patch.setattr(manifest, "_parse_row", note_row)
        patch.setattr(Card, "_add_directions", note_item)
        build(request)
    assert seen == looked_at
    if change in {edit_text, edit_title} and not most_files:
        assert read == looked_at, "in a large library, nobody reads the rows of what has not changed"
        assert listed == looked_at, "and its entries in lists are copied"
    whole = replace(request, output=tmp_path / "whole")
    build(whole)
    assert read_tree(request.output) == read_tree(whole.output)
    assert build(request) == []


def test_a_build_by_name_settles_what_it_made_and_leaves_the_rest_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever builds one publication does not make the next whole build look at all of them."""
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output")
    for number, slug in enumerate(("towels", "soap", "draft"), 2):
        add_copy(request.sources, slug, f"02-00{number}")
    with (request.sources / "publications/draft/publication.yaml").open("a", encoding="utf-8") as file:
        file.write("status: draft\n")
    named = replace(request, slugs=("handwashing", "draft"))
    build(request)
    seen: set[str] = set()

    def note(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> dict[str, str]:
        seen.add(edition.slug)
        return hash_parts(edition, downloads, press=press)

    def look(asked: BuildRequest) -> set[str]:
        seen.clear()
        build(asked)
        return {*seen}

    monkeypatch.setattr(selection, "hash_parts", note)
    edit_text(request.sources, request.output)
    text = request.sources / "publications/towels/en.md"
    text.write_bytes(text.read_bytes().replace(OLD.encode(), NEW.encode()))
    assert look(named) == {"handwashing", "draft"}
    assert read_last_result(named), "asked again, it is known"
    assert read_last_result(replace(named, slugs=("towels",))) is None
    assert read_last_result(replace(named, langs=("en",))) is None
    assert list(request.output.glob("draft/*"))
    edit_title(request.sources, request.output)
    assert look(replace(named, slugs=("handwashing",))) == {"handwashing"}
    assert list(request.output.glob("draft/*")), "what others were named for stays"
    assert look(request) == {"towels"}, "what changed meanwhile, and was not named"
    assert build(request) == []
    whole = replace(request, output=tmp_path / "whole")
    build(whole)
    assert read_tree(request.output) == read_tree(whole.output)
    assert not list(request.output.glob("draft/*")), "drafts go when nothing is named"


def test_on_another_day_only_what_the_date_changes_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first build of a day is as quick as any: of all publications, the date ends one."""
    request = BuildRequest(lay(tmp_path / "sources", {}), tmp_path / "output", day=dt.date(2030, 5, 31))
    add_copy(request.sources, "towels", "02-002")
    with (request.sources / "publications/towels/publication.yaml").open("a", encoding="utf-8") as file:
        file.write("expires: 2030-06-01\n")
    build(request)
    assert "towels" in read_tree(request.output)["index.html"].decode()
    seen: list[str] = []

    def note(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> dict[str, str]:
        seen.append(edition.slug)
        return hash_parts(edition, downloads, press=press)

    with monkeypatch.context() as patch:
        patch.setattr(selection, "hash_parts", note)
        for day in (dt.date(2030, 6, 1), dt.date(2030, 6, 2)):
            request = replace(request, day=day)
            assert read_last_result(request) is None, "what is overdue is told"
            build(request)
    assert seen == []
    whole = replace(request, output=tmp_path / "whole")
    build(whole)
    assert read_tree(request.output) == read_tree(whole.output)
    assert not list(request.output.glob("towels/*"))
