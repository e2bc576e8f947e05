"""JSON Schemas of the sources, so that editors complete and check YAML as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from press.model.library import Library
from press.model.sources.center import Center, Directory
from press.model.sources.imprint import Imprint
from press.model.sources.language import Glossary, Language
from press.model.sources.notice import AvailabilityNotice, NoticeStates
from press.model.sources.publication import (
    FrontMatter,
    IndexSheet,
    PublicationFacts,
    SignatureRecord,
    TranslationRecord,
)
from press.model.sources.variant import Profile, Variant
from press.runtime.disk import name_path
from press.style.tokens import read_tokens
from press.text.cldr import CLDR_KEYS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OLD_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect of the schema of front matter, because programs that check Markdown files know no newer one."""

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
    "notice": AvailabilityNotice,
    "profile": Profile,
    "signatures": SignatureRecord,
    "states": NoticeStates,
    "variant": Variant,
}
"""The model of each kind of source file, by the name of its schema."""
TOKEN_KEYS = frozenset({"tokens", "imprint_tokens"})
"""Keys of a source file that hold style tokens."""


def build_schemas(library: Library | None = None) -> dict[str, dict[str, Any]]:
    """Build a JSON Schema for each kind of source file.

    They are by name, with the descriptions of every key. library: whose statements, organizations, profiles, kinds and
    collections are the choices where a source names one.
    """
    schemas = {name: _build_schema(name, model) for name, model in MODELS.items()}
    if library:
        _add_choices(schemas, library)
    return schemas


def _add_choices(schemas: dict[str, dict[str, Any]], library: Library) -> None:
    center = library.center
    facts, variant = schemas["facts"]["properties"], schemas["variant"]["properties"]
    kinds = sorted({kind for language in library.languages.values() for kind in language.kinds})
    numbers = sorted(one.facts.number for one in library.publications.values() if one.facts.number)
    for holder, names in (
        (facts["statements"]["items"], center.statements if center else ()),
        (facts["organizations"]["items"], library.organizations),
        (
            _find_text_choice(facts["collection"]),
            center.plain_language.collections if center and center.plain_language else (),
        ),
        (_find_text_choice(facts["superseded_by"]), numbers),
        (_find_text_choice(variant["profile"]), library.profiles),
        (variant["kind"], kinds),
        (_find_text_choice(schemas["index"]["properties"]["language"]), library.languages),
    ):
        if names:
            holder["enum"] = list(names)
    # A publication may have organizations of its own, whose keys no list has.
    known = facts["organizations"]["items"].pop("enum", None)
    if known:
        facts["organizations"]["items"] = {"anyOf": [{"enum": known}, facts["organizations"]["items"]]}
    localized = schemas["facts"]["$defs"]["Reviewer"]["properties"]["thanked_for"]
    localized["properties"] = {lang: {"type": "string"} for lang in library.languages}


def _find_text_choice(schema: dict[str, Any]) -> dict[str, Any]:
    """Find the part of an optional value that is not null."""
    return next((part for part in schema.get("anyOf", ()) if part.get("type") != "null"), schema)


def write_schemas(folder: Path, library: Library | None = None) -> list[Path]:
    """Write each schema into a folder as `<name>.json`.

    Makes the folder if need be, and gives the paths. Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in build_schemas(library).items():
        paths.append(folder / f"{name}.json")
        with name_path(paths[-1]):
            paths[-1].write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return paths


def _build_schema(name: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = _tidy_schema(model.model_json_schema())
    head = {
        "$schema": OLD_DIALECT if model is FrontMatter else DIALECT,
        "$id": f"urn:handout-press:{name}",
        "title": model.__name__,
    }
    _name_tokens(schema)
    if model is Language:
        _drop_cldr_keys(schema)
    return {**head, "description": schema.pop("description", ""), **schema}


def _drop_cldr_keys(schema: dict[str, Any]) -> None:
    """Ask for no key that CLDR fills in."""
    schema["required"] = [key for key in schema["required"] if key not in CLDR_KEYS]
    for name in ("ListPatterns", "SizePatterns"):
        del schema["$defs"][name]["required"]


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
