"""Translations: the front matter at the head of `<lang>.md`, and the body below it."""

from __future__ import annotations

import re
from dataclasses import replace

from press.load import markdown
from press.load.files import TextFile
from press.load.markdown.inlines import DIALECT, RAW_HTML
from press.load.markdown.lookalikes import LOOKALIKE, find_lookalikes
from press.load.validation import salvage_record, validate_document
from press.load.yaml import YamlDocument, read_yaml
from press.model.findings import Finding, FindingCode, Place
from press.model.nodes import Node
from press.model.publication import Source, Translation
from press.model.sources.publication import FrontMatter

NO_FRONT = FindingCode(
    "LOD211",
    "A text starts with its front matter between two lines `---`.",
    DIALECT,
    "start the file with a line `---`, then `title:`, `summary:`, `brief:` and `keywords:`, then a line `---`",
    bad={"publications/handwashing/en.md": "## Why? {#why}\n\nText.\n"},
    good={
        "publications/handwashing/en.md": "---\ntitle: T\nsummary: S\nbrief: [a, b]\nkeywords: [k]\n---\n\n"
        "## Why? {#why}\n\nText.\n"
    },
)
CODES = (NO_FRONT,)

_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"---[ \t]*\n")
_WRONG_END = re.compile(r"^(?:--|-{4,}|[–—=*_]+|\.{3})[ \t]*(?:\n|\Z)|^(?=#{2,}[ \t].*\{#)", re.MULTILINE)
"""Where a front matter was to end: a line much like three hyphens, or the place above the heading of a section."""
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")


def read_translation(
    file: TextFile, lang: str, values: markdown.Values = markdown.NO_VALUES
) -> tuple[Translation, list[Finding]]:
    """Read a publication's text in one language, with findings.

    A text with mistakes gives what can be read of it. values: what it may use by name.
    """
    wrong_end = _find_wrong_end(file.text)
    head, body, first_line = _split_front_matter(file.text, wrong_end)
    text, found = markdown.parse_body(body, file.path, first_line, values, lang)
    document: YamlDocument | None = YamlDocument({}, {}, {}, {})
    front: FrontMatter | None = None
    if wrong_end:
        found.append(_explain_wrong_end(wrong_end[0].strip(), file.path, first_line))
    if head is None:
        found.append(NO_FRONT.make_finding(Place(file.path, 1, 1), "there is no front matter"))
    else:
        document, more = read_yaml(head, file.path, 2, comments=False)
        found += more
        if document:
            document = replace(document, positions={(): (1, 1), **document.positions})
            front, more = validate_document(FrontMatter, document, file.path)
            found += more
    document = document or YamlDocument({}, {}, {}, {})
    front = front or salvage_record(FrontMatter, document.value)
    found += _check_texts_without_markup(front, document, file.path)
    brief, more = _parse_brief(front, document, (file.path, lang), text.ids, values)
    source = Source(file.path, document.positions, file.digest)
    return Translation(lang, front, brief, text.sections, source), found + more


def _find_wrong_end(text: str) -> re.Match[str] | None:
    """Find what stands in place of the end of a front matter, if that has begun."""
    opening, whole = _OPENING.match(text), _FRONT.match(text)
    return _WRONG_END.search(text, opening.end(), whole.end(1) if whole else len(text)) if opening else None


def _explain_wrong_end(line: str, path: str, first_line: int) -> Finding:
    """Explain what ended a front matter: a line, or the heading on the first line of the body."""
    problem = f"`{line}` does not end the front matter" if line else "no line ends the front matter above this heading"
    place = Place(path, first_line - bool(line), 1)
    return NO_FRONT.make_finding(place, problem, "write three hyphens there, `---`, on a line of their own")


def _split_front_matter(text: str, wrong_end: re.Match[str] | None) -> tuple[str | None, str, int]:
    """Split a text into front matter and body.

    wrong_end: what stands in place of its end. Gives the front matter, None when there is none; the body; and the line
    on which the body starts.
    """
    match = _FRONT.match(text)
    if wrong_end:
        head, end = text[text.index("\n") + 1 : wrong_end.start()], wrong_end.end()
    elif match:
        head, end = match[1], match.end()
    else:
        return None, text, 1
    return head, text[end:], text.count("\n", 0, end) + 1


def _parse_brief(
    front: FrontMatter,
    document: YamlDocument,
    text: tuple[str, str],
    ids: frozenset[str],
    values: markdown.Values,
) -> tuple[tuple[tuple[Node, ...], ...], list[Finding]]:
    """Parse the brief points. text: the file as findings name it, and its language."""
    points, found = [], []
    path, lang = text
    for number, point in enumerate(front.brief):
        start = document.text_positions.get(("brief", number)) or document.positions.get(("brief", number)) or (1, 1)
        nodes, more = markdown.parse_inline(point, path, *start, ids, values, lang)
        points.append(nodes)
        found += more
    return tuple(points), found


def _check_texts_without_markup(front: FrontMatter, document: YamlDocument, path: str) -> list[Finding]:
    """Refuse HTML and notation in the other texts, which are plain words."""
    found = []
    for name in ("title", "summary"):
        if tag := _TAG.search(getattr(front, name)):
            place = Place(path, *document.positions.get((name,), (1, 1)))
            found.append(RAW_HTML.make_finding(place, f"`{tag[0][:60]}` is HTML", "write plain words here"))
    plain: list[tuple[tuple[str | int, ...], str]] = [(("title",), front.title), (("summary",), front.summary)]
    plain += [(("keywords", number), word) for number, word in enumerate(front.keywords)]
    for keys, text in plain:
        for _, problem, _, _ in list(find_lookalikes(text, plain=True))[:1]:
            place = Place(path, *document.positions.get(keys, (1, 1)))
            found.append(LOOKALIKE.make_finding(place, problem, "write plain words here"))
    return found
