"""The types of `facts.py` taken apart: what they ask for, and what stands in for a value that is not there."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from press.model.fields import _pattern

Model = TypeVar("Model", bound=BaseModel)


def field_pattern(model: type[BaseModel], name: str) -> str:
    """The regular expression of a text field of a model; empty when it has none."""
    return _pattern(model.model_fields[name].metadata)


def bare(kind: Any) -> Any:
    """A type without what is annotated to it and without `None`."""
    origin = get_origin(kind)
    if origin is Annotated:
        return bare(get_args(kind)[0])
    if origin in {Union, types.UnionType}:
        return bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def salvaged(model: type[Model], value: Any) -> Model:
    """What can be read of a value that is not a sound noun; an empty value stands for what cannot."""
    given = value if isinstance(value, dict) else {}
    fields = {name: _field(field, given.get(name)) for name, field in model.model_fields.items()}
    return model.model_construct(**fields)


def _field(field: FieldInfo, value: Any) -> Any:
    if value is None and not field.is_required():
        return field.get_default(call_default_factory=True)
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _part(kind, value)


def _part(kind: Any, value: Any) -> Any:
    """The value as its type wants it, or what can be salvaged of it."""
    try:
        return TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        plain = bare(kind)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return salvaged(plain, value)
    arguments = get_args(plain)
    if get_origin(plain) is list:
        return [part for one in _list(value) if (part := _part(arguments[0], one))]
    if get_origin(plain) is dict:
        pairs = value.items() if isinstance(value, dict) else ()
        return {key: part for key, one in pairs if (part := _part(arguments[1], one))}
    return arguments[0] if get_origin(plain) is Literal else None if plain is not str else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
