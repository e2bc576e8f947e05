"""All publications, languages, variants and imprints of a center."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from press.model.nodes import Node
from press.model.publication import Picture, Publication, Source
from press.model.sources.center import Center, Organization
from press.model.sources.imprint import Imprint
from press.model.sources.language import Glossary, Language
from press.model.sources.notice import AvailabilityNotice, StateLanguages
from press.model.sources.variant import Profile, Variant


@dataclass(frozen=True, slots=True)
class Library:
    """Everything below `sources/` that could be read. A finding reports each file that could not."""

    center: Center | None
    organizations: Mapping[str, Organization]
    languages: Mapping[str, Language]
    variants: Mapping[str, Variant]
    publications: Mapping[str, Publication]
    statements: Mapping[str, Mapping[str, tuple[Node, ...]]]
    """The center's statements as prose, by key and then by language."""
    sources: Mapping[str, Source]
    """By path below `sources/`: `center.yaml`, `organizations.yaml`, `languages/en.yaml`, `variants/a4.yaml`."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    imprints: Mapping[str, Imprint] = field(default_factory=dict)
    logos: Mapping[str, Picture] = field(default_factory=dict)
    """The logos, by the name of the imprint."""
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)
    """The words that texts must explain, by language."""
    short_statements: Mapping[str, Mapping[str, tuple[Node, ...]]] = field(default_factory=dict)
    """The short forms of the statements that have one, by key and then by language."""
    notices: Mapping[str, AvailabilityNotice] = field(default_factory=dict)
    """The notices of availability of language assistance, by language."""
    states: Mapping[str, StateLanguages] = field(default_factory=dict)
    """The languages of those notices, by state."""
    home: str = ""
    """The real path of the folder that it was read from."""
    digest: str = ""
    """Of the contents of all its files but those of publications, which have digests of their own."""
    tolerant: Library | None = None
    """The same with the readable parts of files that have mistakes, for the rules only; None if no file has any."""
