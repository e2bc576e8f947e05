"""The typefaces of a page of others: ours, whatever its style sheets ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from xml.etree.ElementTree import Element

from press.style.fonts import SYMBOLS, TYPEFACES, build_face_rules, list_characters
from press.text.scripts import SCRIPTS, find_script

LATIN = SCRIPTS["Latn"].text
RELATED = {"Hani": ("Hans", "Hant", "Jpan", "Kore"), "Hira": ("Jpan",), "Kana": ("Jpan",), "Hang": ("Kore",)}
"""The rows of `SCRIPTS` for the letters that several of them share, or that have no row of their name (ISO 15924)."""
GENERATED = "\u2010•◦▪˅↩"
"""What the renderer adds to a page: hyphens, bullets, the sign of a select, the way back from a note."""
WIDEST = ("Latn-vi",)
"""The row whose typeface has most signs and letters of Europe: for whatever the others lack."""


def build_page_faces(root: Element) -> str:
    """Build the `@font-face` rules that a page needs besides our Latin typeface.

    root: its document element, with languages.
    """
    return build_face_rules(list_page_families(root))


def list_page_families(root: Element) -> list[str]:
    """List the families that have the characters of a page, but for our Latin one."""
    families = [SYMBOLS]
    for lang, characters in _collect_characters(root).items():
        missing = {one for one in characters if not one.isspace()} - _list_family_characters([LATIN, *families])
        for family in _list_candidates(lang, missing):
            if missing and _is_installed(family) and missing & _list_family_characters([family]):
                missing -= _list_family_characters([family])
                families += [] if family in (LATIN, *families) else [family]
    return families


def _collect_characters(root: Element) -> dict[str, set[str]]:
    """Collect the characters of a page by language, those of its attributes and styles too."""
    found = {root.get("lang") or "": set(GENERATED)}
    stack = [(root, root.get("lang") or "")]
    while stack:
        element, outer = stack.pop()
        lang = element.get("lang") or outer
        found.setdefault(lang, set()).update(element.text or "", *element.attrib.values())
        found.setdefault(outer, set()).update(element.tail or "")
        stack += [(child, lang) for child in reversed(element)]
    return found


def _list_candidates(lang: str, characters: Iterable[str]) -> Iterator[str]:
    """List the families that may have some characters, those of the language first."""
    from fontTools.unicodedata import script as find_iso_script

    codes = dict.fromkeys(map(find_iso_script, sorted(characters)))
    rows = [find_script(lang), *(row for code in codes for row in RELATED.get(code, (code,))), *WIDEST]
    yield from dict.fromkeys(SCRIPTS[row].text for row in rows if row in SCRIPTS)


def _is_installed(family: str) -> bool:
    return any(face.family == family and find_spec(face.package) for face in TYPEFACES.values())


def _list_family_characters(families: Iterable[str]) -> frozenset[str]:
    plain = (400, "normal")
    names = [name for name, face in TYPEFACES.items() if face.family in families and (face.weight, face.style) == plain]
    return frozenset().union(*map(list_characters, names))
