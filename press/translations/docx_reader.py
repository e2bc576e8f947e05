"""A working copy that comes back from Word: its words take the place of those in the text that it was made from."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import docx
from docx.document import Document
from docx.opc.coreprops import CoreProperties
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.ns import qn
from lxml import etree

from press.model.findings import Finding, FindingCode, Place, PressError
from press.model.messages import pluralize_noun
from press.translations.docx_writer import NOTATION, NOTE, WordRun, WorkingCopy, join_runs, list_runs
from press.translations.segments import Segment, join_segments, split_text
from press.translations.xliff_reader import escape_start, escape_words

MAX_BYTES = 20_000_000
"""Largest file, and largest sum of its parts."""
_WORD = "Office Open XML (ISO/IEC 29500)"
_HOUSE = "house rule: a working copy carries words, and the text keeps its structure"

NOT_A_COPY = FindingCode(
    "TRA401",
    "A working copy is a Word file that the press has written.",
    _WORD,
    "export it with `translations export --docx`, and save it as a Word file; an old text comes in with `import`",
)
TEXT_CHANGED = FindingCode(
    "TRA402",
    "A working copy was made from the text as it is.",
    _HOUSE,
    "export it again, and have the changes made in the new file",
)
PLACES_DIFFER = FindingCode(
    "TRA403",
    "A working copy has every paragraph of its text, and no other.",
    _HOUSE,
    "add and delete paragraphs in the text itself, then export again",
)
NOTATION_DIFFERS = FindingCode(
    "TRA404",
    "Gray notation and links are as they were sent.",
    _HOUSE,
    "put the notation back, or copy the paragraph from a new export",
)
COMMENTS = FindingCode(
    "TRA405",
    "A working copy has no comments.",
    _HOUSE,
    "read the comments in Word; the press does not take them over",
    severity="warning",
)
CODES = (NOT_A_COPY, TEXT_CHANGED, PLACES_DIFFER, NOTATION_DIFFERS, COMMENTS)

_PARAGRAPH, _CONTROL = qn("w:p"), qn("w:sdt")
_RUN, _LINK, _DELETED = qn("w:r"), qn("w:hyperlink"), {qn("w:del"), qn("w:moveFrom")}
_SPACE = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n"}


class ReturnedCopy:
    """A working copy as it came back."""

    def __init__(self, data: bytes, path: str) -> None:
        """Open a file. Raises PressError if it is no working copy."""
        self.path = path
        self.file = _open_file(data, path)
        self.properties = _find_properties(self.file)
        names = self.properties.subject.split("/")
        if len(names) != 3:
            raise PressError([NOT_A_COPY.make_finding(Place(path), "it does not say which text it is a copy of")])
        self.slug, self.skeleton, self.target = names
        self.has_tags = True

    def merge(self, text: str) -> tuple[str, list[Finding]]:
        """Merge its words into the text that it was made from. Gives the new text, with findings."""
        copy = WorkingCopy(self.slug, self.skeleton, self.target, text)
        if self.properties.keywords != copy.digest:
            problem = f"{self.skeleton}.md has changed since this copy was made"
            raise PressError([TEXT_CHANGED.make_finding(Place(self.path), problem)])
        segments = split_text(text)
        wanted = {one.id: one for one in segments if one.id}
        found = list(self._list_controls()) or self._name_paragraphs(list(wanted))
        problems = [*self._compare_places(wanted, [name for name, _ in found]), *self._find_comments()]
        words: dict[str, str] = {}
        for name, returned in found:
            if name in wanted:
                runs = _restore_languages(wanted[name], returned)
                words[name] = _write_segment(wanted[name], runs)
                problems += self._compare_notation(wanted[name], runs)
        return join_segments(segments, words), problems

    def _list_controls(self) -> Iterator[tuple[str, list[WordRun]]]:
        for control in self.file.element.body.iter(_CONTROL):
            tag, content = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}"), control.find(qn("w:sdtContent"))
            if tag is not None and content is not None:
                yield str(tag.get(qn("w:val"))), join_runs(list(self._list_runs(content)))

    def _name_paragraphs(self, names: list[str]) -> list[tuple[str, list[WordRun]]]:
        """Name the paragraphs by their order; LibreOffice 7.4 drops tags, and splits controls at tracked changes.

        Raises PressError if there are more or less of them.
        """
        found = list(self._list_paragraphs())
        if len(found) != len(names):
            problem = (
                f"it has {len(found)} paragraphs of the text, which has {len(names)}; the ids that tell which are lost"
            )
            raise PressError([PLACES_DIFFER.make_finding(Place(self.path), problem)])
        self.has_tags = False
        return list(zip(names, found, strict=True))

    def _list_paragraphs(self) -> Iterator[list[WordRun]]:
        """List the runs of each paragraph with a content control, notation before and after all controls left out."""
        for paragraph in self.file.element.body.iter(_PARAGRAPH):
            places = [number for number, child in enumerate(paragraph) if child.tag == _CONTROL]
            runs: list[WordRun] = []
            for number, child in enumerate(paragraph if places else ()):
                is_within = places[0] <= number <= places[-1]
                runs += (run for run in self._list_runs([child]) if is_within or not run.is_notation)
            if places:
                yield join_runs(runs)

    def _list_runs(self, elements: Iterable[etree._Element], href: str = "") -> Iterator[WordRun]:
        """List the runs in elements, with tracked changes accepted."""
        for child in elements:
            if child.tag == _RUN:
                yield self._read_run(child, href)
            elif child.tag == _LINK:
                link = self.file.part.rels.get(str(child.get(qn("r:id"))))
                yield from self._list_runs(child, link.target_ref if link is not None and link.is_external else "")
            elif child.tag not in _DELETED:
                yield from self._list_runs(child, href)

    def _read_run(self, run: etree._Element, href: str) -> WordRun:
        text = "".join(_SPACE.get(one.tag, one.text or "") for one in run if one.tag in {qn("w:t"), *_SPACE})
        properties = run.find(qn("w:rPr"))
        look = {str(one.tag): one.get(qn("w:val")) for one in (() if properties is None else properties)}
        style = look.get(qn("w:rStyle"))
        lang = look.get(qn("w:lang")) or ""
        return WordRun(
            text,
            strong=_is_on(look, "w:b"),
            em=_is_on(look, "w:i"),
            href=href,
            lang="" if lang.partition("-")[0] == self.target.partition("-")[0] else lang,
            is_notation=style == NOTATION,
        )

    def _compare_places(self, wanted: dict[str, Segment], found: list[str]) -> Iterator[Finding]:
        place = Place(self.path)
        missing = [name for name in wanted if name not in found]
        twice = [name for name, count in Counter(found).items() if count > 1 or name not in wanted]
        if missing:
            yield PLACES_DIFFER.make_finding(place, f"these are not in it: {_quote(missing)}")
        if twice:
            yield PLACES_DIFFER.make_finding(place, f"these are in it twice, or are new: {_quote(twice)}")
        for paragraph in self.file.element.body.iter(_PARAGRAPH):
            if not self.has_tags and paragraph.find(_CONTROL) is not None:
                continue
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            is_note = style is not None and style.get(qn("w:val")) == NOTE.replace(" ", "")
            loose = [self._read_run(run, "") for run in _list_loose_runs(paragraph)]
            text = "".join(run.text for run in loose if not run.is_notation).strip()
            if text and not is_note:
                yield PLACES_DIFFER.make_finding(place, f"this is outside the paragraphs of the text: `{text[:60]}`")

    def _compare_notation(self, segment: Segment, runs: list[WordRun]) -> Iterator[Finding]:
        before, after = (_count_fixed(one) for one in (list_runs(segment.text), runs))
        if before != after:
            lost, new = list((before - after).elements()), list((after - before).elements())
            problem = f"`{segment.id}`: lost: {_quote(lost) or 'nothing'}; new: {_quote(new) or 'nothing'}"
            yield NOTATION_DIFFERS.make_finding(Place(self.path), problem)

    def _find_comments(self) -> Iterator[Finding]:
        count = sum(1 for _ in self.file.element.body.iter(qn("w:commentReference")))
        if count:
            problem = f"it has {pluralize_noun(count, 'comment')}, to be read in the file"
            yield COMMENTS.make_finding(Place(self.path), problem)


def _open_file(data: bytes, path: str) -> Document:
    place = Place(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
        if max(len(data), size) > MAX_BYTES:
            raise PressError([NOT_A_COPY.make_finding(place, f"it has {size:,} bytes inside")])
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise PressError([NOT_A_COPY.make_finding(place, "it is not a Word file, or it is damaged")]) from error


def _find_properties(file: Document) -> CoreProperties:
    """Find the properties of a file by their media type; LibreOffice names their relationship in small letters."""
    package = file.part.package
    assert package is not None
    parts = (one for one in package.iter_parts() if isinstance(one, CorePropertiesPart))
    found: CoreProperties = (next(parts, None) or CorePropertiesPart.default(package)).core_properties
    return found


def _restore_languages(segment: Segment, runs: list[WordRun]) -> list[WordRun]:
    """Give runs the languages as they were sent; programs add regions of their own."""
    sent = {run.lang.partition("-")[0]: run.lang for run in list_runs(segment.text) if run.lang}
    return join_runs([replace(run, lang=sent.get(run.lang.partition("-")[0], run.lang)) for run in runs])


def _list_loose_runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """List the runs of a paragraph outside of content controls, deleted ones left out."""
    for child in paragraph:
        if child.tag == _RUN:
            yield child
        elif child.tag not in {_CONTROL, *_DELETED}:
            yield from _list_loose_runs(child)


def _is_on(look: dict[str, str | None], name: str) -> bool:
    return qn(name) in look and look[qn(name)] not in {"0", "false"}


def _count_fixed(runs: list[WordRun]) -> Counter[str]:
    """Count what must stay: notation, and the addresses of links."""
    links = (href for href, _ in groupby(runs, lambda run: run.href) if href)
    return Counter([*(run.text for run in runs if run.is_notation), *links])


def _quote(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def has_same_runs(segment: Segment, runs: list[WordRun]) -> bool:
    """Tell whether a segment came back as it was sent."""
    return runs == list_runs(segment.text)


def _write_segment(segment: Segment, runs: list[WordRun]) -> str:
    """Write the words of a segment as Markdown; words that are as they were stay as they were written."""
    if has_same_runs(segment, runs):
        return segment.text
    if segment.section == "front-matter" and not segment.kind.startswith("brief"):
        return re.sub(r"\s+", " ", "".join(run.text for run in runs)).strip()
    parts = []
    for (href, lang), group in groupby(runs, lambda run: (run.href, run.lang)):
        inner = "".join(_write_run(run) for run in group)
        inner = f"[{inner}]{{lang={lang}}}" if lang else inner
        parts.append(f"[{inner}]({href})" if href else inner)
    return escape_start("".join(parts).strip())


def _write_run(run: WordRun) -> str:
    if run.is_notation:
        return run.text
    words = escape_words(run.text, literal=False)
    core = words.strip()
    if not core:
        return words
    before, _, after = words.partition(core)
    core = f"*{core}*" if run.em else core
    core = f"**{core}**" if run.strong else core
    return f"{before}{core}{after}"
