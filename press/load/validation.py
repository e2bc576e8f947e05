"""YAML values validated against the models of sources, and mistakes explained to staff: the user of pydantic."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from press.load.yaml import Keys, YamlDocument
from press.model.findings import Finding, FindingCode, Place
from press.model.messages import suggest_name
from press.model.sources import fields
from press.model.sources.center import Contact, PhoneNumber
from press.model.sources.fields import find_pattern, find_pattern_in
from press.model.sources.imprint import Imprint, LogoPath

Model = TypeVar("Model", bound=BaseModel)


def find_field_pattern(model: type[BaseModel], name: str) -> str:
    """Find the regular expression of a model's text field.

    Empty when the field has none.
    """
    return find_pattern_in(model.model_fields[name].metadata)


def unwrap_type(kind: Any) -> Any:
    """Strip annotations and `None` from a type."""
    origin = get_origin(kind)
    if origin is Annotated:
        return unwrap_type(get_args(kind)[0])
    if origin in {Union, types.UnionType}:
        return unwrap_type(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def salvage_record(model: type[Model], value: Any) -> Model:
    """Build a model from the valid parts of a value.

    An empty value replaces each part that cannot be read.
    """
    given = value if isinstance(value, dict) else {}
    fields = {name: _salvage_field(field, given.get(name)) for name, field in model.model_fields.items()}
    return model.model_construct(**fields)


def _salvage_field(field: FieldInfo, value: Any) -> Any:
    if value is None and not field.is_required():
        return field.get_default(call_default_factory=True)
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _salvage_value(kind, value)


def _salvage_value(kind: Any, value: Any) -> Any:
    """Validate a value, or salvage what is valid in it."""
    try:
        return TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        base_type = unwrap_type(kind)
    if isinstance(base_type, type) and issubclass(base_type, BaseModel):
        return salvage_record(base_type, value)
    arguments = get_args(base_type)
    if get_origin(base_type) is list:
        return [part for one in _as_list(value) if (part := _salvage_value(arguments[0], one))]
    if get_origin(base_type) is dict:
        pairs = value.items() if isinstance(value, dict) else ()
        return {key: part for key, one in pairs if (part := _salvage_value(arguments[1], one))}
    return arguments[0] if get_origin(base_type) is Literal else None if base_type is not str else ""


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


HOUSE = "the JSON Schemas that `python pipeline.py schema` writes"

UNKNOWN_KEY = FindingCode(
    "LOD111",
    "A key is one that the press knows.",
    HOUSE,
    "delete it, or look for its right spelling in docs/staff/writing.md",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npapr: Letter\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: Letter\n"},
)
MISSING_KEY = FindingCode(
    "LOD112",
    "Every key that is needed is there.",
    HOUSE,
    "add the key",
    bad={"variants/extra.yaml": "format: html\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
WRONG_TYPE = FindingCode(
    "LOD113",
    "A value is of the right type.",
    HOUSE,
    "write a value of the right type",
    bad={"variants/extra.yaml": "format: html\nkind: handout\norder: soon\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\norder: 9\n"},
)
WRONG_FORM = FindingCode(
    "LOD114",
    "A text has the form that its key asks for.",
    HOUSE,
    "write it in that form",
    bad={"variants/extra.yaml": "format: html\nkind: handout\nwidth: wide\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\nwidth: 8.5in\n"},
)
WRONG_DATE = FindingCode(
    "LOD115",
    "A date is a day or a month that exists.",
    "ISO 8601-1, 5.2.2",
    "write it as year, month and day, e.g. `2015-06` or `2015-06-30`",
    bad={"publications/handwashing/publication.yaml": "issued: 2015-13\n"},
    good={},
)
WRONG_AMOUNT = FindingCode(
    "LOD116",
    "Nothing is empty, and lists are as long as they may be.",
    HOUSE,
    "add or delete entries",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: ''\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
WRONG_CHOICE = FindingCode(
    "LOD117",
    "A value is one of the given choices.",
    HOUSE,
    "choose one of them",
    bad={"variants/extra.yaml": "format: word\nkind: handout\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
CODES = (UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, WRONG_FORM, WRONG_DATE, WRONG_AMOUNT, WRONG_CHOICE)


MOST_MISTAKES = 100
"""More mistakes of one file are only counted; each costs time, and nobody reads them all."""
MOST_MISSING = 3
"""More missing keys of one file are one finding, which names them all."""

# What to write instead of a text in the wrong form, by the pattern of the type that asks for it.
_PATTERN_HINTS = {
    find_pattern(fields.Slug): "write lower-case words joined by hyphens, e.g. `large-print`",
    find_pattern(fields.LanguageTag): "write a language tag, e.g. `en`, `es` or `zh-Hans`",
    find_pattern(fields.Script): "write the four letters of a script, e.g. `Latn` or `Arab`",
    find_pattern(fields.Length): "write a number and its unit without a space, e.g. `8.5in` or `210mm`",
    find_pattern(fields.Url): "write the whole web address, e.g. `https://example.org`",
    find_field_pattern(PhoneNumber, "dial"): "write `+`, the country and the number, e.g. `'+12022230344'`",
    find_field_pattern(Contact, "email"): "write an address such as `name@example.org`",
    find_field_pattern(Imprint, "name"): "write plain words on one line",
    find_pattern(LogoPath): "write the name of a file in the folder of the clinic, e.g. `logo.svg`",
}
_TYPE_NAMES = {
    "string_type": "a text",
    "list_type": "a list, one entry a line after `- `",
    "dict_type": "a group of keys, one a line",
    "model_type": "a group of keys, one a line",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
}
_VALUE_NAMES = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a group of keys",
}


def validate_document(model: type[Model], document: YamlDocument, path: str) -> tuple[Model | None, list[Finding]]:
    """Validate a document against a model, explaining every mistake.

    Gives None instead of a record when anything is wrong.
    """
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        mistakes = [_Mistake(model, document, path, details) for details in error.errors(include_url=False)]
    if (more := len(mistakes) - MOST_MISTAKES) > 0:
        *found, last = (_explain(mistake) for mistake in mistakes[:MOST_MISTAKES])
        return None, [*found, replace(last, problem=f"{last.problem}; {more:,} more mistakes follow")]
    missing = [mistake for mistake in mistakes if mistake.details["type"] == "missing"]
    if len(missing) <= MOST_MISSING:
        return None, [_explain(mistake) for mistake in mistakes]
    names = ", ".join(f"`{mistake.name}`" for mistake in missing)
    place = Place(path, *min(document.positions.values(), default=(1, 1)))
    others = [_explain(mistake) for mistake in mistakes if mistake.details["type"] != "missing"]
    problem = f"{len(missing)} keys are missing: {names}"
    return None, [MISSING_KEY.make_finding(place, problem, "add each of them; `schema` writes what they mean"), *others]


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A mistake that pydantic found, with the model and the document that disagree."""

    model: type[BaseModel]
    document: YamlDocument
    path: str
    details: ErrorDetails

    @property
    def keys(self) -> Keys:
        return tuple(key for key in self.details["loc"] if key != "[key]")

    @property
    def name(self) -> str:
        """What a reader of the file would call the value, e.g. `organizations.aaos.name`."""
        return ".".join(str(key + 1) if isinstance(key, int) else key for key in self.keys) or "the file"

    @property
    def value_text(self) -> str:
        text = str(self.details["input"])
        return text if len(text) <= 60 else f"{text[:57]}…"

    @property
    def description(self) -> str:
        """The description of the field in the model, to be put after a hint."""
        _, field = _find_field(self.model, self.keys)
        return f": {field.description}" if field and field.description else ""

    @property
    def pattern(self) -> str:
        return str(self.details.get("ctx", {}).get("pattern", ""))

    def make_finding(self, code: FindingCode, problem: str, hint: str = "", *, key: bool = False) -> Finding:
        """Make a finding at the value, or at its key.

        If there is none, the finding is at what should hold it.
        """
        positions = {**self.document.positions, **self.document.key_positions} if key else self.document.positions
        keys = self.keys
        while keys and keys not in positions:
            keys = keys[:-1]
        return code.make_finding(Place(self.path, *positions.get(keys, (1, 1))), problem, hint)


def _explain(mistake: _Mistake) -> Finding:
    kind = mistake.details["type"]
    if mistake.details["loc"][-1:] == ("[key]",):
        problem = f"`{mistake.keys[-1]}` cannot be a key here"
        return mistake.make_finding(WRONG_FORM, problem, _PATTERN_HINTS.get(mistake.pattern, ""), key=True)
    return _EXPLAINERS.get(kind, _explain_other)(mistake)


def _explain_unknown_key(mistake: _Mistake) -> Finding:
    owner, _ = _find_field(mistake.model, mistake.keys[:-1])
    hint = suggest_name(str(mistake.keys[-1]), getattr(owner, "model_fields", ()), "the keys here are")
    return mistake.make_finding(UNKNOWN_KEY, f"there is no key `{mistake.name}`", hint, key=True)


def _explain_missing_key(mistake: _Mistake) -> Finding:
    return mistake.make_finding(
        MISSING_KEY, f"`{mistake.name}` is missing", f"add `{mistake.keys[-1]}`{mistake.description}", key=True
    )


def _explain_wrong_type(mistake: _Mistake) -> Finding:
    given = mistake.details["input"]
    wanted = _TYPE_NAMES[mistake.details["type"]]
    if given is None and not mistake.keys:
        return mistake.make_finding(
            WRONG_AMOUNT, "it is empty", f"the keys here are: {', '.join(mistake.model.model_fields)}"
        )
    if given is None:
        return mistake.make_finding(
            WRONG_AMOUNT, f"nothing stands after `{mistake.name}`", f"write {wanted}{mistake.description}"
        )
    hint = f"write {wanted}{mistake.description}"
    if wanted == _TYPE_NAMES["string_type"] and isinstance(given, int | float):
        hint = f"put it in quotes: `'{str(given).lower() if isinstance(given, bool) else given}'`"
    elif wanted == _TYPE_NAMES["string_type"] and isinstance(given, dict):
        hint = "if the words hold a colon, put all of them in quotes"
    name = _VALUE_NAMES.get(type(given), "something else")
    return mistake.make_finding(WRONG_TYPE, f"`{mistake.name}` is {name}, not {wanted.split(',')[0]}", hint)


def _explain_wrong_pattern(mistake: _Mistake) -> Finding:
    hint = _PATTERN_HINTS.get(mistake.pattern, "")
    if mistake.pattern == find_pattern(fields.PartialDate):
        return mistake.make_finding(WRONG_DATE, f"`{mistake.value_text}` is not a date (`{mistake.name}`)")
    return mistake.make_finding(
        WRONG_FORM, f"`{mistake.value_text}` is not in the form that `{mistake.name}` asks for", hint
    )


def _explain_impossible_date(mistake: _Mistake) -> Finding:
    return mistake.make_finding(WRONG_DATE, f"the date `{mistake.value_text}` does not exist (`{mistake.name}`)")


def _explain_wrong_amount(mistake: _Mistake) -> Finding:
    limits = mistake.details.get("ctx", {})
    hint = f"write something{mistake.description}"
    if not limits.get("actual_length"):
        return mistake.make_finding(WRONG_AMOUNT, f"`{mistake.name}` is empty", hint)
    limit = f"at least {limits['min_length']}" if "min_length" in limits else f"at most {limits['max_length']}"
    problem = f"the number of entries of `{mistake.name}` is {limits['actual_length']}, and must be {limit}"
    return mistake.make_finding(WRONG_AMOUNT, problem, f"{WRONG_AMOUNT.hint}{mistake.description}")


def _explain_long_text(mistake: _Mistake) -> Finding:
    most = mistake.details.get("ctx", {}).get("max_length")
    problem = f"`{mistake.name}` has {len(str(mistake.details['input']))} characters, where there may be {most}"
    return mistake.make_finding(WRONG_AMOUNT, problem, "write it in fewer words")


def _explain_wrong_choice(mistake: _Mistake) -> Finding:
    kind, _ = _find_field(mistake.model, mistake.keys)
    choices = [str(choice) for choice in get_args(kind)]
    hint = suggest_name(mistake.value_text, choices)
    return mistake.make_finding(WRONG_CHOICE, f"`{mistake.value_text}` is not a choice for `{mistake.name}`", hint)


def _explain_wrong_number(mistake: _Mistake) -> Finding:
    limit = mistake.details["msg"].partition("should be ")[2]
    return mistake.make_finding(
        WRONG_CHOICE, f"`{mistake.name}` is {mistake.value_text}", f"choose a number {limit}{mistake.description}"
    )


def _explain_other(mistake: _Mistake) -> Finding:
    return mistake.make_finding(
        WRONG_TYPE, f"`{mistake.value_text}` does not fit `{mistake.name}`", mistake.details["msg"]
    )


_EXPLAINERS: dict[str, Callable[[_Mistake], Finding]] = {
    "extra_forbidden": _explain_unknown_key,
    "missing": _explain_missing_key,
    **dict.fromkeys(_TYPE_NAMES, _explain_wrong_type),
    "string_pattern_mismatch": _explain_wrong_pattern,
    "value_error": _explain_impossible_date,
    "string_too_long": _explain_long_text,
    **dict.fromkeys(("string_too_short", "too_short", "too_long"), _explain_wrong_amount),
    "literal_error": _explain_wrong_choice,
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _explain_wrong_number),
}


def _find_field(model: type[BaseModel], keys: Keys) -> tuple[Any, FieldInfo | None]:
    """Find the type and best field at a key path."""
    kind: Any = model
    field = None
    for key in keys:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found = kind.model_fields.get(str(key))
            if not found:
                return None, field
            field, kind = found, unwrap_type(found.annotation)
        else:
            kind = unwrap_type(get_args(kind)[-1]) if get_args(kind) else None
    return kind, field
