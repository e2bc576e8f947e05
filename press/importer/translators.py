"""A translation that came back, written into the sources: the text and its record together, or neither."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from press.load import load_publication
from press.model.findings import PressError, list_errors
from press.model.publication import Publication
from press.model.sources.publication import RECORD_FILE, Translator
from press.publish.output import write_durably
from press.runtime.disk import name_path
from press.runtime.temporary import open_temporary_folder
from press.translations import accept_sections, format_record
from press.translations.xliff_writer import TranslationJob


def store_translation(
    sources: Path, job: TranslationJob, text: str, schema: str, translator: Translator | None
) -> Path:
    """Write a translation and its record into the sources.

    schema: the address of the record's JSON Schema; translator: who made it, if that is known. Gives the path of the
    text. Raises PressError, and writes nothing, if the press cannot read the text.
    """
    home = sources / "publications" / job.slug
    with _try_text(sources, job.slug, job.target, text) as publication:
        sections = publication.translations[job.target].sections
        ids = ["front-matter", *(section.id for section in sections)]
        record = format_record(accept_sections(publication, job.target, job.source, ids, None, translator), schema)
    write_durably(home / f"{job.target}.md", text.encode())
    write_durably(home / RECORD_FILE, record.encode())
    return home / f"{job.target}.md"


def store_text(sources: Path, slug: str, lang: str, text: str) -> Path:
    """Write the text of a publication in one language; its record stays, so that what changed is outdated.

    Raises PressError, and writes nothing, if the press cannot read the text.
    """
    with _try_text(sources, slug, lang, text):
        path = sources / "publications" / slug / f"{lang}.md"
    write_durably(path, text.encode())
    return path


@contextmanager
def _try_text(sources: Path, slug: str, lang: str, text: str) -> Iterator[Publication]:
    """Read a publication with a text in one language, in a folder of its own."""
    home = sources / "publications" / slug
    with open_temporary_folder() as name:
        trial = _copy_publication(sources, Path(name), slug)
        path = trial / "publications" / slug / f"{lang}.md"
        with name_path(path):
            path.write_text(text, "utf-8")
        library, findings = load_publication(trial, slug)
        if faults := [one for one in list_errors(findings) if one.place.file == path.as_posix()]:
            raise PressError(
                [replace(one, place=replace(one.place, file=(home / path.name).as_posix())) for one in faults]
            )
        yield library.publications[slug]


def _copy_publication(sources: Path, folder: Path, slug: str) -> Path:
    """Copy what one publication is read from."""
    shutil.copytree(sources / "languages", folder / "languages")
    shutil.copytree(sources / "publications" / slug, folder / "publications" / slug, symlinks=True)
    shutil.copy(sources / "center.yaml", folder / "center.yaml")
    return folder
