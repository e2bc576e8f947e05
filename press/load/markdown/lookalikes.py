"""Notation of other tools that the dialect does not have: found, so that it is never printed as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from press.load.markdown.tokens import SNIPPET, Branch, Manuscript
from press.model.findings import FindingCode, Severity

_PRINT_IT = "to print the characters, put `\\` before each"

LOOKALIKE = FindingCode(
    "LOD341",
    "Nothing that looks like notation is printed as typed.",
    "house rule: the Markdown of the sources",
    f"docs/staff/writing.md lists what can be written; {_PRINT_IT}",
    bad={SNIPPET: "Wash well. [@home]\n"},
    good={SNIPPET: "Wash well. Take \\^1\\^ and \\[@home].\n"},
)
BARE_ADDRESS = FindingCode(
    "LOD342",
    "A web or email address in a text is a link.",
    "WCAG 2.2, 2.4.4",
    "write `[words](https://…)`, or `[name@example.org](mailto:name@example.org)`",
    severity="warning",
    bad={SNIPPET: "See https://example.org for more.\n"},
    good={SNIPPET: "See [example.org](https://example.org) or [a@b.example](mailto:a@b.example).\n"},
)
CODES = (LOOKALIKE, BARE_ADDRESS)


@dataclass(frozen=True, slots=True)
class _Lookalike:
    """A notation: how it looks, what it is elsewhere, how to write that here."""

    pattern: re.Pattern[str]
    meaning: str
    hint: str
    severity: Severity = "error"


def _make(pattern: str, meaning: str, hint: str, severity: Severity = "error") -> _Lookalike:
    return _Lookalike(re.compile(rf"(?<!\\)(?:{pattern})"), meaning, hint, severity)


_LOOKALIKES = (
    _make(
        r"\[\^[^\]\s]{1,60}\]:?",
        "a footnote",
        "call it in a text as `[^name]`, and write `[^name]: words` on a line of its own in the same text",
    ),
    _make(r"\[@[\w:.-]+", "a citation in other tools", "write the source out, in brackets or in a list"),
    _make(
        r"\[![A-Z]+\]", "a box in other tools", "write `::: note`, `::: tip` or `::: warning` and a line `:::` after it"
    ),
    _make(r"\[\[[^\]\n]{1,80}\]\]", "a link in other tools", "write `[words](#id)`"),
    _make(
        r"\[[ xX]\](?=\s|$)",
        "a check-box",
        "write it at the beginning of an item of a list: `- [ ] words`",
    ),
    _make(
        r"\{\{[^{}\n]{0,80}\}\}",
        "a value by name in other tools",
        "write the value, or a name such as `{{ center.phone }}`",
    ),
    _make(r"\{[%:][^}\n]{0,80}\}?", "an instruction of other tools", "delete it"),
    _make(r"~~[^~\n]{1,200}~~", "struck text in other tools", "delete the words; `redline` shows what was deleted"),
    _make(r"==[^=\s](?:[^=\n]{0,200}[^=\s])?==", "marked text in other tools", "write `**strong**` or `*emphasis*`"),
    _make(r"\+\+[^+\s](?:[^+\n]{0,200}[^+\s])?\+\+", "underlined text in other tools", "write `*emphasis*`"),
    _make(
        r"\^\[[^\]\n]{1,80}\]?",
        "a footnote in other tools",
        "call it as `[^name]`, and write `[^name]: words` on a line of its own",
    ),
    _make(r"\w\^[^\s^]{1,30} [^^\n]{1,30}\^", "a raised text with a space in it", "raise single words only: `1^st^`"),
    _make(r"[0-9)]\^[-+]?[0-9]+", "a power in other tools", "write the number out, e.g. `1,000`, or write ² or ³"),
    _make(r"\^[^\s^]{1,60}\^", "a raised text", "raise single words only, such as `m^2^`"),
    _make(r"(?<!~)~[^\s~]{1,60}~(?!~)", "a lowered text", "lower single words only, such as `H~2~O`"),
    _make(r"\\(?:pagebreak|newpage|vspace\b|textbf\b|cite\b)", "an instruction of LaTeX", "delete it"),
    _make(
        r"(?m:^(?:!!!|\?\?\?) ?\w+)", "a box in other tools", "write `::: note`, `::: tip` or `::: warning`", "warning"
    ),
    _make(r":[a-z][a-z0-9]*(?:_[a-z0-9]+)+:", "a picture sign in other tools", "delete it, or write a word", "warning"),
    _make(r"_{3,}", "a line to fill in", "put a space before and after it: `Name: ____`"),
)
_MARKDOWN = (
    _make(r"\*\*[^*\n]+\*\*|(?<!\w)\*[^*\s][^*\n]*\*(?!\w)", "emphasis in a text", ""),
    _make(r"\[[^\]\n]*\]\([^)\n]*\)", "a link in a text", ""),
    _make(r"\[[^\]\n]*\]\{[^}\n]*\}", "a part in another language in a text", ""),
    _make(r"`[^`\n]+`", "code in a text", ""),
)
"""Notation that a text knows and a title does not."""
MOST = 20
"""Most findings of one block: a text that is notation throughout is not listed to its end."""
_SIGNS = re.compile(r"[\[{~=+^\\!?:_*`]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def find_lookalikes(text: str, *, plain: bool = False) -> Iterator[tuple[int, str, str, Severity]]:
    """Find notation of other tools in a text.

    Yields the offset, the problem, a hint and the severity; one for each stretch. plain: whether the text is printed as
    it stands, so that Markdown is found too.
    """
    if not _SIGNS.search(text):
        return
    end = -1
    known = (*_LOOKALIKES, *_MARKDOWN) if plain else _LOOKALIKES
    found = [(match.start(), match, one) for one in known for match in one.pattern.finditer(text)]
    for start, match, one in sorted(found, key=lambda each: (each[0], -each[1].end())):
        if start >= end:
            end = match.end()
            yield start, f"`{match[0][:40]}` is {one.meaning} and would be printed as it stands", one.hint, one.severity


def check_lookalikes(manuscript: Manuscript, inline: Branch) -> None:
    """Report notation of other tools, and addresses that are no links."""
    content = inline.token.content
    printed = [run.token.content for run in inline.walk() if run.kind == "text"]
    for at, problem, hint, severity in islice(find_lookalikes(content), MOST):
        stretch = problem.split("`")[1]
        # What stands in code or in the address of a link is not printed as words.
        if any(stretch in text for text in printed):
            place = manuscript.locate_character(inline, at)
            manuscript.findings.append(LOOKALIKE.make_finding(place, problem, f"{hint}; {_PRINT_IT}", severity))
    if "@" in content or "//" in content or "www." in content:
        _check_addresses(manuscript, inline)


def _check_addresses(manuscript: Manuscript, inline: Branch) -> None:
    linked = {id(run) for link in inline.walk() if link.kind == "link" for run in link.walk()}
    for run in inline.walk():
        if run.kind == "text" and id(run) not in linked:
            for found in _ADDRESS.finditer(run.token.content):
                at = max(0, inline.token.content.find(found[0]))
                place = manuscript.locate_character(inline, at)
                manuscript.add_finding(BARE_ADDRESS, place, f"`{found[0][:60]}` is not a link")
