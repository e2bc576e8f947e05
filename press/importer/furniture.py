"""Furniture in an old text: contact block and statements, compared with the center's."""

from __future__ import annotations

from difflib import SequenceMatcher

from press.importer.blocks import ImportDraft, ImportedBlock, ImportedLine, normalize
from press.importer.codes import CONTACT, STATEMENT
from press.importer.links import complete_address, is_same_address
from press.model.sources.language import FixedWords

FEWEST_WORDS = 8
"""Fewest words by which a paragraph can be recognized."""
SAME_SHARE = 0.5
"""Share of a paragraph's words, in the same order, at which it says the same as a statement."""
SIMILAR_SHARE = 0.25
"""The same share for the neighbor of such a paragraph, as an old statement may have several paragraphs."""

_LABELS = ("toll_free", "phone", "tty", "fax", "email", "website", "mail")


# ---------------------------------------------------------------- contact


def find_contact_block(draft: ImportDraft) -> None:
    """Find the center's contact block in the text.

    Lines that agree with center.yaml move to the furniture; those that differ stay and are reported.
    """
    values = _list_contact_lines(draft)
    owned = False
    for block in list(draft.blocks):
        lines = [line for line in block.lines if id(line) not in draft.removed]
        hits = [line for line in lines if _find_field(draft, line, values)]
        # A block that repeats no line of the center is another office's, unless the center's name stands above it.
        owned = bool(hits) or (owned and _has_label(draft, lines))
        if not owned or block.kind == "table":
            continue
        for line in lines:
            if where := _find_field(draft, line, values):
                draft.remove(line, "furniture", f"center.yaml: {where}", border=True)
            else:
                _report_contact(draft, line)


def _list_contact_lines(draft: ImportDraft) -> dict[str, str]:
    """List the normalized lines of the contact block by field."""
    center = draft.context.center
    ours = center.contact
    numbers = {name: getattr(ours, name).text for name in ("toll_free", "phone", "tty", "fax")}
    found = {center.name: "name", center.short_name: "short_name", ours.email: "contact.email"}
    found |= dict.fromkeys(ours.address, "contact.address")
    found |= {text: f"contact.{name}" for name, text in numbers.items()}
    return {normalize(text): where for text, where in found.items()}


def _find_field(draft: ImportDraft, line: ImportedLine, values: dict[str, str]) -> str:
    """Find the contact field that a line repeats, if any."""
    label, value = _split_label(draft.context.language.words, line.text)
    website = draft.context.center.contact.website
    if value and "." in value and " " not in value and is_same_address(complete_address(value), website):
        return "contact.website" if label in {"", "website"} else ""
    where = values.get(normalize(value), "")
    return where if not label or where.endswith(f".{label}") or (label == "mail" and "address" in where) else ""


def _split_label(words: FixedWords, text: str) -> tuple[str, str]:
    """Split a line into its contact label and the rest."""
    before, colon, after = text.partition(":")
    for label in _LABELS:
        if colon and normalize(before.replace("-", " ")) == normalize(getattr(words, label).replace("-", " ")):
            return label, after.strip()
    return "", text


def _has_label(draft: ImportDraft, lines: list[ImportedLine]) -> bool:
    """Return whether any line begins with a contact label."""
    return any(_split_label(draft.context.language.words, line.text)[0] for line in lines)


def _report_contact(draft: ImportDraft, line: ImportedLine) -> None:
    """Report a contact line that differs from center.yaml."""
    label, value = _split_label(draft.context.language.words, line.text)
    hint = ""
    contact = draft.context.center.contact
    theirs = {"mail": ", ".join(contact.address), "email": contact.email, "website": contact.website}
    if label:
        ours = theirs.get(label) or getattr(contact, label).text
        problem = f"`{value}` differs from `{ours}` in center.yaml; it stays in the text"
    else:
        problem = f"`{line.text[:120]}` is among the contact details but not in center.yaml; it stays in the text"
        hint = "look whether it belongs to the text; if it does, move it to its place"
    draft.add_finding(CONTACT, line.number, problem, hint)


# ---------------------------------------------------------------- statements


def find_statements(draft: ImportDraft) -> None:
    """Find the center's statements in the text.

    The same words move to the furniture; similar words stay and are reported.
    """
    known = {
        key: " ".join("".join(node.text_content for node in texts[draft.context.lang]).split())
        for key, texts in draft.context.library.statements.items()
        if draft.context.lang in texts
    }
    near = [_find_nearest(block, known) for block in draft.blocks]
    found: set[str] = set()
    for at, block in enumerate(list(draft.blocks)):
        key, share = near[at]
        if any(normalize(words) == normalize(block.text) for words in known.values()):
            key = next(one for one, words in known.items() if normalize(words) == normalize(block.text))
            draft.remove(block, "furniture", f"center.yaml: statements.{key}", border=True)
            found.add(key)
        elif share >= SAME_SHARE or (share >= SIMILAR_SHARE and _has_same_neighbor(near, at)):
            _report_similar(draft, block, key, share)
            found.add(key)
    draft.statements = [key for key in known if key in found]


def _find_nearest(block: ImportedBlock, statements: dict[str, str]) -> tuple[str, float]:
    """Find the statement that shares most words with a paragraph.

    The words count in the same order; the second value is the share of the paragraph's words.
    """
    words = normalize(block.text).split()
    if block.kind not in {"paragraph", "quote"} or len(words) < FEWEST_WORDS:
        return "", 0
    parts = {key: _measure_share(words, normalize(statement).split()) for key, statement in statements.items()}
    best = max(parts, key=lambda key: parts[key], default="")
    return best, parts.get(best, 0)


def _has_same_neighbor(near: list[tuple[str, float]], at: int) -> bool:
    """Return whether similar neighbors lead to a sure match."""
    key = near[at][0]
    for step in (-1, 1):
        one = at + step
        while 0 <= one < len(near) and near[one][0] == key and near[one][1] >= SIMILAR_SHARE:
            if near[one][1] >= SAME_SHARE:
                return True
            one += step
    return False


def _measure_share(words: list[str], statement: list[str]) -> float:
    """Measure the share of words in the same order."""
    if len(statement) < SAME_SHARE * len(words):
        return 0
    matcher = SequenceMatcher(None, words, statement, autojunk=False)
    return sum(match.size for match in matcher.get_matching_blocks()) / len(words)


def _report_similar(draft: ImportDraft, block: ImportedBlock, key: str, share: float) -> None:
    """Report a paragraph that resembles a statement but stays."""
    problem = (
        f"this paragraph resembles the center's statement `{key}` ({share:.0%} of its words); the statement was "
        "named in publication.yaml, and the paragraph stays in the text"
    )
    draft.add_finding(STATEMENT, block.number, problem)
