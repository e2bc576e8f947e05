"""Styles of a Word file: the look of a run and the role of a paragraph, along `basedOn` (ISO/IEC 29500-1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from press.importer.readers.docx.archive import find_child, get_name, get_value
from press.importer.readers.docx.symbols import has_symbols

LEAST_SHIFT = 4
"""Half-points that make raised words a note or a power; less only sets a line straight."""
_OFF = {"0", "false", "off", "none"}
_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc [1-9]|table of figures")
_LIST_STYLE = re.compile(r"list(?: bullet| number)?( [2-9])?")


@dataclass(frozen=True, slots=True)
class RunLook:
    """The look of a run of a Word file."""

    strong: bool = False
    em: bool = False
    struck: bool = False
    hidden: bool = False
    shift: str = ""
    font: str = ""
    """The symbol typeface that draws it; empty for all others."""
    lang: str = ""


@dataclass(slots=True)
class WordStyles:
    """The styles of a Word file, by id."""

    styles: dict[str, Element] = field(default_factory=dict)
    default_paragraph: str = ""
    default_lang: str = ""

    def list_chain(self, style: str) -> Iterator[Element]:
        """List a style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = get_value(find_child(self.styles[style], "w:basedOn"))

    def list_names(self, style: str) -> Iterator[str]:
        """List the names of a style and those it is based on."""
        for one in self.list_chain(style):
            yield get_value(find_child(one, "w:name")).lower()

    def find_property(self, properties: Element | None, style: str, name: str) -> Element | None:
        """Find a property of a paragraph, its own or its style's."""
        found = find_child(properties, name)
        for one in self.list_chain(style or self.default_paragraph):
            if found is not None:
                break
            found = find_child(one, "w:pPr", name)
        return found

    def find_heading_level(self, properties: Element | None, style: str) -> int:
        """Find the heading level of a paragraph; 0 for none."""
        for name in self.list_names(style):
            if name == "title":
                return 1
            if found := _HEADING.fullmatch(name):
                return min(int(found[1]), 6)
        level = get_value(self.find_property(properties, style, "w:outlineLvl"))
        return min(int(level) + 1, 6) if level.isdigit() and int(level) < 9 else 0

    def find_list_depth(self, style: str) -> int:
        """Find the depth of a list from the name of its style; 0 for none."""
        for name in self.list_names(style):
            if found := _LIST_STYLE.fullmatch(name):
                return int(found[1] or 1)
        return 0

    def is_contents_line(self, style: str) -> bool:
        """Return whether a paragraph is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(name) for name in self.list_names(style))

    def resolve_look(self, run: Element | None, paragraph_style: str, *, heading: bool) -> RunLook:
        """Resolve the look of a run: its own properties, its style's, its paragraph's."""
        character = get_value(find_child(run, "w:rStyle"))
        own = [run, *(find_child(one, "w:rPr") for one in self.list_chain(character))]
        # A heading is bold by its style; that is not emphasis.
        around = [find_child(one, "w:rPr") for one in self.list_chain(paragraph_style or self.default_paragraph)]
        layers = [*own, *around]
        emphasis = own if heading else layers
        shift = get_value(_find_first(layers, "w:vertAlign")) or _find_shift(_find_first(layers, "w:position"))
        lang = get_value(_find_first(own, "w:lang"))
        return RunLook(
            _is_on(emphasis, "w:b"),
            _is_on(emphasis, "w:i"),
            _is_on(layers, "w:strike") or _is_on(layers, "w:dstrike"),
            _is_on(layers, "w:vanish"),
            shift,
            next(filter(None, map(find_font, layers)), "").strip(),
            lang if lang and self.default_lang and lang[:2] != self.default_lang[:2] else "",
        )


def find_font(properties: Element | None) -> str:
    """Find the symbol typeface that run properties name; a space for another typeface, empty for none."""
    fonts = find_child(properties, "w:rFonts")
    name = get_value(fonts, "ascii") or get_value(fonts, "hAnsi") or get_value(fonts, "asciiTheme")
    return name if has_symbols(name) else " " if name else ""


def _find_shift(position: Element | None) -> str:
    """Find whether words are raised or lowered by half-points instead of by a property of their own."""
    found = re.fullmatch("(-?)([0-9]{1,3})", get_value(position))
    if not found or int(found[2]) < LEAST_SHIFT:
        return ""
    return "subscript" if found[1] else "superscript"


def _find_first(layers: list[Element | None], name: str) -> Element | None:
    return next((found for layer in layers if (found := find_child(layer, name)) is not None), None)


def _is_on(layers: list[Element | None], name: str) -> bool:
    found = _find_first(layers, name)
    return found is not None and get_value(found).lower() not in _OFF


def read_styles(tree: Element | None) -> WordStyles:
    """Read the styles of a Word file."""
    styles = WordStyles()
    for one in tree if tree is not None else ():
        if get_name(one) == "w:docDefaults":
            styles.default_lang = get_value(find_child(one, "w:rPrDefault", "w:rPr", "w:lang"))
        if get_name(one) == "w:style":
            name = get_value(one, "styleId")
            styles.styles[name] = one
            if get_value(one, "type") == "paragraph" and get_value(one, "default").lower() in {"1", "true", "on"}:
                styles.default_paragraph = name
    return styles
