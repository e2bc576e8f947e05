"""eBraille files read back: an EPUB container of XHTML in Unicode braille.

expat reads the XML; what it does not read is no eBraille file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from press.model.edition import FinishedEdition
from press.readback import Reading, make_flowing_reading
from press.readback.braille.brf import BLANK, read_number
from press.readback.braille.layout import PageCounter, RequiredUnit, find_word_starts, make_required_words, sign_note
from press.readback.braille.proof import PART_OF_BRAILLE, FoundWord, RequiredWord, decode_word, prove_words
from press.readback.braille.reading import (
    check_blocks,
    get_settings,
    list_lines,
    list_page_starts,
    write_credit,
)
from press.readback.braille.required import RequiredBlock, list_required_blocks, translate_added_words, translate_block
from press.readback.parity import Difference

XHTML, OPS = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
ROLES = {
    "p": "paragraph", "li": "item", "dt": "term", "dd": "definition", "th": "header", "td": "cell",
    "caption": "caption", "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6",
}  # fmt: skip
FIGURE = "transcriber-note"


@dataclass(slots=True)
class EbrailleFile:
    """An eBraille file as it was read.

    names: of its files; package: the package document; documents: the other XML documents, by path; words: of the
    text, in reading order; contents and page_list: each link of the navigation, its words and its target; targets: the
    ids in the text, each with the number of words before it; differences: what cannot be read.
    """

    names: Sequence[str] = ()
    package: Element | None = None
    documents: dict[str, Element] = field(default_factory=dict)
    words: list[FoundWord] = field(default_factory=list)
    navigation: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


def read_ebraille_file(data: bytes) -> EbrailleFile:
    """Read an eBraille file: its package, its navigation and the words of its spine."""
    file = EbrailleFile()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            file.names = packed.namelist()
            read = {name: packed.read(name) for name in file.names}
        path = _find_package(read)
        file.package = _parse(read[path])
        items = {one.get("id"): one for one in file.package.iter(f"{OPF}item")}
        for item in items.values():
            name = normpath(join(path.rpartition("/")[0], item.get("href") or ""))
            if item.get("media-type") == "application/xhtml+xml":
                file.documents[name] = _parse(read[name])
            if "nav" in (item.get("properties") or "").split():
                _read_navigation(file, file.documents[name])
        reader = _TextReader(file)
        for reference in file.package.iter(f"{OPF}itemref"):
            href = items[reference.get("idref")].get("href") or ""
            reader.read(normpath(join(path.rpartition("/")[0], href)))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, StopIteration) as error:
        file.differences.append(Difference("layout", f"it is no eBraille file: {type(error).__name__} {error}"))
    return file


def _parse(data: bytes) -> Element:
    return ElementTree.fromstring(data)  # noqa: S314 - expat, on a file of the press


def _find_package(files: Mapping[str, bytes]) -> str:
    container = _parse(files["META-INF/container.xml"])
    return next(container.iter(f"{CONTAINER}rootfile")).get("full-path") or ""


def _read_navigation(file: EbrailleFile, document: Element) -> None:
    for nav in document.iter(f"{XHTML}nav"):
        links = [("".join(link.itertext()), link.get("href") or "") for link in nav.iter(f"{XHTML}a")]
        file.navigation[nav.get(f"{OPS}type") or ""] = links


@dataclass(slots=True)
class _TextReader:
    file: EbrailleFile
    page: int = 0
    at: int = 0

    def read(self, name: str) -> None:
        """Read the words of a document."""
        body = next(self.file.documents[name].iter(f"{XHTML}body"))
        self._read_element(body, name, "", depth=0, boxes=())

    def _read_element(self, element: Element, name: str, role: str, *, depth: int, boxes: tuple[str, ...]) -> None:
        tag = element.tag.removeprefix(XHTML)
        if id_ := element.get("id"):
            self.file.targets[f"{name}#{id_}"] = len(self.file.words)
        if element.get("role") == "doc-pagebreak":
            self.page = read_number((element.get("aria-label") or "").removeprefix("⠼") or "⠚")
            return
        depth += tag in {"ul", "ol"}
        boxes = (*boxes, "box") if element.get("class") == "box" else boxes
        own = "figure" if element.get("class") == FIGURE else ROLES.get(tag, "")
        own = f"{own} {depth - 1}" if own == "item" else own
        role = own or role
        self._begin(element.text, role if own else "", boxes)
        for child in element:
            self._read_element(child, name, role, depth=depth, boxes=boxes)
            self._begin(child.tail, "", boxes)

    def _begin(self, text: str | None, role: str, boxes: tuple[str, ...]) -> None:
        """Add words. role: of the block that they begin, if they do."""
        for word in (text or "").replace(BLANK, " ").split():
            waiting = self._take_role()
            begins = role or waiting
            self.file.words.append(FoundWord(word, "the text", 0, self.page, boxes, begins))
            role = ""
        if role:
            self._waiting = role

    _waiting: str = ""

    def _take_role(self) -> str:
        role, self._waiting = self._waiting, ""
        return role


def read_ebraille(final: FinishedEdition) -> Reading:
    """Read an eBraille file back, with the page that it was made from as the dictionary."""
    edition, settings = final.edition, get_settings(final.edition)
    blocks = list_required_blocks(final.html)
    file = read_ebraille_file(final.data)
    credit = [
        RequiredWord(one, "", PART_OF_BRAILLE)
        for one in translate_added_words(write_credit(final), edition.lang, settings)
    ]
    counter = PageCounter(list_page_starts(edition))
    units = [RequiredUnit("figure", tuple(sign_note(credit)), (0, 0))]
    in_box = False
    for at, block in enumerate(blocks):
        in_box = block.box or (in_box and not block.ends_box)
        unit = _make_unit(at, block, final, counter)
        units.append(replace(unit, before=frozenset({"box"} if in_box else ())))
    required = [word for unit in units for word in unit.words]
    proof = prove_words(required, file.words, settings)
    matches = dict(proof.matches)
    differences = [*file.differences, *proof.differences, *_check_units(units, file.words, matches)]
    differences += _check_contents(blocks, units, matches, file, final)
    differences += _check_page_list(units, file)
    lines = list(list_lines(final.html, blocks, proof))
    return make_flowing_reading(final, lines, [*differences, *check_blocks(final.html, blocks)])


def _make_unit(at: int, block: RequiredBlock, final: FinishedEdition, counter: PageCounter) -> RequiredUnit:
    edition, settings = final.edition, get_settings(final.edition)
    words = make_required_words(at, block, edition.lang, settings)
    pages = [counter.count(length) if block.is_core else counter.page for length in block.lengths]
    if len(words) < len(pages):
        pages = [pages[start] for start in find_word_starts(block.words)]
    added = settings.words.picture if block.role == "figure" else block.label
    lead = [RequiredWord(one, added, PART_OF_BRAILLE) for one in translate_added_words(added, edition.lang, settings)]
    words = [*lead, *words]
    words = sign_note(words) if block.role == "figure" else words
    pages = [pages[0]] * len(words) if block.role == "figure" else [*pages[:1] * len(lead), *pages]
    role = f"h{block.level}" if block.role == "heading" else block.role
    role = f"item {block.level}" if role == "item" else role
    return RequiredUnit(role, tuple(words), (0, 0), pages=tuple(pages))


def _check_units(
    units: Sequence[RequiredUnit], words: Sequence[FoundWord], matches: Mapping[int, int]
) -> Iterator[Difference]:
    """Check the role and the print page of each unit."""
    at = 0
    for unit in units:
        for number, required in enumerate(unit.words):
            found = matches.get(at + number)
            if found is None:
                continue
            word = words[found]
            if number == 0 and not _is_role(unit.role, word.role):
                yield Difference(
                    "role", f"the {unit.role} `{required.written}` is `{word.role or 'no block'}` in the file"
                )
            elif number and word.role:
                yield Difference("role", f"`{required.written}` begins a `{word.role}` inside the {unit.role}")
            if number == 0 and unit.before != frozenset(word.before):
                yield Difference(
                    "role", f"`{required.written}` stands in {len(word.before)} boxes, not {len(unit.before)}"
                )
            if number < len(unit.pages) and unit.pages[number] != word.page:
                problem = f"`{required.written}` is on print page {unit.pages[number]}, not {word.page}"
                yield Difference("layout", problem)
                break
        at += len(unit.words)


def _is_role(required: str, found: str) -> bool:
    return required == found or (required in {"caption", "note"} and found == "paragraph")


def _check_contents(
    blocks: Sequence[RequiredBlock], units: Sequence[RequiredUnit], matches: Mapping[int, int], file: EbrailleFile,
    final: FinishedEdition,
) -> Iterator[Difference]:  # fmt: skip
    """Check that the contents lead to every heading."""
    edition, settings = final.edition, get_settings(final.edition)
    firsts: dict[int, int] = {}
    at = 0
    for unit in units:
        if unit.words:
            firsts.setdefault(unit.words[-1].block, at)
        at += len(unit.words)
    required = []
    for number, block in enumerate(blocks):
        if block.role == "heading" and block.level in {2, 3}:
            words = BLANK.join(translate_block(block, edition.lang, settings))
            required.append((words, matches.get(firsts.get(number, -1))))
    found = [(words, file.targets.get(href)) for words, href in file.navigation.get("toc", [])]
    for one, other in zip(required, found, strict=False):
        if one != other:
            said = decode_word(other[0], settings)
            yield Difference("reference", f"the contents name `{said}` at a place that is not that heading's")
    if len(required) != len(found):
        yield Difference("reference", f"the contents have {len(found)} entries, not {len(required)}")


def _check_page_list(units: Sequence[RequiredUnit], file: EbrailleFile) -> Iterator[Difference]:
    """Check that the page list leads to the first word of every print page."""
    links = [(read_number(words.removeprefix("⠼")), href) for words, href in file.navigation.get("page-list", [])]
    required = sorted({page for unit in units for page in unit.pages} - {0})
    if [page for page, _ in links] != required:
        yield Difference(
            "reference", f"the page list names the print pages {[one for one, _ in links]}, not {required}"
        )
    for page, href in links:
        target = file.targets.get(href, len(file.words))
        if target == len(file.words) or file.words[target].page != page:
            yield Difference("reference", f"the page list does not lead to print page {page}")
