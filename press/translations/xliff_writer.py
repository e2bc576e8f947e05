"""A text as XLIFF 2.0 for translators: units by section and block, notes, limits of length, locked names and numbers.

The file follows the core of XLIFF 2.0 and its module on restrictions of size (OASIS Standard, 5 August 2014). Notation
of Markdown is an inline code that a translator moves and cannot change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from press.translations.segments import Code, Segment, split_inline, split_text

CORE = "urn:oasis:names:tc:xliff:document:2.0"
SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
NUMBER = r"\d+(?:[-–]\d+)*"
SHORT_KINDS = {"title": 1.5, "heading": 1.5, "cell": 2.0}
"""Kinds of text that stand where there is little room, and how much longer than the source each may be."""
SHORTEST_LIMIT = 24
"""No limit is shorter, because one long word must fit."""
INSTRUCTIONS = (
    "Translate each unit for readers at grade 6 to 8. Keep every inline code; it may move within its unit. Words that "
    "are locked stay as they are. Numbers keep their digits; write the signs between digits as your language does."
)


@dataclass(frozen=True, slots=True)
class TranslationJob:
    """What is sent to translators.

    slug, source, target: the publication and the two languages; text: of the source; present: of the translation, ""
    if there is none; current: the sections whose translation was made from the source as it is; names: that stay as
    they are; glossary: plain words for terms.
    """

    slug: str
    source: str
    target: str
    text: str
    present: str = ""
    current: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    glossary: Mapping[str, str] | None = None


def write_xliff(job: TranslationJob) -> bytes:
    """Write a text as one XLIFF file."""
    root = etree.Element(_name("xliff"), nsmap={None: CORE, "slr": SIZES})
    root.set("version", "2.0")
    root.set("srcLang", job.source)
    root.set("trgLang", job.target)
    file = etree.SubElement(root, _name("file"), id=job.slug, original=f"publications/{job.slug}/{job.source}.md")
    etree.SubElement(file, f"{{{SIZES}}}profiles", generalProfile="xliff:codepoints")
    _add_notes(file, [("", INSTRUCTIONS)])
    present = {one.id: one for one in split_text(job.present) if one.id}
    segments = (one for one in split_text(job.text) if one.id)
    for section, units in groupby(segments, lambda one: one.section):
        group = etree.SubElement(file, _name("group"), id=section, name=section)
        for segment in units:
            _add_unit(group, segment, present.get(segment.id), job)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=False))


def _name(tag: str) -> str:
    return f"{{{CORE}}}{tag}"


def _add_notes(parent: etree._Element, notes: Iterable[tuple[str, str]]) -> None:
    holder = etree.SubElement(parent, _name("notes"))
    for category, text in notes:
        note = etree.SubElement(holder, _name("note"), {"category": category} if category else {})
        note.text = text


def _add_unit(group: etree._Element, segment: Segment, old: Segment | None, job: TranslationJob) -> None:
    unit = etree.SubElement(group, _name("unit"), id=segment.id, name=f"{segment.section}/{segment.kind}")
    if limit := find_length_limit(segment):
        unit.set(f"{{{SIZES}}}sizeRestriction", str(limit))
    parts = number_codes(split_inline(segment.text))
    old_parts = align_codes(number_codes(split_inline(old.text)), parts) if old and old.kind == segment.kind else None
    notes = [("kind", segment.kind), *_list_terms(segment.text, job.glossary or {})]
    if old and old_parts is None:
        notes.append(("present translation", old.text))
    _add_notes(unit, notes)
    if codes := list_codes(parts):
        data = etree.SubElement(unit, _name("originalData"))
        for number, texts in codes.items():
            for key, text in zip(_DATA_KEYS, texts, strict=False):
                etree.SubElement(data, _name("data"), id=f"{key}{number}").text = text
    state = "translated" if old_parts is not None and segment.section in job.current else "initial"
    part = etree.SubElement(unit, _name("segment"), id="s1", state=state)
    locked = _compile_locked(job.names)
    _fill(etree.SubElement(part, _name("source")), parts, locked)
    if old_parts is not None:
        _fill(etree.SubElement(part, _name("target")), old_parts, locked)


def find_length_limit(segment: Segment) -> int:
    """Find the most characters of a translation; 0 for no limit."""
    factor = next((one for kind, one in SHORT_KINDS.items() if segment.kind.endswith(kind)), 0.0)
    return max(SHORTEST_LIMIT, round(factor * len(segment.text))) if factor else 0


def _list_terms(text: str, glossary: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    text = text.casefold()
    return [("plain words", f"{term}: {words}") for term, words in glossary.items() if term.casefold() in text]


# ---------------------------------------------------------------- inline codes

NumberedPart = str | tuple[Code, int]
"""Words, or a code with the number of its pair."""


def number_codes(parts: list[str | Code]) -> list[NumberedPart]:
    """Give each code a number; the two codes of a pair have the same."""
    found: list[NumberedPart] = []
    waiting: list[int] = []
    last = 0
    for part in parts:
        if isinstance(part, str):
            found.append(part)
        elif part.kind == "close":
            found.append((part, waiting.pop()))
        else:
            last += 1
            found.append((part, last))
            if part.kind == "open":
                waiting.append(last)
    return found


def list_codes(parts: Iterable[NumberedPart]) -> dict[int, tuple[str, ...]]:
    """List the notation of each code, or of both codes of a pair, by number."""
    found: dict[int, tuple[str, ...]] = {}
    for part in parts:
        if not isinstance(part, str):
            found[part[1]] = (*found.get(part[1], ()), part[0].text)
    return found


def align_codes(parts: list[NumberedPart], source: list[NumberedPart]) -> list[NumberedPart] | None:
    """Give the codes of a translation the numbers of the source's; None if they are not the same codes."""
    own, theirs = list_codes(parts), list_codes(source)
    if sorted(own.values()) != sorted(theirs.values()):
        return None
    free = dict(theirs)
    numbers = {}
    for number, codes in own.items():
        numbers[number] = next(other for other, one in free.items() if one == codes)
        del free[numbers[number]]
    return [part if isinstance(part, str) else (part[0], numbers[part[1]]) for part in parts]


_DATA_KEYS = ("d", "e")
"""What the ids of notation begin with: of a code or a pair's first, and of a pair's second."""
_TYPES = {
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "em": {"type": "fmt", "subType": "xlf:i"},
    "link": {"type": "link"},
    "image": {"type": "image"},
}


def _fill(element: etree._Element, parts: list[NumberedPart], locked: re.Pattern[str]) -> None:
    """Fill a source or a target with words and codes."""
    at = element
    stack: list[etree._Element] = []
    count = 0
    for part in parts:
        if isinstance(part, str):
            count = _add_words(at, part, locked, count)
            continue
        code, number = part
        if code.kind == "close":
            at.set("dataRefEnd", f"{_DATA_KEYS[1]}{number}")
            at = stack.pop()
            continue
        fixed = {"id": str(number), "canCopy": "no", "canDelete": "no"}
        if code.kind == "open":
            stack.append(at)
            look = {**_TYPES[code.meaning], "dataRefStart": f"{_DATA_KEYS[0]}{number}"}
            at = etree.SubElement(at, _name("pc"), {**fixed, **look})
        else:
            show = {"dataRef": f"{_DATA_KEYS[0]}{number}", "disp": code.text}
            etree.SubElement(at, _name("ph"), {**fixed, **show})


def _add_words(at: etree._Element, text: str, locked: re.Pattern[str], count: int) -> int:
    """Add words, with a mark around those that stay as they are."""
    end = 0
    for found in locked.finditer(text):
        _add_text(at, text[end : found.start()])
        count += 1
        span = etree.SubElement(at, _name("mrk"), id=f"m{count}", translate="no")
        span.text = found[0]
        end = found.end()
    _add_text(at, text[end:])
    return count


def _add_text(at: etree._Element, text: str) -> None:
    if len(at):
        at[-1].tail = (at[-1].tail or "") + text
    else:
        at.text = (at.text or "") + text


def _compile_locked(names: Collection[str]) -> re.Pattern[str]:
    words = [re.escape(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile("|".join([*words, rf"(?<![\w.,]){NUMBER}(?![\w]|[.,]\d)"]))


def find_locked(text: str, names: Collection[str]) -> list[str]:
    """List the words of a text that stay as they are, in order."""
    return _compile_locked(names).findall(text)
