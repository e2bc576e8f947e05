"""A Markdown text while it is being read: where its lines stand in the file, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from press.load.markdown.tokens import Branch, offset
from press.model.findings import Code, Finding, Place

SNIPPET = ""
"""The key under which an example of a code gives a piece of Markdown; the tests put it into a translation."""


@dataclass(slots=True)
class Manuscript:
    """The text, its place in its file, and what has been collected from it.

    first_line, first_column: where the text starts in the file (1-based); ids: every id and where it stands;
    links: every link within the text and where it stands.
    """

    path: str
    text: str
    first_line: int = 1
    first_column: int = 1
    found: list[Finding] = field(default_factory=list)
    ids: dict[str, Place] = field(default_factory=dict)
    links: list[tuple[str, Place]] = field(default_factory=list)
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")

    def line(self, number: int) -> str:
        """The line with this 0-based number; empty after the last."""
        return self.lines[number] if number < len(self.lines) else ""

    def place(self, line: int, column: int = 0) -> Place:
        """The place in the file of a 0-based line and column of the text."""
        return Place(self.path, self.first_line + line, self.first_column + column)

    def block(self, branch: Branch) -> Place:
        """Where a block starts, after its indentation."""
        text = self.line(branch.line)
        return self.place(branch.line, len(text) - len(text.lstrip()))

    def run(self, inline: Branch, run: Branch) -> Place:
        """Where a run of text within a block starts."""
        return self.within(inline, offset(run.token))

    def within(self, inline: Branch, at: int) -> Place:
        """The place of a character of the text of a block."""
        content = inline.token.content
        start = content.rfind("\n", 0, at) + 1
        line = inline.line + content.count("\n", 0, at)
        end = content.find("\n", start)
        # The block's indentation and markers are not part of its content; a cell may differ by escaped bars.
        shift = max(0, self.line(line).find(content[start:end] if end >= 0 else content[start:]))
        return self.place(line, shift + at - start)

    def add(self, code: Code, place: Place, problem: str, hint: str = "") -> None:
        """Note a finding."""
        self.found.append(code.at(place, problem, hint))
