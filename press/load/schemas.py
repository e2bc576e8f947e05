"""JSON Schemas of the sources, so that editors complete and check YAML as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from press.model.sources.center import Center, Directory
from press.model.sources.imprint import Imprint
from press.model.sources.language import Glossary, Language
from press.model.sources.publication import FrontMatter, IndexSheet, PublicationFacts, TranslationRecord
from press.model.sources.variant import Profile, Variant
from press.style.tokens import read_tokens

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MODELS: dict[str, type[BaseModel]] = {
    "center": Center,
    "directory": Directory,
    "facts": PublicationFacts,
    "front": FrontMatter,
    "glossary": Glossary,
    "imprint": Imprint,
    "index": IndexSheet,
    "language": Language,
    "ledger": TranslationRecord,
    "profile": Profile,
    "variant": Variant,
}
"""The model of each kind of source file, by the name of its schema."""
TOKEN_KEYS = frozenset({"tokens", "imprint_tokens"})
"""Keys of a source file that hold style tokens."""


def build_schemas() -> dict[str, dict[str, Any]]:
    """Build a JSON Schema for each kind of source file.

    They are of draft 2020-12, by name, with the descriptions of every key.
    """
    return {name: _build_schema(name, model) for name, model in MODELS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write each schema into a folder as `<name>.json`.

    Makes the folder if need be, and gives the paths. Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in build_schemas().items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return paths


def _build_schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = _tidy_schema(model.model_json_schema())
    head = {"$schema": DIALECT, "$id": f"urn:handout-press:{name}", "title": model.__name__}
    _name_tokens(schema)
    return {**head, "description": schema.pop("description", ""), **schema}


def _name_tokens(schema: dict[str, Any]) -> None:
    """Name every style token, with its meaning, where tokens are changed."""
    for key in TOKEN_KEYS & schema["properties"].keys():
        field = schema["properties"][key]
        value = field.pop("additionalProperties")
        named = {name: {**value, "description": token.description} for name, token in read_tokens().items()}
        tokens = {"type": field.pop("type"), "properties": named, "additionalProperties": False}
        schema.setdefault("$defs", {})["Tokens"] = tokens
        field["$ref"] = "#/$defs/Tokens"


def _tidy_schema(schema: Any) -> Any:
    """Drop made-up titles, and forbid keys that match no pattern.

    pydantic makes up the titles.
    """
    if isinstance(schema, list):
        return [_tidy_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # Below `properties` and `$defs` the keys are names, and `title` is one of them.
    tidy = {
        key: {name: _tidy_schema(part) for name, part in value.items()}
        if key in {"properties", "$defs"}
        else _tidy_schema(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return {**tidy, "additionalProperties": False} if "patternProperties" in tidy else tidy
