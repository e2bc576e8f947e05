"""A clinic's imprint as staff or a visitor writes it: its name and how to reach it, never the text.

The limits are here and not in a rule, because an imprint also comes by value, typed by somebody we do not know.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from press.model.fields import LanguageTag, Noun

LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE, LONGEST_WORD = 90, 60, 120, 28
"""Characters: about three lines of a tri-fold's panel, two, four, and the longest word that fits on one."""
UNSEEN = "\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff"
"""Characters that cannot be seen, or that turn the direction of what follows (The Unicode Standard, 23)."""
_LINE = rf"^ *[^\s{UNSEEN}]{{1,{LONGEST_WORD}}}( +[^\s{UNSEEN}]{{1,{LONGEST_WORD}}})* *$"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=_LINE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE, pattern=_LINE)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NOTE, pattern=_LINE)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30, pattern=_LINE)]
Dial = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
LogoPath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(svg|png|jpg|jpeg)$")]


class ClinicPhone(Noun):
    """A telephone number of a clinic: what it is for, as it is printed, and as it is dialled."""

    label: dict[LanguageTag, Label] = Field(
        default_factory=dict,
        description="What the number is for, by language, e.g. `en: Appointments`; `Phone` when nothing is said.",
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=30, pattern=_LINE)] = Field(
        description="The number as it is printed, e.g. `(202) 555-0147`."
    )
    dial: Dial = Field(description="The number as it is dialled (ITU-T E.164), e.g. `'+12025550147'`.")


class Imprint(Noun):
    """A clinic's own block, which stands beside the centre's: `sources/imprints/<clinic>.yaml`."""

    name: Name = Field(description="The name of the clinic, as it is printed.")
    address: Annotated[list[Line], Field(max_length=4)] = Field(
        default_factory=list, description="The postal address, one line an entry; at most four."
    )
    phones: Annotated[list[ClinicPhone], Field(max_length=4)] = Field(
        default_factory=list, description="The telephone numbers, the most important first; at most four."
    )
    hours: Annotated[dict[LanguageTag, Note], Field(min_length=1)] | None = Field(
        default=None, description="When the clinic is open, by language, in one short line."
    )
    logo: LogoPath | None = Field(
        default=None,
        description="The file name of the logo in the folder of the clinic beside this file, e.g. `logo.svg`.",
    )
    logo_alt: Annotated[dict[LanguageTag, Note], Field(min_length=1)] | None = Field(
        default=None, description="What the logo shows, by language, for those who cannot see it."
    )
    language_help: Annotated[dict[LanguageTag, Note], Field(min_length=1)] | None = Field(
        default=None, description="How to get help in another language, by language, e.g. `Free interpreters: ask us.`"
    )


class ClinicWords(Noun):
    """The fixed words of one language around a clinic's block."""

    title: Line = Field(description="Heading of the clinic's block: `Your clinic`.")
    hours: Line = Field(description="`Open`, before the hours.")
    same_text: Note = Field(
        description="The line that says whose text it is, in one run of words: `{number}`, `{date}` and `{digest}` "
        "stand for the number and the date of the publication and the first digits of the digest of its text."
    )
