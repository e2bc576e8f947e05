"""Words of a Word file itself: every piece of text in its XML, found without the reader that makes blocks."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from press.importer.blocks import FileWords
from press.importer.readers.docx.archive import WordParts, find_child, get_name, get_value
from press.importer.readers.docx.styles import find_font
from press.importer.readers.docx.symbols import convert_symbol, has_symbols

_NOTES = r"word/(?:footnotes|endnotes)\.xml"
_MARGINS = r"word/(?:header|footer)[0-9]*\.xml"
_BESIDE = r"word/(?:comments\.xml|diagrams/data[0-9]*\.xml|charts/chart[0-9]*\.xml)"


def list_file_words(parts: WordParts) -> list[FileWords]:
    """List the words of each paragraph of a Word file, in the order of the file."""
    lines = number_paragraphs(parts.document)
    found = list(_list_paragraphs(parts.document, lines))
    for pattern in (_NOTES, _BESIDE):
        found += [words for _, tree in parts.list_trees(pattern) for words in _list_paragraphs(tree, lines)]
    margins = [words for _, tree in parts.list_trees(_MARGINS) for words in _list_paragraphs(tree, lines)]
    # The same header on many pages is one.
    return [*found, *dict.fromkeys(margins)]


def number_paragraphs(document: Element) -> dict[int, int]:
    """Give the paragraphs that have words their numbers, by the identity of their elements."""
    lines: dict[int, int] = {}
    for element in _walk_shown(document):
        if get_name(element) == "w:p" and any(_read_piece(one).strip() for one in _walk_shown(element)):
            lines[id(element)] = len(lines) + 1
    return lines


def _walk_shown(element: Element) -> Iterator[Element]:
    """Walk over all elements but second versions of the same content."""
    yield element
    children = list(element)
    if get_name(element) == "mc:AlternateContent":
        children = pick_alternative(element)
    for child in children:
        yield from _walk_shown(child)


def pick_alternative(element: Element) -> list[Element]:
    """Pick the version of a drawing that has words, else the first (ISO/IEC 29500-3, 9.3)."""
    versions = [child for child in element if get_name(child) in {"mc:Choice", "mc:Fallback"}]
    worded = [one for one in versions if any(_read_piece(part).strip() for part in one.iter())]
    return (worded or versions)[:1]


def _list_paragraphs(tree: Element, lines: dict[int, int]) -> Iterator[FileWords]:
    """List paragraphs with the pieces that are in no paragraph inside them."""
    line = 1
    owners: list[tuple[Element, list[str]]] = [(tree, [])]
    waiting: list[tuple[Element, list[str], str]] = [(tree, owners[0][1], "")]
    while waiting:
        element, pieces, font = waiting.pop()
        if get_name(element) in {"w:p", "a:p"}:
            pieces = []
            owners.append((element, pieces))
        if get_name(element) == "w:r":
            font = find_font(find_child(element, "w:rPr")).strip()
        if piece := _read_piece(element, font):
            pieces.append(piece)
        inside = pick_alternative(element) if get_name(element) == "mc:AlternateContent" else list(element)
        waiting += [(child, pieces, font) for child in reversed(inside)]
    for owner, pieces in owners:
        line = lines.get(id(owner), line)
        if any(piece.strip() for piece in pieces):
            yield FileWords(line, tuple(pieces))


def _read_piece(element: Element, font: str = "") -> str:
    """Read the words that an element holds itself, as its typeface draws them."""
    name = get_name(element)
    if name in {"w:t", "m:t", "a:t"}:
        return "".join(convert_symbol(character, font) or character for character in element.text or "")
    if name == "w:sym":
        return read_symbol(element)
    if name == "v:textpath":
        return get_value(element, "string")
    return (element.text or "") if name == "c:v" and not _is_number(element.text or "") else ""


def read_symbol(element: Element) -> str:
    """Read a symbol as Unicode; a private character if it is not known."""
    code = get_value(element, "char")
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    font = get_value(element, "font")
    private = chr(0xF000 | ord(character) & 0xFF) if has_symbols(font) else character
    return convert_symbol(character, font) or private


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "").replace("-", "").isdigit()
