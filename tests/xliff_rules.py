"""What XLIFF 2.0 asks of a file, by its schema and the constraints in its text, apart from what wrote the file.

OASIS Standard, 5 August 2014, chapter 2 and 5.8. The tables have what our files may use, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

CORE = "{urn:oasis:names:tc:xliff:document:2.0}"
SIZES = "{urn:oasis:names:tc:xliff:sizerestriction:2.0}"
INLINE = "(ph|pc|mrk)*"
CHILDREN = {
    "xliff": "(file)+", "file": "(slr:profiles)?(notes)?(unit|group)+", "group": "(notes)?(unit|group)*",
    "unit": "(notes)?(originalData)?(segment|ignorable)+", "segment": "source(target)?", "ignorable": "source(target)?",
    "notes": "(note)+", "note": "", "originalData": "(data)+", "data": "", "source": INLINE, "target": INLINE,
    "pc": INLINE, "mrk": INLINE, "ph": "", "slr:profiles": "",
}  # fmt: skip
"""The elements that an element holds, in their order, as a regular expression."""
CODE = {"id": "!", "canCopy": "yes|no", "canDelete": "yes|no", "type": "fmt|ui|quote|link|image|other"}
ATTRIBUTES = {
    "xliff": {"version": "!2\\.0", "srcLang": "![a-zA-Z0-9-]+", "trgLang": "[a-zA-Z0-9-]+"},
    "file": {"id": "!", "original": ".+"}, "group": {"id": "!", "name": ".+"},
    "unit": {"id": "!", "name": ".+", "slr:sizeRestriction": "[1-9][0-9]*"},
    "segment": {"id": "", "state": "initial|translated|reviewed|final"}, "note": {"category": ".+"},
    "data": {"id": "!"}, "ph": {**CODE, "dataRef": "!", "disp": ".*"},
    "pc": {**CODE, "dataRefStart": "!", "dataRefEnd": "!", "subType": "[^\\s:]+:[^\\s:]+"},
    "mrk": {"id": "!", "translate": "yes|no"}, "slr:profiles": {"generalProfile": "xliff:codepoints"},
}  # fmt: skip
"""The attributes of an element, each with its values; `!` before those that must be there, and a name for no value."""
NAME_TOKEN = r"[\w.:-]+"
MIXED = {"source", "target", "pc", "mrk", "note", "data"}


def list_faults(data: bytes) -> list[str]:
    """List what a file may not be."""
    root = ET.fromstring(data)
    faults = [fault for element in root.iter() for fault in _check_element(element)]
    groups, units = ([one.get("id") for one in root.iter(CORE + tag)] for tag in ("group", "unit"))
    faults += [f"{name} {one} twice" for name, ids in (("group", groups), ("unit", units)) for one in _find_twice(ids)]
    return faults + [fault for unit in root.iter(CORE + "unit") for fault in _check_unit(unit)]


def _check_element(element: ET.Element) -> Iterator[str]:
    name = _shorten(element.tag)
    if name not in CHILDREN:
        yield f"{name} is no element of ours"
        return
    inside = "".join(f"<{_shorten(child.tag)}>" for child in element)
    if not re.fullmatch(re.sub(r"[\w:]+", lambda one: f"<{one[0]}>", CHILDREN[name]), inside):
        yield f"{name} holds {inside}"
    if name not in MIXED and ("".join([element.text or "", *(child.tail or "" for child in element)])).strip():
        yield f"{name} holds words"
    known, given = ATTRIBUTES.get(name, {}), {_shorten(key): value for key, value in element.attrib.items()}
    yield from (f"{name} has {key}" for key in given if key not in known)
    yield from (f"{name} lacks {key}" for key, value in known.items() if value[:1] == "!" and key not in given)
    for key, value in given.items():
        if not re.fullmatch(known.get(key, "").removeprefix("!") or NAME_TOKEN, value):
            yield f"{name} has {key}={value}"


def _check_unit(unit: ET.Element) -> Iterator[str]:
    """Check that ids are used once, and that every code has its notation (2.3.1 and 4.7.2)."""
    name, kept = unit.get("id"), [one.get("id") for one in unit.iter(CORE + "data")]
    used = {one.get(key) for one in unit.iter() for key in ("dataRef", "dataRefStart", "dataRefEnd") if one.get(key)}
    yield from (f"{name}: data {one} twice" for one in _find_twice(kept))
    yield from (f"{name}: no data {one}" for one in sorted(map(str, used - {*kept})))
    for holder in ("source", "target"):
        inline = [one for part in unit.iter(CORE + holder) for one in part.iter() if one is not part]
        yield from (f"{name}: {holder} has {one} twice" for one in _find_twice([one.get("id") for one in inline]))
        yield from (
            f"{name}: a pair has no end" for one in inline if one.tag == CORE + "pc" and not one.get("dataRefEnd")
        )
    for segment in unit.iter(CORE + "segment"):
        if segment.get("state", "initial") != "initial" and segment.find(CORE + "target") is None:
            yield f"{name}: {segment.get('state')} without a target"
    if limit := unit.get(SIZES + "sizeRestriction"):
        words = "".join("".join(part.itertext()) for part in unit.iter(CORE + "source"))
        if len(words) > int(limit):
            yield f"{name}: the source is longer than {limit}"


def _find_twice(names: list[str | None]) -> list[str]:
    return sorted({str(one) for one in names if names.count(one) > 1})


def _shorten(name: str) -> str:
    return name.replace(CORE, "").replace(SIZES, "slr:")
