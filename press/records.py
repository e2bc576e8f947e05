"""What is asked of a build, and what it leaves behind in the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """An edition's row in the manifest: what it is, what it weighs, and what it was made from.

    trim: width and height in points, none for a web page; sheets: of paper, printed on both sides; digest: of
    everything the edition was made from; tools: name and version of what made it.
    """

    edition: str
    publication: str
    number: str
    title: str
    issued: str
    review_status: str
    language: str
    variant: str
    form: str
    order: int
    format: str
    file: str
    pages: int
    sheets: int
    trim: tuple[float, float] | None
    bytes: int
    sha256: str
    standards: tuple[str, ...]
    digest: str
    tools: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; an empty name list means all."""

    sources: Path
    output: Path
    slugs: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
