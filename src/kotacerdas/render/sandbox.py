"""Jinja for templates that nobody has to trust.

A template sees records, a few filters and the functions of its format; nothing in it reaches the disk, the
network or Python. What Jinja's own sandbox leaves open is closed here: text that doubles itself, numbers without
end, loops without output, `str(list)`. Every loop, call and printed text is counted against limits.

A template's source is text with tags; a problem is known by the line of its tag.
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import LoopContext, Macro, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import missing, pass_context, pass_environment
from markupsafe import Markup

from kotacerdas.dates import PartialDate
from kotacerdas.diagnostics import NO_DETAILS

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.compiler import Frame
    from jinja2.nodes import EvalContext


class Marks(NamedTuple):
    """What tags begin and end with."""

    block: tuple[str, str] = ("{%", "%}")
    variable: tuple[str, str] = ("{{", "}}")
    comment: tuple[str, str] = ("{#", "#}")


class Limits(NamedTuple):
    """What one rendering may use.

    `steps` are turns of loops and calls, so that a template comes to its end at the same place on every
    machine; `characters` are what is printed, `kept` what is held in variables.
    """

    seconds: float = 300.0
    steps: int = 5_000_000
    characters: int = 200_000_000
    kept: int = 50_000_000


LIMITS: Final = Limits()
BRACES: Final = Marks()
"""The delimiters of a text file: Jinja's own."""


class Place(NamedTuple):
    """Where a tag stands. Numbers count from 1; 0 means that there is none.

    `part` is `text` in Markdown; in Word `body`, `header`, `footer`, `footnotes`, `endnotes` or `properties`,
    and `file` the name of that part. A paragraph is counted in its part, or in its table's cell.
    """

    part: str = ""
    file: str = ""
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    tag: str = ""


class Problem(NamedTuple):
    """A mistake in a template: the code of its sentence, the line of its tag, what fills the sentence."""

    code: str
    line: int = 0
    details: Mapping[str, object] = NO_DETAILS
    place: Place = Place()


class TemplateFailed(Exception):  # noqa: N818 - it says what happened
    """A template cannot be read, or rendering it came to an end."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class Trouble(Exception):  # noqa: N818 - as above
    """What a function or filter has against its use, without the place."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class Fragment(str):
    """Markup of the format, made by a function; printed as it is. `is_run`: only `{{r }}` can hold it."""

    __slots__ = ("is_run",)
    is_run: bool

    def __new__(cls, markup: str, *, is_run: bool = False) -> Self:
        """Keep the markup."""
        made = super().__new__(cls, markup)
        made.is_run = is_run
        return made


MAX_TAGS: Final = 20_000
"""More than any document needs; what a template costs before it is rendered grows with them."""

_MAX_NUMBER: Final = 10**30
_MAX_DIGITS: Final = 9
_MAX_TEXT: Final = 2_000_000
_MAX_NUMERAL: Final = 40
_LOOK_AT_CLOCK: Final = 1024
_CALL: Final = 10  # steps: a call costs about as much as so many turns of a loop
_ITEM: Final = 50  # characters: what an item of a list takes
_BATCH: Final = 1024  # pieces
_PLAIN: Final = (str, int, float, bool, type(None), date, PartialDate)
TEXT_METHODS: Final = frozenset(
    {"upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "startswith", "endswith", "split"}
)
_MAPPING_METHODS: Final = frozenset({"items", "keys", "values", "get"})
LOOP: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"}
    | {"previtem", "nextitem", "cycle"}
)
DATE: Final = frozenset({"year", "month", "day"})
_KEPT_FILTERS: Final = (
    *("count", "d", "default", "first", "last", "length", "map"),
    *("reject", "rejectattr", "select", "selectattr"),
)
_KEPT_TESTS: Final = (
    *("boolean", "defined", "false", "float", "integer", "iterable", "mapping", "none", "number"),
    *("sequence", "string", "true", "undefined"),
)
_ENDS: Final = {"for": "endfor", "if": "endif", "macro": "endmacro", "with": "endwith", "set": "endset"}
_INNER: Final = {"else": ("if", "for"), "elif": ("if",)}
_REFUSED: Final = frozenset(
    {"include", "import", "from", "extends", "block", "autoescape", "filter", "raw", "do", "call"}
)
_REFUSED_NODES: Final[tuple[type[nodes.Node], ...]] = (
    *(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock),
    *(nodes.FilterBlock, nodes.ScopedEvalContextModifier),
)


class Meter:
    """Counts what a rendering uses. Raises Trouble where it is too much."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.seconds
        self._steps = limits.steps
        self._next_look = limits.steps - _LOOK_AT_CLOCK
        self._left = limits.characters
        self._room = limits.kept

    def tick(self, steps: int = 1) -> None:
        """Count turns of loops, and look at the clock now and then."""
        self._steps -= steps
        if self._steps < self._next_look:
            self._next_look = self._steps - _LOOK_AT_CLOCK
            if self._steps < 0:
                raise Trouble("too-many-steps", steps=self._limits.steps)
            if time.monotonic() > self._end:
                raise Trouble("too-long", seconds=f"{self._limits.seconds:g}")

    def spend(self, characters: int) -> None:
        """Count characters that are printed."""
        self._left -= characters
        if self._left < 0:
            raise Trouble("too-much", characters=self._limits.characters)

    def keep(self, characters: int) -> None:
        """Count the characters of a text that a template has made and holds."""
        self._room -= characters
        if characters > _MAX_TEXT or self._room < 0:
            raise Trouble("too-large")

    def keep_items(self, items: list[Any]) -> list[Any]:
        """Count a list that a template has made."""
        self.tick(len(items))
        self._room -= _ITEM * len(items)
        if self._room < 0:
            raise Trouble("too-large")
        return items


class Words(NamedTuple):
    """How dates, money and numbers are written in the language of the dossier."""

    date: Callable[[date | PartialDate], str]
    rupiah: Callable[[int], str]
    number: Callable[[float, int | None], str]


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
        return words.number(_number(value), None)
    raise Trouble("not-text", kind=_kind(value))


class _Generator(CodeGenerator):
    """Leaves out the escaping of what is printed, which goes through `finalize` and is escaped there."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401, ARG002
        self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401, ARG002
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment in which a template is compiled and rendered, for one rendering.

    `escape` makes any text safe in the format; `functions` are what templates can call. `as_run` makes of text
    what can stand beside a fragment that is a run. `wraps` names, by the line of a printing tag, an inner filter
    and its argument through which its value goes.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(
        self,
        escape: Callable[[str], str],
        functions: Mapping[str, Callable[..., object]],
        words: Words,
        meter: Meter,
        marks: Marks = BRACES,
        as_run: Callable[[str], str] = str,
        wraps: Mapping[int, tuple[str, int]] = MappingProxyType({}),
        **options: Any,  # noqa: ANN401 - Jinja's own
    ) -> None:
        super().__init__(
            block_start_string=marks.block[0],
            block_end_string=marks.block[1],
            variable_start_string=marks.variable[0],
            variable_end_string=marks.variable[1],
            comment_start_string=marks.comment[0],
            comment_end_string=marks.comment[1],
            undefined=_Missing,
            autoescape=True,
            finalize=self._printer(escape, meter),
            keep_trailing_newline=True,
            optimized=False,
            cache_size=0,
            **options,
        )
        self.marks = marks
        self.meter = meter
        self._escape = escape
        self._words = words
        self._as_run = as_run
        self._wraps = wraps
        self.functions = dict(functions)
        self._callable = frozenset(map(id, self.functions.values()))
        self.globals = dict(self.functions)
        self.filters = {name: FILTERS[name] for name in _KEPT_FILTERS} | self._own_filters()
        self.tests = {name: TESTS[name] for name in _KEPT_TESTS} | _OWN_TESTS

    # --- what is printed ---------------------------------------------------------------------

    def _printer(self, escape: Callable[[str], str], meter: Meter) -> Callable[[JinjaContext, object], str]:
        """What makes safe, and counts, what a tag prints."""

        @pass_context  # so that constants, too, come here
        def printed(_context: JinjaContext, value: object) -> str:
            if type(value) is str:
                shown = escape(value)
            elif isinstance(value, Markup):  # the output of a macro
                shown = value
            elif isinstance(value, Fragment):
                if value.is_run:
                    raise Trouble("needs-run")
                shown = str.__str__(value)
            else:
                shown = escape(self.text_of(value))
            meter.spend(len(shown))
            return shown

        return printed

    def text_of(self, value: object) -> str:
        """A plain value as text in the language of the dossier. Raises Trouble for a list or record."""
        return text_of(value, self._words)

    # --- what may be reached -------------------------------------------------------------------

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002 - Jinja's own
        """Whether a template may see an attribute: the fields of records, and a few names beside."""
        if isinstance(obj, str):
            return attr in TEXT_METHODS
        if isinstance(obj, LoopContext):
            return attr in LOOP
        if isinstance(obj, date | PartialDate):
            return attr in DATE
        if isinstance(obj, Mapping):
            return attr in _MAPPING_METHODS
        return attr in getattr(type(obj), "_fields", ())

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - Jinja's own
        """Whether a template may call something."""
        if id(obj) in self._callable or isinstance(obj, Macro):
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, str):
            return name in TEXT_METHODS
        if isinstance(owner, Mapping):
            return name in _MAPPING_METHODS
        return isinstance(owner, LoopContext) and name == "cycle"

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own
        """The field of a record or mapping, straight away; everything else by Jinja's way."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in _MAPPING_METHODS:
                return obj[attribute]
        elif attribute in getattr(kind, "_fields", ()):
            return getattr(obj, attribute)
        if isinstance(obj, Fragment | Markup):
            raise Trouble("is-markup")
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja's own
        """A field of a record, an item of a list or mapping."""
        if isinstance(obj, Fragment | Markup):
            raise Trouble("is-markup")
        return super().getitem(obj, _plain(argument))

    def call(self, __context: JinjaContext, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, PYI063
        """Call a function or macro, and count it."""
        self.meter.tick(_CALL)
        if isinstance(__obj, Undefined):
            str(__obj)
        if not self.is_safe_callable(__obj):
            raise Trouble("not-callable", kind=_kind(__obj))
        if isinstance(getattr(__obj, "__self__", None), Mapping):
            for value in args:
                _plain(value)
        try:
            result = super().call(__context, __obj, *args, **kwargs)
        except (TypeError, ValueError) as error:
            if _takes(__obj, args, kwargs, error):
                raise
            name = getattr(__obj, "name", "") or getattr(__obj, "__name__", "")
            raise Trouble("bad-call", name=name) from error
        if isinstance(result, str):
            self.meter.keep(len(result))
        elif isinstance(result, list):
            self.meter.keep_items(result)
        return result

    def call_filter(
        self,
        name: str,
        value: Any,  # noqa: ANN401
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        context: JinjaContext | None = None,
        eval_ctx: EvalContext | None = None,
    ) -> Any:  # noqa: ANN401
        """Apply a filter that `map` names."""
        if not isinstance(name, str) or name.startswith("<") or name not in self.filters:
            raise Trouble("no-such-filter", name=str(name)[:_MAX_NUMERAL], known=self.known_filters())
        return super().call_filter(name, value, args, kwargs, context, eval_ctx)

    def call_test(
        self,
        name: str,
        value: Any,  # noqa: ANN401
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        context: JinjaContext | None = None,
        eval_ctx: EvalContext | None = None,
    ) -> Any:  # noqa: ANN401
        """Apply a test that `select` names."""
        if not isinstance(name, str) or name not in self.tests:
            raise Trouble("no-such-test", name=str(name)[:_MAX_NUMERAL], known=tuple(self.tests))
        return super().call_test(name, value, args, kwargs, context, eval_ctx)

    def known_filters(self) -> tuple[str, ...]:
        """The filters that a template can name."""
        return tuple(name for name in self.filters if not name.startswith("<"))

    def call_binop(self, context: JinjaContext, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Compute with numbers of a sane size, or join texts."""
        self.meter.tick()
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._joined(left, right)
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)
            if not isinstance(value, int | float):
                raise Trouble("not-number", operator=operator, kind=_kind(value))
            if not abs(value) <= _MAX_NUMBER:
                raise Trouble("too-large")
        if operator == "**":
            raise Trouble("no-power")
        if operator in {"/", "//", "%"} and not right:
            raise Trouble("by-zero")
        result = super().call_binop(context, operator, left, right)
        if not abs(result) <= _MAX_NUMBER:
            raise Trouble("too-large")
        return result

    def call_unop(self, context: JinjaContext, operator: str, arg: Any) -> Any:  # noqa: ANN401
        """Turn the sign of a number."""
        return super().call_unop(context, operator, _number(arg))

    def _joined(self, *parts: object) -> str:
        """Parts as one text. With markup among them the others are made safe, and it is markup."""
        for part in parts:
            if isinstance(part, Undefined):
                str(part)
        if any(isinstance(part, Fragment | Markup) for part in parts):
            is_run = any(isinstance(part, Fragment) and part.is_run for part in parts)
            shown = [(part, self._marked_up(part)) for part in parts]
            markup = "".join(
                self._as_run(piece)
                if is_run and piece and not (isinstance(part, Fragment) and part.is_run)
                else piece
                for part, piece in shown
            )
            joined: str = Fragment(markup, is_run=is_run)
        else:
            joined = "".join(map(self.text_of, parts))
        self.meter.keep(len(joined))
        return joined

    def _marked_up(self, part: object) -> str:
        is_markup = isinstance(part, Fragment | Markup)
        return str.__str__(part) if is_markup else self._escape(self.text_of(part))

    # --- filters ---------------------------------------------------------------------------------

    def _own_filters(self) -> dict[str, Callable[..., object]]:
        text = self.text_of

        def on_text(change: Callable[[str], str]) -> Callable[[object], str]:
            def changed(value: object) -> str:
                if isinstance(value, Markup | Fragment):
                    raise Trouble("is-markup")
                made = change(text(value))
                self.meter.keep(len(made))
                return made

            return changed

        @pass_environment
        def join(env: Sandbox, value: Any, separator: str = "", attribute: str | None = None) -> str:  # noqa: ANN401
            items = listed(value)
            shown = items if attribute is None else map(make_attrgetter(env, attribute), items)
            parts: list[object] = []
            for item in shown:
                parts += [separator, item] if parts else [item]
            return self._joined(*parts)

        def replace(value: object, old: str, new: str) -> str:
            whole = text(value)
            if not old or isinstance(value, Markup | Fragment):
                raise Trouble("is-markup" if old else "replace-nothing")
            self.meter.keep(len(whole) + whole.count(old) * len(new))
            return whole.replace(old, new)

        def paragraphs(value: object) -> list[str]:
            if isinstance(value, Markup | Fragment):
                raise Trouble("is-markup")
            return self.meter.keep_items([line.strip() for line in text(value).splitlines() if line.strip()])

        def listed(value: Any) -> list[Any]:  # noqa: ANN401
            return self.meter.keep_items(list(_items(value)))

        def reverse(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, str):
                return on_text(lambda shown: shown[::-1])(value)
            return listed(value)[::-1]

        def whole_number(value: object, default: int = 0) -> int:
            is_long = isinstance(value, str) and len(value) > _MAX_NUMERAL
            return default if is_long else FILTERS["int"](value, default)

        def real_number(value: object, default: float = 0.0) -> float:
            is_long = isinstance(value, str) and len(value) > _MAX_NUMERAL
            return default if is_long else FILTERS["float"](value, default)

        def shown_date(value: object) -> str:
            if value is None or value == "":
                return ""
            if not isinstance(value, date | PartialDate):
                raise Trouble("not-date", kind=_kind(value))
            return self._words.date(value)

        def shown_rupiah(value: object) -> str:
            return "" if value is None else self._words.rupiah(int(_number(value)))

        def shown_number(value: object, digits: int | None = None) -> str:
            return "" if value is None else self._words.number(_number(value), _few(digits))

        def percent(value: object, digits: int = 0) -> str:
            return "" if value is None else f"{self._words.number(_number(value), _few(digits))}%"

        def _rounded(value: object, digits: int = 0) -> float:
            return round(_number(value), _few(digits) or 0)

        def total(value: Iterable[Any], attribute: str | None = None, start: float = 0) -> float:
            items = listed(value)
            numbers = items if attribute is None else map(make_attrgetter(self, attribute), items)
            return _number(start) + sum(map(_number, numbers))

        @pass_context
        def steps(_context: JinjaContext, value: Iterable[Any]) -> Iterator[Any]:
            tick = self.meter.tick
            for item in _items(value):
                tick()
                yield item

        @pass_context
        def sliced(_context: JinjaContext, value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, Fragment | Markup):
                raise Trouble("is-markup")
            if not isinstance(value, str | list | tuple):
                return listed(value)
            self.meter.keep(len(value))
            return value

        @pass_context
        def held(_context: JinjaContext, value: str) -> str:
            self.meter.keep(len(value))
            return value

        @pass_context
        def members(_context: JinjaContext, value: object) -> object:
            self.meter.tick()
            if isinstance(value, Undefined):
                str(value)
            if isinstance(value, str | Mapping):
                return value
            return self.meter.keep_items([_plain(item) for item in _items(value)])

        @pass_context
        def concat(_context: JinjaContext, parts: list[object]) -> str:
            return self._joined(*parts)

        return {
            "upper": on_text(str.upper),
            "lower": on_text(str.lower),
            "capitalize": on_text(str.capitalize),
            "title": on_text(str.title),
            "trim": on_text(str.strip),
            "join": join,
            "replace": replace,
            "paragraphs": paragraphs,
            "date": shown_date,
            "rupiah": shown_rupiah,
            "number": shown_number,
            "percent": percent,
            "round": _rounded,
            "abs": lambda value: abs(_number(value)),
            "int": whole_number,
            "float": real_number,
            "list": listed,
            "reverse": reverse,
            "sum": total,
            "sort": self._sort,
            "unique": self._unique,
            "min": self._min,
            "max": self._max,
            "groupby": self._grouped,
            _STEPS: steps,
            _CONCAT: concat,
            _LITERAL: pass_context(lambda _context, data: Fragment(data)),
            _PLAIN_ONLY: pass_context(lambda _context, value: _plain(value)),
            _MEMBERS: members,
            _SLICED: sliced,
            _HELD: held,
        }

    def _keyed(self, value: Iterable[Any], attribute: str | None) -> list[tuple[Any, Any]]:
        """The items with what they are sorted by: texts without regard to capitals."""
        of = make_attrgetter(self, attribute) if attribute is not None else lambda item: item
        keyed = []
        for item in self.meter.keep_items(list(_items(value))):
            key = _plain(of(item))
            if isinstance(key, str):
                self.meter.keep(len(key))
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
        of = make_attrgetter(self, attribute)
        for key, item in self._keyed(value, attribute):
            groups.setdefault(key, []).append(item)
            names.setdefault(key, of(item))
        order = _comparable(lambda: sorted(groups))
        return [_Group(names[key], groups[key]) for key in order]

    # --- from source to output -------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, and put counters into every loop, join and comparison."""
        tree = super()._parse(source, name, filename)
        if refused := _refused(tree):
            raise TemplateSyntaxError(refused, 1)
        return _metered(tree, self._wraps)

    def stream(self, source: str, values: Mapping[str, object]) -> Iterator[str]:
        """The output of a template, in pieces of some size.

        Raises TemplateFailed, with the line of the tag, for whatever goes wrong in the template.
        """
        template = self._compiled(source)
        try:
            pieces = template.root_render_func(template.new_context(dict(values)))
            while batch := list(islice(pieces, _BATCH)):
                text = "".join(batch)
                self.meter.spend(len(text))
                yield text
        except (TemplateFailed, GeneratorExit):
            raise
        except Exception as error:  # whatever a template does is a problem of the template
            line = 0
            place = error.__traceback__
            while place is not None:
                if place.tb_frame.f_code.co_filename == _FILENAME:
                    line = template.get_corresponding_lineno(place.tb_lineno)
                place = place.tb_next
            problem = _problem(error, line, (*values, *self.functions))
            if problem.code in {"no-such-filter", "no-such-test"}:  # Jinja tells them without their line
                same = [each for each in self.problems(source) if each.code == problem.code]
                raise TemplateFailed(same or [problem]) from error
            raise TemplateFailed([problem]) from error

    def _compiled(self, source: str) -> Template:
        """The template, ready to be rendered. Raises TemplateFailed with all that is wrong with its tags."""
        block, variable, _ = self.marks
        fallback = Problem("too-deep")  # nested deeper than Jinja or Python can read
        if re.search(rf"{re.escape(block[0])}[-+]?\s*raw\b", source):
            fallback = Problem("refused-tag", details={"name": "raw"})
        elif source.count(block[0]) + source.count(variable[0]) <= MAX_TAGS:
            try:
                return self.from_string(source)
            except TemplateSyntaxError as error:
                fallback = _syntax(error, error.lineno)
            except Exception as error:  # noqa: BLE001 - the compiler's own limits, which the fallback tells
                fallback = _problem(error, 0, ()) if isinstance(error, ValueError) else fallback
        raise TemplateFailed(self.problems(source) or [fallback])

    def problems(self, source: str, shape: type | None = None) -> list[Problem]:
        """Everything that is wrong with a template and can be found without rendering it.

        `shape` is the record of the names that templates see.
        """
        from kotacerdas.render.names import wrong_names  # noqa: PLC0415 - only checking needs it

        reading = _Reading(source, self)
        if reading.is_too_long:
            return reading.found
        found = reading.found
        try:
            tree = super()._parse(reading.mended(), None, None)
            found += wrong_names(tree, self, shape, reading.guessed)
        except TemplateSyntaxError as error:
            found = found or [_syntax(error, error.lineno)]
        except RecursionError:
            found = found or [Problem("too-deep")]
        except ValueError:  # a number that Python does not read
            found = found or [Problem("too-large")]
        return sorted(found, key=lambda problem: problem.line)


_FILENAME: Final = "<template>"
_STEPS, _CONCAT, _LITERAL, _PLAIN_ONLY, _MEMBERS = "<steps>", "<concat>", "<literal>", "<plain>", "<members>"
_SLICED, _HELD = "<sliced>", "<held>"


class _Group(NamedTuple):
    """Items that have something in common."""

    grouper: object
    list: list[Any]


class _Missing(StrictUndefined):
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
            return Trouble("no-such-field", name=name, known=known, kind=_kind(obj))

        self._undefined_exception = trouble  # type: ignore[assignment]


_KINDS: Final = {"str": "text", "int": "number", "float": "number", "bool": "number", "NoneType": "nothing"}


def _kind(value: object) -> str:
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


def _number(value: object) -> float:
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, int | float):
        raise Trouble("not-number", operator="", kind=_kind(value))
    if not abs(value) <= _MAX_NUMBER:  # nor what is no number
        raise Trouble("too-large")
    return value


def _few(digits: object) -> int | None:
    if digits is not None and not (isinstance(digits, int) and 0 <= digits <= _MAX_DIGITS):
        raise Trouble("digits", most=_MAX_DIGITS)
    return digits


def _plain(value: object) -> object:
    """Let through what can be compared in no time."""
    if isinstance(value, Undefined):
        str(value)
    if type(value) in _PLAIN or isinstance(value, str):
        return value
    raise Trouble("not-comparable", kind=_kind(value))


def _members(value: object) -> object:
    """Let through what can be searched in no time: text, mappings, lists of plain values."""
    if isinstance(value, Undefined):
        str(value)
    return value if isinstance(value, str | Mapping) else [_plain(item) for item in _items(value)]


def _items(value: Any) -> Iterable[Any]:  # noqa: ANN401
    """What can be walked through. Raises Trouble for what has no items."""
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, Iterable):
        raise Trouble("not-list", kind=_kind(value))
    return value


def _takes(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any], error: Exception) -> bool:  # noqa: ANN401
    """Whether it can be called like this, so that the error came from within."""
    if isinstance(function, Macro):
        return not str(error).startswith("macro ")
    if isinstance(getattr(function, "__self__", None), str | Mapping):
        return False
    try:
        inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return False
    return True


def _comparable(compare: Callable[[], Any]) -> Any:  # noqa: ANN401
    try:
        return compare()
    except TypeError as error:
        raise Trouble("not-comparable", kind="list") from error


_OWN_TESTS: Final[dict[str, Callable[..., bool]]] = {
    "eq": lambda a, b: _plain(a) == _plain(b),
    "equalto": lambda a, b: _plain(a) == _plain(b),
    "ne": lambda a, b: _plain(a) != _plain(b),
    "gt": lambda a, b: _number(a) > _number(b),
    "ge": lambda a, b: _number(a) >= _number(b),
    "lt": lambda a, b: _number(a) < _number(b),
    "le": lambda a, b: _number(a) <= _number(b),
    "in": lambda a, b: _plain(a) in _members(b),  # type: ignore[operator]
    "even": lambda value: _number(value) % 2 == 0,
    "odd": lambda value: _number(value) % 2 == 1,
    "divisibleby": lambda a, b: bool(b) and _number(a) % _number(b) == 0,
}


def _refused(tree: nodes.Template) -> str:
    """What a template holds that has no place here; empty if there is nothing."""
    node = next(tree.find_all(_REFUSED_NODES), None)
    if node is not None:
        return type(node).__name__
    if any(loop.recursive for loop in tree.find_all(nodes.For)):
        return "recursive"
    numbers = (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, int | float))
    return "too-large" if any(not abs(number) <= _MAX_NUMBER for number in numbers) else ""


def _metered(tree: nodes.Template, wraps: Mapping[int, tuple[str, int]]) -> nodes.Template:
    """Put counters into a parsed template."""

    def through(name: str, node: Any, *args: nodes.Expr, line: int = 0) -> nodes.Filter:  # noqa: ANN401
        return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno if node else line)

    def guarded(node: nodes.Expr) -> nodes.Expr:
        return node if isinstance(node, nodes.Const) else through(_PLAIN_ONLY, node)

    def printed(node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData) or node.lineno not in wraps:
            return node
        name, argument = wraps[node.lineno]
        return through(name, node, nodes.Const(argument, lineno=node.lineno))

    def changed(node: nodes.Node, is_kept: bool) -> nodes.Node:  # noqa: FBT001
        """`is_kept`: what is printed here is kept in a variable, and so must be counted at once."""
        is_kept = is_kept or isinstance(node, nodes.AssignBlock | nodes.Macro)
        if isinstance(node, nodes.Output):
            node.nodes = [printed(part) for part in node.nodes]
        for child_name, value in list(node.iter_fields()):
            if isinstance(value, nodes.Node):
                setattr(node, child_name, changed(value, is_kept))
            elif isinstance(value, list):
                same = [changed(v, is_kept) if isinstance(v, nodes.Node) else v for v in value]
                setattr(node, child_name, same)
        if isinstance(node, nodes.TemplateData) and is_kept:
            return through(_LITERAL, nodes.Const(node.data, lineno=node.lineno))
        if isinstance(node, nodes.For):
            node.iter = through(_STEPS, node.iter)
        elif isinstance(node, nodes.AssignBlock):
            node.filter = through(_HELD, node.filter, line=node.lineno)
        elif isinstance(node, nodes.Concat):
            return through(_CONCAT, nodes.List(node.nodes, lineno=node.lineno))
        elif isinstance(node, nodes.Pair):
            node.key = guarded(node.key)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
            node.node = through(_SLICED, node.node)
        elif isinstance(node, nodes.Compare):
            node.expr = guarded(node.expr)
            for operand in node.ops:
                is_search = operand.op in {"in", "notin"}
                operand.expr = through(_MEMBERS, operand.expr) if is_search else guarded(operand.expr)
        return node

    changed(tree, False)  # noqa: FBT003
    return tree


# --- problems ------------------------------------------------------------------------------------


def _nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one."""
    from kotacerdas.shapes import nearest  # noqa: PLC0415 - only mistakes need it

    return nearest(word, known)


def _problem(error: Exception, line: int, names: Iterable[str]) -> Problem:
    """What an error at run time says to the template's author. `names` are those that exist."""
    if isinstance(error, Trouble):
        details = dict(error.details)
        known = names if error.code == "no-such-name" else details.get("known")
        if known is not None:
            details["suggestion"] = _nearest(str(details.get("name") or ""), map(str, known))  # type: ignore[call-overload]
        return Problem(error.code, line, details)
    if isinstance(error, SecurityError):
        return Problem("not-allowed", line, {"name": ""})
    if isinstance(error, TypeError) and (match := re.search(r"between instances of '(\w+)'", str(error))):
        return Problem("not-comparable", line, {"kind": _KINDS.get(match[1], match[1])})
    if match := re.match(r"No (filter|test) named '(.+?)'", str(error)):
        return Problem(f"no-such-{match[1]}", line, {"name": match[2], "suggestion": ""})
    if isinstance(error, RecursionError):
        return Problem("too-deep", line)
    if isinstance(error, MemoryError):
        return Problem("too-large", line)
    return Problem("failed", line, {"reason": str(error) or type(error).__name__})


_TOKENS: Final = {"end of print statement": "}}", "end of statement block": "%}", "end of template": ""}
"""What Jinja calls the ends of tags, as they are written."""


def _syntax(error: TemplateSyntaxError, line: int) -> Problem:
    """A syntax error. Jinja tells them apart by its English sentences only; what is not known stays English."""
    said = error.message or ""
    if said == "recursive":
        return Problem("refused-tag", line, {"name": said})
    if said == "too-large":
        return Problem(said, line)
    if match := re.fullmatch(r"expected token '(.+)', got '(.+)'", said):
        expected, got = (_TOKENS.get(token, token) for token in match.groups())
        return Problem("syntax-expected", line, {"expected": expected, "got": got})
    if match := re.match(
        r"(?i)(?:unexpected (?:char )?|expected an expression, got )'(.+?)'(?:$|,| at)", said
    ):
        return Problem("syntax-unexpected", line, {"got": _TOKENS.get(match[1], match[1])})
    if match := re.match(r"No (filter|test) named '(.+?)'", said):
        return Problem(f"no-such-{match[1]}", line, {"name": match[2], "suggestion": ""})
    return Problem("syntax", line, {"reason": said})


class TagText(NamedTuple):
    """A tag in a source: its line, whether it is a block, what stands inside, and from where to where it goes."""

    line: int
    is_block: bool
    inside: str
    start: int
    stop: int


def tags(source: str, marks: Marks) -> Iterator[TagText]:
    """The tags of a source but for comments."""
    starts = re.compile("|".join(re.escape(pair[0]) for pair in marks))
    position = 0
    line = 1
    while match := starts.search(source, position):
        line += source.count("\n", position, match.start())
        pair = next(pair for pair in marks if pair[0] == match[0])
        end = source.find(pair[1], match.end())
        inside_end = len(source) if end < 0 else end
        stop = inside_end + (len(pair[1]) if end >= 0 else 0)
        if pair != marks.comment:
            inside = source[match.end() : inside_end].strip("-+")
            yield TagText(line, pair == marks.block, inside, match.start(), stop)
        line += source.count("\n", match.start(), stop)
        position = stop


def _named(inside: str) -> tuple[str, str]:
    """The name of a block tag, and the rest of it."""
    name, rest = re.match(r"\s*(\w*)(.*)", inside, re.DOTALL).groups()  # type: ignore[union-attr]
    return name, rest.strip()


def end_of(inside: str) -> str:
    """The name of the tag that ends the block which a tag opens; empty if it opens none."""
    name, rest = _named(inside)
    if name == "set" and re.match(r"[\w\s,.()]*=(?!=)", rest):
        return ""
    return _ENDS.get(name, "")


class _Open(NamedTuple):
    name: str
    line: int
    end: str
    is_broken: bool


class _Reading:
    """Reads every tag of a source for itself, so that one mistake hides no other, and matches the blocks.

    `found` is what is wrong; `mended` the source without that, in which names can be looked at; `guessed`
    are names that tags which cannot be read may have made.
    """

    def __init__(self, source: str, sandbox: Sandbox) -> None:
        self.found: list[Problem] = []
        self.guessed: set[str] = set()
        self.is_too_long = False
        self._source = source
        self._sandbox = sandbox
        self._open: list[_Open] = []
        self._refused: set[str] = set()
        self._instead: list[tuple[TagText, str]] = []
        all_tags = list(islice(tags(source, sandbox.marks), MAX_TAGS + 1))
        if len(all_tags) > MAX_TAGS:
            self.is_too_long = True
            self.found = [Problem("too-many-tags", all_tags[-1].line, {"limit": MAX_TAGS})]
            return
        for tag in all_tags:
            self._read(tag)
        for block in self._open:
            self._lose(block)

    def mended(self) -> str:
        """The source with every tag that is wrong taken out or closed."""
        pieces = []
        position = 0
        for tag, text in self._instead:
            pieces += [self._source[position : tag.start], text, "\n" * tag.inside.count("\n")]
            position = tag.stop
        ends = [self._block(_end(block)) for block in reversed(self._open)]
        return "".join([*pieces, self._source[position:], *ends])

    def _read(self, tag: TagText) -> None:
        name, rest = _named(tag.inside)
        end = end_of(tag.inside) if tag.is_block else ""
        if not tag.is_block:
            start, stop = self._sandbox.marks.variable
            if not self._is_sound(f"{start}{tag.inside}{stop}", tag):
                self._replace(tag, "")
        elif name in _REFUSED:
            self._refused.add(f"end{name}")
            self._report(tag, "refused-tag", name=name)
        elif end:
            is_sound = self._is_sound(self._block(tag.inside) + self._block(end), tag)
            self._open.append(_Open(name, tag.line, end, not is_sound))
            if not is_sound:
                self._replace(tag, self._block("if true"))
        elif name == "set":
            if not self._is_sound(self._block(tag.inside), tag):
                self._replace(tag, "")
        elif name in _INNER:
            if not self._open or self._open[-1].name not in _INNER[name]:
                self._report(tag, "stray-tag", name=name)
            elif name == "elif" and not self._is_sound(self._block(f"if {rest}") + self._block("endif"), tag):
                self._replace(tag, self._block("elif true"))
            elif name == "else" and rest:
                self._report(tag, "syntax-unexpected", got=rest)
        elif name in _ENDS.values():
            self._close(tag, name)
        elif name in self._refused:
            self._replace(tag, "")
        else:
            known = [*_ENDS, *_ENDS.values(), *_INNER]
            self._report(tag, "no-such-tag", name=name, suggestion=_nearest(name, known))

    def _close(self, tag: TagText, name: str) -> None:
        if not any(block.end == name for block in self._open):
            self._report(tag, "stray-tag", name=name)
            return
        ends = ""
        while True:
            block = self._open.pop()
            ends += self._block(_end(block))
            if block.end == name:
                break
            self._lose(block)
        if ends != self._block(name):
            self._replace(tag, ends)

    def _lose(self, block: _Open) -> None:
        self.found.append(Problem("never-closed", block.line, {"name": block.name, "end": block.end}))

    def _report(self, tag: TagText, code: str, **details: object) -> None:
        self.found.append(Problem(code, tag.line, details))
        self._replace(tag, "")

    def _replace(self, tag: TagText, text: str) -> None:
        self.guessed |= set(re.findall(r"\w+", tag.inside))
        self._instead.append((tag, text))

    def _block(self, inside: str) -> str:
        start, stop = self._sandbox.marks.block
        return f"{start} {inside} {stop}"

    def _is_sound(self, text: str, tag: TagText) -> bool:
        """Whether a tag can be read; what is wrong with it is kept."""
        try:
            self._sandbox.parse(text)
        except TemplateSyntaxError as error:
            self.found.append(_syntax(error, tag.line))
        except RecursionError:
            self.found.append(Problem("too-deep", tag.line))
        except ValueError:  # a number that Python does not read
            self.found.append(Problem("too-large", tag.line))
        else:
            return True
        return False


def _end(block: _Open) -> str:
    return "endif" if block.is_broken else block.end
