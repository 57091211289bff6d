"""The base class of every entry, plain data checked against it, and what its fields are."""

from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from kotacerdas.findings import Route
from kotacerdas.reading.choices import chosen

_NO_FIELDS: Final[set[str]] = set()


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
    """Make an entry of plain data: the entry, or None and everything that is wrong with it."""
    try:
        entry = model.__pydantic_validator__.validate_python(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        canonical = _with_canonical_choices(model, data, errors)
        return (None, errors) if canonical is data else check(model, canonical)
    # Which of its fields were set is kept by Pydantic for copies that leave out the rest; nothing here
    # makes any, and the sets are a sixth of the memory of a large dossier.
    object.__setattr__(entry, "__pydantic_fields_set__", _NO_FIELDS)
    return entry, []


def _with_canonical_choices(model: type[Model], data: object, errors: Iterable[ErrorDetails]) -> object:
    """The data for a model with the model's own words where it refused others that mean the same."""
    for error in errors:
        if error["type"] == "literal_error" and isinstance(error["input"], str):
            *way, key = error["loc"]
            if word := chosen(error["input"], choices_of(model_at(model, tuple(way)), str(key))):
                data = _with(data, error["loc"], word)
    return data


def _with(data: Any, route: Route, value: str) -> Any:  # noqa: ANN401 - any plain data
    """The plain data of a model with another value at a route."""
    if not route:
        return value
    copy = data.copy()
    copy[route[0]] = _with(data[route[0]], route[1:], value)
    return copy


def pruned(data: object, errors: Iterable[ErrorDetails]) -> object:
    """The data for a model without what is wrong in it, so that the rest can still be checked against the model.

    Where a key is missing, the mapping that lacks it goes; what the entry itself lacks stays lacking.
    """
    locs = (error["loc"][:-1] if error["type"] == "missing" else error["loc"] for error in errors)
    routes = {loc for loc in locs if loc}
    return _without(data, (), routes)


def _without(data: object, route: Route, routes: set[Route]) -> object:
    """The plain data of a model without what stands at some routes."""
    if isinstance(data, dict):
        items = ((key, value, (*route, key)) for key, value in data.items())
        return {key: _without(value, at, routes) for key, value, at in items if at not in routes}
    if isinstance(data, list):
        rows = ((value, (*route, index)) for index, value in enumerate(data))
        return [_without(value, at, routes) for value, at in rows if at not in routes]
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
