"""Types of YAML fields, and the base model of everything that staff write."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Length = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(in|mm|cm|pt)$")]
Script = Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$")]
Url = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$')]
Localized = Annotated[dict[LanguageTag, Text], Field(min_length=1)]


def _check_date(value: str) -> str:
    year, month, *day = (int(part) for part in value.split("-"))
    dt.date(year, month, day[0] if day else 1)
    return value


PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"), AfterValidator(_check_date)]


class SourceModel(BaseModel):
    """A frozen model of a part of a YAML source; an unknown key is a finding."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def find_pattern(kind: Any) -> str:
    """Find the regular expression of an annotated text type; empty when it has none."""
    return find_pattern_in(get_args(kind))


def find_pattern_in(parts: Iterable[Any]) -> str:
    """Find the regular expression among the annotations of a field; empty when there is none."""
    found = (getattr(part, "pattern", None) for part in parts)
    return next((str(pattern) for pattern in found if pattern), "")


SLUG = re.compile(find_pattern(Slug))
LANGUAGE_TAG = re.compile(find_pattern(LanguageTag))


def _check_day(value: str) -> str:
    dt.date.fromisoformat(value)
    return value


FullDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_check_day)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


# ---------------------------------------------------------------- plain language


FormulaName = Literal["flesch-kincaid", "smog", "fernandez-huerta", "inflesz"]
