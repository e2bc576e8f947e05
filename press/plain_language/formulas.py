"""Readability formulas: one function and one row each. Which of them belongs to a language is said in its YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from press.model.textfacts import FormulaName
from press.plain_language import syllables


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas work on: sentences, words, syllables, and words of three or more syllables."""

    sentences: int
    words: int
    syllables: int
    long_words: int

    def __add__(self, other: Counts) -> Counts:
        """The counts of two texts together."""
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.long_words + other.long_words,
        )


NOTHING = Counts(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its title, what it makes of counts, how it counts syllables, and who published it.

    grade: whether it gives a school year, which must not be too high, or a score of ease, which must not be too low;
    basis: the sentences that it was made for; with fewer its figure is rough.
    """

    title: str
    compute: Callable[[Counts], float]
    syllables: Callable[[str], int]
    source: str
    grade: bool
    basis: int = 1


def flesch_kincaid(counts: Counts) -> float:
    """A school year of the United States (Kincaid, Fishburne, Rogers and Chissom, 1975)."""
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def smog(counts: Counts) -> float:
    """A school year of the United States, from the long words in 30 sentences (McLaughlin, 1969).

    A long word has three syllables or more.
    """
    return 3.1291 + 1.0430 * sqrt(counts.long_words * 30 / counts.sentences)


def fernandez_huerta(counts: Counts) -> float:
    """A score of ease, most often from 0 to 100 (Fernández Huerta, 1959).

    The printed formula is often copied with sentences per hundred words in the place of words per sentence; this is
    the form that its author meant (G. Law, 2011).
    """
    return 206.84 - 60 * counts.syllables / counts.words - 1.02 * counts.words / counts.sentences


def inflesz(counts: Counts) -> float:
    """A score of ease, most often from 0 to 100 (Szigriszt Pazos, 1993), read on the scale INFLESZ: 55 is normal."""
    return 206.835 - 62.3 * counts.syllables / counts.words - counts.words / counts.sentences


FORMULAS: dict[FormulaName, Formula] = {
    "flesch-kincaid": Formula(
        "Flesch–Kincaid grade", flesch_kincaid, syllables.english,
        "Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75, 1975", grade=True,
    ),
    "smog": Formula(
        "SMOG grade", smog, syllables.english,
        "McLaughlin, SMOG grading: a new readability formula, Journal of Reading 12(8), 1969", grade=True, basis=30,
    ),
    "fernandez-huerta": Formula(
        "Fernández Huerta ease", fernandez_huerta, syllables.spanish,
        "Fernández Huerta, Medidas sencillas de lecturabilidad, Consigna 214, 1959", grade=False,
    ),
    "inflesz": Formula(
        "INFLESZ ease", inflesz, syllables.spanish,
        "Szigriszt Pazos, 1993; Barrio Cantalejo and others, Anales del Sistema Sanitario de Navarra 31(2), 2008",
        grade=False,
    ),
}  # fmt: skip


def too_hard(name: FormulaName, figure: float, limit: float) -> bool:
    """Whether a figure is on the wrong side of a limit, once both are written with one decimal."""
    figure = round(figure, 1)
    return figure > limit if FORMULAS[name].grade else figure < limit
