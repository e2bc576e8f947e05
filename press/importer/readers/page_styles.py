"""Style sheets inside a web page, as far as they hide words, strike them out, raise them or add some.

Only selectors of one tag, class or id are followed, and no `@media`: a page is read as it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_DECLARATION = re.compile(r"(?:[^;\"']|\"[^\"]*\"|'[^']*')+")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_ADDED = re.compile(r"(.*?)::?(?:before|after)", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"\"([^\"]*)\"|'([^']*)'")


@dataclass(slots=True)
class PageStyles:
    """Declarations by selector, in the order of the page, and the words that style sheets add."""

    rules: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)
    """Selectors with the words that stand before or after what they select."""

    def resolve_style(self, element: Element) -> dict[str, str]:
        """Resolve the declarations of an element: those of tags, of classes, of its id, then its own."""
        tag, identity = str(element.tag).rpartition("}")[2], element.get("id", "")
        names = [("", ""), *((".", name) for name in element.get("class", "").split()), ("#", identity)]
        found: dict[str, str] = {}
        for sign, name in names:
            for one in (("", sign, name), (tag, sign, name)):
                found |= self.rules.get(one, {})
        return found | _read_declarations(element.get("style", ""))

    def list_added_words(self, root: Element) -> Iterator[str]:
        """List the words that style sheets add to elements of the page."""
        for selector, words in self.added:
            simple = _SELECTOR.fullmatch(selector)
            if simple is None or any(_matches(one, simple) for one in root.iter()):
                yield words


def read_page_styles(root: Element) -> PageStyles:
    """Read the style sheets that stand in a page."""
    styles = PageStyles()
    text = "\n".join("".join(one.itertext()) for one in root.iter("style"))
    for selectors, body in _list_rules(_COMMENT.sub("", text)):
        declarations = _read_declarations(body)
        for selector in map(str.strip, selectors.split(",")):
            if added := _ADDED.fullmatch(selector):
                words = "".join(one or other for one, other in _WORDS.findall(declarations.get("content", "")))
                if re.search(r"[^\W\d_]{2}", re.sub(r"\\[0-9a-f]+", "", words, flags=re.IGNORECASE)):
                    styles.added.append((added[1].strip(), words.strip()))
            elif selector and (simple := _SELECTOR.fullmatch(selector)):
                key = ((simple[1] or "").lower(), simple[2] or "", simple[3] or "")
                styles.rules[key] = styles.rules.get(key, {}) | declarations
    return styles


def _list_rules(text: str) -> Iterator[tuple[str, str]]:
    """List the selectors and declarations of rules that stand under no condition."""
    heads: list[str] = []
    last = ""
    for part in re.split("([{}])", text):
        if part == "{":
            heads.append(last.rpartition(";")[2].strip())
        elif part == "}" and heads:
            head = heads.pop()
            if not heads and not head.startswith("@"):
                yield head, last
        last = part


def _matches(element: Element, selector: re.Match[str]) -> bool:
    tag, sign, name = selector.groups()
    values = element.get("class", "").split() if sign == "." else [element.get("id", "")]
    return tag in {None, element.tag} and (not sign or name in values)


def _read_declarations(text: str) -> dict[str, str]:
    """Read declarations; a property that comes twice has its last value."""
    pairs = (one.partition(":") for one in _DECLARATION.findall(text))
    return {
        name.strip().lower(): re.sub(r"!\s*important", "", value).strip() for name, _, value in pairs if value.strip()
    }
