"""Any HTML page through render and finish alone: useful by itself, and the door for conformance tests."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from press.model.findings import Code, Finding, Place, PressError
from press.publish.output import write_durably
from press.readback.html import parse

UNTAGGABLE = Code(
    "TAG101",
    "A page can be tagged without losing anything.",
    "ISO 14289-1, 7.1 to 7.3",
    "mend the page: title, language, alternative text, heading levels, header cells",
)
COMPLAINT = Code(
    "TAG102",
    "The renderer has nothing to complain of.",
    "house rule: any line of the renderer's log is an error",
    "a style or a resource that the page names is not there or not understood",
    severity="warning",
)
CODES = (UNTAGGABLE, COMPLAINT)


def tag_page(page: Path, pdf: Path, standard: Literal["ua-1", "ua-2"]) -> list[Finding]:
    """Write a tagged PDF of an HTML page; gives the warnings. Raises PressError when the page cannot be tagged well."""
    from press.render import tagging
    from press.finish.claims import Claims
    from press.finish import finish

    html = read_page(page)
    dom = parse(html)
    title, lang = (dom.findtext("head/title") or "").strip(), dom.get("lang") or ""
    tagged = tagging.render(html, standard=standard, base_url=page.resolve().as_uri())
    problems = [*tagged.warnings]
    problems += [] if title else ["it has no <title>"]
    problems += [] if lang else ["<html> has no lang attribute"]
    if problems:
        raise PressError(UNTAGGABLE.at(Place(str(page)), problem) for problem in problems)
    data = finish(tagged.data, Claims(standard=standard, title=title, lang=lang))
    write_durably(pdf, data)
    return [COMPLAINT.at(Place(str(page)), line) for line in tagged.log]


def read_page(page: Path) -> str:
    """The text of an HTML page. Raises PressError when it is not UTF-8."""
    try:
        return page.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PressError([UNTAGGABLE.at(Place(str(page)), f"it is not UTF-8 at byte {error.start}")]) from None
