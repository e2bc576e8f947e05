"""The report as OpenACR, the machine-readable form of a VPAT, after the catalog of its edition 2.4 (WCAG 2.1, 508)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from press.evidence.report import CriterionResult
from press.model.edition import Edition
from press.model.sources.publication import Signature

CATALOG = "2.4-edition-wcag-2.1-508-en"
CHAPTERS = {"A": "success_criteria_level_a", "AA": "success_criteria_level_aa"}
UNANSWERED = {
    "success_criteria_level_aaa": "Level AAA is not evaluated.",
    "functional_performance_criteria": "Not evaluated: a person with the disability in question is to be asked.",
    "hardware": "There is no hardware.",
    "software": "There is no software: the files are read with programs of others.",
    "support_documentation_and_services": "Not evaluated.",
}
"""The other chapters of the catalog."""
METHODS = (
    "Every finished file was read again from its bytes, by a program that shares no code with the one that wrote it, "
    "and compared with the page that it was made from; then the installed validators were run. earl.json has each test "
    "on each file. What no machine can decide is answered by the persons named, or not evaluated."
)


def build_openacr(
    edition: Edition, results: Iterable[CriterionResult], signatures: Sequence[Signature]
) -> dict[str, Any]:
    """Build the report as data. edition: any of the publication and language."""
    listed = list(results)
    center = edition.center
    chapters: dict[str, Any] = {
        chapter: {"criteria": [_describe(one) for one in listed if one.criterion.level == level]}
        for level, chapter in CHAPTERS.items()
    }
    chapters |= {name: {"disabled": True, "notes": notes} for name, notes in UNANSWERED.items()}
    contact = {
        "name": signatures[-1].by if signatures else center.short_name,
        "company_name": center.name,
        "email": center.contact.email,
        "phone": center.contact.phone.text,
        "website": center.contact.website,
    }
    report: dict[str, Any] = {
        "title": f"{center.name} Accessibility Conformance Report" + ("" if signatures else " (draft, not signed)"),
        "product": {
            "name": f"{edition.title} ({edition.lang})",
            "version": ", ".join(part for part in (edition.number, edition.issued) if part),
            "description": "A patient handout in all its forms.",
        },
        "author": contact,
        "vendor": contact,
        "notes": "The criteria that WCAG 2.2 adds to these are not evaluated here.",
        "evaluation_methods_used": METHODS,
        "license": "CC0-1.0",
        "catalog": CATALOG,
        "chapters": chapters,
    }
    if signatures:
        report["report_date"] = signatures[-1].on
    return report


def _describe(result: CriterionResult) -> dict[str, Any]:
    components = [
        {"name": one.component, "adherence": {"level": one.level, "notes": one.notes}} for one in result.components
    ]
    return {"num": result.criterion.number, "components": components}


def format_yaml(data: Any) -> bytes:
    """Format plain data as block YAML; each text is quoted as in JSON, which is YAML too."""
    return ("\n".join(_format_lines(data, "")) + "\n").encode()


def _format_lines(data: Any, indent: str) -> Iterator[str]:
    pairs = data.items() if isinstance(data, dict) else ((None, one) for one in data)
    for key, value in pairs:
        head = f"{indent}{key}:" if key is not None else f"{indent}-"
        if isinstance(value, dict | list) and value:
            inner = list(_format_lines(value, f"{indent}  "))
            if key is None:
                yield f"{head} {inner[0].lstrip()}"
                yield from inner[1:]
            else:
                yield head
                yield from inner
        else:
            yield f"{head} {json.dumps(value, ensure_ascii=False)}"
