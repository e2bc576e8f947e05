"""The changes in the words of a publication between two states, part by part and block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from press.model.publication import Publication
from press.text.blocks import FRONT_MATTER, BlockText, TextPart, list_parts
from press.text.diff import align_words, compare_words

FACTS = "publication.yaml"
"""The id of the part that holds the facts of a publication."""
SIMILAR = 0.4
"""Least share of common words at which two blocks count as one block that changed."""
AHEAD = 40
"""Blocks to search ahead for a similar one."""

ChangeKind = Literal["changed", "new", "gone", "moved", "moved_changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class RedlinePiece:
    """Words that are the same in both states, added or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class RedlineBlock:
    """A block of words with its changes. kind: as in the lines of a part."""

    kind: str
    pieces: tuple[RedlinePiece, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of a text: its id, its heading, how it changed, and its words with every change."""

    id: str
    title: str
    kind: ChangeKind
    blocks: tuple[RedlineBlock, ...]

    @property
    def added(self) -> int:
        """Number of words added."""
        return self._count_words("added")

    @property
    def removed(self) -> int:
        """Number of words removed."""
        return self._count_words("removed")

    def _count_words(self, kind: str) -> int:
        return sum(len(piece.text.split()) for block in self.blocks for piece in block.pieces if piece.kind == kind)


def compare_publications(old: Publication | None, new: Publication | None, lang: str) -> list[PartChange]:
    """Compare two states of a text, part by part.

    The parts are in the order of the new state. None: the publication does not exist in that state.
    """
    before, after = _list_parts(old, lang), _list_parts(new, lang)
    stays = _find_unmoved(list(before), list(after))
    return [
        _compare_part(key, before.get(key), after.get(key), stays) for key in _order_parts(list(before), list(after))
    ]


def _list_parts(publication: Publication | None, lang: str) -> dict[str, TextPart]:
    if publication is None or lang not in publication.translations:
        return {}
    facts = TextPart(
        FACTS, "", 1, tuple(BlockText("fact", text, 1) for text in _list_facts(publication.facts.model_dump()))
    )
    return {FACTS: facts} | list_parts(publication.translations[lang])


def _list_facts(value: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """List the facts as lines `key: words`."""
    for key, one in value.items():
        name = f"{above}{key}"
        if isinstance(one, Mapping):
            yield from _list_facts(one, f"{name}.")
        elif isinstance(one, list) and one and isinstance(one[0], Mapping):
            for position, entry in enumerate(one, 1):
                yield from _list_facts(entry, f"{name}.{position}.")
        elif one is not None and one != []:
            yield f"{name}: {', '.join(map(str, one)) if isinstance(one, list) else one}"


def _find_unmoved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Find the parts in the same order in both states."""
    both = set(before) & set(after)
    old, new = [key for key in before if key in both], [key for key in after if key in both]
    return {key for same, a, b, _, _ in align_words(old, new) if same for key in old[a:b]}


def _order_parts(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Order the parts as in the new state.

    A removed part stays after the part that it followed.
    """
    order = list(after)
    for position, key in enumerate(before):
        if key not in after:
            place = order.index(before[position - 1]) + 1 if position else 0
            order.insert(place, key)
    return order


def _compare_part(key: str, old: TextPart | None, new: TextPart | None, stays: set[str]) -> PartChange:
    part = new or old
    assert part is not None
    blocks = tuple(_compare_blocks(old.lines if old else (), new.lines if new else ()))
    same = all(piece.kind == "same" for block in blocks for piece in block.pieces)
    kind: ChangeKind = "new" if not old else "gone" if not new else "unchanged" if same else "changed"
    if old and new and key not in stays:
        kind = "moved" if same else "moved_changed"
    heading = part.lines[0].text if part.lines and key not in {FACTS, FRONT_MATTER} else ""
    return PartChange(key, heading, kind, blocks)


# ---------------------------------------------------------------- blocks


def _compare_blocks(old: Sequence[BlockText], new: Sequence[BlockText]) -> Iterator[RedlineBlock]:
    before, after = [f"{one.kind} {one.text}" for one in old], [f"{one.kind} {one.text}" for one in new]
    for same, a, b, c, d in align_words(before, after):
        if same:
            yield from (RedlineBlock(one.kind, (RedlinePiece("same", one.text),)) for one in new[c:d])
        else:
            yield from _align(list(old[a:b]), list(new[c:d]))


def _align(old: list[BlockText], new: list[BlockText]) -> Iterator[RedlineBlock]:
    """Pair changed blocks; others are removed or added."""
    while old:
        first = old.pop(0)
        match = next((at for at, one in enumerate(new[:AHEAD]) if _is_similar(first, one)), None)
        if match is None:
            yield RedlineBlock(first.kind, (RedlinePiece("removed", first.text),))
        else:
            yield from (RedlineBlock(one.kind, (RedlinePiece("added", one.text),)) for one in new[:match])
            yield RedlineBlock(new[match].kind, tuple(_compare_words(first.text, new[match].text)))
            new = new[match + 1 :]
    yield from (RedlineBlock(one.kind, (RedlinePiece("added", one.text),)) for one in new)


def _is_similar(old: BlockText, new: BlockText) -> bool:
    if old.kind != new.kind:
        return False
    if old.kind in {"heading", "title", "summary", "keywords"}:
        return True  # a part has one of each, and a heading changes with the words below it
    before, after = Counter(old.text.split()), Counter(new.text.split())
    common, most = sum((before & after).values()), max(before.total(), after.total())
    return common >= SIMILAR * most


def _compare_words(old: str, new: str) -> Iterator[RedlinePiece]:
    for change in compare_words(old, new):
        if change.kind == "same":
            yield RedlinePiece("same", change.new)
        else:
            if change.old:
                yield RedlinePiece("removed", change.old)
            if change.new:
                yield RedlinePiece("added", change.new)
