"""What a braille file has to say: the blocks of the typeset page, and the cells that each word of them must have.

This shares no code with press/render/braille/. Both ask liblouis; what a wrong table would hide is found by translating
the cells back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.etree.ElementTree import Element

from press.model.edition import BODY_IDS
from press.model.sources.braille import BrailleSettings
from press.readback.html import BLOCKS, is_box, is_silent, parse_html_cached
from press.readback.page_starts import is_extra
from press.readback.speech.transcript import ENTRIES
from press.runtime.libraries.liblouis import BOLD, ITALIC, translate_text
from press.text.spacing import UNSEEN, squeeze_spaces

BLANKS = " \u2800"
SILENT_EMPHASIS = frozenset({"heading", "term", "header"})
"""Roles whose type is bold on paper anyway, so that braille shows it by the layout alone."""
NAMES = BODY_IDS["directory"]
"""The part in which bold type only sets off names."""
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Character:
    """A character of a block, with its emphasis and language, and `sup` or `sub` if it is not on the line."""

    text: str
    form: int
    lang: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class RequiredBlock:
    """A block of the page.

    role: as in a transcript; text: its characters; level: of a heading or of a list; label: of a numbered item;
    in_figure: whether it is part of a figure; box: whether it begins a box; ends_box: whether a box ends before it;
    is_core: whether print pages count its characters; row: of a table cell, by table and row.
    """

    role: str
    text: tuple[Character, ...]
    level: int = 0
    label: str = ""
    in_figure: bool = False
    box: bool = False
    ends_box: bool = False
    is_core: bool = True
    row: tuple[int, int] = (0, 0)
    deepest: int = 0

    @property
    def lengths(self) -> list[int]:
        """The lengths of its words, as places of print pages count them: a picture is one character."""
        if self.role == "figure":
            return [1]
        found = [0]
        before = " "
        for one in self.text:
            if one.text in UNSEEN:
                continue
            if not one.text.isspace():
                found += [0] if before.isspace() else []
                found[-1] += one.position != "picture"
            before = one.text
        return found[1:]

    @property
    def words(self) -> list[str]:
        """Its words as they are written."""
        return squeeze_spaces("".join(one.text for one in self.text)).split()


def list_required_blocks(html: str) -> list[RequiredBlock]:
    """List the blocks of a typeset page that has no list of contents."""
    root = parse_html_cached(html)
    body = root.find("body")
    assert body is not None
    reader = _PageReader()
    reader.read(body, _Context())
    return reader.blocks


@dataclass(frozen=True, slots=True)
class _Context:
    figure: bool = False
    core: bool = True
    names: bool = False
    depth: int = 0
    deepest: int = 0


@dataclass(slots=True)
class _PageReader:
    blocks: list[RequiredBlock] = field(default_factory=list)
    box: bool = False
    box_ended: bool = False
    tables: int = 0

    def read(self, element: Element, context: _Context, *, own: bool = False) -> None:
        """Read the blocks inside an element. own: whether pictures stand among its words."""
        loose: list[Character] = list(_spell(element.text))
        for child in element:
            if isinstance(child.tag, str):
                if _is_block(child) and not (own and _is_picture(child)):
                    self._add("paragraph", loose, context)
                    loose = []
                    self._read_block(child, context)
                else:
                    loose += _read_characters(child, 0, "")
            loose += _spell(child.tail)
        self._add("paragraph", loose, context)

    def _read_block(self, element: Element, context: _Context) -> None:
        tag = _name(element)
        name = element.get("id") or ""
        context = _Context(
            context.figure or tag == "figure", context.core and not is_extra(element), context.names or name == NAMES,
            context.depth, context.deepest,
        )  # fmt: skip
        if _is_picture(element):
            self._add("figure", list(_spell(element.get("aria-label") or element.get("alt"))), context)
        elif is_silent(element) or tag == "nav":
            return
        elif is_box(element) or element.get("class") == "mark":
            self.box = True
            self.read(element, context)
            self.box_ended = True
        elif element.get("role") == "list":
            for note in element:
                self._read_own("note", note, context)
        elif tag in {"ul", "ol"}:
            self._read_list(element, context)
        elif tag == "table":
            self._read_table(element, context)
        elif role := _ROLES.get(tag):
            self._read_own(role, element, context, level=int(tag[1]) if role == "heading" else 0)
        elif tag == "figcaption":
            self._read_caption(element, context)
        else:
            self.read(element, context)

    def _read_own(self, role: str, element: Element, context: _Context, *, level: int = 0, label: str = "") -> None:
        """Read a block with words of its own; blocks inside it follow."""
        first = len(self.blocks)
        own = role in ENTRIES or _has_words(element)
        if any(_is_block(child) and not (own and _is_picture(child)) for child in element):
            self.read(element, context, own=own)
            if first < len(self.blocks) and self.blocks[first].role == "paragraph" and role != "paragraph":
                self.blocks[first] = replace(self.blocks[first], level=level, label=label)
                self._change_role(first, role)
        else:
            characters = list(_read_characters(element, 0, "", outer=True))
            self._add(role, characters, context, level=level, label=label)

    def _read_caption(self, element: Element, context: _Context) -> None:
        first = len(self.blocks)
        self.read(element, context)
        for at in range(first, len(self.blocks)):
            self._change_role(at, "caption")

    def _read_list(self, element: Element, context: _Context) -> None:
        deepest = max(context.deepest, _measure_depth(element) + context.depth)
        inside = _Context(context.figure, context.core, context.names, context.depth + 1, deepest)
        number = int(element.get("start") or 1)
        for item in element:
            if item.tag == "li":
                label = f"{number}." if element.tag == "ol" else ""
                self._read_own("item", item, inside, level=context.depth, label=label)
                number += 1

    def _read_table(self, element: Element, context: _Context) -> None:
        self.tables += 1
        for caption in element.iter("caption"):
            self._read_own("caption", caption, context)
        for y, row in enumerate(element.iter("tr")):
            inside = replace(context, core=context.core and not is_extra(row))
            for cell in row:
                role = "header" if cell.tag == "th" else "cell"
                first = len(self.blocks)
                self._read_own(role, cell, inside)
                for at in range(first, len(self.blocks)):
                    self._change_role(at, role, (self.tables, y))
                if first == len(self.blocks):
                    self.blocks.append(RequiredBlock(role, (), row=(self.tables, y), is_core=inside.core))

    def _add(self, role: str, characters: Sequence[Character], context: _Context, *, level: int = 0,
             label: str = "") -> None:  # fmt: skip
        if not "".join(one.text for one in characters).strip():
            return
        text = _drop_bold(characters, role, names=context.names)
        block = RequiredBlock(role, text, level, label, context.figure, self.box, self.box_ended, context.core)
        self.blocks.append(replace(block, deepest=context.deepest))
        self.box = self.box_ended = False

    def _change_role(self, at: int, role: str, row: tuple[int, int] = (0, 0)) -> None:
        text = self.blocks[at].text
        self.blocks[at] = replace(self.blocks[at], role=role, row=row, text=_drop_bold(text, role))


def _drop_bold(text: Sequence[Character], role: str, *, names: bool = False) -> tuple[Character, ...]:
    """Drop emphasis that braille does not show."""
    if role in SILENT_EMPHASIS or names:
        return tuple(replace(one, form=one.form & ~BOLD) for one in text)
    return tuple(text)


RAISED = {
    "sup": dict(zip("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", strict=True)),
    "sub": dict(zip("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋", strict=True)),
}
"""Digits above and below the line, as characters of their own."""
_SMALL_DIGITS = {raised: place for place, found in RAISED.items() for one, raised in found.items() if one.isdigit()}
_ROLES = {
    "p": "paragraph", "pre": "paragraph", "dt": "term", "dd": "definition",
    **{f"h{level}": "heading" for level in range(1, 7)},
}  # fmt: skip


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_block(element: Element) -> bool:
    tag = _name(element)
    return isinstance(element.tag, str) and tag != "br" and (tag in BLOCKS or tag in {"svg", "img", "pre"})


def _is_picture(element: Element) -> bool:
    return _name(element) in {"svg", "img"}


def _has_words(element: Element) -> bool:
    """Tell whether an element has words of its own besides pictures."""
    texts = [element.text or ""]
    for child in element:
        inline = isinstance(child.tag, str) and not _is_block(child) and not is_silent(child)
        texts += [child.tail or "", "x" if inline and _has_words(child) else ""]
    return bool("".join(texts).strip())


def _spell_picture(element: Element) -> Iterator[Character]:
    """Spell the words of a picture among others."""
    words = f"[{' '.join((element.get('aria-label') or element.get('alt') or '').split())}]"
    yield Character(" ", 0, "")
    for at, one in enumerate(words):
        yield Character(one, 0, "", "picture" if at else "picture begins")
    yield Character(" ", 0, "")


def _measure_depth(element: Element) -> int:
    """Measure how deep the lists inside a list go."""
    inner = [_measure_depth(one) for item in element for one in item if one.tag in {"ul", "ol"}]
    return 1 + max(inner) if inner else 0


def _spell(text: str | None, form: int = 0, lang: str = "", position: str = "") -> Iterator[Character]:
    return (Character(one, form, lang, position) for one in text or "")


def _read_characters(
    element: Element, form: int, lang: str, position: str = "", *, outer: bool = False
) -> Iterator[Character]:
    """Read the characters inside an element that is no block."""
    tag = _name(element)
    if _is_picture(element) and element.get("aria-hidden") != "true":
        yield from _spell_picture(element)
        return
    if is_silent(element):
        return
    if not outer:
        form |= (BOLD if tag in {"strong", "b"} else 0) | (ITALIC if tag in {"em", "i", "cite"} else 0)
        lang = element.get("lang") or lang
        position = tag if tag in RAISED else position
    if tag == "br":
        yield Character(" ", form, lang)
    yield from _spell(element.text, form, lang, position)
    for child in element:
        if isinstance(child.tag, str):
            yield from _read_characters(child, form, lang, position)
        yield from _spell(child.tail, form, lang, position)


# ---------------------------------------------------------------- in braille


def translate_block(block: RequiredBlock, lang: str, settings: BrailleSettings) -> list[str]:
    """Translate the words of a block; each passage in one language as a whole."""
    return translate_characters(block.text, lang, settings)


def translate_added_words(text: str, lang: str, settings: BrailleSettings) -> list[str]:
    """Translate words without emphasis."""
    return translate_characters(tuple(_spell(text)), lang, settings)


def translate_characters(text: Sequence[Character], lang: str, settings: BrailleSettings) -> list[str]:
    """Translate characters. Returns the cells of each word."""
    cells = ""
    for own, group in groupby(_squeeze(text), key=lambda one: is_own_language(one.lang, lang)):
        passage = _prepare(list(group), settings)
        table = settings.table if own else settings.foreign_table
        while passage and passage[0].text == " ":
            cells += passage.pop(0).text
        tail = ""
        while passage and passage[-1].text == " ":
            tail += passage.pop().text
        if passage:
            plain = "".join(one.text for one in passage)
            cells += translate_text(table, plain, [one.form for one in passage])
        cells += tail
    return [word for word in re.split(f"[{BLANKS}]+", cells) if word]


def is_own_language(passage: str, lang: str) -> bool:
    """Tell whether a passage is in the language of the text. passage: its tag, "" if it has none of its own."""
    return passage.partition("-")[0] in {"", lang.partition("-")[0]}


def _squeeze(text: Sequence[Character]) -> Iterator[Character]:
    """Squeeze white space to single spaces, none at the ends."""
    last = len(text) - 1
    while last >= 0 and text[last].text.isspace():
        last -= 1
    space = True
    for one in text[: last + 1]:
        blank = one.text.isspace()
        if blank and space:
            continue
        space = blank
        yield Character(" ", one.form, one.lang) if blank else one


def find_number_sign(character: str, settings: BrailleSettings) -> str:
    """Find the cells before a number above or below the line; "" if the table is asked to write this character."""
    if character not in _SMALL_DIGITS:
        return ""
    return (settings.superscript_sign if _SMALL_DIGITS[character] == "sup" else settings.subscript_sign) or ""


def _place_digit(one: Character, settings: BrailleSettings) -> str:
    """Write a character by the house map; a digit above or below the line as a character of its own."""
    text = settings.replacements.get(one.text, one.text)
    return RAISED.get(one.position, {}).get(text, text)


def _prepare(passage: Sequence[Character], settings: BrailleSettings) -> list[Character]:
    """Replace what braille writes otherwise: the house map, apostrophes, and invisible characters."""
    found: list[Character] = []
    for at, one in enumerate(passage):
        text = _place_digit(one, settings)
        if text in {"\u2010", "\u2011"}:
            text = "-"
        elif text == "’" and 0 < at < len(passage) - 1:
            around = passage[at - 1].text, passage[at + 1].text
            text = "'" if all(map(_LETTER.match, around)) else text
        elif text in "\u00ad\u200b\u200c\u200d\u2060\u2066\u2067\u2068\u2069\ufeff":
            continue
        elif sign := find_number_sign(text, settings):
            goes_on = at > 0 and find_number_sign(_place_digit(passage[at - 1], settings), settings) == sign
            text = ("" if goes_on else sign) + unicodedata.normalize("NFKC", text)
        found += [replace(one, text=each) for each in text]
    return found
