"""The command `new`, which begins a publication as a draft that builds at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from press.build import pipeline
from press.cli.options import SOURCES, AsJson, Sources, app, out, print_json, report_errors, require_path, shorten_path
from press.importer.blocks import TO_DO
from press.importer.folder import SCHEMA, format_scalar, write_folder
from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError
from press.model.library import Library
from press.model.sources.fields import SLUG
from press.model.sources.language import StarterText

HOUSE = "house rule: the layout of the sources"
BAD_SLUG = FindingCode(
    "NEW101",
    "The name of a publication is lower-case words joined by hyphens.",
    HOUSE,
    "write e.g. `bone-density`; it becomes the name of the files",
)
NAME_IN_USE = FindingCode(
    "NEW102",
    "A new publication overwrites nothing.",
    HOUSE,
    "choose another name; for one more language, copy the text beside it to `<language>.md` and translate it",
)
NO_LANGUAGE = FindingCode(
    "NEW103",
    "A new text is in a language of the sources that says how a text begins.",
    HOUSE,
    "choose another `--lang`, or add the words under `starter` to the file of the language",
)
NO_TITLE = FindingCode("NEW104", "A new publication has a title.", HOUSE, "write it after `--title`, in quotes")
CODES = (BAD_SLUG, NAME_IN_USE, NO_LANGUAGE, NO_TITLE)

_FACTS = """\
{schema}
# In a draft, all that stands after `#` may be missing, and each page says so. Before this is handed out, fill it in,
# take the `#` away, and delete the line `status: draft`.
status: draft
# number: {pattern}
# issued: 2026-11
# review_status: reviewed
# reviewers:
#   - name: the name with its degrees
#     thanked_for: {{{lang}: '{{name}}, whose help the center gratefully acknowledges.'}}
# subjects: [a subject heading in English]
statements: [{statements}] # delete those that do not belong in this text
organizations: [] # keys in sources/organizations.yaml
"""


@app.command("new", epilog='Example: `python pipeline.py new bone-density --title "Your bone density test"`')
def new(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A short name for it, e.g. bone-density.")],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The title of the text.")],
    lang: Annotated[
        str, typer.Option("--lang", metavar="L", help="The language of the text.", show_default="that of the center")
    ] = "",
    sources: Sources = SOURCES,
    as_json: AsJson = False,
) -> None:
    """Begin a publication, as a draft that builds at once.

    Number, date and reviewer may be added later. Existing files are never overwritten.
    """
    with report_errors(as_json):
        library, _ = pipeline.load(require_path(sources))
        whole = library.tolerant or library
        lang = lang or (whole.center.language if whole.center else "")
        folder = sources / "publications" / slug
        title = " ".join(title.split())
        if wrong := _find_mistakes(slug, title, lang, folder, whole):
            raise PressError(wrong, ExitCode.USAGE)
        starter = whole.languages[lang].starter
        assert starter
        files = {"publication.yaml": _format_facts(whole, lang), f"{lang}.md": _format_text(title, starter)}
        write_folder(folder, files)
        if as_json:
            print_json({"folder": folder.as_posix(), "files": sorted(files), "findings": []})
            return
        option = "" if sources == SOURCES else f" --sources {sources}"
        out.print(
            f"Wrote {shorten_path(folder)}/publication.yaml and {lang}.md. Next:\n"
            f"1. Open {shorten_path(folder)}/{lang}.md and write over every `{TO_DO}`.\n"
            f"2. python pipeline.py build {slug}{option}",
            markup=False,
        )


def _find_mistakes(slug: str, title: str, lang: str, folder: Path, library: Library) -> list[Finding]:
    found = []
    if not SLUG.fullmatch(slug):
        found.append(BAD_SLUG.make_finding(Place(), f"`{slug}` cannot be the name of a publication"))
    elif folder.exists() or folder.is_symlink():
        found.append(NAME_IN_USE.make_finding(Place(folder.as_posix()), "a publication with this name exists already"))
    if not title:
        found.append(NO_TITLE.make_finding(Place(), "the title is empty"))
    language = library.languages.get(lang)
    if not language or not language.starter:
        able = ", ".join(name for name, one in sorted(library.languages.items()) if one.starter) or "none"
        problem = f"a text cannot be begun in `{lang}`; languages for new texts: {able}"
        found.append(NO_LANGUAGE.make_finding(Place(), problem))
    return found


def _format_facts(library: Library, lang: str) -> str:
    statements = ", ".join(library.center.statements) if library.center else ""
    example = library.center.publication_number.example if library.center else ""
    return _FACTS.format(schema=SCHEMA, pattern=f"in the form {example}", lang=lang, statements=statements)


def _format_text(title: str, starter: StarterText) -> str:
    def ask(words: str) -> str:
        return f"{TO_DO} {words}"

    return "\n".join(
        [
            "---",
            f"title: {format_scalar(title)}",
            f"summary: {format_scalar(ask(starter.summary))}",
            "brief:",
            *(f"  - {format_scalar(ask(point))}" for point in starter.brief),
            f"keywords: [{format_scalar(ask(starter.keyword))}]",
            "---",
            "",
            f"## {ask(starter.question)} {{#question-1}}",
            "",
            ask(starter.answer),
            "",
        ]
    )
