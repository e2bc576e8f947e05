"""Languages read from their files: completed by CLDR, and with their part of the center's statements and notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from press.load.files import SourceFolder
from press.load.records import make_record, read_documents
from press.load.yaml import YamlDocument
from press.model.findings import FindingCode, Place
from press.model.publication import Source
from press.model.sources.center import Center, Organization, Statement
from press.model.sources.fields import LANGUAGE_TAG
from press.model.sources.language import Language
from press.model.sources.publication import PublicationFacts
from press.text.cldr import read_language_defaults

TWICE = FindingCode(
    "LOD120",
    "A statement, title or note stands once in each language.",
    "house rule: sources say what they mean, once",
    "keep it in the file of the language, and delete the other",
    bad={"languages/es.yaml": "name: español\nstatements: {copying: {text: Copie.}}\n"},
    good={},
)
CODES = (TWICE,)


@dataclass(frozen=True, slots=True)
class LanguageSources:
    """The languages of a library, with the documents that they were read from, by tag."""

    languages: Mapping[str, Language]
    documents: Mapping[str, YamlDocument]

    def locate_statement(self, lang: str, key: str, field: str) -> tuple[str, tuple[int, int]] | None:
        """Locate a form of a statement, `text` or `short`, in the file of a language, if it stands there."""
        keys = ("statements", key, field)
        document = self.documents.get(lang)
        if not document or keys not in document.positions:
            return None
        return f"languages/{lang}.yaml", document.locate_text(keys)


def read_languages(folder: SourceFolder, sources: dict[str, Source]) -> LanguageSources:
    """Read each language, completed by what CLDR knows."""
    documents = read_documents(folder, sources, "languages", LANGUAGE_TAG.fullmatch)
    languages = {
        lang: make_record(folder, f"languages/{lang}.yaml", Language, _complete_document(lang, document))
        for lang, document in documents.items()
    }
    return LanguageSources(languages, documents)


def _complete_document(lang: str, document: YamlDocument) -> YamlDocument:
    """Add what CLDR knows to what the file says."""
    if not isinstance(document.value, dict):
        return document
    value: dict[str, Any] = dict(document.value)
    for key, default in read_language_defaults(lang).items():
        if key == "months_alone" and ("months" in document.value or "month_year" in document.value):
            continue  # they belong to the months and the pattern of CLDR
        own = value.setdefault(key, default)
        if isinstance(own, dict) and isinstance(default, dict) and key != "plurals":
            value[key] = {**default, **own}
    return replace(document, value=value)


# ---------------------------------------------------------------- what a language says for the center


def add_statements(folder: SourceFolder, center: Center | None, read: LanguageSources) -> Center | None:
    """Add the statements that language files have to those of `center.yaml`."""
    if not center:
        return center
    statements = dict(center.statements)
    for lang, language in read.languages.items():
        for key, words in language.statements.items():
            if key in statements:
                place = _find_place(folder, read, lang, ("statements", key))
                statements[key] = _add_statement(folder, statements[key], lang, words, place)
    return center.model_copy(update={"statements": statements})


def _add_statement(folder: SourceFolder, statement: Statement, lang: str, words: Any, place: Place) -> Statement:
    """Add the words of one language to a statement."""
    update = {}
    for name in type(words).model_fields:
        text, texts = getattr(words, name), getattr(statement, name) or {}
        if text and lang in texts:
            folder.findings.append(TWICE.make_finding(place, f"center.yaml has this {name} in `{lang}` too"))
        elif text:
            update[name] = {**texts, lang: text}
    return statement.model_copy(update=update)


def add_notes(
    folder: SourceFolder, organizations: Mapping[str, Organization], read: LanguageSources
) -> dict[str, Organization]:
    """Add the notes that language files have to those of `organizations.yaml`."""
    found = dict(organizations)
    for lang, language in read.languages.items():
        for key, text in language.notes.items():
            if key not in found:
                continue
            notes = found[key].note or {}
            if lang in notes:
                place = _find_place(folder, read, lang, ("notes", key))
                folder.findings.append(TWICE.make_finding(place, f"organizations.yaml has this note in `{lang}` too"))
            else:
                found[key] = found[key].model_copy(update={"note": {**notes, lang: text}})
    return found


def add_thanks(facts: PublicationFacts, languages: Mapping[str, Language], used: Iterable[str]) -> PublicationFacts:
    """Thank each reviewer in the languages in which the publication has no words of its own."""
    thanks = {lang: languages[lang].thanks for lang in used if lang in languages and languages[lang].thanks}
    if not thanks or not facts.reviewers:
        return facts
    reviewers = [
        one.model_copy(update={"thanked_for": {**thanks, **one.thanked_for}}) if one.thanked_for else one
        for one in facts.reviewers
    ]
    return facts.model_copy(update={"reviewers": reviewers})


def _find_place(folder: SourceFolder, read: LanguageSources, lang: str, keys: tuple[str, ...]) -> Place:
    document, path = read.documents[lang], folder.format_path(f"languages/{lang}.yaml")
    return Place(path, *(document.key_positions.get(keys) or document.positions.get(keys, (1, 1))))
