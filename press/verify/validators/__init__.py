"""Finished files checked by independent validators, whichever are installed: `pipeline.py verify`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from press.model.findings import Code, Finding, Place
from press.readback.pdf.metadata import read_facts
from press.runtime.programs import Fault
from press.verify.validators import axe, nu, outloud, verapdf

Step = Callable[[int, int, str], None]

MEND = "look the clause up in the standard; the sources may avoid it, else it is a fault of the press: report it"
VERAPDF = Code("VAL101", "veraPDF finds what a PDF claims to be true.", "the standards that the file claims", MEND)
OUTLOUD = Code("VAL102", "outloud has nothing against what a PDF says out loud.", "ISO 14289-1; WCAG 2.2", MEND)
AXE = Code("VAL103", "axe-core finds no barrier in a page, wide or narrow, light or dark.", "WCAG 2.2 A and AA", MEND)
NU = Code("VAL104", "The Nu HTML checker finds a page valid.", "HTML Living Standard", MEND)
READABLE = Code("VAL105", "A file to verify is a PDF or an HTML page that can be read.", "the file", "build it again")
CLAIMED = Code(
    "VAL106",
    "A PDF claims a standard that can be checked.",
    "ISO 14289-1, 5; ISO 19005-2, 6.6.4",
    "make it with `build` or `tag`, which write the claim",
)
CODES = (VERAPDF, OUTLOUD, AXE, NU, READABLE, CLAIMED)

PROFILES = {
    "PDF/UA-1": "ua1",
    "PDF/UA-2": "ua2",
    "wtpdf#accessibility1.0": "wt1a",
    "wtpdf#reuse1.0": "wt1r",
    "PDF/A-2a": "2a",
    "PDF/A-2b": "2b",
    "PDF/A-3a": "3a",
    "PDF/A-4": "4",
    "PDF/A-4f": "4f",
}
"""What a file claims in its XMP packet, and the profile in which veraPDF checks it."""

KINDS = {".pdf": "pdf", ".html": "html", ".htm": "html"}
"""What a file is, by the end of its name."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the validators found; the names of those that ran; and for each that could not, what to install."""

    findings: tuple[Finding, ...]
    used: tuple[str, ...]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator: its name, the kind of file it reads, what it lacks, and what it holds against files."""

    name: str
    kind: str
    code: Code
    lacks: Callable[[], str | None]
    faults: Callable[[Sequence[Path]], Iterable[Fault]]


def claimed_profiles(path: Path) -> tuple[str, ...]:
    """The profiles in which veraPDF can check what a PDF claims; PDF/UA-1 when it claims nothing."""
    claims = read_facts(path.read_bytes()).claims
    return tuple(PROFILES[claim] for claim in claims if claim in PROFILES) or ("ua1",)


def _verapdf(paths: Sequence[Path]) -> list[Fault]:
    by_claims: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        by_claims.setdefault(claimed_profiles(path), []).append(path)
    return [fault for profiles, files in by_claims.items() for fault in verapdf.faults(files, profiles)]


VALIDATORS = (
    Validator("veraPDF", "pdf", VERAPDF, verapdf.lacks, _verapdf),
    Validator("outloud", "pdf", OUTLOUD, outloud.lacks, outloud.faults),
    Validator("axe-core", "html", AXE, axe.lacks, axe.faults),
    Validator("Nu HTML checker", "html", NU, nu.lacks, nu.faults),
)


def validate(files: Sequence[Path], step: Step | None = None) -> Report:
    """Check finished files with every validator that is installed.

    step is called with how many validators are done, how many there are, and the name of the one that runs next.
    """
    findings = [finding for file in files for finding in _unfit(file)]
    unfit = {finding.place.file for finding in findings if finding.code == READABLE.code}
    fit = [file for file in files if str(file) not in unfit]
    wanted = [validator for validator in VALIDATORS if any(_kind(file) == validator.kind for file in fit)]
    missing = {validator.name: f"Install {lack}." for validator in wanted if (lack := validator.lacks())}
    ready = [validator for validator in wanted if validator.name not in missing]
    for done, validator in enumerate(ready):
        if step:
            step(done, len(ready), validator.name)
        mine = [file for file in fit if _kind(file) == validator.kind]
        findings += [_finding(validator.code, fault) for fault in validator.faults(mine)]
    return Report(tuple(sorted(findings)), tuple(validator.name for validator in ready), missing)


def _kind(file: Path) -> str:
    return KINDS.get(file.suffix.lower(), "")


def _unfit(file: Path) -> Iterable[Finding]:
    """What keeps a file from the validators, and a PDF that gives them nothing to hold it to."""
    place = Place(str(file))
    if not _kind(file):
        yield READABLE.at(place, "it is neither a PDF nor an HTML page", "name .pdf and .html files")
        return
    try:
        data = file.read_bytes()
        if _kind(file) == "pdf" and not set(read_facts(data).claims) & set(PROFILES):
            yield CLAIMED.at(place, "it claims no standard, so it was checked as PDF/UA-1")
    except OSError as error:
        yield READABLE.at(place, f"it cannot be read: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - a broken PDF fails in more ways than its reader names
        yield READABLE.at(place, f"it is not a PDF that can be read: {error}")


def _finding(code: Code, fault: Fault) -> Finding:
    times = f" ({fault.count} times)" if fault.count > 1 else ""
    where = f"; first at {fault.where}" if fault.where else ""
    clause = f"{fault.clause}: " if fault.clause else ""
    problem = f"{clause}{fault.message.strip()}{times}{where}"
    return Finding(Place(str(fault.file)), code.code, " ".join(problem.split()), code.hint, fault.severity)
