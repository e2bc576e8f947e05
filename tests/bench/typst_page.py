"""The text of an edition as a Typst document: what the same words cost elsewhere.

Every heading, paragraph, list, table, definition, callout, link and language is there; drawings are not, and neither is
the layout beyond its page size, margins and type size. So it does less than ours, and what it costs is a floor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from press.model.edition import Edition
from press.model.nodes import Node

_SPECIAL = re.compile(r"([\\#\[\]*_`<>@$~/=+\-'\"])")


def typst_page(edition: Edition) -> str:
    """The source of the document."""
    variant, facts = edition.variant, edition.publication.facts
    size = variant.tokens.get("font-size-body", "12pt")
    contact = edition.center.contact
    parts = [
        f"#set document(title: [{_text(edition.title)}])",
        f'#set page(width: {variant.width}, height: {variant.height}, margin: 0.7in, numbering: "1 of 1")',
        f'#set text(font: "Atkinson Hyperlegible", size: {size}, lang: "{edition.lang[:2]}")',
        f"= {_text(edition.title)}",
        _text(edition.translation.front.summary),
        *(f"- {_inline(point)}" for point in edition.translation.brief),
    ]
    for section in edition.translation.sections:
        parts += [f"== {_inline(section.heading)}", *map(_block, section.blocks)]
    for key in facts.statements:
        parts += map(_block, edition.statements[key][edition.lang])
    for key in facts.organizations:
        parts.append(f"- {_text(edition.organizations[key].name)} {_text(edition.organizations[key].url)}")
    parts += [_text(line) for line in (edition.center.name, *contact.address, contact.toll_free.text, contact.email)]
    parts += [_text(one.thanked_for[edition.lang].format(name=one.name)) for one in facts.reviewers]
    parts.append(_text(f"{edition.number} {edition.issued}"))
    return "\n\n".join(parts) + "\n"


def _text(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)


def _inline(nodes: Iterable[Node]) -> str:
    return "".join(map(_run, nodes))


def _run(node: Node) -> str:
    inner = _text(node.text) + _inline(node.children)
    match node.kind:
        case "strong":
            return f"#strong[{inner}]"
        case "em":
            return f"#emph[{inner}]"
        case "link" if not node.attrs["href"].startswith("#"):
            return f'#link("{node.attrs["href"]}")[{inner}]'
        case "span":
            return f'#text(lang: "{node.attrs.get("lang", "en")[:2]}")[{inner}]'
        case "image":
            return ""
    return inner


def _block(node: Node) -> str:
    children = node.children
    match node.kind:
        case "bullet_list" | "ordered_list":
            name = "list" if node.kind == "bullet_list" else "enum"
            return f"#{name}(" + ", ".join(f"[{_item(item)}]" for item in children) + ")"
        case "definitions":
            return "\n\n".join(f"{'*' if one.kind == 'term' else ''}{_item(one)}{'*' if one.kind == 'term' else ''}"
                               for one in children)  # fmt: skip
        case "table":
            cells = [f"[{_item(cell)}]" for row in children for cell in row.children]
            count = len(children[0].children)
            head = ", ".join(cells[:count])
            return f"#table(columns: {count}, table.header({head}), {', '.join(cells[count:])})"
        case "subheading":
            return f"=== {_inline(children)}"
        case "callout" | "quote" | "figure" | "panel":
            return "\n\n".join([_text(node.attrs.get("title", "")), *map(_block, children)])
    return _item(node)


def _item(node: Node) -> str:
    blocks = {"paragraph", "bullet_list", "ordered_list", "definitions", "table", "callout", "quote"}
    return (
        _text(node.text)
        + "\n\n".join(_block(child) if child.kind in blocks else _run(child) for child in node.children)
        if any(child.kind in blocks for child in node.children)
        else _text(node.text) + _inline(node.children)
    )
