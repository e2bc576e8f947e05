"""A translation: the front matter at the head of `<lang>.md`, and the body below it."""

from __future__ import annotations

import re

from press.load import markdown
from press.load.files import TextFile
from press.load.forms import salvaged
from press.load.markdown.inlines import DIALECT, RAW_HTML
from press.load.validation import validate
from press.load.yaml import Document, read_yaml
from press.model.edition import Source, Translation
from press.model.facts import Front
from press.model.findings import Code, Finding, Place
from press.model.nodes import Node

NO_FRONT = Code(
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
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")


def read_translation(file: TextFile, lang: str) -> tuple[Translation, list[Finding]]:
    """The text of a publication in one language, or what can be read of it, and what is wrong with it."""
    head, body, first_line = _split(file.text)
    text, found = markdown.parse_body(body, file.path, first_line)
    document: Document | None = Document({}, {}, {}, {})
    front: Front | None = None
    if head is None:
        found.append(NO_FRONT.at(Place(file.path, 1, 1), "there is no front matter"))
    else:
        document, more = read_yaml(head, file.path, 2)
        found += more
        if document:
            document.marks.setdefault((), (1, 1))
            front, more = validate(Front, document, file.path)
            found += more
    document = document or Document({}, {}, {}, {})
    front = front or salvaged(Front, document.value)
    brief, more = _prose_of(front, document, file.path, text.ids)
    source = Source(file.path, document.marks, file.digest)
    return Translation(lang, front, brief, text.sections, source), found + more


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter (None when there is none), body, and the line on which the body starts."""
    match = _FRONT.match(text)
    if not match:
        return None, text, 1
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


def _prose_of(
    front: Front, document: Document, path: str, ids: frozenset[str]
) -> tuple[tuple[tuple[Node, ...], ...], list[Finding]]:
    """The brief points as prose; the other texts of front matter are plain words."""
    points, found = [], []
    for position, point in enumerate(front.brief):
        mark = document.texts.get(("brief", position)) or document.marks.get(("brief", position)) or (1, 1)
        nodes, more = markdown.parse_inline(point, path, *mark, ids)
        points.append(nodes)
        found += more
    for name in ("title", "summary"):
        if tag := _TAG.search(getattr(front, name)):
            place = Place(path, *document.marks.get((name,), (1, 1)))
            found.append(RAW_HTML.at(place, f"`{tag[0][:60]}` is HTML", "write plain words here"))
    return tuple(points), found
