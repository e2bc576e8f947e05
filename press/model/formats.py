"""The table of formats: every module that treats kinds of files differently asks the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

Letters = Literal["", "ascii", "gsm"]


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
    layout: Literal["print", "screen", "core"]
    """The layout of the templates, and the style sheets, that it is made from. `core` has neither styles nor lists of
    contents and files: it is for files that flow, which bring their own."""
    compare: str = ""
    """Reading to the Differences between file and typeset page, in press/readback/; "" if other rules compare them."""
    tolerances: tuple[str, ...] = ()
    """Names of what its files say otherwise than the page, and may: rows of press/readback/tolerances.py."""
    words: str = ""
    """The group of fixed words that its files print; a language without the group has no such files."""
    is_whole: bool = True
    """Whether its files carry the whole text."""
    has_imprint: bool = True
    """Whether a clinic's block can be in it."""
    letters: Letters = ""
    """The letters that its files may have: "" for all of Unicode. A text in other letters has no such files."""
    style_sheet: str = ""
    """The name of its own style sheet in styles/, if it has one instead of that of its layout."""
    is_certified: bool = False
    """Whether its files claim conformance if a named person has checked them: `accessibility_check`."""
    paged: bool = False
    """Whether it has pages that a reader can count."""
    on_paper: bool = False
    """Whether it is printed: its variants name a size of paper, and it can be folded and ordered."""
    read_page_starts: str = ""
    """(HTML, bytes) to the places in the text where its pages begin, in press/readback/, if others can carry them."""
    lists_files: bool = False
    """Whether it links to the other files of its publication, and so is made after them."""
    listen: str = ""
    """The bytes of any file of the kind to the lines that a screen reader says, in press/readback/."""
    draw: str = ""
    """(bytes, first page, last page) to a picture of its pages, in press/readback/; "" if there is nothing to draw."""
    note: str = ""
    """FinishedEdition to what readers must know of its file, in press/readback/; "" if there is nothing to say."""
    group: Literal["screen", "print", "braille", "text"] = "text"
    """Where the catalogue lists its files."""
    tools: tuple[str, ...] = ()
    """Libraries of the system that its files are made with; their versions are part of the digest."""
    refuse: str = ""
    """Bytes to bytes marked "Not for use", in press/finish/; a file that cannot be marked is not shown if refused."""

    @property
    def content_type(self) -> str:
        """The media type as a server sends it; our texts are in UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    @property
    def entry_points(self) -> tuple[str, ...]:
        """The names of all functions and modules that make and check its files."""
        functions = (self.render, self.finish, self.read, self.compare, self.read_page_starts, self.note)
        return tuple(filter(None, (*functions, self.listen, self.draw, self.refuse, *self.rules)))

    def list_claims(self, standard: str) -> tuple[str, ...]:
        """List the standards that a file claims."""
        return self.standards.get(standard) or self.standards.get("", ())


_EVERY_FORMAT = ("press.verify.furniture", "press.shelf_life.edition_rules", "press.imprints.edition_rules")

_BRAILLE_TOLERANCES = ("links-untold", "languages-unmarked", "house-map", "added-by-transcriber")

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
            tolerances=("lists-of-contents", "lines-for-notes", "clinic-block", "page-references"),
            paged=True,
            on_paper=True,
            listen="press.readback.speech.listen:announce_pdf",
            draw="press.readback.sheets.proof:draw_proof",
            refuse="press.finish.refused:overprint_pdf",
            group="print",
            read_page_starts="press.readback.page_starts:read_page_starts",
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
            tolerances=("lists-of-contents", "clinic-block"),
            lists_files=True,
            listen="press.readback.speech.listen:announce_page",
            refuse="press.finish.refused:overprint_page",
            group="screen",
        ),
        FileFormat(
            name="text",
            label="Text",
            suffix=".txt",
            media_type="text/plain",
            standards={},
            render="press.render.text:render_text",
            finish="press.finish:keep_draft",
            read="press.readback.text:read_text",
            rules=("press.verify.parity", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=(
                "addresses-of-links",
                "languages-unmarked",
                "captions-as-paragraphs",
                "boxes-unmarked",
                "notes-as-paragraphs",
            ),
            words="text_files",
            listen="press.readback.text:announce_text",
            refuse="press.finish.refused:overprint_text",
        ),
        FileFormat(
            name="ascii",
            label="ASCII",
            suffix=".txt",
            media_type="text/plain",
            standards={"": ("ASCII",)},
            render="press.render.ascii:render_ascii",
            finish="press.finish:keep_draft",
            read="press.readback.text:read_ascii",
            rules=("press.verify.parity", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=(
                "addresses-of-links",
                "languages-unmarked",
                "captions-as-paragraphs",
                "notes-as-paragraphs",
                "boxes-unmarked",
                "letters-of-ascii",
            ),
            words="text_files",
            letters="ascii",
            listen="press.readback.text:announce_text",
            refuse="press.finish.refused:overprint_text",
        ),
        FileFormat(
            name="markdown",
            label="Markdown",
            suffix=".md",
            media_type="text/markdown",
            standards={"": ("CommonMark 0.31",)},
            render="press.render.markdown:render_markdown",
            finish="press.finish:keep_draft",
            read="press.readback.markdown:read_markdown",
            rules=("press.verify.parity", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=(
                "languages-of-words",
                "captions-as-paragraphs",
                "notes-as-paragraphs",
                "boxes-as-quotations",
                "flat-tables",
            ),
            words="text_files",
            listen="press.readback.markdown:announce_markdown",
            refuse="press.finish.refused:overprint_text",
        ),
        FileFormat(
            name="sms",
            label="SMS",
            suffix=".txt",
            media_type="text/plain",
            standards={"": ("3GPP TS 23.038",)},
            render="press.render.sms:render_sms",
            finish="press.finish:keep_draft",
            read="press.readback.sms:read_sms",
            rules=("press.verify.parity",),
            layout="core",
            compare="press.readback.sms:compare_messages",
            tolerances=("only-in-brief", "letters-of-messages"),
            is_whole=False,
            has_imprint=False,
            letters="gsm",
            listen="press.readback.text:announce_text",
            refuse="press.finish.refused:overprint_text",
        ),
        FileFormat(
            name="epub",
            label="EPUB",
            suffix=".epub",
            media_type="application/epub+zip",
            standards={"": ("EPUB 3.3",)},
            render="press.render.epub:render_epub",
            finish="press.finish:keep_draft",
            read="press.readback.epub:read_epub",
            rules=("press.verify.epub", "press.verify.parity", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            listen="press.readback.epub:announce_epub",
            refuse="press.finish.refused:overprint_epub",
            style_sheet="epub",
            is_certified=True,
            group="screen",
            words="epub",
        ),
        FileFormat(
            name="braille",
            label="BRF",
            suffix=".brf",
            media_type="application/octet-stream",  # none is registered for BRF
            standards={},
            render="press.render.braille:render_brf",
            finish="press.finish:keep_draft",
            read="press.readback.braille.reading:read_brf",
            rules=("press.verify.parity", "press.verify.braille", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=_BRAILLE_TOLERANCES,
            words="braille",
            listen="press.readback.braille.listen:announce_brf",
            note="press.readback.braille.reading:write_credit",
            group="braille",
            tools=("liblouis",),
        ),
        FileFormat(
            name="ebraille",
            label="eBraille",
            suffix=".ebrl",
            media_type="application/ebrl+zip",
            standards={"": ("eBraille 1.0",)},
            render="press.render.braille:render_ebraille",
            finish="press.finish:keep_draft",
            read="press.readback.braille.ebraille:read_ebraille",
            rules=("press.verify.parity", "press.verify.braille", "press.verify.ebraille", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=_BRAILLE_TOLERANCES,
            words="braille",
            listen="press.readback.braille.listen:announce_ebraille",
            note="press.readback.braille.reading:write_credit",
            group="braille",
            tools=("liblouis",),
        ),
        FileFormat(
            name="speech",
            label="SSML",
            suffix=".ssml",
            media_type="application/ssml+xml",
            standards={"": ("SSML 1.1",)},
            render="press.render.speech:render_ssml",
            finish="press.finish:keep_draft",
            read="press.readback.ssml:read_ssml",
            rules=("press.verify.parity", *_EVERY_FORMAT),
            layout="core",
            compare="press.readback.parity:compare_reading",
            tolerances=("links-untold", "announcements"),
            words="speech",
            listen="press.readback.ssml:announce_ssml",
            note="press.readback.ssml:write_note",
        ),
    )
}


def find_format(name: str) -> FileFormat | None:
    """Find the format of a file by the end of its name; the first of those that share it."""
    ends = {".htm": FORMATS["html"]}
    for row in FORMATS.values():
        ends.setdefault(row.suffix, row)
    found = [suffix for suffix in ends if name.lower().endswith(suffix)]
    return ends[max(found, key=len)] if found else None


if TYPE_CHECKING:
    FormatName = str
else:  # pydantic and the JSON Schema for editors take the choices from here
    FormatName = Literal[tuple(FORMATS)]
