"""Sentences and words by the rules of Unicode (UAX 29), and by ICU's dictionaries where no spaces part words.

Latin text keeps the definitions that readability formulas were made with; see `press/plain_language/measure.py`.
"""

from __future__ import annotations

from itertools import pairwise


def find_sentence_ends(text: str, lang: str) -> list[int]:
    """Find where the sentences of a text end, the last end included."""
    from icu4py.breakers import SentenceBreaker  # its data are 30 MB, and most texts are Latin

    return [end for _, end in SentenceBreaker(text.replace("\n", " "), lang).segments()]


def list_words(text: str, lang: str) -> list[str]:
    """List the words of a text; signs and spaces are none."""
    from icu4py.breakers import WordBreaker

    pieces = (text[start:end] for start, end in WordBreaker(text, lang).segments())
    return [piece for piece in pieces if any(sign.isalnum() for sign in piece)]


def list_phrases(text: str, lang: str) -> list[str]:
    """List the pieces of a text between which a line of a heading may end.

    Japanese is parted into phrases, Chinese into words.
    """
    from icu4py.breakers import LineBreaker, WordBreaker

    language = lang.partition("-")[0]
    ends = {end for _, end in LineBreaker(text, f"{language}-u-lw-phrase").segments()}
    if language == "zh":  # of which ICU knows no phrases
        ends &= {end for _, end in WordBreaker(text, lang).segments()}
    pieces: list[str] = []
    for piece in (text[start:end] for start, end in pairwise([0, *sorted(ends)])):
        if pieces and len(piece) == 1:  # it would stand alone
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
