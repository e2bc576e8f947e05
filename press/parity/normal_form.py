"""One normal form of two pages of a publication: what the layout of a variant tells otherwise is made the same.

Each step belongs to a tolerance of `LAYOUTS`, and undoes exactly what that one allows; anything else is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from press.model.edition import Edition
from press.model.fit import Fit
from press.model.formats import FORMATS
from press.readback.html import parse_html_cached
from press.readback.parity import Difference, compare_lines
from press.readback.speech.core_text import is_core_element, prune
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import TEXTUAL, TranscriptLine, write_transcript
from press.readback.tolerances import LAYOUTS, TOLERANCES, Lines
from press.typeset import typeset
from press.typeset.facing import make_beside_edition

PAGE_REFERENCE = "page-reference"
"""The class of `(page 4)` after a link: templates/parts/inline.html."""
REPEATED = frozenset({"cover-art", "message-art", "band"})
"""Classes of pictures that are told besides their place in the text: templates/parts/ figure, summary, spread."""
_FIGURE_NUMBER = re.compile(r"^\S+ \d+\. ")


def list_layout_tolerances(edition: Edition) -> list[str]:
    """List the tolerances that the layout of an edition needs."""
    variant = edition.variant
    is_print = variant.file_format.layout == "print"
    has_cover = is_print and (variant.opening == "cover" or bool(variant.summary))
    needed = {
        "tables-as-lists": variant.tables == "list"
        or any(one.startswith("list-table:") for one in edition.fit.remedies),
        "order-at-the-end": variant.back != "statements",
        "keys-of-drawings": is_print,
        "status-at-the-end": has_cover,
        "pictures-again": has_cover or variant.spread,
        "moved-blocks": bool(_list_moves(edition)),
        "notes-at-the-foot": is_print and variant.footnotes == "foot",
        "order-of-panels": variant.spread,
        "two-languages": edition.beside is not None,
    }
    return [name for name in LAYOUTS if needed[name]]


def compare_with_one_page(edition: Edition, html: str) -> Iterator[Difference]:
    """Compare the page of an edition with its text, typeset without any layout. html: the page of the edition."""
    page = _PageParts(edition, parse_html_cached(html))
    one = _strip_layout(edition)
    wanted = _PageParts(one, parse_html_cached(typeset(one))).list_text()
    names = ("boxes-unmarked", *list_layout_tolerances(edition))  # a notice is a box on some pages
    yield from compare_lines(_simplify(edition, wanted, names), _simplify(edition, page.list_text(), names))
    yield from _find_other_pictures(edition, page.list_repeated())
    if edition.beside:
        beside = make_beside_edition(edition)
        text = _cut_text(beside, _list_lines(parse_html_cached(typeset(_strip_layout(beside)))))
        yield from compare_lines(_simplify(beside, text, names), _simplify(beside, page.list_beside(), names))


def _strip_layout(edition: Edition) -> Edition:
    """Give the edition without any layout; blocks that changed places to save a sheet stay where they are."""
    core = next(name for name, row in FORMATS.items() if row.layout == "core")
    plain = {"format": core, "opening": "masthead", "tables": "grid", "back": "statements", "contents": False,
             "spread": False}  # fmt: skip
    variant = edition.variant.model_copy(update=plain)
    return replace(edition, variant=variant, variant_name="", imprint=None, imprint_name="", logo=None,
                   beside=None, fit=Fit(_list_moves(edition)))  # fmt: skip


def _list_moves(edition: Edition) -> tuple[str, ...]:
    return tuple(name for name in edition.fit.remedies if name.startswith("move:"))


# ---------------------------------------------------------------- the parts of a page


@dataclass(frozen=True, slots=True)
class _PageParts:
    """A typeset page, cut into its text, the text beside it, and pictures that are told again."""

    edition: Edition
    root: Element

    def list_text(self) -> list[TranscriptLine]:
        """List the lines of its text in its own language."""
        return _list_lines(self.root, lambda one: not self._is_repeated(one) and not self._is_beside(one))

    def list_beside(self) -> list[TranscriptLine]:
        """List the lines of the text beside it; its points are items, as they are in a text alone."""
        lang = self.edition.beside.lang if self.edition.beside else ""
        return _list_lines(_gather(self.root, self._is_beside, lang))

    def list_repeated(self) -> list[TranscriptLine]:
        """List the lines of pictures that stand apart from the text."""
        return _list_lines(_gather(self.root, self._is_repeated, self.edition.lang))

    def _is_repeated(self, element: Element) -> bool:
        return not REPEATED.isdisjoint(_list_classes(element))

    def _is_beside(self, element: Element) -> bool:
        beside = self.edition.beside
        return bool(
            beside
            and element.get("lang") == beside.lang
            and not {"cell", "title-beside", "endnotes"}.isdisjoint(_list_classes(element))
        )


def _list_classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _gather(root: Element, is_wanted: Callable[[Element], bool], lang: str) -> Element:
    """Gather elements into a document of their own."""
    found = Element("html", {"lang": lang})
    body = Element("body")
    body.extend(one for one in root.iter() if isinstance(one.tag, str) and is_wanted(one))
    found.append(body)
    return found


def _list_lines(root: Element, is_kept: Callable[[Element], bool] = lambda _: True) -> list[TranscriptLine]:
    """List the lines of a document's core text, without the pages that its links name."""

    def is_text(element: Element) -> bool:
        return is_core_element(element) and PAGE_REFERENCE not in _list_classes(element) and is_kept(element)

    return write_transcript(read_page_nodes(prune(root, is_text)))


def _cut_text(edition: Edition, lines: Lines) -> list[TranscriptLine]:
    """Cut what stands beside another language out of a text: title, main points, questions."""
    words = edition.language.words
    title = next(line for line in lines if line.role == "heading")
    start = next(n for n, line in enumerate(lines) if line.role == "heading" and line.words == words.in_brief)
    return [title._replace(role="paragraph", detail=""), *lines[start : _find_end(edition, lines)]]


# ---------------------------------------------------------------- steps


def _simplify(edition: Edition, lines: Lines, names: Sequence[str]) -> list[TranscriptLine]:
    """Write lines in a normal form. names: of tolerances."""
    lines = drop_contents(edition, lines)
    for name in names:
        lines = TOLERANCES[name].simplify(lines)
    if "two-languages" in names:
        lines = _write_points_as_paragraphs(edition, lines)
    if "notes-at-the-foot" in names:
        lines = _move_notes(edition, lines)
    if "status-at-the-end" in names:
        lines = _move_status(edition, lines)
    if "order-of-panels" in names:
        lines = _sort_questions(edition, lines)
    if "order-at-the-end" in names:
        cut = _find_end(edition, lines)
        blocks = sorted(_list_blocks(lines[cut:]))
        lines = [*lines[:cut], *(line for block in blocks for line in block)]
    return list(lines)


def drop_contents(edition: Edition, lines: Lines) -> Lines:
    """Drop the heading of the contents, which only some layouts have."""
    heading = edition.language.words.contents if edition.variant.contents else None
    return [line for line in lines if (line.role, line.words) != ("heading", heading)]


def _move_notes(edition: Edition, lines: Lines) -> Lines:
    """Tell the notes after everything else, without their heading."""
    words = edition.language.text_words
    heading = ("heading", words.footnotes if words else "")
    found: list[TranscriptLine] = []
    notes: list[TranscriptLine] = []
    in_note = False
    for line in (one for one in lines if (one.role, one.words) != heading):
        in_note = line.role == "note" or (in_note and line.role in {"link", "passage"})
        (notes if in_note else found).append(line)
    return [*found, *notes]


def _move_status(edition: Edition, lines: Lines) -> Lines:
    """Tell the review status, title and sentence, after everything else."""
    words = edition.language.words
    sentences = (
        words.adapted_title,
        words.adapted.format(date=edition.issued),
        words.unreviewed_title,
        words.unreviewed,
    )
    found: list[TranscriptLine] = []
    status: list[TranscriptLine] = []
    for line in lines:
        ends = [one for one in sentences if line.role == "paragraph" and line.words.endswith(one)]
        said = max(ends, key=len, default="")
        if said:
            status.append(line._replace(words=said))
        rest = line.words.removesuffix(said).strip() if said else line.words
        if rest or not said:
            found.append(line._replace(words=rest))
    return [*found, *sorted(status)]


def _write_points_as_paragraphs(edition: Edition, lines: Lines) -> Lines:
    """Tell the main points as paragraphs, as they are side by side."""
    found: list[TranscriptLine] = []
    in_brief = False
    for line in lines:
        in_brief = line.words == edition.language.words.in_brief if line.role == "heading" else in_brief
        if not in_brief or line.role not in {"list", "item"}:
            found.append(line)
        elif line.role == "item":
            found.append(line._replace(role="paragraph"))
    return found


def _sort_questions(edition: Edition, lines: Lines) -> Lines:
    """Sort questions by their words; what follows the text stays last."""
    heads = _list_heads(edition)
    parts: list[list[TranscriptLine]] = [[]]
    for line in lines:
        if line.role == "heading" and line.detail == "2":
            parts.append([])
        parts[-1].append(line)
    ordered = sorted(parts[1:], key=lambda part: (part[0].words in heads, part[0].words))
    return [line for part in (parts[0], *ordered) for line in part]


def _find_end(edition: Edition, lines: Lines) -> int:
    """Find where the text ends and the directory, the contact block or the statements begin."""
    heads = _list_heads(edition)
    found = (n for n, line in enumerate(lines) if line.role == "heading" and line.words in heads)
    return next(found, len(lines))


def _list_heads(edition: Edition) -> set[str]:
    words = edition.language.words
    return {words.more_information, words.about, words.talk}


def _list_blocks(lines: Lines) -> list[list[TranscriptLine]]:
    """List blocks: a heading, a paragraph, or a whole list, each with its links."""
    blocks: list[list[TranscriptLine]] = []
    for line in lines:
        if line.role in {"heading", "paragraph", "list", "table"} or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _find_other_pictures(edition: Edition, repeated: Iterable[TranscriptLine]) -> Iterator[Difference]:
    """Find what pictures apart from the text say, and no figure of the text says."""
    lines = [line for line in repeated if line.words and (line.role in TEXTUAL or line.role == "figure")]
    if not lines:
        return
    whole = replace(_strip_layout(edition), translation=edition.publication.translations[edition.lang])
    whole = replace(whole, variant=whole.variant.model_copy(update={"summary": None}))
    said = _list_lines(parse_html_cached(typeset(whole)))
    known = {(line.role, form) for line in said for form in (line.words, _FIGURE_NUMBER.sub("", line.words))}
    for line in lines:
        if (line.role, line.words) not in known:
            yield Difference("added", f"only a picture apart from the text says `{line.words}`")
