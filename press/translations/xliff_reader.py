"""XLIFF 2.0 that comes back from translators: read with care, and compared with the text that it was made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from press.model.findings import Finding, FindingCode, Place, PressError
from press.text.spacing import squeeze_spaces
from press.translations.segments import Segment, join_segments, list_numbers, split_inline, split_text
from press.translations.xliff_writer import CORE, find_length_limit, find_locked, list_codes, number_codes

_STANDARD = "XLIFF 2.0 (OASIS)"
MAX_BYTES = 20_000_000

NOT_XLIFF = FindingCode(
    "TRA301", "A file of translators is XLIFF 2.0 without a document type.", _STANDARD, "export it as XLIFF 2.0"
)
OTHER_TEXT = FindingCode(
    "TRA302",
    "The units of a file of translators are those of the text as it is.",
    "house rule: a translation says what its source says",
    "run `translations export` again, and have what is new or changed translated",
)
UNTRANSLATED = FindingCode(
    "TRA303",
    "Every unit has a translation.",
    _STANDARD,
    "have these units translated; `<target>` holds the translation",
)
CODES_DIFFER = FindingCode(
    "TRA304",
    "Every inline code of the source is in the translation, once.",
    f"{_STANDARD}, canCopy and canDelete",
    "put each code where its words are now; links, emphasis and values are codes",
)
NUMBERS_DIFFER = FindingCode(
    "TRA305",
    "A translation has the numbers of its source.",
    "house rule: figures, doses and telephone numbers are the same in every language",
    "write each number with the digits of the source; a number in words stays in words",
)
NAME_CHANGED = FindingCode(
    "TRA306",
    "Names that are locked stay as they are.",
    "house rule: names are the same in every language",
    "write the name as in the source",
)
TOO_LONG = FindingCode(
    "TRA307",
    "A translation keeps the limit of its length.",
    f"{_STANDARD}, size and length restriction",
    "say it in fewer words; titles, headings and cells have little room",
    severity="warning",
)
CODES = (NOT_XLIFF, OTHER_TEXT, UNTRANSLATED, CODES_DIFFER, NUMBERS_DIFFER, NAME_CHANGED, TOO_LONG)

_SIGNS = re.compile(r"[\\`*\[\]|]")
_ENTITIES = {"<": "&lt;", "{": "&#123;", "}": "&#125;"}
_LINE_START = re.compile(r"(?P<number>[0-9]{1,9})?(?P<sign>(?(number)[.)]|[#>=~:+-]))(?=\s|$)")


@dataclass(frozen=True, slots=True)
class ReturnedUnit:
    """A unit as it came back. parts: words, and the codes of the translation as pairs of number and end."""

    id: str
    line: int
    source: str
    target: etree._Element | None


@dataclass(slots=True)
class ReturnedText:
    """A file as it came back: publication, languages, units by id."""

    path: str
    slug: str
    source: str
    target: str
    units: dict[str, ReturnedUnit] = field(default_factory=dict)


def read_xliff(data: bytes, path: str) -> ReturnedText:
    """Read a file of translators. Raises PressError if it is not XLIFF 2.0."""
    if len(data) > MAX_BYTES:
        raise PressError([NOT_XLIFF.make_finding(Place(path, 1, 1), f"it has {len(data):,} bytes")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        place = Place(path, *(error.position or (1, 1)))
        raise PressError([NOT_XLIFF.make_finding(place, f"it is not XML: {error.msg}")]) from error
    problem = _find_root_problem(root)
    if problem:
        raise PressError([NOT_XLIFF.make_finding(Place(path, 1, 1), problem)])
    file = root.find(f"{{{CORE}}}file")
    assert file is not None
    found = ReturnedText(path, str(file.get("id", "")), str(root.get("srcLang")), str(root.get("trgLang", "")))
    for unit in file.iter(f"{{{CORE}}}unit"):
        one = _read_unit(unit)
        if one.id in found.units:
            problem = f"the unit `{one.id}` is there twice"
            raise PressError([NOT_XLIFF.make_finding(Place(path, one.line, 1), problem)])
        found.units[one.id] = one
    return found


def _find_root_problem(root: etree._Element) -> str:
    tree = root.getroottree()
    if tree.docinfo.doctype:
        return "it has a document type"
    if root.tag != f"{{{CORE}}}xliff":
        return f"its first element is `{etree.QName(root).localname}` of another vocabulary or version"
    files = root.findall(f"{{{CORE}}}file")
    if len(files) != 1:
        return f"it has {len(files)} files, and the press sends out one"
    return "" if root.get("srcLang") and root.get("trgLang") else "it does not name both languages"


def _read_unit(unit: etree._Element) -> ReturnedUnit:
    """Read a unit. A tool may have cut it into several segments, which are joined again."""
    sources, target = [], etree.Element(f"{{{CORE}}}target")
    complete = True
    for part in unit.iter(f"{{{CORE}}}segment", f"{{{CORE}}}ignorable"):
        source, own = part.find(f"{{{CORE}}}source"), part.find(f"{{{CORE}}}target")
        sources.append(_flatten(source))
        is_segment = part.tag == f"{{{CORE}}}segment"
        complete = complete and not (is_segment and (own is None or not _flatten(own).strip()))
        _append(target, source if own is None and not is_segment else own)
    line = unit.sourceline or 1
    return ReturnedUnit(str(unit.get("id", "")), line, "".join(sources), target if complete else None)


def _append(target: etree._Element, part: etree._Element | None) -> None:
    if part is None:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (part.text or "")
    else:
        target.text = (target.text or "") + (part.text or "")
    for child in list(part):
        target.append(child)


def _flatten(element: etree._Element | None) -> str:
    """Join the words of a source or target; what only count them is left out."""
    return "" if element is None else "".join(str(text) for text in element.itertext())


# ---------------------------------------------------------------- comparing and joining


def merge_translation(returned: ReturnedText, text: str, names: Collection[str]) -> tuple[str, list[Finding]]:
    """Merge translated units into the text that they were made from.

    text: of the source as it is now; names: that stay as they are. Gives the text of the translation, with findings.
    """
    segments = split_text(text)
    wanted = {one.id: one for one in segments if one.id}
    found = list(_compare_units(returned, wanted))
    words = {}
    for name, segment in wanted.items():
        unit = returned.units.get(name)
        if unit is not None and unit.target is not None:
            words[name], problems = _translate_segment(segment, unit, names)
            found += [code.make_finding(Place(returned.path, unit.line, 1), text) for code, text in problems]
    return join_segments(segments, words), found


def _compare_units(returned: ReturnedText, wanted: dict[str, Segment]) -> Iterator[Finding]:
    """Compare the units that came back with those of the text as it is."""
    changed = [
        name
        for name, unit in returned.units.items()
        if name not in wanted or squeeze_spaces(unit.source) != squeeze_spaces(_strip_codes(wanted[name].text))
    ]
    missing = [name for name in wanted if name not in returned.units]
    if changed or missing:
        place = Place(returned.path, returned.units[changed[0]].line if changed else 1, 1)
        names = ", ".join(f"`{name}`" for name in [*changed, *missing])
        yield OTHER_TEXT.make_finding(place, f"the source of these units has changed since it was sent: {names}")
    empty = [unit for unit in returned.units.values() if unit.target is None]
    if empty:
        names = ", ".join(f"`{unit.id}`" for unit in empty)
        yield UNTRANSLATED.make_finding(Place(returned.path, empty[0].line, 1), f"no translation in {names}")


def _strip_codes(text: str) -> str:
    return "".join(part for part in split_inline(text) if isinstance(part, str))


def _translate_segment(
    segment: Segment, unit: ReturnedUnit, names: Collection[str]
) -> tuple[str, list[tuple[FindingCode, str]]]:
    """Write the translation of a segment as Markdown, with problems."""
    parts = number_codes(split_inline(segment.text))
    codes = list_codes(parts)
    used: Counter[tuple[int, int]] = Counter()
    literal = segment.section == "front-matter" and not segment.kind.startswith("brief")
    text = "".join(_write_target(unit.target, codes, used, literal=literal)).strip()
    problems: list[tuple[FindingCode, str]] = []
    expected = Counter((number, end) for number, texts in codes.items() for end in range(len(texts)))
    if used != expected:
        lost = ", ".join(f"`{''.join(codes[number])}`" for number in sorted({number for number, _ in expected - used}))
        more = "" if lost else "a code is there twice, or is not one of the source"
        problems.append((CODES_DIFFER, f"`{unit.id}`: {f'the translation has lost {lost}' if lost else more}"))
    said, source = _flatten(unit.target), _strip_codes(segment.text)
    before, after = Counter(list_numbers(source)), Counter(list_numbers(said))
    if before != after:
        detail = [f"`{one}` is missing" for one in before - after] + [f"`{one}` is new" for one in after - before]
        problems.append((NUMBERS_DIFFER, f"`{unit.id}`: {', '.join(detail)}"))
    problems += [
        (NAME_CHANGED, f"`{unit.id}`: `{name}` is not in the translation")
        for name in dict.fromkeys(find_locked(source, names))
        if name in names and name not in said
    ]
    limit = find_length_limit(segment)
    if limit and len(said) > limit:
        problems.append((TOO_LONG, f"`{unit.id}` has {len(said)} characters, where there is room for {limit}"))
    return text if literal else escape_start(text), problems


def _write_target(
    element: etree._Element | None, codes: dict[int, tuple[str, ...]], used: Counter[tuple[int, int]], *, literal: bool
) -> Iterator[str]:
    """Write a target as Markdown, counting the codes that it has."""
    if element is None:
        return
    yield escape_words(element.text or "", literal=literal)
    for child in element:
        tag = etree.QName(child).localname
        number = _read_number(child, codes)
        if tag == "pc" and number:
            used[number, 0] += 1
            yield codes[number][0]
            yield from _write_target(child, codes, used, literal=literal)
            used[number, 1] += 1
            yield codes[number][-1]
        elif tag in {"ph", "sc", "ec"} and number:
            end = 1 if tag == "ec" else 0
            used[number, end] += 1
            yield codes[number][end]
        elif tag == "mrk":
            yield from _write_target(child, codes, used, literal=literal)
        elif tag == "cp":
            yield ""  # a character that XML cannot hold is none that a page can
        else:
            used[0, 0] += 1
        yield escape_words(child.tail or "", literal=literal)


def _read_number(code: etree._Element, codes: dict[int, tuple[str, ...]]) -> int:
    """Read the number of a code; 0 if the source has none such, or one of another kind."""
    text = str(code.get("startRef") or code.get("id") or "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    paired = etree.QName(code).localname != "ph"
    return number if len(codes.get(number, ())) == (2 if paired else 1) else 0


def escape_words(text: str, *, literal: bool) -> str:
    """Escape words, so that they are read as they are written."""
    text = " ".join(re.split(r"[ \t\r\n]+", text))
    if literal:
        return text
    text = _SIGNS.sub(r"\\\g<0>", text)
    return re.sub("[<{}]", lambda found: _ENTITIES[found[0]], text)


def escape_start(text: str) -> str:
    """Escape what would start a list, a heading or a quotation."""
    found = _LINE_START.match(text)
    return f"{text[: found.start('sign')]}\\{text[found.start('sign') :]}" if found else text
