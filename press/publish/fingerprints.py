"""Digests of what an edition is made from, part by part. If no part has changed, the edition is not made again.

Parts are digests of values, not of files: a comment in a source, an organization that a publication does not name, or
a label of another language changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import BaseModel

from press.model.edition import Download, Edition
from press.model.formats import FORMATS, FileFormat
from press.model.nodes import Node
from press.model.publication import Publication, Translation, find_images_below
from press.model.sources.publication import ShelfLife
from press.publish.press_digest import hash_styles, hash_templates, hash_typefaces
from press.runtime.installation import hash_code, hash_data, list_dependency_versions, list_format_tools
from press.runtime.press_profile import hash_press_profile
from press.style.sheets import read_style_sheet

LIFE = frozenset(ShelfLife.model_fields)
"""Facts that are not printed on editions that may be handed out."""
NOT_PRINTED = frozenset({"statements", "review_every_years", "catalogue_url", "ordering", "plain_language", "audio"})
"""Fields of `center.yaml` that are printed on no edition, or only on those that name them."""
OWN_FACTS = frozenset({"collection", "accessibility_check", "transcriber"})
"""Facts that are printed on no edition, or only on those of some formats."""
NOT_SAID = frozenset({
    "catalogue", "desk", "notes", "orders", "old_words", "readability", "redline", "reviewed_by",
    "statements", "translated_by",
})  # fmt: skip
"""Fields of a language that are not words of editions."""


def hash_parts(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> dict[str, str]:
    """Hash each part that an edition is made from.

    The names of the parts are those that `--explain` prints; each digest is a short SHA-256. downloads: the files that
    its web page links to; press: whether a file for a printing press is made too.
    """
    publication, format_ = edition.publication, edition.variant.file_format
    named = [edition.organizations[key] for key in publication.facts.organizations]
    return {
        "center": _hash_center(edition),
        "publication": _hash_noun(publication.facts, edition, LIFE | OWN_FACTS),
        "accessibility check": _hash_check(edition),
        "shelf life": hash_data(
            [edition.notice, _hash_once(publication.facts, lambda one: one.model_dump(include=set(LIFE)), "shelf life")]
        ),
        "text": _hash_text(publication, edition.translation, edition.omitted_questions),
        "beside": _hash_beside(edition) if edition.beside else "",
        "pictures": _hash_pictures(edition.translation, publication),
        "organizations": hash_data([_hash_noun(one, edition) for one in named]),
        "language": hash_data(
            [_hash_language(edition), _hash_format_words(edition), edition.language_line, edition.center.language]
        ),
        "translation": hash_data([edition.translation_status, edition.stale_sections, edition.translation_credit])
        if edition.translation_status
        else "",
        "variant": hash_data([edition.name, _hash_noun(edition.variant, edition), press and hash_press_profile()]),
        "profile": _hash_noun(edition.profile, edition) if edition.profile else "",
        "imprint": hash_data([_hash_noun(edition.imprint, edition), edition.logo, edition.availability])
        if edition.imprint
        else "",
        "print pages": hash_data(asdict(edition.print_pages)) if edition.print_pages else "",
        "links": hash_data([asdict(download) for download in downloads]),
        "templates": hash_templates(),
        "styles": _hash_styles(format_),
        "fonts": "" if format_.layout == "core" else hash_typefaces(format_.layout),
        "press": hash_code(),
        "tools": hash_data([_hash_once(list_dependency_versions(), dict), list_format_tools(format_.tools)]),
    }


def _hash_styles(format_: FileFormat) -> str:
    """Hash the style sheets of a format."""
    if format_.style_sheet:
        return hash_data(read_style_sheet(format_.style_sheet))
    return "" if format_.layout == "core" else hash_styles(format_.layout)


def _hash_check(edition: Edition) -> str:
    """Hash who checked a file that claims conformance by it."""
    check = edition.publication.facts.accessibility_check
    return hash_data(check.model_dump()) if check and edition.variant.file_format.is_certified else ""


def hash_whole(parts: Mapping[str, str]) -> str:
    """Hash all parts together (SHA-256)."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def list_changed_parts(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """List the parts whose digest has changed."""
    return tuple(part for part in now if before.get(part, "") != now[part])


# ---------------------------------------------------------------- the sources

Value = TypeVar("Value")
MOST_KNOWN = 200_000
_KNOWN: dict[tuple[int, str], tuple[Any, Any]] = {}
"""What is read of nouns that many editions share, by `id`. Each noun is kept beside it, so that no other can take its
`id`."""


def _read_once(noun: Any, view: str, read: Callable[[Any], Value]) -> Value:
    """Read a view of a noun, once."""
    known = _KNOWN.get((id(noun), view))
    if known is None or known[0] is not noun:
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(noun), view] = noun, read(noun)
    value: Value = known[1]
    return value


def _hash_once(noun: Any, read: Callable[[Any], Any], view: str = "") -> str:
    """Hash a view of a noun, such as that in a language, once."""
    return _read_once(noun, view, lambda one: hash_data(read(one)))


def _hash_noun(model: BaseModel, edition: Edition, without: frozenset[str] = frozenset()) -> str:
    """Hash what an edition prints of a noun.

    Of a value by language, it prints only the one in its own language.
    """
    lang, langs = edition.lang, edition.languages.keys()
    return _hash_once(model, lambda one: _pick_language(one.model_dump(exclude=set(without)), lang, langs), lang)


def _pick_language(value: Any, lang: str, langs: Collection[str]) -> Any:
    if isinstance(value, list | tuple):
        return [_pick_language(one, lang, langs) for one in value]
    if not isinstance(value, dict):
        return value
    if lang in value and value.keys() <= set(langs):
        return _pick_language(value[lang], lang, langs)
    return {key: _pick_language(one, lang, langs) for key, one in value.items()}


def _hash_language(edition: Edition) -> str:
    """Hash the words of a language that editions print."""
    return _hash_noun(edition.language, edition, NOT_SAID | {row.words for row in FORMATS.values() if row.words})


def _hash_format_words(edition: Edition) -> str:
    """Hash what only editions of its format print: a group of words, and who has read the braille."""
    group = edition.variant.file_format.words
    words = getattr(edition.language, group) if group else None
    reader = edition.publication.facts.transcriber.get(edition.lang) if group == "braille" else None
    known = [_hash_noun(one, edition) for one in (words, reader) if one]
    if group == "speech":  # a passage in another language is said as in that language
        known += [_hash_noun(one.speech, edition) for one in edition.languages.values() if one.speech]
        return hash_data([known, {word: one.model_dump() for word, one in edition.sayings.items()}])
    return hash_data(known)


def _hash_center(edition: Edition) -> str:
    """Hash what the edition prints of `center.yaml`.

    Of the standing statements, these are only the ones that its publication names.
    """
    center = _hash_noun(edition.center, edition, NOT_PRINTED)
    statements = []
    for key in edition.publication.facts.statements:
        title, texts = edition.center.statements[key].title, (edition.statements, edition.short_statements)
        both = [_hash_once(one[key].get(edition.lang, one[key]), lambda text: text) for one in texts if key in one]
        statements.append([_pick_language(title, edition.lang, edition.languages), *both])
    return hash_data([center, statements, edition.page_url])


def _hash_text(publication: Publication, text: Translation, omitted: tuple[str, ...]) -> str:
    sections = [_hash_once(one, lambda one: [one.id, one.heading, one.blocks, one.text_form]) for one in text.sections]
    return hash_data(
        [_hash_once(text.front, lambda one: one.model_dump()), sections, omitted, list(publication.translations)]
    )


def _hash_beside(edition: Edition) -> str:
    """Hash the text in a second language, its pictures and its words."""
    text = edition.beside
    assert text
    words = edition.languages[text.lang]
    return hash_data(
        [
            _hash_text(edition.publication, text, ()),
            _hash_pictures(text, edition.publication),
            _hash_once(words, lambda one: one.model_dump(exclude=set(NOT_SAID)), "beside"),
        ]
    )


def _list_pictures(nodes: tuple[Node, ...]) -> list[str]:
    return [node.attrs["src"] for node in find_images_below(nodes)]


def _hash_pictures(text: Translation, publication: Publication) -> str:
    """Hash the pictures that the text shows."""
    parts = [nodes for one in text.sections for nodes in (one.heading, one.blocks)]
    sources = {src for nodes in (*text.brief, *parts) for src in _read_once(nodes, "pictures", _list_pictures)}
    found = [publication.pictures[src] for src in sorted(sources) if src in publication.pictures]
    return hash_data([_hash_once(one, lambda one: [one.src, one.media_type, one.data]) for one in found])
