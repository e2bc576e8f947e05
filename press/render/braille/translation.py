"""Blocks of words translated into braille, word by word in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from press.model.sources.braille import BrailleSettings
from press.render.blocks import TextRun
from press.runtime.libraries.liblouis import BOLD, ITALIC, translate_text

BLANK = "\u2800"
NOTE_START, NOTE_END = "⠈⠨⠣", "⠈⠨⠜"
"""Signs around a transcriber's note (Rules of Unified English Braille, 3.27)."""
_APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
"""Between letters, this is not the end of a quotation; Spanish braille has another sign for that."""
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\u2010": "-"})
_DIGITS, _HIGH_DIGITS, _LOW_DIGITS = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_RAISED = {
    "superscript": str.maketrans(f"{_DIGITS}+-−", f"{_HIGH_DIGITS}⁺⁻⁻"),
    "subscript": str.maketrans(f"{_DIGITS}+-−", f"{_LOW_DIGITS}₊₋₋"),
}
"""Digits above and below the line would join the number before them; a table that does not know them is refused."""
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF])


@dataclass(frozen=True, slots=True)
class BrailleTranslator:
    """Translates the words of one language."""

    lang: str
    settings: BrailleSettings

    def translate_words(self, text: str) -> list[str]:
        """Translate words without emphasis, one by one in place."""
        return self.translate_runs((TextRun(text),))

    def translate_runs(self, runs: Sequence[TextRun]) -> list[str]:
        """Translate runs of words, each passage of one language as a whole."""
        cells = ""
        for foreign, group in groupby(runs, key=self._is_foreign):
            cells += self._translate_passage(list(group), foreign=foreign)
        return [word for word in cells.replace(" ", BLANK).split(BLANK) if word]

    def _is_foreign(self, run: TextRun) -> bool:
        return bool(run.lang) and run.lang.split("-")[0] != self.lang.split("-")[0]

    def _translate_passage(self, runs: Sequence[TextRun], *, foreign: bool) -> str:
        text, forms = "", list[int]()
        for run in runs:
            piece = " " if run.is_break else self._replace_characters(run.text.translate(_RAISED.get(run.position, {})))
            text += piece
            forms += [BOLD * run.strong + ITALIC * run.em] * len(piece)
        table = self.settings.foreign_table if foreign else self.settings.table
        if not text.strip():
            return text
        # liblouis drops blanks at the ends of a passage; the words on both sides would run together.
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        core = text.strip()
        return before + translate_text(table, core, forms[len(before) : len(before) + len(core)]) + after

    def _replace_characters(self, text: str) -> str:
        """Replace what the house map names."""
        text = _APOSTROPHE.sub("'", text.translate(_SPACES).translate(_INVISIBLE))
        text = "".join(self.settings.replacements.get(one, one) for one in text)
        signs = ((self.settings.superscript_sign, _HIGH_DIGITS), (self.settings.subscript_sign, _LOW_DIGITS))
        for sign, digits in signs:
            if sign:
                text = re.sub(f"[{digits}]+", rf"{sign}\g<0>", text).translate(str.maketrans(digits, _DIGITS))
        return text
