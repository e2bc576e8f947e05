"""The values of an imprint for templates: the clinic's block, and the line that says whose text it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from press.imprints.logos import choose_shape
from press.model.edition import Edition
from press.model.publication import Picture
from press.model.sources.imprint import Imprint, format_digest
from press.text.typography import bind_words
from press.typeset.graphics import embed_drawing, encode_photograph
from press.typeset.page import EditionPage, LocalizedText, localize_text


@dataclass(frozen=True, slots=True)
class ImprintLine:
    """A line of the block: label, words and link target."""

    label: LocalizedText
    words: LocalizedText
    href: str = ""


@dataclass(frozen=True, slots=True)
class ImprintView:
    """A clinic's block. shape: where the logo is placed, a value of `choose_shape`."""

    title: str
    name: str
    address: tuple[str, ...]
    lines: tuple[ImprintLine, ...]
    help: LocalizedText | None
    logo: Markup | None
    logo_lang: str
    shape: str


def make_imprint_view(page: EditionPage) -> ImprintView:
    """Make the clinic's block of a page.

    Its edition must have an imprint.
    """
    edition = page.edition
    imprint = edition.imprint
    assert imprint
    return ImprintView(
        title=edition.language.clinic.title,
        name=imprint.name,
        address=tuple(imprint.address),
        lines=tuple(_list_lines(edition, imprint)),
        help=_bind_last_words(localize_text(imprint.language_help or {}, edition.lang, edition.center.language)),
        logo=_draw_logo(edition, imprint, edition.logo) if edition.logo else None,
        logo_lang=_choose_alt(edition, imprint).lang,
        shape=choose_shape(edition.logo) if edition.logo else "",
    )


def _list_lines(edition: Edition, imprint: Imprint) -> Iterator[ImprintLine]:
    own, fallback = edition.lang, edition.center.language
    for phone in imprint.phones:
        label = localize_text(phone.label, own, fallback) or LocalizedText(edition.language.words.phone, own)
        yield ImprintLine(label, LocalizedText(phone.text, own), f"tel:{phone.dial}")
    if hours := _bind_last_words(localize_text(imprint.hours or {}, own, fallback)):
        yield ImprintLine(LocalizedText(edition.language.clinic.hours, own), hours)


def _bind_last_words(words: LocalizedText | None) -> LocalizedText | None:
    """Bind the last words, so none is alone on a line."""
    return LocalizedText(bind_words(words.text), words.lang) if words else None


def _choose_alt(edition: Edition, imprint: Imprint) -> LocalizedText:
    words = localize_text(imprint.logo_alt or {}, edition.lang, edition.center.language)
    return words or LocalizedText(imprint.name, edition.lang)


def _draw_logo(edition: Edition, imprint: Imprint, logo: Picture) -> Markup:
    """Draw the logo as markup.

    Its alternative text is the name of the clinic unless the imprint has one.
    """
    alt = _choose_alt(edition, imprint).text
    if logo.media_type == "image/svg+xml":
        return embed_drawing(logo.data, alt, "logo-")
    return Markup('<img src="{}" alt="{}">').format(encode_photograph(logo.data, logo.media_type), alt)


def format_same_text_line(page: EditionPage, digest: str) -> Markup:
    """Format the colophon's line on the source of the text.

    digest: of the core text, in full.
    """
    edition = page.edition
    lang = edition.number_lang
    attribute = Markup(' lang="{}"').format(lang) if lang != page.lang else Markup("")
    parts = {
        "number": Markup('<span class="nb"{}>{}</span>').format(attribute, edition.number_line),
        "date": Markup('<span class="nb">{}</span>').format(edition.issued),
        "digest": Markup('<span class="nb digest">{}</span>').format(format_digest(digest)),
    }
    line = str(escape(edition.language.clinic.same_text))
    return Markup(line.format(**parts))  # noqa: S704 - the line and its parts are escaped
