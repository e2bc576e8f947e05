"""The standing parts of an old text: the contact block and the statements, held against those of the centre."""

from __future__ import annotations

from difflib import SequenceMatcher

from press.importer.blocks import Block, Line
from press.importer.codes import CONTACT, STATEMENT
from press.importer.links import address_of, same_address
from press.importer.sorting import Sorting, alike
from press.model.language import Words

FEWEST_WORDS = 8
"""Words of a paragraph that can be told from another by its words."""
ALIKE = 0.5
"""The part of a paragraph's words that stand in a statement, in the same order, when the two say the same."""
AKIN = 0.25
"""The same for a paragraph beside one that says the same as a statement: an old statement may have several."""

_LABELS = ("toll_free", "phone", "tty", "fax", "email", "website", "mail")


# ---------------------------------------------------------------- contact


def contact(sorting: Sorting) -> None:
    """Find the centre's contact block: what is the same moves to the furniture, what differs stays and is reported."""
    values = _values(sorting)
    owned = False
    for block in list(sorting.blocks):
        lines = [line for line in block.lines if id(line) not in sorting.gone]
        hits = [line for line in lines if _where(sorting, line, values)]
        # A block without one line of the centre's is somebody else's, unless the centre's name stands above it.
        owned = bool(hits) or (owned and _labelled(sorting, lines))
        if not owned or block.kind == "table":
            continue
        for line in lines:
            if where := _where(sorting, line, values):
                sorting.take(line, "furniture", f"center.yaml: {where}", border=True)
            else:
                _differs(sorting, line)


def _values(sorting: Sorting) -> dict[str, str]:
    """What the contact block says, line by line, ready for comparing, and what each line is."""
    center = sorting.ground.center
    told = center.contact
    numbers = {name: getattr(told, name).text for name in ("toll_free", "phone", "tty", "fax")}
    found = {center.name: "name", center.short_name: "short_name", told.email: "contact.email"}
    found |= dict.fromkeys(told.address, "contact.address")
    found |= {text: f"contact.{name}" for name, text in numbers.items()}
    return {alike(text): where for text, where in found.items()}


def _where(sorting: Sorting, line: Line, values: dict[str, str]) -> str:
    """What line of the contact block a line is, word for word; empty when it is none."""
    label, value = _parted(sorting.ground.language.words, line.text)
    website = sorting.ground.center.contact.website
    if value and "." in value and " " not in value and same_address(address_of(value), website):
        return "contact.website" if label in {"", "website"} else ""
    where = values.get(alike(value), "")
    return where if not label or where.endswith(f".{label}") or (label == "mail" and "address" in where) else ""


def _parted(words: Words, text: str) -> tuple[str, str]:
    """The contact label at the head of a line, as the press names it, and what follows it."""
    before, colon, after = text.partition(":")
    for label in _LABELS:
        if colon and alike(before.replace("-", " ")) == alike(getattr(words, label).replace("-", " ")):
            return label, after.strip()
    return "", text


def _labelled(sorting: Sorting, lines: list[Line]) -> bool:
    """Whether lines are such as contact blocks have."""
    return any(_parted(sorting.ground.language.words, line.text)[0] for line in lines)


def _differs(sorting: Sorting, line: Line) -> None:
    label, value = _parted(sorting.ground.language.words, line.text)
    told = sorting.ground.center.contact
    theirs = {"mail": ", ".join(told.address), "email": told.email, "website": told.website}
    if label:
        ours = theirs.get(label) or getattr(told, label).text
        problem = f"`{value}` stands here, and `{ours}` in center.yaml; it stays in the text"
    else:
        problem = f"`{line.text[:120]}` stands among the contact details, and not in center.yaml; it stays in the text"
    sorting.add(CONTACT, line.number, problem)


# ---------------------------------------------------------------- statements


def statements(sorting: Sorting) -> None:
    """Find the centre's statements: the same words move to the furniture, like words stay."""
    told = {
        key: " ".join("".join(node.plain for node in texts[sorting.ground.lang]).split())
        for key, texts in sorting.ground.library.statements.items()
        if sorting.ground.lang in texts
    }
    near = [_nearest(block, told) for block in sorting.blocks]
    found: set[str] = set()
    for at, block in enumerate(list(sorting.blocks)):
        key, part = near[at]
        if any(alike(words) == alike(block.text) for words in told.values()):
            key = next(one for one, words in told.items() if alike(words) == alike(block.text))
            sorting.take(block, "furniture", f"center.yaml: statements.{key}", border=True)
            found.add(key)
        elif part >= ALIKE or (part >= AKIN and _beside(near, at)):
            _stays(sorting, block, key, part)
            found.add(key)
    sorting.statements = [key for key in told if key in found]


def _nearest(block: Block, told: dict[str, str]) -> tuple[str, float]:
    """The statement in which most of a paragraph's words stand in the same order, and the part that does."""
    words = alike(block.text).split()
    if block.kind not in {"paragraph", "quote"} or len(words) < FEWEST_WORDS:
        return "", 0
    parts = {key: _shared(words, alike(said).split()) for key, said in told.items()}
    best = max(parts, key=lambda key: parts[key], default="")
    return best, parts.get(best, 0)


def _beside(near: list[tuple[str, float]], at: int) -> bool:
    """Whether a paragraph next to this one, or next to such a one, says the same as the same statement."""
    key = near[at][0]
    for step in (-1, 1):
        one = at + step
        while 0 <= one < len(near) and near[one][0] == key and near[one][1] >= AKIN:
            if near[one][1] >= ALIKE:
                return True
            one += step
    return False


def _shared(words: list[str], said: list[str]) -> float:
    if len(said) < ALIKE * len(words):
        return 0
    matcher = SequenceMatcher(None, words, said, autojunk=False)
    return sum(match.size for match in matcher.get_matching_blocks()) / len(words)


def _stays(sorting: Sorting, block: Block, key: str, part: float) -> None:
    problem = (
        f"this paragraph is much like the centre's statement `{key}` ({part:.0%} of its words); the statement was "
        "named in publication.yaml, and the paragraph stays in the text"
    )
    sorting.add(STATEMENT, block.number, problem)
