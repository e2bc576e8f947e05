"""Tables that an old text sets with tabs or with spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from press.importer.blocks import ImportedBlock, ImportedLine, ImportedRun
from press.importer.codes import GUESSED
from press.importer.readers.builder import TAB, join_runs
from press.model.findings import Finding, Place

LONGEST_CELL = 60
"""Characters of a cell; columns of longer ones are running text set in columns."""
FEWEST_ROWS = 3
"""Rows that make two columns a table; fewer may be a form or an address."""


def make_tables(blocks: list[ImportedBlock], findings: list[Finding], path: str) -> list[ImportedBlock]:
    """Make tables of neighboring lines whose words stand between tabs.

    Lines that have different numbers of columns stay lines, with a finding. No tab is left.
    """
    made: list[ImportedBlock] = []
    group: list[ImportedBlock] = []
    for block in [*blocks, None]:
        if block and _is_tabbed(block) and (not group or _are_neighbors(group[-1], block)):
            group.append(block)
            continue
        made += _make_group(group, findings, path)
        group = [block] if block and _is_tabbed(block) else []
        made += [_drop_tabs(block)] if block and not group else []
    return made


def _are_neighbors(one: ImportedBlock, other: ImportedBlock) -> bool:
    """Return whether two paragraphs may be rows of one table; one of several lines is a table of its own."""
    return one.box == other.box and len(one.lines) == len(other.lines) == 1


def _is_tabbed(block: ImportedBlock) -> bool:
    plain = block.kind == "paragraph" and not block.level
    return plain and all(TAB in _get_text(line).strip(f" {TAB}") for line in block.lines)


def _get_text(line: ImportedLine) -> str:
    return "".join(run.text for run in line.runs)


def _make_group(group: list[ImportedBlock], findings: list[Finding], path: str) -> list[ImportedBlock]:
    lines = [line for block in group for line in block.lines]
    rows = find_rows(lines)
    if not lines:
        return []
    place = Place(path, max(1, lines[0].number), 1)
    if not rows or group[0].box:
        if len(lines) > 1:
            problem = "these lines are set with tabs like a table, but their columns differ; they stay lines"
            hint = "make a `::: table` of them if they are one"
            findings.append(GUESSED.make_finding(place, problem, hint))
        return [_drop_tabs(block) for block in group]
    problem = "lines set with tabs or spaces became a table, and the first of them its head"
    findings.append(GUESSED.make_finding(place, problem, "look whether each cell stands in its column"))
    return [ImportedBlock("table", (), cells=rows)]


def find_rows(lines: Sequence[ImportedLine]) -> tuple[tuple[ImportedLine, ...], ...]:
    """Find the rows of a table in lines with tabs; none if the lines differ."""
    for pattern in (TAB, f"{TAB}+"):
        rows = [_split_line(line, pattern) for line in lines]
        columns = {len(row) for row in rows}
        width = max(columns, default=0)
        enough = len(rows) >= FEWEST_ROWS or (len(rows) > 1 and width > 2)
        if len(columns) == 1 and width > 1 and enough and _are_short(rows):
            return tuple(rows)
    return ()


def _are_short(rows: Sequence[Sequence[ImportedLine]]) -> bool:
    return all(len(cell.text) <= LONGEST_CELL for row in rows for cell in row)


def _split_line(line: ImportedLine, pattern: str) -> tuple[ImportedLine, ...]:
    """Split a line at its tabs; each part keeps its look."""
    cells: list[list[ImportedRun]] = [[]]
    for run in _strip_tabs(line.runs):
        first, *others = re.split(pattern, run.text)
        cells[-1].append(replace(run, text=first))
        cells += [[replace(run, text=text)] for text in others]
    return tuple(join_runs(cell) for cell in cells)


def _strip_tabs(runs: Sequence[ImportedRun]) -> list[ImportedRun]:
    """Strip tabs at both ends, which are indents."""
    stripped = list(runs)
    while stripped and not (text := stripped[0].text.lstrip(f" {TAB}")):
        stripped.pop(0)
    if stripped:
        stripped[0] = replace(stripped[0], text=text)
    while stripped and not (text := stripped[-1].text.rstrip(f" {TAB}")):
        stripped.pop()
    if stripped:
        stripped[-1] = replace(stripped[-1], text=text)
    return stripped


def _drop_tabs(block: ImportedBlock) -> ImportedBlock:
    """Replace the tabs of a block by spaces."""
    if not any(TAB in run.text for line in block.all_lines for run in line.runs):
        return block
    lines = tuple(line for line in map(_drop_line_tabs, block.lines) if line.text)
    return replace(block, lines=lines, cells=tuple(tuple(map(_drop_line_tabs, row)) for row in block.cells))


def _drop_line_tabs(line: ImportedLine) -> ImportedLine:
    return join_runs([replace(run, text=run.text.replace(TAB, " ")) for run in line.runs])
