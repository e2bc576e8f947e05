"""The command that measures: figures of what is drawn in a PDF, beside those of a profile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from press.build.selection import UNKNOWN
from press.cli.inspect import PdfFile
from press.cli.options import NOT_A_PDF, SOURCES, AsJson, Sources, app, existing, print_json, reported, wide
from press.model.facts import Profile
from press.model.findings import Exit, Place, PressError, errors
from press.readback.measure import FIGURES, Measure
from press.readback.measure.figures import Figure, Spot
from press.readback.measure.guidelines import NAMES, Verdict, judge, measured_as, places, shown, wanted

ProfileName = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="A profile in the sources, e.g. `acb`.")
]


@app.command(
    epilog="Example: `python pipeline.py measure output/osteopetrosis/osteopetrosis.en.large-print.pdf --profile acb`"
)
def measure(
    file: PdfFile,
    profile: ProfileName = None,
    sources: Sources = SOURCES,
    as_json: AsJson = False,
) -> None:
    """Measure what is drawn in a PDF: sizes, lines, margins, colours; and compare it with a guideline."""
    with reported(as_json):
        wanted_profile = _profile(sources, profile) if profile else None
        measured = _measure(file)
        verdicts = judge(measured, wanted_profile.rules) if wanted_profile else []
        if as_json:
            print_json(_plain(measured, wanted_profile, verdicts))
        elif wanted_profile:
            wide().print(_judged(file, wanted_profile, verdicts))
        else:
            wide().print(_figures(file, measured))
        if any(not one.holds and one.rule.severity == "error" for one in verdicts):
            raise typer.Exit(Exit.FINDINGS)


def _measure(file: Path) -> Measure:
    """The figures of a PDF; a finding when it turns out to be none."""
    from press.readback.measure import measure as measured_in

    data = existing(file).read_bytes()
    try:
        return measured_in(data)
    except ValueError as error:
        raise PressError([NOT_A_PDF.at(Place(str(file)), f"it cannot be read as a PDF: {error}")]) from None


def _profile(sources: Path, name: str) -> Profile:
    """A profile of the sources by its name, or a usage error that says which there are."""
    from press.check import check
    from press.load import load

    library, findings = load(existing(sources))
    about = [one for one in errors([*findings, *check(library)]) if f"profiles/{name}." in one.place.file]
    if about:
        raise PressError(about)
    if name not in library.profiles:
        there = f"there is: {', '.join(sorted(library.profiles)) or 'none'}"
        raise PressError([UNKNOWN.at(Place(), f"there is no profile called {name!r}", there)], Exit.USAGE)
    return library.profiles[name]


# ---------------------------------------------------------------- tables


def _figures(file: Path, measured: Measure) -> Table:
    table = Table("Measured", "Figure", "Where", title=file.name, title_justify="left")
    for name in FIGURES:
        figure: Figure = getattr(measured, name)
        table.add_row(NAMES[name][0], measured_as(name, figure.value), _where(figure))
    return table


def _where(figure: Figure) -> str:
    """The first place, where it says something."""
    return places(figure.spots[:1]).strip(" ()")


def _judged(file: Path, profile: Profile, verdicts: list[Verdict]) -> Table:
    misses = sum(not one.holds for one in verdicts)
    title = f"{file.name}: {profile.title}, {len(verdicts)} rules, {misses} missed"
    table = Table("", "Measured", "Figure", "Asked for", "Clause", "Where", title=title, title_justify="left")
    for one in verdicts:
        name = one.rule.measure
        where = places(one.misses).strip(" ()")
        table.add_row(
            _mark(one), NAMES[name][0], measured_as(name, one.value), wanted(one.rule), one.rule.clause, where
        )
    table.caption = profile.source
    return table


def _mark(one: Verdict) -> str:
    if one.holds:
        return "pass" if one.value is not None else "none"
    return "FINDING" if one.rule.severity == "error" else "advice"


def _plain(measured: Measure, profile: Profile | None, verdicts: list[Verdict]) -> dict[str, Any]:
    """The same as plain data."""
    figures = {
        name: {"value": figure.value, "unit": NAMES[name][1], "places": [_spot(spot) for spot in figure.spots]}
        for name in FIGURES
        for figure in [getattr(measured, name)]
    }
    judged = [
        {
            "measure": one.rule.measure,
            "holds": one.holds,
            "severity": one.rule.severity,
            "value": one.value,
            "asked_for": wanted(one.rule),
            "clause": one.rule.clause,
            "places": [_spot(spot) for spot in one.misses],
        }
        for one in verdicts
    ]
    about = {"title": profile.title, "source": profile.source} if profile else None
    return {"figures": figures, "profile": about, "rules": judged}


def _spot(spot: Spot) -> dict[str, Any]:
    return {"page": spot.page, "text": spot.text, "value": shown(spot.value)}
