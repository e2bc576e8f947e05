"""The desk's own pages: what the templates are given, and the files that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse, Response

from press.desk.imprint_form import ADDRESS_LINES, LENGTHS, REQUIRED, Filled
from press.desk.library import Bookcase, Forms, Interface
from press.desk.limits import Limits
from press.model.edition import Edition
from press.model.records import Row
from press.runtime.resources import TEMPLATES
from press.style.fonts import FACES
from press.style.sheets import desk_style
from press.typeset import environment
from press.typeset.page import in_bytes

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
class Field:
    """A field of the form as it is shown."""

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
        """The ids of what explains the field."""
        return " ".join(f"{self.name}-{what}" for what in ("error", "hint") if getattr(self, what))


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    text: str
    lang: str
    chosen: bool


class Pages:
    """Makes the pages of the desk in a language of the visitor's."""

    def __init__(self, bookcase: Bookcase, limits: Limits, *, previews: bool) -> None:
        self._bookcase = bookcase
        self._limits = limits
        self._previews = previews

    def page(
        self,
        template: str,
        interface: Interface,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """A page from its template."""
        assert self._bookcase.library.center is not None
        html = environment().get_template(f"desk/{template}.html").render(
            ui=interface, words=interface.words, center=self._bookcase.library.center, limits=self._limits,
            previews=self._previews, **values,
        )  # fmt: skip
        return HTMLResponse(html, status, dict(headers or {}))

    def message(
        self,
        interface: Interface,
        status: HTTPStatus,
        title: str,
        text: str = "",
        *,
        lines: tuple[str, ...] = (),
        retry: int = 0,
    ) -> Response:
        """A page that says one thing; retry: seconds after which to come back, 0 for no word of it."""
        headers = {"retry-after": str(retry)} if retry else {}
        return self.page("message", interface, status, headers, title=title, text=text, lines=lines)

    def busy(self, interface: Interface) -> Response:
        """Too much to do."""
        seconds = self._limits.retry_seconds
        text = interface.words.busy_text.format(n=seconds)
        return self.message(interface, HTTPStatus.SERVICE_UNAVAILABLE, interface.words.busy, text, retry=seconds)

    def too_many(self, interface: Interface, seconds: int) -> Response:
        """A visitor who asked for too many files."""
        words = interface.words
        text = f"{self.rate(interface)} {words.busy_text.format(n=seconds)}"
        return self.message(interface, HTTPStatus.TOO_MANY_REQUESTS, words.too_many, text, retry=seconds)

    def not_found(self, interface: Interface) -> Response:
        """An address that leads nowhere."""
        return self.message(interface, HTTPStatus.NOT_FOUND, interface.words.not_found)

    def rate(self, interface: Interface) -> str:
        """The limit in words."""
        return interface.words.rate.format(n=self._limits.burst, seconds=self._limits.refill_seconds)

    def home(self, interface: Interface) -> Response:
        """The first page: which handouts there are."""
        entries = [(slug, *_entry(forms, interface)) for slug, forms in self._bookcase.forms.items() if forms]
        return self.page("home", interface, entries=entries, rate=self.rate(interface))

    def files(self, interface: Interface, rows: Sequence[Row]) -> Response:
        """The plain list of the finished files, by publication."""
        shelves: dict[str, list[Row]] = {}
        for row in rows:
            shelves.setdefault(row.publication, []).append(row)
        return self.page("list", interface, rows=shelves, size=in_bytes)

    def form(
        self, interface: Interface, slug: str, forms: Forms, filled: Filled, findings: tuple[str, ...] = ()
    ) -> Response:
        """The form for one handout; with mistakes in it, status 422 (RFC 9110, 15.5.21)."""
        title, lang, _ = _entry(forms, interface)
        bad = bool(filled.problems or findings)
        return self.page(
            "form", interface, HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK,
            slug=slug, title=title, lang=lang, filled=filled, findings=findings, rate=self.rate(interface),
            languages=list(_languages(forms, filled)), forms=list(self._forms(forms, filled, interface)),
            fields=list(_fields(filled, interface)), labels=_labels(interface),
        )  # fmt: skip

    def _forms(self, forms: Forms, filled: Filled, interface: Interface) -> Iterator[Choice]:
        found = {edition.variant_name: edition for edition in forms.values()}
        for name, edition in sorted(found.items(), key=lambda item: (item[1].variant.order, item[0])):
            text = self._bookcase.form_name(edition, interface)
            yield Choice(name, text, interface.lang, name == filled.values["form"])


def _entry(forms: Forms, interface: Interface) -> tuple[str, str, str]:
    """The title of a publication with its language, as near to the visitor's as there is, and its number."""
    edition = next((one for (lang, _), one in forms.items() if lang == interface.lang), next(iter(forms.values())))
    return edition.title, edition.lang, edition.number


def _languages(forms: Forms, filled: Filled) -> Iterator[Choice]:
    found: dict[str, Edition] = {lang: edition for (lang, _), edition in forms.items()}
    for lang, edition in found.items():
        yield Choice(lang, edition.language.name, lang, lang == filled.values["language"])


def _labels(interface: Interface) -> dict[str, str]:
    return {name: getattr(interface.words, name) for name in ("language", "form", *LENGTHS)}


def _fields(filled: Filled, interface: Interface) -> Iterator[Field]:
    labels = _labels(interface)
    for name, most in LENGTHS.items():
        yield Field(
            name=name,
            label=labels[name],
            hint=getattr(interface.words, f"{name}_hint").format(n=ADDRESS_LINES) if name in HINTS else "",
            error=filled.about(name),
            value=filled.values[name],
            required=name in REQUIRED,
            autocomplete=AUTOCOMPLETE[name],
            most=most,
            rows=ADDRESS_LINES if name == "address" else 0,
        )


# ---------------------------------------------------------------- the files that go with the pages

_FACE = re.compile(r"""url\(\s*["']?font:([A-Za-z0-9-]+)["']?\s*\)""")


@cache
def style() -> str:
    """The style sheet of the desk; its typefaces are files beside it."""
    return _FACE.sub(lambda match: f'url("fonts/{match[1]}.ttf")', desk_style())


@cache
def script() -> str:
    """The script of the previews."""
    return (TEMPLATES / "desk" / "preview.js").read_text("utf-8")


FONTS = {f"{name}.ttf": name for name in FACES}
"""The typefaces by the names of their files."""
