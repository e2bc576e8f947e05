"""What a braille file says to somebody whose braille display or screen reader has no translation: its cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from press.readback.braille.brf import read_pages

XHTML = "{http://www.w3.org/1999/xhtml}"


def announce_brf(data: bytes) -> Iterator[str]:
    """Announce a BRF file, one line for each line of braille."""
    for number, lines in enumerate(read_pages(data), 1):
        yield f"braille page {number} of the file"
        yield from (line for line in lines if line)


def announce_ebraille(data: bytes) -> Iterator[str]:
    """Announce an eBraille file, one line for each block of its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = ElementTree.fromstring(packed.read("ebraille/text.html"))  # noqa: S314 - our own file
    for element in root.iter():
        if words := " ".join((element.text or "").split()):
            yield words
