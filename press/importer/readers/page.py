"""The reader of web pages."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from press.importer.blocks import LONGEST_HEADING, Block, Line, OldText
from press.importer.codes import TOO_LARGE, UNREADABLE
from press.importer.readers.html import Reader
from press.model.findings import Place, PressError
from press.readback.html import parse

DEEPEST = 150
"""Elements inside each other: Python itself can follow a few times as many."""
MOST_TAGS = 50_000
"""Tags of a page: a text that the press can hold has a fifth of them."""

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|iframe)\b.*?(?:</\1\s*>|\Z)|<([a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)


def read_page(text: str, path: str) -> OldText:
    """The blocks of a web page. Raises PressError when it is too large or too deep to be read."""
    root = parse(_numbered(text, path))
    if _depth(root) > DEEPEST:
        problem = f"its elements are nested more than {DEEPEST} deep"
        raise PressError([UNREADABLE.at(Place(path, 1, 1), problem, "simplify the page in an editor")])
    reader = Reader(path)
    body = root.find("body")
    if body is not None:
        reader.flow(body)
        reader.flush()
    return OldText(path, _bold_headings(reader.blocks), _head(root), reader.found)


def _bold_headings(blocks: list[Block]) -> list[Block]:
    """In a text without headings below its title, short bold lines alone are the headings."""
    if sum(block.kind == "heading" for block in blocks) > 1:
        return blocks
    return [
        replace(block, kind="heading", level=2, lines=(_plain(block.lines[0]),), sure=False) if _bold(block) else block
        for block in blocks
    ]


def _bold(block: Block) -> bool:
    alone = block.kind == "paragraph" and not block.level and len(block.lines) == 1
    short = len(block.text) <= LONGEST_HEADING and not block.text.endswith((".", ":", ",", ";"))
    return alone and short and all(run.strong or not run.text.strip() for run in block.lines[0].runs)


def _plain(line: Line) -> Line:
    return Line(tuple(replace(run, strong=False) for run in line.runs))


def _numbered(text: str, path: str) -> str:
    """The page with the line of each tag as an attribute: the parser does not remember it."""
    line, end, tags = 1, 0, 0
    parts: list[str] = []
    for found in _TAG.finditer(text):
        line += text.count("\n", end, found.start())
        parts += [text[end : found.start()], f"<{found[2]} data-line={line} " if found[2] else found[0]]
        line += found[0].count("\n")
        end, tags = found.end(), tags + 1
        if tags > MOST_TAGS:
            raise PressError([TOO_LARGE.at(Place(path, line, 1), f"it has more than {MOST_TAGS:,} tags")])
    return "".join([*parts, text[end:]])


def _depth(root: Element) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _head(root: Element) -> dict[str, str]:
    named = {str(meta.get("name")).lower(): meta.get("content", "").strip() for meta in root.iter("meta")}
    title = root.findtext("head/title", "")
    found = {"title": title, "summary": named.get("description", ""), "keywords": named.get("keywords", "")}
    return {name: " ".join(words.split()) for name, words in found.items() if words.strip()}
