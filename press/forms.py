"""The forms of keys and tags as `facts.py` declares them, for names that stand outside YAML."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import StringConstraints

from press import facts


def pattern_of(form: Any) -> str:
    """The regular expression of an annotated text type of `facts.py`; empty when it has none."""
    for part in get_args(form):
        if isinstance(part, StringConstraints) and part.pattern:
            return str(part.pattern)
    return ""


SLUG = re.compile(pattern_of(facts.Slug))
LANGUAGE_TAG = re.compile(pattern_of(facts.LanguageTag))
