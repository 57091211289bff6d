"""Pydantic's errors of shape → findings KC1xx, known by the stable `type`, never by an English sentence."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic_core import ErrorDetails

from kotacerdas.findings import Diagnostic, Location, Part, Route, Severity
from kotacerdas.nearest import nearest
from kotacerdas.reading.choices import likely
from kotacerdas.reading.models import Model, choices_of, is_text, keys_of, model_at
from kotacerdas.reading.references import ids_in, naming_fields

_MAX_SUGGESTED: Final = 200
"""Signs of a text that may hold a list of ids."""

_MAX_KEYS: Final = 8
_PLAIN: Final = r"[^\W_](?:[\w ./()-]*\w)?"
"""A text that needs no quotation marks in YAML, wherever it stands."""

_KINDS: Final = {
    "string_type": "text",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "dict_type": "mapping",
    "tuple_type": "list",
}


_CODES: Final = {
    "extra_forbidden": "KC101",
    "missing": "KC102",
    **dict.fromkeys(_KINDS, "KC103"),
    "literal_error": "KC104",
    "date_notation": "KC105",
    "rupiah_notation": "KC106",
    "number_notation": "KC107",
    "count_notation": "KC107",
    "year_notation": "KC107",
    "ambiguous_number": "KC107",
    "yes_no_notation": "KC108",
    "out_of_range": "KC109",
    "id_notation": "KC110",
    "string_too_short": "KC113",
    "string_too_long": "KC113",
}


def diagnose(
    model: type[Model], errors: Iterable[ErrorDetails], path: str, start: Route
) -> Iterator[Diagnostic]:
    """The findings KC1xx that Pydantic's errors of shape become. `start` is the way to the entry in its file.

    A wrong key is pointed at by its key, a missing one by the mapping that lacks it, anything else
    by its value.
    """
    for error in errors:
        kind, loc = error["type"], error["loc"]
        code = _CODES.get(kind, "KC199")
        owner, key = model_at(model, loc[:-1]), str(loc[-1]) if loc else ""
        route: Route = (*start, *loc)
        part: Part = "value"
        details: dict[str, object] = {"field": _named_field(route), **error.get("ctx", {})}
        if code == "KC101":
            part = "key"
            details["suggestion"] = nearest(key, keys_of(owner) if owner else ())
        elif code == "KC102":
            part, route = "mapping", route[:-1]
        elif code == "KC103":
            details |= _wanted(model, error)
        elif code == "KC104" and not isinstance(error["input"], str):
            code = "KC103"
            details["variant"] = "text"
        elif code == "KC104":
            choices = choices_of(owner, key)
            meant = likely(error["input"], choices)
            details |= {"choices": choices, "suggestion": meant[0] if len(meant) == 1 else ""}
            details |= {"alternatives": meant} if len(meant) > 1 else {}
        elif code in {"KC107", "KC113"}:
            details["variant"] = kind.replace("_", "-")
        elif code == "KC199":
            details["text"] = error["msg"]
        if isinstance(error["input"], str):
            details["value"] = error["input"]
        yield Diagnostic(code, Severity.ERROR, Location(path, route, part), details=details)


def _wanted(model: type[Model], error: ErrorDetails) -> dict[str, object]:
    """What is wanted instead of a value whose shape is an error: entries with keys of their own, or a list of ids.

    `names` is the kind of what the ids name, which exist or not.
    """
    *way, key = error["loc"] or ("",)
    owner, value = model_at(model, tuple(way)), error["input"]
    is_list, is_short = error["type"] == "tuple_type", isinstance(value, str) and len(value) <= _MAX_SUGGESTED
    inner = model_at(model, error["loc"])
    if inner and _KINDS[error["type"]] != "text":
        keys = keys_of(inner)
        first = next((name for name, info in inner.model_fields.items() if info.is_required()), keys[0])
        is_plain = is_short and is_text(inner, first) and re.fullmatch(_PLAIN, value)
        return {
            "variant": "entries" if is_list else "entry",
            "example": f"{first}: {value if is_plain else '…'}",
            "keys": (*keys[:_MAX_KEYS], *(["…"] if len(keys) > _MAX_KEYS else [])),
        }
    names = dict(naming_fields(owner)).get(str(key), "") if owner else ""
    if is_list and is_short and names:
        return {"variant": "list", "names": names, "suggestion": f"[{', '.join(ids_in(value))}]"}
    return {"variant": _KINDS[error["type"]]}


def _named_field(route: Route) -> str:
    """The field that a route leads to, as people call it: `agency`, or `supports[2]` in a list."""
    name = next((str(step) for step in reversed(route) if isinstance(step, str)), "")
    number = route[-1] if route else ""
    return f"{name}[{number + 1}]" if isinstance(number, int) else name
