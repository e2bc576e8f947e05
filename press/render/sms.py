"""Text messages: the title, the points in brief and the telephone, in at most three messages of GSM letters.

They are not the whole text, and say so. A point that names a dose is left out, because a message is read in haste and
passed on without its context; so are the last points if there is no room.
"""

from __future__ import annotations

from collections.abc import Sequence

from press.model.edition import Draft, Edition
from press.model.findings import FindingCode, Place, PressError
from press.render.blocks import PageBlock, read_blocks
from press.text.doses import has_dose
from press.text.letters import count_gsm, spell

MOST_MESSAGES, MOST_PLACES = 3, 160
"""Places of a message in GSM letters (3GPP TS 23.038, 6.1.2)."""
TOO_LONG = FindingCode(
    "SMS101",
    "Title, first point in brief and telephone fit into three text messages.",
    "house rule: at most three messages of 160 places (3GPP TS 23.038)",
    "shorten the title or the first point under `brief`; a point that names a dose is never sent",
)
GLUE = "\x1f"
"""Stands for a space that no message ends at."""
CODES = (TOO_LONG,)


def render_sms(edition: Edition, html: str, _lines: int) -> Draft:
    """Write text messages: each on a line of its own, with its number and an empty line between them."""
    blocks = read_blocks(html)
    points = [_spell(block) for block in blocks if block.id == "press-brief" for block in block.blocks]
    safe = [point for point in points if not has_dose(point)]
    for count in range(len(safe), 0, -1):
        messages = _split(_join(edition, blocks, safe[:count]))
        if len(messages) <= MOST_MESSAGES:
            return Draft(("\n\n".join(messages) + "\n").encode(), 1)
    place = edition.translation.source.find_place("brief")
    raise PressError([TOO_LONG.make_finding(Place(place.file, place.line, place.column), _describe(points, safe))])


def _describe(points: Sequence[str], safe: Sequence[str]) -> str:
    if points and not safe:
        return "every point under `brief` names a dose, so there is nothing to send as a text message"
    return "the title and the first point under `brief` do not fit into three text messages"


def _join(edition: Edition, blocks: Sequence[PageBlock], points: Sequence[str]) -> str:
    """Join what is sent: title, what no reviewer has read, the points, the center and its telephone."""
    words, center = edition.language.words, edition.center
    notice = {"adapted": words.adapted_title, "unreviewed": words.unreviewed_title}
    title = next(_spell(block) for block in blocks if block.kind == "heading" and block.level == 1)
    parts = [
        f"{title}. {notice[edition.publication.facts.review_status]}."
        if edition.publication.facts.review_status in notice
        else f"{title}.",
        words.labeled.format(label=words.in_brief, text=" ".join(points)),
        # A telephone number in two messages is dialed wrongly, so its spaces are kept for the end.
        words.labeled.format(
            label=f"{center.short_name}, {words.toll_free}", text=center.contact.toll_free.text
        ).replace(" ", GLUE),
    ]
    return " ".join(spell(" ".join(part.split(" ")), "gsm") for part in parts)


def _spell(block: PageBlock) -> str:
    return spell(block.words, "gsm")


def _split(text: str) -> list[str]:
    """Split a text between words into numbered messages."""
    messages = [""]
    for word in text.split(" "):
        longer = f"{messages[-1]} {word}".strip()
        if messages[-1] and count_gsm(f"0/0 {longer}".replace(GLUE, " ")) > MOST_PLACES:
            messages.append(word)
        else:
            messages[-1] = longer
    messages = [message.replace(GLUE, " ") for message in messages]
    if len(messages) == 1:
        return messages
    return [f"{number}/{len(messages)} {message}" for number, message in enumerate(messages, 1)]
