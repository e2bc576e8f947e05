"""A redline as a page: typeset, rendered and finished like an edition, but none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from press.finish import finish
from press.finish.claims import Claims
from press.model.facts import Language
from press.model.textfacts import RedlineWords
from press.redline.compare import FACTS, Block, PartChange
from press.render import render_page
from press.style.fonts import inline_faces
from press.style.sheets import bundle, page_style
from press.text.blocks import FRONT
from press.typeset import environment

LISTS = {"item": "ul", "brief": "ul"}
"""Blocks that stand in a list, and which."""


@dataclass(frozen=True, slots=True)
class Redline:
    """What is put on the page: the text and its language, the two states, and every part with its changes."""

    title: str
    number: str
    lang: str
    language: Language
    words: RedlineWords
    old: str
    new: str
    parts: tuple[PartChange, ...]

    @property
    def shown(self) -> tuple[PartChange, ...]:
        """The parts whose words are shown: those in which words changed."""
        return tuple(part for part in self.parts if part.added or part.removed)

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return all(part.kind == "unchanged" for part in self.parts)

    def name(self, part: PartChange) -> str:
        """What a part is called in the summary and over its words."""
        return {FACTS: self.words.facts, FRONT: self.words.front}.get(part.id, part.title or part.id)

    def happened(self, part: PartChange) -> str:
        """What happened to a part, in a word or two."""
        return str(getattr(self.words, part.kind))

    def groups(self, part: PartChange) -> list[tuple[str, list[Block]]]:
        """The blocks of a part without its heading, those of a list together under the list's element."""
        blocks = part.blocks[1:] if part.title else part.blocks
        return [(tag, list(some)) for tag, some in groupby(blocks, lambda block: LISTS.get(block.kind, "p"))]


def as_html(redline: Redline) -> str:
    """The page for the screen, as one file."""
    style = bundle("screen") + page_style("components/redline.css")
    html = environment().get_template("redline.html").render(redline=redline, style=style, screen=True)
    return inline_faces(html, frozenset(html))


def as_pdf(redline: Redline) -> bytes:
    """The page on paper: PDF/UA-1 and PDF/A-2a. Raises PressError when the renderer complains."""
    html = environment().get_template("redline.html").render(redline=redline, style="", screen=False)
    title = f"{redline.words.title}: {redline.title}"
    draft = render_page(html, title, page_style("components/redline.css"))
    return finish(draft.data, Claims(standard="ua-1", title=title, lang=redline.lang, identifier=redline.number))
