"""Publications of which most stays packed until somebody asks for it.

Most commands ask for the words and the pictures of few publications of a library, and for the facts and the front
matter of all.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any, ClassVar

from press.model.publication import Publication, Translation


class _Shelved:
    """A value as it lies in the cache. It compares and pickles as the whole one.

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
            # It is whole, and nobody else could write it: whoever read it from the cache has looked.
            object.__setattr__(self, "_unpacked", pickle.loads(zlib.decompress(self._packed)))  # type: ignore[attr-defined]  # noqa: S301
        return self._unpacked[self.PACKED.index(name)]  # type: ignore[attr-defined]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.KIND) and _list_fields(self) == _list_fields(other)

    def __hash__(self) -> int:
        return hash(_list_fields(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return self.KIND, _list_fields(self)


class ShelvedTranslation(_Shelved, Translation):
    """A translation whose words are packed."""

    __slots__ = ("_packed", "_unpacked")
    KIND = Translation
    PACKED = ("brief", "sections")


class ShelvedPublication(_Shelved, Publication):
    """A publication whose pictures are packed, and what stands in the files beside its facts."""

    __slots__ = ("_packed", "_unpacked")
    KIND = Publication
    PACKED = ("pictures", "translation_record", "index_sheet", "record_sources", "signature_record")


Packed = tuple[dict[str, Any], bytes]
"""What of a value is kept as it is, and the rest, packed."""


def shelve(publication: Publication) -> tuple[Packed, list[Packed]]:
    """Return what `unshelve` takes: a publication without its translations, and these."""
    own, packed = _pack(publication, ShelvedPublication.PACKED)
    texts = [_pack(text, ShelvedTranslation.PACKED) for text in own.pop("translations").values()]
    return (own, packed), texts


def unshelve(kept: Packed, texts: list[Packed]) -> Publication:
    """Return a publication of which most is unpacked when somebody asks for it."""
    translations = {own["lang"]: _fill(ShelvedTranslation, own, packed) for own, packed in texts}
    return _fill(ShelvedPublication, {**kept[0], "translations": translations}, kept[1])  # type: ignore[no-any-return]


def _pack(value: Translation | Publication, names: tuple[str, ...]) -> Packed:
    own = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in names}
    packed = pickle.dumps([getattr(value, name) for name in names], pickle.HIGHEST_PROTOCOL)
    return own, zlib.compress(packed, 1)


def _fill(kind: type[_Shelved], own: Mapping[str, Any], packed: bytes) -> Any:
    value = object.__new__(kind)
    for name, one in {**own, "_packed": packed}.items():
        object.__setattr__(value, name, one)
    return value


def _list_fields(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, one.name) for one in fields(value))
