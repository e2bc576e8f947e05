"""Tagging any HTML page: render and finish alone. Conformance tests use it too.

A claim is only made for what was read back: the finished file is compared with the page before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Literal

from press.build.page_repair import prepare_page
from press.model.findings import Finding, FindingCode, Place, PressError
from press.publish.output import write_durably
from press.readback.html import decode_html, parse_html
from press.readback.page_proof import find_losses, find_words_outside, keep_printed

UNTAGGABLE = FindingCode(
    "TAG101",
    "A page can be tagged without losing anything.",
    "ISO 14289-1, 7.1 to 7.3",
    "correct the page: title, language, alternative text, heading levels, header cells",
)
COMPLAINT = FindingCode(
    "TAG102",
    "The renderer reports no problem.",
    "house rule: any line of the renderer's log is an error",
    "correct the style or the file that the page names: it is missing or not understood",
    severity="warning",
)
LOST = FindingCode(
    "TAG103",
    "The finished file says everything that the page shows.",
    "ISO 14289-1, 7.1; ISO 19005-2, 6.2 and 6.8",
    "write this part of the page in another way; nothing was claimed for it",
)
ADVICE = FindingCode(
    "TAG104",
    "A page has nothing that paper or a tagged PDF cannot carry.",
    "HTML Living Standard, 15; WCAG 2.2, 1.3.1",
    "say it in words if readers need it",
    severity="warning",
)
FACELESS = FindingCode(
    "TAG105",
    "Every character of a page has a typeface.",
    "ISO 14289-1, 7.21.8; house rule: no typeface of the system",
    "write it in another way, or give the page a typeface that has it with `@font-face`",
)
CODES = (UNTAGGABLE, COMPLAINT, LOST, ADVICE, FACELESS)
_MISSING_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")
"""What the renderer logs for a character that no typeface has."""


def tag_page(
    page: Path,
    pdf: Path,
    standard: Literal["ua-1", "ua-2"],
    root: Path | None = None,
    *,
    allow_network: bool = False,
) -> list[Finding]:
    """Write a tagged PDF of a page; return the warnings.

    root: the folder that the page may read, by default its own. Raises PressError when something on the page would be
    lost.
    """
    data, findings = make_tagged_pdf(page, standard, root, allow_network=allow_network)
    write_durably(pdf, data)
    return findings


def make_tagged_pdf(
    page: Path, standard: Literal["ua-1", "ua-2"], root: Path | None = None, *, allow_network: bool = False
) -> tuple[bytes, list[Finding]]:
    """Make a tagged PDF of a page; return it with the warnings.

    Raises PressError when something on the page would be lost.
    """
    from press.finish import finish_pdf
    from press.finish.metadata import Claims
    from press.render import render_foreign_page

    place, html = Place(str(page)), read_html(page)
    dom = parse_html(html)
    notes = prepare_page(dom)
    title, lang = " ".join((dom.findtext("head/title") or "").split()), dom.get("lang") or ""
    path = page.resolve()
    try:
        tagged = render_foreign_page(dom, path, root or path.parent, standard, allow_network=allow_network)
    except (AssertionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        problem = f"its layout ends the renderer ({type(error).__name__})"
        hint = "simplify the style of the page part by part until it is laid out"
        raise PressError([UNTAGGABLE.make_finding(place, problem, hint)]) from error
    problems = [*notes.problems, *tagged.warnings]
    problems += [] if title else ["it has no <title>"]
    problems += [] if lang else ["<html> has no lang attribute"]
    missing = [chr(int(found[1], 16)) for line in tagged.log if (found := _MISSING_GLYPH.match(line))]
    if problems or missing:
        untaggable = [UNTAGGABLE.make_finding(place, problem) for problem in dict.fromkeys(problems)]
        raise PressError([*untaggable, *_describe_missing(missing, html, page)])
    data = finish_pdf(tagged.data, Claims(standard=standard, title=title, lang=lang))
    if losses := list(find_losses(keep_printed(dom, tagged.printed, tagged.unseen), data)):
        raise PressError(LOST.make_finding(place, loss) for loss in losses)
    findings = [COMPLAINT.make_finding(place, line) for line in tagged.log]
    advice = [*notes.advice, *tagged.advice, *find_words_outside(data)]
    return data, findings + [ADVICE.make_finding(place, line) for line in dict.fromkeys(advice)]


def _describe_missing(characters: Iterable[str], html: str, page: Path) -> Iterator[Finding]:
    """Make one finding for each script that no typeface has letters of.

    characters: what is missing; html: the page as it is written.
    """
    from press.render import group_by_script

    for found in group_by_script((one, "") for one in characters).values():
        character = next(iter(found))
        more = f" and {len(found) - 1} more of its script" if len(found) > 1 else ""
        problem = f"no typeface has the character `{character}` (U+{ord(character):04X}){more}"
        yield FACELESS.make_finding(_find_place(character, html, page), problem)


def _find_place(character: str, html: str, page: Path) -> Place:
    """Find the first place of a character, written as itself or as a reference."""
    for number, line in enumerate(html.splitlines(), 1):
        if character in line:
            return Place(str(page), number, line.index(character) + 1)
        for reference in _REFERENCE.finditer(line):
            if character in unescape(reference[0]):
                return Place(str(page), number, reference.start() + 1)
    return Place(str(page))  # a style sheet writes it


_REFERENCE = re.compile(r"&#?\w+;?")


def read_html(page: Path) -> str:
    """Read an HTML page in the encoding that it declares.

    Raises PressError when it is not written in that.
    """
    try:
        return decode_html(page.read_bytes())
    except UnicodeDecodeError as error:
        problem = f"it is not {error.encoding.upper()} at byte {error.start}"
        raise PressError(
            [UNTAGGABLE.make_finding(Place(str(page)), problem, "save it as UTF-8, or declare its encoding")]
        ) from None
