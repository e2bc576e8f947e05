"""Reader of Word files: the parts of the archive become blocks, and their words are listed a second time.

A Word file has no lines, so findings count its paragraphs, skipping those without words. Converters of Word files leave
out what they do not know (fields, equations, numbers of lists); a health text must not lose a word, so this reads the
XML itself.
"""

from __future__ import annotations

from press.importer.blocks import OldText
from press.importer.readers.builder import make_bold_headings
from press.importer.readers.columns import make_tables
from press.importer.readers.docx.archive import open_word_file
from press.importer.readers.docx.body import WordReader
from press.importer.readers.docx.words import list_file_words
from press.importer.readers.lists import make_typed_lists, settle_lists

__all__ = ["read_word_file"]


def read_word_file(data: bytes, path: str) -> OldText:
    """Read the blocks of a Word file.

    Raises PressError when it cannot be opened or would unpack to too much.
    """
    parts = open_word_file(data, path)
    reader = WordReader.open(parts, path)
    reader.read_document()
    builder = reader.builder
    blocks = make_tables(make_typed_lists(builder.blocks), builder.findings, path)
    blocks = make_bold_headings(settle_lists(blocks, builder.findings, path), builder.findings, path)
    return OldText(path, blocks, {}, builder.findings, list_file_words(parts), builder.omitted, reader.made_notes)
