"""The desk's own pages, rendered from templates, and their style sheet, script and typefaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse, Response

from press.desk.imprint_form import ADDRESS_LINES, LENGTHS, REQUIRED, ClinicForm
from press.desk.library import ClinicEditions, DeskInterface, LiveLibrary
from press.desk.middleware import DeskLimits
from press.model.edition import Edition
from press.model.formats import FORMATS
from press.model.formatting import format_size
from press.model.manifest import ManifestRow
from press.runtime.resources import TEMPLATES
from press.style.fonts import TYPEFACES
from press.style.sheets import bundle_desk_styles
from press.text.collation import find_sort_key
from press.typeset import render_template

AUTOCOMPLETE = {
    "name": "organization",
    "address": "street-address",
    "phone": "tel",
    "tty": "off",
    "hours": "off",
    "language_help": "off",
}
"""What a browser may fill in (HTML Standard, 4.10.18.7)."""
HINTS = {"name", "address", "phone", "hours", "language_help"}


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form, as the template shows it."""

    name: str
    label: str
    hint: str
    error: str
    value: str
    required: bool
    autocomplete: str
    most: int
    rows: int

    @property
    def described_by(self) -> str:
        """Ids of the elements that explain the field."""
        return " ".join(f"{self.name}-{what}" for what in ("error", "hint") if getattr(self, what))


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One entry of a list to choose from; `picture` is the address of one, if any."""

    value: str
    text: str
    lang: str
    chosen: bool
    picture: str = ""


class DeskPages:
    """A renderer of the desk's pages in the visitor's language."""

    def __init__(self, live_library: LiveLibrary, limits: DeskLimits, *, previews: bool) -> None:
        self._live_library = live_library
        self._limits = limits
        self._previews = previews

    def render_page(
        self,
        template: str,
        interface: DeskInterface,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """Render a page from its template."""
        assert self._live_library.library.center is not None
        html = render_template(
            f"desk/{template}.html", ui=interface, words=interface.words, center=self._live_library.library.center,
            limits=self._limits, previews=self._previews, **values,
        )  # fmt: skip
        return HTMLResponse(html, status, dict(headers or {}))

    def render_message(
        self,
        interface: DeskInterface,
        status: HTTPStatus,
        title: str,
        text: str = "",
        *,
        lines: tuple[str, ...] = (),
        retry: int = 0,
    ) -> Response:
        """Render a page with one message.

        retry: seconds for the header `Retry-After`, 0 for none.
        """
        headers = {"retry-after": str(retry)} if retry else {}
        return self.render_page("message", interface, status, headers, title=title, text=text, lines=lines)

    def render_busy(self, interface: DeskInterface) -> Response:
        """Render the page that says that the desk is busy."""
        seconds = self._limits.retry_seconds
        text = interface.words.busy_text.format(n=seconds)
        return self.render_message(interface, HTTPStatus.SERVICE_UNAVAILABLE, interface.words.busy, text, retry=seconds)

    def render_too_many(self, interface: DeskInterface, seconds: int) -> Response:
        """Render the page for too many requests."""
        words = interface.words
        text = f"{self.describe_rate(interface)} {words.busy_text.format(n=seconds)}"
        return self.render_message(interface, HTTPStatus.TOO_MANY_REQUESTS, words.too_many, text, retry=seconds)

    def render_not_found(self, interface: DeskInterface) -> Response:
        """Render the page for an address that does not exist."""
        return self.render_message(interface, HTTPStatus.NOT_FOUND, interface.words.not_found)

    def describe_rate(self, interface: DeskInterface) -> str:
        """Describe the rate limit in words."""
        return interface.words.rate.format(n=self._limits.burst, seconds=self._limits.refill_seconds)

    def render_home(self, interface: DeskInterface) -> Response:
        """Render the first page, a list of the handouts."""
        make_key = find_sort_key(interface.lang)
        entries = [
            (slug, *_find_title(editions, interface))
            for slug, editions in self._live_library.clinic_editions.items()
            if editions
        ]
        entries.sort(key=lambda entry: (make_key(entry[1]), entry[0]))
        return self.render_page("home", interface, entries=entries)

    def render_files(self, interface: DeskInterface, rows: Sequence[ManifestRow]) -> Response:
        """Render a simple list of the finished files, by publication."""
        by_publication: dict[str, list[ManifestRow]] = {}
        for row in rows:
            by_publication.setdefault(row.publication, []).append(row)
        return self.render_page(
            "list",
            interface,
            rows=by_publication,
            formats=FORMATS,
            size=lambda size: format_size(size, interface.language),
        )

    def render_form(
        self,
        interface: DeskInterface,
        slug: str,
        editions: ClinicEditions,
        filled: ClinicForm,
        findings: tuple[str, ...] = (),
    ) -> Response:
        """Render the form for one handout.

        If it has mistakes, the status is 422 (RFC 9110, 15.5.21).
        """
        title, lang, _ = _find_title(editions, interface)
        bad = bool(filled.problems or findings)
        return self.render_page(
            "form", interface, HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK,
            slug=slug, title=title, lang=lang, filled=filled, findings=findings,
            languages=list(_list_languages(editions, filled)),
            forms=list(self._list_variants(editions, filled, interface)),
            fields=list(_list_fields(filled, interface)), labels=_list_labels(interface),
        )  # fmt: skip

    def _list_variants(
        self, editions: ClinicEditions, filled: ClinicForm, interface: DeskInterface
    ) -> Iterator[FormChoice]:
        found = {edition.variant_name: edition for edition in editions.values()}
        for name, edition in sorted(found.items(), key=lambda item: (item[1].variant.order, item[0])):
            text = self._live_library.translate_variant_title(edition, interface)
            picture = f"/assets/formats/{name}.svg"
            yield FormChoice(name, text, interface.lang, name == filled.values["form"], picture)


def _find_title(editions: ClinicEditions, interface: DeskInterface) -> tuple[str, str, str]:
    """Find a publication's title, its language and the number.

    The title is in the visitor's language if possible.
    """
    edition = next(
        (one for (lang, _), one in editions.items() if lang == interface.lang), next(iter(editions.values()))
    )
    return edition.title, edition.lang, edition.number


def _list_languages(editions: ClinicEditions, filled: ClinicForm) -> Iterator[FormChoice]:
    found: dict[str, Edition] = {lang: edition for (lang, _), edition in editions.items()}
    for lang, edition in found.items():
        yield FormChoice(lang, edition.language.name, lang, lang == filled.values["language"])


def _list_labels(interface: DeskInterface) -> dict[str, str]:
    return {name: getattr(interface.words, name) for name in ("language", "form", *LENGTHS)}


def _list_fields(filled: ClinicForm, interface: DeskInterface) -> Iterator[FormField]:
    labels = _list_labels(interface)
    for name, most in LENGTHS.items():
        yield FormField(
            name=name,
            label=labels[name],
            hint=getattr(interface.words, f"{name}_hint").format(n=ADDRESS_LINES) if name in HINTS else "",
            error=filled.describe_problem(name),
            value=filled.values[name],
            required=name in REQUIRED,
            autocomplete=AUTOCOMPLETE[name],
            most=most,
            rows=ADDRESS_LINES if name == "address" else 0,
        )


# ---------------------------------------------------------------- the files that go with the pages

_FONT_URL = re.compile(r"""url\(\s*["']?font:([A-Za-z0-9-]+)["']?\s*\)""")


@cache
def read_style() -> str:
    """Read the style sheet of the desk.

    Its typefaces are files beside it.
    """
    return _FONT_URL.sub(lambda match: f'url("fonts/{match[1]}.ttf")', bundle_desk_styles())


@cache
def read_script() -> str:
    """Read the script of the previews."""
    return (TEMPLATES / "desk" / "preview.js").read_text("utf-8")


FONTS = {f"{name}.ttf": name for name in TYPEFACES}
"""Names of the typefaces, by file name."""
