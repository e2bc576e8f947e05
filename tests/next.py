"""Trying newer renderers, for `make next`: which contracts moved, and which tests fail.

Run by the Python of a scratch environment that holds them; the arguments are their packages. Exit code 0 means that
they can be pinned as they are, see `docs/dependencies.md`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from press.render.weasyprint import contract
from press.render.weasyprint.patching import find_mismatch
from press.render.weasyprint.replacements import REPLACEMENTS
from tests import shape

ROOT = Path(__file__).resolve().parent.parent
TESTS = (
    "tagging_contract", "quick", "tagging", "tagtree", "snippets", "characters", "dom", "drawing", "fill", "numbers",
    "finish", "impose",
)  # fmt: skip
"""Tests of what we use of the renderers, and of small pages that have everything in them."""


def list_versions(packages: Iterable[str], lock: str) -> Iterator[str]:
    """Describe which version of each package is tried."""
    pins = dict(pin.split(" ")[0].split("==") for pin in shape.locked(lock))
    for name in packages:
        now = metadata.version(name)
        yield f"{name} {now} (the same as now)" if now == pins[name] else f"{name} {now} (now {pins[name]})"


def list_moves() -> list[str]:
    """List the names that moved, and what to do about each."""
    return [f"{move}\n    to do: {internal.remedy}" for internal, move in contract.find_moves()]


def list_slower() -> list[str]:
    """List the functions that are not replaced by faster ones any more."""
    return [mismatch for row in REPLACEMENTS.rows if (mismatch := find_mismatch(row))]


def print_all(title: str, lines: Iterable[str]) -> None:
    """Print a title, and lines below it, or that there are none."""
    print(title)
    print("\n".join(f"  {line}" for line in [*lines] or ["none"]), flush=True)


def main(packages: list[str], workers: str) -> int:
    """Print what the installed renderers change; return 0 if nothing."""
    print_all("Tried:", list_versions(packages, (ROOT / "requirements.lock").read_text("utf-8")))
    moves = list_moves()
    print_all("Contracts that moved:", moves)
    print_all("Replacements that are switched off (slower, not wrong):", list_slower())
    print("Tests that fail:", flush=True)
    files = [f"tests/test_{name}.py" for name in TESTS]
    options = ["-q", "--tb=no", "-p", "no:cacheprovider", "-n", workers]
    failed = subprocess.run([sys.executable, "-m", "pytest", *options, *files], cwd=ROOT, check=False).returncode
    if moves or failed:
        print("Do what stands above, then run `make next` again.")
        return 1
    print("Nothing moved. The versions above can be pinned: docs/dependencies.md says how.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], sys.argv[1]))
