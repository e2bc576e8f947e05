"""load: `sources/` in, a Library out. The only reader of sources."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from press.load import cache, files, front_matter, logofiles, markdown, pictures, svg, validation, yaml
from press.load.files import BAD_NAME, LAYOUT, MAX_PROSE, MISSING, Folder, Listing, listing, read_text
from press.load.forms import salvaged
from press.load.front_matter import read_translation
from press.load.logofiles import read_logo
from press.load.pictures import read_pictures
from press.load.records import expect as _expect
from press.load.records import noun as _noun
from press.load.records import nouns as _nouns
from press.load.yaml import Document
from press.model.edition import Library, Picture, Publication, Source, Translation, images_of
from press.model.facts import Center, Directory, Facts, Language, Profile, Variant
from press.model.fields import LANGUAGE_TAG, SLUG
from press.model.findings import Code, Finding, errors
from press.model.imprint import Imprint
from press.model.nodes import Node
from press.model.textfacts import Glossary, IndexSheet, Ledger

TOP = {
    "center.yaml", "organizations.yaml", "publications", "languages", "variants", "profiles", "imprints", "schemas",
    "glossary",
}  # fmt: skip
"""What may stand at the top of the sources."""
LEDGER, INDEX = "translations.yaml", "index.yaml"
"""What may stand beside the facts of a publication."""

Statements = Mapping[str, Mapping[str, tuple[Node, ...]]]

NO_TEXT = Code(
    "LOD209",
    "A publication has a text in at least one language.",
    LAYOUT,
    "write the text as `<language>.md` in the folder of the publication, e.g. `en.md`",
    bad={"publications/extra/publication.yaml": "number: 01-002\n"},
    good={},
)
CODES = (
    NO_TEXT,
    *validation.CODES,
    *files.CODES,
    *front_matter.CODES,
    *logofiles.CODES,
    *pictures.CODES,
    *markdown.CODES,
    *svg.CODES,
    *yaml.CODES,
)


def load(root: Path) -> tuple[Library, list[Finding]]:
    """Everything below a folder of sources, and what is wrong with it, in the order of files and lines.

    A file with an error is left out of the Library, and so is the whole publication that it belongs to, because the
    editions of a publication name each other; `Library.whole` has what could be read of them. Findings name files by
    the path that was given. Never raises for what is in the folder.
    """
    folder = Folder(root, root.as_posix())
    if not root.is_dir():
        folder.add(MISSING, "", "there is no such folder")
        return Library(None, {}, {}, {}, {}, {}, {}), folder.found
    top = listing(folder, "")
    _expect(folder, "", (*top.files, *top.folders), TOP.__contains__)
    with _without_garbage_collection():
        whole = _library(folder, top)
    found = sorted(set(folder.found))
    return _sound(whole, folder, {finding.place.file for finding in errors(found)}), found


def load_one(root: Path, slug: str) -> tuple[Library, list[Finding]]:
    """What can be read of one publication, with the centre and the languages; nothing is left out for its mistakes.

    An older state of the sources may lack what the press asks for today, and its words can be read all the same.
    """
    folder = Folder(root, root.as_posix())
    sources: dict[str, Source] = {}
    center, _ = _noun(folder, sources, "center.yaml", Center)
    languages = _nouns(folder, sources, "languages", Language, LANGUAGE_TAG.fullmatch)
    publications = {slug: _publication(folder, slug)} if (root / "publications" / slug).is_dir() else {}
    return Library(center, {}, languages, {}, publications, {}, sources), sorted(set(folder.found))


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    # A thousand publications are millions of objects that all stay; looking through them again and again for
    # garbage takes two thirds of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _library(folder: Folder, top: Listing) -> Library:
    """Everything that could be read, and what could be salvaged of the rest."""
    sources: dict[str, Source] = {}
    center, document = _noun(folder, sources, "center.yaml", Center)
    directory, _ = _noun(folder, sources, "organizations.yaml", Directory)
    imprints, logos = _imprints(folder, sources) if "imprints" in top.folders else ({}, {})
    return Library(
        center=center,
        organizations=directory.organizations if directory else {},
        languages=_nouns(folder, sources, "languages", Language, LANGUAGE_TAG.fullmatch),
        variants=_nouns(folder, sources, "variants", Variant, SLUG.fullmatch),
        profiles=_nouns(folder, sources, "profiles", Profile, SLUG.fullmatch) if "profiles" in top.folders else {},
        imprints=imprints,
        logos=logos,
        glossaries=_glossaries(folder, sources) if "glossary" in top.folders else {},
        publications=_publications(folder),
        statements=_statements(folder, center, document) if center and document else {},
        sources=sources,
    )


def _sound(whole: Library, folder: Folder, broken: set[str]) -> Library:
    """The library without the files that have errors, and with the whole beside it when there are any."""
    if not broken:
        return whole

    def sound(names: str) -> Callable[[str], bool]:
        return lambda key: folder.path(names.format(key)) not in broken

    def kept(values: Mapping[str, Any], names: str) -> dict[str, Any]:
        return {key: value for key, value in values.items() if sound(names)(key)}

    publications = {
        slug: publication
        for slug, publication in whole.publications.items()
        if not any(f"{file}/".startswith(f"{folder.path(f'publications/{slug}')}/") for file in broken)
    }
    return replace(
        whole,
        center=whole.center if sound("center.yaml")("") else None,
        statements=kept(whole.statements, "center.yaml"),
        organizations=kept(whole.organizations, "organizations.yaml"),
        languages=kept(whole.languages, "languages/{}.yaml"),
        variants=kept(whole.variants, "variants/{}.yaml"),
        profiles=kept(whole.profiles, "profiles/{}.yaml"),
        imprints=kept(whole.imprints, "imprints/{}.yaml"),
        glossaries=kept(whole.glossaries, "glossary/{}.yaml"),
        publications=publications,
        whole=whole,
    )


def _imprints(folder: Folder, sources: dict[str, Source]) -> tuple[dict[str, Imprint], dict[str, Picture]]:
    """The imprints of clinics, and the logo of each that has one, by its name."""
    imprints = _nouns(folder, sources, "imprints", Imprint, SLUG.fullmatch, beside=True)
    logos = {}
    for name, imprint in imprints.items():
        source = sources[f"imprints/{name}.yaml"]
        if logo := read_logo(folder, source, f"imprints/{name}", imprint.logo):
            logos[name] = logo
    return imprints, logos


def _glossaries(folder: Folder, sources: dict[str, Source]) -> dict[str, Glossary]:
    return _nouns(folder, sources, "glossary", Glossary, LANGUAGE_TAG.fullmatch)


def _statements(folder: Folder, center: Center, document: Document) -> Statements:
    """The centre's statements as prose, by key and language."""
    return {
        key: {lang: _statement(folder, document, key, lang, text) for lang, text in statement.text.items()}
        for key, statement in center.statements.items()
    }


def _statement(folder: Folder, document: Document, key: str, lang: str, text: str) -> tuple[Node, ...]:
    line, column = document.text_at(("statements", key, "text", lang))
    nodes, found = markdown.parse_prose(text, folder.path("center.yaml"), line, column)
    folder.found += found
    return nodes


# ---------------------------------------------------------------- publications


def _publications(folder: Folder) -> dict[str, Publication]:
    there = listing(folder, "publications")
    _expect(folder, "publications", there.files, lambda _: False)
    return {slug: cache.publication(folder, slug, _publication) for slug in there.folders}


def _publication(folder: Folder, slug: str) -> Publication:
    """A publication, or what can be read of it."""
    home = f"publications/{slug}"
    if not SLUG.fullmatch(slug):
        folder.add(BAD_NAME, home, f"`{slug}` cannot be the name of a publication")
    there = listing(folder, home)
    sources: dict[str, Source] = {}
    name = f"{home}/publication.yaml"
    facts, _ = _noun(folder, sources, name, Facts)
    translations = _translations(folder, home, there)
    below = list(_below(folder, home, there.folders))
    images = [(one.source, node) for one in translations.values() for node in images_of(one)]
    shown = read_pictures(folder, home, images, (*there.files, *below))
    ledger, index = _beside(folder, sources, home, there)
    beside = {Path(key).name: source for key, source in sources.items() if key != name}
    used = {"publication.yaml", *beside, *(str(PurePosixPath(src)) for src in shown)}
    texts = {one for one in there.files if one.endswith(".md")}
    _expect(folder, home, (*there.files, *below), (used | texts).__contains__, "no text of this publication shows it")
    facts = facts or salvaged(Facts, None)
    return Publication(slug, facts, translations, shown, sources[name], ledger, index, beside)


def _beside(
    folder: Folder, sources: dict[str, Source], home: str, there: Listing
) -> tuple[Ledger | None, IndexSheet | None]:
    """The ledger of its translations and its index sheet, where there are any."""
    ledger = _noun(folder, sources, f"{home}/{LEDGER}", Ledger)[0] if LEDGER in there.files else None
    index = _noun(folder, sources, f"{home}/{INDEX}", IndexSheet)[0] if INDEX in there.files else None
    return ledger, index


def _translations(folder: Folder, home: str, there: Listing) -> dict[str, Translation]:
    translations = {}
    names = [name for name in (*there.files, *there.folders) if name.endswith(".md")]
    if not names:
        folder.add(NO_TEXT, f"{home}/publication.yaml", "there is no text beside this file")
    for name in names:
        lang = name.removesuffix(".md")
        if not LANGUAGE_TAG.fullmatch(lang):
            folder.add(BAD_NAME, f"{home}/{name}", f"`{lang}` is not a language tag")
        if file := read_text(folder, f"{home}/{name}", MAX_PROSE):
            translation, found = read_translation(file, lang)
            folder.found += found
            translations[lang] = translation
    return translations


def _below(folder: Folder, home: str, folders: Iterable[str], depth: int = 3) -> Iterable[str]:
    """Every file in the folders of a publication, by its path below the publication."""
    for name in folders:
        there = listing(folder, f"{home}/{name}")
        yield from (f"{name}/{one}" for one in there.files)
        if depth:
            yield from _below(folder, home, [f"{name}/{one}" for one in there.folders], depth - 1)
