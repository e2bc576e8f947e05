"""BRF: braille in ASCII, 40 cells by 25 lines, with a form feed after each page."""

from __future__ import annotations

from press.model.edition import Draft, Edition
from press.readback.speech.core_text import hash_core_text
from press.render.braille.blocks import list_braille_blocks, list_headings
from press.render.braille.layout import NOTE, BrailleLine, center_words, lay_out_blocks, make_note, wrap_words
from press.render.braille.pages import list_contents, paginate_added_pages, paginate_text
from press.render.braille.translation import BLANK, BrailleTranslator

ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""North American braille ASCII, in the order of the Unicode patterns from U+2800."""
END_OF_LINE, END_OF_PAGE = "\r\n", "\f"


def render_brf(edition: Edition, html: str, _lines: int) -> Draft:
    """Render a text as pages of braille, after its title page and contents."""
    translator = make_translator(edition)
    blocks = list_braille_blocks(edition, html)
    lines = lay_out_blocks(blocks, translator)
    headings = {at: (one, translator.translate_runs(one.runs)) for at, one in list_headings(blocks)}
    text = paginate_text(lines, BLANK.join(translator.translate_words(edition.title)))
    front = _lay_out_title_page(edition, html, translator)
    front += list_contents(headings, text.starts, translator.translate_words(translator.settings.words.contents))
    pages = [*paginate_added_pages(front).pages, *text.pages]
    return Draft(encode_pages(pages), len(pages))


def make_translator(edition: Edition) -> BrailleTranslator:
    """Make the translator of an edition, whose language has braille."""
    assert edition.language.braille
    return BrailleTranslator(edition.lang, edition.language.braille)


def write_transcription_note(edition: Edition, html: str) -> str:
    """Write who has translated the text and who has read the braille."""
    settings = edition.language.braille
    assert settings
    reader = edition.publication.facts.find_transcriber(edition.lang, hash_core_text(html))
    if reader:
        return settings.words.by_transcriber.format(code=settings.code, transcriber=reader.name)
    return settings.words.by_computer.format(code=settings.code)


def _lay_out_title_page(edition: Edition, html: str, translator: BrailleTranslator) -> list[BrailleLine]:
    lines = []
    for words in (edition.title, edition.center.name, edition.number_line):
        lines += [*center_words(translator.translate_words(words)), ""]
    note = make_note(translator.translate_words(write_transcription_note(edition, html)))
    lines += [*wrap_words(note, NOTE), ""]
    if edition.print_pages:
        words = translator.settings.words.follows.format(edition=edition.print_pages.title)
        lines[-1:] = [*wrap_words(make_note(translator.translate_words(words)), NOTE), ""]
    return [BrailleLine(line, keep=bool(line)) for line in lines]


def encode_pages(pages: list[list[str]]) -> bytes:
    """Encode pages of Unicode braille as BRF, which has six dots. Text with more is refused by a rule."""
    body = "".join(END_OF_LINE.join(line.rstrip(BLANK) for line in page) + END_OF_LINE + END_OF_PAGE for page in pages)
    return body.translate({0x2800 + at: ASCII[at % len(ASCII)] for at in range(256)}).encode("ascii")
