"""Identity: numbers, addresses and links that lead where they say, and what a change of the sources reaches."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.build.impact import list_changes, read_stock
from press.build.selection import find_downloads, select_editions, split_into_waves
from press.check.addresses import find_dial_problem, find_email_problem, find_print_problem, find_url_problem
from press.check.contacts import check_links_are_encrypted, check_successor_chains
from press.check.links import check_links
from press.load import load
from press.model.edition import FinishedEdition
from press.model.findings import Place, PressError
from press.model.manifest import ManifestRow
from press.publish.fingerprints import hash_parts
from press.publish.manifest import format_manifest, read_rows
from press.publish.output import make_row
from tests.commands import app
from tests.overlay import BASE, findings, lay

FACTS = "publications/handwashing/publication.yaml"


def invoke(*args: str | Path) -> tuple[int, Any, str]:
    """Run a command: its exit code, what it printed as JSON, and everything that it printed."""
    ran = CliRunner().invoke(app, [*map(str, args), "--json"], catch_exceptions=False)
    return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else None, ran.output


# ---------------------------------------------------------------- telephone numbers, email and web addresses


@pytest.mark.parametrize(
    ("text", "dial"),
    [
        ("800-624-BONE (2663)", "+18006242663"),
        ("888-INFO-FDA (888-463-6332)", "+18884636332"),
        ("1-800-MEDICARE (1-800-633-4227)", "+18006334227"),
        ("800-MEDICARE", "+18006334227"),  # a telephone ignores what is dialed after the last digit
        ("(202) 223-0344", "+12022230344"),
        ("1 202 223 0344", "+12022230344"),
        ("+1 202.223.0344", "+12022230344"),
        ("202-223-0344 ext. 5", "+12022230344"),
        ("020 7946 0958", "+442079460958"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_a_printed_number_that_is_the_one_dialled(text: str, dial: str) -> None:
    assert find_print_problem(text, dial) == ""


@pytest.mark.parametrize(
    ("text", "dial", "says"),
    [
        ("202-223-0345", "+12022230344", "+12022230345"),
        ("800-624-BONE (2664)", "+18006242663", "2663 on the keys of a telephone, not 2664"),
        ("202-223", "+12022230344", "`202-223`"),
        ("call us", "+12022230344", "not a telephone number"),
        ("", "+12022230344", "not a telephone number"),
    ],
)
def test_a_printed_number_that_is_another(text: str, dial: str, says: str) -> None:
    assert says in find_print_problem(text, dial)


@pytest.mark.parametrize("dial", ["+1202223034", "+120222303444", "+11112223333", "+9991234567", "x", "", "+" * 400])
def test_a_number_that_nobody_can_have(dial: str) -> None:
    assert find_dial_problem(dial)
    assert find_dial_problem("+12022230344") == ""


@pytest.mark.parametrize("address", ["a..b@x.org", "a@b", "a b@x.org", "@x.org", "a@x..org", "", "x" * 400 + "@x.org"])
def test_an_email_address_that_cannot_exist(address: str) -> None:
    assert find_email_problem(address)
    assert find_email_problem("NIHBoneInfo@mail.nih.gov") == ""


@pytest.mark.parametrize(
    "url",
    ["https://", "https://site", "https://a..b", "https://-a.org", "https://a.org:port/", "https://a.org:99999/",
     "https://bank.org@evil.org/", "https://[::1", "https://a_b.org", "https://a.123", "https://" + "a" * 64 + ".org"],
)  # fmt: skip
def test_a_web_address_that_leads_nowhere(url: str) -> None:
    assert find_url_problem(url)


@pytest.mark.parametrize(
    "url", ["https://a.org", "http://127.0.0.1:80/x", "https://[::1]/", "https://español.example/"]
)
def test_a_web_address_that_may_lead_somewhere(url: str) -> None:
    assert find_url_problem(url) == ""


def test_the_numbers_of_a_clinic_are_checked_like_the_centres(tmp_path: Path) -> None:
    phones = "phones:\n  - {text: 202-555-0147, dial: '+12025550148'}\n  - {text: 911-555, dial: '+1911555'}\n"
    found = findings(lay(tmp_path / "sources", {"imprints/other.yaml": f"name: Other clinic\n{phones}"}))
    places = [(one.code, Path(one.place.file).name, one.place.line) for one in found]
    assert places == [("IDN102", "other.yaml", 3), ("IDN101", "other.yaml", 4)]


def test_the_shipped_sources_name_every_link_without_encryption() -> None:
    """The addresses of 2015 stand as they were issued: warnings, at the line of each, and no error."""
    root = Path(__file__).parent.parent / "sources"
    found = [one for one in findings(root) if one.code == check_links_are_encrypted.code.code]
    assert len(found) >= 6
    assert {one.severity for one in found} == {"warning"}
    assert {Path(one.place.file).name for one in found} == {"center.yaml", "organizations.yaml"}


@pytest.mark.parametrize("chain", [["02-000", "01-001"], ["02-000", "02-001", "01-001"], ["01-001"]])
def test_a_chain_of_any_length_that_ends_where_it_began_is_found(chain: list[str], tmp_path: Path) -> None:
    facts = (BASE / FACTS).read_text("utf-8")
    files = {FACTS: f"{facts}status: superseded\nsuperseded_by: {chain[0]}\n"}
    for number, following in pairwise(chain):
        files[f"publications/p{number}/publication.yaml"] = (
            facts.replace("01-001", number) + f"status: superseded\nsuperseded_by: {following}\n"
        )
    found = [one for one in findings(lay(tmp_path / "sources", files)) if one.code == check_successor_chains.code.code]
    assert len(found) == len(chain)
    assert all("01-001" in one.problem for one in found)


# ---------------------------------------------------------------- list --numbers


def test_one_view_of_all_numbers(tmp_path: Path) -> None:
    facts = (BASE / FACTS).read_text("utf-8")
    sources = lay(
        tmp_path / "sources",
        {
            FACTS: f"{facts}status: superseded\nsuperseded_by: 00-002\n",
            "publications/soap/publication.yaml": facts.replace("01-001", "00-002") + "expires: 2021-01\n",
            "publications/soap/en.md": (BASE / "publications/handwashing/en.md").read_bytes(),
            "publications/soap/figures/tap.svg": (BASE / "publications/handwashing/figures/tap.svg").read_bytes(),
            "publications/soap/figures/soap.svg": (BASE / "publications/handwashing/figures/soap.svg").read_bytes(),
        },
    )
    code, said, _ = invoke("list", "--numbers", "--sources", sources, "--today", "2021-02-01")
    assert code == 0
    assert [[one[key] for key in ("number", "publication", "languages", "status", "superseded_by")]
            for one in said["numbers"]] == [
        ["00-002", "soap", ["en"], "expired", ""],
        ["01-001", "handwashing", ["en", "es"], "superseded", "00-002"],
    ]  # fmt: skip
    assert said["numbers"][1]["title"] == "Sample publication about handwashing"


# ---------------------------------------------------------------- impact


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """The manifest of a build of the base library, without the cost of making it."""
    editions = select_editions(load(BASE)[0])
    rows: dict[str, ManifestRow] = {}
    for wave in split_into_waves(editions):
        for edition, downloads in find_downloads(wave, editions, rows):
            final = FinishedEdition(edition, "<main></main>", edition.name.encode(), 1)
            rows[edition.name] = make_row(final, hash_parts(edition, downloads))
    path = tmp_path / "printed.json"
    path.write_bytes(format_manifest(rows.values()))
    return path


def changed(sources: Path, printed: Path) -> dict[str, tuple[str, bool]]:
    return {one.edition: (one.what, one.stale) for one in list_changes(load(sources)[0], read_rows(printed))}


def test_nothing_changes_when_nothing_is_changed(printed: Path) -> None:
    assert changed(BASE, printed) == {}
    assert "Nothing changes" in CliRunner().invoke(
        app, ["impact", "--sources", str(BASE), "--against", str(printed)]
    ).stdout  # fmt: skip


def test_a_telephone_number_reaches_every_edition(printed: Path, tmp_path: Path) -> None:
    """Changed once in center.yaml, it changes all, and what is printed of all is stale."""
    center = (BASE / "center.yaml").read_text("utf-8").replace("555-0101", "555-0177").replace("5550101", "5550177")
    sources = lay(tmp_path / "sources", {"center.yaml": center})
    assert changed(sources, printed) == {
        f"handwashing.{lang}.{variant}": ("changed", variant == "letter")
        for lang in ("en", "es") for variant in ("letter", "web")
    }  # fmt: skip


def test_a_word_reaches_the_editions_of_its_language_and_the_pages_that_link_to_them(
    printed: Path, tmp_path: Path
) -> None:
    text = (BASE / "publications/handwashing/en.md").read_text("utf-8")
    sources = lay(
        tmp_path / "sources", {"publications/handwashing/en.md": text.replace("Not clean", "Dirty") + "\nNo."}
    )
    found = changed(sources, printed)
    assert found["handwashing.en.letter"] == ("changed", True)
    assert found["handwashing.es.web"] == ("changed", False)
    assert "handwashing.es.letter" not in found


def test_a_review_makes_nothing_in_print_stale(printed: Path, tmp_path: Path) -> None:
    facts = (BASE / FACTS).read_text("utf-8")
    sources = lay(tmp_path / "sources", {FACTS: f"{facts}reviewed: 2024-01\nreview_by: 2027-01\n"})
    found = changed(sources, printed)
    assert set(found.values()) == {("changed", False)}
    assert {one.why for one in list_changes(load(sources)[0], read_rows(printed))} == {("shelf life",)}


def test_what_comes_and_what_goes(printed: Path, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"variants/a5.yaml": (BASE / "variants/letter.yaml").read_bytes()})
    (sources / "publications/handwashing/es.md").unlink()
    found = changed(sources, printed)
    assert found["handwashing.en.a5"] == ("new", False)
    assert found["handwashing.es.letter"] == ("removed", True)
    facts = sources / FACTS
    facts.write_text(facts.read_text("utf-8") + "status: withdrawn\n", "utf-8")
    assert set(changed(sources, printed).values()) == {("removed", True), ("removed", False)}


STOCK = "number,language,variant,quantity\n"


def test_the_stock_that_becomes_stale_is_counted(printed: Path, tmp_path: Path) -> None:
    center = (BASE / "center.yaml").read_text("utf-8").replace("555-0101", "555-0177").replace("5550101", "5550177")
    sources = lay(tmp_path / "sources", {"center.yaml": center})
    stock = tmp_path / "stock.csv"
    stock.write_bytes(
        b"\xef\xbb\xbfShelf;Number;Language;Variant;Quantity\r\n"
        b"A;01-001;en;letter;250\r\nB;Sample Pub. No. 01-001;es;letter;50\r\n\r\nC;77-777;en;letter;9\r\n"
    )
    code, said, _ = invoke("impact", "--sources", sources, "--against", printed, "--stock", stock)
    assert code == 0
    assert [(one["edition"], one["quantity"]) for one in said["stale"]] == [
        ("handwashing.en.letter", 250),
        ("handwashing.es.letter", 50),
    ]
    assert [(one["code"], one["line"]) for one in said["findings"]] == [("STK102", 5)]
    code, said, _ = invoke("impact", "--sources", BASE, "--against", printed, "--stock", stock)
    assert (code, said["changes"], said["stale"]) == (0, [], [])


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"", [":1:1"]),
        (b"number,language\n", [":1:1"]),
        (b"number,language,variant,quantity\n1,en,a4,5\n1,en,\xe1,5\n", [":3:1"]),
        ((STOCK + "1,en,a4,many\n1,en,a4,-5\n1,,a4,5\n1,en,a4\n").encode(), [":2:1", ":3:1", ":4:1", ":5:1"]),
        ((STOCK + '"1,en').encode(), [":2:1"]),
        ((STOCK + "1,en,a4,\u0665\n").encode(), [":2:1"]),
        (b"\0" * 40, [""]),
        ((STOCK + "1,en,a4," + "9" * 200_000 + "\n").encode(), [":1:1"]),
    ],
)
def test_a_bad_list_of_stock_is_findings_at_its_lines(data: bytes, places: list[str]) -> None:
    _, found = read_stock(data, "stock.csv")
    assert [str(one.place).removeprefix("stock.csv") for one in found] == places
    assert {one.code for one in found} == {"STK101"}


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b'{"schema": 1, "editions": [{}]}'])
def test_without_a_build_to_compare_with_it_is_a_usage_error(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    if content is not None:
        path.write_bytes(content)
    for against in (path, tmp_path):
        code, _, output = invoke("impact", "--sources", BASE, "--against", against)
        assert code == 2
        assert "hint" in output


# ---------------------------------------------------------------- check --links


class Site(BaseHTTPRequestHandler):
    """A small site with every kind of trouble."""

    ANSWERS: ClassVar = {
        "/good": (200, ""),
        "/moved": (301, "/good"),
        "/elsewhere": (302, "/good"),
        "/gone": (404, ""),
        "/down": (503, ""),
        "/round": (302, "/round"),
        "/away": (302, "file:///etc/hostname"),
        "/shy": (200, ""),
    }

    def handle(self) -> None:
        if self.request.recv(1, socket.MSG_PEEK) != b"\x16":  # a TLS handshake: this site knows no https
            super().handle()

    def do_HEAD(self) -> None:
        if self.path == "/shy":
            self.send_error(405)
        elif self.path == "/slow":
            self.server.closing.wait(20)  # type: ignore[attr-defined]
        else:
            self.do_GET()

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        status, location = self.ANSWERS[self.path]
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.closing, server.asked = threading.Event(), []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.closing.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def test_each_link_is_tried_once_and_said_at_every_place(site: ThreadingHTTPServer) -> None:
    address = f"http://127.0.0.1:{site.server_port}"
    steps: list[tuple[int, int]] = []
    paths = ("good", "good#part", "moved", "elsewhere", "gone", "gone", "down", "round", "away", "shy")
    given = [(Place("en.md", line, 1), f"{address}/{path}") for line, path in enumerate(paths, 1)]
    given += [(Place("en.md", 98, 1), "mailto:a@b.org"), (Place("en.md", 99, 1), "#here")]
    found, count = check_links(given, lambda done, total, _: steps.append((done, total)))
    assert {(one.place.line, one.code) for one in found} == {
        (3, "LNK103"), (4, "LNK103"), (5, "LNK101"), (6, "LNK101"), (7, "LNK102"), (8, "LNK102"), (9, "LNK102"),
    }  # fmt: skip
    said = {one.place.line: one.problem for one in found}
    assert f"has moved to `{address}/good`" in said[3]
    assert "redirects for now to" in said[4]
    assert count == 8
    assert steps[0] == (0, 8)
    assert steps[-1] == (8, 8)
    assert site.asked.count("/gone") == 2, "HEAD and GET, although two places name it"  # type: ignore[attr-defined]


def test_a_site_that_does_not_answer_is_not_waited_for(site: ThreadingHTTPServer) -> None:
    given = [(Place("en.md", 1, 1), f"http://127.0.0.1:{site.server_port}/slow")]
    found, _ = check_links(given, lambda *_: None, timeout=0.3)
    assert [one.code for one in found] == ["LNK102"]
    assert "in time" in found[0].problem


def test_check_tries_links_only_when_asked(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{site.server_port}/gone"
    directory = (BASE / "organizations.yaml").read_text("utf-8").replace("https://garden.example", address)
    sources = lay(tmp_path / "sources", {"organizations.yaml": directory})
    # The other sites of the base library cannot exist (RFC 2606), whatever the machine can reach.
    code, _, _ = invoke("check", "--sources", sources)
    assert code == 0
    assert site.asked == []  # type: ignore[attr-defined]
    code, said, _ = invoke("check", "--links", "--sources", sources)
    assert code == 1
    gone = [one for one in said["findings"] if one["code"] == "LNK101" and address in one["problem"]]
    assert [(one["line"], one["column"]) for one in gone] == [(10, 10)]


def test_a_machine_without_a_network_says_so_once() -> None:
    given = [(Place("en.md", line, 1), f"http://127.0.0.1:{port}/") for line, port in ((1, 1), (2, 2))]
    with pytest.raises(PressError) as caught:
        check_links(given, lambda *_: None, timeout=0.4)
    assert [one.code for one in caught.value.findings] == ["LNK104"]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("args", [("check",), ("list",), ("due",), ("list", "--numbers")])
def test_nothing_else_reaches_the_network(args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it reaches the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert invoke(*args, "--sources", BASE)[0] == 0
    edition = replace(pipeline.select_editions(load(BASE)[0], variants=("web",))[0])
    assert pipeline.make_edition(edition)[0].data
