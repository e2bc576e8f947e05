"""Rules on finished files that flow: each says what the typeset page says, but for the tolerances of its format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from press.model.findings import Place
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.parity import Difference, DifferenceKind
from press.readback.speech.transcript import TranscriptLine

PARITY = "house rule: one source, every variant, all saying the same"
REPORT = "this is a fault of the press: report it with the sources that show it"
Change = Callable[[list[TranscriptLine]], list[TranscriptLine]]


def change_lines(change: Change) -> Callable[[Reading], Reading]:
    """Damage a reading: change the lines that were read."""
    return lambda reading: replace(reading, lines=tuple(change(list(reading.lines))))


def add_difference(kind: DifferenceKind) -> Callable[[Reading], Reading]:
    """Damage a reading: let its reader find something."""
    found = Difference(kind, "an example")
    return lambda reading: replace(reading, reader_differences=(*reading.reader_differences, found))


def find_differences(reading: Reading, *kinds: DifferenceKind) -> Iterator[Problem]:
    """Find differences of some kinds."""
    for one in reading.differences:
        if one.kind in kinds:
            yield Place(reading.edition.name), one.problem


def _drop_paragraph(lines: list[TranscriptLine]) -> list[TranscriptLine]:
    return [line for line in lines if line != next(one for one in lines if one.role == "paragraph")]


def _change_word(lines: list[TranscriptLine]) -> list[TranscriptLine]:
    first = next(
        number for number, line in enumerate(lines) if line.role == "paragraph" and len(line.words.split()) > 3
    )
    return [*lines[:first], lines[first]._replace(words=f"Not {lines[first].words}"), *lines[first + 1 :]]


@rule("PAR101", clause=PARITY, hint=REPORT, damage=change_lines(_drop_paragraph))
def check_nothing_is_lost(reading: Reading) -> Iterable[Problem]:
    """Check that the file says everything that the page says."""
    return find_differences(reading, "lost")


@rule(
    "PAR102",
    clause=PARITY,
    hint=REPORT,
    damage=change_lines(lambda lines: [*lines, TranscriptLine("paragraph", "So.", "")]),
)
def check_nothing_is_added(reading: Reading) -> Iterable[Problem]:
    """Check that the file says nothing that the page does not say."""
    return find_differences(reading, "added")


@rule("PAR103", clause=PARITY, hint=REPORT, damage=change_lines(_change_word))
def check_nothing_is_changed(reading: Reading) -> Iterable[Problem]:
    """Check that the file says everything in the words of the page."""
    return find_differences(reading, "changed")


@rule(
    "PAR104",
    clause=PARITY,
    hint=REPORT,
    damage=change_lines(
        lambda lines: [one._replace(role="paragraph") if one.role == "heading" else one for one in lines]
    ),
)
def check_roles(reading: Reading) -> Iterable[Problem]:
    """Check that headings, lists, tables and pictures are such in the file."""
    return find_differences(reading, "role")


@rule("PAR105", clause=PARITY, hint=REPORT, damage=add_difference("reference"))
def check_links_and_languages(reading: Reading) -> Iterable[Problem]:
    """Check that links lead where they lead on the page, and languages are the same."""
    return find_differences(reading, "reference")


@rule("PAR106", clause=PARITY, hint=REPORT, damage=add_difference("otherwise"))
def check_spoken_words(reading: Reading) -> Iterable[Problem]:
    """Check that everything is said as it is written."""
    return find_differences(reading, "otherwise")


@rule("PAR107", clause=PARITY, hint=REPORT, damage=add_difference("layout"))
def check_flowing_layout(reading: Reading) -> Iterable[Problem]:
    """Check that the file keeps to the layout of its format."""
    return find_differences(reading, "layout")
