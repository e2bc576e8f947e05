"""From a library and a wish to editions: which files are wanted, in the order in which they are made."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from press.findings import Code, Exit, Finding, Place, PressError
from press.model import Download, Edition, Library, Publication
from press.records import Row

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
) -> list[Edition]:
    """The editions wanted; an empty collection means all. Raises PressError (usage) for a name that is unknown."""
    known_langs = {lang for publication in library.publications.values() for lang in publication.translations}
    unknown = [
        *_unknown("publication", slugs, library.publications),
        *_unknown("language", langs, known_langs),
        *_unknown("variant", variants, library.variants),
    ]
    if unknown:
        raise PressError(unknown, Exit.USAGE)
    wanted = [
        edition
        for edition in all_editions(library)
        if (not slugs or edition.slug in slugs)
        and (not langs or edition.lang in langs)
        and (not variants or edition.variant_name in variants)
    ]
    return sorted(wanted, key=lambda edition: (edition.slug, edition.lang, edition.variant.order, edition.variant_name))


def all_editions(library: Library) -> Iterator[Edition]:
    """Every edition that the sources describe. The library must have been checked."""
    assert library.center is not None
    for slug, publication in library.publications.items():
        for lang, translation in publication.translations.items():
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
                    inputs=tuple(_inputs(library, publication, translation.lang, name)),
                )


def _inputs(library: Library, publication: Publication, lang: str, variant: str) -> Iterator[tuple[str, str]]:
    """What an edition reads below `sources/`: names and SHA-256, in a fixed order."""
    shared = ["center.yaml", "organizations.yaml", f"variants/{variant}.yaml"]
    if profile := library.variants[variant].profile:
        shared.append(f"profiles/{profile}.yaml")
    # The line of available languages names the others, so their files count too.
    shared += [f"languages/{other}.yaml" for other in sorted(publication.translations)]
    for name in shared:
        yield name, library.sources[name].digest
    yield "publication.yaml", publication.source.digest
    yield f"{lang}.md", publication.translations[lang].source.digest
    for src, picture in sorted(publication.pictures.items()):
        yield src, hashlib.sha256(picture.data).hexdigest()


def waves(editions: Sequence[Edition]) -> list[list[Edition]]:
    """Editions on paper first, then web pages: these name the pages and sizes of the files beside them."""
    paper = [edition for edition in editions if edition.variant.width]
    return [paper, [edition for edition in editions if not edition.variant.width]]


def links(edition: Edition, editions: Sequence[Edition], rows: Mapping[str, Row]) -> tuple[Download, ...]:
    """The files that a web page links to: its publication's other files that exist or are being made."""
    if edition.variant.width:
        return ()
    paper = [download_of(row) for row in rows.values() if row.publication == edition.slug and row.trim]
    pages = {(row.language, row.variant, row.form, row.order) for row in rows.values()
             if row.publication == edition.slug and not row.trim}  # fmt: skip
    pages |= {(e.lang, e.variant_name, e.form, e.variant.order) for e in editions
              if e.slug == edition.slug and not e.variant.width}  # fmt: skip
    web = [
        Download(f"{edition.slug}.{lang}.{variant}.html", lang, variant, "html", form, 0, 0, 0, order)
        for lang, variant, form, order in pages
        if (lang, variant) != (edition.lang, edition.variant_name)
    ]
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
