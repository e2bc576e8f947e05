"""Scripts for a voice, read back by expat: what is written, and what is said in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from press.model.edition import Edition, FinishedEdition
from press.model.sources.speech import SpeechSettings
from press.readback import Reading, make_flowing_reading
from press.readback.parity import Difference, list_page_lines, spell_scripts
from press.readback.speech.transcript import TEXTUAL, TranscriptLine
from press.text.spacing import squeeze_spaces

SSML = "{http://www.w3.org/2001/10/synthesis}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ELEMENTS = frozenset({"speak", "metadata", "title", "desc", "p", "break", "mark", "sub", "lang", "emphasis"})
"""What our scripts use of SSML 1.1; `title` and `desc` are metadata."""
_ACRONYM = re.compile(r"(?<!\w)[^\W\d_a-z]{2,}(?![^\W\d_A-Z])")
_NUMBER = re.compile(r"\d+")
_BREAK = re.compile(r"\d+(\.\d+)?m?s")


@dataclass(slots=True)
class SpokenBlock:
    """A block of a script: its role, level of a heading, and what is written; passages: words in other languages."""

    role: str
    detail: str
    words: str
    passages: list[tuple[str, str]] = field(default_factory=list)
    bare: dict[str, str] = field(default_factory=dict)
    """Its words without those that have an alias, by their language; "" is that of the script."""
    aliases: list[tuple[str, str]] = field(default_factory=list)
    """What is written, and what is said for it."""
    announced: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SpeechScript:
    """A script as it was read."""

    lang: str = ""
    note: str = ""
    blocks: list[SpokenBlock] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def read_script(data: bytes) -> SpeechScript:
    """Read a script."""
    script = SpeechScript()
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - expat, on a file of the press
    except ElementTree.ParseError as error:
        script.differences.append(Difference("layout", f"it is no XML: {error}"))
        return script
    script.lang = root.get(f"{XML}lang") or ""
    script.note = "".join(one.text or "" for one in root.iter(f"{SSML}desc"))
    if root.tag != f"{SSML}speak" or root.get("version") != "1.1":
        script.differences.append(Difference("layout", "it is no SSML 1.1"))
    chapter = False
    for element in root.iter():
        if element.tag.removeprefix(SSML) not in ELEMENTS:
            script.differences.append(Difference("layout", f"it has the element `{element.tag}`"))
        if element.tag == f"{SSML}break" and not _BREAK.fullmatch(element.get("time") or ""):
            script.differences.append(Difference("layout", f"a pause lasts `{element.get('time')}`"))
        chapter = chapter or element.tag == f"{SSML}mark"
        if element.tag == f"{SSML}p":
            script.blocks.append(_read_block(element))
            if chapter:
                script.chapters.append(script.blocks[-1].words)
                chapter = False
    return script


def _read_block(element: Element) -> SpokenBlock:
    role, _, number = (element.get(f"{XML}id") or "").rpartition("-")
    role, _, detail = role.partition("-")
    del number
    block = SpokenBlock(role, detail, "")
    block.words = squeeze_spaces(_read_text(element, block, ""))
    block.bare = {lang: squeeze_spaces(words) for lang, words in block.bare.items()}
    return block


def _read_text(element: Element, block: SpokenBlock, lang: str) -> str:
    """Read what is written in an element, and note what of it has no alias."""
    text = element.text or ""
    if element.tag == f"{SSML}sub":
        alias = element.get("alias") or ""
        if text:
            block.aliases.append((text, alias))
        else:
            block.announced.append(alias)
        return text
    block.bare[lang] = block.bare.get(lang, "") + text
    for child in element:
        inner = child.get(f"{XML}lang") or lang
        written = _read_text(child, block, inner)
        if child.tag == f"{SSML}lang":
            block.passages.append((inner, squeeze_spaces(written)))
        text += written + (child.tail or "")
        block.bare[lang] += " " + (child.tail or "")
    return text


# ---------------------------------------------------------------- compared with the page


def read_ssml(final: FinishedEdition) -> Reading:
    """Read a script back and compare it with the page that it was made from."""
    script = read_script(final.data)
    settings = final.edition.language.speech
    assert settings
    page = list_page_lines(final.html)
    wanted = [at for at, line in enumerate(page) if line.words and (line.role in TEXTUAL or line.role == "figure")]
    lines = list(_place_blocks(page, wanted, script.blocks))
    differences = [
        *script.differences,
        *_check_aliases(script, final.edition),
        *_check_hard_words(script, final),
        *_check_passages(page, script, final.edition.lang),
        *_check_head(script, final, settings),
    ]
    return make_flowing_reading(final, lines, differences)


def _place_blocks(
    page: Sequence[TranscriptLine], wanted: Sequence[int], blocks: Sequence[SpokenBlock]
) -> Iterator[TranscriptLine]:
    """Place the blocks of a script among the lines of the page; what a script does not say stays as there."""
    before, after = [page[at].words for at in wanted], [spell_scripts(one.words) for one in blocks]
    places: dict[int, int] = {}
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and j - i == m - k):
            places.update(zip(range(k, m), wanted[i:j], strict=True))
    lost = set(wanted) - set(places.values())
    at = 0
    for number, block in enumerate(blocks):
        place = places.get(number)
        if place is not None:
            yield from (line for one, line in enumerate(page[at:place], at) if one not in lost)
            at = place + 1
            detail = block.detail if page[place].role == "heading" else page[place].detail
            yield page[place]._replace(role=block.role, words=after[number], detail=detail)
        else:
            yield TranscriptLine(block.role, after[number], "", block.detail)
    yield from (line for one, line in enumerate(page[at:], at) if one not in lost)


def _check_aliases(script: SpeechScript, edition: Edition) -> Iterator[Difference]:
    """Check that every number and abbreviation is said, and every alias has the digits of what is written."""
    for block in script.blocks:
        for written, said in block.aliases:
            if _keep_digits(written) != _keep_digits(said):
                yield Difference("otherwise", f"`{written}` is said `{said}`")
            if not said.strip():
                yield Difference("otherwise", f"nothing is said for `{written}`")
        for lang, bare in block.bare.items():
            settings = edition.find_speech(lang)
            for short in _find_unsaid(bare, settings.abbreviations if settings else ()):
                yield Difference("otherwise", f"`{short}` has no alias in `{block.words[:60]}`")


def _find_unsaid(bare: str, abbreviations: Iterable[str]) -> Iterator[str]:
    """Find a number, an acronym and known abbreviations among words without an alias."""
    known = (re.compile(rf"(?<!\w){re.escape(short)}(?!\w)") for short in abbreviations)
    for pattern in (_NUMBER, _ACRONYM, *known):
        if found := pattern.search(bare):
            yield found[0]


def _check_hard_words(script: SpeechScript, final: FinishedEdition) -> Iterator[Difference]:
    """Check that every word with a `say` in the glossary is said so."""
    for word, saying in final.edition.sayings.items():
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
        for block in script.blocks:
            if pattern.search(block.bare.get("", "")):
                yield Difference("otherwise", f"`{word}` must be said `{saying.spoken}` in `{block.words[:60]}`")
            for written, said in block.aliases:
                if pattern.fullmatch(written) and said != saying.spoken:
                    yield Difference("otherwise", f"`{written}` is said `{said}`, not `{saying.spoken}`")


def _check_passages(page: Sequence[TranscriptLine], script: SpeechScript, lang: str) -> Iterator[Difference]:
    """Check that words in other languages are marked as on the page."""
    own = lang.partition("-")[0]
    wanted = sorted(
        {(line.lang, line.words) for line in page if line.role == "passage" and line.lang.partition("-")[0] != own}
    )
    found = sorted({one for block in script.blocks for one in block.passages})
    for language, words in [one for one in wanted if one not in found]:
        if words not in {text for _, text in found} and any(words in block.words for block in script.blocks):
            yield Difference("reference", f"`{words}` is not marked as `{language}`")
    for language, words in [one for one in found if one not in wanted]:
        if words in {text for _, text in wanted}:
            yield Difference("reference", f"`{words}` is marked as `{language}`")


def _check_head(script: SpeechScript, final: FinishedEdition, settings: SpeechSettings) -> Iterator[Difference]:
    if script.lang != final.edition.lang:
        yield Difference("reference", f"the script is in `{script.lang}`, not `{final.edition.lang}`")
    if script.note != settings.words.note:
        yield Difference("lost", "the script does not say that nobody has listened to it")
    headings = [block.words for block in script.blocks if block.role == "heading" and block.detail in {"1", "2"}]
    if script.chapters != headings:
        yield Difference("layout", "its chapters do not begin at its headings")


def write_note(final: FinishedEdition) -> str:
    """Write what readers must know of a script."""
    assert final.edition.language.speech
    return final.edition.language.speech.words.note


def _keep_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())


def announce_ssml(data: bytes) -> Iterator[str]:
    """Announce a script as a voice says it, one line for each block."""
    for block in read_script(data).blocks:
        said = block.words
        for written, alias in block.aliases:
            said = said.replace(squeeze_spaces(written), alias, 1)
        yield " ".join([*block.announced, said])
