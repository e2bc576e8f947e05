"""Rules for what a language file says in place of CLDR, and for the center."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from press.model.formatting import find_plural_category
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.language import CountWords, Language

PATTERNS = {
    ("lists", "two"): {"0", "1"},
    ("lists", "middle"): {"0", "1"},
    ("lists", "end"): {"0", "1"},
    ("sizes", "kilobytes"): {"n"},
    ("sizes", "megabytes"): {"n"},
}
"""The patterns of a language, and the names of their placeholders."""


def _list_counts(language: Language) -> Iterator[tuple[tuple[str, ...], CountWords]]:
    """List the words with a number, with their keys."""
    for group in ("words", "catalogue"):
        holder = getattr(language, group)
        for name in type(holder).model_fields if holder else ():
            if isinstance(words := getattr(holder, name), CountWords):
                yield (group, name), words


NUMBERS = range(1000)
"""Every plural category that a language needs for whole numbers is met here, but for those of millions."""


@lru_cache(maxsize=256)
def _find_examples(rules: tuple[tuple[str, str], ...]) -> dict[str, int]:
    """Find each plural category that whole numbers have, with its smallest number."""
    return {find_plural_category(number, dict(rules)): number for number in reversed(NUMBERS)}


@rule(
    "SRC313",
    clause="Unicode CLDR, plural rules (UTS 35, part 3, 5)",
    hint="write the form of the noun for each of these categories; `{n}` stands for the number",
    bad={"languages/pl.yaml": "words: {pages: {one: '{n} strona', other: '{n} strony'}}\n"},
    good={},
)
def check_plurals(library: Library) -> Iterator[Problem]:
    """Check that counted nouns have every plural form of the language."""
    for lang, language in library.languages.items():
        source = find_source(library, f"languages/{lang}.yaml")
        try:
            examples = _find_examples(tuple(sorted(language.plurals.items())))
        except ValueError as error:
            yield (
                source.find_place("plurals"),
                f"a rule under `plurals` cannot be read: {error}",
                "write e.g. `one: n = 1`",
            )
            continue
        for keys, words in _list_counts(language):
            if missing := sorted(category for category in examples if not getattr(words, category)):
                forms = ", ".join(f"`{category}` (for {examples[category]})" for category in missing)
                yield source.find_place(*keys), f"`{'.'.join(keys)}` has no form for {forms}"
            for name, text in words.model_dump(exclude_none=True).items():
                for problem in find_placeholder_problems(text, {"n"} if name == "other" or "{" in text else set()):
                    yield source.find_place(*keys, name), f"`{'.'.join(keys)}.{name}` {problem}"


@rule(
    "SRC310",
    clause="the descriptions in the JSON Schema of a language",
    hint="write both placeholders, each once: `{0} and {1}` for lists, `{n}` for sizes",
    bad={"languages/es.yaml": "lists: {two: '{0} y {0}'}\n"},
    good={},
)
def check_patterns(library: Library) -> Iterator[Problem]:
    """Check that patterns of lists and sizes have exactly their placeholders."""
    for lang, language in library.languages.items():
        source = find_source(library, f"languages/{lang}.yaml")
        for (group, name), wanted in PATTERNS.items():
            text = getattr(getattr(language, group), name, "") or ""
            problems = list(find_placeholder_problems(text, wanted))
            if not problems and any(text.count(f"{{{one}}}") > 1 for one in wanted):
                problems = ["has a placeholder twice"]
            for problem in problems:
                yield source.find_place(group, name), f"`{group}.{name}` {problem}"


@rule(
    "SRC312",
    clause="house rule: a language is one YAML in sources/languages/",
    hint="name two languages that have a file in languages/, e.g. `[en, es]`",
    bad={"variants/two.yaml": "format: html\nkind: web-page\nlanguages: [en, xx]\n"},
    good={"variants/two.yaml": "format: html\nkind: web-page\nlanguages: [en, es]\n"},
)
def check_variant_languages(library: Library) -> Iterator[Problem]:
    """Check that a variant in two languages names two that have fixed words."""
    for name, variant in library.variants.items():
        place = find_source(library, f"variants/{name}.yaml").find_place("languages")
        for lang in variant.languages or ():
            if library.languages and f"languages/{lang}.yaml" not in library.sources:
                yield place, f"there are no fixed words for `{lang}`"
        if variant.languages and len(set(variant.languages)) == 1:
            yield place, f"`{variant.languages[0]}` cannot stand beside itself"


@rule(
    "SRC311",
    clause="house rule: every edition carries the same furniture",
    hint="use a key of `statements` in center.yaml, or of `organizations` in organizations.yaml",
    bad={"languages/es.yaml": "statements: {coping: {text: Copie.}}\n"},
    good={},
)
def check_center_keys(library: Library) -> Iterator[Problem]:
    """Check that a language translates statements and notes that there are."""
    known = {
        "statements": library.center.statements if library.center else {},
        "notes": library.organizations,
    }
    for lang, language in library.languages.items():
        for group, keys in known.items():
            for key in getattr(language, group) or ():
                if keys and key not in keys:
                    place = find_source(library, f"languages/{lang}.yaml").find_place(group, key)
                    yield place, f"the center has no `{key}` among its {group}", suggest_name(key, keys)
