"""One table each for formats, node kinds and order statuses; and docs/adding.md is true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from press.load import load
from press.load.markdown import containers
from press.model.formats import FORMATS, FileFormat
from press.model.nodes import CONTAINERS, NODE_KINDS
from press.model.order_statuses import ENDED, RANKS, SET_BY_HAND, STATUSES, describe_transitions
from press.model.rules import list_rules
from press.model.sources.language import Language
from press.model.sources.variant import Variant
from press.orders import database
from press.readback.tolerances import LAYOUTS, TOLERANCES
from press.runtime.entry_points import load_entry_point
from tests.overlay import findings, lay
from tests.recipes import copy_project

ROOT = Path(__file__).resolve().parent.parent


# ---------------------------------------------------------------- order statuses


def test_every_status_can_be_reached_and_leads_to_statuses() -> None:
    reached = {name for row in STATUSES.values() for name in row.next}
    assert reached | {RANKS[0]} == set(STATUSES)
    assert {name for name, row in STATUSES.items() if not row.next} <= set(ENDED)
    assert not {name for name in ENDED if STATUSES[name].waits}
    assert all(name in describe_transitions() for name in STATUSES)


def test_every_status_fits_its_columns() -> None:
    columns = (database.lines.c.status, database.journal.c.was, database.journal.c.became, database.counts.c.status)
    widths = {column.type.length for column in columns}  # type: ignore[attr-defined]
    assert max(map(len, STATUSES)) <= min(widths)


def test_staff_can_read_what_every_status_means() -> None:
    page = (ROOT / "docs" / "staff" / "orders.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([a-z-]+) \| .* \| (.*) \|$", page, re.MULTILINE))
    assert set(rows) & {*STATUSES} == set(STATUSES)
    assert {name for name in STATUSES if "you" in rows[name]} == set(SET_BY_HAND)


LOSE = """
from pathlib import Path
import sqlalchemy as sa
from typer.testing import CliRunner
from press.cli import load_commands
from press.orders import database as t, open_order_ledger, queries
from press.orders.ledger import FORBIDDEN

def run(*words):
    result = CliRunner().invoke(load_commands(), ["orders", *words, "--ledger", "ledger.sqlite3"])
    return f"{result.exit_code} {' '.join(result.output.split())}"

day = dict.fromkeys(("received", "changed"), "2026-03-01T00:00:00Z")
with open_order_ledger("ledger.sqlite3", Path("output")) as book, book.begin_transaction() as c:
    c.execute(sa.insert(t.orders).values(id=1, received=day["received"], other_format=""))
    c.execute(sa.insert(t.people).values({column.name: "1" for column in t.people.c}))
    c.execute(sa.insert(t.lines).values(
        order_id=1, number="n", language="en", variant="letter", quantity=2, status="new", changed=day["changed"]))
print(run("set", "lost", "1", "--now", "2026-03-02T00:00:00Z"))
print("lost" in run("list", "--status", "lost"), "lost" in run("set", "--help"))
print(run("set", "accepted", "1"))
print(run("purge", "--older-than", "1d", "--now", "2026-03-09T00:00:00Z"))
with open_order_ledger("ledger.sqlite3", Path("output")) as book:
    print(queries.list_orders(book), [row["status"] for row in queries.list_purged(book)])
print(FORBIDDEN.clause)
"""


def test_a_new_status_that_ends_is_known_everywhere(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A status of an order")
    table = "press/model/order_statuses.py"
    copy.insert(table, '"accepted", "back-ordered", "cancelled"), "every order', '"lost", ')
    copy.insert(table, '        OrderStatus("cancelled", ()', '        OrderStatus("lost", (), ended=True),\n')
    copy.insert("docs/staff/orders.md", "| cancelled | it", "| lost | it never came | you |\n")
    changed, listed, refused, purged, after, clause = copy.python(LOSE).splitlines()
    assert changed == "0 Now lost: 1 line."
    assert listed == "True True"
    assert refused.startswith("1 ")
    assert "is lost and cannot become accepted" in refused
    assert purged.startswith("0 ")
    assert after == "[] ['lost']"
    assert "new, then lost, accepted" in clause


# ---------------------------------------------------------------- formats

STAGES = {"render": "press.render", "finish": "press.finish", "refuse": "press.finish", "read": "press.readback",
          "compare": "press.readback", "listen": "press.readback", "draw": "press.readback"}  # fmt: skip
OPTIONAL = {"refuse", "compare", "listen", "draw"}


@pytest.mark.parametrize("row", FORMATS.values(), ids=list(FORMATS))
def test_every_format_names_functions_of_its_stages(row: FileFormat) -> None:
    for stage, package in STAGES.items():
        if getattr(row, stage) or stage not in OPTIONAL:
            assert getattr(row, stage).startswith(package)
            assert callable(load_entry_point(getattr(row, stage)))
    assert row.rules
    assert all(list_rules(load_entry_point(name)) for name in row.rules)


@pytest.mark.parametrize("row", FORMATS.values(), ids=list(FORMATS))
def test_every_format_that_flows_is_compared_and_its_tolerances_are_known(row: FileFormat) -> None:
    assert set(row.tolerances) <= set(TOLERANCES)
    assert row.layout != "core" or (row.compare and "press.verify.parity" in row.rules)
    assert not row.words or row.words in Language.model_fields


def test_every_tolerance_is_used() -> None:
    assert {name for row in FORMATS.values() for name in row.tolerances} | set(LAYOUTS) == set(TOLERANCES)


@pytest.mark.parametrize("row", FORMATS.values(), ids=list(FORMATS))
def test_every_format_claims_something_whatever_its_variant_chooses(row: FileFormat) -> None:
    choices = get_args(Variant.model_fields["pdf_standard"].annotation)
    assert {bool(row.list_claims(choice)) for choice in choices} == {bool(row.standards)}


def test_no_two_formats_are_taken_for_each_other() -> None:
    assert len({row.label for row in FORMATS.values()}) == len(FORMATS)
    for row in FORMATS.values():  # a file is told by the end of its name
        same = [one for one in FORMATS.values() if one.suffix == row.suffix]
        assert len({(one.media_type, one.listen, one.draw) for one in same}) == 1
    assert all(row.suffix.startswith(".") and "/" in row.media_type for row in FORMATS.values())
    assert any(row.lists_files for row in FORMATS.values())
    assert all(row.paged for row in FORMATS.values() if row.on_paper)


@pytest.mark.parametrize(
    "line", ["width: 8.5in", "height: 11in", "fold: {kind: c-fold, sheet_width: 11in, sheet_height: 8in}"]
)
def test_a_variant_that_is_not_printed_has_no_paper(line: str, tmp_path: Path) -> None:
    sources = lay(tmp_path / "sources", {"variants/extra.yaml": f"format: html\nkind: handout\n{line}\n"})
    found = [one for one in findings(sources) if one.code == "SRC303"]
    assert [(one.place.line, "are not printed" in one.problem) for one in found] == [(3, True)]


TEXT_ROW = """        FileFormat(
            name="words",
            label="Text",
            suffix=".words",
            media_type="text/plain",
            standards={"": ("Plain text of RFC 2046",)},
            render="press.render.words:render_words",
            finish="press.finish:keep_draft",
            read="press.readback.words:read_words",
            rules=("press.verify.furniture", "press.imprints.edition_rules"),
            layout="screen",
        ),
"""
RENDER_WORDS = '''"""Words."""
from press.model.edition import Draft
from press.readback.html import parse_html, read_body_words

def render_words(edition, html, lines):
    """Write the words of a page."""
    return Draft(read_body_words(parse_html(html)).encode(), 1)
'''
READ_WORDS = '''"""Words."""
from press.readback import Reading
from press.readback.html import parse_html_cached

def read_words(final):
    """Read words back."""
    return Reading(edition=final.edition, html=final.html, data=final.data, words=final.data.decode(),
                   dom=parse_html_cached(final.html), html_without_imprint=final.html_without_imprint or final.html)
'''


def test_a_new_format_is_built_published_and_listed(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A format")
    copy.insert("press/model/formats.py", '        FileFormat(\n            name="html"', TEXT_ROW)
    copy.create("press/render/words.py", RENDER_WORDS)
    copy.create("press/readback/words.py", READ_WORDS)
    copy.create("sources/variants/plain.yaml", "format: words\nkind: plain\norder: -1\n")
    for lang in ("en", "es"):
        copy.insert(f"sources/languages/{lang}.yaml", "  web-page: ", "  plain: Words\n")
    (copy.folder / "sources/variants/letter.yaml").unlink()
    copy.run("build", "--lang", "en", "--jobs", "1")
    output = copy.folder / "output"
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    row = next(one for one in manifest["editions"] if one["format"] == "words")
    assert (row["file"], row["standards"], row["trim"]) == (
        "handwashing/handwashing.en.plain.words", ["Plain text of RFC 2046"], None
    )  # fmt: skip
    assert "A sample hand has been in the garden." in (output / row["file"]).read_text("utf-8")
    page = (output / "handwashing/handwashing.en.web.html").read_text("utf-8")
    assert '<a href="handwashing.en.plain.words" type="text/plain">' in page
    assert "Text, " in page
    listed = (output / "catalogue/handwashing.en.html").read_text("utf-8")
    assert re.search(r'href="[^"]*handwashing\.en\.plain\.words" type="text/plain"', listed)
    assert re.search(r'class="button" href="[^"]*handwashing\.en\.web\.html"', listed), (
        "the page to read, not the first file"
    )


# ---------------------------------------------------------------- node kinds


def test_every_node_kind_is_written_somewhere_and_is_what_its_row_says(tmp_path: Path) -> None:
    overlay = ROOT / "tests" / "cases" / "every-construct" / "sources"
    files = {path.relative_to(overlay).as_posix(): path.read_bytes() for path in overlay.rglob("*") if path.is_file()}
    library, _ = load(lay(tmp_path / "sources", files))
    nodes = [
        node
        for publication in library.publications.values()
        for translation in publication.translations.values()
        for section in translation.sections
        for top in (*section.heading, *section.blocks)
        for node in top.walk()
    ]
    assert {node.kind for node in nodes} == set(NODE_KINDS)
    assert {node.kind for node in nodes if node.attrs.get("title")} == {
        name for name, row in NODE_KINDS.items() if row.has_title
    }
    assert {node.kind for node in nodes if node.attrs.get("id")} == {name for name, row in NODE_KINDS.items() if row.id}
    assert not [node for node in nodes if NODE_KINDS[node.kind].id == "required" and not node.attrs["id"]]


def test_every_container_has_a_row_and_a_reader() -> None:
    assert set(CONTAINERS) == set(containers._CONTAINER_READERS)
    assert not [name for name, row in NODE_KINDS.items() if row.has_title and not row.is_block]


TIP = "\n::: sample Ask for {} {{#sample-{}}}\nSoap is there.\n:::\n"
COMPARE = """
from pathlib import Path
from press.check import check
from press.load import load
from press.build.selection import list_editions
from press.plain_language.measure import list_running_text
from press.redline.compare import compare_publications
from press.text.blocks import list_parts
from press.typeset import typeset

library, found = load(Path("sources"))
print([f"{one.code} {one.problem}" for one in [*found, *check(library)] if one.severity == "error"])
publication = library.publications["handwashing"]
part = list(list_parts(publication.translations["en"]).values())[-1]
print(("title", "Ask for soap") in [(line.kind, line.text) for line in part.lines])
print("Soap is there." in [text for text, _ in list_running_text(publication.translations["en"].sections[-1].blocks)])
text = Path("sources/publications/handwashing/en.md")
text.write_text(text.read_text().replace("Ask for soap", "Ask for water"))
later, _ = load(Path("sources"))
change = compare_publications(publication, later.publications["handwashing"], "en")[-1]
print([(piece.kind, piece.text) for block in change.blocks for piece in block.pieces if piece.kind != "same"])
edition = next(one for one in list_editions(library) if one.lang == "en")
print('<p class="title">Ask for soap</p>' in typeset(edition, (), notes=0))
"""


READ_TIP = """def _read_sample(manuscript, branch, attrs):
    yield make_block(manuscript, branch, "sample", read_blocks(manuscript, branch.children), **attrs)


"""


def test_a_new_node_kind_with_a_title_is_seen_everywhere(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "An element of a text (node kind)")
    row = '        NodeKind("sample", is_container=True, has_title=True, id="required", is_running=True),\n'
    copy.insert("press/model/nodes.py", '        NodeKind("callout"', row)
    copy.insert("press/load/markdown/containers.py", "def _read_table(", READ_TIP)
    copy.insert("press/load/markdown/containers.py", '    "callout": _read_callout', '    "sample": _read_sample,\n')
    copy.create(
        "templates/parts/sample.html",
        '{% macro sample(node) %}<p class="title">{{ node.attrs.title }}</p>{% endmacro %}',
    )
    prose = "templates/parts/prose.html"
    copy.insert(prose, "{% macro prose", '{% from "parts/sample.html" import sample %}\n')
    copy.insert(prose, '{% elif node.kind == "quote" %}', '{% elif node.kind == "sample" %}\n{{ sample(node) }}\n')
    copy.create("styles/components/sample.css", ".sample { margin: 0; }\n")
    notes = "@import url(components/notes.css)"
    copy.insert("styles/main.css", notes, "@import url(components/sample.css) layer(components);\n")
    sources = copy.folder / "sources" / "publications" / "handwashing"
    for lang, name in (("en", "soap"), ("es", "other")):
        text = (sources / f"{lang}.md").read_text("utf-8")
        (sources / f"{lang}.md").write_text(text + TIP.format("soap", name), "utf-8")
    errors, recorded, running, changed, typeset_ = copy.python(COMPARE).splitlines()
    assert "SRC203 the section" in errors
    assert "has no sample `#sample-soap` here" in errors
    assert (recorded, running, typeset_) == ("True", "True", "True")
    assert changed == "[('removed', 'soap'), ('added', 'water')]"


# ---------------------------------------------------------------- other recipes of docs/adding.md


def test_a_new_variant_is_a_file(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A variant")
    copy.create("sources/variants/pocket.yaml", "format: html\nkind: pocket-page\ntokens: {font-size-body: 13pt}\n")
    assert "SRC302" in copy.run("check", exit_code=1)
    for lang in ("en", "es"):
        copy.insert(f"sources/languages/{lang}.yaml", "  web-page: ", "  pocket-page: For the pocket\n")
    copy.run("build", "--variant", "pocket", "--lang", "en", "--jobs", "1")
    row = json.loads((copy.folder / "output" / "manifest.json").read_text("utf-8"))["editions"][0]
    assert (row["edition"], row["form"]) == ("handwashing.en.pocket", "For the pocket")
    assert "13pt" in (copy.folder / "output" / row["file"]).read_text("utf-8")


TYPESET = """
from pathlib import Path
from press.build import pipeline
from press.build.selection import list_editions
from press.typeset import typeset

library = pipeline.read_library(Path("sources"))
edition = next(one for one in list_editions(library) if one.lang == "to")
html = typeset(edition, (), notes=0)
print('lang="to"' in html, "Peesi" in html, "Tongan" in html)
"""


def test_a_new_language_is_a_file(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A language")
    texts = "sources/publications/handwashing"
    copy.create(f"{texts}/to.md", (copy.folder / texts / "en.md").read_text("utf-8"))
    assert "`to`" in copy.run("check", exit_code=1)
    words = (copy.folder / "sources" / "languages" / "en.yaml").read_text("utf-8")
    words = words.replace("name: English", "name: Tongan").replace("contents: Contents", "contents: Peesi")
    words += "statements: {copying: {title: Copies, text: Copy it.}, help: {text: Ask us.}}\n"
    copy.create("sources/languages/to.yaml", f"{words}notes: {{kitchen: for all}}\nthanks: '{{name}}'\n")
    assert copy.python(TYPESET) == "True True True\n"


SHOUT = '''"""Rules on shouting."""
from press.model.rules import rule

@rule("SRC999", clause="house rule: nobody shouts", hint="write a full stop",
      bad={"publications/handwashing/en.md": "!"}, good={})
def check_shouting(library):
    """Check that no title shouts."""
    for publication in library.publications.values():
        for translation in publication.translations.values():
            if translation.front.title.endswith("!"):
                yield translation.source.find_place("title"), "the title shouts"
'''


def test_a_new_rule_is_a_function(tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "copy", "A rule")
    copy.create("press/check/shouting.py", SHOUT)
    copy.insert("press/check/__init__.py", "    publications,\n    texts,", "    shouting,\n")
    copy.insert("press/check/__init__.py", "speech, texts", "shouting, ")
    text = copy.folder / "sources" / "publications" / "handwashing" / "en.md"
    text.write_text(text.read_text("utf-8").replace("about handwashing\n", "about handwashing!\n"), "utf-8")
    assert "en.md:2:8 SRC999 the title shouts" in copy.run("check", exit_code=1)
    assert "house rule: nobody shouts" in copy.run("rules")
