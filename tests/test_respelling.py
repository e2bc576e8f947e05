"""Respellings: every form of a publication has them beside the first use of a hard word, and says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from press.build import pipeline
from press.build.selection import list_editions
from press.model.edition import Edition
from press.model.findings import list_errors
from press.model.formats import FORMATS
from press.model.nodes import NODE_KINDS
from press.model.sources.variant import Variant
from press.publish.fingerprints import hash_parts
from press.readback.speech.core_text import hash_core_text, read_page_core_text
from press.text.respelling import BARE
from press.typeset import typeset
from press.verify import read_back, verify
from tests.overlay import TEXT, lay

SAY = """
say:
  lather: {respell: LATH-er}
  lathers: {respell: LATH-erz}
  sebaceous: {respell: sih-BAY-shus}
"""
FACTS = "publications/handwashing/publication.yaml"
EXTRA = """
## What is lather? {#lather}

Lather
: Foam.

Any soap *lathers*. The lather rinses the sebaceous oil away.

- [Lather](https://kitchen.example) is foam, and sebaceous oil is none.
"""
NARROW = "extends: letter\nrespellings: false\norder: 99\n"
FLOWING = [name for name, row in FORMATS.items() if row.is_whole and (row.layout == "core" or name == "html")]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    """Make the English edition of each format from a text with respellings, and of a text without as ``""``."""
    folder = lay(tmp_path_factory.mktemp("respelling") / "sources", {"variants/narrow.yaml": NARROW})
    for name, more in {"glossary/en.yaml": SAY, TEXT: EXTRA, FACTS: "respellings: true\n"}.items():
        (folder / name).write_text((folder / name).read_text("utf-8") + more, "utf-8")
    (folder / TEXT.replace("en.md", "es.md")).unlink()
    every = list(list_editions(pipeline.read_library(folder)))
    found = {one.variant.format if one.variant.respellings else "narrow": one for one in every}
    for name in FLOWING:
        variant = Variant.model_validate({"format": name, "kind": "text"})
        found.setdefault(name, replace(found["html"], variant=variant, variant_name=name))
    (folder / FACTS).write_text((folder / FACTS).read_text("utf-8").replace("respellings: true\n", ""), "utf-8")
    found[""] = next(one for one in list_editions(pipeline.read_library(folder)) if one.name == found["html"].name)
    return found


@pytest.mark.parametrize("format_", ["pdf", *FLOWING])
def test_every_form_has_them_once_and_says_the_same(format_: str, editions: dict[str, Edition]) -> None:
    final = pipeline.finish_edition(editions[format_])
    assert [str(one) for one in list_errors(verify(final))] == []
    wanted = [line.words for line in read_page_core_text(final.html) if "-" in line.words and "(" in line.words]
    assert wanted == ["Any soap lathers (LATH-erz). The lather rinses the sebaceous (sih-BAY-shus) oil away."]
    if format_ in FLOWING:  # paper has lines of its own
        assert hash_core_text(final.html) == hash_core_text(pipeline.finish_edition(editions["html"]).html)
    if FORMATS[format_].compare:
        assert read_back(final).differences == ()


def test_a_script_is_silent_where_a_word_is_respelled(editions: dict[str, Edition]) -> None:
    script = pipeline.finish_edition(editions["speech"]).data.decode()
    assert '<sub alias="lath-erz">lathers</sub>' in script
    assert '<sub alias=",">(LATH-erz)</sub>' in script


def test_a_lost_respelling_is_found(editions: dict[str, Edition]) -> None:
    final = pipeline.finish_edition(editions["text"])
    assert [one.code for one in verify(replace(final, data=final.data.replace(b" (LATH-erz)", b"")))] == ["PAR103"]


def test_they_are_part_of_the_text(editions: dict[str, Edition]) -> None:
    """Another respelling makes every file out of date, and no other word does."""
    with_them, without = hash_parts(editions["html"]), hash_parts(editions[""])
    assert {name for name in with_them if with_them[name] != without[name]} == {"publication", "text"}
    assert "LATH" not in typeset(editions[""])
    assert "LATH" in typeset(editions["html"])


def test_a_variant_without_room_has_none(editions: dict[str, Edition]) -> None:
    assert "LATH" not in typeset(editions["narrow"])


def test_where_none_stand_is_a_kind_of_node() -> None:
    assert NODE_KINDS.keys() >= BARE
