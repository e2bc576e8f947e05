"""Import an old publication: write the sources of a new one, and report what was unsure.

The old file becomes blocks of words, each with its line (`readers`). What the sources already say is taken out of
them (`identity`, `directory`, `furniture`). The rest becomes sections (`outline`), which get the ids of the first
language if there is one (`pairing`), and is written (`markdown`, `folder`). Before anything is on disk, the new text is
read back and compared with the blocks, and with the words of the old file itself (`completeness`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

from press.importer.blocks import TO_DO, ImportContext, ImportDraft, ImportedBlock, OldText, SortedLine
from press.importer.codes import (
    ANNOUNCED,
    CODES,
    GUESSED,
    INSECURE,
    NO_LANGUAGE,
    REPLACED,
    SLUG_EXISTS,
    SLUG_FORM,
    TO_WRITE,
    UNEVEN,
)
from press.importer.completeness import check_completeness
from press.importer.directory import match_addresses
from press.importer.folder import format_scalar, make_files, write_folder, write_text
from press.importer.furniture import find_contact_block, find_statements
from press.importer.identity import find_facts, find_reviewer, find_title
from press.importer.markdown import compare_with_old_text, list_line_fates
from press.importer.outline import make_sections
from press.importer.pairing import Pairing, pair_sections
from press.importer.readers import read_old_publication
from press.model.findings import ExitCode, Finding, Place, PressError
from press.model.library import Library
from press.model.publication import Publication
from press.model.sources.fields import SLUG
from press.translations import find_source_language

__all__ = ["CODES", "TO_DO", "ImportedPublication", "import_text"]


@dataclass(frozen=True, slots=True)
class ImportedPublication:
    """A publication made of an old text: folder, files, the fate of each line, findings."""

    folder: Path
    files: dict[str, str]
    facts: dict[str, str]
    lines: tuple[SortedLine, ...]
    findings: tuple[Finding, ...]


def import_text(
    file: Path,
    slug: str,
    lang: str,
    sources: Path,
    library: Library,
    today: dt.date,
    pairing: Pairing | None = None,
) -> ImportedPublication:
    """Make a publication of an old file below the sources, or one more language of one.

    lang: the language of the text; empty for the center's. Nothing is written when anything is wrong: PressError then
    carries every error found.
    """
    folder = sources / "publications" / slug
    context = _make_context(library, slug, lang, today)
    text_lang = context.lang if isinstance(context, ImportContext) else lang
    wrong = [*_check_slug(slug, folder, library, text_lang), *(context if isinstance(context, list) else [])]
    try:
        old = read_old_publication(file)
    except PressError as error:
        raise PressError([*wrong, *error.findings], ExitCode.USAGE if wrong else error.exit_code) from None
    if wrong or isinstance(context, list):
        raise PressError(wrong, ExitCode.USAGE)
    draft = _make_draft(old, context)
    if context.publication:
        source = find_source_language(context.publication, context.center.language)
        pair_sections(draft, context.publication.translations[source], pairing or Pairing())
        _report_facts(draft, context.publication)
    files = make_files(draft)
    check_completeness(draft, compare_with_old_text(draft, files[f"{context.lang}.md"]))
    if context.publication:
        write_text(folder, f"{context.lang}.md", files[f"{context.lang}.md"])
    else:
        write_folder(folder, files)
    return ImportedPublication(
        folder, files, _list_facts(draft), tuple(list_line_fates(draft)), tuple(sorted(set(draft.findings)))
    )


def _make_draft(old: OldText, context: ImportContext) -> ImportDraft:
    """Take out of an old text what the sources say, and divide the rest into sections."""
    draft = ImportDraft(old, context, list(old.blocks), findings=list(old.findings))
    _check_links(draft)
    find_facts(draft)
    match_addresses(draft)
    find_reviewer(draft)
    find_contact_block(draft)
    find_statements(draft)
    find_title(draft)
    make_sections(draft)
    _check_gaps(draft)
    return draft


def _check_slug(slug: str, folder: Path, library: Library, lang: str) -> Iterator[Finding]:
    """Check that the slug is well-formed, and that its publication has no text in this language."""
    if not SLUG.fullmatch(slug):
        yield SLUG_FORM.make_finding(Place(), f"`{slug}` cannot be the name of a publication")
    elif folder.is_symlink() or (folder.exists() and not library.publications.get(slug)):
        yield SLUG_EXISTS.make_finding(Place(folder.as_posix()), "a folder with this name exists already")
    elif folder.exists() and (lang in library.publications[slug].translations or (folder / f"{lang}.md").exists()):
        problem = f"this publication has a text in `{lang}` already"
        hint = "choose another `--slug`, or another `--lang` for one more language of it"
        yield SLUG_EXISTS.make_finding(Place(folder.as_posix()), problem, hint)


def _make_context(library: Library, slug: str, lang: str, today: dt.date) -> ImportContext | list[Finding]:
    """Collect what the text is compared with, or its faults."""
    center = library.center
    lang = lang or (center.language if center else "")
    language = library.languages.get(lang)
    if center and language:
        publication = library.publications.get(slug)
        return ImportContext(library, center, lang, language, today, publication)
    if not center:
        return [NO_LANGUAGE.make_finding(Place(), "center.yaml cannot be read")]
    languages = ", ".join(sorted(library.languages)) or "none"
    return [NO_LANGUAGE.make_finding(Place(), f"the sources have no language `{lang}`; they have: {languages}")]


def _report_facts(draft: ImportDraft, publication: Publication) -> None:
    """Report facts of a second language that publication.yaml does not have or has otherwise."""
    facts, hint = publication.facts, "find out which is right; publication.yaml holds for every language"
    for name in ("number", "issued", "revised"):
        here, there = getattr(draft, name), getattr(facts, name)
        if here and here != there:
            problem = f"`{name}: {here}` stands here, and {f'`{there}`' if there else 'nothing'} in publication.yaml"
            draft.add_finding(REPLACED, 1, problem, hint)
    for reviewer in facts.reviewers:
        if draft.context.lang not in reviewer.thanked_for:
            words = f": `{draft.context.lang}: {format_scalar(draft.thanks)}`" if draft.thanks else ""
            problem = f"publication.yaml does not thank {reviewer.name} in this language"
            draft.add_finding(TO_WRITE, 1, problem, f"add the sentence under `thanked_for`{words}")


def _list_facts(draft: ImportDraft) -> dict[str, str]:
    """List the facts found in the text, for reporting."""
    return {
        "title": draft.title,
        "number": draft.number,
        "issued": draft.issued,
        "revised": draft.revised,
        "reviewer": draft.reviewer,
        "organizations": ", ".join(draft.organizations),
        "statements": ", ".join(draft.statements),
        "sections": str(sum(block.kind == "heading" and block.level == 2 for block in draft.blocks)),
    }


# ---------------------------------------------------------------- looks at the whole


def _check_links(draft: ImportDraft) -> None:
    """Report addresses without encryption and links that were guessed."""
    runs = [run for block in draft.blocks for line in block.all_lines for run in line.runs if run.href]
    for run in runs:
        if run.href.startswith("http://"):
            draft.add_finding(INSECURE, run.line, f"`{run.href}` is not encrypted")
        if re.match(r"www\.", run.text.strip(), re.IGNORECASE) and run.href == f"https://{run.text.strip()}":
            draft.add_finding(
                GUESSED,
                run.line,
                f"`{run.text.strip()}` was made a link to {run.href}",
                "open it once to be sure that it works",
            )


def _check_gaps(draft: ImportDraft) -> None:
    """Report announcements without content, and what a person must write."""
    for block, after in zip_longest(draft.blocks, draft.blocks[1:]):
        if block.kind == "paragraph" and block.text.endswith(":") and not _is_announced(after):
            ending = block.text[-60:]
            draft.add_finding(
                ANNOUNCED, block.lines[-1].runs[-1].line, f"nothing follows a line that ends in a colon: “…{ending}”"
            )
    _check_lists(draft)
    missing = ["main messages"]
    missing += [] if draft.context.publication else ["subject headings"]
    missing += [] if draft.old.head.get("keywords") else ["search words"]
    missing += [] if draft.summary else ["a summary"]
    draft.add_finding(TO_WRITE, 1, f"this is not in the old file: {', '.join(missing)}")
    if not draft.statements and not draft.context.publication:
        keys = ", ".join(draft.context.center.statements)
        hint = f"name at least one in publication.yaml: {keys}"
        draft.add_finding(TO_WRITE, 1, "it has none of the center's statements", hint)


def _check_lists(draft: ImportDraft) -> None:
    """Report items without the full stop that most others have."""
    for kind, group in groupby(draft.blocks, lambda block: (block.kind, block.level)):
        items = list(group) if kind[0] == "item" else []
        bare = [item for item in items if item.text[-1:].isalnum()]
        if items and len(bare) * 3 < len(items):
            for item in bare:
                draft.add_finding(
                    UNEVEN, item.number, f"`{item.text[:60]}` has no full stop; the items beside it have one"
                )


def _is_announced(after: ImportedBlock | None) -> bool:
    """Return whether a block can be what a colon announces."""
    return after is not None and (after.kind not in {"heading", "paragraph"} or len(after.lines) > 1)
