"""Checks for `test_shape.py`. Most take text or syntax trees and list what is wrong with it, one line each."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

Trees = Mapping[str, ast.Module]
"""Parsed modules by dotted name, e.g. ``press.verify.html``."""


# ---------------------------------------------------------------- sizes


def long_modules(texts: Mapping[str, str], most: int) -> list[str]:
    """List modules with too many lines."""
    counts = {name: len(text.splitlines()) for name, text in texts.items()}
    return [f"{name}: {count} lines" for name, count in counts.items() if count > most]


def function_lengths(trees: Trees) -> dict[str, int]:
    """Count the lines of each function.

    They go from `def` to the last line, docstring included.
    """
    return {
        f"{name}.{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def long_functions(trees: Trees, most: int) -> list[str]:
    """List functions with too many lines."""
    return [f"{name}: {lines} lines" for name, lines in function_lengths(trees).items() if lines > most]


def median_length(trees: Trees) -> float:
    """Compute the median number of lines of a function."""
    return median(function_lengths(trees).values())


# ---------------------------------------------------------------- who imports whom


def imports(tree: ast.Module) -> set[str]:
    """List the dotted names that a module imports.

    These are modules and names imported from them, anywhere in the module.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported_modules(tree: ast.Module, modules: Collection[str]) -> set[str]:
    """List the modules that code imports; a package counts if names of its own are imported."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside & set(modules) if inside <= set(modules) else {node.module} | inside
    return found & set(modules)


def within(name: str, package: str) -> bool:
    """Check whether a dotted name belongs to a package."""
    return name == package or name.startswith(f"{package}.")


def undeclared_imports(trees: Trees, own: set[str], declared: set[str]) -> list[str]:
    """List imports that are not declared as dependencies.

    Ours and the standard library's need no declaration.
    """
    return sorted(
        {
            f"{name} imports {imported.partition('.')[0]}"
            for name, tree in trees.items()
            for imported in imports(tree)
            if imported.partition(".")[0] not in own | declared
        }
    )


# ---------------------------------------------------------------- rooms, names and words


def full_packages(modules: Iterable[Path], most: int) -> list[str]:
    """List packages with too many modules and no sub-package."""
    paths = list(modules)
    counts = Counter(path.parent.as_posix() for path in paths if path.name != "__init__.py")
    parents = {path.parent.parent.as_posix() for path in paths}
    return [f"{name}: {count} modules" for name, count in counts.items() if count > most and name not in parents]


def repeated_classes(trees: Trees) -> dict[str, list[str]]:
    """Find public class names that several modules define."""
    found: dict[str, list[str]] = {}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(name)
    return {name: where for name, where in found.items() if len(where) > 1}


def first_words(trees: Trees) -> dict[str, str]:
    """Find the first word of each function's docstring, but not of properties."""
    found = {}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            text = ast.get_docstring(node)
            if text and not any("property" in ast.unparse(one) for one in node.decorator_list):
                found[f"{name}.{node.name}"] = text.split()[0]
    return found


_NO_VERB = re.compile(
    r"(?:the|an?|whether|what|which|who|how|where|when|every|all|each|its?|those|these|over)$", re.IGNORECASE
)


def is_verb(word: str) -> bool:
    """Tell whether a first word looks like an imperative."""
    return (
        word.isalpha() and not _NO_VERB.match(word) and (word in {"Pass", "Process"} or not word.endswith(("s", "ed")))
    )


BANNED = {
    "shelf", "shelves", "mark", "marks", "marked", "plain", "ledger", "judge", "judged", "behind", "reckon", "reckoned",
    "remember", "remembered", "roomy", "stamp", "stamps", "bookcase", "wish", "wishes", "hands", "told", "taken",
    "left", "mend", "mends", "mended",
}  # fmt: skip
"""Words that docs/words.md replaces, because each meant several things."""
_FIELD_TERMS = re.compile(
    r"shelf_?life|plain_?language|order_?ledger|marked_?content|(?:crop|fold|printer|byte_order)_marks|left_to_right"
    r"|right_to_left|(?:margin|on|opens)_left",
    re.IGNORECASE,
)
"""Terms of the field that hold such a word; a side of a page may be called `left` where the others have names too."""


def banned_names(trees: Trees, allowed: Collection[str] = ()) -> list[str]:
    """List names of anything, locals and parameters included, that hold a banned word.

    allowed: names that are keys of a source or of a JSON file, or columns of a database.
    """
    found = []
    for name, tree in trees.items():
        bound = set(_bound_names(tree))
        sides = {"left"} if bound & {"right", "top", "bottom"} else set()
        for one in sorted({*bound, *name.split(".")} - set(allowed)):
            rest = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _FIELD_TERMS.sub("", one)).lower()
            if BANNED.intersection(rest.split("_")) and one not in sides:
                found.append(f"{name}: {one}")
    return found


def _bound_names(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name


def vague_functions(trees: Trees) -> list[str]:
    """List functions whose names end in `_of`: they say what a value belongs to, and not what is done."""
    return [
        f"{name}: {node.name}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.endswith("_of")
    ]


_CITED = re.compile(
    r"(?<![\w/.<-])((?:press|templates|styles|tests|docs|sources)/[\w./-]*\w\.(?:py|md|html|css|yaml))\b"
)


def missing_paths(texts: Mapping[str, str], root: Path) -> list[str]:
    """List files that a text names and that do not exist."""
    return [
        f"{name}: {path}" for name, text in texts.items() for path in _CITED.findall(text) if not (root / path).exists()
    ]


# ---------------------------------------------------------------- styles


def without_comments(css: str) -> str:
    """Remove the comments of a style sheet."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def declared_tokens(css: str) -> set[str]:
    """List the custom properties that a style sheet declares."""
    return set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", without_comments(css)))


def used_tokens(css: str) -> set[str]:
    """List the custom properties that a style sheet reads."""
    return set(re.findall(r"var\(\s*(--[\w-]+)", without_comments(css)))


# ---------------------------------------------------------------- what no file may name

_MACHINE = re.compile(r"(?<![\w.:~/-])/(?:root|work|opt|home/\w+|Users/\w+)/")
_REGISTRY = re.compile(
    r"(?:pypi|pythonhosted|npmjs|npmmirror|anaconda|debian|ubuntu|crates|docker|ghcr)\.(?:org|com|io|net)"
    r"|(?:index|registry)[-_]url|find[-_]links",
    re.IGNORECASE,
)


def machine_names(text: str) -> list[str]:
    """List paths of one machine and hosts of registries."""
    lines = text.splitlines()
    found = [n for n, line in enumerate(lines, 1) if _MACHINE.search(line) or _REGISTRY.search(line)]
    return [f"line {n}: {lines[n - 1][:100]}" for n in found]


# ---------------------------------------------------------------- dependencies


def locked(lock: str) -> dict[str, list[str]]:
    """List the packages of a lock file and their hashes.

    A key is `name==version; marker`.
    """
    packages: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", lock)):
        head, *hashes = re.split(r"\s*\\?\n?\s+--hash=", block.strip())
        if head:
            packages[head] = hashes
    return packages


def lock_faults(lock: str) -> list[str]:
    """List packages without exact version or SHA-256, and addresses.

    A SHA-256 has 64 digits. Nothing may name an address.
    """
    faults = [f"an address: {line}" for line in lock.splitlines() if "://" in line]
    for package, hashes in locked(lock).items():
        if not re.match(r"[a-z0-9][a-z0-9.-]*==[\w.!+-]+(?: ; .+)?$", package):
            faults.append(f"not pinned: {package}")
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes):
            faults.append(f"without a hash: {package}")
    return faults


def normal(name: str) -> str:
    """Normalize a package name as indexes compare it.

    See the Python Packaging User Guide, name normalization.
    """
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name)[0]).lower()


def unreasoned(pyproject: str) -> list[str]:
    """List dependencies without a reason beside them."""
    entries = [line.strip() for line in re.findall(r'(?m)^    ".*$', pyproject.partition("[tool.")[0])]
    return [entry for entry in entries if not re.search(r'",\s+# \w', entry)]


def strangers(entries: Sequence[str], known: set[str]) -> list[str]:
    """List top-level entries that are not agreed on."""
    return sorted({entry.partition("/")[0] for entry in entries} - known)
