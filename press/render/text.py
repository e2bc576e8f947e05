r"""Plain text: 72 columns of UTF-8, in a grammar that a program can read back.

| in the file | what it is |
|---|---|
| between lines of `=` | the title |
| over a line of `-` or `~` | a heading of level 2 or 3 |
| `- `, `1) ` | an item of a list; what belongs to it is indented |
| `Term:`, then four spaces | a term and its definition; a line that goes on is indented by two more |
| `[Picture: …]` | the alternative text of a picture |
| `[Table: …]`, `[Columns: …]`, `* `, `  - ` | caption, headings of columns, heading of a row, `heading: cell` |
| `[Box]`, `[Quote]` to `[End of …]` | a box, a quotation |
| `[ ]`, `[x]`, `____` | an empty check-box, a checked one, a line to fill in |
| `<https://…>` | the address of a link, unless the words before are the address |
| `\` before one of these | it only looks like one |

The words in brackets are those of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from press.model.edition import Draft, Edition
from press.model.sources.language import TextFileWords
from press.render.blocks import COLUMN_SCOPES, PageBlock, TextRun, list_column_headings, read_blocks
from press.render.signs import write_signs
from press.text.typography import WIDTH, count_columns

RULES = {1: "=", 2: "-", 3: "~", 4: "."}
"""The character of the line below a heading, by its level."""
_LIKE_SIGNS = re.compile(r"<(?=(?:https?|mailto|tel):)|\[(?=[ \u00a0x]\])|(?<!_)_(?=___)")
_MARKER = re.compile(r"- |-$|\d+\) |\* |\[|=+$|\\")
_RULE = re.compile(r"([-=~.])\1*")
_SUPERSCRIPTS = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def render_text(edition: Edition, html: str, _lines: int) -> Draft:
    """Write a typeset page as plain text."""
    words = edition.language.text_files
    assert words is not None, "a language without these words has no text files"
    lines = write_blocks(write_signs(read_blocks(html), edition.language), words, WIDTH)
    return Draft(("\n".join(lines) + "\n").encode(), 1)


# ---------------------------------------------------------------- blocks


def write_blocks(blocks: Sequence[PageBlock], words: TextFileWords, width: int) -> list[str]:
    """Write blocks with an empty line between them."""
    lines: list[str] = []
    for block in blocks:
        made = list(_write_block(block, words, width))
        lines += ["", *made] if lines and made else made
    return lines


def _write_block(block: PageBlock, words: TextFileWords, width: int) -> Iterator[str]:
    if block.kind == "heading":
        yield from _write_heading(block, width)
        yield from _write_after(block.blocks, words, width, "")
    elif block.kind == "list":
        for item in block.blocks:
            yield from _write_item(item, words, width)
    elif block.kind == "terms":
        for entry in block.blocks:
            yield from _write_entry(entry, words, width)
    elif block.kind == "table":
        yield from _write_table(block, words, width)
    elif block.kind == "picture":
        yield from wrap(f"[{words.picture}: {block.alt}]", width)
    elif block.kind in {"box", "quote"}:
        begin, end = (words.box, words.box_end) if block.kind == "box" else (words.quote, words.quote_end)
        yield from [f"[{begin}]", "", *write_blocks(block.blocks, words, width), "", f"[{end}]"]
    elif block.kind == "figure":
        yield from write_blocks(block.blocks, words, width)
    else:
        own = list(_guard(wrap(spell_runs(block.runs), width), first=True)) if block.runs else []
        inner = write_blocks(block.blocks, words, width)
        yield from [*own, *([""] if own and inner else []), *inner]


def _write_heading(block: PageBlock, width: int) -> Iterator[str]:
    rule = RULES.get(block.level, ".")
    lines = list(_guard(wrap(spell_runs(block.runs), width), first=block.level > 1))
    if block.level == 1:
        yield from [rule * width, *lines, rule * width]
    else:
        yield from [*lines, rule * max(map(count_columns, lines), default=1)]


def _write_item(item: PageBlock, words: TextFileWords, width: int) -> Iterator[str]:
    label = f"{item.label.rstrip('.')}) " if item.label else "- "
    indent = " " * len(label)
    lines = list(_guard(wrap(spell_runs(item.runs), width - len(label)), first=False)) or [""]
    yield (label + lines[0]).rstrip()
    yield from (indent + line for line in lines[1:])
    yield from _write_after(item.blocks, words, width - len(label), indent)


def _write_entry(entry: PageBlock, words: TextFileWords, width: int) -> Iterator[str]:
    """Write a term or a definition; lines that go on are indented by two more."""
    first = "" if entry.kind == "term" else "    "
    end = ":" if entry.kind == "term" else ""
    rest = f"{first}  "
    lines = list(_guard(wrap(spell_runs(entry.runs) + end, width - len(rest)), first=entry.kind == "term"))
    blocks = entry.blocks
    if not entry.runs and entry.kind == "definition" and blocks and blocks[0].kind == "paragraph":
        lines = list(_guard(wrap(spell_runs(blocks[0].runs), width - len(rest)), first=False))
        blocks = (*blocks[0].blocks, *blocks[1:])
    yield from (f"{rest if number else first}{line}".rstrip() for number, line in enumerate(lines))
    yield from _write_after(blocks, words, width - len(rest), rest)


def _write_after(blocks: Sequence[PageBlock], words: TextFileWords, width: int, indent: str) -> Iterator[str]:
    """Write the blocks inside another, after an empty line."""
    lines = write_blocks(blocks, words, width)
    yield from (f"{indent}{line}".rstrip() for line in (["", *lines] if lines else []))


def _write_table(table: PageBlock, words: TextFileWords, width: int) -> Iterator[str]:
    """Write a table row by row, each cell after the headings of its column."""
    captions = [one for one in table.walk() if one.kind == "caption"]
    title = " ".join(spell_runs(one.runs) for one in captions)
    yield from wrap(f"[{words.table}: {title}]" if title else f"[{words.table}]", width)
    yield ""
    headings = list_column_headings(table)
    for row in (one for one in table.walk() if one.kind == "row"):
        yield from _write_row(row, headings, words, width)
    yield f"[{words.table_end}]"


def _write_row(row: PageBlock, headings: dict[int, tuple[str, ...]], words: TextFileWords, width: int) -> Iterator[str]:
    cells = row.blocks
    if cells and all(cell.kind == "header" and cell.scope in COLUMN_SCOPES for cell in cells):
        heads = " | ".join(spell_runs(cell.runs).replace("|", "\\|") for cell in cells)
        yield from [*wrap(f"[{words.columns}: {heads}]", width), ""]
        return
    text = " | ".join(spell_runs(cell.runs).replace("|", "\\|") for cell in cells if cell.kind == "header")
    yield from _write_cell("* ", text, (), words, width)
    for cell in (one for one in cells if one.kind != "header"):
        above = "; ".join(headings[id(cell)]).replace(":", "\\:")
        yield from _write_cell("  - ", f"{above}: {spell_runs(cell.runs)}".strip(), cell.blocks, words, width)


def _write_cell(first: str, text: str, blocks: Sequence[PageBlock], words: TextFileWords, width: int) -> Iterator[str]:
    lines = wrap(text, width - 4) or [""]
    yield (first + lines[0]).rstrip()
    yield from (f"    {line}" for line in lines[1:])
    yield from _write_after(blocks, words, width - 4, "    ")


# ---------------------------------------------------------------- words


def spell_runs(runs: Sequence[TextRun]) -> str:
    """Spell a run of words, with addresses after links and superscripts as such. A line ends where a run does."""
    out = ""
    for number, run in enumerate(runs):
        if run.is_break:
            out = out.rstrip(" ") + "\n"
            continue
        text = spell_position(run)
        out += text if run.sign else _LIKE_SIGNS.sub(r"\\\g<0>", text)
        following = runs[number + 1] if number + 1 < len(runs) else None
        if run.href and (following is None or following.href != run.href):
            said = "".join(one.text for one in runs if one.href == run.href)
            out += f" <{run.href}>" if needs_address(said, run.href) else ""
    return out


def needs_address(words: str, href: str) -> bool:
    """Tell whether the words of a link do not say where it leads. Links within the text need no address."""
    if href.startswith("#"):
        return False
    scheme, _, rest = href.partition(":")
    if scheme == "tel":
        return not re.sub(r"\D", "", rest).endswith(re.sub(r"\D", "", words)[:10] or "none")
    return rest.removeprefix("//").rstrip("/") not in words


def spell_position(run: TextRun) -> str:
    """Spell a superscript so that it is not taken for a digit of the number before it."""
    table = {"superscript": _SUPERSCRIPTS, "subscript": _SUBSCRIPTS}.get(run.position)
    if table is None or not re.search(r"[\d+-]", run.text):
        return run.text
    if all(ord(one) in table for one in run.text):
        return run.text.translate(table)
    return f"{'^' if run.position == 'superscript' else '_'}({run.text})"


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines. A word that is longer than a line has a line of its own."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if line and count_columns(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines += [line] if line else []
    return [line.replace("\u00a0", " ") for line in lines]


def _guard(lines: Sequence[str], *, first: bool) -> Iterator[str]:
    """Mark lines that look like grammar. first: whether the first one begins a block."""
    for number, line in enumerate(lines):
        looks = line.startswith("\\") or _RULE.fullmatch(line) or (first and not number and _MARKER.match(line))
        yield f"\\{line}" if looks else line
