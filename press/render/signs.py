"""Signs of plain text for check-boxes and lines to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from press.model.sources.language import Language
from press.render.blocks import PageBlock, TextRun

EMPTY_BOX, CHECKED_BOX, BLANK = "[\u00a0]", "[x]", "________"
"""The space is a no-break space, so that no line ends there."""


def write_signs(blocks: Sequence[PageBlock], language: Language) -> tuple[PageBlock, ...]:
    """Write check-boxes and lines to fill in as people draw them in a text."""
    words = language.text_words
    signs = {words.empty_box: EMPTY_BOX, words.checked_box: CHECKED_BOX, words.blank: BLANK} if words else {}
    return tuple(_sign_block(block, signs) for block in blocks)


def _sign_block(block: PageBlock, signs: Mapping[str, str]) -> PageBlock:
    return replace(
        block,
        runs=tuple(_sign_run(run, signs) for run in block.runs),
        blocks=tuple(_sign_block(one, signs) for one in block.blocks),
    )


def _sign_run(run: TextRun, signs: Mapping[str, str]) -> TextRun:
    return (
        replace(run, text=run.text.replace(f"[{run.sign}]", signs.get(run.sign, f"[{run.sign}]"))) if run.sign else run
    )
