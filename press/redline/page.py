"""The page of a redline: typeset, rendered and finished like an edition, but not one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from press.finish import finish_pdf
from press.finish.metadata import Claims
from press.model.sources.language import Language, RedlineWords
from press.redline.compare import FACTS, PartChange, RedlineBlock
from press.render import render_page
from press.style.fonts import embed_typefaces
from press.style.sheets import bundle_styles, read_style_sheet
from press.style.tokens import list_label_tokens
from press.text.blocks import FRONT_MATTER
from press.typeset import render_template

LISTS = {"item": "ul", "brief": "ul"}
"""List elements, by the kind of block that belongs in them."""


@dataclass(frozen=True, slots=True)
class Redline:
    """The values of the page: the text and its language, the two states, and every part with its changes."""

    title: str
    number: str
    lang: str
    language: Language
    words: RedlineWords
    old: str
    new: str
    parts: tuple[PartChange, ...]

    @property
    def changed_parts(self) -> tuple[PartChange, ...]:
        """The parts in which words changed."""
        return tuple(part for part in self.parts if part.added or part.removed)

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return all(part.kind == "unchanged" for part in self.parts)

    def name(self, part: PartChange) -> str:
        """Name a part, for the summary and above its words."""
        return {FACTS: self.words.facts, FRONT_MATTER: self.words.front}.get(part.id, part.title or part.id)

    def describe_change(self, part: PartChange) -> str:
        """Say in a word or two how a part changed."""
        return str(getattr(self.words, part.kind))

    def groups(self, part: PartChange) -> list[tuple[str, list[RedlineBlock]]]:
        """Group the blocks of a part by list element.

        The heading of the part is left out.
        """
        blocks = part.blocks[1:] if part.title else part.blocks
        return [(tag, list(some)) for tag, some in groupby(blocks, lambda block: LISTS.get(block.kind, "p"))]


def make_html(redline: Redline) -> str:
    """Make the page for the screen, as one HTML file."""
    style = bundle_styles("screen") + read_style_sheet("components/redline")
    html = render_template("redline.html", redline=redline, style=style, screen=True)
    return embed_typefaces(html, frozenset(html))


def make_pdf(redline: Redline) -> bytes:
    """Make the page on paper: PDF/UA-1 and PDF/A-2a.

    Raises PressError when the renderer reports a problem.
    """
    html = render_template("redline.html", redline=redline, style="", screen=False)
    title = redline.language.words.labeled.format(label=redline.words.title, text=redline.title)
    style = read_style_sheet("components/redline")
    draft = render_page(html, title, style, list_label_tokens(redline.language))
    return finish_pdf(draft.data, Claims(standard="ua-1", title=title, lang=redline.lang, identifier=redline.number))
