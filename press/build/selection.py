"""From a library and a wish to editions: which files are wanted, in the order in which they are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from press.shelf_life import mark_of
from press.model.findings import Code, Exit, Finding, Place, PressError
from press.model.imprint import Imprint
from press.translations import source_language, summary
from press.model.edition import Download, Edition, Library, Picture, edition_name
from press.model.records import Row
from press.runtime.clock import today

UNKNOWN = Code(
    "USE101",
    "What is asked for by name exists.",
    "the command line",
    "run `python pipeline.py list` to see the names there are",
)
CODES = (UNKNOWN,)


def select(
    library: Library,
    slugs: Collection[str] = (),
    langs: Collection[str] = (),
    variants: Collection[str] = (),
    imprint: str = "",
    day: dt.date | None = None,
) -> list[Edition]:
    """The editions wanted; an empty collection means all. imprint: the clinic whose block they carry, if any.

    day: that shelf life is judged by, the system's if none; what is past it is marked, not left out. Raises PressError
    (usage) for a name that is unknown.
    """
    known_langs = {lang for publication in library.publications.values() for lang in publication.translations}
    unknown = [
        *_unknown("publication", slugs, library.publications),
        *_unknown("language", langs, known_langs),
        *_unknown("variant", variants, library.variants),
        *_unknown("imprint", [imprint] if imprint else [], library.imprints),
    ]
    if unknown:
        raise PressError(unknown, Exit.USAGE)
    wanted = [
        edition
        for edition in all_editions(library, imprint, day)
        if (not slugs or edition.slug in slugs)
        and (not langs or edition.lang in langs)
        and (not variants or edition.variant_name in variants)
    ]
    return sorted(wanted, key=lambda edition: (edition.slug, edition.lang, edition.variant.order, edition.variant_name))


def wanted(editions: Sequence[Edition], slugs: Collection[str]) -> list[Edition]:
    """The editions that a build makes: all that may be handed out, and those of publications asked for by name."""
    return [edition for edition in editions if not edition.marked or edition.slug in slugs]


def all_marks(library: Library, day: dt.date | None = None) -> dict[str, str]:
    """The name of every edition that the sources describe, the centre's own and those with an imprint, and its mark."""
    imprints = ("", *library.imprints)
    return {edition_name(one.slug, one.lang, one.variant_name, imprint): one.marked for one in _editions(library, day)
            for imprint in imprints}  # fmt: skip


def all_editions(library: Library, imprint: str = "", day: dt.date | None = None) -> Iterator[Edition]:
    """Every edition that the sources describe, for one imprint or the centre. The library must have been checked.

    day: as in `select`.
    """
    for edition in _editions(library, day):
        yield named_imprint(edition, library, imprint) if imprint else edition


def with_imprint(edition: Edition, imprint: Imprint, name: str = "", logo: Picture | None = None) -> Edition:
    """An edition with a clinic's block beside the centre's.

    imprint may have been typed by a visitor: it then has no name, and the edition is called as the centre's own is.
    """
    return replace(edition, imprint=imprint, imprint_name=name, logo=logo)


def named_imprint(edition: Edition, library: Library, name: str) -> Edition:
    """An edition with the block of a clinic of the library."""
    return with_imprint(edition, library.imprints[name], name, library.logos.get(name))


def _editions(library: Library, day: dt.date | None) -> Iterator[Edition]:
    assert library.center is not None
    for slug, publication in library.publications.items():
        marked = mark_of(publication.facts, day or today())
        source = source_language(publication, library.center.language)
        for lang, translation in publication.translations.items():
            translated, stale = summary(publication, lang, source)
            for name, variant in library.variants.items():
                if variant.text == "short" and not translation.has_short_text:
                    continue
                yield Edition(
                    slug=slug,
                    lang=lang,
                    variant_name=name,
                    center=library.center,
                    statements=library.statements,
                    organizations=library.organizations,
                    publication=publication,
                    translation=translation.in_form(variant.text),
                    language=library.languages[lang],
                    languages=library.languages,
                    variant=variant,
                    profile=library.profiles.get(variant.profile or ""),
                    marked=marked,
                    translated=translated,
                    stale=stale,
                )


def waves(editions: Sequence[Edition]) -> list[list[Edition]]:
    """Editions on paper first, then web pages: these name the pages and sizes of the files beside them."""
    paper = [edition for edition in editions if edition.variant.width]
    return [paper, [edition for edition in editions if not edition.variant.width]]


def links(
    wave: Iterable[Edition], editions: Sequence[Edition], rows: Mapping[str, Row]
) -> Iterator[tuple[Edition, tuple[Download, ...]]]:
    """Each edition of a wave, and the files that it links to if it is a web page.

    They are its publication's other files, for its imprint, that exist or are being made.
    """
    there: dict[tuple[str, str], list[Row]] = {}
    for row in rows.values():
        there.setdefault((row.publication, row.imprint), []).append(row)
    coming: dict[str, list[Edition]] = {}
    for edition in editions:
        if not edition.variant.width:
            coming.setdefault(edition.slug, []).append(edition)
    for edition in wave:
        if edition.variant.width:
            yield edition, ()
        else:
            yield edition, _links(edition, there.get((edition.slug, edition.imprint_name), []), coming[edition.slug])


def _links(edition: Edition, mine: Sequence[Row], coming: Sequence[Edition]) -> tuple[Download, ...]:
    paper = [download_of(row) for row in mine if row.trim]
    pages = {(row.language, row.variant, row.form, row.order) for row in mine if not row.trim}
    pages |= {(one.lang, one.variant_name, one.form, one.variant.order) for one in coming}
    web = [
        Download(f"{edition_name(edition.slug, lang, variant, edition.imprint_name)}.html", lang, variant, "html", form,
                 0, 0, 0, order)
        for lang, variant, form, order in pages
        if (lang, variant) != (edition.lang, edition.variant_name)
    ]  # fmt: skip
    return tuple(sorted([*paper, *web], key=lambda file: (file.lang, file.order, file.variant)))


def download_of(row: Row) -> Download:
    """What a web page says of a file it links to; the address is relative to its own folder.

    Of a folded edition it links to the sheets: they are what is printed, and read the same as the single pages.
    """
    sheets = row.sheet_file
    if sheets:
        href = PurePosixPath(sheets.file).name
        faces = 2 * sheets.sheets
        return Download(
            href, row.language, row.variant, row.format, row.form, faces, sheets.sheets, sheets.bytes, row.order
        )
    href = PurePosixPath(row.file).name
    return Download(href, row.language, row.variant, row.format, row.form, row.pages, row.sheets, row.bytes, row.order)


def _unknown(noun: str, asked: Collection[str], known: Collection[str]) -> Iterator[Finding]:
    for name in asked:
        if name not in known:
            yield UNKNOWN.at(Place(), f"there is no {noun} called {name!r}", f"there is: {', '.join(sorted(known))}")
