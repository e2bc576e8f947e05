"""Rules on the finished web page, read back with the HTML parsing algorithm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.html import parse_html

_LOADING_CSS = re.compile(r"""(?:@import|url\()\s*["']?(?!data:|#)([^"')\s]+)""")


def rewrite_page(old: str, new: str) -> Callable[[Reading], Reading]:
    """Damage a reading: replace one pattern in the page."""

    def damage(reading: Reading) -> Reading:
        html, count = re.subn(old, new, reading.html)
        assert count, f"the example is no example: {old!r} is not in the page"
        return replace(reading, html=html, dom=parse_html(html))

    return damage


@rule("HTM101", clause="WCAG 2.2, 2.4.2 and 3.1.1", hint=REPORT, damage=rewrite_page(r"<html lang=\"[^\"]*\"", "<html"))
def check_title_and_language(reading: Reading) -> Iterable[Problem]:
    """Check that the page has the title and language of the source."""
    edition = reading.edition
    if reading.dom.get("lang") != edition.lang:
        yield Place(edition.name), f"its language is `{reading.dom.get('lang')}`, not `{edition.lang}`"
    title = reading.dom.findtext("head/title", "")
    if not title.startswith(edition.title):
        yield Place(edition.name), f"its title is `{title}`, not `{edition.title}`"


@rule(
    "HTM102",
    clause="WAI-ARIA 1.2, landmark roles; WCAG 2.2, 1.3.1 and 2.4.1",
    hint=REPORT,
    damage=rewrite_page("<(/?)main", r"<\1div"),
)
def check_landmarks(reading: Reading) -> Iterable[Problem]:
    """Check that the page has one main, a header, a footer and a skip link."""
    body = reading.dom.find("body")
    assert body is not None
    for name, least, most in (("main", 1, 1), ("header", 1, 9), ("footer", 1, 9), ("nav", 1, 9), ("h1", 1, 1)):
        count = sum(1 for _ in body.iter(name))
        if not least <= count <= most:
            yield Place(reading.edition.name), f"it has {count} <{name}>"
    first = next(body.iter("a"), None)
    ids = {element.get("id") for element in body.iter()}
    if first is None or not (first.get("href") or "").startswith("#") or (first.get("href") or "")[1:] not in ids:
        yield Place(reading.edition.name), "its first link does not skip to the text"


@rule(
    "HTM103",
    clause="HTML Living Standard, 3.2.6; WCAG 2.2, 4.1.2",
    hint=REPORT,
    damage=rewrite_page(r"(<section[^>]* id=\")[^\"]*\"", r"\1same\""),
)
def check_ids_and_targets(reading: Reading) -> Iterable[Problem]:
    """Check that ids are unique and links within the page lead somewhere."""
    ids = [found for element in reading.dom.iter() if (found := element.get("id"))]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield Place(reading.edition.name), f"the id `{twice}` is used more than once"
    for link in reading.dom.iter("a"):
        href = link.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield Place(reading.edition.name), f"a link leads to {href}, which is nowhere"


@rule(
    "HTM104",
    clause="house rule: no network; the web edition is one file",
    hint=REPORT,
    damage=rewrite_page("</main>", '<img alt="" src="https://example.org/x.png"></main>'),
)
def check_nothing_is_loaded(reading: Reading) -> Iterable[Problem]:
    """Check that the page loads nothing from anywhere."""
    for address in list_loaded_addresses(reading.dom):
        yield Place(reading.edition.name), f"it loads `{address[:80]}`"


@rule(
    "HTM105",
    clause="WCAG 2.2, 1.1.1",
    hint="give the picture alternative text in the Markdown",
    damage=rewrite_page(r"<svg[^>]*>", "<svg>"),
)
def check_pictures_have_words(reading: Reading) -> Iterable[Problem]:
    """Check that every picture has words or is hidden from screen readers."""
    for element in reading.dom.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag == "img" and element.get("alt") is None:
            yield Place(reading.edition.name), "an image has no alt attribute"
        if tag == "svg" and not (element.get("aria-label") or element.get("aria-hidden") == "true"):
            yield Place(reading.edition.name), "a drawing has neither words nor aria-hidden"


@rule(
    "HTM106",
    clause="house rule: one source, every variant, all saying the same",
    hint=REPORT,
    damage=rewrite_page("<section", "<div"),
)
def check_section_order(reading: Reading) -> Iterable[Problem]:
    """Check that the page has every section, in order, by id."""
    wanted = [section.id for section in reading.edition.translation.sections]
    found = [element.get("id") for element in reading.dom.iter("section") if element.get("id") in wanted]
    if found != wanted:
        yield Place(reading.edition.name), f"its sections are {found}, not {wanted}"


LOADING = dict.fromkeys(("script", "img", "iframe", "source", "embed", "audio", "video"), "src") | {"link": "href"}
"""Elements that load something by themselves, and the attribute that says what."""
NOT_LOADED = frozenset({"alternate", "canonical", "author", "license", "prev", "next"})
"""Link types that name a resource without loading it (HTML Living Standard, 4.6.7)."""


def list_loaded_addresses(dom: Element) -> Iterator[str]:
    """List every address that a browser would load by itself.

    Scripts, pictures, style sheets, fonts.
    """
    for element in dom.iter():
        name = LOADING.get(element.tag)
        address = element.get(name or "") or ""
        if address and not address.startswith("data:") and element.get("rel") not in NOT_LOADED:
            yield address
        if element.tag == "style":
            yield from _LOADING_CSS.findall(element.text or "")
        yield from _LOADING_CSS.findall(element.get("style") or "")
