"""Fast calls of PDFium, for questions asked thousands of times a page.

Pointers are addresses here, as whole numbers. Whoever holds an address must keep the object alive.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from ctypes import (
    PYFUNCTYPE,
    addressof,
    byref,
    c_double,
    c_float,
    c_int,
    c_uint,
    c_ulong,
    c_ushort,
    c_void_p,
    cast,
    string_at,
)
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Any, Literal, NamedTuple

import pypdfium2
from PIL import Image
from pypdfium2 import raw

_NUMBERS = (c_int, c_uint, c_ulong, c_ushort, c_float, c_double, None)
Kind = Literal["f", "d", "I"]
"""The numbers that answers are made of, by their letters in Python's `array`."""


class _UncheckedFunctions:
    """The functions of `pypdfium2.raw`, without checks of their arguments: checking costs more than the call."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Make a function unchecked on first use, and store it."""
        function = getattr(raw, name)
        result, *given = (one if one in _NUMBERS else c_void_p for one in (function.restype, *function.argtypes))
        found: Callable[..., Any] = PYFUNCTYPE(result, *given)(get_address(function))
        self.__dict__[name] = found
        return found


fast_pdfium = _UncheckedFunctions()


def get_address(pointer: Any) -> int:
    """Return the address that a pointer holds, 0 for null."""
    return cast(pointer, c_void_p).value or 0


def call_for_each(
    function: Callable[..., Any], kind: Kind, width: int, *given: Iterable[int], count: int, apart: bool = False
) -> tuple[list[int], array[Any]]:
    """Call a function for many things.

    Returns what the function returns for each thing, and all numbers of all answers in one row.
    kind: of number; width: numbers in an answer; given: the arguments, one row for each parameter of the function;
    count: of the things; apart: whether the function writes each number through a parameter of its own.
    """
    room = array(kind, bytes(array(kind).itemsize * width * count))
    start, size = room.buffer_info()[0], room.itemsize
    end, step = start + size * width * count, size * width
    places = [range(start + at * size, end, step) for at in range(width if apart else 1)]
    return list(map(function, *given, *places)), room


def collect_answers(
    function: Callable[..., Any], kind: Kind, width: int, *given: Iterable[int], count: int, apart: bool = False
) -> list[Any]:
    """Call a function for many things, and collect tuples.

    Each thing gives one tuple. None stands for a thing that has no answer. For the parameters see `call_for_each`.
    """
    succeeded, found = call_for_each(function, kind, width, *given, count=count, apart=apart)
    rows = zip(*[iter(found.tolist())] * width, strict=True)
    return (
        list(rows) if all(succeeded) else [row if there else None for there, row in zip(succeeded, rows, strict=True)]
    )


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word where it is painted. box: left, bottom, right and top in points from the lower left corner of its page."""

    text: str
    box: Box


def read_words(data: bytes) -> list[list[PlacedWord]]:
    """List the words of each page, even outside its edges."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [list(_list_words(page.get_textpage())) for page in pdf]


def read_pages(data: bytes) -> list[tuple[str, tuple[Box, ...]]]:
    """Read the text of each page and its boxes.

    A box holds neighboring glyphs of one font. PDFium finds these many times faster than words.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        return [read_page_text(page.get_textpage()) for page in pdf]


def read_page_text(text: pypdfium2.PdfTextPage) -> tuple[str, tuple[Box, ...]]:
    """Read the text of one page and its boxes."""
    return text.get_text_bounded(), tuple(_list_boxes(text))


def _list_boxes(page: pypdfium2.PdfTextPage) -> Iterator[Box]:
    count = max(0, raw.FPDFText_CountRects(page, 0, -1))
    found = collect_answers(
        fast_pdfium.FPDFText_GetRect, "d", 4, repeat(get_address(page.raw)), range(count), count=count, apart=True
    )
    return ((left, bottom, right, top) for left, top, right, bottom in found)


def _list_words(page: pypdfium2.PdfTextPage) -> Iterator[PlacedWord]:
    letters: list[str] = []
    boxes: list[Box] = []
    left, right, bottom, top = (c_double() for _ in range(4))
    for at in range(page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page, at))
        if not letter.isspace() and letter != "\0":
            letters.append(letter)
            raw.FPDFText_GetCharBox(page, at, byref(left), byref(right), byref(bottom), byref(top))
            boxes.append((left.value, bottom.value, right.value, top.value))
        elif letters:
            yield _make_word(letters, boxes)
            letters, boxes = [], []
    if letters:
        yield _make_word(letters, boxes)


def _make_word(letters: list[str], boxes: list[Box]) -> PlacedWord:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return PlacedWord("".join(letters), (min(lefts), min(bottoms), max(rights), max(tops)))


def count_lines(words: list[PlacedWord]) -> int:
    """Count the lines that words of one column stand on."""
    lines = 0
    last = float("inf")
    for word in sorted(words, key=lambda one: -one.box[1]):
        middle = (word.box[1] + word.box[3]) / 2
        if middle < last - 4:
            lines += 1
            last = middle
    return lines


LONGEST = 4096
"""The longest text object that is read in one call, in code units of UTF-16."""


class CharacterEdges:
    """Edges of each character of a page by its index, side bearings included.

    In points of the page's own space. found: left, top, right and bottom of each character in turn.
    """

    def __init__(self, found: array[float]) -> None:
        self._found = found
        self.lefts = tuple(found[0::4])
        self.rights = tuple(found[2::4])

    @cached_property
    def bottoms(self) -> list[float]:
        """The lower edges, listed on first use because few pages need them."""
        return self._found[3::4].tolist()

    @cached_property
    def tops(self) -> list[float]:
        """The upper edges, listed on first use."""
        return self._found[1::4].tolist()


class TextObject(NamedTuple):
    """Neighboring characters of one text object.

    shown: address of the object; first: index of its first character in the page; words: one character for each.
    """

    address: int
    first: int
    words: str


def read_edges(text: pypdfium2.PdfTextPage) -> CharacterEdges:
    """Read the edges of all characters of a page."""
    count = max(0, raw.FPDFText_CountChars(text.raw))
    page = repeat(get_address(text.raw))
    _, found = call_for_each(fast_pdfium.FPDFText_GetLooseCharBox, "f", 4, page, range(count), count=count)
    return CharacterEdges(found)


def list_text_objects(text: pypdfium2.PdfTextPage) -> Iterator[TextObject]:
    """List the text objects of a page.

    Blanks and line ends that PDFium inserts are left out.
    """
    count = raw.FPDFText_CountChars(text.raw)
    whole = text.get_text_range() if count > 0 else ""
    buffer = (c_ushort * LONGEST)()
    page, room = get_address(text.raw), addressof(buffer)
    object_at, words_of = fast_pdfium.FPDFText_GetTextObject, fast_pdfium.FPDFTextObj_GetText
    at = 0
    while at < count:
        shown = object_at(page, at)
        if not shown:
            at += 1
            continue
        size = words_of(shown, page, room, LONGEST) // 2 - 1
        words = string_at(room, 2 * size).decode("utf-16-le", "replace") if 0 < size < LONGEST else ""
        # An object whose characters do not stand together in the page's text is read one by one.
        if not (words and whole.startswith(words, at) and object_at(page, at + len(words) - 1) == shown):
            words = "".join(_read_one_by_one(page, at, count, shown))
        yield TextObject(shown, at, words)
        at += len(words)


def _make_character(code: int) -> str:
    """Make a character of its number; half a pair is none (Unicode, 3.8)."""
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _read_one_by_one(page: int, first: int, count: int, shown: int) -> Iterator[str]:
    object_at, character_at = fast_pdfium.FPDFText_GetTextObject, fast_pdfium.FPDFText_GetUnicode
    for at in range(first, count):
        if object_at(page, at) != shown:
            return
        yield _make_character(character_at(page, at))


def read_page_texts(data: bytes) -> list[str]:
    """Read the text of each page in order of painting.

    Running heads and feet are included.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def render_pages(data: bytes, dots: float) -> list[Image.Image]:
    """Render every page of a PDF in RGB.

    dots: per inch.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.render(scale=dots / 72).to_pil().convert("RGB") for page in pdf]


def render_each_page(data: bytes, numbers: Iterable[int], dots: float, largest: int) -> Iterator[Image.Image]:
    """Render pages of a PDF in RGB, one at a time.

    numbers: of the pages, from 1; dots: per inch; largest: side of a picture in dots, for which a page is made smaller.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        for number in numbers:
            page = pdf[number - 1]
            scale = min(dots / 72, largest / max(1, *page.get_size()))
            yield page.render(scale=scale).to_pil().convert("RGB")
            page.close()


def count_pages(data: bytes) -> int:
    """Count the pages of a PDF."""
    with pypdfium2.PdfDocument(data) as pdf:
        return len(pdf)


def measure_pages(data: bytes) -> list[tuple[float, float]]:
    """Measure the width and the height of each page, in points, without reading what is on it."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [pdf.get_page_size(at) for at in range(len(pdf))]


def render_first_page(data: bytes, width: int, tallest: int) -> Image.Image | None:
    """Render the first page of a PDF in RGB.

    width: in pixels, less if the page would be too tall; returns None if there is no page.
    """
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            page = pdf[0]
            scale = min(width / page.get_width(), tallest / page.get_height())
            image: Image.Image = page.render(scale=scale).to_pil()
            return image.convert("RGB")
    except (pypdfium2.PdfiumError, IndexError):
        return None


ITALIC, FORCE_BOLD = 1 << 6, 1 << 18
"""Font flags (ISO 32000-1, table 123)."""
_SUBSET = re.compile(r"^/?[A-Z]{6}\+")
_SLOPED = re.compile(r"italic|oblique", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_STYLE = re.compile(r"[-,]?(regular|roman|italic|oblique|(semi|demi|extra)?-?(bold|black|heavy)|mt|ps)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfTypeface:
    """A typeface in one style: its PostScript name without the subset prefix, bold or not, sloped or not."""

    name: str
    bold: bool
    italic: bool

    @property
    def family(self) -> str:
        """The name without style and punctuation, e.g. `AtkinsonHyperlegible`."""
        return re.sub(r"[^A-Za-z0-9]", "", _STYLE.sub("", self.name))

    def make_sloped(self) -> PdfTypeface:
        """Copy the face as slanted by its matrix."""
        return replace(self, italic=True)


def read_typeface(font: int) -> PdfTypeface:
    """Read the face of a font, known by its address.

    Its name says whether it is bold and sloped, or else its flags, weight and angle.
    """
    name = _SUBSET.sub("", _read_text(lambda buffer, size: fast_pdfium.FPDFFont_GetBaseFontName(font, buffer, size)))
    flags = fast_pdfium.FPDFFont_GetFlags(font)
    angle = ctypes.c_int()
    sloped = bool(fast_pdfium.FPDFFont_GetItalicAngle(font, ctypes.byref(angle))) and abs(angle.value) > 2
    bold = bool(_BOLD.search(name)) or bool(flags & FORCE_BOLD) or fast_pdfium.FPDFFont_GetWeight(font) >= 650
    return PdfTypeface(name, bold, bool(_SLOPED.search(name)) or bool(flags & ITALIC) or sloped)


def _read_text(ask: Callable[[object, int], int]) -> str:
    size = ask(None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    ask(buffer, size)
    return buffer.value.decode("utf-8", "replace")
