"""The second file of a folded edition: its pages on sheets of paper."""

from __future__ import annotations

from dataclasses import replace

from press.finish.impose import impose
from press.folds import faces, page_count
from press.model import Final


def on_sheets(final: Final) -> Final:
    """A finished edition with its file of sheets, when it is one that is folded and has the pages for it.

    Where it has not, the rules on room say by how much.
    """
    variant, direction = final.edition.variant, final.edition.language.direction
    if not variant.fold or page_count(variant.fold, final.pages) != final.pages:
        return final
    return replace(final, sheet_data=impose(final.data, faces(variant, final.pages, direction), direction))
