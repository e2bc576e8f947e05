"""What files of a format say otherwise than the typeset page, and may: the rows that a format lists.

Each row turns the lines of a transcript into what is left to compare. It is applied to both sides, so it must not
change lines that it has changed already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from press.model.formats import FileFormat
from press.readback.speech.transcript import INLINE, TranscriptLine
from press.text.letters import join_foreign, spell

Lines = Sequence[TranscriptLine]
_IN_FIGURES = INLINE | {"figure", "paragraph", "list", "item"}
_IN_TABLES = INLINE | {"caption", "row", "header", "cell", "figure"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """One thing that files may say otherwise. statement: what, as `rules` prints it."""

    name: str
    statement: str
    simplify: Callable[[Lines], Lines] = tuple


def simplify(lines: Lines, row: FileFormat) -> list[TranscriptLine]:
    """Leave only what a format must say as the page says it."""
    for name in row.tolerances:
        lines = TOLERANCES[name].simplify(lines)
    return list(lines)


def _keep_addresses(lines: Lines) -> Lines:
    """Keep of links only the addresses that their words do not tell."""
    return [
        line._replace(words="", lang="") if line.role == "link" else line
        for line in lines
        if line.role != "link" or _is_address_untold(line)
    ]


def _is_address_untold(link: TranscriptLine) -> bool:
    scheme, _, rest = link.detail.partition(":")
    if link.detail.startswith("#"):
        return False
    if scheme == "tel":
        digits = re.sub(r"\D", "", link.words)[:10]
        return not digits or not rest.endswith(digits)
    return rest.removeprefix("//").rstrip("/") not in link.words


def _forget_languages(lines: Lines) -> Lines:
    return [line._replace(lang="") for line in lines if line.role != "passage"]


def _join_languages(lines: Lines) -> Lines:
    """Give a block the language that all its words are marked with; what has no words has none."""
    found: list[TranscriptLine] = []
    for line in lines:
        if line.role == "passage" and found and found[-1].words == line.words:
            found[-1] = found[-1]._replace(lang=line.lang)
        else:
            found.append(line if line.words else line._replace(lang=""))
    return found


def _drop_captions(lines: Lines) -> Lines:
    """Drop captions without words of their own, whose paragraphs follow."""
    return [line for line in lines if line.role != "caption" or line.words]


def _drop_boxes(lines: Lines) -> Lines:
    return [line for line in lines if line.role != "aside"]


def _write_notes_as_paragraphs(lines: Lines) -> Lines:
    return [line._replace(role="paragraph") if line.role == "note" else line for line in lines]


def _drop_quotes(lines: Lines) -> Lines:
    return [line for line in lines if line.role not in {"aside", "quote"}]


def _flatten_tables(lines: Lines) -> Lines:
    """Tell the headings of rows as cells, cells without their headings, and a caption before its table."""
    found: list[TranscriptLine] = []
    for line in lines:
        if line.role == "caption" and line.words and found and found[-1].role == "table":
            found.insert(len(found) - 1, line._replace(role="paragraph"))
        elif line.role == "cell" or (line.role == "header" and line.detail == "Row"):
            found.append(line._replace(role="cell", detail=""))
        else:
            found.append(line)
    return found


def _list_tables(lines: Lines) -> Lines:
    """Tell a table as its title and, for each row, its heading and a list of `heading: cell`."""
    found: list[TranscriptLine] = []
    row: TranscriptLine | None = None
    in_table = False
    for line in lines:
        in_table = line.role == "table" or (in_table and line.role in _IN_TABLES)
        if line.role in {"table", "row"} or (line.role == "header" and line.detail != "Row"):
            continue
        if in_table and line.role == "caption":
            found.append(line._replace(role="paragraph"))
        elif line.role == "header":
            row = line
            found += [line._replace(role="paragraph", detail=""), TranscriptLine("list", "", line.lang, "0")]
        elif line.role == "cell" and row:
            at = next(n for n in range(len(found) - 1, -1, -1) if found[n].role == "list")
            found[at] = found[at]._replace(detail=str(int(found[at].detail) + 1))
            heading = line.detail.removeprefix(row.words).removeprefix("; ")
            found.append(line._replace(role="item", words=f"{heading}: {line.words}".strip(), detail=""))
        else:
            found.append(line)
    return found


def _spell_in_ascii(lines: Lines) -> Lines:
    return [
        line._replace(
            words=" ".join(join_foreign(spell(line.words, "ascii")).split()),
            detail=line.detail if line.role == "link" else spell(line.detail, "ascii"),
        )
        for line in lines
    ]


def _sort_keys(lines: Lines) -> Lines:
    """Tell the words for the parts of a drawing after its label, without numbers."""
    found: list[TranscriptLine] = []
    place = 0
    while place < len(lines):
        end = place + 1
        if lines[place].role == "figure":
            while end < len(lines) and lines[end].role in _IN_FIGURES:
                end += 1
        is_figure = lines[place].role == "figure" and end < len(lines) and lines[end].role == "caption"
        found += _sort_drawings(lines[place:end]) if is_figure else lines[place:end]
        place = end
    return found


def _sort_drawings(lines: Lines) -> list[TranscriptLine]:
    """Sort the lines of each drawing of a figure: picture, label, words for its parts."""
    drawings: list[tuple[list[TranscriptLine], list[TranscriptLine]]] = []
    in_key = False
    for line in lines:
        if line.role == "figure":
            drawings.append(([], []))
        in_key = line.role in {"list", "item"} or (in_key and line.role in INLINE)
        drawings[-1][in_key].append(line._replace(detail="") if line.role == "item" else line)
    return [line for before, key in drawings for line in (*before, *key)]


LAYOUTS = (
    "tables-as-lists",
    "keys-of-drawings",
    "moved-blocks",
    "notes-at-the-foot",
    "status-at-the-end",
    "pictures-again",
    "two-languages",
    "order-of-panels",
    "order-at-the-end",
)
"""Tolerances of editions whose layout asks for it, in any format: press/parity/normal_form.py."""
TOLERANCES: Mapping[str, Tolerance] = {
    row.name: row
    for row in (
        Tolerance("lists-of-contents", "Lists of contents and of files are told besides the text."),
        Tolerance("lines-for-notes", "Ruled lines for the reader's questions are told besides the text."),
        Tolerance("page-references", "A link within the text also names the page that it leads to."),
        Tolerance("clinic-block", "The clinic's block, if there is one, is told besides the text."),
        Tolerance(
            "addresses-of-links",
            "A link is told by its address after its words, unless the words are the address or it stays in the text.",
            _keep_addresses,
        ),
        Tolerance("languages-unmarked", "The languages of words and passages are not marked.", _forget_languages),
        Tolerance(
            "languages-of-words",
            "The language of a block is marked at its words; lists and tables have none of their own.",
            _join_languages,
        ),
        Tolerance("captions-as-paragraphs", "The caption of a picture is told as a paragraph.", _drop_captions),
        Tolerance(
            "notes-as-paragraphs",
            "A note is told as a paragraph that begins with its number.",
            _write_notes_as_paragraphs,
        ),
        Tolerance("links-untold", "Links are not told, only their words."),
        Tolerance(
            "announcements",
            "Pictures, tables, numbers of items and headings of columns are announced besides the text.",
        ),
        Tolerance("house-map", "A tilde and a dot between words are dashes; what braille has no sign for is refused."),
        Tolerance(
            "added-by-transcriber",
            "Title page, contents, page numbers, running heads and transcriber's notes are added; they are checked.",
        ),
        Tolerance("boxes-unmarked", "The bounds of boxes are not compared.", _drop_boxes),
        Tolerance("boxes-as-quotations", "A box is a quotation, and its bounds are not compared.", _drop_quotes),
        Tolerance(
            "flat-tables",
            "The heading of a row is a cell, a cell does not name its headings, and a caption stands before its table.",
            _flatten_tables,
        ),
        Tolerance(
            "letters-of-ascii",
            "What is not ASCII is spelled with it: `é` as `e`, `½` as `1/2`, words in another alphabet by its name.",
            _spell_in_ascii,
        ),
        Tolerance(
            "only-in-brief",
            "Only title, notice of review, main points and telephone are told; never a dose, and maybe fewer points.",
        ),
        Tolerance(
            "letters-of-messages", "What is not in the alphabet of text messages is spelled with it: `á` as `a`."
        ),
        Tolerance("tables-as-lists", "A table is told row by row, as a list of its headings and cells.", _list_tables),
        Tolerance(
            "keys-of-drawings",
            "The words for the parts of a drawing stand beside it, or below its label with the numbers drawn into it.",
            _sort_keys,
        ),
        Tolerance("moved-blocks", "A figure or box changed places with the block beside it, which saved paper."),
        Tolerance("notes-at-the-foot", "A note stands at the foot of its page, without the heading of notes."),
        Tolerance("status-at-the-end", "The notice of review is on a cover, and its sentence with the review credit."),
        Tolerance("pictures-again", "A picture of the text is told again on a cover or across the panels of a sheet."),
        Tolerance("two-languages", "Two languages stand side by side, and their main points are paragraphs."),
        Tolerance("order-of-panels", "On a folded sheet, the questions are told in the order of the panels."),
        Tolerance(
            "order-at-the-end", "The directory, statements and review credit at the end are told in another order."
        ),
    )
}
