"""Variants that extend others, and the table of style tokens."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from press.build.selection import select_editions
from press.load import load
from press.load.schemas import build_schemas
from press.model.edition import Edition
from press.model.library import Library
from press.publish.fingerprints import hash_parts, list_changed_parts
from press.runtime.resources import STYLES
from press.style.resolve import resolve_css, resolve_values
from press.style.tokens import StyleToken, read_tokens
from tests import shape
from tests.commands import invoke
from tests.overlay import BASE, findings, lay

ROOT = Path(__file__).parent.parent
PARENT = """extends: letter
order: 20
profile: extra
fold: {kind: saddle, sheet_width: 17in, sheet_height: 11in}
tokens:
  font-size-body: 14pt
  baseline: 20pt
imprint_tokens: {question-gap: 5pt}
"""
CHILD = """extends: parent
order: 30
profile:
fold: {kind: saddle, sheet_width: 17in, sheet_height: 11in, caliper: 0.2mm}
tokens:
  baseline: 21pt
imprint_tokens: {directory-gap: 1pt}
"""
PROFILE = "title: T\nsource: S\nrules:\n  - {measure: body, comparison: at least, figure: 9, unit: pt, clause: C}\n"
FAMILY = {"variants/parent.yaml": PARENT, "variants/child.yaml": CHILD, "profiles/extra.yaml": PROFILE}
KINDS = {"length", "number", "percentage", "color", "keyword", "content", "typeface", "weight", "line"}


def said(folder: Path) -> list[str]:
    """List findings without the folder and without hints."""
    return [str(one).split("\n")[0].removeprefix(f"{folder}/") for one in findings(folder)]


def run(*args: str | Path) -> int:
    return invoke(*args).exit_code


def editions_of(library: Library) -> dict[str, Edition]:
    return {one.variant_name: one for one in select_editions(library) if one.lang == "en"}


# ---------------------------------------------------------------- extends


def test_a_variant_takes_over_what_it_does_not_list(tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", FAMILY)
    assert [one for one in said(folder) if " warning: " not in one] == []
    variants = load(folder)[0].variants
    parent, child = variants["parent"], variants["child"]
    assert (parent.kind, parent.width, parent.contents, parent.order) == ("handout", "8.5in", True, 20)
    assert (child.kind, child.width, child.contents, child.order) == ("handout", "8.5in", True, 30)
    assert child.tokens == {"font-size-body": "14pt", "baseline": "21pt"}
    assert child.imprint_tokens == {"question-gap": "5pt", "directory-gap": "1pt"}
    assert child.fold
    assert child.fold.caliper == "0.2mm"
    assert (parent.profile, child.profile) == ("extra", None)
    assert variants["letter"].tokens == {}


def test_an_extension_is_the_same_as_a_variant_written_out(tmp_path: Path) -> None:
    written_out = (BASE / "variants/letter.yaml").read_text("utf-8") + "tokens: {baseline: 20pt}\n"
    files = {"variants/long.yaml": written_out, "variants/short.yaml": "extends: letter\ntokens: {baseline: 20pt}\n"}
    variants = load(lay(tmp_path / "sources", files))[0].variants
    assert variants["long"].model_dump() == variants["short"].model_dump()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "extends: lettre\n"}, ["variants/a.yaml:1:10 LOD118 there is no variant `lettre`"]),
        ({"a": "order: 3\nextends: a\n"}, ["variants/a.yaml:2:10 LOD119 the variant extends itself: `a` → `a`"]),
        (
            {"a": "extends: c\n", "b": "extends: a\n", "c": "extends: b\n", "d": "extends: a\n"},
            [
                "variants/a.yaml:1:10 LOD119 the variant extends itself: `a` → `c` → `b` → `a`",
                "variants/b.yaml:1:10 LOD119 the variant extends itself: `b` → `a` → `c` → `b`",
                "variants/c.yaml:1:10 LOD119 the variant extends itself: `c` → `b` → `a` → `c`",
                "variants/d.yaml:1:10 LOD118 the variant `a` has errors",
            ],
        ),
        (
            {"a": "extends: b\n", "b": "extends: letter\nfill: 9\n", "c": "extends: a\n"},
            [
                "variants/a.yaml:1:10 LOD118 the variant `b` has errors",
                "variants/b.yaml:2:7 LOD117 `fill` is 9",
                "variants/c.yaml:1:10 LOD118 the variant `a` has errors",
            ],
        ),
        (
            {"a": "extends: b\n", "b": "extends: [\n"},
            ["variants/a.yaml:1:10 LOD118 the variant `b` has errors", "variants/b.yaml:2:1 LOD101"],
        ),
        ({"a": "extends: b\n", "b": "# nothing\n"}, ["variants/a.yaml:1:10 LOD118", "variants/b.yaml:1:1 LOD203"]),
        ({"a": "extends: letter\ntokens: [baseline]\n"}, ["variants/a.yaml:2:9 LOD113 `tokens` is a list"]),
        ({"a": "extends: letter\ntokens:\n"}, ["variants/a.yaml:2:8 LOD116 nothing stands after `tokens`"]),
        ({"a": "extends: letter\nkind:\n"}, ["variants/a.yaml:2:6 LOD116 nothing stands after `kind`"]),
        ({"a": "extends: ../letter\n"}, ["variants/a.yaml:1:10 LOD118 there is no variant `../letter`"]),
        ({"a": "extends: [letter]\n"}, ["variants/a.yaml:1:10 LOD118 there is no variant `['letter']`"]),
        ({"a": "extends: ''\n"}, ["variants/a.yaml:1:10 LOD118 there is no variant ``"]),
        ({"a": "extends: 5\n"}, ["variants/a.yaml:1:10 LOD118 there is no variant `5`"]),
    ],
    ids=[
        "missing",
        "itself",
        "circle",
        "broken",
        "unreadable",
        "empty",
        "list",
        "no tokens",
        "no kind",
        "path",
        "names",
        "no name",
        "number",
    ],
)
def test_what_cannot_be_extended_is_a_finding(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    folder = lay(tmp_path / "sources", {f"variants/{name}.yaml": text for name, text in files.items()})
    found = said(folder)
    assert len(found) == len(expected), found
    assert [one for one, start in zip(found, expected, strict=True) if not one.startswith(start)] == []
    assert not files.keys() & load(folder)[0].variants.keys() - {"b"}
    assert run("check", "--sources", folder) == 1


def test_an_inherited_mistake_is_found_once_where_it_is_written(tmp_path: Path) -> None:
    files = FAMILY | {"variants/parent.yaml": PARENT.replace("font-size-body: 14pt", "font-size-bodi: 14pt")}
    found = said(lay(tmp_path / "sources", files))
    assert found == ["variants/parent.yaml:6:19 SRC304 there is no style token `font-size-bodi`"]


def test_a_changed_parent_makes_its_children_again(tmp_path: Path) -> None:
    before = editions_of(load(lay(tmp_path / "before", FAMILY))[0])
    files = FAMILY | {"variants/parent.yaml": PARENT.replace("14pt", "15pt")}
    after = editions_of(load(lay(tmp_path / "after", files))[0])
    changed = {name: list_changed_parts(hash_parts(before[name]), hash_parts(after[name])) for name in before}
    assert changed == {"child": ("variant",), "parent": ("variant",), "letter": (), "web": ()}


def test_a_build_sees_a_changed_parent(tmp_path: Path) -> None:
    files = {
        "variants/letter.yaml": "format: html\nkind: web-page\n",
        "variants/child.yaml": "extends: web\norder: 5\n",
    }
    sources, output = lay(tmp_path / "sources", files), tmp_path / "output"
    build = ("build", "--sources", sources, "--output", output, "--variant", "child", "--today", "2020-02-01")

    def read_digests() -> set[str]:
        return {
            one["parts"]["variant"] for one in json.loads((output / "manifest.json").read_text("utf-8"))["editions"]
        }

    assert run(*build) == 0
    first, parent = read_digests(), sources / "variants/web.yaml"
    parent.write_text(parent.read_text("utf-8") + "tokens: {line-length: 30rem}\n", "utf-8")
    os.utime(parent)
    assert run(*build) == 0
    assert not first & read_digests()


def test_shipped_variants_list_only_what_differs() -> None:
    library, found = load(ROOT / "sources")
    assert not [one for one in found if one.severity == "error"]
    extending = {name: one for name, one in library.variants.items() if one.extends}
    assert len(extending) >= 8
    for name, variant in extending.items():
        parent = library.variants[str(variant.extends)]
        listed = library.sources[f"variants/{name}.yaml"].positions
        for key in ("tokens", "imprint_tokens"):
            ours, theirs = getattr(variant, key), getattr(parent, key)
            assert [one for one in ours if (key, one) in listed and ours[one] == theirs.get(one)] == [], name
        keys = {str(path[0]) for path in listed if path}
        assert [key for key in keys if getattr(variant, key) == getattr(parent, key)] == [], name


# ---------------------------------------------------------------- tokens


def test_the_table_of_tokens_is_total() -> None:
    """Every token that is declared has a meaning, and every one is used."""
    table = read_tokens()
    declared = shape.declared_tokens((STYLES / "tokens.css").read_text("utf-8"))
    assert {f"--{name}" for name in table} == declared
    sheets = "\n".join(path.read_text("utf-8") for path in STYLES.rglob("*.css"))
    read_by_typeset = {"--figure-crop"}  # it chooses a drawing, which no style sheet can do
    assert declared == shape.used_tokens(sheets) | read_by_typeset


def test_every_token_says_its_kind_and_its_meaning_in_full_words() -> None:
    for name, token in read_tokens().items():
        assert token.kind in KINDS, name
        assert re.fullmatch(r"[A-Z].{12,}\.", token.meaning), name
        assert all(len(word) > 2 or word == "of" for word in name.split("-")), name
    meanings = [token.meaning for token in read_tokens().values()]
    assert len(set(meanings)) == len(meanings)


@pytest.mark.parametrize(
    ("schema", "key"), [("variant", "tokens"), ("variant", "imprint_tokens"), ("language", "tokens")]
)
def test_the_schema_explains_every_token(schema: str, key: str) -> None:
    whole = build_schemas()[schema]
    field = whole["properties"][key]
    tokens = whole["$defs"][field["$ref"].rpartition("/")[2]]
    described = {name: one["description"] for name, one in tokens["properties"].items()}
    assert described == {name: token.description for name, token in read_tokens().items()}
    assert described["font-size-body"] == "Size of running text. A length; `12pt` where nothing else is set."


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ({"extends": "letter"}, True),
        ({"extends": "letter", "tokens": {"baseline": "12pt"}}, True),
        ({"format": "pdf", "kind": "handout"}, True),
        ({"format": "pdf"}, False),
        ({"extends": "letter", "tokens": {"basline": "12pt"}}, False),
        ({"extends": "Letter size"}, False),
    ],
)
def test_the_schema_asks_less_of_an_extension(value: dict[str, object], valid: bool) -> None:
    assert Draft202012Validator(build_schemas()["variant"]).is_valid(value) == valid


def test_a_page_of_documentation_names_no_token_that_does_not_exist() -> None:
    text = (ROOT / "docs/staff/variants.md").read_text("utf-8")
    named = set(re.findall(r"^  ([a-z]+(?:-[a-z]+)+): ", text, re.MULTILINE))
    assert named
    assert named <= read_tokens().keys()


# ---------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("var(--a)", "12pt"),
        ("var( --b )", "24pt"),
        ("calc(.5 * var(--a))", "6pt"),
        ("calc(1in - 2pt)", "70pt"),
        ("calc(1in - 2pt * 3 + 25.4mm / 2)", "102pt"),
        ("calc(2 * (1pt + 2pt))", "6pt"),
        ("calc(-1 * calc(2pt + 3pt))", "-5pt"),
        ("calc(1 / 3)", "0.333333"),
        ("calc(1pt / 0)", "calc(1pt / 0)"),
        ("calc(1pt + 2)", "calc(1pt + 2)"),
        ("calc(2pt * 3pt)", "calc(2pt * 3pt)"),
        ("calc(100% / 2)", "50%"),
        ("calc(1em + 2pt)", "calc(1em + 2pt)"),
        ("calc(1pt 2pt)", "calc(1pt 2pt)"),
        ("calc(1pt +)", "calc(1pt +)"),
        ("calc()", "calc()"),
        ('"var(--a)"', '"var(--a)"'),
        ("a{b:[var(--a)]}", "a{b:[12pt]}"),
    ],
)
def test_values_are_filled_in_before_layout(css: str, expected: str) -> None:
    assert resolve_values(css, {"a": "12pt", "b": "calc(2 * var(--a))"}) == expected


def test_a_token_that_refers_to_itself_or_to_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="the token b refers to itself"):
        resolve_values("var(--a)", {"a": "var(--b)", "b": "calc(1 * var(--b))"})
    with pytest.raises(KeyError):
        resolve_values("var(--c)", {})


def test_nothing_of_the_table_is_left_in_the_print_sheet() -> None:
    css = resolve_css((("font-size-body", "13pt"),))
    assert "var(" not in css
    assert ":root" not in css
    assert "font: 400 13pt/1.375" in css


def test_a_description_names_the_default() -> None:
    assert StyleToken("length", "M.", "1pt").description == "M. A length; `1pt` where nothing else is set."


@pytest.mark.parametrize(
    "sizes",
    [
        "", ", sheet_width: 11in", ", sheet_height: 8.5in", ", sheet_width: 297, sheet_height: 210",
        ", sheet_width: 297MM, sheet_height: 210mm", ", sheet_width: mm, sheet_height: 210mm",
        ", sheet_width: '', sheet_height: 210mm", ", sheet_width: 1e999in, sheet_height: 8in",
        ", sheet_width: -11in, sheet_height: 8in", ", sheet_width: [11in], sheet_height: {in: 8}",
    ],
)  # fmt: skip
def test_a_fold_without_sizes_is_a_finding(sizes: str, tmp_path: Path) -> None:
    text = f"format: pdf\nkind: handout\nwidth: 5.5in\nheight: 8.5in\nfold: {{kind: saddle{sizes}}}\n"
    found = findings(lay(tmp_path / "sources", {"variants/extra.yaml": text}))
    assert {(one.code[:5], one.place.file.rpartition("/")[2], one.place.line) for one in found} == {
        ("LOD11", "extra.yaml", 5)
    }


@pytest.mark.parametrize("line", ["width: wide", "height: 11", "width: ''", "height: [8in]", "fold: 7", "tokens: 7"])
def test_a_length_without_a_unit_is_a_finding(line: str, tmp_path: Path) -> None:
    given = {
        "format": "format: pdf", "kind": "kind: handout", "width": "width: 5.5in", "height": "height: 8.5in",
        "fold": "fold: {kind: saddle, sheet_width: 11in, sheet_height: 8.5in}",
    }  # fmt: skip
    given[line.partition(":")[0]] = line
    found = findings(lay(tmp_path / "sources", {"variants/extra.yaml": "\n".join(given.values())}))
    assert found
    assert {one.place.file.rpartition("/")[2] for one in found} == {"extra.yaml"}
