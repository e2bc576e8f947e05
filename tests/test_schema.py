"""The JSON Schemas agree with the models: what the press reads is valid, and what it refuses is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from press.load.schemas import MODELS, build_schemas, write_schemas
from press.load.yaml import read_yaml

ROOT = Path(__file__).parent.parent
LIBRARIES = [ROOT / "sources", ROOT / "tests" / "base_library"]
KINDS = {
    "center.yaml": "center",
    "organizations.yaml": "directory",
    "publications/*/publication.yaml": "facts",
    "publications/*/*.md": "front",
    "imprints/*.yaml": "imprint",
    "languages/*.yaml": "language",
    "profiles/*.yaml": "profile",
    "variants/*.yaml": "variant",
    "glossary/*.yaml": "glossary",
    "publications/*/translations.yaml": "ledger",
}
FILES = [
    (path, kind) for library in LIBRARIES for pattern, kind in KINDS.items() for path in sorted(library.glob(pattern))
]
EACH = pytest.mark.parametrize(("path", "kind"), FILES, ids=[path.relative_to(ROOT).as_posix() for path, _ in FILES])


def value_of(path: Path) -> Any:
    text = path.read_text("utf-8")
    document, found = read_yaml(text.split("---\n")[1] if path.suffix == ".md" else text, path.name)
    assert document
    assert not found
    return document.value


def choose_validator(kind: str) -> Any:
    """Choose by its name: what checks front matter in editors knows draft 7 only."""
    return Draft7Validator if kind == "front" else Draft202012Validator


@EACH
def test_shipped_yaml_is_valid(path: Path, kind: str) -> None:
    errors = choose_validator(kind)(build_schemas()[kind]).iter_errors(value_of(path))
    assert [error.message for error in errors] == []


@EACH
def test_shipped_yaml_names_its_schema(path: Path, kind: str) -> None:
    if path.suffix == ".yaml" and path.is_relative_to(ROOT / "sources"):
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
        assert found
        assert (path.parent / found[1]).resolve() == ROOT / "output" / "schemas" / f"{kind}.json"


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        ("center", {"nmae": "x"}, []),
        ("center", {"language": "English"}, ["language"]),
        ("directory", {"organizations": {"AAOS": {"name": "x", "url": "https://x.example"}}}, ["organizations"]),
        ("directory", {"organizations": {"aaos": {"url": "https://x.example"}}}, ["organizations", "aaos"]),
        ("facts", {"number": 15}, ["number"]),
        ("facts", {"issued": "June 2015"}, ["issued"]),
        ("front", {"brief": ["only one"]}, ["brief"]),
        ("language", {"direction": "up"}, ["direction"]),
        ("variant", {"fill": 9}, ["fill"]),
        ("variant", {"width": "wide"}, ["width"]),
    ],
)
def test_wrong_yaml_is_not_valid(kind: str, change: dict[str, Any], where: list[str]) -> None:
    path = next(path for path, its in FILES if its == kind)
    value = value_of(path) | change
    errors = list(choose_validator(kind)(build_schemas()[kind]).iter_errors(value))
    assert [list(error.path) for error in errors] == [where]


@pytest.mark.parametrize("kind", MODELS)
def test_schema_is_well_formed_and_describes_every_key(kind: str) -> None:
    schema = build_schemas()[kind]
    validator = choose_validator(kind)
    validator.check_schema(schema)
    assert schema["$schema"] == validator.META_SCHEMA["$schema"]
    assert schema["title"]
    assert schema["description"]
    parts = schema.get("$defs", {})
    for part in [schema, *parts.values()]:
        assert part["additionalProperties"] is False
        for name, field in part["properties"].items():
            # A key that is a group of keys may leave its description to that group.
            group = parts.get(field.get("$ref", "").rpartition("/")[2], {})
            assert field.get("description") or group.get("description"), f"{name} has no description"


def test_write_schemas(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path / "schemas")
    assert [path.name for path in paths] == [f"{name}.json" for name in MODELS]
    assert [json.loads(path.read_text("utf-8")) for path in paths] == list(build_schemas().values())
