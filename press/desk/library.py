"""The last error-free library, and the findings in the sources now."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from press.build import pipeline
from press.desk.middleware import FileCache, keep_file
from press.model.edition import Edition
from press.model.findings import Finding, FindingCode, Place, PressError, list_errors
from press.model.formats import FORMATS
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.language import DeskWords, Language
from press.publish.manifest import MANIFEST, read_manifest
from press.runtime.clock import read_date
from press.runtime.file_stats import pick_stats

WORDLESS = FindingCode(
    "DSK101",
    "The clinic desk has words in at least one language.",
    "house rule: words that readers see come from the languages files",
    "write the words of the desk under `desk:` in the file of a language",
)
CODES = (WORDLESS,)

ClinicEditions = Mapping[tuple[str, str], Edition]
"""The editions of one publication that a clinic may have, by language and variant."""


@dataclass(frozen=True, slots=True)
class DeskInterface:
    """One language of the desk's own pages, and the names of the other languages."""

    lang: str
    language: Language
    words: DeskWords
    others: Mapping[str, str]


class LiveLibrary:
    """The library that the desk serves, reloaded when a source changes.

    library: the last library without errors; before there was one, what could be read of the sources.
    editions: all editions of that library by name; empty before there was a library without errors.
    clinic_editions: the editions that a clinic may have, by publication.
    findings: of the sources as they are now. version: grows with each reload. day: of the last reload.
    """

    def __init__(self, sources: Path) -> None:
        self.sources = sources
        self.version = 0
        self.day = read_date()
        self.findings: list[Finding] = []
        self.editions: dict[str, Edition] = {}
        self.clinic_editions: dict[str, ClinicEditions] = {}
        self.library, self.findings = pipeline.check_sources(sources)
        if not self.library.center or not _list_desk_languages(self.library):
            found = list_errors(self.findings) or [
                WORDLESS.make_finding(Place(str(sources)), "no language has words for the desk")
            ]
            raise PressError(found)
        self._use_library(self.library)

    def reload(self) -> None:
        """Read the sources again.

        If they have errors, the previous library is kept.
        """
        library, self.findings = pipeline.check_sources(self.sources)
        self.version += 1
        self.day = read_date()
        if library.center and _list_desk_languages(library):
            self._use_library(library)

    def _use_library(self, library: Library) -> None:
        if list_errors(self.findings):
            return
        self.library = library
        editions = pipeline.select_editions(library)
        self.editions = {edition.name: edition for edition in editions}
        self.clinic_editions = {
            slug: {(one.lang, one.variant_name): one for one in editions if one.slug == slug and _is_for_clinics(one)}
            for slug in library.publications
        }

    @property
    def is_error_free(self) -> bool:
        """Whether the sources as they are now have no errors."""
        return not list_errors(self.findings)

    def choose_interface(self, lang: str = "") -> DeskInterface:
        """Choose the language of a page.

        This is `lang` if the desk has words in it, else the center's language, else the first that has words.
        """
        names = _list_desk_languages(self.library)
        assert self.library.center is not None
        chosen = next(one for one in (lang, self.library.center.language, *names) if one in names)
        language = self.library.languages[chosen]
        assert language.desk is not None
        return DeskInterface(
            chosen, language, language.desk, {one: name for one, name in names.items() if one != chosen}
        )

    def has_language(self, lang: str) -> bool:
        """Check whether the desk has pages in a language."""
        return lang in _list_desk_languages(self.library)

    def translate_variant_title(self, edition: Edition, interface: DeskInterface) -> str:
        """Translate an edition's variant title into the page's language."""
        return replace(edition, language=interface.language).variant_title


def _is_for_clinics(edition: Edition) -> bool:
    """Check whether clinics may have an edition.

    Their block can be in it, it links to no other files, and it is neither a draft nor withdrawn.
    """
    file_format = edition.variant.file_format
    return file_format.has_imprint and not file_format.lists_files and not edition.notice


def _list_desk_languages(library: Library) -> dict[str, str]:
    """List languages that have words for the desk.

    Each is given with its own name for itself.
    """
    return {lang: language.name for lang, language in library.languages.items() if language.desk}


MEDIA_TYPES = {
    **{row.suffix: row.content_type for row in FORMATS.values()},
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Media types of editions and of the catalogue's own files, by suffix (IANA). Others are not served."""
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file that may be served. site: whether it is a page of the catalogue."""

    path: Path
    sha256: str
    media_type: str
    is_catalogue_page: bool


class PublishedFiles:
    """The files in an output folder. Files that a later build publishes are found at once."""

    def __init__(self, output: Path, kept_bytes: int) -> None:
        self._output = output
        self._file_stats: tuple[int, ...] | None = None
        self._entries: dict[str, PublishedFile] = {}
        self._cache = FileCache(kept_bytes, len)
        self._lock = threading.Lock()
        self.rows: list[ManifestRow] = []

    def refresh(self) -> None:
        """Read the manifest again if it has changed."""
        try:
            stats = pick_stats((self._output / MANIFEST).stat())
        except OSError:
            stats = ()
        if stats != self._file_stats:
            self.rows = [row for row in read_manifest(self._output) if not row.outdated]
            self._entries = dict(self._list_files())
            self._file_stats = stats

    def find_file(self, name: str) -> PublishedFile | None:
        """Find a file of the manifest, e.g. `index.html`."""
        self.refresh()
        return self._entries.get(name)

    def read_file(self, entry: PublishedFile) -> bytes | None:
        """Read a file.

        Returns None if its bytes do not match the manifest, e.g. while a build publishes.
        """
        with self._lock:  # files are read in threads
            data = self._cache.get(entry.sha256)
        if data is None:
            try:
                data = entry.path.read_bytes()
            except OSError:
                return None
            if hashlib.sha256(data).hexdigest() != entry.sha256:
                return None
            with self._lock:
                keep_file(self._cache, entry.sha256, data)
        return data

    def _list_files(self) -> Any:
        listed = [(file, digest, False) for row in self.rows for file, digest in row.files]
        for file, digest, site in [*listed, *((*one, True) for one in _read_site(self._output))]:
            pure = PurePosixPath(file)
            media_type = MEDIA_TYPES.get(pure.suffix)
            if media_type and not pure.is_absolute() and ".." not in pure.parts:
                yield file, PublishedFile(self._output / file, digest, media_type, site)


def _read_site(output: Path) -> list[tuple[str, str]]:
    """Read the catalogue's pages and SHA-256 from the manifest."""
    try:
        site = json.loads((output / MANIFEST).read_bytes()).get("site", [])
        return [(str(one["file"]), str(one["sha256"])) for one in site]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def make_content_policy(page: str, *, scripts: bool, frame: str = "'none'") -> str:
    """Make the Content-Security-Policy of a finished page.

    It allows the page's own styles by their hashes, and nothing from elsewhere (W3C Content Security Policy Level 3,
    2.3.1). scripts: whether the page's own scripts may run too; an edition has none. frame: who may show the page in a
    frame.
    """
    sources = {
        "default-src": "'none'",
        "style-src": " ".join(["'self'", *_hash_elements(_STYLE, page)]),
        "script-src": " ".join(["'self'", *_hash_elements(_SCRIPT, page)]) if scripts else "'none'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'" if scripts else "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame,
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _hash_elements(element: re.Pattern[str], page: str) -> list[str]:
    digests = (hashlib.sha256(text.encode()).digest() for text in element.findall(page))
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
