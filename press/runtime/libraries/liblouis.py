"""The door to liblouis, which translates text into braille and back. Its C interface is called through ctypes.

No package of PyPI carries it; the systems do (Debian: liblouis20 and liblouis-data).
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Sequence

from press.model.findings import make_environment_error

LIBRARIES = ("liblouis.so.20", "liblouis.20.dylib", "liblouis.dll")
"""File names on Linux, macOS and Windows. `find_library` would start a compiler to find it."""
ITALIC, BOLD = 1, 4
"""Typeforms (liblouis.h: `italic`, `bold`)."""
_UNICODE = "unicode.dis"
"""The display table by which cells are Unicode braille patterns."""
_QUIET = 50_000
_HINT = "install liblouis (Debian: liblouis20 and liblouis-data), then build again; the other editions do not need it"


class UnknownTableError(ValueError):
    """A braille table that liblouis does not have, or that it cannot read."""


@functools.cache
def _load_library() -> ctypes.CDLL | None:
    for file in LIBRARIES:
        try:
            library = ctypes.CDLL(file)
        except OSError:
            continue
        library.lou_version.restype = ctypes.c_char_p
        library.lou_setLogLevel(_QUIET)  # it would write to the terminal; what goes wrong is a return code, too
        return library
    return None


def is_liblouis_installed() -> bool:
    """Tell whether liblouis is installed."""
    return _load_library() is not None


@functools.cache
def read_liblouis_version() -> str:
    """Read the version of liblouis; "" if it is not installed."""
    library = _load_library()
    return str(library.lou_version().decode()) if library else ""


def translate_text(table: str, text: str, typeforms: Sequence[int] = ()) -> str:
    """Translate text into braille, as Unicode patterns with spaces.

    typeforms: one for each character, a sum of `ITALIC` and `BOLD`; none if nothing is emphasized. Raises PressError if
    liblouis is not installed, UnknownTableError if it has no such table.
    """
    return _call("lou_translateString", table, text, typeforms)


@functools.lru_cache(maxsize=8192)
def translate_back(table: str, cells: str) -> str:
    """Translate braille back into text."""
    return _call("lou_backTranslateString", table, cells, ())


def has_table(table: str) -> bool:
    """Tell whether liblouis has a table and can read it."""
    library = _load_library()
    return library is not None and bool(library.lou_checkTable(f"{_UNICODE},{table}".encode()))


def _call(function: str, table: str, text: str, typeforms: Sequence[int]) -> str:
    library = _load_library()
    if library is None:
        raise make_environment_error("ENV106", "braille needs liblouis, which is not installed", _HINT)
    width = library.lou_charSize()
    encoding = "utf-16-le" if width == 2 else "utf-32-le"
    data = text.encode(encoding)
    given = ctypes.c_int(len(data) // width)
    room = ctypes.c_int(given.value * 8 + 64)
    out = ctypes.create_string_buffer(room.value * width)
    # The array is as long as the output, because liblouis writes the forms of the cells into it.
    forms = (ctypes.c_ushort * room.value)(*typeforms) if any(typeforms) else None
    tables = f"{_UNICODE},{table}".encode()
    if not getattr(library, function)(tables, data, ctypes.byref(given), out, ctypes.byref(room), forms, None, 0):
        raise UnknownTableError(f"liblouis cannot translate with the table `{table}`")
    if given.value * width != len(data):
        raise UnknownTableError(f"liblouis stopped after {given.value} characters with the table `{table}`")
    return out.raw[: room.value * width].decode(encoding)
