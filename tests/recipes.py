"""A copy of the project for tests that follow docs/adding.md: only files that the page names may change."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("docs", "press", "styles", "templates")


@dataclass(frozen=True)
class ProjectCopy:
    """The project with the test library as its sources, changed after one section of docs/adding.md."""

    folder: Path
    section: str
    """The text of the section; it names the files."""

    def insert(self, file: str, anchor: str, text: str) -> None:
        """Insert text before the one place in a named file that has the anchor."""
        path = self._find(file)
        before = path.read_text("utf-8")
        assert before.count(anchor) == 1, f"{file} has {anchor!r} {before.count(anchor)} times"
        path.write_text(before.replace(anchor, text + anchor), "utf-8")

    def create(self, file: str, text: str) -> None:
        """Create a named file."""
        path = self._find(file)
        assert not path.exists()
        path.write_text(text, "utf-8")

    def _find(self, file: str) -> Path:
        assert self._is_named(file), f"docs/adding.md does not name {file}"
        return self.folder / file

    def run(self, *words: str, exit_code: int = 0) -> str:
        """Run a command of the copied press, and return what it prints."""
        return self._start("pipeline.py", *words, exit_code=exit_code)

    def python(self, program: str) -> str:
        """Run a program with the copied press, and return what it prints."""
        return self._start("-c", program)

    def _start(self, *words: str, exit_code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def _is_named(self, file: str) -> bool:
        names = re.findall(r"`([^`\n]+)`", self.section)
        patterns = [re.escape(name.rstrip("/")) + (r"/.*" if name.endswith("/") else "") for name in names]
        wild = [re.sub(r"(<[^>]+>|\\\*)", r"[^/]+", pattern) for pattern in patterns]
        return any(re.fullmatch(pattern, file) for pattern in wild)


def copy_project(folder: Path, heading: str) -> ProjectCopy:
    """Copy the project, for a recipe under a heading of docs/adding.md."""
    for name in COPIED:
        # With times, so that Python takes the compiled modules as they are.
        shutil.copytree(ROOT / name, folder / name, symlinks=True)
    shutil.copy2(ROOT / "pipeline.py", folder)
    shutil.copytree(ROOT / "tests" / "base_library", folder / "sources")
    page = (ROOT / "docs" / "adding.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    return ProjectCopy(folder, sections[heading])
