"""Column maps: which column of a shop's export is which of ours. A YAML file, for `orders add --columns`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from press.load.validation import validate_document
from press.load.yaml import read_yaml
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.sources.fields import SourceModel, Text
from press.orders.models import LINE_FIELDS

UNREADABLE = FindingCode(
    "ORD108",
    "A column map says which column of a file is which.",
    "house rule: orders are read by the names of their columns",
    "see the examples in docs/staff/orders.md",
)
CODES = (UNREADABLE,)

FieldName = Literal[
    "order", "number", "language", "variant", "quantity", "name", "organization", "address_1", "address_2", "city",
    "region", "postal_code", "country", "email", "phone", "other_format", "note",
]  # fmt: skip
ColumnNames = Text | Annotated[list[Text], Field(min_length=1)]
"""One column of the file, or several whose texts are joined with a space."""


class MappedEdition(SourceModel):
    """The edition that an article number of a shop stands for."""

    number: Text = Field(description="The publication number.")
    language: Text = Field(description="The code of its language.")
    variant: Text = Field(description="The name of its variant.")


class ColumnMap(SourceModel):
    """Where the fields of an order are in a file of somebody else's."""

    columns: dict[FieldName, ColumnNames] = Field(description="By our name of a field: the file's name of its column.")
    values: dict[FieldName, Text] = Field(
        default_factory=dict, description="Fields that the file does not have, or leaves empty: the value for all rows."
    )
    article: Text | None = Field(default=None, description="The column with the shop's article number (SKU).")
    articles: dict[str, MappedEdition] = Field(
        default_factory=dict, description="By article number: the publication, language and variant that it stands for."
    )
    repeat_recipient: bool = Field(
        default=False,
        description="Whether only the first row of an order has its recipient, as in the exports of some shops.",
    )

    def list_names(self, field: str) -> list[str]:
        """List the file's columns that make up a field."""
        names = next((given for name, given in self.columns.items() if name == field), [])
        return [names] if isinstance(names, str) else list(names)

    def list_all_names(self) -> list[str]:
        """List every column that the map names, once."""
        named = [name for field in self.columns for name in self.list_names(field)]
        return list(dict.fromkeys([*named, self.article] if self.article else named))

    def find_missing(self, columns: tuple[str, ...]) -> list[str]:
        """Find the columns that the map names and a file does not have."""
        return [name for name in self.list_all_names() if name.strip().casefold() not in columns]

    def name_columns(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Name the columns of a file as the fields that they are; its article stands for a number."""
        ours = {name.strip().casefold(): field for field in self.columns for name in self.list_names(field)}
        ours |= {self.article.strip().casefold(): "number"} if self.article else {}
        return tuple(ours.get(name, "") for name in columns)

    def knows_article(self, row: Mapping[str, str]) -> bool:
        """Tell whether the map says which edition a row is; without an article, other columns do."""
        return not self.articles or not (article := self._read_article(row)) or article in self.articles

    def translate(self, row: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
        """Translate a row of the file into our fields.

        row: by the file's names, in lower case; before: the translated row before it.
        """
        found: dict[str, str] = {field: self._join(row, field) for field in self.columns}
        edition = self.articles.get(self._read_article(row))
        if edition:
            found |= edition.model_dump()
        for field, value in self.values.items():
            found[field] = found.get(field) or value
        if self.repeat_recipient and found.get("order") and found["order"] == before.get("order"):
            kept = {field: value for field, value in before.items() if field not in LINE_FIELDS}
            found |= {field: found.get(field) or value for field, value in kept.items()}
        return found

    def _read_article(self, row: Mapping[str, str]) -> str:
        return row.get((self.article or "").strip().casefold(), "").strip()

    def _join(self, row: Mapping[str, str], field: str) -> str:
        parts = (row.get(name.strip().casefold(), "").strip() for name in self.list_names(field))
        return " ".join(part for part in parts if part)


def read_column_map(path: Path) -> ColumnMap:
    """Read a column map.

    Raises PressError with everything that is wrong in it, and OSError.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8"
        raise PressError([UNREADABLE.make_finding(Place(str(path)), problem)], ExitCode.USAGE) from None
    document, findings = read_yaml(text, str(path))
    if document is None or document.value is None:
        findings = findings or [UNREADABLE.make_finding(Place(str(path), 1, 1), "the file is empty")]
        raise PressError(findings, ExitCode.USAGE)
    record, wrong = validate_document(ColumnMap, document, str(path))
    if record is None or findings or wrong:
        raise PressError([*findings, *wrong], ExitCode.USAGE)
    return record
