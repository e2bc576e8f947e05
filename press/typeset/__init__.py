"""Typesetting: an edition becomes one accessible HTML document. The only user of Jinja2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NoReturn

import jinja2
from markupsafe import Markup

from press.model.edition import BODY_IDS, Download, Edition
from press.model.findings import Code, PressError
from press.model.formatting import join_words
from press.model.nodes import Node
from press.readback.speech.core_text import core_sha256
from press.runtime.resources import TEMPLATES
from press.shelf_life import fillings
from press.style.sheets import bundle
from press.style.tokens import root_tokens
from press.text.typography import bound, breakable, lead_and_rest, unbroken, whole
from press.typeset.graphics import drawing, photograph
from press.typeset.imprint import imprint_view, same_text_line
from press.typeset.metadata import linked_data
from press.typeset.page import Page, page_of

BAD_DRAWING = Code(
    "TYP101",
    "Every drawing is an SVG file that can be set.",
    "house rule: a picture is a file below its publication's folder",
    "save it as plain SVG with a viewBox and without a document type",
)
CODES = (BAD_DRAWING,)


def typeset(edition: Edition, downloads: Sequence[Download] = (), notes: int = 0) -> str:
    """The whole HTML document of an edition.

    downloads: finished files and other languages that the web edition links to; notes: how many ruled lines for the
    reader's questions stand before the back matter (0: none). Raises PressError when a drawing cannot be set.
    """
    return environment().get_template("publication.html").render(page=page_of(edition, downloads, notes))


@cache
def environment() -> jinja2.Environment:
    """The one Jinja2 environment of the process."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        unbroken=unbroken, whole=whole, breakable=breakable, bound=bound, entries=entries, lead_and_rest=lead_and_rest,
        run_in=run_in,
    )  # fmt: skip
    made.globals.update(
        ids=BODY_IDS, picture=picture, in_language=in_language, available_in=available_in, root_tokens=root_tokens,
        linked_data=linked_data, screen_style=screen_style, unknown=unknown, classes=classes, imprint_of=imprint_view,
        same_text=same_text, mark_text=mark_text,
    )  # fmt: skip
    return made


# ---------------------------------------------------------------- what templates may call


def classes(edition: Edition) -> str:
    """What the style sheets must know of a variant, as classes of the document element."""
    variant = edition.variant
    names = [
        f"format-{variant.format}",
        f"opening-{variant.opening}",
        f"running-{variant.running}",
        f"tables-{variant.tables}",
    ]
    return " ".join([*names, *(["facing"] if variant.facing else []), *(["fill"] if variant.fill else [])])


def picture(page: Page, node: Node, prefix: str, css_class: str = "") -> Markup:
    """An image node as markup: a drawing inline, a photograph as an image element."""
    found = page.pictures[node.attrs["src"]]
    alt = "" if node.attrs.get("decorative") == "yes" else node.attrs["alt"]
    if found.media_type != "image/svg+xml":
        return Markup('<img src="{}" alt="{}" class="{}">').format(
            photograph(found.data, found.media_type), alt, css_class
        )
    try:
        return drawing(found.data, alt, prefix, css_class)
    except ValueError as error:
        place = page.edition.translation.source.line(node.line, node.column or 1)
        raise PressError([BAD_DRAWING.at(place, f"{found.src} cannot be set: {error}")]) from error


def in_language(page: Page, text: str, lang: str) -> Markup:
    """Words in a language of their own, marked when that is not the language of the page."""
    if lang == page.lang:
        return unbroken(text)
    return Markup('<span lang="{}">{}</span>').format(lang, unbroken(text))


def available_in(page: Page) -> Markup:
    """The line that names the languages, each name in its own language."""
    edition = page.edition
    names = [str(in_language(page, edition.languages[lang].name, lang)) for lang in edition.publication.translations]
    line = str(unbroken(edition.language.words.available_in))
    return Markup(line.format(languages=join_words(names, edition.language.and_word)))  # noqa: S704 - parts are escaped


def same_text(page: Page) -> Markup:
    """The line that says whose text an edition with an imprint carries, with the digest of its core text."""
    return same_text_line(page, core_sha256(typeset(replace(page.edition, imprint=None))))


def mark_text(page: Page) -> Markup:
    """The sentence of a publication that is not to be handed out; a number in it is in the language of the center."""
    edition = page.edition
    assert page.mark
    line, parts = str(unbroken(page.mark.words.text)), fillings(edition)
    number = in_language(page, parts["number"], edition.center.language)
    return Markup(line.format(number=number, date=unbroken(parts["date"])))  # noqa: S704 - parts are escaped


def screen_style() -> Markup:
    """The whole style of the web edition."""
    return Markup(bundle("screen"))  # noqa: S704 - our own file


def run_in(title: str) -> str:
    """A heading that runs into its text: with a full stop, unless it ends in a sign of its own."""
    return title if title[-1] in ".?!:…" else f"{title}."


def entries(node: Node) -> list[tuple[list[Node], list[Node]]]:
    """A definition list as pairs: the terms, and what they mean."""
    found: list[tuple[list[Node], list[Node]]] = []
    for child in node.children:
        if child.kind == "term":
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(child)
        else:
            found[-1][1].append(child)
    return found


def unknown(node: Node) -> NoReturn:
    """Stop on a kind of node that no part can set: nothing may be lost in silence."""
    raise ValueError(f"no template part sets a node of kind {node.kind!r}")
