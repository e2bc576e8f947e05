"""Layouts that were found before: the same handout with the block of another clinic.

A block that is higher than another leaves less room. If it fits as well with the remedies that a search found for the
lower one, no search finds better, so these are taken.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from press.model.edition import Edition
from press.model.fit import Fit
from press.render.layout.layouts import IMPRINT, LayOut, Layout, Styled
from press.render.layout.search import find_best_layout
from press.runtime import cache

FOLDER = "layouts"
"""The folder in the cache of this machine."""
MOST_TRIED = 2
"""The greatest number of known layouts that are tried before a search."""
MOST_KNOWN = 16
"""The greatest number of layouts of a handout that are kept, the latest ones."""


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """The best remedies for a block of some height in points, and what their layout costs the reader."""

    remedies: tuple[str, ...]
    height: float
    cost: tuple[float, ...]


def find_layout(edition: Edition, lay_out: LayOut, handout: str) -> Layout:
    """Find the best layout of an edition, from those of the same handout for other clinics if one is as good.

    handout: a digest of everything but the block that it is made from; if "", nothing is cached.
    """
    if not handout:
        return find_best_layout(edition, lay_out)
    path = cache.find_cache_folder() / FOLDER / handout
    known = _parse(cache.read_bytes(path) or b"[]")
    tried: dict[tuple[str, ...], Layout] = {}
    for names in list(dict.fromkeys(one.remedies for one in known))[:MOST_TRIED]:
        tried[names] = find_best_layout(replace(edition, fit=Fit(names, searched=True)), lay_out)
        if _is_as_good(tried[names], known):
            return tried[names]

    def lay_out_rest(one: Edition, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
        return tried.get(one.fit.remedies) or lay_out(one, until_cut=until_cut, like=like)

    best = find_best_layout(edition, lay_out_rest)
    kept = [*known, _describe(best)][-MOST_KNOWN:]
    cache.store_bytes(path, json.dumps([asdict(one) for one in kept]).encode())
    return best


def _is_as_good(layout: Layout, known: Sequence[KnownLayout]) -> bool:
    """Tell whether a layout is as good as one that was the best for a block that is no higher than its own."""
    mine = _describe(layout)
    return any(one.remedies == mine.remedies and one.height <= mine.height and mine.cost <= one.cost for one in known)


def _describe(layout: Layout) -> KnownLayout:
    height = sum(layout.heights[IMPRINT])
    return KnownLayout(layout.edition.fit.remedies, round(height, 2), tuple(map(float, layout.cost[:-1])))


def _parse(data: bytes) -> list[KnownLayout]:
    return [KnownLayout(tuple(one["remedies"]), one["height"], tuple(one["cost"])) for one in json.loads(data)]
