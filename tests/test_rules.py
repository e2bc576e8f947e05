"""Every rule on sources fails its bad example and passes its good one."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from press import check, load
from press.check import SOURCE_RULES
from press.check.codes import list_codes
from press.load.markdown.tokens import SNIPPET
from press.model.findings import FindingCode
from press.model.library import Library
from press.model.rules import Rule, list_rules
from press.runtime import cache
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
    listed = {code.code for code in list_codes()}
    assert set(names) <= listed
    modules = [module for name, module in sys.modules.items() if name.startswith("press.")]  # all, after `list_codes`
    values = [value for module in modules for value in vars(module).values()]
    kinds = {
        id(one): one.code
        for one in (one.code if isinstance(one, Rule) else one for one in values)
        if isinstance(one, FindingCode)
    }
    assert [code for code, count in Counter(kinds.values()).items() if count > 1] == []
    assert set(kinds.values()) - listed == set()


BY_PUBLICATION = [rule for rules in RULES for rule in rules if rule.scope == "publication"]


def test_what_is_found_in_a_publication_depends_on_no_other(tmp_path: Path) -> None:
    """Two publications with every mistake that an example makes; each is checked alone and beside the other."""
    faults = 0
    for rule in BY_PUBLICATION:
        folder = lay(tmp_path / rule.code.code, rule.code.bad)
        shutil.copytree(folder / "publications/handwashing", folder / "publications/soap")
        library, _ = load.load(folder)
        whole = library.tolerant or library
        alone = [replace(whole, publications={slug: one}) for slug, one in whole.publications.items()]
        assert set(rule(whole)) == {finding for one in alone for finding in rule(one)}, rule.code.code
        faults += all(any(rule(one)) for one in alone)
    assert faults == len(BY_PUBLICATION)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("center.yaml", "sentence_words: 25", "sentence_words: 3"),
        ("publications/handwashing/en.md", "\n## ", "\nThe lather " + "is " * 40 + "here.\n\n## "),
        ("glossary/en.yaml", "terms:", "terms:\n  water: {plain: what flows}"),
    ],
)
def test_findings_are_remembered_until_what_they_depend_on_changes(
    path: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = lay(tmp_path / "sources", {})
    before = findings(sources)

    def forbid(*_: object) -> None:
        pytest.fail("a rule ran again")

    with monkeypatch.context() as patched:
        patched.setattr(check, "_find", forbid)
        assert findings(sources) == before
    text = (sources / path).read_text("utf-8")
    assert old in text
    (sources / path).write_text(text.replace(old, new, 1), "utf-8")
    after = findings(sources)
    assert after != before
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "empty"))
    assert findings(sources) == after
