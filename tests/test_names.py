"""No name is special: a library whose every name was changed makes the same pages, and any word may be a name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import pipeline
from press.build.selection import select_editions
from press.load import load
from press.model.build import BuildRequest
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree
from press.typeset import typeset
from tests.overlay import findings, lay

NAMES = {
    "publications": {"handwashing": "stroke"},
    "variants": {"letter": "v1", "web": "v2", "large": "v3"},
    "kinds": {"handout": "k1", "web-page": "k2", "large-print": "k3", "text": "k4"},
    "profiles": {"acb": "p1"},
    "imprints": {"corner": "orders"},
    "keys": {"kitchen": "title", "garden": "list", "copying": "table", "help": "note", "leaflets": "contact"},
}
"""Every name of the library but its languages, and what it is changed to."""
LANGUAGES = ("en", "es")
LANGUAGE_PAIRS = [("de", "fr"), ("no", "pt"), ("is", "tr"), ("id", "uk"), ("or", "to"), ("fr", "th")]
"""What English and Spanish are called instead: codes that are words of English, and truth values of older YAML.

Each pair is in alphabetical order, as the line that names the languages is.
"""
FAMILIES = {"uk": "Arimo", "th": "Sarabun"}
"""The typefaces of those languages that are not written in Latin letters."""
FACES = r"(?:@font-face\{[^}]*\}\n?)*:lang\(\w+\)\{font-family:[^}]*\}"
SCRIPT_STYLES = re.compile(rf"(?<=:root\{{)((?:--paper-[^;]*;)*)((?:--[^;]*;)*\}}{FACES})")
"""The size of the paper, and after it what the script of a language adds to the styles of a page."""
LARGE = {
    "variants/large.yaml": "format: pdf\nkind: large-print\nwidth: 8.5in\nheight: 11in\nprofile: acb\ncontents: true\n",
    "profiles/acb.yaml": "title: Large\nsource: a test\nrules:\n"
    "  - {measure: body, comparison: at least, figure: 8, unit: pt, clause: Body}\n",
}
WORDS = ["diabetes", "stroke", "note", "table", "list", "contact", "title", "orders"]
IN_THIS_PROCESS: Any = SimpleNamespace(run_tasks=lambda tasks: [(task, pipeline.run_task(task)) for task in tasks])


def make_library(folder: Path) -> Path:
    """Lay out the base library with a third variant, which has a profile."""
    lay(folder, LARGE)
    for path in folder.glob("languages/*.yaml"):
        path.write_text(path.read_text("utf-8").replace("\nkinds:\n", "\nkinds:\n  large-print: Large\n"), "utf-8")
    return folder


def rename(folder: Path, languages: Mapping[str, str]) -> Path:
    """Change every name in a library: its files, and where its texts name them."""
    for path in sorted(folder.rglob("*"), reverse=True):
        area = path.relative_to(folder).parts[0]
        names = {**languages, **NAMES.get(area, {})}
        if path.is_file() and path.suffix in {".yaml", ".md"}:
            path.write_text(rename_in_text(path.read_text("utf-8"), area, languages), "utf-8")
        stem, dot, suffix = path.name.partition(".")
        path.rename(path.with_name(names.get(stem, stem) + dot + suffix))
    return folder


def rename_in_text(text: str, area: str, languages: Mapping[str, str]) -> str:
    """Change the names in a source: keys, values of keys that take names, and languages of words."""
    if area != "languages":
        text = re.sub(r"(?m)(^\s*|[{,] ?)(\w+)(?=: )", lambda key: key[1] + languages.get(key[2], key[2]), text)
    text = re.sub(r"\{lang=(\w+)\}", lambda tag: f"{{lang={languages[tag[1]]}}}", text)
    text = re.sub(r"(?m)^language: (\w+)", lambda value: f"language: {languages[value[1]]}", text)
    for old, new in {**NAMES["kinds"], **NAMES["profiles"]}.items():
        text = re.sub(rf"(?m)^(kind|profile): {old}\b", rf"\1: {new}", text)
        text = re.sub(rf"(?m)(^kinds:\n(?:  .*\n)*?)  {old}:", rf"\1  {new}:", text)
    for old, new in NAMES["keys"].items():
        text = re.sub(rf"(?m)^( +){old}:$", rf"\g<1>{new}:", text)
        text = re.sub(rf"(?m)^((?:statements|organizations): .*)\b{old}\b", rf"\g<1>{new}", text)
    return text


def list_names(languages: Sequence[str], *, renamed: bool) -> dict[str, str]:
    """List the names that a page may show, and what they are called in both libraries while they are compared."""
    changed = NAMES["variants"] | NAMES["publications"]
    shared = {new if renamed else old: new for old, new in changed.items()}
    return shared | {lang: f"language {number}" for number, lang in enumerate(languages)}


def hide_names(page: str, names: Mapping[str, str]) -> str:
    """Replace names where a page may have them: languages of words, names of files and folders."""
    page = re.sub(r'(?<=lang=")\w+|(?<="inLanguage":")\w+', lambda found: names.get(found[0], found[0]), page)
    files = re.compile(r"\b(\w+)\.(\w\w)\.(\w+)\b")
    return files.sub(lambda found: ".".join(names.get(part, part) for part in found.groups()), page)


DIGEST = re.compile(r"(?<= digest\")>[0-9a-f ]+")
PERIOD = re.compile(r"[.\u0964]?</strong>")


def drop_script_styles(page: str, families: Sequence[str]) -> str:
    """Drop what follows from scripts other than Latin: styles that name their typefaces, their spaces and periods.

    The digest of the core text, in which a period counts, goes too.
    """
    found = SCRIPT_STYLES.findall(page)
    assert len(found) == bool(families)
    assert all(one in styles for one in families for _, styles in found)
    page = SCRIPT_STYLES.sub(r"\1}", page).replace(" unspaced", "")
    return PERIOD.sub("</strong>", DIGEST.sub(">", page))


def typeset_all(folder: Path, names: Mapping[str, str]) -> dict[tuple[str, str, bool], list[str]]:
    """Typeset every edition of a library, by language, variant and whether it has an imprint.

    Its names are hidden, and so are the styles of scripts.
    """
    library, _ = load(folder)
    families = [FAMILIES[lang] for lang in library.languages if lang in FAMILIES]
    return {
        (names[one.lang], names[one.variant_name], bool(imprint)): hide_names(
            drop_script_styles(typeset(one), families), names
        ).splitlines()
        for imprint in ("", *library.imprints)
        for one in select_editions(library, imprint=imprint)
    }


def list_content(element: StructureElement, names: Mapping[str, str]) -> list[Any]:
    """List what a tag tree says: roles, words and languages in reading order."""
    content = [list_content(one, names) if isinstance(one, StructureElement) else one for one in element.content]
    return [element.role, names.get(element.lang, element.lang), element.alt, *content]


def build(sources: Path, output: Path) -> list[Path]:
    """Build every edition of a library without a finding, and list the files of its publications."""
    summary = pipeline.build_editions(BuildRequest(sources, output), lambda *_: None, IN_THIS_PROCESS)
    assert [str(one) for one in summary.findings] == []
    return [output / row.file for row in summary.rows]


def read_build(sources: Path, output: Path, names: Mapping[str, str]) -> dict[tuple[str, ...], Any]:
    """Build a library and read its files back, with names hidden."""
    found: dict[tuple[str, ...], Any] = {}
    for path in build(sources, output):
        key = tuple(names.get(part, part) for part in path.name.split("."))
        pdf = path.suffix == ".pdf"
        data = path.read_bytes()
        found[key] = list_content(read_tag_tree(data), names) if pdf else hide_names(data.decode(), names).splitlines()
    return found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("original") / "sources")


@pytest.mark.parametrize("pair", LANGUAGE_PAIRS, ids=" ".join)
def test_a_library_with_other_names_makes_the_same_pages(original: Path, tmp_path: Path, pair: tuple[str, str]) -> None:
    renamed = rename(make_library(tmp_path / "sources"), dict(zip(LANGUAGES, pair, strict=True)))
    assert [str(one) for one in findings(renamed)] == []
    expected = typeset_all(original, list_names(LANGUAGES, renamed=False))
    assert len(expected) == 12
    assert typeset_all(renamed, list_names(pair, renamed=True)) == expected


def test_a_build_with_other_names_says_the_same(original: Path, tmp_path: Path) -> None:
    """Finished files too: what breaks lines and shapes letters knows languages as well."""
    pair = ("no", "to")
    renamed = rename(make_library(tmp_path / "sources"), dict(zip(LANGUAGES, pair, strict=True)))
    expected = read_build(original, tmp_path / "original", list_names(LANGUAGES, renamed=False))
    assert len(expected) == 6
    assert read_build(renamed, tmp_path / "renamed", list_names(pair, renamed=True)) == expected


def test_words_of_the_press_may_name_publications(tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {})
    shutil.rmtree(sources / "glossary")
    home = sources / "publications"
    for number, word in enumerate(WORDS):
        shutil.copytree(home / "handwashing", home / word)
        facts = home / word / "publication.yaml"
        facts.write_text(facts.read_text("utf-8").replace("01-001", f"02-{number:03}"), "utf-8")
        (home / word / "es.md").unlink()
    shutil.rmtree(home / "handwashing")
    assert [str(one) for one in findings(sources)] == []
    files = build(sources, tmp_path / "output")
    assert sorted({path.parent.name for path in files}) == sorted(WORDS)
    assert len(files) == 2 * len(WORDS)
    assert all((tmp_path / "output" / "catalogue" / f"{word}.en.html").exists() for word in WORDS)
