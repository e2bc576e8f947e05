"""A clinic's imprint, until the model of sources has one."""

from __future__ import annotations

from press.fields import Localized, Noun, Text


class Phone(Noun):
    """A labelled telephone number."""

    label: Localized
    text: Text
    dial: Text


class Imprint(Noun):
    """A clinic's own name, address and numbers."""

    name: Text
    address: list[Text]
    phones: list[Phone]
    hours: Localized | None = None
    language_help: Localized | None = None
