"""The commands `translations`: what is current, stale and reviewed; reviews; and files for translators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from press.build import pipeline
from press.cli.options import (
    SOURCES,
    AsJson,
    Sources,
    app,
    find_publication,
    make_unknown_error,
    make_wide_console,
    out,
    print_findings,
    print_json,
    report_errors,
    require_path,
    resolve_date,
)
from press.model.findings import ExitCode, FindingCode, Place, PressError, list_errors
from press.model.library import Library
from press.model.publication import Publication
from press.model.sources.fields import LANGUAGE_TAG
from press.model.sources.publication import RECORD_FILE, TranslationReview, Translator
from press.readback.speech.listen import find_language_name
from press.translations import (
    SectionStatus,
    accept_sections,
    describe_change,
    find_source_language,
    format_record,
    list_section_statuses,
)
from press.translations.docx_writer import WorkingCopy
from press.translations.xliff_writer import TranslationJob

INCOMPLETE = FindingCode(
    "TRA201",
    "To accept a translation you name it, a person and the person's credentials.",
    "the command line",
    "write e.g. `translations SLUG LANG --accept --by 'NAME' --credentials 'WHAT'`",
)
CODES = (INCOMPLETE,)
SCHEMA = "../../../output/schemas/ledger.json"
"""Path of its schema, from the folder of a publication."""


# ---------------------------------------------------------------- translations


class _WithDefault(TyperGroup):
    """A group whose first command is run if none is named, so that a publication can stand in its place."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the first command before words that name none."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


DEFAULT = "show"
translations = typer.Typer(
    cls=_WithDefault,
    help="Show the state of translations, record reviews, and exchange texts with translators.",
    rich_markup_mode="markdown",
)
app.add_typer(translations, name="translations")


@translations.command(DEFAULT, epilog="Example: `python pipeline.py translations osteopetrosis es`")
def show_translations(  # noqa: PLR0913, PLR0917 - one parameter an option
    slug: Annotated[str | None, typer.Argument(metavar="[SLUG]", help="A publication; all if you name none.")] = None,
    lang: Annotated[str | None, typer.Argument(metavar="[LANG]", help="A language; all if you name none.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Record that somebody reviewed the translation.")] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Record, without a review, that it was made from the present source.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The reviewer, or who made it.")] = "",
    credentials: Annotated[str, typer.Option("--credentials", metavar="WHAT", help="Their credentials.")] = "",
    section: Annotated[
        list[str] | None,
        typer.Option("--section", metavar="ID", help="Only this section; may be given more than once."),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A remark of the reviewer.")] = "",
    today: Annotated[
        dt.datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="The day of the review, if not today.")
    ] = None,
    sources: Sources = SOURCES,
    as_json: AsJson = False,
) -> None:
    """Show the state of translations, or record a review.

    Sections are current, stale, missing, extra or unrecorded.
    """
    with report_errors(as_json):
        library, findings = pipeline.check_sources(require_path(sources))
        if accept or record:
            _require_options(accept, slug, lang, by, credentials)
            review = _make_review(by, credentials, note, today) if accept else None
            translator = None if accept else _make_translator(by, credentials, today)
            people = review, translator
            _record_review(library, findings, sources, str(slug), str(lang), section or [], people)
            library, _ = pipeline.check_sources(sources)
        rows = list(_list_standings(library, slug, lang))
        if as_json:
            print_json({"translations": [_describe_standings(*row) for row in rows]})
        else:
            _print_standings(rows)


def _require_options(accept: bool, slug: str | None, lang: str | None, by: str, credentials: str) -> None:
    people = {"--by": by, "--credentials": credentials}
    needed = {"SLUG": slug, "LANG": lang} | (people if accept or any(people.values()) else {})
    missing = [name for name, value in needed.items() if not (value or "").strip()]
    if missing:
        problem = f"the command does not say {', '.join(missing)}"
        raise PressError([INCOMPLETE.make_finding(Place(), problem)], ExitCode.USAGE)


def _make_review(by: str, credentials: str, note: str, today: dt.datetime | None) -> TranslationReview:
    day = resolve_date(today)
    remark = " ".join(note.split()) or None
    return TranslationReview(
        by=" ".join(by.split()),
        credentials=" ".join(credentials.split()),
        on=day.isoformat(),
        note=remark,
        text="0" * 16,
    )


def _make_translator(by: str, credentials: str, today: dt.datetime | None) -> Translator | None:
    """Name a translator; None if nobody is named."""
    if not by.strip() and not credentials.strip():
        return None
    if not by.strip() or not credentials.strip():
        raise PressError([INCOMPLETE.make_finding(Place(), "a translator has a name and credentials")], ExitCode.USAGE)
    day = resolve_date(today).isoformat()
    return Translator(by=" ".join(by.split()), credentials=" ".join(credentials.split()), on=day)


def _record_review(
    library: Library,
    findings: list[Any],
    sources: Path,
    slug: str,
    lang: str,
    sections: list[str],
    people: tuple[TranslationReview | None, Translator | None],
) -> None:
    """Write the translation record of a publication.

    Raises PressError, and writes nothing, if it cannot be accepted.
    """
    from press.publish.output import write_durably

    whole = library.tolerant or library
    publication = find_publication(whole, slug)
    source = find_source_language(publication, whole.center.language if whole.center else "")
    langs = [one for one in publication.translations if one != source]
    if lang not in langs:
        raise make_unknown_error("translation", lang, langs)
    path = sources / "publications" / slug / RECORD_FILE
    home = f"{path.parent.as_posix()}/"
    # TRA104: the record was changed by hand or is damaged. Accepting repairs that.
    faults = [one for one in list_errors(findings) if one.place.file.startswith(home) and one.code != "TRA104"]
    if faults:
        raise PressError(faults)
    present = [
        one.section for one in list_section_statuses(publication, lang, source) if one.state not in {"missing", "extra"}
    ]
    for name in sections:
        if name not in present:
            raise make_unknown_error("section", name, present)
    record = accept_sections(publication, lang, source, sections or present, *people)
    write_durably(path, format_record(record, SCHEMA).encode())


def _list_standings(
    library: Library, slug: str | None, lang: str | None
) -> Iterator[tuple[Publication, str, list[SectionStatus]]]:
    whole = library.tolerant or library
    chosen = [find_publication(whole, slug)] if slug else list(whole.publications.values())
    center = whole.center.language if whole.center else ""
    langs = sorted({one for publication in chosen for one in publication.translations})
    if lang and lang not in langs:
        raise make_unknown_error("language", lang, langs)
    for publication in chosen:
        source = find_source_language(publication, center)
        for one in publication.translations:
            if one != source and (not lang or one == lang):
                yield publication, one, list_section_statuses(publication, one, source)


def _describe_standings(publication: Publication, lang: str, found: list[SectionStatus]) -> dict[str, Any]:
    sections = [
        {
            "section": one.section,
            "state": one.state,
            "line": one.line,
            "changes": [{"old": change.old, "new": change.new} for change in one.changes],
            "reviews": [review.model_dump(exclude_none=True) for review in one.reviews],
            "reviewed": one.reviewed,
        }
        for one in found
    ]
    return {"publication": publication.slug, "language": lang, "sections": sections}


def _print_standings(rows: list[tuple[Publication, str, list[SectionStatus]]]) -> None:
    console = make_wide_console()
    for publication, lang, found in rows:
        table = Table("Section", "State", "Changed words of the source", "Reviewed", title_justify="left")
        table.title = f"{publication.slug}, {lang}"
        for one in found:
            changes = "\n".join(describe_change(change) for change in one.changes)
            table.add_row(one.section, one.state, Text(changes), Text(_describe_review(one)))
        console.print(table)
        if any(one.state == "unrecorded" for one in found):
            command = f"python pipeline.py translations {publication.slug} {lang} --record"
            out.print(f"Unrecorded sections cannot become stale. If they match their source now, run `{command}`")
    if not rows:
        out.print("There are no translations.")


def _describe_review(one: SectionStatus) -> str:
    if not one.reviews:
        return "no"
    last = one.reviews[-1]
    since = "" if one.reviewed else ", changed since"
    return f"{last.on} by {last.by}, {last.credentials}{since}"


# ---------------------------------------------------------------- translators


@translations.command(
    "export", epilog="Example: `python pipeline.py translations export calcium vi --xliff --to calcium.vi.xlf`"
)
def export_translation(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A publication.")],
    lang: Annotated[str, typer.Argument(metavar="LANG", help="The language that comes back.")],
    word: Annotated[
        bool, typer.Option("--docx/--xliff", help="Write a working copy for Word, or XLIFF 2.0 for translators.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The file; `SLUG.LANG.xlf` or `.docx` if not set.")
    ] = None,
    sources: Sources = SOURCES,
) -> None:
    """Write a text for translators and reviewers, as XLIFF 2.0 or for Word.

    A working copy for Word is the text in that language, or the source text if there is none yet.
    """
    from press.publish.output import write_durably
    from press.translations.docx_writer import write_working_copy
    from press.translations.xliff_writer import write_xliff

    with report_errors():
        if word:
            copy = _make_copy(require_path(sources), slug, lang)
            path = to or Path(f"{slug}.{lang}.docx")
            write_durably(path, write_working_copy(copy, find_language_name(lang)))
            out.print(f"{path}: the text in `{copy.skeleton}`. It is a working copy, never an edition.")
            return
        library, findings = pipeline.check_sources(require_path(sources))
        job = _make_job(library, findings, sources, slug, lang)
        path = to or Path(f"{slug}.{lang}.xlf")
        write_durably(path, write_xliff(job))
        out.print(f"{path}: {len(job.text.splitlines())} lines of {job.source}, to be translated into {lang}.")


@translations.command("import", epilog="Example: `python pipeline.py translations import calcium.vi.xlf`")
def import_translation(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that came back: .xlf or .docx.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who translated it; named in every edition.")] = "",
    credentials: Annotated[str, typer.Option("--credentials", metavar="WHAT", help="Their credentials.")] = "",
    today: Annotated[
        dt.datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="The day it came, if not today.")
    ] = None,
    sources: Sources = SOURCES,
) -> None:
    """Read a translation that came back, check it, and write it into the sources."""
    from press.importer.translators import store_translation
    from press.translations.xliff_reader import merge_translation, read_xliff

    with report_errors():
        translator = _make_translator(by, credentials, today)
        if file.suffix.lower() == ".docx":
            _import_copy(require_path(file), sources, translator)
            return
        returned = read_xliff(require_path(file).read_bytes(), file.as_posix())
        library, findings = pipeline.check_sources(require_path(sources))
        job = _make_job(library, findings, sources, returned.slug, returned.target)
        text, found = merge_translation(returned, job.text, job.names)
        if list_errors(found):
            raise PressError(found)
        print_findings(found)
        path = store_translation(sources, job, text, SCHEMA, translator)
        out.print(f"{path}: the text is written, and the record says what it was translated from.")


def _make_copy(sources: Path, slug: str, lang: str, skeleton: str = "") -> WorkingCopy:
    """Make a working copy of a text. skeleton: the language of the text; "" for its own, or else the source."""
    library, findings = pipeline.check_sources(sources)
    whole = library.tolerant or library
    publication = find_publication(whole, slug)
    source = find_source_language(publication, whole.center.language if whole.center else "")
    if not LANGUAGE_TAG.fullmatch(lang):
        raise make_unknown_error("language", lang, list(whole.languages))
    skeleton = skeleton or (lang if lang in publication.translations else source)
    if skeleton not in publication.translations:
        raise make_unknown_error("language", skeleton, list(publication.translations))
    path = sources / "publications" / slug / f"{skeleton}.md"
    if faults := [one for one in list_errors(findings) if one.place.file == path.as_posix()]:
        raise PressError(faults)
    return WorkingCopy(slug, skeleton, lang, path.read_text("utf-8"))


def _import_copy(file: Path, sources: Path, translator: Translator | None) -> None:
    """Read a working copy back into its text, or into a new translation with its record."""
    from press.importer.translators import store_text, store_translation
    from press.translations.docx_reader import ReturnedCopy

    returned = ReturnedCopy(file.read_bytes(), file.as_posix())
    copy = _make_copy(require_path(sources), returned.slug, returned.target, returned.skeleton)
    text, found = returned.merge(copy.text)
    if list_errors(found):
        raise PressError(found)
    print_findings(found)
    if copy.target == copy.skeleton:
        path = store_text(sources, copy.slug, copy.target, text)
        out.print(f"{path}: the text is written. Look at what changed, and build it.")
        return
    job = TranslationJob(copy.slug, copy.skeleton, copy.target, copy.text)
    path = store_translation(sources, job, text, SCHEMA, translator)
    out.print(f"{path}: the text is written, and the record says what it was translated from.")


def _make_job(library: Library, findings: list[Any], sources: Path, slug: str, lang: str) -> TranslationJob:
    """Collect what translators need. Raises PressError if the source text has mistakes."""
    whole = library.tolerant or library
    publication = find_publication(whole, slug)
    source = find_source_language(publication, whole.center.language if whole.center else "")
    if lang == source or not LANGUAGE_TAG.fullmatch(lang):
        raise make_unknown_error("language to translate into", lang, [one for one in whole.languages if one != source])
    path = sources / "publications" / slug / f"{source}.md"
    if faults := [one for one in list_errors(findings) if one.place.file == path.as_posix()]:
        raise PressError(faults)
    present = path.with_name(f"{lang}.md")
    statuses = list_section_statuses(publication, lang, source) if lang in publication.translations else []
    center = whole.center
    names = {center.name, center.short_name} if center else set()
    glossary = whole.glossaries.get(source)
    return TranslationJob(
        slug,
        source,
        lang,
        path.read_text("utf-8"),
        present.read_text("utf-8") if present.exists() else "",
        frozenset(one.section for one in statuses if one.state == "current"),
        frozenset(names | {one.name for one in whole.organizations.values()}),
        {term: entry.plain for term, entry in glossary.terms.items()} if glossary else {},
    )
