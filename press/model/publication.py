"""A publication as the press builds it from its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from press.model.findings import Place
from press.model.nodes import Node
from press.model.sources.publication import (
    FrontMatter,
    IndexSheet,
    PublicationFacts,
    SignatureRecord,
    TranslationRecord,
)

# ---------------------------------------------------------------- prose


SEPARATE_TEXTS = ("easy", "summary")
"""The texts that share no section with others."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a translation: a question and its answer.

    id: the same in every language; text_form: the text that it belongs to alone, else "". A short section replaces a
    long one if its id is that of the long one with `-short` at the end; so do those of other texts with their names.
    """

    id: str
    heading: tuple[Node, ...]
    blocks: tuple[Node, ...]
    line: int
    text_form: str = ""

    @property
    def title(self) -> str:
        """The words of the heading, without emphasis."""
        return "".join(node.text_content for node in self.heading)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file of a publication. src: its path as the Markdown names it."""

    src: str
    media_type: str
    data: bytes


# ---------------------------------------------------------------- the library


@dataclass(frozen=True, slots=True)
class Source:
    """A source file and the position of each value in it.

    path: as findings print it; marks: (line, column) by key path, e.g. ``("contact", "email")`` or
    ``("organizations", 2)``; digest: SHA-256 of its bytes; parent: the file whose values stand where it has none.
    """

    path: str
    positions: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)
    digest: str = ""
    parent: Source | None = None

    def find_place(self, *keys: str | int) -> Place:
        """Find the place of a value or of what should hold it."""
        source: Source | None = self
        while source and keys not in source.positions:
            source = source.parent
        holder = source or self
        for end in range(len(keys), -1, -1):
            if keys[:end] in holder.positions:
                return Place(holder.path, *holder.positions[keys[:end]])
        return Place(holder.path, 1, 1)

    def make_place(self, line: int, column: int = 1) -> Place:
        """Make a place from line and column, both 1-based."""
        return Place(self.path, line, column)


@dataclass(frozen=True, slots=True)
class Translation:
    """The text of a publication in one language."""

    lang: str
    front: FrontMatter
    brief: tuple[tuple[Node, ...], ...]
    sections: tuple[Section, ...]
    source: Source

    @property
    def text_forms(self) -> tuple[str, ...]:
        """The texts that it has: `long`, and the others if there are sections of them."""
        marked = {section.text_form for section in self.sections}
        return ("long", *(form for form in ("short", *SEPARATE_TEXTS) if form in marked))

    def select_text_form(self, text: str) -> Translation:
        """Keep only the sections of one text."""
        forms = (text,) if text in SEPARATE_TEXTS else ("", text)
        return replace(self, sections=tuple(one for one in self.sections if one.text_form in forms))

    def move_sections(self, ids: Sequence[str], *, first: bool) -> Translation:
        """Move sections before all others, or after them."""
        moved = tuple(one for one in self.sections if one.id in ids)
        others = tuple(one for one in self.sections if one.id not in ids)
        return replace(self, sections=moved + others if first else others + moved)

    def list_omitted_sections(self, text: str) -> tuple[Section, ...]:
        """List sections that a text omits and does not replace."""
        if text == "long":
            return ()
        ids = {section.id for section in self.select_text_form(text).sections}
        return tuple(one for one in self.sections if one.text_form == "long" and f"{one.id}-{text}" not in ids)


@dataclass(frozen=True, slots=True)
class Publication:
    """One work with one publication number."""

    slug: str
    facts: PublicationFacts
    translations: Mapping[str, Translation]
    pictures: Mapping[str, Picture]
    source: Source
    translation_record: TranslationRecord | None = None
    index_sheet: IndexSheet | None = None
    record_sources: Mapping[str, Source] = field(default_factory=dict)
    """The sources of the translation record, the index sheet and the signatures, by file name."""
    signature_record: SignatureRecord | None = None
    digest: str = ""
    """Of the contents of its files and all that they are parsed with; "" if they cannot be compared."""


def find_images(translation: Translation) -> Iterator[Node]:
    """Find every `image` node of a translation."""
    for nodes in (*translation.brief, *(nodes for one in translation.sections for nodes in (one.heading, one.blocks))):
        yield from find_images_below(nodes)


def find_images_below(nodes: Iterable[Node]) -> Iterator[Node]:
    """Find every `image` node in some nodes and below them."""
    return (node for top in nodes for node in top.walk() if node.kind == "image")
