"""eBraille 1.0 (DAISY Consortium, 14 August 2025): an EPUB 3 file set whose words are Unicode braille.

The reading system wraps the lines, for displays of any length. Clauses below are those of the specification.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from press.model.edition import Draft, Edition
from press.render.braille.blocks import BrailleBlock, list_braille_blocks, list_headings
from press.render.braille.brf import make_translator, write_transcription_note
from press.render.braille.layout import format_number, lay_out_columns, make_note
from press.render.braille.translation import BLANK, BrailleTranslator
from press.runtime.archives import EPOCH

TEXT, STYLE = "ebraille/text.html", "ebraille/braille.css"
CSS = """\
h1 { text-align: center; margin: 1em 3ch }
h2, h3 { margin: 1em 0 0 }
h2 { padding-left: 4ch }
h3 { padding-left: 6ch }
p { margin: 0; text-indent: 2ch }
ul, ol, dl { list-style-type: none; margin: 1em 0; padding: 0 }
li, dt { margin-left: 2ch; text-indent: -2ch }
li ul, li ol { margin: 0 }
dd { margin-left: 4ch; text-indent: -2ch }
.transcriber-note, figcaption, caption { margin-left: 4ch; text-indent: 2ch; text-align: left }
.box { border-top: 1em solid; border-bottom: 1em solid; margin: 1em 0 }
"""
"""1ch is a cell, and 1em a line (6.3.2)."""
CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}" xml:lang="{lang}">
<head><meta charset="utf-8"/><title>{title}</title><link rel="stylesheet" type="text/css" href="{style}"/></head>
<body>
{body}
</body>
</html>
"""
FEATURES = ("readingOrder", "structuralNavigation", "tableOfContents")
PAGE_FEATURES = ("pageNavigation", "pageBreakMarkers")


def render_ebraille(edition: Edition, html: str, _lines: int) -> Draft:
    """Render a text as an eBraille file set."""
    translator = make_translator(edition)
    settings = translator.settings
    blocks = list_braille_blocks(edition, html)
    title = _join(translator.translate_words(edition.title))
    note = make_note(translator.translate_words(write_transcription_note(edition, html)))
    body = [f'<p class="transcriber-note">{_join(note)}</p>', *_write_blocks(blocks, translator)]
    pages = [page for block in blocks for _, page in block.pages]
    files = {
        "META-INF/container.xml": CONTAINER,
        "package.opf": _write_package(edition, html, paged=bool(pages)),
        "index.html": PAGE.format(
            lang=settings.tag, title=title, style=STYLE, body=_write_navigation(blocks, pages, translator)
        ),
        TEXT: PAGE.format(lang=settings.tag, title=title, style="braille.css", body="\n".join(body)),
        STYLE: CSS,
    }
    return Draft(pack_files(files), 1)


def pack_files(files: Mapping[str, str]) -> bytes:
    """Pack files into an EPUB container. The same files give the same bytes (EPUB 3.3, 4.3)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in {"mimetype": "application/epub+zip", **files}.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # as if on Unix, whatever the system
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(entry, text.encode(), compresslevel=9)
    return out.getvalue()


def _join(words: Sequence[str]) -> str:
    return BLANK.join(words)


# ---------------------------------------------------------------- the text


def _write_blocks(blocks: Sequence[BrailleBlock], translator: BrailleTranslator) -> Iterator[str]:
    """Write blocks as XHTML, with lists, boxes and figures around them."""
    lists: list[str] = []
    for at, block in enumerate(blocks):
        yield from _turn_lists(lists, _find_list(block), starts=block.starts)
        text = _write_words(block, translator)
        if block.role == "box":
            yield '<div class="box">'
        elif block.role == "end of box":
            yield "</div>"
        elif block.role == "table":
            caption = blocks[at - 1] if at and blocks[at - 1].role == "caption" else None
            yield from _write_table(block, caption, translator)
        elif block.role == "caption" and at + 1 < len(blocks) and blocks[at + 1].role == "table":
            continue  # it is written inside the table
        elif block.role == "heading":
            yield f'<h{block.level} id="h{at}">{text}</h{block.level}>'
        elif block.role in {"item", "term", "definition"}:
            yield {"item": "<li>", "term": "<dt>", "definition": "<dd>"}[block.role] + text
            lists[-1] += {"term": "</dt>", "definition": "</dd>"}.get(block.role, "</li>")
        elif block.role == "picture":
            yield f'<p class="transcriber-note">{text}</p>'
        elif block.role == "caption":
            yield f'<p class="caption">{text}</p>'
        else:
            yield f"<p>{text}</p>"
    yield from _turn_lists(lists, (), starts=False)


def _find_list(block: BrailleBlock) -> tuple[str, ...]:
    """Find the elements of the lists around a block."""
    if block.role in {"term", "definition"}:
        return ("dl",)
    return ("ul",) * (block.level + 1) if block.role == "item" else ()


def _turn_lists(lists: list[str], required: Sequence[str], *, starts: bool) -> Iterator[str]:
    """End and begin lists. lists: the open ones, each as its name and the end tag of its last item."""
    while lists and (len(lists) > len(required) or starts or lists[-1].partition("<")[0] != required[len(lists) - 1]):
        name, _, end = lists.pop().partition("<")
        yield (f"<{end}" if end else "") + f"</{name}>"
    if lists and len(lists) == len(required):
        name, _, end = lists[-1].partition("<")
        lists[-1] = name
        yield f"<{end}" if end else ""
    for name in required[len(lists) :]:
        lists.append(name)
        yield f"<{name}>"


def _write_words(block: BrailleBlock, translator: BrailleTranslator) -> str:
    words = translator.translate_runs(block.runs)
    if block.role == "picture" and words:
        words = make_note([*translator.translate_words(translator.settings.words.picture), *words])
    label = translator.translate_words(block.label) if block.label else []
    words = [*label, *words]
    marks = {at + len(label) if at else 0: page for at, page in block.pages}  # a page begins before the label, too
    return _join([(_write_page_break(marks[at]) if at in marks else "") + word for at, word in enumerate(words)])


def _write_page_break(page: int) -> str:
    return f'<span id="page-{page}" role="doc-pagebreak" aria-label="{format_number(page)}"></span>'


def _write_table(block: BrailleBlock, caption: BrailleBlock | None, translator: BrailleTranslator) -> Iterator[str]:
    """Write a table. `listed` asks the reading system to tell it row by row, because it is too wide for a page."""
    rows = [[translator.translate_runs(cell.runs) for cell in row] for row in block.rows]
    listed = "" if lay_out_columns(rows) else ' class="listed"'
    yield f"<table{listed}>"
    if caption:
        yield f"<caption>{_write_words(caption, translator)}</caption>"
    for y, row in enumerate(rows):
        cells = ""
        for x in range(len(row)):
            scope = ' scope="col"' if y == 0 else ' scope="row"' if x == 0 else ""
            tag = "th" if scope else "td"
            cells += f"<{tag}{scope}>{_write_words(block.rows[y][x], translator)}</{tag}>"
        yield f"<tr>{cells}</tr>"
    yield "</table>"


# ---------------------------------------------------------------- navigation and package


def _write_navigation(blocks: Sequence[BrailleBlock], pages: Sequence[int], translator: BrailleTranslator) -> str:
    """Write the table of contents and the list of print pages (8.3)."""
    words = translator.settings.words
    name = _join(translator.translate_words(words.contents))
    lines = [f'<nav epub:type="toc" role="doc-toc" aria-label="{name}">', f"<h1>{name}</h1>"]
    depth = 1
    for at, block in list_headings(blocks):
        level = min(block.level, depth + 1)
        lines.append("<ol>" if level > depth else "</li>" + "</ol></li>" * (depth - level))
        lines.append(f'<li><a href="{TEXT}#h{at}">{_join(translator.translate_runs(block.runs))}</a>')
        depth = level
    lines.append("</li></ol>" * (depth - 1) + "</nav>")
    if pages:
        name = _join(translator.translate_words(words.print_pages))
        lines += [f'<nav epub:type="page-list" role="doc-pagelist" aria-label="{name}">', f"<h2>{name}</h2>", "<ol>"]
        lines += [f'<li><a href="{TEXT}#page-{page}">{format_number(page)}</a></li>' for page in pages]
        lines += ["</ol>", "</nav>"]
    return "\n".join(lines)


def _write_package(edition: Edition, html: str, *, paged: bool) -> str:
    """Write the package document, with all metadata that 5.3.3 requires."""
    settings, facts = edition.language.braille, edition.publication.facts
    assert settings
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{edition.number_line}/{edition.name}")
    issued, changed = facts.issued, facts.revised or facts.issued
    elements = [
        f'<dc:identifier id="uid">urn:uuid:{name}</dc:identifier>',
        f"<dc:title>{escape(edition.title)}</dc:title>",
        f"<dc:creator>{escape(edition.center.name)}</dc:creator>",
        f"<dc:publisher>{escape(edition.center.name)}</dc:publisher>",
        "<dc:format>eBraille 1.0</dc:format>",
        f"<dc:language>{settings.tag}</dc:language>",
        f"<dc:description>{escape(write_transcription_note(edition, html))}</dc:description>",
        *([f"<dc:date>{issued}</dc:date>"] if issued else []),
        f"<dc:source>{escape(edition.number_line)}</dc:source>",
    ]
    properties = [
        *([("dcterms:dateCopyrighted", issued[:4])] if issued else []),
        ("dcterms:modified", _write_moment(changed)),
        ("a11y:brailleCellType", "6"),
        ("a11y:brailleSystem", settings.system),
        ("a11y:completeTranscription", "true" if edition.variant.text == "long" else "false"),
        ("a11y:tactileGraphics", "none"),
        ("a11y:producer", edition.center.name),
        *([("pageBreakSource", edition.print_pages.title)] if paged and edition.print_pages else []),
        ("schema:accessMode", "tactile"),
        ("schema:accessModeSufficient", "tactile"),
        *(("schema:accessibilityFeature", one) for one in (*FEATURES, *(PAGE_FEATURES if paged else ()))),
        ("schema:accessibilityHazard", "none"),
    ]
    elements += [f"<meta property={quoteattr(key)}>{escape(value)}</meta>" for key, value in properties]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="uid" xml:lang="{edition.lang}">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n' + "\n".join(elements) + "\n</metadata>\n<manifest>\n"
        '<item id="nav" href="index.html" media-type="application/xhtml+xml" properties="nav"/>\n'
        f'<item id="text" href="{TEXT}" media-type="application/xhtml+xml"/>\n'
        f'<item id="style" href="{STYLE}" media-type="text/css"/>\n'
        '</manifest>\n<spine><itemref idref="text"/></spine>\n</package>\n'
    )


def _write_moment(day: str) -> str:
    """Write a day or a month as a moment; a publication without a date has the earliest that EPUB readers know."""
    whole = f"{day}-01" if len(day) == 7 else day or "1970-01-01"
    return f"{whole}T00:00:00Z"
