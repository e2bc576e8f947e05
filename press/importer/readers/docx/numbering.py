"""Numbering of a Word file: the label and the depth that Word shows before a paragraph (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from press.importer.readers.docx.archive import find_child, get_name, get_value
from press.importer.readers.docx.styles import WordStyles
from press.importer.readers.lists import format_number

_NUMBER_LABEL = re.compile(r"%[1-9][.)]?|\(%[1-9]\)")


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The place of a paragraph in a list.

    marker: `-`, or a number; label: what Word prints instead of a number, such as `a)` or `Step 2:`.
    """

    depth: int
    marker: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass(slots=True)
class WordNumbering:
    """The lists of a Word file, and how far each has counted."""

    styles: WordStyles
    abstracts: dict[str, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def find_position(self, properties: Element | None, style: str) -> ListPosition | None:
        """Count a paragraph and find its place in a list; None if it is in none."""
        numbered = self.styles.find_property(properties, style, "w:numPr")
        number = get_value(find_child(numbered, "w:numId"))
        by_style = self.styles.find_list_depth(style)
        if numbered is not None and not number:
            number = self._find_style_number(style)
        if number == "0" or (not number and not by_style):
            return None
        given = get_value(find_child(numbered, "w:ilvl"))
        level = int(given) if given.isdigit() and int(given) < 9 else 0
        abstract = self.lists.get(number, "")
        shape = self.abstracts.get(abstract, {}).get(level)
        depth = max(level + 1, by_style)
        if shape is None:
            # `List`, `List 2` without numbering are indents and not items.
            return ListPosition(depth, "-") if number or by_style > 1 else None
        return self._count(number, abstract, level, shape, depth)

    def _find_style_number(self, style: str) -> str:
        for one in self.styles.list_chain(style):
            if found := get_value(find_child(one, "w:pPr", "w:numPr", "w:numId")):
                return found
        return ""

    def _count(self, number: str, abstract: str, level: int, shape: _Level, depth: int) -> ListPosition | None:
        """Count one paragraph up."""
        if shape.format == "bullet":
            # A bullet may be words, such as “Do not”.
            worded = re.search(r"[^\W\d_]{2}", shape.text) is not None
            return ListPosition(depth, "-", shape.text.strip() if worded else "")
        if number not in self.begun:
            # A list that has a start of its own begins anew; any other goes on where its kind stopped.
            self.begun.add(number)
            for (owner, at), start in self.starts.items():
                if owner == number:
                    self.counts[abstract, at] = start - 1
        count = self.counts.get((abstract, level), shape.start - 1) + 1
        self.counts[abstract, level] = count
        for deeper in range(level + 1, 9):
            self.counts.pop((abstract, deeper), None)
        if shape.format == "none" or not shape.text:
            return None
        simple = shape.format in {"decimal", "decimalZero"} and _NUMBER_LABEL.fullmatch(shape.text)
        return (
            ListPosition(depth, str(count)) if simple else ListPosition(depth, "-", self._format_label(abstract, shape))
        )

    def _format_label(self, abstract: str, shape: _Level) -> str:
        """Format the label that Word prints, such as `1.2` or `b)`."""

        def fill(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            one = self.abstracts[abstract].get(level, shape)
            return format_number(self.counts.get((abstract, level), one.start), one.format)

        return re.sub("%([1-9])", fill, shape.text).strip()


def read_numbering(tree: Element | None, styles: WordStyles) -> WordNumbering:
    """Read the lists of a Word file."""
    numbering = WordNumbering(styles)
    for one in tree if tree is not None else ():
        if get_name(one) == "w:abstractNum":
            levels = [child for child in one if get_name(child) == "w:lvl"]
            numbering.abstracts[get_value(one, "abstractNumId")] = {
                _read_integer(get_value(level, "ilvl")): _read_level(level) for level in levels
            }
        elif get_name(one) == "w:num":
            number = get_value(one, "numId")
            numbering.lists[number] = get_value(find_child(one, "w:abstractNumId"))
            for override in (child for child in one if get_name(child) == "w:lvlOverride"):
                start = get_value(find_child(override, "w:startOverride"))
                if start.isdigit():
                    numbering.starts[number, _read_integer(get_value(override, "ilvl"))] = int(start)
    return numbering


def _read_level(level: Element) -> _Level:
    start = get_value(find_child(level, "w:start"))
    return _Level(
        get_value(find_child(level, "w:numFmt")) or "decimal",
        get_value(find_child(level, "w:lvlText")),
        int(start) if start.isdigit() and len(start) < 7 else 1,
    )


def _read_integer(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 7 else 0
