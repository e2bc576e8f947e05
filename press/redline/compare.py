"""What changed in the words of a publication between two states, part by part and block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from press.model.edition import Publication
from press.text.blocks import FRONT, Line, Part, parts_of
from press.text.diff import compare, operations

FACTS = "publication.yaml"
"""What stands for the facts of a publication among the ids of its parts."""
ALIKE = 0.4
"""Share of words that two blocks have in common to be called one block that changed."""
AHEAD = 40
"""Blocks looked ahead for one that is alike."""

Kind = Literal["changed", "new", "gone", "moved", "moved_changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: the same in both states, added or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of words, with what happened in it; kind: as in `textwords.Line`."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of a text: its id, its heading, what happened to it, and its words with every change."""

    id: str
    title: str
    kind: Kind
    blocks: tuple[Block, ...]

    @property
    def added(self) -> int:
        """Words added."""
        return self._count("added")

    @property
    def removed(self) -> int:
        """Words removed."""
        return self._count("removed")

    def _count(self, kind: str) -> int:
        return sum(len(piece.text.split()) for block in self.blocks for piece in block.pieces if piece.kind == kind)


def changes(old: Publication | None, new: Publication | None, lang: str) -> list[PartChange]:
    """Every part of a text in one language in two states, in the order of the new one; None: it was not there."""
    before, after = _parts(old, lang), _parts(new, lang)
    stays = _unmoved(list(before), list(after))
    return [_change(key, before.get(key), after.get(key), stays) for key in _order(list(before), list(after))]


def _parts(publication: Publication | None, lang: str) -> dict[str, Part]:
    if publication is None or lang not in publication.translations:
        return {}
    facts = Part(FACTS, "", 1, tuple(Line("fact", text, 1) for text in _facts(publication.facts.model_dump())))
    return {FACTS: facts} | parts_of(publication.translations[lang])


def _facts(value: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The facts as lines `key: words`."""
    for key, one in value.items():
        name = f"{above}{key}"
        if isinstance(one, Mapping):
            yield from _facts(one, f"{name}.")
        elif isinstance(one, list) and one and isinstance(one[0], Mapping):
            for position, entry in enumerate(one, 1):
                yield from _facts(entry, f"{name}.{position}.")
        elif one is not None and one != []:
            yield f"{name}: {', '.join(map(str, one)) if isinstance(one, list) else one}"


def _unmoved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The parts that stand in the same order in both states."""
    both = set(before) & set(after)
    old, new = [key for key in before if key in both], [key for key in after if key in both]
    return {key for same, a, b, _, _ in operations(old, new) if same for key in old[a:b]}


def _order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The parts of the new state, each part that is gone after the one that it followed."""
    order = list(after)
    for position, key in enumerate(before):
        if key not in after:
            place = order.index(before[position - 1]) + 1 if position else 0
            order.insert(place, key)
    return order


def _change(key: str, old: Part | None, new: Part | None, stays: set[str]) -> PartChange:
    part = new or old
    assert part is not None
    blocks = tuple(_blocks(old.lines if old else (), new.lines if new else ()))
    same = all(piece.kind == "same" for block in blocks for piece in block.pieces)
    kind: Kind = "new" if not old else "gone" if not new else "unchanged" if same else "changed"
    if old and new and key not in stays:
        kind = "moved" if same else "moved_changed"
    heading = part.lines[0].text if part.lines and key not in {FACTS, FRONT} else ""
    return PartChange(key, heading, kind, blocks)


# ---------------------------------------------------------------- blocks


def _blocks(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Block]:
    before, after = [f"{one.kind} {one.text}" for one in old], [f"{one.kind} {one.text}" for one in new]
    for same, a, b, c, d in operations(before, after):
        if same:
            yield from (Block(one.kind, (Piece("same", one.text),)) for one in new[c:d])
        else:
            yield from _aligned(list(old[a:b]), list(new[c:d]))


def _aligned(old: list[Line], new: list[Line]) -> Iterator[Block]:
    """Blocks that changed beside those that they became; the others as removed and added."""
    while old:
        first = old.pop(0)
        match = next((at for at, one in enumerate(new[:AHEAD]) if _alike(first, one)), None)
        if match is None:
            yield Block(first.kind, (Piece("removed", first.text),))
        else:
            yield from (Block(one.kind, (Piece("added", one.text),)) for one in new[:match])
            yield Block(new[match].kind, tuple(_pieces(first.text, new[match].text)))
            new = new[match + 1 :]
    yield from (Block(one.kind, (Piece("added", one.text),)) for one in new)


def _alike(old: Line, new: Line) -> bool:
    if old.kind != new.kind:
        return False
    if old.kind in {"heading", "title", "summary", "keywords"}:
        return True  # there is one of its kind, or it stands for what is below it
    before, after = Counter(old.text.split()), Counter(new.text.split())
    common, most = sum((before & after).values()), max(before.total(), after.total())
    return common >= ALIKE * most


def _pieces(old: str, new: str) -> Iterator[Piece]:
    for change in compare(old, new):
        if change.kind == "same":
            yield Piece("same", change.new)
        else:
            if change.old:
                yield Piece("removed", change.old)
            if change.new:
                yield Piece("added", change.new)
