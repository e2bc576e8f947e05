"""Typesetting: the reading order, the furniture, the prose, and what must not come through."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from press.build.selection import list_editions
from press.load import load
from press.model.edition import Download, Edition
from press.model.findings import PressError
from press.model.nodes import Node
from press.model.publication import Picture
from press.readback.html import parse_html, read_element_words
from press.text.spacing import remove_spaces, squeeze_spaces
from press.typeset import end_run_in, format_running_matter, load_environment, pair_definitions, typeset

LIBRARY, FINDINGS = load(Path(__file__).parent / "base_library")
EDITIONS = {(edition.lang, edition.variant_name): edition for edition in list_editions(LIBRARY)}
PAPER, WEB, SPANISH = EDITIONS["en", "letter"], EDITIONS["en", "web"], EDITIONS["es", "letter"]


def with_variant(edition: Edition, **changes: Any) -> Edition:
    return replace(edition, variant=edition.variant.model_copy(update=changes))


def with_facts(edition: Edition, **changes: Any) -> Edition:
    facts = edition.publication.facts.model_copy(update=changes)
    return replace(edition, publication=replace(edition.publication, facts=facts))


def with_front(edition: Edition, **changes: Any) -> Edition:
    front = edition.translation.front.model_copy(update=changes)
    return replace(edition, translation=replace(edition.translation, front=front))


def with_blocks(edition: Edition, *blocks: Node) -> Edition:
    first, *others = edition.translation.sections
    sections = (replace(first, blocks=blocks), *others)
    return replace(edition, translation=replace(edition.translation, sections=sections))


def dom_of(edition: Edition, **how: Any) -> Element:
    return parse_html(typeset(edition, **how))


def found(root: Element, tag: str, css_class: str = "") -> list[Element]:
    return [one for one in root.iter(tag) if not css_class or css_class in (one.get("class") or "").split()]


def text(words: str) -> Node:
    return Node("text", text=words)


# ---------------------------------------------------------------- order and furniture


def in_order(said: str, wanted: list[str]) -> None:
    at = -1
    for words in wanted:
        at = said.find(remove_spaces(words), at + 1)
        assert at >= 0, f"{words!r} is missing, or stands too early"


@pytest.mark.parametrize("opening", ["masthead", "cover"])
def test_furniture_and_text_stand_in_the_agreed_order(opening: str) -> None:
    edition = with_variant(PAPER, opening=opening)
    words, contact = edition.language.words, edition.center.contact
    said = remove_spaces(read_element_words(dom_of(edition, notes=5)))
    titles = [section.title for section in edition.translation.sections]
    opening_words = [
        edition.center.name,
        edition.number,
        edition.issued,
        edition.title,
        edition.translation.front.summary,
    ]
    status = [words.in_brief, words.adapted_title] if opening == "cover" else [words.adapted_title, words.in_brief]
    in_order(said, [*opening_words, *status, words.contents, *titles])
    in_order(said, [titles[-1], words.more_information, "Sample Kitchen Society", words.notes])
    numbers = [contact.toll_free.text, contact.phone.text, contact.tty.text, contact.fax.text]
    in_order(said, [words.notes, words.talk, *numbers, contact.email, "sample.example", *contact.address])
    in_order(said, [*contact.address, words.about, words.reviewed_by, "Make copies.", edition.language_line, "Issued"])


def test_contact_and_credit_are_said_once_and_the_number_last() -> None:
    said = remove_spaces(read_element_words(dom_of(PAPER)))
    assert said.count(remove_spaces(PAPER.center.contact.fax.text)) == 1
    assert said.count(remove_spaces("Sam Sample, Ph.D., who read this sample.")) == 1
    assert remove_spaces(f"{PAPER.number} · Issued {PAPER.issued}") in said[-200:]


def test_every_contact_line_can_be_followed() -> None:
    hrefs = [link.get("href") for link in found(dom_of(PAPER), "a")]
    for wanted in ("tel:+18005550100", "tel:+12025550101", "tel:+12025550102", "mailto:hello@sample.example"):
        assert wanted in hrefs
    assert "https://sample.example/" in hrefs


def test_a_statement_without_a_title_stands_in_the_colophon() -> None:
    (colophon,) = found(dom_of(PAPER), "footer")
    assert "Ask the Sample Center for more samples." in read_element_words(colophon)
    (about,) = found(dom_of(PAPER), "section", "about")
    assert "This sample may be copied by anyone." in read_element_words(about)
    assert "Ask the Sample Center" not in read_element_words(about)


def test_only_adapted_text_says_so() -> None:
    assert found(dom_of(PAPER), "div", "notice")
    assert "February 2020" in read_element_words(found(dom_of(PAPER), "div", "notice")[0])
    assert not found(dom_of(with_facts(PAPER, review_status="reviewed")), "div", "notice")


def test_a_date_of_revision_is_told() -> None:
    (colophon,) = found(dom_of(with_facts(PAPER, revised="2021-03")), "footer")
    assert "Revised March 2021" in read_element_words(colophon)


def test_ruled_lines_stand_right_before_the_back_matter() -> None:
    root = dom_of(PAPER, notes=7)
    (main,) = found(root, "main")
    before, back = list(main)[-2:]
    assert before.get("id") == "notes"
    assert len(found(before, "div", "rule")) == 7
    assert "back" in (back.get("class") or "").split()
    assert not found(dom_of(PAPER), "section", "notes")


def test_contents_lead_to_everything_that_is_there() -> None:
    root = dom_of(PAPER, notes=4)
    (nav,) = found(root, "nav")
    assert nav.get("role") == "doc-toc"
    targets = [(link.get("href") or "")[1:] for link in found(nav, "a")]
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert targets == ["why", "how", "where", "press-directory", "notes", "press-contact", "press-about"]
    assert set(targets) <= set(ids)
    assert not found(dom_of(with_variant(PAPER, contents=False)), "nav")


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda edition: edition.name)
def test_ids_are_unique_and_every_word_of_the_text_is_there(edition: Edition) -> None:
    root = dom_of(edition)
    ids = [name for one in root.iter() if (name := one.get("id"))]
    assert sorted(ids) == sorted(set(ids))
    said = remove_spaces(read_element_words(root))
    for section in edition.translation.sections:
        for block in section.blocks:
            for node in block.walk():
                assert remove_spaces(node.text) in said


# ---------------------------------------------------------------- language of parts


def test_names_are_marked_with_their_own_language() -> None:
    spans = [
        (span.get("lang"), read_element_words(span)) for span in found(dom_of(SPANISH), "span") if span.get("lang")
    ]
    assert ("en", "Sample Center for Everyday Things") in spans
    assert ("en", "English") in spans  # in the line that names the languages
    assert ("es", "español") in [(span.get("lang"), read_element_words(span)) for span in found(dom_of(PAPER), "span")]


def test_a_statement_that_is_not_translated_is_marked_with_the_language_it_has() -> None:
    only_english = {key: {"en": texts["en"]} for key, texts in SPANISH.statements.items()}
    root = dom_of(replace(SPANISH, statements=only_english))
    marked = [read_element_words(one) for one in found(root, "div", "statement") if one.get("lang") == "en"]
    assert any("This sample may be copied by anyone." in words for words in marked)


# ---------------------------------------------------------------- prose


def test_a_kind_of_node_that_no_part_sets_is_refused() -> None:
    with pytest.raises(ValueError, match="no template part"):
        typeset(with_blocks(PAPER, Node("marquee")))
    with pytest.raises(ValueError, match="no template part"):
        typeset(with_blocks(PAPER, Node("paragraph", (Node("blink"),))))


def test_inline_markup_adds_no_space_and_loses_none() -> None:
    runs = (text("a "), Node("strong", (text("b"),)), text("c, "), Node("em", (text("d"),)), Node("code", text="e"))
    link = Node("link", (text("f"),), attrs={"href": "https://f.example/?a=1&b=2"})
    span = Node("span", (text("g"),), attrs={"lang": "fr"})
    html = typeset(with_blocks(PAPER, Node("paragraph", (*runs, link, span, Node("break"), text("h")))))
    assert (
        '<p>a <strong>b</strong>c, <em>d</em><code>e</code><a href="https://f.example/?a=1&amp;b=2">f</a>'
        '<span lang="fr">g</span><br>h</p>'
    ) in html


def test_what_is_typed_is_never_markup() -> None:
    evil = '</title><script>alert("1")</script>'
    edition = with_front(with_blocks(WEB, Node("paragraph", (text(evil),))), title=evil, summary=evil, keywords=[evil])
    root = dom_of(edition)
    scripts = found(root, "script")
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    assert json.loads(scripts[0].text or "")["name"] == evil
    assert "</title><script>" not in typeset(edition)


def test_the_first_paragraph_stays_with_its_question() -> None:
    (first, *_) = found(dom_of(PAPER), "section", "q")
    start = first[0]
    assert (start.get("class"), [child.tag for child in start]) == ("start", ["h2", "p"])


def test_a_paragraph_that_leads_in_stays_with_what_follows() -> None:
    intro = Node("paragraph", (text("These are:"),))
    items = Node("bullet_list", (Node("item", (Node("paragraph", (text("one"),)),)),))
    html = typeset(with_blocks(PAPER, intro, items))
    assert '<p class="intro">These are:</p>' in html
    assert "<li>one</li>" in html
    assert "<p>These are:</p>" in typeset(with_blocks(PAPER, intro, Node("paragraph", (text("No list."),))))


def test_a_table_is_a_grid_with_scopes_or_a_list_with_labels() -> None:
    grid = dom_of(PAPER)
    (table,) = found(grid, "table")
    assert read_element_words(found(table, "caption")[0]) == "Places"
    assert [cell.get("scope") for cell in found(table, "th")] == ["col", "col", "col", "row", "row"]
    listed = dom_of(with_variant(PAPER, tables="list"))
    assert not found(listed, "table")
    (rows,) = found(listed, "div", "rows")
    assert read_element_words(rows) == "Places Kitchen Tap: yes Soap: yes Garden Tap: yes Soap: no"


def test_on_the_web_a_cell_carries_the_label_it_needs_on_a_phone() -> None:
    assert [cell.get("data-label") for cell in found(dom_of(WEB), "td")] == ["Tap:", "Soap:", "Tap:", "Soap:"]


def test_a_figure_is_numbered_and_its_drawings_speak() -> None:
    (figure,) = found(dom_of(PAPER), "figure")
    assert read_element_words(found(figure, "figcaption")[0]) == "Figure 1. Two of the three steps."
    drawings = [one for one in figure.iter() if str(one.tag).endswith("svg")]
    assert [(one.get("role"), one.get("aria-label")) for one in drawings] == [
        ("img", "A tap."),
        ("img", "A bar of soap."),
    ]


def test_a_drawing_that_cannot_be_set_is_a_finding_with_its_place() -> None:
    broken = {src: Picture(src, "image/svg+xml", b"<svg") for src in PAPER.publication.pictures}
    edition = replace(PAPER, publication=replace(PAPER.publication, pictures=broken))
    with pytest.raises(PressError, match=r"en\.md:\d+:\d+ TYP101 .*tap\.svg"):
        typeset(edition)


def test_a_photograph_comes_along_as_data() -> None:
    photos = {src: Picture(src, "image/png", b"\x89PNG") for src in PAPER.publication.pictures}
    root = dom_of(replace(PAPER, publication=replace(PAPER.publication, pictures=photos)))
    assert [(one.get("src"), one.get("alt")) for one in found(root, "img")] == [
        ("data:image/png;base64,iVBORw==", "A tap."),
        ("data:image/png;base64,iVBORw==", "A bar of soap."),
    ]


def test_terms_and_meanings_are_paired() -> None:
    node = Node(
        "definitions", tuple(Node(kind) for kind in ("term", "term", "definition", "definition", "term", "definition"))
    )
    assert [(len(terms), len(meanings)) for terms, meanings in pair_definitions(node)] == [(2, 2), (1, 1)]


def test_a_heading_runs_in_with_one_full_stop() -> None:
    assert [end_run_in(title, "en") for title in ("Copies", "Copies?", "Copies.")] == ["Copies.", "Copies?", "Copies."]
    ended = {"hi": "नाम।", "th": "ชื่อ", "zh-Hans": "名字。", "am": "ስም።", "ar": "اسم."}
    assert {lang: end_run_in(title.rstrip("।。።."), lang) for lang, title in ended.items()} == ended


# ---------------------------------------------------------------- the head


def test_the_head_of_a_pdf_sets_its_own_tokens_and_no_style_sheet() -> None:
    html = typeset(with_variant(PAPER, tokens={"font-size-body": "13pt"}))
    assert "<style>:root{--paper-width:8.5in;--paper-height:11in;--font-size-body:13pt;}</style>" in html
    assert "ld+json" not in html


def test_a_variant_has_the_last_word_over_its_language() -> None:
    language = PAPER.language.model_copy(update={"tokens": {"font-size-body": "11pt", "label-column-width": "9em"}})
    html = typeset(with_variant(replace(PAPER, language=language), tokens={"font-size-body": "13pt"}))
    assert "--font-size-body:13pt;" in html
    assert "--font-size-body:11pt;" not in html
    assert "--label-column-width:9em;" in html


@pytest.mark.parametrize("value", ["1pt;}body{display:none", "</style>", "\\7d"])
def test_a_token_cannot_leave_its_declaration(value: str) -> None:
    with pytest.raises(ValueError, match="not a CSS value"):
        typeset(with_variant(PAPER, tokens={"font-size-body": value}))


def test_classes_tell_the_style_sheets_what_a_variant_is() -> None:
    classes = dom_of(with_variant(PAPER, facing=True, running="split", tables="list")).get("class") or ""
    assert set(classes.split()) >= {"format-pdf", "opening-masthead", "running-split", "tables-list", "facing-pages"}


def test_the_running_matter_is_data_and_is_not_read_aloud() -> None:
    root = dom_of(PAPER)
    said = (root.get("data-title"), squeeze_spaces(root.get("data-number") or ""), root.get("data-between"))
    assert said == (PAPER.title, PAPER.number, " of ")


def test_a_title_of_four_hundred_characters_does_not_run_off_the_foot_of_each_page() -> None:
    said = format_running_matter("A title of many words " * 20, "15-7828", PAPER.language.words)
    assert "words A title of…" in said
    assert len(said) < 200


# ---------------------------------------------------------------- the web edition


def test_everything_on_the_web_page_is_inside_a_landmark() -> None:
    (body,) = found(dom_of(WEB), "body")
    assert [(child.tag, child.get("href")) for child in body] == [
        ("a", "#main"), ("header", None), ("main", None), ("footer", None),
    ]  # fmt: skip


def test_files_are_listed_with_type_pages_sheets_and_size_and_languages_in_their_own_name() -> None:
    files = [
        Download("letter.pdf", "en", "letter", "pdf", "Handout, Letter", 4, 2, 182_345),
        Download("fold.pdf", "en", "fold", "pdf", "Booklet, Letter", 12, 3, 182_345, folded=True),
        Download("es.html", "es", "web", "html", "Página web", 0, 0, 1_400_000),
        Download("es.pdf", "es", "letter", "pdf", "Hoja", 1, 1, 1_400_000),
    ]
    page = with_variant(WEB, first_files=["letter", "nowhere"])
    site, actions, _contents, formats = found(dom_of(page, downloads=files), "nav")
    links = {link.get("href"): link for link in found(formats, "a")}
    sheets = WEB.language.words.sheets.other
    assert {href: read_element_words(link) for href, link in links.items()} == {
        "letter.pdf": f"Handout, Letter PDF, 4 pages, {sheets.format(n=2)}, 182 KB",
        "fold.pdf": f"Booklet, Letter PDF, 12 pages on {sheets.format(n=3)}, 182 KB",
    }
    assert links["letter.pdf"].get("type") == "application/pdf"
    spanish = found(site, "a")[-1]
    assert (read_element_words(spanish), spanish.get("href"), spanish.get("lang")) == ("español", "es.html", "es")
    assert [link.get("href") for link in found(actions, "a")] == ["letter.pdf", f"#{formats.get('aria-labelledby')}"]


def test_the_way_back_to_the_catalogue_is_in_the_language_of_the_page() -> None:
    assert [found(dom_of(page), "a")[1].get("href") for page in (WEB, replace(WEB, lang="es"))] == [
        "../index.html", "../index.es.html",
    ]  # fmt: skip


def test_without_files_there_is_no_list_of_files() -> None:
    assert [nav.get("class") for nav in found(dom_of(WEB), "nav")] == ["site", "contents"]


def linked_data(edition: Edition) -> dict[str, Any]:
    (script,) = found(dom_of(edition), "script")
    data: dict[str, Any] = json.loads(script.text or "")
    return data


def test_linked_data_claims_a_review_only_of_the_text_that_was_reviewed() -> None:
    adapted = linked_data(WEB)
    assert (adapted["@type"], adapted["inLanguage"], adapted["identifier"]) == ("MedicalWebPage", "en", WEB.number)
    assert adapted["datePublished"] == "2020-02"
    assert "reviewedBy" not in adapted
    reviewer = [{"@type": "Person", "name": "Sam Sample, Ph.D."}]
    assert adapted["isBasedOn"]["reviewedBy"] == reviewer
    reviewed = linked_data(with_facts(WEB, review_status="reviewed", revised="2021-03"))
    assert (reviewed["reviewedBy"], reviewed["dateModified"]) == (reviewer, "2021-03")
    assert not {"isBasedOn", "lastReviewed"} & set(reviewed)


def test_the_style_of_the_web_page_is_inside_it() -> None:
    style = found(dom_of(WEB), "style")[0].text or ""
    assert "prefers-color-scheme: dark" in style
    assert set(re.findall(r"url\(([a-z]+:)", style)) == {"font:"}


# ---------------------------------------------------------------- templates


def test_a_name_that_a_template_does_not_know_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        load_environment().from_string("{{ nobody }}").render()


def test_typesetting_twice_gives_the_same() -> None:
    assert [typeset(edition) for edition in EDITIONS.values()] == [typeset(edition) for edition in EDITIONS.values()]
