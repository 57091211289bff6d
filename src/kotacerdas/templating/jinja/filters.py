"""The filters and tests that templates may use: a few of Jinja's own, and others that count what they make."""

import re
from collections.abc import Callable, Iterable, Sized
from datetime import date
from functools import wraps
from operator import itemgetter
from typing import Any, Final, NamedTuple

from jinja2 import Environment
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.filters import make_attrgetter
from jinja2.runtime import Undefined
from jinja2.tests import TESTS as JINJA_TESTS

from kotacerdas.dates import PartialDate
from kotacerdas.rounding import rounded, total
from kotacerdas.templating.jinja import values
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import LONGEST, Meter
from kotacerdas.templating.jinja.values import Value, Words

_MAX_DIGITS, _MAX_NUMERAL, _WIDEST = 9, 40, 1000
_FORMAT: Final = re.compile(r"%(%|[-+ 0#]{0,5}\d{0,2}(?:\.\d{0,2})?([sdifeEgGxX]))?")
_KEPT_FILTERS: Final = ("map", "reject", "rejectattr", "select", "selectattr")
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

    def filters(self) -> dict[str, Callable[..., Value]]:
        """All filters, by the names under which templates know them."""
        own: dict[str, Callable[..., Value]] = {
            "upper": lambda value: self._text(value).upper(),
            "lower": lambda value: self._text(value).lower(),
            "capitalize": lambda value: self._text(value).capitalize(),
            "title": lambda value: self._text(value).title(),
            "trim": lambda value: self._text(value).strip(),
            # As docxtpl's templates ask for it: what is printed is made safe in any case.
            "e": lambda value: value,
            "format": self._format,
            "truncate": self._truncate,
            "wordwrap": self._wordwrap,
            "join": self._join,
            "replace": self._replace,
            "paragraphs": self._paragraphs,
            "default": _default,
            "d": _default,
            "date": self._date,
            "rupiah": lambda value: "" if value is None else self._words.rupiah(values.as_number(value)),
            "number": self._number,
            "percent": lambda value, digits=0: "" if value is None else f"{self._number(value, digits)}%",
            "round": self._round,
            "abs": lambda value: abs(values.as_number(value)),
            "int": lambda value, default=0: _numeral("int", value, default),
            "float": lambda value, default=0.0: _numeral("float", value, default),
            "list": _listed,
            "count": _counted,
            "length": _counted,
            "first": lambda value: next(iter(values.items_of(value)), None),
            "last": lambda value: next(reversed(_listed(value)), None),
            "reverse": self._reverse,
            "sum": self._sum,
            "sort": self._sort,
            "unique": self._unique,
            "min": self._extreme(min),
            "max": self._extreme(max),
            "groupby": self._grouped,
        }
        own |= {name: JINJA_FILTERS[name] for name in _KEPT_FILTERS}
        return {name: self._measured(name, function) for name, function in own.items()}

    def tests(self) -> dict[str, Callable[..., Value]]:
        """All tests, by the names under which templates know them."""
        return {name: self._measured(name, function) for name, function in _TESTS.items()}

    def _measured(self, name: str, function: Callable[..., Value]) -> Callable[..., Value]:
        """A filter or test that looks at the clock, counts what it makes, and tells when it is called wrongly."""
        look, keep = self._meter.look, self._meter.keep

        @wraps(function)  # and with Jinja's mark of what it passes beside
        def measured(*args: Value, **kwargs: Value) -> Value:
            """Call the filter or test with these values, and count what it makes."""
            look()
            try:
                return keep(function(*args, **kwargs))
            except (TypeError, ValueError) as error:
                raise values.misfit(function, name, args, kwargs, error) from None

        return measured

    def _text(self, value: object) -> str:
        """A value as text that a filter may change."""
        return values.text_of(values.without_markup(value), self._words)

    def _join(self, value: Value, separator: str = "", attribute: str | None = None) -> str:
        """The filter that makes one text of a list."""
        parts: list[object] = []
        for item in self._attributes(values.items_of(value), attribute):
            parts += [separator, item] if parts else [item]
        return self._joined(*parts)

    def _replace(self, value: object, old: object, new: object) -> str:
        """The filter that puts one text for another."""
        text, old, new = map(self._text, (value, old, new))
        if not old:
            raise TagFailed("replace-nothing")
        if len(text) + text.count(old) * len(new) > LONGEST:
            raise TagFailed("too-large")
        return text.replace(old, new)

    def _format(self, pattern: object, *args: Value) -> str:
        """The filter that puts numbers and texts where `%05.2f` and the like stand in a pattern."""
        given = iter(args)

        def written(match: re.Match[str]) -> str:
            """What the filter `format` writes for a sign of its pattern."""
            kind = match[2]
            value = next(given, None) if kind else None
            if value is None and match[0] != "%%":
                raise TagFailed("bad-format", value=match[0])
            if value is None:
                return "%"
            return match[0] % (self._text(value) if kind == "s" else values.as_number(value))

        return _FORMAT.sub(written, self._text(pattern))

    def _truncate(
        self,
        value: object,
        length: float = 255,
        killwords: object = False,  # noqa: FBT002 - Jinja's own signature
        end: object = "...",
        leeway: float = 5,
    ) -> str:
        """The filter that cuts a long text, between two words unless `killwords`."""
        text, end = self._text(value), self._text(end)
        most = int(values.as_number(length))
        kept = text[: max(0, most - len(end))]
        if len(text) <= most + values.as_number(leeway):
            return text
        return (kept if killwords else kept.rsplit(" ", 1)[0]) + end

    def _wordwrap(self, value: object, width: int = 79) -> str:
        """The filter that breaks a text into lines of so many signs."""
        if not (isinstance(width, int) and 0 < width <= _WIDEST):
            raise TagFailed("bad-call", name="wordwrap")
        lines = []
        for line in self._text(value).splitlines():
            row = ""
            for word in line.split():
                for at in range(0, len(word), width):
                    piece = word[at : at + width]
                    if row and len(row) + 1 + len(piece) > width:
                        lines.append(row)
                        row = ""
                    row = f"{row} {piece}" if row else piece
            lines.append(row)
        return "\n".join(lines)

    def _paragraphs(self, value: object) -> list[str]:
        """The filter that makes a list of the lines of a text."""
        lines = (line.strip() for line in self._text(value).splitlines())
        return [line for line in lines if line]

    def _date(self, value: object) -> str:
        """The filter that writes a date in words."""
        if value is None or value == "":
            return ""
        if not isinstance(value, date | PartialDate):
            raise TagFailed("not-date", kind=values.kind_of(type(value)))
        return self._words.date(value)

    def _number(self, value: object, digits: int | None = None) -> str:
        return "" if value is None else self._words.number(values.as_number(value), _digits(digits))

    def _round(self, value: object, digits: int | None = 0) -> float:
        """The filter that rounds a number, which stays whole where it is."""
        number, most = values.as_number(value), _digits(digits) or 0
        return number if isinstance(number, int) else float(rounded(number, most))

    def _attributes(self, items: Value, attribute: str | None) -> Iterable[Value]:
        return items if attribute is None else map(make_attrgetter(self._env, attribute), items)

    def _reverse(self, value: Value) -> Value:
        return self._text(value)[::-1] if isinstance(value, str) else _listed(value)[::-1]

    def _sum(self, value: Value, attribute: str | None = None, start: float = 0) -> float:
        numbers = list(map(values.as_number, (start, *self._attributes(_listed(value), attribute))))
        return sum(numbers) if all(isinstance(n, int) for n in numbers) else float(total(numbers))

    def _keyed(self, value: Value, attribute: str | None) -> list[tuple[Any, Value]]:
        """The items of a list with what filters sort them by: texts without regard to capitals."""
        items = _listed(value)
        keys = map(values.plain, self._attributes(items, attribute))
        folded = (self._meter.keep(key.casefold()) if isinstance(key, str) else key for key in keys)
        return list(zip(folded, items, strict=True))

    def _sort(self, value: Value, reverse: Value = False, attribute: str | None = None) -> list[Value]:  # noqa: FBT002
        keyed = self._keyed(value, attribute)
        return [
            item for _, item in _compared(lambda: sorted(keyed, key=itemgetter(0), reverse=bool(reverse)))
        ]

    def _extreme(self, choose: Callable[..., Value]) -> Callable[..., Value]:
        """The filter that chooses the least or the greatest item of a list."""

        def chosen(value: Value, attribute: str | None = None) -> Value:
            keyed = self._keyed(value, attribute)
            return _compared(lambda: choose(keyed, key=itemgetter(0)))[1] if keyed else None

        return chosen

    def _alike(self, value: Value, attribute: str | None = None) -> dict[Any, list[Value]]:
        """The items of a list that the filter `unique` or `groupby` takes for alike, by what filters sort them by."""
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


def _default(value: Value, default: Value = "", boolean: Value = False) -> Value:  # noqa: FBT002 - Jinja's own signature
    """A value, or what stands for one that does not exist; a record's fields are known, so that none is asked for in vain."""
    if isinstance(value, Undefined) and hasattr(type(value._undefined_obj), "_fields"):  # noqa: SLF001 - Jinja's own name
        values.defined(value)
    return JINJA_FILTERS["default"](value, default, boolean)


def _listed(value: Value) -> list[Value]:
    return list(values.items_of(value))


def _counted(value: Value) -> int:
    return len(value) if isinstance(value, Sized) else len(_listed(value))


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


_TESTS: Final[dict[str, Any]] = {
    **{name: JINJA_TESTS[name] for name in _KEPT_TESTS},
    "eq": lambda a, b: values.plain(a) == values.plain(b),
    "equalto": lambda a, b: values.plain(a) == values.plain(b),
    "ne": lambda a, b: values.plain(a) != values.plain(b),
    "gt": lambda a, b: values.as_number(a) > values.as_number(b),
    "ge": lambda a, b: values.as_number(a) >= values.as_number(b),
    "lt": lambda a, b: values.as_number(a) < values.as_number(b),
    "le": lambda a, b: values.as_number(a) <= values.as_number(b),
    "in": lambda a, b: values.plain(a) in values.searchable(b),
    "even": lambda value: values.as_number(value) % 2 == 0,
    "odd": lambda value: values.as_number(value) % 2 == 1,
    "divisibleby": lambda a, b: bool(b) and values.as_number(a) % values.as_number(b) == 0,
}
