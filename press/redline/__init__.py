"""A redline: what changed in the words of a publication between two states, for the reviewer to read and sign."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from press.load import load_one
from press.model.edition import Library, Publication
from press.model.fields import SLUG
from press.model.findings import Exit, Place, PressError
from press.redline import states
from press.redline.compare import changes
from press.redline.page import Redline, as_html, as_pdf
from press.redline.states import NO_PUBLICATION, NO_WORDS, State, read_state

__all__ = ["Redline", "as_html", "as_pdf", "redlines", "write_redlines"]

CODES = states.CODES


@dataclass(frozen=True, slots=True)
class Written:
    """A redline and its two files."""

    redline: Redline
    html: Path
    pdf: Path


def redlines(sources: Path, slug: str, old: str, new: str, langs: Collection[str] = ()) -> list[Redline]:
    """What changed from one state to another, one redline a language; every language when none is named.

    Raises PressError (usage) for a state, publication or language that is not there.
    """
    if not SLUG.fullmatch(slug):
        raise PressError([NO_PUBLICATION.at(Place(), f"{slug!r} cannot be the name of a publication")], Exit.USAGE)
    with tempfile.TemporaryDirectory(prefix="handout-press-") as scratch:
        homes = [Path(scratch) / name for name in ("old", "new")]
        for home in homes:
            home.mkdir()
        pair = [read_state(sources, name, slug, home) for name, home in zip((old, new), homes, strict=True)]
        now = State("", load_one(sources, slug)[0])  # for words that an older state may lack
    return _redlines(pair[0], pair[1], now, slug, langs)


def _redlines(old: State, new: State, now: State, slug: str, langs: Collection[str]) -> list[Redline]:
    before, after = old.publication(slug), new.publication(slug)
    there = sorted({lang for one in (before, after) if one for lang in one.translations})
    if not there:
        problem = f"there is no publication called {slug!r} in {old.name} or {new.name}"
        raise PressError([NO_PUBLICATION.at(Place(), problem)], Exit.USAGE)
    unknown = [lang for lang in langs if lang not in there]
    if unknown:
        problem = f"{slug!r} has no text in {unknown[0]!r}"
        raise PressError([NO_PUBLICATION.at(Place(), problem, f"there is: {', '.join(there)}")], Exit.USAGE)
    return [_redline(old, new, now, slug, lang) for lang in there if not langs or lang in langs]


def _redline(old: State, new: State, now: State, slug: str, lang: str) -> Redline:
    before, after = old.publication(slug), new.publication(slug)
    language = next((one.library.languages[lang] for one in (new, old, now) if _has_words(one.library, lang)), None)
    if language is None or language.redline is None:
        raise PressError([NO_WORDS.at(Place(), f"the language {lang!r} has no words for a redline")])
    latest = next(one for one in (after, before) if one and lang in one.translations)
    return Redline(
        title=latest.translations[lang].front.title or slug,
        number=_number(new.library, latest),
        lang=lang,
        language=language,
        words=language.redline,
        old=old.name,
        new=new.name,
        parts=tuple(changes(before, after, lang)),
    )


def _has_words(library: Library, lang: str) -> bool:
    return lang in library.languages and library.languages[lang].redline is not None


def _number(library: Library, publication: Publication) -> str:
    prefix = library.center.publication_number.prefix if library.center else ""
    return f"{prefix} {publication.facts.number}".strip()


def write_redlines(
    found: Collection[Redline], slug: str, folder: Path, progress: Callable[[int, int, str], None]
) -> list[Written]:
    """Write each redline as `SLUG.<lang>.redline.html` and `.pdf`, all or none."""
    from press.build.workers import private_fonts
    from press.publish.output import write_durably

    with tempfile.TemporaryDirectory(prefix="handout-press-") as scratch:
        private_fonts(Path(scratch))
        made = []
        for position, one in enumerate(found):
            progress(position, len(found), f"{slug}.{one.lang}.redline")
            made.append((one, as_html(one).encode(), as_pdf(one)))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one, page, pdf in made:
        base = folder / f"{slug}.{one.lang}.redline"
        written.append(Written(one, base.with_suffix(".redline.html"), base.with_suffix(".redline.pdf")))
        write_durably(written[-1].html, page)
        write_durably(written[-1].pdf, pdf)
    return written
