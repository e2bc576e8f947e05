"""Walking through a web page: elements become blocks, and what a text cannot hold becomes findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from press.importer.blocks import FileWords, ImportedBlock, ImportedLine, Kind, OldText, Omission
from press.importer.codes import TOO_LARGE, UNREADABLE
from press.importer.links import clean_address
from press.importer.readers.builder import BLANK, TICKED, UNTICKED, BlockBuilder, make_bold_headings
from press.importer.readers.columns import make_tables
from press.importer.readers.equations import describe_equation
from press.importer.readers.grids import is_box, is_data_table, list_merged, list_rows, make_grid
from press.importer.readers.lists import format_number, make_typed_lists, settle_lists
from press.importer.readers.page_styles import PageStyles, read_page_styles
from press.model.findings import Place, PressError
from press.model.sources.fields import LANGUAGE_TAG
from press.readback.html import parse_html

_OMITTED = {"script", "noscript", "iframe", "object", "embed", "video", "audio", "template"}
_SILENT = {"style", "title", "head", "link", "meta", "datalist", "annotation", "annotation-xml"}
_WORDLESS = _SILENT | {"script", "template"}
_STRUCK = {"del", "s", "strike"}
_NOTE = re.compile(r"\W*[0-9a-z]{1,3}\W*|[*†‡§¶#]+", re.IGNORECASE)
_BACK = re.compile(r"[\u21a9\u2191\u21b5\ufe0e\ufe0f^\s]+")
_NOTE_BODIES = frozenset({"li", "p", "div", "aside", "dd", "section"})
_BLOCKS = {
    "address", "article", "aside", "body", "button", "center", "details", "dialog", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "main", "menu", "nav", "option", "p",
    "search", "section", "select", "summary", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr",
}  # fmt: skip
_KINDS: dict[str, Kind] = {"dt": "term", "dd": "definition"}
_LOOKS = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"em": True}, "i": {"em": True}, "cite": {"em": True}, "dfn": {"em": True}, "var": {"em": True},
}  # fmt: skip


@dataclass(slots=True)
class PageReader:
    """A page being read: the blocks that its elements become."""

    builder: BlockBuilder
    styles: PageStyles
    labels: dict[str, str] = field(default_factory=dict)
    """The label of each note that the page calls, by its id."""
    notes: dict[str, ImportedBlock] = field(default_factory=dict)

    def read_content(self, element: Element) -> None:
        """Read the content of an element."""
        self.builder.add_words(element.text)
        for child in element:
            self.read_element(child)
            self.builder.add_words(child.tail)

    def read_element(self, element: Element) -> None:
        """Read an element."""
        if not isinstance(element.tag, str):
            return
        tag = element.tag.rpartition("}")[2]
        builder = self.builder
        builder.line = int(element.get("data-line", builder.line))
        if tag in _SILENT or self.omit(element, tag):
            return
        if (label := self.labels.get(element.get("id", ""))) and tag in _NOTE_BODIES and label not in self.notes:
            self._read_note(element, label)
            return
        with builder.set_look(lang=self.find_language(element)):
            reader = _READERS.get(tag)
            if element.get("role") == "heading" and not builder.level and not builder.quoted:
                _read_heading(self, element)
            elif reader:
                reader(self, element)
            elif tag == "span" and self.find_shift(element):
                _read_shifted(self, element)
            elif tag in _BLOCKS:
                builder.close_block()
                self.read_content(element)
                builder.close_block()
            else:
                with builder.set_look(**_LOOKS.get(tag, {})):
                    self.read_content(element)

    def _read_note(self, element: Element, label: str) -> None:
        """Read a note, which the new text prints where its variant wants it."""
        inner = PageReader(self.builder.make_inner(), self.styles, self.labels, self.notes)
        inner.read_content(element)
        if note := inner.builder.make_note():
            self.notes[label] = note

    def find_language(self, element: Element) -> str:
        """Find the language of an element; empty if none named."""
        names = ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
        lang = next(filter(None, map(element.get, names)), "")
        return lang if LANGUAGE_TAG.fullmatch(lang) else self.builder.look.lang

    def find_shift(self, element: Element) -> str:
        """Find whether an element is raised or lowered: `sup`, `sub` or empty."""
        look = self.styles.resolve_style(element).get("vertical-align", "")
        names = {"super": "sup", "sub": "sub"}
        return element.tag if element.tag in {"sup", "sub"} else names.get(look, "")

    def omit(self, element: Element, tag: str) -> bool:
        """Report an element that is not imported.

        Returns whether it is such an element.
        """
        style = self.styles.resolve_style(element)
        unseen = style.get("display") == "none" or style.get("visibility") in {"hidden", "collapse"}
        closed = tag == "dialog" and element.get("open") is None
        hidden = element.get("hidden") is not None or unseen or closed
        comment = style.get("mso-element", "").startswith("comment") or _is_comment(element)
        lines = style.get("text-decoration", "") + style.get("text-decoration-line", "")
        struck = tag in _STRUCK or "line-through" in lines
        if not (hidden or struck or comment or tag in _OMITTED):
            return False
        between = " " if tag in {"thead", "tbody", "tfoot", "tr"} else ""
        words = between.join(list_words(element)) if tag not in {"script", "template"} else ""
        what = "a hidden part of the page" if hidden else "a struck-out part" if struck else f"`<{tag}>`"
        what = "a comment" if comment else what
        hint = "add it by hand only if it still holds" if struck and not hidden else ""
        self.builder.report_loss(f"{what} is not imported", words, hint)
        return True


def _is_comment(element: Element) -> bool:
    """Return whether an element is a comment as word processors save it, or its call."""
    if element.tag == "div" and len(element) and element[0].tag == "p":
        return bool(len(element[0]) and re.fullmatch(r"cmnt\d+", element[0][0].get("id", "")))
    if element.tag == "sup" and len(element) == 1:
        return _is_comment(element[0])
    return element.tag == "a" and bool(re.fullmatch(r"#(cmnt|_msocom_)\d+", element.get("href", "")))


# ---------------------------------------------------------------- elements with readers of their own


def _read_heading(reader: PageReader, element: Element) -> None:
    build = reader.builder
    build.close_block()
    inside = build.level > 0 or build.quoted
    kind, level = build.kind, build.level
    number = element.tag[-1] if re.fullmatch("h[1-6]", element.tag) else element.get("aria-level", "2")
    build.kind, build.level = (kind, level) if inside else ("heading", max(1, min(_read_number(number, 2), 6)))
    with build.set_look(strong=inside):
        reader.read_content(element)
    build.close_block()
    build.kind, build.level = kind, level


def _read_list(reader: PageReader, element: Element) -> None:
    """Read a list with the numbers that a browser shows (HTML Living Standard, 4.4.5)."""
    build = reader.builder
    build.close_block()
    build.add_words(element.text)  # No list may hold words of its own, but some do.
    build.close_block()
    before = build.kind, build.level, build.marker
    items = [child for child in element if child.tag == "li"]
    step = -1 if element.get("reversed") is not None else 1
    number = _read_number(element.get("start"), len(items) if step < 0 else 1) - step
    # Some word processors write inner lists beside the outer one, and keep the depth in a class.
    depth = re.search(r"\blst-\w+-([0-8])\b", element.get("class", ""))
    build.level = int(depth[1]) + 1 if depth else build.level + 1
    for child in element:
        build.line = int(child.get("data-line", build.line))
        if child.tag == "li":
            number = _read_number(child.get("value"), number + step)
            form = child.get("type", element.get("type", "1"))
            build.kind, build.marker = "item", str(number) if element.tag == "ol" else "-"
            if element.tag == "ol" and (form in _FORMS or number < 0 or step < 0):
                build.marker = "-"
                build.add_words(f"{format_number(number, _FORMS.get(form, 'decimal'))}. ")
            if reader.labels.get(child.get("id", "")):
                reader.read_element(child)
                continue
            with build.set_look(lang=reader.find_language(child)):
                if not reader.omit(child, "li"):
                    reader.read_content(child)
        else:
            build.kind = "paragraph"
            reader.read_element(child)
        build.close_block()
        build.add_words(child.tail)
    build.close_block()
    build.kind, build.level, build.marker = before


_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def _read_number(given: str | None, otherwise: int) -> int:
    return int(given) if given and re.fullmatch("-?[0-9]{1,6}", given.strip()) else otherwise


def _read_definition(reader: PageReader, element: Element) -> None:
    build = reader.builder
    build.close_block()
    before, build.kind = build.kind, _KINDS[element.tag]
    reader.read_content(element)
    build.close_block()
    build.kind = before


def _read_quote(reader: PageReader, element: Element) -> None:
    build = reader.builder
    build.close_block()
    before, build.quoted = build.quoted, True
    reader.read_content(element)
    build.close_block()
    build.quoted = before


def _read_preformatted(reader: PageReader, element: Element) -> None:
    reader.builder.close_block()
    reader.builder.kept = True
    reader.read_content(element)
    reader.builder.close_block()
    reader.builder.kept = False


def _read_break(reader: PageReader, _element: Element) -> None:
    reader.builder.break_line()


def _read_link(reader: PageReader, element: Element) -> None:
    address = element.get("href", "")
    words = "".join(list_words(element)).strip()
    if element.get("role") == "doc-noteref" and address[1:] in reader.labels:
        reader.builder.add_note_call(words, reader.labels[address[1:]])
        return
    if address.startswith("#") and (element.get("role") == "doc-backlink" or _BACK.fullmatch(words)):
        reader.builder.omitted.append(Omission(reader.builder.line, words, "the press makes its own links back"))
        return
    href = clean_address(address)
    if address and not href:
        reader.builder.report_loss(f"the link to `{address[:80]}` cannot be kept; its words stay as text")
    with reader.builder.set_look(href=href or reader.builder.look.href):
        reader.read_content(element)


def _report_picture(reader: PageReader, element: Element) -> None:
    words = "".join(list_words(element))
    alt = " ".join((element.get("alt") or words).split())
    if alt or element.get("alt") is None:
        description = f"its description is “{alt[:300]}”" if alt else "it has no description"
        reader.builder.report_loss(f"there is a picture here, which is not imported; {description}", words)


def _read_shifted(reader: PageReader, element: Element) -> None:
    """Read raised or lowered words, so that they stay apart from figures."""
    build = reader.builder
    words = "".join(list_words(element))
    linked = any(one.tag == "a" for one in element.iter())
    complex_ = any(one.tag in {"math", "img", "br", "del", "s"} for one in element.iter())
    raised = reader.find_shift(element) == "sup"
    if raised and linked and _NOTE.fullmatch(words.strip()):
        target = next(one.get("href", "") for one in element.iter() if one.tag == "a")
        build.add_note_call(words.strip(), reader.labels.get(target[1:], "") if target.startswith("#") else "")
    elif complex_ or (linked and not words.strip()):
        reader.read_content(element)
    else:
        build.add_shifted(words, raised=raised)
    build.line += words.count("\n")


def _read_equation(reader: PageReader, element: Element) -> None:
    words = describe_equation(element).strip()
    # A browser sets a space around an equation only where the text has one.
    reader.builder.add_words(words)
    reader.builder.report_guess(f"an equation was written as words: “{words}”")


def _read_ruby(reader: PageReader, element: Element) -> None:
    """Read words and, in brackets, how they are said."""
    bracketed = any(one.tag == "rp" for one in element)
    reader.builder.add_words(element.text)
    for child in element:
        wrapped = child.tag == "rt" and not bracketed
        reader.builder.add_words(" (" if wrapped else "")
        reader.read_element(child)
        reader.builder.add_words((")" if wrapped else "") + (child.tail or ""))


def _read_input(reader: PageReader, element: Element) -> None:
    """Read a field of a form: the state of a check box, what is written in it, or a line to fill in."""
    kind, value = element.get("type", "text").lower(), element.get("value", "").strip()
    if kind in {"checkbox", "radio"}:
        reader.builder.add_words(f" {TICKED if element.get('checked') is not None else UNTICKED} ")
    elif kind == "hidden":
        return
    elif kind in {"submit", "button", "reset", "image", "password", "search", "file", "range", "color"}:
        reader.builder.report_loss(
            "a button or a secret field is not imported" + (f": “{value}”" if kind[0] != "p" else "")
        )
    else:
        _add_field(reader, element, value)


def _add_field(reader: PageReader, element: Element, value: str) -> None:
    """Add what stands in a field, or a line to fill in."""
    reader.builder.add_words(f" {value or BLANK} ")
    if not value and (said := element.get("placeholder", "").strip()):
        reader.builder.report_loss("what a field of a form says while it is empty is not imported", said)


def _read_text_area(reader: PageReader, element: Element) -> None:
    _add_field(reader, element, "".join(element.itertext()).strip())


def _read_choices(reader: PageReader, element: Element) -> None:
    """Read a list of choices: the one that is chosen, else a line to fill in with all of them."""
    choices = [(" ".join("".join(list_words(one)).split()), one) for one in element.iter("option")]
    chosen = [words for words, one in choices if one.get("selected") is not None]
    others = " / ".join(words for words, _ in choices if words and words not in chosen)
    if not chosen:
        reader.builder.add_words(f" {BLANK} ({others}) ")
        return
    reader.builder.add_words(f" {', '.join(chosen)} ")
    if others:
        reader.builder.report_loss("other choices of a list are not imported", others)


def _read_quotation(reader: PageReader, element: Element) -> None:
    """Read words between the quotation marks that a browser sets."""
    reader.builder.add_words("“")
    reader.read_content(element)
    reader.builder.add_words("”")


def _read_table(reader: PageReader, element: Element) -> None:
    build = reader.builder
    build.close_block()
    _remove_hidden(reader, element)
    if build.level or build.quoted or not is_data_table(element):
        inside = build.level or build.quoted or build.box or build.kind in _KINDS.values()
        if is_box(element) and not inside:
            with build.open_box():
                reader.read_content(element)
        else:
            reader.read_content(element)
        build.close_block()
        return
    merged = list_merged(element)
    if "^^" in (merged[1] if merged[1:] else ()) and _is_head_merged(element):
        build.report_loss("a cell of the head of this table reaches into its body; there the cells are empty")
    if list_rows(element)[0][0].tag != "th" and not any(cell.tag == "th" for cell in list_rows(element)[0]):
        build.report_guess("this table has no head, so its first row became one", "write what each column holds")
    caption = "".join(words for one in element.iter("caption") for words in list_words(one))
    cells = [[_read_cell(reader, cell) for cell in row] for row in make_grid(element)]
    build.add_table(cells, " ".join(caption.split()), merged)


def _remove_hidden(reader: PageReader, table: Element) -> None:
    """Remove the parts, rows and cells that a browser does not show, as they take no place in the grid."""
    for parent in list(table.iter()):
        for child in list(parent):
            if child.tag in {"thead", "tbody", "tfoot", "tr", "td", "th"}:
                reader.builder.line = int(child.get("data-line", reader.builder.line))
                if reader.omit(child, child.tag):
                    parent.remove(child)


def _is_head_merged(table: Element) -> bool:
    return any(cell.get("rowspan", "1") not in ("", "1") for cell in list_rows(table)[0])


def _read_cell(reader: PageReader, cell: Element | None) -> ImportedLine:
    """Read a cell as one line."""
    if cell is None:
        return ImportedLine(())
    inner = PageReader(reader.builder.make_inner(), reader.styles, reader.labels, reader.notes)
    inner.builder.line = int(cell.get("data-line", inner.builder.line))
    if not inner.omit(cell, "td"):
        inner.read_content(cell)
    return inner.builder.make_cell()


_READERS: dict[str, Callable[[PageReader, Element], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _read_heading),
    **dict.fromkeys(("ul", "ol"), _read_list),
    **dict.fromkeys(("dt", "dd"), _read_definition),
    **dict.fromkeys(("img", "svg", "canvas"), _report_picture),
    **dict.fromkeys(("sup", "sub"), _read_shifted),
    "blockquote": _read_quote,
    "pre": _read_preformatted,
    "br": _read_break,
    "a": _read_link,
    "math": _read_equation,
    "ruby": _read_ruby,
    "q": _read_quotation,
    "input": _read_input,
    "textarea": _read_text_area,
    "select": _read_choices,
    "table": _read_table,
}


# ---------------------------------------------------------------- the words of the page itself


def list_words(element: Element) -> Iterator[str]:
    """List the words inside an element that a browser could show."""
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in _WORDLESS:
        return
    yield element.text or ""
    for child in element:
        yield from list_words(child)
        yield child.tail or ""


def _list_page_words(element: Element, line: int = 1) -> Iterator[FileWords]:
    """List the text nodes of a page with their lines, hidden and struck-out ones too."""
    if not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in _WORDLESS:
        return
    line = int(element.get("data-line", line))
    # The number or bullet that a word processor saves before an item is in the new text as a list.
    counted = re.search(r"mso-list:\s*ignore", element.get("style", ""), re.IGNORECASE)
    if (element.text or "").strip() and not counted:
        yield FileWords(line, (element.text or "",))
    for child in element:
        yield from _list_page_words(child, line)
        line = int(child.get("data-line", line)) if isinstance(child.tag, str) else line
        if (child.tail or "").strip():
            yield FileWords(line, (child.tail or "",))


DEEPEST = 150
"""Elements inside each other; Python itself can follow a few times as many."""
MOST_TAGS = 50_000
"""Tags of a page; the largest text that the press can hold has a fifth of them."""

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|iframe)\b.*?(?:</\1\s*>|\Z)|<([a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)


def read_page(text: str, path: str) -> OldText:
    """Read the blocks of a web page.

    Raises PressError when it is too large or too deep to be read.
    """
    root = parse_html(_number_tags(text, path))
    if _measure_depth(root) > DEEPEST:
        problem = f"its elements are nested more than {DEEPEST} deep"
        raise PressError([UNREADABLE.make_finding(Place(path, 1, 1), problem, "simplify the page in an editor")])
    build = BlockBuilder(path)
    body = root.find("body")
    notes: dict[str, ImportedBlock] = {}
    styles = read_page_styles(root)
    words = list(_list_page_words(body)) if body is not None else []
    for added in styles.list_added_words(root):
        build.report_loss("a style sheet of the page adds words, which are not imported", added)
    if body is not None:
        PageReader(build, styles, _find_notes(body), notes).read_content(body)
        build.close_block()
    blocks = make_tables(make_typed_lists(build.blocks), build.findings, path)
    blocks = make_bold_headings(settle_lists(blocks, build.findings, path), build.findings, path)
    return OldText(path, blocks, _read_head(root), build.findings, words, build.omitted, notes)


def _find_notes(body: Element) -> dict[str, str]:
    """Find the notes that a page calls: the label of each, by its id.

    A call is a link that says so, or a raised number that leads to an element which holds a note.
    """
    calls = [one for one in body.iter("a") if one.get("role") == "doc-noteref"]
    calls += [link for raised in body.iter("sup") for link in raised.iter("a")]
    bodies = {one.get("id", "") for one in body.iter() if one.tag in _NOTE_BODIES}
    targets = dict.fromkeys(one.get("href", "")[1:] for one in calls if one.get("href", "").startswith("#"))
    return {name: str(number) for number, name in enumerate((one for one in targets if one in bodies), 1)}


def _number_tags(text: str, path: str) -> str:
    """Add its line to each tag of the page.

    The parser does not keep it.
    """
    line, end, tags = 1, 0, 0
    parts: list[str] = []
    for found in _TAG.finditer(text):
        line += text.count("\n", end, found.start())
        parts += [text[end : found.start()], f"<{found[2]} data-line={line} " if found[2] else found[0]]
        line += found[0].count("\n")
        end, tags = found.end(), tags + 1
        if tags > MOST_TAGS:
            raise PressError([TOO_LARGE.make_finding(Place(path, line, 1), f"it has more than {MOST_TAGS:,} tags")])
    return "".join([*parts, text[end:]])


def _measure_depth(root: Element) -> int:
    """Measure how deep elements are nested."""
    # A loop, as recursion would end where the page is too deep.
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    return deepest


def _read_head(root: Element) -> dict[str, str]:
    """Read title, summary and keywords from the head."""
    named = {str(meta.get("name")).lower(): meta.get("content", "").strip() for meta in root.iter("meta")}
    title = root.findtext("head/title", "")
    found = {"title": title, "summary": named.get("description", ""), "keywords": named.get("keywords", "")}
    return {name: " ".join(words.split()) for name, words in found.items() if words.strip()}
