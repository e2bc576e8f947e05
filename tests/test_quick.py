"""WeasyPrint's functions that we replace by quicker ones: the bytes are the same; what has changed is left alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from press.render.tagging import hooks
from press.render.weasyprint import REPLACEMENTS
from press.render.weasyprint.patching import Replacement, Replacements, compute_digest
from tests.torture.pages import STANDARDS, everything, made, page

SNIPPETS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "torture/snippets.yaml").read_text())
ODD: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "torture/odd.yaml").read_text())
WORDS = "Words of many lengths, some of them short and others extraordinarily long, fill a paragraph of lines. "


WIDTHS = [ems / 8 for ems in range(40, 240)]
ODD["every width"] = {"body": "".join(f"<p style='width: {ems}em'>WORDS</p>" for ems in WIDTHS)}
ODD["every width, soft hyphens"] = {"body": ODD["every width"]["body"].replace("WORDS", "Extra\xadordi\xadnarily " * 5)}


@pytest.mark.weasyprint_log("some pages show mistakes")
@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("name", [*ODD, "everything", *SNIPPETS])
def test_the_bytes_are_those_of_weasyprint(name: str, standard: str) -> None:
    html = everything()
    if small := (ODD | SNIPPETS).get(name):
        html = page(f"<h1>Heading</h1>{small['body'].replace('WORDS', WORDS)}", small.get("css", ""))
    hooks.install()
    ours = made(html, standard)  # type: ignore[arg-type]
    again = made(html, standard)  # type: ignore[arg-type]  # with what the first has left behind
    with REPLACEMENTS.suspend():
        theirs = made(html, standard)  # type: ignore[arg-type]
    assert (ours.data == theirs.data, again.data == theirs.data, ours.log) == (True, True, theirs.log)


def test_every_function_is_the_one_that_ours_was_written_for() -> None:
    hooks.install()
    assert REPLACEMENTS.mismatches == []


@cache
def by_weasyprint() -> bytes:
    """Everything at once, as WeasyPrint prints it by itself."""
    hooks.install()
    with REPLACEMENTS.suspend():
        return made(everything()).data


@pytest.mark.weasyprint_log("some pages show mistakes")
@pytest.mark.parametrize("row", REPLACEMENTS.rows, ids=lambda row: f"{row.owner.__name__}.{row.name}")
def test_the_others_do_without_one_that_has_changed(row: Replacement) -> None:
    theirs = by_weasyprint()
    with REPLACEMENTS.suspend():
        rest = Replacements(replace(one, digest="another") if one is row else one for one in REPLACEMENTS.rows)
        rest.install()
        ours = made(everything())
        rest.remove()
    assert len(rest.mismatches) == 1
    assert ours.data == theirs


def test_another_function_is_left_alone_and_named() -> None:
    def known() -> int:
        return 1

    def changed() -> int:
        return 2

    owner = SimpleNamespace(__name__="owner", known=known, changed=changed)
    rows = [
        Replacement(owner, name, compute_digest(known), lambda theirs: lambda: -theirs())
        for name in ("known", "changed")
    ]
    replacements = Replacements(rows)
    replacements.install()
    assert (owner.known(), owner.changed()) == (-1, 2)
    assert replacements.mismatches == [f"owner.changed is {compute_digest(changed)}, not {compute_digest(known)}"]
    with replacements.suspend():
        assert owner.known() == 1
    assert owner.known() == -1
