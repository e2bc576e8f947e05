"""Imported blocks as the Markdown of the sources, so that they read exactly as before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from press.importer.blocks import TO_DO, ImportDraft, ImportedBlock, ImportedLine, ImportedRun, SortedLine
from press.importer.codes import WORDS_CHANGED
from press.importer.outline import make_id
from press.load.files import TextFile
from press.load.front_matter import read_translation
from press.load.markdown import parse_inline
from press.load.markdown.cells import ABOVE, find_owners
from press.load.markdown.footnotes import FOOTNOTE
from press.load.markdown.inlines import make_note_id
from press.model.findings import Place, PressError, list_errors
from press.model.nodes import BLOCKS, Node
from press.text.spacing import remove_spaces

_SIGNS = re.compile(r"[\\`*\[\]|]|__+|_(?!\w)|(?<!\w)_|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", "{": "&#123;", "}": "&#125;"}
_START = re.compile(r"[>=~]|#(?=[#\s]|$)|[+-](?=[\s-]|$)|:(?=[\s:]|$)|(?P<number>[0-9]{1,9})(?P<sign>[.)])(?=\s|$)")
_PAIRS = re.compile(r"\^|~(?=\S*~)|~~|==|\+\+|(?<=~)~")
"""Signs that mean something, here or elsewhere, in pairs."""
_BLANK = re.compile(r"(_{3,})")
_BOX = re.compile(r"\\\[([ x])\\\](?=\s|$)")
"""A check-box at the beginning of an item, as `escape` writes it."""
_OUTER_SPACE = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def escape(text: str) -> str:
    """Escape words for any place after a line's start.

    A line to fill in stays one, apart from the words beside it.
    """
    parts = _BLANK.split(text)
    made = [_escape_words(part) if number % 2 == 0 else part for number, part in enumerate(parts)]
    for number in range(1, len(made), 2):
        before, after = made[number - 1][-1:], made[number + 1][:1]
        made[number] = f"{' ' if before.isalnum() else ''}{made[number]}{' ' if after.isalnum() else ''}"
    return "".join(made)


def _escape_words(text: str) -> str:
    text = _SIGNS.sub(lambda found: "&amp;" if found[0] == "&" else re.sub("(.)", r"\\\1", found[0]), text)
    text = re.sub("[<{}]", lambda found: _ENTITIES[found[0]], text)
    return _PAIRS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), text)


def escape_line_start(markdown: str) -> str:
    """Escape what would start a list, heading or quotation."""
    found = _START.match(markdown)
    if not found:
        return markdown
    if found["number"]:
        return f"{found['number']}\\{markdown[found.start('sign') :]}"
    return f"\\{markdown}"


def render_line(line: ImportedLine, notes: Collection[str] = ()) -> str:
    """Render a line as Markdown for use in a paragraph.

    Links and emphasis are kept if the press reads the same words back; otherwise links alone, or else plain words.
    notes: the labels of the notes that it may call.
    """
    wanted = _spell_line(line, notes)
    keys: tuple[Callable[[ImportedRun], tuple[object, ...]], ...] = (
        lambda run: (run.href, run.strong, run.em, run.lang, run.note),
        lambda run: (run.href, False, False, "", run.note),
        lambda run: ("", False, False, "", run.note),
    )
    for key in keys:
        parts = [_render_run("".join(run.text for run in runs), look, notes) for look, runs in groupby(line.runs, key)]
        markdown = _squeeze_space("".join(parts))
        nodes, found = parse_inline(markdown, "", 1)
        wrong = [one for one in list_errors(found) if one.code != FOOTNOTE.code]
        if not wrong and _spell_words("".join(map(join_words, nodes))) == wanted:
            return markdown
    return _squeeze_space(escape("".join(run.text for run in line.runs)))


def _render_run(text: str, look: tuple[object, ...], notes: Collection[str]) -> str:
    *style, note = look
    return f"[^{note}]" if note in notes else _add_markup(text, *style)  # type: ignore[arg-type]


def _spell_line(line: ImportedLine, notes: Collection[str]) -> str:
    """Spell a line for comparing, with its calls of notes as the new text has them."""
    return _spell_words("".join(f"[^{run.note}]" if run.note in notes else run.text for run in line.runs))


def _spell_words(text: str) -> str:
    """Spell words for comparing: a line to fill in may have any length, and spaces make no difference."""
    return re.sub("_{3,}", "____", remove_spaces(text)).replace("[]", "[ ]")


def join_words(node: Node) -> str:
    """Join the words of a node and what it has in place of words; those of two blocks stand apart."""
    apart = "\n" if node.kind in BLOCKS or node.kind == "break" else ""
    return node.text + node.attrs.get("notation", "") + "".join(map(join_words, node.children)) + apart


def _squeeze_space(markdown: str) -> str:
    """Replace white space by single spaces."""
    return re.sub(r"[ \t\n]+", " ", markdown).strip()


def _add_markup(text: str, href: str, strong: bool, em: bool, lang: str) -> str:  # noqa: FBT001 - the look of a run, in order
    """Add link, emphasis and language to words.

    Space at the ends stays outside.
    """
    found = _OUTER_SPACE.fullmatch(text)
    assert found
    before, words, after = found.groups()
    if not words:
        return text
    markup = escape(words)
    markup = f"**{markup}**" if strong else markup
    markup = f"*{markup}*" if em else markup
    if href:
        # Angle brackets keep Markdown from reading signs inside the address.
        address = f"<{href.replace('&', '&amp;').replace('|', '%7C')}>" if re.search(r"[()\\*_~|&{}<>]", href) else href
        markup = f"[{markup}]({address})"
    return f"{before}[{markup}]{{lang={lang}}}{after}" if lang else f"{before}{markup}{after}"


# ---------------------------------------------------------------- blocks

NO_NOTES: Mapping[str, ImportedBlock] = {}


@dataclass(slots=True)
class MarkdownWriter:
    """A text being written: its lines, the ids in it, and the open lists.

    open: for each open list its depth in the old text and the width of its markers; sign: what follows the numbers of a
    list.
    """

    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    open: list[tuple[int, int]] = field(default_factory=list)
    sign: str = "."
    last: str = ""
    box: int = 0
    notes: Mapping[str, ImportedBlock] = field(default_factory=dict)
    """The notes that the text calls, by their labels."""
    called: list[str] = field(default_factory=list)
    """Those called since the last heading, which stand at the end of its section."""

    def render(self, line: ImportedLine) -> str:
        """Render a line, and note which notes it calls."""
        for run in line.runs:
            if run.note in self.notes and run.note not in self.called:
                self.called.append(run.note)
        return render_line(line, self.notes)

    def write_notes(self) -> None:
        """Write the notes called since the last heading."""
        for label in self.called:
            self.add_gap()
            self.write_paragraph(self.notes[label].lines, f"[^{label}]: ", "    ")
        self.called = []

    def name_block(self, block: ImportedBlock, words: str, fallback: str) -> str:
        """Return the id of a block, a new one made of words if it has none."""
        name = block.id or make_id(words, fallback, self.used)
        self.used.add(name)
        return name

    def add_gap(self) -> None:
        """Add a blank line if there is none yet."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def write_block(self, block: ImportedBlock) -> None:
        """Write a block."""
        if block.box != self.box:
            self.close_box()
            self._open_box(block)
        if block.kind != "item" and not (block.kind == "paragraph" and block.level):
            self.open = []
        _WRITERS[block.kind](self, block)
        self.last = block.kind

    def _open_box(self, block: ImportedBlock) -> None:
        """Open the box of a block, with its title."""
        self.box, self.open = block.box, []
        if block.box:
            title = block.text if block.kind == "box" else ""
            name = self.name_block(block, title, "box")
            self.add_gap()
            self.lines.append(f"::: callout {escape(title) or f'{TO_DO} a title for this box'} {{#{name}}}")

    def close_box(self) -> None:
        """Close the open box, if there is one."""
        if self.box:
            while self.lines and not self.lines[-1]:
                self.lines.pop()
            self.lines += [":::", ""]
        self.box = 0

    def write_paragraph(self, lines: Iterable[ImportedLine], first: str = "", rest: str = "") -> None:
        """Write lines as one paragraph.

        first, rest: what precedes the first line and the others.
        """
        texts = [escape_line_start(self.render(line)) for line in lines]
        for at, text in enumerate(texts):
            # A line of underscores ends the paragraph before it by itself.
            end = "\\" if at < len(texts) - 1 and not _BLANK.fullmatch(texts[at + 1]) else ""
            self.lines.append(f"{rest if at else first}{text}{end}".rstrip(" "))


def _write_heading(writer: MarkdownWriter, block: ImportedBlock) -> None:
    writer.write_notes()
    name = writer.name_block(block, block.text.partition(TO_DO)[0], "section")
    text = _squeeze_space(" ".join(render_line(line) for line in block.lines))
    # A number sign at the end of a heading would close it.
    text = re.sub(r"#(?=#*$)", r"\\#", text)
    writer.add_gap()
    writer.lines += [f"{'#' * block.level} {text} {{#{name}{block.attributes}}}", ""]


def _write_paragraph(writer: MarkdownWriter, block: ImportedBlock) -> None:
    inside = " " * sum(width for level, width in writer.open if level <= block.level)
    writer.add_gap()
    writer.write_paragraph(block.lines, inside, inside)


def _write_item(writer: MarkdownWriter, block: ImportedBlock) -> None:
    before = next((width for level, width in writer.open if level == block.level), 0)
    outer = [one for one in writer.open if one[0] < block.level]
    restarts = block.marker == "1" and before > len("- ")
    if restarts:
        # Markdown would join two lists that follow each other; another sign after the numbers keeps them apart.
        writer.sign = ")" if writer.sign == "." else "."
    other_kind = bool(before) and (before > len("- ")) != (block.marker != "-")
    if restarts or other_kind or not writer.open or writer.last == "paragraph":
        writer.add_gap()
    marker = "- " if block.marker == "-" else f"{block.marker}{writer.sign} "
    inside = " " * sum(width for _, width in outer)
    writer.open = [*outer, (block.level, len(marker))]
    first = len(writer.lines)
    writer.write_paragraph(block.lines, inside + marker, inside + " " * len(marker))
    if first < len(writer.lines):
        start = len(inside + marker)
        line = writer.lines[first]
        writer.lines[first] = (
            line[:start] + _BOX.sub(r"[\1]", line[start:], count=1) if _BOX.match(line[start:]) else line
        )


def _write_term(writer: MarkdownWriter, block: ImportedBlock) -> None:
    writer.add_gap()
    writer.lines.append(escape_line_start(" ".join(map(writer.render, block.lines))))


def _write_definition(writer: MarkdownWriter, block: ImportedBlock) -> None:
    writer.write_paragraph(block.lines, ": ", "  ")


def _write_quote(writer: MarkdownWriter, block: ImportedBlock) -> None:
    if writer.last == "quote":
        writer.lines.append(">")
    else:
        writer.add_gap()
    writer.write_paragraph(block.lines, "> ", "> ")


def _write_table(writer: MarkdownWriter, block: ImportedBlock) -> None:
    name = writer.name_block(block, block.title, "table")
    title = escape(block.title) or f"{TO_DO} say what this table shows"
    writer.add_gap()
    writer.lines.append(f"::: table {title} {{#{name}}}")
    signs = block.merged if block.merged and not find_owners(_drop_crossing(block.merged))[1] else ()
    for number, row in enumerate(block.cells):
        joined = _drop_crossing(signs)[number] if signs else ("",) * len(row)
        cells = [
            writer.render(cell) or sign or (f"{TO_DO} say what stands here" if not number or not column else "")
            for column, (cell, sign) in enumerate(zip(row, joined, strict=True))
        ]
        writer.lines.append(f"| {' | '.join(cells)} |")
        if not number:
            writer.lines.append("|" + "---|" * len(row))
    writer.lines += [":::", ""]


def _drop_crossing(signs: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Drop the signs that would merge cells of the head with cells of the body."""
    return [["" if number == 1 and sign == ABOVE else sign for sign in row] for number, row in enumerate(signs)]


def _write_box_title(_writer: MarkdownWriter, _block: ImportedBlock) -> None:
    """Write nothing: the title stands in the line that opens the box."""


_WRITERS: dict[str, Callable[[MarkdownWriter, ImportedBlock], None]] = {
    "heading": _write_heading,
    "paragraph": _write_paragraph,
    "item": _write_item,
    "term": _write_term,
    "definition": _write_definition,
    "quote": _write_quote,
    "table": _write_table,
    "box": _write_box_title,
}


def render_body(blocks: Sequence[ImportedBlock], notes: Mapping[str, ImportedBlock] = NO_NOTES) -> str:
    """Render the body of a text as Markdown. notes: those that it calls, by their labels."""
    writer = MarkdownWriter(used={block.id for block in blocks if block.id}, notes=list_called(blocks, notes))
    for block in _pair_definitions(blocks):
        writer.write_block(block)
    writer.close_box()
    writer.write_notes()
    for label in (label for label in notes if label not in writer.notes):
        writer.add_gap()
        writer.write_paragraph(notes[label].lines, f"\\[{label}\\] ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(writer.lines)).strip("\n") + "\n"


def list_called(blocks: Iterable[ImportedBlock], notes: Mapping[str, ImportedBlock]) -> dict[str, ImportedBlock]:
    """List the notes that a text can call: a heading and the title of a box call none."""
    lines = [line for block in blocks if block.kind not in {"heading", "box"} for line in block.all_lines]
    called = {run.note for line in lines for run in line.runs if run.note}
    return {label: note for label, note in notes.items() if label in called}


def _pair_definitions(blocks: Sequence[ImportedBlock]) -> Iterator[ImportedBlock]:
    """Yield the blocks, with unpaired terms and definitions as paragraphs."""
    before = ""
    for at, block in enumerate(blocks):
        after = blocks[at + 1].kind if at + 1 < len(blocks) else ""
        alone = (block.kind == "term" and after != "definition") or (
            block.kind == "definition" and before not in {"term", "definition"}
        )
        paired = replace(block, kind="paragraph", level=0) if alone else block
        before = paired.kind
        yield paired


MOST_QUOTED = 60
"""Characters quoted where two texts differ."""


def compare_with_old_text(draft: ImportDraft, text: str) -> str:
    """Compare a written text with its blocks, and return its words.

    Every line of the old file must be in the text or in the account too. Raises PressError when a word is missing,
    added or moved.
    """
    translation, _ = read_translation(TextFile("", text, ""), draft.context.lang)
    notes = list_called(draft.blocks, draft.old.notes)
    nodes = [node for section in translation.sections for node in section.blocks]
    footnotes = {node.attrs["id"]: join_words(node) for node in nodes if node.kind == "footnote"}
    parts = [
        words
        for section in translation.sections
        for words in (
            "".join(map(join_words, section.heading)),
            *(_join_node(node) for node in section.blocks if node.kind != "footnote"),
        )
    ]
    said = "\n".join([*parts, *(footnotes[name] for name in sorted(footnotes))])
    wanted = "\n".join(_spell_block(block, notes) for block in draft.blocks)
    wanted += "".join(
        f"[{label}]{_spell_block(note, ())}" for label, note in draft.old.notes.items() if label not in notes
    )
    wanted += "".join(_spell_block(notes[label], notes) for label in sorted(notes, key=make_note_id))
    made, wanted = _spell_words(said), _spell_words(wanted)
    if made != wanted:
        at = next((at for at, (one, other) in enumerate(zip(made, wanted, strict=False)) if one != other), 0)
        at = at or min(len(made), len(wanted))
        problem = f"“{wanted[at : at + MOST_QUOTED]}” would become “{made[at : at + MOST_QUOTED]}”"
        raise PressError([WORDS_CHANGED.make_finding(Place(draft.old.path, 1, 1), problem)])
    _check_lines(draft)
    return said


def _spell_block(block: ImportedBlock, notes: Collection[str]) -> str:
    """Spell the words of a block for comparing. A heading and the title of a box call no notes."""
    known = () if block.kind in {"heading", "box"} else notes
    return "\n".join([block.title, *(_spell_line(line, known) for line in block.all_lines)])


def _join_node(node: Node) -> str:
    """Join the words of a node, without `TO DO` placeholders."""
    title = node.attrs.get("title", "")
    own = [] if title.startswith(TO_DO) else [title]
    if node.kind == "table":
        cells = [join_words(cell) for row in node.children for cell in row.children]
        return "".join([*own, *(cell for cell in cells if not cell.startswith(TO_DO))])
    return "".join([*own, *map(_join_node, node.children)]) if node.attrs.get("title") else join_words(node)


def _check_lines(draft: ImportDraft) -> None:
    """Check that every old line was kept or accounted for."""
    kept = {id(line) for block in draft.blocks for line in block.all_lines}
    kept |= draft.removed
    for line in (line for block in draft.old.blocks for line in block.all_lines if line.text):
        if id(line) not in kept:
            problem = f"“{line.text[:MOST_QUOTED]}” would be lost"
            raise PressError([WORDS_CHANGED.make_finding(Place(draft.old.path, max(1, line.number), 1), problem)])


def list_line_fates(draft: ImportDraft) -> Iterator[SortedLine]:
    """List what became of every old line, in file order."""
    where = f"{draft.context.lang}.md"
    theirs = [line for block in draft.old.blocks for line in block.all_lines if line.text]
    kept = [SortedLine(line.number, line.text, "text", where) for line in theirs if id(line) not in draft.removed]
    omitted = [SortedLine(one.line, one.words, "omitted", one.reason) for one in draft.old.omitted]
    yield from sorted([*draft.line_fates, *kept, *omitted], key=lambda one: one.line)
