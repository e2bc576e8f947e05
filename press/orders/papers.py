"""Slips, labels and pick lists as tagged PDFs, through template, render and finish."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markupsafe import Markup

from press.build.workers import open_workers
from press.finish import finish_pdf
from press.finish.metadata import Claims
from press.model.build import WorkerStopped
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.formatting import format_date
from press.model.library import Library
from press.model.manifest import ManifestRow
from press.model.messages import pluralize_noun
from press.model.sources.center import Center
from press.model.sources.language import Language, OrderWords
from press.orders.addresses import format_address
from press.orders.batches import Batch, FormatRequest, Packet, PickedLine
from press.orders.embossing import EmbosserJob
from press.orders.jobs import PrintRun, describe_run, format_weight, weigh_copies
from press.orders.models import format_number
from press.orders.offer import EditionKey, list_territories
from press.orders.typefaces import USUAL, choose_family, choose_typeface, find_unprintable
from press.render import render_page
from press.style import sheets
from press.style.fonts import build_face_rules, measure_text
from press.style.tokens import build_root_rule, list_label_tokens
from press.typeset import render_template
from press.typeset.page import format_url

NO_WORDS = FindingCode(
    "ORD307",
    "The center's language has the words for the papers of an order.",
    "house rule: the words on paper come from the sources",
    "add `orders:` to that language's file in sources/languages/",
)
FAILED = FindingCode(
    "ORD308",
    "Every paper of a batch can be made.",
    "ISO 14289-1, 7.1; house rule: any line of the renderer's log is an error",
    "check the order with `python pipeline.py orders show`; if it looks right, report this",
)
CODES = (NO_WORDS, FAILED)

LABEL_WIDTH, LABEL_HEIGHT = 237.0, 388.8
"""Points between the margins of a label (`styles/orders.css`); of its width, 3 % stay for what is not measured."""
LABEL_REST = 103.0
"""Points of height that the label needs besides both addresses: headings, rules, the number of the order."""
SENDER_LINE, LEADING = 13.0, 1.3
LARGEST, SMALLEST, LEAST_WHOLE, LARGEST_BROKEN = 24, 8, 13, 16
"""Points: the sizes of an address; the least at which no line is broken, and the largest at which one may be."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table: an edition, its title in its own language, and its copies."""

    number: str
    title: str
    variant_title: str
    lang: str
    quantity: int
    from_stock: int = 0
    printed: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """Contents of a slip and a label. size: of the address on the label, in points."""

    number: str
    received: str
    address: tuple[str, ...]
    size: int
    items: tuple[PaperRow, ...]
    waiting: tuple[PaperRow, ...]
    copies: int
    grams: float
    weight: str
    note: str
    wanted: str
    due: str


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """Everything that a template can use: the center, the language and its words, and the contents."""

    name: str
    title: str
    lang: str
    language: Language
    words: OrderWords
    center: Center
    contact: tuple[tuple[str, tuple[str, ...]], ...]
    parcel: Parcel | None = None
    list: PickList | None = None


@dataclass(frozen=True, slots=True)
class PickList:
    """Contents of a pick list."""

    number: str
    opened: str
    items: tuple[PaperRow, ...]
    runs: tuple[PrintRun, ...]
    run_weights: tuple[str, ...]
    run_manners: tuple[str, ...]
    parcels: tuple[Parcel, ...]
    requests: tuple[tuple[str, str, tuple[PaperRow, ...], str, tuple[EmbosserJob, ...]], ...]
    copies: int
    sheets: int
    weight: str


class PaperDesk:
    """Makes the papers of a batch, from the library and the rows of published editions.

    Raises PressError when the center's language has no words for them.
    """

    def __init__(
        self,
        library: Library,
        rows: Mapping[EditionKey, ManifestRow],
        prefix: str,
        embossing: Sequence[EmbosserJob] = (),
    ) -> None:
        assert library.center is not None
        self.center = library.center
        self.languages = library.languages
        self._rows = rows
        self._prefix = prefix
        self._embossing = embossing
        self._countries = list_territories(self.center.language)
        if self.find_words(self.center.language) is None:
            problem = f"`{self.center.language}` has no words for the papers of an order"
            raise PressError([NO_WORDS.make_finding(Place(), problem)], ExitCode.USAGE)

    def find_words(self, lang: str) -> OrderWords | None:
        """Return the words of a language, or None."""
        return self.languages[lang].orders if lang in self.languages else None

    def make_slip_and_label(self, batch: Batch, packet: Packet) -> tuple[PaperSheet, PaperSheet]:
        """Make the slip and the label of a packet.

        They are in the language of everything in the packet, or else the center's.
        """
        langs = {pick.edition[1] for pick in packet.picks}
        lang = langs.pop() if len(langs) == 1 else self.center.language
        sheet = self._make_sheet(lang if self.find_words(lang) else self.center.language)
        parcel = self.make_parcel(batch, packet, sheet.language)
        words, number = sheet.words, parcel.number
        name, order = sheet.language.words.labeled.format, f"{words.order} {number}"
        slip = replace(sheet, name=f"slip-{number}", title=name(label=words.slip, text=order), parcel=parcel)
        label = replace(sheet, name=f"label-{number}", title=name(label=words.label, text=order), parcel=parcel)
        return slip, label

    def make_pick_list(self, batch: Batch, runs: Sequence[PrintRun]) -> PaperSheet:
        """Make a batch's pick list, in the center's language."""
        sheet = self._make_sheet(self.center.language)
        number = format_number(batch.id)
        parcels = tuple(self.make_parcel(batch, packet, sheet.language) for packet in batch.packets)
        picks = [pick for packet in batch.packets for pick in packet.picks]
        mass = sum(parcel.grams for parcel in parcels)
        contents = PickList(
            number=number,
            opened=format_date(batch.opened[:10], sheet.language),
            items=tuple(self._make_row(edition, group) for edition, group in _group_by_edition(picks).items()),
            runs=tuple(runs),
            run_weights=tuple(format_weight(run.grams) for run in runs),
            run_manners=tuple(self._describe_run(run, sheet.words) for run in runs),
            parcels=parcels,
            requests=tuple(self._describe_request(one, sheet) for one in batch.requests),
            copies=sum(pick.quantity for pick in picks),
            sheets=sum(run.sheets for run in runs),
            weight=format_weight(mass),
        )
        title = sheet.language.words.labeled.format(label=sheet.words.pick_list, text=number)
        return replace(sheet, name="pick-list", title=title, list=contents)

    def make_parcel(self, batch: Batch, packet: Packet, language: Language) -> Parcel:
        """Describe a packet in a language."""
        mass = sum(weigh_copies(self._rows[pick.edition], pick.quantity, batch.gsm) for pick in packet.picks)
        address = format_address(packet.person, self.center.ordering.country, self._countries)
        return Parcel(
            number=format_number(packet.order),
            received=format_date(packet.received[:10], language),
            address=address,
            size=choose_size(address, self._label_room),
            items=tuple(self._make_row(pick.edition, [pick]) for pick in packet.picks),
            waiting=tuple(self._make_waiting_row(edition, quantity) for edition, quantity in packet.waiting),
            copies=sum(pick.quantity for pick in packet.picks),
            grams=mass,
            weight=format_weight(mass),
            note=_replace_unprintable(packet.note),
            wanted=self._name_format(packet.wanted, language),
            due=format_date(packet.due, language) if packet.due else "",
        )

    def _describe_run(self, run: PrintRun, words: OrderWords) -> str:
        """Describe how a run is printed, or give its code if the language has no words for it."""
        return describe_run(run, self.languages[run.edition[1]], words.finishing) if words.finishing else run.group

    def _name_format(self, wanted: str, language: Language) -> str:
        """Name another format in a language; empty for none."""
        return str(getattr(language.orders, wanted.replace("-", "_"))) if wanted and language.orders else ""

    @property
    def _label_room(self) -> float:
        """Points of height for the address on a label."""
        sender = (self.center.name, *self.center.contact.address)
        lines = sum(count_lines(line, "AtkinsonHyperlegible-Regular", 10) for line in sender)
        return LABEL_HEIGHT - LABEL_REST - lines * SENDER_LINE

    def _make_sheet(self, lang: str) -> PaperSheet:
        """Make an empty sheet in a language."""
        words = self.find_words(lang)
        assert words is not None
        language = self.languages[lang]
        return PaperSheet("", "", lang, language, words, self.center, tuple(_list_contact(self.center, language)))

    def _make_row(self, edition: EditionKey, picks: Iterable[PickedLine]) -> PaperRow:
        """Make the row of an edition with its copies."""
        amounts = [(pick.quantity, pick.from_stock, pick.printed) for pick in picks]
        quantity, from_stock, printed = map(sum, zip(*amounts, strict=True))
        return replace(self._make_empty_row(edition), quantity=quantity, from_stock=from_stock, printed=printed)

    def _make_waiting_row(self, edition: EditionKey, quantity: int) -> PaperRow:
        """Make the row of a back-ordered edition."""
        return replace(self._make_empty_row(edition), quantity=quantity)

    def _make_empty_row(self, edition: EditionKey) -> PaperRow:
        """Make the row of an edition without copies.

        An edition that is no longer published has only its number.
        """
        number, lang, _ = edition
        row = self._rows.get(edition)
        return PaperRow(f"{self._prefix} {number}", row.title if row else "", row.form if row else "", lang, 0)

    def _describe_request(
        self, request: FormatRequest, sheet: PaperSheet
    ) -> tuple[str, str, tuple[PaperRow, ...], str, tuple[EmbosserJob, ...]]:
        """Describe a request for another format."""
        wanted = getattr(sheet.words, request.wanted.replace("-", "_"))
        items = tuple(self._make_empty_row(edition) for edition in request.editions)
        jobs = tuple(job for job in self._embossing if request.order in job.orders)
        return format_number(request.order), wanted, items, format_date(request.due, sheet.language), jobs


def choose_size(address: Sequence[str], room: float) -> int:
    """Choose the largest type size at which an address fits its label, in points.

    Lines are broken only if they would be small otherwise. room: points of height.
    """
    for size in range(LARGEST, SMALLEST - 1, -1):
        counts = [count_lines(line, choose_typeface(line), size) for line in address]
        fits = sum(counts) * size * LEADING <= room
        if fits and (size <= LARGEST_BROKEN if _is_broken(address) else max(counts, default=1) == 1):
            return size
    return SMALLEST


def _is_broken(address: Sequence[str]) -> bool:
    """Return whether a line is too long for a label even at the least size at which lines are whole."""
    return any(count_lines(line, choose_typeface(line), LEAST_WHOLE) > 1 for line in address)


def count_lines(text: str, typeface: str, size: float) -> int:
    """Count the lines that a text takes across a label; a word that is too long is broken."""
    count, used, space = 1, 0.0, measure_text(" ", typeface, size)
    for word in text.split():
        width = measure_text(word, typeface, size)
        if used and used + space + width > LABEL_WIDTH:
            count, used = count + 1, 0.0
        used += width + (space if used else 0)
        while used > LABEL_WIDTH:
            count, used = count + 1, used - LABEL_WIDTH * 0.9  # the last letter of a broken line leaves a gap
    return count


def _replace_unprintable(text: str) -> str:
    """Replace letters that the typefaces do not have; ledgers hold notes from before a rule refused them."""
    strange = find_unprintable(text)
    return "".join("?" if character in strange else character for character in text)


def _group_by_edition(picks: Iterable[PickedLine]) -> dict[EditionKey, list[PickedLine]]:
    """Group lines by edition."""
    found: dict[EditionKey, list[PickedLine]] = {}
    for pick in sorted(picks, key=lambda pick: pick.edition):
        found.setdefault(pick.edition, []).append(pick)
    return found


def _list_contact(center: Center, language: Language) -> Iterable[tuple[str, tuple[str, ...]]]:
    """List the contact block: labels, and what follows each."""
    contact, words = center.contact, language.words
    yield words.toll_free, (contact.toll_free.text,)
    yield words.phone, (contact.phone.text,)
    yield words.tty, (contact.tty.text,)
    yield words.fax, (contact.fax.text,)
    yield words.email, (contact.email,)
    yield words.website, (format_url(contact.website),)
    yield words.mail, tuple(contact.address)


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """A paper to make: file name without ending, title, language, author and page."""

    name: str
    title: str
    lang: str
    author: str
    html: str


def typeset_paper(sheet: PaperSheet) -> OrderPaper:
    """Typeset a sheet.

    Its template is the one that its name begins with: `slip`, `label` or `pick`.
    """
    template = f"orders/{sheet.name.partition('-')[0]}.html"
    written = [*sheet.parcel.address, sheet.parcel.note] if sheet.parcel else []
    written += [parcel.note for parcel in sheet.list.parcels] if sheet.list else []
    families = {family for text in written if text and (family := choose_family(text)) not in USUAL}
    style = _join_styles() + build_root_rule(list_label_tokens(sheet.language))
    style += Markup(build_face_rules(sorted(families)))  # noqa: S704 - names of our own typefaces
    html = render_template(template, sheet=sheet, family=choose_family, style=style)
    return OrderPaper(sheet.name, sheet.title, sheet.lang, sheet.center.name, html)


@cache
def _join_styles() -> Markup:
    """Join the style sheets of the papers."""
    # Tokens are resolved in the press's own style sheet files only; a sheet inside the page needs them beside it.
    return Markup(sheets.read_style_sheet("tokens") + sheets.read_style_sheet("orders"))  # noqa: S704 - our own files


def make_pdf(paper: OrderPaper) -> bytes | str:
    """Make the PDF/UA-1 and PDF/A-2a file of a paper.

    A text instead of bytes is the reason; it holds nothing of the order.
    """
    try:
        draft = render_page(paper.html, paper.title)
    except PressError as error:
        # Messages of the renderer may quote the page, which holds a name and an address.
        return f"the renderer reports {pluralize_noun(len(error.findings), 'problem')}"
    claims = Claims(standard="ua-1", title=paper.title, author=paper.author, lang=paper.lang)
    return finish_pdf(draft.data, claims)


def _make_safely(paper: OrderPaper) -> bytes | str:
    """Make a PDF in a worker process."""
    try:
        return make_pdf(paper)
    except Exception as error:  # noqa: BLE001 - its message may quote the page
        return f"it could not be made: {type(error).__name__}"


PaperMaker = Callable[[list[OrderPaper]], Iterable[tuple[OrderPaper, bytes]]]
"""Makes papers, and yields each with its bytes when it is ready."""


def make_papers(papers: list[OrderPaper], jobs: int = 0) -> Iterator[tuple[OrderPaper, bytes]]:
    """Make papers in worker processes.

    Raises PressError when one cannot be made.
    """
    with open_workers(min(jobs or os.cpu_count() or 1, len(papers)), _make_safely) as pool:
        for paper, made in pool.run_tasks(papers):
            if not isinstance(made, bytes):
                problem = f"it {made.problem}" if isinstance(made, WorkerStopped) else made
                raise PressError([FAILED.make_finding(Place(f"{paper.name}.pdf"), problem)])
            yield paper, made
