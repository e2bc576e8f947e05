"""Letters of symbol typefaces as Unicode (Unicode Consortium, VENDORS/ADOBE/symbol.txt and L2/11-052)."""

from __future__ import annotations

_GREEK = {ord(sign): letter for sign, letter in zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True,
)}  # fmt: skip
_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    0xA3: "≤", 0xA5: "∞", 0xA9: "♥", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD6: "√", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_TABLES = {
    "symbol": {code: chr(code) for code in range(0x21, 0x7F)} | _GREEK | _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
    "wingdings 3": {0x7D: "►"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"},
}
_GUESSED = _SYMBOL | _WINGDINGS


def has_symbols(font: str) -> bool:
    """Return whether a typeface draws signs in the place of letters."""
    return font.strip().lower() in _TABLES


def convert_symbol(character: str, font: str) -> str:
    """Convert a letter of a symbol font to Unicode; empty if it is not known.

    A private character in any other typeface is what Symbol or Wingdings draw most often in its place.
    """
    private = 0xF000 <= ord(character) <= 0xF0FF
    if (ord(character) > 0xFF and not private) or character.isspace():
        return character
    if has_symbols(font):
        return _TABLES[font.strip().lower()].get(ord(character) & 0xFF, "")
    return _GUESSED.get(ord(character) & 0xFF, "") if private else character
