"""YAML files read into records: one file, or a folder of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pydantic import BaseModel

from press.load.files import BAD_NAME, EMPTY, MISSING, UNEXPECTED, SourceFolder, list_folder, read_text
from press.load.validation import salvage_record, validate_document
from press.load.yaml import YamlDocument, read_yaml
from press.model.publication import Source

Model = TypeVar("Model", bound=BaseModel)


def report_unexpected(
    folder: SourceFolder,
    name: str,
    found: Iterable[str],
    expected: Callable[[str], object],
    problem: str = "the press does not read this",
) -> None:
    """Report every name in a folder that is not expected."""
    for one in found:
        if not expected(one):
            folder.add_finding(UNEXPECTED, f"{name}/{one}" if name else one, problem)


def read_record(
    folder: SourceFolder, sources: dict[str, Source], name: str, model: type[Model]
) -> tuple[Model | None, YamlDocument | None]:
    """Read a YAML file into a record, with its document.

    A file with mistakes gives what can be salvaged of it. Findings go to the folder.
    """
    document = read_document(folder, sources, name)
    return (make_record(folder, name, model, document), document) if document else (None, None)


def read_document(folder: SourceFolder, sources: dict[str, Source], name: str) -> YamlDocument | None:
    """Read a YAML file that is not empty, noting it as a source."""
    sources[name] = Source(folder.format_path(name))
    file = read_text(folder, name)
    if not file:
        return None
    document, found = read_yaml(file.text, file.path)
    folder.findings += found
    sources[name] = Source(file.path, document.positions if document else {}, file.digest)
    if document and document.value is None:
        folder.add_finding(EMPTY, name, "it holds nothing but comments")
        return None
    return document


def make_record(folder: SourceFolder, name: str, model: type[Model], document: YamlDocument) -> Model:
    """Make a record of a document, or what can be salvaged of it."""
    record, found = validate_document(model, document, folder.format_path(name))
    folder.findings += found
    return record or salvage_record(model, document.value)


def read_records(
    folder: SourceFolder, sources: dict[str, Source], name: str, model: type[Model], good: Callable[[str], object],
    *, beside: bool = False,
) -> dict[str, Model]:  # fmt: skip
    """Read each YAML file of a folder into a record.

    Gives the records by file name without the ending. good: whether such a name is allowed; beside: whether each file
    may have a folder of its name beside it.
    """
    documents = read_documents(folder, sources, name, good, beside=beside)
    return {stem: make_record(folder, f"{name}/{stem}.yaml", model, one) for stem, one in documents.items()}


def read_documents(
    folder: SourceFolder, sources: dict[str, Source], name: str, good: Callable[[str], object], *, beside: bool = False
) -> dict[str, YamlDocument]:
    """Read each YAML file of a folder, by file name without ending."""
    there = list_folder(folder, name)
    own = {f"{one}.yaml" for one in there.folders} & set(there.files) if beside else set()
    names = (*there.files, *(one for one in there.folders if f"{one}.yaml" not in own))
    stems = [one.removesuffix(".yaml") for one in names if one.endswith(".yaml")]
    report_unexpected(folder, name, names, lambda one: one.endswith(".yaml"))
    if there.readable and not stems:
        folder.add_finding(MISSING, name, "there is no `.yaml` file in this folder")
    documents = {}
    for stem in stems:
        path = f"{name}/{stem}.yaml"
        if not good(stem):
            folder.add_finding(BAD_NAME, path, f"`{stem}` cannot be a name here")
        if one := read_document(folder, sources, path):
            documents[stem] = one
    return documents
