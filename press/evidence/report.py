"""The conformance report: a level for each criterion, and the signatures that hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from press.evidence.criteria import COMPONENTS, CRITERIA, Criterion
from press.evidence.proofs import SHEET_RULES, VALIDATOR_NAMES, EvidenceFile, FileProof
from press.model.findings import Finding, FindingCode
from press.model.publication import Publication
from press.model.sources.publication import Signature

DIGITS = 16
"""Hexadecimal digits of the digest of a text in `signed.yaml`."""
KIND_NAMES = {"web": "web page", "electronic-docs": "PDF, e-book"}
FALLEN = FindingCode(
    "EVD102",
    "A signature is of the text as it is.",
    "house rule: who signed a text has not read what was written later",
    "have the text looked at again, then write the new digests; `evidence` prints them",
    severity="warning",
)
UNKNOWN_CRITERION = FindingCode(
    "EVD103",
    "A signature answers criteria that a person decides.",
    "WCAG 2.1, levels A and AA",
    "delete it: what the press proves or what does not apply is not signed",
    severity="warning",
)
CODES = (FALLEN, UNKNOWN_CRITERION)


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """The level of a criterion for one component of OpenACR, and why."""

    component: str
    level: str
    notes: str


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The levels of a criterion."""

    criterion: Criterion
    components: tuple[ComponentResult, ...]

    def list_groups(self) -> list[tuple[list[str], str, str]]:
        """List the kinds of files that have one level and reason in common."""
        groups: dict[tuple[str, str], list[str]] = {}
        for one in self.components:
            groups.setdefault((one.level, one.notes), []).append(KIND_NAMES[one.component])
        return [(kinds, level, notes) for (level, notes), kinds in groups.items()]


def select_signatures(
    publication: Publication, lang: str, texts: Iterable[str]
) -> tuple[list[Signature], list[Finding]]:
    """Select the signatures that hold for all texts of the files.

    texts: the digests of their core texts. Also returns a warning for each signature that has fallen.
    """
    record, needed = publication.signature_record, {text[:DIGITS] for text in texts}
    holding, findings = [], []
    for number, one in enumerate(record.signatures if record else ()):
        if one.language != lang:
            continue
        source = publication.record_sources["signed.yaml"]
        if missing := needed - set(one.texts):
            problem = f"{one.by} signed other texts than {', '.join(sorted(missing))}, so nothing is signed"
            findings.append(FALLEN.make_finding(source.find_place("signatures", number, "texts"), problem))
            continue
        holding.append(one)
        for name in one.criteria:
            if name not in CRITERIA or not CRITERIA[name].person:
                place = source.find_place("signatures", number, "criteria", name)
                findings.append(UNKNOWN_CRITERION.make_finding(place, f"no person decides `{name}`"))
    return holding, findings


def evaluate_criteria(
    files: Sequence[EvidenceFile], proofs: Iterable[FileProof], signatures: Sequence[Signature]
) -> list[CriterionResult]:
    """Find the level of every criterion for every component of which there are files."""
    outcomes = {(proof.file, proof.test): proof.outcome for proof in proofs}
    signed = {number: one for one in signatures for number in one.criteria}  # the newest comes last
    return [CriterionResult(one, tuple(_evaluate(one, files, outcomes, signed))) for one in CRITERIA.values()]


def _evaluate(
    criterion: Criterion,
    files: Sequence[EvidenceFile],
    outcomes: Mapping[tuple[str, str], str],
    signed: Mapping[str, Signature],
) -> Iterator[ComponentResult]:
    for component, formats in COMPONENTS.items():
        mine = [file for file in files if file.kind in formats]
        if not mine:
            continue
        if criterion.not_applicable:
            yield ComponentResult(component, "not-applicable", criterion.not_applicable)
        elif failed := _list_missing(criterion, mine, outcomes, "failed"):
            yield ComponentResult(component, "does-not-support", f"not met: {', '.join(failed)}")
        elif all(file.kind in criterion.proofs for file in mine):
            missing = _list_missing(criterion, mine, outcomes)
            if missing:
                yield ComponentResult(component, "not-evaluated", f"not proved: {', '.join(missing)}")
            else:
                yield ComponentResult(component, "supports", f"proved on the finished files: {criterion.proved}")
        elif one := signed.get(criterion.number):
            who = ", ".join(part for part in (one.by, one.credentials, one.on) if part)
            note = f" {one.note}" if one.note else ""
            yield ComponentResult(component, one.criteria[criterion.number], f"{who}: {criterion.person}.{note}")
        else:
            yield ComponentResult(component, "not-evaluated", f"a person has still to decide {criterion.person}")


def _list_missing(
    criterion: Criterion, files: Iterable[EvidenceFile], outcomes: Mapping[tuple[str, str], str], wanted: str = ""
) -> list[str]:
    """List the tests with an outcome, or those that have not passed, with the first file of each."""
    found: dict[str, str] = {}
    for file in files:
        for test in criterion.proofs.get(file.kind, ()):
            name = SHEET_RULES if file.is_sheet and test not in VALIDATOR_NAMES else test
            outcome = outcomes.get((file.path, name), "")
            if outcome == wanted if wanted else outcome != "passed":
                found.setdefault(name, file.path)
    return [f"{test} on {path}" for test, path in found.items()]
