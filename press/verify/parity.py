"""Rules on finished files that flow: each says what the typeset page says, but for the tolerances of its format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.parity import Difference, DifferenceKind

PARITY = "house rule: one source, every variant, all saying the same"


def add_difference(kind: DifferenceKind) -> Callable[[Reading], Reading]:
    """Damage a reading: add a difference of one kind."""
    found = Difference(kind, "an example")
    return lambda reading: replace(reading, reader_differences=(*reading.reader_differences, found))


def find_differences(reading: Reading, kind: DifferenceKind) -> Iterator[Problem]:
    """Find the differences of one kind."""
    for one in reading.differences:
        if one.kind == kind:
            yield Place(reading.edition.name), one.problem


@rule("PAR101", clause=PARITY, hint=REPORT, damage=add_difference("lost"))
def check_nothing_is_lost(reading: Reading) -> Iterable[Problem]:
    """Check that the file says everything that the page says."""
    return find_differences(reading, "lost")


@rule("PAR102", clause=PARITY, hint=REPORT, damage=add_difference("added"))
def check_nothing_is_added(reading: Reading) -> Iterable[Problem]:
    """Check that the file says nothing that the page does not say."""
    return find_differences(reading, "added")


@rule("PAR103", clause=PARITY, hint=REPORT, damage=add_difference("changed"))
def check_nothing_is_changed(reading: Reading) -> Iterable[Problem]:
    """Check that the file says everything in the words of the page."""
    return find_differences(reading, "changed")


@rule("PAR104", clause=PARITY, hint=REPORT, damage=add_difference("role"))
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
