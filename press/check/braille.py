"""Rules on texts of which braille is made: what a braille table cannot write is told at its source."""

from __future__ import annotations

from collections.abc import Iterator

from press.model.findings import Place
from press.model.library import Library
from press.model.nodes import Node
from press.model.publication import Translation
from press.model.rules import Problem, find_source, rule
from press.model.sources.braille import BrailleSettings
from press.readback.braille.coverage import HINT, TABLES, describe_unknown, find_unknown_characters
from press.runtime.libraries.liblouis import has_table, is_liblouis_installed

POSITIONS = {"superscript": "sup", "subscript": "sub"}
_EN = "publications/handwashing/en.md"
_HEAD = "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n## One {#one}\n\n"
_VARIANT = {"variants/extra.yaml": "format: braille\nkind: handout\n"}
_BRAILLE = """name: français
braille:
  table: {}.ctb
  code: C
  system: C grade1
  tag: fr-Brai
  words: {{picture: P, table: T, contents: C, print_pages: P, by_computer: '{{code}}',
          by_transcriber: '{{code}} {{transcriber}}', follows: '{{edition}}'}}
"""


def _makes_braille(library: Library) -> bool:
    return any(variant.file_format.words == "braille" for variant in library.variants.values())


@rule(
    "BRL101",
    scope="publication",
    clause=TABLES,
    hint=HINT,
    severity="warning",
    bad=_VARIANT | {_EN: _HEAD + "Press ☐ and √2.\n"},
    good=_VARIANT | {_EN: _HEAD + "Press 2 + 2 ~ 4 · 98.6 °F.\n"},
)
def check_braille_characters(library: Library) -> Iterator[Problem]:
    """Check that braille can be made of every character of a text.

    The braille editions of a text with another one are refused; the others are made.
    """
    if not _makes_braille(library) or not is_liblouis_installed():
        return
    for publication in library.publications.values():
        for lang, translation in publication.translations.items():
            settings = library.languages[lang].braille if lang in library.languages else None
            if settings and has_table(settings.table):
                for place, passage in list_unknown_passages(translation, settings):
                    yield place, describe_unknown(passage)


def list_unknown_passages(translation: Translation, settings: BrailleSettings) -> Iterator[tuple[Place, str]]:
    """List the passages of a text that its braille table cannot write, each with its place."""
    source, front = translation.source, translation.front
    for key in ("title", "summary"):
        for _, passage in _find_passages(getattr(front, key), settings):
            yield source.find_place(key), passage
    for number, point in enumerate(translation.brief):
        for node in point:
            for _, _, passage in _walk_unknown(node, settings):
                yield source.find_place("brief", number), passage
    for section in translation.sections:
        for block in (*section.heading, *section.blocks):
            for node, at, passage in _walk_unknown(block, settings):
                yield source.make_place(node.line or section.line, (node.column or 1) + at), passage


def _walk_unknown(node: Node, settings: BrailleSettings, position: str = "") -> Iterator[tuple[Node, int, str]]:
    """Walk a node and those in it, with each passage that braille cannot write and its place in the words."""
    position = POSITIONS.get(node.kind, position)
    for at, passage in _find_passages(node.text, settings, position):
        yield node, at, passage
    for key in ("alt", "title"):
        for _, passage in _find_passages(node.attrs.get(key, ""), settings):
            yield node, 0, passage
    for child in node.children:
        yield from _walk_unknown(child, settings, position)


def _find_passages(text: str, settings: BrailleSettings, position: str = "") -> Iterator[tuple[int, str]]:
    """Find the characters that a table does not have; those beside each other are one passage."""
    start, passage = 0, ""
    for at, character in find_unknown_characters(text, settings, position):
        between = text[start + len(passage) : at]
        if passage and not between.strip():
            passage += between + character
            continue
        if passage:
            yield start, passage
        start, passage = at, character
    if passage:
        yield start, passage


@rule(
    "BRL103",
    clause=TABLES,
    hint="`lou_checktable NAME` tells what is wrong; the tables of liblouis are in /usr/share/liblouis/tables",
    bad={"languages/fr.yaml": _BRAILLE.format("no-such-table")},
    good={"languages/fr.yaml": _BRAILLE.format("en-ueb-g2")},
)
def check_braille_tables(library: Library) -> Iterator[Problem]:
    """Check that liblouis has the braille tables that a language names."""
    if not is_liblouis_installed():
        return
    for lang, language in library.languages.items():
        if language.braille:
            for key in ("table", "other_table"):
                table = getattr(language.braille, key)
                if table and not has_table(table):
                    place = find_source(library, f"languages/{lang}.yaml").find_place("braille", key)
                    yield place, f"liblouis has no braille table `{table}`"
