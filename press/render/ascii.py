"""Plain text in ASCII alone, for systems that garble anything else: the same grammar, spelled with fewer letters."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from press.model.edition import Draft, Edition
from press.render.blocks import PageBlock, TextRun, read_blocks
from press.render.signs import write_signs
from press.render.text import spell_position, write_blocks
from press.text.letters import spell
from press.text.typography import WIDTH


def render_ascii(edition: Edition, html: str, _lines: int) -> Draft:
    """Write a typeset page as plain text in ASCII."""
    words = edition.language.text_files
    assert words is not None, "a language without these words has no text files"
    spelled = words.model_copy(update={name: spell(text, "ascii") for name, text in words})
    lines = write_blocks(
        [_spell_block(block) for block in write_signs(read_blocks(html), edition.language)], spelled, WIDTH
    )
    return Draft(("\n".join(lines) + "\n").encode("ascii"), 1)


def _spell_block(block: PageBlock) -> PageBlock:
    return replace(
        block,
        runs=tuple(map(_spell_run, block.runs)),
        blocks=tuple(map(_spell_block, block.blocks)),
        alt=spell(block.alt, "ascii"),
    )


def _spell_run(run: TextRun) -> TextRun:
    # No-break spaces stay for the writer, which ends no line there.
    text = "\u00a0".join(spell(part, "ascii") for part in spell_position(run).split("\u00a0"))
    return replace(run, text=text, position="", href=quote(run.href, safe="!#$%&'()*+,/:;=?@[]~"))
