"""The search for the layout on the fewest sheets and, of those, with the fullest pages.

Remedies are added one by one in order of what they cost the reader. One that cannot help, by the heights measured in a
layout, is not tried, so that most editions are laid out once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

from press.model.edition import BODY_IDS, Edition
from press.model.fit import (
    ADDED_FIGURE,
    LARGER_TYPE,
    OPEN_CONTENTS,
    OPEN_GAPS,
    SMALLER_FIGURE,
    moves_nothing,
)
from press.model.folding import count_pages, find_inside_pages, has_fixed_pages
from press.render.layout.layouts import ForetoldLayout, LayOut, Layout, Layouts
from press.render.layout.pages import (
    LEAST_FILL,
    has_sparse_panel,
    has_wide_words,
    is_sparse,
    list_far_moves,
    list_moves,
    list_sparse_pages,
    list_wide_tables,
    measure_movable_room,
)
from press.render.layout.remedies import apply_remedies, keeps_lines, measure_least_share, read_length
from press.render.layout.room import NOTES
from press.style.tokens import list_changed_tokens

CLOSED = 0.055
"""The share of the height of a text that smaller gaps and closer lines save; measured on the shipped texts."""
CLOSER = 0.012
"""The share that lines save which then stand closer still."""
RECOVERED = 0.5
"""The share of the free height at the foot of pages that a change of all breaks fills, at best."""
SHORTENED = 0.25
"""The share of their height that the shipped statements keep in their short form."""
MOST_TRIES, TRIES_A_PAGE, FORETOLD_TRY = 10.0, 10.0, 0.1
"""The greatest number of layouts that are tried to fill pages, how many more than one an empty page is worth, and how
many a foretold one counts as, which takes a tenth of the time."""
LARGER = range(102, 118, 2)
"""How large type may be in a piece with empty panels, in percent. Larger, a panel has lines of less than 36 letters."""
MOST_SMALLER = 3
"""Under how many sizes of type a figure or lines for notes are tried on an empty panel, from the largest on."""
SLACK = 24.0
"""The space in points above a figure that does not begin a page."""
A_LINE_OR_TWO = 0.08
"""How much less a page may hold without gaps that open, as a share of what it should have."""
MOST_PADDING = 0.55
"""The greatest padding above and below an entry of the contents, as a share of the height of a line."""
MOST_WRONG = 3
"""After how many layouts that are not as good as foretold none is foretold any more."""
Find = Callable[[Edition], Layout]
"""Finds the layout of an edition, made or foretold."""


def find_best_layout(edition: Edition, lay_out: LayOut) -> Layout:
    """Find the best layout of an edition.

    If its fit names remedies, these were the best for the same sources, and nothing is searched; if it also names the
    lines for notes, nothing is measured. Most layouts of a search are foretold.
    """
    if edition.fit.searched:
        best = lay_out(replace(apply_remedies(edition, edition.fit.remedies), fit=edition.fit))
    else:
        best = _find_best(edition, Layouts(lay_out))
    if edition.fit.notes is not None:
        return best
    fit = replace(best.edition.fit, lines_over=_count_over(edition, best), searched=True, notes=best.notes)
    return replace(best, edition=replace(best.edition, fit=fit))


def _find_best(edition: Edition, layouts: Layouts) -> Layout:
    """Search until the best layout is as good as it was foretold; after some that were not, make them one by one."""
    for _ in range(MOST_WRONG):
        foretold = _search(edition, layouts)
        best = layouts.make(foretold.edition)
        if best.cost <= foretold.cost:
            return best
    layouts.is_trusted = False
    return _search(edition, layouts)


def _search(edition: Edition, layouts: Layouts) -> Layout:
    lay_out: Find = layouts.find
    first, names = layouts.begin(edition), list[str]()
    if first.is_cover_cut:
        names = [_choose_cover_remedy(edition, layouts)]
        first = lay_out(apply_remedies(edition, names))
    if lists := [f"list-table:{name}" for name in list_wide_tables(first.document)]:
        names = [*lists, *names]
        first = lay_out(apply_remedies(edition, names))
    lay_out = _require(edition, names, layouts.find)
    best = _save_sheets(edition, _lay_out_ends(edition, first, lay_out), lay_out, layouts)
    lay_out = _require(edition, names, layouts.find_one_of_many)
    best = _share_page_of_lines(edition, best, lay_out)
    best = _open_contents(edition, _fill_pages(edition, best, lay_out, layouts), lay_out)
    best = _use_spare_pages(edition, best, lay_out, layouts)
    return _fill_panels(edition, best, lay_out) if has_fixed_pages(edition.variant) else best


def _require(edition: Edition, names: list[str], lay_out: Find) -> Find:
    """Make a function that lays out an edition with some remedies in any case."""
    return lambda one: lay_out(
        apply_remedies(edition, [*names, *(name for name in one.fit.remedies if name not in names)])
    )


def _choose_cover_remedy(edition: Edition, layouts: Layouts) -> str:
    """Choose the remedy for a cover that runs on: its picture is smaller or, failing that, it has fewer words."""
    smaller = apply_remedies(edition, ("smaller-art",))
    return "smaller-art" if _has_cover_art(edition) and not layouts.begin(smaller).is_cover_cut else "brief-inside"


def _has_cover_art(edition: Edition) -> bool:
    return bool(edition.publication.facts.cover) and read_length(edition, "cover-art-height") > 0


def _lay_out_ends(edition: Edition, first: Layout, lay_out: Find) -> Layout:
    """Lay out an edition so that its back has one page, if it can. first: its layout as it is."""
    names, latest = tuple[str, ...](), first
    if latest.is_back_cut:
        names = (_choose_shorter_back(edition),)
        latest = lay_out(apply_remedies(edition, names))
    if latest.is_back_cut and latest.edition.statement_form != "long":
        names = (*names, "statements-inside")
        latest = lay_out(apply_remedies(edition, names))
    if latest.is_back_cut and edition.imprint and edition.page_url:
        latest = lay_out(apply_remedies(edition, (*names, "code-inside")))
    return _move_clinic(edition, latest, lay_out)


def _move_clinic(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Move the clinic's block off a back that has no room for it: to the cover or, failing that, to the inside."""
    if edition.variant.opening == "cover" and edition.variant.clinic == "back":
        for name in ("clinic-on-cover", "clinic-inside"):
            if best.is_cover_cut or best.is_back_cut or best.spare_pages < 0:
                best = min(best, lay_out(apply_remedies(edition, (name,))), key=_get_cost)
    return best


def _choose_shorter_back(edition: Edition) -> str:
    """Choose the remedy that takes most from the last page."""
    if edition.statement_form != "long" or edition.variant.back in {"directory", "both"}:
        return "contact-on-back"
    return "credit-inside" if edition.variant.back == "contact" else "short-statements"


def _save_sheets(edition: Edition, first: Layout, lay_out: Find, layouts: Layouts) -> Layout:
    """Add remedies in order, as long as the rest of them may save a sheet.

    Those that cannot save one without the next are added together, so that no layout is made in vain.
    """
    best = latest = first
    steps, batch = list(_list_steps(first)), list[Step]()
    for number, step in enumerate(steps):
        if layouts.are_enough or best.sheets < 2 or not _may_save(latest, best.sheets - 1, [*batch, *steps[number:]]):
            break
        batch.append(step)
        if not _may_save(latest, best.sheets - 1, batch):
            continue
        names = tuple(_list_names(batch, latest))
        batch = []
        if names:
            latest = lay_out(apply_remedies(edition, (*latest.edition.fit.remedies, *names)))
            best = min(best, latest, key=lambda one: one.cost)
    return best


def _list_names(steps: list[Step], layout: Layout) -> Iterator[str]:
    """List the remedies of some steps, and which blocks of a layout change places."""
    for added, _ in steps:
        if added != MOVES:
            yield from added
        elif steps[0][0] != BREAKS:  # where items break, other blocks begin the pages
            yield from map(layout.name_move, list_moves(layout.pages, layout.sections))


MOVES = ("move",)
BREAKS = ("break-items",)
CLOSE = ("close-gaps",)
GAPS = (*CLOSE, f"{OPEN_GAPS}:120")
OTHER_GAPS = (115, 110, 105)
"""How high gaps are, in percent of what is usual, when those in `GAPS` have been tried."""
WHOLE = ("whole-last-words",)
SHARE = ("lines-below",)
CREDIT = ("credit-first",)
DIRECTORY = ("directory-on-back",)
OPEN = ("open-panels",)
Step = tuple[tuple[str, ...], float]
"""Remedies that are added together, and the height in points that they save at most."""


def _may_save(layout: Layout, sheets: int, steps: list[Step]) -> bool:
    """Tell whether remedies may bring a layout down to some sheets."""
    names = {name for added, _ in steps for name in added}
    share = 1.0 if "break-items" in names else RECOVERED if names & {"close-gaps", "close-lines"} else 0.0
    movable = measure_movable_room(layout.pages, layout.sections) if "move" in names else 0.0
    waste = max(share * layout.wasted_height, movable)
    return layout.measure_excess(sheets) <= waste + sum(saved for _, saved in steps)


def _list_steps(first: Layout) -> Iterator[Step]:
    """List the remedies for a layout, in order of what they cost the reader."""
    edition, heights, variant = first.edition, first.heights, first.edition.variant
    if not _breaks_items(edition):
        yield BREAKS, 0.0
    yield MOVES, 0.0
    yield CLOSE, CLOSED * sum(page.used for page in first.inner_pages)
    directory, about = sum(heights["press-directory"]), (1 - SHORTENED) * sum(heights["press-about"])
    statements = [edition.center.statements[key] for key in edition.publication.facts.statements]
    about = about if edition.statement_form == "long" and any(one.short for one in statements) else 0.0
    free = first.pages[-1].live - sum(heights["standing"]) - sum(heights["colophon"])
    short = ("short-statements",)
    if first.has_back and directory and variant.back == "statements" and directory < free + about:
        if directory < free:
            yield DIRECTORY, directory
            if about:
                yield short, 0.0
        else:
            yield (*DIRECTORY, *short), directory
    elif about:
        yield short, 0.0 if first.has_back and variant.back == "statements" else about
    if not keeps_lines(edition):
        yield ("close-lines",), CLOSER * sum(page.used for page in first.inner_pages)


def _breaks_items(edition: Edition) -> bool:
    """Tell whether list items of an edition may break over pages in any case."""
    return list_changed_tokens(edition).get("list-item-break") == "auto"


def _share_page_of_lines(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Put lines for notes that have a page below the words on the page before, if these are few.

    The inside of a back cover is rather blank than the page before it nearly so.
    """
    if not _has_few_words_before_lines(best) or not best.has_back or edition.variant.opening != "cover":
        return best
    shared = lay_out(apply_remedies(edition, (*best.edition.fit.remedies, *SHARE)))
    has_lines = any(NOTES in page.names for page in shared.pages)
    return shared if has_lines and shared.cost[:2] <= best.cost[:2] else best


def _has_few_words_before_lines(layout: Layout) -> bool:
    return any(layout.holds_lines_only(page) and before.fill < LEAST_FILL for before, page in pairwise(layout.pages))


def _open_contents(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Set the entries of contents that end their page early as far apart as fills it, at most a line."""
    sparse = [best.pages[number] for number in list_sparse_pages(best.pages)]
    page = next((one for one in sparse if "contents" in one.names), None)
    padding = read_length(edition, "contents-padding")
    if page is None or not 0 < padding < math.inf:
        return best
    entries = sum(1 for nav in best.root.iter("nav") for _ in nav.iter("li"))
    wanted = math.ceil(100 + 100 * (LEAST_FILL * page.live - page.used) / (padding * (2 * entries - 3)))
    most = math.floor(100 * MOST_PADDING * read_length(edition, "baseline") / padding)
    names = (*best.edition.fit.remedies, f"{OPEN_CONTENTS}:{min(wanted, most)}")
    return min(best, lay_out(apply_remedies(edition, names)), key=_get_cost)


def _fill_pages(edition: Edition, first: Layout, lay_out: Find, layouts: Layouts) -> Layout:
    """Search the remedies that fill pages which look empty, from a layout on, for a number of layouts.

    What none of them does alone, they may do together: so all are tried first, and those that this layout then needs.
    """
    best, found, spent = first, [first], 0.0
    tried = {frozenset(first.edition.fit.remedies)}
    tries = min(MOST_TRIES, 1 + TRIES_A_PAGE * first.emptiness)

    def try_remedies(names: tuple[str, ...]) -> bool:
        nonlocal best, spent
        if frozenset(names) in tried or spent >= tries or layouts.are_enough:
            return False
        tried.add(frozenset(names))
        found.append(lay_out(apply_remedies(edition, names)))
        spent += FORETOLD_TRY if isinstance(found[-1], ForetoldLayout) else 1
        best = min(best, found[-1], key=_get_cost)
        return True

    while together := {_get_subject(name): name for name in reversed(_list_fillers(edition, found[-1]))}:
        alone = len(together) == len(found) == 1
        if alone or not try_remedies(_add(found[-1], *reversed(together.values()))):
            break
    while list_sparse_pages(best.pages) and (found := [one for one in found if one.cost[:2] <= best.cost[:2]]):
        start = min(found, key=lambda one: one.emptiness)
        found.remove(start)
        for name in _list_fillers(edition, start):
            try_remedies(_add(start, name))
    return _take_back(edition, _open_gaps(edition, best, lay_out), first, lay_out)


def _open_gaps(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Open the gaps of a layout by other shares, as long as pages look empty and such layouts can be foretold."""
    for share in () if has_fixed_pages(edition.variant) else OTHER_GAPS:
        if not list_sparse_pages(best.pages):
            break
        opened = lay_out(apply_remedies(edition, _add(best, f"{OPEN_GAPS}:{share}")))
        best = min(best, opened, key=_get_cost)
        if not isinstance(opened, ForetoldLayout):
            break
    return best


def _take_back(edition: Edition, best: Layout, first: Layout, lay_out: Find) -> Layout:
    """Take back the remedies that pages do not need which others fill, the costliest first. first: before all.

    Gaps stay open only if pages look less empty, not for a line more on one that still does.
    """
    for name in reversed(best.edition.fit.remedies):
        if name not in first.edition.fit.remedies:
            rest = lay_out(apply_remedies(edition, [one for one in best.edition.fit.remedies if one != name]))
            is_opened = name not in CLOSE and _get_subject(name) == OPEN_GAPS
            best = rest if is_opened and _is_about_as_full(rest, best) else min(best, rest, key=_get_cost)
    return best


def _is_about_as_full(layout: Layout, other: Layout) -> bool:
    """Tell whether a layout has no more pages that look empty than another one, and these but for a line or two."""
    is_short = layout.cost[2] > other.cost[2] + A_LINE_OR_TWO
    return layout.cost[:2] <= other.cost[:2] and _count_sparse(layout) <= _count_sparse(other) and not is_short


def _add(layout: Layout, *names: str) -> tuple[str, ...]:
    """Add remedies to those of a layout. One for a block or a figure takes the place of another one for it."""
    subjects = set(map(_get_subject, names))
    kept = [one for one in layout.edition.fit.remedies if _get_subject(one) not in subjects]
    return (*kept, *(one for one in names if not moves_nothing(one)))


def _get_subject(name: str) -> str:
    """Get what a remedy changes: the gaps, or its name, but for how far a block moves or how small a figure is."""
    subject = name.rpartition(":")[0] or name
    return OPEN_GAPS if name in CLOSE else subject


def _get_cost(layout: Layout) -> tuple[bool, int, float, int]:
    return layout.cost


def _list_fillers(edition: Edition, layout: Layout) -> list[str]:
    """List the remedies that may fill the pages that look empty, in order of what they cost."""
    names, causes = layout.edition.fit.remedies, layout.list_causes()
    if not (sparse := list_sparse_pages(layout.pages)):
        return []
    found = [*WHOLE] if sparse[-1] == len(layout.pages) - 1 else []
    if not _breaks_items(edition) and any(map(_may_break, causes)):
        found += BREAKS
    moves = [*list_moves(layout.pages, layout.sections), *list_far_moves(layout.pages, layout.sections)]
    found += map(layout.name_move, moves)
    found += _list_smaller_figures(layout)
    if _may_begin_with_credit(layout):
        found += CREDIT
    if edition.variant.back == "statements" and any("press-directory" in layout.pages[one].names for one in sparse):
        found += DIRECTORY
    if OPEN_GAPS not in map(_get_subject, names):
        found += CLOSE if has_fixed_pages(edition.variant) else GAPS  # these have larger type first
    return [name for name in dict.fromkeys(found) if name not in names]


def _list_smaller_figures(layout: Layout) -> Iterator[str]:
    """List the figures that would fit the page before, which looks empty, if they were smaller."""
    sparse = set(list_sparse_pages(layout.pages))
    for number, (before, page) in enumerate(pairwise(layout.pages)):
        figure = page.figure if number in sparse else None
        if not figure or not figure.drawn:
            continue
        share = layout.edition.fit.read_figure_share(figure.name)
        too_high = figure.end + SLACK - (before.live - before.used)
        wanted = math.floor(100 * share * (1 - too_high / figure.drawn))
        least = math.ceil(100 * measure_least_share(layout.edition, figure.name))
        if least <= wanted < 100 * share:
            yield f"{SMALLER_FIGURE}:{figure.name}:{wanted}"


def _may_begin_with_credit(layout: Layout) -> bool:
    """Tell whether the directory begins the page after one that looks empty, and the credit follows it."""
    directory = layout.sections.get(BODY_IDS["directory"], ())
    has_both = layout.edition.variant.back == "both" and layout.edition.statement_form != "long"
    return has_both and any(
        cause in list(heading.iter()) for heading in directory[:1] for cause in layout.list_causes()
    )


def _may_break(block: Element | None) -> bool:
    """Tell whether a block is one that `break-items` lets break."""
    return block is not None and block.tag in ("li", "h2", "p")


def _use_spare_pages(edition: Edition, best: Layout, lay_out: Find, layouts: Layouts) -> Layout:
    """Use up pages that a fold leaves over and lines do not fill."""
    names, spare = best.edition.fit.remedies, best.spare_pages
    if spare <= 0:
        return best
    found = [_leave_pages_blank(edition, best, lay_out)]
    has_lines = any(NOTES in page.names for page in best.pages)
    if edition.variant.fill and not {*CLOSE} & {*names} and not has_lines and not layouts.are_enough:
        closer = lay_out(apply_remedies(edition, (*names, *CLOSE)))  # which may give lines a page
        found.append(_fill_pages(edition, closer, lay_out, layouts))
    return min((one for one in found if not one.spare_pages), key=_get_cost, default=best)


def _leave_pages_blank(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Give the contents a page to themselves, or leave the pages blank that are over.

    The contents have one only if no other page looks emptier for it.
    """
    names, spare = best.edition.fit.remedies, best.spare_pages
    found = [lay_out(apply_remedies(edition, (*names, *("blank-page",) * spare)))]
    if spare == 1 and edition.variant.contents and "contents-page" not in names:
        tried = lay_out(apply_remedies(edition, (*names, "contents-page")))
        if tried.spare_pages:  # what follows the contents takes no page more, but fills others
            found.append(lay_out(apply_remedies(edition, (*names, "contents-page", "blank-page"))))
        elif not _has_few_words_before_lines(tried) and _count_sparse(tried) <= _count_sparse(found[0]) + 1:
            return tried
    tried = min(found, key=_get_cost)
    return best if tried.sheets > best.sheets else tried


def _fill_panels(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Fill the panels of a folded sheet, or the sides of a summary, that look empty."""
    if {*CLOSE} & {*best.edition.fit.remedies}:
        return best
    best = _enlarge_type(edition, best, lay_out)
    if has_sparse_panel(best.pages):
        opened = lay_out(apply_remedies(edition, (*best.edition.fit.remedies, *OPEN)))
        best = min(best, opened, key=_get_cost)
    if edition.variant.spread:
        best = _add_figures(edition, best, lay_out)
    places = _list_places_for_lines(edition) if edition.variant.fill else {}
    sparse = [name for name, page in places.items() if page <= len(best.pages) and is_sparse(best.pages[page - 1])]
    return min([best, *(_add_where_it_fits(edition, best, name, lay_out) for name in sparse)], key=_get_cost)


def _list_places_for_lines(edition: Edition) -> dict[str, int]:
    """List the remedies that rule lines on a panel of a leaflet which has none otherwise, and the page of each."""
    inside = find_inside_pages(edition.variant.fold) if edition.variant.spread else ()
    if not inside or (edition.variant.fold and inside[-1] + 1 < count_pages(edition.variant.fold, 0)):
        return {}
    return {"lines-inside": inside[-1]} | ({"lines-on-flap": inside[0] - 1} if inside[0] > 2 else {})


def _enlarge_type(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Set the type of a piece with a fixed number of pages larger, as far as it fits, if pages look empty.

    If they look empty still, what is in the way takes less room: the picture of a cover, or the rows of tables.
    """
    names, least = best.edition.fit.remedies, 0
    while has_sparse_panel(best.pages):
        most, failed = len(LARGER), None
        while least < most:
            middle = (least + most + 1) // 2
            larger = lay_out(apply_remedies(edition, (*names, f"{LARGER_TYPE}:{LARGER[middle - 1]}")))
            if _is_no_worse(larger, best):
                least, best = middle, larger
            else:
                most, failed = middle - 1, larger
        if failed is None or not (smaller := _choose_smaller_thing(failed)):
            break
        names = (*names, smaller)
    return best


def _is_no_worse(layout: Layout, best: Layout) -> bool:
    """Tell whether a layout with larger type fits, and no page of it looks empty that did not before."""
    return (
        layout.cost[:3] <= best.cost[:3]
        and not any(is_sparse(page) > is_sparse(before) for before, page in zip(best.pages, layout.pages, strict=False))
        and not has_wide_words(layout.document)
    )


def _choose_smaller_thing(layout: Layout) -> str:
    """Choose the remedy that makes room in a layout whose type is too large; "" if there is none."""
    if layout.is_cover_cut:
        useful = ["steady-cover", *(["smaller-art"] if _has_cover_art(layout.edition) else [])]
    else:
        useful = ["close-tables"] if any("table" in page.names for page in layout.inner_pages) else []
    return next((name for name in useful if name not in layout.edition.fit.remedies), "")


def _add_figures(edition: Edition, best: Layout, lay_out: Find) -> Layout:
    """Add the figures that a publication has for answers whose panels look empty still."""
    for section, figure in edition.publication.facts.leaflet.figures.items():
        if any(is_sparse(page) and section in page.names for page in best.pages):
            best = _add_where_it_fits(edition, best, f"{ADDED_FIGURE}:{section}:{figure}", lay_out)
    return best


def _add_where_it_fits(edition: Edition, best: Layout, name: str, lay_out: Find) -> Layout:
    """Add what fills a panel, if it does so under type of some size, the largest first."""
    names = best.edition.fit.remedies
    sizes = [f"{LARGER_TYPE}:{size}" for size in reversed(LARGER)]
    first = next((number for number, size in enumerate(sizes) if size in names), len(sizes) - 1)
    for size in sizes[first : first + MOST_SMALLER]:
        filled = lay_out(apply_remedies(edition, (*(size if one in sizes else one for one in names), name)))
        if filled.cost < best.cost and not has_wide_words(filled.document):
            return filled
    return best


def _count_sparse(layout: Layout) -> int:
    return len(list_sparse_pages(layout.pages))


def _count_over(edition: Edition, best: Layout) -> int:
    """Count the lines of text that are too many for one sheet less; 0 if that cannot be told."""
    over = best.measure_excess(best.sheets - 1) if best.sheets > 1 else math.inf
    return max(1, math.ceil(over / read_length(edition, "baseline"))) if over < math.inf else 0
