"""Plain language: how hard a text is, told by counting, without a network and without lists of other people's words."""

from __future__ import annotations

from press.plain_language.measure import Measure, Sentence, Way, measure, together, way_of

__all__ = ["Measure", "Sentence", "Way", "measure", "together", "way_of"]
