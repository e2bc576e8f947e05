"""Rules for languages and variants: their words, tokens and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.model.findings import Place, Severity
from press.model.formatting import convert_to_points
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.nodes import BOXES
from press.model.rules import Problem, find_placeholder_problems, find_source, rule
from press.model.sources.language import FixedWords, Language
from press.style.tokens import read_tokens

PAPER = "ISO 216 and ANSI/ASME Y14.1 from A7 to ANSI E, rounded outwards"
SMALLEST, LARGEST = 144.0, 3600.0
"""Points (2 in and 50 in) between which a side of a page lies."""

PLACEHOLDERS = {
    "thanks": {"name"},
    "translated_by": {"name"},
    "translation_reviewed_by": {"name"},
    "month_year": {"month", "year"},
    "day_month_year": {"day", "month", "year"},
    "adapted": {"date"},
    "available_in": {"languages"},
    "page_of": {"n", "total"},
    "issued": {"date"},
    "revised": {"date"},
    "figure": {"n"},
    "labeled": {"label", "text"},
}
"""The words that have placeholders, and the names of those."""

WORDED = frozenset({"footnote_call", "check_box", "blank", *BOXES})
"""Kinds of nodes to which the press adds words of the language."""
_VARIANT = "variants/extra.yaml"
_WEB = "format: html\nkind: web-page\n"
_STRAY = re.compile(r"[{};\\@<>]|url\s*\(|/\*", re.IGNORECASE)


def _list_languages(library: Library) -> Iterator[tuple[str, Language]]:
    for lang, language in library.languages.items():
        yield f"languages/{lang}.yaml", language


@rule(
    "SRC301",
    clause="house rule: a language is one YAML in sources/languages/",
    hint="add the fixed words of the language as languages/<language>.yaml, or rename the text",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_languages_exist(library: Library) -> Iterator[Problem]:
    """Check that every language in use has fixed words.

    In use are the languages of the texts and the center's.
    """
    known = {name for name in library.sources if name.startswith("languages/")}
    if not known:
        return
    for publication in library.publications.values():
        for lang, translation in publication.translations.items():
            if f"languages/{lang}.yaml" not in known:
                yield translation.source.make_place(1), f"there are no fixed words for `{lang}`"
    lang = library.center.language if library.center else ""
    if lang and f"languages/{lang}.yaml" not in known:
        yield find_source(library, "center.yaml").find_place("language"), f"there are no fixed words for `{lang}`"


@rule(
    "SRC302",
    clause="house rule: every language has every label",
    hint="add the kind under `kinds` in every file in languages/",
    bad={_VARIANT: "format: html\nkind: unheard-of\n"},
    good={_VARIANT: _WEB},
)
def check_kind_names(library: Library) -> Iterator[Problem]:
    """Check that every language names each kind of variant."""
    langs = {lang for publication in library.publications.values() for lang in publication.translations}
    langs |= {library.center.language} if library.center else set()
    used = [language for lang, language in library.languages.items() if lang in langs]
    for name, variant in library.variants.items():
        for file, language in _list_languages(library):
            if variant.kind and variant.kind not in language.kinds:
                place = find_source(library, f"variants/{name}.yaml").find_place("kind")
                problem = f"the kind `{variant.kind}` has no name in {find_source(library, file).path}"
                # A language without texts makes nothing, so that it can be written step by step.
                severity: Severity = "error" if language in used else "warning"
                yield place, problem, suggest_name(variant.kind, language.kinds), severity


@rule(
    "SRC303",
    clause=PAPER,
    hint="write `width` and `height` of the trimmed page, e.g. `8.5in` and `11in`",
    bad={_VARIANT: "format: pdf\nkind: handout\n"},
    good={_VARIANT: "format: pdf\nkind: handout\nwidth: 210mm\nheight: 297mm\n"},
)
def check_paper_size(library: Library) -> Iterator[Problem]:
    """Check that a printed variant has a printable page size."""
    for name, variant in library.variants.items():
        source = find_source(library, f"variants/{name}.yaml")
        for side in ("width", "height"):
            length = getattr(variant, side)
            if length and not SMALLEST <= convert_to_points(length) <= LARGEST:
                yield source.find_place(side), f"a page cannot have a {side} of {length}"
            elif variant.file_format.on_paper and not length and (side,) not in source.positions:
                yield source.find_place("format"), f"it is a {variant.file_format.label} but has no {side}"
        if not variant.file_format.on_paper:
            for key in ("width", "height", "fold"):
                if getattr(variant, key):
                    problem = f"files of the format `{variant.format}` are not printed, so they have no {key}"
                    yield source.find_place(key), problem, "delete it, or choose a format that is printed"


@rule(
    "SRC304",
    clause="house rule: tokens.css holds every value that a variant or language may change",
    hint="declare it in styles/tokens.css, or delete it",
    bad={_VARIANT: _WEB + "tokens: {no-such-token: 1pt}\n"},
    good={_VARIANT: _WEB + "tokens: {font-size-body: 14pt}\n"},
)
def check_tokens_exist(library: Library) -> Iterator[Problem]:
    """Check that every style token that is changed is declared."""
    for place, token, _ in _list_tokens(library):
        if token not in read_tokens():
            yield place, f"there is no style token `{token}`", _suggest_token(token)


@rule(
    "SRC305",
    clause="house rule: what a source may reach; CSS Syntax 3, 5",
    hint="write one plain value, such as `14pt`, `#333` or `'1.4'`",
    bad={_VARIANT: _WEB + "tokens: {font-size-body: 'url(http://example.org/x)'}\n"},
    good={_VARIANT: _WEB + "tokens: {font-size-body: calc(2 * var(--baseline))}\n"},
)
def check_token_values(library: Library) -> Iterator[Problem]:
    """Check that a style token's value reaches nothing outside."""
    for place, token, value in _list_tokens(library):
        if found := _STRAY.search(value):
            yield place, f"the value of `{token}` may not contain `{found[0]}`"


def _list_tokens(library: Library) -> Iterator[tuple[Place, str, str]]:
    holders = [(f"variants/{name}.yaml", key, getattr(variant, key)) for name, variant in library.variants.items()
               for key in ("tokens", "imprint_tokens")]  # fmt: skip
    holders += [(file, "tokens", language.tokens) for file, language in _list_languages(library)]
    for file, key, tokens in holders:
        for token, value in tokens.items():
            yield find_source(library, file).find_place(key, token), token, value


def _suggest_token(token: str) -> str:
    hint = suggest_name(token.removeprefix("--"), read_tokens())
    return hint if hint.startswith("did") else ""


@rule(
    "SRC306",
    clause="the descriptions in the JSON Schema of a language",
    hint="use the same words in braces as the other languages",
    bad={"languages/fr.yaml": "month_year: '{mois} {year}'\n"},
    good={},
)
def check_placeholders(library: Library) -> Iterator[Problem]:
    """Check that words to complete have exactly their placeholders."""
    for file, language in _list_languages(library):
        for name, wanted in PLACEHOLDERS.items():
            keys = ("words", name) if name in FixedWords.model_fields else (name,)
            text = getattr(language if len(keys) == 1 else language.words, name) or ""
            for problem in find_placeholder_problems(text, wanted):
                yield find_source(library, file).find_place(*keys), f"`{name}` {problem}"


@rule(
    "SRC307",
    clause="the descriptions in the JSON Schema of a publication",
    hint="write `{name}` where the name goes",
    bad={"publications/handwashing/publication.yaml": "reviewers: [{name: N, thanked_for: {en: Thanks.}}]\n"},
    good={},
)
def check_thanks_placeholders(library: Library) -> Iterator[Problem]:
    """Check that thanks have a place for the reviewer's name."""
    for publication in library.publications.values():
        for position, reviewer in enumerate(publication.facts.reviewers):
            for lang, text in reviewer.thanked_for.items():
                for problem in find_placeholder_problems(text, {"name"}):
                    place = publication.source.find_place("reviewers", position, "thanked_for", lang)
                    yield place, f"the thanks to {reviewer.name} {problem}"


OPTIONAL_WORDS = {
    "text_files": "it has no text files",
    "speech": "it has no scripts for a voice",
    "braille": "it has no braille editions, because no braille table is named for it",
    "desk": "the clinic desk has no pages in it",
    "print": "paper editions have no square code, no prompts for notes and no place for a clinic's stamp",
    "orders": "slips, labels and pick lists are in the center's language",
    "redline": "`redline` makes nothing for it",
    "epub": "it has no e-books",
}
"""The groups of words that a language may lack, and what is then missing. A rule of the catalogue has its own."""


@rule(
    "SRC308",
    clause="house rule: what one language offers, each language offers",
    hint="translate the group from the file of another language and add it",
    severity="warning",
    bad={"languages/fr.yaml": "name: français\n", "publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def check_optional_words(library: Library) -> Iterator[Problem]:
    """Check that a language has every group of words that another language has."""
    used = {lang for publication in library.publications.values() for lang in publication.translations}
    for group, loss in OPTIONAL_WORDS.items():
        if any(getattr(language, group) for language in library.languages.values()):
            for lang in sorted(used & set(library.languages)):
                if not getattr(library.languages[lang], group):
                    place = find_source(library, f"languages/{lang}.yaml").make_place(1)
                    yield place, f"`{lang}` has no words under `{group}`: {loss}"


_WITH_NOTE = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n::: tip\nText.\n:::\n"


@rule(
    "SRC309",
    clause="house rule: every language has every label",
    hint="translate `text_words` from the file of another language and add it",
    bad={"languages/fr.yaml": "name: français\n", "publications/handwashing/fr.md": _WITH_NOTE},
    good={},
)
def check_text_words(library: Library) -> Iterator[Problem]:
    """Check that a language has the words that the press adds to its texts."""
    for publication in library.publications.values():
        for lang, translation in publication.translations.items():
            language = library.languages.get(lang)
            if language is None or language.text_words:
                continue
            for node in (inner for one in translation.sections for block in one.blocks for inner in block.walk()):
                if node.kind in WORDED or node.attrs.get("href", "").startswith("#"):
                    place = translation.source.make_place(node.line, node.column or 1)
                    yield place, f"`{lang}` has no words under `text_words` for what stands here"
                    break
