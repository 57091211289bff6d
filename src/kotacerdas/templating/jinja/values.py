"""The values that a template handles: what each is called, what may be asked of it, how it is written.

What is no number, no list or no text is refused here, and so are numbers of no sane size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, Self

from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import StrictUndefined, Undefined
from jinja2.utils import missing

from kotacerdas.dates import PartialDate
from kotacerdas.templating.jinja.failures import Trouble

TEXT_METHODS: Final = frozenset(
    {"upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"}
)
MAPPING_METHODS: Final = frozenset({"items", "keys", "values", "get"})
LOOP: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
    | {"previtem", "nextitem", "cycle"}
)
DATE: Final = frozenset({"year", "month", "day"})
MAX_NUMBER: Final = 10**30
_PLAIN: Final = (str, int, float, bool, type(None), date, PartialDate)


class Words(NamedTuple):
    """How dates, money and numbers are written in the language of the dossier."""

    date: Callable[[date | PartialDate], str]
    rupiah: Callable[[int], str]
    number: Callable[[float, int | None], str]


class Fragment(str):
    """Markup of the format, made by a function; printed as it is. `is_run`: only `{{r }}` can hold it."""

    __slots__ = ("is_run",)
    is_run: bool

    def __new__(cls, markup: str, *, is_run: bool = False) -> Self:
        """Keep the markup."""
        made = super().__new__(cls, markup)
        made.is_run = is_run
        return made


class Missing(StrictUndefined):
    """A name that does not exist: using it says so, with the names that do."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,  # noqa: ANN401 - Jinja's own
        name: str | None = None,
        exc: type[TemplateRuntimeError] = TemplateRuntimeError,
    ) -> None:
        super().__init__(hint, obj, name, exc)

        def trouble(_message: str) -> Trouble:
            if isinstance(exc, type) and issubclass(exc, SecurityError):
                return Trouble("not-allowed", name=name)
            if obj is missing:
                return Trouble("no-such-name", name=name)
            if obj is None:
                return Trouble("is-empty", name=name)
            known = tuple(
                getattr(type(obj), "_fields", ()) or (map(str, obj) if isinstance(obj, Mapping) else ())
            )
            return Trouble("no-such-field", name=name, known=known, kind=kind_of(obj))

        self._undefined_exception = trouble  # type: ignore[assignment]


def text_of(value: object, words: Words) -> str:
    """A plain value as text. Raises Trouble for what is none: a list, a record, a function."""
    if isinstance(value, Undefined):
        return str(value)  # it says itself what is missing
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, date | PartialDate):
        return words.date(value)
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        return words.number(as_number(value), None)
    raise Trouble("not-text", kind=kind_of(value))


def kind_of(value: object) -> str:
    """What something is, by the name of its record or the key of its word."""
    if hasattr(type(value), "_fields"):
        return type(value).__name__
    if isinstance(value, Mapping):
        return "mapping"
    if isinstance(value, str):
        return "text"
    if value is None:
        return "nothing"
    if isinstance(value, bool | int | float):
        return "number"
    if isinstance(value, date):
        return "date"
    return "list" if isinstance(value, Iterable) else "function"


def as_number(value: object) -> float:
    """Let through a number of a sane size."""
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, int | float):
        raise Trouble("not-number", operator="", kind=kind_of(value))
    if not abs(value) <= MAX_NUMBER:  # nor what is no number
        raise Trouble("too-large")
    return value


def plain(value: object) -> object:
    """Let through what can be compared in no time."""
    if isinstance(value, Undefined):
        str(value)
    if type(value) in _PLAIN or isinstance(value, str):
        return value
    raise Trouble("not-comparable", kind=kind_of(value))


def items_of(value: Any) -> Iterable[Any]:  # noqa: ANN401
    """What can be walked through. Raises Trouble for what has no items."""
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, Iterable):
        raise Trouble("not-list", kind=kind_of(value))
    return value
