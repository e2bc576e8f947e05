"""A typeset page as blocks of runs in reading order, for formats that are not laid out on pages.

It knows what a writer needs and a transcript does not have: emphasis, line breaks, superscripts and classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from press.readback.html import is_box, parse_html_cached
from press.readback.page_starts import is_extra

KINDS = {
    "p": "paragraph", "pre": "paragraph", "ul": "list", "ol": "list", "li": "item", "dl": "terms", "dt": "term",
    "dd": "definition", "table": "table", "tr": "row", "th": "header", "td": "cell", "caption": "caption",
    "figure": "figure", "figcaption": "caption", "svg": "picture", "img": "picture", "aside": "box",
    "blockquote": "quote",
}  # fmt: skip
"""The kind of block of each element; any other that is no inline is a group."""
INLINES = frozenset(
    {"a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "wbr"}
)
NOTES = "list"
"""The role of the list of notes after a text, which stays a list for screen readers although it has no markers."""
WITH_WORDS = frozenset({"heading", "paragraph", "item", "term", "definition", "header", "cell", "caption"})
"""Kinds with a run of words of their own."""
TELLS_SIGNS = frozenset({"item", "term", "definition", "header", "cell"})
"""Kinds that say a sign, such as a line to fill in, as their words if they have no others."""
_UNSAID = frozenset({"script", "style", "template", "noscript", "title"})


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words in one style.

    outer_lang: the language around its link; position: `superscript`, `subscript` or ""; is_break: a line ends here;
    sign: what the words are the name of, a check-box or a line to fill in.
    """

    text: str
    strong: bool = False
    em: bool = False
    lang: str = ""
    href: str = ""
    outer_lang: str = ""
    expansion: str = ""
    position: str = ""
    sign: str = ""
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block: its own words, then the blocks inside it.

    kind: a value of `KINDS`, or `heading`; lang: its language; level: of a heading; label: of a numbered item;
    css_class and id: those of its element, or of the group around it; scope and span: of a cell; alt: the words of a
    picture, and source: its element; is_core: whether its words stand here in every form of the text.
    """

    kind: str
    runs: tuple[TextRun, ...] = ()
    blocks: tuple[PageBlock, ...] = ()
    lang: str = ""
    level: int = 0
    label: str = ""
    css_class: str = ""
    id: str = ""
    scope: str = ""
    span: tuple[int, int] = (1, 1)
    alt: str = ""
    source: Element | None = None
    is_core: bool = True

    @property
    def words(self) -> str:
        """Its own words, a space for each end of a line."""
        return " ".join("".join(" " if run.is_break else run.text for run in self.runs).split())

    def walk(self) -> Iterator[PageBlock]:
        """Walk this block and everything inside it in reading order."""
        yield self
        for block in self.blocks:
            yield from block.walk()


def read_blocks(html: str) -> tuple[PageBlock, ...]:
    """Read the blocks of a typeset page. Groups that say nothing of themselves are dissolved."""
    root = parse_html_cached(html)
    body = root.find("body")
    assert body is not None
    return tuple(_read_inside(body, root.get("lang") or "", own=False)[1])


COLUMN_SCOPES = frozenset({"col", "colgroup"})


def list_column_headings(table: PageBlock) -> dict[int, tuple[str, ...]]:
    """List the headings of each cell that do not stand in its row, by the `id()` of the cell.

    Those are the headings of rows that merged cells reach into, then the headings of columns.
    """
    covered: dict[tuple[int, int], PageBlock] = {}
    starts: list[tuple[int, int, PageBlock]] = []
    for y, row in enumerate(one for one in table.walk() if one.kind == "row"):
        x = 0
        for cell in row.blocks:
            while (y, x) in covered:
                x += 1
            across, down = cell.span
            starts.append((y, x, cell))
            covered.update({(y + j, x + i): cell for j in range(down) for i in range(across)})
            x += across
    first = {id(cell): y for y, _, cell in starts}
    found: dict[int, tuple[str, ...]] = {}
    for y, x, cell in starts:
        across, down = cell.span
        beside = [covered.get((y + j, i)) for j in range(down) for i in range(x)]
        above = [covered.get((j, x + i)) for i in range(across) for j in range(y)]
        heads = [one for one in beside if one and one.kind == "header" and first[id(one)] != y]
        heads = [one for one in heads if one.scope not in COLUMN_SCOPES]
        heads += [one for one in above if one and one.kind == "header" and one.scope in COLUMN_SCOPES]
        found[id(cell)] = tuple(dict.fromkeys(one.words for one in heads))
    return found


# ---------------------------------------------------------------- reading


def _read_inside(element: Element, lang: str, *, own: bool) -> tuple[list[TextRun], list[PageBlock]]:
    """Read what is in an element: its own words, and its blocks.

    own: whether all words outside of blocks are its own; else they make paragraphs between the blocks.
    """
    loose = [TextRun(element.text)] if element.text else []
    blocks: list[PageBlock] = []
    for child in element:
        if isinstance(child.tag, str) and not _is_unsaid(child):
            if _find_tag(child) in INLINES or _is_sign(child):
                loose += _read_runs(child, TextRun(""), lang, blocks)
            else:
                if not own:
                    blocks += _end_paragraph(loose, lang)
                blocks += _read_block(child, element, child.get("lang") or lang)
        if child.tail:
            loose.append(TextRun(child.tail))
    if not own:
        blocks += _end_paragraph(loose, lang)
    return loose, blocks


def _end_paragraph(loose: list[TextRun], lang: str) -> list[PageBlock]:
    """Turn loose words into a paragraph, if there are any."""
    alone = _list_lone_signs(loose, lang)
    runs = () if alone else _squeeze(loose)
    loose.clear()
    if alone:
        return alone
    return [PageBlock("paragraph", runs, lang=lang)] if runs else []


def _list_lone_signs(runs: Sequence[TextRun], lang: str) -> list[PageBlock]:
    """List signs that no words stand beside: each is a picture like any other."""
    if any(run.text.strip() for run in runs if not run.sign):
        return []
    return [PageBlock("picture", lang=lang, alt=run.sign) for run in runs if run.sign]


def _read_block(element: Element, parent: Element, lang: str) -> list[PageBlock]:
    tag = _find_tag(element)
    kind = "heading" if tag[0] == "h" and tag[1:].isdigit() else KINDS.get(tag, "group")
    if kind == "picture":
        return _read_picture(element, lang)
    if kind == "group" and is_box(element):
        kind = "box"
    if NOTES in (element.get("role"), parent.get("role")):
        kind = "paragraph" if tag == "li" else "group"  # a note says its number itself
    runs, blocks = _read_inside(element, lang, own=kind in WITH_WORDS)
    if kind not in TELLS_SIGNS and (alone := _list_lone_signs(runs, lang)):
        runs, blocks = [], [*alone, *blocks]
    if kind == "group":
        return [_inherit(block, element) for block in blocks]
    return [
        PageBlock(
            kind, _squeeze(runs), tuple(blocks), lang,
            level=int(tag[1:]) if kind == "heading" else 0,
            label=_find_label(element, parent),
            css_class=element.get("class") or "", id=element.get("id") or "", is_core=not is_extra(element),
            scope=element.get("scope") or "",
            span=(int(element.get("colspan") or 1), int(element.get("rowspan") or 1)),
        )
    ]  # fmt: skip


def _inherit(block: PageBlock, group: Element) -> PageBlock:
    """Give a block the class and id of the group around it, unless it has its own."""
    css_class, id_ = block.css_class or group.get("class") or "", block.id or group.get("id") or ""
    return replace(block, css_class=css_class, id=id_, is_core=block.is_core and not is_extra(group))


def _read_picture(element: Element, lang: str) -> list[PageBlock]:
    alt = element.get("aria-label") or element.get("alt") or ""
    words = " ".join(alt.split())
    return [PageBlock("picture", lang=element.get("lang") or lang, alt=words, source=element)] if words else []


def _read_runs(element: Element, style: TextRun, lang: str, pictures: list[PageBlock]) -> list[TextRun]:
    """Read the runs of an inline. pictures: where those in it are added."""
    tag = _find_tag(element)
    if tag == "br":
        return [replace(style, is_break=True)]
    if _is_sign(element):
        name = element.get("aria-label") or ""
        return [replace(style, text=f" [{name}] ", sign=name)]
    if tag in {"svg", "img"}:
        pictures += _read_picture(element, style.lang or lang)
        return []
    inner = replace(
        style,
        text="",
        strong=style.strong or tag in {"strong", "b"},
        em=style.em or tag in {"em", "i", "cite"},
        lang=element.get("lang") or style.lang,
        href=(element.get("href") or "") if tag == "a" else style.href,
        outer_lang=style.lang if tag == "a" else style.outer_lang,
        expansion=(element.get("title") or "") if tag == "abbr" else style.expansion,
        position={"sup": "superscript", "sub": "subscript"}.get(tag, style.position),
    )
    runs = [replace(inner, text=element.text)] if element.text else []
    for child in element:
        if isinstance(child.tag, str) and not _is_unsaid(child):
            runs += _read_runs(child, inner, lang, pictures)
        if child.tail:
            runs.append(replace(inner, text=child.tail))
    return runs


def _squeeze(runs: Sequence[TextRun]) -> tuple[TextRun, ...]:
    """Squeeze the white space of a run of words, and join neighbors in one style.

    No-break spaces stay, because a writer must not end a line there.
    """
    found: list[TextRun] = []
    open_space = True
    for run in runs:
        if run.is_break:
            found.append(run)
            open_space = True
            continue
        text = ""
        for character in run.text.replace("\u00ad", "").replace("\u200b", ""):
            space = character in " \t\n\r\f"
            if not (space and open_space):
                text += " " if space else character
            open_space = space
        if found and not found[-1].is_break and replace(found[-1], text="") == replace(run, text=""):
            found[-1] = replace(run, text=found[-1].text + text)
        elif text:
            found.append(replace(run, text=text))
    while found and (found[-1].is_break or not found[-1].text.strip()):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return tuple(found)


def _find_tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_sign(element: Element) -> bool:
    """Tell whether an element is a check-box or a line to fill in, which stand among words."""
    return element.get("class") in {"box", "blank"} and _find_tag(element) == "svg"


def _is_unsaid(element: Element) -> bool:
    tag = _find_tag(element)
    return tag in _UNSAID or element.get("aria-hidden") == "true" or element.get("hidden") is not None


def _find_label(element: Element, parent: Element) -> str:
    if _find_tag(element) != "li" or _find_tag(parent) != "ol":
        return ""
    number = [child for child in parent if child.tag == "li"].index(element) + int(parent.get("start") or 1)
    return f"{number}."
