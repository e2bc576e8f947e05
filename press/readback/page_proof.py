"""The proof of a tagged page that is not an edition: page, tag tree and drawn words say the same.

It is looser than the proof of an edition, because a page of others may generate words and move them. Nothing that a
browser shows may be lost, and every drawn letter is tagged or an artifact.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pikepdf

from press.model.messages import pluralize_noun
from press.readback.html import SILENT, read_integer
from press.readback.layout.pdfium import read_pages, read_words
from press.readback.pdf.marked_content import read_marked_content
from press.readback.pdf.tag_tree import StructureElement, read_open_tag_tree
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.from_tags import read_tag_nodes
from press.readback.speech.transcript import write_transcript

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
SHORTEST, LONGEST = 3.0, 14400.0
"""Limits of a page's sides in points (ISO 19005-2, 6.1.13)."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PICTURES = frozenset({"img", "svg"})
UNSEEN_ITEM = "data-unseen-item"
"""Marks what was an item that has its number and is not visible; its value is that of the item."""
TABLE_PARTS = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "th", "td"})


def keep_printed(root: Element, printed: frozenset[int], unseen: frozenset[int] = frozenset()) -> Element:
    """Copy a page without the words of elements that style hides.

    printed: the places of the others, counted over the whole page; unseen: of hidden elements that have a box.
    """
    places = {element: place for place, element in enumerate(root.iter())}
    copy = _copy_printed(root, places, printed, unseen)
    for table in [one for one in copy.iter("table") if one.get("role") in ("presentation", "none")]:
        _dissolve_table(table)
    return copy


def _copy_printed(
    element: Element, places: dict[Element, int], printed: frozenset[int], unseen: frozenset[int]
) -> Element:
    if not isinstance(element.tag, str):
        return Element("template")
    if element.tag.startswith("{"):
        return element  # a drawing or formula is drawn as a whole
    shown = places[element] in printed
    copy = Element(element.tag, element.attrib if shown else {})
    copy.text = element.text if shown else ""
    for child in element:
        inner = _copy_printed(child, places, printed, unseen)
        if places[child] not in printed and isinstance(child.tag, str):
            inner = _hide(inner)
            if child.tag == "li" and places[child] in unseen:
                inner.set(UNSEEN_ITEM, child.get("value") or "")
        elif inner is child:
            inner = _copy_foreign(child)
        inner.tail = child.tail if shown else ""
        copy.append(inner)
    _shorten_spans(element, copy)
    if element.tag == "table":  # the foot is drawn last, wherever it is written
        copy[:] = sorted(copy, key=lambda part: part.tag == "tfoot")
    return copy


def _shorten_spans(group: Element, copy: Element) -> None:
    """Let cells no longer span rows that style hides.

    group, copy: what holds the rows, before and after these became something else.
    """
    rows = [(old.tag, new) for old, new in zip(group, copy, strict=True) if old.tag == "tr"]
    for number, (_, row) in enumerate(rows):
        for cell in row:
            below = rows[number + 1 : number + int(cell.get("rowspan") or 1)] if row.tag == "tr" else []
            if gone := sum(new.tag != "tr" for _, new in below):
                cell.set("rowspan", str(len(below) + 1 - gone))


def _dissolve_table(part: Element) -> None:
    """Turn the parts of a table that only arranges things into plain blocks."""
    part.tag = "div"
    for name in ("colspan", "rowspan"):
        part.attrib.pop(name, None)
    for child in part:
        if child.tag in TABLE_PARTS:
            _dissolve_table(child)


def _hide(element: Element) -> Element:
    """Turn an element into one that says nothing of itself."""
    if element.tag.startswith("{"):
        return Element("template")
    element.tag = "span"
    return element


def _copy_foreign(element: Element) -> Element:
    copy = Element(element.tag, element.attrib)
    copy.text = element.text
    copy.extend(list(element))
    return copy


def find_losses(page: Element, data: bytes) -> Iterator[str]:
    """Find what a tagged PDF of a page has lost.

    page: the document element, with only what is printed; data: the PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tags = read_open_tag_tree(pdf)
        marked = [sequence.text for sequence in read_marked_content(pdf)]
        yield from _find_colors(pdf)
    yield from _find_lost_words(page, tags)
    yield from _compare(page, tags)
    yield from _compare_numbers(page, tags)
    yield from _compare_headers(page, tags)
    drawn = read_pages(data)
    yield from _find_untagged(" ".join(words for words, _ in drawn), marked)
    yield from _find_sizes(data)


def find_words_outside(data: bytes) -> Iterator[str]:
    """Find words that stand outside of their page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = [tuple(float(edge) for edge in page.mediabox) for page in pdf.pages]
    for number, (words, (left, bottom, right, top)) in enumerate(zip(read_words(data), sizes, strict=True), 1):
        outside = [
            word.text
            for word in words
            if word.box[0] < left - 1 or word.box[1] < bottom - 1 or word.box[2] > right + 1 or word.box[3] > top + 1
        ]
        if outside:
            yield f"outside of page {number}: {pluralize_noun(len(outside), 'word')}, the first is `{outside[0]}`"


# ---------------------------------------------------------------- words


def _split_words(text: str) -> list[str]:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().split()


def _find_lost_words(page: Element, tags: StructureElement) -> Iterator[str]:
    body = page.find("body")
    wanted = Counter(word for text in _walk_texts(body if body is not None else page) for word in _split_words(text))
    found = Counter(_split_words("".join(_walk_tagged(tags))))
    lost = list((wanted - found).elements())
    rest = " ".join((found - wanted).elements())
    missing = []
    for word in sorted(lost, key=len, reverse=True):  # pieces of a word in different styles
        if word not in rest:
            missing.append(word)
        rest = rest.replace(word, " ", 1)
    if missing:
        yield f"not read, or not as one word: {pluralize_noun(len(missing), 'word')}, the first is `{missing[0]}`"


def _walk_texts(element: Element) -> Iterator[str]:
    """Yield the texts of a page that are read."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "template"
    if tag in SILENT or element.get("aria-hidden") == "true":
        return
    yield element.text or ""
    for child in element:
        yield from _walk_texts(child)
        yield child.tail or ""


def _walk_tagged(element: StructureElement) -> Iterator[str]:
    """Yield everything in a tag tree, with spaces around blocks."""
    inline = element.role in ("Span", "Link", "Code", "Quote", "Strong", "Em", "Formula", "Reference")
    if not inline:
        yield " "
    if element.actual:
        yield element.actual
    else:
        for part in element.content:
            if isinstance(part, str):
                yield part
            else:
                yield from _walk_tagged(part)
    if not inline:
        yield " "


def _find_untagged(drawn: str, marked: Iterable[str]) -> Iterator[str]:
    """Find letters that are drawn more often than tagged."""
    letters, known = (
        Counter(one for one in "".join(_split_words(text)) if one.isalnum()) for text in (drawn, " ".join(marked))
    )
    if extra := letters - known:
        count, sample = pluralize_noun(extra.total(), "letter"), "".join(sorted(extra))[:20]
        yield f"drawn, but neither tagged nor artifacts: {count}, `{sample}`"


# ---------------------------------------------------------------- what is not words


def _compare(page: Element, tags: StructureElement) -> Iterator[str]:
    """Compare headings, links, pictures and cells."""
    body = page.find("body")
    shown = list(_walk_shown(body if body is not None else page))
    read = _join(_walk_tagged(tags))  # the words of a picture that could not be loaded stand in its place
    for what, wanted, found in (
        (
            "heading",
            [(one.tag[1], _join(_walk_texts(one))) for one in shown if one.tag in HEADINGS],
            [(str(one.level), _join(_walk_tagged(one))) for one in tags.walk() if one.level],
        ),
        (
            "link",
            [("", unquote(one.get("href") or "")) for one in (*filter(_is_link, shown), *_list_areas(page))],
            [("", unquote(one.href)) for one in tags.find("Link")],
        ),
        (
            "picture",
            [("", words) for one in shown if (words := _find_alternative(one)) and words not in read],
            [("", _join([one.alt])) for one in tags.find("Figure")],
        ),
        (
            "table cell",
            [("", _join(_walk_texts(one))) for one in shown if one.tag in ("td", "th")],
            [("", _join(_walk_tagged(one))) for one in tags.walk() if one.role in ("TD", "TH")],
        ),
    ):
        others = list((Counter(found) - Counter(wanted)).elements())
        missing = [one for one in (Counter(wanted) - Counter(found)).elements() if one[1]]
        if what in ("heading", "table cell"):
            missing = [one for one in missing if not _take_longer(one, others)]  # style adds words to it
        for _, words in dict.fromkeys(missing[:3]):
            yield f"the {what} `{words[:60]}` of the page is no {what} in the file"
    yield from _compare_headings(shown, tags)


def _take_longer(part: tuple[str, str], others: list[tuple[str, str]]) -> bool:
    """Take the first of some parts that is of the same kind and holds the words of another."""
    longer = next((one for one in others if one[0] == part[0] and part[1] in one[1]), None)
    if longer is not None:
        others.remove(longer)
    return longer is not None


def _compare_headings(shown: list[Element], tags: StructureElement) -> Iterator[str]:
    wanted = [_join(_walk_texts(one)) for one in shown if one.tag in HEADINGS]
    found = [words for one in tags.walk() if one.level and (words := _join(_walk_tagged(one))) in wanted]
    if found != (order := [words for words in wanted if words]) and Counter(found) == Counter(order):
        yield "the headings are not read in the order of the page"


def _walk_shown(element: Element) -> Iterator[Element]:
    """Yield the elements of a page that are for readers."""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT - {"svg"} and child.get("aria-hidden") != "true":
            yield child
            if not child.tag.startswith("{"):
                yield from _walk_shown(child)


def _list_areas(page: Element) -> Iterator[Element]:
    """List the links of image maps, once for each picture that has the map."""
    maps = {one.get("name"): one for one in reversed(list(page.iter("map")))}
    for picture in page.iter("img"):
        found = maps.get((picture.get("usemap") or "").removeprefix("#"))
        yield from (area for area in (found.iter("area") if found is not None else ()) if area.get("href"))


def _is_link(link: Element) -> bool:
    """Tell whether an element is a link with something in it."""
    if link.tag != "a":
        return False
    inside = any(_find_alternative(one) for one in link.iter() if isinstance(one.tag, str))
    return bool(link.get("href")) and (inside or bool(_join(_walk_texts(link))))


def _find_alternative(element: Element) -> str:
    """Find the words of a picture; empty if it has none."""
    tag = element.tag.rpartition("}")[2]
    if element.get("role") in ("presentation", "none") or not (tag in PICTURES or element.get("role") == "img"):
        return ""
    return _join([element.get("aria-label") or element.get("alt") or ""])


def _join(texts: Iterable[str]) -> str:
    """Join texts without spaces, in one case."""
    return "".join(_split_words("".join(texts)))


# ---------------------------------------------------------------- numbers and header cells


_CHANGED_COUNTER = re.compile(r"counter-(?:reset|set|increment)\s*:[^;}]*\blist-item\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _compare_numbers(page: Element, tags: StructureElement) -> Iterator[str]:
    """Compare the numbers of list items (HTML Living Standard, 4.4.5)."""
    if any(_CHANGED_COUNTER.search(text) for one in page.iter() for text in (one.get("style") or "", one.text or "")):
        return  # the style says which number is right
    wanted: dict[str, set[int]] = {}
    for words, number in _walk_numbered(page):
        wanted.setdefault(words, set()).add(number)
    for items in tags.find("L"):
        for item in items.children if _is_counted(items) else ():
            label = "".join(one.all_text for one in item.children if one.role == "Lbl").strip("()[].: \xa0")
            words = _join(_walk_bodies(item))
            meant, right = _list_meanings(label), wanted.get(words, set())
            if meant and right and not meant & right:
                yield f"the item `{words[:60]}` has the number {min(right)} on the page, and `{label}` in the file"


def _walk_numbered(page: Element) -> Iterator[tuple[str, int]]:
    """Yield the words and the number of each item of the ordered lists."""
    for found in page.iter("ol"):
        items = [child for child in found if child.tag == "li" or UNSEEN_ITEM in child.attrib]
        step = 1 if found.get("reversed") is None else -1
        number = read_integer(found.get("start"), 1 if step > 0 else len(items))
        for item in items:
            number = read_integer(item.get("value") or item.get(UNSEEN_ITEM), number)
            if item.tag == "li":
                yield _join(_walk_texts(item)), number
            number += step


def _is_counted(items: StructureElement) -> bool:
    """Tell whether the labels of a list are numbers or bullets."""
    return items.attributes.get("ListNumbering", "None") not in ("None", "Description")


def _walk_bodies(element: StructureElement) -> Iterator[str]:
    """Yield the words of an item without its label and those of the lists in it."""
    for part in element.content:
        if isinstance(part, str):
            yield part
        elif part.role == "L" and _is_counted(part):
            for item in part.children:
                yield from _walk_bodies(item)
        elif element.role != "LI" or part.role != "Lbl":
            yield from [part.actual] if part.actual else _walk_bodies(part)


def _list_meanings(label: str) -> set[int]:
    """List the numbers that a label may mean: `c` is 3 or 100."""
    if label.removeprefix("-").isdecimal():
        return {int(label)}
    small = label.lower()
    if not (small.isascii() and small.isalpha()):
        return set()
    letters = reduce(lambda number, one: number * 26 + ord(one) - 96, small, 0)
    if not set(small) <= _ROMAN.keys():
        return {letters}
    values = [_ROMAN[one] for one in small]
    return {letters, sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))}


def _compare_headers(page: Element, tags: StructureElement) -> Iterator[str]:
    """Compare the header cells of each cell of a table."""
    wanted, found = (
        [line for line in write_transcript(nodes) if line.role in ("header", "cell")]
        for nodes in (read_page_nodes(page), read_tag_nodes(tags, ""))
    )
    if len(wanted) != len(found):  # a row that only style hides has empty cells
        wanted, found = ([line for line in lines if line.words] for lines in (wanted, found))
    for ours, theirs in zip(wanted, found, strict=False):
        pairs = zip(ours.detail.split("; "), theirs.detail.split("; "), strict=False)
        same = ours.detail.count("; ") == theirs.detail.count("; ") and bool(ours.detail) == bool(theirs.detail)
        if not same or not all(_join([one]) in _join([other]) for one, other in pairs):
            yield (
                f"the cell `{ours.words[:60]}` belongs to `{ours.detail or 'no header cell'}` on the page, "
                f"and to `{theirs.detail or 'no header cell'}` in the file"
            )


def _find_colors(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Find pictures in the colors of a printing press.

    The file names sRGB as its colors, so these have no meaning in it (ISO 19005-2, 6.2.4.3).
    """
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/ColorSpace") == "/DeviceCMYK":
            yield "a picture is in CMYK colors; save it in RGB"
            return


def _find_sizes(data: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            if not all(SHORTEST <= side <= LONGEST for side in (right - left, top - bottom)):
                yield f"page {number} is {right - left:g} × {top - bottom:g} pt, and a side may have 3 to 14,400"
                return
