"""Fields of a Word file that show words without having a result: equations, symbols, buttons, forms.

Word draws them from their code (ISO/IEC 29500-1, 17.16.5), so a reader of results alone would lose `½` and `μ`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from press.importer.readers.builder import BLANK
from press.importer.readers.docx.archive import find_child, get_name, get_value
from press.importer.readers.docx.symbols import convert_symbol, has_symbols

OTHER_CHOICES = "other choices of a list are not imported"
_CODE = re.compile(r"\s*(EQ|SYMBOL|MACROBUTTON|GOTOBUTTON|AUTONUM\w*|LISTNUM)\b(.*)", re.IGNORECASE | re.DOTALL)
_SYMBOL = re.compile(r'\s*"?(0x[0-9a-f]{1,6}|[0-9]{1,7})"?', re.IGNORECASE)
_FORM = re.compile(r"\s*FORM(?:TEXT|DROPDOWN)\b", re.IGNORECASE)
_FONT = re.compile(r'\\f\s*(?:"([^"]*)"|(\S+))', re.IGNORECASE)
DEEPEST = 50
"""Brackets of an equation; more are a mistake or an attack."""
_SWITCH = re.compile(r"\\([a-z]+)[0-9]*", re.IGNORECASE)

_OPTION = re.compile(r"\s*" + _SWITCH.pattern, re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What a field shows that has no result, and what a person must know of it.

    omitted: words of the field that are not shown.
    """

    words: str = ""
    guess: str = ""
    loss: str = ""
    omitted: str = ""


def describe_field(code: str) -> FieldWords:
    """Find the words that Word draws from the code of a field."""
    found = _CODE.match(code)
    kind, rest = (found[1].upper(), found[2]) if found else ("", "")
    if kind == "EQ" and rest.count("(") > DEEPEST:
        return FieldWords(loss="an equation is not imported", omitted=rest)
    if kind == "EQ":
        words = " ".join("".join(_Equation(rest).read_all()).split())
        return FieldWords(words, f"an equation was written as words: “{words}”")
    if kind == "SYMBOL":
        sign = _read_symbol(rest)
        return FieldWords(sign, loss="" if sign else f"a symbol is not imported: the field `{code.strip()}`")
    if kind in {"MACROBUTTON", "GOTOBUTTON"}:
        words = " ".join(rest.split()[1:])
        return FieldWords(words, f"these words are a button in the file: “{words}”")
    return FieldWords(loss="a number that Word counts itself is not imported" if kind else "")


def is_form_field(code: str) -> bool:
    """Return whether a field is one of a form that is filled in."""
    return _FORM.match(code) is not None


def describe_form(control: Element | None) -> FieldWords:
    """Describe an empty field of a form: the choice that was made, else a line to fill in with all choices.

    control: the properties of the field or content control.
    """
    choices = [words for words in _list_choices(control) if words.strip()]
    chosen = get_value(find_child(control, "w:ddList", "w:result"))
    if chosen.isdigit() and int(chosen) < len(choices):
        others = " / ".join(choices[: int(chosen)] + choices[int(chosen) + 1 :])
        return FieldWords(choices[int(chosen)], loss=OTHER_CHOICES, omitted=others)
    words = get_value(find_child(control, "w:textInput", "w:default"))
    if words:
        return FieldWords(words)
    return FieldWords(BLANK + (f" ({' / '.join(choices)})" if choices else ""))


def list_other_choices(control: Element | None, chosen: str) -> list[str]:
    """List the choices of a content control that do not stand in the text."""
    return [words for words in _list_choices(control) if words.strip() and words.strip() != chosen.strip()]


def _list_choices(control: Element | None) -> Iterator[str]:
    for one in control.iter() if control is not None else ():
        if get_name(one) == "w:listItem":
            yield get_value(one, "displayText") or get_value(one, "value")
        elif get_name(one) == "w:listEntry":
            yield get_value(one)


def _read_symbol(rest: str) -> str:
    """Read the sign of a SYMBOL field: a number, and the typeface or the set that it counts in."""
    number, font = _SYMBOL.match(rest), _FONT.search(rest)
    code = int(number[1], 16 if number[1][:2].lower() == "0x" else 10) if number else 0
    name = (font[1] or font[2]) if font else ""
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return ""
    if has_symbols(name) or code > 0xFF or re.search(r"\\u\b", rest, re.IGNORECASE):
        return convert_symbol(chr(code), name)
    return bytes([code]).decode("cp1252", errors="ignore")


class _Equation:
    r"""The code of an EQ field, such as `\f(1,2)`, read from left to right."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.at = 0

    def read_all(self) -> Iterator[str]:
        """Read all; a bracket that closes nothing is a sign."""
        while self.at < len(self.code):
            yield self._read(ends="")
            if self.at < len(self.code):
                yield self.code[self.at]
                self.at += 1

    def _read(self, ends: str) -> str:
        """Read up to one of the signs that end a part."""
        made: list[str] = []
        while self.at < len(self.code) and self.code[self.at] not in (ends or ")"):
            switch = _SWITCH.match(self.code, self.at)
            if switch:
                self.at = switch.end()
                made.append(self._read_switch(switch[1].lower(), "".join(made)))
            elif self.code[self.at] == "(":
                made.append(f"({', '.join(self._read_parts())})")
            else:
                # `\,` and `\(` are the signs themselves.
                self.at += self.code[self.at] == "\\" and self.at + 1 < len(self.code)
                made.append(self.code[self.at])
                self.at += 1
        return "".join(made)

    def _read_switch(self, name: str, before: str) -> str:
        r"""Read what follows a switch; options such as `\up` stand before the brackets."""
        while option := _OPTION.match(self.code, self.at):
            self.at, name = option.end(), f"{name} {option[1].lower()}"
        bracket = _BRACKET.match(self.code, self.at)
        if not bracket:
            return ""
        self.at = bracket.end() - 1
        parts = [part.strip() for part in self._read_parts()]
        grouped = [part if part.isalnum() or len(part) < 2 else f"({part})" for part in parts]
        if name == "f":
            return (" " if before[-1:].isdigit() else "") + "/".join(grouped)
        if name == "r":
            return f"{parts[0] if len(parts) > 1 else ''}√({parts[-1]})"
        if name.startswith("s ") and ("up" in name or "do" in name):
            return f"{'^' if 'up' in name else '_'}{grouped[0]}"
        return f"({', '.join(parts)})" if name.startswith("b") else ", ".join(parts)

    def _read_parts(self) -> list[str]:
        """Read the parts between brackets; a comma or, in some languages, a semicolon is between them."""
        self.at += 1
        parts = [self._read(ends=",;)")]
        while self.at < len(self.code) and self.code[self.at] in ",;":
            self.at += 1
            parts.append(self._read(ends=",;)"))
        self.at += 1
        return parts
