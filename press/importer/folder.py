"""Files of an imported publication, and writing them as one folder."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from press.importer.blocks import TO_DO, ImportDraft
from press.importer.codes import SLUG_EXISTS
from press.importer.markdown import render_body
from press.model.findings import Place, PressError
from press.runtime.disk import name_path

SCHEMA = "# yaml-language-server: $schema=../../../output/schemas/facts.json"
_UNQUOTED = re.compile(r"[^\W\d_][\w ,.()/’–-]*[\w.)]|[0-9]+-[0-9-]*[0-9]")
_RESERVED = {"true", "false", "null"}

MISSING = {
    "number": "the publication number",
    "issued": "when it was issued, e.g. 2015-06",
    "reviewer": "who reviewed it, with degrees",
    "subjects": "[a subject heading for catalogues, in English]",
    "title": "the title",
    "summary": "one sentence that says what the reader will learn",
    "brief": "a main message, in one short sentence",
    "keyword": "a word that readers search for",
}
"""What a person must write when the old file does not say it."""


def make_files(draft: ImportDraft) -> dict[str, str]:
    """Make the files of the publication, by file name; of one more language only the text."""
    text = {f"{draft.context.lang}.md": _format_front_matter(draft) + render_body(draft.blocks, draft.old.notes)}
    return text if draft.context.publication else {"publication.yaml": _format_facts(draft), **text}


def format_scalar(text: str) -> str:
    """Format a text as a YAML scalar (YAML 1.2.2, 7.3)."""
    # Unquoted only where no YAML reader can take it for anything but a text.
    if _UNQUOTED.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False)


def _format_or_ask(text: str, name: str) -> str:
    """Format a text, or a `TO DO` note if empty."""
    return format_scalar(text or f"{TO_DO} {MISSING[name]}")


def _format_list(words: list[str]) -> str:
    """Format words as a YAML list."""
    return f"[{', '.join(map(format_scalar, words))}]"


def _format_facts(draft: ImportDraft) -> str:
    """Format publication.yaml as a draft; what the old file does not say stands after `#`."""
    lang = draft.context.lang
    revised = [f"revised: {draft.revised}"] if draft.revised else []
    return "\n".join(
        [
            SCHEMA,
            f"# Imported from {json.dumps(Path(draft.old.path).name, ensure_ascii=False)}.",
            "# A draft may lack what stands here after `#`: each page says what is missing. Before it is handed out,",
            "# fill that in, take the `#` away, and delete the line `status: draft`.",
            "status: draft",
            _format_or_comment("number", draft.number),
            _format_or_comment("issued", draft.issued),
            *revised,
            *_format_reviewer(draft, lang),
            f"statements: {_format_list(draft.statements)}",
            f"organizations: {_format_list(draft.organizations)}",
            _format_or_comment("subjects", ""),
            "",
        ]
    )


def _format_or_comment(name: str, text: str) -> str:
    """Format a fact, or a comment that says what to write."""
    return f"{name}: {format_scalar(text)}" if text else f"# {name}: {MISSING[name]}"


def _format_reviewer(draft: ImportDraft, lang: str) -> list[str]:
    """Format the review credit, or comments that say what to write."""
    # Nobody has changed a word yet: what a reviewer has read is still what is written.
    lines = ["review_status: reviewed", "reviewers:"]
    name, thanks = draft.reviewer or MISSING["reviewer"], draft.thanks or "{name}, whose help is acknowledged."
    lines += [f"  - name: {format_scalar(name)}", "    thanked_for:", f"      {lang}: {format_scalar(thanks)}"]
    return lines if draft.reviewer else [f"# {line}" for line in lines]


def _format_front_matter(draft: ImportDraft) -> str:
    """Format the front matter of the text, with as many main messages as the first language has."""
    publication = draft.context.publication
    points = len(next(iter(publication.translations.values())).front.brief) if publication else 2
    keywords = [word.strip() for word in re.split("[,;]", draft.old.head.get("keywords", "")) if word.strip()]
    return "\n".join(
        [
            "---",
            f"title: {_format_or_ask(draft.title, 'title')}",
            f"summary: {_format_or_ask(draft.summary, 'summary')}",
            "brief:",
            *[f"  - {_format_or_ask('', 'brief')}"] * points,
            f"keywords: {_format_list(keywords) if keywords else '[' + _format_or_ask('', 'keyword') + ']'}",
            "---",
            "",
            "",
        ]
    )


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files into a new folder, all or none.

    Raises PressError when the folder exists already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A folder whose name starts with a dot is never read as a publication, so a crash here leaves none half-written.
    staging = Path(tempfile.mkdtemp(prefix=".import-", dir=folder.parent))
    try:
        for name, text in files.items():
            with name_path(staging / name):
                (staging / name).write_text(text, "utf-8")
        staging.chmod(0o755)
        try:
            staging.rename(folder)
        except OSError as error:
            if not folder.exists():
                raise
            problem = f"a folder with this name exists already: {error.strerror}"
            raise PressError([SLUG_EXISTS.make_finding(Place(folder.as_posix()), problem)]) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_text(folder: Path, name: str, text: str) -> None:
    """Write one more file into a folder, whole or not at all.

    Raises PressError when the file exists already.
    """
    handle, staged = tempfile.mkstemp(prefix=".import-", dir=folder)
    try:
        with name_path(staged), open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - a handle, not a path
            file.write(text)
        Path(staged).chmod(0o644)
        try:
            # Unlike renaming, linking never replaces a file that somebody has written meanwhile.
            (folder / name).hardlink_to(staged)
        except FileExistsError:
            problem = "this publication has a text in this language already"
            raise PressError([SLUG_EXISTS.make_finding(Place((folder / name).as_posix()), problem)]) from None
    finally:
        Path(staged).unlink()
