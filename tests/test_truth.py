"""The proof finds every kind of damage to a tag tree, done to the bytes of a good file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from press.model.edition import FinishedEdition
from press.verify import verify

Damage = Callable[[pikepdf.Pdf], None]


def elements(pdf: pikepdf.Pdf, role: str = "") -> list[pikepdf.Object]:
    """Structure elements in reading order, of one role or all."""

    def walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        yield element
        for kid in kids(element):
            if isinstance(kid, Dictionary) and Name.S in kid:
                yield from walk(kid)

    return [one for one in walk(document_of(pdf)) if not role or f"/{role}" == one.S]


def document_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The structure element of the whole document."""
    return kids(pdf.Root.StructTreeRoot)[0]


def kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """What a structure element holds."""
    value = element.get(Name.K)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def index_in_parent(element: pikepdf.Object) -> int:
    return next(at for at, kid in enumerate(kids(element.P)) if kid.objgen == element.objgen)


def drop_a_paragraph(pdf: pikepdf.Pdf) -> None:
    victim = elements(pdf, "P")[3]
    del victim.P.K[index_in_parent(victim)]


def swap_two(pdf: pikepdf.Pdf) -> None:
    document = next(one for one in elements(pdf) if len(kids(one)) > 3)
    document.K = Array([document.K[1], document.K[0], *list(document.K)[2:]])


def double_a_list_item(pdf: pikepdf.Pdf) -> None:
    item = elements(pdf, "LI")[0]
    item.P.K = Array([item, *kids(item.P)])


def lose_a_language(pdf: pikepdf.Pdf) -> None:
    marked = next(one for one in elements(pdf) if Name.Lang in one and one.S != "/Document")
    del marked[Name.Lang]


def split_a_paragraph(pdf: pikepdf.Pdf) -> None:
    whole = next(one for one in elements(pdf, "P") if len(kids(one)) > 1)
    first, *rest = kids(whole)
    whole.K = Array([first])
    other = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=whole.P, Pg=whole.Pg, K=Array(rest)))
    parent = kids(whole.P)
    at = index_in_parent(whole)
    whole.P.K = Array([*parent[: at + 1], other, *parent[at + 1 :]])


def tag_a_footer(pdf: pikepdf.Pdf) -> None:
    """Turn the first artifact of page 1 that shows words into a paragraph at the end of the document."""
    page = pdf.pages[0]
    number = 9000
    stream = [(list(one.operands), one.operator) for one in pikepdf.parse_content_stream(page)]
    at = next(at for at in range(len(stream)) if begins_words_of_an_artifact(stream[at:]))
    stream[at] = ([Name.P, Dictionary(MCID=number)], stream[at][1])
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(stream))
    top = document_of(pdf)
    footer = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=top, Pg=page.obj, K=number))
    top.K = Array([*kids(top), footer])


def begins_words_of_an_artifact(stream: list[tuple[list[Any], pikepdf.Operator]]) -> bool:
    operands, operator = stream[0]
    if str(operator) != "BDC" or operands[0] != "/Artifact":
        return False
    shown = next(str(operator) for _, operator in stream[1:] if str(operator) in {"TJ", "Tj", "EMC"})
    return shown != "EMC"


def unlink_a_header_cell(pdf: pikepdf.Pdf) -> None:
    header = elements(pdf, "TH")[0]
    header.S = Name.TD


def turn_a_scope(pdf: pikepdf.Pdf) -> None:
    header = elements(pdf, "TH")[-1]
    attributes = header.A if not isinstance(header.A, Array) else header.A[0]
    attributes.Scope = Name.Column if attributes.Scope == Name.Row else Name.Row


def change_a_level(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[0].S = Name.H3


def change_an_alternative(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "Figure")[0].Alt = pikepdf.String("something else")


def lead_a_link_astray(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if Name.URI in annotation.get("/A", Dictionary()):
                annotation.A.URI = pikepdf.String("https://example.org/elsewhere")
                return


DAMAGES = [
    drop_a_paragraph, swap_two, double_a_list_item, lose_a_language, split_a_paragraph, tag_a_footer,
    unlink_a_header_cell, turn_a_scope, change_a_level, change_an_alternative, lead_a_link_astray,
]  # fmt: skip


def damaged(data: bytes, damage: Damage) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        damage(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_an_undamaged_file_passes(base_finals: dict[str, FinishedEdition]) -> None:
    assert [str(finding) for finding in verify(base_finals["pdf"])] == []


def test_saving_alone_is_no_damage(base_finals: dict[str, FinishedEdition]) -> None:
    final = base_finals["pdf"]
    assert verify(replace(final, data=damaged(final.data, lambda _: None))) == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_and_quoted(damage: Damage, base_finals: dict[str, FinishedEdition]) -> None:
    final = base_finals["pdf"]
    findings = verify(replace(final, data=damaged(final.data, damage)))
    truth = [finding for finding in findings if finding.code == "PDF201"]
    assert truth
    assert all("the page says" in finding.problem and "the file says" in finding.problem for finding in truth)
