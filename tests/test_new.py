"""A first handout: `new` begins a draft that builds, and what a draft lacks is printed as missing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from press.build import pipeline
from press.build.selection import explain_missing
from press.load.schemas import build_schemas
from press.model.build import BuildRequest
from press.model.findings import list_errors
from press.typeset import typeset
from press.verify.furniture import check_number_and_date, check_review_credit
from tests.commands import invoke
from tests.overlay import BASE, findings, lay

ROOT = Path(__file__).resolve().parent.parent
FACTS = "publications/handwashing/publication.yaml"


def run(*words: str | Path) -> tuple[int, str]:
    done = invoke(*words)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("lang", "missing"),
    [
        ("en", ("Publication number: not yet given", "Issue date: not yet given", "Not yet reviewed")),
        ("es", ("Número de publicación: todavía no asignado", "Todavía sin revisar")),
    ],
)
@pytest.mark.parametrize("title", ["Your bone scan", 'A "quoted": title #1', "yes", "  two\tspaces  ", "{braces} & <"])
def test_new_begins_a_draft_that_builds(lang: str, missing: tuple[str, ...], title: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    assert run("new", "bone-scan", "--title", title, "--lang", lang, "--sources", sources)[0] == 0
    library, found = pipeline.check_sources(sources)
    assert list_errors(found) == []
    assert {one.code for one in found} == {"IMP301"}, "only what is to be written is told"
    for edition in pipeline.select_editions(library, ("bone-scan",)):
        assert edition.title == " ".join(title.split())
        html = typeset(edition)
        for words in missing:
            assert words.replace(" ", "") in html.replace(" ", "").replace("\u00a0", "")
        assert edition.notice == "draft"


def test_a_new_draft_is_built_and_its_furniture_read_back(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    run("new", "bone-scan", "--title", "Your bone scan", "--sources", sources)
    words = ("build", "bone-scan", "--variant", "web", "--jobs", "1")
    code, said = run(*words, "--sources", sources, "--output", tmp_path / "out")
    assert code == 0, said
    page = (tmp_path / "out/bone-scan/bone-scan.en.web.html").read_text("utf-8")
    assert "Publication number: not yet given" in page.replace("\u00a0", " ")
    assert "dc.identifier" not in page
    (row,) = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["editions"]
    assert (row["number"], row["issued"], row["review_status"]) == ("", "", "unreviewed")
    assert "bone-scan" not in (tmp_path / "out/feed.atom").read_text("utf-8")
    code, said = run("build", "--variant", "web", "--jobs", "1", "--sources", sources, "--output", tmp_path / "out")
    assert "`bone-scan` is a draft and is not published" in said
    assert not (tmp_path / "out/bone-scan/bone-scan.en.web.html").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("handwashing", "--title", "T"), "NEW102"),
        (("Bad_Name", "--title", "T"), "NEW101"),
        (("../up", "--title", "T"), "NEW101"),
        (("scan", "--title", " "), "NEW104"),
        (("scan", "--title", "T", "--lang", "xx"), "NEW103"),
    ],
)
def test_new_overwrites_and_guesses_nothing(words: tuple[str, ...], code: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    before = sorted(sources.rglob("*"))
    rc, said = run("new", *words, "--sources", sources)
    assert rc == 2
    assert code in said
    assert sorted(sources.rglob("*")) == before


def test_only_a_draft_may_lack_facts(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {FACTS: "organizations: []\n"})
    problems = [one.problem for one in findings(sources) if one.code == "SRC111"]
    assert [words.split("`")[1] for words in problems] == ["issued", "number", "reviewers", "statements", "subjects"]
    (sources / FACTS).write_text("status: draft\n", "utf-8")
    assert [str(one) for one in findings(sources)] == []


def test_furniture_of_a_draft_is_required(tmp_path: Path) -> None:
    from press.readback import Reading

    sources = lay(tmp_path / "sources", {FACTS: "status: draft\n"})
    edition = pipeline.select_editions(pipeline.check_sources(sources)[0], langs=("en",))[0]
    empty = Reading.__new__(Reading)
    object.__setattr__(empty, "edition", edition)
    object.__setattr__(empty, "words", "nothing")
    told = [*check_number_and_date(empty), *check_review_credit(empty)]
    assert any("Publication number: not yet given" in one.problem for one in told)
    assert any("Not yet reviewed" in one.problem for one in told)


def test_check_tells_what_was_named(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"publications/soap/publication.yaml": "status: draft\n"})
    (sources / "publications/soap/en.md").write_text("## No front matter {#one}\n\nText.\n", "utf-8")
    center = sources / "center.yaml"
    center.write_text(center.read_text("utf-8").replace("https://", "http://", 1), "utf-8")
    rc, said = run("check", "handwashing", "--sources", sources)
    assert rc == 0, said
    assert "soap" not in said
    assert "Not shown: 1 warning on what all publications share." in said
    rc, said = run("check", "soap", "--sources", sources)
    assert rc == 1
    assert "soap/en.md:1:1 LOD211" in said
    assert run("check", "--sources", sources)[0] == 1
    assert "USE101" in run("check", "sope", "--sources", sources)[1]


def test_build_says_why_nothing_was_made(tmp_path: Path) -> None:
    fold = (ROOT / "sources/variants/trifold.yaml").read_text("utf-8")
    sources = lay(tmp_path / "sources", {})
    for name in ("en", "es"):
        words = sources / f"languages/{name}.yaml"
        words.write_text(words.read_text("utf-8").replace("kinds:\n", "kinds:\n  leaflet: Leaflet\n"), "utf-8")
    (sources / "variants/trifold.yaml").write_text(fold, "utf-8")
    options = ("--jobs", "1", "--sources", sources, "--output", tmp_path / "out")
    rc, said = run("build", "--variant", "trifold", "--lang", "en", *options)
    assert rc == 0, said
    assert "handwashing/en.md:1:1 USE106 warning: this text has no short text, so there is no `trifold`" in said


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("easy-read", "en.md:1:1 USE106 warning: this text has no easy text, so there is no `easy-read`"),
        ("bilingual", "publication.yaml:1:1 USE106 warning: there is no text in `es`, so there is no `bilingual`"),
        ("sms", "publication.yaml:1:1 USE106 warning: the publication is a draft, so there is no `sms`"),
        ("one-sheet", "en.md:1:1 USE106 warning: this text has no summary text, so there is no `one-sheet`"),
    ],
)
def test_every_variant_says_what_it_lacks(variant: str, said: str, tmp_path: Path) -> None:
    sources = shutil.copytree(ROOT / "sources", tmp_path / "sources")
    run("new", "bone-density", "--title", "A test", "--sources", sources)
    library = pipeline.check_sources(sources)[0]
    request = BuildRequest(sources, tmp_path / "out", ("bone-density",), variants=(variant,))
    assert not pipeline.select_editions(library, request.slugs, variants=request.variants)
    found = "\n".join(map(str, explain_missing(library, request))).replace(":4:1 ", ":1:1 ")
    assert f"bone-density/{said}" in found


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    marked = {path.relative_to(BASE).as_posix(): b"\xef\xbb\xbf" + path.read_bytes() for path in BASE.rglob("*.yaml")}
    text = "publications/handwashing/en.md"
    marked[text] = b"\xef\xbb\xbf" + (BASE / text).read_bytes().replace(b"\n", b"\r\n")
    assert [str(one) for one in findings(lay(tmp_path / "sources", marked))] == []


def test_schemas_offer_the_keys_of_the_library() -> None:
    library, _ = pipeline.load(BASE)
    facts = build_schemas(library)["facts"]["properties"]
    assert facts["statements"]["items"]["enum"] == ["copying", "help"]
    # The center's are offered, and a publication may have some of its own.
    organizations = facts["organizations"]["items"]
    assert organizations["anyOf"][0] == {"enum": ["kitchen", "garden"]}
    names = ("kitchen", "river", "The River")
    assert [Draft202012Validator(organizations).is_valid(name) for name in names] == [True, True, False]
    assert build_schemas(library)["variant"]["properties"]["kind"]["enum"] == ["handout", "text", "web-page"]


def test_a_python_without_the_dependencies_says_what_to_do(tmp_path: Path) -> None:
    for name in ("press/__init__.py", "press/runtime/__init__.py", "press/runtime/interpreter.py", "pipeline.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    start = f"import sys, runpy; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['pipeline.py', 'x'];"
    start += f"runpy.run_path({str(tmp_path / 'pipeline.py')!r}, run_name='__main__')"
    bare = [sys.executable, "-I", "-S", "-c", start]  # -S: without the installed packages
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "run `make build` first" in done.stderr
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho started "$@"\n', "utf-8")
    python.chmod(0o755)
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.stdout == f"started {tmp_path}/pipeline.py x\n"
