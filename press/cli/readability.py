"""The command `readability`, which shows how hard each section is to read."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from press.build import pipeline
from press.cli.options import (
    SOURCES,
    AsJson,
    Langs,
    Slugs,
    Sources,
    app,
    find_publication,
    make_unknown_error,
    make_wide_console,
    out,
    print_json,
    report_errors,
    require_path,
)
from press.model.library import Library
from press.model.publication import Publication
from press.model.sources.fields import FormulaName
from press.plain_language.formulas import FORMULAS
from press.plain_language.index import ITEMS, PASSING_SCORE, format_blank_sheet, score_sheet
from press.plain_language.measure import TextMeasure, compile_settings, measure_section, merge_measures

SCHEMA = "../../../output/schemas/index.json"
"""Path of the schema of an index sheet, from the folder of a publication."""


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
    """Show how hard each section is to read.

    Uses the formulas of its language, and shows the scores of index sheets.
    """
    with report_errors(as_json):
        if sheet:
            out.print(format_blank_sheet(SCHEMA), end="", markup=False)
            return
        library, _ = pipeline.check_sources(require_path(sources))
        whole = library.tolerant or library
        known = sorted({one for publication in whole.publications.values() for one in publication.translations})
        for name in (name for name in lang or () if name not in known):
            raise make_unknown_error("language", name, known)
        chosen = [find_publication(whole, slug) for slug in slugs] if slugs else list(whole.publications.values())
        found = [_measure_publication(whole, publication, lang or ()) for publication in chosen]
        if as_json:
            print_json({"publications": found})
        else:
            for one in found:
                _print_measures(one)


def _measure_publication(
    library: Library, publication: Publication, langs: list[str] | tuple[str, ...]
) -> dict[str, Any]:
    """Measure the texts of a publication, for JSON."""
    texts = []
    for lang, translation in publication.translations.items():
        settings = library.languages[lang].readability if lang in library.languages else None
        if not settings or (langs and lang not in langs):
            continue
        method = compile_settings(settings, lang)
        for length in translation.text_forms:
            parts = [(one, measure_section(one, method)) for one in translation.select_text_form(length).sections]
            rows = [_describe_measure(section.id, section.line, found) for section, found in parts]
            whole = _describe_measure("", 0, merge_measures([found for _, found in parts]))
            texts.append({"language": lang, "form": length, "file": translation.source.path, "sections": rows,
                          "whole": whole})  # fmt: skip
    return {"publication": publication.slug, "texts": texts, "index": _describe_index(publication)}


def _describe_measure(name: str, line: int, found: TextMeasure) -> dict[str, Any]:
    return {
        "section": name,
        "line": line,
        "words": found.words,
        "sentences": len(found.sentences),
        "mean_sentence": round(found.mean, 1),
        "longest_sentence": max((one.words for one in found.sentences), default=0),
        "passives": len(found.passives),
        "figures": {formula: round(value, 1) for formula, value in found.figures.items()},
        "rough": [formula for formula in found.figures if not found.has_enough_sentences(formula)],
    }


def _describe_index(publication: Publication) -> dict[str, Any] | None:
    sheet = publication.index_sheet
    if not sheet:
        return None
    result = score_sheet(sheet)
    answered_no = [item for item in ITEMS if sheet.answers.get(str(item)) == "no"]
    return {"by": sheet.by, "on": sheet.on, "earned": result.earned, "possible": result.possible,
            "score": round(result.value, 1), "passes": result.passes, "answered_no": answered_no}  # fmt: skip


def _print_measures(found: dict[str, Any]) -> None:
    console = make_wide_console()
    for text in found["texts"]:
        formulas: list[FormulaName] = list(dict.fromkeys(name for row in text["sections"] for name in row["figures"]))
        title = f"{found['publication']}, {text['language']}, {text['form']} text"
        table = Table("Section", title=title, title_justify="left")
        for name in ("Words", "Sentences", "Words a sentence", "Longest", "Passives"):
            table.add_column(name, justify="right")
        for name in formulas:
            table.add_column(FORMULAS[name].title, justify="right")
        for row in text["sections"]:
            table.add_row(row["section"], *_format_cells(row, formulas))
        table.add_section()
        table.add_row("the whole text", *_format_cells(text["whole"], formulas))
        console.print(table)
    if any(row["rough"] for text in found["texts"] for row in (*text["sections"], text["whole"])):
        out.print("~ rough: the formula needs more sentences (SMOG: 30). In scores of ease, higher is easier.")
    if index := found["index"]:
        word = "passes" if index["passes"] else f"does not pass ({PASSING_SCORE:g} passes)"
        out.print(f"CDC Clear Communication Index: {index['score']:g} of 100, {word}; {index['by']}, {index['on']}")


def _format_cells(row: dict[str, Any], formulas: list[FormulaName]) -> list[str]:
    counts = [str(row[name]) for name in ("words", "sentences", "mean_sentence", "longest_sentence", "passives")]
    prefixes = {name: "~" if name in row["rough"] else "" for name in formulas}
    return counts + [
        f"{prefixes[name]}{row['figures'][name]:.1f}" if name in row["figures"] else "" for name in formulas
    ]
