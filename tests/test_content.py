"""Content streams taken apart: what is plain at once, and what is not by QPDF, in time and on every Python."""

from __future__ import annotations

import pikepdf
import pytest

from press.readback.pdf.objects import _parse_simple, list_instructions, split_operands
from tests.test_shape import MODULES

SHOWN = frozenset({b"TJ", b"Tj"})
ODD = {
    "paths": b"1 0 m 2 2 l " * 200_000,
    "paths and a stray brace": b"1 0 m 2 2 l " * 200_000 + b"}",
    "names without an operator": b"/a /b " * 200_000 + b"<",
    "arrays that never end": b"[(aaaa)-2(bb) " * 100_000,
    "strings that never end": b"(" * 200_000,
    "a long string": b"(" + b"a" * 2_000_000,
    "backslashes": b"(\\\\" * 100_000,
    "digits that never end": b"<00" * 200_000,
    "dictionaries that never end": b"<<" * 100_000,
}


@pytest.mark.parametrize("name", ODD)
def test_hostile_streams_are_read_in_time(name: str) -> None:
    """Each would take minutes if anything in it were tried from every place again."""
    assert _parse_simple(ODD[name], SHOWN) == ([] if name == "paths" else None)


def test_a_stream_that_is_not_plain_is_read_all_the_same() -> None:
    pdf = pikepdf.new()
    nested, noted = b"BT [(a(b)c)-2<41>] TJ ET", b"BT\n[(a\\)b)] TJ ET % a note (x) Tj\n"
    pictured = b"BI /W 1 /H 1 /BPC 8 /CS /G ID x\nEI BT (a) Tj ET "
    for content in (nested, noted, pictured):
        ours = list_instructions(pdf.make_stream(content), SHOWN)
        theirs = pikepdf.parse_content_stream(pdf.make_stream(content), "TJ Tj")
        assert [operator for operator, _ in ours] == [str(one.operator).encode() for one in theirs]
        assert [len(split_operands(operands)) for _, operands in ours] == [len(one.operands) for one in theirs]


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5, Debian 12's among them, reads such patterns wrongly (its issues 101955 and 106052)."""
    signs = (')*+"', ")*+ ", ")*+)", ")*+(", ")++", ")?+", "}++")
    found = [name for name, text in MODULES.items() if any(sign in text for sign in signs)]
    assert found == []
