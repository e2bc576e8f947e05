"""YAML: plain values of YAML 1.2, the place of everything, and refusals instead of surprises."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from press.load import yaml as yaml_reader
from press.load.yaml import MAX_CHARACTERS, MAX_DEPTH, read_yaml

PARTS = [
    "a: b", "a:", "- x", "- - y", "  c: d", "? [k]", ": v", "{a: b}", "[1, 2", "}", "'q", '"q"', "|", ">-", "# c",
    "---", "...", "&x 1", "*x", "!!int 3", "!t", "<<: *x", "%YAML 1.2", "\t", "  ", "ñ: ¿", "1.5", "0x1F", "~",
    "\\", "@",
]  # fmt: skip


def value(text: str) -> object:
    document, found = read_yaml(text, "x.yaml")
    assert [str(one) for one in found] == []
    assert document
    return document.value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2015-06", "2015-06"), ("2015-06-30", "2015-06-30"), ("15-7828", "15-7828"), ("12:30:45", "12:30:45"),
        ("no", "no"), ("yes", "yes"), ("off", "off"), ("true", True), ("False", False), ("TRUE", True),
        ("tRue", "tRue"), ("'true'", "true"), ("~", None), ("null", None), ("''", ""), ("", None), ("12", 12),
        ("-3", -3), ("010", 10),
        ("1_000", "1_000"), ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("6e2", 600.0), ("6.0E2", 600.0), ("0x1F", 31),
        ("0o17", 15), ("0o18", "0o18"), ("+12e03", 12000.0), ("e3", "e3"), ("-.Inf", float("-inf")), ("+-1", "+-1"),
        ("9" * 40, "9" * 40), ("1.4pt", "1.4pt"), ("inf", "inf"), ("٣", "٣"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_values(text: str, wanted: object) -> None:
    found = value(f"key: {text}\n")
    assert isinstance(found, dict)
    assert found == {"key": wanted}
    assert type(found["key"]) is type(wanted)


def test_keys_are_text() -> None:
    assert value("no: 1\n2: b\ntrue: c\n<<: d\n") == {"no": 1, "2": "b", "true": "c", "<<": "d"}


def test_places() -> None:
    text = "a: 1\nñ: {b: [x, 'ya']}\nc:\n  - |\n\n    one\n    two\n  - >-\n    three\n"
    document, _ = read_yaml(text, "x.yaml", 11)
    assert document
    assert document.value == {"a": 1, "ñ": {"b": ["x", "ya"]}, "c": ["\none\ntwo\n", "three"]}
    assert document.positions[("a",)] == (11, 4)
    assert document.key_positions[("ñ",)] == (12, 1)
    assert document.positions[("ñ", "b")] == (12, 8)
    assert document.key_positions[("ñ", "b")] == (12, 5)
    assert document.positions[("ñ", "b", 1)] == (12, 12)
    assert document.locate_text(("ñ", "b", 0)) == (12, 9)
    assert document.locate_text(("ñ", "b", 1)) == (12, 13)
    assert document.locate_text(("c", 0)) == (16, 5)
    assert document.locate_text(("c", 1)) == (19, 5)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: b: c\n", "1:5", "LOD101"),
        ("a: [1\nb: 2\n", "2:2", "LOD101"),
        ("a: 'x\n", "2:1", "LOD101"),
        ("\ta: 1\n", "1:1", "LOD101"),
        ("a: &x 1\n", "1:4", "LOD102"),
        ("&k a: 1\n", "1:1", "LOD102"),
        ("a: *x\n", "1:4", "LOD102"),
        ("<<: *x\n", "1:5", "LOD102"),
        ("a: 1\nb: 2\na: 3\n", "3:1", "LOD103"),
        ("a: {b: 1, b: 2}\n", "1:11", "LOD103"),
        ("a: 1\n--- \nb: 2\n", "2:1", "LOD104"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "LOD105"),
        ("!!map\na: 1\n", "1:1", "LOD105"),
        ("a: !x 1\n", "1:4", "LOD105"),
        ("a: " + "[" * 40 + "]" * 40, f"1:{4 + MAX_DEPTH}", "LOD106"),
        ("a: " + "x" * MAX_CHARACTERS, "1:1", "LOD106"),
        ("? [a]\n: b\n", "1:3", "LOD107"),
        ("{a}: b\n", "1:1", "LOD107"),
        ("'': b\n", "1:1", "LOD107"),
    ],
)
def test_refusals(text: str, place: str, code: str) -> None:
    _, found = read_yaml(text, "x.yaml")
    assert [(str(one.place), one.code) for one in found] == [(f"x.yaml:{place}", code)]


def test_repeated_key_keeps_the_first() -> None:
    document, found = read_yaml("a: 1\na: {b: [2]}\nc: 3\na: 4\n", "x.yaml")
    assert document
    assert document.value == {"a": 1, "c": 3}
    assert document.positions[("a",)] == (1, 4)
    assert [one.place.line for one in found] == [2, 4]


def test_a_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 60))
    started = time.process_time()
    document, found = read_yaml(bomb, "x.yaml")
    assert document is None
    assert [one.code for one in found] == ["LOD102"]
    assert time.process_time() - started < 1


def test_without_the_c_library_the_same_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a: 1\nñ: {b: [x, 'ya']}\nc: |\n  é\n", "a: b: c\n", "a: &x 1\n", "a: 1\na: 2\n", "---\na: 1\n---\nb: 2\n"]
    fast = [read_yaml(text, "x.yaml") for text in texts]
    monkeypatch.setattr(yaml_reader, "_PARSER", yaml.SafeLoader)
    for text, (document, found) in zip(texts, fast, strict=True):
        slow_document, slow_found = read_yaml(text, "x.yaml")
        assert slow_document == document
        assert [(one.code, one.place) for one in slow_found] == [(one.code, one.place) for one in found]


def check_anything(text: str) -> None:
    document, found = read_yaml(text, "x.yaml", 3)
    assert document is not None or found
    for one in found:
        assert one.place.file == "x.yaml"
        assert one.place.line >= 3
        assert one.place.column > 0
        assert one.problem
        assert one.hint


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PARTS), max_size=15), st.sampled_from(["\n", " ", "\n  "]))
def test_no_mix_of_markup_makes_it_raise(parts: list[str], between: str) -> None:
    check_anything(between.join(parts))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=100))
def test_no_text_makes_it_raise(text: str) -> None:
    check_anything(text)
