"""YAML read into plain values that remember where they stand: the only user of PyYAML.

The types are those of YAML 1.2's core schema (chapter 10.3), so `2015-06`, `15-7828` and the key `no` are text.
What lets a small file grow or mean more than it says is refused: anchors, aliases, tags, repeated keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from press.model.findings import Code, Finding, Place

Keys = tuple[str | int, ...]
Mark = tuple[int, int]
Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 12

YAML12 = "YAML 1.2.2"
HOUSE = "house rule: sources say what they mean, once"

SYNTAX = Code(
    "LOD101",
    "A YAML file can be read.",
    YAML12,
    "look at this line and the one above it: indent with spaces, put text that holds `: ` or ` #` in quotes, and "
    "close every quote and bracket",
    bad={"variants/extra.yaml": 'format: pdf\nkind: "handout\n'},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
ALIAS = Code(
    "LOD102",
    "A YAML file has no anchors and no aliases.",
    HOUSE,
    "write the value out where it is needed; if the text itself starts with `&` or `*`, put it in quotes",
    bad={"organizations.yaml": "organizations:\n  kitchen: &one\n    name: One\n    url: https://one.example\n"},
    good={"organizations.yaml": "organizations:\n  kitchen:\n    name: '*One'\n    url: https://one.example\n"},
)
REPEATED = Code(
    "LOD103",
    "A key stands once.",
    f"{YAML12}, 3.2.1.3",
    "keep one of the two and delete the other",
    bad={"variants/extra.yaml": "format: html\nkind: handout\nformat: html\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
DOCUMENTS = Code(
    "LOD104",
    "A YAML file holds one document.",
    HOUSE,
    "delete the line `---` (or `...`) and everything after it, or move that part into a file of its own",
    bad={"variants/extra.yaml": "format: html\nkind: handout\n---\nformat: pdf\n"},
    good={"variants/extra.yaml": "---\nformat: html\nkind: handout\n"},
)
TAG = Code(
    "LOD105",
    "A YAML file has no tags.",
    HOUSE,
    "delete the word that starts with `!`; if it belongs to the text, put the text in quotes",
    bad={"variants/extra.yaml": "format: !!python/name:os.system html\nkind: handout\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: '!Letter'\n"},
)
TOO_MUCH = Code(
    "LOD106",
    f"A YAML file has at most {MAX_CHARACTERS:,} characters and {MAX_DEPTH} levels.",
    HOUSE,
    "no source of the press needs that much: look for a slip, such as brackets that are never closed",
    bad={"variants/extra.yaml": "format: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
KEY = Code(
    "LOD107",
    "A key is a plain word.",
    HOUSE,
    "write a word before the colon; braces at the start of a text need quotes around the text",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: {{paper}: 1}\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: '{paper}'\n"},
)
CODES = (SYNTAX, ALIAS, REPEATED, DOCUMENTS, TAG, TOO_MUCH, KEY)

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
# More digits than any source needs, and fewer than Python refuses to convert.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_OCTAL_OR_HEX = re.compile(r"0o[0-7]{1,18}|0x[0-9a-fA-F]{1,16}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_PARSER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: its value and the places (1-based line and column) of everything in it by key path.

    marks: where each value starts; keys: where each key of a mapping starts; texts: where the words of a text start
    when that is not where its value starts, i.e. after the `|` of a block or after an opening quote.
    """

    value: Value
    marks: dict[Keys, Mark]
    keys: dict[Keys, Mark]
    texts: dict[Keys, Mark]

    def text_at(self, keys: Keys) -> Mark:
        """The place of the first word of a text value."""
        return self.texts.get(keys) or self.marks[keys]


class _RefusedError(Exception):
    """Reading cannot go on; args[0] is the finding."""


@dataclass(slots=True)
class _Reading:
    path: str
    lines: list[str]
    first_line: int
    events: Iterator[yaml.Event]
    found: list[Finding] = field(default_factory=list)
    document: Document = field(default_factory=lambda: Document(None, {}, {}, {}))

    def mark(self, event: yaml.Event) -> Mark:
        assert event.start_mark is not None
        return event.start_mark.line + self.first_line, event.start_mark.column + 1

    def place(self, event: yaml.Event) -> Place:
        return Place(self.path, *self.mark(event))


def read_yaml(text: str, path: str, first_line: int = 1) -> tuple[Document | None, list[Finding]]:
    """The document in a text, and what is wrong with it; None when it cannot be used at all.

    path: the file as findings name it; first_line: the line of that file on which the text starts. Never raises.
    """
    if len(text) > MAX_CHARACTERS:
        return None, [TOO_MUCH.at(Place(path, first_line, 1), f"it has {len(text):,} characters")]
    reading = _Reading(path, text.split("\n"), first_line, iter(yaml.parse(text, Loader=_PARSER)))
    try:
        value = _document(reading)
    except _RefusedError as refusal:
        return None, [*reading.found, refusal.args[0]]
    except yaml.YAMLError as error:
        return None, [*reading.found, _syntax(reading, error)]
    marks, keys, texts = reading.document.marks, reading.document.keys, reading.document.texts
    return Document(value, marks, keys, texts), reading.found


def _document(reading: _Reading) -> Value:
    value: Value = None
    documents = 0
    for event in reading.events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError(DOCUMENTS.at(reading.place(event), "a second document starts here"))
            value = _value(reading, next(reading.events), ())
    return value


def _value(reading: _Reading, event: yaml.Event, keys: Keys) -> Value:
    _refuse(reading, event, keys)
    reading.document.marks[keys] = reading.mark(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(reading, keys)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(reading, keys)
    assert isinstance(event, yaml.ScalarEvent)
    return _scalar(reading, event, keys)


def _refuse(reading: _Reading, event: yaml.Event, keys: Keys) -> None:
    place = reading.place(event)
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(ALIAS.at(place, f"`*{event.anchor}` is an alias"))
    if anchor := getattr(event, "anchor", None):
        raise _RefusedError(ALIAS.at(place, f"`&{anchor}` is an anchor"))
    if tag := getattr(event, "tag", None):
        raise _RefusedError(TAG.at(place, f"the tag `{tag.replace('tag:yaml.org,2002:', '!!')}` cannot be used"))
    if len(keys) > MAX_DEPTH:
        raise _RefusedError(TOO_MUCH.at(place, f"this is more than {MAX_DEPTH} levels deep"))


def _sequence(reading: _Reading, keys: Keys) -> list[Value]:
    values: list[Value] = []
    while not isinstance(event := next(reading.events), yaml.SequenceEndEvent):
        values.append(_value(reading, event, (*keys, len(values))))
    return values


def _mapping(reading: _Reading, keys: Keys) -> dict[str, Value]:
    values: dict[str, Value] = {}
    while not isinstance(event := next(reading.events), yaml.MappingEndEvent):
        _refuse(reading, event, keys)
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            raise _RefusedError(KEY.at(reading.place(event), "this key is not a word"))
        key = event.value
        if key in values:
            first = reading.document.keys[(*keys, key)]
            problem = f"the key `{key}` stands here again; it was first given on line {first[0]}"
            reading.found.append(REPEATED.at(reading.place(event), problem))
            _value(reading, next(reading.events), ("", key))
            continue
        reading.document.keys[(*keys, key)] = reading.mark(event)
        values[key] = _value(reading, next(reading.events), (*keys, key))
    return values


def _scalar(reading: _Reading, event: yaml.ScalarEvent, keys: Keys) -> Value:
    mark_line, mark_column = reading.mark(event)
    line = mark_line - reading.first_line
    if event.style in ("|", ">"):
        while line + 1 < len(reading.lines) and not reading.lines[line + 1].strip():
            line += 1
        following = reading.lines[line + 1] if line + 1 < len(reading.lines) else ""
        indent = len(following) - len(following.lstrip(" "))
        reading.document.texts[keys] = (line + 1 + reading.first_line, indent + 1)
    elif event.style:
        reading.document.texts[keys] = (mark_line, mark_column + 1)
    return event.value if event.style else _plain(event.value)


def _plain(text: str) -> Value:
    """What a text without quotes means (YAML 1.2.2, 10.3.2)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "", 1))
    return float(text) if _FLOAT.fullmatch(text) else text


def _syntax(reading: _Reading, error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(reading.path, reading.first_line, 1)
    if mark:
        place = Place(reading.path, reading.first_line + mark.line, mark.column + 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
    if context := getattr(error, "context", None):
        problem = f"{problem} ({context})"
    return SYNTAX.at(place, f"YAML cannot be read here: {problem}")
