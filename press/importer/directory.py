"""The addresses of an old text: which of them are in the directory, word for word, and which stay in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from press.importer.blocks import Block, Line
from press.importer.codes import NAMELESS, REPLACED, UNKNOWN_BODY
from press.importer.links import address_of, same_address
from press.importer.sorting import TOP, Fate, Sorting, alike, begins
from press.importer.words import slug_of
from press.model.facts import Organization

LONGEST_NAME = 140


@dataclass(frozen=True, slots=True)
class Entry:
    """An address to turn to: the name, the address, what else is said of it, and the blocks it stands in."""

    name: Line | None
    url: str
    note: str
    line: int
    blocks: tuple[Block, ...]


def refer(sorting: Sorting) -> None:
    """Match the addresses of the text with the directory; those that say exactly the same move there."""
    intros = {id(one): one for one in sorting.blocks if _is_intro(sorting, one)}
    taken: set[int] = set()
    kept: set[int] = set()
    for entry in list(_entries(sorting, set(intros))):
        above = _intro_above(sorting, entry, intros)
        (taken if _matched(sorting, entry) else kept).add(above)
    for key, intro in intros.items():
        if key in kept:
            _to_heading(sorting, intro)
        elif key in taken:
            problem = f"`{intro.text[:120]}` gave way to the heading `{sorting.ground.language.words.more_information}`"
            sorting.add(REPLACED, intro.number, problem)
            sorting.take(intro, "replaced", "furniture: heading of the directory", border=True)


# ---------------------------------------------------------------- what is an address


def _is_intro(sorting: Sorting, block: Block) -> bool:
    words = sorting.ground.language
    phrases = [words.words.more_information, *words.old_words.more_information]
    return (
        block.kind in {"heading", "paragraph"}
        and len(block.lines) == 1
        and (block.kind == "heading" or block.text.endswith(":"))
        and begins(block.text, phrases) is not None
    )


def _intro_above(sorting: Sorting, entry: Entry, intros: dict[int, Block]) -> int:
    """The intro under which an entry stands, by identity; 0 for none."""
    above = 0
    for block in sorting.blocks:
        if id(block) in intros:
            above = id(block)
        elif any(block is one for one in entry.blocks):
            break
    return above


def _entries(sorting: Sorting, intros: set[int]) -> Iterator[Entry]:
    """Every address of the text that stands by itself: a name and below it its address, or a name that is a link."""
    used: set[int] = set()
    under = False
    before: Block | None = None
    for block in list(sorting.blocks):
        # What is no address and cannot be the name above one ends the addresses.
        under = id(before) in intros or (under and (before is None or id(before) in used or _may_be_name(before)))
        under = under and block.kind != "heading"
        entry = _entry(sorting, block, None if before is None or id(before) in used | intros else before, under=under)
        if entry:
            used |= {id(one) for one in entry.blocks}
            yield entry
        before = block


def _entry(sorting: Sorting, block: Block, before: Block | None, *, under: bool) -> Entry | None:
    site = _site(sorting, block.lines[-1]) if block.lines and block.kind in {"paragraph", "item"} else None
    if site is None:
        return _named_link(block) if under else None
    url, note = site
    if len(block.lines) > 2:
        # A telephone number between name and address: the directory has no place for it.
        return Entry(block.lines[0], url, block.text, block.number, (block,)) if under else None
    if len(block.lines) == 2:
        return Entry(block.lines[0], url, note, block.number, (block,))
    if before and before.kind in {"paragraph", "heading"} and _may_be_name(before) and block.kind == "paragraph":
        return Entry(before.lines[0], url, note, block.number, (before, block))
    return Entry(None, url, note, block.number, (block,))


def _site(sorting: Sorting, line: Line) -> tuple[str, str] | None:
    """The address in a line that says nothing but an address, and the note after it."""
    links = [run for run in line.runs if run.href]
    if len(links) != 1 or not links[0].href.startswith("http") or address_of(links[0].text.strip()) != links[0].href:
        return None
    before, _, after = line.text.partition(links[0].text.strip())
    label = before.strip(" :")
    if label and alike(label) != alike(sorting.ground.language.words.website):
        return None
    return links[0].href, after.strip(" ().,;–—-")


def _named_link(block: Block) -> Entry | None:
    """A name that leads to its address."""
    if len(block.lines) != 1 or block.kind not in {"paragraph", "item"}:
        return None
    line = block.lines[0]
    first = next((run for run in line.runs if run.text.strip()), None)
    if not first or not first.href.startswith("http"):
        return None
    note = line.text.removeprefix(first.text.strip()).strip(" ().,;–—-")
    return Entry(Line((first,)), first.href, note, block.number, (block,))


def _may_be_name(block: Block) -> bool:
    return len(block.lines) == 1 and len(block.text) <= LONGEST_NAME and not block.text.endswith((".", ":", "?"))


# ---------------------------------------------------------------- what the directory says


def _matched(sorting: Sorting, entry: Entry) -> bool:
    """Whether the directory says the same as an entry, which then moves there; else a finding says how they differ."""
    directory = sorting.ground.library.organizations
    here = [key for key, one in directory.items() if same_address(one.url, entry.url)]
    name = entry.name.text if entry.name else ""
    named = [key for key, one in directory.items() if name and alike(one.name) == alike(name)]
    key = next((one for one in here if one in named or not name), "")
    if not name:
        known = f"; the directory has it as `{directory[key].name}`" if key else ""
        hint = "check that it is meant" if key else ""
        sorting.add(NAMELESS, entry.line, f"the address {entry.url} has no name{known}", hint)
    if key and _same_note(sorting, entry, directory[key]):
        if key not in sorting.organizations:
            sorting.organizations.append(key)
        note = (directory[key].note or {}).get(sorting.ground.lang, "")
        other = bool(entry.note) and alike(note) != alike(entry.note)
        for block in entry.blocks:
            fate: Fate = "replaced" if other and block is entry.blocks[-1] else "furniture"
            sorting.take(block, fate, f"organizations.yaml: {key}", border=True)
        return True
    if name or key:
        _say_how_it_differs(sorting, entry, key or next(iter([*named, *here]), ""))
    _keep(sorting, entry)
    return False


def _same_note(sorting: Sorting, entry: Entry, organization: Organization) -> bool:
    """Whether the directory says what is said of an entry, in one language or another."""
    notes = organization.note or {}
    if not entry.note or alike(notes.get(sorting.ground.lang, "")) == alike(entry.note):
        return True
    if not any(alike(note) == alike(entry.note) for note in notes.values()):
        return False
    instead = notes.get(sorting.ground.lang, "")
    sorting.add(REPLACED, entry.line, f"`{entry.note}` gave way to the note of the directory, `{instead}`")
    return True


def _say_how_it_differs(sorting: Sorting, entry: Entry, key: str) -> None:
    name = entry.name.text if entry.name else ""
    if not key:
        shown = json.dumps(name, ensure_ascii=False)
        hint = (
            f"if it should be: put `{slug_of(name) or 'key'}: {{name: {shown}, url: {entry.url!r}}}` into "
            "organizations.yaml, its key into publication.yaml, and delete it from the text"
        )
        sorting.add(UNKNOWN_BODY, entry.line, f"`{name}` is not in the directory; it stays in the text", hint)
        return
    theirs = sorting.ground.library.organizations[key]
    note = f", and nothing of “{entry.note[:120]}”" if entry.note else ""
    ours = f"`{name}` at {entry.url}"
    problem = f"the directory has `{theirs.name}` at {theirs.url}{note}; this stays in the text: {ours}"
    hint = f"find out which is right; then name `{key}` in publication.yaml and delete this from the text"
    sorting.add(UNKNOWN_BODY, entry.line, problem, hint)


def _keep(sorting: Sorting, entry: Entry) -> None:
    """Keep an entry in the text as one paragraph: a name above its address is no heading."""
    first, *others = entry.blocks
    if not others:
        return
    at = next(at for at, one in enumerate(sorting.blocks) if one is first)
    lines = tuple(line for block in entry.blocks for line in block.lines)
    sorting.blocks[at : at + len(entry.blocks)] = [Block("paragraph", lines)]


def _to_heading(sorting: Sorting, intro: Block) -> None:
    at = next(at for at, one in enumerate(sorting.blocks) if one is intro)
    if intro.kind != "heading":
        sorting.blocks[at] = replace(intro, kind="heading", level=TOP, sure=False)
