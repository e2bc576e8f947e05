"""The README and `docs/` name only files and commands that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main

from press.cli import load_commands
from tests import shape

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
EACH = pytest.mark.parametrize("page", PAGES, ids=NAMES)

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"python pipeline\.py ([^`\n#]+)")
EXAMPLE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
"""A block of code: the links in it are an example of a text."""

FOLDER = re.compile(r"(?<![\w/.<-])((?:press|templates|styles|tests|docs|sources)(?:/[\w.-]+)*/)(?![\w.<*-])")
INVENTED = re.compile(r"bone-density|fr\.(?:md|yaml)|/name\.|corner-clinic|SLUG")
"""Names of files that a page tells the reader to write."""


def links(text: str) -> list[str]:
    """The files of the repository that a page links to."""
    return [link for link in LINK.findall(EXAMPLE.sub("", text)) if ":" not in link]


def unknown(line: str) -> list[str]:
    """What a command line asks for that the press does not have."""
    words = shlex.split(line.replace("…", ""))
    command = typer.main.get_command(load_commands())
    while commands := getattr(command, "commands", None):
        if (not words or words[0] not in commands) and command.name != "translations":
            return words[:1]
        # `translations SLUG` is short for `translations show SLUG`.
        command = commands[words.pop(0) if words and words[0] in commands else "show"]
    options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    return [word for word in words if word.startswith("--") and word not in options]


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 200


@EACH
def test_links_lead_to_files(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", EXAMPLE.sub("", page.read_text("utf-8")))
    assert [link for link in links(text) if not (page.parent / link).exists()] == []


@EACH
def test_commands_exist(page: Path) -> None:
    found = {line: unknown(line) for line in COMMAND.findall(page.read_text("utf-8"))}
    assert {line: words for line, words in found.items() if words} == {}


@EACH
def test_paths_exist(page: Path) -> None:
    """Every file and folder that a page names is there, but those that the reader is about to write."""
    text = page.read_text("utf-8")
    folders = [path for path in FOLDER.findall(text) if not (ROOT / path).is_dir()]
    assert [path for path in folders if not INVENTED.search(path)] == []
    files = shape.missing_paths({page.name: text}, ROOT)
    assert [path for path in files if not INVENTED.search(path)] == []


def test_architecture_says_what_the_contracts_say() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    rows = [[re.findall(r"`([^`]+)`", cell) or [cell.strip()] for cell in row.strip("|").split("|")]
            for row in re.findall(r"^\|.*\|$", text.partition("## Who may import whom")[2], re.MULTILINE)]  # fmt: skip
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    floors = [[name.strip().removeprefix("press.") for name in layer.split("|")] for layer in layers]
    assert [cells[1] for cells in rows if cells[0][0].isdigit()] == floors
    packages = {path.parent.name for path in ROOT.glob("press/*/__init__.py")}
    assert {name for floor in floors for name in floor} == packages
    doors = [[one["protected_modules"], one["allowed_importers"]] for one in contracts if one["type"] == "protected"]
    assert [cells for cells in rows if cells[1][0].startswith("press.")] == doors


def test_the_first_handout_of_the_readme_can_be_made_as_printed(tmp_path: Path) -> None:
    """The commands and the text are taken from the README, and used in a copy of the sources."""
    text = (ROOT / "README.md").read_text("utf-8").partition("## Your first handout")[2].partition("\n## ")[0]
    file = re.search(r"Open `(sources/publications/[\w-]+/en\.md)`", text)
    content = re.search(r"\n( *)```\n( *---\n.*?)\n *```", text, re.DOTALL)
    assert file
    assert content
    shutil.copytree(ROOT / "sources", tmp_path / "sources")
    commands = COMMAND.findall(text)
    assert [command.split()[0] for command in commands] == ["new", "build", "check"], "one new, one edit, one build"
    for command in commands:
        done = subprocess.run(
            [sys.executable, str(ROOT / "pipeline.py"), *shlex.split(command), "--sources", str(tmp_path / "sources"),
             *(["--output", str(tmp_path / "output"), "--variant", "web"] if command.startswith("build") else [])],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        if command.startswith("new"):
            (tmp_path / file[1]).write_text(re.sub(rf"(?m)^{content[1]}", "", content[2]) + "\n", "utf-8")
    made = re.search(r"open\s+`(output/\S+)`", text)
    assert made
    assert (tmp_path / made[1]).is_file()


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [page.parent / link for link in links(page.read_text("utf-8"))]
    pages = [page for page in PAGES if page.parent != ROOT]
    assert len(pages) > 14
    assert [page.name for page in pages if page not in seen] == []


def test_the_checks_can_fail() -> None:
    assert unknown("build osteopetrosis --lang es") == []
    assert unknown("orders stock --set 15-7828 en booklet 12") == []
    assert unknown("bild osteopetrosis") == ["bild"]
    assert unknown("build --langs es") == ["--langs"]
    assert links("[a](x.md) [b](https://example.org) [c](y.md#z)\n```\n[d](w.md)\n```\n") == ["x.md", "y.md"]
