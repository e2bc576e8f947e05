"""Web pages as others write them, made from features and a seed, and tagged: `make web-pages`.

Each feature says what must be heard of it, word for word. A word that begins with `hush` must neither be drawn nor
read. A run makes 40 pages in both standards, and lists every page that was refused, lost a word or fails in veraPDF.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from press.build.tag_page import tag_page
from press.model.findings import PressError
from press.readback.pdf.tag_tree import StructureElement, read_tag_tree
from press.render.tagging.roles import Standard
from press.verify.validators import verapdf
from tests.poppler import read_words
from tests.torture.pages import CLAIMS, STANDARDS, pictures

PICTURE = pictures()["photo.png"]


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that web pages have.

    body: its HTML; said: the words of its tags in order, alternative texts included; style: its rules; warning: what a
    finding says of it; roles: the structure types it must have, in order.
    """

    body: str
    said: str
    style: str = ""
    warning: str = ""
    roles: str = ""


FEATURES = {
    # ---------------------------------------------------------------- what a page is divided into
    "navigation": Feature(
        '<nav aria-label=Main><ul><li><a href="https://e.org/a">Home</a><li><a href="#here">About us</a></ul></nav>'
        "<p id=here>Here we are.",
        "• Home • About us Here we are.", roles="L LI Lbl LBody Link LI Lbl LBody Link P",
    ),
    "breadcrumb": Feature(
        '<nav><ol class=crumbs><li><a href="/">Start</a><li><a href="/care">Care</a></ol></nav>', "Start / Care /",
        ".crumbs{list-style:none;padding:0}.crumbs li{display:inline}.crumbs li::after{content:' / '}",
        roles="L LI LBody Link LI LBody Link",
    ),
    "landmarks": Feature(
        "<header>Masthead</header><main><article><h2>Story</h2><p>Text</article></main><aside>Beside</aside>"
        "<footer><small>© 2026 Center</small></footer>", "Masthead Story Text Beside © 2026 Center",
        roles="P Art H2 P Aside P P",
    ),
    "skip link": Feature(
        '<a class=skip href="#text">Skip ahead</a><p id=text>Text here', "Skip ahead Text here",
        ".skip{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap}",
    ),
    "hgroup": Feature("<hgroup><h2>Large</h2><p>Tag line</hgroup>", "Large Tag line", roles="H2 P"),
    "section": Feature("<section><h2>One</h2><section><h3>Two</h3><p>x</section></section>", "One Two x",
                       roles="Sect H2 Sect H3 P"),
    "ARIA heading": Feature("<div role=heading aria-level=2>By role</div><p>After", "By role After", roles="H2 P"),
    # ---------------------------------------------------------------- lists
    "nested lists": Feature("<ul><li>A<ol><li>B<li>C</ol><li>D</ul>", "• A 1. B 2. C • D"),
    "numbers": Feature("<ol start=5><li>E<li value=9>I<li>J</ol><ol type=i reversed><li>two<li>one</ol>",
                       "5. E 9. I 10. J ii. two i. one"),
    "paragraphs in items": Feature("<ol><li><p>First.<p>More.<li><p>Second.</ol>", "1. First. More. 2. Second."),
    "definition list": Feature("<dl><dt>Bone<dt>Skeleton<dd>Hard.<dd>White.<div><dt>Cell<dd>Small.</div></dl>",
                               "Bone Skeleton Hard. White. Cell Small."),
    "counters": Feature(
        "<section class=n><h2>Aim</h2><h2>Way</h2></section>", "1. Aim 2. Way",
        ".n{counter-reset:part}.n h2::before{counter-increment:part;content:counter(part) '. '}", roles="Sect H2 H2",
    ),
    "menu": Feature("<menu><li><button>Copy</button><li><button type=button>Paste</button></menu>", "• Copy • Paste"),
    # ---------------------------------------------------------------- tables
    "table": Feature(
        "<table><caption>Doses</caption><colgroup><col><col></colgroup><thead><tr><th>Drug<th>mg</thead>"
        "<tfoot><tr><td>All<td>7</tfoot><tbody><tr><th scope=row>Aba<td>5<tr><th scope=row>Cor<td>2</table>",
        "Doses Drug mg Aba 5 Cor 2 All 7", roles="Table Caption THead TR TH TH TBody TR TH TD TR TH TD TFoot TR TD TD",
    ),
    "merged cells": Feature(
        "<table><tr><th rowspan=2>Day<th colspan=2>Dose<tr><th>am<th>pm<tr><td rowspan=2>1<td>x<td>y<tr><td>z<td>w"
        "<tr><td colspan=9>note</table>", "Day Dose am pm 1 x y z w note",
    ),
    "layout table": Feature("<table role=presentation><tr><td>Left<td>Right</table>", "Left Right", roles="P P"),
    "table in table": Feature("<table><tr><th>Out<tr><td>a<table><tr><th>In<tr><td>b</table></table>", "Out a In b"),
    "hidden rows": Feature(
        "<table><tr><th>K<th>V<tr hidden><td>hush1<td>hush2<tr class=gone><td>hush3<td>hush4<tr><td>k<td>v</table>",
        "K V k v", ".gone{visibility:collapse}", roles="Table TBody TR TH TH TR TD TD",
    ),
    "labelled cells": Feature(
        "<table class=wide><tr><th>Name<th>Dose<tr><td data-label=Name>Aba<td data-label=Dose>5</table>",
        "Name Dose Name: Aba Dose: 5", ".wide td::before{content:attr(data-label) ': '}",
    ),
    "cells that name their headers": Feature(
        "<table><tr><th id=c1>Cold<th id=c2>Warm<tr><td headers=c2>a<td headers='c1 c2'>b</table>", "Cold Warm a b",
    ),
    # ---------------------------------------------------------------- forms
    "form": Feature(
        "<form><fieldset><legend>You</legend><label>Name <input value=Ann></label> <label for=mail>Mail</label>"
        "<input id=mail type=email placeholder=hush5><input type=hidden value=hush6></fieldset>"
        "<label><input type=checkbox checked> Yes</label> <label><input type=radio name=r> Maybe</label>"
        "<p><textarea rows=2>typed text</textarea> <select><option>hush7<option selected>Two</select>"
        "<input type=password value=hush8> <button>Send</button> <input type=reset></form>",
        "You Name Ann Mail [x] Yes ( ) Maybe typed text Two Send Reset",
    ),
    "datalist": Feature("<label>Pick <input list=d value=pear></label><datalist id=d><option>hush9</datalist>",
                        "Pick pear"),
    "meter": Feature("<p>Full: <meter value=.6>60 percent</meter>, done: <progress value=3 max=4>3 of 4</progress>",
                     "Full: 60 percent, done: 3 of 4"),
    "output": Feature("<p>Sum <output>12</output> and <data value=9>nine</data>", "Sum 12 and nine"),
    # ---------------------------------------------------------------- pictures and what is embedded
    "figure": Feature(f'<figure><img alt="A bone" width=40 src="{PICTURE}"><figcaption>Fig. 1</figcaption></figure>',
                      "A bone Fig. 1"),
    "decoration": Feature(f'<p>x<img alt="" width=9 src="{PICTURE}"><span class=bg>y</span>', "xy",
                          f".bg{{background:url({PICTURE})}}"),
    "picture": Feature(f'<picture><source srcset="none.avif"><img alt="Shown" width=9 src="{PICTURE}"></picture>',
                       "Shown"),
    "inline drawing": Feature(
        "<p><svg width=20 height=20 role=img><title>A square</title><rect width=9 height=9 fill=red /></svg> square",
        "A square square",
    ),
    "hidden drawing": Feature("<p><svg aria-hidden=true width=9 height=9><rect width=9 height=9 /></svg>Star", "Star"),
    "image map": Feature(
        f'<p><img alt=Clinics usemap="#m" width=40 height=20 src="{PICTURE}"><map name=m>'
        '<area coords=0,0,20,20 alt=North href=n.html><area shape=circle coords=30,10,8 alt=South href=s.html></map>',
        "Clinics", roles="P Figure Link Link",
    ),
    "iframe": Feature('<iframe title=Map src="https://e.org"></iframe><p>x', "x", warning="the frame `Map` is not"),
    "video": Feature("<p><video src=v.mp4>No film</video>. <audio src=a.mp3></audio>y", "No film. y",
                     warning="is not printed"),
    "canvas": Feature("<p><canvas>A chart</canvas> z", "A chart z", warning="the canvas `canvas` is not printed"),
    # ---------------------------------------------------------------- blocks that open and close
    "details": Feature("<details open><summary>More</summary><p>Inside.</details>", "More Inside.", roles="P P"),
    "closed details": Feature("<details><summary>Ask</summary>Answer.</details>", "Ask Answer."),
    "dialog": Feature("<dialog><p>hush12</dialog><dialog open><p>Open box</dialog>", "Open box"),
    "template": Feature("<template><p>hush13</template><script>hush14</script><p>t", "t"),
    "noscript": Feature("<noscript><p>Without scripts</noscript><p>u", "Without scripts u"),
    "hidden": Feature(
        "<p hidden>hush15<p style=display:none>hush16<p style=visibility:hidden>hush17<p class=screen>hush18<p>v", "v",
        "@media print{.screen{display:none}}",
    ),
    "silent": Feature("<p>Call <span aria-hidden=true>→</span> us", "Call us"),
    # ---------------------------------------------------------------- words in lines
    "phrases": Feature(
        "<p><b>b</b> <i>i</i> <em>em</em> <strong>st</strong> <mark>mk</mark> <s>old</s> <del>del</del> <ins>ins</ins>"
        ' <small>sm</small> <abbr title="World">W</abbr> <dfn>dfn</dfn> <time>May 1</time> <cite>cite</cite>'
        " <kbd>Esc</kbd> <samp>out</samp> <var>v</var> <u>u</u>",
        "b i em st mk old del ins sm W dfn May 1 cite Esc out v u",
    ),
    "quotations": Feature("<blockquote cite=x><p>Said.<footer>Ann</footer></blockquote><p><q>so <q>in</q></q>",
                          "Said. Ann “so ‘in’”"),
    "code": Feature("<pre><code>if a:\n\tb = 1</code></pre>", "if a: b = 1"),
    "raised": Feature("<p>10<sup>9</sup> H<sub>2</sub>O", "109 H2O"),
    "breaks": Feature("<p>one<br>two long&shy;word a<wbr>b c&nbsp;d<hr>", "one two longword ab c d"),
    "address": Feature('<address>1 Way<br><a href="mailto:a@e.org">a@e.org</a> <a href="tel:+1">+1</a></address>',
                       "1 Way a@e.org +1"),
    "formula": Feature("<p><math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msqrt><mn>4</mn></msqrt></math> sum",
                       "x^2+√4 sum"),
    "ruby": Feature("<p><ruby>base<rp>(</rp><rt>read</rt><rp>)</rp></ruby> <ruby>other<rt>way</rt></ruby>",
                    "base(read) other(way)"),
    "languages": Feature("<p>The word <i lang=fr>os</i> and <b lang=de-AT>Jänner</b>.", "The word os and Jänner."),
    "right to left": Feature("<p lang=he dir=rtl>שלום 12 abc<p lang=ar dir=rtl>مرحبا <bdi>x</bdi>",
                             "שלום 12 abc مرحبا x"),
    "bdo": Feature("<p><bdo dir=ltr>plain</bdo> text", "plain text"),
    # ---------------------------------------------------------------- what style does to words
    "capitals": Feature("<p class=up>loud <p class=sc>Nih nih", "loud Nih nih",
                        ".up{text-transform:uppercase}.sc{font-variant:small-caps}"),
    "first line": Feature("<p class=fl>These words begin a text that goes on over the first of its lines for a while.",
                          "These words begin a text that goes on over the first of its lines for a while.",
                          ".fl::first-line{text-transform:uppercase}"),
    "drop cap": Feature("<p class=dc>Drop cap", "Drop cap", ".dc::first-letter{font-size:3em;float:left}"),
    "flex": Feature("<div class=fx><p>First<p>Second</div>", "First Second",
                    ".fx{display:flex}.fx p:first-child{order:2}"),
    "grid": Feature("<div class=gr><p>Wide<p>Side</div>", "Wide Side",
                    ".gr{display:grid;grid-template-columns:1fr 1fr}"),
    "columns": Feature("<div class=co><p>Column one<p>Column two</div>", "Column one Column two", ".co{columns:2}"),
    "floats": Feature("<p><span class=fr>Right</span> rest", "Right rest", ".fr{float:right}"),
    "absolute": Feature("<div class=rel><p>Base</p><p class=abs>Corner</div>", "Base Corner",
                        ".rel{position:relative}.abs{position:absolute;top:0;right:0;margin:0}"),
    "contents": Feature("<div style=display:contents><p>Shown</div>", "Shown", warning="Ignored `display:contents`"),
    "generated": Feature('<p class=bf>Note<p><a class=url href="https://e.org">site</a>', "Tip: Note site (https://e.org)",
                         ".bf::before{content:'Tip: '}.url::after{content:' (' attr(href) ')'}"),
    # ---------------------------------------------------------------- links
    "link around blocks": Feature('<a href="https://e.org/c"><h2>Card</h2><p>Body</a>', "Card Body"),
    "linked picture": Feature(f'<p><a href="https://e.org/h"><img alt=Logo width=9 src="{PICTURE}"></a> name',
                              "Logo name"),
    "link without target": Feature("<p><a name=x>anchor</a> <a>plain</a> <a href='javascript:go()'>run</a>",
                                   "anchor plain run", warning="runs a script"),
    "footnote": Feature("<p>Text<span class=fn>A note.</span> on", "Text1 on 1. A note.", ".fn{float:footnote}"),
}  # fmt: skip
LAYOUTS = {
    "plain": "",
    "two columns": "main{columns:2}",
    "grid": "main{display:grid;grid-template-columns:1fr 1fr;gap:4mm}main>*{min-width:0}",
    "running head": "@page{@top-center{content:'hush is a head'}}main>*{break-inside:avoid}",
    "narrow": "main{width:50mm;overflow-wrap:anywhere}",
}
INLINE = frozenset({"Span", "Link", "Code", "Quote", "Strong", "Em", "Reference", "Lbl"})


def make_page(names: list[str], layout: str) -> str:
    """Make a page with some features."""
    features = [FEATURES[name] for name in names]
    style = "@page{size:120mm 170mm;margin:10mm}body{font:10pt sans-serif}" + LAYOUTS[layout]
    style += "".join(one.style for one in features)
    body = "".join(f"<div>{one.body}</div>\n" for one in features)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{' '.join(names)}</title><style>{style}</style>"
        f"</head><body><h1>Page</h1><main>\n{body}</main></body></html>"
    )


def walk_said(element: StructureElement) -> Iterator[str]:
    """Yield what an element says, with spaces around all but inline elements."""
    edge = "" if element.role in INLINE else " "
    yield edge + (" " if element.role == "Lbl" else "")
    if element.role in ("Figure", "Formula") and element.alt:
        yield element.alt
        for child in element.children:
            yield from walk_said(child)
    elif element.actual:
        yield element.actual
    else:
        for part in element.content:
            yield from [part] if isinstance(part, str) else walk_said(part)
    yield edge + (" " if element.role == "Lbl" else "")


def find_faults(page: Path, names: list[str], standard: Standard) -> Iterator[str]:
    """Tag a page beside its file; yield what is wrong with what came out."""
    pdf = page.with_suffix(f".{standard}.pdf")
    try:
        findings = [str(one) for one in tag_page(page, pdf, standard)]
    except PressError as error:
        yield from (f"refused: {one.problem}" for one in error.findings)
        return
    wanted = [one for name in names if (one := FEATURES[name].warning)]
    yield from (f"not told: {one}" for one in wanted if not any(one in told for told in findings))
    yield from (f"told: {told}" for told in findings if not any(one in told for one in wanted))
    tree = read_tag_tree(pdf.read_bytes())
    said = "".join(walk_said(tree)).replace("\u00ad", "").casefold().split()
    expected = " ".join(["Page", *(FEATURES[name].said for name in names)]).casefold().split()
    if said != expected:
        yield f"says {' '.join(said)!r}, not {' '.join(expected)!r}"
    drawn = read_words(pdf)
    yield from (f"shows {word}" for word in drawn.split() if word.startswith("hush") and word != "hush")
    roles = " ".join(one.role for one in tree.walk())
    yield from (f"has the roles {roles}" for name in names if FEATURES[name].roles not in roles)


def list_pages(count: int, seed: int) -> Iterator[tuple[list[str], str]]:
    """List the features and layouts of pages: all features, shuffled, several times."""
    chance = random.Random(seed)
    names: list[str] = []
    for number in range(count):
        if len(names) < 4:
            names += chance.sample(list(FEATURES), len(FEATURES))
        size = 4 if number % 2 else 6
        yield list(dict.fromkeys(names[:size])), list(LAYOUTS)[number % len(LAYOUTS)]
        del names[:size]


def try_pages(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Tag pages in both standards, and check all claims with veraPDF; yield what is wrong."""
    for standard in STANDARDS:
        files = {}
        for number, (names, layout) in enumerate(list_pages(count, seed)):
            page = folder / f"{seed}-{number}.html"
            page.write_text(make_page(names, layout), "utf-8")
            title = f"page {number} ({layout}: {', '.join(names)}) in {standard}"
            yield from (f"{title}: {fault}" for fault in find_faults(page, names, standard))
            files[page.with_suffix(f".{standard}.pdf")] = title
        made = [file for file in files if file.exists()]
        yield from (f"{files[one.file]}: {one}" for one in verapdf.find_faults(made, CLAIMS[standard]))


def main(count: int = 40, seed: int = 1) -> int:
    """Try so many pages. Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        faults = 0
        for fault in try_pages(Path(folder), count, seed):
            faults += 1
            print(fault, flush=True)
    print(f"{count} pages in {len(STANDARDS)} standards, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
