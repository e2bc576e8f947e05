"""The nouns of shelf life: what a publication says of it, and the words for one that must not be handed out."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from press.model.fields import Noun, PartialDate, Text


class ShelfLife(Noun):
    """How long a publication is good for: a part of `publication.yaml`. A month is good until its last day."""

    status: Literal["current", "draft", "withdrawn", "superseded"] = Field(
        default="current",
        description="`current`; or why it is not to be handed out: `draft`, `withdrawn`, or `superseded` by another.",
    )
    reviewed: PartialDate | None = Field(default=None, description="When a reviewer last read it, if that is known.")
    review_by: PartialDate | None = Field(default=None, description="By when it must be reviewed again.")
    expires: PartialDate | None = Field(default=None, description="The last day or month on which it may be given out.")
    superseded_by: Text | None = Field(
        default=None, description="The number, without its prefix, of the publication that takes its place."
    )


class Mark(Noun):
    """What stands on a publication that is not to be handed out."""

    word: Text = Field(description="One or two words, large across every page of paper: `Draft`.")
    text: Text = Field(description="One plain sentence, once at the head, printed and read aloud after the word.")


class Marks(Noun):
    """The marks of one language, by what the matter is."""

    draft: Mark = Field(description="It is not finished.")
    withdrawn: Mark = Field(description="It is no longer given out.")
    superseded: Mark = Field(
        description="Another takes its place; `{number}` in the sentence stands for the number of that one."
    )
    expired: Mark = Field(description="Its last day is past; `{date}` in the sentence stands for that day.")
