"""Rules on what the catalogue is made of: its words, and names that would get in its way."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.edition import Library
from press.model.language import CatalogueWords, OrderFormWords
from press.model.rules import Problem, form_problems, rule, source_of

TAKEN = {"catalogue", "schemas"}
"""Folders of the output that are no publication's."""
FORMS = {
    "count_one": {"n"},
    "count_many": {"n"},
    "files_one": {"n"},
    "files_many": {"n"},
    "cover": {"title"},
}
ORDER_FORMS = {"line": {"n"}, "number_hint": {"example"}, "quantity_hint": {"most"}}
"""The words with places to fill in, and the names of those places."""


@rule(
    "CAT101",
    clause="house rule: a publication's files are in a folder of the output that has its name",
    hint="call the folder of the publication something else",
    bad={"publications/catalogue/publication.yaml": "number: 01-002\n"},
    good={},
)
def names_free(library: Library) -> Iterator[Problem]:
    """No publication has the name of a folder of the output that is for something else."""
    for slug, publication in library.publications.items():
        if slug in TAKEN:
            yield publication.source.at(), f"`{slug}` is the name of a folder that the press uses for other things"


@rule(
    "CAT102",
    clause="the descriptions in the JSON Schema of a language",
    hint="keep the words in braces as they are in the other languages",
    bad={"languages/fr.yaml": "catalogue: {count_one: une publication, order: {line: Document}}\n"},
    good={},
)
def places_to_fill(library: Library) -> Iterator[Problem]:
    """Words of the catalogue that the press completes have every place to fill in, and no other."""
    for lang, language in library.languages.items():
        words = language.catalogue
        source = source_of(library, f"languages/{lang}.yaml")
        if not isinstance(words, CatalogueWords):
            continue
        for name, wanted in FORMS.items():
            for problem in form_problems(getattr(words, name), wanted):
                yield source.at("catalogue", name), f"`{name}` {problem}"
        for name, wanted in ORDER_FORMS.items() if isinstance(words.order, OrderFormWords) else ():
            for problem in form_problems(getattr(words.order, name), wanted):
                yield source.at("catalogue", "order", name), f"`{name}` {problem}"


@rule(
    "CAT103",
    clause="house rule: a reader finds a handout in the language of the handout",
    hint="add `catalogue` with its words to the file, as in the files of the other languages",
    severity="warning",
    bad={"languages/fr.yaml": "name: français\n", "publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def words_there(library: Library) -> Iterator[Problem]:
    """Every language in which there is a text has the words of the catalogue."""
    used = {lang for publication in library.publications.values() for lang in publication.translations}
    for lang in sorted(used & library.languages.keys()):
        if library.languages[lang].catalogue is None:
            source = source_of(library, f"languages/{lang}.yaml")
            yield source.at(), "it has no words for the catalogue, which therefore has no pages in this language"
