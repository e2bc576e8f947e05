"""The other files of an edition: its pages on sheets of paper, and a file for a printing press."""

from __future__ import annotations

from dataclasses import replace

from press.finish.imposition import impose
from press.finish.press_file import press_file
from press.model.edition import Final
from press.model.folding import faces, page_count


def on_sheets(final: Final, *, press: bool = False) -> Final:
    """A finished edition with its file of sheets, when it is one that is folded and has the pages for it.

    Where it has not, the rules on room say by how much. press: whether a file for a printing press is wanted too.
    """
    variant, direction = final.edition.variant, final.edition.language.direction
    if variant.fold and page_count(variant.fold, final.pages) == final.pages:
        plan = faces(variant, final.pages, direction)
        final = replace(final, sheet_data=impose(final.data, plan, direction))
        if press and variant.fold.kind != "saddle":
            return replace(final, press_data=press_file(final.sheet_data, [face.folds for face in plan]))
    if press and variant.width:
        return replace(final, press_data=press_file(final.data))
    return final
