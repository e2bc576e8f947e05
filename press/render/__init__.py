"""Rendering a typeset page to draft bytes, one function for each row of press/model/formats.py."""

from __future__ import annotations

import functools
import importlib.util
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Literal
from xml.etree.ElementTree import Element

from press.model.edition import Draft, Edition
from press.model.findings import Finding, FindingCode, Place, PressError, make_environment_error
from press.model.fit import FEWEST_LINES, NO_LINES
from press.runtime.entry_points import load_entry_point
from press.style.faces import build_edition_faces
from press.style.fonts import SCHEME, embed_typefaces, is_typeface_url, load_typeface
from press.style.isolation import isolate_fonts_of_process
from press.style.page_faces import build_page_faces
from press.style.resolve import resolve_css
from press.style.sheets import read_font_face_rules
from press.style.tokens import list_changed_tokens
from press.text.scripts import SCRIPTS

if TYPE_CHECKING:
    import weasyprint

    from press.render.layout.forecast import StyleFor
    from press.render.layout.layouts import Layout, Styled
    from press.render.layout.room import PageFilling
    from press.render.tagging import TaggedPdf

COMPLAINT = FindingCode(
    "REN101",
    "The renderer reports no problem.",
    "house rule: any WeasyPrint log line is an error",
    "change the text or the style named here: it needs something that cannot be printed",
)
STRAY = FindingCode(
    "REN102",
    "Every character is set in a typeface that the variant names.",
    "house rule: no typeface of the system, and no letter from another typeface than its neighbors",
    "write it in another way, or ask for a typeface that has it: docs/adding.md says how one is added",
)
CODES = (COMPLAINT, STRAY)

RenderFormat = Callable[[Edition, str, int], Draft]
Typeset = Callable[[Edition, int], str]


def render(edition: Edition, html: str, lines: int = 0) -> Draft:
    """Render a typeset page in the format of its variant.

    lines: the number of ruled lines for the reader's questions on the page. If the variant asks for full pages, one
    line is repeated until they are full; if none is needed, the draft has none and is `unfilled`. Raises PressError
    when the renderer reports a problem.
    """
    make_draft: RenderFormat = load_entry_point(edition.variant.file_format.render)
    return _raise_complaints(edition, make_draft(edition, html, lines))


def _raise_complaints(edition: Edition, draft: Draft) -> Draft:
    """Return a draft, or raise what the renderer complained of."""
    if draft.log:
        raise PressError(COMPLAINT.make_finding(Place(edition.name), line) for line in draft.log)
    return draft


def render_fitted(edition: Edition, typeset: Typeset, handout: str = "") -> tuple[Edition, str, Draft]:
    """Typeset and render an edition with the remedies that suit its paper best.

    typeset: from an edition and a number of ruled lines to HTML; handout: a digest of all but its clinic's block, if
    layouts of the handout may be cached. Returns the edition with its fit, its HTML and its draft. Raises
    PressError when the renderer reports a problem.
    """
    lines = 1 if edition.variant.fill and edition.fit.notes != NO_LINES else 0
    if not edition.variant.file_format.on_paper:
        html = typeset(edition, lines)
        return edition, html, render(edition, html, lines)
    from press.render.layout.known_layouts import find_layout

    scale = 1.0  # by how much more pages followed the lines for notes in the layout before than were guessed

    def lay_out(one: Edition, *, until_cut: bool = False, like: Styled | None = None) -> Layout:
        nonlocal scale
        layout = _lay_out(one, typeset(one, lines), lines, until_cut=until_cut, like=like, scale=scale)
        scale = layout.notes_scale
        return layout

    with load_tagging().reuse_lines():
        best = find_layout(edition, lay_out, handout)
        draft = _paint(best)
    html = typeset(best.edition, 0) if best.lost_ruled_lines else best.html
    return best.edition, html, _raise_complaints(edition, draft)


def render_pdf(edition: Edition, html: str, lines: int) -> Draft:
    """Render a tagged PDF.

    It claims the standard that the variant names.
    """
    return _paint(_lay_out(edition, html, lines))


def _lay_out(
    edition: Edition, html: str, lines: int, *, until_cut: bool = False, like: Styled | None = None,
    scale: float = 1.0,
) -> Layout:  # fmt: skip
    """Lay out a page. until_cut, like: as in `LayOut`; scale: as in `PageFilling`."""
    from press.render.layout.layouts import Layout
    from press.render.layout.pages import have_cut_cover

    setting, tagging = _load_setting(), load_tagging()
    fill = _make_filling(edition) if lines == 1 else None
    if fill:
        fill.scale *= scale
    document = tagging.lay_out(
        html,
        standard=edition.variant.pdf_standard,
        stylesheets=setting.parse_edition_sheets(edition),
        font_config=setting.fonts,
        url_fetcher=setting.fetcher,
        fill=fill,
        is_enough=have_cut_cover if until_cut else None,
        styled=tagging.StyledPage(like[0].document, like[1]) if like and _is_same_page(html, like[0]) else None,
    )
    read_styles = functools.partial(_read_styles, document)
    if not fill:
        return Layout(edition, html, document, read_styles=read_styles)
    notes = fill.plan or NO_LINES
    return Layout(
        edition, html, document, fill.line_count == 0, read_styles, fill.room, fill.removal, notes, fill.scale
    )


def _is_same_page(html: str, layout: Layout) -> bool:
    """Tell whether a page is the one of a layout, but for its own style sheet, which only repeats tokens."""
    before, after = (page.partition("<style>")[0] + page.partition("</style>")[2] for page in (layout.html, html))
    return before == after


def _read_styles(document: weasyprint.Document, edition: Edition) -> StyleFor:
    """Read the styles that the elements of a document would have in another edition of its text."""
    setting = _load_setting()
    return load_tagging().read_styles(  # type: ignore[no-any-return]
        document, setting.parse_edition_sheets(edition), setting.fonts
    )


def _paint(layout: Layout) -> Draft:
    if layout.removal:
        layout.removal.remove_elements()
    if "<img " in layout.html:
        from press.render.dots import reduce_pictures

        reduce_pictures(layout.document)
    tagged = load_tagging().paint(layout.document, layout.edition.variant.pdf_standard)
    if tagged.strays:
        raise PressError(make_stray_findings(tagged.strays, Place(layout.edition.name)))
    log = (*tagged.log, *tagged.warnings)
    return Draft(tagged.data, tagged.pages, log, lost_ruled_lines=layout.lost_ruled_lines)


def make_stray_findings(strays: Sequence[tuple[str, str]], place: Place) -> Iterator[Finding]:
    """Make one finding for each script that a page has no typeface for.

    strays: characters, each with the typeface that drew it, or "".
    """
    for code, found in group_by_script(strays).items():
        character, family = next(iter(found.items()))
        more = f" and {len(found) - 1} more of its script" if len(found) > 1 else ""
        drawn = f"; it would be set in {family}" if family else ""
        hint = ""
        if code in SCRIPTS:
            row = SCRIPTS[code]
            hint = f"mark the words with their language, as in `[words]{{lang=…}}`: {row.text} has {row.name} letters"
        elif code not in COMMON:
            hint = f"ask for a typeface of the script {code}: docs/adding.md says how script and typeface are added"
        problem = f"no typeface of this variant has the character `{character}` (U+{ord(character):04X}){more}{drawn}"
        yield STRAY.make_finding(place, problem, hint)


def group_by_script(strays: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Group strays by script (ISO 15924), and map each character to its typeface."""
    from fontTools.unicodedata import script as find_iso_script

    by_script: dict[str, dict[str, str]] = {}
    for text, family in strays:
        character = next((one for one in text if find_iso_script(one) not in COMMON), text[:1])
        by_script.setdefault(find_iso_script(character), {})[character] = family
    return dict(sorted(by_script.items()))


COMMON = frozenset({"Zyyy", "Zinh", "Zzzz"})
"""Scripts of characters that many scripts use (Unicode Standard Annex 24)."""


def render_page(html: str, name: str, style: str = "", tokens: Mapping[str, str] = MappingProxyType({})) -> Draft:
    """Render a tagged PDF of any page.

    The page is not an edition; the standard is PDF/UA-1. name: of the page in findings; style: its own style sheet,
    added to ours; tokens: those that it changes. Raises PressError when the renderer reports a problem.
    """
    setting, tagging = _load_setting(), load_tagging()
    tagged = tagging.render(
        html,
        standard="ua-1",
        stylesheets=setting.parse_sheets(tuple(tokens.items()), style),
        font_config=setting.fonts,
        url_fetcher=setting.fetcher,
    )
    if complaints := (*tagged.log, *tagged.warnings):
        raise PressError(COMPLAINT.make_finding(Place(name), line) for line in complaints)
    return Draft(tagged.data, tagged.pages)


def render_foreign_page(
    root: Element, base: Path, folder: Path, standard: Literal["ua-1", "ua-2"], *, allow_network: bool
) -> TaggedPdf:
    """Render a tagged PDF of a page of others, in our typefaces and its own.

    root: its document element; base: its file; folder: what it may read.
    """
    isolate_fonts_of_process()
    tagging, weasyprint = load_tagging(), _import_weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    from press.render.page_fetcher import PageFetcher

    fonts = FontConfiguration()
    faces = weasyprint.CSS(string=build_page_faces(root), font_config=fonts, url_fetcher=_make_fetcher())
    made: TaggedPdf = tagging.render(
        root,
        standard=standard,
        stylesheets=[faces],
        font_config=fonts,
        base_url=base.as_uri(),
        url_fetcher=PageFetcher(folder, allow_network=allow_network),
        presentational_hints=True,
    )
    return made


def _make_filling(edition: Edition) -> PageFilling | None:
    """Make instructions for filling the pages of an edition.

    Returns None if its variant is not filled.
    """
    from press.render.layout.remedies import read_length
    from press.render.layout.room import NOTES, NOTES_LINE, PageFilling, plan_notes

    if not edition.variant.fill:
        return None
    small, body = (read_length(edition, f"font-size-{name}") for name in ("small", "body"))
    size = small / body if max(small, body) < math.inf else 1.0
    has_back = read_length(edition, "back-matter-height") > 0  # of one page; large back matter runs over several
    plan = functools.partial(plan_notes, edition)
    return PageFilling(NOTES, NOTES_LINE, FEWEST_LINES, plan, None if has_back else size, plan=edition.fit.notes)


def render_html(_edition: Edition, html: str, _lines: int) -> Draft:
    """Embed cut-down typefaces in a web page."""
    return Draft(embed_typefaces(html, frozenset(html)).encode(), 1)


class _RenderSetting:
    """What all PDFs of one process share: parsed style sheets, fonts and the fetcher."""

    def __init__(self) -> None:
        weasyprint = _import_weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self.fetcher = _make_fetcher()
        self._face_sheet = weasyprint.CSS(
            string=read_font_face_rules(), font_config=self.fonts, url_fetcher=self.fetcher
        )

    @functools.cache  # noqa: B019 - as below
    def parse_faces(self, rules: str) -> weasyprint.CSS:
        """Parse the rules of typefaces that not every edition needs."""
        return _import_weasyprint().CSS(string=rules, font_config=self.fonts, url_fetcher=self.fetcher)

    @functools.lru_cache(maxsize=128)  # noqa: B019 - there is one setting in a process, and it stays
    def parse_sheets(self, tokens: tuple[tuple[str, str], ...], beside: str = "") -> list[weasyprint.CSS]:
        """Parse the style sheets for some tokens.

        beside: a further sheet, added after them.
        """
        from press.render.weasyprint.sheets import parse_sheet

        return [self._face_sheet, parse_sheet(resolve_css(tokens, beside), self.fonts, self.fetcher)]

    def parse_edition_sheets(self, edition: Edition) -> list[weasyprint.CSS]:
        """Parse the style sheets of an edition."""
        faces = self.parse_faces(build_edition_faces(edition, "print"))
        return [*self.parse_sheets(tuple(list_changed_tokens(edition).items())), faces]


@functools.cache
def _load_setting() -> _RenderSetting:
    """Make the setting, the first time with no typeface of the system in reach."""
    isolate_fonts_of_process()
    return _RenderSetting()


def _make_fetcher() -> weasyprint.URLFetcher:
    """Make a fetcher for our typefaces and `data:` URLs only."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if is_typeface_url(url):
                return URLFetcherResponse(url, load_typeface(url.removeprefix(SCHEME)), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=["data"])


@functools.cache
def load_tagging() -> ModuleType:
    """Load the tag builder, if WeasyPrint is one that it knows."""
    from press.render.weasyprint import contract

    weasyprint = _import_weasyprint()
    if moves := contract.find_moves():
        problem = f"WeasyPrint {weasyprint.__version__} is not one that the press knows: {moves[0][1]}"
        raise make_environment_error("ENV105", problem, "install the version that `requirements.lock` names")
    from press.render import tagging

    return tagging


def _import_weasyprint() -> ModuleType:
    """Import WeasyPrint, or name the package that is missing."""
    if importlib.util.find_spec("weasyprint") is None:
        raise make_environment_error(
            "ENV101", "WeasyPrint is not installed", "run `make build`, which sets everything up"
        )
    try:
        import weasyprint
        from weasyprint.text.ffi import harfbuzz_subset
    except OSError as error:
        name = str(error).splitlines()[0]
        raise make_environment_error("ENV102", f"a system library is missing: {name}", PACKAGES) from None
    if not harfbuzz_subset:
        raise make_environment_error("ENV102", "the system library harfbuzz-subset is missing", PACKAGES)
    return weasyprint  # type: ignore[no-any-return]


PACKAGES = (
    "install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (Debian), or pango and harfbuzz (Homebrew)"
)


def make_finding(error: Exception, edition: Edition) -> Finding:
    """Turn an unexpected exception into a finding on its edition.

    The other editions go on, and nobody sees a traceback.
    """
    return COMPLAINT.make_finding(
        Place(edition.name), f"{type(error).__name__}: {error}", "this is a fault of the press: report it"
    )
