"""Variants, each with what it takes over from the variant that it extends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from press.load.files import SourceFolder
from press.load.records import make_record, read_documents
from press.load.yaml import YamlDocument
from press.model.findings import Finding, FindingCode, list_errors
from press.model.messages import suggest_name
from press.model.publication import Source
from press.model.sources.fields import SLUG
from press.model.sources.variant import Variant

HOUSE = "house rule: a variant lists what differs from the variant that it extends"
_PARENT = "format: html\nkind: handout\n"

NO_PARENT = FindingCode(
    "LOD118",
    "The variant that another extends exists and has no errors.",
    HOUSE,
    "correct that variant first",
    bad={"variants/extra.yaml": "extends: lettre\n"},
    good={"variants/extra.yaml": "extends: letter\n"},
)
CIRCLE = FindingCode(
    "LOD119",
    "A variant does not extend itself, not even by way of others.",
    HOUSE,
    "delete `extends` in one of them, and list there all that it needs",
    bad={"variants/extra.yaml": "extends: other\n", "variants/other.yaml": "extends: extra\n"},
    good={"variants/extra.yaml": "extends: other\n", "variants/other.yaml": _PARENT},
)
CODES = (NO_PARENT, CIRCLE)

MERGED = ("tokens", "imprint_tokens")
"""Keys whose entries are added one by one; every other key takes the place of the parent's."""

Documents = dict[str, YamlDocument]


def read_variants(folder: SourceFolder, sources: dict[str, Source]) -> dict[str, Variant]:
    """Read every variant, by name.

    One that extends what it cannot extend is a finding, and left out.
    """
    documents = read_documents(folder, sources, "variants", SLUG.fullmatch)
    ancestors = {name: _list_ancestors(name, documents) for name in documents}
    variants: dict[str, Variant] = {}
    for name in sorted(documents, key=lambda one: len(ancestors[one])):  # so that a parent is complete before its child
        path, parent = f"variants/{name}.yaml", _find_parent(documents[name])
        if parent is not None:
            if finding := _find_problem(name, parent, ancestors, folder, sources):
                folder.findings.append(finding)
                continue
            documents[name] = _extend(documents[name], documents[parent])
            sources[path] = replace(sources[path], parent=sources[f"variants/{parent}.yaml"])
        variants[name] = make_record(folder, path, Variant, documents[name])
    return {name: variants[name] for name in documents if name in variants}


def _find_parent(document: YamlDocument) -> str | None:
    parent = document.value.get("extends") if isinstance(document.value, dict) else None
    return None if parent is None else str(parent)


def _list_ancestors(name: str, documents: Documents) -> list[str]:
    """List what a variant extends, nearest first, each once."""
    ancestors: list[str] = []
    document: YamlDocument | None = documents[name]
    while document and (parent := _find_parent(document)) is not None and parent not in ancestors:
        ancestors.append(parent)
        document = documents.get(parent)
    return ancestors


def _find_problem(
    name: str, parent: str, ancestors: Mapping[str, list[str]], folder: SourceFolder, sources: Mapping[str, Source]
) -> Finding | None:
    """Find out why a variant cannot extend its parent."""
    place = sources[f"variants/{name}.yaml"].find_place("extends")
    if name in ancestors[name]:
        chain = " → ".join(f"`{one}`" for one in (name, *ancestors[name]))
        return CIRCLE.make_finding(place, f"the variant extends itself: {chain}")
    source = sources.get(f"variants/{parent}.yaml")
    if not source:
        hint = suggest_name(parent, ancestors.keys() - {name})
        return NO_PARENT.make_finding(place, f"there is no variant `{parent}`", hint)
    broken = {finding.place.file for finding in list_errors(folder.findings)}
    if source.path in broken or parent not in ancestors or parent in ancestors[parent]:
        return NO_PARENT.make_finding(place, f"the variant `{parent}` has errors", f"correct {source.path} first")
    return None


def _extend(document: YamlDocument, parent: YamlDocument) -> YamlDocument:
    """Add to a document what its parent says and it does not."""
    theirs: Any = parent.value
    own: Any = document.value
    merged = {
        key: {**theirs[key], **own[key]}
        for key in MERGED
        if isinstance(theirs.get(key), dict) and isinstance(own.get(key), dict)
    }
    return replace(document, value={**theirs, **own, **merged})
