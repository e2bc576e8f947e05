"""What a web page leaves to browsers, written out before it is typeset: languages, fields, formulas, tables, tabs.

Each function changes the document and yields what it could not keep, as sentences for the person who tags the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from press.model.svg import SVG_NAMESPACE
from press.text.cldr import find_locale

MATH = "{http://www.w3.org/1998/Math/MathML}"
SVG = f"{{{SVG_NAMESPACE}}}"
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?|x(-[a-z\d]{1,8})+"
)
"""A well-formed language tag in small letters (BCP 47, 2.1)."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_FILLABLE = re.compile(r"appearance\s*:\s*auto")
TABLE_PARTS = frozenset({"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"})
WIDEST = 1000
"""The most columns that a cell may span (HTML Living Standard, 4.9.11)."""
OMITTED = {
    "iframe": "the frame",
    "object": "the embedded object",
    "embed": "the embedded object",
    "video": "the video",
    "audio": "the sound",
    "canvas": "the canvas",
}
"""Elements that are not printed, and their names for people."""


@dataclass(slots=True)
class PageNotes:
    """What was found on a page: problems forbid to tag it, and advice is told."""

    problems: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def prepare_page(root: Element) -> PageNotes:
    """Write out what a page leaves to browsers.

    root: the document element, which is changed.
    """
    notes = PageNotes()
    _repair_languages(root, notes)
    _remove_unseen(root, notes)
    notes.advice += _list_omitted(root)
    _repair_links(root, notes)
    if not _FILLABLE.search("".join(_walk_styles(root))):
        for element in [one for one in root.iter() if one.tag in ("input", "select", "textarea", "button")]:
            _write_field(element)
    for formula in list(root.iter(f"{MATH}math")):
        _write_formula(formula)
    for ruby in root.iter("ruby"):
        _write_readings(ruby)
    for table in root.iter("table"):
        if table.get("role") not in ("presentation", "none"):
            notes.problems += _complete_table(table)
    for element in [one for one in root.iter() if one.tag in ("pre", "textarea", "listing")]:
        _expand_tabs(element)
    return notes


# ---------------------------------------------------------------- languages


def _repair_languages(root: Element, notes: PageNotes) -> None:
    english = find_locale("en")
    known = english.languages if english else {}
    for element in root.iter():
        written = element.get("lang", element.get("xml:lang"))
        if written is None:
            continue
        lang = written.strip().replace("_", "-")
        primary = lang.lower().partition("-")[0]
        if not lang or (_TAG.fullmatch(lang.lower()) and (len(primary) != 2 or primary in known)):
            element.set("lang", lang)
        elif element is root:
            notes.problems.append(f"`{written}` is not the tag of a language; write for example `en` or `es-MX`")
        else:
            notes.advice.append(f"`{written}` is not the tag of a language, and is left out")
            element.attrib.pop("lang", None)


# ---------------------------------------------------------------- what is not printed


def _remove_unseen(root: Element, notes: PageNotes) -> None:
    """Remove what browsers do not show, and files that the page attaches."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str):
                continue
            if "attachment" in (child.get("rel") or "").lower().split():
                notes.problems.append(f"it attaches the file `{child.get('href')}`; remove `rel=attachment`")
                child.attrib.pop("rel")
            if _is_unseen(child):
                _replace(parent, child, "")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.text = element.text and _CONTROLS.sub("", element.text)
            for name, value in element.items():
                element.set(name, _CONTROLS.sub("", value))
        element.tail = element.tail and _CONTROLS.sub("", element.tail)


def _is_unseen(element: Element) -> bool:
    """Tell whether no browser shows an element."""
    if element.tag == "dialog":
        return element.get("open") is None
    if element.tag == "input" and (element.get("type") or "").lower() == "hidden":
        return True
    return element.tag in TABLE_PARTS and element.get("hidden") is not None


def _replace(parent: Element, child: Element, text: str) -> None:
    """Replace a child by text; what follows it stays."""
    place = list(parent).index(child)
    text += child.tail or ""
    parent.remove(child)
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _list_omitted(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in OMITTED and not (tag in ("object", "embed") and element.get("type", "").startswith("image/")):
            yield f"{OMITTED[tag]} `{element.get('title') or element.get('src') or tag}` is not printed"
        elif tag == f"{SVG}a":
            yield "a link inside a drawing is no link in the file"
        elif element.get("role") in ("list", "table", "grid") and tag not in ("ul", "ol", "dl", "menu", "table"):
            yield f"`role={element.get('role')}` on <{tag}> is not kept; use the HTML element"


def _repair_links(root: Element, notes: PageNotes) -> None:
    for link in root.iter("a"):
        scheme = (link.get("href") or "").strip().lower().partition(":")[0]
        if scheme == "javascript":
            notes.advice.append("a link that runs a script is not kept")
            del link.attrib["href"]
        elif scheme == "file":
            notes.problems.append(f"a link leads to a file of this computer: `{link.get('href')}`")


# ---------------------------------------------------------------- fields


def _walk_styles(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style":
            yield element.text or ""
        yield element.get("style") or ""


BOX = "display:inline-block;border:1px solid;padding:.1em .3em;min-width:{width};min-height:1em;{more}"
_STATES = {"checkbox": ("[x]", "[ ]"), "radio": ("(x)", "( )")}
_WITHOUT_VALUE = frozenset({"password", "file", "range", "color"})


def _write_field(field: Element) -> None:
    """Turn a form field into words in a box.

    A printed form is filled in by hand; its words keep their place, and its boxes their state.
    """
    tag, kind = field.tag, (field.get("type") or "text").lower()
    if tag == "input" and kind in _STATES:
        field.tag, field.text = "span", _STATES[kind][field.get("checked") is None]
        return
    if tag == "input" and kind == "image":
        field.tag = "img"
        return
    width, more = ("8em" if tag in ("input", "select", "textarea") else "0"), ""
    if tag == "input" and kind in ("submit", "reset", "button"):
        field.text, width = field.get("value") or kind.title(), "0"
    elif tag == "input":
        field.text = "" if kind in _WITHOUT_VALUE else field.get("value") or ""
    elif tag == "select":
        field.text = ", ".join(_list_selected(field))
        for child in list(field):
            field.remove(child)
    elif tag == "textarea":
        more = "white-space:pre-wrap;"
    field.tag, field.tail = "span", f" {field.tail or ''}"  # boxes stand apart, and are heard apart
    field.set("style", BOX.format(width=width, more=more) + (field.get("style") or ""))


def _list_selected(field: Element) -> list[str]:
    """List the words of the options that are selected."""
    options = list(field.iter("option"))
    selected = [one for one in options if one.get("selected") is not None]
    if not selected and field.get("multiple") is None:
        selected = options[:1]
    return [" ".join("".join(one.itertext()).split()) for one in selected]


# ---------------------------------------------------------------- formulas


def _write_formula(formula: Element) -> None:
    """Write a formula on one line, on the page and for listeners."""
    words = (formula.get("alttext") or "").strip() or _read_formula(formula)
    for child in list(formula):
        formula.remove(child)
    formula.text = words
    formula.set("alttext", words)


_SCRIPTS = {"msup": "{}^{}", "mover": "{}^{}", "msub": "{}_{}", "munder": "{}_{}", "mfrac": "{}/{}"}
_SCRIPTS |= {"msubsup": "{}_{}^{}", "munderover": "{}_{}^{}", "msqrt": "√{}", "mroot": "{}^(1/{})"}
"""How a formula of each kind is written on one line, by its parts."""
_SEPARATORS = {"mtable": "; ", "mtr": ", ", "mlabeledtr": ", "}


def _read_formula(node: Element) -> str:
    tag = node.tag.removeprefix(MATH) if isinstance(node.tag, str) else "annotation"
    if tag.startswith("annotation"):
        return ""
    parts = list(map(_read_formula, node))
    form = _SCRIPTS.get(tag, "")
    if form and len(parts) >= form.count("{}"):
        parts = ["".join(parts)] if tag == "msqrt" else parts
        return form.format(*map(_bracket, parts))
    own = node.text or ""
    return (own if tag == "mtext" else "".join(own.split())) + _SEPARATORS.get(tag, "").join(parts)


def _bracket(words: str) -> str:
    return words if len(words) == 1 or words.isalnum() else f"({words})"


def _write_readings(ruby: Element) -> None:
    """Write the readings of words in brackets, as browsers without ruby do (HTML Living Standard, 4.5.10)."""
    for part in list(ruby):
        if part.tag == "rp":
            _replace(ruby, part, "")
    for part in list(ruby.iter("rt")):
        part.tag, part.text = "span", f"({part.text or ''}"
        part.append(Element("span"))
        part[-1].tail = ")"


# ---------------------------------------------------------------- tables


def _complete_table(table: Element) -> Iterator[str]:
    """Give every row of a table the same columns; yield what cannot be repaired.

    ISO 14289-1, 7.5, and ISO 32000-2, 14.8.4.8.3, need a regular grid. Columns at its end in which no cell begins are
    none: `colspan=99` means the whole width.
    """
    if len(table.findall("caption")) > 1:
        yield "a table has two captions; keep one"
    groups = [list(one.findall("tr")) for one in table if one.tag in ("thead", "tbody", "tfoot")]
    groups += [[one] for one in table.findall("tr")]
    rows = [row for group in groups for row in group]
    if rows and not table.findall("tr") and not table.findall("tbody/tr") and table.find("thead") is not None:
        yield "a table has a head and no rows"
    begun = {place for group in groups for _, _, starts in _place_cells(group, WIDEST) for place in starts}
    width = max(begun, default=0) + 1
    for row, filled in [(row, filled) for group in groups for row, filled, _ in _place_cells(group, width)]:
        tag = "th" if all(cell.tag == "th" for cell in row) else "td"
        row.extend(Element(tag) for _ in range(width - len(filled)))


def _place_cells(rows: list[Element], width: int) -> Iterator[tuple[Element, set[int], list[int]]]:
    """Place the cells of a group of rows; cut spans that do not fit.

    width: how many columns the table has at most. Yields each row with the columns that it fills, and those in which
    its cells begin.
    """
    below: dict[int, set[int]] = {}
    for number, row in enumerate(rows):
        filled, starts = below.setdefault(number, set()), []
        column = 0
        for cell in (one for one in row if one.tag in ("td", "th")):
            while column in filled:
                column += 1
            across = max(1, min(_read_span(cell, "colspan"), width - column))
            while any(column + step in filled for step in range(across)):
                across -= 1
            below_row = len(rows) - number
            down = min(_read_span(cell, "rowspan") or below_row, below_row)
            for name, value in (("colspan", across), ("rowspan", down)):
                if cell.get(name) is not None:
                    cell.set(name, str(value))
            for step in range(down):
                below.setdefault(number + step, set()).update(range(column, column + across))
            starts.append(column)
            column += across
        # A hole before the last filled column is closed by the cells that are added at the end of the row.
        yield row, filled, starts


def _read_span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value[:6]) if value.isascii() and value.isdigit() else 1


# ---------------------------------------------------------------- tabs


def _expand_tabs(element: Element) -> None:
    """Turn tabs into spaces: a tab is drawn as a gap and says nothing."""
    for inner in element.iter():
        inner.text = inner.text and inner.text.expandtabs(8)
        if inner is not element:
            inner.tail = inner.tail and inner.tail.expandtabs(8)
