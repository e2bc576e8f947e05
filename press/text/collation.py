"""The order of words in a language, by the collation rules of Unicode CLDR.

ICU has these rules, and icu4py carries ICU whole without a binding for them. ICU promises its C functions, so they are
called as they are; each name ends in the version of ICU.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import cache

_CODING = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


@cache
def find_sort_key(lang: str) -> Callable[[str], bytes]:
    """Find the function that makes keys to sort texts by, for a language tag (BCP 47).

    A language that CLDR does not know has the order that all languages share. Keys are not kept: their bytes differ
    from one version of ICU to the next.
    """
    import icu4py  # its data are 30 MB, and few commands sort words
    from icu4py import messageformat

    icu, version = ctypes.CDLL(messageformat.__file__), icu4py.icu_version_info[0]
    collator = _declare(icu, f"ucol_open_{version}", ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    write_key = _declare(
        icu, f"ucol_getSortKey_{version}", ctypes.c_int32,
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_int32,
    )  # fmt: skip
    error = ctypes.c_int(0)
    opened = collator(lang.encode(), ctypes.byref(error))
    if error.value > 0:  # negative values are warnings, such as the use of the shared order
        raise OSError(f"ICU cannot sort in `{lang}`: error {error.value}")

    def make_key(text: str) -> bytes:
        units = text.encode(_CODING, "surrogatepass")
        arguments = (opened, units, len(units) // 2)
        key = ctypes.create_string_buffer(write_key(*arguments, None, 0))
        write_key(*arguments, key, len(key))
        return key.raw

    return make_key


def _declare(icu: ctypes.CDLL, name: str, result: type, *arguments: type) -> Callable[..., int]:
    function = icu[name]
    function.restype, function.argtypes = result, arguments
    return function
