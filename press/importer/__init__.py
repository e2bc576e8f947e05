"""import: an old publication in, the files of a new one out, and everything it was unsure of.

The old file becomes blocks of words, each with its line (`plaintext`, `page`, `word`). What the sources already say is
taken out of them (`identity`, `directory`, `furniture`); the rest becomes sections (`outline`) and is written
(`markdown`, `folder`). Before anything is on disk it is read back and compared (`readback`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from press.importer.blocks import TO_DO, Block
from press.importer.codes import (
    ANNOUNCED,
    CODES,
    GUESSED,
    INSECURE,
    NO_LANGUAGE,
    SLUG_FORM,
    SLUG_TAKEN,
    TO_WRITE,
    UNEVEN,
)
from press.importer.directory import refer
from press.importer.folder import files_of, write
from press.importer.furniture import contact, statements
from press.importer.identity import credit, entitle, identify
from press.importer.outline import outline
from press.importer.readback import account, read_back
from press.importer.readers import read_old
from press.importer.sorting import Ground, Sorted, Sorting
from press.model.edition import Library
from press.model.fields import SLUG
from press.model.findings import Exit, Finding, Place, PressError

__all__ = ["CODES", "TO_DO", "Imported", "import_text"]


@dataclass(frozen=True, slots=True)
class Imported:
    """A publication made of an old text: its folder, its files, what became of each line, and what was unsure."""

    folder: Path
    files: dict[str, str]
    facts: dict[str, str]
    lines: tuple[Sorted, ...]
    findings: tuple[Finding, ...]


def import_text(file: Path, slug: str, lang: str, sources: Path, library: Library, today: dt.date) -> Imported:
    """Make a publication of an old file and write it below the sources, all of it or nothing.

    lang: its language; empty for that of the centre. Raises PressError, with everything that is wrong.
    """
    folder = sources / "publications" / slug
    wrong = [*_wrong_name(slug, folder)]
    ground = _ground(library, lang, today)
    wrong += ground if isinstance(ground, list) else []
    try:
        old = read_old(file)
    except PressError as error:
        raise PressError([*wrong, *error.findings], Exit.USAGE if wrong else error.exit_code) from None
    if wrong or isinstance(ground, list):
        raise PressError(wrong, Exit.USAGE)
    sorting = Sorting(old, ground, list(old.blocks), found=list(old.found))
    _look_at_links(sorting)
    identify(sorting)
    refer(sorting)
    credit(sorting)
    contact(sorting)
    statements(sorting)
    entitle(sorting)
    outline(sorting)
    _look_at_the_end(sorting)
    files = files_of(sorting)
    read_back(sorting, files[f"{ground.lang}.md"])
    write(folder, files)
    return Imported(folder, files, _found(sorting), tuple(account(sorting)), tuple(sorted(set(sorting.found))))


def _wrong_name(slug: str, folder: Path) -> Iterator[Finding]:
    if not SLUG.fullmatch(slug):
        yield SLUG_FORM.at(Place(), f"`{slug}` cannot be the name of a publication")
    elif folder.exists() or folder.is_symlink():
        yield SLUG_TAKEN.at(Place(folder.as_posix()), "there is a publication of that name already")


def _ground(library: Library, lang: str, today: dt.date) -> Ground | list[Finding]:
    """What the text is held against, or what is wrong with it."""
    center = library.center
    lang = lang or (center.language if center else "")
    language = library.languages.get(lang)
    if center and language:
        return Ground(library, center, lang, language, today)
    if not center:
        return [NO_LANGUAGE.at(Place(), "center.yaml cannot be read")]
    there = ", ".join(sorted(library.languages)) or "none"
    return [NO_LANGUAGE.at(Place(), f"the sources have no language `{lang}`; there is: {there}")]


def _found(sorting: Sorting) -> dict[str, str]:
    """What the text says of itself, for showing."""
    return {
        "title": sorting.title,
        "number": sorting.number,
        "issued": sorting.issued,
        "revised": sorting.revised,
        "reviewer": sorting.reviewer,
        "organizations": ", ".join(sorting.organizations),
        "statements": ", ".join(sorting.statements),
        "sections": str(sum(block.kind == "heading" and block.level == 2 for block in sorting.blocks)),
    }


# ---------------------------------------------------------------- looks at the whole


def _look_at_links(sorting: Sorting) -> None:
    """Every address that is not safe on the way, in the text and in what the furniture takes over."""
    runs = [run for block in sorting.blocks for line in block.all_lines for run in line.runs if run.href]
    for run in runs:
        if run.href.startswith("http://"):
            sorting.add(INSECURE, run.line, f"`{run.href}` is not safe on the way")
        if re.match(r"www\.", run.text.strip(), re.IGNORECASE) and run.href == f"https://{run.text.strip()}":
            sorting.add(GUESSED, run.line, f"`{run.text.strip()}` was made a link to {run.href}", "try it")


def _look_at_the_end(sorting: Sorting) -> None:
    """What announces something that does not come, and what nobody can know but a person."""
    for block, after in zip(sorting.blocks, [*sorting.blocks[1:], None], strict=True):
        if block.kind == "paragraph" and block.text.endswith(":") and not _announced(after):
            said = block.text[-60:]
            sorting.add(ANNOUNCED, block.lines[-1].runs[-1].line, f"nothing follows what ends in a colon: “…{said}”")
    keywords = "" if sorting.old.head.get("keywords") else ", search words"
    missing = "" if sorting.summary else ", a summary"
    _look_at_lists(sorting)
    sorting.add(TO_WRITE, 1, f"an old file has no main messages, no subject headings{keywords}{missing}")
    if not sorting.statements:
        keys = ", ".join(sorting.ground.center.statements)
        hint = f"name at least one in publication.yaml: {keys}"
        sorting.add(TO_WRITE, 1, "it has none of the centre's statements", hint)


def _look_at_lists(sorting: Sorting) -> None:
    """Items without the full stop that nearly all items beside them have."""
    for kind, group in groupby(sorting.blocks, lambda block: (block.kind, block.level)):
        items = list(group) if kind[0] == "item" else []
        bare = [item for item in items if item.text[-1:].isalnum()]
        if items and len(bare) * 3 < len(items):
            for item in bare:
                sorting.add(UNEVEN, item.number, f"`{item.text[:60]}` has no full stop; the items beside it have one")


def _announced(after: Block | None) -> bool:
    """Whether a block can be what a colon announces."""
    return after is not None and (after.kind not in {"heading", "paragraph"} or len(after.lines) > 1)
