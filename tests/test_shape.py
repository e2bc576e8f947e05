"""The house rules, kept by a machine. Each check is also shown to fail on something small and bad."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
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
TREES = {name: ast.parse(text) for name, text in MODULES.items()}
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
SHEETS = sorted(ROOT.glob("styles/**/*.css"))
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in ("requirements.lock", "tests/requirements.lock")}

STAGES = ("press.load", "press.check", "press.typeset", "press.render", "press.finish", "press.publish.output")
CONDUCTORS = (
    "pipeline", "press.cli", "press.build.tag_page", "press.build.staging", "press.catalogue", "press.desk", "press.orders",
    "press.redline",
)  # fmt: skip
"""Who calls stages: the pipeline and its shelf, the command line, the catalogue, the desks, and a page on its way."""

DOORS = {
    "weasyprint": ("press.render.tagging", "press.render"),
    "pydyf": ("press.render.tagging",),
    "pikepdf": ("press.finish", "press.readback"),
    "pypdfium2": ("press.readback",),
    "tinyhtml5": ("press.readback",),
    "jinja2": ("press.typeset",),
    "mammoth": ("press.importer.readers.docx",),
    "yaml": ("press.load.yaml",),
    "markdown_it": ("press.load.markdown",),
    "mdit_py_plugins": ("press.load.markdown",),
    "fontTools": ("press.style.fonts", "press.render.tagging"),
    "typer": ("press.cli",),
    "rich": ("press.cli",),
    "sqlalchemy": ("press.orders",),
    "alembic": ("press.orders",),
    "subprocess": ("press.tools",),
    "jpype": ("press.tools",),
    "outloud": ("press.tools",),
    "playwright": ("press.tools",),
    "distributed": ("press.build.cluster",),
    "watchfiles": ("press.build.watch",),
    "platformdirs": ("press.runtime.cache", "press.orders"),
    "email_validator": ("press.check.addresses",),
    "httpx": ("press.check.links",),
    "icalendar": ("press.shelf_life.calendar",),
    "phonenumbers": ("press.check.addresses",),
    "starlette": ("press.desk",),
    "uvicorn": ("press.desk",),
    "press.tools": ("press.verify.validators", "press.redline"),
    "press.model.rules": ("press.check", "press.check.codes"),
}
"""Each outside tool, and the rules: the only modules that may import it."""

TOP = {
    "sources", "templates", "styles", "pipeline.py", "output", "tests", "pyproject.toml", "README.md", "press",
    "Makefile", ".ci", ".readme", ".gitignore", ".gitattributes", ".editorconfig", "LICENSE", "requirements.lock",
}  # fmt: skip


def tracked() -> list[str]:
    """The files of the repository, and those that would be added to it."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def source_names() -> set[str]:
    """What the shipped variants, languages and publications are called."""
    files = [*ROOT.glob("sources/variants/*.yaml"), *ROOT.glob("sources/languages/*.yaml")]
    names = {path.stem for path in [*files, *ROOT.glob("sources/publications/*")]}
    assert {"en", "letter", "web"} <= names
    return names


# ---------------------------------------------------------------- the house


def test_the_top_level_is_as_agreed() -> None:
    assert shape.strangers(tracked(), TOP) == []


def test_the_pipeline_is_one_screen() -> None:
    assert len(MODULES["pipeline"].splitlines()) <= 120


def test_modules_and_functions_are_small() -> None:
    assert shape.long_modules(MODULES, 300) == []
    assert shape.long_functions(TREES, 50) == []
    assert shape.median_length(TREES) < 12


def test_no_stage_imports_a_stage() -> None:
    assert shape.forbidden_imports(TREES, STAGES, CONDUCTORS) == []


@pytest.mark.parametrize("tool", DOORS)
def test_each_tool_has_one_door(tool: str) -> None:
    assert shape.forbidden_imports(TREES, [tool], DOORS[tool]) == []


def test_the_nouns_import_only_nouns() -> None:
    names = (
        "press.model.fields",
        "press.model.facts",
        "press.model.imprint",
        "press.model.life",
        "press.model.oldwords",
        "press.model.nodes",
        "press.model.formatting",
        "press.model.findings",
        "press.model.edition",
        "press.model.language",
        "press.model.deskwords",
        "press.model.ordering",
        "press.model.textfacts",
    )
    nouns = {name: TREES[name] for name in names}
    others = {name for name in MODULES if name.startswith("press.") and name not in nouns}
    assert shape.forbidden_imports(nouns, others - {"press.load.forms"}, ()) == []


def test_no_variant_language_or_publication_is_named() -> None:
    names = source_names()
    found = {name: shape.names_in_python(tree, names) for name, tree in TREES.items()}
    found |= {path.name: shape.names_in_template(path.read_text("utf-8"), names) for path in TEMPLATES}
    assert {where: what for where, what in found.items() if what} == {}


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
    """Validators are the exception: `press/tools/` starts what the tests install, and says when it is not there."""
    extras = PROJECT["optional-dependencies"]["cluster"]
    runtime = {shape.normal(name) for name in [*PROJECT["dependencies"], *extras]}
    declared = {
        module
        for module, packages in metadata.packages_distributions().items()
        if runtime & {shape.normal(package) for package in packages}
    }
    own = {"press", "pipeline"} | set(sys.stdlib_module_names)
    trees = {name: tree for name, tree in TREES.items() if not shape.within(name, "press.tools")}
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


@pytest.mark.parametrize(
    "code",
    [
        "import press.check",
        "from press.check import check", 
        "from press import check",
        "def f():\n    from press.check import check as c", 
        "if TYPE_CHECKING:\n    import press.check as c",
    ],
)
def test_an_import_is_found_wherever_it_hides(code: str) -> None:
    assert shape.forbidden_imports(tree(code), STAGES, CONDUCTORS) == ["press.load imports press.check"]
    assert shape.forbidden_imports(tree(code), STAGES, ["press.load"]) == []
    assert shape.forbidden_imports(tree("import press.checker"), STAGES, ()) == []
    assert shape.undeclared_imports(tree(code), {"os"}, {"yaml"}) == ["press.load imports press"]


@pytest.mark.parametrize(
    "code",
    ['x == "a4"', 'f"{x}.en"', 'p / "variants/a4.yaml"', '{"en": 1}', 'match x:\n    case "a4": pass', 'r"^a4$"'],
)
def test_a_name_in_code_is_found(code: str) -> None:
    assert shape.names_in_python(ast.parse(code), {"a4", "en"})


@pytest.mark.parametrize(
    "code",
    [
        '"""What a4 is."""',
        'rule(bad={"languages/en.yaml": "x"})',
        'A = "languages/en.yaml"\nrule(bad={A: "x"})',
        'x = "then"',
        'x = "en-dash"',
    ],
)
def test_a_name_in_prose_is_not(code: str) -> None:
    assert shape.names_in_python(ast.parse(code), {"a4", "en"}) == []


def test_a_name_in_a_template_is_found() -> None:
    assert shape.names_in_template("{% if v.name == 'a4' %}", {"a4"})
    assert shape.names_in_template('<p class="wide a4">', {"a4"})
    assert shape.names_in_template("{# 'a4' #}<p class=\"a4x\">a4</p>", {"a4"}) == []


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
