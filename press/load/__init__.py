"""The load stage: `sources/` in, a Library out. The only reader of sources."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from press.load import cache, files, front_matter, languages, markdown, pictures, svg, validation, variants, yaml
from press.load.files import BAD_NAME, LAYOUT, MAX_PROSE, MISSING, FolderListing, SourceFolder, list_folder, read_text
from press.load.front_matter import read_translation
from press.load.languages import LanguageSources, add_notes, add_statements, add_thanks, read_languages
from press.load.pictures import read_logo, read_pictures
from press.load.records import make_record, read_documents, read_record, read_records, report_unexpected
from press.load.validation import salvage_record
from press.load.values import hash_values, list_center_values, list_passages, list_publication_values
from press.load.variants import read_variants
from press.load.yaml import YamlDocument
from press.model.findings import Finding, FindingCode, list_errors
from press.model.library import Library
from press.model.nodes import Node
from press.model.publication import Picture, Publication, Source, Translation, find_images
from press.model.sources.center import Center, Directory
from press.model.sources.fields import LANGUAGE_TAG, SLUG
from press.model.sources.imprint import Imprint
from press.model.sources.language import Glossary, Language
from press.model.sources.notice import AvailabilityNotice, NoticeStates
from press.model.sources.publication import (
    RECORD_FILE,
    IndexSheet,
    PublicationFacts,
    SignatureRecord,
    TranslationRecord,
)
from press.model.sources.variant import Profile
from press.runtime.file_stats import SourceStats, list_stats, read_source_stats
from press.runtime.garbage import pause_garbage_collection

TOP_LEVEL_NAMES = {
    "center.yaml", "organizations.yaml", "publications", "languages", "variants", "profiles", "imprints", "schemas",
    "glossary", "notices",
}  # fmt: skip
"""Names that may be at the top of the sources."""
INDEX_SHEET, SIGNATURES = "index.yaml", "signed.yaml"
"""Further optional files beside the facts of a publication."""

Companion = TypeVar("Companion", bound=BaseModel)
STATES = "states"
"""The file of the states, among the notices."""

Statements = Mapping[str, Mapping[str, tuple[Node, ...]]]

NO_TEXT = FindingCode(
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
    *languages.CODES,
    *pictures.LOGO_CODES,
    *pictures.CODES,
    *markdown.CODES,
    *svg.CODES,
    *variants.CODES,
    *yaml.CODES,
)


def load(root: Path, stats: SourceStats | None = None) -> tuple[Library, list[Finding]]:
    """Read a folder of sources into a Library, with findings. stats: those of the sources, if they are known.

    Findings come in the order of files and lines, and name files by the path that was given. A file with an error is
    left out of the Library, and so is the whole publication that it belongs to, because the editions of a publication
    name each other; `Library.tolerant` keeps what could be read of them. Never raises because of what is in the folder.
    """
    folder = SourceFolder(root, root.as_posix())
    if not root.is_dir():
        folder.add_finding(MISSING, "", "there is no such folder")
        return Library(None, {}, {}, {}, {}, {}, {}), folder.findings
    top = list_folder(folder, "")
    report_unexpected(folder, "", (*top.files, *top.folders), TOP_LEVEL_NAMES.__contains__)
    with pause_garbage_collection():
        whole = _read_library(folder, top, stats or read_source_stats(str(root)))
    found = sorted(set(folder.findings))
    return _drop_broken(whole, folder, {finding.place.file for finding in list_errors(found)}), found


def load_publication(root: Path, slug: str) -> tuple[Library, list[Finding]]:
    """Read one publication with the center and the languages.

    Mistakes leave nothing out: an older state of the sources may lack what the press asks for today, and its words can
    be read all the same.
    """
    folder = SourceFolder(root, root.as_posix())
    sources: dict[str, Source] = {}
    center, _ = read_record(folder, sources, "center.yaml", Center)
    read = read_languages(folder, sources)
    folder = _add_values(folder, center, read.languages)
    publications = {slug: _read_publication(folder, slug)} if (root / "publications" / slug).is_dir() else {}
    return Library(center, {}, read.languages, {}, publications, {}, sources), sorted(set(folder.findings))


def _read_library(folder: SourceFolder, top: FolderListing, stats: SourceStats) -> Library:
    """Read every source, salvaging what is valid in broken ones."""
    sources: dict[str, Source] = {}
    center, document = read_record(folder, sources, "center.yaml", Center)
    directory, _ = read_record(folder, sources, "organizations.yaml", Directory)
    imprints, logos = _read_imprints(folder, sources) if "imprints" in top.folders else ({}, {})
    read = read_languages(folder, sources)
    center = add_statements(folder, center, read)
    if center and document:
        _check_passages(folder, center, document)
    folder = _add_values(folder, center, read.languages)
    return Library(
        center=center,
        organizations=add_notes(folder, directory.organizations, read) if directory else {},
        languages=read.languages,
        variants=read_variants(folder, sources),
        profiles=read_records(folder, sources, "profiles", Profile, SLUG.fullmatch)
        if "profiles" in top.folders
        else {},
        imprints=imprints,
        logos=logos,
        glossaries=_read_glossaries(folder, sources) if "glossary" in top.folders else {},
        publications=_read_publications(folder, stats),
        statements=_parse_statements(folder, center, document, read) if center and document else {},
        short_statements=_parse_statements(folder, center, document, read, "short") if center and document else {},
        sources=sources,
        home=os.path.realpath(folder.root),
        digest=_hash_shared_files(folder, top),
        **(_read_notices(folder, sources) if "notices" in top.folders else {}),
    )


def _hash_shared_files(folder: SourceFolder, top: FolderListing) -> str:
    """Hash the names and contents of all files but those of publications; "" if one cannot be read."""
    whole = hashlib.sha256()
    try:
        names = [*top.files]
        for shared in top.folders:
            if shared != "publications":
                names += [f"{shared}/{name}" for name, _ in list_stats(str(folder.root / shared))]
        for path in (folder.root / name for name in sorted(names)):
            whole.update(os.fsencode(path))
            if path.is_file():
                whole.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:  # it is a finding
        return ""
    return whole.hexdigest()


def _read_notices(folder: SourceFolder, sources: dict[str, Source]) -> dict[str, Any]:
    """Read the notices of availability, and the states that need them."""
    documents = read_documents(folder, sources, "notices", lambda name: name == STATES or LANGUAGE_TAG.fullmatch(name))
    made = (
        make_record(folder, f"notices/{STATES}.yaml", NoticeStates, documents.pop(STATES))
        if STATES in documents
        else None
    )
    notices = {
        lang: make_record(folder, f"notices/{lang}.yaml", AvailabilityNotice, one) for lang, one in documents.items()
    }
    return {"notices": notices, "states": made.states if made else {}}


def _add_values(folder: SourceFolder, center: Center | None, languages: Mapping[str, Language]) -> SourceFolder:
    """Add what texts may use by name. The findings stay one list."""
    return replace(folder, center=center, languages=languages, values_digest=hash_values(center, languages))


def _drop_broken(whole: Library, folder: SourceFolder, broken: set[str]) -> Library:
    """Drop files with errors, keeping everything in `Library.tolerant`."""
    if not broken:
        return whole

    def is_sound(name: str) -> bool:
        return folder.format_path(name) not in broken

    def keep_sound(values: Mapping[str, Any], names: str) -> dict[str, Any]:
        return {key: value for key, value in values.items() if is_sound(names.format(key))}

    publications = {
        slug: publication
        for slug, publication in whole.publications.items()
        if not any(f"{file}/".startswith(f"{folder.format_path(f'publications/{slug}')}/") for file in broken)
    }
    return replace(
        whole,
        center=whole.center if is_sound("center.yaml") else None,
        statements=keep_sound(whole.statements, "center.yaml"),
        short_statements=keep_sound(whole.short_statements, "center.yaml"),
        organizations=keep_sound(whole.organizations, "organizations.yaml"),
        languages=keep_sound(whole.languages, "languages/{}.yaml"),
        variants=keep_sound(whole.variants, "variants/{}.yaml"),
        profiles=keep_sound(whole.profiles, "profiles/{}.yaml"),
        imprints=keep_sound(whole.imprints, "imprints/{}.yaml"),
        notices=keep_sound(whole.notices, "notices/{}.yaml"),
        states=whole.states if is_sound(f"notices/{STATES}.yaml") else {},
        glossaries=keep_sound(whole.glossaries, "glossary/{}.yaml"),
        publications=publications,
        tolerant=whole,
    )


def _read_imprints(folder: SourceFolder, sources: dict[str, Source]) -> tuple[dict[str, Imprint], dict[str, Picture]]:
    """Read the imprints of clinics and their logos, by name."""
    imprints = read_records(folder, sources, "imprints", Imprint, SLUG.fullmatch, beside=True)
    logos = {}
    for name, imprint in imprints.items():
        source = sources[f"imprints/{name}.yaml"]
        if logo := read_logo(folder, source, f"imprints/{name}", imprint.logo):
            logos[name] = logo
    return imprints, logos


def _read_glossaries(folder: SourceFolder, sources: dict[str, Source]) -> dict[str, Glossary]:
    return read_records(folder, sources, "glossary", Glossary, LANGUAGE_TAG.fullmatch)


def _check_passages(folder: SourceFolder, center: Center, document: YamlDocument) -> None:
    """Report what is wrong with the passages that texts share."""
    values = list_center_values(center)
    for key, words in center.passages.items():
        for lang, text in words.items():
            position = document.locate_text(("passages", key, lang))
            path = folder.format_path("center.yaml")
            folder.findings += markdown.parse_inline(text, path, *position, values=values, lang=lang)[1]


def _parse_statements(
    folder: SourceFolder, center: Center, document: YamlDocument, read: LanguageSources, field: str = "text"
) -> Statements:
    """Parse the center's statements, by key and language.

    field: `text` or `short`; a statement without it is left out.
    """
    values = list_center_values(folder.center)

    def parse(key: str, lang: str, text: str) -> tuple[Node, ...]:
        keys = ("statements", key, field, lang)
        inside = read.locate_statement(lang, key, field)
        name, position = (
            ("center.yaml", document.locate_text(keys)) if keys in document.positions else inside or ("", (1, 1))
        )
        nodes, found = markdown.parse_prose(text, folder.format_path(name), *position, values, lang)
        folder.findings += found
        return nodes

    texts = {key: getattr(statement, field) for key, statement in center.statements.items()}
    return {
        key: {lang: parse(key, lang, text) for lang, text in found.items()} for key, found in texts.items() if found
    }


# ---------------------------------------------------------------- publications


def _read_publications(folder: SourceFolder, stats: SourceStats) -> dict[str, Publication]:
    there = list_folder(folder, "publications")
    report_unexpected(folder, "publications", there.files, lambda _: False)
    cached = cache.PublicationCache(folder, stats, _read_publication)
    found = {slug: cached.read(slug) for slug in there.folders}
    cached.store()
    return found


def _read_publication(folder: SourceFolder, slug: str) -> Publication:
    """Read a publication, or what can be salvaged of it."""
    home = f"publications/{slug}"
    if not SLUG.fullmatch(slug):
        folder.add_finding(BAD_NAME, home, f"`{slug}` cannot be the name of a publication")
    there = list_folder(folder, home)
    sources: dict[str, Source] = {}
    name = f"{home}/publication.yaml"
    facts, _ = read_record(folder, sources, name, PublicationFacts)
    translations = _read_translations(folder, home, there, facts)
    below = list(_list_files_below(folder, home, there.folders))
    images = [(one.source, node) for one in translations.values() for node in find_images(one)]
    if facts and (source := sources.get(name)):
        images += _list_summary_pictures(source, facts)
    pictures_read = read_pictures(folder, home, images, (*there.files, *below))
    ledger, index, signatures = _read_companions(folder, sources, home, there)
    beside = {Path(key).name: source for key, source in sources.items() if key != name}
    used = {"publication.yaml", *beside, *(str(PurePosixPath(src)) for src in pictures_read)}
    texts = {one for one in there.files if one.endswith(".md")}
    report_unexpected(
        folder, home, (*there.files, *below), (used | texts).__contains__, "no text of this publication shows it"
    )
    facts = add_thanks(facts, folder.languages, translations) if facts else salvage_record(PublicationFacts, None)
    return Publication(slug, facts, translations, pictures_read, sources[name], ledger, index, beside, signatures)


def _read_companions(
    folder: SourceFolder, sources: dict[str, Source], home: str, there: FolderListing
) -> tuple[TranslationRecord | None, IndexSheet | None, SignatureRecord | None]:
    """Read the translation record, the index sheet and the signatures, if present."""

    def read(name: str, model: type[Companion]) -> Companion | None:
        return read_record(folder, sources, f"{home}/{name}", model)[0] if name in there.files else None

    return (
        read(RECORD_FILE, TranslationRecord), read(INDEX_SHEET, IndexSheet), read(SIGNATURES, SignatureRecord)
    )  # fmt: skip


def _read_translations(
    folder: SourceFolder, home: str, there: FolderListing, facts: PublicationFacts | None
) -> dict[str, Translation]:
    translations = {}
    names = [name for name in (*there.files, *there.folders) if name.endswith(".md")]
    if not names:
        folder.add_finding(NO_TEXT, f"{home}/publication.yaml", "there is no text beside this file")
    for name in names:
        lang = name.removesuffix(".md")
        if not LANGUAGE_TAG.fullmatch(lang):
            folder.add_finding(BAD_NAME, f"{home}/{name}", f"`{lang}` is not a language tag")
        if file := read_text(folder, f"{home}/{name}", MAX_PROSE):
            values = list_center_values(folder.center) | list_passages(folder.center, lang)
            values |= list_publication_values(facts, folder.center, folder.languages.get(lang))
            translation, found = read_translation(file, lang, values)
            folder.findings += found
            translations[lang] = translation
    return translations


def _list_summary_pictures(source: Source, facts: PublicationFacts) -> list[tuple[Source, Node]]:
    """List the pictures of the questions of a summary, as a text would show them."""
    found = []
    for identifier, src in facts.summary.items():
        place = source.find_place("summary", identifier)
        found.append((source, Node("image", attrs={"src": src, "alt": ""}, line=place.line, column=place.column)))
    return found


def _list_files_below(folder: SourceFolder, home: str, folders: Iterable[str], depth: int = 3) -> Iterable[str]:
    """List every file in a publication's folders, by relative path.

    depth: how many levels of folders below these are still listed.
    """
    for name in folders:
        there = list_folder(folder, f"{home}/{name}")
        yield from (f"{name}/{one}" for one in there.files)
        if depth:
            yield from _list_files_below(folder, home, [f"{name}/{one}" for one in there.folders], depth - 1)
