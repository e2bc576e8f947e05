"""Walking through a Word file: paragraphs, tables, fields, notes and boxes become blocks (ISO/IEC 29500-1, 17)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from press.importer.blocks import ImportedBlock, ImportedLine
from press.importer.links import clean_address
from press.importer.readers.builder import TAB, TICKED, UNTICKED, BlockBuilder
from press.importer.readers.docx.archive import WordParts, find_child, get_name, get_value
from press.importer.readers.docx.fields import (
    OTHER_CHOICES,
    FieldWords,
    describe_field,
    describe_form,
    is_form_field,
    list_other_choices,
)
from press.importer.readers.docx.numbering import WordNumbering, read_numbering
from press.importer.readers.docx.styles import RunLook, WordStyles, read_styles
from press.importer.readers.docx.symbols import convert_symbol
from press.importer.readers.docx.words import number_paragraphs, pick_alternative, read_symbol
from press.importer.readers.equations import describe_equation
from press.importer.readers.grids import MOST_WORDS_BOXED
from press.model.sources.fields import LANGUAGE_TAG

_SILENT = {
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:instrText",
    "w:delInstrText", "w:del", "w:footnoteRef", "w:endnoteRef", "w:annotationRef", "w:lastRenderedPageBreak",
    "w:softHyphen", "w:proofErr", "w:commentReference", "w:separator", "w:continuationSeparator", "w:fldData",
}  # fmt: skip
_LINK = re.compile(r'\s*HYPERLINK\s+(?:(\\l)\s+)?"?([^"\s]+)"?')
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(slots=True)
class _OpenField:
    """A field that began and has not ended: its code, its address, its control in a form, the state of a check box.

    before: what had been read where its result begins.
    """

    before: tuple[int, int]
    control: Element | None = None
    code: str = ""
    href: str = ""
    box: str = ""
    separated: bool = False


@dataclass(slots=True)
class WordReader:
    """A Word file being read: its parts, the blocks so far, and what waits for the end of the paragraph."""

    parts: WordParts
    styles: WordStyles
    numbering: WordNumbering
    links: dict[str, str]
    lines: dict[int, int]
    builder: BlockBuilder
    fields: list[_OpenField] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    made_notes: dict[str, ImportedBlock] = field(default_factory=dict)
    paragraph_style: str = ""
    heading: bool = False
    goes_on: bool = False
    changed: bool = False
    around: str = ""
    last_look: RunLook = field(default_factory=RunLook)

    @classmethod
    def open(cls, parts: WordParts, path: str) -> WordReader:
        """Open the parts of a Word file for reading."""
        styles = read_styles(parts.find_tree("styles"))
        numbering = read_numbering(parts.find_tree("numbering"), styles)
        lines = number_paragraphs(parts.document)
        return cls(parts, styles, numbering, parts.list_targets(), lines, BlockBuilder(path))

    def read_document(self) -> None:
        """Read the text, then its notes, margins and comments."""
        self.read_blocks(self.parts.document)
        self.builder.close_block()
        self._read_notes()
        self._read_margins()
        self._report_parts()

    # ------------------------------------------------------------ blocks

    def read_blocks(self, parent: Element) -> None:
        """Read the paragraphs and tables of a part, a cell or a box."""
        for element in parent:
            name = get_name(element)
            if name == "w:p":
                self.read_paragraph(element)
            elif name == "w:tbl":
                self._read_table(element)
            elif name == "w:sdt" and _is_placeholder(element):
                self.builder.close_block()
                self.builder.kind, self.builder.level = "paragraph", 0
                self.read_control(element)
                self.builder.close_block()
            elif name == "w:altChunk":
                self.builder.report_loss("another document is inserted here, which is not imported")
            elif name == "mc:AlternateContent":
                for one in pick_alternative(element):
                    self.read_blocks(one)
            elif name == "m:oMathPara":
                self._read_run_content(element)
            elif name not in _SILENT:
                self.read_blocks(element)

    def read_paragraph(self, element: Element) -> None:
        """Read a paragraph, then the text boxes that are anchored in it."""
        builder = self.builder
        builder.line = self.lines.get(id(element), builder.line)
        properties = find_child(element, "w:pPr")
        style = get_value(find_child(properties, "w:pStyle"))
        if not self.goes_on:
            builder.close_block()
            self._set_kind(properties, style)
        # A drop cap is a paragraph of its own, and the first letter of the next one.
        frame = get_value(find_child(properties, "w:framePr"), "dropCap")
        self.goes_on = False
        if self.styles.is_contents_line(style):
            words = "".join(_list_texts(element))
            builder.report_loss("a line of the table of contents is not imported", words, "the press makes its own")
        else:
            with builder.set_look(href=builder.look.href):
                self._read_inline(element)
        # So is each part of one whose end a tracked change deleted.
        continued = frame in {"drop", "margin"} or find_child(properties, "w:rPr", "w:del") is not None
        if continued and any(run.text.strip() for runs in builder.open for run in runs):
            self.goes_on = True
            return
        builder.close_block()
        waiting, self.boxes = self.boxes, []
        for box in waiting:
            self.read_blocks(box)

    def _set_kind(self, properties: Element | None, style: str) -> None:
        """Find what a paragraph is: heading, item, quotation or paragraph."""
        builder = self.builder
        self.paragraph_style = style
        level = self.styles.find_heading_level(properties, style)
        position = self.numbering.find_position(properties, style)
        self.heading = level > 0
        builder.kind, builder.level, builder.marker = "paragraph", 0, "-"
        if level:
            builder.kind, builder.level = "heading", level
            if position and (label := position.label or (position.marker != "-" and f"{position.marker}.")):
                builder.add_words(f"{label} ")
        elif position:
            builder.kind, builder.level, builder.marker = "item", position.depth, position.marker
            if position.label:
                builder.add_words(f"{position.label} ")
        elif any(name in {"quote", "intense quote"} for name in self.styles.list_names(style)):
            builder.kind = "quote"

    def _read_table(self, table: Element) -> None:
        """Read a table: one cell as a box, a grid as a table, anything else as running text."""
        rows = [list(_list_inside(row, "w:tc")) for row in _list_inside(table, "w:tr") if not self._omit_row(row)]
        rows = [row for row in rows if row]
        nested = any(get_name(one) == "w:tbl" for row in rows for cell in row for one in cell.iter())
        self.builder.close_block()
        self.goes_on = False
        short = len(" ".join(_list_texts(table)).split()) <= MOST_WORDS_BOXED
        if len(rows) == 1 and len(rows[0]) == 1 and not nested and short and not self.builder.box:
            with self.builder.open_box():
                self.read_blocks(rows[0][0])
        elif nested or self.builder.box or len(rows) < 2 or max(map(len, rows)) < 2:
            for cell in (cell for row in rows for cell in row):
                self.read_blocks(cell)
        else:
            self._read_grid(rows)

    def _omit_row(self, row: Element) -> bool:
        """Leave out a row that is hidden or deleted; return whether it is."""
        hidden, deleted = (find_child(row, "w:trPr", name) for name in ("w:hidden", "w:del"))
        shown = hidden is None or get_value(hidden).lower() in {"0", "false", "off"}
        if shown and deleted is None:
            return False
        if deleted is not None:
            self._note_change()
        lines = [self.lines[id(one)] for one in row.iter() if id(one) in self.lines]
        self.builder.line = lines[0] if lines else self.builder.line
        self._omit(row, f"a {'deleted' if shown else 'hidden'} row of a table is not imported")
        return True

    def _read_grid(self, rows: list[list[Element]]) -> None:
        """Read a table of rows and columns."""
        grid: list[list[ImportedLine]] = []
        merged: list[list[str]] = []
        for number, row in enumerate(rows):
            cells: list[ImportedLine] = []
            signs: list[str] = []
            for cell in row:
                properties = find_child(cell, "w:tcPr")
                span = get_value(find_child(properties, "w:gridSpan"))
                width = min(int(span), 50) if span.isdigit() and len(span) < 4 else 1
                cells += [self._read_cell(cell), *[ImportedLine(())] * (width - 1)]
                tall = find_child(properties, "w:vMerge")
                goes_on = number > 0 and tall is not None and get_value(tall) in {"", "continue"}
                signs += ["^^" if goes_on else "", *["<<"] * (width - 1)]
            grid.append(cells)
            merged.append(signs)
        columns = max(map(len, grid))
        if "^^" in (merged[1] if merged[1:] else ()):
            problem = "a cell of the head of this table reaches into its body; there the cells are empty"
            self.builder.report_loss(problem)
        self.builder.add_table(
            [[*row, *[ImportedLine(())] * (columns - len(row))] for row in grid],
            merged=[[*row, *[""] * (columns - len(row))] for row in merged],
        )

    def _read_cell(self, cell: Element) -> ImportedLine:
        """Read a cell as one line."""
        outer, self.builder = self.builder, self.builder.make_inner()
        self.read_blocks(cell)
        made, outer.line = self.builder.make_cell(), self.builder.line
        self.builder = outer
        return made

    # ------------------------------------------------------------ runs

    def _read_inline(self, parent: Element) -> None:
        """Read what stands inside a paragraph."""
        for element in parent:
            name = get_name(element)
            reader = _INLINE_READERS.get(name)
            if reader:
                reader(self, element)
            elif name == "w:r":
                self.read_run(element)
            elif name not in _SILENT:
                self._read_inline(element)
            elif name == "w:del":
                self._note_change()

    def read_run(self, run: Element) -> None:
        """Read a run in its look."""
        properties = find_child(run, "w:rPr")
        look = self.last_look = self.styles.resolve_look(properties, self.paragraph_style, heading=self.heading)
        if look.struck or look.hidden:
            what = "struck-out words are not imported" if look.struck else "hidden words are not imported"
            self._omit(run, what)
            return
        lang = look.lang if LANGUAGE_TAG.fullmatch(look.lang) else ""
        field_link = next((one.href for one in reversed(self.fields) if one.separated and one.href), "")
        looks = {"strong": look.strong, "em": look.em, "lang": lang or self.builder.look.lang}
        with self.builder.set_look(**looks, href=self.builder.look.href or field_link):
            self._read_run_content(run)

    def _omit(self, element: Element, problem: str) -> None:
        """Leave the words of an element out, and report them."""
        words = "".join(_list_texts(element))
        if words.strip():
            self.builder.report_loss(problem, words, "add them by hand only if they still hold")
        for one in element.iter():
            if get_name(one) == "w:fldChar":
                self.read_field_character(one)

    def _read_run_content(self, parent: Element) -> None:
        """Read what stands inside a run."""
        for element in parent:
            name = get_name(element)
            reader = _RUN_READERS.get(name)
            if reader:
                reader(self, element)
            elif name not in _SILENT:
                self._read_run_content(element)

    def read_text(self, element: Element) -> None:
        """Read words in the look of their run."""
        text = element.text or ""
        # An empty field of a form holds spaces that are as wide as a word.
        if not text.strip() and self.fields and self.fields[-1].separated and is_form_field(self.fields[-1].code):
            return
        font = self.last_look.font
        if font or _PRIVATE.search(text):
            text = "".join(self._convert_private(character, font) for character in text)
        if self.last_look.shift in {"superscript", "subscript"}:
            self.builder.add_shifted(text, raised=self.last_look.shift == "superscript")
        else:
            self.builder.add_words(text)

    def _convert_private(self, character: str, font: str) -> str:
        found = convert_symbol(character, font)
        if found and not _PRIVATE.fullmatch(found):
            return found
        self.builder.report_loss("a symbol that only its own typeface can show is not imported", character)
        return ""

    def read_symbol(self, element: Element) -> None:
        """Read a sign of a symbol font."""
        font = get_value(element, "font")
        self.builder.add_words("".join(self._convert_private(sign, font) for sign in read_symbol(element)))

    def read_break(self, _element: Element) -> None:
        """Begin a new line."""
        self.builder.break_line()

    def read_tab(self, _element: Element) -> None:
        """Keep a tab until columns are known."""
        self.builder.add_words(TAB)

    def read_hyphen(self, _element: Element) -> None:
        """Read a hyphen that never breaks."""
        self.builder.add_words("\u2011")

    def read_note_call(self, element: Element) -> None:
        """Read the call of a note, which is read after the text."""
        kind = "footnote" if get_name(element) == "w:footnoteReference" else "endnote"
        key = (kind, get_value(element, "id"))
        if key not in self.notes:
            self.notes.append(key)
        label = str(self.notes.index(key) + 1)
        self.builder.add_note_call(label, label)

    # ------------------------------------------------------------ fields, links, boxes

    def read_field_character(self, element: Element) -> None:
        """Follow a field from its code to its result."""
        kind = get_value(element, "fldCharType")
        if kind == "begin":
            control = find_child(element, "w:ffData")
            box = find_child(control, "w:checkBox")
            checked = find_child(box, "w:checked")
            state = checked if checked is not None else find_child(box, "w:default")
            on = state is not None and get_value(state).lower() not in {"0", "false", "off"}
            sign = "" if box is None else TICKED if on else UNTICKED
            self.fields.append(_OpenField(self._count_read(), control, box=sign))
        elif kind == "separate" and self.fields:
            self.fields[-1].separated, self.fields[-1].before = True, self._count_read()
            self.fields[-1].href = self._find_field_address(self.fields[-1].code)
        elif kind == "end" and self.fields:
            one = self.fields.pop()
            if one.box:
                self.builder.add_words(one.box)
            elif self._count_read() == one.before:
                form = is_form_field(one.code)
                self._add_field(describe_form(one.control) if form else describe_field(one.code))

    def _count_read(self) -> tuple[int, int]:
        """Count the blocks and the letters of the open block, to know whether a field has a result."""
        return len(self.builder.blocks), sum(len(run.text.strip()) for runs in self.builder.open for run in runs)

    def _add_field(self, field_words: FieldWords) -> None:
        """Add what a field shows that has no result."""
        apart = " " if field_words.guess and self.builder.ends_in_word() else ""
        self.builder.add_words(apart + field_words.words)
        if field_words.guess:
            self.builder.report_guess(field_words.guess)
        if field_words.loss:
            self.builder.report_loss(field_words.loss, field_words.omitted)

    def read_field_code(self, element: Element) -> None:
        """Collect the code of the open field."""
        if self.fields and not self.fields[-1].separated:
            self.fields[-1].code += element.text or ""

    def _find_field_address(self, code: str) -> str:
        found = _LINK.match(code)
        return clean_address(found[2]) if found and not found[1] else ""

    def read_simple_field(self, element: Element) -> None:
        """Read the result of a field of one element."""
        before, code = self._count_read(), get_value(element, "instr")
        with self.builder.set_look(href=self._find_field_address(code)):
            self._read_inline(element)
        if self._count_read() == before:
            self._add_field(describe_field(code))

    def read_hyperlink(self, element: Element) -> None:
        """Read a link and where it leads."""
        address = self.links.get(get_value(element, "id"), "")
        href = clean_address(address)
        if address and not href:
            problem = f"the link to `{address[:80]}` cannot be kept; its words stay as text"
            self.builder.report_loss(problem)
        with self.builder.set_look(href=href):
            self._read_inline(element)

    def read_control(self, element: Element) -> None:
        """Read a content control; a check box without a sign gets one, a field without words a line to fill in."""
        content, control = find_child(element, "w:sdtContent"), find_child(element, "w:sdtPr")
        box = find_child(control, "w14:checkbox")
        if box is not None:
            on = get_value(find_child(box, "w14:checked")).lower() in {"1", "true", "on"}
            signs = "".join(_list_texts(content)) if content is not None else ""
            if signs.strip() in {"", *"☐☒☑✓✗□■"}:
                self.builder.add_words(TICKED if on else UNTICKED)
                return
        words = "".join(_list_texts(content)) if content is not None else ""
        if _is_placeholder(element):
            self._add_field(describe_form(control))
            self.builder.report_loss("what a field of a form says while it is empty is not imported", words)
            return
        if others := list_other_choices(control, words):
            self.builder.report_loss(OTHER_CHOICES, " / ".join(others))
        if content is not None:
            self._read_inline(content)

    def read_moved(self, element: Element) -> None:
        """Leave out the old place of moved words."""
        self._note_change()
        self._omit(element, "words that a tracked change moved away from here are read where they stand now")

    def read_inserted(self, element: Element) -> None:
        """Read words of a tracked insertion."""
        self._note_change()
        self._read_inline(element)

    def _note_change(self) -> None:
        """Report tracked changes, once a file."""
        if not self.changed:
            self.changed = True
            problem = "it has tracked changes; all of them were read as accepted"
            self.builder.report_loss(problem, hint="compare the new text with the agreed one")

    def read_drawing(self, element: Element) -> None:
        """Keep the text boxes of a drawing for later, and report a picture."""
        boxes = [one for one in _walk(element) if get_name(one) == "w:txbxContent"]
        inside = {id(part) for box in boxes for part in box.iter()}
        self.boxes += [
            box for box in boxes if not any(box in set(other.iter()) and box is not other for other in boxes)
        ]
        for one in _walk(element):
            if id(one) not in inside and get_name(one) in {"a:t", "v:textpath"}:
                words = one.text if get_name(one) == "a:t" else get_value(one, "string")
                self.builder.add_words(f" {words} ")
        names = {get_name(one).partition(":")[2] for one in _walk(element) if id(one) not in inside}
        if names & {"blip", "imagedata", "OLEObject", "chart", "relIds"}:
            shape = next((one for one in _walk(element) if get_name(one) == "wp:docPr"), None)
            alt = get_value(shape, "descr") or next((get_value(one, "alt") for one in _walk(element)
                                                     if get_value(one, "alt")), "")  # fmt: skip
            described = f"its description is “{' '.join(alt.split())[:300]}”" if alt else "it has no description"
            self.builder.report_loss(f"there is a picture here, which is not imported; {described}")

    def read_alternative(self, element: Element) -> None:
        """Read one version of a drawing in a run."""
        for one in pick_alternative(element):
            self._read_run_content(one)

    def read_inline_alternative(self, element: Element) -> None:
        """Read one version of a drawing beside runs."""
        for one in pick_alternative(element):
            self._read_inline(one)

    def read_equation(self, element: Element) -> None:
        """Write an equation as words."""
        self.builder.add_words(f" {describe_equation(element)} ")
        self.builder.report_guess(f"an equation was written as words: “{describe_equation(element).strip()}”")

    def read_ruby(self, element: Element) -> None:
        """Read words and, in brackets, how they are said."""
        base, said = find_child(element, "w:rubyBase"), find_child(element, "w:rt")
        if base is not None:
            self._read_inline(base)
        if said is not None:
            self.builder.add_words(" (")
            self._read_inline(said)
            self.builder.add_words(")")

    # ------------------------------------------------------------ what stands beside the text

    def _read_notes(self) -> None:
        """Read footnotes and endnotes; those that nothing calls are put after the text."""
        line = max(self.lines.values(), default=1)
        trees = {kind: self.parts.find_tree(f"{kind}s") for kind in ("footnote", "endnote")}
        found = {
            (kind, get_value(note, "id")): note
            for kind, tree in trees.items()
            for note in (tree if tree is not None else ())
            if get_value(note, "type") in {"", "normal"}
        }
        for number, key in enumerate(self.notes, 1):
            if key in found:
                self.builder.line = line
                outer, self.builder = self.builder, self.builder.make_inner()
                self._read_note(found[key])
                if made := self.builder.make_note():
                    self.made_notes[str(number)] = made
                self.builder = outer
        uncalled = [note for key, note in found.items() if key not in self.notes]
        for note in uncalled:
            self.builder.line = line
            self._read_note(note)
        if uncalled:
            self.builder.report_guess("notes that nothing in the text calls were put after the text")

    def _read_note(self, note: Element) -> None:
        for paragraph in self._list_paragraphs(note):
            self.builder.close_block()
            self.builder.kind, self.builder.level, self.heading = "paragraph", 0, False
            self.paragraph_style = get_value(find_child(paragraph, "w:pPr", "w:pStyle"))
            self._read_inline(paragraph)
            self.builder.close_block()

    def _list_paragraphs(self, part: Element) -> list[Element]:
        """List the paragraphs of a note or margin, tables included, without rows that are not shown."""
        rows = [one for one in _walk(part) if get_name(one) == "w:tr" and self._omit_row(one)]
        unseen = {id(one) for row in rows for one in row.iter()}
        return [one for one in _walk(part) if get_name(one) == "w:p" and id(one) not in unseen]

    def _read_margins(self) -> None:
        """Read page headers and footers as paragraphs after the text.

        They often hold the number and the date.
        """
        seen: set[str] = set()
        self.builder.line = max(self.lines.values(), default=0)
        for name, tree in self.parts.list_trees(r"word/(?:header|footer)[0-9]*\.xml"):
            for paragraph in self._list_paragraphs(tree):
                words = " ".join("".join(_list_own_texts(paragraph)).split())
                if words in seen or not words:
                    continue
                seen.add(words)
                self.builder.line += 1
                self._read_margin(paragraph, name, words)

    def _read_margin(self, paragraph: Element, name: str, words: str) -> None:
        """Read one line of a page header or footer."""
        if not any(letter.isalpha() for letter in words):
            self.builder.report_loss("a page number is not imported", words, "the press numbers the pages itself")
            return
        problem = f"“{words[:120]}” is a page header or footer; it was put after the text"
        hint = f"delete it if it only repeats the number, the title or the page; it comes from {name}"
        self.builder.report_loss(problem, hint=hint)
        self.builder.kind, self.builder.level, self.heading = "paragraph", 0, False
        self.paragraph_style = get_value(find_child(paragraph, "w:pPr", "w:pStyle"))
        self._read_inline(paragraph)
        self.builder.close_block()
        self.boxes = []  # each paragraph of a box in a margin is read by itself

    def _report_parts(self) -> None:
        """Report comments, diagrams and charts, which no text can hold."""
        self.builder.line = 1
        for name, tree in self.parts.list_trees(r"word/comments\.xml"):
            for comment in (one for one in tree if get_name(one) == "w:comment"):
                author = get_value(comment, "author")
                problem = f"a comment{f' by {author}' if author else ''} is not imported"
                self.builder.report_loss(problem, "".join(_list_texts(comment)), f"read it; it stands in {name}")
        for kind, pattern in (
            ("diagram", r"word/diagrams/data[0-9]*\.xml"),
            ("chart", r"word/charts/chart[0-9]*\.xml"),
        ):
            for name, tree in self.parts.list_trees(pattern):
                words = [one.text or "" for one in tree.iter() if get_name(one) in {"a:t", "c:v"}]
                hint = f"write what it says as text or as a table; it stands in {name}"
                self.builder.report_loss(f"a {kind} is not imported", " ".join(words), hint)


_INLINE_READERS: dict[str, Callable[[WordReader, Element], None]] = {
    "w:hyperlink": WordReader.read_hyperlink,
    "w:fldSimple": WordReader.read_simple_field,
    "w:sdt": WordReader.read_control,
    "w:ins": WordReader.read_inserted,
    "w:moveTo": WordReader.read_inserted,
    "w:moveFrom": WordReader.read_moved,
    "m:oMath": WordReader.read_equation,
    "mc:AlternateContent": WordReader.read_inline_alternative,
}
_RUN_READERS: dict[str, Callable[[WordReader, Element], None]] = {
    "w:t": WordReader.read_text,
    "w:tab": WordReader.read_tab,
    "w:ptab": WordReader.read_tab,
    "w:br": WordReader.read_break,
    "w:cr": WordReader.read_break,
    "w:noBreakHyphen": WordReader.read_hyphen,
    "w:sym": WordReader.read_symbol,
    "w:footnoteReference": WordReader.read_note_call,
    "w:endnoteReference": WordReader.read_note_call,
    "w:fldChar": WordReader.read_field_character,
    "w:instrText": WordReader.read_field_code,
    "w:drawing": WordReader.read_drawing,
    "w:pict": WordReader.read_drawing,
    "w:object": WordReader.read_drawing,
    "w:ruby": WordReader.read_ruby,
    "w:r": WordReader.read_run,
    "m:oMath": WordReader.read_equation,
    "mc:AlternateContent": WordReader.read_alternative,
}


def _walk(element: Element) -> Iterator[Element]:
    """Walk over all elements but second versions of the same content."""
    yield element
    for child in pick_alternative(element) if get_name(element) == "mc:AlternateContent" else element:
        yield from _walk(child)


def _is_placeholder(control: Element) -> bool:
    """Return whether a content control says only what belongs there."""
    shown = find_child(control, "w:sdtPr", "w:showingPlcHdr")
    return shown is not None and get_value(shown).lower() not in {"0", "false", "off"}


def _list_inside(parent: Element, name: str) -> Iterator[Element]:
    """List the rows or cells of a table, also those in content controls."""
    for child in parent:
        if get_name(child) == name:
            yield child
        elif get_name(child) not in {"w:tbl", "w:tc", "w:p", *_SILENT}:
            yield from _list_inside(child, name)


def _list_texts(element: Element) -> Iterator[str]:
    """List the words of an element, as far as they are shown."""
    return _join_words(_walk(element))


def _list_own_texts(paragraph: Element) -> Iterator[str]:
    """List the words of a paragraph without those of boxes in it."""
    boxed = {id(part) for one in paragraph.iter() if get_name(one) == "w:txbxContent" for part in one.iter()}
    return _join_words(one for one in _walk(paragraph) if id(one) not in boxed)


def _join_words(elements: Iterable[Element]) -> Iterator[str]:
    for one in elements:
        name = get_name(one)
        if name in {"w:t", "m:t", "a:t"}:
            yield one.text or ""
        elif name == "w:sym":
            yield read_symbol(one)
        elif name == "v:textpath":
            yield get_value(one, "string")
        elif name in {"w:tab", "w:br", "w:cr", "w:p"}:
            yield " "
