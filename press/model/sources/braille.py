"""How the texts of a language are translated into braille, and the words that a transcriber adds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from press.model.sources.fields import SourceModel, Text

TableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.(ctb|utb|tbl)$")]
Cells = Annotated[str, StringConstraints(pattern="^[\u2801-\u283f]+$")]
OneCharacter = Annotated[str, StringConstraints(min_length=1, max_length=1)]

COMMON_REPLACEMENTS = {"~": "–", "·": "–"}
"""The house map for every language: a tilde or a middle dot between words is a dash in braille. Braille tables spell
the first as an escape or as a mathematical sign, and take the second for the dot of a product."""


class BrailleWords(SourceModel):
    """The words that a transcriber adds to a text, in notes and on the first pages."""

    picture: Text = Field(description="Before the description of a picture, in a transcriber's note: `Picture:`.")
    table: Text = Field(description="The note before a table that is told row by row: how it was changed.")
    contents: Text = Field(description="Heading of the list of contents.")
    print_pages: Text = Field(description="Name of the list of print pages.")
    by_computer: Text = Field(
        description="The note on the first page if no transcriber has read the braille; `{code}` stands for the code."
    )
    by_transcriber: Text = Field(
        description="The note on the first page otherwise: `{code}`, and `{transcriber}` for who has read it."
    )
    follows: Text = Field(description="Which print edition the page numbers are from; `{edition}` stands for its name.")


class BrailleSettings(SourceModel):
    """How the texts of a language are translated into braille. Without it, the language has no braille editions."""

    table: TableName = Field(description="The liblouis table, e.g. `en-ueb-g2.ctb`.")
    other_table: TableName | None = Field(
        default=None, description="The table for words of another language, if it differs, e.g. without contractions."
    )
    code: Text = Field(description="The name of the braille code, for readers: `Unified English Braille, contracted`.")
    system: Annotated[str, StringConstraints(pattern=r"^\S+( \S+)* (grade[012]|no-grade)$")] = Field(
        description="The name of the code for programs, from the eBraille registry of codes: `ueb grade2`."
    )
    tag: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}-Brai(-[A-Z]{2})?$")] = Field(
        description="The language tag of text in this braille (BCP 47), e.g. `en-Brai-US`."
    )
    replace: dict[OneCharacter, Text] = Field(
        default_factory=dict,
        description="Characters that the table does not have, or takes for something else, and what stands for them.",
    )
    superscript_sign: Cells | None = Field(
        default=None,
        description="The cells before a number above the line, as in cm⁴, for a table that does not know such numbers.",
    )
    subscript_sign: Cells | None = Field(
        default=None,
        description="The cells before a number below the line, as in H₂O, for a table that does not know such numbers.",
    )
    words: BrailleWords = Field(description="The words that a transcriber adds.")

    @property
    def replacements(self) -> dict[str, str]:
        """The house map and the language's own."""
        return COMMON_REPLACEMENTS | self.replace

    @property
    def foreign_table(self) -> str:
        """The table for words of another language."""
        return self.other_table or self.table
