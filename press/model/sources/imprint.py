"""A clinic's imprint as staff or a visitor writes it: the clinic's name and how to reach it, never the text.

The limits are here and not in a rule, because visitors of the clinic desk type imprints too, and no rule reads those.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from press.model.sources.fields import LanguageTag, SourceModel
from press.model.sources.notice import ClinicNotice

LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE = 90, 60, 120
"""In characters: about three, two and four lines of a tri-fold panel. A word longer than a line, such as an address of
a website, goes on in the next."""
INVISIBLE_CHARACTERS = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff"
)
"""Characters that cannot be seen, or that change the direction of what follows (The Unicode Standard, 23).

The joiners U+200C and U+200D are none of them: they belong to the spelling of Persian and many Indic languages.
"""
_WORD = rf"[^\s{INVISIBLE_CHARACTERS}]+"
_LINE = rf"^ *{_WORD}([ \u00a0\u202f]+{_WORD})* *$"

ClinicName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=_LINE)
]
ClinicLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE, pattern=_LINE)
]
ClinicNote = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NOTE, pattern=_LINE)
]
PhoneLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30, pattern=_LINE)]
DialNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
LogoPath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(svg|png|jpg|jpeg)$")]


class ClinicPhone(SourceModel):
    """A clinic's telephone number: its purpose, as it is printed, and as it is dialed."""

    label: dict[LanguageTag, PhoneLabel] = Field(
        default_factory=dict,
        description="What the number is for, by language, e.g. `en: Appointments`; `Phone` if it is not set.",
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=30, pattern=_LINE)] = Field(
        description="The number as it is printed, e.g. `(202) 555-0147`."
    )
    dial: DialNumber = Field(description="The number as it is dialed (ITU-T E.164), e.g. `'+12025550147'`.")


class Imprint(SourceModel):
    """A clinic's own block, which stands beside the center's: `sources/imprints/<clinic>.yaml`."""

    name: ClinicName = Field(description="The name of the clinic, as it is printed.")
    address: Annotated[list[ClinicLine], Field(max_length=4)] = Field(
        default_factory=list, description="The postal address, one line per entry; at most four."
    )
    phones: Annotated[list[ClinicPhone], Field(max_length=4)] = Field(
        default_factory=list, description="The telephone numbers, the most important first; at most four."
    )
    hours: Annotated[dict[LanguageTag, ClinicNote], Field(min_length=1)] | None = Field(
        default=None, description="When the clinic is open, by language, in one short line."
    )
    logo: LogoPath | None = Field(
        default=None,
        description="The file name of the logo in the folder of the clinic beside this file, e.g. `logo.svg`.",
    )
    logo_alt: Annotated[dict[LanguageTag, ClinicNote], Field(min_length=1)] | None = Field(
        default=None, description="What the logo shows, by language, for those who cannot see it."
    )
    language_help: Annotated[dict[LanguageTag, ClinicNote], Field(min_length=1)] | None = Field(
        default=None, description="How to get help in another language, by language, e.g. `Free interpreters: ask us.`"
    )
    notice: ClinicNotice | None = Field(
        default=None,
        description="The notice of availability of language assistance (45 CFR 92.11); none if it is not set.",
    )


class ClinicWords(SourceModel):
    """The fixed words of one language around a clinic's block."""

    title: ClinicLine = Field(description="Heading of the clinic's block: `Your clinic`.")
    hours: ClinicLine = Field(description="`Open`, before the hours.")
    same_text: ClinicNote = Field(
        description="The line that says whose text it is, without a line break: `{number}`, `{date}` and `{digest}` "
        "stand for the number and the date of the publication and the first digits of the digest of its text."
    )


DIGITS, GROUP = 12, 4
"""Digits of the printed digest and of each group: 48 bits, enough to tell two texts apart by eye."""


def format_digest(digest: str) -> str:
    """Format a digest for print, e.g. `1a2b 3c4d 5e6f`."""
    return " ".join(digest[at : at + GROUP] for at in range(0, DIGITS, GROUP))
