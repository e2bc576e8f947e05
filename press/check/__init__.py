"""Look at sources before anything is made."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pickle
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

from press.catalogue import rules as catalogue_rules
from press.check import braille, contacts, figures, languages, publications, speech, texts, variants, wording
from press.imprints import notice as notice_rules
from press.imprints import source_rules as imprint_rules
from press.model.findings import Finding
from press.model.library import Library
from press.model.rules import Rule, list_rules
from press.plain_language import easy_read
from press.plain_language import rules as plain_language_rules
from press.runtime import cache
from press.runtime.installation import (
    FORMAT_TOOLS,
    hash_code,
    hash_data,
    list_format_tools,
    list_installed_packages,
)
from press.shelf_life import check_overdue
from press.shelf_life import source_rules as shelf_life_rules
from press.style.sheets import bundle_styles
from press.translations import rules as translation_rules

SOURCE_RULES: tuple[ModuleType, ...] = (
    publications,
    texts,
    languages,
    wording,
    variants,
    figures,
    contacts,
    braille,
    speech,
    shelf_life_rules,
    imprint_rules,
    notice_rules,
    catalogue_rules,
    translation_rules,
    plain_language_rules,
    easy_read,
)


def check(library: Library, day: dt.date | None = None) -> list[Finding]:
    """Run every source rule, and find dates that have passed.

    day: the day to compare dates with; the system's, if none is given.
    """
    rules: list[Rule[Library]] = [rule for module in SOURCE_RULES for rule in list_rules(module)]
    readable = library.tolerant or library
    found = [finding for rule in rules if rule.scope == "library" for finding in rule(readable)]
    found += _check_publications(readable, [rule for rule in rules if rule.scope == "publication"])
    # A set, because what a variant takes over is wrong once, in the variant that says it.
    return sorted({*found, *check_overdue(library, day)})


KeyedFindings = dict[str, tuple[str, tuple[Finding, ...]]]
"""For each publication, a key and its findings."""


def _check_publications(library: Library, rules: Sequence[Rule[Library]]) -> list[Finding]:
    """Check each publication by itself, unless what it was checked with is the same.

    What these rules find depends on the publication's files, on those that all publications share, on the press and on
    what is installed.
    """
    path = cache.find_cache_folder() / "findings" / hashlib.sha256(os.fsencode(library.home)).hexdigest()[:32]
    known: KeyedFindings = pickle.loads(cache.read_bytes(path) or pickle.dumps({}))  # noqa: S301 - whole, and our own
    shared = hash_data(
        [hash_code(), list_installed_packages(), list_format_tools(FORMAT_TOOLS), bundle_styles("print"),
         library.digest]
    )  # fmt: skip
    found: KeyedFindings = {}
    for slug, publication in library.publications.items():
        key = f"{shared} {publication.digest}" if library.digest and publication.digest else ""
        found[slug] = known.get(slug, ("", ()))
        if not key or found[slug][0] != key:
            found[slug] = key, _find(replace(library, publications={slug: publication}), rules)
    if found != known and library.home:
        cache.store_bytes(path, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return [finding for _, findings in found.values() for finding in findings]


def _find(library: Library, rules: Sequence[Rule[Library]]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(finding for rule in rules for finding in rule(library)))
