"""Rules on languages and variants: their words, tokens and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from press.model.edition import Library
from press.model.facts import Language
from press.model.findings import Place
from press.model.formatting import points
from press.model.rules import Problem, form_problems, nearest, rule, source_of
from press.style.sheets import declared_tokens

PAPER = "ISO 216 and ANSI/ASME Y14.1 from A7 to ANSI E, rounded outwards"
SMALLEST, LARGEST = 144.0, 3600.0
"""Points (2 in and 50 in) between which a side of a page lies."""

FORMS = {
    "month_year": {"month", "year"},
    "day_month_year": {"day", "month", "year"},
    "adapted": {"date"},
    "available_in": {"languages"},
    "pages_one": {"n"},
    "pages_many": {"n"},
    "sheets_one": {"n"},
    "sheets_many": {"n"},
}
"""The words with places to fill in, and the names of those places."""

_VARIANT = "variants/extra.yaml"
_WEB = "format: html\nkind: web-page\n"
_STRAY = re.compile(r"[{};\\@<>]|url\s*\(|/\*", re.IGNORECASE)


def _languages(library: Library) -> Iterator[tuple[str, Language]]:
    for lang, language in library.languages.items():
        yield f"languages/{lang}.yaml", language


@rule(
    "SRC301",
    clause="house rule: a language is one YAML in sources/languages/",
    hint="add the fixed words of the language as languages/<language>.yaml, or rename the text",
    bad={"publications/handwashing/fr.md": "---\n---\n"},
    good={},
)
def language_known(library: Library) -> Iterator[Problem]:
    """Every language in which there is a text has its fixed words, and so has the centre's."""
    known = {name for name in library.sources if name.startswith("languages/")}
    if not known:
        return
    for publication in library.publications.values():
        for lang, translation in publication.translations.items():
            if f"languages/{lang}.yaml" not in known:
                yield translation.source.line(1), f"there are no fixed words for `{lang}`"
    lang = library.center.language if library.center else ""
    if lang and f"languages/{lang}.yaml" not in known:
        yield source_of(library, "center.yaml").at("language"), f"there are no fixed words for `{lang}`"


@rule(
    "SRC302",
    clause="house rule: every language has every label",
    hint="add the kind under `kinds` in every file in languages/",
    bad={_VARIANT: "format: html\nkind: unheard-of\n"},
    good={_VARIANT: _WEB},
)
def kinds_named(library: Library) -> Iterator[Problem]:
    """Every language says what each kind of variant is called."""
    for name, variant in library.variants.items():
        for file, language in _languages(library):
            if variant.kind and variant.kind not in language.kinds:
                place = source_of(library, f"variants/{name}.yaml").at("kind")
                problem = f"the kind `{variant.kind}` has no name in {source_of(library, file).path}"
                yield place, problem, nearest(variant.kind, language.kinds)


@rule(
    "SRC303",
    clause=PAPER,
    hint="write `width` and `height` of the trimmed page, e.g. `8.5in` and `11in`",
    bad={_VARIANT: "format: pdf\nkind: handout\n"},
    good={_VARIANT: "format: pdf\nkind: handout\nwidth: 210mm\nheight: 297mm\n"},
)
def paper_size(library: Library) -> Iterator[Problem]:
    """A variant on paper has a page size that a press can print."""
    for name, variant in library.variants.items():
        source = source_of(library, f"variants/{name}.yaml")
        for side in ("width", "height"):
            length = getattr(variant, side)
            if length and not SMALLEST <= points(length) <= LARGEST:
                yield source.at(side), f"a {side} of {length} is not that of a page"
            elif variant.format == "pdf" and not length and (side,) not in source.marks:
                yield source.at("format"), f"it is a PDF and has no {side}"


@rule(
    "SRC304",
    clause="house rule: tokens.css holds every value that a variant or language may change",
    hint="declare it in styles/tokens.css, or delete it",
    bad={_VARIANT: _WEB + "tokens: {no-such-token: 1pt}\n"},
    good={_VARIANT: _WEB + "tokens: {fs: 14pt}\n"},
)
def tokens_declared(library: Library) -> Iterator[Problem]:
    """Every style token that is changed is declared."""
    for place, token, _ in _tokens(library):
        if token not in declared_tokens():
            yield place, f"there is no style token `{token}`", _token_hint(token)


@rule(
    "SRC305",
    clause="house rule: what a source may reach; CSS Syntax 3, 5",
    hint="write one plain value, such as `14pt`, `#333` or `'1.4'`",
    bad={_VARIANT: _WEB + "tokens: {fs: 'url(http://example.org/x)'}\n"},
    good={_VARIANT: _WEB + "tokens: {fs: calc(2 * var(--bl))}\n"},
)
def tokens_plain(library: Library) -> Iterator[Problem]:
    """The value of a style token is a plain value that reaches nothing."""
    for place, token, value in _tokens(library):
        if found := _STRAY.search(value):
            yield place, f"the value of `{token}` may not contain `{found[0]}`"


def _tokens(library: Library) -> Iterator[tuple[Place, str, str]]:
    holders = [(f"variants/{name}.yaml", key, getattr(variant, key)) for name, variant in library.variants.items()
               for key in ("tokens", "imprint_tokens")]  # fmt: skip
    holders += [(file, "tokens", language.tokens) for file, language in _languages(library)]
    for file, key, tokens in holders:
        for token, value in tokens.items():
            yield source_of(library, file).at(key, token), token, value


def _token_hint(token: str) -> str:
    hint = nearest(token.removeprefix("--"), declared_tokens())
    return hint if hint.startswith("did") else ""


@rule(
    "SRC306",
    clause="the descriptions in the JSON Schema of a language",
    hint="keep the words in braces as they are in the other languages",
    bad={"languages/fr.yaml": "month_year: '{mois} {year}'\n"},
    good={},
)
def places_to_fill(library: Library) -> Iterator[Problem]:
    """Words that the press completes have every place to fill in, and no other."""
    for file, language in _languages(library):
        for name, wanted in FORMS.items():
            keys = (name,) if name in Language.model_fields else ("words", name)
            text = getattr(language if len(keys) == 1 else language.words, name)
            for problem in form_problems(text, wanted):
                yield source_of(library, file).at(*keys), f"`{name}` {problem}"


@rule(
    "SRC307",
    clause="the descriptions in the JSON Schema of a publication",
    hint="write `{name}` where the name is to stand",
    bad={"publications/handwashing/publication.yaml": "reviewers: [{name: N, thanked_for: {en: Thanks.}}]\n"},
    good={},
)
def thanks_name_the_reviewer(library: Library) -> Iterator[Problem]:
    """The thanks to a reviewer have a place for the name."""
    for publication in library.publications.values():
        for position, reviewer in enumerate(publication.facts.reviewers):
            for lang, text in reviewer.thanked_for.items():
                for problem in form_problems(text, {"name"}):
                    place = publication.source.at("reviewers", position, "thanked_for", lang)
                    yield place, f"the thanks to {reviewer.name} {problem}"
