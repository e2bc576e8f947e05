"""What is asked of a build, and what it leaves behind in the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The second file of a folded edition: its pages imposed on sheets, to print on both sides and fold.

    reading_sha256: of the file with the single pages that are on the sheets; sheet: width and height of the paper in
    points; fold: how it is folded; duplex: on which edge the printer turns the sheet; binding: the side of the spine.
    """

    file: str
    bytes: int
    sha256: str
    reading_sha256: str
    sheets: int
    sheet: tuple[float, float]
    fold: str
    duplex: str
    binding: str


@dataclass(frozen=True, slots=True)
class PressFile:
    """The file of an edition for a printing press; it makes no claim of access. bleed: in points."""

    file: str
    bytes: int
    sha256: str
    reading_sha256: str
    bleed: float


@dataclass(frozen=True, slots=True)
class Row:
    """An edition's row in the manifest: what it is, what it weighs, and what it was made from.

    trim: width and height in points, none for a web page; sheets: of paper, printed on both sides; digest: of
    everything the edition was made from; tools: name and version of what made it; sheet_file: of a folded edition;
    press_file: when it was asked for; left_out: the questions that a short text does not answer; imprint: the clinic
    whose block it carries, "" for the centre's own; core_sha256: of the core text, which is the same for every imprint.
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
    sheet_file: SheetFile | None = None
    press_file: PressFile | None = None
    left_out: tuple[str, ...] = ()
    imprint: str = ""
    core_sha256: str = ""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Each of its files, and its SHA-256."""
        others = [one for one in (self.sheet_file, self.press_file) if one]
        return ((self.file, self.sha256), *((one.file, one.sha256) for one in others))


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
    press: bool = False
    imprint: str = ""
