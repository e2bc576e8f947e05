"""Rules on eBraille files, from the specification: what EPUBCheck does not know of it.

The clauses are those of eBraille 1.0 (DAISY Consortium, 14 August 2025).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from press.model.findings import Place
from press.model.messages import REPORT
from press.model.rules import Problem, rule
from press.readback import Reading
from press.readback.braille.ebraille import OPF, XHTML, EbrailleFile, read_ebraille_file

DC = "{http://purl.org/dc/elements/1.1/}"
ELEMENTS = {
    "title": ".+", "creator": ".+", "format": r"eBraille 1\.0", "identifier": ".+", "language": "[a-z]{2,3}-Brai(-.+)?",
    "date": r"\d{4}(-\d\d(-\d\d)?)?",
}  # fmt: skip
PROPERTIES = {
    "a11y:brailleCellType": "6|8|6, 8|8, 6", "a11y:brailleSystem": ".+", "a11y:completeTranscription": "true|false",
    "a11y:tactileGraphics": "none|(JPG|PNG|SVG|PDF)(, (JPG|PNG|SVG|PDF))*", "a11y:producer": ".+",
    "dcterms:modified": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "dcterms:dateCopyrighted": r"\d{4}(-\d\d(-\d\d)?)?",
}  # fmt: skip
"""What 5.3.3 requires, and what each must look like."""
REPEATABLE = frozenset({
    "dc:creator", "dc:identifier", "dc:language", "dc:title", "a11y:brailleSystem", "a11y:producer"
})  # fmt: skip
"""What may stand there more than once."""
DATED = frozenset({"date", "dcterms:dateCopyrighted"})
"""What a draft without a date of issue does not have yet."""
_BRAILLE = re.compile("[\u2800-\u28ff\\s\u00a0\u00ad]*")
_FONT = re.compile(r"\b(font(-[a-z]+)?|color|text-decoration|text-shadow)\s*:|@font-face|-epub-")


def change_file(name: str, old: str, new: str) -> Callable[[Reading], Reading]:
    """Damage a reading: change a file in its package; an empty `old` takes the file out."""

    def damage(reading: Reading) -> Reading:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(reading.data)) as packed, zipfile.ZipFile(out, "w") as changed:
            for entry in packed.infolist():
                data = packed.read(entry)
                if entry.filename == name:
                    if not old:
                        continue
                    assert old.encode() in data, f"the example is no example: {old} is not in {name}"
                    data = data.replace(old.encode(), new.encode(), 1)
                changed.writestr(entry, data)
        return replace(reading, data=out.getvalue())

    return damage


def _report(reading: Reading, problems: Iterable[str]) -> Iterator[Problem]:
    for problem in problems:
        yield Place(reading.edition.name), problem


@rule("EBR101", clause="eBraille 1.0, 4.2 and 4.7", hint=REPORT, damage=change_file("index.html", "", ""))
def check_file_set(reading: Reading) -> Iterable[Problem]:
    """Check that the files of the package stand where they must."""
    file = read_ebraille_file(reading.data)
    with zipfile.ZipFile(io.BytesIO(reading.data)) as packed:
        first = packed.infolist()[0]
        stored = first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
        if not stored or packed.read(first) != b"application/epub+zip":
            yield from _report(reading, ["`mimetype` is not the first file, stored as it is"])
    missing = {"package.opf", "index.html", "META-INF/container.xml"} - set(file.names)
    yield from _report(reading, (f"`{name}` is missing" for name in sorted(missing)))
    for name, document in file.documents.items():
        absolute = [value for one in document.iter() for value in one.attrib.values() if value.startswith("/")]
        yield from _report(reading, (f"`{name}` refers to `{one}`, outside the package" for one in absolute))


@rule(
    "EBR102",
    clause="eBraille 1.0, 5.3.3",
    hint=REPORT,
    damage=change_file("package.opf", '<meta property="a11y:brailleCellType">6</meta>', ""),
)
def check_metadata(reading: Reading) -> Iterable[Problem]:
    """Check that the package has all metadata that it must have."""
    package = read_ebraille_file(reading.data).package
    if package is None:
        return
    dated = bool(reading.edition.publication.facts.issued)
    for name, pattern in ELEMENTS.items():
        yield from _report(
            reading,
            _check_values(f"dc:{name}", pattern, list(package.iter(f"{DC}{name}")), dated=dated or name not in DATED),
        )
    for name, pattern in PROPERTIES.items():
        found = [one for one in package.iter(f"{OPF}meta") if one.get("property") == name]
        yield from _report(reading, _check_values(name, pattern, found, dated=dated or name not in DATED))


def _check_values(name: str, pattern: str, found: list[Element], *, dated: bool) -> Iterator[str]:
    if not found and dated:
        yield f"its package does not have `{name}`"
    if len(found) > 1 and name not in REPEATABLE:
        yield f"its package has {len(found)} of `{name}`"
    for one in found:
        if not re.fullmatch(pattern, (one.text or "").strip()):
            yield f"`{name}` in its package is `{one.text}`"


@rule("EBR103", clause="eBraille 1.0, 6.2.1", hint=REPORT, damage=change_file("ebraille/text.html", "</h1>", " 1</h1>"))
def check_only_braille(reading: Reading) -> Iterable[Problem]:
    """Check that all words are Unicode braille."""
    for name, document in read_ebraille_file(reading.data).documents.items():
        for element in document.iter():
            for text in (element.text, element.tail, element.get("alt"), element.get("aria-label")):
                if text and not _BRAILLE.fullmatch(text):
                    yield from _report(reading, [f"`{text.strip()[:40]}` in `{name}` is no braille"])


@rule(
    "EBR104",
    clause="eBraille 1.0, 3.4, 5.6, 6.2.2, 6.2.3 and 6.3.2",
    hint=REPORT,
    damage=change_file("ebraille/text.html", "</body>", "<script></script></body>"),
)
def check_features(reading: Reading) -> Iterable[Problem]:
    """Check that nothing is used that eBraille does not have."""
    file = read_ebraille_file(reading.data)
    yield from _report(reading, _find_features(file))
    with zipfile.ZipFile(io.BytesIO(reading.data)) as packed:
        for name in file.names:
            css = packed.read(name).decode() if name.endswith(".css") else ""
            yield from _report(reading, (f"`{one[0]}` in `{name}` changes the type" for one in _FONT.finditer(css)))
            if css and "list-style-type: none" not in css:
                yield from _report(reading, [f"`{name}` lets the reading system number lists"])


def _find_features(file: EbrailleFile) -> Iterator[str]:
    for name, document in file.documents.items():
        for element in document.iter():
            if element.tag in {f"{XHTML}script", f"{XHTML}style", f"{XHTML}form"}:
                yield f"`{name}` has a `{element.tag.removeprefix(XHTML)}`"
            if element.get("style"):
                yield f"`{name}` has a style of its own"
    if file.package is not None:
        if any(one.get("fallback") for one in file.package.iter(f"{OPF}item")):
            yield "its package has fallbacks"
        for kind in ("collection", "guide", "bindings"):
            if file.package.find(f"{OPF}{kind}") is not None:
                yield f"its package has a `{kind}`"


@rule(
    "EBR105",
    clause="eBraille 1.0, 8.2 and 8.3",
    hint=REPORT,
    damage=change_file("index.html", ' role="doc-toc"', ""),
)
def check_navigation(reading: Reading) -> Iterable[Problem]:
    """Check that the first page has contents and is no part of the text."""
    file = read_ebraille_file(reading.data)
    navs = list(file.documents["index.html"].iter(f"{XHTML}nav")) if "index.html" in file.documents else []
    if "doc-toc" not in {one.get("role") for one in navs}:
        yield from _report(reading, ["`index.html` has no list of contents with the role `doc-toc`"])
    if "page-list" in file.navigation and "doc-pagelist" not in {one.get("role") for one in navs}:
        yield from _report(reading, ["its list of print pages does not have the role `doc-pagelist`"])
    if file.package is not None:
        items = {one.get("id"): one for one in file.package.iter(f"{OPF}item")}
        spine = [items[one.get("idref")] for one in file.package.iter(f"{OPF}itemref") if one.get("idref") in items]
        if any("nav" in (one.get("properties") or "") for one in spine):
            yield from _report(reading, ["the list of contents is part of the text"])


@rule(
    "EBR106",
    clause="eBraille 1.0, 5.3.3.8: the language of the braille",
    hint=REPORT,
    damage=change_file("ebraille/text.html", "-Brai", ""),
)
def check_language_tags(reading: Reading) -> Iterable[Problem]:
    """Check that every document is marked as braille."""
    for name, document in read_ebraille_file(reading.data).documents.items():
        if "-Brai" not in (document.get("lang") or ""):
            yield from _report(reading, [f"`{name}` is in the language `{document.get('lang')}`"])
