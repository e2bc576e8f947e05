"""The clinic desk from outside: with a keyboard, with a script of hostile requests, and in a storm."""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import re
import shutil
import signal
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import psutil
import pytest
import uvicorn

from press.desk.library import LiveLibrary, PublishedFiles, make_content_policy
from press.desk.middleware import DeskLimits, RequestGuard
from press.desk.pages import DeskPages
from press.desk.server import _make_protocol, open_listener
from press.model.edition import FinishedEdition
from press.model.formats import FORMATS
from press.publish.fingerprints import hash_parts
from press.publish.output import make_row, make_row_and_files, publish, stage_files
from press.publish.output import open_output as output_opened
from press.readback.layout.pdfium import read_page_texts
from press.runtime.entry_points import load_entry_point
from press.text.spacing import remove_spaces
from press.verify.validators import axe as axe_core
from press.verify.validators import nu as nu_checker
from tests import deskserver
from tests.conftest import lines
from tests.deskserver import FILE, PATIENCE, STORM, Opened
from tests.overlay import BASE, TEXT, lay

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


CLINIC = "Sample Clinic for Nobody"
PHONE = "202-555-0123"
IN_BRAILLE = ("⠠⠎⠁⠍⠏⠇⠑⠀⠠⠉⠇⠔⠊⠉⠀⠿⠀⠠⠝⠕⠃⠕⠙⠽", "⠼⠃⠚⠃⠤⠼⠑⠑⠑⠤⠼⠚⠁⠃⠉")
"""Name and telephone number of the clinic in Unified English Braille, contracted."""
FORM = "/desk/en/handwashing"
SITE = {
    name: f'<!doctype html><html lang="{lang}"><head><title>Catalogue</title></head><body><header><h1>Catalogue</h1>'
    "</header><main><p>Handouts</p></main></body></html>"
    for name, lang in (("index.html", "en"), ("publications/handwashing.es.html", "es"))
}
"""Pages of a catalogue that know of no desk."""
FORM_TYPE = "application/x-www-form-urlencoded"


FLOWING = {
    "text": "handwashing.en.text.txt", "epub": "handwashing.en.epub", "braille": "handwashing.en.braille.brf",
}  # fmt: skip
"""Variants without pages that the desk of these tests offers besides the printed one, and the names of their files."""
ORDER = {"item-1-number": "01-001", "item-1-language": "en", "item-1-variant": "letter", "item-1-quantity": "3",
         "name": "Ann Example", "address-1": "1 Main Street", "city": "Sampleton", "region": "MD",
         "postal-code": "20892"}  # fmt: skip
"""An order as the catalogue's form sends it."""


def order(**changes: str) -> dict[str, str]:
    """A form that is filled in rightly, but for the changes."""
    return {"language": "en", "form": "letter", "name": CLINIC, "phone": PHONE, **changes}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, base_finals: dict[str, FinishedEdition]) -> Path:
    """A published output folder, with one page of a catalogue and one file that the manifest does not know."""
    folder = tmp_path_factory.mktemp("desk") / "output"
    with output_opened(folder) as staging:
        made = [make_row_and_files(final, hash_parts(final.edition)) for final in base_finals.values()]
        for _, files in made:
            stage_files(files, staging)
        publish(folder, [row for row, _ in made], [])
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["site"] = []
    for name, text in SITE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        manifest["site"].append({"file": name, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "secret.html").write_text("not in the manifest")
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, output: Path) -> Iterator[Opened]:
    """The desk as its users open it."""
    home = tmp_path_factory.mktemp("open")
    lay(home / "sources", {f"variants/{name}.yaml": f"format: {name}\nkind: text\n" for name in FLOWING})
    with deskserver.opened(home / "sources", output, home / "log") as found:
        yield found


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory, output: Path) -> Iterator[Opened]:
    """A desk with small limits whose workers only wait."""
    log = tmp_path_factory.mktemp("storm") / "log"
    with deskserver.opened(BASE, output, log, "-m", "tests.deskserver", str(BASE), str(output)) as found:
        yield found


@pytest.fixture
def browser() -> Browser:
    """The browser of this process."""
    return axe_core.start_browser()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a phone's width, with a page that asks for nothing outside the desk."""
    with browser.new_context(viewport={"width": 360, "height": 800}, accept_downloads=True) as context:
        context.set_default_timeout(1000 * PATIENCE)
        yield context.new_page()


# ---------------------------------------------------------------- with the keyboard alone


def to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until an element has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"the keyboard does not reach {selector}")


def axe_faults(page: Page) -> list[str]:
    """What axe-core holds against the page that is open, and whether it scrolls sideways."""
    return lines(list(axe_core.check_open_page(page, Path("page"))))


def test_from_the_first_page_to_a_pdf_with_the_keyboard_alone(desk: Opened, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(desk.url)
    assert axe_faults(page) == []
    to(page, "a[href^='/desk/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/en/")
    assert axe_faults(page) == []
    to(page, "main a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    assert axe_faults(page) == []
    assert said == [], "a page breaks its own content security policy"

    # Nothing filled in: the list of mistakes has the focus, and leads to the fields.
    to(page, "button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#summary:focus")
    assert page.title().startswith("Error: ")
    assert axe_faults(page) == []
    assert page.locator("#name").get_attribute("aria-invalid") == "true"
    assert page.locator("#name").get_attribute("aria-describedby") == "name-error name-hint"
    to(page, "#summary a[href='#name']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#name:focus")

    page.keyboard.type(CLINIC)
    to(page, "#phone")
    page.keyboard.type(PHONE)
    to(page, "#language", "Shift+Tab")
    page.keyboard.press("e")
    to(page, "#form")
    page.keyboard.press("H")
    to(page, "button")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "handwashing.en.letter.pdf"
    words = remove_spaces("".join(read_page_texts(download.value.path().read_bytes())))
    assert remove_spaces(CLINIC) in words
    assert PHONE in words


def test_a_saved_source_changes_the_open_page(desk: Opened, page: Page) -> None:
    text = desk.sources / TEXT
    before = text.read_text("utf-8")
    name = "handwashing.en.web"
    page.goto(f"{desk.url}preview/{name}")
    page.frame_locator("iframe").get_by_role("heading", name="Why wash?", exact=True).wait_for()
    assert axe_faults(page) == []
    try:
        text.write_text(before.replace("## Why wash?", "## Why wash again?"), "utf-8")
        page.frame_locator("iframe").get_by_role("heading", name="Why wash again?").wait_for()

        # With a mistake in the source its place is named, and the last good version stays.
        text.write_text(before.replace("## Why wash?", "## <b>Why</b> wash?\n\n# Again"), "utf-8")
        page.locator("#state .findings").wait_for()
        assert TEXT in page.locator("#state .place").first.inner_text()
        assert "Traceback" not in page.content()
        assert page.locator("#state .findings b").count() == 0
        assert page.frame_locator("iframe").get_by_role("heading", name="Why wash again?").count() == 1
        assert axe_faults(page) == []
    finally:
        text.write_text(before, "utf-8")
    page.frame_locator("iframe").get_by_role("heading", name="Why wash?", exact=True).wait_for()
    assert page.locator("#state .findings").count() == 0


def test_the_pages_are_valid_html(desk: Opened, tmp_path: Path, base_finals: dict[str, FinishedEdition]) -> None:
    with httpx.Client(timeout=PATIENCE, base_url=desk.url) as client:
        answers = [client.get(path) for path in ("/", "/desk/es/", FORM, "/preview/", "/nowhere")]
        answers.append(client.post(FORM, data=order(name="", phone='"><script>', address="a\nb\nc\nd\ne")))
        answers.append(client.post("/orders", data={"name": "x"}))
        answers.append(client.post("/orders", data=ORDER))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404, 422, 422, 200]
    files = []
    for number, content in enumerate([render_list(base_finals.values()), *(answer.content for answer in answers)]):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_bytes(content)
    assert lines(nu_checker.find_faults(files)) == []


# ---------------------------------------------------------------- what goes in and what comes out


def test_a_clinics_block_is_in_every_form_that_the_desk_offers(desk: Opened) -> None:
    """In print and in files that flow, each as its reader hears it; the web edition leads to files of the center."""
    with httpx.Client(timeout=PATIENCE, base_url=desk.url) as client:
        offered = re.findall(r'<option value="([a-z]+)"', client.get(FORM).text.partition('name="form"')[2])
        assert offered == ["letter", *sorted(FLOWING)]
        for name, file in FLOWING.items():
            answer = client.post(FORM, data=order(form=name))
            row = FORMATS[name]
            assert (answer.status_code, answer.headers["content-type"]) == (200, row.content_type)
            assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
            heard = " ".join(load_entry_point(row.listen)(answer.content))
            assert all(one in heard for one in (IN_BRAILLE if name == "braille" else (CLINIC, PHONE)))


def test_an_order_enters_the_ledger_once(desk: Opened) -> None:
    """The page says its number, in the visitor's language; sent twice it is one order, and a bad one is none."""
    sheet = {**ORDER, "name": "Twice Example"}
    with httpx.Client(timeout=PATIENCE, base_url=desk.url, headers={"accept-language": "es"}) as client:
        said = [client.post("/orders", data=sheet).text for _ in range(2)]
        bad = client.post("/orders", data={**sheet, "item-1-variant": "web", "postal-code": "?"})
    with closing(sqlite3.connect(desk.log.with_name("ledger.sqlite3"))) as book:
        rows = book.execute(
            "SELECT order_id, number, language, variant, quantity FROM people JOIN lines USING (order_id) "
            "WHERE name = ?",
            ["Twice Example"],
        ).fetchall()
    assert [row[1:] for row in rows] == [("01-001", "en", "letter", 3)]
    assert all(f"{rows[0][0]:06d}" in page for page in said)
    assert "ya nos había llegado" in said[1]
    assert bad.status_code == 422
    assert len(re.findall("<li>", bad.text)) >= 2


def test_a_desk_without_a_ledger_takes_no_orders(storm: Opened) -> None:
    assert httpx.post(f"{storm.url}orders", data=ORDER, timeout=PATIENCE).status_code == 501


BAD_FORMS = {
    "no name": (order(name=" "), "name", "Fill this in."),
    "a long name": (order(name="n" * 91), "name", "at most 90"),
    "a null byte": (order(name="a\0b"), "name", "U+0000"),
    "a bidi override": (order(name="a\u202eb"), "name", "U+202E"),
    "a bidi isolate": (order(hours="a\u2066b"), "hours", "U+2066"),
    "a lost character": (order(name="a\ufffcb"), "name", "U+FFFC"),
    "a long line": (order(address="a\n" + "b" * 61), "address", "at most 60"),
    "a private character": (order(name="a\ue000b"), "name", "U+E000"),
    "too many marks": (order(name="a" + "\u0323\u0307" * 4), "name", "U+"),
    "a line too many": (order(address="1\n2\n3\n4\n5"), "address", "at most 4 lines"),
    "lines where one is": (order(hours="1\r\n2"), "hours", "at most 1 lines"),
    "no number": (order(phone="<script>alert(1)</script>"), "phone", "cannot be called"),
    "a short number": (order(phone="555-0100"), "phone", "cannot be called"),
    "no such language": (order(language="../../etc/passwd"), "language", "from the list"),
    "no such form": (order(form="{{ 7*7 }}"), "form", "from the list"),
    "a form that is no print": (order(form="web"), "form", "from the list"),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_mistake_is_said_beside_its_field(storm: Opened, name: str) -> None:
    data, field, problem = BAD_FORMS[name]
    answer = httpx.post(storm.url.rstrip("/") + FORM, data=data, timeout=PATIENCE)
    assert answer.status_code == 422
    beside = answer.text.split(f'id="{field}-error">')[1].partition("<")[0]
    assert problem in beside
    assert "<script>alert" not in answer.text
    assert answer.text.count('class="error"') == 1


ORDINARY = {
    "an address of a site": {"language_help": "Interpreters: www.northclinic.example/interpreters-and-translators"},
    "an email as a line": {"address": "welcome@northsidefamilyclinic-of-greater-sampletown.example"},
    "a no-break space": {"hours": "Mon\u00a09\u202fto 5"},
    "a compound word": {"name": "Kindergesundheitssprechstundenzentrum"},
    "accents": {"name": "Clínica de Łukasz Ångström y Niño Jesús"},
}
"""What clinics type, and what once ended in an error of the server."""


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_texts_give_a_file_that_has_them(desk: Opened, name: str) -> None:
    answer = httpx.post(desk.url.rstrip("/") + FORM, data=order(**ORDINARY[name]), timeout=PATIENCE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    words = remove_spaces("".join(read_page_texts(answer.content)))
    assert all(remove_spaces(value) in words for value in ORDINARY[name].values()), words


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Minh Khai", "کلینیک می\u200cخواهم", "安全诊所", "Clinic \U0001f600"]
)  # fmt: skip
def test_letters_that_no_typeface_has_are_said_beside_their_field(desk: Opened, name: str) -> None:
    answer = httpx.post(desk.url.rstrip("/") + FORM, data=order(name=name), timeout=PATIENCE)
    assert answer.status_code == 422
    assert answer.text.split('id="name-error">')[1].partition("<")[0]
    assert "notdef" not in answer.text


def test_a_good_form_gives_a_file_to_keep(storm: Opened) -> None:
    more = {"hours": "9 to 5", "language_help": "Ask us.", "tty": "+1 202 555 0124"}
    full = order(address="1 Sample St\r\n\r\nSampletown", **more)
    answer = httpx.post(storm.url.rstrip("/") + FORM, data=full, timeout=PATIENCE)
    assert answer.status_code == 200
    assert answer.content == FILE
    assert answer.headers["content-disposition"] == 'attachment; filename="handwashing.en.letter.pdf"'
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"


def test_a_browser_keeps_the_clinic_if_it_is_asked_to(storm: Opened) -> None:
    """It fills in the next form. What is in the language of one handout, it does not; nothing else keeps anything."""

    def read_form() -> dict[str, str]:
        page = client.get(FORM)
        assert page.status_code == 200
        found = re.findall(r'<input [^>]*name="([a-z_]+)"[^>]* value="([^"]*)"([^>]*)>', page.text)
        address = re.search(r"<textarea[^>]*>\n([^<]*)", page.text)
        assert address is not None
        kept = {name: html.unescape(value) for name, value, rest in found if name != "save" or "checked" in rest}
        return {name: value for name, value in {**kept, "address": html.unescape(address[1])}.items() if value}

    typed = order(name='<b>"Ñ & Søns"; 1=2', address="1 Sample St\nTown", hours="9 to 5", language_help="Ask us.")
    with httpx.Client(timeout=PATIENCE, base_url=storm.url.rstrip("/")) as client:
        assert client.post(FORM, data=typed).status_code == 200
        assert not client.cookies
        assert read_form() == {}
        answer = client.post(FORM, data={**typed, "save": "yes"})
        attributes = answer.headers["set-cookie"].lower().split("; ")
        assert {"httponly", "samesite=strict", "path=/desk/"} <= {*attributes}
        assert "secure" not in attributes, "the address of this desk is not encrypted"
        kept = {name: typed[name] for name in ("name", "address", "phone")} | {"save": "yes"}
        assert read_form() == kept
        client.post(FORM, data={**typed, "save": "yes", "phone": "1"})
        assert read_form() == kept, "a form with a mistake is not kept"
        client.post(FORM, data=typed)
        assert read_form() == {}
        for hostile in ("%FF", "a&a", "name=%0Ax%00%3Cscript%3E&name=y", "=" * 3000, "language=es&form=letter"):
            client.cookies.set("clinic", hostile)
            assert not {*read_form()} - {"save"}


def test_the_form_shows_what_each_format_is(storm: Opened) -> None:
    with httpx.Client(timeout=PATIENCE, base_url=storm.url.rstrip("/")) as client:
        addresses = re.findall(r'<img src="([^"]+)" alt=""', client.get(FORM).text)
        assert addresses == ["/assets/formats/letter.svg"]
        picture = client.get(addresses[0])
        assert picture.headers["content-type"] == "image/svg+xml"
        assert ET.fromstring(picture.content).tag == "{http://www.w3.org/2000/svg}svg"
        assert client.get("/assets/formats/no.svg").status_code == 404


def test_only_what_the_manifest_lists_is_served(storm: Opened) -> None:
    row = json.loads((storm.output / "manifest.json").read_bytes())["editions"][0]
    with httpx.Client(timeout=PATIENCE, base_url=storm.url) as client:
        found = client.get(row["file"])
        assert (found.status_code, len(found.content)) == (200, row["bytes"])
        again = client.get(row["file"], headers={"if-none-match": found.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert int(found.headers["content-length"]) < row["bytes"], "a page is sent compressed"
        head = client.head(row["file"], headers={"accept-encoding": "identity"})
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(row["bytes"]))
        for path in ("secret.html", "manifest.json", ".staging/", f"handwashing/../{row['file']}", f"./{row['file']}"):
            assert client.get(httpx.URL(storm.url + path)).status_code == 404 or "secret" not in path
            assert raw(storm, f"GET /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()) == 404


def test_the_catalogue_leads_to_the_desk(storm: Opened) -> None:
    assert (
        '<p lang="en"><a href="/desk/en/">Add your clinic’s name</a></p>' in httpx.get(storm.url, timeout=PATIENCE).text
    )
    page = httpx.get(f"{storm.url}publications/handwashing.es.html", timeout=PATIENCE)
    assert '<p lang="es"><a href="/desk/es/handwashing">Añada el nombre de su clínica</a></p>' in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]


def render_list(finals: Iterable[FinishedEdition]) -> bytes:
    """The list that the desk shows until there is a catalogue."""
    live = LiveLibrary(BASE)
    rows = [make_row(final, {}) for final in finals]
    page = bytes(DeskPages(live, DeskLimits(), previews=False).render_files(live.choose_interface(), rows).body)
    assert all(f'href="/{row.file}"'.encode() in page for row in rows)
    return page


def test_a_file_that_is_not_what_the_manifest_says_is_not_served(tmp_path: Path, output: Path) -> None:
    copy = tmp_path / "output"
    shutil.copytree(output, copy)
    published = PublishedFiles(copy, 1_000_000)
    published.refresh()
    name = published.rows[0].file
    entry = published.find_file(name)
    assert entry is not None
    (copy / name).write_bytes(b"other bytes")
    assert published.read_file(entry) is None


def test_every_answer_carries_its_headers(storm: Opened) -> None:
    with httpx.Client(timeout=PATIENCE, base_url=storm.url) as client:
        answers = [client.get(path) for path in ("/", FORM, "/nowhere", "/assets/desk.css")]
        answers += [client.post(FORM), client.get("/", headers={"host": "evil.example"}), client.put("/")]
        for answer in answers:
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert "server" not in answer.headers
        web = client.get("/handwashing/handwashing.en.web.html")
        assert "script-src 'none'" in web.headers["content-security-policy"]
        assert "style-src 'self' 'sha256-" in web.headers["content-security-policy"]


def test_a_finished_page_keeps_its_own_styles_alone() -> None:
    text = "<style>a</style><script>b</script><script src=c></script>"
    assert make_content_policy(text, scripts=False).count("'sha256-") == 1
    assert make_content_policy(text, scripts=True).count("'sha256-") == 2
    # printf a | openssl dgst -sha256 -binary | base64
    assert "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='" in make_content_policy(text, scripts=False)


# ---------------------------------------------------------------- hostile requests


HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST " + FORM.encode() + b" HTTP/1.1\r\n" + HOST
TYPED = b"Content-Type: application/x-www-form-urlencoded\r\n"
HOSTILE: dict[str, tuple[bytes, int]] = {
    "up and out": (b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "encoded": (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "encoded twice": (b"GET /%252e%252e%252fetc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "backslashes": (b"GET /..\\..\\etc\\passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a null byte": (b"GET /index.html%00.pdf HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "no UTF-8": (b"GET /%ff%fe HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "an absolute path": (b"GET //etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a publication that is a path": (b"GET /desk/en/..%2f..%2fetc HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "an edition that is a path": (b"GET /preview/..%2fmanifest.json/file HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a language that is code": (b"GET /desk/__class__/ HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 421),
    "another address": (b"GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n", 421),
    "our host in another": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", 421),
    "a host that is nothing": (b"GET / HTTP/1.1\r\nHost: \r\n\r\n", 421),
    "a host with a name before it": (b"GET / HTTP/1.1\r\nHost: a@127.0.0.1\r\n\r\n", 421),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "the old protocol": (b"GET / HTTP/1.0\r\n\r\n", 421),
    "another method": (b"DELETE / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "a method of lower case": (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "a post where nothing is posted": (b"POST / HTTP/1.1\r\n" + HOST + TYPED + b"Content-Length: 0\r\n\r\n", 405),
    "another site": (POST + TYPED + b"Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n", 403),
    "the same site": (POST + TYPED + b"Sec-Fetch-Site: same-site\r\nContent-Length: 0\r\n\r\n", 403),
    "another origin": (POST + TYPED + b"Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n", 403),
    "no origin": (POST + TYPED + b"Origin: null\r\nContent-Length: 0\r\n\r\n", 403),
    "another port": (POST + TYPED + b"Origin: http://127.0.0.1:1\r\nContent-Length: 0\r\n\r\n", 403),
    "another type": (POST + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 415),
    "no type": (POST + b"Content-Length: 1\r\n\r\na", 415),
    "a huge body": (POST + TYPED + b"Content-Length: 99999999999\r\n\r\n", 413),
    "a body without an end": (
        POST + TYPED + b"Transfer-Encoding: chunked\r\n\r\n" + b"4000\r\n" + b"a" * 0x4000 + b"\r\n", 408),
    "a huge body in chunks": (
        POST + TYPED + b"Transfer-Encoding: chunked\r\n\r\n" + (b"4000\r\n" + b"a" * 0x4000 + b"\r\n") * 5, 413),
    "a length that is none": (POST + TYPED + b"Content-Length: -1\r\n\r\n", 400),
    "two lengths": (POST + TYPED + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "a body that stops": (POST + TYPED + b"Content-Length: 9\r\n\r\nabc", 408),
    "a form that is no text": (POST + TYPED + b"Content-Length: 7\r\n\r\nname=\xff\xfe", 400),
    "a form that is no UTF-8": (POST + TYPED + b"Content-Length: 8\r\n\r\nname=%ff", 400),
    "a field that comes twice": (POST + TYPED + b"Content-Length: 13\r\n\r\nname=a&name=b", 400),
    "too many fields": (POST + TYPED + b"Content-Length: 1000\r\n\r\n" + b"&a" * 500, 400),
    "a huge head": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 14_000 + b"\r\n\r\n", 431),
    "a head that is none": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "a head that never ends": (b"GET / HTTP/1.1\r\n" + HOST, 0),
    "nothing at all": (b"", 0),
}  # fmt: skip
"""What is sent, and the status of the answer; 0 when the connection is closed without one."""


def raw(desk: Opened, request: bytes) -> int:
    """Send bytes; the status of the answer, 0 for none."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(request)
            answer = connection.recv(1000)
        except ConnectionResetError:
            return 0
    return int(answer.split(b" ")[1]) if answer else 0


def test_hostile_requests_get_their_answer(storm: Opened) -> None:
    with ThreadPoolExecutor(len(HOSTILE)) as threads:
        answers = dict(zip(HOSTILE, threads.map(lambda name: raw(storm, HOSTILE[name][0]), HOSTILE), strict=True))
    assert answers == {name: status for name, (_, status) in HOSTILE.items()}
    assert httpx.get(storm.url, timeout=PATIENCE).status_code == 200


# ---------------------------------------------------------------- a storm


def in_a_thread(run: Any) -> Any:
    """The result of a coroutine; the browser of this process may have a loop of its own in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run).result()


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    content: bytes


async def _asked(port: int, path: str, data: dict[str, str] | None) -> Answer:
    """One request on a connection of its own, in as few steps as there can be: hundreds of them are to be cheap."""
    body = urlencode(data).encode() if data else b""
    head = f"{'POST' if data else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    typed = f"Content-Type: {FORM_TYPE}\r\nContent-Length: {len(body)}\r\n" if data else ""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{head}{typed}\r\n".encode() + body)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    first, _, content = answer.partition(b"\r\n\r\n")
    status, *lines_ = first.decode("latin-1").split("\r\n")
    return Answer(int(status.split()[1]), dict(line.lower().split(": ", 1) for line in lines_), content)


async def _storm(port: int, requests: Sequence[tuple[str, dict[str, str] | None]]) -> list[Answer]:
    return await asyncio.gather(*(_asked(port, path, data) for path, data in requests))


def test_the_log_has_no_people_in_it(desk: Opened, storm: Opened) -> None:
    for opened in (desk, storm):
        in_a_thread(_storm(opened.port, [(FORM, order(name=CLINIC))]))
    for log in (desk.log, storm.log):
        text = log.read_text("utf-8")
        assert "POST make_file " in text
        assert not any(word in text for word in (CLINIC, PHONE, "127.0.0.1", "handwashing", "evil", "Traceback"))


SLOW = DeskLimits(head_seconds=0.25, slowest_reader=200_000, requests=8)
LARGE = 2_000_000


async def _answer_large(scope: Any, _receive: Any, send: Any) -> None:
    """Answer with more than the buffers of a socket hold."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]})
    await send({"type": "http.response.body", "body": bytes(LARGE)})


@asynccontextmanager
async def _serve_large() -> AsyncIterator[tuple[int, uvicorn.Server]]:
    """Serve large answers behind the desk's guard; give the port."""
    guard = RequestGuard(_answer_large, SLOW)
    config = uvicorn.Config(guard, http=_make_protocol(SLOW), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with closing(open_listener("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells of no event
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1], server
        server.should_exit = True
        await serving


async def _visit(port: int, answers: int, pause: float, step: int = 1 << 16) -> int:
    """Ask for some answers on one connection, take `step` bytes each pause; return how many came until it was cut."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 50_000)
    opened.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(opened, ("127.0.0.1", port))
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    await loop.sock_sendall(opened, (request + b"\r\n") * (answers - 1) + request + b"Connection: close\r\n\r\n")
    got = 0
    with closing(opened), suppress(ConnectionError):
        while got < answers * LARGE:
            await asyncio.sleep(pause)
            part = await loop.sock_recv(opened, step)
            if not part:
                break
            got += len(part)
    return got


def test_slow_readers_do_not_close_the_desk() -> None:
    """Many who ask for much and take little or nothing are cut off, and one who comes then is served."""

    async def run() -> int:
        async with _serve_large() as (port, server):
            drip = [asyncio.create_task(_visit(port, 30, 0.05, 1000)) for _ in range(8)]  # 20,000 bytes a second
            idle = [asyncio.create_task(_visit(port, 30, PATIENCE)) for _ in range(8)]  # nothing in all that time
            refused = 0
            async with asyncio.timeout(PATIENCE):
                while len(server.server_state.connections) < len(drip + idle):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                while await _visit(port, 1, 0) < LARGE:  # they hold every place, but not for long
                    refused += 1
                    await asyncio.sleep(0.1)
                while server.server_state.connections:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            for one in drip + idle:
                one.cancel()
            return refused

    assert in_a_thread(run()) > 0


def test_who_reads_steadily_gets_one_file_after_another() -> None:
    """Faster than the slowest reader allowed, on one connection for longer than two checks, gets all."""
    got = in_a_thread(_read_steadily())
    assert got >= 2 * LARGE, got


async def _read_steadily() -> int:
    async with _serve_large() as (port, _):
        return await _visit(port, 2, 0.02, 100_000)  # 5,000,000 bytes a second at most


def test_in_a_storm_the_desk_says_no_politely_and_stays_small(storm: Opened) -> None:
    server = psutil.Process(storm.process.pid)
    in_a_thread(_storm(storm.port, [("/", None)] * 20))
    before = server.memory_info().rss
    posts = [(FORM, order(name=f"Clinic {number}")) for number in range(180)]
    paths = ("/", FORM, "/handwashing/handwashing.en.letter.pdf")
    answers: list[Answer] = in_a_thread(_storm(storm.port, [*posts, *((path, None) for path in paths * 40)]))
    answers += in_a_thread(_storm(storm.port, posts))
    counts = Counter(answer.status for answer in answers)
    assert set(counts) == {200, 503, 429}, counts
    assert all(int(one.headers["retry-after"]) > 0 for one in answers if one.status != 200)
    assert any(one.content == FILE for one in answers)
    grown = server.memory_info().rss - before
    assert grown < 30_000_000
    # The storm over, everything is as before, and an interrupt ends it.
    assert httpx.get(storm.url, timeout=PATIENCE).status_code == 200
    code, said = storm.close(signal.SIGINT)
    found = json.loads(said)
    assert code == 0
    assert found["queue"] == STORM.queue
    assert 0 < found["kept"] <= STORM.kept_bytes


def ask_politely(desk: Opened, requests: Sequence[tuple[str, dict[str, str]]]) -> list[Answer]:
    """Ask at once, and again as late as the desk says: earlier tests have asked for files as the same visitor."""
    answers: list[Answer] = in_a_thread(_storm(desk.port, requests))
    for _ in requests:  # each time, one at least is answered
        if late := [number for number, one in enumerate(answers) if one.status == 429]:
            time.sleep(max(int(answers[number].headers["retry-after"]) for number in late))
            again = in_a_thread(_storm(desk.port, [requests[number] for number in late]))
            for number, answer in zip(late, again, strict=True):
                answers[number] = answer
    return answers


def test_many_requests_for_one_file_make_it_once_under_load(desk: Opened) -> None:
    """The real press: a few requests at once for the same file and for others."""
    requests = [(FORM, order(name=f"Clinic {number % 2}")) for number in range(8)]
    answers = ask_politely(desk, requests)
    assert [answer.status for answer in answers] == [200] * 8
    assert all(answer.content.startswith(b"%PDF-1.7") for answer in answers)
    assert len({answer.content for answer in answers}) <= 2


# ---------------------------------------------------------------- the end


def test_the_server_itself_never_loads_the_renderer(desk: Opened) -> None:
    server = psutil.Process(desk.process.pid)
    loaded = {Path(part.path).name for part in server.memory_maps()}
    assert not any(name.startswith("_cffi_backend") for name in loaded)
    workers = [Path(part.path).name for child in server.children(recursive=True) for part in child.memory_maps()]
    assert any(name.startswith("_cffi_backend") for name in workers)


def test_the_desk_closes_without_orphans(desk: Opened) -> None:
    server = psutil.Process(desk.process.pid)
    children = server.children(recursive=True)
    assert children
    with socket.create_connection(("127.0.0.1", desk.port), timeout=PATIENCE) as waiting:
        waiting.sendall(b"GET /preview/handwashing.en.web/events HTTP/1.1\r\n" + HOST + b"\r\n")
        assert b"200 OK" in waiting.recv(1000)
        code, _ = desk.close()
    assert code == 0
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert not alive, gone
    assert "Traceback" not in desk.log.read_text("utf-8")
