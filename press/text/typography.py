"""Line breaks: words that stay on one line, and last lines that are not too short."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup, escape

from press.model.nodes import BLOCKS, Node
from press.text.direction import runs_right_to_left, split_directions
from press.text.segmentation import list_phrases

LONGEST_WHOLE = 48
"""Most characters of a word that stays on one line: as many as the narrowest text column holds (half-letter)."""
WIDEST_WHOLE = 14
"""Most columns of such a word if its letters are as wide as high: seven, as many as the title of a folded panel has."""
SHORTEST_LAST_LINE = 9
"""Fewest characters of the last line of a paragraph."""
SHORTEST_PARAGRAPH = 30
"""A paragraph of fewer characters has one line, so nothing is bound."""

NBSP = "\u00a0"
_LONE_SIGN = re.compile(r" (?=[~–—·]\s)")
# After a figure, as the SI brochure (5.4.3) and everyone who reads a dose want it. Letters of Korean, Japanese and
# Chinese may follow without a space.
_UNIT = re.compile(
    r"(?<=\d) (?=(?:[mkcdµμn]?[gLlm]|mcg|mmol|mmHg|mEq|kcal|IU|UI|°[CF]|%|[мк]?[гл]|мкг|см|мм)"
    r"(?![^\W가-힣\u3040-\u9fff]))"
)
_WIDE = r"\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef"
"""Letters and signs of Japanese and Chinese, for a class of characters."""
_COMPOUND = re.compile(
    # The digits of a telephone number in letters follow it in brackets.
    rf"[^\s{{}}{_WIDE}]*\w[-–@/.~]\w[^\s{{}}{_WIDE}]*(?: \(\d{{3,5}}\))?"
    # Pango breaks Korean between any two letters, as Chinese; and no last line of Chinese has one or two alone.
    rf"|(?=\S\S)(?P<wide>[^\s{{}}]*[가-힣][^\s{{}}]*|[{_WIDE}]{{3,4}}$)"
)


@lru_cache(maxsize=8192)
def keep_together(text: str) -> Markup:
    """Keep each number, address and compound word on one line.

    A line that ends in a real hyphen loses it in text extraction, and a telephone number in two halves is read wrongly.
    A word longer than `LONGEST_WHOLE` may break after a slash.
    """
    text = _UNIT.sub(NBSP, _LONE_SIGN.sub(NBSP, text))  # a dash does not begin a line, nor does a unit
    if runs_right_to_left(text):
        return Markup("").join(_isolate(part) if whole else escape(part) for part, whole in split_directions(text))
    parts: list[str | Markup] = []
    end = 0
    for match in _COMPOUND.finditer(text):
        parts += [text[end : match.start()], (_keep_wide_whole if match["wide"] else keep_word_whole)(match[0])]
        end = match.end()
    parts.append(text[end:])
    return Markup("").join(escape(part) for part in parts)


def keep_phrases(text: str, lang: str) -> Markup:
    """Keep each phrase of a heading on one line, also where no spaces part words.

    Lines of running text may end within a word there; in a heading that is hard to read.
    """
    if not re.search(rf"[{_WIDE}]", text):
        return keep_together(text)
    parts = (re.split(r"(\s+$)", part) for part in list_phrases(_UNIT.sub(NBSP, text), lang))
    return Markup("").join(_keep_wide_whole(phrase) + "".join(space) for phrase, *space in parts)


def _keep_wide_whole(phrase: str) -> Markup:
    """Keep letters as wide as high on one line, if the narrowest holds them."""
    return keep_word_whole(phrase) if count_columns(phrase) <= WIDEST_WHOLE else escape(phrase)


def _isolate(phrase: str) -> Markup:
    """Keep a phrase together that runs to the right, within words that run to the left."""
    if len(phrase) <= LONGEST_WHOLE // 2:
        return Markup('<span class="nb" dir="ltr">{}</span>').format(phrase)
    return Markup('<span dir="ltr">{}</span>').format(keep_together(phrase))


def keep_word_whole(word: str) -> Markup:
    """Keep a short word, or a few, on one line."""
    css_class = "nb" if len(word) <= LONGEST_WHOLE // 2 else "address"
    parts = _split_at_slashes(word)
    return Markup("").join(Markup('<span class="{}">{}</span>').format(css_class, part) for part in parts)


def allow_breaks(address: str, joint: str = "") -> Markup:
    """Let an address break after a slash.

    For narrow columns. joint: is put between the parts; browsers do not break after a slash without `<wbr>`.
    """
    parts = address.replace("/", "/\n").split("\n")
    return Markup(joint).join(  # noqa: S704 - the joint is written in a template
        Markup('<span class="nb">{}</span>').format(part) for part in parts if part
    )


def ends_long(text: str) -> bool:
    """Tell whether a text ends in a word so long that a narrow column may have no room for more on its line."""
    return len(text) - text.rfind(" ") - 1 > LONGEST_WHOLE // 2


def _split_at_slashes(word: str) -> list[str]:
    if len(word) <= LONGEST_WHOLE:
        return [word]
    return [part for part in word.replace("/", "/\n").split("\n") if part]


def bind_last_words(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Bind a paragraph's last words, so that none stands alone."""
    if sum(len(node.text_content) for node in nodes) < SHORTEST_PARAGRAPH:
        return tuple(nodes)
    return _bind(nodes, 0)[0]


def bind_words(text: str) -> str:
    """Bind the last words of a plain text, as `bind_last_words` does."""
    return bind_last_words([Node("text", text=text)])[0].text


def _bind(nodes: Sequence[Node], length: int, before: str = "") -> tuple[tuple[Node, ...], int]:
    """Bind the last words of some inlines to what follows.

    length: of what follows and is bound already; before: the words before them. Returns the inlines and the length of
    the last line.
    """
    bound = list(nodes)
    for place in range(len(bound) - 1, -1, -1):
        node = bound[place]
        if length >= SHORTEST_LAST_LINE:
            break
        words = before + "".join(one.text_content for one in bound[:place])
        if node.kind == "text":
            text, length = _bind_text(node.text, length, words)
            bound[place] = replace(node, text=text)
        elif node.children:
            children, length = _bind(node.children, length, words)
            bound[place] = replace(node, children=children)
        else:
            length = SHORTEST_LAST_LINE  # a picture, a line to fill in
    return tuple(bound), length


def _bind_text(text: str, length: int, before: str) -> tuple[str, int]:
    end, word = len(text), before.rpartition(" ")[2]
    while (space := text.rfind(" ", 0, end)) >= 0 and length + len(text) - space - 1 < SHORTEST_LAST_LINE:
        first = text.rfind(" ", 0, space) + 1
        if length + len(text) - first + len(word) * (not first) > LONGEST_WHOLE // 2:
            break  # a narrow column has no room for so long a word and the next
        text = text[:space] + NBSP + text[space + 1 :]
        end = space
    return text, SHORTEST_LAST_LINE if space >= 0 else length + len(text)


def split_lead(node: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Split an item into its first inlines and later blocks."""
    children = node.children
    if children and children[0].kind == "paragraph":
        return children[0].children, children[1:]
    count = next((at for at, child in enumerate(children) if child.kind in BLOCKS), len(children))
    return children[:count], children[count:]


# ---------------------------------------------------------------- text files


WIDTH = 72
"""Columns of a line (RFC 2646, 4.1, asks for less than 80); only a longer word stands out."""
_WITHOUT_COLUMN = frozenset({"Mn", "Me", "Cf"})
"""Kinds of characters that stand over others or are not shown."""


def count_columns(text: str) -> int:
    """Count the columns of a text: two for a wide character, none for a mark over others (UAX 11)."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(unicodedata.category(one) in _WITHOUT_COLUMN for one in text)
