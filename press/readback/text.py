"""Plain text, read back by its grammar: press/render/text.py describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from press.model.edition import FinishedEdition
from press.model.sources.language import TextFileWords, TextWords
from press.readback import Reading, make_flowing_reading
from press.readback.parity import Difference, spell_scripts
from press.readback.speech.transcript import TranscriptLine
from press.text.letters import spell
from press.text.typography import WIDTH, count_columns

_RULES = {"-": "2", "~": "3", ".": "4"}
_ITEM = re.compile(r"(- |-$|\d+\) )")
_HEADED = re.compile(r"((?:[^:\\]|\\.|:(?! |$))*):(?: |$)(.*)", re.DOTALL)
_SIGN = re.compile(r"(?<!\\)(?:\[[ x]\]|_{4,})")
_ESCAPED = re.compile(r"\\(?=<(?:https?|mailto|tel):|\[[ x]\]|_{4})")
_LINK = re.compile(r" ?(?<!\\)<((?:https?|mailto|tel):[^<>\s]+)>")


def read_text(final: FinishedEdition) -> Reading:
    """Read a text file back with the fixed words of its language."""
    words = final.edition.language.text_files
    assert words is not None
    text = final.data.decode()
    lines = list(TextReader(words, final.edition.language.text_words).read(text.split("\n")))
    return make_flowing_reading(final, lines, list(find_long_lines(text)))


def read_ascii(final: FinishedEdition) -> Reading:
    """Read a text file in ASCII back."""
    words = final.edition.language.text_files
    assert words is not None
    spelled = words.model_copy(update={name: spell(text, "ascii") for name, text in words})
    text = final.data.decode("ascii", "replace")
    found = [Difference("layout", f"a character of line {number} is not ASCII: `{line[:40]}`")
             for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]  # fmt: skip
    lines = list(TextReader(spelled, final.edition.language.text_words).read(text.split("\n")))
    return make_flowing_reading(final, lines, [*find_long_lines(text), *found])


def announce_text(data: bytes) -> Iterator[str]:
    """Announce a text file, one line for each paragraph.

    A screen reader says such a file as it is written.
    """
    for block in re.split(r"\n\s*\n", data.decode("utf-8", "replace")):
        if words := " ".join(block.split()):
            yield words


def find_long_lines(text: str) -> Iterator[Difference]:
    """Find lines that are too long although they could be broken."""
    for number, line in enumerate(text.split("\n"), 1):
        if count_columns(line) > WIDTH and len(line.split()) > 2:  # a marker and one long word
            yield Difference("layout", f"line {number} has more than {WIDTH} columns: `{line[:40]}…`")


class TextReader:
    """Reads lines of a text file as a transcript. words: those in brackets; others: those of the signs among words."""

    def __init__(self, words: TextFileWords, others: TextWords | None) -> None:
        self._signs = {"[ ]": others.empty_box, "[x]": others.checked_box} if others else {}
        self._blank = others.blank if others else ""
        self._words = words
        self._ends: Mapping[str, str] = {words.box: words.box_end, words.quote: words.quote_end}
        self._roles = {words.box: "aside", words.quote: "quote"}

    def read(self, lines: Sequence[str]) -> Iterator[TranscriptLine]:
        """Read blocks, which begin in the first column."""
        at = 0
        while at < len(lines):
            if not lines[at].strip():
                at += 1
                continue
            end, found = self._read_block(lines, at)
            yield from found
            at = end

    def _read_block(self, lines: Sequence[str], at: int) -> tuple[int, list[TranscriptLine]]:
        """Read the block at a line. Returns the place after it."""
        line = lines[at]
        if line.startswith("["):
            return self._read_bracket(lines, at)
        if re.fullmatch("=+", line):
            end = next((n for n in range(at + 1, len(lines)) if lines[n] == line), len(lines))
            return end + 1, list(self._make_run("heading", lines[at + 1 : end], "1"))
        if _ITEM.match(line):
            return self._read_list(lines, at)
        end = _find_end(lines, at)
        if any(one.startswith("    ") for one in lines[at:end]):
            return self._read_entries(lines, at)
        chunk = lines[at:end]
        rule = chunk[-1][:1]
        if len(chunk) > 1 and rule in _RULES and set(chunk[-1]) == {rule}:
            return end, list(self._make_run("heading", chunk[:-1], _RULES[rule]))
        return end, list(self._make_run("paragraph", chunk))

    def _read_bracket(self, lines: Sequence[str], at: int) -> tuple[int, list[TranscriptLine]]:
        end = _find_end(lines, at)
        inner = _join(lines[at:end])
        name, _, rest = inner.removeprefix("[").removesuffix("]").partition(": ")
        if not inner.endswith("]") and name not in self._ends:
            return end, list(self._make_run("paragraph", lines[at:end]))
        if name == self._words.picture:
            return end, [TranscriptLine("figure", rest, "")]
        if name == self._words.table:
            last = _find_line(lines, end, f"[{self._words.table_end}]")
            return last + 1, self._read_table(rest, lines[end:last])
        if name in self._ends:
            last = _find_close(lines, at, f"[{self._ends[name]}]")
            return last + 1, [TranscriptLine(self._roles[name], "", ""), *self.read(lines[at + 1 : last])]
        return end, list(self._make_run("paragraph", lines[at:end]))

    def _read_list(self, lines: Sequence[str], at: int) -> tuple[int, list[TranscriptLine]]:
        found: list[TranscriptLine] = []
        count = 0
        while at < len(lines) and (label := _ITEM.match(lines[at])):
            width = len(label[1].ljust(2))
            end = _find_indented_end(lines, at + 1, width)
            own = [lines[at][width:], *(one[width:] for one in lines[at + 1 : end])]
            number = label[1].rstrip(") ")
            found += self._read_item("item", own, "" if number == "-" else f"{number}.")
            count, at = count + 1, end
        return at, [TranscriptLine("list", "", "", str(count)), *found]

    def _read_entries(self, lines: Sequence[str], at: int) -> tuple[int, list[TranscriptLine]]:
        """Read terms and definitions."""
        found: list[TranscriptLine] = []
        count = 0
        while at < len(lines) and lines[at].strip():
            indent = 4 if lines[at].startswith("    ") else 0
            end = _find_indented_end(lines, at + 1, indent + 2, stop=0 if indent else 4)
            own = [lines[at][indent:], *(one[indent + 2 :] for one in lines[at + 1 : end])]
            if indent:
                found += self._read_item("definition", own, "")
            else:
                term = _join(own).removesuffix(":")
                found += self._make_run("term", [term])
                count += 1
            at = end
        return at, [TranscriptLine("list", "", "", str(count)), *found]

    def _read_item(self, role: str, lines: Sequence[str], detail: str) -> Iterator[TranscriptLine]:
        """Read the words of an item, then the blocks inside it."""
        end = _find_end(lines, 0)
        yield from self._make_run(role, lines[:end], detail)
        yield from self.read(lines[end:])

    def _read_table(self, caption: str, lines: Sequence[str]) -> list[TranscriptLine]:
        found = list(self._make_run("caption", [caption])) if caption else []
        rows, at = 0, 0
        headings: list[str] = []
        while at < len(lines):
            line = lines[at]
            end = _find_indented_end(lines, at + 1, 4)
            own = [one[4:] for one in lines[at + 1 : end]]
            if line.startswith("["):
                end = _find_end(lines, at)
                inner = _join(lines[at:end]).removeprefix(f"[{self._words.columns}: ").removesuffix("]")
                found += [TranscriptLine("row", "", ""), *self._read_headings(inner, "Column")]
            elif line.startswith("*"):
                made = list(self._read_headings(_join([line[2:], *own]), "Row"))
                headings = [one.words for one in made if one.role == "header"]
                found += [TranscriptLine("row", "", ""), *made]
            elif line.startswith("  - "):
                found += self._read_cell([line[4:], *own], headings)
            elif line.strip():
                found += self._make_run("paragraph", [line])
            rows += line.startswith(("[", "*"))
            at = end
        return [TranscriptLine("table", "", "", f"{rows} rows"), *found]

    def _read_cell(self, lines: Sequence[str], row_headings: Sequence[str]) -> Iterator[TranscriptLine]:
        end = _find_end(lines, 0)
        found = _HEADED.fullmatch(_join(lines[:end]))
        head, words = (found[1].replace("\\:", ":"), found[2]) if found else ("", _join(lines[:end]))
        detail = "; ".join(dict.fromkeys(one for one in (*row_headings, *head.split("; ")) if one))
        yield from self._make_run("cell", [words], detail)
        yield from self.read(lines[end:])

    def _make_run(self, role: str, lines: Sequence[str], detail: str = "") -> Iterator[TranscriptLine]:
        """Make the lines of a run of words: the run, then the links whose address is written."""
        text = spell_scripts(_join([line.removeprefix("\\") for line in lines]))
        words = _SIGN.sub(self._read_sign, _LINK.sub("", text))
        yield TranscriptLine(role, " ".join(_ESCAPED.sub("", words).split()), "", detail)
        for address in _LINK.findall(text):
            yield TranscriptLine("link", "", "", unquote(address))

    def _read_sign(self, match: re.Match[str]) -> str:
        """Read a check-box or a line to fill in."""
        sign = match[0]
        if sign.startswith("_"):
            return f" [{self._blank}] "
        return f" [{self._signs[sign]}] " if sign in self._signs else sign

    def _read_headings(self, text: str, scope: str) -> Iterator[TranscriptLine]:
        for heading in re.split(r" (?<!\\)\| ", text) if text else ():
            yield from self._make_run("header", [heading.replace("\\|", "|")], scope)


def _join(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


def _find_end(lines: Sequence[str], at: int) -> int:
    """Find the next empty line."""
    return next((number for number in range(at, len(lines)) if not lines[number].strip()), len(lines))


def _find_indented_end(lines: Sequence[str], at: int, width: int, stop: int = 0) -> int:
    """Find the end of lines that are indented by a width, with the empty lines between them.

    stop: an indent of lines that are not among them.
    """
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        if line.strip() and (not line.startswith(" " * width) or (stop and line.startswith(" " * stop))):
            break
        end = number + 1 if line.strip() else end
    return end


def _find_close(lines: Sequence[str], at: int, end: str) -> int:
    """Find the line that closes what a line opens: a quotation may hold another."""
    depth = 0
    for number in range(at, len(lines)):
        depth += (lines[number] == lines[at]) - (lines[number] == end)
        if not depth:
            return number
    return len(lines)


def _find_line(lines: Sequence[str], at: int, wanted: str) -> int:
    return next((number for number in range(at, len(lines)) if lines[number] == wanted), len(lines))
