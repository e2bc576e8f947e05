"""What `test_shape.py` looks with: each function is given text and gives what is wrong with it, one line a thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

Trees = Mapping[str, ast.Module]
"""Parsed modules by dotted name, e.g. ``press.verify.html``."""


# ---------------------------------------------------------------- sizes


def long_modules(texts: Mapping[str, str], most: int) -> list[str]:
    """Modules with too many lines."""
    counts = {name: len(text.splitlines()) for name, text in texts.items()}
    return [f"{name}: {count} lines" for name, count in counts.items() if count > most]


def function_lengths(trees: Trees) -> dict[str, int]:
    """How many lines each function has, from its `def` to its last line, docstring included."""
    return {
        f"{name}.{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def long_functions(trees: Trees, most: int) -> list[str]:
    """Functions with too many lines."""
    return [f"{name}: {lines} lines" for name, lines in function_lengths(trees).items() if lines > most]


def median_length(trees: Trees) -> float:
    """The median number of lines of a function."""
    return median(function_lengths(trees).values())


# ---------------------------------------------------------------- who imports whom


def imports(tree: ast.Module) -> set[str]:
    """The dotted names that a module imports, anywhere in it: modules, and what is taken from them."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, package: str) -> bool:
    """Whether a dotted name is a package or in it."""
    return name == package or name.startswith(f"{package}.")


def forbidden_imports(trees: Trees, what: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Modules that import one of some packages although they are neither allowed to nor in it themselves."""
    packages, doors = list(what), list(allowed)
    return [
        f"{name} imports {package}"
        for name, tree in trees.items()
        for package in packages
        if not any(within(name, door) for door in [*doors, package])
        and any(within(imported, package) for imported in imports(tree))
    ]


def undeclared_imports(trees: Trees, own: set[str], declared: set[str]) -> list[str]:
    """Imports of what is neither ours, nor of the standard library, nor declared as a dependency."""
    return sorted(
        {
            f"{name} imports {imported.partition('.')[0]}"
            for name, tree in trees.items()
            for imported in imports(tree)
            if imported.partition(".")[0] not in own | declared
        }
    )


# ---------------------------------------------------------------- names of variants, languages, publications


def names_in_python(tree: ast.Module, names: set[str]) -> list[str]:
    """String literals that are, or hold as a word of a path or an identifier, one of some names.

    Docstrings and other prose (what has a blank in it) may mention them; so may the examples of a rule (`bad`, `good`)
    and a constant that only examples use.
    """
    excused = {id(node) for node in _examples(tree)}
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in excused
        if not re.search(r"\s\S", node.value.strip()) and names & set(re.split(r"[^\w-]+", node.value))
    ]


def _examples(tree: ast.Module) -> Iterator[ast.AST]:
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in {"bad", "good"}]
    inside = [node for value in given for node in ast.walk(value)]
    yield from inside
    excused = {id(node) for node in inside}
    for assignment in tree.body:
        if isinstance(assignment, ast.Assign) and isinstance(assignment.targets[0], ast.Name):
            read = [node for node in ast.walk(tree) if _reads(node, assignment.targets[0].id)]
            if read and all(id(node) in excused for node in read):
                yield from ast.walk(assignment.value)


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def names_in_template(text: str, names: set[str]) -> list[str]:
    """Quoted strings of a template, in attributes and expressions, that hold one of some names as a word."""
    text = re.sub(r"{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)
    quoted = re.findall(r'"([^"]*)"', text) + re.findall(r"'([^']*)'", text)
    return [repr(string) for string in quoted if names & set(re.split(r"[^\w-]+", string))]


# ---------------------------------------------------------------- styles


def without_comments(css: str) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def declared_tokens(css: str) -> set[str]:
    """The custom properties that a style sheet declares."""
    return set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", without_comments(css)))


def used_tokens(css: str) -> set[str]:
    """The custom properties that a style sheet reads."""
    return set(re.findall(r"var\(\s*(--[\w-]+)", without_comments(css)))


# ---------------------------------------------------------------- what no file may name

_MACHINE = re.compile(r"(?<![\w.:~/-])/(?:root|work|opt|home/\w+|Users/\w+)/")
_REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|npmmirror|anaconda|debian|ubuntu|crates|docker|ghcr)\.(?:org|com|io|net)"
    r"|(?:index|registry)[-_]url|find[-_]links",
    re.IGNORECASE,
)


def machine_names(text: str) -> list[str]:
    """Paths of one machine, and hosts of package registries."""
    lines = text.splitlines()
    found = [n for n, line in enumerate(lines, 1) if _MACHINE.search(line) or _REGISTRY.search(line)]
    return [f"line {n}: {lines[n - 1][:100]}" for n in found]


# ---------------------------------------------------------------- dependencies


def locked(lock: str) -> dict[str, list[str]]:
    """What a lock file pins: `name==version; marker`, and the hashes of each."""
    packages: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock)):
        head, *hashes = re.split(r"\s*\\?\n?\s+--hash=", block.strip())
        if head:
            packages[head] = hashes
    return packages


def lock_faults(lock: str) -> list[str]:
    """Packages without an exact version or without a SHA-256 of 64 digits, and anything that names an address."""
    faults = [f"an address: {line}" for line in lock.splitlines() if "://" in line]
    for package, hashes in locked(lock).items():
        if not re.match(r"[a-z0-9][a-z0-9.-]*==[\w.!+-]+(?: ; .+)?$", package):
            faults.append(f"not pinned: {package}")
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes):
            faults.append(f"without a hash: {package}")
    return faults


def normal(name: str) -> str:
    """The name of a package as indexes compare it (Python Packaging User Guide, name normalization)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name)[0]).lower()


def unreasoned(pyproject: str) -> list[str]:
    """Dependencies without a reason beside them."""
    entries = [line.strip() for line in re.findall(r'(?m)^    ".*$', pyproject.partition("[tool.")[0])]
    return [entry for entry in entries if not re.search(r'",\s+# \w', entry)]


def strangers(entries: Sequence[str], known: set[str]) -> list[str]:
    """Entries of the top level that are not agreed on."""
    return sorted({entry.partition("/")[0] for entry in entries} - known)
