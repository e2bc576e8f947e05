"""Braille editions: BRF for embossers and displays, and eBraille.

A block is translated as a whole, so that contractions and signs of emphasis are right across its words; then its words
are wrapped into lines, and the lines are put on pages. In between, everything is Unicode braille.
"""

from __future__ import annotations

from press.render.braille.brf import render_brf
from press.render.braille.ebraille import render_ebraille

__all__ = ["render_brf", "render_ebraille"]
