"""The CDC Clear Communication Index: its 20 items in short words of our own, and the score of a sheet.

The Index and its User Guide are CDC's (cdc.gov/ccindex). Its score sheet says that items 1 to 11 apply to everything,
that items 12 to 20, in three parts, may not, that items 2 to 4 earn nothing without a main message, and that the score
goes to 100. The passing score of 90 and item 17, where `no` is the good answer, have not been compared with the User
Guide: do so before anyone relies on a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from press.model.sources.publication import IndexSheet

PASSING_SCORE = 90.0
"""The lowest score, of 100, of a text that is fit to publish."""
CORE = range(1, 12)
"""The items that apply to every publication."""
PARTS: Mapping[str, range] = {
    "B, what readers are to do": range(12, 15),
    "C, numbers": range(15, 18),
    "D, risk": range(18, 21),
}
"""The parts that may not apply; if one does not, each of its items is `n-a`."""
OPTIONAL = frozenset({20})
"""Items that may be `n-a` although their part applies."""
REVERSED = frozenset({17})
"""Items for which `no` earns the point."""
NEEDS: Mapping[int, range] = {1: range(2, 5)}
"""Items, and those that cannot be `yes` unless they are: without a main message, none can be placed or shown."""
ITEMS: Mapping[int, str] = {
    1: "There is one main message.",
    2: "The main message comes first: at the top, the beginning or the front.",
    3: "The main message stands out to the eye.",
    4: "A picture supports the main message.",
    5: "The text tells readers what to do, in one call to action or more.",
    6: "Main message and call to action are in the active voice.",
    7: "Every word is one that the readers themselves use.",
    8: "There are lists, with bullets or numbers.",
    9: "The text comes in pieces, each under a heading.",
    10: "The first section sums up what readers need most.",
    11: "The text says what experts know about the subject and what they do not.",
    12: "Readers get at least one piece of advice on what to do.",
    13: "The text says why that advice matters.",
    14: "The text says how to follow it, step by step.",
    15: "Every number is of a kind that the readers use.",
    16: "The text always says what a number means.",
    17: "Readers have to calculate something (here `no` is the good answer).",
    18: "The text says what the danger is and how it does harm.",
    19: "The text names both the benefits and the risks of following the advice.",
    20: "A chance given as a number is also put in words or a picture.",
}


@dataclass(frozen=True, slots=True)
class IndexScore:
    """The score of a sheet: points earned, points possible, and the score of 100."""

    earned: int
    possible: int

    @property
    def value(self) -> float:
        """The score of 100."""
        return 100 * self.earned / self.possible if self.possible else 0.0

    @property
    def passes(self) -> bool:
        """Whether it reaches the passing score."""
        return self.value >= PASSING_SCORE


def score_sheet(sheet: IndexSheet) -> IndexScore:
    """Score a sheet; an item without an answer earns nothing."""
    answers = {item: sheet.answers.get(str(item), "") for item in ITEMS}
    earned = sum(answer == ("no" if item in REVERSED else "yes") for item, answer in answers.items())
    return IndexScore(earned, sum(answer != "n-a" for answer in answers.values()))


def list_missing(sheet: IndexSheet) -> list[int]:
    """List the items without an answer."""
    return [item for item in ITEMS if str(item) not in sheet.answers]


def find_contradictions(sheet: IndexSheet) -> list[tuple[int, str]]:
    """Find the answers that contradict others, with the reasons."""
    answers = {item: sheet.answers.get(str(item), "") for item in ITEMS}
    found = [(item, "it applies to every publication") for item in CORE if answers[item] == "n-a"]
    for first, others in NEEDS.items():
        unfounded = [item for item in others if answers[item] == "yes" and answers[first] == "no"]
        found += [(item, f"it is `yes`, and item {first}, which it needs, is `no`") for item in unfounded]
    for name, items in PARTS.items():
        skipped = [item for item in items if answers[item] == "n-a"]
        if len(skipped) < len(items):
            why = f"the part {name}, applies: its other items are answered"
            found += [(item, why) for item in skipped if item not in OPTIONAL]
    return sorted(found)


def format_blank_sheet(schema: str) -> str:
    """Format a blank sheet as YAML."""
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "# CDC Clear Communication Index: answer each item with yes or no; n-a where a whole part B, C or D does not",
        "# apply (items 12 to 14, 15 to 17, 18 to 20). See cdc.gov/ccindex for what each item asks.",
        "by: # who answered",
        "on: # when, e.g. 2026-01-31",
        "audience: # whom it is for",
        "health_literacy: # what is known of how well they read, count and know the subject",
        "objective: # what they should think, feel or do afterwards",
        "main_message: # the main message, in the words of the text",
        "answers:",
        *(f"  '{item}': # {text}" for item, text in ITEMS.items()),
    ]
    return "\n".join(lines) + "\n"
