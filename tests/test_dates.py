"""Shelf life: what is past its date is said everywhere, and what may not be handed out is not published unmarked."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import icalendar
import pypdfium2
import pytest
from typer.testing import CliRunner

from press.build import pipeline
from press.load import load
from press.model.build import BuildRequest
from press.model.edition import Edition
from press.model.findings import PressError
from press.model.sources.publication import PublicationFacts
from press.readback.html import parse_html, read_body_words
from press.readback.speech.listen import announce_pdf
from press.shelf_life import add_years, check_overdue, edition_rules, find_notice_key, parse_last_day
from press.style.isolation import isolate_fonts_of_process
from tests.commands import app
from tests.conftest import Check, VeraPdf
from tests.overlay import BASE, lay

FACTS = "publications/handwashing/publication.yaml"
DAY = dt.date(2024, 6, 15)


def saying(folder: Path, *lines: str) -> Path:
    """The base library with more lines in the facts of its publication; without its variant on paper."""
    sources = lay(folder, {FACTS: (BASE / FACTS).read_text("utf-8") + "".join(f"{line}\n" for line in lines)})
    (sources / "variants" / "letter.yaml").unlink(missing_ok=True)
    return sources


def run(*args: str | Path) -> Any:
    """What a command prints as JSON; it must end well."""
    ran = CliRunner().invoke(app, [*map(str, args), "--json"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


# ---------------------------------------------------------------- days


def test_a_month_is_good_until_its_last_day() -> None:
    assert parse_last_day("2024-02") == dt.date(2024, 2, 29)
    assert parse_last_day("2024-12") == dt.date(2024, 12, 31)
    assert parse_last_day("2024-02-03") == dt.date(2024, 2, 3)
    assert add_years(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)
    assert add_years(dt.date(9999, 1, 31), 20) == dt.date(9999, 1, 31)


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        ({}, ""),
        ({"status": "draft"}, "draft"),
        ({"status": "withdrawn", "expires": "2020-01"}, "withdrawn"),
        ({"status": "superseded", "superseded_by": "1"}, "superseded"),
        ({"expires": "2024-06-15"}, ""),
        ({"expires": "2024-06-14"}, "expired"),
        ({"expires": "2024-06"}, ""),
        ({"expires": "2024-05"}, "expired"),
    ],
)
def test_why_a_publication_is_not_handed_out(said: dict[str, str], notice: str) -> None:
    facts = load(BASE)[0].publications["handwashing"].facts
    assert find_notice_key(PublicationFacts.model_validate({**facts.model_dump(), **said}), DAY) == notice


@pytest.mark.parametrize(
    ("lines", "every", "day", "found"),
    [
        (["review_by: 2024-05"], "", "2024-05-31", []),
        (["review_by: 2024-05"], "", "2024-06-01", ["DUE201:12:12"]),
        (["review_by: 2024-06-14"], "", "2024-06-15", ["DUE201:12:12"]),
        (["expires: 2024-06-14"], "", "2024-06-15", ["DUE202:12:10"]),
        (["status: withdrawn", "review_by: 2021-01"], "", "2024-06-15", []),
        (["reviewed: 2024-07"], "", "2024-06-15", ["DUE204:12:11"]),
        ([], "3", "2023-02-28", []),
        ([], "3", "2023-03-01", ["DUE201:2:9"]),
        (["reviewed: 2022-01"], "3", "2024-06-15", []),
        (["reviewed: 2021-01"], "3", "2024-06-15", ["DUE201:12:11"]),
        (["review_by: 2030-01"], "3", "2024-06-15", []),
        ([], "", "2099-01-01", []),
    ],
)
def test_what_is_past_its_date_is_a_warning_at_that_date(
    lines: list[str], every: str, day: str, found: list[str], tmp_path: Path
) -> None:
    sources = saying(tmp_path / "sources", *lines)
    if every:
        center = sources / "center.yaml"
        center.write_text(f"review_every_years: {every}\n{center.read_text('utf-8')}", "utf-8")
    library, problems = load(sources)
    assert problems == []
    said = check_overdue(library, dt.date.fromisoformat(day))
    assert [f"{one.code}:{one.place.line}:{one.place.column}" for one in said] == found
    assert {one.severity for one in said} <= {"warning"}
    assert all(one.place.file.endswith("publication.yaml") for one in said)


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_review_that_is_due_is_said_by_the_commands_that_look(command: str, tmp_path: Path) -> None:
    sources = saying(tmp_path / "sources", "review_by: 2024-05")
    for day, codes in (("2024-05-31", []), ("2024-06-01", ["DUE201"])):
        said = run(command, "--sources", sources, "--today", day)
        assert [one["code"] for one in said["findings"]] == codes


# ---------------------------------------------------------------- publishing


HERE: Any = SimpleNamespace(run_tasks=lambda tasks: [(task, pipeline.run_task(task)) for task in tasks])
"""In place of a pool: everything in this process, because starting others costs more than these web pages."""


def build(sources: Path, output: Path, *slugs: str, day: dt.date = DAY) -> tuple[set[str], list[str]]:
    """Build as the command does; gives what is in the output with its marks, and the codes of the warnings."""
    request = BuildRequest(sources, output, slugs, day=day)
    findings = pipeline.build_editions(request, lambda *_: None, HERE).findings
    rows = json.loads((output / "manifest.json").read_bytes())["editions"]
    files = {f"{path.parent.name}/{path.name}" for path in output.rglob("*.web*.html") if path.parent.parent == output
             and path.parent.name != "catalogue"}  # fmt: skip
    assert {row["file"] for row in rows} == files
    for row in rows:
        dom = parse_html((output / row["file"]).read_text("utf-8"))
        assert ("No la use." in read_body_words(dom)) == bool(row["marked"]) or row["language"] != "es"
    return {f"{row['edition']} {row['status']} {row['marked']}".strip() for row in rows}, [one.code for one in findings]


def test_what_may_not_be_handed_out_is_published_only_by_name_and_marked(tmp_path: Path) -> None:
    """One publication through its life: current, withdrawn, asked for by name, out of date, current again."""
    sources, output = saying(tmp_path / "sources", "review_by: 2024-06"), tmp_path / "output"
    shutil.copytree(sources / "publications" / "handwashing", sources / "publications" / "soap")
    other = sources / "publications" / "soap" / "publication.yaml"
    other.write_text(other.read_text("utf-8").replace("01-001", "01-002"), "utf-8")
    (other.parent / "es.md").unlink()
    soap = {"soap.en.web current"}
    assert build(sources, output) == ({"handwashing.en.web current", "handwashing.es.web current", *soap}, [])

    saying(sources, "status: withdrawn")
    assert build(sources, output, "soap") == (soap, ["DUE203"])
    by_name = {f"handwashing.{lang}.web withdrawn withdrawn" for lang in ("en", "es")}
    assert build(sources, output, "handwashing") == (by_name | soap, [])
    assert build(sources, output, "soap") == (by_name | soap, []), "a build that names another takes nothing away"
    assert build(sources, output) == (soap, ["DUE203"])

    saying(sources, "expires: 2024-06-14")
    assert build(sources, output) == (soap, ["DUE202", "DUE203"])
    assert build(sources, output, day=dt.date(2024, 6, 14))[0] == {
        "handwashing.en.web current", "handwashing.es.web current", *soap,
    }  # fmt: skip
    assert build(sources, output, "soap") == (soap, ["DUE202", "DUE203"])


def test_an_unmarked_file_does_not_stay_beside_marked_ones(tmp_path: Path) -> None:
    """Asked for in one language only, a withdrawn publication loses the file of the other that does not say so."""
    sources, output = saying(tmp_path / "sources"), tmp_path / "output"
    build(sources, output)
    saying(sources, "status: withdrawn")
    pipeline.build_editions(BuildRequest(sources, output, ("handwashing",), ("en",), day=DAY), lambda *_: None, HERE)
    assert sorted(path.name for path in output.rglob("*.web.html")) == ["handwashing.en.web.html"]


def test_what_was_good_yesterday_is_judged_again_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is saved and no day is given: the clock alone has moved on."""
    sources, output = saying(tmp_path / "sources", "expires: 2024-06-15"), tmp_path / "output"
    remaining = []
    for day in (DAY, DAY + dt.timedelta(days=1)):
        for module in ("shelf_life", "build.selection", "build.up_to_date"):
            monkeypatch.setattr(f"press.{module}.read_date", lambda day=day: day)
        pipeline.build_editions(BuildRequest(sources, output), lambda *_: None, HERE)
        remaining.append(len(list(output.rglob("*.web.html"))))
    assert remaining == [2, 0]


# ---------------------------------------------------------------- the mark across every page


@pytest.fixture(scope="module")
def handout() -> bytes:
    """The PDF of a superseded publication in Spanish."""
    isolate_fonts_of_process()
    return pipeline.make_edition(superseded("letter"))[0].data


@pytest.fixture(scope="module")
def page() -> bytes:
    """Its web page, of a clinic."""
    return pipeline.make_edition(superseded("web", "corner"))[0].data


def superseded(variant: str, imprint: str = "") -> Edition:
    """An edition of the base library in Spanish, as if another publication took its place."""
    edition = pipeline.select_editions(pipeline.read_library(BASE), (), ("es",), (variant,), imprint)[0]
    facts = edition.publication.facts.model_copy(update={"status": "superseded", "superseded_by": "99-123"})
    return replace(edition, publication=replace(edition.publication, facts=facts), notice="superseded")


SAID = "Reemplazada. Esta publicación fue reemplazada por Sample Pub. No. 99-123. Use esa."


def test_a_screen_reader_hears_once_that_it_is_not_to_be_used(handout: bytes) -> None:
    lines = announce_pdf(handout)
    spoken = " ".join(" ".join(lines).split())
    assert spoken.count("Reemplazada.") == 1
    assert spoken.count("99-123") == 1
    assert spoken.index("Reemplazada.") < spoken.index("heading")


def test_a_web_page_says_first_that_it_is_not_to_be_used(page: bytes) -> None:
    assert read_body_words(parse_html(page.decode())).replace("\u00a0", " ").startswith(f"Ir al texto {SAID}")


def test_every_page_shows_it(handout: bytes) -> None:
    """A fortieth of each page as PDFium draws it is in the colour of the word that lies across it."""
    document = pypdfium2.PdfDocument(handout)
    assert len(document) > 2
    for page in document:
        picture = page.render(scale=0.5).to_pil().convert("RGB")
        colours = {colour: count for count, colour in picture.getcolors(1 << 24)}
        assert colours.get((0xE3, 0xDE, 0xD4), 0) > picture.width * picture.height / 40
    document.close()


def test_its_words_are_found_no_second_time(handout: bytes) -> None:
    """The word across the page is a drawing: nobody searches, copies or hears it."""
    document = pypdfium2.PdfDocument(handout)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert text.count("Reemplazada") == 1


def test_a_marked_handout_is_as_accessible_as_others(handout: bytes, verapdf: VeraPdf) -> None:
    assert verapdf(handout) == []


def test_a_marked_web_page_of_a_clinic_is_as_accessible_as_others(page: bytes, axe: Check, nu: Check) -> None:
    assert axe(page) == []
    assert nu(page) == []


def test_a_file_that_hides_it_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = superseded("web")
    real = pipeline.typeset
    monkeypatch.setattr(pipeline, "typeset", lambda *args, **kwargs: real(*args, **kwargs).replace('"across"', '"no"'))
    with pytest.raises(PressError) as caught:
        pipeline.make_edition(edition)
    assert {edition_rules.check_notice_on_pages.code.code} <= {one.code for one in caught.value.findings}


# ---------------------------------------------------------------- due


def test_due_lists_what_is_overdue_first(tmp_path: Path) -> None:
    sources = saying(tmp_path / "sources", "review_by: 2024-05", "expires: 2024-09-13")
    said = run("due", "--sources", sources, "--today", DAY.isoformat(), "--within", "90d")["due"]
    assert [(one["date"], one["days"], one["what"]) for one in said] == [
        ("2024-05-31", -15, "review"),
        ("2024-09-13", 90, "expiry"),
    ]
    assert {one["number"] for one in said} == {"01-001"}
    said = run("due", "--sources", sources, "--today", DAY.isoformat(), "--within", "12w")["due"]
    assert [one["what"] for one in said] == ["review"]


def test_the_end_of_time_is_a_date_like_others(tmp_path: Path) -> None:
    sources = saying(tmp_path / "sources", "review_by: 9999-12")
    file = tmp_path / "dates.ics"
    said = run("due", "--sources", sources, "--today", "2024-06-15", "--within", "9999y", "--ics", file)["due"]
    assert said[0]["date"] == "9999-12-31"
    assert b"99991231" in file.read_bytes()


def test_a_title_with_brackets_is_no_markup(tmp_path: Path) -> None:
    text = (
        (BASE / "publications/handwashing/en.md")
        .read_text("utf-8")
        .replace("title: Sample", "title: '[/b] Sample' #", 1)
    )
    sources = saying(tmp_path / "sources", "review_by: 2024-05")
    lay(sources, {"publications/handwashing/en.md": text})
    for args in (["list"], ["list", "--numbers"], ["due"]):
        shown = CliRunner().invoke(app, [*args, "--sources", str(sources)], catch_exceptions=False)
        assert shown.exit_code == 0
        assert "[/b] Sample" in shown.stdout


@pytest.mark.parametrize("span", ["", "90", "d", "-3d", "3 weeks", "99999999d", "١d"])
def test_a_span_that_is_none_is_a_usage_error(span: str) -> None:
    ran = CliRunner().invoke(app, ["due", "--within", span])
    assert ran.exit_code == 2
    assert "90d" in ran.output


def test_the_calendar_can_be_read_by_others(tmp_path: Path) -> None:
    """All-day events, whose identifiers stay when their dates move or the file is written on another day."""
    found = []
    for day, expires in ((DAY, "2024-07-01"), (dt.date(2024, 6, 20), "2024-08-01")):
        sources = saying(tmp_path / "sources", "review_by: 2024-05", f"expires: {expires}")
        file = tmp_path / "dates.ics"
        run("due", "--sources", sources, "--today", day.isoformat(), "--ics", file)
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        assert calendar["version"] == "2.0"
        events = calendar.walk("VEVENT")
        assert [event.decoded("dtstart") for event in events] == [dt.date(2024, 5, 31), dt.date.fromisoformat(expires)]
        assert {event.decoded("dtstamp").date() for event in events} == {day}
        assert all("01-001" in str(event["summary"]) for event in events)
        assert not any(isinstance(event.decoded("dtstart"), dt.datetime) for event in events), "they are whole days"
        found.append([str(event["uid"]) for event in events])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2
