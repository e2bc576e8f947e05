"""Runs of text: emphasis, links, pictures and words in another language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from press.load.markdown.lookalikes import check_lookalikes
from press.load.markdown.tokens import SNIPPET, Branch, Manuscript, NamedValue
from press.load.markdown.tokens import parse_inlines as read_line
from press.model.findings import FindingCode, Place
from press.model.messages import suggest_name
from press.model.nodes import NO_ATTRS, Node
from press.model.sources.fields import LANGUAGE_TAG

WCAG = "WCAG 2.2"
DIALECT = "house rule: the Markdown of the sources"

RAW_HTML = FindingCode(
    "LOD310",
    "Prose has no HTML in it.",
    DIALECT,
    "write it in Markdown: `**strong**`, `*emphasis*`, `[words](address)`; a bare `<` is written `&lt;`, and a "
    "comment is closed with `-->`",
    bad={SNIPPET: "Wash <b>well</b>.\n"},
    good={SNIPPET: "Wash **well**, in under &lt; 2 minutes.\n"},
)
OUTSIDE_FIGURE = FindingCode(
    "LOD323",
    "A picture that says something stands in a figure.",
    DIALECT,
    "put it between `::: figure {#id}` and `:::`, or mark it `{.decorative}` when it says nothing",
    bad={SNIPPET: "Text ![A tap](figures/tap.svg) text.\n"},
    good={SNIPPET: "Text ![](figures/tap.svg){.decorative} text.\n"},
)
NO_ALT = FindingCode(
    "LOD324",
    "A picture has alternative text or is marked as decorative.",
    f"{WCAG}, 1.1.1",
    "say between the square brackets what the picture shows, or add `{.decorative}` after it when it says nothing",
    bad={SNIPPET: "::: figure {#fig}\n![](figures/tap.svg) Label.\n:::\n"},
    good={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg) Label.\n:::\n"},
)
DECORATIVE_ALT = FindingCode(
    "LOD325",
    "A decorative picture has no alternative text.",
    f"{WCAG}, 1.1.1",
    "delete the words between the square brackets, or delete `{.decorative}` when they matter",
    bad={SNIPPET: "Text ![A tap](figures/tap.svg){.decorative} text.\n"},
    good={SNIPPET: "Text ![](figures/tap.svg){.decorative} text.\n"},
)
ADDRESS_OF_PICTURE = FindingCode(
    "LOD326",
    "A picture is a file in the folder of its publication.",
    "house rule: what a source may reach",
    "copy the picture into the `figures` folder of the publication and write `figures/name.svg`",
    bad={SNIPPET: "Text ![](../../secret.svg){.decorative} text.\n"},
    good={SNIPPET: "Text ![](figures/tap.svg){.decorative} text.\n"},
)
ADDRESS_OF_LINK = FindingCode(
    "LOD327",
    "A link leads to a web page, an email address, a telephone number or an id of the same text.",
    "house rule: what a source may reach",
    "write the whole address, e.g. `https://…`, `mailto:…`, `tel:+1…` or `#id`",
    bad={SNIPPET: "Read [this](javascript:alert).\n"},
    good={SNIPPET: "Read [this](https://example.org/page).\n"},
)
NO_WORDS = FindingCode(
    "LOD329",
    "A link has words that say where it leads.",
    f"{WCAG}, 2.4.4",
    "write the words between the square brackets",
    bad={SNIPPET: "Read [](https://example.org).\n"},
    good={SNIPPET: "Read [the page](https://example.org).\n"},
)
ATTRIBUTES = FindingCode(
    "LOD330",
    "Braces hold only what the press understands, directly after what they belong to.",
    DIALECT,
    "write `{#id}` after a heading, `{.decorative}` or `{width=50}` (percent) after a picture, `[words]{lang=es}` "
    "around another language",
    bad={SNIPPET: "Some [words]{lang=es .big} here.\n"},
    good={SNIPPET: "Some [words]{lang=es} here.\n"},
)
LANGUAGE_OF_PART = FindingCode(
    "LOD331",
    "The language of a part is a language tag.",
    f"{WCAG}, 3.1.2; BCP 47",
    "write the tag of the language, e.g. `{lang=es}` or `{lang=zh-Hans}`",
    bad={SNIPPET: "Some [words]{lang=Spanish} here.\n"},
    good={SNIPPET: "Some [words]{lang=es} here.\n"},
)
UNPARSED = FindingCode(
    "LOD335",
    "What looks like a heading, a row of a table or a definition is one.",
    DIALECT,
    "put a space after `##`, a blank line before a table or a definition, and give each definition one term",
    bad={SNIPPET: "##No space\n"},
    good={SNIPPET: "### A space {#space}\n\nText.\n"},
)
UNMATCHED = FindingCode(
    "LOD336",
    "No emphasis or link is left half-written.",
    DIALECT,
    "close it, without a space inside the stars or between `]` and `(`; to print the characters, put `\\` before each",
    severity="warning",
    bad={SNIPPET: "Wash ** well **.\n"},
    good={SNIPPET: "Wash **well**.\n"},
)
RAISED = FindingCode(
    "LOD343",
    "A raised or lowered text is short, and is heard as it is meant.",
    "WCAG 2.2, 1.3.1",
    "write the number out, e.g. `1,000`, or the characters ² and ³; to print the sign, put `\\` before it",
    bad={SNIPPET: "Take 10^3^ units.\n"},
    good={SNIPPET: "Drink H~2~O on the 1^st^ day, 5 kg/m^2^, 10³.\n"},
)
WIDTH = FindingCode(
    "LOD347",
    "The width of a picture is a share of the room that it has.",
    DIALECT,
    "write percent as a whole number from 10 to 100, on a picture that says something: `![Words](file){width=50}`",
    bad={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg){width=500} Label.\n:::\n"},
    good={SNIPPET: "::: figure {#fig}\n![A tap](figures/tap.svg){width=50} Label.\n:::\n"},
)
UNKNOWN_VALUE = FindingCode(
    "LOD344",
    "A value that is used by name exists.",
    DIALECT,
    "write one of the names in docs/staff/writing.md",
    bad={SNIPPET: "Call {{ center.telephone }}.\n"},
    good={SNIPPET: "Call {{ center.phone }} or write to {{ center.email }}.\n"},
)
CODES = (
    UNKNOWN_VALUE, RAISED, WIDTH,
    RAW_HTML, OUTSIDE_FIGURE, NO_ALT, DECORATIVE_ALT, ADDRESS_OF_PICTURE, ADDRESS_OF_LINK, NO_WORDS, ATTRIBUTES,
    LANGUAGE_OF_PART, UNPARSED, UNMATCHED,
)  # fmt: skip

_RunReader = Callable[[Manuscript, Branch, tuple[Node, ...], Place], Node]

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RAISED = r"[\w+−–-]{1,8}"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_GOOD_LINK = re.compile(r"https?://[^\s/?#]+\.?\S*|mailto:[^@\s]+@[^@\s]+|tel:\+?[0-9-]{3,}|#\S+")
_TAG_NAME = re.compile(r"[A-Za-z][\w-]*")
_STRAY_BRACES = re.compile(r"\{\s*(?:[#.][\w-]|[a-z:-]+\s*=)")
_STRAY_LINE = re.compile(r"^(?:#{2,6}[^\s#]|[:~] |\|.*\||:::)", re.MULTILINE)
_STRAY_RUN = re.compile(r"\*\*|\]\(|\]\[|``")
_ALLOWED = {
    "image": {"src", "alt", "class", "width"},
    "link": {"href", "lang"},
    "span": {"lang"},
    "code_inline": set[str](),
}


def read_runs(manuscript: Manuscript, inline: Branch, *, in_figure: bool = False) -> tuple[Node, ...]:
    """Read the runs of a block of text.

    in_figure: whether pictures that say something may stand here.
    """

    def read_run(run: Branch) -> Iterator[Node]:
        place = manuscript.locate_run(inline, run)
        inner = join_text(node for child in run.children for node in read_run(child))
        if run.kind in _ALLOWED:
            _check_attributes(manuscript, run, place)
        if run.kind == "html_inline":
            # An opening tag and its closing tag are one mistake. A comment is a note of the writer and is not printed.
            if run.token.content not in closing and not COMMENT.fullmatch(run.token.content):
                manuscript.add_finding(RAW_HTML, place, f"`{run.token.content[:60]}` is HTML")
        elif run.kind == "image":
            yield _read_image(manuscript, run, place, in_figure=in_figure)
        else:
            yield _RUN_READERS[run.kind](manuscript, run, inner, place)

    _check_unparsed(manuscript, inline)
    check_lookalikes(manuscript, inline)
    _check_powers(manuscript, inline)
    closing = _find_closing_tags(inline)
    return join_text(node for run in inline.children for node in read_run(run))


def _find_closing_tags(inline: Branch) -> set[str]:
    """Find the closing tags of tags opened in a block."""
    if "<" not in inline.token.content:
        return set()
    tags = (run.token.content for run in inline.walk() if run.kind == "html_inline")
    return {f"</{name[0]}>" for tag in tags if (name := _TAG_NAME.match(tag[1:]))}


def join_text(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Join neighboring texts, and drop empty ones."""
    result: list[Node] = []
    for node in nodes:
        if node.kind == "text" and not node.text:
            continue
        if node.kind == "text" and result and result[-1].kind == "text":
            last = result.pop()
            result.append(Node("text", (), last.text + node.text, NO_ATTRS, last.line, last.column))
        else:
            result.append(node)
    return tuple(result)


def find_picture_problem(src: str) -> str:
    """Say why the address of a picture is refused.

    Empty when the picture may be read.
    """
    refusals = (
        (not src.strip(), "the picture has no address"),
        (_SCHEME.match(src) or src.startswith("//"), f"`{src[:80]}` is not a file of this publication"),
        (src.startswith(("/", "~")), f"`{src[:80]}` is an absolute path"),
        ("\\" in src, f"`{src[:80]}` has a backslash; folders are separated by `/`"),
        (".." in src.split("/"), f"`{src[:80]}` leaves the folder of the publication"),
        (re.search(r"[?#\x00-\x1f]", src), f"`{src[:80]}` is not the name of a file"),
    )
    return next((problem for refused, problem in refusals if refused), "")


def _make_simple_reader(kind: str) -> _RunReader:
    """Make a reader for runs whose attributes need no check."""
    return lambda _manuscript, run, inner, place: _make_node(kind, place, inner, run.token.content)


def _make_node(kind: str, place: Place, inner: tuple[Node, ...] = (), text: str = "", **attrs: str) -> Node:
    return Node(kind, inner, text, attrs or NO_ATTRS, place.line, place.column)


def _read_softbreak(_manuscript: Manuscript, _run: Branch, _inner: tuple[Node, ...], place: Place) -> Node:
    return _make_node("text", place, text=" ")


def _read_span(manuscript: Manuscript, run: Branch, inner: tuple[Node, ...], place: Place) -> Node:
    lang = str(run.token.attrs.get("lang", ""))
    if not LANGUAGE_TAG.fullmatch(lang):
        problem = f"`{lang}` is not a language tag" if lang else "the language is missing"
        manuscript.add_finding(LANGUAGE_OF_PART, place, problem)
    return _make_node("span", place, inner, lang=lang)


def _unlink(node: Node) -> Node:
    """Take the link out of a value: a link does not hold another."""
    if node.kind != "span" or "value" not in node.attrs:
        return replace(node, children=tuple(map(_unlink, node.children))) if node.children else node
    words = tuple(child for one in node.children for child in (one.children if one.kind == "link" else (one,)))
    return replace(node, children=words)


def _read_link(manuscript: Manuscript, run: Branch, inner: tuple[Node, ...], place: Place) -> Node:
    href = str(run.token.attrs.get("href", ""))
    if not _GOOD_LINK.fullmatch(href):
        manuscript.add_finding(ADDRESS_OF_LINK, place, f"a link may not lead to `{unquote(href)[:80]}`")
    elif href.startswith("#"):
        manuscript.links.append((unquote(href[1:]), place))
    link = _make_node("link", place, tuple(map(_unlink, inner)), href=href)
    if not link.text_content.strip():
        manuscript.add_finding(NO_WORDS, place, f"the link to `{href[:80]}` has no words")
    # A link in another language is a part in that language that holds a link.
    return _read_span(manuscript, run, (link,), place) if "lang" in run.token.attrs else link


PASSAGE = "passage."
"""How the name of a passage begins that several texts share."""
VALUE_NAMES = (
    *(f"center.{key}" for key in ("name", "short_name", "toll_free", "phone", "tty", "email", "website", "address")),
    *("publication.number", "publication.issued"),
)


def _read_value(manuscript: Manuscript, run: Branch, _inner: tuple[Node, ...], place: Place) -> Node:
    """Read a value by name into a span that holds its words, as a link if it leads somewhere."""
    name = run.token.content
    known = (*VALUE_NAMES, *(one for one in manuscript.values if one.startswith(PASSAGE)))
    if name not in known:
        hint = suggest_name(name, known)
        if name.startswith(PASSAGE):
            hint = f"write it under `passages` in center.yaml, in this language, or {hint}"
        manuscript.add_finding(UNKNOWN_VALUE, place, f"there is no value `{name}`", hint)
    value = manuscript.values.get(name, NamedValue(name))
    if name.startswith(PASSAGE):
        return _make_node("span", place, _read_passage(manuscript, value.text, place), value=name)
    inner = _make_node("text", place, text=value.text)
    if value.href:
        inner = _make_node("link", place, (inner,), href=value.href)
    lang = {"lang": value.lang} if value.lang and value.lang != manuscript.lang else {}
    return _make_node("span", place, (inner,), value=name, **lang)


def _read_passage(manuscript: Manuscript, text: str, place: Place) -> tuple[Node, ...]:
    """Read a passage that several texts share; all of it stands where a text uses it.

    What is wrong with it is told once, in the file that holds it.
    """
    values = {name: value for name, value in manuscript.values.items() if not name.startswith(PASSAGE)}
    shared = Manuscript(manuscript.path, text, values=values, lang=manuscript.lang)
    return tuple(_move(node, place) for node in read_runs(shared, read_line(text)))


def _move(node: Node, place: Place) -> Node:
    return replace(
        node, line=place.line, column=place.column, children=tuple(_move(child, place) for child in node.children)
    )


def _make_raised_reader(kind: str) -> _RunReader:
    def read(manuscript: Manuscript, _run: Branch, inner: tuple[Node, ...], place: Place) -> Node:
        words = "".join(node.text_content for node in inner)
        if not re.fullmatch(_RAISED, words):
            problem = f"`{words[:40]}` is too long to be raised or lowered"
            manuscript.add_finding(RAISED, place, problem)
        return _make_node(kind, place, inner)

    return read


def make_note_id(label: str) -> str:
    """Make the id of a footnote from its label."""
    return f"note-{re.sub('[_.]', '-', label).lower()}"


def _read_footnote_call(manuscript: Manuscript, run: Branch, _inner: tuple[Node, ...], place: Place) -> Node:
    label = run.token.content
    manuscript.calls.append((label, place))
    return _make_node("footnote_call", place, note=make_note_id(label), notation=f"[^{label}]")


def _read_blank(_manuscript: Manuscript, run: Branch, _inner: tuple[Node, ...], place: Place) -> Node:
    return _make_node("blank", place, length=str(len(run.token.content)), notation="____")


_RUN_READERS: dict[str, _RunReader] = {
    "text": _make_simple_reader("text"),
    "softbreak": _read_softbreak,
    "hardbreak": _make_simple_reader("break"),
    "code_inline": _make_simple_reader("code"),
    "strong": _make_simple_reader("strong"),
    "em": _make_simple_reader("em"),
    "span": _read_span,
    "link": _read_link,
    "value": _read_value,
    "sup": _make_raised_reader("superscript"),
    "sub": _make_raised_reader("subscript"),
    "footnote_call": _read_footnote_call,
    "blank": _read_blank,
}


def _read_image(manuscript: Manuscript, run: Branch, place: Place, *, in_figure: bool) -> Node:
    src = unquote(str(run.token.attrs.get("src", "")))
    alt = " ".join(_read_alt_text(manuscript, run, place).split())
    decorative = run.token.attrs.get("class") == "decorative"
    if problem := find_picture_problem(src):
        manuscript.add_finding(ADDRESS_OF_PICTURE, place, problem)
    if decorative and alt:
        manuscript.add_finding(DECORATIVE_ALT, place, f"`{src}` is decorative but has the words `{alt}`")
    elif not decorative and not alt:
        manuscript.add_finding(NO_ALT, place, f"`{src}` has no alternative text")
    elif not decorative and not in_figure:
        manuscript.add_finding(OUTSIDE_FIGURE, place, f"`{src}` stands outside a figure")
    attrs = {"src": src, "alt": "", "decorative": "yes"} if decorative else {"src": src, "alt": alt}
    if width := str(run.token.attrs.get("width", "")):
        if decorative or not re.fullmatch(r"[1-9][0-9]|100", width):
            problem = "a decorative picture has no width" if decorative else f"`{width[:20]}` is not a width"
            manuscript.add_finding(WIDTH, place, problem)
        attrs["width"] = width
    return Node("image", (), "", attrs, place.line, place.column)


def _read_alt_text(manuscript: Manuscript, run: Branch, place: Place) -> str:
    words = []
    for token in run.token.children or []:
        if token.type == "html_inline":
            manuscript.add_finding(RAW_HTML, place, f"`{token.content}` is HTML")
        words.append(" " if token.type in {"softbreak", "hardbreak"} else token.content)
    return "".join(words)


def _check_attributes(manuscript: Manuscript, run: Branch, place: Place) -> None:
    attrs = {**run.token.attrs, **run.token.meta.get("insecure_attrs", {})}
    wrong = [f"{name}={value}" for name, value in attrs.items() if name not in _ALLOWED[run.kind]]
    if run.kind == "image" and attrs.get("class", "decorative") != "decorative":
        wrong.append(f"class={attrs['class']}")
    if wrong:
        what = {"image": "a picture", "link": "a link", "span": "a part", "code_inline": "code"}[run.kind]
        manuscript.add_finding(ATTRIBUTES, place, f"{what} cannot carry `{' '.join(wrong)}`")


def _check_powers(manuscript: Manuscript, inline: Branch) -> None:
    """Report a raised number after a digit, which is read aloud and copied as one number: 10³ as 103."""
    pairs = ((one, two) for run in inline.walk() for one, two in zip(run.children, run.children[1:], strict=False))
    for before, run in pairs:
        if run.kind not in {"sup", "sub"} or before.kind != "text" or not run.children:
            continue
        words = run.children[0].token.content
        if before.token.content[-1:].isdigit() and words.lstrip("+-−–").isdigit():
            heard = re.split(r"[^\d,.]", before.token.content)[-1] + words
            place = manuscript.locate_run(inline, run)
            manuscript.add_finding(RAISED, place, f"a screen reader would say `{heard}` here")


def _check_unparsed(manuscript: Manuscript, inline: Branch) -> None:
    """Report markup that was not understood and would be printed."""
    content = inline.token.content
    if line := _STRAY_LINE.search(content):
        problem = f"`{content[line.start() :].partition(chr(10))[0][:40]}` would be printed as it stands"
        manuscript.add_finding(UNPARSED, manuscript.locate_character(inline, line.start()), problem)
        return
    if "{" not in content and not _STRAY_RUN.search(content):
        return
    for run in (run for run in inline.walk() if run.kind == "text"):
        text = run.token.content
        if found := _STRAY_BRACES.search(text):
            stray = text[found.start() :]
            problem = f"`{stray.partition('}')[0][:40]}}}` belongs to nothing and would be printed"
            manuscript.add_finding(
                ATTRIBUTES, manuscript.locate_character(inline, max(0, content.find(stray))), problem
            )
        if found := _STRAY_RUN.search(text):
            place = manuscript.locate_character(inline, max(0, content.find(text[found.start() :])))
            manuscript.add_finding(UNMATCHED, place, f"`{found[0]}` would be printed as it stands")
