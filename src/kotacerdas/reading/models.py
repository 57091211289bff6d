"""The base class of every entry, plain data checked against it, and what its fields are."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kotacerdas.findings import Route
from kotacerdas.reading.choices import chosen

_NO_FIELDS: Final[set[str]] = set()
_GONE: Final = object()

_M = TypeVar("_M", bound="Model")


class Model(BaseModel):
    """An entry of a YAML file: frozen, and no key beside its fields."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        defer_build=True,  # only the models that a dossier has are built, at their first use
    )


def check(model: type[_M], data: object) -> tuple[_M | None, list[ErrorDetails]]:
    """Make an entry of its model and plain data: the entry, or None and everything that is wrong with it."""
    try:
        entry = model.__pydantic_validator__.validate_python(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        words = _canonical_words(model, errors)
        return check(model, _changed(data, words)) if words else (None, errors)
    # Which of its fields were set is kept by Pydantic for copies that leave out the rest; nothing here
    # makes any, and the sets are a sixth of the memory of a large dossier.
    object.__setattr__(entry, "__pydantic_fields_set__", _NO_FIELDS)
    return entry, []


def _canonical_words(model: type[Model], errors: Iterable[ErrorDetails]) -> dict[Route, str]:
    """A model's own words by the routes where it refused others that mean the same."""
    words: dict[Route, str] = {}
    for error in errors:
        if error["type"] == "literal_error" and isinstance(error["input"], str):
            *way, key = error["loc"]
            words[error["loc"]] = chosen(error["input"], choices_of(model_at(model, tuple(way)), str(key)))
    return {route: word for route, word in words.items() if word}


def pruned(data: object, errors: Iterable[ErrorDetails]) -> object:
    """The data for a model without what is wrong in it, so that the rest can still be checked against the model.

    Where a key is missing, the mapping that lacks it goes; what the entry itself lacks stays lacking.
    """
    locs = (error["loc"][:-1] if error["type"] == "missing" else error["loc"] for error in errors)
    return _changed(data, {loc: _GONE for loc in locs if loc})


def _changed(data: object, changes: Mapping[Route, object], route: Route = ()) -> object:
    """The plain data of a model with other values at some routes, and without those that are `_GONE`."""
    if route in changes:
        return changes[route]
    if isinstance(data, dict):
        parts = {key: _changed(value, changes, (*route, key)) for key, value in data.items()}
        return {key: part for key, part in parts.items() if part is not _GONE}
    if isinstance(data, list):
        items = [_changed(value, changes, (*route, index)) for index, value in enumerate(data)]
        return [item for item in items if item is not _GONE]
    return data


def keys_of(model: type[Model]) -> list[str]:
    """The keys that an entry may have, as they are written in YAML."""
    return list(types_of(model))


@cache
def types_of(model: type[Model]) -> dict[str, Any]:
    """The types of the fields of a model, with what they are marked with, by key."""
    return {info.alias or name: info.rebuild_annotation() for name, info in model.model_fields.items()}


def choices_of(model: type[Model] | None, key: str) -> tuple[str, ...]:
    """The words that a field of a model takes; none if it takes any text."""
    return choices_in(types_of(model).get(key)) if model else ()


def choices_in(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - any type expression
    """The words that a field of some type takes; none if it takes any text."""
    parts = (part for part in parts_of(annotation) if get_origin(part) is Literal)
    return tuple(str(choice) for part in parts for choice in get_args(part))


def is_text(model: type[Model], key: str) -> bool:
    """Whether a field of a model holds what people read, or a path: any text, and no id."""
    parts = parts_of(types_of(model).get(key))
    return str in parts and any(isinstance(part, AfterValidator) for part in parts)


def model_at(model: type[Model], route: Route) -> type[Model] | None:
    """The model of the entry that a route leads to; None where it leads to no entry."""
    at: type[Model] | None = model
    for step in route:
        if at is not None and isinstance(step, str):
            at = model_in(types_of(at).get(step))
    return at


def model_in(annotation: Any) -> type[Model] | None:  # noqa: ANN401 - any type expression
    """The model of the entries that a field of some type holds; None where it holds none."""
    parts = parts_of(annotation)
    return next((part for part in parts if isinstance(part, type) and issubclass(part, Model)), None)


def parts_of(annotation: Any) -> list[Any]:  # noqa: ANN401 - any type expression
    """The types inside a field's Optional, tuple and Annotated, and what these are marked with."""
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        return [part for inner in get_args(annotation) for part in parts_of(inner)]
    return [annotation]
