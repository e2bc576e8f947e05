"""Text messages, read back and compared with the title, the points in brief and the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from press.model.edition import FinishedEdition
from press.model.sources.language import FixedWords
from press.readback import Reading, make_flowing_reading
from press.readback.parity import Difference, list_page_lines
from press.readback.speech.transcript import TranscriptLine
from press.text.doses import has_dose
from press.text.letters import count_gsm, spell

MOST_MESSAGES, MOST_PLACES = 3, 160
_NUMBERED = re.compile(r"(\d)/(\d) ")


def read_sms(final: FinishedEdition) -> Reading:
    """Read text messages back as one paragraph."""
    messages = final.data.decode("utf-8", "replace").strip("\n").split("\n\n")
    words = " ".join(_NUMBERED.sub("", one, count=1) if len(messages) > 1 else one for one in messages)
    return make_flowing_reading(
        final, [TranscriptLine("paragraph", words, final.edition.lang)], list(_check_messages(messages))
    )


def _check_messages(messages: Sequence[str]) -> Iterator[Difference]:
    """Check number, length and letters of messages."""
    if len(messages) > MOST_MESSAGES:
        yield Difference("layout", f"there are {len(messages)} messages, not at most {MOST_MESSAGES}")
    for number, message in enumerate(messages, 1):
        places = count_gsm(message)
        if places < 0:
            yield Difference("layout", f"message {number} has a letter that the alphabet of text messages has not")
        if places > MOST_PLACES:
            yield Difference("layout", f"message {number} takes {places} places, not at most {MOST_PLACES}")
        found = _NUMBERED.match(message)
        if len(messages) > 1 and (not found or found[0] != f"{number}/{len(messages)} "):
            yield Difference("layout", f"message {number} of {len(messages)} has another number")


def compare_messages(reading: Reading) -> Iterator[Difference]:
    """Compare messages with the page: nothing is said but its title, its points in brief and whom to call."""
    edition, rest = reading.edition, " ".join(line.words for line in reading.lines)
    words, facts = edition.language.words, edition.publication.facts
    if has_dose(rest):
        yield Difference("added", "a message names a dose")
    title, points = _read_page(list_page_lines(reading.html), words.in_brief)
    notices = {"adapted": words.adapted_title, "unreviewed": words.unreviewed_title}
    needed = [title, *([notices[facts.review_status]] if facts.review_status in notices else [])]
    for piece in (_label(words, words.in_brief), *needed, edition.center.contact.toll_free.text):
        before, found, after = rest.partition(spell(piece, "gsm"))
        if not found:
            yield Difference("lost", f"no message says `{piece}`")
        rest = f"{before} | {after}" if found else rest
    said = [point for point in points if spell(point, "gsm") in rest]
    if not said:
        yield Difference("lost", "no message says a point in brief")
    if [rest.find(spell(point, "gsm")) for point in said] != sorted(rest.find(spell(point, "gsm")) for point in said):
        yield Difference("role", "the points are in another order")
    for piece in (*said, _label(words, f"{edition.center.short_name}, {words.toll_free}")):
        rest = rest.replace(spell(piece, "gsm"), " | ", 1)
    for extra in filter(None, (" ".join(part.split()).strip(" .") for part in rest.split("|"))):
        yield Difference("added", f"only a message says `{extra}`")


def _label(words: FixedWords, label: str) -> str:
    return words.labeled.format(label=label, text="").rstrip()


def _read_page(lines: Sequence[TranscriptLine], in_brief: str) -> tuple[str, list[str]]:
    """Read the title and the points in brief of a page."""
    title = next(line.words for line in lines if line.role == "heading" and line.detail == "1")
    start = next(n for n, line in enumerate(lines) if line.role == "heading" and line.words == in_brief)
    end = next((n for n in range(start + 1, len(lines)) if lines[n].role == "heading"), len(lines))
    return title, [line.words for line in lines[start:end] if line.role == "item"]
