"""Tagging any HTML page: render and finish alone. Conformance tests use it too."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from press.model.findings import Finding, FindingCode, Place, PressError
from press.publish.output import write_durably
from press.readback.html import parse_html

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
CODES = (UNTAGGABLE, COMPLAINT)


def tag_page(page: Path, pdf: Path, standard: Literal["ua-1", "ua-2"]) -> list[Finding]:
    """Write a tagged PDF of a page; return the warnings.

    Raises PressError when something on the page would be lost.
    """
    from press.finish import finish_pdf
    from press.finish.metadata import Claims
    from press.render import load_tagging

    html = read_html(page)
    dom = parse_html(html)
    title, lang = (dom.findtext("head/title") or "").strip(), dom.get("lang") or ""
    tagged = load_tagging().render(html, standard=standard, base_url=page.resolve().as_uri())
    problems = [*tagged.warnings]
    problems += [] if title else ["it has no <title>"]
    problems += [] if lang else ["<html> has no lang attribute"]
    if problems:
        raise PressError(UNTAGGABLE.make_finding(Place(str(page)), problem) for problem in problems)
    data = finish_pdf(tagged.data, Claims(standard=standard, title=title, lang=lang))
    write_durably(pdf, data)
    return [COMPLAINT.make_finding(Place(str(page)), line) for line in tagged.log]


def read_html(page: Path) -> str:
    """Read an HTML page.

    Raises PressError when it is not UTF-8.
    """
    try:
        return page.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PressError(
            [UNTAGGABLE.make_finding(Place(str(page)), f"it is not UTF-8 at byte {error.start}")]
        ) from None
