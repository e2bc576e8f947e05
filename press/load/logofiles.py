"""The logos of clinics: found, read and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from press.imprints.logos import ratio
from press.load.files import LAYOUT, REACH, UNEXPECTED, Folder, listing, read_bytes, within
from press.load.pictures import TYPES, picture_findings
from press.model.edition import Picture, Source
from press.model.findings import Code, Finding, Place

LARGEST_FILE = 300_000
_CLINIC = "imprints/clinic.yaml"
_TEXT = "name: Sample Clinic\nlogo: {}\nlogo_alt: {{en: A house, es: Una casa}}\n"
_HOUSE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M4 24 24 6l20 18v20H4z" fill="#153"/></svg>'
)

NO_LOGO = Code(
    "CLN101",
    "The logo of a clinic is a file in the folder of the clinic.",
    LAYOUT,
    "put it into the folder that has the name of the clinic, beside its YAML file, e.g. `imprints/clinic/logo.svg`",
    bad={_CLINIC: _TEXT.format("logo.svg")},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
OUTSIDE = Code(
    "CLN102",
    "The logo of a clinic is not a link that leads out of the folder of the clinic.",
    REACH,
    "copy the logo itself into the folder",
    bad={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": "symlink:../../center.yaml"},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
UNREADABLE = Code(
    "CLN103",
    "A logo can be opened: it is whole, has a size, and is in RGB or grey.",
    "PNG 1.2; ITU-T T.81; SVG 2, 8.6; ISO 19005-2, 6.2.4",
    "export it again, in RGB and with at most 4,000 dots a side",
    bad={_CLINIC: _TEXT.format("logo.png"), "imprints/clinic/logo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR cut off"},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
TOO_LARGE = Code(
    "CLN104",
    f"A logo has at most {LARGEST_FILE:,} bytes.",
    "house rule: a web page is one file, which the logo makes larger",
    "make it smaller: at 48 points high, 400 dots are more than enough",
    bad={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE + " " * LARGEST_FILE},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
CODES = (NO_LOGO, OUTSIDE, UNREADABLE, TOO_LARGE)


def read_logo(folder: Folder, source: Source, home: str, file: str | None) -> Picture | None:
    """The logo of a clinic, if it has one. home: the folder of the clinic; file: the name of the logo in it."""
    there = listing(folder, home) if (folder.root / home).is_dir() else None
    for stray in [*there.files, *there.folders] if there else []:
        if stray != file:
            folder.add(UNEXPECTED, f"{home}/{stray}", "no imprint shows it")
    if not file:
        return None
    name = f"{home}/{file}"
    if there is None or file not in there.files:
        folder.found.append(NO_LOGO.at(source.at("logo"), f"there is no file `{name}`"))
        return None
    if not within(folder, name, home):
        folder.found.append(OUTSIDE.at(source.at("logo"), f"`{file}` leads out of the folder of the clinic"))
        return None
    if (data := read_bytes(folder, name)) is None:
        return None
    logo = Picture(file, TYPES[PurePosixPath(file).suffix.lower()], data)
    wrong = picture_findings(logo, folder.path(name)) or list(_look(logo, folder.path(name)))
    folder.found += wrong
    return None if wrong else logo


def _look(logo: Picture, path: str) -> Iterator[Finding]:
    if len(logo.data) > LARGEST_FILE:
        yield TOO_LARGE.at(Place(path, 1, 1), f"it has {len(logo.data):,} bytes")
        return
    try:
        ratio(logo)
    except ValueError as error:
        yield UNREADABLE.at(Place(path, 1, 1), str(error))
