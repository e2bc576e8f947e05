"""Variants and large-print profiles."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from press.model.formats import FORMATS, FileFormat, FormatName
from press.model.sources.fields import LanguageTag, Length, Script, Slug, SourceModel, Text

# ---------------------------------------------------------------- a variant


class Folding(SourceModel):
    """How single pages or panels become a folded piece. The binding follows the language's direction of writing."""

    kind: Literal["saddle", "c-fold", "z-fold", "half-fold"] = Field(
        description="`saddle`: a stapled booklet. `c-fold`: six panels, the flap folded in. `z-fold`: six equal "
        "panels. `half-fold`: four pages on one sheet."
    )
    sheet_width: Length = Field(description="Width of the flat sheet of paper; the narrow panel is as wide as what the "
                                "wide ones leave of it.")  # fmt: skip
    sheet_height: Length = Field(description="Height of the flat sheet of paper.")
    caliper: Length = Field(
        default="0.004in", description="Thickness of the paper: inner sheets of a booklet shift by it to the spine."
    )


PAGES_ON_FOLDED_SHEET = 4
LARGE_PRINT = 16
"""From this size on, in points, print is large, and a cover says so (UKAAF, ACB and APH: 16 and 18)."""


def _require_less_of_an_extension(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"required": ["extends"]}, {"required": schema.pop("required")}]


class Variant(SourceModel):
    """One physical or digital variant: `sources/variants/<name>.yaml`. Tokens and a few words."""

    model_config = ConfigDict(json_schema_extra=_require_less_of_an_extension)

    extends: Slug | None = Field(
        default=None,
        # How a variant is written is not what it is: no edition is out of date because of this key.
        exclude=True,
        description="The variant that this one is like, a file in `sources/variants/`. Only what differs is listed: "
        "tokens are added one by one, and every other key takes the place of the other variant's.",
    )
    format: FormatName = Field(description="The file format.")
    kind: Slug = Field(description="What it is, as a key of `kinds` in every language.")
    paper: Text | None = Field(
        default=None, description="A size or a name that follows the kind in its title, e.g. `Letter`, `A4`."
    )
    order: int = Field(default=100, description="Its place in lists; smaller comes first.")
    width: Length | None = Field(default=None, description="Trim width; every variant on paper has one.")
    height: Length | None = Field(default=None, description="Trim height; every variant on paper has one.")
    pdf_standard: Literal["ua-1", "ua-2"] = Field(
        default="ua-1",
        description="`ua-1`: PDF/UA-1 and PDF/A-2a in one file. `ua-2`: PDF/UA-2, WTPDF and PDF/A-4.",
    )
    opening: Literal["masthead", "cover"] = Field(
        default="masthead", description="Whether the text starts under a masthead or after a cover of its own."
    )
    brief: Literal["cover", "inside"] = Field(
        default="cover",
        description="Whether the main message stands on the cover, if it fits there, or after the contents.",
    )
    contents: bool = Field(default=False, description="Whether there is a list of contents with page numbers.")
    tables: Literal["grid", "list"] = Field(
        default="grid", description="Whether a table is set as a grid or row by row as a labeled list."
    )
    respellings: bool = Field(
        default=True, description="Whether it has the respellings of a publication that asks for them, or no room."
    )
    footnotes: Literal["foot", "end"] = Field(
        default="foot",
        description="Where the notes of a text stand: at the foot of the page that calls them, or after the text. On a "
        "screen and in two languages side by side they stand after the text.",
    )
    running: Literal["foot", "split", "none"] = Field(
        default="foot",
        description="`foot`: title, number and `2 of 4` in the foot. `split`: the number as a running head, "
        "the page number (`2 of 4`) alone in the outer lower corner. `none`: nothing, for the panels of one sheet.",
    )
    summary: int | None = Field(
        default=None,
        ge=1,
        le=2,
        description="A summary on so many sides of one sheet: questions with a picture each, and no directory.",
    )
    spread: bool = Field(
        default=False,
        description="Whether the inside of a folded sheet is one spread: a band of pictures across its panels, below "
        "it answers that do not cross a fold, and the main message on the flap.",
    )
    facing: bool = Field(default=False, description="Whether left and right pages mirror each other.")
    back: Literal["statements", "directory", "both", "contact"] = Field(
        default="statements",
        description="What stands on the last page with the contact block: the standing statements, the referral "
        "directory, both, or neither (`contact`); the others stand before it. The review credit is on the last page in "
        "any case.",
    )
    clinic: Literal["back", "cover", "inside"] = Field(
        default="back",
        description="Where a clinic's block is, or the place for its stamp. `back`: beside the contact block. `cover`: "
        "at the foot of the cover. `inside`: before the lines for notes.",
    )
    statements: Literal["long", "short", "linked"] = Field(
        default="long",
        description="How it carries the standing statements. `long`: word for word. `short`: in their short forms. "
        "`linked`: by their titles, with the address of the publication's page; without `catalogue_url` in "
        "`center.yaml`, this is `short`.",
    )
    fill: int | None = Field(
        default=None, ge=2, le=6, description="Add ruled lines for questions so that the pages are a multiple of this."
    )
    profile: Slug | None = Field(
        default=None,
        description="The guideline that its finished files are measured against, a file in `sources/profiles/`.",
    )
    body_at_least: float = Field(default=11, ge=10, description="The smallest size its text may have, in points.")
    text: Literal["long", "short", "easy", "summary"] = Field(
        default="long",
        description="Which text it carries. A publication may have a short text: the sections marked `.short`, and "
        "those marked with nothing. It may have an easy-read text, the sections marked `.easy` and no others, and in "
        "the same way a text for one sheet, marked `.summary`.",
    )
    fold: Folding | None = Field(
        default=None, description="How its pages are imposed on sheets and folded; the edition then has two files."
    )
    languages: Annotated[list[LanguageTag], Field(min_length=2, max_length=2)] | None = Field(
        default=None,
        description="Two languages that stand side by side, e.g. `[en, es]`: the first at the left, and the second, in "
        "which the edition is. Publications that lack one of them have no such edition.",
    )
    pages_of: Slug | None = Field(
        default=None,
        description="The printed variant whose page numbers it carries, for a format without pages of its own, so that "
        "readers of both can turn to the same page.",
    )
    first_files: list[Slug] = Field(
        default_factory=list,
        description="The variants whose files stand at the head of the web page, before the list of all files.",
    )
    tokens: dict[str, Text] = Field(default_factory=dict, description="Style tokens that this variant changes.")
    imprint_tokens: dict[str, Text] = Field(
        default_factory=dict, description="Tokens that it also changes if it must make room for a clinic's block."
    )

    @property
    def has_bare_cover(self) -> bool:
        """Whether its cover is without running matter. Guidelines for large print ask for a number on every page."""
        return self.opening == "cover" and not self.profile

    @property
    def has_bare_back(self) -> bool:
        """Whether its last page is the back of a folded piece, without running matter."""
        return self.opening == "cover" and (self.fold is not None or self.fill == PAGES_ON_FOLDED_SHEET)

    @property
    def file_format(self) -> FileFormat:
        """The row of its format."""
        return FORMATS[self.format]


# ---------------------------------------------------------------- a profile


class Guideline(SourceModel):
    """One guideline of a profile: a figure that the finished file is measured against."""

    measure: Text = Field(description="The measurement, a key that `pipeline.py measure` prints.")
    comparison: Literal["at least", "at most", "under", "exactly", "one of"] = Field(description="How it compares.")
    figure: float | list[Text] = Field(description="What it is compared with; for `one of`, a list of words.")
    unit: Text = Field(description="The unit of the figure, e.g. `pt`.")
    clause: Text = Field(description="What the guideline says, in a few words, and where.")
    severity: Literal["error", "warning"] = Field(
        default="error", description="Whether a file that misses it stops the edition."
    )
    scripts: list[Script] = Field(
        default_factory=list,
        description="The scripts (ISO 15924) for which the figure was published, e.g. `[Latn]`; every one if not set.",
    )


class Profile(SourceModel):
    """A guideline as figures: `sources/profiles/<name>.yaml`."""

    title: Text = Field(description="What the guideline is called.")
    source: Text = Field(description="Who publishes it, and which edition its figures are from.")
    rules: Annotated[list[Guideline], Field(min_length=1)] = Field(description="Its rules.")
