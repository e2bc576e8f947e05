"""Web pages of every make: no word is lost in silence, and nothing that a browser hides or strikes out comes over."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from press.model.library import Library
from tests.importer.test_word_files import body_of, check_sample, import_file, library
from tests.importer.word_files import Sample

__all__ = ["library"]

SHEET = """<style>
.gone, #never { display: none } .old{text-decoration: line-through} .up { vertical-align:super }
@media print { p, li, td { display: none } } @import "x.css"; /* p { display: none } */
.tip::before { content: "Remember: "; color: red }
</style>"""
FEATURES: list[Callable[[Sample], str]] = [
    lambda one: f"<p>Take {one.word()} of <b>{one.word()}</b> and <i>{one.word()}</i>.",
    lambda one: f"<h3>Head {one.word()}</h3><p>Below {one.word()}.",
    lambda one: f"<div role=heading aria-level=3>Head {one.word()}</div><p>Below {one.word()}.",
    lambda one: f"<p>Take <del>{one.lost()}</del> <ins>{one.word()}</ins> <s>{one.lost()}</s> daily.",
    lambda one: f"<p>Take <span class='old x'>{one.lost()}</span> {one.word()}.",
    lambda one: f"<p>Take <span style='color:red;text-decoration-line: line-through'>{one.lost()}</span> {one.word()}.",
    lambda one: f"<p class=gone>{one.lost()}<p>{one.word()}",
    lambda one: f"<p hidden>{one.lost()}<p>{one.word()}",
    lambda one: f"<div style='visibility:hidden'>{one.lost()}</div>{one.word()}",
    lambda one: f"<dialog>{one.lost()}</dialog><dialog open>{one.word()}</dialog>",
    lambda one: f"<details><summary>{one.word()}</summary>{one.word()}</details>",
    lambda one: f"<ul>{one.word()}<li>{one.word()}<ul><li>{one.word()}</ul>{one.word()}<li hidden>{one.lost()}</ul>",
    lambda one: f"<ol><li>{one.word()}<li>{one.word()}</ol><p>{one.word()}<ol start=3><li>{one.word()}</ol>",
    lambda one: f"<ol type=a><li>{one.word()}<li value=9>{one.word()}</ol>",
    lambda one: f"<dl><dt>{one.word()}<dd>{one.word()}<dd>{one.word()}<dt>{one.word()}</dl>",
    lambda one: f"<p>• {one.word()}<br>• {one.word()}",
    lambda one: f"<p>{one.word()}<br>{one.word()}<hr>{one.word()}",
    lambda one: (
        f"<table><caption>Doses {one.word()}</caption><tr><th>A{one.word()}<th>{one.word()}"
        f"<tr><td>{one.word()}<td><p>{one.word()}<ul><li>{one.word()}</ul></table>"
    ),
    lambda one: (
        f"<table><tr><th>{one.word()}<th>B<tr hidden><td>{one.lost()}<td>x<tr><td>{one.word()}"
        f"<td style='display: none'>{one.lost()}<td>{one.word()}</table>"
    ),
    lambda one: (
        f"<table><tr><td colspan=2>{one.word()}<td>1<tr><td rowspan=2>{one.word()}<td>2<td>{one.word()}"
        f"<tr><td>{one.word()}<td>3</table>"
    ),
    lambda one: f"<table><tr><td><b>Box {one.word()}</b><p>{one.word()}</table>",
    lambda one: f"<table><tr><td>{one.word()}<td><table><tr><td>{one.word()}<td>{one.word()}</table></table>",
    lambda one: f"<blockquote>{one.word()}<p>{one.word()}</blockquote>",
    lambda one: f"<pre>\n{one.word()}\n  {one.word()}\tx\n</pre>",
    lambda one: f"<a href='https://shed.example/{one.seed}'><p>{one.word()}</p></a>",
    lambda one: f"<p>10<sup>9</sup>, 2<span class=up>10</span>, {one.word()}<sub>2</sub>, x<sup>{one.word()}</sup>",
    lambda one: f"<math><mi>x</mi><mo>=</mo><mfrac><mn>{one.word()}</mn><mn>2</mn></mfrac></math> {one.word()}",
    lambda one: f"<p><ruby>{one.word()}<rt>{one.word()}</rt></ruby> <q>{one.word()}</q>",
    lambda one: f"<p lang=es>Hola {one.word()}<p>x <span xml:lang=fr>bonjour {one.word()}</span>",
    lambda one: (
        f"<p>Name: <input value='{one.word()}'> <input placeholder='{one.lost()}'> <textarea>{one.word()}"
        "</textarea><input type=hidden value=token>"
    ),
    lambda one: f"<p>Sex: <select><option>{one.word()}<option>{one.word()}</select>",
    lambda one: f"<p>Sex: <select><option>{one.lost()}<option selected>{one.word()}</select>",
    lambda one: f"<p><input type=checkbox checked> {one.word()} <label><input type=radio> {one.word()}</label>",
    lambda one: (
        f"<noscript>{one.lost()}</noscript><video>{one.lost()}</video><svg><text>{one.lost()}</text></svg>"
        f"<script>{one.seed}</script><template>never</template>{one.word()}"
    ),
    lambda one: f"<figure><img src=a.png alt='A bone'><figcaption>{one.word()}</figcaption></figure>",
    lambda one: f"<p>{one.word()}&nbsp;{one.word()}&shy;x <wbr> {one.word()} &amp; # * _ ` | [y](z) &lt;b&gt; {{d}}",
    lambda one: (
        f"<!-- {one.seed} --><section><header>{one.word()}</header><div>{one.word()}<p>{one.word()}</div>"
        f"{one.word()}</section>"
    ),
    lambda one: f"<center><font color=red>{one.word()}</font><nobr>{one.word()}</nobr></center>",
]
PLACES = ("{}", "<div>{}</div>", "<ul><li>{}</ul>", "<blockquote>{}</blockquote>", "<dl><dt>T<dd>{}</dl>",
          "<table><tr><th>A<th>B<tr><td>{}<td>End</table>", "<details><summary>S</summary>{}</details>")  # fmt: skip
START = f"<!doctype html>{SHEET}<h1>Tools</h1><h2>What?</h2><p>A thing.</p>"


def check_page(tmp_path: Path, library: Library, sample: Sample, content: str) -> str:
    """Check a page, and give the new text."""
    made = import_file(tmp_path, library, "old.html", f"{START}{content}".encode())
    check_sample(sample, made)
    return body_of(made)


@pytest.mark.parametrize("tens", range(4))
def test_words_of_random_pages_are_in_order_in_the_text_or_in_the_list(
    tens: int, tmp_path: Path, library: Library
) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        sample, pick = Sample(seed), random.Random(seed)
        content = "".join(f"<div>{pick.choice(FEATURES)(sample)}</div>" for _ in range(12))
        text = check_page(tmp_path, library, sample, content)
        places = [text.find(word) for word in re.findall(rf"w{seed}q[0-9]+w", content)]
        assert places == sorted(places), seed


@pytest.mark.parametrize("place", PLACES)
def test_every_feature_in_every_place(place: str, tmp_path: Path, library: Library) -> None:
    for at, feature in enumerate(FEATURES):
        sample = Sample(1000 + at)
        check_page(tmp_path, library, sample, place.replace("{}", feature(sample)))


def test_words_that_a_style_sheet_adds_are_listed(tmp_path: Path, library: Library) -> None:
    for content, expected in (("<p class=tip>Rest.", ["Remember:"]), ("<p>Rest.", [])):
        made = import_file(tmp_path, library, "old.html", f"{START}{content}".encode())
        assert [one.words for one in made.lines if one.fate == "omitted"] == expected


def test_style_sheets_that_are_none_do_no_harm(tmp_path: Path, library: Library) -> None:
    for sheet in ("{" * 5_000, "}" * 5_000, "/*" * 50_000, 'p{content:"' + "'\"" * 20_000, "@media{" * 3_000, "p{;:;}"):
        made = import_file(tmp_path, library, "old.html", f"<style>{sheet}</style>{START}<p>Rest.".encode())
        assert "Rest." in body_of(made)


def test_pages_that_word_processors_save_come_over(tmp_path: Path, library: Library) -> None:
    marker = "<span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp;&nbsp; </span></span>"
    items = "".join(f"<p class=MsoListParagraph>{marker.format(sign)}{words}</p>"
                    for sign, words in (("·", "Milk"), ("o", "Low fat"), ("·", "Fish")))  # fmt: skip
    html = f"""<h1>Bone Care</h1><h2>What?</h2>{items}<p>Then:</p>
        <ul class="lst-kix_a-0 start"><li>Rugs</ul><ul class="lst-kix_a-1"><li>Small ones</ul>
        <p>See <a href="https://www.google.com/url?q=https://bones.example/%3Fa%3D1&amp;sa=D">this</a> twice<sup><a
        href="#cmnt1" id="cmnt_ref1">[a]</a></sup>.</p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it
        right?</span></p></div><div style='mso-element:comment-list'><p>Check this</p></div>"""
    made = import_file(tmp_path, library, "old.html", html.encode())
    text = body_of(made)
    assert "- Milk\n  - Low fat\n- Fish\n" in text
    assert "- Rugs\n  - Small ones\n" in text
    assert text.endswith("See [this](https://bones.example/?a=1) twice.")
    assert {one.words for one in made.lines if "comment" in one.where} == {"[a]", "[a]Is it right?", "Check this"}
    assert [one.problem for one in made.findings if one.code == "IMP216"] == []
