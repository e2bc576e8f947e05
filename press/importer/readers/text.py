"""The reader of plain text: blank lines, bullets, indents and short lines become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from press.importer.blocks import LONGEST_HEADING, Block, Kind, Line, OldText, Run, lines_of
from press.importer.links import linked

NARROWEST_WRAP = 50
"""Characters of the longest line of a paragraph that a program has wrapped; shorter ones were ended on purpose."""
LONGEST_TERM = 60

Numbered = tuple[int, str]

_BULLET = re.compile(r"(\s*)([•‣▪●○◦∙·*+–—\uf0b7-])\s+(?=\S)")
_NUMBER = re.compile(r"(\s*)([0-9]{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"\s*([-=_*~–—])(?:\s*\1){2,}\s*")
_NEVER_CAPITAL = re.compile(r"[^\W\d_]{1,4}|versus|about|after|before|during|between|without", re.IGNORECASE)
_END = re.compile(r"[.:;,!]$")


def read_plain(text: str, path: str) -> OldText:
    """The blocks of a plain text, its line ends already line feeds."""
    blocks: list[Block] = []
    for chunk in _chunks(text):
        blocks += _blocks(chunk, first=not blocks)
    return OldText(path, _terms_kept(_numbers_kept(_depths(blocks))))


def _chunks(text: str) -> Iterator[list[Numbered]]:
    """The lines between blank lines, each with its number."""
    chunk: list[Numbered] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            chunk.append((number, line.expandtabs(4).rstrip()))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _blocks(chunk: list[Numbered], *, first: bool) -> Iterator[Block]:
    """The blocks of one chunk: the items in it, and the lines before and after them."""
    plain: list[Numbered] = []
    width = max(len(line) for _, line in chunk)
    at = 0
    while at < len(chunk):
        if _mark(chunk[at][1]):
            yield from _plain(plain, first=first)
            plain = []
            end = _item_end(chunk, at, width)
            yield _item(chunk[at:end])
            at = end
        else:
            plain.append(chunk[at])
            at += 1
    yield from _plain(plain, first=first)


def _mark(line: str) -> re.Match[str] | None:
    return None if _RULE.fullmatch(line) else _BULLET.match(line) or _NUMBER.match(line)


def _item_end(chunk: list[Numbered], start: int, width: int) -> int:
    """Where an item ends: with it go the lines that are indented below it, and those that a program has wrapped."""
    found = _mark(chunk[start][1])
    assert found
    for at in range(start + 1, len(chunk)):
        line = chunk[at][1]
        indented = len(line) - len(line.lstrip()) >= found.end()
        if _mark(line) or not (indented or _full(chunk[at - 1][1], line, width)):
            return at
    return len(chunk)


def _full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on a line."""
    return width >= NARROWEST_WRAP and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - 2


def _item(lines: list[Numbered]) -> Block:
    number, line = lines[0]
    found = _mark(line)
    assert found
    marker = found[2] if found[2].isdigit() else "-"
    # The depth is told later, beside the other items: here it is the indent.
    return Block("item", (_joined([(number, line[found.end() :]), *lines[1:]]),), len(found[1]) + 1, marker)


def _joined(lines: list[Numbered]) -> Line:
    """A wrapped paragraph as one line that remembers where each part stood."""
    runs = [Run(text.strip() + " ", number) for number, text in lines]
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].line)
    return linked(Line(tuple(runs)))


# ---------------------------------------------------------------- lines without a bullet


def _plain(lines: list[Numbered], *, first: bool) -> Iterator[Block]:
    if len(lines) > 1 and _RULE.fullmatch(lines[1][1]) and not _RULE.fullmatch(lines[0][1]):
        yield Block("heading", (_joined(lines[:1]),), 1 if "=" in lines[1][1] else 2)
        lines = lines[2:]
    lines = [line for line in lines if not _RULE.fullmatch(line[1])]
    if not lines:
        return
    if terms := list(_terms(lines)):
        yield from terms
    elif len(lines) == 1:
        sure = not first and lines[0][1].rstrip().endswith("?")
        kind: Kind = "heading" if first or _like_heading(lines[0][1].strip()) else "paragraph"
        level = (1 if first else 2) if kind == "heading" else 0
        yield Block(kind, (_joined(lines),), level, sure=sure or kind == "paragraph")
    elif _wrapped([text for _, text in lines]):
        yield Block("paragraph", (_joined(lines),))
    else:
        yield Block("paragraph", tuple(linked(line) for line in lines_of((n, text.strip()) for n, text in lines)))


def _wrapped(lines: list[str]) -> bool:
    """Whether each line but the last is so long that the first word of the next would not have fitted."""
    width = max(len(line) for line in lines)
    return all(_full(line, after, width) for line, after in pairwise(lines))


def _like_heading(line: str) -> bool:
    """Whether a line alone reads like a heading: a short question, or a few words with capitals."""
    words = line.split()
    if len(line) > LONGEST_HEADING or _END.search(line) or "@" in line or "//" in line or ": " in line:
        return False
    if line.endswith("?"):
        return True
    letters = [word for word in words if any(letter.isalpha() for letter in word)]
    capital = [word for word in letters if word.lstrip("“‘\"'(¿¡")[:1].isupper()]
    others = [word for word in letters if word not in capital and not _NEVER_CAPITAL.fullmatch(word)]
    return len(letters) > 0 and letters[0] in capital and not others and not line[0].isdigit()


def _terms(lines: list[Numbered]) -> Iterator[Block]:
    """Terms with their meanings, where every flush short line has indented lines below it."""
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
            yield Block("term", (_joined([term]),))
            yield Block("definition", (_joined(meaning),))


# ---------------------------------------------------------------- what only the neighbours tell


def _depths(blocks: list[Block]) -> list[Block]:
    """The depth of items, from their indents."""
    indents: list[int] = []
    told: list[Block] = []
    for block in blocks:
        if block.kind != "item":
            indents = []
            told.append(block)
            continue
        while indents and indents[-1] > block.level:
            indents.pop()
        if not indents or indents[-1] < block.level:
            indents.append(block.level)
        told.append(Block("item", block.lines, len(indents), block.marker))
    return told


def _numbers_kept(blocks: list[Block]) -> list[Block]:
    """Numbered items that do not count from 1 become paragraphs that keep their number."""
    kept: list[Block] = []
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
                first = Run(f"{block.marker}. ", block.number)
                block = Block("paragraph", (Line((first, *block.lines[0].runs)),))  # noqa: PLW2901
                counts = {}
        kept.append(block)
    return kept


def _terms_kept(blocks: list[Block]) -> list[Block]:
    """One term alone may as well be a name with its address: only where there are more is it certain."""
    kept = list(blocks)
    for at, block in enumerate(blocks):
        alone = block.kind == "term" and not (blocks[at - 1].kind == "definition" and at)
        if alone and not (at + 2 < len(blocks) and blocks[at + 2].kind == "term"):
            kept[at : at + 2] = [Block("paragraph", block.lines), Block("paragraph", blocks[at + 1].lines)]
    return kept
