"""The evidence bundle of a publication in one language: what was tested on which bytes, and what that shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from press.build.selection import find_downloads, list_editions
from press.evidence.criteria import COMPONENTS
from press.evidence.earl import build_earl
from press.evidence.hhs import answer_checklist
from press.evidence.openacr import build_openacr, format_yaml
from press.evidence.proofs import (
    SHEET_RULES,
    EvidenceFile,
    FileProof,
    ValidatorRun,
    list_files,
    list_proofs,
    run_rules,
    run_validators,
)
from press.evidence.report import DIGITS, CriterionResult, evaluate_criteria, select_signatures
from press.model.edition import Download, Edition
from press.model.findings import Finding, FindingCode, Place, PressError
from press.model.formats import FORMATS
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.sources.publication import Signature
from press.parity import compare_editions, describe_parity
from press.publish.fingerprints import hash_parts
from press.publish.manifest import format_json, read_manifest
from press.publish.output import list_reasons
from press.readback.measure import FIGURES, measure_pdf
from press.readback.measure.guidelines import FIGURE_NAMES
from press.runtime.archives import make_archive
from press.runtime.installation import list_tool_versions
from press.typeset import render_template
from press.verify import list_final_rules
from press.verify.validators import VALIDATORS

SCHEMA = 1
OUTDATED = FindingCode(
    "EVD101",
    "Evidence is of files that were made from the sources as they are.",
    "house rule: a report is of the bytes that it names",
    "run `python pipeline.py build`, then try again",
)
CODES = (OUTDATED,)


@dataclass(frozen=True, slots=True)
class EvidenceBundle:
    """A bundle, and what the command tells of it. texts: digests of the core texts, as a signature names them."""

    name: str
    data: bytes
    findings: tuple[Finding, ...]
    levels: Mapping[str, int]
    files: int
    texts: tuple[str, ...]
    validators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The center's own editions of a publication in one language, with their rows and the files they link to."""

    editions: tuple[tuple[Edition, tuple[Download, ...], ManifestRow], ...]

    @property
    def first(self) -> Edition:
        """Any of the editions; they have title and number in common."""
        return self.editions[0][0]

    @property
    def texts(self) -> tuple[str, ...]:
        """The digests of the different core texts of the formats that are evaluated."""
        evaluated = {format_ for formats in COMPONENTS.values() for format_ in formats}
        return tuple(sorted({row.core_sha256 for _, _, row in self.editions if row.format in evaluated}))


def make_bundles(
    library: Library, output: Path, slugs: Sequence[str] = (), langs: Sequence[str] = (), *, validate: bool = True
) -> Iterator[EvidenceBundle]:
    """Make the bundle of each publication and language that has files in an output folder.

    validate: whether validators are run. Raises PressError if a file was made from other sources, or is damaged.
    """
    for subject in _list_subjects(library, output, slugs, langs):
        _refuse_outdated(subject, output)
        first = subject.first
        parity = next(one for one in compare_editions(library, output, [first.slug]) if one.language == first.lang)
        yield _make_bundle(subject, output, describe_parity(parity), validate=validate)


def _list_subjects(library: Library, output: Path, slugs: Sequence[str], langs: Sequence[str]) -> Iterator[_Subject]:
    rows = {row.edition: row for row in read_manifest(output) if not row.imprint}
    editions = [one for one in list_editions(library) if one.name in rows]
    groups: dict[tuple[str, str], list[tuple[Edition, tuple[Download, ...], ManifestRow]]] = {}
    for edition, downloads in find_downloads(editions, editions, rows):
        if (not slugs or edition.slug in slugs) and (not langs or edition.lang in langs):
            groups.setdefault((edition.slug, edition.lang), []).append((edition, downloads, rows[edition.name]))
    for _, found in sorted(groups.items()):
        yield _Subject(tuple(sorted(found, key=lambda one: (one[2].order, one[2].variant))))


def _refuse_outdated(subject: _Subject, output: Path) -> None:
    findings = []
    for edition, downloads, row in subject.editions:
        parts = hash_parts(edition, downloads, press=row.press_file is not None)
        if reasons := list_reasons(output, row, parts):
            problem = f"it is not as it was built ({', '.join(reasons)})"
            findings.append(OUTDATED.make_finding(Place(row.edition), problem))
    if findings:
        raise PressError(findings)


def _make_bundle(subject: _Subject, output: Path, parity: dict[str, Any], *, validate: bool) -> EvidenceBundle:
    first = subject.first
    files = [file for _, _, row in subject.editions for file in list_files(row, output)]
    proofs = [proof for one in subject.editions for proof in run_rules(*one, output)]
    runs = run_validators(files) if validate else []
    proofs += [proof for run in runs for proof in list_proofs(run)]
    signatures, findings = select_signatures(first.publication, first.lang, subject.texts)
    results = evaluate_criteria(files, proofs, signatures)
    content = {
        "manifest.json": format_json(_describe_bundle(subject, files, runs)),
        "earl.json": format_json(_describe_results(files, proofs, runs, signatures)),
        "acr.yaml": format_yaml(build_openacr(first, results, signatures)),
        "acr.html": _render("report", edition=first, results=results, signatures=signatures, draft=not signatures),
        "hhs-pdf-checklist.html": _render("checklist", edition=first, answers=answer_checklist(files, proofs)),
        "parity.json": format_json(parity),
        "measure.json": format_json({file.path: _measure(file) for file in files if file.kind == "pdf"}),
        **{f"validators/{_make_file_name(run.name)}.json": format_json(_describe_run(run)) for run in runs},
    }
    if signatures:
        content["signed.yaml"] = format_yaml({"signatures": [one.model_dump(exclude_none=True) for one in signatures]})
    levels = Counter(one.level for result in results for one in result.components)
    return EvidenceBundle(
        name=f"{first.slug}.{first.lang}.zip",
        data=make_archive(content),
        findings=tuple(findings),
        levels=levels,
        files=len(files),
        texts=tuple(text[:DIGITS] for text in subject.texts),
        validators=tuple(run.name for run in runs),
    )


def _render(template: str, **values: Any) -> bytes:
    return render_template(f"evidence/{template}.html", **values).encode()


def _make_file_name(validator: str) -> str:
    return validator.lower().replace(" ", "-")


def _describe_bundle(subject: _Subject, files: Sequence[EvidenceFile], runs: Sequence[ValidatorRun]) -> dict[str, Any]:
    first = subject.first
    by_edition = {row.edition: row for _, _, row in subject.editions}
    evaluated = {format_ for formats in COMPONENTS.values() for format_ in formats}
    return {
        "schema": SCHEMA,
        "publication": first.slug,
        "language": first.lang,
        "title": first.title,
        "number": first.number,
        "issued": first.publication.facts.issued,
        "review_status": first.publication.facts.review_status,
        "files": [
            {
                "file": file.path,
                "edition": file.edition,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "media_type": FORMATS[file.kind].media_type,
                "claims": by_edition[file.edition].standards,
                "evaluated": file.kind in evaluated,
                "core_sha256": by_edition[file.edition].core_sha256,
                "made_from": by_edition[file.edition].parts,
            }
            for file in files
        ],
        "tools": dict(list_tool_versions()),
        "validators": {run.name: run.version for run in runs},
        "not_run": sorted({validator.name for validator in VALIDATORS} - {run.name for run in runs}),
    }


def _describe_results(
    files: Sequence[EvidenceFile],
    proofs: Sequence[FileProof],
    runs: Sequence[ValidatorRun],
    signatures: Sequence[Signature],
) -> dict[str, Any]:
    kinds = sorted({file.kind for file in files})
    tests = {rule.code.code: rule.code.summary for kind in kinds for rule in list_final_rules(kind)}
    tests |= {SHEET_RULES: "Imposed sheets say what the single pages say, and claim what they claim."}
    tests |= {one.name: one.code.summary for one in VALIDATORS}
    used = {proof.test for proof in proofs}
    tools = {"press": list_tool_versions()["press"], **{run.name: run.version for run in runs}}
    return build_earl(files, proofs, {name: tests[name] for name in sorted(used)}, tools, signatures)


def _measure(file: EvidenceFile) -> dict[str, Any]:
    measured = measure_pdf(file.location.read_bytes())
    return {name: {"value": getattr(measured, name).value, "unit": FIGURE_NAMES[name][1]} for name in FIGURES}


def _describe_run(run: ValidatorRun) -> dict[str, Any]:
    faults = {
        path: [{key: value for key, value in asdict(fault).items() if key != "file"} for fault in found]
        for path, found in run.files.items()
    }
    return {"validator": run.name, "version": run.version, "faults": faults, "reports": run.reports}


__all__ = ["CODES", "CriterionResult", "EvidenceBundle", "make_bundles"]
