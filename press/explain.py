"""Values checked against the models of `facts.py`, and what is wrong said in plain words: the user of pydantic."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from press import facts
from press.findings import Code, Finding, Place
from press.forms import pattern_of
from press.yamlsource import Document, Keys

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


def validate(model: type[Model], document: Document, path: str) -> tuple[Model | None, list[Finding]]:
    """The noun that a document describes, and what is wrong with it; None when anything is."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        return None, [explain(model, document, path, one) for one in error.errors(include_url=False)]


def explain(model: type[BaseModel], document: Document, path: str, error: ErrorDetails) -> Finding:
    return WRONG_TYPE.at(Place(path, 1, 1), str(error))
