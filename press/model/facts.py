"""What staff write in YAML, as frozen pydantic models.

The field descriptions become the JSON Schemas that editors complete from (`pipeline.py schema`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from press.model.deskwords import DeskWords
from press.model.fields import LanguageTag, Length, Localized, Noun, PartialDate, Slug, Text, Url
from press.model.imprint import ClinicWords, Imprint
from press.model.language import CatalogueWords, Words
from press.model.life import Marks, ShelfLife
from press.model.oldwords import OldWords
from press.model.ordering import Ordering, OrderWords
from press.model.textfacts import PlainLanguage, Readability, RedlineWords

__all__ = ["Imprint", "LanguageTag", "Length", "Localized", "Noun", "PartialDate", "Slug", "Text", "Url"]

# ---------------------------------------------------------------- the centre


class PhoneNumber(Noun):
    """A telephone number as it is printed and as it is dialled."""

    text: Text = Field(description="The number as it is printed, e.g. `800-624-BONE (2663)`.")
    dial: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")] = Field(
        description="The number as it is dialled (ITU-T E.164), e.g. `+18006242663`."
    )


class Contact(Noun):
    """The contact block. Every edition carries every line of it."""

    address: Annotated[list[Text], Field(min_length=1)] = Field(description="The postal address, one line an entry.")
    toll_free: PhoneNumber = Field(description="The number that costs the caller nothing.")
    phone: PhoneNumber = Field(description="The ordinary telephone number.")
    tty: PhoneNumber = Field(description="The text telephone (TTY) number, for people who are deaf or hard of hearing.")
    fax: PhoneNumber = Field(description="The fax number.")
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = Field(
        description="The email address."
    )
    website: Url = Field(description="The address of the web site, with its scheme.")


class Statement(Noun):
    """A standing statement that publications name by its key."""

    title: Localized | None = Field(
        default=None, description="A short heading, by language; printed in bold before the text."
    )
    text: Localized = Field(description="The statement in each language, as Markdown paragraphs.")


class NumberStyle(Noun):
    """How publication numbers look."""

    prefix: Text = Field(description="What is printed before the number, e.g. `NIH Pub. No.`.")
    pattern: Text = Field(description="A regular expression that the whole number must match.")


class Center(Noun):
    """The publisher: `sources/center.yaml`."""

    name: Text = Field(description="The full name, exactly as it is printed.")
    short_name: Text = Field(description="The short form of the name.")
    language: LanguageTag = Field(description="The language of the names, and the one statements fall back to.")
    publication_number: NumberStyle = Field(description="How publication numbers look.")
    review_every_years: int | None = Field(
        default=None,
        ge=1,
        le=20,
        description="After how many years a publication without `review_by` is to be reviewed.",
    )
    contact: Contact = Field(description="The contact block.")
    statements: dict[Slug, Statement] = Field(description="The standing statements, by key.")
    catalogue_url: Url | None = Field(
        default=None, description="Where the catalogue is on the web; without it, its feed has relative links."
    )
    ordering: Ordering = Field(default_factory=Ordering, description="The limits of the order desk.")
    plain_language: PlainLanguage | None = Field(
        default=None, description="How hard the texts may be; nothing is said of it when it is not set."
    )


class Organization(Noun):
    """An entry of the referral directory."""

    name: Text = Field(description="The name of the organisation, exactly as it writes it.")
    url: Url = Field(description="The address of the page to send a reader to.")
    note: Localized | None = Field(
        default=None, description="What a reader should know, by language, e.g. that there is Spanish text."
    )


class Directory(Noun):
    """The referral directory: `sources/organizations.yaml`."""

    organizations: dict[Slug, Organization] = Field(description="The organisations, by key.")


# ---------------------------------------------------------------- a publication


class Reviewer(Noun):
    """A person who reviewed a publication."""

    name: Text = Field(description="The name with its degrees, e.g. `Michael J. Econs, M.D.`.")
    thanked_for: Localized = Field(description="The sentence of thanks in each language; `{name}` stands for the name.")


class Facts(ShelfLife):
    """What is true of a publication in every language: `publication.yaml`."""

    number: Text = Field(description="The publication number without its prefix, e.g. `15-7828`.")
    issued: PartialDate = Field(description="When it was issued: `YYYY-MM` or `YYYY-MM-DD`.")
    revised: PartialDate | None = Field(default=None, description="When its text was last revised, if it was.")
    review_status: Literal["reviewed", "adapted"] = Field(
        description="`reviewed`: a named reviewer has read this wording. `adapted`: the wording is new and has not "
        "been reviewed again; every edition says so."
    )
    reviewers: Annotated[list[Reviewer], Field(min_length=1)] = Field(description="Who reviewed it.")
    statements: Annotated[list[Slug], Field(min_length=1)] = Field(
        description="The keys of the standing statements it carries, in order."
    )
    organizations: list[Slug] = Field(description="The keys of the organisations it refers to, in order.")
    subjects: Annotated[list[Text], Field(min_length=1)] = Field(
        description="Subject headings for catalogues, in English."
    )
    collection: Slug | None = Field(
        default=None, description="A key of `plain_language.collections` in `center.yaml`, with limits of its own."
    )


class Front(Noun):
    """The front matter of one translation: the head of `<lang>.md`."""

    title: Text = Field(description="The title.")
    summary: Text = Field(description="One sentence that says what the reader will learn; the lead.")
    brief: Annotated[list[Text], Field(min_length=2, max_length=4)] = Field(
        description="The main message in two to four short points, as inline Markdown."
    )
    keywords: Annotated[list[Text], Field(min_length=1)] = Field(description="Search words in this language.")


# ---------------------------------------------------------------- a language


class Language(Noun):
    """One language: `sources/languages/<lang>.yaml`."""

    name: Text = Field(description="The name of the language in itself, e.g. `español`.")
    direction: Literal["ltr", "rtl"] = Field(description="The direction of writing.")
    months: Annotated[list[Text], Field(min_length=12, max_length=12)] = Field(description="The twelve months.")
    month_year: Text = Field(description="How a month is written: `{month} {year}`.")
    day_month_year: Text = Field(description="How a day is written: `{month} {day}, {year}`.")
    and_word: Text = Field(description="The word before the last of a list: `and`.")
    quotes: Annotated[list[Text], Field(min_length=4, max_length=4)] = Field(
        description="Outer opening and closing, inner opening and closing quotation marks."
    )
    words: Words = Field(description="The fixed words.")
    clinic: ClinicWords = Field(description="The fixed words around a clinic's own block.")
    marks: Marks = Field(description="What stands on a publication that is not to be handed out.")
    old_words: OldWords = Field(
        default_factory=OldWords, description="Words by which `import` knows the parts of an old publication."
    )
    orders: OrderWords | None = Field(
        default=None, description="The words on the papers of an order; without them they are in the centre's language."
    )
    kinds: dict[Slug, Text] = Field(
        description="What each kind of variant is called, by key, e.g. `handout: Handout`, `large-print: Large print`."
    )
    papers: dict[Text, Text] = Field(
        default_factory=dict,
        description="What the `paper` of a variant is called in this language, where it differs, e.g. `Letter: carta`.",
    )
    tokens: dict[str, Text] = Field(
        default_factory=dict, description="Style tokens that this language changes, e.g. fonts."
    )
    catalogue: CatalogueWords | None = Field(
        default=None, description="The words of the catalogue; without them it has no pages in this language."
    )
    desk: DeskWords | None = Field(default=None, description="The words of the clinic desk’s own pages.")
    readability: Readability | None = Field(default=None, description="How plain its texts are, and how that is told.")
    redline: RedlineWords | None = Field(default=None, description="The fixed words of a redline.")


# ---------------------------------------------------------------- a variant


class Folding(Noun):
    """How single pages or panels become a folded piece. The binding follows the language's direction of writing."""

    kind: Literal["saddle", "c-fold", "z-fold", "half-fold"] = Field(
        description="`saddle`: a stapled booklet. `c-fold`: six panels, the flap folded in. `z-fold`: six equal "
        "panels. `half-fold`: four pages on one sheet."
    )
    sheet_width: Length = Field(description="Width of the flat sheet of paper; what the wide panels leave of it is the "
                                "width of the narrow one.")  # fmt: skip
    sheet_height: Length = Field(description="Height of the flat sheet of paper.")
    caliper: Length = Field(
        default="0.004in", description="Thickness of the paper: inner sheets of a booklet shift by it to the spine."
    )


class Variant(Noun):
    """One physical or digital form: `sources/variants/<name>.yaml`. Tokens plus a few words."""

    format: Literal["pdf", "html"] = Field(description="The file format.")
    kind: Slug = Field(description="What it is, as a key of `kinds` in every language.")
    paper: Text | None = Field(
        default=None, description="What follows the kind in its title, e.g. `Letter`, `A4`; a size or a name."
    )
    order: int = Field(default=100, description="Its place in lists; smaller comes first.")
    width: Length | None = Field(default=None, description="Trim width; every PDF variant has one.")
    height: Length | None = Field(default=None, description="Trim height; every PDF variant has one.")
    pdf_standard: Literal["ua-1", "ua-2"] = Field(
        default="ua-1",
        description="`ua-1`: PDF/UA-1 and PDF/A-2a in one file. `ua-2`: PDF/UA-2, WTPDF and PDF/A-4.",
    )
    opening: Literal["masthead", "cover"] = Field(
        default="masthead", description="Whether the text starts under a masthead or after a cover of its own."
    )
    contents: bool = Field(default=False, description="Whether there is a list of contents with page numbers.")
    tables: Literal["grid", "list"] = Field(
        default="grid", description="Whether a table is set as a grid or row by row as a labelled list."
    )
    running: Literal["foot", "split", "none"] = Field(
        default="foot",
        description="`foot`: title, number and `2 of 4` in the foot. `split`: the number as a running head, "
        "the page number (`2 of 4`) alone in the outer lower corner. `none`: nothing, on the panels of one sheet.",
    )
    facing: bool = Field(default=False, description="Whether left and right pages mirror each other.")
    back: Literal["statements", "directory"] = Field(
        default="statements",
        description="What stands on the last page with the contact block: the standing statements, or the referral "
        "directory; the other stands before it. The review credit is on the last page either way.",
    )
    fill: int | None = Field(
        default=None, ge=2, le=6, description="Add ruled lines for questions so that the pages are a multiple of this."
    )
    profile: Slug | None = Field(
        default=None, description="The guideline it follows: a file in `sources/profiles/`, measured in what is made."
    )
    body_at_least: float = Field(default=11, ge=10, description="The smallest size its text may have, in points.")
    text: Literal["long", "short"] = Field(
        default="long",
        description="Which form of the text it carries. The short one is made of publications that have one: sections "
        "marked `.short`, and those marked neither `.short` nor `.long`.",
    )
    fold: Folding | None = Field(
        default=None, description="How its pages are imposed on sheets and folded; it is then made as two files."
    )
    tokens: dict[str, Text] = Field(
        default_factory=dict, description="Style tokens that this variant changes, without the leading `--`."
    )
    imprint_tokens: dict[str, Text] = Field(
        default_factory=dict, description="Tokens that it changes too where it must make room for a clinic's block."
    )


# ---------------------------------------------------------------- a profile


class Guideline(Noun):
    """One rule of a profile: a figure that the finished file is measured against."""

    measure: Text = Field(description="What is measured: a key that `pipeline.py measure` prints.")
    comparison: Literal["at least", "at most", "under", "exactly", "one of"] = Field(description="How it compares.")
    figure: float | list[Text] = Field(description="What it is compared with; for `one of`, a list of words.")
    unit: Text = Field(description="The unit of the figure, e.g. `pt`.")
    clause: Text = Field(description="What the guideline says, in a few words, and where.")
    severity: Literal["error", "warning"] = Field(default="error", description="Whether a miss stops the edition.")


class Profile(Noun):
    """A guideline as figures: `sources/profiles/<name>.yaml`."""

    title: Text = Field(description="What the guideline is called.")
    source: Text = Field(description="Who publishes it, and which edition its figures are from.")
    rules: Annotated[list[Guideline], Field(min_length=1)] = Field(description="Its rules.")
