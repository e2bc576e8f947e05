"""Every rule on sources fails its bad example and passes its good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from press import load
from press.check import SOURCE_RULES
from press.check.codes import list_codes
from press.load.markdown.tokens import SNIPPET
from press.model.findings import FindingCode
from press.model.library import Library
from press.model.rules import Rule, list_rules
from tests.overlay import BASE, TEXT, findings, lay

RULES: list[list[Rule[Library]]] = [list_rules(module) for module in SOURCE_RULES]
CODES = [*load.CODES, *(rule.code for rules in RULES for rule in rules)]
ELSEWHERE = {
    "LOD204": {"publications/extra/publication.yaml"},
    "LOD205": {"variants/extra.yaml"},
    "LOD209": {"publications/extra/publication.yaml"},
    "SRC107": {"center.yaml"},
    "SRC108": {"organizations.yaml"},
    "SRC109": {"publications/handwashing/publication.yaml"},
}
"""Where a mistake shows when that is not the file that the example adds."""

EACH = pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)


def test_the_base_library_is_good() -> None:
    assert [str(finding) for finding in findings(BASE)] == []


@EACH
def test_bad_example_is_found(code: FindingCode, tmp_path: Path) -> None:
    assert code.bad, "a rule carries a bad example"
    found = [one for one in findings(lay(tmp_path / "sources", code.bad)) if one.code == code.code]
    assert found
    for finding in found:
        assert finding.place.line > 0
        assert finding.place.column > 0
        assert finding.problem
        assert finding.hint
        assert finding.severity == code.severity
    files = {finding.place.file.removeprefix(f"{tmp_path.as_posix()}/sources/") for finding in found}
    named = {TEXT if name == SNIPPET else name for name in code.bad}
    assert files <= ELSEWHERE.get(code.code, named)


@EACH
def test_good_example_passes(code: FindingCode, tmp_path: Path) -> None:
    found = findings(lay(tmp_path / "sources", code.good))
    assert [str(one) for one in found if one.code == code.code] == []


@EACH
def test_code_says_what_it_enforces(code: FindingCode) -> None:
    assert code.summary.endswith(".")
    assert code.clause
    assert code.hint


def test_codes_are_unique() -> None:
    names = [code.code for code in CODES]
    assert sorted(names) == sorted(set(names))
    assert set(names) <= {code.code for code in list_codes()}
