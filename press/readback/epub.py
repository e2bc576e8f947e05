"""EPUB publications, read back with zipfile and Expat: what they say, and what they say of themselves."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree as ET

from press.model.edition import FinishedEdition
from press.readback import Reading
from press.readback.html import read_body_words, read_element_words
from press.readback.parity import list_document_lines
from press.readback.speech.from_html import read_page_nodes
from press.readback.speech.listen import announce_nodes

CONTAINER = "META-INF/container.xml"
_CONTAINER_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPS = "{http://www.idpf.org/2007/ops}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_XHTML = "{http://www.w3.org/1999/xhtml}"


class EpubProperty(NamedTuple):
    """A property in the metadata: its name, such as `dc:title`, its value, the id that it refines and its own id."""

    name: str
    value: str
    refines: str = ""
    id: str = ""


class EpubItem(NamedTuple):
    """An item of the manifest: its path in the archive, its media type and its properties."""

    path: str
    media_type: str
    properties: frozenset[str]


class EpubLink(NamedTuple):
    """A link of the navigation: its words, the path that it leads to, and the id there."""

    words: str
    path: str
    fragment: str


@dataclass(frozen=True)
class EpubPublication:
    """A publication as it was read back.

    entries: paths of the files in the archive, in order; media_type: the content of `mimetype`; is_media_type_first:
    whether that file stands first and uncompressed; spine: paths of the documents in reading order; direction: in
    which pages turn; documents: by path, names without namespace; navigation: links by the type of their list.
    """

    entries: tuple[str, ...] = ()
    media_type: str = ""
    is_media_type_first: bool = False
    properties: tuple[EpubProperty, ...] = ()
    items: tuple[EpubItem, ...] = ()
    spine: tuple[str, ...] = ()
    direction: str = ""
    documents: Mapping[str, ET.Element] = field(default_factory=dict)
    navigation: Mapping[str, tuple[EpubLink, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def list_values(self, name: str) -> list[str]:
        """List the values of a property."""
        return [one.value for one in self.properties if one.name == name]


@dataclass(frozen=True)
class EpubReading(Reading):
    """A publication, and what it says."""

    epub: EpubPublication = field(default_factory=EpubPublication)


def read_epub(final: FinishedEdition) -> EpubReading:
    """Read a publication back."""
    epub = read_publication(final.data)
    dom = join_documents(epub)
    return EpubReading(
        edition=final.edition,
        html=final.html,
        data=final.data,
        words=read_body_words(dom),
        dom=dom,
        html_without_imprint=final.html_without_imprint or final.html,
        lines=list_document_lines(dom),
        epub=epub,
    )


def announce_epub(data: bytes) -> Iterator[str]:
    """Announce a publication, one line for each announcement."""
    epub = read_publication(data)
    root = join_documents(epub)
    yield from announce_nodes(read_page_nodes(root), " ".join(epub.list_values("dc:title")), root.get("lang") or "")


def join_documents(epub: EpubPublication) -> ET.Element:
    """Join the documents of the spine as one."""
    documents = [epub.documents[path] for path in epub.spine if path in epub.documents]
    root = ET.Element("html", documents[0].attrib if documents else {})
    body = ET.SubElement(root, "body")
    for document in documents:
        for part in document.findall("body"):
            body.extend(part)
    return root


def read_publication(data: bytes) -> EpubPublication:
    """Read a publication from its bytes.

    What cannot be read is in its `problems`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _PublicationReader(archive).read()
    except (zipfile.BadZipFile, KeyError, ET.ParseError, UnicodeDecodeError, EOFError) as error:
        return EpubPublication(problems=(f"it cannot be read: {error}",))


class _PublicationReader:
    """Follows a publication from its container to its documents."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries = archive.infolist()

    def read(self) -> EpubPublication:
        """Read everything that the package names."""
        first = self.entries[0] if self.entries else None
        container = self.parse(CONTAINER)
        package_path = next(container.iter(f"{_CONTAINER_NAMESPACE}rootfile")).get("full-path") or ""
        package = self.parse(package_path)
        folder = posixpath.dirname(package_path)
        items = {one.get("id") or "": _read_item(one, folder) for one in package.iter(f"{_OPF}item")}
        spine = package.find(f"{_OPF}spine")
        documents = {one.path: self.parse(one.path) for one in items.values() if one.media_type.endswith("xhtml+xml")}
        navigation = next((one.path for one in items.values() if "nav" in one.properties), "")
        return EpubPublication(
            entries=tuple(one.filename for one in self.entries),
            media_type=self.archive.read("mimetype").decode(),
            is_media_type_first=bool(
                first and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and not first.extra
            ),
            properties=tuple(_read_properties(package)),
            items=tuple(items.values()),
            spine=tuple(items[one.get("idref") or ""].path for one in package.iter(f"{_OPF}itemref")),
            direction="" if spine is None else spine.get("page-progression-direction") or "",
            documents={path: _drop_namespace(document) for path, document in documents.items()},
            navigation=_read_navigation(documents[navigation], navigation) if navigation in documents else {},
        )

    def parse(self, path: str) -> ET.Element:
        """Parse an XML file of the archive."""
        return ET.fromstring(self.archive.read(path))  # noqa: S314 - Expat loads nothing and limits entities


def _read_item(item: ET.Element, folder: str) -> EpubItem:
    path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
    return EpubItem(path, item.get("media-type") or "", frozenset((item.get("properties") or "").split()))


def _read_properties(package: ET.Element) -> Iterator[EpubProperty]:
    for one in package.iterfind(f"{_OPF}metadata/*"):
        name = f"dc:{one.tag.removeprefix(_DC)}" if one.tag.startswith(_DC) else one.get("property") or ""
        value = " ".join((one.text or "").split())
        yield EpubProperty(name, value, (one.get("refines") or "").lstrip("#"), one.get("id") or "")


def _read_navigation(document: ET.Element, path: str) -> dict[str, tuple[EpubLink, ...]]:
    """Read the links of each list. path: of the document, to which links are relative."""
    found = {}
    for nav in document.iter(f"{_XHTML}nav"):
        links = []
        for link in nav.iter(f"{_XHTML}a"):
            target, fragment = urldefrag(unquote(link.get("href") or ""))
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            links.append(EpubLink(read_element_words(_drop_namespace(link)), there, fragment))
        found[nav.get(f"{_OPS}type") or ""] = tuple(links)
    return found


def _drop_namespace(element: ET.Element) -> ET.Element:
    """Copy an element as the HTML parser would give it.

    XHTML names and `lang` lose their namespace; `epub:type` keeps its prefix.
    """
    attributes = {
        key.replace(_OPS, "epub:"): value for key, value in element.attrib.items() if not key.startswith(_XML)
    }
    lang = element.get(f"{_XML}lang")
    if lang and "lang" not in attributes:
        attributes["lang"] = lang
    copy = ET.Element(element.tag.removeprefix(_XHTML), attributes)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_drop_namespace(child) for child in element)
    return copy
