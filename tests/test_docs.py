"""The README and `docs/` name only files and commands that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from press.cli import load_commands

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
EACH = pytest.mark.parametrize("page", PAGES, ids=NAMES)

LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"python pipeline\.py ([^`\n#]+)")
EXAMPLE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
"""A block of code: the links in it are an example of a text."""


def links(text: str) -> list[str]:
    """The files of the repository that a page links to."""
    return [link for link in LINK.findall(EXAMPLE.sub("", text)) if ":" not in link]


def unknown(line: str) -> list[str]:
    """What a command line asks for that the press does not have."""
    words = shlex.split(line.replace("…", ""))
    command = typer.main.get_command(load_commands())
    while commands := getattr(command, "commands", None):
        if not words or words[0] not in commands:
            return words[:1]
        command = commands[words.pop(0)]
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


def test_every_page_for_staff_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [page.parent / link for link in links(page.read_text("utf-8"))]
    staff = sorted(ROOT.glob("docs/staff/*.md"))
    assert len(staff) > 10
    assert [page.name for page in staff if page not in seen] == []


def test_the_checks_can_fail() -> None:
    assert unknown("build osteopetrosis --lang es") == []
    assert unknown("orders stock --set 15-7828 en booklet 12") == []
    assert unknown("bild osteopetrosis") == ["bild"]
    assert unknown("build --langs es") == ["--langs"]
    assert links("[a](x.md) [b](https://example.org) [c](y.md#z)\n```\n[d](w.md)\n```\n") == ["x.md", "y.md"]
