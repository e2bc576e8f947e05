"""The table of formats: every module that treats kinds of files differently asks the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file that an edition may be.

    `render`, `finish` and `read` name a function as `package.module:function`, and `rules` name modules; they are
    imported when a file of the format is made, so that this table imports nothing.
    """

    name: str
    """The value of `format` in a variant."""
    label: str
    """Its name for readers."""
    suffix: str
    media_type: str
    """As registered with IANA."""
    standards: Mapping[str, tuple[str, ...]]
    """The standards that a finished file claims, by `pdf_standard` of its variant; under "" if there is no choice."""
    render: str
    """(edition, HTML, number of ruled lines) to a Draft, in press/render/."""
    finish: str
    """(edition, draft) to bytes, in press/finish/."""
    read: str
    """FinishedEdition to a Reading, in press/readback/; it shares no code with `render` and `finish`."""
    rules: tuple[str, ...]
    """Modules with the rules that its finished files meet."""
    layout: Literal["print", "screen"]
    """The layout of the templates, and the style sheets, that it is made from."""
    paged: bool = False
    """Whether it has pages that a reader can count."""
    on_paper: bool = False
    """Whether it is printed: its variants name a size of paper, and it can be folded and ordered."""
    lists_files: bool = False
    """Whether it links to the other files of its publication, and so is made after them."""

    @property
    def content_type(self) -> str:
        """The media type as a server sends it; our texts are in UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    @property
    def entry_points(self) -> tuple[str, ...]:
        """The names of all functions and modules that make and check its files."""
        return (self.render, self.finish, self.read, *self.rules)

    def list_claims(self, standard: str) -> tuple[str, ...]:
        """List the standards that a file claims."""
        return self.standards.get(standard) or self.standards.get("", ())


_EVERY_FORMAT = ("press.verify.furniture", "press.shelf_life.edition_rules", "press.imprints.edition_rules")

FORMATS: Mapping[str, FileFormat] = {
    row.name: row
    for row in (
        FileFormat(
            name="pdf",
            label="PDF",
            suffix=".pdf",
            media_type="application/pdf",
            standards={"ua-1": ("PDF/UA-1", "PDF/A-2a"), "ua-2": ("PDF/UA-2", "WTPDF 1.0", "PDF/A-4")},
            render="press.render:render_pdf",
            finish="press.finish:finish_edition_pdf",
            read="press.readback:read_pdf",
            rules=(
                "press.verify.pdf",
                *_EVERY_FORMAT,
                "press.verify.guidelines",
                "press.verify.fit",
                "press.imprints.page_rules",
            ),
            layout="print",
            paged=True,
            on_paper=True,
        ),
        FileFormat(
            name="html",
            label="HTML",
            suffix=".html",
            media_type="text/html",
            standards={"": ("WCAG 2.2 AA",)},
            render="press.render:render_html",
            finish="press.finish:keep_draft",
            read="press.readback:read_html",
            rules=("press.verify.html", *_EVERY_FORMAT),
            layout="screen",
            lists_files=True,
        ),
    )
}

if TYPE_CHECKING:
    FormatName = str
else:  # pydantic and the JSON Schema for editors take the choices from here
    FormatName = Literal[tuple(FORMATS)]
