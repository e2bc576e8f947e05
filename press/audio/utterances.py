"""What is said of a script for a voice, chapter by chapter, in plain words for engines that do not know SSML well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from press.readback.ssml import SSML
from press.text.spacing import squeeze_spaces

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_UNSAID = str.maketrans(dict.fromkeys("()[]", ", ") | dict.fromkeys('{}<>«»“”„"‘\u00a0', " "))
"""Brackets and quotation marks: after one, espeak-ng says the period as a word. Words in brackets are set apart."""
_LOOSE = re.compile(r"[\s,;]+(?=[.,;:!?])")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that are said in one breath, and the silence after them in milliseconds."""

    lang: str
    words: str
    pause: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its title as it is written, and what is said."""

    title: str
    utterances: tuple[Utterance, ...]


def read_chapters(script: bytes) -> list[Chapter]:
    """Read the chapters of a script; what stands before the first has no title."""
    root = ElementTree.fromstring(script)  # noqa: S314 - expat, on a file of the press
    chapters: list[Chapter] = []
    title, said = "", list[Utterance]()
    is_title = False
    for element in root:
        if element.tag == f"{SSML}mark":
            chapters += [Chapter(title, tuple(said))] if said else []
            title, said, is_title = "", [], True
        elif element.tag == f"{SSML}break" and said:
            pause = said[-1].pause + int((element.get("time") or "0ms").removesuffix("ms"))
            said[-1] = Utterance(said[-1].lang, said[-1].words, pause)
        elif element.tag in {f"{SSML}p", f"{SSML}sub"}:
            if is_title:
                title, is_title = squeeze_spaces("".join(element.itertext())), False
            said += _join_languages(_list_pieces(element, root.get(LANG) or ""))
    return [*chapters, Chapter(title, tuple(said))]


def _list_pieces(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what is said in an element, each piece with its language."""
    if element.tag == f"{SSML}sub":
        yield lang, f" {element.get('alias') or ''} "
        return
    lang = element.get(LANG) or lang
    yield lang, element.text or ""
    for child in element:
        yield from _list_pieces(child, lang)
        yield lang, child.tail or ""


def _join_languages(pieces: Iterator[tuple[str, str]]) -> list[Utterance]:
    """Join pieces into one utterance for each run of one language."""
    runs: list[tuple[str, str]] = []
    for lang, text in pieces:
        if runs and (runs[-1][0] == lang or not has_words(text)):
            runs[-1] = (runs[-1][0], runs[-1][1] + text)
        else:
            runs.append((lang, text))
    said = [(lang, _LOOSE.sub("", squeeze_spaces(text.translate(_UNSAID)))) for lang, text in runs]
    return [Utterance(lang, words.strip(" ,;")) for lang, words in said if has_words(words)]


def has_words(text: str) -> bool:
    """Tell whether there is anything to say."""
    return any(one.isalnum() for one in text)
