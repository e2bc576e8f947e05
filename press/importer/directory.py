"""Addresses in an old text: those of the directory move there, the others stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from press.importer.blocks import TOP, Fate, ImportDraft, ImportedBlock, ImportedLine, normalize, remove_opening_phrase
from press.importer.codes import NAMELESS, REPLACED, UNKNOWN_BODY
from press.importer.links import complete_address, is_same_address
from press.importer.outline import make_slug
from press.model.sources.center import Organization

LONGEST_NAME = 140


@dataclass(frozen=True, slots=True)
class ImportedAddress:
    """An address to turn to: name, URL, note, line, and the blocks it stands in."""

    name: ImportedLine | None
    url: str
    note: str
    line: int
    blocks: tuple[ImportedBlock, ...]


def match_addresses(draft: ImportDraft) -> None:
    """Match addresses with the directory; those that agree move there."""
    intros = {id(one): one for one in draft.blocks if _is_intro(draft, one)}
    moved: set[int] = set()
    kept: set[int] = set()
    for address in list(_find_addresses(draft, set(intros))):
        above = _find_intro(draft, address, intros)
        (moved if _move_to_directory(draft, address) else kept).add(above)
    for key, intro in intros.items():
        if key in kept:
            _make_heading(draft, intro)
        elif key in moved:
            problem = (
                f"`{intro.text[:120]}` was replaced by the heading `{draft.context.language.words.more_information}`"
            )
            draft.add_finding(REPLACED, intro.number, problem)
            draft.remove(intro, "replaced", "furniture: heading of the directory", border=True)


# ---------------------------------------------------------------- what is an address


def _is_intro(draft: ImportDraft, block: ImportedBlock) -> bool:
    """Return whether a block introduces a list of addresses."""
    words = draft.context.language
    phrases = [words.words.more_information, *words.old_words.more_information]
    return (
        block.kind in {"heading", "paragraph"}
        and len(block.lines) == 1
        and (block.kind == "heading" or block.text.endswith(":"))
        and remove_opening_phrase(block.text, phrases) is not None
    )


def _find_intro(draft: ImportDraft, address: ImportedAddress, intros: dict[int, ImportedBlock]) -> int:
    """Find the intro above an address: its identity, or 0."""
    above = 0
    for block in draft.blocks:
        if id(block) in intros:
            above = id(block)
        elif any(block is one for one in address.blocks):
            break
    return above


def _find_addresses(draft: ImportDraft, intros: set[int]) -> Iterator[ImportedAddress]:
    """Find every address that stands by itself in the text.

    Either a name with its address below, or a name that is a link.
    """
    used: set[int] = set()
    under = False
    before: ImportedBlock | None = None
    for block in list(draft.blocks):
        # A block that is no address, and cannot be the name above one, ends the list of addresses.
        under = id(before) in intros or (under and (before is None or id(before) in used or _may_be_name(before)))
        under = under and block.kind != "heading"
        address = _read_address(
            draft, block, None if before is None or id(before) in used | intros else before, under=under
        )
        if address:
            used |= {id(one) for one in address.blocks}
            yield address
        before = block


def _read_address(
    draft: ImportDraft, block: ImportedBlock, before: ImportedBlock | None, *, under: bool
) -> ImportedAddress | None:
    """Read a block and the name before as an address."""
    site = _split_address(draft, block.lines[-1]) if block.lines and block.kind in {"paragraph", "item"} else None
    if site is None:
        return _read_named_link(block) if under else None
    url, note = site
    if len(block.lines) > 2:
        # A telephone number stands between name and address, and the directory has no field for it.
        return ImportedAddress(block.lines[0], url, block.text, block.number, (block,)) if under else None
    if len(block.lines) == 2:
        return ImportedAddress(block.lines[0], url, note, block.number, (block,))
    if before and before.kind in {"paragraph", "heading"} and _may_be_name(before) and block.kind == "paragraph":
        return ImportedAddress(before.lines[0], url, note, block.number, (before, block))
    return ImportedAddress(None, url, note, block.number, (block,))


def _split_address(draft: ImportDraft, line: ImportedLine) -> tuple[str, str] | None:
    """Split a line into its one address and the note."""
    links = [run for run in line.runs if run.href]
    if (
        len(links) != 1
        or not links[0].href.startswith("http")
        or complete_address(links[0].text.strip()) != links[0].href
    ):
        return None
    before, _, after = line.text.partition(links[0].text.strip())
    label = before.strip(" :")
    if label and normalize(label) != normalize(draft.context.language.words.website):
        return None
    return links[0].href, after.strip(" ().,;–—-")


def _read_named_link(block: ImportedBlock) -> ImportedAddress | None:
    """Read a linked name as an address."""
    if len(block.lines) != 1 or block.kind not in {"paragraph", "item"}:
        return None
    line = block.lines[0]
    first = next((run for run in line.runs if run.text.strip()), None)
    if not first or not first.href.startswith("http"):
        return None
    note = line.text.removeprefix(first.text.strip()).strip(" ().,;–—-")
    return ImportedAddress(ImportedLine((first,)), first.href, note, block.number, (block,))


def _may_be_name(block: ImportedBlock) -> bool:
    """Return whether a block can be an address's name."""
    return len(block.lines) == 1 and len(block.text) <= LONGEST_NAME and not block.text.endswith((".", ":", "?"))


# ---------------------------------------------------------------- what the directory says


def _move_to_directory(draft: ImportDraft, address: ImportedAddress) -> bool:
    """Move an address to the directory if both agree.

    Otherwise a finding says how they differ, and the address stays in the text.
    """
    directory = draft.context.library.organizations
    here = [key for key, one in directory.items() if is_same_address(one.url, address.url)]
    name = address.name.text if address.name else ""
    named = [key for key, one in directory.items() if name and normalize(one.name) == normalize(name)]
    key = next((one for one in here if one in named or not name), "")
    if not name:
        known = f"; the directory has it as `{directory[key].name}`" if key else ""
        hint = "check that it is meant" if key else ""
        draft.add_finding(NAMELESS, address.line, f"the address {address.url} has no name{known}", hint)
    if key and _has_same_note(draft, address, directory[key]):
        if key not in draft.organizations:
            draft.organizations.append(key)
        note = (directory[key].note or {}).get(draft.context.lang, "")
        other = bool(address.note) and normalize(note) != normalize(address.note)
        for block in address.blocks:
            fate: Fate = "replaced" if other and block is address.blocks[-1] else "furniture"
            draft.remove(block, fate, f"organizations.yaml: {key}", border=True)
        return True
    if name or key:
        _report_difference(draft, address, key or next(iter([*named, *here]), ""))
    _keep_as_paragraph(draft, address)
    return False


def _has_same_note(draft: ImportDraft, address: ImportedAddress, organization: Organization) -> bool:
    """Return whether the directory has this note in any language."""
    notes = organization.note or {}
    if not address.note or normalize(notes.get(draft.context.lang, "")) == normalize(address.note):
        return True
    if not any(normalize(note) == normalize(address.note) for note in notes.values()):
        return False
    instead = notes.get(draft.context.lang, "")
    draft.add_finding(
        REPLACED, address.line, f"`{address.note}` was replaced by the note of the directory, `{instead}`"
    )
    return True


def _report_difference(draft: ImportDraft, address: ImportedAddress, key: str) -> None:
    """Report how an address differs from the directory."""
    name = address.name.text if address.name else ""
    if not key:
        quoted = json.dumps(name, ensure_ascii=False)
        hint = (
            f"if it should be, add `{make_slug(name) or 'key'}: {{name: {quoted}, url: {address.url!r}}}` to "
            "organizations.yaml and its key to publication.yaml, and delete it from the text"
        )
        draft.add_finding(
            UNKNOWN_BODY, address.line, f"`{name}` is not in the directory, so it stays in the text", hint
        )
        return
    theirs = draft.context.library.organizations[key]
    note = f", without “{address.note[:120]}”" if address.note else ""
    ours = f"`{name}` at {address.url}"
    problem = f"the directory has `{theirs.name}` at {theirs.url}{note}; the text has {ours}, which stays there"
    hint = f"find out which is right, then name `{key}` in publication.yaml and delete this from the text"
    draft.add_finding(UNKNOWN_BODY, address.line, problem, hint)


def _keep_as_paragraph(draft: ImportDraft, address: ImportedAddress) -> None:
    """Keep an address in the text as one paragraph."""
    # A name above an address is no heading, although its reader may have taken it for one.
    first, *others = address.blocks
    if not others:
        return
    at = next(at for at, one in enumerate(draft.blocks) if one is first)
    lines = tuple(line for block in address.blocks for line in block.lines)
    draft.blocks[at : at + len(address.blocks)] = [ImportedBlock("paragraph", lines)]


def _make_heading(draft: ImportDraft, intro: ImportedBlock) -> None:
    """Turn an intro into a heading."""
    at = next(at for at, one in enumerate(draft.blocks) if one is intro)
    if intro.kind != "heading":
        draft.blocks[at] = replace(intro, kind="heading", level=TOP, sure=False)
