"""A text as a Word file for reviewers and translators: a working copy, and never an edition.

Each heading, paragraph, item and cell stands in a content control of its own, whose tag is the id of its segment. Bold
and italic words, links and languages are those of Word. All other notation is in a style of its own, and stays.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from itertools import groupby

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from press.text.blocks import FRONT_MATTER
from press.translations.segments import Code, Segment, split_inline, split_text

NOTATION, NOTE, TITLE_OF_BOX, DEFINITION = "Notation", "Working Copy Note", "Box Title", "Definition"
"""Styles of the working copy besides those of Word."""
FRONT_STYLES = {"title": "Title", "summary": "Subtitle", "brief": "List Bullet"}
INSTRUCTIONS = (
    "Working copy of {name}. It is not an edition and not for patients. Change the words as you like; tracked changes "
    "are read as accepted. Gray notation stays as it is. Tell us in a message of paragraphs to add or to delete."
)
_MARKERS = ((re.compile(r"\s*:\s"), DEFINITION), (re.compile(r"\s*>\s"), "Quote"), (re.compile(r"\s*[0-9]"), "List"))
_OTHER_NOTATION = re.compile(r"(\\\n|<[^<>\s]+>|\{[^{}]*\}|\[[ x]\](?=\s)|\[\^[\w-]+\]:?|_{3,}|<<|\^\^)")
"""Addresses, attributes, check-boxes, notes, lines to fill in and merged cells, which are words for XLIFF."""
_LANG = re.compile(r"\]\{lang=([\w-]+)\}")


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A text for reviewers, or for translators into another language.

    slug: of the publication; skeleton: the language of the text; target: the language that comes back.
    """

    slug: str
    skeleton: str
    target: str
    text: str

    @property
    def name(self) -> str:
        """What the file says it is."""
        return f"{self.slug}/{self.skeleton}/{self.target}"

    @property
    def digest(self) -> str:
        """A hash of the text, to find out whether it has changed since."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WordRun:
    """Words with one look, or notation."""

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""
    lang: str = ""
    is_notation: bool = False


@dataclass(slots=True)
class _Look:
    strong: bool = False
    em: bool = False
    href: str = ""
    lang: str = ""


def list_runs(text: str) -> list[WordRun]:
    """List the runs of a segment, neighbors of one look as one run."""
    runs: list[WordRun] = []
    look = _Look()
    parts = _join_words(split_inline(text))
    closing = _pair_links(parts)
    for at, part in enumerate(parts):
        if isinstance(part, str):
            for number, words in enumerate(_OTHER_NOTATION.split(part)):
                runs.append(WordRun(words, look.strong, look.em, look.href, look.lang, is_notation=number % 2 == 1))
        elif part.meaning in {"strong", "em"}:
            setattr(look, part.meaning, part.kind == "open")
        elif at in closing:
            _change_look(look, part, closing[at])
        else:
            runs.append(WordRun(part.text, look.strong, look.em, look.href, look.lang, is_notation=True))
    return join_runs(runs)


def _join_words(parts: list[str | Code]) -> list[str | Code]:
    """Join neighbors that are words, such as brackets that open nothing."""
    found: list[str | Code] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(last := found[-1], str):
            found[-1] = last + part
        else:
            found.append(part)
    return found


def join_runs(runs: list[WordRun]) -> list[WordRun]:
    """Join neighbors of one look."""
    found = []
    for look, group in groupby(
        filter(lambda one: one.text, runs), lambda one: (one.strong, one.em, one.href, one.lang, one.is_notation)
    ):
        found.append(WordRun("".join(one.text for one in group), *look))
    return found


def _change_look(look: _Look, part: Code, closing: str) -> None:
    lang = _LANG.fullmatch(closing)
    is_open = part.kind == "open"
    if lang:
        look.lang = lang[1] if is_open else ""
    else:
        look.href = closing.removeprefix("](").removesuffix(")") if is_open else ""


def _pair_links(parts: list[str | Code]) -> dict[int, str]:
    """Pair the codes of links and languages: place of each to the notation that closes it."""
    found: dict[int, str] = {}
    waiting: list[int] = []
    for at, part in enumerate(parts):
        if isinstance(part, Code) and part.kind == "open":
            waiting.append(at)
        elif isinstance(part, Code) and part.kind == "close" and waiting:
            start = waiting.pop()
            first = parts[start]
            is_link = isinstance(first, Code) and first.text == "[" and not _is_in_link(parts, waiting)
            if is_link and (part.meaning == "link" or _LANG.fullmatch(part.text)):
                found[start] = found[at] = part.text
    return found


def _is_in_link(parts: list[str | Code], waiting: list[int]) -> bool:
    """Tell whether a link or a picture is open around a place; what stands in it is notation."""
    return any(isinstance(part := parts[at], Code) and part.text in {"[", "!["} for at in waiting)


# ---------------------------------------------------------------- the file


@dataclass(slots=True)
class _CopyWriter:
    """A working copy being written. before: what stays in front of the next words, on their line."""

    file: Document
    lang: str
    before: str = ""
    cells: list[tuple[int, int, Segment]] = field(default_factory=list)
    heading: Paragraph | None = None

    def read(self, segment: Segment) -> None:
        """Write the next segment."""
        if not segment.id:
            self._keep(segment.text)
        elif segment.kind == "cell":
            if self.cells and segment.line - self.cells[-1][0] > 2:  # a table has one line without words
                self.write_table()
            self.cells.append((segment.line, self.before.count("|") - 1, segment))
        else:
            self.write_table()
            self._write_paragraph(segment)

    def _keep(self, text: str) -> None:
        if self.heading is not None and text.strip().startswith("{"):
            _add_notation(self.heading, f" {text.strip()}")
        self.heading = None
        self.before = "" if text.startswith("\n") and not text.strip() else self.before + text

    def _write_paragraph(self, segment: Segment) -> None:
        style = _find_style(segment, self.before)
        paragraph = self.file.add_paragraph(style="List Bullet 2" if style == "List" else style)
        if style == "List":  # the numbers of Word would go on from list to list
            paragraph.style = self.file.styles["List Paragraph"]
            _add_notation(paragraph, self.before.strip() + " ")
        if segment.kind.startswith("keywords"):
            _add_notation(paragraph, "keywords: ")
        _add_control(paragraph, segment, self.lang)
        self.heading = paragraph if segment.kind == "heading" or segment.kind.endswith("title") else None
        self.before = ""

    def write_table(self) -> None:
        """Write the cells that wait, as a table with its head."""
        if not self.cells:
            return
        lines = sorted({line for line, _, _ in self.cells})
        table = self.file.add_table(len(lines), max(column for _, column, _ in self.cells) + 1, style="Table Grid")
        for line, column, segment in self.cells:
            _add_control(table.cell(lines.index(line), column).paragraphs[0], segment, self.lang)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - its only way in
        self.file.add_paragraph()
        self.cells = []


def write_working_copy(copy: WorkingCopy, language: str) -> bytes:
    """Write a working copy. language: the name of the language that comes back."""
    file = docx.Document()
    _add_styles(file, copy.target)
    properties = file.core_properties
    properties.subject, properties.keywords = copy.name, copy.digest  # which every program keeps
    properties.title, properties.language = f"{copy.slug}, {language}", copy.target
    properties.author, properties.comments = "", ""
    file.add_paragraph(INSTRUCTIONS.format(name=f"{copy.slug}, {language}"), style=NOTE)
    writer = _CopyWriter(file, copy.target)
    for segment in split_text(copy.text):
        writer.read(segment)
    writer.write_table()
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def _add_styles(file: Document, lang: str) -> None:
    styles = file.styles
    for name, kind, base in (
        (NOTATION, WD_STYLE_TYPE.CHARACTER, ""),
        (NOTE, WD_STYLE_TYPE.PARAGRAPH, "Normal"),
        (TITLE_OF_BOX, WD_STYLE_TYPE.PARAGRAPH, "Heading 4"),
        (DEFINITION, WD_STYLE_TYPE.PARAGRAPH, "List Continue"),
    ):
        style = styles.add_style(name, kind)
        if base:
            style.base_style = styles[base]
        if name in {NOTATION, NOTE}:
            style.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
            style.font.size = Pt(9)
    for one in styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), lang)


def _find_style(segment: Segment, before: str) -> str:
    if segment.section == FRONT_MATTER:
        return FRONT_STYLES.get(segment.kind, "Normal")
    if segment.kind == "heading":
        return "Heading 2" if before.lstrip().startswith("###") else "Heading 1"
    if segment.kind.endswith("title"):
        return TITLE_OF_BOX
    if segment.kind != "item":
        return "Normal"
    return next((style for marker, style in _MARKERS if marker.match(before)), "List Bullet")


def _add_notation(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text, style=NOTATION)


def _add_control(paragraph: Paragraph, segment: Segment, lang: str) -> None:
    """Add the words of a segment, in a content control that cannot be deleted."""
    control, properties, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (("alias", segment.kind), ("tag", segment.id), ("lock", "sdtLocked")):
        one = OxmlElement(f"w:{name}")
        one.set(qn("w:val"), value)
        properties.append(one)
    for run in list_runs(segment.text):
        made = paragraph.add_run(run.text, style=NOTATION if run.is_notation else None)
        made.bold, made.italic = run.strong or None, run.em or None
        if run.lang and run.lang != lang:
            language_tag = OxmlElement("w:lang")
            language_tag.set(qn("w:val"), run.lang)
            made._r.get_or_add_rPr().append(language_tag)  # noqa: SLF001 - its only way in
        if run.href:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            link.append(made._r)  # noqa: SLF001 - its only way in
            content.append(link)
        else:
            content.append(made._r)  # noqa: SLF001 - its only way in
    control.extend((properties, content))
    paragraph._p.append(control)  # noqa: SLF001 - its only way in
