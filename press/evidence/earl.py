"""The results as EARL 1.0 (W3C Evaluation and Report Language) in JSON-LD: who tested what on which bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from press.evidence.criteria import CRITERIA
from press.evidence.proofs import EvidenceFile, FileProof
from press.model.sources.publication import Signature

CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
}
OUTCOMES = {
    "supports": "passed", "partially-supports": "failed", "does-not-support": "failed", "not-applicable": "inapplicable"
}  # fmt: skip
"""The outcome of EARL for each level that a person may give."""


def build_earl(
    files: Sequence[EvidenceFile],
    proofs: Sequence[FileProof],
    tests: Mapping[str, str],
    tools: Mapping[str, str],
    signatures: Sequence[Signature],
) -> dict[str, Any]:
    """Build the results as data.

    tests: what each test checks, by its name; tools: the version of each, by its name; a test that is no tool is run by
    the press.
    """
    return {
        "@context": CONTEXT,
        "@graph": [
            *(_describe_subject(file) for file in files),
            *(_describe_tool(name, version) for name, version in tools.items()),
            *(_describe_test(name, title) for name, title in tests.items()),
            *(_describe_assertion(proof, tools) for proof in proofs),
            *(one for signature in signatures for one in _describe_signature(signature, files)),
        ],
    }


def _describe_subject(file: EvidenceFile) -> dict[str, Any]:
    checksum = {"spdx:algorithm": "SHA256", "spdx:checksumValue": file.sha256}
    return {"@id": file.path, "@type": "earl:TestSubject", "dct:title": file.edition, "spdx:checksum": checksum}


def _describe_tool(name: str, version: str) -> dict[str, Any]:
    return {"@id": _make_id("tool", name), "@type": "earl:Software", "dct:title": name, "doap:revision": version}


def _describe_test(name: str, title: str) -> dict[str, Any]:
    return {"@id": _make_id("test", name), "@type": "earl:TestRequirement", "dct:identifier": name, "dct:title": title}


def _describe_assertion(proof: FileProof, tools: Mapping[str, str]) -> dict[str, Any]:
    tool = proof.test if proof.test in tools else "press"
    result: dict[str, Any] = {"@type": "earl:TestResult", "earl:outcome": {"@id": f"earl:{proof.outcome}"}}
    if proof.detail:
        result["dct:description"] = proof.detail
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": _make_id("tool", tool)},
        "earl:subject": {"@id": proof.file},
        "earl:test": {"@id": _make_id("test", proof.test)},
        "earl:mode": {"@id": "earl:automatic"},
        "earl:result": result,
    }


def _describe_signature(signature: Signature, files: Sequence[EvidenceFile]) -> Iterator[dict[str, Any]]:
    """Describe what a person decided, criterion by criterion, for all files."""
    for number, level in sorted(signature.criteria.items()):
        title = CRITERIA[number].title if number in CRITERIA else ""
        yield {
            "@type": "earl:Assertion",
            "earl:assertedBy": {"@type": ["earl:Assertor", "foaf:Person"], "foaf:name": signature.by},
            "earl:subject": [{"@id": file.path} for file in files],
            "earl:test": {
                "@type": "earl:TestCriterion", "dct:identifier": f"WCAG 2.1, {number}", "dct:title": title,
            },
            "earl:mode": {"@id": "earl:manual"},
            "earl:result": {
                "@type": "earl:TestResult",
                "earl:outcome": {"@id": f"earl:{OUTCOMES[level]}"},
                "dct:date": signature.on,
            },
        }  # fmt: skip


def _make_id(kind: str, name: str) -> str:
    return f"#{kind}-{name.replace(' ', '-')}"
