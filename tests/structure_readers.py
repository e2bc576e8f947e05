"""The tags of PDFs as other engines read them: PDFium of Chromium, pdf.js of Firefox, and Poppler.

Poppler alone takes the ActualText of marked content, so files are compared that have none, or only at line ends.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from press.readback.pdf.tag_tree import StructureElement
from press.runtime.programs import require_tool, run_program
from tests import poppler

PDFJS = Path(sys.prefix) / "npm/node_modules/pdfjs-dist/legacy/build/pdf.mjs"
SCRIPT = Path(__file__).with_name("structure_tree.mjs")
ACROSS_PAGES = frozenset(
    {"Document", "Part", "Sect", "Art", "Div", "Aside", "L", "TOC", "Table", "THead", "TBody", "TFoot"}
)
"""Groups, which page-wise readers say once a page."""


class Element(NamedTuple):
    """A structure element as a reader gives it: its words without spaces are those of all in it."""

    role: str
    words: str
    alt: str = ""
    lang: str = ""


Pages = list[list[Element]]
"""The elements of each page, inner ones first."""


def squeeze(text: str) -> str:
    """Remove spaces, soft hyphens and what has no width."""
    return re.sub("[\\s\u00ad\u200b\u2060\ufeff]", "", text)


# ---------------------------------------------------------------- PDFium


def read_by_pdfium(data: bytes) -> Pages:
    """Read what PDFium's interface for screen readers gives."""
    pages = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            tree, texts = raw.FPDF_StructTree_GetForPage(page.raw), _map_texts(page)
            found: list[Element] = []
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                _walk_pdfium(raw.FPDF_StructTree_GetChildAtIndex(tree, at), texts, "", found)
            raw.FPDF_StructTree_Close(tree)
            pages.append(found)
    return pages


def _read_string(function: Callable[..., int], element: Any) -> str:
    size = function(element, None, 0)
    room = ctypes.create_string_buffer(max(size, 2))
    function(element, room, size)
    return room.raw[: max(size - 2, 0)].decode("utf-16-le")


def _map_texts(page: pypdfium2.PdfPage) -> dict[int, str]:
    """Map the numbers of marked content of a page to their words, those in forms included."""
    found: dict[int, str] = {}
    text = page.get_textpage()
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
        size = raw.FPDFTextObj_GetText(one.raw, text.raw, None, 0)
        room = (ctypes.c_ushort * (size // 2 + 1))()
        raw.FPDFTextObj_GetText(one.raw, text.raw, room, size)
        number = raw.FPDFPageObj_GetMarkedContentID(one.raw)
        if number >= 0:  # the others are artifacts
            found[number] = found.get(number, "") + bytes(room)[:size].decode("utf-16-le").rstrip("\0")
    return found


def _walk_pdfium(element: Any, texts: dict[int, str], lang: str, found: list[Element]) -> str:
    lang = _read_string(raw.FPDF_StructElement_GetLang, element) or lang
    words = ""
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
            words += _walk_pdfium(child, texts, lang, found)
        else:
            words += texts.get(raw.FPDF_StructElement_GetChildMarkedContentID(element, at), "")
    role = _read_string(raw.FPDF_StructElement_GetType, element)
    found.append(Element(role, squeeze(words), squeeze(_read_string(raw.FPDF_StructElement_GetAltText, element)), lang))
    return words


# ---------------------------------------------------------------- pdf.js


def read_by_pdfjs(files: Sequence[Path]) -> list[Pages]:
    """Read what pdf.js gives for each of some files, in one process."""
    require_tool("pdf.js", None if PDFJS.exists() else "the npm package pdfjs-dist")
    node = Path(sys.prefix) / "bin/node"
    done = run_program(str(node), SCRIPT, PDFJS, *files)
    assert done.returncode == 0, done.stderr
    return [[_list_pdfjs(page["tree"], page["texts"]) for page in pages] for pages in json.loads(done.stdout)]


def _list_pdfjs(tree: dict[str, Any] | None, texts: dict[str, str]) -> list[Element]:
    found: list[Element] = []

    def walk(node: dict[str, Any], lang: str) -> str:
        if "role" not in node:
            return texts.get(node.get("id", ""), "") if node["type"] == "content" else ""
        lang = node.get("lang") or lang
        words = "".join(walk(child, lang) for child in node["children"])
        found.append(Element(node["role"], squeeze(words), squeeze(node.get("alt") or ""), lang))
        return words

    for child in tree["children"] if tree else ():
        walk(child, "")
    return found


# ---------------------------------------------------------------- Poppler

_LINE = re.compile(r'( *)(?:"(.*)"|([A-Za-z][A-Za-z0-9]*):?(?: .*)?)')


def read_by_poppler(file: Path) -> list[Element]:
    """Read what `pdfinfo -struct-text` prints of the whole file; it knows no alternative texts and languages."""
    found: list[Element] = []
    stack: list[tuple[int, str, list[str]]] = []
    for line in [*poppler.read_tagged_words(file).splitlines(), "End"]:
        if not (read := _LINE.fullmatch(line)):
            continue
        depth = len(read[1])
        while stack and stack[-1][0] >= depth:
            _, role, words = stack.pop()
            found.append(Element(role, squeeze("".join(words))))
        if read[2] is None:
            stack.append((depth, read[3], []))
        for _, _, words in stack:
            words.append(read[2] or "")
    return found


# ---------------------------------------------------------------- ours, and how they are compared


def list_ours(root: StructureElement) -> list[Element]:
    """List the elements of a tree as our reader gives it."""
    found: list[Element] = []

    def walk(element: StructureElement, lang: str) -> str:
        lang = element.lang or lang
        words = "".join(part if isinstance(part, str) else walk(part, lang) for part in element.content)
        found.append(Element(element.role, squeeze(words), squeeze(element.alt), lang))
        return words

    walk(root, "")
    return found


def find_differences(ours: Sequence[Element], theirs: Pages) -> Iterator[str]:
    """Find what another reader says otherwise; elements that it gives in parts, one a page, are put together."""
    rest, whole = Counter(one for page in theirs for one in page), []
    for one in ours:
        if rest[one]:
            rest[one] -= 1
        else:
            whole.append(one)
    parts = list(rest.elements())
    for one in whole:
        used = _take_parts(one, parts)
        if one.role not in ACROSS_PAGES and not used:
            yield f"we read {one}"
    # An element that begins on another page is said on each page that has a part of its group, with nothing in it.
    yield from (f"they read {one}" for one in parts if one.role not in ACROSS_PAGES and (one.words or one.alt))


def _take_parts(whole: Element, parts: list[Element]) -> bool:
    """Take the parts of an element: they begin it, one after the other."""
    taken, words = [], whole.words
    while words:
        part = next((one for one in parts if one.words and words.startswith(one.words) and one not in taken
                     and one._replace(words="") == whole._replace(words="")), None)  # fmt: skip
        if part is None:
            return False
        taken.append(part)
        words = words.removeprefix(part.words)
    for part in taken:
        parts.remove(part)
    return len(taken) > 1
