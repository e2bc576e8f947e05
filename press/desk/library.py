"""The sources as the desk knows them: the last library without mistakes, and what is wrong with the sources now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pipeline
from press.model.deskwords import DeskWords
from press.model.edition import Edition, Library
from press.model.facts import Language
from press.model.findings import Code, Finding, Place, PressError, errors
from press.runtime.clock import today

WORDLESS = Code(
    "DSK101",
    "The clinic desk has words in at least one language.",
    "house rule: words that readers see come from the languages files",
    "write the words of the desk as `desk` in the file of a language",
)
CODES = (WORDLESS,)

Forms = Mapping[tuple[str, str], Edition]
"""The printed editions of one publication, by language and variant."""


@dataclass(frozen=True, slots=True)
class Interface:
    """A language of the desk's own pages, and the others there are by their names."""

    lang: str
    language: Language
    words: DeskWords
    others: Mapping[str, str]


class Bookcase:
    """What the desk can make. `read` is called at the start and whenever a source has changed.

    library: the last one without mistakes, or what could be read when there was none yet; editions: all of it by name,
    none before there was one without mistakes; findings: of the sources as they are now; version: grows with each read;
    day: of the last read.
    """

    def __init__(self, sources: Path) -> None:
        self.sources = sources
        self.version = 0
        self.day = today()
        self.findings: list[Finding] = []
        self.editions: dict[str, Edition] = {}
        self.forms: dict[str, Forms] = {}
        self.library, self.findings = pipeline.read(sources)
        if not self.library.center or not _spoken(self.library):
            found = errors(self.findings) or [WORDLESS.at(Place(str(sources)), "no language has words for the desk")]
            raise PressError(found)
        self._take(self.library)

    def read(self) -> None:
        """Read the sources again; with mistakes in them, what was there before stays."""
        library, self.findings = pipeline.read(self.sources)
        self.version += 1
        self.day = today()
        if library.center and _spoken(library):
            self._take(library)

    def _take(self, library: Library) -> None:
        if errors(self.findings):
            return
        self.library = library
        editions = pipeline.select(library)
        self.editions = {edition.name: edition for edition in editions}
        self.forms = {
            slug: {(one.lang, one.variant_name): one for one in editions if one.slug == slug and _given_out(one)}
            for slug in library.publications
        }

    @property
    def sound(self) -> bool:
        """Whether the sources as they are now have no mistakes."""
        return not errors(self.findings)

    def interface(self, lang: str = "") -> Interface:
        """The desk's words in a language, or where it has none, in the centre's, or in the first there is."""
        spoken = _spoken(self.library)
        assert self.library.center is not None
        chosen = next(one for one in (lang, self.library.center.language, *spoken) if one in spoken)
        language = self.library.languages[chosen]
        assert language.desk is not None
        return Interface(chosen, language, language.desk, {one: name for one, name in spoken.items() if one != chosen})

    def speaks(self, lang: str) -> bool:
        """Whether the desk has pages in a language."""
        return lang in _spoken(self.library)

    def form_name(self, edition: Edition, interface: Interface) -> str:
        """What the form of an edition is called in the language of the page."""
        return replace(edition, language=interface.language).form


def _given_out(edition: Edition) -> bool:
    """Whether a clinic may have it: on paper, and no draft or withdrawn text."""
    return bool(edition.variant.width) and not edition.marked


def _spoken(library: Library) -> dict[str, str]:
    """The languages that have words for the desk, and their names in themselves."""
    return {lang: language.name for lang, language in library.languages.items() if language.desk}
