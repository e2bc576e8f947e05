"""Lexicons for speech engines: PLS 1.0 (W3C Recommendation, 14 October 2008)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from press.model.sources.speech import Pronunciation

NOTE = "Phonetic letters as in general dictionaries. No speaker has checked them."


def make_lexicon(lang: str, sayings: Mapping[str, Pronunciation]) -> bytes:
    """Make the lexicon of a language: each word with its phonetic letters, and respelled."""
    lexemes = []
    for word, saying in sorted(sayings.items()):
        phoneme = f"<phoneme>{escape(saying.ipa)}</phoneme>" if saying.ipa else ""
        lexemes.append(
            f"<lexeme><grapheme>{escape(word)}</grapheme>{phoneme}<alias>{escape(saying.spoken)}</alias></lexeme>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<lexicon version="1.0" alphabet="ipa" xml:lang="'
        f'{lang}" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">\n<meta name="note" content="{NOTE}"/>\n'
        + "\n".join(lexemes)
        + "\n</lexicon>\n"
    )
    return text.encode()
