"""How the texts of a language are said aloud: abbreviations, signs, announcements, and hard words."""

from __future__ import annotations

from pydantic import Field

from press.model.sources.fields import SourceModel, Text


class Pronunciation(SourceModel):
    """How a word is said: `say` in `sources/glossary/<lang>.yaml`."""

    respell: Text = Field(description="In the letters of the language, so that any voice can say it: `BY-op-see`.")
    ipa: Text | None = Field(
        default=None, description="In the International Phonetic Alphabet, as a general dictionary has it."
    )

    @property
    def spoken(self) -> str:
        """What a voice is given: voices spell capital letters, `JEN` as J, E, N."""
        return self.respell.lower()


class SpeechWords(SourceModel):
    """The words that a script for a voice adds, or says in place of a sign."""

    note: Text = Field(description="The note at the head of every script: that nobody has listened to it yet.")
    draft: Text = Field(description="The first words of a draft for the ear: `Synthetic voice, draft.`.")
    picture: Text = Field(description="Before the description of a picture: `Picture:`.")
    table: Text = Field(description="Before the caption of a table: `Table:`.")
    table_end: Text = Field(description="After a table: `End of table.`.")
    dot: Text = Field(description="The dot in an address.")
    at: Text = Field(description="The `@` in an address.")
    slash: Text = Field(description="The slash in an address.")
    hyphen: Text = Field(description="The hyphen in an address.")
    underscore: Text = Field(description="The low line in an address.")
    to: Text = Field(description="The dash in a range of numbers: `to`.")
    percent: Text = Field(description="The sign `%`.")
    power: Text = Field(description="A raised number: `to the power of`.")


class SpeechSettings(SourceModel):
    """How the texts of a language are said aloud. Without it, the language has no scripts for a voice."""

    hard_words: bool = Field(
        default=True, description="Whether the terms of the glossary need a `say`, because spelling does not tell it."
    )
    abbreviations: dict[Text, Text] = Field(
        default_factory=dict, description="Abbreviations and units, and what is said: `mg: milligrams`, `Dr.: Doctor`."
    )
    words: SpeechWords = Field(description="The words that a script adds.")
