"""Direction: words that run to the right, within words that run to the left.

A telephone number, an address or a name in Arabic text is torn apart unless it stands in an element of its own with a
direction (Unicode Standard Annex 9, isolates; HTML Living Standard, `dir`). Templates need not know: whole pages are
gone through here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from press.text.scripts import find_direction

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_START = r"[^\W_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"
_PHRASE = re.compile(rf"[+#]?{_START}(?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\n]*{_START})?[\u0300-\u036f]*[%°]?")
_ABBREVIATED = re.compile(r"\b[A-Z]$")
"""A capital letter that a point follows in the same word, as in `M.D.`"""
_TOKEN = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|<![^>]*>", re.DOTALL)
_LANG = re.compile(r'\slang="([^"]+)"')
_DIR = re.compile(r'\sdir="(ltr|rtl)"')
_RAW = frozenset({"script", "style", "svg", "textarea", "title"})
"""Elements whose words are not text of a line."""
_WORDS_ONLY = frozenset({"option"})
"""Elements that hold nothing but words, so that the direction stands on them."""
_VOID = frozenset({"br", "img", "input", "meta", "link", "hr", "wbr", "col", "source"})
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "q", "small", "span", "strong", "sub", "sup")
)


def runs_right_to_left(text: str) -> bool:
    """Tell whether a text has letters that run to the left."""
    return _RTL.search(text) is not None


@lru_cache(maxsize=8192)
def split_directions(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a text that runs to the left into its parts.

    The second value of a part says whether it must be kept as a whole that runs to the right: a number, name or address
    of more than one word.
    """
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in _PHRASE.finditer(text):
        phrase = _trim_phrase(match[0], text[match.end() :])
        if phrase.isalnum():
            continue
        parts += [(text[end : match.start()], False), (phrase, True)]
        end = match.start() + len(phrase)
    parts.append((text[end:], False))
    return tuple(part for part in parts if part[0])


def _trim_phrase(phrase: str, rest: str) -> str:
    """Give a phrase the brackets and the point that belong to it."""
    if phrase.count("(") > phrase.count(")"):
        if rest.startswith(")"):
            return phrase + ")"
        return phrase[: phrase.rindex("(")].rstrip()
    if _ABBREVIATED.search(phrase) and rest.startswith("."):
        return phrase + "."
    return phrase


@dataclass(slots=True)
class _Element:
    """An element of a page.

    name, attributes: of its opening tag; start, inner, stop, end: the indexes of its opening tag, of what follows that,
    of its closing tag and of what follows that; direction: of its words; children: the elements in it.
    """

    name: str
    attributes: str
    start: int
    inner: int
    direction: str
    stop: int = 0
    end: int = 0
    children: list[_Element] = field(default_factory=list)

    def walk(self) -> Iterator[_Element]:
        """Yield the element and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def add_directions(html: str) -> str:
    """Give each language its direction, and keep what runs to the right whole where words run to the left.

    html: a page of ours, whose every element is closed. It stays as it is if nothing on it runs to the left.
    """
    langs = set(_LANG.findall(html))
    if all(find_direction(lang) == "ltr" for lang in langs):
        return html
    root = _parse(html)
    edits: list[tuple[int, str]] = []
    for element in root.walk():
        _edit_element(element, html, edits)
    for at, words in sorted(edits, key=lambda edit: edit[0], reverse=True):
        html = html[:at] + words + html[at:]
    return html


def _parse(html: str) -> _Element:
    """Parse a page into its elements, without their words."""
    root = _Element("", "", 0, 0, "ltr", len(html), len(html))
    open_elements = [root]
    raw = ""
    for token in _TOKEN.finditer(html):
        closing, name, attributes = token[1], (token[2] or "").lower(), token[3] or ""
        if not name or (raw and not (closing and name == raw)):
            continue
        if closing:
            raw = ""
            while len(open_elements) > 1 and open_elements[-1].name != name:
                open_elements.pop()
            if len(open_elements) > 1:
                done = open_elements.pop()
                done.stop, done.end = token.start(), token.end()
        elif name not in _VOID and not attributes.endswith("/"):
            parent = open_elements[-1]
            made = _Element(name, attributes, token.start(), token.end(), _find_direction(attributes, parent))
            parent.children.append(made)
            open_elements.append(made)
            raw = name if name in _RAW else ""
    return root


def _find_direction(attributes: str, parent: _Element) -> str:
    if own := _DIR.search(attributes):
        return own[1]
    lang = _LANG.search(attributes)
    return find_direction(lang[1]) if lang else parent.direction


def _edit_element(element: _Element, html: str, edits: list[tuple[int, str]]) -> None:
    """Add what an element needs: a direction, or one around its words."""
    for child in element.children:
        if child.name in _RAW or not child.end:
            continue
        has_own = _DIR.search(child.attributes) is not None
        turns = child.direction != element.direction or (element.direction == "rtl" and _is_whole(child, html))
        if has_own or not turns or (child.direction == element.direction and _is_whole(element, html)):
            continue
        direction = child.direction if child.direction != element.direction else "ltr"
        if child.name in _INLINE or child.name in _WORDS_ONLY or _has_blocks(child):
            edits.append((child.inner - 1, f' dir="{direction}"'))
        else:
            edits += [(child.inner, f'<span dir="{direction}">'), (child.stop, "</span>")]


def _has_blocks(element: _Element) -> bool:
    return any(one.name not in _INLINE and one.name not in _RAW for one in element.walk() if one is not element)


def _is_whole(element: _Element, html: str) -> bool:
    """Tell whether the words of an element run to the right, more than one of them, and none to the left."""
    if element.name in ("", "html", "body") or any(child.direction != element.direction for child in element.walk()):
        return False
    if element.name not in _INLINE and _has_blocks(element):
        return False
    text = _read_text(element, html).strip()
    strong = any(unicodedata.bidirectional(character) in ("L", "EN") for character in text)
    # The point of a number in a list belongs to the line, not to the number: `1.`
    return strong and not runs_right_to_left(text) and not text.rstrip(".:").isalnum()


def _read_text(element: _Element, html: str) -> str:
    """Read the words of an element."""
    text, at = "", element.inner
    for child in element.children:
        text += html[at : child.start]
        text += "" if child.name in _RAW else _read_text(child, html)
        at = child.end or child.inner
    return _TOKEN.sub(" ", text + html[at : element.stop])
