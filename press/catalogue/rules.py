"""Rules for the parts of the catalogue: its words, and names that would get in its way."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.library import Library
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.language import CatalogueWords, OrderFormWords

RESERVED_FOLDERS = {"catalogue", "schemas"}
"""Folders of the output that belong to no publication."""
PLACEHOLDERS = {
    "cover": {"title"},
}
ORDER_PLACEHOLDERS = {"line": {"n"}, "number_hint": {"example"}, "quantity_hint": {"most"}}
"""The words that have placeholders, and the names of those."""


@rule(
    "CAT101",
    clause="house rule: a publication's files are in a folder of the output that has its name",
    hint="rename the folder of the publication",
    bad={"publications/catalogue/publication.yaml": "number: 01-002\n"},
    good={},
)
def check_folder_names(library: Library) -> Iterator[Problem]:
    """Check that no publication has a reserved folder name."""
    for slug, publication in library.publications.items():
        if slug in RESERVED_FOLDERS:
            yield (
                publication.source.find_place(),
                f"`{slug}` is the name of a folder that the press uses for something else",
            )


@rule(
    "CAT102",
    clause="the descriptions in the JSON Schema of a language",
    hint="use the same words in braces as the other languages",
    bad={"languages/fr.yaml": "catalogue: {cover: page, order: {line: Document}}\n"},
    good={},
)
def check_placeholders(library: Library) -> Iterator[Problem]:
    """Check that words of the catalogue have exactly their placeholders."""
    for lang, language in library.languages.items():
        words = language.catalogue
        source = find_source(library, f"languages/{lang}.yaml")
        if not isinstance(words, CatalogueWords):
            continue
        for name, wanted in PLACEHOLDERS.items():
            for problem in find_placeholder_problems(getattr(words, name), wanted):
                yield source.find_place("catalogue", name), f"`{name}` {problem}"
        for name, wanted in ORDER_PLACEHOLDERS.items() if isinstance(words.order, OrderFormWords) else ():
            for problem in find_placeholder_problems(getattr(words.order, name), wanted):
                yield source.find_place("catalogue", "order", name), f"`{name}` {problem}"


@rule(
    "CAT103",
    clause="house rule: a reader finds a handout in the language of the handout",
    hint="add `catalogue` with its words to the file, as in the files of the other languages",
    severity="warning",
    bad={"languages/fr.yaml": "name: français\n", "publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_words_exist(library: Library) -> Iterator[Problem]:
    """Check that every language with a text has catalogue words."""
    used = {lang for publication in library.publications.values() for lang in publication.translations}
    for lang in sorted(used & library.languages.keys()):
        if library.languages[lang].catalogue is None:
            source = find_source(library, f"languages/{lang}.yaml")
            yield (
                source.find_place(),
                "it has no words for the catalogue, so the catalogue has no pages in this language",
            )
