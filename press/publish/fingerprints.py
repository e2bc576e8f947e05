"""What an edition is made from, part by part: when no part has changed, the edition need not be made again.

Parts are digests of values, not of files: a comment in a source, an organisation that a publication does not name, or
a label of another language changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from press.model.edition import Download, Edition, Publication, Translation, images_of
from press.model.life import ShelfLife
from press.runtime.installation import code_digest, digest, fonts_digest, styles_digest, templates_digest, tools
from press.style.sheets import Medium

LIFE = frozenset(ShelfLife.model_fields)
"""Facts that are printed on nothing that may be handed out."""
NOT_PRINTED = frozenset({"statements", "review_every_years", "catalogue_url", "ordering", "plain_language"})
"""What `center.yaml` holds that stands on no edition, or only on those that name it."""
NOT_SAID = frozenset({"catalogue", "desk", "orders", "old_words", "readability", "redline"})
"""What a language has besides the words of editions."""


def edition_parts(edition: Edition, downloads: Sequence[Download] = (), *, press: bool = False) -> dict[str, str]:
    """A short SHA-256 over each part that the edition reads, by the name with which `--explain` speaks of it.

    downloads: what its web page links to; press: whether a file for a printing press is made too.
    """
    publication, medium = edition.publication, _medium(edition)
    named = [edition.organizations[key] for key in publication.facts.organizations]
    return {
        "center": _center(edition),
        "publication": _said(publication.facts, edition, LIFE | {"collection"}),
        "shelf life": digest([edition.marked, publication.facts.model_dump(include=set(LIFE))]),
        "text": _text(publication, edition.translation, edition.left_out),
        "pictures": _pictures(edition.translation, publication),
        "organizations": digest([_said(one, edition) for one in named]),
        "language": digest([_language(edition), edition.available_in, edition.center.language]),
        "translation": digest([edition.translated, edition.stale]) if edition.translated else "",
        "variant": digest([edition.name, _said(edition.variant, edition), press]),
        "profile": _said(edition.profile, edition) if edition.profile else "",
        "imprint": digest([_said(edition.imprint, edition), edition.logo]) if edition.imprint else "",
        "links": digest([asdict(download) for download in downloads]),
        "templates": templates_digest(),
        "styles": styles_digest(medium),
        "fonts": fonts_digest(medium),
        "press": code_digest(),
        "tools": digest(tools()),
    }


def _medium(edition: Edition) -> Medium:
    return "print" if edition.variant.width else "screen"


def whole_digest(parts: Mapping[str, str]) -> str:
    """SHA-256 over all parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The parts that are not what they were."""
    return tuple(part for part in now if before.get(part, "") != now[part])


# ---------------------------------------------------------------- the sources

MOST_KNOWN = 100_000
_KNOWN: dict[tuple[int, str], tuple[Any, str]] = {}
"""Digests of nouns that many editions share, by identity; the noun stands beside its digest and so stays itself."""


def _once(noun: Any, view: Callable[[Any], Any], lang: str = "") -> str:
    """The digest of what a view of a noun shows; each noun has one view for each language."""
    known = _KNOWN.get((id(noun), lang))
    if known is None or known[0] is not noun:
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(noun), lang] = noun, digest(view(noun))
    return known[1]


def _said(model: BaseModel, edition: Edition, without: frozenset[str] = frozenset()) -> str:
    """The digest of a noun as an edition prints it: of what stands there by language, its own language alone."""
    lang, langs = edition.lang, edition.languages.keys()
    return _once(model, lambda one: _in_language(one.model_dump(exclude=set(without)), lang, langs), lang)


def _in_language(value: Any, lang: str, langs: Collection[str]) -> Any:
    if isinstance(value, list | tuple):
        return [_in_language(one, lang, langs) for one in value]
    if not isinstance(value, dict):
        return value
    if lang in value and value.keys() <= set(langs):
        return _in_language(value[lang], lang, langs)
    return {key: _in_language(one, lang, langs) for key, one in value.items()}


def _language(edition: Edition) -> str:
    """What a language says on an edition."""
    return _said(edition.language, edition, NOT_SAID)


def _center(edition: Edition) -> str:
    """What stands in `center.yaml` and is printed on the edition: everything but the statements that others name."""
    whole = _said(edition.center, edition, NOT_PRINTED)
    statements = []
    for key in edition.publication.facts.statements:
        title, text = edition.center.statements[key].title, edition.statements[key]
        statements.append([_in_language(title, edition.lang, edition.languages), text.get(edition.lang, text)])
    return digest([whole, statements])


def _text(publication: Publication, text: Translation, left_out: tuple[str, ...]) -> str:
    sections = [_once(one, lambda one: [one.id, one.heading, one.blocks, one.text]) for one in text.sections]
    return digest([_once(text.front, lambda one: one.model_dump()), sections, left_out, list(publication.translations)])


def _pictures(text: Translation, publication: Publication) -> str:
    """The pictures that the text shows."""
    shown = sorted({node.attrs["src"] for node in images_of(text)})
    found = [publication.pictures[src] for src in shown if src in publication.pictures]
    return digest([_once(one, lambda one: [one.src, one.media_type, one.data]) for one in found])
