"""What the templates are given of an imprint: a clinic's block, and the line that says whose text it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from press.imprints.logos import shape
from press.model.edition import Edition, Picture
from press.model.imprint import Imprint
from press.model.nodes import Node
from press.text.typography import bound
from press.typeset.graphics import drawing, photograph
from press.typeset.page import Page, Words, localized

DIGITS, GROUP = 12, 4
"""Of the digest, as it is printed: 48 bits in groups, enough to tell two texts apart by eye."""


@dataclass(frozen=True, slots=True)
class ImprintLine:
    """A line of the block: what it is, what it says, and where it leads."""

    label: Words
    words: Words
    href: str = ""


@dataclass(frozen=True, slots=True)
class ImprintView:
    """A clinic's block. shape: how the logo is set, as `press.imprints.logos.shape` says."""

    title: str
    name: str
    address: tuple[str, ...]
    lines: tuple[ImprintLine, ...]
    help: Words | None
    logo: Markup | None
    logo_lang: str
    shape: str


def imprint_view(page: Page) -> ImprintView:
    """The block of the edition of a page, which has an imprint."""
    edition = page.edition
    imprint = edition.imprint
    assert imprint
    return ImprintView(
        title=edition.language.clinic.title,
        name=imprint.name,
        address=tuple(imprint.address),
        lines=tuple(_lines(edition, imprint)),
        help=_tied(localized(imprint.language_help or {}, edition.lang, edition.center.language)),
        logo=_logo(edition, imprint, edition.logo) if edition.logo else None,
        logo_lang=_alt(edition, imprint).lang,
        shape=shape(edition.logo) if edition.logo else "",
    )


def _lines(edition: Edition, imprint: Imprint) -> Iterator[ImprintLine]:
    own, fallback = edition.lang, edition.center.language
    for phone in imprint.phones:
        label = localized(phone.label, own, fallback) or Words(edition.language.words.phone, own)
        yield ImprintLine(label, Words(phone.text, own), f"tel:{phone.dial}")
    if hours := _tied(localized(imprint.hours or {}, own, fallback)):
        yield ImprintLine(Words(edition.language.clinic.hours, own), hours)


def _tied(words: Words | None) -> Words | None:
    """Words of which the last ones are tied together, so that none stands alone on a line."""
    return Words(bound([Node("text", text=words.text)])[0].text, words.lang) if words else None


def _alt(edition: Edition, imprint: Imprint) -> Words:
    words = localized(imprint.logo_alt or {}, edition.lang, edition.center.language)
    return words or Words(imprint.name, edition.lang)


def _logo(edition: Edition, imprint: Imprint, logo: Picture) -> Markup:
    """The logo as markup. Where nobody says what it shows, it has the name of the clinic."""
    alt = _alt(edition, imprint).text
    if logo.media_type == "image/svg+xml":
        return drawing(logo.data, alt, "logo-")
    return Markup('<img src="{}" alt="{}">').format(photograph(logo.data, logo.media_type), alt)


def same_text_line(page: Page, digest: str) -> Markup:
    """The line of the colophon that says whose text it is. digest: of the core text, in full."""
    edition = page.edition
    lang = edition.center.language
    attribute = Markup(' lang="{}"').format(lang) if lang != page.lang else Markup("")
    parts = {
        "number": Markup('<span class="nb"{}>{}</span>').format(attribute, edition.number),
        "date": Markup('<span class="nb">{}</span>').format(edition.issued),
        "digest": Markup('<span class="nb digest">{}</span>').format(shown(digest)),
    }
    line = str(escape(edition.language.clinic.same_text))
    return Markup(line.format(**parts))  # noqa: S704 - the line and its parts are escaped


def shown(digest: str) -> str:
    """A digest as it is printed, e.g. `1a2b 3c4d 5e6f`."""
    return " ".join(digest[at : at + GROUP] for at in range(0, DIGITS, GROUP))
