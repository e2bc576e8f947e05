"""The facts of a publication, and the records kept beside its texts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from press.model.sources.center import Organization
from press.model.sources.fields import Digest, FullDate, LanguageTag, Localized, PartialDate, Slug, SourceModel, Text

# ---------------------------------------------------------------- the translation record


class TranslationReview(SourceModel):
    """A review of a translated section: somebody compared it with its source and found no difference in meaning."""

    by: Text = Field(description="Who reviewed it.")
    credentials: Text = Field(description="What qualifies this person, e.g. `certified medical translator`.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`.")
    note: Text | None = Field(default=None, description="A remark of the reviewer, if any.")
    text: Digest = Field(description="The digest of the translated words that were reviewed.")


class SourceSnapshot(SourceModel):
    """The words of a section in the source language, as they were when it was translated."""

    digest: Digest = Field(description="The digest of those words.")
    words: Annotated[list[Text], Field(min_length=1)] = Field(description="Those words, one block per entry.")
    reviews: list[TranslationReview] = Field(default_factory=list, description="The reviews, oldest first.")


class Translator(SourceModel):
    """A person or an agency that translated a text."""

    by: Text = Field(description="Who translated it.")
    credentials: Text = Field(description="What qualifies them, e.g. `certified translator`.")
    on: FullDate = Field(description="When the translation came: `YYYY-MM-DD`.")


RECORD_FILE = "translations.yaml"
"""The file of a translation record, in the folder of its publication."""


class TranslationRecord(SourceModel):
    """The source words of each translation: `publications/<slug>/translations.yaml`, written by the press."""

    translations: dict[LanguageTag, dict[Slug, SourceSnapshot]] = Field(
        description="By language and by the id of the section; `front-matter` is title, summary, brief and keywords."
    )
    translators: dict[LanguageTag, Translator] = Field(
        default_factory=dict, description="Who translated the text last, by language; named in every edition."
    )


# ---------------------------------------------------------------- signatures

CriterionNumber = Annotated[str, StringConstraints(pattern=r"^[1-4]\.[1-5]\.[0-9]{1,2}$")]
ConformanceLevel = Literal["supports", "partially-supports", "does-not-support", "not-applicable"]
"""The levels of an accessibility conformance report that a person may give."""


class Signature(SourceModel):
    """The answers of a person to what no machine can decide, for the texts that the person looked at."""

    by: Text = Field(description="Who looked: the name of a person.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`.")
    credentials: Text | None = Field(default=None, description="What qualifies this person.")
    language: LanguageTag = Field(description="The language of the texts.")
    texts: Annotated[list[Digest], Field(min_length=1)] = Field(
        description="The digests of the texts, as `evidence` prints them. When a text changes, the signature falls."
    )
    criteria: Annotated[dict[CriterionNumber, ConformanceLevel], Field(min_length=1)] = Field(
        description="The level by the number of the criterion of WCAG: `'1.1.1': supports`."
    )
    note: Text | None = Field(default=None, description="A remark, printed in the report.")


class SignatureRecord(SourceModel):
    """The signatures of a publication: `publications/<slug>/signed.yaml`."""

    signatures: Annotated[list[Signature], Field(min_length=1)] = Field(description="The signatures, oldest first.")


# ---------------------------------------------------------------- the CDC Clear Communication Index


IndexItem = Annotated[str, StringConstraints(pattern=r"^([1-9]|1[0-9]|20)$")]


class IndexSheet(SourceModel):
    """A sheet of the CDC Clear Communication Index: `publications/<slug>/index.yaml`."""

    by: Text = Field(description="Who answered it.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`.")
    language: LanguageTag | None = Field(
        default=None, description="The language of the text; the center's language if not set."
    )
    audience: Text = Field(description="Whom the publication is for.")
    health_literacy: Text = Field(
        description="How well they read, count and know the subject, as far as that is known."
    )
    objective: Text = Field(description="What readers should think, feel or do once they have read it.")
    main_message: Text = Field(description="The main message, in the words of the text.")
    answers: dict[IndexItem, Literal["yes", "no", "n-a"]] = Field(
        description="By the number of the item, 1 to 20: `'1': yes`. `n-a`: it does not apply."
    )


class ShelfLife(SourceModel):
    """The shelf life of a publication, a part of `publication.yaml`. A month is good until its last day."""

    status: Literal["current", "draft", "withdrawn", "superseded"] = Field(
        default="current",
        description="`current`; or why it must not be handed out: `draft`, `withdrawn`, or `superseded` by another.",
    )
    reviewed: PartialDate | None = Field(default=None, description="When a reviewer last read it, if that is known.")
    review_by: PartialDate | None = Field(default=None, description="By when it must be reviewed again.")
    expires: PartialDate | None = Field(default=None, description="The last day or month on which it may be given out.")
    superseded_by: Text | None = Field(
        default=None, description="The number, without its prefix, of the publication that takes its place."
    )


# ---------------------------------------------------------------- a publication


class Reviewer(SourceModel):
    """A person who reviewed a publication."""

    name: Text = Field(description="The name with its degrees, e.g. `Michael J. Econs, M.D.`.")
    thanked_for: Localized = Field(description="The sentence of thanks in each language; `{name}` stands for the name.")


class AccessibilityCheck(SourceModel):
    """A person's check of how accessible the editions are; only with it does a publication claim conformance."""

    by: Text = Field(description="Who checked it: the name of a person.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`. A check that is older than the text counts no longer.")
    credentials: Text | None = Field(default=None, description="What qualifies this person.")
    languages: list[LanguageTag] | None = Field(
        default=None, description="The languages that were checked; all if not set."
    )

    def covers(self, lang: str, facts: PublicationFacts) -> bool:
        """Tell whether the check holds for the text in a language as it is dated now."""
        changed = facts.revised or facts.issued
        return self.on[: len(changed)] >= changed and (self.languages is None or lang in self.languages)


class Transcriber(SourceModel):
    """A person who has read the braille of a publication in one language."""

    name: Text = Field(description="The name, with what qualifies this person.")
    on: FullDate = Field(description="When: `YYYY-MM-DD`.")
    text: Digest = Field(
        description="The first 16 digits of `core_sha256` in the manifest row of the edition that was read. If the "
        "text changes, the edition says again that no transcriber has read it."
    )


class LeafletPlan(SourceModel):
    """What stands where in a folded leaflet, a part of `publication.yaml`."""

    flap: list[Slug] = Field(
        default_factory=list, description="The ids of the sections that stand on the flap, beside the main message."
    )
    bands: list[Slug] = Field(
        default_factory=list,
        description="The ids of figures for the band across the inside; the first with as many pictures as the inside "
        "has panels is shown.",
    )
    figures: dict[Slug, Slug] = Field(
        default_factory=dict,
        description="By the id of a section, the id of a figure that stands with its answer if a panel looks empty.",
    )


class CoverFacts(SourceModel):
    """The picture on covers."""

    art: Slug = Field(description="The id of a figure of the text; its first two drawings are shown.")
    crop: Slug = Field(
        default="cover", description="The part of each drawing that is shown: the id of a `<view>` in it."
    )


class PublicationFacts(ShelfLife):
    """The facts of a publication that are the same in every language: `publication.yaml`."""

    number: Text = Field(
        default="",
        description="The publication number without its prefix, e.g. `15-7828`. A draft may do without.",
    )
    issued: PartialDate = Field(
        default="", description="When it was issued: `YYYY-MM` or `YYYY-MM-DD`. A draft may do without."
    )
    revised: PartialDate | None = Field(default=None, description="When its text was last revised, if ever.")
    review_status: Literal["reviewed", "adapted", "unreviewed"] = Field(
        default="unreviewed",
        description="`reviewed`: a named reviewer has read this wording. `adapted`: the wording is new and has not "
        "been reviewed again; every edition says so. `unreviewed`: nobody has reviewed it yet, so it is a draft.",
    )
    reviewers: list[Reviewer] = Field(default_factory=list, description="Who reviewed it. A draft may do without.")
    statements: list[Slug] = Field(
        default_factory=list, description="The keys of the standing statements it carries, in order."
    )
    organizations: list[Slug] = Field(
        default_factory=list, description="The keys of the organizations it refers to, in order."
    )
    own_organizations: dict[Slug, Organization] = Field(
        default_factory=dict,
        description="Organizations that only this publication refers to, by keys that `organizations` names.",
    )
    transcriber: dict[LanguageTag, Transcriber] = Field(
        default_factory=dict,
        description="By language: who has read the braille. Without one, every braille edition "
        "says that a computer has translated it.",
    )
    respellings: bool = Field(
        default=False,
        description="Whether every form has, beside the first use of a hard word, how it is said: `respell` under "
        "`say` in the glossary, in brackets.",
    )
    subjects: list[Text] = Field(default_factory=list, description="Subject headings for catalogues, in English.")
    accessibility_check: AccessibilityCheck | None = Field(
        default=None,
        description="Who checked the EPUB editions against EPUB Accessibility 1.1 and WCAG 2.2 AA. Without it they "
        "claim no conformance.",
    )
    easy_read_tested: Text | None = Field(
        default=None,
        description="With whom its easy-read text was tested, and when; without it, page one says that it was not.",
    )
    summary: dict[Slug, Text] = Field(
        default_factory=dict,
        description="The pictures of a summary on one sheet, by the ids of its sections, e.g. `figures/bone.svg`.",
    )
    leaflet: LeafletPlan = Field(
        default_factory=LeafletPlan, description="What stands where in a leaflet whose inside is one spread."
    )
    cover: CoverFacts | None = Field(default=None, description="The picture on covers; none if it is not set.")
    collection: Slug | None = Field(
        default=None, description="A key of `plain_language.collections` in `center.yaml`, with limits of its own."
    )

    def find_transcriber(self, lang: str, digest: str) -> Transcriber | None:
        """Find who has read the braille of a text, by the digest of its core text."""
        found = self.transcriber.get(lang)
        return found if found and digest.startswith(found.text) else None


class FrontMatter(SourceModel):
    """The front matter of one translation: the head of `<lang>.md`."""

    title: Text = Field(description="The title.")
    summary: Text = Field(description="One sentence that says what the reader will learn; the lead.")
    brief: Annotated[list[Text], Field(min_length=2, max_length=4)] = Field(
        description="The main message in two to four short points, as inline Markdown."
    )
    keywords: Annotated[list[Text], Field(min_length=1)] = Field(description="Search words in this language.")
