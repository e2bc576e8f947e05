"""The house rules, kept by a machine. Each check is also shown to fail on something small and bad."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from tests import shape

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text("utf-8")
    for path in [*sorted(ROOT.glob("press/**/*.py")), ROOT / "pipeline.py"]
}
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
SHEETS = sorted(ROOT.glob("styles/**/*.css"))
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in ("requirements.lock", "tests/requirements.lock")}

TOP = {
    "sources", "templates", "styles", "pipeline.py", "output", "tests", "pyproject.toml", "README.md", "docs", "press",
    "Makefile", ".ci", ".readme", ".gitignore", ".gitattributes", ".editorconfig", "LICENSE", "NOTICE",
    "requirements.lock",
}  # fmt: skip


@cache
def parse_modules() -> dict[str, ast.Module]:
    """The trees of all modules, by name."""
    return {name: ast.parse(text) for name, text in MODULES.items()}


def tracked() -> list[str]:
    """The files of the repository, and those that would be added to it."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


# ---------------------------------------------------------------- the house


def test_the_top_level_is_as_agreed() -> None:
    assert shape.strangers(tracked(), TOP) == []


def test_the_pipeline_is_one_screen() -> None:
    assert len(MODULES["pipeline"].splitlines()) <= 120


def test_functions_and_modules_are_small() -> None:
    assert shape.long_modules(MODULES, 700) == []
    assert shape.long_functions(parse_modules(), 50) == []
    assert shape.median_length(parse_modules()) < 12


def test_every_module_stands_in_a_room() -> None:
    """No module lies loose at the top of `press/`, and a full package is divided."""
    modules = [path.relative_to(ROOT / "press") for path in ROOT.glob("press/**/*.py")]
    assert [path for path in modules if len(path.parts) == 1] == [Path("__init__.py")]
    assert len({path.parts[0] for path in modules if len(path.parts) > 1}) <= 26
    assert shape.full_packages(modules, 12) == []


def test_every_package_is_installed() -> None:
    """A wheel holds each folder of code, templates and styles."""
    folders = [path.parent for path in ROOT.glob("press/**/__init__.py")]
    folders += [ROOT / "press" / path.parent.relative_to(ROOT) for path in [*TEMPLATES, *SHEETS]]
    packages = {folder.relative_to(ROOT).as_posix().replace("/", ".") for folder in folders}
    assert set(tomllib.loads(PYPROJECT)["tool"]["setuptools"]["packages"]) == packages


def test_rooms_import_only_what_they_may() -> None:
    """The contracts stand in `pyproject.toml`, below "who may import whom"."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--show-timings"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


def test_public_classes_have_names_of_their_own() -> None:
    assert shape.repeated_classes(parse_modules()) == {}


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    """Ruff's D401 says which do not; what it lets pass and is no verb is counted here."""
    firsts = shape.first_words(parse_modules())
    assert len(firsts) > 1500
    others = [where for where, word in firsts.items() if not shape.is_verb(word)]
    assert len(others) <= len(firsts) / 10, others


def test_no_name_holds_a_word_that_is_not_used_any_more() -> None:
    """Words of our own are no names: docs/words.md says what to write instead."""
    keys = {"marked", "marks", "plain", "left_out"}  # of the manifest, of languages and of glossaries
    ledgers = {"ledger", "_ledger", "_open_ledger", "LEDGER", "LedgerAt", "NoOrderLedger"}  # orders have the only one
    assert shape.banned_names(parse_modules(), keys | ledgers) == []
    assert shape.vague_functions(parse_modules()) == []


def test_every_path_in_the_code_is_there() -> None:
    """What a docstring or a comment cites, e.g. `press/load/files.py`, can be opened."""
    pages = [ROOT / "tests/bench/README.md", ROOT / "docs/dependencies.md"]
    texts = MODULES | {path.name: path.read_text("utf-8") for path in [*TEMPLATES, *SHEETS, *pages]}
    assert shape.missing_paths(texts, ROOT) == []


def test_parts_and_components_match_one_to_one() -> None:
    parts = {path.stem for path in ROOT.glob("templates/parts/*.html")}
    components = {path.stem for path in ROOT.glob("styles/components/*.css")}
    assert parts
    assert parts == components


def test_every_token_is_declared_and_used() -> None:
    """What `var()` reads and what variants and languages set is declared in tokens.css, and nothing else is."""
    tokens = shape.declared_tokens((ROOT / "styles/tokens.css").read_text("utf-8"))
    used = {token for path in SHEETS for token in shape.used_tokens(path.read_text("utf-8"))}
    set_by_sources: set[str] = set()
    for path in [*ROOT.glob("sources/variants/*.yaml"), *ROOT.glob("sources/languages/*.yaml")]:
        data = yaml.safe_load(path.read_text("utf-8"))
        set_by_sources |= {f"--{name}" for name in data.get("tokens", {})}
    assert tokens
    assert used - tokens == set()
    assert set_by_sources - tokens == set()
    asked_for = "\n".join([*MODULES.values(), *(path.read_text("utf-8") for path in TEMPLATES)])
    assert {token for token in tokens - used if token not in asked_for} == set()


def test_tokens_are_declared_in_one_file() -> None:
    found = {path.name: shape.declared_tokens(path.read_text("utf-8")) for path in SHEETS if path.name != "tokens.css"}
    tokens = shape.declared_tokens((ROOT / "styles/tokens.css").read_text("utf-8"))
    assert {name: extra for name, declared in found.items() if (extra := declared - tokens)} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {}
    for name in tracked():
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if faults := shape.machine_names(text):
            found[name] = faults
    assert found == {}


# ---------------------------------------------------------------- dependencies


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_and_hashed(name: str) -> None:
    assert len(shape.locked(LOCKS[name])) > 20
    assert shape.lock_faults(LOCKS[name]) == []


def test_the_locks_agree_with_each_other_and_with_the_project() -> None:
    runtime, test = (shape.locked(text) for text in LOCKS.values())
    assert runtime.items() <= test.items()
    wanted = {shape.normal(name) for name in PROJECT["dependencies"]}
    wanted_by_tests = wanted | {shape.normal(name) for name in PROJECT["optional-dependencies"]["test"]}
    assert wanted <= {shape.normal(name) for name in runtime}
    assert wanted_by_tests <= {shape.normal(name) for name in test}


def test_nothing_in_the_runtime_is_agpl() -> None:
    """PyMuPDF comes with a validator; what makes the editions must not need it."""
    runtime = {shape.normal(name) for name in shape.locked(LOCKS["requirements.lock"])}
    assert not {"pymupdf", "outloud", "pdfimpose"} & runtime


def test_every_dependency_has_its_reason() -> None:
    assert PROJECT["dependencies"]
    assert shape.unreasoned(PYPROJECT) == []


def test_the_press_imports_only_what_it_declares() -> None:
    """Validators are the exception: they start what the tests install, and say when it is not there."""
    extras = PROJECT["optional-dependencies"]["cluster"]
    runtime = {shape.normal(name) for name in [*PROJECT["dependencies"], *extras]}
    declared = {
        module
        for module, packages in metadata.packages_distributions().items()
        if runtime & {shape.normal(package) for package in packages}
    }
    own = {"press"} | set(sys.stdlib_module_names)
    trees = {name: tree for name, tree in parse_modules().items() if not shape.within(name, "press.verify.validators")}
    assert shape.undeclared_imports(trees, own, declared) == []


# ---------------------------------------------------------------- the checks themselves can fail


def tree(code: str) -> dict[str, ast.Module]:
    return {"press.load": ast.parse(code)}


def test_sizes_are_measured() -> None:
    code = "def f():\n" + "    pass\n" * 50
    assert shape.long_modules({"m": "\n" * 301}, 300) == ["m: 301 lines"]
    assert shape.long_modules({"m": "\n" * 300}, 300) == []
    assert shape.long_functions(tree(code), 50) == ["press.load.f:1: 51 lines"]
    assert shape.long_functions(tree(code), 51) == []
    assert shape.median_length(tree(code + "def g(): pass\n" * 2)) == 1


def test_undeclared_imports_are_found() -> None:
    assert shape.undeclared_imports(tree("import os, yaml.x, press"), {"os"}, {"yaml"}) == ["press.load imports press"]


def test_faults_of_the_house_are_found(tmp_path: Path) -> None:
    modules = [Path("a", f"m{n}.py") for n in range(3)]
    assert shape.full_packages(modules, 2) == ["a: 3 modules"]
    assert shape.full_packages([*modules, Path("a/b/__init__.py")], 2) == []
    twice = {"a": ast.parse("class Line: pass"), "b": ast.parse("class Line: pass\nclass _Own: pass")}
    assert shape.repeated_classes(twice) == {"Line": ["a", "b"]}
    words = shape.first_words(tree('def f():\n    """The list of all."""\ndef g():\n    """Open a door."""'))
    assert [shape.is_verb(word) for word in words.values()] == [False, True]
    assert shape.vague_functions(tree("def parts_of(): pass\ndef list_parts(): pass")) == ["press.load: parts_of"]
    assert shape.banned_names(tree("def f(wish):\n    left = 1")) == ["press.load: left", "press.load: wish"]
    assert shape.banned_names(tree("left, right = 1, 2\nclass ShelfLife: pass\nopen_ledger = 1"), ["open_ledger"]) == []
    (tmp_path / "press").mkdir()
    assert shape.missing_paths({"a": "see `press/x.py`"}, tmp_path) == ["a: press/x.py"]
    (tmp_path / "press/x.py").touch()
    assert shape.missing_paths({"a": "see `press/x.py`"}, tmp_path) == []


def test_tokens_are_read_from_css() -> None:
    css = ":root { --a: 1px; --b-c:2px } /* --d: 1; var(--e) */ p { margin: calc(var( --f) + var(--g, 2px)) }"
    assert shape.declared_tokens(css) == {"--a", "--b-c"}
    assert shape.used_tokens(css) == {"--f", "--g"}


@pytest.mark.parametrize(
    "line",
    ["see " + "/" + "root/x", '"/' + 'home/me/press"', "https://files.python" + "hosted.org/x", "--index" + "-url x"],
)
def test_a_machine_is_found(line: str) -> None:
    assert shape.machine_names(f"well\n{line}\n")
    assert shape.machine_names("https://example.org/home/me/x and ../work/x and /usr/share/java") == []


def test_a_bad_lock_is_found() -> None:
    good = f"alpha==1.0 ; python_version < '3.12' \\\n    --hash=sha256:{'0' * 64}\n    # via beta\n"
    assert shape.lock_faults(good) == []
    assert shape.locked(good) == {"alpha==1.0 ; python_version < '3.12'": [f"sha256:{'0' * 64}"]}
    assert shape.lock_faults("alpha==1.0\n") == ["without a hash: alpha==1.0"]
    assert shape.lock_faults(good.replace("==", ">=")) == ["not pinned: alpha>=1.0 ; python_version < '3.12'"]
    assert shape.lock_faults(good.replace("0" * 64, "0" * 63))
    assert shape.lock_faults(good + "# from https://example.org\n")


def test_other_faults_are_found() -> None:
    dependencies = '= [\n    "a",  # why\n    "b",\n    "c>=1",  #\n]\n'
    assert shape.unreasoned(dependencies) == ['"b",', '"c>=1",  #']
    assert shape.strangers(["press/x.py", "notes.txt", "press"], {"press"}) == ["notes.txt"]
