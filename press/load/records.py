"""YAML files as nouns: one file, or a folder of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pydantic import BaseModel

from press.load.files import BAD_NAME, EMPTY, MISSING, UNEXPECTED, Folder, listing, read_text
from press.load.forms import salvaged
from press.load.validation import validate
from press.load.yaml import Document, read_yaml
from press.model.edition import Source

Model = TypeVar("Model", bound=BaseModel)


def expect(
    folder: Folder,
    name: str,
    found: Iterable[str],
    expected: Callable[[str], object],
    problem: str = "the press does not read this",
) -> None:
    """Add a finding for everything found in a folder that is not expected there."""
    for one in found:
        if not expected(one):
            folder.add(UNEXPECTED, f"{name}/{one}" if name else one, problem)


def noun(
    folder: Folder, sources: dict[str, Source], name: str, model: type[Model]
) -> tuple[Model | None, Document | None]:
    """What a YAML file describes, or what can be salvaged of it, and the document it was read from."""
    sources[name] = Source(folder.path(name))
    file = read_text(folder, name)
    if not file:
        return None, None
    document, found = read_yaml(file.text, file.path)
    folder.found += found
    sources[name] = Source(file.path, document.marks if document else {}, file.digest)
    if not document:
        return None, None
    if document.value is None:
        folder.add(EMPTY, name, "it holds nothing but comments")
        return None, None
    made, found = validate(model, document, file.path)
    folder.found += found
    return made or salvaged(model, document.value), document


def nouns(
    folder: Folder, sources: dict[str, Source], name: str, model: type[Model], good: Callable[[str], object],
    *, beside: bool = False,
) -> dict[str, Model]:  # fmt: skip
    """What each YAML file of a folder describes, by its name without the ending.

    beside: whether each file may have a folder of its name beside it.
    """
    there = listing(folder, name)
    own = {f"{one}.yaml" for one in there.folders} & set(there.files) if beside else set()
    names = (*there.files, *(one for one in there.folders if f"{one}.yaml" not in own))
    stems = [one.removesuffix(".yaml") for one in names if one.endswith(".yaml")]
    expect(folder, name, names, lambda one: one.endswith(".yaml"))
    if there.readable and not stems:
        folder.add(MISSING, name, "there is no `.yaml` file in this folder")
    made = {}
    for stem in stems:
        path = f"{name}/{stem}.yaml"
        if not good(stem):
            folder.add(BAD_NAME, path, f"`{stem}` cannot be a name here")
        one, _ = noun(folder, sources, path, model)
        if one:
            made[stem] = one
    return made
