"""What was found in an old text, written as the files of a publication, all of them or none."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from press.importer.blocks import TO_DO
from press.importer.codes import SLUG_TAKEN
from press.importer.markdown import body
from press.importer.sorting import Sorting
from press.model.findings import Place, PressError

SCHEMA = "# yaml-language-server: $schema=../../../output/schemas/facts.json"
_PLAIN = re.compile(r"[^\W\d_][\w ,.()/’–-]*[\w.)]|[0-9]+-[0-9-]*[0-9]")
_RESERVED = {"true", "false", "null"}

WAITING = {
    "number": "the publication number",
    "issued": "when it was issued, e.g. 2015-06",
    "reviewer": "who reviewed it, with degrees",
    "thanks": "the sentence of thanks, in which {name} stands for the name",
    "subject": "a subject heading for catalogues, in English",
    "title": "the title",
    "summary": "one sentence that says what the reader will learn",
    "brief": "a main message, in one short sentence",
    "keyword": "a word that readers search for",
}
"""What a person must write where an old file does not say it."""


def files_of(sorting: Sorting) -> dict[str, str]:
    """The files of the new publication, by name: its facts, and its text in one language."""
    return {"publication.yaml": _facts(sorting), f"{sorting.ground.lang}.md": _front(sorting) + body(sorting.blocks)}


def scalar(text: str) -> str:
    """A text as a YAML scalar (YAML 1.2.2, 7.3): plain where it can be mistaken for nothing else, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)


def _or(text: str, name: str) -> str:
    """A text, or what a person must write in its place."""
    return scalar(text or f"{TO_DO} {WAITING[name]}")


def _listed(words: list[str]) -> str:
    return f"[{', '.join(map(scalar, words))}]"


def _facts(sorting: Sorting) -> str:
    lang = sorting.ground.lang
    revised = [f"revised: {sorting.revised}"] if sorting.revised else []
    return "\n".join(
        [
            SCHEMA,
            f"# Imported from {json.dumps(Path(sorting.old.path).name, ensure_ascii=False)}.",
            "",
            f"number: {_or(sorting.number, 'number')}",
            f"issued: {_or(sorting.issued, 'issued')}",
            *revised,
            # Nobody has changed a word yet: what a reviewer has read is still what is written.
            f"review_status: {'reviewed' if sorting.reviewer else 'adapted'}",
            "",
            "reviewers:",
            f"  - name: {_or(sorting.reviewer, 'reviewer')}",
            "    thanked_for:",
            f"      {lang}: {_or(sorting.thanks, 'thanks')}",
            "",
            f"statements: {_listed(sorting.statements)}",
            f"organizations: {_listed(sorting.organizations)}",
            f"subjects: [{_or('', 'subject')}]",
            "",
        ]
    )


def _front(sorting: Sorting) -> str:
    given = [word.strip() for word in re.split("[,;]", sorting.old.head.get("keywords", "")) if word.strip()]
    return "\n".join(
        [
            "---",
            f"title: {_or(sorting.title, 'title')}",
            f"summary: {_or(sorting.summary, 'summary')}",
            "brief:",
            *[f"  - {_or('', 'brief')}"] * 2,
            f"keywords: {_listed(given) if given else '[' + _or('', 'keyword') + ']'}",
            "---",
            "",
            "",
        ]
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files into a new folder, all of them or none. Raises PressError when the folder is there already."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # What starts with a dot is no publication, should the machine stop here.
    waiting = Path(tempfile.mkdtemp(prefix=".import-", dir=folder.parent))
    try:
        for name, text in files.items():
            (waiting / name).write_text(text, "utf-8")
        waiting.chmod(0o755)
        try:
            waiting.rename(folder)
        except OSError as error:
            if not folder.exists():
                raise
            problem = f"there is a folder of that name already: {error.strerror}"
            raise PressError([SLUG_TAKEN.at(Place(folder.as_posix()), problem)]) from None
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
