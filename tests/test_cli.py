"""The command line as its users meet it: help, exit codes, JSON, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from press.cli import COMMANDS
from press.load import load
from tests.commands import app, invoke
from tests.overlay import TEXT, lay

ROOT = Path(__file__).resolve().parent.parent


def run_script(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script in a process of its own, as its user would; `invoke` calls the same commands in this one."""
    command = [sys.executable, str(ROOT / "pipeline.py"), *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_every_command_has_help_with_an_example() -> None:
    registered = [command for command in app.registered_commands if command.callback]
    commands = sorted(command.name or command.callback.__name__ for command in registered if command.callback)
    assert set(commands) >= {"build", "check", "list", "rules", "verify", "schema", "clean", "tag", "tags", "listen"}
    for name in commands:
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert "Example" in shown.output
        assert f"pipeline.py {name}" in " ".join(shown.output.split())


def test_each_command_is_in_the_module_that_is_loaded_for_it() -> None:
    """A command that is asked for loads only the modules of its table; the help loads all."""
    there = {name: set(commands) for name, commands in COMMANDS.items()}
    found: dict[str, set[str]] = {}
    for command in app.registered_commands:
        assert command.callback
        module = command.callback.__module__.rpartition(".")[2]
        found.setdefault(module, set()).add(command.name or command.callback.__name__)
    groups = {"orders": {"orders"}, "orders.fulfilment": {"orders"}, "translations": {"translations"}}
    assert {group.name for group in app.registered_groups} == {"orders", "translations"}
    assert found | groups == there


def test_help_names_the_commands() -> None:
    shown = run_script("--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in ("build", "check", "verify", "listen"))


@pytest.mark.parametrize(
    "args",
    [
        ("build", "no-such-publication"),
        ("build", "--lang", "xx"),
        ("build", "--variant", "poster"),
        ("build", "--jobs", "0"),
        ("check", "--sources", "no-such-folder"),
        ("verify", "no-such-file.pdf"),
        ("no-such-command",),
    ],
)
def test_a_mistake_in_the_command_exits_with_2(args: tuple[str, ...], tmp_path: Path) -> None:
    ran = invoke(*args, *(("--output", tmp_path / "out") if args[0] == "build" else ()))
    assert ran.exit_code == 2, ran.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    "args",
    [("build", "--output"), ("schema",), ("clean", "--output"), ("tag", ROOT / "tests"), ("list", "--sources")],
)
def test_a_path_that_cannot_be_used_is_a_finding(args: tuple[str | Path, ...], tmp_path: Path) -> None:
    """A file where a folder belongs, and a folder where a file belongs."""
    file = tmp_path / "file"
    file.write_text("not a folder")
    ran = invoke(*args, file)
    assert ran.exit_code in {1, 2}
    assert "hint:" in ran.stderr
    assert file.read_text() == "not a folder"


@pytest.mark.parametrize("command", ["tags", "listen", "measure", "proof", "verify"])
@pytest.mark.parametrize("content", [b"", b"words", b"%PDF-1.7\n%nothing more"])
def test_what_is_no_pdf_is_a_finding(command: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(content)
    ran = invoke(command, file)
    assert ran.exit_code == 1
    assert "broken.pdf" in ran.stderr


def test_findings_exit_with_1_and_print_place_code_and_hint(tmp_path: Path) -> None:
    (tmp_path / "center.yaml").write_text("nmae: A center\n")
    ran = run_script("check", "--sources", tmp_path)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    first = next(line for line in ran.stderr.splitlines() if "center.yaml:1:1" in line)
    assert first.split()[1].startswith("LOD")
    assert "hint:" in ran.stderr


def test_findings_are_short_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the current folder are named from there; mistakes of one kind have one hint; errors come last."""
    text = (lay(tmp_path / "sources", {}) / TEXT).read_text("utf-8")
    text += "\n## One two three four five six seven eight nine {#nine}\n\nText.\n"
    (tmp_path / "sources" / TEXT).write_text(text.replace(" {#why}", "").replace(" {#where}", ""), "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = invoke("check", "--sources", tmp_path / "sources")
    lines = [line for line in ran.stderr.splitlines() if "LOD302" in line or "put an id" in line]
    assert [line.split(":")[0] for line in lines] == [f"sources/{TEXT}", f"sources/{TEXT}", "    hint"]
    kinds = ["warning:" in line for line in ran.stderr.splitlines() if line.startswith("sources/")]
    assert kinds == [True, False, False]
    assert "did you mean `web`?" in invoke("build", "--variant", "wbe").stderr


def test_json_findings_are_json(tmp_path: Path) -> None:
    (tmp_path / "center.yaml").write_text("nmae: A center\n")
    ran = invoke("check", "--sources", tmp_path, "--json")
    found = json.loads(ran.stdout)["findings"]
    assert ran.exit_code == 1
    assert {"file", "line", "column", "code", "problem", "hint", "severity"} == set(found[0])


def test_rules_lists_every_rule_with_clause_and_hint() -> None:
    rules = json.loads(invoke("rules", "--json").stdout)["rules"]
    assert len(rules) > 40
    assert len({rule["code"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["summary"].endswith("."), rule
        assert rule["clause"], rule
        assert rule["hint"], rule


def test_list_names_every_edition() -> None:
    editions = json.loads(invoke("list", "--json").stdout)["editions"]
    publications = list((ROOT / "sources" / "publications").iterdir())
    variants = list((ROOT / "sources" / "variants").glob("*.yaml"))
    texts = [text for folder in publications for text in folder.glob("*.md")]
    # A variant of the short text, or of the easy-read text, is made only of what has one.
    library, _ = load(ROOT / "sources")
    wanted = [
        (text, variant)
        for text in texts
        for variant in (library.variants[path.stem] for path in variants)
        if variant.text == "long" or f" .{variant.text}}}" in text.read_text("utf-8")
        if not variant.languages or text.stem == variant.languages[-1]
        # A variant of a part of the text is made only of what may be handed out.
        if variant.file_format.is_whole or library.publications[text.parent.name].facts.status != "draft"
    ]
    assert len(editions) == len(wanted)
    assert {edition["slug"] for edition in editions} == {folder.name for folder in publications}
    assert all(edition["number"] for edition in editions if edition["slug"] == "osteopetrosis")


def test_tag_makes_a_tagged_pdf_of_any_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>A page</title><h1>Head</h1><p>Words.</p>")
    assert invoke("tag", page, tmp_path / "page.pdf").exit_code == 0
    shown = subprocess.run(
        ["pdfinfo", "-struct-text", tmp_path / "page.pdf"], capture_output=True, text=True, check=True
    )
    assert "H1" in shown.stdout
    assert '"Words."' in shown.stdout


def test_tag_refuses_an_untaggable_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html><p>No title, no language.<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    )
    ran = invoke("tag", page, tmp_path / "page.pdf")
    assert ran.exit_code == 1
    assert "TAG101" in ran.stderr
    assert "lang" in ran.stderr
    assert "<title>" in ran.stderr
    assert not (tmp_path / "page.pdf").exists()


def test_clean_removes_only_what_the_press_made(tmp_path: Path) -> None:
    keep = tmp_path / "holiday.jpg"
    keep.write_text("not ours")
    assert invoke("clean", "--output", tmp_path).exit_code == 2
    assert keep.exists()


@pytest.mark.parametrize("name", ["", "output", "publications/handwashing"])
def test_no_output_among_the_sources(name: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    before = sorted(sources.rglob("*"))
    ran = CliRunner().invoke(app, ["build", "--sources", str(sources), "--output", str(sources / name)])
    assert (ran.exit_code, "USE105 finished files cannot lie in" in ran.output) == (2, True), ran.output
    assert sorted(sources.rglob("*")) == before


@pytest.mark.parametrize("sign", ["\x1b[2J", "\u202e", "\x07", "\x9b1m"])
def test_no_name_of_a_file_steers_a_terminal(sign: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{sign}b.pdf"
    path.write_bytes(b"x")
    ran = CliRunner().invoke(app, ["tags", str(path)])
    assert ran.exit_code > 0
    assert sign[0] not in ran.output
    assert f"a{ascii(sign)[1:-1]}b.pdf" in ran.output
