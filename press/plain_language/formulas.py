"""Readability formulas, one function and one row each. The YAML of a language names those that apply to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from press.model.sources.fields import FormulaName
from press.plain_language import syllables


@dataclass(frozen=True, slots=True)
class TextCounts:
    """Counts that the formulas need: sentences, words, syllables, and words of three or more syllables."""

    sentences: int
    words: int
    syllables: int
    long_words: int

    def __add__(self, other: TextCounts) -> TextCounts:
        """Add the counts of two texts."""
        return TextCounts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.long_words + other.long_words,
        )


NOTHING = TextCounts(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its title, its calculation, how it counts syllables, and who published it.

    grade: whether its result is a school grade, which must not be too high, or a score of ease, which must not be too
    low; basis: the number of sentences that it was made for; with fewer, its result is rough.
    """

    title: str
    compute: Callable[[TextCounts], float]
    syllables: Callable[[str], int]
    source: str
    grade: bool
    basis: int = 1


def compute_flesch_kincaid(counts: TextCounts) -> float:
    """Compute a US school grade.

    Source: Kincaid, Fishburne, Rogers and Chissom, 1975.
    """
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def compute_smog(counts: TextCounts) -> float:
    """Compute a US school grade from long words (McLaughlin, 1969).

    A long word has three syllables or more; the formula is for 30 sentences.
    """
    return 3.1291 + 1.0430 * sqrt(counts.long_words * 30 / counts.sentences)


def compute_fernandez_huerta(counts: TextCounts) -> float:
    """Compute a score of ease, usually 0 to 100.

    Source: Fernández Huerta, 1959. The printed formula is often copied with sentences per hundred words instead of
    words per sentence; this is the version that its author meant (G. Law, 2011).
    """
    return 206.84 - 60 * counts.syllables / counts.words - 1.02 * counts.words / counts.sentences


def compute_inflesz(counts: TextCounts) -> float:
    """Compute a score of ease, usually 0 to 100.

    Source: Szigriszt Pazos, 1993. On the INFLESZ scale, 55 is normal.
    """
    return 206.835 - 62.3 * counts.syllables / counts.words - counts.words / counts.sentences


FORMULAS: dict[FormulaName, Formula] = {
    "flesch-kincaid": Formula(
        "Flesch–Kincaid grade", compute_flesch_kincaid, syllables.count_english,
        "Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75, 1975", grade=True,
    ),
    "smog": Formula(
        "SMOG grade", compute_smog, syllables.count_english,
        "McLaughlin, SMOG grading: a new readability formula, Journal of Reading 12(8), 1969", grade=True, basis=30,
    ),
    "fernandez-huerta": Formula(
        "Fernández Huerta ease", compute_fernandez_huerta, syllables.count_spanish,
        "Fernández Huerta, Medidas sencillas de lecturabilidad, Consigna 214, 1959", grade=False,
    ),
    "inflesz": Formula(
        "INFLESZ ease", compute_inflesz, syllables.count_spanish,
        "Szigriszt Pazos, 1993; Barrio Cantalejo and others, Anales del Sistema Sanitario de Navarra 31(2), 2008",
        grade=False,
    ),
}  # fmt: skip


def is_too_hard(name: FormulaName, figure: float, limit: float) -> bool:
    """Tell whether a rounded figure is beyond its limit.

    Both are compared with one decimal.
    """
    figure = round(figure, 1)
    return figure > limit if FORMULAS[name].grade else figure < limit
