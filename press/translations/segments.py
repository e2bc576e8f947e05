"""A text in Markdown cut into what is translated and what stays: headings, paragraphs, items, cells and titles.

Cutting and joining lose nothing: a text that is joined again from its own segments is the same text, but for line
breaks within paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from press.text.blocks import FRONT_MATTER

_HEADING = re.compile(r"(?P<before>#{2,3}\s+)(?P<text>.*?)(?P<after>\s+\{#(?P<id>[\w-]+)[^}]*\}\s*)$")
_OPENING = re.compile(r"(?P<before>:::+\s*(?P<kind>[\w-]+)\s*)(?P<text>.*?)(?P<after>\s*(?:\{[^}]*\})?\s*)$")
_MARKER = re.compile(r"(?P<before>(?:\s*(?:[-*+]|[0-9]{1,9}[.)]|>|:)\s+)+|\s*)")
_ROW_RULE = re.compile(r"\|[\s|:-]+\|?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_FIELD = re.compile(r"(?P<before>(?P<key>title|summary|brief|keywords):\s*)(?P<text>.*)$")
_BLOCK_SCALARS = frozenset({">", ">-", ">+", "|", "|-", "|+"})
_UNQUOTED = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^:#]|:(?=\S)|(?<=\S)#)*")
"""A text that needs no quotes as a value of YAML."""
_LIST = ", with commas between"
_STARTS_BLOCK = re.compile(r"\||#|:::|\[\^[^\]]+\]:")
_FENCE = re.compile(r":::+\s*$|---+\s*$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text: words to translate, or what stays as it is.

    id: of the words, from the section and the place in it; "" for what stays; kind: `heading`, `title`, `paragraph`,
    `item`, `cell` and so on, for the translator; line: on which it starts.
    """

    text: str
    id: str = ""
    section: str = ""
    kind: str = ""
    line: int = 0


def split_text(text: str) -> list[Segment]:
    """Split a text, front matter included, into segments."""
    splitter = _Splitter()
    for number, line in enumerate(text.split("\n"), 1):
        splitter.read_line(line, number)
    return splitter.segments


def join_segments(segments: list[Segment], words: Mapping[str, str]) -> str:
    """Join segments to a text, with other words for some of them."""
    return "".join(_write_segment(one, words.get(one.id, one.text)) for one in segments).removeprefix("\n")


def _write_segment(segment: Segment, text: str) -> str:
    """Write the text of a segment, in quotes where a value of YAML needs them."""
    if segment.section != FRONT_MATTER or segment.kind.endswith(_LIST) or _UNQUOTED.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _unquote(value: str) -> str:
    """Read a value of YAML that may be in quotes."""
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return value


class _Splitter:
    """The state of a text that is read line by line."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.section = FRONT_MATTER
        self.numbers: dict[str, int] = {}
        self.in_front = False
        self.field = ""
        self.open = False  # whether the next line goes on with the paragraph

    def keep(self, text: str) -> None:
        if text:
            self.segments.append(Segment(text))

    def add(self, text: str, kind: str, line: int) -> None:
        name = self.section if kind != "heading" or self.section != FRONT_MATTER else ""
        self.numbers[name] = number = self.numbers.get(name, 0) + 1
        self.segments.append(Segment(text, f"{name}.{number}", name, kind, line))

    def read_line(self, line: str, number: int) -> None:
        """Read the next line of the text."""
        if number == 1 and line.startswith("---"):
            self.in_front = True
            self.keep(f"\n{line}")
        elif self.in_front:
            self.in_front = not line.startswith("---")
            self._read_front(line, number)
        else:
            self._read_body(line, number)

    def _read_front(self, line: str, number: int) -> None:
        found = _FIELD.match(line)
        if found or not self.in_front:
            self.field = found["key"] if found else ""
        before = found["before"] if found else line[: len(line) - len(line.lstrip(" -"))]
        text = line[len(before) :]
        if self.open and text and "-" not in before and not found:
            last = self.segments.pop()
            self.segments.append(replace(last, text=f"{last.text} {text.strip()}"))
            return
        self.keep(f"\n{before}")
        self.open = bool(self.field and text and text not in _BLOCK_SCALARS)
        if not self.open:
            self.keep(text)
        elif text.startswith("["):
            self.keep("[")
            self.add(text.strip()[1:-1], f"{self.field}{_LIST}", number)
            self.keep("]")
            self.open = False
        else:
            self.add(_unquote(text.strip()), self.field, number)

    def _read_body(self, line: str, number: int) -> None:
        is_empty = not line.strip(" >")  # a line of `>` parts the paragraphs of a quotation
        if self.open and not is_empty and self._goes_on(line):
            last = self.segments.pop()
            joint = "\n" if last.text.endswith("\\") else " "
            self.segments.append(replace(last, text=f"{last.text}{joint}{line.strip()}"))
            return
        self.keep("\n")
        self.open = False
        if is_empty or _FENCE.match(line) or _ROW_RULE.match(line):
            self.keep(line)
        elif heading := _HEADING.match(line):
            if heading["before"].startswith("## "):
                self.section = heading["id"]
            self._add_between(heading, "heading", number)
        elif (opening := _OPENING.match(line)) is not None:
            self._add_between(opening, f"{opening['kind']} title", number)
        elif line.lstrip().startswith("|"):
            self._read_row(line, number)
        else:
            self._read_paragraph(line, number)

    def _goes_on(self, line: str) -> bool:
        """Tell whether a line goes on with the paragraph above it."""
        marker = _MARKER.match(line)
        return not (marker and marker["before"].strip()) and not _STARTS_BLOCK.match(line.lstrip())

    def _add_between(self, found: re.Match[str], kind: str, number: int) -> None:
        self.keep(found["before"])
        if found["text"]:
            self.add(found["text"], kind, number)
        self.keep(found["after"])

    def _read_row(self, line: str, number: int) -> None:
        for position, cell in enumerate(_CELL.split(line)):
            self.keep("|" if position else "")
            text = cell.strip()
            start = cell.index(text) if text else len(cell)
            self.keep(cell[:start])
            if text:
                self.add(text, "cell", number)
                self.keep(cell[start + len(text) :])

    def _read_paragraph(self, line: str, number: int) -> None:
        marker = _MARKER.match(line)
        assert marker
        before = marker["before"]
        self.keep(before)
        self.add(line[len(before) :].rstrip(" "), "item" if before.strip() else "paragraph", number)
        self.open = True


# ---------------------------------------------------------------- within a segment

_INLINE = re.compile(
    r"(?P<value>\{\{[^{}]*\}\})"
    r"|(?P<sign>\\.|&#?\w+;|\^[^\s^]+\^|~[^\s~]+~|`[^`]*`|\\$)"
    r"|(?P<image>!\[)|(?P<open>\[)"
    r"|(?P<close>\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)|\([^()]*\)|\{[^{}]*\}))"
    r"|(?P<strong>\*\*)|(?P<em>\*)"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of notation: text that no translator changes.

    kind: `open` or `close` of a pair, or `alone`; meaning: what a translator's program shows.
    """

    kind: str
    text: str
    meaning: str


def split_inline(text: str) -> list[str | Code]:
    """Split the text of a segment into words and codes."""
    parts: list[str | Code] = []
    end = 0
    running: set[str] = set()
    for found in _INLINE.finditer(text):
        code = _read_code(found, running)
        if code:
            parts += [text[end : found.start()], code]
            end = found.end()
    parts.append(text[end:])
    return _drop_unpaired([part for part in parts if part])


def _read_code(found: re.Match[str], running: set[str]) -> Code | None:
    name = str(found.lastgroup)
    if name in {"value", "sign"}:
        return Code("alone", found[0], name)
    if name in {"strong", "em"}:
        kind = "close" if name in running else "open"
        running ^= {name}
        return Code(kind, found[0], name)
    if name == "close":
        return Code("close", found[0], "link" if found[0].startswith("](") else "attributes")
    return Code("open", found[0], {"image": "image", "open": "link"}[name])


def _drop_unpaired(parts: list[str | Code]) -> list[str | Code]:
    """Turn codes that open or close nothing back into words."""
    paired: set[int] = set()
    waiting: list[int] = []
    for at, part in enumerate(parts):
        if isinstance(part, Code) and part.kind == "open":
            waiting.append(at)
        elif isinstance(part, Code) and part.kind == "close" and waiting:
            paired |= {waiting.pop(), at}
    return [
        part.text if isinstance(part, Code) and part.kind != "alone" and at not in paired else part
        for at, part in enumerate(parts)
    ]


_NUMBER = re.compile(r"\d{1,3}(?P<groups>(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))+)(?P<part>[.,]\d+)?|\d+(?:[.,]\d+)?")


def list_numbers(text: str) -> Iterator[str]:
    """List the numbers of a text as `1000` and `2.5`, whichever signs the language writes between digits.

    A sign before exactly three digits parts thousands; any other parts decimals.
    """
    for found in _NUMBER.finditer(text):
        whole, part = found[0], found["part"] or ""
        if found["groups"]:
            whole = re.sub(r"\D", "", whole.removesuffix(part)) + part
        yield "".join(sign if not sign.isdigit() else str(int(sign)) for sign in whole.replace(",", "."))
