"""JSON Schemas of the sources, so that editors complete and check YAML as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from press.model.facts import Center, Directory, Facts, Front, Language, Profile, Variant
from press.model.imprint import Imprint
from press.model.textfacts import Glossary, IndexSheet, Ledger

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MODELS: dict[str, type[BaseModel]] = {
    "center": Center,
    "directory": Directory,
    "facts": Facts,
    "front": Front,
    "glossary": Glossary,
    "imprint": Imprint,
    "index": IndexSheet,
    "language": Language,
    "ledger": Ledger,
    "profile": Profile,
    "variant": Variant,
}
"""What each kind of source file holds, by the name of its schema."""


def schemas() -> dict[str, dict[str, Any]]:
    """A JSON Schema (draft 2020-12) for each kind of source file, by name, with the descriptions of every key."""
    return {name: _schema(name, model) for name, model in MODELS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write each schema into a folder as `<name>.json`, making the folder if need be; gives their paths.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return paths


def _schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    made = _tidy(model.model_json_schema())
    head = {"$schema": DIALECT, "$id": f"urn:handout-press:{name}", "title": model.__name__}
    return {**head, "description": made.pop("description", ""), **made}


def _tidy(schema: Any) -> Any:
    """A schema without the titles that pydantic makes up, and with no keys but those that match a pattern."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # Below `properties` and `$defs` the keys are names, and `title` is one of them.
    tidy = {
        key: {name: _tidy(part) for name, part in value.items()} if key in {"properties", "$defs"} else _tidy(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return {**tidy, "additionalProperties": False} if "patternProperties" in tidy else tidy
