"""A whole desktop for ears, without screen or sound: what its bus (AT-SPI) carries of a page, and what Orca says of it.

`make ears` runs these tests, and installs the programs first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from press.readback.html import parse_html, read_element_words
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.transcript import TEXTUAL, describe_differences, write_transcript
from tests.conftest import Shipped
from tests.ears import list_languages, list_lines, list_links, read_core
from tests.ears.atspi import hear
from tests.ears.desktop import IS_ASKED, Desktop, explain_absence, open_desktop
from tests.ears.orca import Orca, start_orca
from tests.test_ears import FAULTS, GLUED, make_page_with_emphasis, plant_faults

REASON = explain_absence() if IS_ASKED else "`make ears` runs it"
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    """Open one desktop for all tests."""
    with open_desktop() as opened:
        yield opened


@pytest.fixture(scope="module")
def orca(desktop: Desktop) -> Iterator[Orca]:
    """Start Orca once for all tests."""
    with start_orca(desktop) as started:
        yield started


def test_the_bus_carries_every_shipped_page_as_it_reads(shipped: Shipped, desktop: Desktop) -> None:
    """Block by block, in the same languages; landmarks and navigation apart."""
    pages = shipped.files("html")
    assert pages
    for page in pages:
        heard = hear(desktop, page)
        assert list(describe_differences(list_lines(read_core(page)), list_lines(heard))) == [], page.name
        assert list_languages(heard) == list_languages(read_core(page)), page.name


def test_the_bus_carries_no_words_that_run_together(shipped: Shipped, desktop: Desktop, tmp_path: Path) -> None:
    for page in shipped.files("html"):
        _, *links = list_links(read_page_nodes(parse_html(page.read_text("utf-8"))))
        assert list_links(hear(desktop, page, navigation=True)) == links, page.name
    (glued := tmp_path / "glued.html").write_text(GLUED, "utf-8")
    assert list_links(hear(desktop, glued, navigation=True)) == ["LetterPDF"]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_bus_carries_every_fault(fault: str, shipped: Shipped, desktop: Desktop, tmp_path: Path) -> None:
    good = next(page for page in shipped.files("html") if ".en." in page.name)
    heard, wanted = hear(desktop, plant_faults(good, tmp_path, [fault])[0]), read_core(good)
    assert list_lines(heard) != list_lines(wanted) or list_languages(heard) != list_languages(wanted)


ROLES = re.compile(
    r"heading level \d|link|(description )?list with \d+ (items?|terms?)|leaving .*\.|navigation|banner|main content|"
    r"information|figure|image|panel|table with \d+ rows \d+ columns?|caption|(column|row) header|"
    r"description (term|value)|\d+ values?|",
    re.IGNORECASE,
)
"""What Orca says of the kind of things, in phrases of their own."""
SIGNS = {" middle dot ": " · ", "\u200b": ""}
"""What Orca says for signs that a page has."""


def list_words(text: str) -> list[str]:
    """List the words of a text as they sound, without signs."""
    return re.findall(r"\w+", text.lower())


SAYS_CAPTIONS_ONCE = (48,)
"""The Orca from which a table with a visible caption is not said by its name, too; in 43 it is."""


def find_wrong_words(page: Path, phrases: list[str], version: tuple[int, ...]) -> list[str]:
    """Find the words of a page that Orca leaves out, adds or changes.

    It may say the name of a landmark or a box besides its heading, and an old one that of a table besides its caption;
    it need not say what opens a list that is open anyway.
    """
    body = parse_html(page.read_text("utf-8"))
    for numbered in [one for nav in body.iter("nav") for one in nav.iter("ol")]:
        numbered.tag = "ul"  # the numbers of a list of contents are not drawn
    lines = write_transcript(read_page_nodes(body))
    wanted = list_words(" ".join(f"{line.detail if line.role == 'item' else ''} {line.words}" for line in lines
                                 if line.role in TEXTUAL or line.role == "figure"))  # fmt: skip
    spoken = (re.sub("^bullet( |$)", "", phrase.strip()) for phrase in phrases)
    text = " ".join(phrase for phrase in spoken if not ROLES.fullmatch(phrase.strip("\u200b ")))
    for said, sign in SIGNS.items():
        text = text.replace(said, sign)
    heard = list_words(text)
    ids = {one.get("id"): one for one in body.iter()}
    named = [ids[one.get("aria-labelledby")] for one in body.iter() if one.get("aria-labelledby") in ids]
    names = [one.get("aria-label") or "" for one in body.iter() if one.tag in {"nav", "div"}]
    captions = body.iter("caption") if version < SAYS_CAPTIONS_ONCE else ()
    names += [read_element_words(one) for one in [*named, *captions]]
    may_add = [list_words(name) for name in names]
    may_omit = [list_words(read_element_words(one)) for one in body.iter("summary")]
    wrong = []
    for kind, a, b, c, d in SequenceMatcher(None, wanted, heard, autojunk=False).get_opcodes():
        is_allowed = (a == b and heard[c:d] in may_add) or (c == d and wanted[a:b] in may_omit)
        if kind != "equal" and not is_allowed:
            wrong.append(f"for {' '.join(wanted[a:b])!r} Orca says {' '.join(heard[c:d])!r}")
    return wrong


def test_orca_says_every_word_of_every_shipped_page(shipped: Shipped, orca: Orca) -> None:
    """From beginning to end, and tells every list and every box."""
    for page in shipped.files("html"):
        # Now and then Orca reads on from where the page was opened, and stops: it is asked once more.
        phrases = orca.say_all(page)
        if find_wrong_words(page, phrases, orca.version):
            phrases = orca.say_all(page)
        assert find_wrong_words(page, phrases, orca.version) == [], page.name
        body = parse_html(page.read_text("utf-8"))
        lists = sum(1 for one in body.iter() if one.tag in {"ul", "ol", "dl"})
        assert sum("ist with " in phrase for phrase in phrases) == lists, page.name
        groups = sum(1 for one in body.iter() if one.get("role") == "group")
        assert phrases.count("panel") == phrases.count("leaving panel.") == groups > 0, page.name
        headings = [one for one in body.iter() if re.fullmatch("h[1-6]", one.tag)]
        assert sum(phrase.startswith("heading level") for phrase in phrases) == len(headings), page.name


def test_words_that_orca_says_wrongly_are_found(shipped: Shipped) -> None:
    page = shipped.files("html")[0]
    lines = write_transcript(read_page_nodes(parse_html(page.read_text("utf-8"))))
    phrases = [line.words for line in lines if line.role in TEXTUAL or line.role == "figure"]
    wrong = [phrase.replace("Letter PDF", "LetterPDF") for phrase in phrases]
    for said in (wrong, phrases[:-1], [*phrases, "once more"]):
        assert find_wrong_words(page, said, SAYS_CAPTIONS_ONCE)


def test_a_heading_with_emphasis_is_one_heading(orca: Orca, tmp_path: Path) -> None:
    phrases = orca.say_all(make_page_with_emphasis(tmp_path))
    after = [phrases[at + 1] for at, phrase in enumerate(phrases) if phrase == "Which steps are there?"]
    assert after == ["link", "heading level 2"], "in the list of contents, and over its text"


BARE_TABLE = """<!doctype html><html lang="en"><title>A page</title><p>Before.</p>{before}<table{name}>{caption}
<tr><th scope="col">Size</th></tr><tr><td>Small</td></tr></table>{after}<p>After.</p></html>"""
TABLE, CAPTION = "table with 2 rows 1 column", ["Sizes", "caption"]
TABLES = {
    "a caption": ({"caption": "<caption>Sizes</caption>"}, ["Sizes", TABLE, *CAPTION]),
    "named by it": (
        {"caption": "<caption id=a>Sizes</caption>", "name": " aria-labelledby=a"}, ["Sizes", TABLE, *CAPTION],
    ),
    "a figure's, as its name": (
        {"before": "<figure><figcaption id=a>Sizes</figcaption>", "name": " aria-labelledby=a", "after": "</figure>"},
        ["figure", *CAPTION, "Sizes", TABLE],
    ),
    "hidden": ({"caption": "<caption aria-hidden=true>Sizes</caption>", "name": " aria-label=Sizes"}, ["Sizes", TABLE]),
    "without a name": (
        {"before": "<figure><figcaption>Sizes</figcaption>", "after": "</figure>"}, ["figure", *CAPTION, TABLE],
    ),
}  # fmt: skip
"""Ways to caption a table, and what Orca 43 says of each: once only if words are hidden or the table has no name."""


@pytest.mark.parametrize("way", TABLES)
def test_captions_said_twice_are_a_fault_of_old_orcas(way: str, orca: Orca, tmp_path: Path) -> None:
    """It says a caption as the label of its table, and then as a caption; from 48 on a plain caption is said once."""
    parts, wanted = TABLES[way]
    if orca.version >= SAYS_CAPTIONS_ONCE:
        if way not in ("a caption", "named by it"):
            pytest.skip("heard from Orca 43 only")
        wanted = [TABLE, *CAPTION]
    (page := tmp_path / "bare.html").write_text(
        BARE_TABLE.format_map({"before": "", "name": "", "caption": "", "after": "", **parts}), "utf-8"
    )
    phrases = orca.say_all(page)
    assert phrases[phrases.index("Before.") + 1 : phrases.index("Size")] == wanted
