"""The second file of a folded edition: its pages on sheets of paper."""

from __future__ import annotations

from dataclasses import replace

from press.findings import Code, Place, PressError
from press.finish.impose import impose
from press.folds import faces, page_count
from press.model import Final

PAGES = Code(
    "FLD101",
    "A folded piece has as many pages as its fold.",
    "research/peers-and-rules.md, Print geometry",
    "shorten or lengthen the text, or let the variant fill its pages with `fill: 4`",
)
CODES = (PAGES,)


def on_sheets(final: Final) -> Final:
    """A finished edition with its file of sheets, when it is one that is folded.

    Raises PressError when its pages are more or fewer than the fold has.
    """
    variant = final.edition.variant
    if not variant.fold:
        return final
    wanted = page_count(variant.fold, final.pages)
    if wanted != final.pages:
        problem = f"it has {final.pages} pages, and {variant.fold.kind} takes {wanted}"
        raise PressError([PAGES.at(Place(final.edition.name), problem)])
    direction = final.edition.language.direction
    return replace(final, sheet_data=impose(final.data, faces(variant, final.pages, direction), direction))
