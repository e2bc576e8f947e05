"""Look at sources before anything is made."""

from __future__ import annotations

import datetime as dt
from types import ModuleType

from press.catalogue import rules as catalogue_rules
from press.check import contacts, languages, publications, source_profiles, texts, variants
from press.importer import rules as import_rules
from press.imprints import source_rules as imprint_rules
from press.model.edition import Library
from press.model.findings import Finding
from press.model.rules import Rule, rules_in
from press.plain_language import rules as plain_language_rules
from press.plain_language import source_index
from press.shelf_life import overdue
from press.shelf_life import source_rules as shelf_life_rules
from press.translations import rules as translation_rules

SOURCE_RULES: tuple[ModuleType, ...] = (
    publications,
    texts,
    languages,
    source_profiles,
    variants,
    contacts,
    shelf_life_rules,
    imprint_rules,
    import_rules,
    catalogue_rules,
    translation_rules,
    plain_language_rules,
    source_index,
)


def check(library: Library, day: dt.date | None = None) -> list[Finding]:
    """Every finding of the source rules, and what is past its date on a day (the system's, if none is given)."""
    rules: list[Rule[Library]] = [rule for module in SOURCE_RULES for rule in rules_in(module)]
    found = [finding for rule in rules for finding in rule(library.whole or library)]
    return sorted([*found, *overdue(library, day)])
