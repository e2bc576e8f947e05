"""Selecting the editions to build, and ordering them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from press.build.up_to_date import read_intact_files
from press.imprints.notice import list_notices
from press.model.build import BuildRequest, BuildTask, sort_longest_first
from press.model.edition import Download, Edition, PrintPages, format_edition_name
from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError
from press.model.folding import find_inside_pages
from press.model.formats import FORMATS
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.messages import suggest_name
from press.model.publication import Picture, Publication, Translation
from press.model.sources.imprint import Imprint
from press.model.sources.variant import Variant
from press.publish.fingerprints import hash_parts
from press.publish.output import list_reasons
from press.readback.braille.coverage import find_unknown_characters
from press.runtime.clock import read_date
from press.runtime.libraries.liblouis import has_table
from press.shelf_life import REASONS, find_notice_key
from press.text.cldr import find_language_name, find_script_code
from press.text.respelling import add_respellings
from press.translations import find_source_language, format_credit, summarize_translation

UNKNOWN_NAME = FindingCode(
    "USE101",
    "Every publication, language, variant and imprint that is named exists.",
    "the command line",
    "run `python pipeline.py list` to see the names there are",
)
NOTHING_TO_MAKE = FindingCode(
    "USE106",
    "A publication has what the named language or variant prints.",
    "the command line",
    "write the text first",
    severity="warning",
)
CODES = (UNKNOWN_NAME, NOTHING_TO_MAKE)
WRITE_TEXT = {
    "short": "docs/staff/folding.md says how to write a short text",
    "easy": "docs/staff/writing.md says how to write an easy text",
    "summary": "docs/staff/folding.md says how to write a text for one sheet",
}
TRANSLATE_IT = "copy the text of another language beside it, as `<language>.md`, and translate it"
Obstacle = tuple[Place, str, str]
"""Why there is no edition: where, what is missing, and what to do."""


def select_editions(
    library: Library,
    slugs: Collection[str] = (),
    langs: Collection[str] = (),
    variants: Collection[str] = (),
    imprint: str = "",
    day: dt.date | None = None,
    faulty: Collection[str] = (),
) -> list[Edition]:
    """List the editions with these names.

    They are in the order of lists. An empty collection means all. imprint: the clinic whose block they carry, if any.
    day: on which shelf life is checked, today if None; an edition past its date is included, and its `notice` says why
    it must not be handed out. faulty: publications that the library lacks, because they have errors. Raises PressError
    (usage) for an unknown name.
    """
    known_langs = {lang for publication in library.publications.values() for lang in publication.translations}
    known_langs |= library.languages.keys()  # the only text in one may be faulty
    unknown = [
        *_check_names("publication", slugs, {*library.publications, *faulty}),
        *_check_names("language", langs, known_langs),
        *_check_names("variant", variants, library.variants),
        *_check_names("imprint", [imprint] if imprint else [], library.imprints),
    ]
    if unknown:
        raise PressError(unknown, ExitCode.USAGE)
    selected = [
        edition
        for edition in list_editions(library, imprint, day)
        if (not slugs or edition.slug in slugs)
        and (not langs or edition.lang in langs)
        and (not variants or edition.variant_name in variants)
    ]
    return sorted(
        selected, key=lambda edition: (edition.slug, edition.lang, edition.variant.order, edition.variant_name)
    )


def select_publishable(editions: Sequence[Edition], slugs: Collection[str]) -> list[Edition]:
    """Keep editions that may be handed out or are named.

    An edition is named if its publication is.
    """
    return [edition for edition in editions if not edition.notice or edition.slug in slugs]


def explain_missing(library: Library, request: BuildRequest) -> list[Finding]:
    """Say why a named language or variant makes nothing of a publication."""
    found = []
    for slug, publication in library.publications.items():
        if request.slugs and slug not in request.slugs:
            continue
        place = publication.source.find_place()
        missing = [one for one in request.langs if one not in publication.translations] if request.slugs else []
        if missing:
            problem = f"`{slug}` has no text in {_quote_names(missing)}"
            found.append(NOTHING_TO_MAKE.make_finding(place, problem, TRANSLATE_IT))
        notice_key = find_notice_key(publication.facts, request.day or read_date()) if request.slugs else ""
        for lang in (one for one in publication.translations if not request.langs or one in request.langs):
            reasons: dict[Obstacle, list[str]] = {}
            for name in request.variants:
                for obstacle in _find_obstacles(library, publication, lang, library.variants[name], notice_key):
                    reasons.setdefault(obstacle, []).append(name)
            for (at, problem, hint), names in reasons.items():
                why = f"{problem}, so there is no {_quote_names(names, ' or ')}"
                found.append(NOTHING_TO_MAKE.make_finding(at, why, hint))
    return list(dict.fromkeys(found))


def list_status_notices(library: Library, day: dt.date | None = None) -> dict[str, str]:
    """Map the name of every edition to its status notice.

    The notice is a key of `StatusNotices`, empty if there is none. There is the center's own edition, and one for each
    imprint.
    """
    imprints = ("", *library.imprints)
    return {format_edition_name(one.slug, one.lang, one.variant_name, imprint): one.notice
            for one in _build_editions(library, day) for imprint in imprints}  # fmt: skip


def list_editions(library: Library, imprint: str = "", day: dt.date | None = None) -> Iterator[Edition]:
    """Yield every edition, for one imprint or the center.

    The library must have been checked. day: as in `select_editions`.
    """
    for edition in _build_editions(library, day):
        if imprint and not edition.variant.file_format.has_imprint:
            continue
        yield add_named_imprint(edition, library, imprint) if imprint else edition


def add_imprint(edition: Edition, imprint: Imprint, name: str = "", logo: Picture | None = None) -> Edition:
    """Add a clinic's block to an edition, beside the center's.

    An imprint that a visitor typed has no name; the edition then keeps the name of the center's own edition.
    """
    return replace(edition, imprint=imprint, imprint_name=name, logo=logo)


def add_named_imprint(edition: Edition, library: Library, name: str) -> Edition:
    """Add the block of a library's clinic to an edition."""
    imprint = library.imprints[name]
    stamped = add_imprint(edition, imprint, name, library.logos.get(name))
    return replace(stamped, availability=list_notices(library, imprint))


def _build_editions(library: Library, day: dt.date | None) -> Iterator[Edition]:
    assert library.center is not None
    for slug, publication in library.publications.items():
        notice_key = find_notice_key(publication.facts, day or read_date())
        source = find_source_language(publication, library.center.language)
        for lang, translation in publication.translations.items():
            translated, stale = summarize_translation(publication, lang, source)
            for name, variant in library.variants.items():
                if any(_find_obstacles(library, publication, lang, variant, notice_key)):
                    continue
                beside = _find_beside(library, publication, lang, variant)
                if variant.languages and not beside:
                    continue  # the edition in two languages is one of the other
                yield Edition(
                    slug=slug,
                    lang=lang,
                    variant_name=name,
                    center=library.center,
                    statements=library.statements,
                    short_statements=library.short_statements,
                    organizations={**library.organizations, **publication.facts.own_organizations},
                    publication=publication,
                    translation=_make_text(library, publication, translation, variant),
                    language=library.languages[lang],
                    languages=library.languages,
                    variant=variant,
                    profile=library.profiles.get(variant.profile or ""),
                    notice=notice_key,
                    beside=beside,
                    translation_status=translated,
                    stale_sections=stale,
                    sayings=library.glossaries[lang].sayings if lang in library.glossaries else {},
                    translation_credit=format_credit(publication, lang, source, library.languages[lang].words),
                    language_names=_name_languages(library, publication, lang, variant),
                )


def _name_languages(library: Library, publication: Publication, lang: str, variant: Variant) -> dict[str, str]:
    """Name in its own language each language of a publication whose name has letters that braille lacks."""
    settings = library.languages[lang].braille
    if variant.file_format.words != "braille" or not settings or not has_table(settings.table):
        return {}
    names = {one: library.languages[one].name for one in publication.translations}
    lacking = [one for one, name in names.items() if any(find_unknown_characters(name, settings))]
    return {one: found for one in lacking if (found := find_language_name(one, lang))}


def _find_obstacles(
    library: Library, publication: Publication, lang: str, variant: Variant, notice_key: str
) -> Iterator[Obstacle]:
    """Yield what keeps a variant from carrying a text: a text, words of the language or facts that it needs."""
    text, facts, file_format = publication.translations[lang], publication.source.find_place(), variant.file_format
    language, start = library.languages[lang], text.source.make_place(1)
    if variant.text not in text.text_forms:
        yield start, f"this text has no {variant.text} text", WRITE_TEXT.get(variant.text, "")
    words = (file_format.words, "easy_read" if variant.text == "easy" else "")
    for group in (one for one in words if one and not getattr(language, one)):
        yield start, f"the language `{lang}` has no `{group}`", "docs/staff/languages.md says what a language may lack"
    # In other letters it would be a list of names of letters.
    if file_format.letters and find_script_code(lang) != "Latn":
        yield start, "this text is not in Latin letters", "choose another variant"
    if missing := [one for one in variant.languages or () if one not in publication.translations]:
        yield facts, f"there is no text in {_quote_names(missing)}", TRANSLATE_IT
    if notice_key and not file_format.is_whole:  # a part cannot carry the notice
        yield facts, f"the publication is {REASONS[notice_key]}", "a message has no room to say so"


def _quote_names(names: Iterable[str], between: str = ", ") -> str:
    return between.join(f"`{one}`" for one in names)


def _find_beside(library: Library, publication: Publication, lang: str, variant: Variant) -> Translation | None:
    """Find the text that stands beside one in a language."""
    first, second = variant.languages or ("", "")
    found = publication.translations.get(first) if lang == second else None
    return _make_text(library, publication, found, variant) if found else None


def _make_text(library: Library, publication: Publication, translation: Translation, variant: Variant) -> Translation:
    """Make the text of an edition, with respellings if its publication has them and its variant has room."""
    text = _select_text(publication, translation, variant)
    glossary = library.glossaries.get(translation.lang)
    has_respellings = publication.facts.respellings and variant.respellings
    return add_respellings(text, glossary) if glossary and has_respellings else text


def _select_text(publication: Publication, translation: Translation, variant: Variant) -> Translation:
    """Select the text of a variant, with what stands on a flap in its place."""
    text = translation.select_text_form(variant.text)
    inside = find_inside_pages(variant.fold)
    if not variant.spread or len(inside) < 3:
        return text
    return text.move_sections(publication.facts.leaflet.flap, first=inside[0] > 2)


def split_into_waves(editions: Sequence[Edition]) -> list[list[Edition]]:
    """Split editions into three waves, each made after the one before.

    First the files; then those that carry the page numbers of a printed file; then the web pages, because they state
    the page counts and sizes of all files.
    """
    waves: list[list[Edition]] = [[], [], []]
    for edition in editions:
        waves[2 if edition.variant.file_format.lists_files else 1 if edition.variant.pages_of else 0].append(edition)
    return waves


def add_print_pages(edition: Edition, rows: Mapping[str, ManifestRow]) -> Edition:
    """Add the pages of the printed edition whose numbers it carries, if that one is offered."""
    if not edition.variant.pages_of:
        return edition
    row = rows.get(format_edition_name(edition.slug, edition.lang, edition.variant.pages_of, edition.imprint_name))
    if not row or row.outdated or not row.page_starts:
        return edition
    return replace(edition, print_pages=PrintPages(row.form, row.page_starts))


def find_downloads(
    wave: Iterable[Edition], editions: Sequence[Edition], rows: Mapping[str, ManifestRow]
) -> Iterator[tuple[Edition, tuple[Download, ...]]]:
    """Yield each edition with the files it links to, and with the pages that it carries.

    Only web pages link: to the other files of their publication and imprint that exist or are being made.
    """
    existing: dict[tuple[str, str], list[ManifestRow]] = {}
    for row in (one for one in rows.values() if not one.outdated):
        existing.setdefault((row.publication, row.imprint), []).append(row)
    coming: dict[str, list[Edition]] = {}
    for edition in editions:
        if edition.variant.file_format.lists_files:
            coming.setdefault(edition.slug, []).append(edition)
    for edition in wave:
        if not edition.variant.file_format.lists_files:
            yield add_print_pages(edition, rows), ()
        else:
            yield (
                edition,
                _list_downloads(
                    edition, existing.get((edition.slug, edition.imprint_name), []), coming.get(edition.slug, ())
                ),
            )


def _list_downloads(
    edition: Edition, existing: Sequence[ManifestRow], coming: Sequence[Edition]
) -> tuple[Download, ...]:
    files = [describe_download(row) for row in existing if not FORMATS[row.format].lists_files]
    pages = {
        (row.language, row.variant, row.format, row.form, row.order)
        for row in existing
        if FORMATS[row.format].lists_files
    }
    pages |= {(one.lang, one.variant_name, one.variant.format, one.variant_title, one.variant.order) for one in coming}
    web = [
        Download(f"{format_edition_name(edition.slug, lang, variant, edition.imprint_name)}{FORMATS[kind].suffix}",
                 lang, variant, kind, title, 0, 0, 0, order)
        for lang, variant, kind, title, order in pages
        if (lang, variant) != (edition.lang, edition.variant_name)
    ]  # fmt: skip
    return tuple(sorted([*files, *web], key=lambda file: (file.lang, file.order, file.variant)))


def describe_download(row: ManifestRow) -> Download:
    """Describe a file for a page that links it.

    The address is relative to the folder of the page. A link to a folded edition leads to its sheets: they are what
    readers print, and they read the same as the single pages.
    """
    sheets = row.sheet_file
    return Download(
        href=PurePosixPath(sheets.file if sheets else row.file).name,
        lang=row.language,
        variant=row.variant,
        format=row.format,
        title=row.form,
        pages=row.pages,
        sheets=row.sheets,
        size=sheets.bytes if sheets else row.bytes,
        order=row.order,
        folded=bool(sheets),
        note=row.note,
    )


def check_publications_exist(library: Library, slugs: Collection[str]) -> None:
    """Raise PressError (usage) if a publication is not in the sources.

    A publication with mistakes is in the sources.
    """
    if unknown := list(_check_names("publication", slugs, (library.tolerant or library).publications)):
        raise PressError(unknown, ExitCode.USAGE)


def _check_names(noun: str, names: Collection[str], known: Collection[str]) -> Iterator[Finding]:
    return (make_unknown_finding(noun, name, known) for name in names if name not in known)


def make_unknown_finding(noun: str, name: str, known: Iterable[str]) -> Finding:
    """Make the finding for an unknown name on the command line."""
    return UNKNOWN_NAME.make_finding(Place(), f"there is no {noun} `{name}`", suggest_name(name, known))


def list_tasks(
    request: BuildRequest, wave: Sequence[Edition], editions: Sequence[Edition], rows: dict[str, ManifestRow]
) -> list[BuildTask]:
    """List the tasks of a wave: new and changed editions."""
    found = []
    is_intact = read_intact_files(request.output)
    for edition, downloads in find_downloads(wave, editions, rows):
        parts = hash_parts(edition, downloads, press=request.press_files)
        why = (
            ("asked",)
            if request.force or request.strict
            else list_reasons(request.output, rows.get(edition.name), parts, is_intact)
        )
        if why:
            row = rows.get(edition.name)
            # The remedies found for the same sources are the best again; for others, the search begins anew, so that
            # the result does not depend on what was built before.
            known = replace(edition, fit=row.fit) if row and row.parts == parts else edition
            found.append(BuildTask(known, downloads, parts, why, request.press_files, request.strict))
    return found if request.publish_each else sort_longest_first(found, rows)
