"""The types of the fields in YAML, and the model that all of them have in common."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Length = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(in|mm|cm|pt)$")]
Url = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$')]
Localized = Annotated[dict[LanguageTag, Text], Field(min_length=1)]


def _real_date(value: str) -> str:
    year, month, *day = (int(part) for part in value.split("-"))
    dt.date(year, month, day[0] if day else 1)
    return value


PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"), AfterValidator(_real_date)]


class Noun(BaseModel):
    """A frozen noun read from YAML; an unknown key is a finding."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def pattern_of(form: Any) -> str:
    """The regular expression of an annotated text type of `facts.py`; empty when it has none."""
    return _pattern(get_args(form))


def _pattern(parts: Iterable[Any]) -> str:
    found = (getattr(part, "pattern", None) for part in parts)
    return next((str(pattern) for pattern in found if pattern), "")


SLUG = re.compile(pattern_of(Slug))
LANGUAGE_TAG = re.compile(pattern_of(LanguageTag))
