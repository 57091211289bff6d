"""The values that a template handles, in Word and in Markdown: what may be asked of each, how it is written.

What is no number, no list or no text is refused here, and so are numbers of no sane size.
"""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro, StrictUndefined, Undefined
from jinja2.utils import Namespace, missing
from markupsafe import Markup

from kotacerdas.dates import PartialDate
from kotacerdas.templating.jinja.failures import TagFailed

Value: TypeAlias = Any
"""Whatever a template may hold; Jinja's own hooks take no narrower type."""

TEXT_METHODS: Final = frozenset(
    {"upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"}
)
MAPPING_METHODS: Final = frozenset({"items", "keys", "values", "get"})
_LOOP_FIELDS: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
    | {"previtem", "nextitem", "cycle"}
)
_NONE: Final = frozenset[str]()
_KINDS: Final[tuple[tuple[type | tuple[type, ...], str, frozenset[str]], ...]] = (
    (LoopContext, "loop", _LOOP_FIELDS),
    (str, "text", TEXT_METHODS),
    ((date, PartialDate), "date", frozenset({"year", "month", "day", "strftime"})),
    (Mapping, "mapping", MAPPING_METHODS),
    (Namespace, "mapping", _NONE),
    (type(None), "nothing", _NONE),
    ((int, float), "number", _NONE),
    (Iterable, "list", _NONE),
)
"""The kinds of values but for records and functions: their types, the keys of their words, what may be asked of them."""
MAX_NUMBER: Final = 10**30
_PLAIN: Final = (str, int, float, bool, type(None), date, PartialDate)


class Words(NamedTuple):
    """How dates, money and numbers are written in the language of the dossier."""

    date: Callable[[date | PartialDate], str]
    rupiah: Callable[[float], str]
    number: Callable[[float, int | None], str]


class Fragment(str):
    """Markup of the format, made by a function; printed as it is."""

    __slots__ = ()


class Run(Fragment):
    """Markup that only `{{r }}` can hold, or `{{p }}`."""

    __slots__ = ()


class Block(Fragment):
    """Markup that only `{{p }}` can hold."""

    __slots__ = ()


RUN, PARAGRAPH = "<run>", "<paragraph>"
"""The inner filters through which the values of `{{r }}` and `{{p }}` go."""


class DateFormat:
    """The `strftime` of a date: numerals, and the name of the month in the language of the dossier."""

    __name__ = "strftime"

    def __init__(self, day: date | PartialDate, words: Words) -> None:
        self._day, self._words = day, words

    def __call__(self, pattern: object) -> str:
        """A date among a template's values, written by a pattern; one that is not known to the day is written as far as it is known."""
        year, month, day = self._day.year, self._day.month, self._day.day
        if not (month and day):
            return self._words.date(self._day)
        signs = {"d": f"{day:02}", "-d": str(day), "m": f"{month:02}", "-m": str(month)}
        signs |= {"B": self._words.date(PartialDate(year, month)).rpartition(" ")[0]}
        signs |= {"y": f"{year % 100:02}", "Y": f"{year:04}", "%": "%"}

        def written(match: re.Match[str]) -> str:
            """What stands for a sign of the pattern."""
            if match[1] not in signs:
                raise TagFailed("bad-format", value=match[0], known=tuple(f"%{sign}" for sign in signs))
            return signs[match[1]]

        return re.sub("(?s)%(-?.?)", written, text_of(without_markup(pattern), self._words))


class Missing(StrictUndefined):
    """The value of a name that does not exist: using it says so, with the names that do."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        """What Jinja would say of a value that is undefined; instead of that, using it fails with what is known of it."""
        name, owner, error = self._undefined_name, self._undefined_obj, self._undefined_exception
        if isinstance(error, type) and issubclass(error, SecurityError):
            raise TagFailed("not-allowed", name=name)
        if owner is missing:
            raise TagFailed("no-such-name", name=name)
        if owner is None:
            raise TagFailed("is-empty", name=name)
        keys = map(str, owner) if isinstance(owner, Mapping) else ()
        known = tuple(getattr(type(owner), "_fields", ()) or keys)
        raise TagFailed("no-such-field", name=name, known=known, kind=kind_of(type(owner)))


def names_in(kind: type) -> Collection[str]:
    """The names that a template may ask of a value of a type: the fields of a record, and a few of other values."""
    fields: Collection[str] = getattr(kind, "_fields", ())
    known = next((names for types, _, names in _KINDS if issubclass(kind, types)), _NONE)
    return known or fields


def kind_of(kind: type) -> str:
    """What kind of values are of a type, by the name of its record or the key of its word."""
    if hasattr(kind, "_fields") and not issubclass(kind, PartialDate):
        return kind.__name__
    return next((word for types, word, _ in _KINDS if issubclass(kind, types)), "function")


def is_markup(value: object) -> bool:
    """Whether a value is markup of the format: a fragment that a function made, or the output of a macro."""
    return isinstance(value, Fragment | Markup)


def without_markup(value: object) -> object:
    """Let through a value that is no markup, whose inside no template may change."""
    if is_markup(value):
        raise TagFailed("is-markup")
    return value


def defined(value: Value) -> Value:
    """Let through a value that is there; one that is missing says itself which name does not exist."""
    if isinstance(value, Undefined):
        str(value)
    return value


def text_of(value: object, words: Words) -> str:
    """A plain value of a template as text. Raises TagFailed for what is none: a list, a record, a function."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, date | PartialDate):
        return words.date(value)
    if isinstance(value, bool | int | Undefined):  # what is missing says so itself
        return str(value)
    if isinstance(value, float):
        return words.number(as_number(value), None)
    fields = getattr(type(value), "_fields", None)
    raise TagFailed("not-text", kind=kind_of(type(value)), **({"known": fields} if fields else {}))


def as_number(value: object, operator: str = "") -> float:
    """Let through a template's value that is a number of a sane size; `operator` is what wants one."""
    if not isinstance(value, int | float):
        raise TagFailed("not-number", operator=operator, kind=kind_of(type(defined(value))))
    if not abs(value) <= MAX_NUMBER:  # nor what is no number
        raise TagFailed("too-large")
    return value


def plain(value: object) -> object:
    """Let through a value that can be compared in no time."""
    if type(value) in _PLAIN or isinstance(value, str):
        return value
    raise TagFailed("not-comparable", kind=kind_of(type(defined(value))))


def items_of(value: Value) -> Iterable[Value]:
    """The items of a value that can be walked through. Raises TagFailed for what has none."""
    if isinstance(value, Iterable):  # a missing one says so when it is walked through
        return value
    raise TagFailed("not-list", kind=kind_of(type(value)))


def searchable(value: Value) -> str | Mapping[Value, Value] | list[object]:
    """Let through a value that can be searched in no time: text, a mapping, a list of plain values."""
    if isinstance(value, str | Mapping):
        return value
    return [plain(item) for item in items_of(value)]


def misfit(
    function: Value, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], error: Exception
) -> Exception:
    """What a call failed by: that nothing can be called with these values of a template, or the error that came from within."""
    if isinstance(function, Macro):
        is_taken = not str(error).startswith("macro ")
    elif isinstance(getattr(function, "__self__", None), str | Mapping):
        is_taken = False
    else:
        try:
            is_taken = bool(inspect.signature(function).bind(*args, **kwargs))
        except (TypeError, ValueError):
            is_taken = False
    return error if is_taken else TagFailed("bad-call", name=name)
