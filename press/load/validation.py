"""Values checked against the models of `facts.py`, and what is wrong said in plain words: the user of pydantic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from press.load.forms import bare, field_pattern
from press.load.yaml import Document, Keys
from press.model import facts
from press.model.fields import pattern_of
from press.model.findings import Code, Finding, Place
from press.model.imprint import LONGEST_WORD, LogoPath

Model = TypeVar("Model", bound=BaseModel)

HOUSE = "the JSON Schemas that `python pipeline.py schema` writes"

UNKNOWN_KEY = Code(
    "LOD111",
    "A key is one that the press knows.",
    HOUSE,
    "delete it, or look for its right spelling in the README",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npapr: Letter\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\npaper: Letter\n"},
)
MISSING_KEY = Code(
    "LOD112",
    "Every key that is needed is there.",
    HOUSE,
    "add the key",
    bad={"variants/extra.yaml": "format: html\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
WRONG_TYPE = Code(
    "LOD113",
    "A value is of the right type.",
    HOUSE,
    "write a value of the right type",
    bad={"variants/extra.yaml": "format: html\nkind: handout\norder: soon\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\norder: 9\n"},
)
WRONG_FORM = Code(
    "LOD114",
    "A text has the form that its key asks for.",
    HOUSE,
    "write it in that form",
    bad={"variants/extra.yaml": "format: html\nkind: handout\nwidth: wide\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\nwidth: 8.5in\n"},
)
WRONG_DATE = Code(
    "LOD115",
    "A date is a day or a month that exists.",
    "ISO 8601-1, 5.2.2",
    "write it as year, month and day, e.g. `2015-06` or `2015-06-30`",
    bad={"publications/handwashing/publication.yaml": "issued: 2015-13\n"},
    good={},
)
WRONG_AMOUNT = Code(
    "LOD116",
    "Nothing is empty, and lists are as long as they may be.",
    HOUSE,
    "add or delete entries",
    bad={"variants/extra.yaml": "format: html\nkind: handout\npaper: ''\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
WRONG_CHOICE = Code(
    "LOD117",
    "A value is one of those there are to choose from.",
    HOUSE,
    "choose one of them",
    bad={"variants/extra.yaml": "format: word\nkind: handout\n"},
    good={"variants/extra.yaml": "format: html\nkind: handout\n"},
)
CODES = (UNKNOWN_KEY, MISSING_KEY, WRONG_TYPE, WRONG_FORM, WRONG_DATE, WRONG_AMOUNT, WRONG_CHOICE)


# What to write instead of a text that lacks its form, by the pattern of the type that asks for it.
_FORMS = {
    pattern_of(facts.Slug): "write lower-case words joined by hyphens, e.g. `large-print`",
    pattern_of(facts.LanguageTag): "write a language tag, e.g. `en`, `es` or `zh-Hans`",
    pattern_of(facts.Length): "write a number and its unit without a space, e.g. `8.5in` or `210mm`",
    pattern_of(facts.Url): "write the whole web address, e.g. `https://example.org`",
    field_pattern(facts.PhoneNumber, "dial"): "write `+`, the country and the number, e.g. `'+12022230344'`",
    field_pattern(facts.Contact, "email"): "write an address such as `name@example.org`",
    field_pattern(facts.Imprint, "name"): f"write plain words on one line, each of at most {LONGEST_WORD} characters",
    pattern_of(LogoPath): "write the name of a file in the folder of the clinic, e.g. `logo.svg`",
}
_TYPES = {
    "string_type": "a text",
    "list_type": "a list, one entry a line after `- `",
    "dict_type": "a group of keys, one a line",
    "model_type": "a group of keys, one a line",
    "int_type": "a whole number",
    "bool_type": "`true` or `false`",
}
_NAMES = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a group of keys",
}


def validate(model: type[Model], document: Document, path: str) -> tuple[Model | None, list[Finding]]:
    """The noun that a document describes, and what is wrong with it; None when anything is."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        mistakes = [_Mistake(model, document, path, details) for details in error.errors(include_url=False)]
    return None, [_explained(mistake) for mistake in mistakes]


@dataclass(frozen=True, slots=True)
class _Mistake:
    """What pydantic says, and where: the model and the document that do not agree."""

    model: type[BaseModel]
    document: Document
    path: str
    details: ErrorDetails

    @property
    def keys(self) -> Keys:
        return tuple(key for key in self.details["loc"] if key != "[key]")

    @property
    def name(self) -> str:
        """How a reader of the file would call the value, e.g. `organizations.aaos.name`."""
        return ".".join(str(key + 1) if isinstance(key, int) else key for key in self.keys) or "the file"

    @property
    def given(self) -> str:
        text = str(self.details["input"])
        return text if len(text) <= 60 else f"{text[:57]}…"

    @property
    def about(self) -> str:
        """What the field is, from its description in the model."""
        _, field = _walk(self.model, self.keys)
        return f": {field.description}" if field and field.description else ""

    @property
    def pattern(self) -> str:
        return str(self.details.get("ctx", {}).get("pattern", ""))

    def at(self, code: Code, problem: str, hint: str = "", *, key: bool = False) -> Finding:
        """A finding at the value, or at its key; where there is none, at what should hold it."""
        marks = {**self.document.marks, **self.document.keys} if key else self.document.marks
        keys = self.keys
        while keys and keys not in marks:
            keys = keys[:-1]
        return code.at(Place(self.path, *marks.get(keys, (1, 1))), problem, hint)


def _explained(mistake: _Mistake) -> Finding:
    kind = mistake.details["type"]
    if mistake.details["loc"][-1:] == ("[key]",):
        problem = f"`{mistake.keys[-1]}` cannot be a key here"
        return mistake.at(WRONG_FORM, problem, _FORMS.get(mistake.pattern, ""), key=True)
    return _KINDS.get(kind, _other)(mistake)


def _unknown(mistake: _Mistake) -> Finding:
    owner, _ = _walk(mistake.model, mistake.keys[:-1])
    known = sorted(getattr(owner, "model_fields", ()))
    near = get_close_matches(str(mistake.keys[-1]), known, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"the keys here are: {', '.join(known)}"
    return mistake.at(UNKNOWN_KEY, f"there is no key `{mistake.name}`", hint, key=True)


def _missing(mistake: _Mistake) -> Finding:
    return mistake.at(MISSING_KEY, f"`{mistake.name}` is missing", f"add `{mistake.keys[-1]}`{mistake.about}", key=True)


def _wrong_type(mistake: _Mistake) -> Finding:
    given = mistake.details["input"]
    wanted = _TYPES[mistake.details["type"]]
    if given is None and not mistake.keys:
        return mistake.at(WRONG_AMOUNT, "it is empty", f"the keys here are: {', '.join(mistake.model.model_fields)}")
    if given is None:
        return mistake.at(WRONG_AMOUNT, f"nothing stands after `{mistake.name}`", f"write {wanted}{mistake.about}")
    hint = f"write {wanted}{mistake.about}"
    if wanted == _TYPES["string_type"] and isinstance(given, int | float):
        hint = f"put it in quotes: `'{str(given).lower() if isinstance(given, bool) else given}'`"
    name = _NAMES.get(type(given), "something else")
    return mistake.at(WRONG_TYPE, f"`{mistake.name}` is {name}, not {wanted.split(',')[0]}", hint)


def _wrong_form(mistake: _Mistake) -> Finding:
    hint = _FORMS.get(mistake.pattern, "")
    if mistake.pattern == pattern_of(facts.PartialDate):
        return mistake.at(WRONG_DATE, f"`{mistake.given}` is not a date (`{mistake.name}`)")
    return mistake.at(WRONG_FORM, f"`{mistake.given}` is not in the form that `{mistake.name}` asks for", hint)


def _no_such_date(mistake: _Mistake) -> Finding:
    return mistake.at(WRONG_DATE, f"the date `{mistake.given}` does not exist (`{mistake.name}`)")


def _wrong_amount(mistake: _Mistake) -> Finding:
    limits = mistake.details.get("ctx", {})
    hint = f"write something{mistake.about}"
    if not limits.get("actual_length"):
        return mistake.at(WRONG_AMOUNT, f"`{mistake.name}` is empty", hint)
    limit = f"at least {limits['min_length']}" if "min_length" in limits else f"at most {limits['max_length']}"
    problem = f"`{mistake.name}` has {limits['actual_length']} entries, where there must be {limit}"
    return mistake.at(WRONG_AMOUNT, problem, f"{WRONG_AMOUNT.hint}{mistake.about}")


def _too_long(mistake: _Mistake) -> Finding:
    most = mistake.details.get("ctx", {}).get("max_length")
    problem = f"`{mistake.name}` has {len(str(mistake.details['input']))} characters, where there may be {most}"
    return mistake.at(WRONG_AMOUNT, problem, "write it in fewer words")


def _wrong_choice(mistake: _Mistake) -> Finding:
    kind, _ = _walk(mistake.model, mistake.keys)
    choices = [str(choice) for choice in get_args(kind)]
    near = get_close_matches(mistake.given, choices, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"choose one of: {', '.join(choices)}"
    return mistake.at(WRONG_CHOICE, f"`{mistake.given}` is not a choice for `{mistake.name}`", hint)


def _out_of_bounds(mistake: _Mistake) -> Finding:
    limit = mistake.details["msg"].partition("should be ")[2]
    return mistake.at(WRONG_CHOICE, f"`{mistake.name}` is {mistake.given}", f"choose a number {limit}{mistake.about}")


def _other(mistake: _Mistake) -> Finding:
    return mistake.at(WRONG_TYPE, f"`{mistake.given}` does not fit `{mistake.name}`", mistake.details["msg"])


_KINDS: dict[str, Callable[[_Mistake], Finding]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    **dict.fromkeys(_TYPES, _wrong_type),
    "string_pattern_mismatch": _wrong_form,
    "value_error": _no_such_date,
    "string_too_long": _too_long,
    **dict.fromkeys(("string_too_short", "too_short", "too_long"), _wrong_amount),
    "literal_error": _wrong_choice,
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), _out_of_bounds),
}


def _walk(model: type[BaseModel], keys: Keys) -> tuple[Any, FieldInfo | None]:
    """The type of the value that a key path leads to, and the field that describes it best."""
    kind: Any = model
    field = None
    for key in keys:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found = kind.model_fields.get(str(key))
            if not found:
                return None, field
            field, kind = found, bare(found.annotation)
        else:
            kind = bare(get_args(kind)[-1]) if get_args(kind) else None
    return kind, field
