"""What an old text says of itself: number, dates, languages, title and reviewer."""

from __future__ import annotations

import datetime as dt
import re

from press.importer.blocks import Block, Line
from press.importer.codes import ANNOUNCED, GUESSED, MOST_YEARS, OLD, REPLACED, REVIEW, SAME_NUMBER, TO_WRITE
from press.importer.sorting import BORDER, Sorting, begins
from press.model.formatting import date_in_words

LONGEST_TITLE = 150
_NAME_PART = r"[^\W\d_a-z][\w’'-]*\.?"
_DEGREE = r"(?:[A-Z][a-z]{0,4}\.?){2,5}(?![\w])"
_NAME = re.compile(
    rf"{_NAME_PART}(?:\s+(?:{_NAME_PART}|de|del|la|las|los|van|von|der|den|bin|al)){{1,5}}(?P<degrees>(?:,\s*{_DEGREE})*)"
)
_ISO = r"(?P<iso>[0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)"


def identify(sorting: Sorting) -> None:
    """Find number, dates and the line of languages, and take their lines out of the text."""
    _number(sorting)
    _dates(sorting)
    _languages(sorting)


# ---------------------------------------------------------------- number


def _number(sorting: Sorting) -> None:
    style = sorting.ground.center.publication_number
    try:
        wanted = re.compile(rf"(?P<prefix>{_loose(style.prefix)}\s*)?(?P<number>{style.pattern})", re.IGNORECASE)
    except re.error:
        return
    for line in sorting.lines():
        found = wanted.fullmatch(line.text.rstrip("."))
        whole = found is not None
        found = found or next((one for one in wanted.finditer(line.text) if one["prefix"]), None)
        if not found:
            continue
        if not sorting.number:
            sorting.number = found["number"]
            _number_of_another(sorting, line)
        elif sorting.number != found["number"]:
            problem = f"another number stands here: `{found['number']}`; `{sorting.number}` came first"
            sorting.add(SAME_NUMBER, line.number, problem)
            continue
        if whole:
            sorting.take(line, "fact", "publication.yaml: number")
    if not sorting.number:
        problem = f"no publication number was found: `{style.prefix}` and a number like `{style.pattern}`"
        sorting.add(TO_WRITE, 1, problem)


def _loose(words: str) -> str:
    """An expression for words that may be spaced otherwise."""
    return r"\s*".join(re.escape(word) for word in words.split())


def _number_of_another(sorting: Sorting, line: Line) -> None:
    for slug, publication in sorting.ground.library.publications.items():
        if publication.facts.number == sorting.number:
            problem = f"`{sorting.number}` is already the number of `{slug}`"
            sorting.add(SAME_NUMBER, line.number, problem)


# ---------------------------------------------------------------- dates


def _dates(sorting: Sorting) -> None:
    words, old = sorting.ground.language.words, sorting.ground.language.old_words
    issued, revised = {words.issued, *old.issued}, {words.revised, *old.revised}
    where = 1
    for line in sorting.lines():
        for name, labels in (("issued", issued), ("revised", revised)):
            rest = begins(line.text, labels)
            date = _date(sorting, (line.text if rest is None else rest).lstrip(": "))
            if date and not getattr(sorting, name) and (rest is not None or name == "issued"):
                setattr(sorting, name, date)
                where = line.number
                sorting.take(line, "fact", f"publication.yaml: {name}")
                break
    if not sorting.issued:
        sorting.add(TO_WRITE, 1, "no date of issue was found in a line of its own")
    _check_age(sorting, where)


def _date(sorting: Sorting, text: str) -> str:
    """A date in the words of the language, or as `YYYY-MM`, as a source gives it; empty when it is none."""
    language = sorting.ground.language
    months = {name.casefold(): number for number, name in enumerate(language.months, 1)}
    month = "(?P<month>" + "|".join(re.escape(name) for name in language.months) + ")"
    parts = {r"\{month\}": month, r"\{year\}": "(?P<year>[0-9]{4})", r"\{day\}": "(?P<day>[0-9]{1,2})"}
    for form in (language.day_month_year, language.month_year):
        wanted = re.escape(form)
        for name, part in parts.items():
            wanted = wanted.replace(name, part)
        if found := re.fullmatch(wanted, text.rstrip("."), re.IGNORECASE):
            given = found.groupdict()
            day = f"-{int(given['day']):02}" if "day" in given else ""
            return _real(f"{given['year']}-{months[given['month'].casefold()]:02}{day}")
    found = re.fullmatch(_ISO, text)
    return _real(found["iso"]) if found else ""


def _real(date: str) -> str:
    year, month, *day = (int(part) for part in date.split("-"))
    try:
        dt.date(year, month, day[0] if day else 1)
    except ValueError:
        return ""
    return date


def _check_age(sorting: Sorting, line: int) -> None:
    last = max(sorting.issued, sorting.revised)
    if not last:
        return
    year, month = int(last[:4]), int(last[5:7])
    months = (sorting.ground.today.year - year) * 12 + sorting.ground.today.month - month
    if months > MOST_YEARS * 12:
        words = date_in_words(last, sorting.ground.language)
        sorting.add(OLD, line, f"the text is of {words}, {months // 12} years old")


# ---------------------------------------------------------------- languages and title


def _languages(sorting: Sorting) -> None:
    for line in sorting.lines():
        rest = begins(line.text, sorting.ground.language.old_words.available_in)
        if rest is None or not (rest == "" or rest.startswith(":")):
            continue
        listed = rest.strip(": ")
        if listed:
            problem = f"`{listed[:200]}` gave way to the line of languages, which the press fills in"
            sorting.add(REPLACED, line.number, problem, "import or write the text in each of these languages")
        else:
            problem = f"`{line.text}` names no language"
            sorting.add(ANNOUNCED, line.number, problem, "nothing: the press fills in the languages itself")
        sorting.take(line, "replaced", "furniture: line of languages")
        return


def entitle(sorting: Sorting) -> None:
    """Find the title, once what stands above it is taken out: the first heading of level 1, or what is first."""
    blocks = [one for one in sorting.blocks if one.level != BORDER or one.kind != "heading"]
    first = next((one for one in blocks if one.kind == "heading" and one.level == 1), None)
    first = first or next(iter(blocks), None)
    short = first and len(first.text) <= LONGEST_TITLE and len(first.lines) == 1 and not first.text.endswith((".", ":"))
    if first and (first.kind == "heading" or (first.kind == "paragraph" and short)):
        sorting.title = first.text
        if not first.sure or first.kind != "heading":
            sorting.add(GUESSED, first.number, f"`{first.text}` was taken for the title")
        sorting.take(first, "fact", "front matter: title")
    elif title := sorting.old.head.get("title"):
        sorting.title = title
        sorting.add(GUESSED, 1, f"`{title}`, from the head of the page, was taken for the title")
    else:
        sorting.add(TO_WRITE, 1, "no title was found")


# ---------------------------------------------------------------- reviewer


def credit(sorting: Sorting) -> None:
    """Find the review credit and the name in it."""
    phrases = sorting.ground.language.old_words.acknowledges
    for block in list(sorting.blocks):
        text = block.text
        ends = [at + len(one) for one in phrases if (at := text.casefold().find(one.casefold())) >= 0]
        if block.kind not in {"paragraph", "heading", "item"} or not ends:
            continue
        names = [one for one in _NAME.finditer(text, min(ends)) if one["degrees"]] or list(
            _NAME.finditer(text, min(ends))
        )
        if not names:
            problem = f"this thanks somebody, but no name was found in it: `{text[:120]}`"
            sorting.add(TO_WRITE, block.number, problem, "write the name under `reviewers` and delete the line here")
            continue
        _thank(sorting, block, names)
        return
    sorting.add(TO_WRITE, 1, "no reviewer was found", "find out who reviewed the text; without a name it cannot go out")


def _thank(sorting: Sorting, block: Block, names: list[re.Match[str]]) -> None:
    text, name = block.text, names[0]
    sorting.reviewer = " ".join(name[0].split())
    rest = begins(text, [sorting.ground.language.words.reviewed_by])
    alone = rest is not None and rest.strip(" :.") == sorting.reviewer.rstrip(".")
    said = f"{text[: name.start()]}\0{text[name.end() :]}".replace("{", "{{").replace("}", "}}").replace("\0", "{name}")
    # The credit follows the words "Reviewed by"; a sentence of thanks cannot, so the name goes before it.
    stop = "" if sorting.reviewer.endswith(".") else "."
    sorting.thanks = "{name}" if alone else f"{{name}}{stop} {said}"
    problem = f"the text names {sorting.reviewer}, so it was set down as reviewed"
    sorting.add(REVIEW, block.number, problem)
    if len(names) > 1:
        others = ", ".join(" ".join(one[0].split()) for one in names[1:])
        sorting.add(GUESSED, block.number, f"more people are named here: {others}", "add them under `reviewers`")
    elif not name["degrees"]:
        sorting.add(GUESSED, block.number, f"`{sorting.reviewer}` was taken for the name of the reviewer")
    sorting.take(block, "fact", "publication.yaml: reviewers", border=True)
