"""The pictures of a publication: found, read and checked."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath

from press.imprints.logos import measure_ratio
from press.load.files import LAYOUT, REACH, UNEXPECTED, SourceFolder, is_within, list_folder, read_bytes
from press.load.markdown.inlines import find_picture_problem
from press.load.markdown.tokens import SNIPPET
from press.load.raster import INKS as INK_MODES
from press.load.raster import clean_picture, decode_picture
from press.load.svg import check_drawing
from press.model.findings import Finding, FindingCode, Place
from press.model.nodes import Node
from press.model.publication import Picture, Source

_FIGURE = "::: figure {{#fig}}\n![A tap]({})\n:::\n"

_INKS_JPEG = base64.b64decode(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0"
    "NB8nOT04MjwuMzQy/8AAFAgAAQABBEMRAE0RAFkRAEsRAP/EABQAAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAA"
    "AAAA/9oADgRDAE0AWQBLAAA/AH8/n8/v/9k="
)
"""A JPEG of one dot in inks."""

NO_FILE = FindingCode(
    "LOD221",
    "Every picture that a text shows exists.",
    "house rule: files below the folder of the publication",
    "put the picture into the `figures` folder of the publication, or correct its name",
    bad={SNIPPET: _FIGURE.format("figures/tip.svg")},
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
LEADS_OUT = FindingCode(
    "LOD222",
    "A picture is not a link that leads out of the folder of its publication.",
    REACH,
    "copy the picture itself into the `figures` folder",
    bad={
        SNIPPET: _FIGURE.format("figures/link.svg"),
        "publications/handwashing/figures/link.svg": "symlink:../../../organizations.yaml",
    },
    good={
        SNIPPET: _FIGURE.format("figures/link.svg"),
        "publications/handwashing/figures/link.svg": "symlink:tap.svg",
    },
)
WRONG_KIND = FindingCode(
    "LOD223",
    "A picture is an SVG drawing, a PNG or a JPEG.",
    "ISO 19005-2 (PDF/A-2): what can be embedded",
    "export it as `.svg`, `.png` or `.jpg`",
    bad={SNIPPET: _FIGURE.format("figures/tap.gif"), "publications/handwashing/figures/tap.gif": b"GIF89a"},
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
WRONG_BYTES = FindingCode(
    "LOD227",
    "A picture is what its name says.",
    "PNG 1.2, 3.1; ITU-T T.81, B.1.1.3",
    "export it again, with the file name ending of its kind",
    bad={
        SNIPPET: _FIGURE.format("figures/tap.png"),
        "publications/handwashing/figures/tap.png": b"\xff\xd8\xff\xe0 a JPEG",
    },
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
DAMAGED = FindingCode(
    "LOD231",
    "A picture is whole, and can be printed.",
    "PNG 1.2; ITU-T T.81; ISO 19005-2, 6.2",
    "export it again, with 8 bits a channel and at most 50 million dots, and copy the whole file",
    bad={
        SNIPPET: _FIGURE.format("figures/tap.png"),
        "publications/handwashing/figures/tap.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR cut off",
    },
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
INKS = FindingCode(
    "LOD232",
    "The colors of a picture are light (RGB) or gray, not inks (CMYK).",
    "ISO 19005-2, 6.2.4.3",
    "export it in RGB, to choose its colors yourself",
    severity="warning",
    bad={SNIPPET: _FIGURE.format("figures/tap.jpg"), "publications/handwashing/figures/tap.jpg": _INKS_JPEG},
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
CODES = (NO_FILE, LEADS_OUT, WRONG_KIND, WRONG_BYTES, DAMAGED, INKS)

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# PNG 1.2, 3.1 and 11.2.2: the signature and the first chunk; ITU-T T.81, B.1.1.3: start of image and a marker.
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/jpeg": b"\xff\xd8\xff"}


def read_pictures(
    folder: SourceFolder, home: str, images: Iterable[tuple[Source, Node]], there: Iterable[str]
) -> Mapping[str, Picture]:
    """Read the pictures that texts show, by their Markdown address.

    home: the folder of the publication below the sources; images: each `image` node with the file it stands in; there:
    the files in that folder, to suggest one when a name is wrong.
    """
    pictures: dict[str, Picture] = {}
    known = sorted(there)
    for source, node in images:
        src = node.attrs["src"]
        if src in pictures or find_picture_problem(src):
            continue
        name = str(PurePosixPath(home, src))
        refusal = _find_refusal(folder, home, name, str(PurePosixPath(src)), known)
        if refusal:
            code, problem, hint = refusal
            folder.findings.append(code.make_finding(Place(source.path, node.line, node.column), problem, hint))
        elif (data := read_bytes(folder, name)) is not None:
            picture = Picture(src, MEDIA_TYPES[_get_suffix(src)], data)
            wrong = check_picture(picture, folder.format_path(name))
            folder.findings += wrong
            pictures[src] = picture if wrong else _clean(picture, folder, name)
    return pictures


def _clean(picture: Picture, folder: SourceFolder, name: str) -> Picture:
    """Return a picture without metadata and in RGB; a drawing stays as it is."""
    if picture.media_type not in _SIGNATURES:
        return picture
    decoded = decode_picture(picture.data)
    if decoded.mode in INK_MODES:
        folder.add_finding(INKS, name, "its colors are inks (CMYK); they were turned into RGB")
    return replace(picture, data=clean_picture(picture.data, decoded))


def _find_refusal(
    folder: SourceFolder, home: str, name: str, src: str, known: list[str]
) -> tuple[FindingCode, str, str] | None:
    if not is_within(folder, name, home):
        return LEADS_OUT, f"`{src}` leads out of the folder of the publication", ""
    if src not in known:
        near = get_close_matches(src, known, 1)
        return NO_FILE, f"there is no file `{src}`", f"did you mean `{near[0]}`?" if near else ""
    if _get_suffix(src) not in MEDIA_TYPES:
        return WRONG_KIND, f"`{src}` is a kind of file that cannot be printed", ""
    return None


def _get_suffix(src: str) -> str:
    return PurePosixPath(src).suffix.lower()


def check_picture(picture: Picture, path: str) -> list[Finding]:
    """Check the bytes of a picture against its type.

    path: the file as findings name it.
    """
    signature = _SIGNATURES.get(picture.media_type)
    if signature is None:
        return check_drawing(picture.data, path)
    if picture.data.startswith(signature):
        try:
            decode_picture(picture.data)
        except ValueError as error:
            return [DAMAGED.make_finding(Place(path, 1, 1), str(error))]
        return []
    return [WRONG_BYTES.make_finding(Place(path, 1, 1), f"its content is not {picture.media_type}")]


MAX_LOGO_BYTES = 300_000
_CLINIC = "imprints/clinic.yaml"
_TEXT = "name: Sample Clinic\nlogo: {}\nlogo_alt: {{en: A house, es: Una casa}}\n"
_HOUSE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M4 24 24 6l20 18v20H4z" fill="#153"/></svg>'
)

NO_LOGO = FindingCode(
    "CLN101",
    "The logo of a clinic is a file in the folder of the clinic.",
    LAYOUT,
    "put it into the folder with the name of the clinic, beside its YAML file, e.g. `imprints/clinic/logo.svg`",
    bad={_CLINIC: _TEXT.format("logo.svg")},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
OUTSIDE = FindingCode(
    "CLN102",
    "The logo of a clinic is not a link that leads out of the folder of the clinic.",
    REACH,
    "copy the logo itself into the folder",
    bad={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": "symlink:../../center.yaml"},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
UNREADABLE = FindingCode(
    "CLN103",
    "A logo can be opened: it is whole, has a size, and is in RGB or gray.",
    "PNG 1.2; ITU-T T.81; SVG 2, 8.6; ISO 19005-2, 6.2.4",
    "export it again, in RGB and with at most 4,000 pixels a side",
    bad={_CLINIC: _TEXT.format("logo.png"), "imprints/clinic/logo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR cut off"},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
TOO_LARGE = FindingCode(
    "CLN104",
    f"A logo has at most {MAX_LOGO_BYTES:,} bytes.",
    "house rule: a web page is one file, which the logo makes larger",
    "make it smaller; it is printed at most 48 points high, so 400 pixels are more than enough",
    bad={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE + " " * MAX_LOGO_BYTES},
    good={_CLINIC: _TEXT.format("logo.svg"), "imprints/clinic/logo.svg": _HOUSE},
)
LOGO_CODES = (NO_LOGO, OUTSIDE, UNREADABLE, TOO_LARGE)


def read_logo(folder: SourceFolder, source: Source, home: str, file: str | None) -> Picture | None:
    """Read the logo of a clinic, if it has one.

    home: the folder of the clinic; file: the name of the logo in it.
    """
    there = list_folder(folder, home) if (folder.root / home).is_dir() else None
    for stray in [*there.files, *there.folders] if there else []:
        if stray != file:
            folder.add_finding(UNEXPECTED, f"{home}/{stray}", "no imprint shows it")
    if not file:
        return None
    name = f"{home}/{file}"
    if there is None or file not in there.files:
        folder.findings.append(NO_LOGO.make_finding(source.find_place("logo"), f"there is no file `{name}`"))
        return None
    if not is_within(folder, name, home):
        folder.findings.append(
            OUTSIDE.make_finding(source.find_place("logo"), f"`{file}` leads out of the folder of the clinic")
        )
        return None
    if (data := read_bytes(folder, name)) is None:
        return None
    logo = Picture(file, MEDIA_TYPES[PurePosixPath(file).suffix.lower()], data)
    path = folder.format_path(name)
    wrong = [one for one in check_picture(logo, path) if one.code != DAMAGED.code] or list(_check_logo(logo, path))
    folder.findings += wrong
    return None if wrong else _clean(logo, folder, name)


def _check_logo(logo: Picture, path: str) -> Iterator[Finding]:
    if len(logo.data) > MAX_LOGO_BYTES:
        yield TOO_LARGE.make_finding(Place(path, 1, 1), f"it has {len(logo.data):,} bytes")
        return
    try:
        measure_ratio(logo)
    except ValueError as error:
        yield UNREADABLE.make_finding(Place(path, 1, 1), str(error))
