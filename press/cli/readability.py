"""The command on plain language: how hard each section is to read."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

import pipeline
from press.cli.options import (
    SOURCES,
    AsJson,
    Langs,
    Slugs,
    Sources,
    app,
    existing,
    named,
    out,
    print_json,
    reported,
    unknown,
    wide,
)
from press.model.edition import Library, Publication
from press.model.textfacts import FormulaName
from press.plain_language import measure
from press.plain_language.formulas import FORMULAS
from press.plain_language.index import ITEMS, PASS, blank, score
from press.plain_language.measure import Measure, together, way_of

SCHEMA = "../../../output/schemas/index.json"
"""Where the schema of an index sheet lies, seen from the folder of a publication."""


@app.command(epilog="Example: `python pipeline.py readability osteopetrosis --lang es`")
def readability(
    slugs: Slugs = None,
    lang: Langs = None,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Print an empty sheet of the CDC Clear Communication Index instead.")
    ] = False,
    sources: Sources = SOURCES,
    as_json: AsJson = False,
) -> None:
    """Show how hard each section is to read, by the formulas of its language; and the scores of index sheets."""
    with reported(as_json):
        if sheet:
            out.print(blank(SCHEMA), end="", markup=False)
            return
        library, _ = pipeline.read(existing(sources))
        whole = library.whole or library
        known = sorted({one for publication in whole.publications.values() for one in publication.translations})
        for name in (name for name in lang or () if name not in known):
            raise unknown("language", name, known)
        chosen = [named(whole, slug) for slug in slugs] if slugs else list(whole.publications.values())
        found = [_measured(whole, publication, lang or ()) for publication in chosen]
        if as_json:
            print_json({"publications": found})
        else:
            for one in found:
                _show_measures(one)


def _measured(library: Library, publication: Publication, langs: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """What is counted in a publication, as plain data."""
    texts = []
    for lang, translation in publication.translations.items():
        how = library.languages[lang].readability if lang in library.languages else None
        if not how or (langs and lang not in langs):
            continue
        way = way_of(how)
        for form in ("long", "short") if translation.has_short_text else ("long",):
            parts = [(one, measure(one, way)) for one in translation.in_form(form).sections]
            rows = [_row(section.id, section.line, found) for section, found in parts]
            whole = _row("", 0, together([found for _, found in parts]))
            texts.append({"language": lang, "form": form, "file": translation.source.path, "sections": rows,
                          "whole": whole})  # fmt: skip
    return {"publication": publication.slug, "texts": texts, "index": _index(publication)}


def _row(name: str, line: int, found: Measure) -> dict[str, Any]:
    return {
        "section": name,
        "line": line,
        "words": found.words,
        "sentences": len(found.sentences),
        "mean_sentence": round(found.mean, 1),
        "longest_sentence": max((one.words for one in found.sentences), default=0),
        "passives": len(found.passives),
        "figures": {formula: round(value, 1) for formula, value in found.figures.items()},
        "rough": [formula for formula in found.figures if not found.enough(formula)],
    }


def _index(publication: Publication) -> dict[str, Any] | None:
    sheet = publication.index
    if not sheet:
        return None
    result = score(sheet)
    no = [item for item in ITEMS if sheet.answers.get(str(item)) == "no"]
    return {"by": sheet.by, "on": sheet.on, "earned": result.earned, "possible": result.possible,
            "score": round(result.value, 1), "passes": result.passes, "answered_no": no}  # fmt: skip


def _show_measures(found: dict[str, Any]) -> None:
    console = wide()
    for text in found["texts"]:
        formulas: list[FormulaName] = list(dict.fromkeys(name for row in text["sections"] for name in row["figures"]))
        title = f"{found['publication']}, {text['language']}, {text['form']} text"
        table = Table("Section", title=title, title_justify="left")
        for name in ("Words", "Sentences", "Words a sentence", "Longest", "Passives"):
            table.add_column(name, justify="right")
        for name in formulas:
            table.add_column(FORMULAS[name].title, justify="right")
        for row in text["sections"]:
            table.add_row(row["section"], *_cells(row, formulas))
        table.add_section()
        table.add_row("the whole text", *_cells(text["whole"], formulas))
        console.print(table)
    if any(row["rough"] for text in found["texts"] for row in (*text["sections"], text["whole"])):
        out.print("~ rough: the formula was made for more sentences (SMOG: 30). Scores of ease: higher is easier.")
    if index := found["index"]:
        word = "passes" if index["passes"] else f"does not pass ({PASS:g} passes)"
        out.print(f"CDC Clear Communication Index: {index['score']:g} of 100, {word}; {index['by']}, {index['on']}")


def _cells(row: dict[str, Any], formulas: list[FormulaName]) -> list[str]:
    counts = [str(row[name]) for name in ("words", "sentences", "mean_sentence", "longest_sentence", "passives")]
    marks = {name: "~" if name in row["rough"] else "" for name in formulas}
    return counts + [f"{marks[name]}{row['figures'][name]:.1f}" if name in row["figures"] else "" for name in formulas]
