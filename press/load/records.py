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
    sources[name] = Source(folder.format_path(name))
    file = read_text(folder, name)
    if not file:
        return None, None
    document, found = read_yaml(file.text, file.path)
    folder.findings += found
    sources[name] = Source(file.path, document.positions if document else {}, file.digest)
    if not document:
        return None, None
    if document.value is None:
        folder.add_finding(EMPTY, name, "it holds nothing but comments")
        return None, None
    record, found = validate_document(model, document, file.path)
    folder.findings += found
    return record or salvage_record(model, document.value), document


def read_records(
    folder: SourceFolder, sources: dict[str, Source], name: str, model: type[Model], good: Callable[[str], object],
    *, beside: bool = False,
) -> dict[str, Model]:  # fmt: skip
    """Read each YAML file of a folder into a record.

    Gives the records by file name without the ending. good: whether such a name is allowed; beside: whether each file
    may have a folder of its name beside it.
    """
    there = list_folder(folder, name)
    own = {f"{one}.yaml" for one in there.folders} & set(there.files) if beside else set()
    names = (*there.files, *(one for one in there.folders if f"{one}.yaml" not in own))
    stems = [one.removesuffix(".yaml") for one in names if one.endswith(".yaml")]
    report_unexpected(folder, name, names, lambda one: one.endswith(".yaml"))
    if there.readable and not stems:
        folder.add_finding(MISSING, name, "there is no `.yaml` file in this folder")
    records = {}
    for stem in stems:
        path = f"{name}/{stem}.yaml"
        if not good(stem):
            folder.add_finding(BAD_NAME, path, f"`{stem}` cannot be a name here")
        one, _ = read_record(folder, sources, path, model)
        if one:
            records[stem] = one
    return records
