"""load: what good sources become, what broken ones leave, and that nothing in a folder makes it raise."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.build import pipeline
from press.check import check
from press.load import cache as load_cache
from press.load import load
from press.load.shelved import ShelvedTranslation
from press.model.findings import list_errors
from press.model.library import Library
from press.model.publication import Publication, Translation
from press.runtime.cache import CACHE_VARIABLE
from tests.overlay import BASE, TEXT, findings, lay

SVG = "publications/handwashing/figures/tap.svg"
NAMES = ["center.yaml", "organizations.yaml", "languages/es.yaml", "variants/letter.yaml", TEXT, SVG,
         "publications/handwashing/publication.yaml"]  # fmt: skip

PIECES = [b"", b":", b"- ", b"\n", b"{", b"'", b"\xff", b"#", b"  ", b"[", b"|", b"x", b"0", b"<b>", b"&a", b"*a",
          b"---\n", b":::\n"]  # fmt: skip


def codes(folder: Path) -> list[str]:
    return [one.code for one in findings(folder)]


def test_what_names_a_file_that_cannot_be_read_is_no_further_mistake(tmp_path: Path) -> None:
    """A slip in one YAML file was also told of each variant that names it, as "there is no profile"."""
    broken = dict.fromkeys(("variants/broken.yaml", "profiles/broken.yaml", "languages/xx.yaml"), "x: [\n")
    web = "format: html\nkind: web-page\nfirst_files: [broken]\npages_of: broken\nlanguages: [en, xx]\n"
    paper = "format: pdf\nkind: handout\nwidth: 5in\nheight: 5in\nprofile: broken\n"
    sources = lay(tmp_path / "sources", broken | {"variants/web-two.yaml": web, "variants/paper.yaml": paper})
    told = [(one.code, Path(one.place.file).relative_to(sources).as_posix()) for one in list_errors(findings(sources))]
    assert sorted(told) == sorted(("LOD101", name) for name in broken)


def test_good_sources_become_a_library() -> None:
    library, found = load(BASE)
    assert found == []
    assert library.tolerant is None
    assert library.center
    assert library.center.contact.toll_free.dial == "+18005550100"
    assert list(library.organizations) == ["kitchen", "garden"]
    assert list(library.languages) == ["en", "es"]
    assert library.variants["letter"].width == "8.5in"
    assert list(library.glossaries["en"].terms) == ["lather"]
    assert library.publications["handwashing"].facts.issued == "2020-02"
    assert list(library.publications["handwashing"].translations) == ["en", "es"]
    assert sorted(library.sources) == ["center.yaml", "glossary/en.yaml", "imprints/corner.yaml", "languages/en.yaml",
                                       "languages/es.yaml", "organizations.yaml",
                                       "variants/letter.yaml", "variants/web.yaml"]  # fmt: skip


def test_statements_are_prose_with_places_in_the_center() -> None:
    library, _ = load(BASE)
    spanish = library.statements["help"]["es"]
    assert [node.kind for node in spanish] == ["paragraph", "bullet_list"]
    span = next(node for node in spanish[0].walk() if node.kind == "span")
    line = (BASE / "center.yaml").read_text("utf-8").split("\n")[span.line - 1]
    assert line[span.column - 1 :] == "[Sample Center]{lang=en}."


def test_pictures_and_digests() -> None:
    publication = load(BASE)[0].publications["handwashing"]
    assert list(publication.pictures) == ["figures/tap.svg", "figures/soap.svg"]
    picture = publication.pictures["figures/tap.svg"]
    assert (picture.src, picture.media_type) == ("figures/tap.svg", "image/svg+xml")
    assert picture.data == (BASE / SVG).read_bytes()
    assert publication.translations["en"].source.digest == hashlib.sha256((BASE / TEXT).read_bytes()).hexdigest()


def test_places_in_front_matter_and_brief() -> None:
    translation = load(BASE)[0].publications["handwashing"].translations["en"]
    assert str(translation.source.find_place("title")) == f"{BASE.as_posix()}/{TEXT}:2:8"
    assert str(translation.source.find_place("brief", 1)) == f"{BASE.as_posix()}/{TEXT}:6:5"
    link = next(node for node in translation.brief[0] if node.kind == "link")
    assert (link.line, link.column) == (5, 31)
    assert [section.line for section in translation.sections] == [10, 18, 44]


def test_lines_that_end_as_on_windows(tmp_path: Path) -> None:
    text = (BASE / TEXT).read_bytes().replace(b"\n", b"\r\n")
    library, found = load(lay(tmp_path / "sources", {TEXT: text}))
    assert found == []
    assert library.publications["handwashing"].translations["en"].sections == (
        load(BASE)[0].publications["handwashing"].translations["en"].sections
    )


# ---------------------------------------------------------------- what is broken


def test_what_is_broken_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"variants/letter.yaml": "format: pdf\nkind: handout\nwdth: 1in\n"})
    shutil.copytree(BASE / "publications/handwashing", sources / "publications/soap")
    (sources / "publications/soap/es.md").write_text("---\ntitle: T\n---\n")
    library, _ = load(sources)
    assert list(library.variants) == ["web"]
    assert list(library.publications) == ["handwashing"]
    assert library.tolerant
    assert list(library.tolerant.variants) == ["letter", "web"]
    assert library.tolerant.publications["soap"].translations["es"].front.title == "T"
    assert library.tolerant.publications["soap"].translations["es"].front.summary == ""


def test_a_broken_center_does_not_make_everything_unknown(tmp_path: Path) -> None:
    text = (BASE / "center.yaml").read_text("utf-8").replace("short_name:", "shortname:")
    sources = lay(tmp_path / "sources", {"center.yaml": text})
    assert codes(sources) == ["LOD112", "LOD111"]
    assert load(sources)[0].center is None
    (sources / "center.yaml").write_text("{")
    assert codes(sources) == ["LOD101"]


def test_an_organisation_with_a_mistake_is_not_unknown(tmp_path: Path) -> None:
    text = (BASE / "organizations.yaml").read_text("utf-8").replace("    name: Sample Garden Club\n", "")
    found = findings(lay(tmp_path / "sources", {"organizations.yaml": text}))
    assert [one.code for one in found] == ["LOD112"]
    assert found[0].problem == "`organizations.garden.name` is missing"
    assert found[0].hint.startswith("add `name`: The name of the organization")


def test_nothing_there(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == ["LOD204"]
    (tmp_path / "empty").mkdir()
    assert codes(tmp_path / "empty") == ["LOD204"] * 5
    (tmp_path / "file").write_text("x")
    assert codes(tmp_path / "file") == ["LOD204"]


@pytest.mark.parametrize("name", NAMES)
def test_missing_file(name: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (sources / name).unlink()
    found = findings(sources)
    wanted = {"languages/es.yaml": ["SRC301"], "variants/letter.yaml": [], TEXT: [], SVG: ["LOD221", "LOD221"]}
    # The picture is missed by both texts, each at its own line; a variant and a text may as well not be there.
    assert [one.code for one in found] == wanted.get(name, ["LOD204"])


@pytest.mark.parametrize("name", NAMES)
def test_folder_in_the_place_of_a_file(name: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (sources / name).unlink()
    (sources / name).mkdir()
    assert set(codes(sources)) <= {"LOD205", "LOD221"}
    assert codes(sources)


@pytest.mark.parametrize("name", [name for name in NAMES if name != SVG])
def test_pipe_does_not_make_it_wait(name: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    (sources / name).unlink()
    os.mkfifo(sources / name)
    assert codes(sources) == ["LOD205"]


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = lay(tmp_path / "sources", {})
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "es.md":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = findings(sources)
    assert [(one.code, one.problem) for one in found] == [("LOD205", "it cannot be read: Permission denied")]


def test_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = lay(tmp_path / "sources", {})
    real = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "languages":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert codes(sources) == ["LOD205"]


def test_links_in_a_circle(tmp_path: Path) -> None:
    loops = {"variants/loop.yaml": "symlink:loop.yaml", "publications/loop": "symlink:loop"}
    sources = lay(tmp_path / "sources", loops)
    assert set(codes(sources)) == {"LOD205", "LOD207"}


def test_sources_behind_a_link_are_read(tmp_path: Path) -> None:
    lay(tmp_path / "real", {})
    (tmp_path / "sources").symlink_to("real")
    assert codes(tmp_path / "sources") == []


def test_what_the_press_does_not_read_is_a_warning(tmp_path: Path) -> None:
    extra = ["notes.txt", "more/x", "languages/fr.yml", "variants/x.json", "publications/list.txt",
             "publications/handwashing/en.docx", "publications/handwashing/figures/old.svg"]  # fmt: skip
    sources = lay(tmp_path / "sources", dict.fromkeys([*extra, ".DS_Store", "languages/.swp"], "x"))
    found = findings(sources)
    assert {one.code for one in found} == {"LOD207"}
    assert {one.severity for one in found} == {"warning"}
    shown = {one.place.file.removeprefix(f"{sources.as_posix()}/") for one in found}
    assert shown == {"more", *extra} - {"more/x"}


def test_bad_names(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"languages/Spanish.yaml": (BASE / "languages/es.yaml").read_bytes()})
    shutil.copytree(BASE / "publications/handwashing", sources / "publications/Hand Washing")
    (sources / "publications/handwashing/english.md").write_bytes((BASE / TEXT).read_bytes())
    found = [one for one in findings(sources) if one.code == "LOD208"]
    shown = [one.place.file.removeprefix(f"{sources.as_posix()}/") for one in found]
    assert shown == ["languages/Spanish.yaml", "publications/Hand Washing", "publications/handwashing/english.md"]


def test_name_that_is_not_text(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    Path(os.fsdecode(os.fsencode(sources) + b"/variants/\xff.txt")).write_text("x")
    found = findings(sources)
    assert [one.code for one in found] == ["LOD207"]
    assert str(found[0]).encode()


def test_front_matter_that_never_ends(tmp_path: Path) -> None:
    found = findings(lay(tmp_path / "sources", {TEXT: "---\ntitle: T\n\n## Why? {#why}\n\nText.\n"}))
    assert "LOD211" in {one.code for one in found}


def test_a_thousand_mistakes_are_counted(tmp_path: Path) -> None:
    """The last of the first hundred says how many follow; to explain them all would take minutes."""
    center = (BASE / "center.yaml").read_text("utf-8") + "".join(f"k{n}: 1\n" for n in range(3_000))
    found = findings(lay(tmp_path / "sources", {"center.yaml": center}))
    assert [one.code for one in found] == ["LOD111"] * 100
    assert found[-1].problem == "there is no key `k99`; 2,900 more mistakes follow"


def test_text_that_would_take_too_long(tmp_path: Path) -> None:
    text = (BASE / TEXT).read_bytes() + b"x" * 250_000
    found = findings(lay(tmp_path / "sources", {TEXT: text}))
    assert [(one.code, one.problem) for one in found] == [
        ("LOD212", f"it has {len(text):,} bytes; the limit is 250,000")
    ]


def test_garbage_collection_is_left_as_it_was() -> None:
    try:
        gc.enable()
        load(BASE)
        assert gc.isenabled()
    finally:
        gc.disable()
    load(BASE)
    assert not gc.isenabled()


# ---------------------------------------------------------------- anything at all


def check_anything(sources: Path) -> None:
    library, found = load(sources)
    for one in {*found, *check(library)}:
        assert one.place.file.startswith(sources.as_posix())
        assert one.place.line > 0
        assert one.place.column > 0
        assert one.problem
        assert one.hint
        assert str(one).encode()


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(tmp_path_factory.mktemp("fuzz") / "sources", {})


@settings(max_examples=50, deadline=None, derandomize=True)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=300))
def test_no_bytes_make_it_raise(playground: Path, name: str, data: bytes) -> None:
    lay(playground, {name: data})
    check_anything(playground)
    lay(playground, {name: (BASE / name).read_bytes()})


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(NAMES),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=5),
)
def test_no_damage_makes_it_raise(playground: Path, name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    data = (BASE / name).read_bytes()
    for where, length, new in cuts:
        start = int(where * len(data))
        data = data[:start] + new + data[start + length :]
    lay(playground, {name: data})
    check_anything(playground)
    lay(playground, {name: (BASE / name).read_bytes()})


ENGLISH = "publications/handwashing/en.md"


@pytest.mark.parametrize("word", ["a" * 100_000, "[" * 40_000, "\N{CYRILLIC SMALL LETTER A}" * 2_000])
def test_a_word_without_end_is_told_at_its_place(word: str, tmp_path: Path) -> None:
    """Before anything is made of it, because setting it would take minutes; and nothing else is told."""
    text = (BASE / ENGLISH).read_text("utf-8")
    sources = lay(tmp_path / "sources", {ENGLISH: f"{text}\nIt is {word}.\n".encode()})
    ((code, place),) = [(one.code, one.place) for one in pipeline.check_sources(sources)[1]]
    assert code == "LOD350"
    assert (Path(place.file).name, place.line, place.column) == ("en.md", text.count("\n") + 2, 7)


@pytest.mark.parametrize("deep", ["> " * 5_000 + "a", "\n".join(f"{'  ' * depth}- a" for depth in range(400))])
def test_what_is_nested_too_deep_is_told_alone(deep: str, tmp_path: Path) -> None:
    """The rest of the text is read, so that no link to it and no translation of it counts as wrong."""
    text = (BASE / ENGLISH).read_text("utf-8")
    sources = lay(tmp_path / "sources", {ENGLISH: f"{text}\n{deep}\n".encode()})
    assert {one.code for one in pipeline.check_sources(sources)[1]} == {"LOD333"}


def test_a_paragraph_in_a_script_without_spaces_is_no_word(tmp_path: Path) -> None:
    text = (BASE / ENGLISH).read_text("utf-8") + "\n" + "\N{CJK UNIFIED IDEOGRAPH-624B}" * 2_000 + "\n"
    assert "LOD350" not in {one.code for one in load(lay(tmp_path, {ENGLISH: text.encode()}))[1]}


def test_what_comes_from_the_cache_is_what_was_parsed_and_stays_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check of what was checked before asks for no words and no pictures: a large library takes little memory."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    sources = lay(tmp_path / "sources", {})

    def read() -> Library:
        load_cache._CACHED_PUBLICATIONS.clear()
        return load(sources)[0]

    parsed = read()
    found = check(parsed)
    kept = read()
    assert check(kept) == found
    texts = kept.publications["handwashing"].translations
    assert [type(one) for one in texts.values()] == [ShelvedTranslation] * 2
    assert not any(hasattr(one, "_unpacked") for one in (kept.publications["handwashing"], *texts.values()))
    assert kept.publications == parsed.publications
    assert [type(one) for one in pickle.loads(pickle.dumps(texts)).values()] == [Translation] * 2
    assert type(pickle.loads(pickle.dumps(kept.publications["handwashing"]))) is Publication
    again = read()
    shutil.rmtree(tmp_path / "cache")
    assert again.publications == parsed.publications, "what is no longer in the cache is parsed again"
    assert replace(texts["en"], lang="fr") == replace(parsed.publications["handwashing"].translations["en"], lang="fr")
