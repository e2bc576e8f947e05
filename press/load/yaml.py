"""YAML parsed into plain values with their positions: the only user of PyYAML.

The types are those of YAML 1.2's core schema (chapter 10.3), so `2015-06`, `15-7828` and the key `no` are text.
Anchors, aliases, tags and repeated keys are refused, because they let a small file grow or mean more than it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from press.model.findings import Finding, FindingCode, Place

Keys = tuple[str | int, ...]
Position = tuple[int, int]
Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 12

YAML12 = "YAML 1.2.2"
HOUSE = "house rule: sources say what they mean, once"

SYNTAX = FindingCode(
    "LOD101",
    "A YAML file can be read.",
    YAML12,
    "look at this line and the one above it: indent with spaces, put text that holds `: ` or ` #` in quotes, and "
    "close every quote and bracket",
    bad={"variants/extra.yaml": 'format: pdf\nkind: "handout\n'},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
ALIAS = FindingCode(
    "LOD102",
    "A YAML file has no anchors and no aliases.",
    HOUSE,
    "write the value out where it is needed; if the text itself starts with `&` or `*`, put it in quotes",
    bad={"organizations.yaml": "organizations:\n  kitchen: &one\n    name: One\n    url: https://one.example\n"},
    good={"organizations.yaml": "organizations:\n  kitchen:\n    name: '*One'\n    url: https://one.example\n"},
)
REPEATED = FindingCode(
    "LOD103",
    "A key stands once.",
    f"{YAML12}, 3.2.1.3",
    "keep one of the two and delete the other",
    bad={"variants/extra.yaml": "format: html\nkind: handout\nformat: html\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
DOCUMENTS = FindingCode(
    "LOD104",
    "A YAML file holds one document.",
    HOUSE,
    "delete the line `---` (or `...`) and everything after it, or move that part into a file of its own",
    bad={"variants/extra.yaml": "format: html\nkind: handout\n---\nformat: pdf\n"},
    good={"variants/extra.yaml": "---\nformat: html\nkind: handout\n"},
)
TAG = FindingCode(
    "LOD105",
    "A YAML file has no tags.",
    HOUSE,
    "delete the word that starts with `!`; if it belongs to the text, put the text in quotes",
    bad={"variants/extra.yaml": "format: !!python/name:os.system html\nkind: handout\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: '!Letter'\n"},
)
TOO_MUCH = FindingCode(
    "LOD106",
    f"A YAML file has at most {MAX_CHARACTERS:,} characters and {MAX_DEPTH} levels.",
    HOUSE,
    "no source of the press needs that much: look for a slip, such as brackets that are never closed",
    bad={"variants/extra.yaml": "format: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
KEY = FindingCode(
    "LOD107",
    "A key is a plain word.",
    HOUSE,
    "write a word before the colon; braces at the start of a text need quotes around the text",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: {{paper}: 1}\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: '{paper}'\n"},
)
SWALLOWED = FindingCode(
    "LOD108",
    "No part of a text is lost behind a `#`.",
    f"{YAML12}, 6.6: what follows ` #` is a comment",
    "put the whole text in quotes; a comment is written `# words`, and at the head of a text on a line of its own",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: Letter #2\n"},
    good={"variants/extra.yaml": "format: html # a comment\nkind: handout\npaper: 'Letter #2'\n"},
)
CODES = (SYNTAX, ALIAS, REPEATED, DOCUMENTS, TAG, TOO_MUCH, KEY, SWALLOWED)

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
_HASH = re.compile(r"[ \t]+#(.*)")
_PARSER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML document: its value, and the position of everything in it by key path.

    Positions are 1-based lines and columns. `positions`: where each value starts; `key_positions`: where each key of a
    mapping starts; `text_positions`: where the words of a text start if its value starts elsewhere, i.e. after the `|`
    of a block or after an opening quote.
    """

    value: Value
    positions: dict[Keys, Position]
    key_positions: dict[Keys, Position]
    text_positions: dict[Keys, Position]

    def locate_text(self, keys: Keys) -> Position:
        """Return the position of the first word of a text."""
        return self.text_positions.get(keys) or self.positions[keys]


class _RefusedError(Exception):
    """The parser cannot go on; args[0] is the finding."""


@dataclass(slots=True)
class _ParserState:
    path: str
    lines: list[str]
    first_line: int
    events: Iterator[yaml.Event]
    comments: bool
    found: list[Finding] = field(default_factory=list)
    document: YamlDocument = field(default_factory=lambda: YamlDocument(None, {}, {}, {}))

    def get_position(self, event: yaml.Event) -> Position:
        assert event.start_mark is not None
        return event.start_mark.line + self.first_line, event.start_mark.column + 1

    def get_place(self, event: yaml.Event) -> Place:
        return Place(self.path, *self.get_position(event))


def read_yaml(
    text: str, path: str, first_line: int = 1, *, comments: bool = True
) -> tuple[YamlDocument | None, list[Finding]]:
    """Parse a YAML document, with findings.

    Gives None for a document that cannot be used at all. path: the file as findings name it; first_line: the line of
    that file on which the text starts; comments: whether a comment may follow a value on its line. Never raises.
    """
    if faultless := _read_faultless(text, first_line, comments=comments):
        return faultless, []
    return _parse(text, path, first_line, comments=comments)


@lru_cache(maxsize=256)
def _read_faultless(text: str, first_line: int, *, comments: bool) -> YamlDocument | None:
    """Parse a document, which a process that reads its sources again and again has mostly read before.

    Gives None if there are findings, because they name a file.
    """
    document, found = _parse(text, "", first_line, comments=comments)
    return None if found else document


def _parse(text: str, path: str, first_line: int, *, comments: bool) -> tuple[YamlDocument | None, list[Finding]]:
    if len(text) > MAX_CHARACTERS:
        return None, [TOO_MUCH.make_finding(Place(path, first_line, 1), f"it has {len(text):,} characters")]
    state = _ParserState(path, text.split("\n"), first_line, iter(yaml.parse(text, Loader=_PARSER)), comments)
    try:
        value = _read_document(state)
    except _RefusedError as refusal:
        return None, [*state.found, refusal.args[0]]
    except yaml.YAMLError as error:
        return None, [*state.found, _make_syntax_finding(state, error)]
    document = state.document
    return YamlDocument(value, document.positions, document.key_positions, document.text_positions), state.found


def _read_document(state: _ParserState) -> Value:
    value: Value = None
    documents = 0
    for event in state.events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError(DOCUMENTS.make_finding(state.get_place(event), "a second document starts here"))
            value = _read_value(state, next(state.events), ())
    return value


def _read_value(state: _ParserState, event: yaml.Event, keys: Keys) -> Value:
    _refuse_unwanted(state, event, keys)
    state.document.positions[keys] = state.get_position(event)
    if isinstance(event, yaml.MappingStartEvent):
        return _read_mapping(state, keys)
    if isinstance(event, yaml.SequenceStartEvent):
        return _read_sequence(state, keys)
    assert isinstance(event, yaml.ScalarEvent)
    return _read_scalar(state, event, keys)


def _refuse_unwanted(state: _ParserState, event: yaml.Event, keys: Keys) -> None:
    place = state.get_place(event)
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(ALIAS.make_finding(place, f"`*{event.anchor}` is an alias"))
    if anchor := getattr(event, "anchor", None):
        raise _RefusedError(ALIAS.make_finding(place, f"`&{anchor}` is an anchor"))
    if tag := getattr(event, "tag", None):
        raise _RefusedError(
            TAG.make_finding(place, f"the tag `{tag.replace('tag:yaml.org,2002:', '!!')}` cannot be used")
        )
    if len(keys) > MAX_DEPTH:
        raise _RefusedError(TOO_MUCH.make_finding(place, f"this is more than {MAX_DEPTH} levels deep"))


def _read_sequence(state: _ParserState, keys: Keys) -> list[Value]:
    values: list[Value] = []
    while not isinstance(event := next(state.events), yaml.SequenceEndEvent):
        values.append(_read_value(state, event, (*keys, len(values))))
    return values


def _read_mapping(state: _ParserState, keys: Keys) -> dict[str, Value]:
    values: dict[str, Value] = {}
    while not isinstance(event := next(state.events), yaml.MappingEndEvent):
        _refuse_unwanted(state, event, keys)
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            raise _RefusedError(KEY.make_finding(state.get_place(event), "this key is not a word"))
        key = event.value
        if key in values:
            first = state.document.key_positions[(*keys, key)]
            problem = f"the key `{key}` stands here again; it was first given on line {first[0]}"
            state.found.append(REPEATED.make_finding(state.get_place(event), problem))
            _read_value(state, next(state.events), ("", key))
            continue
        state.document.key_positions[(*keys, key)] = state.get_position(event)
        values[key] = _read_value(state, next(state.events), (*keys, key))
    return values


def _read_scalar(state: _ParserState, event: yaml.ScalarEvent, keys: Keys) -> Value:
    start_line, start_column = state.get_position(event)
    line = start_line - state.first_line
    if event.style in ("|", ">"):
        while line + 1 < len(state.lines) and not state.lines[line + 1].strip():
            line += 1
        following = state.lines[line + 1] if line + 1 < len(state.lines) else ""
        indent = len(following) - len(following.lstrip(" "))
        state.document.text_positions[keys] = (line + 1 + state.first_line, indent + 1)
    elif event.style:
        state.document.text_positions[keys] = (start_line, start_column + 1)
    else:
        _check_comment(state, event)
    return event.value if event.style else _convert_unquoted(event.value)


def _check_comment(state: _ParserState, event: yaml.ScalarEvent) -> None:
    """Report a `#` that ends an unquoted text and is hardly meant as a comment."""
    end = event.end_mark
    if not event.value or end is None or end.line >= len(state.lines):
        return
    found = _HASH.match(state.lines[end.line], end.column)
    if found and (not state.comments or (found[1] and found[1][0] not in " \t#!")):
        place = Place(state.path, end.line + state.first_line, found.end() - len(found[1]))
        state.found.append(SWALLOWED.make_finding(place, f"`#{found[1][:40]}` would be lost"))


def _convert_unquoted(text: str) -> Value:
    """Convert a text without quotes (YAML 1.2.2, 10.3.2)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", "", 1))
    return float(text) if _FLOAT.fullmatch(text) else text


def _make_syntax_finding(state: _ParserState, error: yaml.YAMLError) -> Finding:
    start = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(state.path, state.first_line, 1)
    if start:
        place = Place(state.path, state.first_line + start.line, start.column + 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
    if context := getattr(error, "context", None):
        problem = f"{problem} ({context})"
    return SYNTAX.make_finding(place, f"YAML cannot be read here: {problem}")
