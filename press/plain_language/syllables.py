"""Counting syllables by the spelling of a word, one function a language.

The English one is a heuristic with exceptions: it knows silent e, vowels that stand apart (ra-di-o) and those that
merge after a soft consonant (na-tion). The Spanish one follows the rules of the orthography for hiatus and diphthong
(RAE and ASALE, Ortografía de la lengua española, 2010, II, 2.2), which leave no exceptions but names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

KNOWN = 50_000
"""Words whose count is cached."""
_LETTERS = re.compile(r"[A-Z]{2,5}")
_EXCEPTIONS = {
    **dict.fromkeys(("some", "whose", "real", "toes", "shoes", "goes", "does", "lives", "aged"), 1),
    **dict.fromkeys(("people", "peoples", "being", "cement", "someone", "something", "sometimes", "somewhere"), 2),
    **dict.fromkeys(("somehow", "therefore", "whereas", "business", "wednesday", "poem", "genuine", "acne"), 2),
    **dict.fromkeys(("naked", "hundred", "hundreds", "wicked", "fluid", "fluids", "ruin", "every", "forehead"), 2),
    **dict.fromkeys(("lifetime", "naive", "really", "maybe", "safety", "ninety", "surgeon", "surgeons"), 2),
    **dict.fromkeys(("pigeon", "soldier", "soldiers", "conscience", "platelet", "platelets", "union"), 2),
    **dict.fromkeys(("area", "areas", "idea", "ideas", "element", "elements", "supplement", "supplements"), 3),
    **dict.fromkeys(("implement", "complement", "suicide", "recipe", "everyone", "everything", "biopsy"), 3),
    **dict.fromkeys(("anyone", "mosquitoes", "moreover", "parliament", "museum", "fiery"), 3),
    **dict.fromkeys(("orthopaedic", "cooperate", "coordinate", "reality", "apostrophe", "diabetes"), 4),
}
"""Words that the rules below get wrong."""
_MERGED = (
    re.compile(r"(?<=[^aeiou])e$"),
    re.compile(r"(?<=[^aeiousxzcg])e(?=s$)"),
    re.compile(r"(?<=[^aeioutd])ed$"),
    re.compile(r"(?<=[^aeiou])e(?=(?:ly|ful|fully|less|ment|ments|ness|nesses)$)"),
)
"""A silent e."""
_KEPT = re.compile(r"(?:[^aeioul]l|[^aeiou]r)e[sd]?$|[sc]hes?$")
"""Endings whose e is heard: ta-ble, a-cre, wish-es."""
_SPLIT = (
    re.compile(r"(?<![tscgl])i(?=a)"),
    re.compile(r"(?<![tscgxln])i(?=o)"),
    re.compile(r"i(?=u)|i(?=i)|u(?=ou)|a(?=o)"),
    re.compile(r"(?<!g)e(?=o)"),
    re.compile(r"(?<![qg])u(?=a)|(?<!q)u(?=e[n][tc])"),
    re.compile(r"(?<=cr)e(?=at[eio])|(?<=^r)e(?=a(?:c[^hk]|l))|(?<=th)e(?=at)"),
    re.compile(r"(?<=[aeiouy])(?=ing)"),
    re.compile(r"(?<!^p)(?<!^t)i(?=ers?$|est$)"),
    re.compile(r"(?<=[ldrq])i(?=et)|u(?=iet)|(?<=[scx])i(?=et)"),
    re.compile(r"(?<!^fr)(?<![tc])i(?=e[n])|(?<=sc)i(?=e[n])"),
    re.compile(r"(?<=s)(?=m$|ms$)|(?<=th)(?=m$|ms$)"),
)
"""Places inside a run of vowels, or before a final m, where a new syllable begins."""
_Y_BETWEEN = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
_ENGLISH_RUN = re.compile(r"[aeiouy]+")


def is_spelled_out(word: str) -> bool:
    """Tell whether a word is read letter by letter.

    That is how words of two to five capitals are read.
    """
    return bool(_LETTERS.fullmatch(word))


@lru_cache(KNOWN)
def count_english(word: str) -> int:
    """Count the syllables of an English word, at least one.

    Capitals are read one by one, and a figure counts as one.
    """
    if is_spelled_out(word) or word[0].isdigit():
        return len(word) if is_spelled_out(word) else 1
    return max(1, sum(_count_english(part) for part in _split_compound(word)))


def _split_compound(word: str) -> list[str]:
    """Split a compound, without genitive or contracted endings."""
    return [part.split("'")[0] for part in word.lower().replace("’", "'").split("-") if part]


def _count_english(word: str) -> int:
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    word = _Y_BETWEEN.sub("j", word)
    count = len(_ENGLISH_RUN.findall(word))
    if not _KEPT.search(word):
        count -= sum(1 for pattern in _MERGED if pattern.search(word))
    count += sum(len(pattern.findall(word)) for pattern in _SPLIT)
    return max(1, count)


_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_STRONG, _STRESSED, _WEAK = "aeoáéó", "íú", "iuü"
_SPANISH_RUN = re.compile(r"[aeiouáéíóúü]+")
_FINAL_Y = re.compile(r"y(?=$|[^aeiouáéíóúü])")


@lru_cache(KNOWN)
def count_spanish(word: str) -> int:
    """Count the syllables of a Spanish word, at least one.

    Capitals are read one by one, and a figure counts as one.
    """
    if is_spelled_out(word) or word[0].isdigit():
        return len(word) if is_spelled_out(word) else 1
    return max(1, sum(_count_spanish(part) for part in _split_compound(word)))


def _count_spanish(word: str) -> int:
    word = _FINAL_Y.sub("i", _SILENT_U.sub("", word))
    word = re.sub(r"(?<=[aeiouáéíóúü])h(?=[aeiouáéíóúü])", "", word)  # an h does not separate vowels
    return sum(_count_nuclei(run) for run in _SPANISH_RUN.findall(word))


def _count_nuclei(run: str) -> int:
    """Count the syllables in a run of vowels.

    Two strong vowels form two syllables, and so do a stressed weak vowel and a strong one.
    """
    count = 1
    for before, after in pairwise(run):
        both_strong = before in _STRONG and after in _STRONG
        stressed = (before in _STRONG and after in _STRESSED) or (before in _STRESSED and after in _STRONG)
        count += both_strong or stressed or before == after
    return count
