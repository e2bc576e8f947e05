"""The PDF checklist of HHS, answered for each PDF as far as a machine can.

The items are those of the list in effect since 18 January 2018, sections A to C, in our words. Its other sections are
about parts that a PDF may have, such as forms; a person answers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from press.evidence.proofs import SHEET_RULES, VALIDATOR_NAMES, EvidenceFile, FileProof

LONG = 9
"""A document with more pages needs bookmarks (item A6)."""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item: its question; the tests that answer it with yes, or why it is open or does not apply."""

    id: str
    question: str
    tests: tuple[str, ...] = ()
    reason: str = ""


ITEMS = (
    ChecklistItem("A1", "The PDF is tagged.", ("PDF201", "veraPDF")),
    ChecklistItem("A2", "The properties have the title.", ("PDF102",)),
    ChecklistItem("A3", "The language is set.", ("PDF102", "veraPDF")),
    ChecklistItem("A4", "It passes Adobe's accessibility checker.", reason="not run: it is part of Acrobat"),
    ChecklistItem("A5", "Nothing flashes.", ("veraPDF",)),
    ChecklistItem("A6", f"A document of more than {LONG} pages has accurate bookmarks.", ("PDF106",)),
    ChecklistItem("A7", "It has no comments, tracked changes or notes of an editor.", ("PDF201", "veraPDF")),
    ChecklistItem("A8", "The tags are in a logical order.", ("PDF201",)),
    ChecklistItem("A9", "All content that informs is in the tags.", ("PDF201", "veraPDF")),
    ChecklistItem("A10", "Tags that are not standard are mapped to standard ones.", ("veraPDF",)),
    ChecklistItem("A11", "The text in the tags has no split words or stray line ends.", ("PDF201",)),
    ChecklistItem("A12", "Paragraph tags are the paragraphs that one sees.", ("PDF201",)),
    ChecklistItem("A13", "Text can be read at 200 percent.", reason="for a person: it depends on the reading program"),
    ChecklistItem("B1", "Color alone says nothing.", reason="for a person"),
    ChecklistItem("B2", "Text has a contrast of at least 4.5 to 1.", ("MEA103",)),
    ChecklistItem("C1", "Links are tagged, with their words and their annotation.", ("PDF107", "veraPDF")),
    ChecklistItem("C2", "Links differ from text by more than color.", reason="for a person"),
    ChecklistItem("C3", "The words of links can be understood.", reason="for a person"),
)


@dataclass(frozen=True, slots=True)
class ChecklistAnswer:
    """The answer to an item for one file: `yes`, `no` or `open`, and what it rests on."""

    item: ChecklistItem
    answer: str
    basis: str


def answer_checklist(files: Sequence[EvidenceFile], proofs: Iterable[FileProof]) -> dict[str, list[ChecklistAnswer]]:
    """Answer every item for every PDF, by path."""
    outcomes = {(proof.file, proof.test): proof.outcome for proof in proofs}
    return {file.path: [_answer(item, file, outcomes) for item in ITEMS] for file in files if file.kind == "pdf"}


def _answer(item: ChecklistItem, file: EvidenceFile, outcomes: Mapping[tuple[str, str], str]) -> ChecklistAnswer:
    if item.reason:
        return ChecklistAnswer(item, "open", item.reason)
    tests = dict.fromkeys(SHEET_RULES if file.is_sheet and test not in VALIDATOR_NAMES else test for test in item.tests)
    found = [outcomes.get((file.path, test), "") for test in tests]
    basis = ", ".join(tests)
    if "failed" in found:
        return ChecklistAnswer(item, "no", basis)
    return ChecklistAnswer(item, "yes" if all(one == "passed" for one in found) else "open", basis)
