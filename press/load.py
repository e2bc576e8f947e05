"""load: `sources/` in, a Library out. The only reader of sources."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from press import explain, prose, yamlsource
from press.explain import validate
from press.facts import Center, Directory, Facts, Front, Language, Variant
from press.files import Folder, TextFile, entries, read_text
from press.findings import Code, Finding
from press.model import Library, Node, Picture, Publication, Section, Source, Translation
from press.yamlsource import Document, read_yaml

Model = TypeVar("Model", bound=BaseModel)

CODES: tuple[Code, ...] = ()


def load(root: Path) -> tuple[Library, list[Finding]]:
    """Everything below a folder of sources that could be read, and what is wrong with the rest.

    What cannot be used is left out of the Library. Findings name files by the path that was given.
    Never raises for what is in the folder.
    """
    folder = Folder(root, root.as_posix())
    sources: dict[str, Source] = {}
    center, document = _noun(folder, sources, "center.yaml", Center)
    directory, _ = _noun(folder, sources, "organizations.yaml", Directory)
    languages = _nouns(folder, sources, "languages", Language)
    variants = _nouns(folder, sources, "variants", Variant)
    statements = _statements(folder, document) if center and document else {}
    publications = {}
    for path in entries(folder, "publications"):
        if publication := _publication(folder, path.name):
            publications[path.name] = publication
    library = Library(
        center=center,
        organizations=directory.organizations if directory else {},
        languages=languages,
        variants=variants,
        publications=publications,
        statements=statements,
        sources=sources,
    )
    return library, sorted(folder.found)


def _noun(
    folder: Folder, sources: dict[str, Source], name: str, model: type[Model]
) -> tuple[Model | None, Document | None]:
    file = read_text(folder, name)
    if not file:
        return None, None
    document, found = read_yaml(file.text, file.path)
    folder.found += found
    sources[name] = Source(file.path, document.marks if document else {}, file.digest)
    if not document:
        return None, None
    noun, found = validate(model, document, file.path)
    folder.found += found
    return noun, document


def _nouns(folder: Folder, sources: dict[str, Source], name: str, model: type[Model]) -> dict[str, Model]:
    nouns = {}
    for path in entries(folder, name):
        noun, _ = _noun(folder, sources, f"{name}/{path.name}", model)
        if noun:
            nouns[path.stem] = noun
    return nouns


def _statements(folder: Folder, document: Document) -> Mapping[str, Mapping[str, tuple[Node, ...]]]:
    statements: dict[str, dict[str, tuple[Node, ...]]] = {}
    for keys in document.marks:
        match keys:
            case ("statements", str(key), "text", str(lang)):
                value = document.value["statements"][key]["text"][lang]  # type: ignore[index, call-overload]
                nodes, found = prose.parse_prose(value, folder.path("center.yaml"), *document.text_at(keys))
                folder.found += found
                statements.setdefault(key, {})[lang] = nodes
    return statements


def _publication(folder: Folder, slug: str) -> Publication | None:
    name = f"publications/{slug}"
    sources: dict[str, Source] = {}
    facts, _ = _noun(folder, sources, f"{name}/publication.yaml", Facts)
    translations = {}
    for path in entries(folder, name):
        if path.suffix == ".md":
            file = read_text(folder, f"{name}/{path.name}")
            translation = file and _translation(folder, path.stem, file)
            if translation:
                translations[path.stem] = translation
    pictures: dict[str, Picture] = {}
    for translation in translations.values():
        for node in _images(translation.sections):
            src = node.attrs["src"]
            types = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
            target = folder.root / name / src
            if src not in pictures and target.is_file():
                pictures[src] = Picture(src, types.get(posixpath.splitext(src)[1], ""), target.read_bytes())
    if not facts:
        return None
    return Publication(slug, facts, translations, pictures, sources[f"{name}/publication.yaml"])


def _images(sections: tuple[Section, ...]) -> list[Node]:
    nodes = [node for section in sections for top in (*section.heading, *section.blocks) for node in top.walk()]
    return [node for node in nodes if node.kind == "image"]


def _translation(folder: Folder, lang: str, file: TextFile) -> Translation | None:
    _, head, body = file.text.split("---\n", 2)
    document, found = read_yaml(head, file.path, 2)
    folder.found += found
    if not document:
        return None
    front, found = validate(Front, document, file.path)
    folder.found += found
    parsed, found = prose.parse_body(body, file.path, head.count("\n") + 3)
    folder.found += found
    if not front:
        return None
    brief = []
    for number, point in enumerate(front.brief):
        nodes, found = prose.parse_inline(point, file.path, *document.text_at(("brief", number)), parsed.ids)
        folder.found += found
        brief.append(nodes)
    return Translation(lang, front, tuple(brief), parsed.sections, Source(file.path, document.marks, file.digest))
