"""Facts that an old text states: number, dates, languages, title and reviewer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from press.importer.blocks import BORDER, ImportDraft, ImportedBlock, ImportedLine, remove_opening_phrase
from press.importer.codes import ANNOUNCED, GUESSED, MOST_YEARS, OLD, REPLACED, REVIEW, SAME_NUMBER, TO_WRITE
from press.model.formatting import format_date

LONGEST_TITLE = 150
_NAME_PART = r"[^\W\d_a-z][\w’'-]*\.?"
_DEGREE = r"(?:[A-Z][a-z]{0,4}\.?){2,5}(?![\w])"
_NAME = re.compile(
    rf"{_NAME_PART}(?:\s+(?:{_NAME_PART}|de|del|la|las|los|van|von|der|den|bin|al)){{1,5}}(?P<degrees>(?:,\s*{_DEGREE})*)"
)
_ISO = r"(?P<iso>[0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)"


def find_facts(draft: ImportDraft) -> None:
    """Find number, dates and language line, and remove their lines."""
    _find_number(draft)
    _find_dates(draft)
    _remove_language_line(draft)


# ---------------------------------------------------------------- number


def _find_number(draft: ImportDraft) -> None:
    """Find the publication number."""
    style = draft.context.center.publication_number
    try:
        pattern = re.compile(
            rf"(?P<prefix>{_allow_spacing(style.prefix)}\s*)?(?P<number>{style.pattern})", re.IGNORECASE
        )
    except re.error:
        return
    for line in draft.list_lines():
        found = pattern.fullmatch(line.text.rstrip("."))
        whole = found is not None
        found = found or next((one for one in pattern.finditer(line.text) if one["prefix"]), None)
        if not found:
            continue
        if not draft.number:
            draft.number = found["number"]
            _check_number_unique(draft, line)
        elif draft.number != found["number"]:
            problem = f"this is a second number, `{found['number']}`; the first was `{draft.number}`"
            draft.add_finding(SAME_NUMBER, line.number, problem)
            continue
        if whole:
            draft.remove(line, "fact", "publication.yaml: number")
    if not draft.number and not draft.context.publication:
        problem = f"no publication number was found (`{style.prefix}` and a number like `{style.example}`)"
        draft.add_finding(TO_WRITE, 1, problem)


def _allow_spacing(words: str) -> str:
    """Make an expression for words that may be spaced differently."""
    return r"\s*".join(re.escape(word) for word in words.split())


def _check_number_unique(draft: ImportDraft, line: ImportedLine) -> None:
    """Report a number that another publication has already."""
    for slug, publication in draft.context.library.publications.items():
        if publication.facts.number == draft.number and publication is not draft.context.publication:
            problem = f"`{draft.number}` is already the number of `{slug}`"
            draft.add_finding(SAME_NUMBER, line.number, problem)


# ---------------------------------------------------------------- dates


def _find_dates(draft: ImportDraft) -> None:
    """Find the dates of issue and revision."""
    words, old = draft.context.language.words, draft.context.language.old_words
    issued, revised = _list_labels(words.issued, old.issued), _list_labels(words.revised, old.revised)
    where = 1
    for line in draft.list_lines():
        for name, labels in (("issued", issued), ("revised", revised)):
            rest = remove_opening_phrase(line.text, labels)
            date = _parse_date(draft, (line.text if rest is None else rest).lstrip(": "))
            if date and not getattr(draft, name) and (rest is not None or name == "issued"):
                setattr(draft, name, date)
                where = line.number
                draft.remove(line, "fact", f"publication.yaml: {name}")
                break
    if not draft.issued and not draft.context.publication:
        draft.add_finding(TO_WRITE, 1, "no date of issue was found on a line of its own")
    _check_age(draft, where)


def _list_labels(pattern: str, others: Sequence[str]) -> set[str]:
    """List the words that stand before a date, such as `Issued` in `Issued {date}`."""
    return {label for label in (pattern.partition("{date}")[0].strip(), *others) if label}


def _parse_date(draft: ImportDraft, text: str) -> str:
    """Parse a date in the language's words or as `YYYY-MM`.

    The result is written as sources write dates; empty when the text is no date.
    """
    language = draft.context.language
    months = {name.casefold(): number for number, name in enumerate(language.months, 1)}
    month = "(?P<month>" + "|".join(re.escape(name) for name in language.months) + ")"
    parts = {r"\{month\}": month, r"\{year\}": "(?P<year>[0-9]{4})", r"\{day\}": "(?P<day>[0-9]{1,2})"}
    for template in (language.day_month_year, language.month_year):
        pattern = re.escape(template)
        for name, part in parts.items():
            pattern = pattern.replace(name, part)
        if found := re.fullmatch(pattern, text.rstrip("."), re.IGNORECASE):
            given = found.groupdict()
            day = f"-{int(given['day']):02}" if "day" in given else ""
            return _check_calendar(f"{given['year']}-{months[given['month'].casefold()]:02}{day}")
    found = re.fullmatch(_ISO, text)
    return _check_calendar(found["iso"]) if found else ""


def _check_calendar(date: str) -> str:
    """Return the date if it exists, else an empty text."""
    year, month, *day = (int(part) for part in date.split("-"))
    try:
        dt.date(year, month, day[0] if day else 1)
    except ValueError:
        return ""
    return date


def _check_age(draft: ImportDraft, line: int) -> None:
    """Report a text that is too old."""
    last = max(draft.issued, draft.revised)
    if not last:
        return
    year, month = int(last[:4]), int(last[5:7])
    months = (draft.context.today.year - year) * 12 + draft.context.today.month - month
    if months > MOST_YEARS * 12:
        words = format_date(last, draft.context.language)
        draft.add_finding(OLD, line, f"the text dates from {words} and is {months // 12} years old")


# ---------------------------------------------------------------- languages and title


def _remove_language_line(draft: ImportDraft) -> None:
    """Remove the line of languages; the press writes its own."""
    for line in draft.list_lines():
        rest = remove_opening_phrase(line.text, draft.context.language.old_words.available_in)
        if rest is None or not (rest == "" or rest.startswith(":")):
            continue
        listed = rest.strip(": ")
        if listed:
            problem = f"`{listed[:200]}` was replaced by the line of languages, which the press fills in"
            draft.add_finding(REPLACED, line.number, problem, "import or write the text in each of these languages")
        else:
            problem = f"`{line.text}` names no language"
            draft.add_finding(ANNOUNCED, line.number, problem, "do nothing; the press fills in the languages itself")
        draft.remove(line, "replaced", "furniture: line of languages")
        return


def find_title(draft: ImportDraft) -> None:
    """Find the title in the first top heading or block.

    A top heading has level 1. Call this when everything above the title has been removed.
    """
    blocks = [one for one in draft.blocks if one.level != BORDER or one.kind != "heading"]
    first = next((one for one in blocks if one.kind == "heading" and one.level == 1), None)
    first = first or next(iter(blocks), None)
    short = first and len(first.text) <= LONGEST_TITLE and len(first.lines) == 1 and not first.text.endswith((".", ":"))
    if first and (first.kind == "heading" or (first.kind == "paragraph" and short)):
        draft.title = first.text
        if not first.sure or first.kind != "heading":
            draft.add_finding(GUESSED, first.number, f"`{first.text}` was taken for the title")
        draft.remove(first, "fact", "front matter: title")
    elif title := draft.old.head.get("title"):
        draft.title = title
        draft.add_finding(GUESSED, 1, f"`{title}`, from the head of the page, was taken for the title")
    else:
        draft.add_finding(TO_WRITE, 1, "no title was found")


# ---------------------------------------------------------------- reviewer


def find_reviewer(draft: ImportDraft) -> None:
    """Find the review credit and the name in it."""
    phrases = draft.context.language.old_words.acknowledges
    for block in list(draft.blocks):
        text = block.text
        ends = [at + len(one) for one in phrases if (at := text.casefold().find(one.casefold())) >= 0]
        if block.kind not in {"paragraph", "heading", "item"} or not ends:
            continue
        names = [one for one in _NAME.finditer(text, min(ends)) if one["degrees"]] or list(
            _NAME.finditer(text, min(ends))
        )
        if not names:
            problem = f"this thanks somebody, but no name was found in `{text[:120]}`"
            draft.add_finding(
                TO_WRITE, block.number, problem, "write the name under `reviewers` and delete the line here"
            )
            continue
        _store_credit(draft, block, names)
        return
    if draft.context.publication:
        return
    draft.add_finding(
        TO_WRITE, 1, "no reviewer was found", "find out who reviewed the text; without a name it stays a draft"
    )


def _store_credit(draft: ImportDraft, block: ImportedBlock, names: list[re.Match[str]]) -> None:
    """Note the reviewer and the sentence of thanks."""
    text, name = block.text, names[0]
    draft.reviewer = " ".join(name[0].split())
    rest = remove_opening_phrase(text, [draft.context.language.words.reviewed_by])
    alone = rest is not None and rest.strip(" :.") == draft.reviewer.rstrip(".")
    sentence = (
        f"{text[: name.start()]}\0{text[name.end() :]}".replace("{", "{{").replace("}", "}}").replace("\0", "{name}")
    )
    # The credit follows the words "Reviewed by"; a sentence of thanks cannot, so the name goes before it.
    stop = "" if draft.reviewer.endswith(".") else "."
    draft.thanks = "{name}" if alone else f"{{name}}{stop} {sentence}"
    problem = f"the text names {draft.reviewer}, so its status is `reviewed`"
    draft.add_finding(REVIEW, block.number, problem)
    if len(names) > 1:
        others = ", ".join(" ".join(one[0].split()) for one in names[1:])
        draft.add_finding(GUESSED, block.number, f"more people are named here: {others}", "add them under `reviewers`")
    elif not name["degrees"]:
        draft.add_finding(GUESSED, block.number, f"`{draft.reviewer}` was taken for the name of the reviewer")
    draft.remove(block, "fact", "publication.yaml: reviewers", border=True)
