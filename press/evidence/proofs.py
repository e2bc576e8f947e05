"""What is proved on finished files: each is read again, and every rule and every installed validator is run on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from press.model.edition import Download, Edition, FinishedEdition
from press.model.findings import list_errors
from press.model.manifest import ManifestRow
from press.parity.reopen import reopen_edition
from press.runtime.programs import ToolFault
from press.verify import list_final_rules, read_back, verify_sheets
from press.verify.validators import VALIDATORS, Validator, read_version

SHEET_RULES = "FLD"
"""The name under which the rules on imposed sheets are told; they compare the sheets with the single pages."""
VALIDATOR_NAMES = frozenset(validator.name for validator in VALIDATORS)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A finished file. path: below the output folder; kind: its format."""

    path: str
    kind: str
    edition: str
    sha256: str
    bytes: int
    location: Path
    is_sheet: bool = False


@dataclass(frozen=True, slots=True)
class FileProof:
    """The result of one test on one file. test: the code of a rule, or the name of a validator."""

    file: str
    test: str
    outcome: Literal["passed", "failed", "cantTell"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ValidatorRun:
    """A validator that was run: its version and the faults that it found, by file."""

    name: str
    version: str
    files: Mapping[str, tuple[ToolFault, ...]]
    reports: Mapping[str, dict[str, Any]]
    """Its own reports, by file, without dates and paths."""


def list_files(row: ManifestRow, output: Path) -> list[EvidenceFile]:
    """List the files of an edition that claim something: the reading file and its sheets.

    The digest is of the bytes as they are.
    """
    files = [_describe_file(row.file, row, output)]
    return [*files, _describe_file(row.sheet_file.file, row, output, is_sheet=True)] if row.sheet_file else files


def _describe_file(path: str, row: ManifestRow, output: Path, *, is_sheet: bool = False) -> EvidenceFile:
    data = (output / path).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return EvidenceFile(path, row.format, row.edition, digest, len(data), output / path, is_sheet)


def run_rules(edition: Edition, downloads: Sequence[Download], row: ManifestRow, output: Path) -> Iterator[FileProof]:
    """Run every rule for finished files on an edition, read back from its bytes."""
    proofs: list[FileProof] = []
    # Nobody noted whether the lines for questions were needed to fill the pages, so both pages are compared.
    for notes in (1, 0) if edition.variant.fill else (0,):
        proofs = list(_run_rules(reopen_edition(edition, row, output, downloads, notes=notes), row))
        if not any(proof.outcome == "failed" for proof in proofs):
            break
    yield from proofs


def _run_rules(final: FinishedEdition, row: ManifestRow) -> Iterator[FileProof]:
    reading = read_back(final)
    for rule in list_final_rules(row.format):
        found = list(rule(reading))
        outcome: Literal["passed", "failed", "cantTell"] = "passed"
        if found:
            outcome = "failed" if list_errors(found) else "cantTell"
        yield FileProof(row.file, rule.code.code, outcome, "; ".join(one.problem for one in found[:3]))
    if row.sheet_file:
        errors = list_errors(verify_sheets(final, reading))
        detail = "; ".join(one.problem for one in errors[:3])
        yield FileProof(row.sheet_file.file, SHEET_RULES, "failed" if errors else "passed", detail)


def run_validators(files: Sequence[EvidenceFile]) -> list[ValidatorRun]:
    """Run every installed validator on the files of its format."""
    runs = []
    for validator in VALIDATORS:
        mine = [file for file in files if file.kind == validator.format]
        if mine and not validator.lacks():
            runs.append(_run_validator(validator, mine))
    return runs


def _run_validator(validator: Validator, files: Sequence[EvidenceFile]) -> ValidatorRun:
    faults: dict[str, tuple[ToolFault, ...]] = {}
    reports: dict[str, dict[str, Any]] = {}
    found = validator.read_reports([file.location for file in files])
    for file, report in zip(files, found, strict=True):
        faults[file.path] = tuple(sorted(validator.list_faults(file.location, report), key=str))
        reports[file.path] = validator.trim_report(report)
    return ValidatorRun(validator.name, read_version(validator), faults, reports)


def list_proofs(run: ValidatorRun) -> Iterator[FileProof]:
    """List what a validator proved, file by file."""
    for path, faults in run.files.items():
        errors = [fault for fault in faults if fault.severity == "error"]
        detail = "; ".join(f"{fault.clause} {fault.message}".strip() for fault in faults[:3])
        yield FileProof(path, run.name, "failed" if errors else "cantTell" if faults else "passed", detail)
