"""Containers, such as `::: callout`: every kind of node whose row in press/model/nodes.py says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from press.load.markdown.blocks import make_block, read_blocks
from press.load.markdown.cells import merge_cells
from press.load.markdown.inlines import DIALECT, read_runs
from press.load.markdown.tokens import SNIPPET, Branch, Manuscript, parse_inlines, split_heading_id
from press.model.findings import FindingCode
from press.model.messages import join_choices
from press.model.nodes import BOXES, CONTAINERS, NO_ATTRS, NODE_KINDS, Node
from press.model.sources.fields import SLUG

_TITLED = [name for name in CONTAINERS if NODE_KINDS[name].has_title and name not in BOXES]
_IDENTIFIED = [name for name in CONTAINERS if NODE_KINDS[name].id == "required"]


def _list_containers(pattern: str, names: Iterable[str]) -> str:
    return join_choices([pattern.format(name) for name in names])


_TABLE = "| A | B |\n|---|---|\n| 1 | 2 |\n"

BAD_ID = FindingCode(
    "LOD303",
    "An id is lower-case words joined by hyphens.",
    DIALECT,
    "write it with the letters a to z, digits and hyphens, e.g. `{#what-it-is}`",
    bad={SNIPPET: "### Sub {#Sub_1}\n"},
    good={SNIPPET: "### Sub {#sub-1}\n"},
)
SAME_ID = FindingCode(
    "LOD304",
    "An id is used once in a text.",
    "WCAG 2.2, 1.3.1; HTML Living Standard, 3.2.6",
    "give one of the two another id, in every language alike",
    bad={SNIPPET: "### One {#sub}\n\n### Two {#sub}\n"},
    good={SNIPPET: "### One {#sub-1}\n\n### Two {#sub-2}\n"},
)
UNKNOWN_CONTAINER = FindingCode(
    "LOD312",
    f"A container is a {_list_containers('`{}`', CONTAINERS)}.",
    DIALECT,
    f"write {_list_containers('`::: {}`', CONTAINERS)}; a title and an id may follow",
    bad={SNIPPET: "::: danger Look {#look}\nText.\n:::\n"},
    good={SNIPPET: "::: callout Look {#look}\nText.\n:::\n\n::: warning\nText.\n:::\n"},
)
NOT_CLOSED = FindingCode(
    "LOD313",
    "A container ends with a line of colons.",
    DIALECT,
    "put a line with `:::` after its last line",
    bad={SNIPPET: "::: callout Look {#look}\nText.\n"},
    good={SNIPPET: "::: callout Look {#look}\nText.\n:::\n"},
)
ONE_TABLE = FindingCode(
    "LOD316",
    "A `table` container holds one table and nothing else.",
    DIALECT,
    "check that every row starts with `|` and that the line under the head is `|---|---|` with a part for each column",
    bad={SNIPPET: "::: table Caption {#tab}\nNo table.\n:::\n"},
    good={SNIPPET: f"::: table Caption {{#tab}}\n{_TABLE}:::\n"},
)
NO_TITLE = FindingCode(
    "LOD317",
    f"A {_list_containers('{}', _TITLED)} has a title in plain words.",
    "WCAG 2.2, 1.3.1",
    "write it after the name of the container, without emphasis or links: `::: callout The title {#id}`",
    bad={SNIPPET: "::: callout {#look}\nText.\n:::\n"},
    good={SNIPPET: "::: callout Look {#look}\nText.\n:::\n"},
)
EMPTY_HEAD = FindingCode(
    "LOD318",
    "The cells that head a column or a row have words.",
    "WCAG 2.2, 1.3.1 (technique H51)",
    "say in the first row what each column holds, and in the first cell of each row what the row is about",
    bad={SNIPPET: "::: table Caption {#tab}\n|   | B |\n|---|---|\n| 1 | 2 |\n:::\n"},
    good={SNIPPET: f"::: table Caption {{#tab}}\n{_TABLE}:::\n"},
)
NO_ID = FindingCode(
    "LOD320",
    f"A {_list_containers('{}', _IDENTIFIED)} has an id that is the same in every language.",
    DIALECT,
    "put an id at the end of the line: `::: figure {#fig-name}`",
    bad={SNIPPET: "::: figure\n![A tap](figures/tap.svg)\n:::\n"},
    good={SNIPPET: "::: figure {#fig-tap}\n![A tap](figures/tap.svg)\n:::\n"},
)
NO_PICTURE = FindingCode(
    "LOD321",
    "Each picture of a figure starts a paragraph of its own, and a figure has at least one.",
    DIALECT,
    "start a paragraph with the picture, its label after it, and leave a blank line before the next",
    bad={SNIPPET: "::: figure {#fig}\nWords only.\n:::\n"},
    good={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg) Label.\n\nThe caption.\n:::\n"},
)
CAPTIONS = FindingCode(
    "LOD322",
    "A figure has at most one caption, a paragraph.",
    DIALECT,
    "make the paragraphs without a picture one paragraph, or move them out of the figure",
    bad={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg)\n\nOne.\n\nTwo.\n:::\n"},
    good={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg)\n\nOne. Two.\n:::\n"},
)
PART_LABEL = FindingCode(
    "LOD348",
    "Words for a part of a drawing stand under its picture, one line each, after the name of the part.",
    DIALECT,
    "write the name of the anchor on a line, and `: the words` on the next, after the paragraph of the picture",
    bad={SNIPPET: "::: figure {#fig}\nspout\n: where water comes out\n\n![A tap](figures/tap.svg)\n:::\n"},
    good={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg)\n\nThe caption.\n:::\n"},
)
POINT = FindingCode(
    "LOD349",
    "A point is a paragraph that starts with a picture and has words.",
    "Department of Health (2010), Making written information easier to understand: a picture for each idea",
    "start the paragraph with `![](figures/NAME.svg){.decorative}` and write the words after it",
    bad={SNIPPET: "::: points\nWords only.\n:::\n"},
    good={SNIPPET: "::: points\n![](figures/tap.svg){.decorative} Open the tap.\n:::\n"},
)
CODES = (
    BAD_ID, SAME_ID, UNKNOWN_CONTAINER, NOT_CLOSED, ONE_TABLE, NO_TITLE, EMPTY_HEAD, NO_ID, NO_PICTURE, CAPTIONS,
    PART_LABEL, POINT,
)  # fmt: skip


def register_id(manuscript: Manuscript, branch: Branch, found: str) -> None:
    """Register an id, and report it if malformed or repeated."""
    place = manuscript.locate_block(branch)
    if not SLUG.fullmatch(found):
        manuscript.add_finding(BAD_ID, place, f"`{found}` cannot be an id")
    elif first := manuscript.ids.get(found):
        manuscript.add_finding(
            SAME_ID, place, f"the id `{found}` is used again; it was first used on line {first.line}"
        )
    manuscript.ids.setdefault(found, place)


def read_container(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    """Read a container into its node.

    Yields nothing when the container is unknown.
    """
    name, _, rest = branch.token.info.strip().partition(" ")
    title, found = split_heading_id(rest)
    place = manuscript.locate_block(branch)
    if name not in _CONTAINER_READERS:
        near = get_close_matches(name, _CONTAINER_READERS, 1)
        hint = f"did you mean `::: {near[0]}`?" if near else ""
        problem = f"there is no container `{name}`" if name else "this line of colons closes nothing"
        manuscript.add_finding(UNKNOWN_CONTAINER, place, problem, hint)
        return
    end = branch.token.map[1] if branch.token.map else 0
    if not manuscript.get_line(end).strip().startswith(":::"):
        manuscript.add_finding(NOT_CLOSED, place, f"this `{name}` is never closed")
    if found is not None:
        register_id(manuscript, branch, found)
    elif NODE_KINDS[name].id == "required":
        manuscript.add_finding(NO_ID, place, f"this {name} has no id")
    needs_title = NODE_KINDS[name].has_title and (title or name not in BOXES)
    words = _read_title(manuscript, branch, title) if needs_title else title
    attrs = {"id": found or "", "title": words}
    yield from _CONTAINER_READERS[name](
        manuscript, branch, {key: one for key, one in attrs.items() if one or name not in BOXES}
    )


def _read_title(manuscript: Manuscript, branch: Branch, title: str) -> str:
    runs = parse_inlines(title).children
    if not title or any(run.kind != "text" for run in runs):
        problem = f"the title `{title}` is more than plain words" if title else "the title is missing"
        manuscript.add_finding(NO_TITLE, manuscript.locate_block(branch), problem)
    return "".join(run.token.content for run in runs)


def _read_callout(manuscript: Manuscript, branch: Branch, attrs: dict[str, str]) -> Iterator[Node]:
    yield make_block(manuscript, branch, "callout", read_blocks(manuscript, branch.children), **attrs)


def _make_box_reader(kind: str) -> Callable[[Manuscript, Branch, dict[str, str]], Iterator[Node]]:
    def read(manuscript: Manuscript, branch: Branch, attrs: dict[str, str]) -> Iterator[Node]:
        yield make_block(manuscript, branch, kind, read_blocks(manuscript, branch.children), **attrs)

    return read


def _read_table(manuscript: Manuscript, branch: Branch, attrs: dict[str, str]) -> Iterator[Node]:
    tables = [child for child in branch.children if child.kind == "table"]
    if len(tables) != 1 or len(branch.children) != 1:
        other = "no table" if not tables else "more than one table" if len(tables) > 1 else "more than a table"
        manuscript.add_finding(ONE_TABLE, manuscript.locate_block(branch), f"this container holds {other}")
    for table in tables[:1]:
        branches = [row for part in table.children for row in part.children]
        rows = tuple(_read_row(manuscript, row) for row in branches)
        yield make_block(manuscript, branch, "table", merge_cells(manuscript, branches, rows), **attrs)


SIGNS = frozenset({"blank", "check_box"})
"""Inlines without words that say something all the same."""
_SIDES = {"text-align:right": "end", "text-align:center": "center"}
"""How cells are aligned, by the style that markdown-it gives `--:` and `:-:`; to the start is the rule."""


def _read_row(manuscript: Manuscript, branch: Branch) -> Node:
    cells = []
    for number, cell in enumerate(branch.children):
        runs = tuple(run for inline in cell.children for run in read_runs(manuscript, inline))
        side = _SIDES.get(str(cell.token.attrs.get("style", "")))
        cells.append(make_block(manuscript, branch, "cell", runs, **({"align": side} if side else {})))
        if not any(run.text_content.strip() or run.kind in SIGNS for run in runs) and (
            number == 0 or cell.kind == "th"
        ):
            manuscript.add_finding(
                EMPTY_HEAD, manuscript.locate_block(branch), f"cell {number + 1} of this row is empty"
            )
    head = {"header": "yes"} if any(cell.kind == "th" for cell in branch.children) else {}
    return make_block(manuscript, branch, "row", tuple(cells), **head)


def _read_figure(manuscript: Manuscript, branch: Branch, attrs: dict[str, str]) -> Iterator[Node]:
    panels: list[Node] = []
    captions: list[Node] = []
    for child in branch.children:
        inline = child.children[0] if child.kind == "paragraph" else None
        if child.kind == "dl":
            labels = tuple(_read_part_labels(manuscript, child))
            if panels:
                panels[-1] = replace(panels[-1], children=(*panels[-1].children, *labels))
            else:
                manuscript.add_finding(PART_LABEL, manuscript.locate_block(child), "there is no picture before it")
        elif inline is None:
            problem = "a figure holds pictures, their labels and one caption, all of them paragraphs"
            manuscript.add_finding(CAPTIONS, manuscript.locate_block(child), problem)
        elif inline.children[0].kind == "image":
            panels.append(_read_panel(manuscript, child, inline))
        else:
            captions.append(make_block(manuscript, child, "caption", read_runs(manuscript, inline)))
            if len(captions) == 2:
                manuscript.add_finding(CAPTIONS, manuscript.locate_block(child), "this figure has a second caption")
    if not panels:
        manuscript.add_finding(NO_PICTURE, manuscript.locate_block(branch), "this figure has no picture")
    yield make_block(manuscript, branch, "figure", (*panels, *captions[:1]), id=attrs["id"])


def _read_panel(manuscript: Manuscript, branch: Branch, inline: Branch) -> Node:
    image, *label = read_runs(manuscript, inline, in_figure=True)
    if label and label[0].kind == "text":
        first = label[0]
        trimmed = Node("text", (), first.text.lstrip(), NO_ATTRS, first.line, first.column)
        label = [trimmed, *label[1:]] if trimmed.text else label[1:]
    if any(run.kind == "image" for run in label):
        manuscript.add_finding(NO_PICTURE, manuscript.locate_block(branch), "this paragraph has more than one picture")
    return make_block(manuscript, branch, "panel", (image, *label))


def _read_points(manuscript: Manuscript, branch: Branch, _attrs: dict[str, str]) -> Iterator[Node]:
    """Read points: paragraphs that start with a picture."""
    points = []
    for child in branch.children:
        inline = child.children[0] if child.kind == "paragraph" else None
        point = _read_panel(manuscript, child, inline) if inline and inline.children[0].kind == "image" else None
        if point and point.text_content.strip():
            points.append(point)
        else:
            problem = (
                "this point has a picture and no words" if point else "this is no point: it starts with no picture"
            )
            manuscript.add_finding(POINT, manuscript.locate_block(child), problem)
    if not points and not branch.children:
        manuscript.add_finding(POINT, manuscript.locate_block(branch), "this container has no points")
    yield make_block(manuscript, branch, "points", tuple(points))


def _read_part_labels(manuscript: Manuscript, branch: Branch) -> Iterator[Node]:
    """Read a list of definitions as the words for the parts of a drawing."""
    anchor = ""
    for child in branch.children:
        if child.kind == "dt":
            anchor = "".join(inline.token.content for inline in child.children).strip()
            continue
        runs = tuple(run for block in child.children for inline in block.children if inline.kind == "inline"
                     for run in read_runs(manuscript, inline))  # fmt: skip
        if not anchor or not runs or len(child.children) != 1 or any(run.kind == "image" for run in runs):
            problem = f"`{anchor}` has other than one line of words" if anchor else "these words name no part"
            manuscript.add_finding(PART_LABEL, manuscript.locate_block(child), problem)
        else:
            yield make_block(manuscript, child, "part_label", runs, anchor=anchor)
        anchor = ""


_CONTAINER_READERS: dict[str, Callable[[Manuscript, Branch, dict[str, str]], Iterator[Node]]] = {
    "table": _read_table,
    "callout": _read_callout,
    **{name: _make_box_reader(name) for name in BOXES},
    "figure": _read_figure,
    "points": _read_points,
}
