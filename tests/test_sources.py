"""Bad sources: each mistake is one finding with its place, code and hint, and all of them come in one run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from press.model.findings import Finding
from tests.overlay import BASE, findings, lay

HOME = "publications/handwashing"
EN, ES, FACTS = "en.md", "es.md", "publication.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@dataclass(frozen=True)
class Mistake:
    """A change of one file of the publication, and the one finding that it must make."""

    name: str
    file: str
    change: Callable[[bytes], bytes]
    code: str
    line: int
    column: int
    says: str


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert data.count(old.encode()) == 1, f"{old!r} stands once"
        return data.replace(old.encode(), new.encode())

    return change


def become(data: bytes) -> Callable[[bytes], bytes]:
    return lambda _: data


def without(start: str, end: str = r"\Z") -> Callable[[bytes], bytes]:
    return lambda data: re.sub(rf"{start}.*?(?={end})", "", data.decode(), count=1, flags=re.DOTALL).encode()


MISTAKES = [
    Mistake("unknown key", FACTS, swap("subjects:", "sujects:\nsubjects:"), "LOD111", 11, 1, "`sujects`"),
    Mistake("missing key", FACTS, swap("issued: 2020-02\n", ""), "SRC111", 1, 1, "`issued` is missing"),
    Mistake("wrong type", FACTS, swap("01-001", "1"), "LOD113", 1, 9, "`number` is a number, not a text"),
    Mistake("not a list", FACTS, swap("[Handwashing]", "Handwashing"), "LOD113", 11, 11, "`subjects` is a text"),
    Mistake("no such month", FACTS, swap("2020-02", "2020-13"), "LOD115", 2, 9, "`2020-13` does not exist"),
    Mistake("not a date", FACTS, swap("2020-02", "February"), "LOD115", 2, 9, "`February` is not a date"),
    Mistake("no such day", FACTS, swap("2020-02", "2020-02-30"), "LOD115", 2, 9, "`2020-02-30` does not exist"),
    Mistake("malformed number", FACTS, swap("01-001", "1-1"), "SRC101", 1, 9, "`1-1`"),
    Mistake("duplicate number", FACTS, swap("01-001", "99-999"), "SRC103", 1, 9, "`99-999` is already"),
    Mistake("unknown organization", FACTS, swap("[kitchen", "[kitchn"), "SRC104", 10, 17, "no organization `kitchn`"),
    Mistake("unknown statement", FACTS, swap("help]", "hlep]"), "SRC105", 9, 23, "no statement `hlep`"),
    Mistake("repeated key", FACTS, swap("subjects:", "number: 01-001\nsubjects:"), "LOD103", 11, 1, "`number`"),
    Mistake("exploding aliases", FACTS, become(BOMB.encode()), "LOD102", 1, 4, "`&a` is an anchor"),
    Mistake("YAML that cannot be read", FACTS, swap("[Handwashing]", "[Handwashing"), "LOD101", 12, 1, "YAML"),
    Mistake("front matter with another end", EN, swap("soap]\n---", "soap]\n--"), "LOD211", 8, 1, "`--` does not end"),
    Mistake("front matter without an end", EN, swap("soap]\n---", "soap]"), "LOD211", 9, 1, "above this heading"),
    Mistake("colon in a point", EN, swap("Towels come last", "Towels: last"), "LOD113", 6, 5, "`brief.2` is a group"),
    Mistake("missing alt", EN, swap("![A tap.]", "![]"), "LOD324", 29, 1, "`figures/tap.svg`"),
    Mistake("heading without id", EN, swap(" {#where}", ""), "LOD302", 44, 1, "no id"),
    Mistake("duplicate id", EN, swap("{#needed}", "{#why}"), "LOD304", 36, 1, "`why` is used again"),
    Mistake("skipped level", EN, swap("### What", "#### What"), "LOD305", 36, 1, "level-4 heading follows level 2"),
    Mistake("section missing in one translation", ES, without("## ¿Dónde"), "SRC201", 18, 1, "`#where` is missing"),
    Mistake("image outside the folder", EN, swap("figures/tap", "../../tap"), "LOD326", 29, 1, "leaves the folder"),
    Mistake("image by absolute path", EN, swap("figures/tap", "/etc/tap"), "LOD326", 29, 1, "absolute path"),
    Mistake("image by file address", EN, swap("figures/tap", "file:///tap"), "LOD326", 29, 1, "not a file of this"),
    Mistake("image on the network", EN, swap("figures/tap", "https://x.org/a"), "LOD326", 29, 1, "not a file of"),
    Mistake("image that is not there", EN, swap("figures/tap", "figures/tip"), "LOD221", 29, 1, "`figures/tip.svg`"),
    Mistake("inline HTML", EN, swap("**garden**", "<b>garden</b>"), "LOD310", 12, 31, "`<b>` is HTML"),
    Mistake("a block of HTML", EN, swap("Ask the", "<div>\nx\n</div>\n\nAsk the"), "LOD310", 53, 1, "`<div>` is HTML"),
    Mistake("HTML in a brief point", EN, swap("*first*", "<i>first</i>"), "LOD310", 5, 17, "`<i>` is HTML"),
    Mistake("script in a link", EN, swap("https://kitchen.example/ask", "javascript:x()"), "LOD327", 53, 9, "java"),
    Mistake("unknown front matter", EN, swap("keywords:", "keyword: [a]\nkeywords:"), "LOD111", 7, 1, "`keyword`"),
    Mistake("invalid UTF-8", EN, lambda data: data.replace(b"hand has", b"h\xe1nd has"), "LOD201", 12, 11, "0xE1"),
    Mistake("an empty text", EN, become(b""), "LOD203", 1, 1, "empty"),
    Mistake("empty facts", FACTS, become(b"\n"), "LOD203", 1, 1, "empty"),
]  # fmt: skip
EACH = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)


def publish(sources: Path, slug: str, number: str, changes: Mapping[str, Callable[[bytes], bytes]]) -> None:
    """Add a copy of the sample publication with changes."""
    home = sources / "publications" / slug
    shutil.copytree(BASE / HOME, home)
    facts = home / FACTS
    for name, change in changes.items():
        (home / name).write_bytes(change((home / name).read_bytes()))
    facts.write_bytes(facts.read_bytes().replace(b"01-001", number.encode()))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The base library, and a publication that has the number 99-999."""
    sources = lay(tmp_path / "sources", {})
    publish(sources, "aardvark", "99-999", {})
    return sources


def check_one(found: list[Finding], mistake: Mistake, path: str) -> None:
    assert [one.code for one in found] == [mistake.code]
    assert str(found[0].place) == f"{path}:{mistake.line}:{mistake.column}"
    assert mistake.says in found[0].problem
    assert found[0].hint


@EACH
def test_each_mistake_is_one_finding(mistake: Mistake, sources: Path) -> None:
    publish(sources, "wrong", "02-001", {mistake.file: mistake.change})
    check_one(findings(sources), mistake, f"{sources.as_posix()}/publications/wrong/{mistake.file}")


def test_all_mistakes_are_found_in_one_run(sources: Path) -> None:
    for position, mistake in enumerate(MISTAKES):
        publish(sources, f"wrong-{position}", f"02-{position:03}", {mistake.file: mistake.change})
    found = findings(sources)
    assert len(found) == len(MISTAKES)
    for position, mistake in enumerate(MISTAKES):
        home = f"{sources.as_posix()}/publications/wrong-{position}/"
        check_one([one for one in found if one.place.file.startswith(home)], mistake, home + mistake.file)


def test_mistakes_of_one_file_come_together(sources: Path) -> None:
    """A value that cannot be read does not hide what is wrong with the others."""

    def change(data: bytes) -> bytes:
        for old, new in (("2020-02", "2020-13"), ("01-001", "1-1"), ("kitchen", "kitchn"), ("help", "hlep")):
            data = swap(old, new)(data)
        return data + b"colour: red\n"

    publish(sources, "wrong", "02-001", {FACTS: change, ES: without("## ¿Dónde")})
    assert [one.code for one in findings(sources)] == ["SRC201", "SRC101", "LOD115", "SRC105", "SRC104", "LOD111"]


def test_a_link_on_disk_that_leads_out(sources: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    tap = sources / HOME / "figures" / "tap.svg"
    tap.unlink()
    tap.symlink_to(secret)
    found = findings(sources)
    assert {one.code for one in found} == {"LOD206", "LOD222"}
    assert not any("secret" in str(one) for one in found)


def test_paths_are_those_that_the_user_typed(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(sources, "wrong", "1-1", {})
    monkeypatch.chdir(sources.parent)
    assert [str(one.place) for one in findings(Path("sources"))] == ["sources/publications/wrong/publication.yaml:1:9"]
