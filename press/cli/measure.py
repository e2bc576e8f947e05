"""The command `measure`, which compares the figures of a PDF with a guideline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from press.cli.inspect import PdfFile, read_pdf_within_limits
from press.cli.limits import SECONDS, Limit
from press.cli.options import (
    SOURCES,
    AsJson,
    Sources,
    app,
    make_unknown_error,
    make_wide_console,
    print_json,
    report_errors,
    require_path,
)
from press.model.findings import ExitCode, PressError, list_errors
from press.model.sources.variant import Profile
from press.readback.measure import FIGURES, MeasuredFigures
from press.readback.measure.figures import Figure, MeasuredPlace
from press.readback.measure.guidelines import (
    FIGURE_NAMES,
    GuidelineResult,
    check_guidelines,
    format_measured,
    format_places,
    format_requirement,
    format_value,
)

ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile", metavar="NAME", help="The guideline to compare with: a profile of the sources, e.g. `acb`."
    ),
]


@app.command(
    epilog="Example: `python pipeline.py measure output/osteopetrosis/osteopetrosis.en.large-print.pdf --profile acb`"
)
def measure(
    file: PdfFile,
    profile: ProfileName = None,
    sources: Sources = SOURCES,
    limit: Limit = SECONDS,
    as_json: AsJson = False,
) -> None:
    """Measure a PDF, and compare it with a guideline.

    Sizes, lines, margins and colors are measured as they are drawn.
    """
    from press.readback.measure import measure_pdf
    from press.readback.pdf.metadata import read_facts

    with report_errors(as_json):
        guideline = _find_profile(sources, profile) if profile else None
        measured = read_pdf_within_limits(file, measure_pdf, limit)
        lang = read_facts(file.read_bytes()).lang
        verdicts = check_guidelines(measured, guideline.rules, lang) if guideline else []
        if as_json:
            print_json(_describe_measure(measured, guideline, verdicts))
        elif guideline:
            make_wide_console().print(_make_verdict_table(file, guideline, verdicts))
        else:
            make_wide_console().print(_make_figure_table(file, measured))
        if any(not one.holds and one.severity == "error" for one in verdicts):
            raise typer.Exit(ExitCode.FINDINGS)


def _find_profile(sources: Path, name: str) -> Profile:
    """Find a profile of the sources by name.

    Raises a usage error that lists the names.
    """
    from press.check import check
    from press.load import load

    library, findings = load(require_path(sources))
    faults = [one for one in list_errors([*findings, *check(library)]) if f"profiles/{name}." in one.place.file]
    if faults:
        raise PressError(faults)
    if name not in library.profiles:
        raise make_unknown_error("profile", name, library.profiles)
    return library.profiles[name]


# ---------------------------------------------------------------- tables


def _make_figure_table(file: Path, measured: MeasuredFigures) -> Table:
    table = Table("Measured", "Figure", "Where", title=file.name, title_justify="left")
    for name in FIGURES:
        figure: Figure = getattr(measured, name)
        table.add_row(FIGURE_NAMES[name][0], format_measured(name, figure.value), _describe_first_place(figure))
    return table


def _describe_first_place(figure: Figure) -> str:
    """Describe the first place of a figure, if any."""
    return format_places(figure.spots[:1]).strip(" ()")


def _make_verdict_table(file: Path, profile: Profile, verdicts: list[GuidelineResult]) -> Table:
    misses = sum(not one.holds for one in verdicts)
    title = f"{file.name}: {profile.title}, {len(verdicts)} rules, {misses} not met"
    table = Table("", "Measured", "Figure", "Asked for", "Clause", "Where", title=title, title_justify="left")
    for one in verdicts:
        name = one.rule.measure
        where = format_places(one.misses).strip(" ()")
        table.add_row(
            _name_verdict(one),
            FIGURE_NAMES[name][0],
            format_measured(name, one.value),
            format_requirement(one.rule),
            one.rule.clause,
            where,
        )
    table.caption = profile.source
    return table


def _name_verdict(one: GuidelineResult) -> str:
    if not one.published:
        return "no published figure"
    if one.holds:
        return "pass" if one.value is not None else "none"
    return "FINDING" if one.severity == "error" else "advice"


def _describe_measure(
    measured: MeasuredFigures, profile: Profile | None, verdicts: list[GuidelineResult]
) -> dict[str, Any]:
    """Describe figures and verdicts for JSON."""
    figures = {
        name: {
            "value": figure.value,
            "unit": FIGURE_NAMES[name][1],
            "places": [_describe_spot(spot) for spot in figure.spots],
        }
        for name in FIGURES
        for figure in [getattr(measured, name)]
    }
    rules = [
        {
            "measure": one.rule.measure,
            "holds": one.holds if one.published else None,
            "severity": one.severity,
            "value": one.value,
            "asked_for": format_requirement(one.rule),
            "clause": one.rule.clause,
            "places": [_describe_spot(spot) for spot in one.misses],
        }
        for one in verdicts
    ]
    guideline = {"title": profile.title, "source": profile.source} if profile else None
    return {"figures": figures, "profile": guideline, "rules": rules}


def _describe_spot(spot: MeasuredPlace) -> dict[str, Any]:
    return {"page": spot.page, "text": spot.text, "value": format_value(spot.value)}
