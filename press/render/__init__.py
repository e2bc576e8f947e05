"""Rendering: from a typeset page to draft bytes, one function and one row for each file format."""

from __future__ import annotations

import functools
import importlib.util
import math
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from press.model.edition import Draft, Edition
from press.model.findings import Code, Finding, Place, PressError, environment_error
from press.model.folding import page_count
from press.style.fonts import SCHEME, face_bytes, inline_faces, is_face
from press.style.reckoned import face_rules, reckoned
from press.style.tokens import own_tokens

if TYPE_CHECKING:
    import weasyprint

    from press.render.layout.room import Filling, Room

COMPLAINT = Code(
    "REN101",
    "The renderer has nothing to complain of.",
    "house rule: any WeasyPrint log line is an error",
    "the text or style named here asks for something that cannot be printed; change it",
)
CODES = (COMPLAINT,)


def render(edition: Edition, html: str, lines: int = 0) -> Draft:
    """Render a typeset page in the format of its variant. Raises PressError when the renderer complains.

    lines: how many ruled lines for the reader's questions the page was typeset with; with 1, they become as many as
    fill its pages when its variant asks for that. When none are wanted, the draft has none, and says so.
    """
    draft = FORMATS[edition.variant.format](edition, html, lines)
    if draft.log:
        raise PressError(COMPLAINT.at(Place(edition.name), line) for line in draft.log)
    return draft


def render_pdf(edition: Edition, html: str, lines: int) -> Draft:
    """A tagged PDF of the page, in the standard that the variant names."""
    from press.render import tagging

    setting = _setting()
    fill = _filling(edition) if lines == 1 else None
    document = tagging.layout(
        html,
        standard=edition.variant.pdf_standard,
        stylesheets=setting.sheets(tuple(own_tokens(edition).items())),
        font_config=setting.fonts,
        url_fetcher=setting.fetcher,
        fill=fill,
    )
    if fill:
        setting.after[edition.variant_name, edition.lang] = fill.after
    tagged = tagging.paint(document, edition.variant.pdf_standard)
    return Draft(tagged.data, tagged.pages, (*tagged.log, *tagged.warnings), unfilled=bool(fill and fill.ruled == 0))


def render_page(html: str, name: str, style: str = "") -> Draft:
    """A tagged PDF (PDF/UA-1) of a page that is no edition, in our style.

    name: what findings call the page; style: its own sheet, which stands beside ours. Raises PressError when the
    renderer complains.
    """
    from press.render import tagging

    setting = _setting()
    tagged = tagging.render(
        html,
        standard="ua-1",
        stylesheets=setting.sheets((), style),
        font_config=setting.fonts,
        url_fetcher=setting.fetcher,
    )
    if complaints := (*tagged.log, *tagged.warnings):
        raise PressError(COMPLAINT.at(Place(name), line) for line in complaints)
    return Draft(tagged.data, tagged.pages)


def _filling(edition: Edition) -> Filling | None:
    """How the pages of an edition are to be filled."""
    from press.render.layout.room import Filling

    multiple = edition.variant.fill
    if not multiple:
        return None
    after = _setting().after.get((edition.variant_name, edition.lang), 1)
    return Filling(NOTES_ID, NOTES_LINE, multiple, FEWEST_LINES, functools.partial(note_lines, edition), after=after)


def render_html(_edition: Edition, html: str, _lines: int) -> Draft:
    """The page as one file, with small copies of its typefaces inside."""
    return Draft(inline_faces(html, frozenset(html)).encode(), 1)


FORMATS: dict[str, Callable[[Edition, str, int], Draft]] = {"pdf": render_pdf, "html": render_html}
NOTES_ID, NOTES_LINE = "notes", "rule"
"""The id of the section for the reader's questions, and the class of a ruled line: templates/parts/notes.html."""


def note_lines(edition: Edition, room: Room) -> int:
    """How many ruled lines for the reader's questions fill the pages of a variant that is to be filled.

    room: around one ruled line. The lines take what is free on their page, and then as many whole pages as are
    missing from the multiple that the variant asks for; none where the pages are that multiple without them.
    """
    multiple = edition.variant.fill
    if not multiple or (room.alone and (room.pages - 1) % multiple == 0):
        return 0
    fold = edition.variant.fold
    missing = page_count(fold, room.pages) - room.pages if fold else -room.pages % multiple
    if missing < 0:
        return 0
    here = 1 + math.floor(room.below / room.pitch)
    later = missing * math.floor(room.live / room.pitch)
    return here + later if later or here >= FEWEST_LINES else 0


FEWEST_LINES = 4
"""Fewer ruled lines than this look like a mistake; white is better (design brief 7.2)."""


class _Setting:
    """What all PDFs of one process share: parsed style sheets, fonts, and the fetcher that reaches nothing else."""

    def __init__(self) -> None:
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self.fetcher = _fetcher()
        self.after: dict[tuple[str, str], int] = {}
        """How many pages followed the ruled lines in the last edition of a variant and language: a guess for the next,
        that costs time when it is wrong, and changes nothing."""
        self._faces = weasyprint.CSS(string=face_rules(), font_config=self.fonts, url_fetcher=self.fetcher)

    @functools.lru_cache(maxsize=32)  # noqa: B019 - there is one setting in a process, and it stays
    def sheets(self, tokens: tuple[tuple[str, str], ...], beside: str = "") -> list[weasyprint.CSS]:
        """The parsed style sheets of a variant that sets some tokens, and a sheet that stands beside them."""
        sheet = _weasyprint().CSS(string=reckoned(tokens, beside), font_config=self.fonts, url_fetcher=self.fetcher)
        return [self._faces, sheet]


@functools.cache
def _setting() -> _Setting:
    return _Setting()


def _fetcher() -> weasyprint.URLFetcher:
    """A fetcher that serves our typefaces and data: addresses, and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if is_face(url):
                return URLFetcherResponse(url, face_bytes(url.removeprefix(SCHEME)), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=["data"])


def _weasyprint() -> ModuleType:
    """The renderer, or an error that names the system package that is missing."""
    if importlib.util.find_spec("weasyprint") is None:
        raise environment_error("ENV101", "WeasyPrint is not installed", "run `make build`, which sets everything up")
    try:
        import weasyprint
        from weasyprint.text.ffi import harfbuzz_subset
    except OSError as error:
        name = str(error).splitlines()[0]
        raise environment_error("ENV102", f"a system library is missing: {name}", PACKAGES) from None
    if not harfbuzz_subset:
        raise environment_error("ENV102", "the system library harfbuzz-subset is missing", PACKAGES)
    return weasyprint  # type: ignore[no-any-return]


PACKAGES = (
    "install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (Debian), or pango and harfbuzz (Homebrew)"
)


def finding_of(error: Exception, edition: Edition) -> Finding:
    """An unforeseen failure of one edition as a finding, so that the others go on and no traceback is shown."""
    return COMPLAINT.at(
        Place(edition.name), f"{type(error).__name__}: {error}", "this is a fault of the press: report it"
    )
