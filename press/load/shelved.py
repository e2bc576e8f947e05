"""Publications of which most stays on the disk until somebody asks for it.

Most commands ask for the words and the pictures of few publications of a library, and for the facts and the front
matter of all.
"""

from __future__ import annotations

import errno
import os
import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, ClassVar

from press.model.publication import Publication, Translation

Keys = tuple[str | int, ...]
"""The way to a value in a source, as in `Source.positions`."""
WHOLE = ""
"""Stands for the publication itself, beside the languages of its translations."""


@dataclass(frozen=True, slots=True)
class PackedFields:
    """What of a publication and its translations is packed, by language. read: reads it."""

    read: Callable[[], bytes]

    def unpack(self, lang: str) -> list[Any]:
        """Unpack the values of the packed fields."""
        # It is whole, and nobody else could write it: whoever reads it from the cache looks.
        packed: dict[str, bytes] = pickle.loads(self.read())  # noqa: S301
        if lang not in packed:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), f"{lang}.md")  # it went while it was read
        found: list[Any] = pickle.loads(zlib.decompress(packed[lang]))  # noqa: S301
        return found


class _Shelved:
    """A value of which some fields are packed. It compares and pickles as the whole one.

    KIND: its class as a whole; PACKED: the fields that are packed.
    """

    __slots__ = ()
    KIND: ClassVar[type[Translation | Publication]]
    PACKED: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        for name in cls.PACKED:
            setattr(cls, name, property(partial(cls._unpack, name=name)))

    def __new__(cls, *values: Any, **named: Any) -> Any:
        """Make a whole one: `dataclasses.replace` calls it."""
        return cls.KIND(*values, **named)

    def _unpack(self, name: str) -> Any:
        if not hasattr(self, "_unpacked"):
            packed, lang = self._place  # type: ignore[attr-defined]
            object.__setattr__(self, "_unpacked", packed.unpack(lang))
        return self._unpacked[self.PACKED.index(name)]  # type: ignore[attr-defined]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.KIND) and _list_fields(self) == _list_fields(other)

    def __hash__(self) -> int:
        return hash(_list_fields(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return self.KIND, _list_fields(self)


class ShelvedTranslation(_Shelved, Translation):
    """A translation whose words are packed."""

    __slots__ = ("_place", "_unpacked")
    KIND = Translation
    PACKED = ("brief", "sections")


class ShelvedPublication(_Shelved, Publication):
    """A publication whose pictures are packed, and what stands in the files beside its facts."""

    __slots__ = ("_place", "_unpacked")
    KIND = Publication
    PACKED = ("pictures", "translation_record", "index_sheet", "record_sources", "signature_record")


class PackedPositions(Mapping[Keys, tuple[int, int]]):
    """The positions of the values of a source, packed until somebody asks for one: that is where there are findings."""

    __slots__ = ("_packed", "_unpacked")

    def __init__(self, positions: Mapping[Keys, tuple[int, int]]) -> None:
        self._packed = pickle.dumps(dict(positions), pickle.HIGHEST_PROTOCOL)

    @property
    def _positions(self) -> dict[Keys, tuple[int, int]]:
        if not hasattr(self, "_unpacked"):
            self._unpacked: dict[Keys, tuple[int, int]] = pickle.loads(self._packed)  # noqa: S301 - as in PackedFields
        return self._unpacked

    def __getitem__(self, keys: Keys) -> tuple[int, int]:
        return self._positions[keys]

    def __iter__(self) -> Iterator[Keys]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore_positions, (self._packed,)


def _restore_positions(packed: bytes) -> PackedPositions:
    positions = object.__new__(PackedPositions)
    positions._packed = packed
    return positions


Kept = dict[str, Any]
"""The fields of a publication and of its translations that are not packed."""


def shelve(publication: Publication) -> tuple[Kept, bytes]:
    """Return what of a publication is kept at hand, and the rest, packed."""
    kept, packed = _pack(publication, ShelvedPublication.PACKED)
    texts = {lang: _pack(text, ShelvedTranslation.PACKED) for lang, text in kept["translations"].items()}
    kept["translations"] = {lang: own for lang, (own, _) in texts.items()}
    whole = {WHOLE: packed} | {lang: packed for lang, (_, packed) in texts.items()}
    return kept, pickle.dumps(whole, pickle.HIGHEST_PROTOCOL)


def unshelve(kept: Kept, packed: PackedFields) -> Publication:
    """Return a publication of which the rest is read when somebody asks for it."""
    texts = {lang: _fill(ShelvedTranslation, own, packed, lang) for lang, own in kept["translations"].items()}
    return _fill(ShelvedPublication, {**kept, "translations": texts}, packed, WHOLE)  # type: ignore[no-any-return]


def _pack(value: Translation | Publication, names: tuple[str, ...]) -> tuple[Kept, bytes]:
    own = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in names}
    own["source"] = replace(value.source, positions=PackedPositions(value.source.positions))
    packed = pickle.dumps([getattr(value, name) for name in names], pickle.HIGHEST_PROTOCOL)
    return own, zlib.compress(packed, 1)


def _fill(kind: type[_Shelved], own: Mapping[str, Any], packed: PackedFields, lang: str) -> Any:
    value = object.__new__(kind)
    for name, one in {**own, "_place": (packed, lang)}.items():
        object.__setattr__(value, name, one)
    return value


def _list_fields(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, one.name) for one in fields(value))
