"""What is recorded about texts, as frozen pydantic models: the translation ledger, the glossary, how hard a text may
be, the sheet of the CDC Clear Communication Index, and the fixed words of a redline.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from press.model.fields import LanguageTag, Noun, Slug, Text


def _real_day(value: str) -> str:
    dt.date.fromisoformat(value)
    return value


Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_day)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]

# ---------------------------------------------------------------- the translation ledger


class Review(Noun):
    """Someone read a translated section beside its source and found that they say the same."""

    by: Text = Field(description="Who reviewed it.")
    credentials: Text = Field(description="What makes this person fit to, e.g. `certified medical translator`.")
    on: Day = Field(description="When: `YYYY-MM-DD`.")
    note: Text | None = Field(default=None, description="What the reviewer remarked, if anything.")
    text: Digest = Field(description="The digest of the translated words that were read.")


class Base(Noun):
    """What a section of the source language said when it was translated."""

    digest: Digest = Field(description="The digest of those words.")
    words: Annotated[list[Text], Field(min_length=1)] = Field(description="Those words, one block an entry.")
    reviews: list[Review] = Field(default_factory=list, description="The reviews, oldest first.")


class Ledger(Noun):
    """What each translation was made from: `publications/<slug>/translations.yaml`, written by the press."""

    translations: dict[LanguageTag, dict[Slug, Base]] = Field(
        description="By language and by the id of the section; `front-matter` is title, summary, brief and keywords."
    )


# ---------------------------------------------------------------- plain language


FormulaName = Literal["flesch-kincaid", "smog", "fernandez-huerta", "inflesz"]


class Passive(Noun):
    """How a language makes the passive, as far as a list of words can tell."""

    auxiliaries: Annotated[list[Text], Field(min_length=1)] = Field(description="Words before it, e.g. `was`.")
    endings: list[Text] = Field(default_factory=list, description="How its verb ends, e.g. `ed`.")
    participles: list[Text] = Field(default_factory=list, description="Verbs that end in another way, e.g. `made`.")
    never: list[Text] = Field(default_factory=list, description="Words that end so and are no such verb.")
    between: list[Text] = Field(default_factory=list, description="Words that may stand between, e.g. `not`.")
    between_endings: list[Text] = Field(default_factory=list, description="How such words may end, e.g. `ly`.")


class Readability(Noun):
    """How the texts of a language are measured."""

    formulas: list[FormulaName] = Field(default_factory=list, description="The formulas that belong to the language.")
    abbreviations: list[Text] = Field(
        default_factory=list, description="Words with a full stop that does not end the sentence, e.g. `Dr.`."
    )
    explaining: list[Text] = Field(
        default_factory=list, description="Words that show that a term is explained, e.g. `called`, `means`."
    )
    beside: list[Text] = Field(
        default_factory=list, description="Words that explain a term when they follow it after a comma, e.g. `the`."
    )
    passive: Passive | None = Field(default=None, description="How the passive is made.")


class Thresholds(Noun):
    """What a text may ask of its reader. What a collection does not set, it takes from `everywhere`."""

    limits: dict[FormulaName, float] = Field(
        default_factory=dict,
        description="By formula: the highest grade, or for a scale of ease the lowest score.",
    )
    sentence_words: Annotated[int, Field(ge=5)] | None = Field(
        default=None, description="The most words of a sentence."
    )
    passives: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="The most sentences of one section that may be in the passive."
    )
    least_words: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The fewest words of a section for a formula to say anything; 100 when not set."
    )
    severity: Literal["warning", "error"] | None = Field(
        default=None, description="Whether a text that asks for more is warned of (so when not set) or stopped."
    )


class PlainLanguage(Noun):
    """How hard texts may be: `plain_language` in `center.yaml`."""

    everywhere: Thresholds = Field(description="For every publication.")
    collections: dict[Slug, Thresholds] = Field(
        default_factory=dict, description="For the publications that name this collection, by its key."
    )

    def thresholds(self, collection: str | None) -> Thresholds:
        """What holds for a publication of a collection."""
        own = self.collections.get(collection or "")
        if own is None:
            return self.everywhere
        base = self.everywhere
        return Thresholds.model_construct(
            limits={**base.limits, **own.limits},
            sentence_words=own.sentence_words if own.sentence_words is not None else base.sentence_words,
            passives=own.passives if own.passives is not None else base.passives,
            least_words=own.least_words if own.least_words is not None else base.least_words,
            severity=own.severity or base.severity,
        )


class Entry(Noun):
    """A word that readers may not know."""

    plain: Text = Field(description="What to write instead or beside it, in plain words.")
    forms: list[Text] = Field(default_factory=list, description="Its other forms, e.g. the plural.")


class Glossary(Noun):
    """Words that a text must explain: `sources/glossary/<lang>.yaml`."""

    terms: Annotated[dict[Text, Entry], Field(min_length=1)] = Field(description="The terms.")


# ---------------------------------------------------------------- the CDC Clear Communication Index


Item = Annotated[str, StringConstraints(pattern=r"^([1-9]|1[0-9]|20)$")]


class IndexSheet(Noun):
    """A sheet of the CDC Clear Communication Index: `publications/<slug>/index.yaml`."""

    by: Text = Field(description="Who answered it.")
    on: Day = Field(description="When: `YYYY-MM-DD`.")
    language: LanguageTag | None = Field(default=None, description="Which text; the centre's language when not set.")
    audience: Text = Field(description="Whom the publication is for.")
    health_literacy: Text = Field(description="What is known of how well they read, count and know the subject.")
    objective: Text = Field(description="What readers should think, feel or do once they have read it.")
    main_message: Text = Field(description="The main message, in the words of the text.")
    answers: dict[Item, Literal["yes", "no", "n-a"]] = Field(
        description="By the number of the item, 1 to 20: `'1': yes`. `n-a`: it does not apply."
    )


# ---------------------------------------------------------------- a redline


class RedlineWords(Noun):
    """The fixed words of a redline in one language."""

    title: Text = Field(description="What it is: `What changed`; the title of the publication follows.")
    compared: Text = Field(description="`Compared: {old} with {new}.`; the two states are filled in.")
    same: Text = Field(description="The sentence that says that nothing changed.")
    how: Text = Field(description="How to read it: what stands around added and removed words.")
    added: Text = Field(description="`added`, before added words.")
    removed: Text = Field(description="`removed`, before removed words.")
    summary: Text = Field(description="Heading of the table of what changed.")
    part: Text = Field(description="Heading of its column of parts.")
    what: Text = Field(description="Heading of its column of what happened.")
    words_added: Text = Field(description="Heading of its column of words added.")
    words_removed: Text = Field(description="Heading of its column of words removed.")
    changed: Text = Field(description="What happened to a part: it changed.")
    new: Text = Field(description="What happened to a part: it is new.")
    gone: Text = Field(description="What happened to a part: it was removed.")
    moved: Text = Field(description="What happened to a part: it stands elsewhere now.")
    moved_changed: Text = Field(description="What happened to a part: it stands elsewhere and changed.")
    unchanged: Text = Field(description="What happened to a part: nothing.")
    total: Text = Field(description="The last row of the table: all parts together.")
    facts: Text = Field(description="Heading of the changes in `publication.yaml`.")
    front: Text = Field(description="Heading of the changes in title, summary, brief and keywords.")
    figure: Text = Field(description="`In place of the picture`, before its alternative text.")
    sign: Text = Field(description="Heading of the block that the reviewer signs.")
    statement: Text = Field(description="What the reviewer signs: one sentence.")
    name: Text = Field(description="Label of a line to fill in: name.")
    credentials: Text = Field(description="Label of a line to fill in: credentials.")
    date: Text = Field(description="Label of a line to fill in: date.")
    signature: Text = Field(description="Label of a line to fill in: signature.")
