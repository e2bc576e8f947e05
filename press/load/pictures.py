"""The pictures of a publication: found, read and looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import PurePosixPath

from press.load.files import REACH, Folder, read_bytes, within
from press.load.markdown.inlines import picture_problem
from press.load.markdown.manuscript import SNIPPET
from press.load.svg import svg_findings
from press.model.edition import Picture, Source
from press.model.findings import Code, Finding, Place
from press.model.nodes import Node

_FIGURE = "::: figure {{#fig}}\n![A tap]({})\n:::\n"

NO_FILE = Code(
    "LOD221",
    "Every picture that a text shows is there.",
    "house rule: files below the folder of the publication",
    "put the picture into the `figures` folder of the publication, or mend its name",
    bad={SNIPPET: _FIGURE.format("figures/tip.svg")},
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
LEADS_OUT = Code(
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
WRONG_KIND = Code(
    "LOD223",
    "A picture is an SVG drawing, a PNG or a JPEG.",
    "ISO 19005-2 (PDF/A-2): what can be embedded",
    "export it as `.svg`, `.png` or `.jpg`",
    bad={SNIPPET: _FIGURE.format("figures/tap.gif"), "publications/handwashing/figures/tap.gif": b"GIF89a"},
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
WRONG_BYTES = Code(
    "LOD227",
    "A picture is what its name says.",
    "PNG 1.2, 3.1; ITU-T T.81, B.1.1.3",
    "export it again, with the ending that belongs to its kind",
    bad={
        SNIPPET: _FIGURE.format("figures/tap.png"),
        "publications/handwashing/figures/tap.png": b"\xff\xd8\xff\xe0 a JPEG",
    },
    good={SNIPPET: _FIGURE.format("figures/tap.svg")},
)
CODES = (NO_FILE, LEADS_OUT, WRONG_KIND, WRONG_BYTES)

TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# PNG 1.2, 3.1 and 11.2.2: the signature and the first chunk; ITU-T T.81, B.1.1.3: start of image and a marker.
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/jpeg": b"\xff\xd8\xff"}


def read_pictures(
    folder: Folder, home: str, images: Iterable[tuple[Source, Node]], there: Iterable[str]
) -> Mapping[str, Picture]:
    """The pictures that texts show, by the address that the Markdown gives.

    home: the folder of the publication below the sources; images: each `image` node with the file it stands in;
    there: the files in that folder, to suggest one when a name is wrong.
    """
    pictures: dict[str, Picture] = {}
    known = sorted(there)
    for source, node in images:
        src = node.attrs["src"]
        if src in pictures or picture_problem(src):
            continue
        name = str(PurePosixPath(home, src))
        refusal = _refusal(folder, home, name, str(PurePosixPath(src)), known)
        if refusal:
            code, problem, hint = refusal
            folder.found.append(code.at(Place(source.path, node.line, node.column), problem, hint))
        elif (data := read_bytes(folder, name)) is not None:
            pictures[src] = Picture(src, TYPES[_ending(src)], data)
            folder.found += picture_findings(pictures[src], folder.path(name))
    return pictures


def _refusal(folder: Folder, home: str, name: str, src: str, known: list[str]) -> tuple[Code, str, str] | None:
    if not within(folder, name, home):
        return LEADS_OUT, f"`{src}` leads out of the folder of the publication", ""
    if src not in known:
        near = get_close_matches(src, known, 1)
        return NO_FILE, f"there is no file `{src}`", f"did you mean `{near[0]}`?" if near else ""
    if _ending(src) not in TYPES:
        return WRONG_KIND, f"`{src}` is of a kind that cannot be printed", ""
    return None


def _ending(src: str) -> str:
    return PurePosixPath(src).suffix.lower()


def picture_findings(picture: Picture, path: str) -> list[Finding]:
    """What is wrong with the bytes of a picture; path: the file as findings name it."""
    signature = _SIGNATURES.get(picture.media_type)
    if signature is None:
        return svg_findings(picture.data, path)
    if picture.data.startswith(signature):
        return []
    return [WRONG_BYTES.at(Place(path, 1, 1), f"it is not of the type {picture.media_type}")]
