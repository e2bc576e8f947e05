"""Pairing a second language with the first: the same section has the same id in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from press.importer.blocks import ImportDraft, ImportedBlock
from press.importer.codes import BAD_PAIR, PAIRED, UNPAIRED, UNSURE_PAIR
from press.model.findings import ExitCode, Finding, Place, PressError
from press.model.nodes import Node
from press.model.publication import Section, Translation

Ask = Callable[[str, Sequence[str], str], str]
"""Asks a person which id a heading has: the question, the ids to choose from, and the guess."""

CLEAR = 0.3
"""How much more a section must agree with one than with any other, to be paired without asking."""
GAP = -0.15
"""What it costs to leave a section without a counterpart."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"[0-9]+(?:[.,\u00a0\u202f][0-9]+)*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


@dataclass(slots=True)
class _Passage:
    """A heading with what stands below it, in one of the languages.

    id, attributes: of the heading, in the first language; line: in the old file; words: that both languages may share;
    shape: the numbers of paragraphs, items, tables and boxes.
    """

    title: str
    level: int
    id: str = ""
    attributes: str = ""
    line: int = 0
    words: set[str] = field(default_factory=set)
    shape: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        """Add a block below the heading."""
        self.words |= _list_shared_words(text)
        self.shape[kind] = self.shape.get(kind, 0) + 1


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a person says about pairs.

    given: ids of the first language by the line of the same heading in the old file, an empty one for no counterpart;
    ask: asks about those that are not clear.
    """

    given: Mapping[int, str] = field(default_factory=dict)
    ask: Ask | None = None


def parse_pairs(given: Sequence[str]) -> dict[int, str]:
    """Parse options such as `what=12`: the id by the line of the old heading.

    Raises PressError for anything else.
    """
    pairs: dict[int, str] = {}
    for one in given:
        name, _, line = one.rpartition("=")
        if "=" not in one or not line.isdigit() or int(line) in pairs:
            problem = f"`--pair {one}` is not an id and the line of a heading, or names a line again"
            raise PressError([BAD_PAIR.make_finding(Place(), problem)], ExitCode.USAGE)
        pairs[int(line)] = name
    return pairs


def pair_sections(draft: ImportDraft, first: Translation, pairing: Pairing) -> None:
    """Give each heading, table and box of a text the id that it has in the first language.

    Raises PressError when it is not clear which section is which and nobody can be asked.
    """
    given, ask = pairing.given, pairing.ask
    theirs, ours = list(_list_passages(first)), list(_list_new_passages(draft.blocks))
    _check_given(given, theirs, ours)
    _share_words(theirs, ours)
    scores = [[_compare(one, other, at / len(ours), to / len(theirs)) for to, other in enumerate(theirs)]
              for at, one in enumerate(ours)]  # fmt: skip
    pairs = _align(scores, ours, theirs, given)
    unsure = _find_unsure(pairs, scores, ours, theirs, given)
    _settle_unsure(draft, pairs, unsure, ours, theirs, ask)
    _apply_pairs(draft, pairs, theirs)


def _check_given(given: Mapping[int, str], theirs: Sequence[_Passage], ours: Sequence[_Passage]) -> None:
    """Check that the pairs given name headings that exist."""
    ids, lines = {one.id for one in theirs}, {one.line for one in ours}
    wrong: list[Finding] = []
    for line, name in given.items():
        if name and name not in ids:
            problem = f"the first language has no heading `#{name}`; it has: {', '.join(sorted(ids))}"
            wrong.append(BAD_PAIR.make_finding(Place(), problem))
        if name and list(given.values()).count(name) > 1:
            wrong.append(BAD_PAIR.make_finding(Place(), f"`--pair` gives `{name}` to more than one heading"))
        if line not in lines:
            problem = (
                f"no heading begins on line {line} of the old file; they begin on {', '.join(map(str, sorted(lines)))}"
            )
            wrong.append(BAD_PAIR.make_finding(Place(), problem))
    if wrong:
        raise PressError(wrong, ExitCode.USAGE)


# ---------------------------------------------------------------- passages


def _list_passages(translation: Translation) -> Iterator[_Passage]:
    """List the passages of the first language that a whole text has."""
    for section in translation.sections:
        if section.text_form != "short":
            yield from _split_section(section)


def _split_section(section: Section) -> Iterator[_Passage]:
    attributes = f" .{section.text_form}" if section.text_form else ""
    passage = _Passage(section.title, 2, section.id, attributes, words=_list_shared_words(section.title))
    for node in section.blocks:
        if node.kind == "subheading":
            yield passage
            passage = _Passage(node.text_content, 3, node.attrs.get("id", ""))
            passage.words |= _list_shared_words(node.text_content)
        else:
            _add_node(passage, node)
    yield passage


def _add_node(passage: _Passage, node: Node) -> None:
    if node.kind in {"table", "callout", "figure"} and (name := node.attrs.get("id", "")):
        passage.parts.append((node.kind, name))
    kinds = {"bullet_list": "item", "ordered_list": "item", "definitions": "item"}
    kind = kinds.get(node.kind, node.kind)
    addresses = " ".join(one.attrs.get("href", "") for one in node.walk())
    passage.add(kind, f"{node.attrs.get('title', '')} {node.text_content} {addresses}")
    if kind == "item":
        passage.shape[kind] += len(node.children) - 1


def _list_new_passages(blocks: Sequence[ImportedBlock]) -> Iterator[_Passage]:
    passage: _Passage | None = None
    for block in blocks:
        if block.kind == "heading":
            if passage:
                yield passage
            passage = _Passage(block.text, block.level, line=block.number, words=_list_shared_words(block.text))
        elif passage:
            addresses = " ".join(run.href for line in block.all_lines for run in line.runs)
            kind = {"box": "callout", "term": "item", "definition": "item"}.get(block.kind, block.kind)
            passage.add(kind, f"{block.title} {block.text} {addresses}")
    if passage:
        yield passage


def _list_shared_words(text: str) -> set[str]:
    """List the words that a translation is likely to keep: figures, addresses, and words spelled alike."""
    figures = {re.sub(r"\D", "", one) for one in _NUMBER.findall(text)}
    return figures | {one.casefold() for one in (*_ADDRESS.findall(text), *_WORD.findall(text))}


def _share_words(theirs: Sequence[_Passage], ours: Sequence[_Passage]) -> None:
    """Keep the words that stand in both languages, and not in most passages."""
    shared = set().union(*(one.words for one in theirs)) & set().union(*(one.words for one in ours))
    common = {word for word in shared if sum(word in one.words for one in theirs) * 2 > len(theirs) > 2}
    for one in (*theirs, *ours):
        one.words &= shared - common


# ---------------------------------------------------------------- alignment


def _compare(one: _Passage, other: _Passage, at: float, to: float) -> float:
    """Compare two passages: 0 for nothing in common, 1 for all."""
    union = one.words | other.words
    words = len(one.words & other.words) / len(union) if union else 0.0
    kinds = one.shape.keys() | other.shape.keys()
    total = sum(max(one.shape.get(kind, 0), other.shape.get(kind, 0)) for kind in kinds)
    shape = sum(min(one.shape.get(kind, 0), other.shape.get(kind, 0)) for kind in kinds) / total if total else 0.0
    return 0.6 * words + 0.15 * shape + 0.15 * (one.level == other.level) + 0.1 * (1 - abs(at - to))


def _align(
    scores: list[list[float]], ours: Sequence[_Passage], theirs: Sequence[_Passage], given: Mapping[int, str]
) -> dict[int, int]:
    """Pair passages in order so that they agree best; what a person has given is kept."""
    fixed = {at: given[one.line] for at, one in enumerate(ours) if one.line in given}
    reserved = set(fixed.values())
    if len(ours) == len(theirs) and not fixed:
        return {at: at for at in range(len(ours))}
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for at in range(len(ours) - 1, -1, -1):
        for to in range(len(theirs) - 1, -1, -1):
            allowed = fixed[at] == theirs[to].id if at in fixed else theirs[to].id not in reserved
            together = scores[at][to] + best[at + 1][to + 1] + 10 * (at in fixed) if allowed else -100.0
            best[at][to] = max(together, best[at + 1][to] + GAP, best[at][to + 1] + GAP)
    pairs: dict[int, int] = {}
    at = to = 0
    while at < len(ours) and to < len(theirs):
        if best[at][to] == best[at][to + 1] + GAP:
            to += 1
        elif best[at][to] == best[at + 1][to] + GAP:
            at += 1
        else:
            pairs[at] = to
            at, to = at + 1, to + 1
    # A person may pair against the order; `check` says then that the order differs.
    return pairs | {at: to for at, name in fixed.items() for to, one in enumerate(theirs) if name == one.id}


def _find_unsure(
    pairs: Mapping[int, int],
    scores: list[list[float]],
    ours: Sequence[_Passage],
    theirs: Sequence[_Passage],
    given: Mapping[int, str],
) -> list[int]:
    """Find the headings that a person must pair."""
    known = {at for at, one in enumerate(ours) if one.line in given}
    same_number = len(ours) == len(theirs)
    unsure: list[int] = []
    for at in (one for one in range(len(ours)) if one not in known):
        if at not in pairs:
            unsure.append(at)
            continue
        own = scores[at][pairs[at]]
        rivals = [*(scores[at][to] for to in range(len(theirs)) if to != pairs[at]),
                  *(scores[other][pairs[at]] for other in range(len(ours)) if other != at)]  # fmt: skip
        rival = max(rivals, default=0.0)
        # In the same number and order, sections are paired unless another agrees much better.
        if (same_number and rival > own + CLEAR) or (not same_number and own < rival + CLEAR):
            unsure.append(at)
    return unsure


def _settle_unsure(
    draft: ImportDraft,
    pairs: dict[int, int],
    unsure: Sequence[int],
    ours: Sequence[_Passage],
    theirs: Sequence[_Passage],
    ask: Ask | None,
) -> None:
    """Ask a person about each heading that is not clear, or refuse."""
    if not unsure:
        return
    if ask is None:
        options = " ".join(f"--pair {theirs[pairs[at]].id if at in pairs else ''}={ours[at].line}" for at in unsure)
        free = [f"#{one.id}" for to, one in enumerate(theirs) if to not in pairs.values()]
        options += f"; no heading has {', '.join(free)} yet" if free else ""
        raise PressError(
            [_describe_unsure(draft, ours[at], theirs[pairs[at]] if at in pairs else None, options) for at in unsure]
        )
    for at in unsure:
        guess = theirs[pairs[at]].id if at in pairs else ""
        chosen = ask(f"Which heading is “{ours[at].title}” (line {ours[at].line})?", [one.id for one in theirs], guess)
        pairs.pop(at, None)
        if to := next((to for to, one in enumerate(theirs) if one.id == chosen), -1) + 1:
            pairs.update({at: to - 1})
    twice = [to for to in pairs.values() if list(pairs.values()).count(to) > 1]
    if twice:
        problem = f"two headings were paired with `#{theirs[twice[0]].id}`"
        raise PressError([BAD_PAIR.make_finding(Place(draft.old.path), problem)])


def _describe_unsure(draft: ImportDraft, one: _Passage, guess: _Passage | None, options: str) -> Finding:
    likely = f"; most likely it is `#{guess.id}`, “{guess.title}”" if guess else ", or whether it has one"
    problem = f"it is not clear which heading of the first language “{one.title}” is{likely}"
    hint = f"say so with `--pair`; this keeps the guesses: {options}"
    return UNSURE_PAIR.make_finding(Place(draft.old.path, max(1, one.line), 1), problem, hint)


def _apply_pairs(draft: ImportDraft, pairs: Mapping[int, int], theirs: Sequence[_Passage]) -> None:
    """Write ids and levels into the blocks, and report what has no counterpart."""
    at, parts = -1, list[tuple[str, str]]()
    for number, block in enumerate(draft.blocks):
        if block.kind == "heading":
            _report_missing_parts(draft, parts)
            at, parts = at + 1, []
            if at in pairs:
                other = theirs[pairs[at]]
                parts = list(other.parts)
                draft.blocks[number] = replace(block, level=other.level, id=other.id, attributes=other.attributes)
                draft.add_finding(PAIRED, block.number, f"“{block.text}” has the id `#{other.id}` of “{other.title}”")
            else:
                draft.add_finding(UNPAIRED, block.number, f"“{block.text}” is in no other language")
        elif kind := {"box": "callout", "table": "table"}.get(block.kind):
            found = next((one for one in parts if one[0] == kind), None)
            if found:
                parts.remove(found)
                draft.blocks[number] = replace(block, id=found[1])
    _report_missing_parts(draft, parts)
    for to, other in enumerate(theirs):
        if to not in pairs.values():
            draft.add_finding(UNPAIRED, 1, f"the old file has nothing for `#{other.id}`, “{other.title}”")


def _report_missing_parts(draft: ImportDraft, parts: Sequence[tuple[str, str]]) -> None:
    """Report the parts of a passage that the old file does not have."""
    for kind, name in parts:
        draft.add_finding(UNPAIRED, 1, f"the old file has no {kind} for `#{name}`")
