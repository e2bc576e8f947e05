"""What a file says of itself, and which standards it claims for each choice of a variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standard = Literal["ua-1", "ua-2"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What is written into a finished file.

    standard: which pair of claims; subject: one sentence on the contents; identifier: the publication number;
    lang: the BCP 47 tag of the text; creator_tool: what made the page that was painted.
    """

    standard: Standard
    title: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    identifier: str = ""
    lang: str = ""
    creator_tool: str = "handout press"
