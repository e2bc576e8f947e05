"""Reader of plain text: blank lines, bullets, indents and short lines become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from press.importer.blocks import LONGEST_HEADING, ImportedBlock, ImportedLine, ImportedRun, Kind, OldText, make_lines
from press.importer.links import add_links

NARROWEST_WRAP = 50
"""Fewest characters of the longest line in a wrapped paragraph; shorter lines were ended on purpose."""
LONGEST_TERM = 60

Numbered = tuple[int, str]

_BULLET = re.compile(r"(\s*)([•‣▪●○◦∙·*+–—\uf0b7-])\s+(?=\S)")
_NUMBER = re.compile(r"(\s*)([0-9]{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"\s*([-=_*~–—])(?:\s*\1){2,}\s*")
_NEVER_CAPITAL = re.compile(r"[^\W\d_]{1,4}|versus|about|after|before|during|between|without", re.IGNORECASE)
_END = re.compile(r"[.:;,!]$")


def read_text_file(text: str, path: str) -> OldText:
    """Read the blocks of a plain text with line feeds."""
    blocks: list[ImportedBlock] = []
    for chunk in _split_chunks(text):
        blocks += _read_chunk(chunk, first=not blocks)
    return OldText(path, _keep_terms(_keep_numbers(_set_depths(blocks))))


def _split_chunks(text: str) -> Iterator[list[Numbered]]:
    """Yield the lines between blank lines, each with its number."""
    chunk: list[Numbered] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            chunk.append((number, line.expandtabs(4).rstrip()))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_chunk(chunk: list[Numbered], *, first: bool) -> Iterator[ImportedBlock]:
    """Split a chunk into items and the lines around them."""
    unmarked: list[Numbered] = []
    width = max(len(line) for _, line in chunk)
    at = 0
    while at < len(chunk):
        if _match_marker(chunk[at][1]):
            yield from _read_lines(unmarked, first=first)
            unmarked = []
            end = _find_item_end(chunk, at, width)
            yield _read_item(chunk[at:end])
            at = end
        else:
            unmarked.append(chunk[at])
            at += 1
    yield from _read_lines(unmarked, first=first)


def _match_marker(line: str) -> re.Match[str] | None:
    """Match a bullet or number that starts a line."""
    return None if _RULE.fullmatch(line) else _BULLET.match(line) or _NUMBER.match(line)


def _find_item_end(chunk: list[Numbered], start: int, width: int) -> int:
    """Find where an item ends.

    Lines that are indented below it belong to it, and lines that a program has wrapped.
    """
    found = _match_marker(chunk[start][1])
    assert found
    for at in range(start + 1, len(chunk)):
        line = chunk[at][1]
        indented = len(line) - len(line.lstrip()) >= found.end()
        if _match_marker(line) or not (indented or _is_full(chunk[at - 1][1], line, width)):
            return at
    return len(chunk)


def _is_full(line: str, following: str, width: int) -> bool:
    """Return whether the following line's first word would not fit."""
    return width >= NARROWEST_WRAP and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - 2


def _read_item(lines: list[Numbered]) -> ImportedBlock:
    """Read the lines of an item."""
    number, line = lines[0]
    found = _match_marker(line)
    assert found
    marker = found[2] if found[2].isdigit() else "-"
    # For now the level is the indent; `_set_depths` compares it with the other items.
    return ImportedBlock("item", (_join_lines([(number, line[found.end() :]), *lines[1:]]),), len(found[1]) + 1, marker)


def _join_lines(lines: list[Numbered]) -> ImportedLine:
    """Join wrapped lines into one, keeping their line numbers."""
    runs = [ImportedRun(text.strip() + " ", number) for number, text in lines]
    runs[-1] = ImportedRun(runs[-1].text.rstrip(), runs[-1].line)
    return add_links(ImportedLine(tuple(runs)))


# ---------------------------------------------------------------- lines without a bullet


def _read_lines(lines: list[Numbered], *, first: bool) -> Iterator[ImportedBlock]:
    """Read lines without bullets."""
    if len(lines) > 1 and _RULE.fullmatch(lines[1][1]) and not _RULE.fullmatch(lines[0][1]):
        yield ImportedBlock("heading", (_join_lines(lines[:1]),), 1 if "=" in lines[1][1] else 2)
        lines = lines[2:]
    lines = [line for line in lines if not _RULE.fullmatch(line[1])]
    if not lines:
        return
    if terms := list(_read_terms(lines)):
        yield from terms
    elif len(lines) == 1:
        sure = not first and lines[0][1].rstrip().endswith("?")
        kind: Kind = "heading" if first or _is_like_heading(lines[0][1].strip()) else "paragraph"
        level = (1 if first else 2) if kind == "heading" else 0
        yield ImportedBlock(kind, (_join_lines(lines),), level, sure=sure or kind == "paragraph")
    elif _is_wrapped([text for _, text in lines]):
        yield ImportedBlock("paragraph", (_join_lines(lines),))
    else:
        yield ImportedBlock(
            "paragraph", tuple(add_links(line) for line in make_lines((n, text.strip()) for n, text in lines))
        )


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether a program has wrapped these lines.

    Then no line could have taken the first word of the next.
    """
    width = max(len(line) for line in lines)
    return all(_is_full(line, after, width) for line, after in pairwise(lines))


def _is_like_heading(line: str) -> bool:
    """Return whether a line alone reads like a heading.

    That is a short question, or a few words with capitals.
    """
    words = line.split()
    if len(line) > LONGEST_HEADING or _END.search(line) or "@" in line or "//" in line or ": " in line:
        return False
    if line.endswith("?"):
        return True
    letters = [word for word in words if any(letter.isalpha() for letter in word)]
    capital = [word for word in letters if word.lstrip("“‘\"'(¿¡")[:1].isupper()]
    others = [word for word in letters if word not in capital and not _NEVER_CAPITAL.fullmatch(word)]
    return len(letters) > 0 and letters[0] in capital and not others and not line[0].isdigit()


def _read_terms(lines: list[Numbered]) -> Iterator[ImportedBlock]:
    """Read terms, if indented lines follow every short line."""
    groups: list[tuple[Numbered, list[Numbered]]] = []
    for line in lines:
        if not line[1].startswith("  "):
            groups.append((line, []))
        elif groups:
            groups[-1][1].append(line)
        else:
            return
    if all(meaning and len(term[1]) <= LONGEST_TERM and not _END.search(term[1]) for term, meaning in groups):
        for term, meaning in groups:
            yield ImportedBlock("term", (_join_lines([term]),))
            yield ImportedBlock("definition", (_join_lines(meaning),))


# ---------------------------------------------------------------- what only the neighbors tell


def _set_depths(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Find the depth of items from their indents."""
    indents: list[int] = []
    placed: list[ImportedBlock] = []
    for block in blocks:
        if block.kind != "item":
            indents = []
            placed.append(block)
            continue
        while indents and indents[-1] > block.level:
            indents.pop()
        if not indents or indents[-1] < block.level:
            indents.append(block.level)
        placed.append(ImportedBlock("item", block.lines, len(indents), block.marker))
    return placed


def _keep_numbers(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Keep the numbers of items that skip or start late.

    Such items become paragraphs.
    """
    kept: list[ImportedBlock] = []
    counts: dict[int, int] = {}
    for block in blocks:
        if block.kind != "item":
            counts = {}
        elif block.marker == "-":
            counts = {level: count for level, count in counts.items() if level < block.level}
        else:
            count = counts.get(block.level, 0) + 1
            counts = {level: one for level, one in counts.items() if level < block.level} | {block.level: count}
            if int(block.marker) != count:
                first = ImportedRun(f"{block.marker}. ", block.number)
                block = ImportedBlock("paragraph", (ImportedLine((first, *block.lines[0].runs)),))  # noqa: PLW2901
                counts = {}
        kept.append(block)
    return kept


def _keep_terms(blocks: list[ImportedBlock]) -> list[ImportedBlock]:
    """Turn a term that stands alone into a paragraph.

    It may be a name with its address; two or more are surely terms.
    """
    kept = list(blocks)
    for at, block in enumerate(blocks):
        alone = block.kind == "term" and not (blocks[at - 1].kind == "definition" and at)
        if alone and not (at + 2 < len(blocks) and blocks[at + 2].kind == "term"):
            kept[at : at + 2] = [
                ImportedBlock("paragraph", block.lines),
                ImportedBlock("paragraph", blocks[at + 1].lines),
            ]
    return kept
