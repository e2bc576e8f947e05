"""Rules on finished files: a good file passes every one, and each finds the damage it is there for."""

from __future__ import annotations

import pytest

from press.build import pipeline
from press.model.edition import FinishedEdition
from press.model.findings import PressError
from press.model.formats import FORMATS
from press.model.rules import Rule
from press.readback import Reading
from press.verify import list_final_rules, read_back

RULES = [
    pytest.param(kind, rule, id=f"{kind}-{rule.code.code}")
    for kind in FORMATS
    for rule in list_final_rules(kind)
    if rule.code.code not in ([] if FORMATS[kind].on_paper else ["FUR109"])  # there are no pages to number
    if rule.code.code not in (["DUE302"] if FORMATS[kind].layout == "core" else [])  # nothing lies across a page
]


@pytest.fixture(scope="session")
def readings(base_finals: dict[str, FinishedEdition]) -> dict[str, Reading]:
    """A good PDF and a good web page of the base library, read back."""
    return {kind: read_back(final) for kind, final in base_finals.items()}


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_a_good_file_passes(kind: str, rule: Rule[Reading], readings: dict[str, Reading]) -> None:
    assert [str(finding) for finding in rule(readings[kind])] == []


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_damage_is_found(kind: str, rule: Rule[Reading], readings: dict[str, Reading]) -> None:
    assert rule.damage is not None, "a rule on finished files carries an example of the damage it finds"
    findings = list(rule(rule.damage(readings[kind])))
    assert findings
    assert {finding.code for finding in findings} == {rule.code.code}
    assert all(finding.place.file == readings[kind].edition.name for finding in findings)


def test_make_refuses_a_file_that_breaks_a_rule(
    base_finals: dict[str, FinishedEdition], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules run on every build: when the template forgets the fax number, nothing comes out."""
    edition = base_finals["html"].edition
    fax = edition.center.contact.fax.text
    real = pipeline.typeset
    monkeypatch.setattr(pipeline, "typeset", lambda *args, **kwargs: real(*args, **kwargs).replace(fax, ""))
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(edition)
    assert "FUR103" in {finding.code for finding in caught.value.findings}
