"""The center: its names, contact block, statements, organizations and limits."""

from __future__ import annotations

import re
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from press.model.sources.fields import FormulaName, LanguageTag, Localized, Slug, SourceModel, Text, Url

_OFFICE_PAPER = 75.0
"""Weight of office paper in grams a square meter; 20 lb bond is 75.2 (TAPPI T 410: 1300 ft² of it weigh 20 lb)."""


class OrderLimits(SourceModel):
    """The limits of the order desk: `ordering` in `sources/center.yaml`. Every key has a default."""

    most_copies: int = Field(
        default=50,
        ge=1,
        le=100_000,
        description="The most copies of one edition in one order; a person decides on more.",
    )
    gsm: float = Field(default=_OFFICE_PAPER, gt=0, le=1000, description="Weight of the paper in grams a square meter.")
    other_format_days: int = Field(
        default=10, ge=1, le=90, description="Working days until a request for another format is answered."
    )
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        default="US", description="The country packets are sent from (ISO 3166-1); addresses in it need no country."
    )


class TextLimits(SourceModel):
    """Limits for how hard a text may be. A collection takes what it does not set from `everywhere`."""

    limits: dict[FormulaName, float] = Field(
        default_factory=dict,
        description="By formula: the highest grade, or the lowest score on a scale of ease.",
    )
    sentence_words: Annotated[int, Field(ge=5)] | None = Field(
        default=None, description="The most words of a sentence."
    )
    passives: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The most sentences of one section that may be in the passive."
    )
    least_words: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The fewest words of a section to which formulas apply; 100 if not set."
    )
    severity: Literal["warning", "error"] | None = Field(
        default=None, description="Whether a text above a limit is a warning (the default) or an error."
    )


class PlainLanguageLimits(SourceModel):
    """How hard texts may be: `plain_language` in `center.yaml`."""

    everywhere: TextLimits = Field(description="For every publication.")
    collections: dict[Slug, TextLimits] = Field(
        default_factory=dict, description="For the publications that name this collection, by its key."
    )

    def find_limits(self, collection: str | None) -> TextLimits:
        """Find the limits for a publication of a collection."""
        own = self.collections.get(collection or "")
        if own is None:
            return self.everywhere
        base = self.everywhere
        return TextLimits.model_construct(
            limits={**base.limits, **own.limits},
            sentence_words=own.sentence_words if own.sentence_words is not None else base.sentence_words,
            passives=own.passives if own.passives is not None else base.passives,
            least_words=own.least_words if own.least_words is not None else base.least_words,
            severity=own.severity or base.severity,
        )


# ---------------------------------------------------------------- the center


class PhoneNumber(SourceModel):
    """A telephone number as it is printed and as it is dialed."""

    text: Text = Field(description="The number as it is printed, e.g. `800-624-BONE (2663)`.")
    dial: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")] = Field(
        description="The number as it is dialed (ITU-T E.164), e.g. `+18006242663`."
    )


class Contact(SourceModel):
    """The contact block. Every edition carries every line of it."""

    address: Annotated[list[Text], Field(min_length=1)] = Field(description="The postal address, one line per entry.")
    toll_free: PhoneNumber = Field(description="The toll-free number.")
    phone: PhoneNumber = Field(description="The ordinary telephone number.")
    tty: PhoneNumber = Field(description="The text telephone (TTY) number, for people who are deaf or hard of hearing.")
    fax: PhoneNumber = Field(description="The fax number.")
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = Field(
        description="The email address."
    )
    website: Url = Field(description="The address of the web site, with its scheme.")


class Statement(SourceModel):
    """A standing statement that publications name by its key."""

    title: Localized | None = Field(
        default=None, description="A short heading, by language; printed in bold before the text."
    )
    text: Localized = Field(description="The statement in each language, as Markdown paragraphs.")
    short: Localized | None = Field(
        default=None,
        description="Its short form in each language, as one Markdown paragraph, for variants with "
        "`statements: short`; without one, they carry the long form.",
    )
    short_adapted: bool = Field(
        default=False,
        description="Whether the short words were made from the long form and the center has not approved them; "
        "editions that carry them then say that the statements are shortened.",
    )


_DIGITS = re.compile(r"(?:\[0-9\]|\\d)(?:\{([0-9]{1,2})\})?")


class NumberStyle(SourceModel):
    """How publication numbers look."""

    prefix: Text = Field(description="What is printed before the number, e.g. `NIH Pub. No.`.")
    pattern: Text = Field(description="A regular expression that the whole number must match.")

    @property
    def example(self) -> str:
        """A number of this form for messages, such as `12-3456`; the expression itself if no digits fit it."""
        counted = iter("1234567890" * 9)
        text = _DIGITS.sub(lambda found: "".join(islice(counted, int(found[1] or 1))), self.pattern)
        try:
            return text if re.fullmatch(self.pattern, text) else self.pattern
        except re.error:
            return self.pattern


class AudioSettings(SourceModel):
    """The synthetic voices that read scripts aloud, as drafts for the ear."""

    voices: Annotated[dict[LanguageTag, Text], Field(min_length=1)] = Field(
        description="By language: a voice of espeak-ng, e.g. `en: en-us`; `espeak-ng --voices` lists them."
    )
    words_a_minute: int = Field(default=150, ge=80, le=250, description="How fast they speak.")


class Center(SourceModel):
    """The publisher: `sources/center.yaml`."""

    name: Text = Field(description="The full name, exactly as it is printed.")
    short_name: Text = Field(description="The short form of the name.")
    language: LanguageTag = Field(description="The language of the names, and of statements that have no translation.")
    publication_number: NumberStyle = Field(description="How publication numbers look.")
    review_every_years: int | None = Field(
        default=None,
        ge=1,
        le=20,
        description="After how many years a publication without `review_by` must be reviewed.",
    )
    contact: Contact = Field(description="The contact block.")
    statements: dict[Slug, Statement] = Field(description="The standing statements, by key.")
    passages: dict[Slug, Localized] = Field(
        default_factory=dict,
        description="Words that several texts share, by key and language, as one line of Markdown; a text uses them "
        "as `{{ passage.KEY }}`.",
    )
    catalogue_url: Url | None = Field(
        default=None, description="The catalogue's address on the web; without it, the feed has relative links."
    )
    ordering: OrderLimits = Field(default_factory=OrderLimits, description="The limits of the order desk.")
    audio: AudioSettings | None = Field(
        default=None, description="What reads scripts aloud as drafts for the ear; without it, no sound is made."
    )
    plain_language: PlainLanguageLimits | None = Field(
        default=None, description="How hard the texts may be; if it is not set, texts are not measured."
    )


class Organization(SourceModel):
    """An entry of the referral directory."""

    name: Text = Field(description="The name of the organization, exactly as it writes it.")
    url: Url = Field(description="The address of the page to send a reader to.")
    note: Localized | None = Field(
        default=None, description="What a reader should know, by language, e.g. that there is Spanish text."
    )


class Directory(SourceModel):
    """The referral directory: `sources/organizations.yaml`."""

    organizations: dict[Slug, Organization] = Field(description="The organizations, by key.")
