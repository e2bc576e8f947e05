"""Translations whose words stay packed until somebody asks for them.

Most commands ask for the words of few publications of a library, and for the front matter of all.
"""

from __future__ import annotations

import pickle
import zlib
from typing import Any

from press.model.nodes import Node
from press.model.publication import Section, Translation
from press.model.sources.publication import FrontMatter


class ShelvedTranslation(Translation):
    """A translation as it lies in the cache. It compares and pickles as the whole one."""

    __slots__ = ("_packed", "_words")
    _packed: bytes
    _words: tuple[tuple[tuple[Node, ...], ...], tuple[Section, ...]]

    def __new__(cls, *values: Any, **fields: Any) -> Any:
        """Make a whole translation: `dataclasses.replace` calls it."""
        return Translation(*values, **fields)

    @property
    def brief(self) -> tuple[tuple[Node, ...], ...]:
        """The main message."""
        return self._unpack()[0]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections."""
        return self._unpack()[1]

    def _unpack(self) -> tuple[tuple[tuple[Node, ...], ...], tuple[Section, ...]]:
        if not hasattr(self, "_words"):
            # It is whole, and nobody else could write it: whoever read it from the cache has looked.
            object.__setattr__(self, "_words", pickle.loads(zlib.decompress(self._packed)))  # noqa: S301
        return self._words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Translation) and _list_fields(self) == _list_fields(other)

    __hash__ = Translation.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        return Translation, _list_fields(self)


def shelve(text: Translation) -> tuple[Any, ...]:
    """Return what `unshelve` takes, with the words of a translation packed."""
    words = pickle.dumps((text.brief, text.sections), pickle.HIGHEST_PROTOCOL)
    return text.lang, text.front, text.source, zlib.compress(words, 1)


def unshelve(lang: str, front: FrontMatter, source: Any, packed: bytes) -> Translation:
    """Return a translation whose words are unpacked when somebody asks for them."""
    text: Translation = object.__new__(ShelvedTranslation)
    for name, value in (("lang", lang), ("front", front), ("source", source), ("_packed", packed)):
        object.__setattr__(text, name, value)
    return text


def _list_fields(text: Translation) -> tuple[Any, ...]:
    return text.lang, text.front, text.brief, text.sections, text.source
