"""Equations of web pages (MathML) and Word files (OMML) as one line of words."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

_SILENT = {
    "annotation", "annotation-xml", "rPr", "ctrlPr", "accPr", "barPr", "boxPr", "dPr", "eqArrPr",
    "fPr", "funcPr", "groupChrPr", "limLowPr", "limUppPr", "mPr", "mcs", "naryPr", "oMathParaPr", "phantPr", "radPr",
    "sPrePr", "sSubPr", "sSubSupPr", "sSupPr", "borderBoxPr", "argPr", "sectPr",
}  # fmt: skip


def describe_equation(element: Element) -> str:
    """Write an equation on one line.

    A fraction becomes `a/b`, a raised part `a^b`, a lowered part `a_b`, a root `√(a)`. No word of it is lost.
    """
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if name in _SILENT or not name:
        return ""
    parts = [child for child in element if isinstance(child.tag, str) and not _is_property(child)]
    writer = _WRITERS.get(name)
    if writer and parts:
        return writer(element, [describe_equation(part) for part in parts])
    text = (element.text or "") if not parts or (element.text or "").strip() else ""
    words = [text, *(describe_equation(part) + (part.tail or "").strip() for part in parts)]
    return " ".join("".join(words).split()) if name not in {"mo", "mtext", "t"} else "".join(words).replace("\n", " ")


def _is_property(element: Element) -> bool:
    return element.tag.rpartition("}")[2] in _SILENT


def _group(text: str) -> str:
    """Put brackets around what would not be read as one."""
    return text if text.isalnum() or len(text) < 2 else f"({text})"


def _write_fraction(_element: Element, parts: list[str]) -> str:
    return "/".join(map(_group, parts))


def _write_power(_element: Element, parts: list[str]) -> str:
    base, *raised = parts
    return base + "".join(f"^{_group(one)}" for one in raised)


def _write_index(_element: Element, parts: list[str]) -> str:
    base, *lowered = parts
    return base + "".join(f"_{_group(one)}" for one in lowered)


def _write_both(_element: Element, parts: list[str]) -> str:
    base, *others = parts
    return base + "".join(f"{sign}{_group(one)}" for sign, one in zip("_^", others, strict=False))


def _write_before(_element: Element, parts: list[str]) -> str:
    *others, base = parts
    return "".join(f"{sign}{_group(one)}" for sign, one in zip("_^", others, strict=False)) + base


def _write_root(element: Element, parts: list[str]) -> str:
    name = element.tag.rpartition("}")[2]
    if name == "mroot" and len(parts) == 2:
        return f"{parts[1]}√{_bracket(parts[0])}"
    if name == "rad" and len(parts) == 2:
        return f"{parts[0]}√{_bracket(parts[1])}"
    return f"√{_bracket(''.join(parts))}"


def _bracket(text: str) -> str:
    return f"({text})"


def _write_fence(element: Element, parts: list[str]) -> str:
    """Write a part in brackets with the brackets that were set."""
    signs = {"begChr": "(", "endChr": ")", "sepChr": "|"}
    for one in element.iter():
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name in signs:
            signs[name] = next((value for key, value in one.attrib.items() if key.endswith("val")), signs[name])
        if name == "e":
            break
    return signs["begChr"] + signs["sepChr"].join(parts) + signs["endChr"]


def _write_sum(element: Element, parts: list[str]) -> str:
    """Write a sum or integral with its limits."""
    sign = "∫"
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == "chr":
            sign = next((value for key, value in one.attrib.items() if key.endswith("val")), sign)
            break
    below, above, inner = (*parts[:2], " ".join(parts[2:])) if len(parts) > 2 else ("", "", " ".join(parts))
    return sign + (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "") + f" {inner}"


def _write_rows(_element: Element, parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _write_cells(_element: Element, parts: Iterable[str]) -> str:
    return ", ".join(parts)


_WRITERS = {
    "mfrac": _write_fraction, "f": _write_fraction,
    "msup": _write_power, "sSup": _write_power, "mover": _write_power, "limUpp": _write_power,
    "msub": _write_index, "sSub": _write_index, "munder": _write_index, "limLow": _write_index,
    "msubsup": _write_both, "sSubSup": _write_both, "munderover": _write_both,
    "sPre": _write_before,
    "msqrt": _write_root, "mroot": _write_root, "rad": _write_root,
    "d": _write_fence, "nary": _write_sum,
    "mtable": _write_rows, "m": _write_rows, "eqArr": _write_rows,
    "mtr": _write_cells, "mr": _write_cells,
}  # fmt: skip
