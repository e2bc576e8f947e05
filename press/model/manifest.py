"""The rows of the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from press.model.fit import Fit


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The second file of a folded edition: its pages imposed on sheets, to print on both sides and fold.

    reading_sha256: of the reading file, whose pages are on the sheets; sheet: width and height of the paper in points;
    fold: how it is folded; duplex: on which edge the printer turns the sheet; binding: the side of the spine.
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
    """The file of an edition for a printing press, which claims no accessibility.

    bleed: in points; standard: what it claims; profile_sha256: of the color profile in it; preflight: who checked it.
    """

    file: str
    bytes: int
    sha256: str
    reading_sha256: str
    bleed: float
    standard: str = ""
    profile_sha256: str = ""
    preflight: str = ""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """An edition's row in the manifest: what it is, its files, and what it was made from.

    trim: width and height in points, None for a web page; sheets: of paper, printed on both sides; digest: of
    everything the edition was made from; tools: name and version of each tool that made it; sheet_file: of a folded
    edition; press_file: if one was requested; left_out: the questions that a short text does not answer; imprint:
    the clinic whose block it carries, "" for the center's own; core_sha256: of the core text, which is the same for
    every imprint; page_starts: for each page of a PDF, the number of characters of core text before it
    (press/readback/page_starts.py), then the number of all; revised, reviewed, review_by, expires: dates of the
    publication, or ""; status: of the publication; marked: the notice across every page (`draft`, `withdrawn`,
    `superseded`, `expired`), or ""; parts: digests of what it was made from, by the name of the part; translated:
    `current`, `stale` or `unrecorded`, "" for the source language; stale: the ids of stale sections; outdated: its
    sources have changed, and the edition that was made from them was refused, so that this one is offered no
    longer; fit: how it was fitted to its paper.
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
    parts: Mapping[str, str] = field(default_factory=dict)
    revised: str = ""
    reviewed: str = ""
    review_by: str = ""
    expires: str = ""
    status: str = "current"
    marked: str = ""
    translated: str = ""
    stale: tuple[str, ...] = ()
    outdated: bool = False
    page_starts: tuple[int, ...] = ()
    fit: Fit = field(default_factory=Fit)
    note: str = ""
    """What readers must know of the file, in its language, such as that no transcriber has read it."""

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Its files, each with its SHA-256."""
        others = [one for one in (self.sheet_file, self.press_file) if one]
        return ((self.file, self.sha256), *((one.file, one.sha256) for one in others))
