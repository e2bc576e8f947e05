"""WeasyPrint's functions that we replace by quicker ones: the bytes are the same; what has changed is left alone."""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import weasyprint
import yaml
from weasyprint.css import get_all_computed_styles
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.fonts import FontConfiguration

from press.load import load
from press.render.tagging import hooks
from press.render.tagging.roles import Standard
from press.render.weasyprint import replacements as table
from press.render.weasyprint.contract import find_name
from press.render.weasyprint.patching import Replacement, Replacements, compute_digest, find_mismatch
from press.render.weasyprint.replacements import REPLACEMENTS, STOCK_VARIABLE
from press.render.weasyprint.restyling import restyle
from press.render.weasyprint.sheets import parse_sheet
from press.style.resolve import resolve_css
from tests.torture.pages import STANDARDS, everything, made, page

ROOT = Path(__file__).resolve().parent.parent
SNIPPETS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "torture/snippets.yaml").read_text())
ODD: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "torture/odd.yaml").read_text())
WORDS = "Words of many lengths, some of them short and others extraordinarily long, fill a paragraph of lines. "


MARGINS = """@page { @top-left { content: string(title) } @bottom-right { content: counter(page) "/" counter(pages) } }
h1, h2 { string-set: title content(); background: silver }"""
"""Words in the margins that depend on what stands on a page, and on how many there are."""
WIDTHS = [ems / 8 for ems in range(40, 240, 2)]
ODD["every width"] = {"body": "".join(f"<p style='width: {ems}em'>WORDS</p>" for ems in WIDTHS)}
ODD["every width, soft hyphens"] = {"body": ODD["every width"]["body"].replace("WORDS", "Extra\xadordi\xadnarily " * 5)}


PAGES = [*ODD, *SNIPPETS]
TURNS = [*zip(PAGES, itertools.cycle(STANDARDS)), *(("everything", standard) for standard in STANDARDS)]
"""Pages, the standards in turn: what is replaced lays out and paints, and knows of no standard."""


@pytest.mark.weasyprint_log("some pages show mistakes")
@pytest.mark.parametrize(("name", "standard"), TURNS)
def test_the_bytes_are_those_of_weasyprint(name: str, standard: Standard) -> None:
    html = everything()
    if small := (ODD | SNIPPETS).get(name):
        html = page(f"<h1>Heading</h1>{small['body'].replace('WORDS', WORDS)}", small.get("css", ""))
    hooks.install()
    ours = made(html, standard)
    again = made(html, standard)  # with what the first has left behind
    with REPLACEMENTS.suspend():
        theirs = made(html, standard)
    assert (ours.data == theirs.data, again.data == theirs.data, ours.log) == (True, True, theirs.log)


@pytest.mark.filterwarnings("default::UserWarning")
def test_every_function_is_the_one_that_ours_was_written_for() -> None:
    """A function that changed is no fault: the press is slower, and a warning says what to do."""
    hooks.install()
    with REPLACEMENTS.suspend():
        for mismatch in filter(None, map(find_mismatch, REPLACEMENTS.rows)):
            warnings.warn(mismatch, stacklevel=1)


@cache
def by_weasyprint() -> bytes:
    """Everything at once, as WeasyPrint prints it by itself."""
    hooks.install()
    with REPLACEMENTS.suspend():
        return made(everything()).data


def test_what_only_painting_needs_may_be_done_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Margin boxes, backgrounds and anchors wait until a page is painted; the bytes are those of WeasyPrint's order."""
    html = everything().replace("</head>", f"<style>{MARGINS}</style></head>")
    late = made(html)
    monkeypatch.setattr(hooks, "put_off_last_steps", lambda: nullcontext([]))
    assert (late.data, late.log) == ((early := made(html)).data, early.log)
    assert late.data != by_weasyprint(), "the page has margin boxes"


ROWS = REPLACEMENTS.rows
HALVES = [
    [row for number, row in enumerate(ROWS) if number >> bit & 1 == wanted]
    for bit in range((len(ROWS) - 1).bit_length())
    for wanted in (0, 1)
]
"""Halves of the replacements: of every two there is a half with the one and without the other."""


@pytest.mark.weasyprint_log("some pages show mistakes")
@pytest.mark.parametrize(
    ("rows", "moved"),
    [
        *((half, {"digest": "another"}) for half in HALVES),
        (ROWS[:1], {"target": "weasyprint.gone"}),
        (ROWS[:1], {"make": "weasyprint.gone"}),
    ],
)
def test_the_others_do_without_those_that_have_changed(rows: list[Replacement], moved: dict[str, str]) -> None:
    theirs = by_weasyprint()
    with REPLACEMENTS.suspend():
        changed = {row.target: replace(row, **moved) for row in rows}
        rest = Replacements(changed.get(one.target, one) for one in ROWS)
        rest.install()
        ours = made(everything())
        rest.remove()
    for one in changed.values():
        (mismatch,) = [line for line in rest.mismatches if line.startswith(f"{one.target} changed")]
        assert one.make in mismatch
    assert ours.data == theirs


def negated(theirs: Callable[[], int]) -> Callable[[], int]:
    return lambda: -theirs()


def test_another_function_is_left_alone_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def known() -> int:
        return 1

    def changed() -> int:
        return 2

    owner: Any = ModuleType("owner")
    owner.known, owner.changed = known, changed
    monkeypatch.setitem(sys.modules, "owner", owner)
    make = f"{__name__}.negated"
    replacements = Replacements(
        Replacement(f"owner.{name}", compute_digest(known), make) for name in ("known", "changed")
    )
    replacements.install()
    assert (owner.known(), owner.changed()) == (-1, 2)
    (mismatch,) = replacements.mismatches
    assert mismatch.startswith(f"owner.changed changed ({compute_digest(changed)}, not {compute_digest(known)})")
    assert f"Compare it with {make}" in mismatch
    with replacements.suspend():
        assert owner.known() == 1
    assert owner.known() == -1


@pytest.mark.parametrize(("value", "stock"), [("1", True), ("", False), ("0", False)])
def test_one_variable_switches_all_off(value: str, stock: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or none are installed."""
    fresh = Replacements(ROWS)
    monkeypatch.setattr(table, "REPLACEMENTS", fresh)
    monkeypatch.setenv(STOCK_VARIABLE, value)
    with REPLACEMENTS.suspend():
        theirs = [find_name(row.target) for row in ROWS]
        table.install_replacements()
        used = [find_name(row.target) for row in ROWS]
        fresh.remove()
    assert [ours is own for ours, own in zip(used, theirs, strict=True)] == [stock] * len(ROWS)


def test_a_replacement_that_does_not_fit_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(STOCK_VARIABLE, raising=False)
    rows = [Replacement("weasyprint.gone", "digest", f"{__name__}.negated")]
    monkeypatch.setattr(table, "REPLACEMENTS", Replacements(rows))
    table.install_replacements()
    (line,) = caplog.messages
    assert line.startswith("weasyprint.gone changed")


def test_an_attachment_writes_no_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint writes when an attachment was made; two builds give the same bytes, so it is refused and left out."""

    class Clock(datetime):
        @classmethod
        def now(cls, _: tzinfo | None = None) -> Clock:
            raise AssertionError("the time of day was asked for")

    monkeypatch.setattr("weasyprint.datetime", Clock)
    tagged = made(page("<p><a rel=attachment href='data:text/plain,x'>File</a></p>"))
    assert tagged.warnings == ("an attachment cannot be tagged: data:text/plain,x",)


def test_an_attachment_of_the_whole_page_is_refused_too() -> None:
    html = page("<p>x</p>").replace("</head>", "<link rel=attachment href='data:text/plain,x'></head>")
    tagged = made(html, "ua-2")
    assert tagged.warnings == ("an attachment of the whole page cannot be tagged",)
    assert b"EmbeddedFile" not in tagged.data


def describe_sheet(sheet: Any) -> list[Any]:
    """The selectors of a sheet with their order and declarations, its rules for pages, and its layers."""
    matcher = sheet.matcher
    named = [one for key in ("id", "class", "lower_local_name", "namespace")
             for one in getattr(matcher, f"{key}_selectors").items()]  # fmt: skip
    entries = [*named, ("lang", matcher.lang_attr_selectors), ("other", matcher.other_selectors)]
    selectors = [(name, [one[1:4] for one in found], repr([one[4] for one in found])) for name, found in entries]
    pages = [(repr(selectors), repr(declarations)) for _, selectors, declarations in sheet.page_rules]
    return [selectors, pages, matcher.order, sheet.layers]


def test_a_sheet_put_together_from_parsed_rules_is_the_parsed_sheet() -> None:
    fonts, fetcher = FontConfiguration(), weasyprint.URLFetcher()
    library, _ = load(ROOT / "sources")
    for name in ("letter", "trifold", "large-print-aph", "letter"):
        css = resolve_css(
            tuple(library.variants[name].tokens.items()), '@page { margin: 1cm } p::before { content: "{;" }'
        )
        whole = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        assert whole.page_rules
        assert describe_sheet(parse_sheet(css, fonts, fetcher)) == describe_sheet(whole)


RESTYLED = """<html lang="en"><body><main><h2 id="a" style="line-height: 3">One</h2><p>Two <em>three</em></p>
<!-- four --><ul style="font-size: 9px"><li>5</li><li lang="fr">6</li></ul><table><tr><td>7</td></tr></table></main>"""


def list_styles(styles: Any, root: Any) -> list[tuple[Any, ...]]:
    """All values of the style of each element and of what stands before and after its words, as text."""
    every = [(one, pseudo) for one in root.iter() for pseudo in (None, "before", "after", "marker")]
    found = [(one, pseudo, style) for one, pseudo in every if (style := styles(one, pseudo)) is not None]
    return [(one.tag, pseudo, [repr(style[name]) for name in INITIAL_VALUES]) for one, pseudo, style in found]


def test_a_page_with_other_values_has_the_styles_that_matching_its_selectors_gives() -> None:
    hooks.install()
    fonts, fetcher = FontConfiguration(), weasyprint.URLFetcher(allowed_protocols=["data"])
    values = {"line-height-body": "1.9", "list-item-gap": "20pt", "list-item-break": "auto"}
    usual, other = (parse_sheet(resolve_css(tokens), fonts, fetcher) for tokens in ((), tuple(values.items())))
    html = weasyprint.HTML(string=RESTYLED)
    before = get_all_computed_styles(html, [usual], font_config=fonts)
    restyled = restyle(before, html.etree_element, [other])
    matched = list_styles(get_all_computed_styles(html, [other], font_config=fonts), html.etree_element)
    assert list_styles(restyled, html.etree_element) == matched
    assert list_styles(before, html.etree_element) != matched
    assert restyle(before, html.etree_element, [parse_sheet("p {margin: 0}", fonts, fetcher)]) is None
