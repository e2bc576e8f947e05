"""All readers on PDFs that packages of Debian carry, as far as they are installed: a few that nobody here has made."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import invoke
from tests.test_foreign_files import READERS

DOCUMENTS = Path("/usr/share/doc")
MOST_FILES, MOST_BYTES = 3, 300_000


def list_documents() -> Iterator[Path]:
    """List the smallest PDFs of packages, by name where they are equal."""
    found = [path for pattern in ("*/*.pdf", "*/*.pdf.gz") for path in DOCUMENTS.glob(pattern)]
    sized = sorted((path.stat().st_size, path) for path in found)
    yield from [path for size, path in sized if 0 < size < MOST_BYTES][:MOST_FILES]


@pytest.mark.parametrize("document", [*list_documents()], ids=lambda path: path.name)
def test_every_reader_reads_a_document_of_a_package(document: Path, tmp_path: Path) -> None:
    data = document.read_bytes()
    file = tmp_path / "document.pdf"
    file.write_bytes(gzip.decompress(data) if document.suffix == ".gz" else data)
    for reader in READERS:
        ran = invoke(reader, file, *(["--pages", "1"] if reader == "proof" else []))
        assert ran.exit_code == 0, (reader, ran.output)
        assert ran.output.strip() or reader == "tags"
