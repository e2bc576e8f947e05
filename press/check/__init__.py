"""Look at sources before anything is made."""

from __future__ import annotations

import datetime as dt
from types import ModuleType

from press.catalogue import rules as catalogue_rules
from press.check import braille, contacts, figures, languages, publications, speech, texts, variants, wording
from press.importer import rules as import_rules
from press.imprints import notice as notice_rules
from press.imprints import source_rules as imprint_rules
from press.model.findings import Finding
from press.model.library import Library
from press.model.rules import Rule, list_rules
from press.plain_language import easy_read
from press.plain_language import rules as plain_language_rules
from press.shelf_life import check_overdue
from press.shelf_life import source_rules as shelf_life_rules
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
    import_rules,
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
    found = [finding for rule in rules for finding in rule(library.tolerant or library)]
    # A set, because what a variant takes over is wrong once, in the variant that says it.
    return sorted({*found, *check_overdue(library, day)})
