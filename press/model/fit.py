"""Fitting an edition to its paper: the table of remedies, and the choice that was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Block = TypeVar("Block")


@dataclass(frozen=True, slots=True)
class NotesPlan:
    """How many ruled lines a block holds, and where.

    own_page: whether it begins a page; pitch: from one line to the next in points, 0 to leave it as it is.
    """

    lines: int
    own_page: bool = False
    pitch: float = 0.0


NO_LINES = NotesPlan(0)


@dataclass(frozen=True, slots=True)
class Fit:
    """The remedies that an edition was made with, in order, and what was learned of its room.

    remedies: names of rows of `REMEDIES`; `move:<section>:<n>:<m>` also says which block of a section's answer in the
    text, from 0, stands at which place, `list-table:<id>` which table is a list, `smaller-figure:<id>:<n>` of which
    figure the drawings are n % as wide as usual. `open-gaps:<n>`, `open-contents:<n>` and `larger-type:<n>` say that
    gaps between blocks, or between the entries of the contents, or type are n % as large, and
    `add-figure:<section>:<id>` which figure stands with which answer. lines_over: how many lines less would save one
    more sheet; 0 if it cannot be told.
    searched: whether these were found to be the best; notes: the lines for notes that it has with them, None if that is
    not known.
    """

    remedies: tuple[str, ...] = ()
    lines_over: int = 0
    searched: bool = False
    notes: NotesPlan | None = None

    @property
    def changes_page(self) -> bool:
        """Whether its remedies change the page itself, and not only its styles."""
        return any(not _find_remedy(name).changes_styles_only for name in self.remedies)

    def arrange(self, section: str, blocks: Sequence[Block]) -> list[Block]:
        """Arrange the blocks of the answer of a section as the remedies say."""
        arranged = list(blocks)
        for name, start, end in list_moves(self.remedies):
            if name == section and max(start, end) < len(blocks):
                arranged.remove(blocks[start])
                arranged.insert(end, blocks[start])
        return arranged

    @property
    def added_figures(self) -> dict[str, str]:
        """The figures of the long text that stand with an answer, by the section of the answer."""
        named = (name.split(":") for name in self.remedies if name.startswith(ADDED_FIGURE + ":"))
        return {section: figure for _, section, figure in named}

    def read_figure_share(self, name: str) -> float:
        """Read how wide the drawings of a figure are, as a share of their usual width; 1 if no remedy changes it."""
        shares = (one.split(":") for one in self.remedies if one.startswith(SMALLER_FIGURE + ":"))
        return min((int(share) / 100 for _, figure, share in shares if figure == name), default=1.0)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of layout that may save a sheet.

    label: what is told about it; variant: keys of the variant that it changes; tokens: values that it sets; factors:
    numbers by which it multiplies the values of tokens; scaled: tokens that become as many percent of their value as
    its name says at the end, if they do not follow another one; kept: tokens that it sets to what others are without
    any remedy.
    """

    label: str
    variant: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    scaled: Sequence[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes_styles_only(self) -> bool:
        """Whether it changes nothing but values of tokens."""
        return bool(self.tokens or self.factors or self.scaled or self.kept) and not self.variant


SMALLER_FIGURE, ADDED_FIGURE, LARGER_TYPE = "smaller-figure", "add-figure", "larger-type"
OPEN_CONTENTS, OPEN_GAPS = "open-contents", "open-gaps"
GAPS = ("question-gap", "question-padding", "answer-padding", "paragraph-gap", "list-item-gap", "term-padding")
TYPE = (
    *(f"font-size-{name}" for name in ("heading", "subheading", "body", "table")), "baseline", *GAPS, "heading-gap",
)  # fmt: skip
"""The type of running text, and what keeps its proportion to it; neither small type nor that of covers."""
CONTENTS_GAPS = ("contents-padding",)
REMEDIES: Mapping[str, Remedy] = {
    "list-table": Remedy("a table is set row by row as a list, for it is wider than the page"),
    "smaller-art": Remedy("the picture on the cover is smaller", factors={"cover-art-height": 0.6}),
    "brief-inside": Remedy("the main message follows the cover, for it does not fit there"),
    "break-items": Remedy(
        "long list items and first paragraphs may break over pages",
        tokens={"list-item-break": "auto", "start-break": "auto", "section-break": "auto"},
    ),
    "move": Remedy("a table or figure changed place with the words beside it"),
    SMALLER_FIGURE: Remedy("a figure is smaller, and still as much larger than usual as the text"),
    "close-gaps": Remedy(
        "the space between blocks is a fifth less, and lines stand 3 % closer where no guideline fixes them",
        factors=dict.fromkeys(GAPS, 0.8) | {"line-height-body": 0.97, "baseline": 0.97},
    ),
    OPEN_GAPS: Remedy("there is more space between blocks than usual", scaled=GAPS),
    OPEN_CONTENTS: Remedy("the entries of the contents stand farther apart, to fill their page", scaled=CONTENTS_GAPS),
    "whole-last-words": Remedy(
        "at least 6 lines of the last words go on to the last page, for few of them would stand alone",
        tokens={"last-words-lines": "6"},
    ),
    "contact-on-back": Remedy("only the contact block is on the last page", variant={"back": "contact"}),
    "credit-first": Remedy("the credit stands before the directory, which does not fit below the contact block"),
    "credit-inside": Remedy("the credit stands with the statements, before the last page"),
    "statements-inside": Remedy("the short statements stand before the last page"),
    "code-inside": Remedy("the square code stands before the last page, which has the clinic's block"),
    "clinic-on-cover": Remedy(
        "the clinic's block, or the place for its stamp, is on the cover",
        variant={"clinic": "cover"},
        tokens={"slot-height": "1in"},  # of the most common address label
    ),
    "clinic-inside": Remedy(
        "the clinic's block, or the place for its stamp, is before the lines for notes",
        variant={"clinic": "inside"},
        tokens={"slot-height": "1in"},
    ),
    "directory-on-back": Remedy("the directory is on the last page", variant={"back": "both"}),
    "short-statements": Remedy("the statements are in their short form", variant={"statements": "short"}),
    "close-lines": Remedy(
        "lines stand 4.5 % closer where no guideline fixes them", factors={"line-height-body": 0.955, "baseline": 0.955}
    ),
    "open-panels": Remedy(
        "the space between blocks is a third more, and lines stand 8 % wider where no guideline fixes them",
        factors=dict.fromkeys(GAPS, 1.33) | {"line-height-body": 1.08, "baseline": 1.08},
    ),
    "steady-cover": Remedy(
        "the main message on the cover is as large as usual", kept={"font-size-cover": "font-size-body"}
    ),
    "close-tables": Remedy("the rows of tables stand closer", factors={"table-padding": 0.4}),
    LARGER_TYPE: Remedy(
        "text, headings and gaps are larger, for pages looked empty", tokens={"cover-gap": "8pt"}, scaled=TYPE
    ),
    ADDED_FIGURE: Remedy("a figure of the long text stands with an answer whose panel looked empty"),
    "lines-inside": Remedy("lines for notes are below the last answer, on a panel that looked empty"),
    "lines-on-flap": Remedy("lines for notes are on the flap, which looked empty"),
    "lines-below": Remedy("the lines for notes stand below the words before them, and not on a page of their own"),
    "contents-page": Remedy("the contents have a page to themselves"),
    "blank-page": Remedy("a page before the last is blank"),
}
"""By name, in order of what they cost the reader. The last three use up pages that a fold leaves over.

Lines for notes need no row: they are left out wherever they would take a sheet of their own."""

FEWEST_LINES, MOST_LINES = 3, 12
"""Fewer ruled lines than questions above them look like a mistake; white space is better. More are never filled."""


def list_moves(remedies: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """List the blocks that move, by the names of remedies: the section, the place in the text, and the new place."""
    named = (one.split(":") for one in remedies if one.startswith("move:"))
    yield from sorted((section, int(start), int(end)) for _, section, start, end in named)


def moves_nothing(name: str) -> bool:
    """Tell whether a remedy leaves a block where it stands in the text."""
    return any(start == end for _, start, end in list_moves([name]))


def describe_remedy(name: str) -> str:
    """Describe a remedy that was used."""
    remedy, place = _find_remedy(name), name.partition(":")[2].replace(":", ", ")
    return f"{remedy.label} ({place}{'%' * bool(remedy.scaled)})" if place else remedy.label


def _find_remedy(name: str) -> Remedy:
    return REMEDIES[name.partition(":")[0]]
