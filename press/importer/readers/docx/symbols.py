"""Letters of Symbol and Wingdings as Unicode (Unicode Consortium, VENDORS/ADOBE/symbol.txt and L2/11-052)."""

from __future__ import annotations

_GREEK = dict(zip(
    "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz",
    "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ", strict=True,
))  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xA9: "♥", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD6: "√", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def convert_symbol(character: str, font: str) -> str:
    """Convert a letter of a symbol font to Unicode; empty if it is not known."""
    code = ord(character) & 0xFF if 0xF000 <= ord(character) <= 0xF0FF else ord(character)
    if "wingdings" in font.lower():
        return _WINGDINGS.get(code, "")
    if "symbol" in font.lower():
        letter = chr(code)
        return _SYMBOL.get(code) or _GREEK.get(letter) or (letter if code < 0x7F and not letter.isalpha() else "")
    return _WINGDINGS.get(code) or _SYMBOL.get(code, "") if character != chr(code) else character
