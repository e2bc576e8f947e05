"""Scripts: what is written in which letters, and what follows from them for faces, direction, lines and sentences.

One row for each script that a publication may be written in. Nobody else asks what script a language has.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from press.text.cldr import find_script_code


@dataclass(frozen=True, slots=True)
class Script:
    """A script, or a script as one language writes it.

    letters: some that every typeface of the row has; text, heading: families of running text and of headings; slopes:
    whether emphasis may slope, or else is bold; size, leading: factors of the sizes of type and the heights of lines,
    for which Latin letters are the measure; joined: whether space between letters would break words; spaced: whether
    spaces part words; stops: characters that end a sentence; period: the one that ends a statement.
    """

    name: str
    letters: str
    text: str
    heading: str
    direction: Literal["ltr", "rtl"] = "ltr"
    slopes: bool = False
    size: float = 1.0
    leading: float = 1.0
    joined: bool = False
    spaced: bool = True
    stops: str = ".!?…"
    period: str = "."


# We know of no published study of typefaces for low vision in another script than Latin. Atkinson Hyperlegible was
# drawn for readers with low vision; the others are chosen for open shapes, two weights and text that can be searched.
# Readers with low vision who read the language must still judge them.
SCRIPTS = {
    "Latn": Script("Latin", "AaZzéñçßłő", "Atkinson Hyperlegible", "Source Serif Pro", slopes=True),
    "Latn-vi": Script("Vietnamese", "ăđêôơưạảấầẩẫậắặẹếềệịọốộớợụứựỳỹ", "Arimo", "Arimo", slopes=True),
    "Cyrl": Script("Cyrillic", "АаЯяёґєії", "Arimo", "Arimo", slopes=True),
    "Grek": Script("Greek", "ΑαΩωάώς", "Arimo", "Arimo", slopes=True, stops=".!…;·"),
    "Hebr": Script("Hebrew", "אבגדהוםןץת", "Rubik", "Rubik", "rtl", size=1.05),
    "Arab": Script(
        "Arabic", "ابتجدسعفكلمنهويءپچژگکی", "Amiri", "Amiri", "rtl", size=1.15, leading=1.18, joined=True,
        stops=".!؟…۔",
    ),
    "Deva": Script(
        "Devanagari", "अआकखगघनमरसहिीुेोः।", "Hind", "Hind", leading=1.12, joined=True, stops=".!?…।॥", period="।",
    ),
    "Beng": Script(
        "Bengali", "অআকখগঘনমরসহািেো।", "Hind Siliguri", "Hind Siliguri", size=1.05, leading=1.15, joined=True,
        stops=".!?…।॥", period="।",
    ),
    "Guru": Script(
        "Gurmukhi", "ਅਆਕਖਗਘਨਮਰਸਹਾਿੇੋ", "Noto Sans Gurmukhi", "Noto Sans Gurmukhi", leading=1.12, joined=True,
        stops=".!?…।॥", period="।",
    ),
    "Thai": Script(
        "Thai", "กขคงนมรสาิีุูเแโใไ่้", "Sarabun", "Sarabun", size=1.08, leading=1.12, spaced=False, period="",
    ),
    "Ethi": Script(
        "Ethiopic", "አማርኛሀለመሰነ፣", "Noto Sans Ethiopic", "Noto Sans Ethiopic", leading=1.08, stops=".!?…።፧፨", period="።",
    ),
    "Hans": Script(
        "simplified Chinese", "简体中文，。、", "Noto Sans SC", "Noto Sans SC", leading=1.15, spaced=False,
        stops=".!?…。！？", period="。",
    ),
    "Hant": Script(
        "traditional Chinese", "繁體中文，。、", "Noto Sans TC", "Noto Sans TC", leading=1.15, spaced=False,
        stops=".!?…。！？", period="。",
    ),
    "Jpan": Script(
        "Japanese", "日本語ひらカナ、。", "Noto Sans JP", "Noto Sans JP", leading=1.15, spaced=False,
        stops=".!?…。！？", period="。",
    ),
    "Kore": Script("Korean", "한국어가나다", "Noto Sans KR", "Noto Sans KR", leading=1.12, stops=".!?…。！？"),
}  # fmt: skip
"""By ISO 15924 code, with a language after it where that language needs more letters than the others."""


@cache
def name_script(letter: str) -> str:
    """Name the script of a letter: the first word of its name in Unicode."""
    return unicodedata.name(letter, "").partition(" ")[0]


@cache
def find_script(lang: str) -> str:
    """Find the key in `SCRIPTS` of a language tag.

    It is Latin if the script has no row.
    """
    code = find_script_code(lang)
    key = f"{code}-{lang.partition('-')[0]}"
    return key if key in SCRIPTS else code if code in SCRIPTS else "Latn"


def find_direction(lang: str) -> Literal["ltr", "rtl"]:
    """Find the direction of writing of a language tag."""
    return SCRIPTS[find_script(lang)].direction
