"""The logos of clinics: found, read and looked at."""

from __future__ import annotations

from pathlib import PurePosixPath

from press.files import LAYOUT, REACH, UNEXPECTED, Folder, listing, read_bytes, within
from press.findings import Code
from press.model import Picture, Source
from press.pictures import TYPES, picture_findings

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
CODES = (NO_LOGO, OUTSIDE)


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
    if not (data := read_bytes(folder, name)):
        return None
    logo = Picture(file, TYPES[PurePosixPath(file).suffix.lower()], data)
    wrong = picture_findings(logo, folder.path(name))
    folder.found += wrong
    return None if wrong else logo
