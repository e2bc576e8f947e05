"""The catalogue as a visitor meets it: with and without a script, and as other programs read it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Template
from PIL import Image
from typer.testing import CliRunner

from press.build import pipeline
from press.catalogue import MADE_FROM, build_catalogue, make_site, publications
from press.catalogue.exports import FORMULA, escape_cell
from press.catalogue.format_pictures import draw_format_picture
from press.model.edition import FinishedEdition
from press.model.formats import FORMATS
from press.model.library import Library
from press.model.manifest import ManifestRow, SheetFile
from press.publish.manifest import read_manifest, read_site
from press.publish.output import make_row, open_output, publish
from press.verify.validators import axe as axe_core
from press.verify.validators import nu as nu_checker
from tests.commands import app
from tests.conftest import EACH_ONCE, ROOT, Check, lines
from tests.languages.drawn import DRAWN
from tests.overlay import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Page

UNSEEN = {"title", "script", "style"}
SVG = "{http://www.w3.org/2000/svg}"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


# ---------------------------------------------------------------- pages read back


@dataclass
class Element:
    """An element of a page: its name, its attributes, the language it is in, and the words in it."""

    tag: str
    attrs: dict[str, str]
    lang: str
    direction: str = ""
    words: str = ""
    inside: tuple[str, ...] = ()


class Reader(HTMLParser):
    """Every element of a page in order, each with the language and the direction that it inherits."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.all: list[Element] = []
        self.texts: list[tuple[Element, str]] = []
        """Each piece of text, with the innermost element around it."""
        self.feed(html)
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        lang = given.get("lang") or (self.open[-1].lang if self.open else "")
        direction = given.get("dir") or (self.open[-1].direction if self.open else "")
        element = Element(tag, given, lang, direction, inside=tuple(one.tag for one in self.open))
        self.all.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words += data
        if data.strip() and not {one.tag for one in self.open} & UNSEEN:
            self.texts.append((self.open[-1], data))

    def named(self, tag: str, **attrs: str) -> list[Element]:
        """The elements of a name that have some attributes."""
        return [one for one in self.all if one.tag == tag and attrs.items() <= one.attrs.items()]


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


# ---------------------------------------------------------------- a small shop


@dataclass(frozen=True)
class Shop:
    """A catalogue of two publications in two languages: its library, its rows, and its folder with every file."""

    library: Library
    rows: tuple[ManifestRow, ...]
    files: Mapping[str, bytes]
    folder: Path

    def page(self, path: str) -> Reader:
        """A page read back."""
        return Reader(self.files[path].decode())


def with_front(library: Library, slug: str, lang: str, **changes: Any) -> Library:
    """A library in which a text has another front matter."""
    publication = library.publications[slug]
    text = publication.translations[lang]
    source = replace(text.source, digest=str(changes))
    changed = replace(text, front=text.front.model_copy(update=changes), source=source)
    new = replace(publication, translations={**publication.translations, lang: changed})
    return replace(library, publications={**library.publications, slug: new})


def with_facts(library: Library, slug: str, **changes: Any) -> Library:
    """A library in which a publication has other facts."""
    publication = library.publications[slug]
    facts, source = publication.facts.model_copy(update=changes), replace(publication.source, digest=str(changes))
    new = replace(publication, facts=facts, source=source)
    return replace(library, publications={**library.publications, slug: new})


def sample_library() -> Library:
    """The base library with a second publication, in English alone, whose words are hostile."""
    library = pipeline.read_library(BASE)
    first = library.publications["handwashing"]
    second = replace(first, slug="towels", translations={"en": first.translations["en"]})
    library = replace(library, publications={"handwashing": first, "towels": second})
    library = with_front(library, "towels", "en", title='Towels & <script>alert("1")</script>', keywords=["trapos"])
    return with_facts(library, "towels", number="01-002", issued="2021-03", subjects=["Drying", "=1+1"])


def sample_rows(finals: Mapping[str, FinishedEdition]) -> Iterator[tuple[ManifestRow, bytes]]:
    """Rows of the two publications, with the bytes of their files: the same PDF and the same page for all."""
    for slug, lang in (("handwashing", "en"), ("handwashing", "es"), ("towels", "en")):
        for final in finals.values():
            row = make_row(final, {})
            name = f"{slug}.{lang}.{row.variant}"
            file = f"{slug}/{name}{FORMATS[row.format].suffix}"
            yield replace(row, edition=name, publication=slug, language=lang, file=file), final.data


def shaped(row: ManifestRow) -> ManifestRow:
    """A row as if its edition were folded, or a single page in Spanish."""
    if not row.trim or (row.publication, row.language) == ("handwashing", "en"):
        return row
    if row.language == "es":
        return replace(row, pages=1, sheets=1)
    sheets = SheetFile(
        file=row.file.replace(".pdf", ".sheets.pdf"), bytes=64_400, sha256=row.sha256, reading_sha256=row.sha256,
        sheets=1, sheet=(792.0, 612.0), fold="half-fold", duplex="short-edge", binding="left",
    )  # fmt: skip
    return replace(row, sheet_file=sheets, pages=4, sheets=1)


@pytest.fixture(scope="session")
def shop(base_finals: dict[str, FinishedEdition], tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The catalogue of the sample library, published as a build publishes it."""
    folder, library = tmp_path_factory.mktemp("shop"), sample_library()
    made = list(
        sample_rows({name: one for name, one in base_finals.items() if one.edition.variant_name in library.variants})
    )
    rows = [shaped(row) for row, _ in made]
    with open_output(folder) as staging:
        for row, (_, data) in zip(rows, made, strict=True):
            for file, _ in row.files:
                (staging / Path(file).name).write_bytes(data)
        files = {path: data for path, data in build_catalogue(library, rows, folder) if data is not None}
        publish(folder, rows, [], files.items())
    return Shop(library, tuple(rows), files, folder)


# ---------------------------------------------------------------- pages


def test_there_is_a_page_for_everything(shop: Shop) -> None:
    """An index and an order form in each language, a page a publication, a list a topic and a form."""
    pages = {path for path in shop.files if path.endswith(".html")}
    names = ["handwashing", "towels", "topic.handwashing", "topic.drying", "topic.1-1", "form.letter", "form.web"]
    top = {"index.html", "index.es.html", "order.html", "order.es.html"}
    assert pages == top | {f"catalogue/{name}.{lang}.html" for name in names for lang in ("en", "es")}


def test_every_link_leads_somewhere(shop: Shop) -> None:
    """Every address in every page is a file that is there, and the part of it that is named."""
    pages = {path: shop.page(path) for path in shop.files if path.endswith(".html")}
    links = 0
    for path, page in pages.items():
        for element in page.all:
            address = element.attrs.get("href") or element.attrs.get("src")
            if address is None or urlsplit(address).scheme:
                continue
            parts = urlsplit(address)
            target = PurePosixPath(path).parent / unquote(parts.path) if parts.path else PurePosixPath(path)
            found = (shop.folder / target).resolve()
            assert found.is_file(), f"{path} links to {address}"
            if parts.fragment:
                assert f'id="{parts.fragment}"' in found.read_text("utf-8"), f"{path} links to {address}"
            links += 1
    assert links > 200


def test_a_page_is_reached_from_the_index_without_a_script(shop: Shop) -> None:
    """From the index of a language every other page of that language is reached by links alone."""
    for start, end in (("index.html", ".en.html"), ("index.es.html", ".es.html")):
        reached, waiting = set(), [start]
        while waiting:
            path = waiting.pop()
            if path in reached or path not in shop.files or not path.endswith(".html"):
                continue
            reached.add(path)
            for link in shop.page(path).named("a"):
                href = urlsplit(link.attrs["href"]).path
                waiting.append(str((PurePosixPath(path).parent / href).as_posix()).replace("catalogue/../", ""))
        assert {path for path in shop.files if path.endswith(end)} <= reached


def test_every_download_says_what_it_is(shop: Shop) -> None:
    """Format, language, pages, sheets and size stand in the words of each link, and they are those of the file."""
    page = shop.page("catalogue/handwashing.en.html")
    said = {
        link.attrs["href"].removeprefix("../"): squeezed(link.words)
        for link in page.named("a")
        if link.attrs.get("type")
    }
    for row in (one for one in shop.rows if one.publication == "handwashing"):
        words = said[row.file]
        language = {"en": "English", "es": "español"}[row.language]
        assert row.format.upper() in words
        assert language in words
        assert f"{row.bytes / 1000:.0f} KB" in words
        if row.trim:
            assert f"{row.pages} page" in words
            assert (f"{row.sheets} sheet" in words) == (row.pages > 1)
            assert ("printed on both sides" in words) == (row.pages > 1)


def test_a_folded_form_says_how_to_print_it(shop: Shop) -> None:
    """The sheets come first, with how to print and fold them; the pages one by one are there too."""
    links = [one for one in shop.page("catalogue/towels.en.html").named("a") if one.attrs.get("type")]
    said = [squeezed(link.words) for link in links if link.attrs["href"].endswith(".pdf")]
    facts = "4 pages on 1 sheet, printed on both sides, 64 KB"
    assert said[0].startswith(f"Handout, Letter PDF, English, {facts}. To print,")
    assert "fold" in said[0]
    assert said[1].startswith("Its pages one by one PDF, English, 4 pages,")
    assert [link.attrs["href"] for link in links][-2:] == ["../towels/towels.en.letter.sheets.pdf",
                                                          "../towels/towels.en.letter.pdf"]  # fmt: skip


def test_a_reader_finds_texts_in_their_language(shop: Shop) -> None:
    """The Spanish index is Spanish; what is not in Spanish stands apart, in its own language and marked so."""
    page = shop.page("index.es.html")
    assert page.named("html")[0].lang == "es"
    titles = [(one.lang, squeezed(one.words)) for one in page.named("a") if "h3" in one.inside]
    assert titles == [
        ("es", "Publicación de muestra sobre el lavado de manos"),
        ("en", 'Towels & <script>alert("1")</script>'),
    ]
    apart = shop.files["index.es.html"].decode().partition('class="elsewhere"')
    assert "Publicación de muestra" in apart[0]
    assert "Towels" in apart[2]
    assert page.named("link", hreflang="en")[0].attrs["href"] == "index.html"
    assert any(one.attrs["href"] == "index.html" and one.lang == "en" for one in page.named("a", hreflang="en"))


def test_foreign_words_are_marked(shop: Shop) -> None:
    """The name of a language is in that language, and a subject in the language of the centre."""
    pages = {lang: shop.page(f"catalogue/handwashing.{lang}.html") for lang in ("en", "es")}
    foreign = [("es", "English", "en"), ("es", "Sample Pub. No. 01-001", "en"), ("es", "Handwashing", "en"),
               ("en", "español", "es")]  # fmt: skip
    for page, words, lang in foreign:
        held = [one for one in pages[page].all if squeezed(one.words) == words]
        assert held, words
        assert held[-1].lang == lang, words


def test_the_status_of_the_text_is_said(shop: Shop, base_finals: dict[str, FinishedEdition]) -> None:
    """Adapted wording is called so on the index and on the page; reviewed wording is not."""
    assert "Nobody has reviewed" not in squeezed(shop.page("catalogue/handwashing.en.html").named("main")[0].words)
    words = shop.library.languages["en"].words
    for path in ("index.html", "catalogue/handwashing.en.html"):
        assert words.adapted_title in squeezed(shop.page(path).named("main")[0].words)
    reviewed = with_facts(shop.library, "handwashing", review_status="reviewed")
    made = make_site(
        with_facts(reviewed, "towels", review_status="reviewed"), shop.rows, lambda _: base_finals["pdf"].data
    )
    for path in ("index.html", "catalogue/handwashing.en.html"):
        assert words.adapted_title not in made[path].decode()


@pytest.mark.parametrize(
    ("marked", "facts", "said"),
    [
        ("withdrawn", {"status": "withdrawn"}, "Withdrawn We no longer"),
        ("superseded", {"status": "superseded", "superseded_by": "01-002"}, "01-002 takes the place"),
        ("expired", {"expires": "2020-06"}, "June 2020"),
    ],
)
def test_what_is_not_to_be_handed_out_says_so(
    shop: Shop, base_finals: dict[str, FinishedEdition], marked: str, facts: dict[str, str], said: str
) -> None:
    """The word of its mark in the list, and the whole sentence on its page; other publications say nothing of it."""
    library = with_facts(shop.library, "handwashing", **facts)
    rows = [replace(row, marked=marked) if row.publication == "handwashing" else row for row in shop.rows]
    made = {path: data.decode() for path, data in make_site(library, rows, lambda _: base_finals["pdf"].data).items()
            if path.endswith(".html")}  # fmt: skip
    word = getattr(library.languages["en"].marks, marked).word
    assert said in squeezed(" ".join(one.words for one in Reader(made["catalogue/handwashing.en.html"]).named("div")))
    assert [one.words for one in Reader(made["index.html"]).named("span", **{"class": "badge marked"})] == [word]
    assert "badge marked" not in made["catalogue/towels.en.html"]
    assert getattr(library.languages["es"].marks, marked).word in made["catalogue/handwashing.es.html"]


def test_hostile_words_stay_words(shop: Shop) -> None:
    """Markup in a title is shown, not obeyed; there is no script in a page but ours."""
    for path in shop.files:
        if path.endswith(".html"):
            page = shop.page(path)
            assert all(one.attrs["src"].partition("catalogue.")[2] for one in page.named("script"))
            assert not [name for one in page.all for name in one.attrs if name.startswith("on") or name == "style"]
            assert not page.named("style"), "a server may forbid styles and scripts inside a page"
    title = shop.page("catalogue/towels.en.html").named("h1")[0].words
    assert squeezed(title) == 'Towels & <script>alert("1")</script>'


def test_each_publication_has_a_small_picture(shop: Shop) -> None:
    """A PNG of the first page, at most 40 KB, twice as fine as it is shown, with words for it."""
    pictures = {path: data for path, data in shop.files.items() if path.endswith(".png")}
    assert len(pictures) == 3
    images = [one for one in shop.page("index.html").named("img") if one.attrs.get("class") != "format"]
    assert len(images) == 2
    for image in images:
        data = pictures[image.attrs["src"]]
        size = Image.open(io.BytesIO(data)).size
        assert len(data) < 40_000
        assert size[0] == 2 * int(image.attrs["width"])
        assert abs(size[1] - 2 * int(image.attrs["height"])) <= 1
        assert image.attrs["alt"].startswith("First page of")


def test_files_stand_in_groups_beside_pictures_of_their_variants(shop: Shop) -> None:
    """A picture has no words, because the name stands beside it. Those of another language wait to be opened."""
    page = shop.page("catalogue/handwashing.en.html")
    found = [squeezed(one.words) for one in page.all if one.tag in {"h3", "h4"}]
    groups = ["To read on a screen", "To print"]
    assert found == [*groups, "español: Publicación de muestra sobre el lavado de manos", *groups]
    assert all("details" in one.inside for one in page.named("h4"))
    pictures = [one.attrs for one in page.named("img") if one.attrs.get("class") == "format"]
    assert len(pictures) == len(page.named("span", **{"class": "name"}))
    assert {one["alt"] for one in pictures} == {""}
    for address in {one["src"] for one in pictures}:
        assert ET.fromstring(shop.files[address.removeprefix("../")]).tag == f"{SVG}svg"
    browse = [one for one in shop.page("index.html").named("img") if one.attrs["src"].endswith("letter.svg")]
    assert len(browse) == 1


@pytest.fixture(scope="module")
def drawn() -> dict[str, ET.Element]:
    """The picture of every shipped variant."""
    variants = pipeline.read_library(ROOT / "sources").variants
    return {name: ET.fromstring(draw_format_picture(variant)) for name, variant in variants.items()}


def test_a_picture_of_a_format_is_drawn_from_the_facts_of_its_variant(drawn: Mapping[str, ET.Element]) -> None:
    """Paper is to one scale and letters are to another; only files of plain text have the same picture."""
    same = Counter(ET.tostring(one) for one in drawn.values())
    assert [count for count in same.values() if count > 1] == [3]

    def page(name: str) -> tuple[float, float]:
        box = drawn[name].find(f"{SVG}rect")
        assert box is not None
        return float(box.attrib["width"]), float(box.attrib["height"])

    assert page("a4")[1] / page("letter")[1] == pytest.approx(297 / 25.4 / 11, rel=1e-3)
    assert page("half-letter") == pytest.approx((5.5 * 5.5, 8.5 * 5.5), rel=1e-3)

    def letter(name: str) -> float:
        return float(next(one.attrib["stroke-width"] for one in drawn[name].iter() if "l" in one.attrib.get("d", "")))

    assert letter("giant-print") / letter("large-print") == pytest.approx(24 / 18, rel=1e-3)
    panels = {
        name: len(drawn[name].findall(f"{SVG}path[@fill='#fff']")) for name in ("booklet", "half-fold", "trifold")
    }
    assert panels == {"booklet": 2, "half-fold": 2, "trifold": 3}
    for name, one in drawn.items():
        for part in one.iter():
            points = re.findall(r"[ML]([\d.-]+) ([\d.-]+)", part.attrib.get("d", ""))
            assert all(0 <= float(number) <= 72 for point in points for number in point), name


@pytest.mark.usefixtures("axe", "nu")
def test_pages_are_valid_and_accessible(shop: Shop) -> None:
    """Nu finds no error in any page; axe none in one of each kind, wide and light, narrow and dark."""
    pages = sorted(shop.folder / path for path in shop.files if path.endswith(".html"))
    assert lines(nu_checker.find_faults(pages)) == []
    kinds = ("index.es", "order", "catalogue/towels.en", "catalogue/topic.drying.es", "catalogue/form.letter.es")
    assert lines(axe_core.find_faults([shop.folder / f"{kind}.html" for kind in kinds], EACH_ONCE)) == []


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def browser(axe: Check) -> Iterator[Page]:  # noqa: ARG001 - where it is needed there is a browser
    """A page in a browser without a network, as a visitor opens it from a disk."""
    with axe_core.start_browser().new_context(offline=True, viewport={"width": 900, "height": 900}) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield page
        assert faults == []


def shown(page: Page) -> list[str]:
    """The titles that are seen."""
    return [squeezed(item.inner_text()) for item in page.locator(".entry h3").all() if item.is_visible()]


def test_search_and_filters(shop: Shop, browser: Page) -> None:
    """Words are found without their accents, filters narrow, the count is said, the address keeps it all."""
    browser.goto((shop.folder / "index.html").as_uri())
    assert len(shown(browser)) == 2
    browser.get_by_label("Word or publication number").press_sequentially("JABÓN manos")
    assert shown(browser) == []
    browser.wait_for_function("document.getElementById('found').textContent.startsWith('Nothing')")
    assert browser.locator("#found").get_attribute("role") == "status"
    browser.get_by_role("button", name="Clear").press("Enter")
    browser.wait_for_function("document.getElementById('found').textContent === '2 publications'")
    assert browser.evaluate("document.activeElement.id") == "q"
    browser.keyboard.type("publicacion")
    assert shown(browser) == ["Sample publication about handwashing"], "its Spanish title is found without the accent"
    assert browser.evaluate("location.hash") == "#q=publicacion"
    browser.goto((shop.folder / "index.html").as_uri() + "#topic=drying")
    assert shown(browser) == ['Towels & <script>alert("1")</script>']
    assert squeezed(browser.locator("#found").inner_text()) == "1 publication"
    browser.get_by_label("Language", exact=True).select_option("es")
    assert shown(browser) == []
    assert browser.evaluate("location.hash") == "#topic=drying&language=es"
    browser.get_by_label("Topic", exact=True).select_option("")
    assert shown(browser) == ["Sample publication about handwashing"]


def test_an_address_with_nonsense_shows_everything(shop: Shop, browser: Page) -> None:
    browser.goto((shop.folder / "index.html").as_uri() + "#topic=%3Cimg%3E&form=%E0%A4%A&x&=")
    assert len(shown(browser)) == 2


@pytest.mark.usefixtures("axe")
def test_without_a_script_everything_is_shown(shop: Shop) -> None:
    """No search that would not work, every publication, every line of the order form, and a button to send it."""
    with axe_core.start_browser().new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto((shop.folder / "index.html").as_uri())
        assert len(shown(page)) == 2
        assert not page.locator("#find").is_visible()
        page.locator("summary", has_text="Browse by topic").click()
        assert page.get_by_role("link", name="Drying").is_visible()
        page.goto((shop.folder / "order.html").as_uri())
        assert all(item.is_visible() for item in page.locator(".item").all())
        assert page.locator("#send").is_visible()


def test_the_order_form_with_a_script(shop: Shop, browser: Page) -> None:
    """The link on a publication's page fills in its number; a key adds a line; from a disk nothing is sent."""
    browser.goto((shop.folder / "catalogue/handwashing.es.html").as_uri())
    browser.locator("main").get_by_role("link", name="Pedir ejemplares impresos").click()
    browser.wait_for_url("**/order.es.html?*")
    assert browser.locator("#item-1-number").input_value() == "01-001"
    assert browser.locator("#item-1-language").input_value() == "es"
    items = browser.locator(".item")
    assert [item.is_visible() for item in items.all()].count(True) == 1
    browser.locator("#add-line").press("Enter")
    assert browser.evaluate("document.activeElement.id") == "item-2-number"
    assert not browser.locator("#send").is_visible()
    assert browser.locator("#not-connected").is_visible()


def test_the_order_form_has_the_agreed_fields(shop: Shop) -> None:
    """Each field has a name that the order desk knows, a label, and says in words when it must be filled in."""
    page = shop.page("order.html")
    form = page.named("form", method="post", action="/orders?lang=en")
    assert len(form) == 1
    fields = {one.attrs["name"]: one for one in page.all if "name" in one.attrs and "form" in one.inside}
    person = {"name", "organization", "address-1", "address-2", "city", "region", "postal-code", "country", "email",
              "phone", "other-format", "note"}  # fmt: skip
    assert {name for name in fields if not name.startswith("item-")} == person
    assert {re.sub(r"\d+", "N", name) for name in fields if name.startswith("item-")} == {
        f"item-N-{part}" for part in ("number", "language", "variant", "quantity")
    }
    labels = {one.attrs["for"]: squeezed(one.words) for one in page.named("label")}
    for name, one in fields.items():
        assert labels[one.attrs["id"]].endswith("(required)") == ("required" in one.attrs), name
        assert "placeholder" not in one.attrs
    assert fields["email"].attrs["autocomplete"] == "email"
    values = [one.attrs["value"] for one in page.named("option")]
    assert {"01-001", "01-002", "letter", "braille", "audio", "other-language"} <= set(values)
    assert "web" not in values, "a web page cannot be mailed"


def test_a_date_that_has_passed_is_said(shop: Shop, browser: Page, base_finals: dict[str, FinishedEdition]) -> None:
    """The page itself knows no day; the browser says when the date for the next review is over."""
    library = with_facts(shop.library, "handwashing", review_by="2001-01")
    made = make_site(library, shop.rows, lambda _: base_finals["pdf"].data)
    page = Reader(made["catalogue/handwashing.en.html"].decode())
    assert "hidden" in page.named("strong", **{"class": "overdue"})[0].attrs
    assert "Next review due" in page.named("main")[0].words
    browser.route("**/*.js", lambda route: route.continue_())
    for path in ("catalogue/handwashing.en.html", *(name for name in made if name.endswith((".js", ".css")))):
        target = shop.folder / path.replace("handwashing", "overdue")
        target.write_bytes(made[path])
    browser.goto((shop.folder / "catalogue/overdue.en.html").as_uri())
    assert browser.locator(".overdue").is_visible()


# ---------------------------------------------------------------- for other programs


def test_json_describes_every_file(shop: Shop) -> None:
    """catalogue.json has a schema number, and every file with its size and digest."""
    data = json.loads(shop.files["catalogue.json"])
    assert data["schema"] == 1
    assert [one["number"] for one in data["publications"]] == ["01-001", "01-002"]
    files = {
        file["file"]: file for one in data["publications"] for text in one["translations"] for file in text["files"]
    }
    assert {name: file["sha256"] for name, file in files.items()} == {row.file: row.sha256 for row in shop.rows}
    for one in data["publications"]:
        assert all(path in shop.files for path in one["pages"].values())
        assert all(text["cover"] in shop.files for text in one["translations"])


def test_csv_carries_no_formula(shop: Shop) -> None:
    """One line a file, UTF-8 with a header; a subject that looks like a formula is a text."""
    text = shop.files["catalogue.csv"].decode("utf-8")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [one["file"] for one in found] == [row.file for row in sorted(shop.rows, key=lambda row: (row.publication,
                                              row.language, row.order))]  # fmt: skip
    assert {one["title"] for one in found if one["language"] == "es"} == {"Sample publication about handwashing"}
    assert text.count("\r\n") == len(found) + 1
    for line in found:
        assert not any(cell.startswith(FORMULA) for cell in line.values())
    for value, cell in (
        ("=1+1", "'=1+1"),
        (" @x", "' @x"),
        ("-5", "'-5"),
        ("15-7828", "15-7828"),
        (None, ""),
        (4, "4"),
    ):
        assert escape_cell(value) == cell


def read_atom(data: bytes) -> ET.Element:
    """A feed, after it has been held against what RFC 4287 demands of feeds and entries."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(data)
    assert feed.tag == f"{atom}feed"
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
    for part in [feed, *feed.findall(f"{atom}entry")]:
        count = Counter(child.tag.removeprefix(atom) for child in part)
        for name in ("id", "title", "updated"):  # 4.1.1 and 4.1.2: exactly one
            assert count[name] == 1, name
            assert part.findtext(f"{atom}{name}")
        assert moment.match(part.findtext(f"{atom}updated", ""))  # 3.3
        assert count["published"] <= 1
        tag = part.findtext(f"{atom}id", "")
        assert re.match(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[\w.~%!$&'()*+,;=:@/?-]+$", tag)  # 4.2.6, RFC 4151
        links = part.findall(f"{atom}link")
        kinds = [(one.get("type"), one.get("hreflang")) for one in links if one.get("rel", "alternate") == "alternate"]
        assert len(kinds) == len(set(kinds))  # 4.1.1: one a type and language
        assert kinds or part.find(f"{atom}content") is not None  # 4.1.2
        assert all(one.get("href") for one in links)  # 4.2.7.1
        assert {child.tag.removeprefix(atom) for child in part} <= {
            "id", "title", "updated", "published", "author", "link", "entry", "summary", "category",
        }  # fmt: skip
    assert feed.findtext(f"{atom}author/{atom}name")  # 4.1.1: or one in every entry
    ids = [one.findtext(f"{atom}id") for one in feed.iter() if one.tag in {f"{atom}feed", f"{atom}entry"}]
    assert len(ids) == len(set(ids))
    return feed


def test_the_feed_is_atom(shop: Shop, base_finals: dict[str, FinishedEdition]) -> None:
    """The newest publication first, with times from the sources; a revision keeps its address and moves up."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = read_atom(shop.files["feed.atom"])
    entries = [(one.findtext(f"{atom}id"), one.findtext(f"{atom}updated")) for one in feed.findall(f"{atom}entry")]
    assert entries == [
        ("tag:sample.example,2026:01-002", "2021-03-01T00:00:00Z"),
        ("tag:sample.example,2026:01-001", "2020-02-01T00:00:00Z"),
    ]
    assert feed.findtext(f"{atom}updated") == "2021-03-01T00:00:00Z"
    revised = with_facts(shop.library, "handwashing", revised="2024-05-06")
    assert shop.library.center
    center = shop.library.center.model_copy(update={"catalogue_url": "https://sample.example/handouts"})
    made = make_site(replace(revised, center=center), shop.rows, lambda _: base_finals["pdf"].data)
    feed = read_atom(made["feed.atom"])
    first = feed.findall(f"{atom}entry")[0]
    assert first.findtext(f"{atom}id") == "tag:sample.example,2026:01-001"
    assert first.findtext(f"{atom}updated") == "2024-05-06T00:00:00Z"
    assert {one.get("href") for one in first.findall(f"{atom}link")} == {
        f"https://sample.example/handouts/catalogue/handwashing.{lang}.html" for lang in ("en", "es")
    }
    assert feed.find(f"{atom}link[@rel='self']") is not None


# ---------------------------------------------------------------- made once, published whole


def test_the_same_catalogue_is_the_same_bytes(shop: Shop, base_finals: dict[str, FinishedEdition]) -> None:
    """Made from nothing or from the one before, it is the same; then nothing is drawn or written again."""
    assert make_site(shop.library, shop.rows[::-1], lambda _: base_finals["pdf"].data) == shop.files
    with open_output(shop.folder):
        assert dict(build_catalogue(shop.library, read_manifest(shop.folder), shop.folder)) == shop.files

    def untouched(path: str) -> bytes:
        pytest.fail(f"{path} was read again")

    assert make_site(shop.library, shop.rows, untouched, shop.files.get) == shop.files


def test_a_change_that_no_picture_shows_changes_no_page(
    shop: Shop, base_finals: dict[str, FinishedEdition], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paragraph changes its PDF. What the lists of a large library show of it is the first page."""
    monkeypatch.setattr(publications, "MOST_FILES", 0)
    draw = lambda _: base_finals["pdf"].data  # noqa: E731
    before = make_site(shop.library, shop.rows, draw)
    rows = [replace(row, sha256="0" * 64) if row.publication == "towels" else row for row in shop.rows]
    made = make_site(shop.library, rows, draw, before.get)
    changed = {path for path in made.keys() | before.keys() if made.get(path) != before.get(path)}
    assert changed == {"catalogue.csv", "catalogue.json", MADE_FROM}


def test_only_what_has_changed_is_made_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another title changes the pages that say it, and no page is made anew that does not."""
    library = with_front(shop.library, "towels", "en", title="Cloths")
    made = make_site(library, shop.rows, lambda _: None, shop.files.get)
    changed = {path for path, data in made.items() if shop.files.get(path) != data}
    assert "catalogue/towels.es.html" in changed
    assert "catalogue/topic.drying.en.html" in changed
    assert not {path for path in changed if "handwashing" in path}
    made_of: list[str] = []
    render = Template.render

    def logged(self: Template, values: dict[str, Any]) -> str:
        made_of.append(values["path"])
        return render(self, values)

    monkeypatch.setattr(Template, "render", logged)
    assert make_site(library, shop.rows, lambda _: None, shop.files.get) == made
    assert set(made_of) == {path for path in changed if path.endswith(".html")}


def test_a_damaged_page_is_made_again(shop: Shop) -> None:
    """A file that is not what the manifest says is not taken over."""
    page = shop.folder / "catalogue" / "towels.es.html"
    try:
        page.write_bytes(b"damaged")
        with open_output(shop.folder):
            assert dict(build_catalogue(shop.library, shop.rows, shop.folder)) == shop.files
    finally:
        page.write_bytes(shop.files["catalogue/towels.es.html"])


def test_the_manifest_names_every_file(shop: Shop) -> None:
    assert set(read_site(shop.folder)) == set(shop.files)
    named = {"manifest.json", *shop.files, *(file for row in shop.rows for file, _ in row.files)}
    there = {path.relative_to(shop.folder).as_posix() for path in shop.folder.rglob("*") if path.is_file()}
    assert there - named <= {"catalogue/overdue.en.html"}
    assert named <= there


def test_one_clinic_s_own_editions_are_not_shown(shop: Shop) -> None:
    rows = [*shop.rows, replace(shop.rows[0], imprint="clinic", edition="x", file="handwashing/clinic.pdf")]
    assert make_site(shop.library, rows, lambda _: None, shop.files.get) == shop.files


def test_the_index_stays_small(shop: Shop) -> None:
    """A thousand publications make an index of less than 1 MB: each adds less than 1,000 bytes to it."""
    many: dict[str, Any] = {
        f"towels-{n}": replace(shop.library.publications["towels"], slug=f"towels-{n}") for n in range(150)
    }
    rows = [
        replace(row, publication=slug, edition=f"{slug}{row.variant}{copy}", variant=row.variant)
        for slug in many for row in shop.rows if row.publication == "towels" for copy in range(3)
    ]  # fmt: skip
    library = replace(shop.library, publications={**shop.library.publications, **many})
    few, all_ = (
        shop.files["index.html"],
        make_site(library, [*shop.rows, *rows], lambda _: None, shop.files.get)["index.html"],
    )
    assert (len(all_) - len(few)) / 150 < 1000


def test_a_language_without_the_words_has_no_pages(shop: Shop) -> None:
    """The catalogue speaks the languages that have its words; with none there is no catalogue, and no fault."""
    languages = shop.library.languages
    mute = {lang: one.model_copy(update={"catalogue": None}) for lang, one in languages.items()}
    assert make_site(replace(shop.library, languages=mute), shop.rows, lambda _: None) == {}
    spanish = make_site(replace(shop.library, languages={**languages, "en": mute["en"]}), shop.rows, lambda _: None)
    assert Reader(spanish["index.html"].decode()).named("html")[0].lang == "es"
    assert "index.en.html" not in spanish


ORDERS = {
    "cs": ("cukr", "čaj", "hora", "chléb", "ikona"),
    "es": ("leche", "nube", "nzz", "ñandú", "oro"),
    "lt": ("Yla", "ilgas", "jonas", "zuikis", "žmogus"),
    "sv": ("Alm", "Zink", "Ål", "Äpple", "Östrogen"),
    "th": ("กาแฟ", "เกาะ", "แกง", "โกโก้", "ขวด"),
    "vi": ("an", "ăn", "âm", "da", "đau"),
    "zh-Hans": ("阿姨", "钙", "骨", "水", "医生"),
    "zh-Hant": ("一", "水", "骨", "鈣", "醫生"),
}
"""Words in the order of dictionaries: č after c, ch after h, y beside i, vowels that stand first in Thai; by sound in
simplified Chinese, by strokes in traditional."""


def test_titles_are_in_the_order_of_each_language(shop: Shop) -> None:
    first, rows = shop.library.publications["handwashing"], [row for row in shop.rows if row.format == "html"][:1]
    publications = {}
    for at in range(5):
        place = (at * 2 + 1) % 5  # in no order
        front = first.translations["en"].front
        texts = {
            lang: replace(first.translations["en"], front=front.model_copy(update={"title": words[place]}))
            for lang, words in ORDERS.items()
        }
        publications[f"p{at}"] = replace(first, slug=f"p{at}", translations=texts)
    words = shop.library.languages["es"]
    library = replace(shop.library, publications=publications, languages=dict.fromkeys([*ORDERS, "en"], words))
    made = make_site(
        library, [replace(rows[0], publication=slug, language=lang) for slug in publications for lang in ORDERS],
        lambda _: None,
    )  # fmt: skip
    read = {lang: Reader(made[f"index.{lang}.html"].decode()) for lang in ORDERS}
    assert {lang: tuple(one.words.strip() for one in page.named("h3")) for lang, page in read.items()} == ORDERS


@pytest.fixture(scope="module")
def arabic(shop: Shop) -> Mapping[str, bytes]:
    """The pages of the same catalogue, with the Spanish half called Arabic."""

    def rename(by_lang: Mapping[str, Any]) -> dict[str, Any]:
        return {"ar" if lang == "es" else lang: one for lang, one in by_lang.items()}

    languages = rename(shop.library.languages)
    languages["ar"] = languages["ar"].model_copy(update={"direction": "rtl", "name": "العربية"})
    publications = {
        slug: replace(one, translations=rename(one.translations)) for slug, one in shop.library.publications.items()
    }
    library = replace(shop.library, languages=languages, publications=publications)
    rows = [replace(row, language="ar") if row.language == "es" else row for row in shop.rows]
    return make_site(library, rows, lambda _: None)


def test_each_language_of_a_page_has_its_direction(arabic: Mapping[str, bytes]) -> None:
    pages = [Reader(data.decode()) for path, data in arabic.items() if path.endswith(".html")]
    texts = [piece for page in pages for piece in page.texts]
    assert {one.direction for one, _ in texts if one.lang == "en"} == {"ltr"}
    assert {one.direction for one, text in texts if re.search("[\u0600-\u06ff]", text)} == {"rtl"}
    links = [one for page in pages if page.named("html", lang="ar") for one in page.named("a")]
    dialed = [one.direction for one in links if one.attrs.get("href", "").startswith("tel:")]
    assert len(dialed) > 10
    assert set(dialed) == {"ltr"}


def test_telephone_numbers_are_drawn_as_they_are_dialed(arabic: Mapping[str, bytes], browser: Page) -> None:
    browser.set_content(arabic["index.ar.html"].decode())
    numbers = browser.evaluate(DRAWN)
    assert len(numbers) >= 3
    assert [drawn.replace(" ", "") for _, drawn in numbers] == [written.replace(" ", "") for written, _ in numbers]


def test_nothing_built_is_an_empty_catalogue() -> None:
    """An index that says so, no order form, and a feed that is still a feed."""
    made = make_site(pipeline.read_library(BASE), [], lambda _: None)
    assert "0 publications" in made["index.html"].decode()
    assert not any(path.startswith("order") for path in made)
    read_atom(made["feed.atom"])


# ---------------------------------------------------------------- the commands


def test_the_command_makes_it_again_and_clean_removes_it(shop: Shop, tmp_path: Path) -> None:
    """`catalogue` needs a build and gives one; `clean` leaves nothing."""
    run = CliRunner().invoke
    done = run(app, ["catalogue", "--sources", str(BASE), "--output", str(tmp_path / "none")])
    assert done.exit_code == 2
    output = tmp_path / "output"
    with open_output(output) as staging:
        rows = [row for row in shop.rows if row.publication == "handwashing"]
        for row in rows:
            (staging / Path(row.file).name).write_bytes((shop.folder / row.file).read_bytes())
        publish(output, rows, [])
    assert not (output / "index.html").exists()
    done = run(app, ["catalogue", "--sources", str(BASE), "--output", str(output), "--json"])
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)["files"]) == set(read_site(output))
    assert MADE_FROM in read_site(output)
    assert (output / "index.es.html").is_file()
    assert run(app, ["clean", "--output", str(output)]).exit_code == 0
    assert list(output.iterdir()) == []
