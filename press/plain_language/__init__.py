"""Plain language: how hard a text is, found by counting, without a network or word lists of others."""

from __future__ import annotations

from press.plain_language.measure import (
    MeasureSettings,
    Sentence,
    TextMeasure,
    compile_settings,
    measure_section,
    merge_measures,
)

__all__ = ["MeasureSettings", "Sentence", "TextMeasure", "compile_settings", "measure_section", "merge_measures"]
