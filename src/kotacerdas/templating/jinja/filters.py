"""The filters and tests that templates may use: a few of Jinja's own, and others that count what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.filters import make_attrgetter
from jinja2.runtime import Undefined
from jinja2.tests import TESTS as JINJA_TESTS
from markupsafe import Markup

from kotacerdas.dates import PartialDate
from kotacerdas.templating.jinja.failures import Trouble
from kotacerdas.templating.jinja.values import Fragment, Words, as_number, items_of, kind_of, plain, text_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from kotacerdas.templating.jinja.meter import Meter

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
    list: list[Any]


class Filters:
    """The filters of one rendering. `joined` makes one text of several parts, of which some may be markup."""

    def __init__(self, env: Environment, words: Words, meter: Meter, joined: Callable[..., str]) -> None:
        self._env = env
        self._words = words
        self._meter = meter
        self._joined = joined

    def by_name(self) -> dict[str, Callable[..., Any]]:
        """All of them, by the names under which templates know them."""
        kept = {name: JINJA_FILTERS[name] for name in _KEPT_FILTERS}
        return kept | self._of_texts() | self._of_numbers() | self._of_lists()

    # --- texts -----------------------------------------------------------------------------------

    def _of_texts(self) -> dict[str, Callable[..., object]]:
        def join(value: Any, separator: str = "", attribute: str | None = None) -> str:  # noqa: ANN401
            items = self._listed(value)
            shown = items if attribute is None else map(make_attrgetter(self._env, attribute), items)
            parts: list[object] = []
            for item in shown:
                parts += [separator, item] if parts else [item]
            return self._joined(*parts)

        def replace(value: object, old: str, new: str) -> str:
            whole = text_of(value, self._words)
            if not old or isinstance(value, Markup | Fragment):
                raise Trouble("is-markup" if old else "replace-nothing")
            self._meter.keep(len(whole) + whole.count(old) * len(new))
            return whole.replace(old, new)

        def paragraphs(value: object) -> list[str]:
            if isinstance(value, Markup | Fragment):
                raise Trouble("is-markup")
            return self._meter.keep_items(
                [line.strip() for line in text_of(value, self._words).splitlines() if line.strip()]
            )

        return {
            "upper": self._on_text(str.upper),
            "lower": self._on_text(str.lower),
            "capitalize": self._on_text(str.capitalize),
            "title": self._on_text(str.title),
            "trim": self._on_text(str.strip),
            "join": join,
            "replace": replace,
            "paragraphs": paragraphs,
        }

    def _on_text(self, change: Callable[[str], str]) -> Callable[[object], str]:
        """A filter that changes a text."""

        def changed(value: object) -> str:
            if isinstance(value, Markup | Fragment):
                raise Trouble("is-markup")
            made = change(text_of(value, self._words))
            self._meter.keep(len(made))
            return made

        return changed

    # --- dates and numbers -----------------------------------------------------------------------

    def _of_numbers(self) -> dict[str, Callable[..., object]]:
        def shown_date(value: object) -> str:
            if value is None or value == "":
                return ""
            if not isinstance(value, date | PartialDate):
                raise Trouble("not-date", kind=kind_of(value))
            return self._words.date(value)

        def shown_rupiah(value: object) -> str:
            return "" if value is None else self._words.rupiah(int(as_number(value)))

        def shown_number(value: object, digits: int | None = None) -> str:
            return "" if value is None else self._words.number(as_number(value), _few(digits))

        def percent(value: object, digits: int = 0) -> str:
            return "" if value is None else f"{self._words.number(as_number(value), _few(digits))}%"

        def rounded(value: object, digits: int = 0) -> float:
            return round(as_number(value), _few(digits) or 0)

        def whole_number(value: object, default: int = 0) -> int:
            is_long = isinstance(value, str) and len(value) > _MAX_NUMERAL
            return default if is_long else JINJA_FILTERS["int"](value, default)

        def real_number(value: object, default: float = 0.0) -> float:
            is_long = isinstance(value, str) and len(value) > _MAX_NUMERAL
            return default if is_long else JINJA_FILTERS["float"](value, default)

        return {
            "date": shown_date,
            "rupiah": shown_rupiah,
            "number": shown_number,
            "percent": percent,
            "round": rounded,
            "abs": lambda value: abs(as_number(value)),
            "int": whole_number,
            "float": real_number,
        }

    # --- lists -----------------------------------------------------------------------------------

    def _of_lists(self) -> dict[str, Callable[..., object]]:
        return {
            "list": self._listed,
            "reverse": self._reverse,
            "sum": self._sum,
            "sort": self._sort,
            "unique": self._unique,
            "min": self._min,
            "max": self._max,
            "groupby": self._grouped,
        }

    def _listed(self, value: Any) -> list[Any]:  # noqa: ANN401
        return self._meter.keep_items(list(items_of(value)))

    def _reverse(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return self._on_text(lambda shown: shown[::-1])(value)
        return self._listed(value)[::-1]

    def _sum(self, value: Iterable[Any], attribute: str | None = None, start: float = 0) -> float:
        items = self._listed(value)
        numbers = items if attribute is None else map(make_attrgetter(self._env, attribute), items)
        return as_number(start) + sum(map(as_number, numbers))

    def _keyed(self, value: Iterable[Any], attribute: str | None) -> list[tuple[Any, Any]]:
        """The items with what they are sorted by: texts without regard to capitals."""
        of = make_attrgetter(self._env, attribute) if attribute is not None else lambda item: item
        keyed = []
        for item in self._listed(value):
            key = plain(of(item))
            if isinstance(key, str):
                self._meter.keep(len(key))
            keyed.append((key.casefold() if isinstance(key, str) else key, item))
        return keyed

    def _sort(self, value: Iterable[Any], reverse: bool = False, attribute: str | None = None) -> list[Any]:  # noqa: FBT001, FBT002 - as Jinja's own
        keyed = self._keyed(value, attribute)
        return [item for _, item in _comparable(lambda: sorted(keyed, key=lambda p: p[0], reverse=reverse))]

    def _unique(self, value: Iterable[Any], attribute: str | None = None) -> list[Any]:
        first: dict[Any, Any] = {}
        for key, item in self._keyed(value, attribute):
            first.setdefault(key, item)
        return list(first.values())

    def _min(self, value: Iterable[Any], attribute: str | None = None) -> Any:  # noqa: ANN401
        keyed = self._keyed(value, attribute)
        return _comparable(lambda: min(keyed, key=lambda p: p[0]))[1] if keyed else None

    def _max(self, value: Iterable[Any], attribute: str | None = None) -> Any:  # noqa: ANN401
        keyed = self._keyed(value, attribute)
        return _comparable(lambda: max(keyed, key=lambda p: p[0]))[1] if keyed else None

    def _grouped(self, value: Iterable[Any], attribute: str) -> list[_Group]:
        groups: dict[Any, list[Any]] = {}
        names: dict[Any, Any] = {}
        of = make_attrgetter(self._env, attribute)
        for key, item in self._keyed(value, attribute):
            groups.setdefault(key, []).append(item)
            names.setdefault(key, of(item))
        order = _comparable(lambda: sorted(groups))
        return [_Group(names[key], groups[key]) for key in order]


def _few(digits: object) -> int | None:
    if digits is not None and not (isinstance(digits, int) and 0 <= digits <= _MAX_DIGITS):
        raise Trouble("digits", most=_MAX_DIGITS)
    return digits


def _members(value: object) -> object:
    """Let through what can be searched in no time: text, mappings, lists of plain values."""
    if isinstance(value, Undefined):
        str(value)
    return value if isinstance(value, str | Mapping) else [plain(item) for item in items_of(value)]


def _comparable(compare: Callable[[], Any]) -> Any:  # noqa: ANN401
    try:
        return compare()
    except TypeError as error:
        raise Trouble("not-comparable", kind="list") from error


TESTS: Final[dict[str, Any]] = {
    **{name: JINJA_TESTS[name] for name in _KEPT_TESTS},
    "eq": lambda a, b: plain(a) == plain(b),
    "equalto": lambda a, b: plain(a) == plain(b),
    "ne": lambda a, b: plain(a) != plain(b),
    "gt": lambda a, b: as_number(a) > as_number(b),
    "ge": lambda a, b: as_number(a) >= as_number(b),
    "lt": lambda a, b: as_number(a) < as_number(b),
    "le": lambda a, b: as_number(a) <= as_number(b),
    "in": lambda a, b: plain(a) in _members(b),  # type: ignore[operator]
    "even": lambda value: as_number(value) % 2 == 0,
    "odd": lambda value: as_number(value) % 2 == 1,
    "divisibleby": lambda a, b: bool(b) and as_number(a) % as_number(b) == 0,
}
