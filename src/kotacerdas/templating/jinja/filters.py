"""The filters and tests that templates may use: a few of Jinja's own, and others that count what they make."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from jinja2 import Environment
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.filters import make_attrgetter
from jinja2.tests import TESTS as JINJA_TESTS

from kotacerdas.dates import PartialDate
from kotacerdas.rounding import rounded, total
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.values import (
    Value,
    Words,
    as_number,
    items_of,
    kind_of,
    plain,
    searchable,
    text_of,
    without_markup,
)

_MAX_DIGITS: Final = 9
_MAX_NUMERAL: Final = 40
_KEPT_FILTERS: Final = (
    *("count", "d", "default", "first", "last", "length", "map"),
    *("reject", "rejectattr", "select", "selectattr"),
)
_KEPT_TESTS: Final = (
    *("boolean", "defined", "false", "float", "integer", "iterable", "mapping", "none", "number"),
    *("sequence", "string", "true", "undefined"),
)


class _Group(NamedTuple):
    """Items that have something in common."""

    grouper: object
    list: list[Value]


class Filters:
    """The filters of one rendering. `joined` makes one text of several parts, of which some may be markup."""

    def __init__(self, env: Environment, words: Words, meter: Meter, joined: Callable[..., str]) -> None:
        self._env, self._words, self._meter, self._joined = env, words, meter, joined

    def by_name(self) -> dict[str, Callable[..., Value]]:
        """All filters, by the names under which templates know them."""
        return {name: JINJA_FILTERS[name] for name in _KEPT_FILTERS} | {
            "upper": self._on_text(str.upper),
            "lower": self._on_text(str.lower),
            "capitalize": self._on_text(str.capitalize),
            "title": self._on_text(str.title),
            "trim": self._on_text(str.strip),
            "join": self._join,
            "replace": self._replace,
            "paragraphs": self._paragraphs,
            "date": self._date,
            "rupiah": lambda value: "" if value is None else self._words.rupiah(as_number(value)),
            "number": self._number,
            "percent": lambda value, digits=0: "" if value is None else f"{self._number(value, digits)}%",
            "round": self._round,
            "abs": lambda value: abs(as_number(value)),
            "int": lambda value, default=0: _numeral("int", value, default),
            "float": lambda value, default=0.0: _numeral("float", value, default),
            "list": self._listed,
            "reverse": self._reverse,
            "sum": self._sum,
            "sort": self._sort,
            "unique": self._unique,
            "min": self._extreme(min),
            "max": self._extreme(max),
            "groupby": self._grouped,
        }

    def _text(self, value: object) -> str:
        """A value as text that a filter may change."""
        return text_of(without_markup(value), self._words)

    def _on_text(self, change: Callable[[str], str]) -> Callable[[object], str]:
        """A filter that changes a text."""

        def changed(value: object) -> str:
            made = change(self._text(value))
            self._meter.keep(len(made))
            return made

        return changed

    def _join(self, value: Value, separator: str = "", attribute: str | None = None) -> str:
        """The filter that makes one text of a list."""
        parts: list[object] = []
        for item in self._attributes(self._listed(value), attribute):
            parts += [separator, item] if parts else [item]
        return self._joined(*parts)

    def _replace(self, value: object, old: str, new: str) -> str:
        """The filter that puts one text for another."""
        text = self._text(value)
        if not old:
            raise TagFailed("replace-nothing")
        self._meter.keep(len(text) + text.count(old) * len(new))
        return text.replace(old, new)

    def _paragraphs(self, value: object) -> list[str]:
        """The filter that makes a list of the lines of a text."""
        lines = (line.strip() for line in self._text(value).splitlines())
        return self._meter.keep_items([line for line in lines if line])

    def _date(self, value: object) -> str:
        """The filter that writes a date in words."""
        if value is None or value == "":
            return ""
        if not isinstance(value, date | PartialDate):
            raise TagFailed("not-date", kind=kind_of(value))
        return self._words.date(value)

    def _number(self, value: object, digits: int | None = None) -> str:
        return "" if value is None else self._words.number(as_number(value), _digits(digits))

    def _round(self, value: object, digits: int | None = 0) -> float:
        """The filter that rounds a number, which stays whole where it is."""
        number, most = as_number(value), _digits(digits) or 0
        return number if isinstance(number, int) else float(rounded(number, most))

    def _listed(self, value: Value) -> list[Value]:
        return self._meter.keep_items(list(items_of(value)))

    def _attributes(self, items: Value, attribute: str | None) -> Iterable[Value]:
        return items if attribute is None else map(make_attrgetter(self._env, attribute), items)

    def _reverse(self, value: Value) -> Value:
        if isinstance(value, str):
            return self._on_text(lambda text: text[::-1])(value)
        return self._listed(value)[::-1]

    def _sum(self, value: Value, attribute: str | None = None, start: float = 0) -> float:
        numbers = list(map(as_number, (start, *self._attributes(self._listed(value), attribute))))
        return sum(numbers) if all(isinstance(n, int) for n in numbers) else float(total(numbers))

    def _keyed(self, value: Value, attribute: str | None) -> list[tuple[Any, Value]]:
        """The items of a list with what filters sort them by: texts without regard to capitals."""
        items = self._listed(value)
        keyed = []
        for attribute_value, item in zip(self._attributes(items, attribute), items, strict=True):
            key = plain(attribute_value)
            if isinstance(key, str):
                self._meter.keep(len(key))
            keyed.append((key.casefold() if isinstance(key, str) else key, item))
        return keyed

    def _sort(self, value: Value, reverse: Value = False, attribute: str | None = None) -> list[Value]:  # noqa: FBT002
        keyed = self._keyed(value, attribute)
        return [item for _, item in _compared(lambda: sorted(keyed, key=_key, reverse=reverse))]

    def _extreme(self, choose: Callable[..., Value]) -> Callable[..., Value]:
        """The filter that chooses the least or the greatest item of a list."""

        def chosen(value: Value, attribute: str | None = None) -> Value:
            keyed = self._keyed(value, attribute)
            return _compared(lambda: choose(keyed, key=_key))[1] if keyed else None

        return chosen

    def _alike(self, value: Value, attribute: str | None = None) -> dict[Any, list[Value]]:
        """The items of a list by what filters sort them by."""
        groups: dict[Any, list[Value]] = {}
        for key, item in self._keyed(value, attribute):
            groups.setdefault(key, []).append(item)
        return groups

    def _unique(self, value: Value, attribute: str | None = None) -> list[Value]:
        return [items[0] for items in self._alike(value, attribute).values()]

    def _grouped(self, value: Value, attribute: str) -> list[_Group]:
        """The filter that makes groups of the items whose attribute is alike."""
        groups = self._alike(value, attribute)
        name_of = make_attrgetter(self._env, attribute)
        return [_Group(name_of(groups[key][0]), groups[key]) for key in _compared(lambda: sorted(groups))]


def _key(keyed: tuple[Any, Value]) -> Any:  # noqa: ANN401
    return keyed[0]


def _digits(digits: object) -> int | None:
    if digits is not None and not (isinstance(digits, int) and 0 <= digits <= _MAX_DIGITS):
        raise TagFailed("digits", most=_MAX_DIGITS)
    return digits


def _numeral(kind: str, value: object, default: float) -> Value:
    """A numeral as a number, by Jinja's filter of that name, unless it is too long to be read in no time."""
    is_long = isinstance(value, str) and len(value) > _MAX_NUMERAL
    return default if is_long else JINJA_FILTERS[kind](value, default)


def _compared(compare: Callable[[], Value]) -> Value:
    """What a filter makes by comparing. Raises TagFailed where items cannot be compared."""
    try:
        return compare()
    except TypeError as error:
        raise TagFailed("not-comparable", kind="list") from error


TESTS: Final[dict[str, Any]] = {
    **{name: JINJA_TESTS[name] for name in _KEPT_TESTS},
    "eq": lambda a, b: plain(a) == plain(b),
    "equalto": lambda a, b: plain(a) == plain(b),
    "ne": lambda a, b: plain(a) != plain(b),
    "gt": lambda a, b: as_number(a) > as_number(b),
    "ge": lambda a, b: as_number(a) >= as_number(b),
    "lt": lambda a, b: as_number(a) < as_number(b),
    "le": lambda a, b: as_number(a) <= as_number(b),
    "in": lambda a, b: plain(a) in searchable(b),
    "even": lambda value: as_number(value) % 2 == 0,
    "odd": lambda value: as_number(value) % 2 == 1,
    "divisibleby": lambda a, b: bool(b) and as_number(a) % as_number(b) == 0,
}
