"""Reader of plain text: blank lines, bullets, indents and short lines become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from press.importer.blocks import (
    LONGEST_HEADING,
    FileWords,
    ImportedBlock,
    ImportedLine,
    ImportedRun,
    Kind,
    OldText,
    make_lines,
)
from press.importer.links import add_links
from press.importer.readers.builder import TAB, TICKS
from press.importer.readers.columns import find_rows, make_tables
from press.importer.readers.lists import BULLETS, settle_lists
from press.model.findings import Finding

NARROWEST_WRAP = 50
"""Fewest characters of the longest line in a wrapped paragraph; shorter lines were ended on purpose."""
LONGEST_TERM = 60

Numbered = tuple[int, str]

_BULLET = re.compile(rf"(\s*)([{BULLETS}*+–—-]|\(?[a-zA-Z]\)|\[[ x]\])\s+(?=\S)")
_LETTER_O = re.compile(r"(\s*)(o)\s+(?=\S)")
"""Word writes the bullets of an inner list as this letter; in Spanish it is a word too."""
_NUMBER = re.compile(r"(\s*)([0-9]{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"\s*([-=_*~–—])(?:\s*\1){2,}\s*")
_NEVER_CAPITAL = re.compile(r"[^\W\d_]{1,4}|versus|about|after|before|during|between|without", re.IGNORECASE)
_END = re.compile(r"[.:;,!]$")


def read_text_file(text: str, path: str) -> OldText:
    """Read the blocks of a plain text with line feeds."""
    blocks: list[ImportedBlock] = []
    for chunk in _split_chunks(text.translate(TICKS)):
        blocks += _read_chunk(chunk, first=not blocks)
    findings: list[Finding] = []
    blocks = make_tables(_keep_terms(_set_depths(blocks)), findings, path)
    words = [FileWords(number, (line,)) for number, line in enumerate(text.split("\n"), 1) if re.search(r"\w", line)]
    return OldText(path, settle_lists(blocks, findings, path), findings=findings, words=words)


def _split_chunks(text: str) -> Iterator[list[Numbered]]:
    """Yield the lines between blank lines, each with its number."""
    chunk: list[Numbered] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            indent = re.match(r"\s*", line)
            assert indent
            # A tab inside a line may stand between two columns, so only those before it are spaces.
            chunk.append((number, indent[0].expandtabs(4) + line[indent.end() :].rstrip()))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_chunk(chunk: list[Numbered], *, first: bool) -> Iterator[ImportedBlock]:
    """Split a chunk into items and the lines around them."""
    if columns := _find_columns(chunk):
        yield columns
        return
    chunk = _replace_letter_bullets([(number, line.replace("\t", "    ")) for number, line in chunk])
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


def _find_columns(chunk: list[Numbered]) -> ImportedBlock | None:
    """Find lines that tabs or wide gaps divide into the same number of cells."""
    gap = re.compile(r"\s*\t\s*| {2,}")
    rows = [gap.sub(TAB, line.strip()) for _, line in chunk]
    sentences = sum(re.search(rf"[.?!:]{TAB}", row) is not None for row in rows)
    if sentences or len(rows) < 2 or any(TAB not in row or _match_marker(row.replace(TAB, "  ")) for row in rows):
        return None
    lines = make_lines((number, row) for (number, _), row in zip(chunk, rows, strict=True))
    wide = any("\t" in line or "   " in line.strip() for _, line in chunk)
    return ImportedBlock("paragraph", tuple(map(add_links, lines))) if wide or find_rows(lines) else None


def _replace_letter_bullets(chunk: list[Numbered]) -> list[Numbered]:
    """Replace the letter `o` by a bullet where it surely is one."""
    marked = [_LETTER_O.match(line) for _, line in chunk]
    replaced: list[Numbered] = []
    for at, ((number, line), found) in enumerate(zip(chunk, marked, strict=True)):
        before = chunk[at - 1][1] if at else ""
        width = max(len(one) for _, one in chunk)
        wrapped = at > 0 and _is_full(before, line, width)
        indented = found is not None and len(found[1]) > len(before) - len(before.lstrip())
        near = found is not None and (sum(map(bool, marked)) > 1 or (at > 0 and indented) or "  " in found[0].lstrip())
        replaced.append((number, line.replace("o", "◦", 1)) if near and not wrapped else (number, line))
    return replaced


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
    start = found.start(2) if len(found[2]) > 1 and not found[2].isdigit() else found.end()
    # For now the level is the indent; `_set_depths` compares it with the other items.
    return ImportedBlock("item", (_join_lines([(number, line[start:]), *lines[1:]]),), len(found[1]) + 1, marker)


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
    # Underscores beside words are a line to write on.
    form = any(not _RULE.fullmatch(line) for _, line in lines)
    lines = [line for line in lines if not _RULE.fullmatch(line[1]) or (form and "_" in line[1])]
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
