"""Typesetting an edition as one accessible HTML document. The only user of Jinja2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NoReturn

import jinja2
from markupsafe import Markup, escape

from press.model.edition import BODY_IDS, Download, Edition
from press.model.findings import FindingCode, PressError
from press.model.formatting import format_count, join_list
from press.model.nodes import BOXES, Node
from press.model.sources.language import FixedWords
from press.readback.speech.core_text import hash_core_text
from press.runtime.resources import TEMPLATES
from press.shelf_life import find_notice_values
from press.style.dots import SCREEN_DOTS, reduce_picture
from press.style.faces import build_edition_rules
from press.style.resolve import resolve_token
from press.style.sheets import bundle_styles
from press.style.tokens import list_changed_tokens
from press.text.cldr import find_writing_direction
from press.text.direction import add_directions
from press.text.scripts import SCRIPTS, find_script
from press.text.typography import (
    NBSP,
    allow_breaks,
    bind_last_words,
    bind_words,
    ends_long,
    keep_phrases,
    keep_together,
    keep_word_whole,
    split_lead,
)
from press.typeset.code import draw_code
from press.typeset.compiled import CompiledTemplates
from press.typeset.facing import group_rows, has_tall_row
from press.typeset.figures import PanelView, show_crop, view_figure
from press.typeset.graphics import embed_drawing, encode_photograph
from press.typeset.imprint import format_same_text_line, make_imprint_view
from press.typeset.leaflet import arrange_leaflet
from press.typeset.metadata import build_linked_data
from press.typeset.page import EditionPage, format_url, is_long, localize_text, make_page
from press.typeset.tables import is_merged, list_rows, place_cells

BAD_DRAWING = FindingCode(
    "TYP101",
    "Every drawing is an SVG file that can be placed on a page.",
    "house rule: a picture is a file below its publication's folder",
    "save it as plain SVG with a viewBox and without a document type",
)
CODES = (BAD_DRAWING,)
LONGEST_RUNNING_TITLE = 80
"""Most characters of a title at the foot of each page, which has room for two lines."""


def typeset(edition: Edition, downloads: Sequence[Download] = (), notes: int = 0) -> str:
    """Typeset an edition as one HTML document.

    downloads: finished files and other languages that the web edition links to; notes: the number of ruled lines for
    the reader's questions before the back matter, 0 for none. Raises PressError when a drawing cannot be placed.
    """
    name = "web.html" if edition.variant.file_format.lists_files else "publication.html"
    page = make_page(edition, downloads, notes)
    return render_template(name, page=page)


def render_template(name: str, /, **values: Any) -> str:
    """Render a page from its template; each language on it has its direction."""
    return add_directions(load_environment().get_template(name).render(values))


@cache
def load_environment() -> jinja2.Environment:
    """Make the Jinja2 environment, one for the process."""
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=CompiledTemplates(),
    )
    jinja.filters.update(
        unbroken=keep_together, phrases=keep_phrases, whole=keep_word_whole, breakable=allow_breaks,
        bound=bind_last_words, bound_words=bind_words, ends_long=ends_long,
        entries=pair_definitions, lead_and_rest=split_lead,
        is_long=is_long,
        run_in=end_run_in, complete=complete_pattern, grid=place_cells, rows=list_rows, is_merged=is_merged,
        word=find_box_word, has_blank=has_blank,
        has_check_box=has_check_box, around_number=split_at_number, facing_rows=group_rows, has_tall_row=has_tall_row,
    )  # fmt: skip
    jinja.globals.update(
        ids=BODY_IDS, picture=draw_picture, in_language=tag_language, available_in=format_languages,
        edition_rules=build_edition_rules, linked_data=build_linked_data,
        count=format_count, screen_style=bundle_screen_style,
        unknown=reject_node, classes=list_classes, imprint_of=make_imprint_view, same_text=format_same_text,
        status_notice_text=format_status_notice, view_figure=view_figure, arrange_leaflet=arrange_leaflet,
        linked_statements=format_linked_statements, draw_code=draw_code,
        direction=find_writing_direction, running_matter=format_running_matter,
    )  # fmt: skip
    return jinja


# ---------------------------------------------------------------- what templates may call


def list_classes(edition: Edition) -> str:
    """List the classes of the document element.

    The style sheets need them.
    """
    variant = edition.variant
    names = [
        f"format-{variant.format}",
        f"opening-{variant.opening}",
        f"running-{variant.running}",
        f"tables-{variant.tables}",
    ]
    names += [] if SCRIPTS[find_script(edition.lang)].spaced else ["unspaced"]
    names += ["facing-pages"] if variant.facing else []
    if variant.file_format.paged and resolve_token("--heading-float", list_changed_tokens(edition)) != "none":
        names.append("beside")
    names += ["fill"] if variant.fill else []
    names += ["bare-cover"] if variant.has_bare_cover else []
    names += ["summary"] if variant.summary else []
    names += ["bare-back"] if variant.has_bare_back else []
    return " ".join(names)


def draw_picture(
    page: EditionPage, node: Node, prefix: str, css_class: str = "", panel: PanelView | None = None, crop: str = ""
) -> Markup:
    """Draw an image node.

    A drawing is inline, a photograph an <img>. panel: of a figure, with what is shown of it and drawn over it; crop:
    the name of the part to show of any other drawing.
    """
    found = page.pictures[node.attrs["src"]]
    alt = "" if node.attrs.get("decorative") == "yes" else node.attrs["alt"]
    if found.media_type != "image/svg+xml":
        # Print reduces a picture once it is known how wide it is printed.
        data = found.data if page.layout == "print" else reduce_picture(found.data, SCREEN_DOTS)
        return Markup('<img src="{}" alt="{}" class="{}">').format(
            encode_photograph(data, found.media_type), alt, css_class
        )
    try:
        if panel:
            return embed_drawing(found.data, alt, prefix, box=panel.box, leaders=panel.leaders, color=panel.color)
        box, color = (show_crop(page.edition, found, crop)) if crop else ("", "")
        return embed_drawing(found.data, alt, prefix, css_class, box=box, color=color)
    except ValueError as error:
        place = page.edition.translation.source.make_place(node.line, node.column or 1)
        raise PressError([BAD_DRAWING.make_finding(place, f"{found.src} cannot be placed: {error}")]) from error


def tag_language(page: EditionPage, text: str, lang: str) -> Markup:
    """Tag words whose language is not the page's."""
    if lang == page.lang:
        return keep_together(text)
    return Markup('<span lang="{}">{}</span>').format(lang, keep_together(text))


def format_languages(page: EditionPage) -> Markup:
    """Format the line that names the languages.

    Each name is in its own language, if the edition can write that.
    """
    edition = page.edition
    names = [str(tag_language(page, *edition.name_language(lang))) for lang in edition.publication.translations]
    line = str(keep_together(edition.language.words.available_in))
    return Markup(line.format(languages=join_list(names, edition.language.lists)))  # noqa: S704 - parts are escaped


def format_same_text(page: EditionPage) -> Markup:
    """Format the line on the source of the text.

    It has the digest of the core text, as the clinic's edition and the center's say it.
    """
    return format_same_text_line(page, hash_core_text(typeset(replace(page.edition.unfitted, imprint=None))))


def format_status_notice(page: EditionPage) -> Markup:
    """Format the sentence of the status notice.

    A number in it is in the language of the center.
    """
    edition = page.edition
    assert page.status_notice
    line, parts = str(keep_together(page.status_notice.words.text)), find_notice_values(edition)
    number = tag_language(page, parts["number"], edition.center.language)
    return Markup(line.format(number=number, date=keep_together(parts["date"])))  # noqa: S704 - parts are escaped


def format_linked_statements(page: EditionPage) -> Markup:
    """Format the sentence that says where the standing statements are."""
    edition = page.edition
    assert edition.language.print
    address = Markup('<a href="{}">{}</a>').format(edition.page_url, format_url(edition.page_url))
    titles = [edition.center.statements[key].title or {} for key in edition.publication.facts.statements]
    named = [localize_text(one, edition.lang, edition.center.language) for one in titles]
    words = [str(tag_language(page, one.text, one.lang)) for one in named if one]
    line = str(keep_together(edition.language.print.linked))
    return Markup(line.format(titles=join_list(words, edition.language.lists), address=address))  # noqa: S704 - parts are escaped


def bundle_screen_style() -> Markup:
    """Bundle the style sheet of the web edition."""
    return Markup(bundle_styles("screen"))  # noqa: S704 - the file is our own


def format_running_matter(title: str, number: str, words: FixedWords) -> Markup:
    """Format what the print sheet says on every page, as attributes of the document."""
    before, between, after = re.split(r"\{n\}|\{total\}", words.page_of)
    if len(title) > LONGEST_RUNNING_TITLE:
        beginning = title[:LONGEST_RUNNING_TITLE]
        title = f"{beginning.rpartition(' ')[0] or beginning}…"
    pattern = Markup('data-title="{}" data-number="{}" data-before="{}" data-between="{}" data-after="{}"')
    return pattern.format(title, number.replace(" ", NBSP), before, between, after)


def complete_pattern(pattern: str, **parts: str) -> Markup:
    """Complete a pattern of a language file; parts that are markup stay as they are."""
    return escape(pattern).format(**parts)


def end_run_in(title: str, lang: str) -> str:
    """Add the period of a language to a heading without end punctuation.

    The heading runs into its text.
    """
    script = SCRIPTS[find_script(lang)]
    return title if title[-1] in f"{script.stops}:：" else f"{title}{script.period}"


def pair_definitions(node: Node) -> list[tuple[list[Node], list[Node]]]:
    """Pair the terms of a definition list with their definitions."""
    found: list[tuple[list[Node], list[Node]]] = []
    for child in node.children:
        if child.kind == "term":
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(child)
        else:
            found[-1][1].append(child)
    return found


def find_box_word(kind: str, page: EditionPage) -> str:
    """Find the word that is printed on a kind of box; none on a callout."""
    word = getattr(page.text_words, kind.replace("-", "_"), "") if kind in BOXES else ""
    return str(word)


def has_blank(nodes: Sequence[Node]) -> bool:
    """Tell whether a line of words has a line to fill in."""
    return any(inner.kind == "blank" for node in nodes for inner in node.walk())


def has_check_box(item: Node) -> bool:
    """Tell whether an item of a list begins with a check-box."""
    first = item.children[0] if item.children else item
    return first.kind == "check_box" or bool(first.children and first.children[0].kind == "check_box")


def split_at_number(text: str) -> tuple[str, str]:
    """Split words with `{n}` into what stands before and after it."""
    before, _, after = text.partition("{n}")
    return before, after


def reject_node(node: Node) -> NoReturn:
    """Raise ValueError for a node without a template part."""
    # Skipping it would lose words of the text in silence.
    raise ValueError(f"no template part typesets a node of kind {node.kind!r}")
