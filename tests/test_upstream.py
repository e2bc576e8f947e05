"""Our changes to WeasyPrint as patches against it: each fits, and does what its row in `docs/upstream/` says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import weasyprint

from press.style.fonts import load_typeface
from tests import upstream

FOLDER = Path(__file__).resolve().parent.parent / "docs/upstream"
PATCHES = sorted(path.stem for path in FOLDER.glob("*.patch"))
FIXES = [name for name in PATCHES if name.startswith("fix-")]
COPIES = {"stock": [], "fixes": FIXES} | {name: [name] for name in PATCHES if name not in FIXES}
"""The copies of WeasyPrint, and the patches in each. All corrections are in one: to make a copy takes 0.2 s."""
COMMON = """<style>@page{@top-left{content:'Head'}}h1{page:cover;color:#123;break-after:page}p{margin-inline:1em 5%;
border-top:thin solid red}a::after{content:' (' target-counter(attr(href),page) ')'}li::marker{color:#123}i{float:right;
border-radius:2px 9%}q::before{content:'«';display:inline-block}.n{column-count:2;letter-spacing:1px}td{border:1px solid
;padding:2%}.r{position:relative;top:1px}.r b{position:absolute}.d::first-letter{font-size:2em}:root{--c:#345}em{width:
calc(50% - 1px);color:var(--c)}table{border-collapse:collapse}sup{float:footnote}</style><h1 id=h>Heading</h1><p>Words
<a href=#h>to it</a>, <em>some</em> <q>quoted</q> and a note.<sup>Foot</sup><ul class=u><li>One<li>Two<ol start=4><li
style=color:red>In it</ol></ul><p class=r>Rel<b>Abs</b><i>Float</i><table><tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>
3</table><p class=d>Drop cap in a line<svg width=9><path d='M0 0h9v1em l2'/></svg><div class=n>Columns of words
that go on, and on</div>"""
INSIDE = f"{COMMON}<style>.u{{list-style-position:inside}}</style>"
"""The common page without what a correction changes on purpose: where markers outside of their items are painted."""


@dataclass(frozen=True)
class Fault:
    """A page that WeasyPrint gets wrong. theirs, mended: its words as they are painted, `/` a line and `|` a page."""

    html: str
    theirs: str
    mended: str


FAULTS = {
    "fix-line-cut-after-first-word": Fault(
        "<style>p{width:6.875em}</style><p>go home con la <span>dosis</span><p>go home con la\u00a0<span>dosis</span>",
        "go/home con la /dosis/go/home/con la dosis",
        "go home con la /dosis/go home con/la dosis",
    ),
    "fix-first-letter-in-columns": Fault(
        "<style>div{columns:2}p::first-letter{font-size:2em;float:left}</style><div><p>Drop<p>Cap</div>",
        "AssertionError()",
        "D C/rop ap",
    ),
    "fix-absolute-marker-text": Fault(
        "<style>li::marker{content:'+ '}</style><ul><li>Item</ul>",
        "TypeError('min-content width for TextBox not handled yet')",
        "+ Item",
    ),
    "fix-links-of-blocks": Fault(
        "<nav style=display:flex><a href=https://e.org/1>One</a></nav><a href=https://e.org/2><h2>Two</h2></a>",
        "One/Two",
        "One/Two https://e.org/1 https://e.org/2",
    ),
    "fix-reversed-lists": Fault(
        "<style>ol{list-style-position:inside}.n{display:none}</style><ol reversed><li>c<li class=n>x<li>b<li>a</ol>",
        "1. c/2. b/3. a",
        "3. c/2. b/1. a",
    ),
    "fix-collapsed-rows": Fault(
        f"<style>tr{{height:9mm}}.c{{visibility:collapse}}</style><table>{'<tr class=c><td>x' * 7}<tr><td>row</table>",
        "|row",
        "row",
    ),
    "fix-painting-order-of-markers": Fault("<ul><li>One<li>Two</ul><p>End", "One/Two/End/• /• ", "• One/• Two/End"),
}


@dataclass(frozen=True)
class Rendered:
    """What came of the pages that one WeasyPrint rendered."""

    folder: Path

    def read(self, page: str) -> bytes:
        """The bytes of a page."""
        return (self.folder / f"{page}.pdf").read_bytes()

    def describe(self, page: str) -> str:
        """The words of a page as they are painted, and what boxes of some width link to; or why there are none."""
        path = self.folder / f"{page}.pdf"
        if not path.exists():
            return path.with_suffix(".error").read_text("utf-8")
        pages = [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(path)]
        words = "|".join(pages).replace("\r\n", "/").replace("\u00a0", " ")
        with pikepdf.open(path) as pdf:
            found = [link for one in pdf.pages for link in one.get("/Annots", [])]
            links = {str(link.A.URI) for link in found if link.Rect[2] - link.Rect[0] > 1}
        return " ".join([words, *sorted(links)])


def apply(name: str, folder: Path, *options: str) -> None:
    """Apply a patch to the package in a folder. In a repository, git would leave a folder out that is not its own."""
    alone = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    subprocess.run(["git", "apply", *options, FOLDER / f"{name}.patch"], cwd=folder, env=alone, check=True)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """The pages as WeasyPrint renders them by itself, and as it does with each patch."""
    base = tmp_path_factory.mktemp("upstream")
    face = base / "face.ttf"
    face.write_bytes(load_typeface("AtkinsonHyperlegible-Regular"))
    head = f"""<!doctype html><html lang=en><meta charset=utf-8><title>Unit</title><style>@page{{size:80mm 70mm;margin:
5mm}}@font-face{{font-family:Unit;src:url({face.as_uri()})}}html{{font:10px/1.4 Unit}}</style>"""
    pages = {"common": COMMON, "inside": INSIDE} | {name: fault.html for name, fault in FAULTS.items()}
    for name, patches in COPIES.items():
        folder = base / "copies" / name
        shutil.copytree(Path(weasyprint.__file__).parent, folder / "weasyprint")
        for patch in patches:
            apply(patch, folder)
        for page, html in pages.items() if name in ("stock", "fixes") else [("common", COMMON)]:
            (folder / f"{page}.html").write_text(head + html, "utf-8")
    subprocess.run([sys.executable, upstream.__file__, base / "copies"], check=True)
    return {name: Rendered(base / "copies" / name) for name in COPIES}


def test_each_patch_fits_by_itself(rendered: dict[str, Rendered]) -> None:
    for name in PATCHES:
        apply(name, rendered["stock"].folder, "--check")


@pytest.mark.parametrize("name", [name for name in COPIES if name != "stock"])
def test_with_a_patch_the_bytes_are_those_of_weasyprint(rendered: dict[str, Rendered], name: str) -> None:
    page = "inside" if name == "fixes" else "common"
    assert rendered[name].read(page) == rendered["stock"].read(page)


@pytest.mark.parametrize("name", FIXES)
def test_a_fault_is_there_without_its_patch_and_gone_with_it(rendered: dict[str, Rendered], name: str) -> None:
    found = [rendered[copy].describe(name) for copy in ("stock", "fixes")]
    assert found == [FAULTS[name].theirs, FAULTS[name].mended]


def test_each_patch_has_its_row() -> None:
    rows = re.findall(r"^\| \[([\w-]+)\]", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == PATCHES
