"""The notice of availability of language assistance (45 CFR 92.11), as its publisher words it.

The press ships no text of it: only an official text may be printed, word for word.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from press.model.sources.fields import FullDate, LanguageTag, SourceModel, Text, Url

LEAST_LANGUAGES = 15
"""Languages of a state, beside English (45 CFR 92.11 (b))."""


class NoticeCheck(SourceModel):
    """Who compared a text with its official source, and when."""

    by: Text = Field(description="Who compared it, word for word.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`; after a year the press asks to compare it again.")


class AvailabilityNotice(SourceModel):
    """The notice in one language: `sources/notices/<lang>.yaml`."""

    text: Text = Field(
        description="The official text, word for word; `{phone}` and `{tty}` stand for the clinic's numbers."
    )
    source: Url = Field(description="The address of the official text.")
    published: FullDate = Field(description="When the official text was published: `YYYY-MM-DD`.")
    checked: NoticeCheck = Field(description="Who compared the text with its source.")


class StateLanguages(SourceModel):
    """The languages that a state's notices are in."""

    languages: Annotated[list[LanguageTag], Field(min_length=LEAST_LANGUAGES)] = Field(
        description="The languages most spoken by people in the state who know little English, most spoken first."
    )
    source: Url = Field(description="The address of the figures.")
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(description="The year of the figures.")


class NoticeStates(SourceModel):
    """The states, by their two letters: `states.yaml` among the notices."""

    states: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], StateLanguages] = Field(description="The states.")


class ClinicNotice(SourceModel):
    """What a clinic decides on the notice; without it, the clinic's handouts carry none."""

    states: Annotated[list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(min_length=1)] = Field(
        description="The states that the clinic serves, e.g. `[MD, VA]`, as `notices/states.yaml` has them."
    )
    phone: Text = Field(description="The telephone number for language help, as it is printed.")
    tty: Text = Field(description="The text telephone number, or the relay service, e.g. `711`.")
