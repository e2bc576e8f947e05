"""Redlines: the changed words of a publication between two states, for the reviewer to read and sign."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from press.load import load_publication
from press.model.findings import ExitCode, Place, PressError
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.publication import Publication
from press.model.sources.fields import SLUG
from press.redline import states
from press.redline.compare import compare_publications
from press.redline.page import Redline, make_html, make_pdf
from press.redline.states import NO_PUBLICATION, NO_WORDS, SourceState, read_state
from press.runtime.temporary import open_temporary_folder

__all__ = ["Redline", "make_html", "make_pdf", "make_redlines", "write_redlines"]

CODES = states.CODES


@dataclass(frozen=True, slots=True)
class WrittenRedline:
    """A redline and its two files."""

    redline: Redline
    html: Path
    pdf: Path


def make_redlines(sources: Path, slug: str, old: str, new: str, langs: Collection[str] = ()) -> list[Redline]:
    """Make a redline between two states per language.

    If no language is named, all are compared. Raises PressError (usage) for a state, publication or language that does
    not exist.
    """
    if not SLUG.fullmatch(slug):
        raise PressError(
            [NO_PUBLICATION.make_finding(Place(), f"`{slug}` cannot be the name of a publication")], ExitCode.USAGE
        )
    with open_temporary_folder() as scratch:
        folders = [Path(scratch) / name for name in ("old", "new")]
        for folder in folders:
            folder.mkdir()
        pair = [read_state(sources, name, slug, folder) for name, folder in zip((old, new), folders, strict=True)]
        now = SourceState("", load_publication(sources, slug)[0])  # for the fixed words, which an older state may lack
    return _compare_states(pair[0], pair[1], now, slug, langs)


def _compare_states(
    old: SourceState, new: SourceState, now: SourceState, slug: str, langs: Collection[str]
) -> list[Redline]:
    before, after = old.find_publication(slug), new.find_publication(slug)
    existing = sorted({lang for one in (before, after) if one for lang in one.translations})
    if not existing:
        problem = f"there is no publication `{slug}` in {old.name} or {new.name}"
        raise PressError([NO_PUBLICATION.make_finding(Place(), problem)], ExitCode.USAGE)
    unknown = [lang for lang in langs if lang not in existing]
    if unknown:
        problem, hint = f"`{slug}` has no text in `{unknown[0]}`", suggest_name(unknown[0], existing)
        raise PressError([NO_PUBLICATION.make_finding(Place(), problem, hint)], ExitCode.USAGE)
    return [_make_redline(old, new, now, slug, lang) for lang in existing if not langs or lang in langs]


def _make_redline(old: SourceState, new: SourceState, now: SourceState, slug: str, lang: str) -> Redline:
    before, after = old.find_publication(slug), new.find_publication(slug)
    language = next((one.library.languages[lang] for one in (new, old, now) if _has_words(one.library, lang)), None)
    if language is None or language.redline is None:
        raise PressError([NO_WORDS.make_finding(Place(), f"`{lang}` has no fixed words for a redline")])
    latest = next(one for one in (after, before) if one and lang in one.translations)
    return Redline(
        title=latest.translations[lang].front.title or slug,
        number=_format_number(new.library, latest),
        lang=lang,
        language=language,
        words=language.redline,
        old=old.name,
        new=new.name,
        parts=tuple(compare_publications(before, after, lang)),
    )


def _has_words(library: Library, lang: str) -> bool:
    return lang in library.languages and library.languages[lang].redline is not None


def _format_number(library: Library, publication: Publication) -> str:
    prefix = library.center.publication_number.prefix if library.center else ""
    number = publication.facts.number
    return f"{prefix} {number}".strip() if number else ""


def write_redlines(
    found: Collection[Redline], slug: str, folder: Path, progress: Callable[[int, int, str], None]
) -> list[WrittenRedline]:
    """Write each redline as `SLUG.<lang>.redline.html` and `.pdf`, all or none."""
    from press.publish.output import write_durably
    from press.style.isolation import isolate_fonts

    with open_temporary_folder() as scratch:
        isolate_fonts(Path(scratch))
        documents = []
        for position, one in enumerate(found):
            progress(position, len(found), f"{slug}.{one.lang}.redline")
            documents.append((one, make_html(one).encode(), make_pdf(one)))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one, page, pdf in documents:
        base = folder / f"{slug}.{one.lang}.redline"
        written.append(WrittenRedline(one, base.with_suffix(".redline.html"), base.with_suffix(".redline.pdf")))
        write_durably(written[-1].html, page)
        write_durably(written[-1].pdf, pdf)
    return written
