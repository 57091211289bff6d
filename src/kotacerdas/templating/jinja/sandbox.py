"""Jinja for templates that nobody has to trust.

A template sees records, a few filters and the functions of its format; nothing in it reaches the disk, the
network or Python. What Jinja's own sandbox leaves open is closed here: text that doubles itself, numbers without
end, loops without output, `str(list)`. Every loop, call and printed text is counted against limits.

A template's source is text with tags; a problem is known by the line of its tag.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from markupsafe import Markup

from kotacerdas.dates import PartialDate
from kotacerdas.templating.jinja.failures import Problem, TemplateFailed, Trouble
from kotacerdas.templating.jinja.filters import TESTS, Filters
from kotacerdas.templating.jinja.tags import BRACES, MAX_TAGS, Marks, Reading, syntax_problem
from kotacerdas.templating.jinja.tree import counters, metered, refused
from kotacerdas.templating.jinja.values import (
    DATE,
    LOOP,
    MAPPING_METHODS,
    MAX_NUMBER,
    TEXT_METHODS,
    Fragment,
    Missing,
    Words,
    as_number,
    kind_of,
    plain,
    text_of,
)

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.compiler import Frame
    from jinja2.nodes import EvalContext

    from kotacerdas.templating.jinja.meter import Meter

_FILENAME: Final = "<template>"
_MAX_NAME: Final = 40
_CALL: Final = 10  # steps: a call costs about as much as so many turns of a loop
_BATCH: Final = 1024  # pieces
_KINDS: Final = {"str": "text", "int": "number", "float": "number", "bool": "number", "NoneType": "nothing"}


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
            undefined=Missing,
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
        self.filters = Filters(self, words, meter, self._joined).by_name() | counters(meter, self._joined)
        self.tests = dict(TESTS)

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
            return attr in MAPPING_METHODS
        return attr in getattr(type(obj), "_fields", ())

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - Jinja's own
        """Whether a template may call something."""
        if id(obj) in self._callable or isinstance(obj, Macro):
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, str):
            return name in TEXT_METHODS
        if isinstance(owner, Mapping):
            return name in MAPPING_METHODS
        return isinstance(owner, LoopContext) and name == "cycle"

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's own
        """The field of a record or mapping, straight away; everything else by Jinja's way."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in MAPPING_METHODS:
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
        return super().getitem(obj, plain(argument))

    def call(self, __context: JinjaContext, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, PYI063
        """Call a function or macro, and count it."""
        self.meter.tick(_CALL)
        if isinstance(__obj, Undefined):
            str(__obj)
        if not self.is_safe_callable(__obj):
            raise Trouble("not-callable", kind=kind_of(__obj))
        if isinstance(getattr(__obj, "__self__", None), Mapping):
            for value in args:
                plain(value)
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
            raise Trouble("no-such-filter", name=str(name)[:_MAX_NAME], known=self.known_filters())
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
            raise Trouble("no-such-test", name=str(name)[:_MAX_NAME], known=tuple(self.tests))
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
                raise Trouble("not-number", operator=operator, kind=kind_of(value))
            if not abs(value) <= MAX_NUMBER:
                raise Trouble("too-large")
        if operator == "**":
            raise Trouble("no-power")
        if operator in {"/", "//", "%"} and not right:
            raise Trouble("by-zero")
        result = super().call_binop(context, operator, left, right)
        if not abs(result) <= MAX_NUMBER:
            raise Trouble("too-large")
        return result

    def call_unop(self, context: JinjaContext, operator: str, arg: Any) -> Any:  # noqa: ANN401
        """Turn the sign of a number."""
        return super().call_unop(context, operator, as_number(arg))

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

    # --- from source to output -------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, and put counters into every loop, join and comparison."""
        tree = super()._parse(source, name, filename)
        if found := refused(tree):
            raise TemplateSyntaxError(found, 1)
        return metered(tree, self._wraps)

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
                fallback = syntax_problem(error, error.lineno)
            except Exception as error:  # noqa: BLE001 - the compiler's own limits, which the fallback tells
                fallback = _problem(error, 0, ()) if isinstance(error, ValueError) else fallback
        raise TemplateFailed(self.problems(source) or [fallback])

    def problems(self, source: str, shape: type | None = None) -> list[Problem]:
        """Everything that is wrong with a template and can be found without rendering it.

        `shape` is the record of the names that templates see.
        """
        from kotacerdas.templating.jinja.names import wrong_names  # noqa: PLC0415 - only checking needs it

        reading = Reading(source, self.marks, self.parse)
        if reading.is_too_long:
            return reading.found
        found = reading.found
        try:
            tree = super()._parse(reading.mended(), None, None)
            found += wrong_names(tree, self, shape, reading.guessed)
        except TemplateSyntaxError as error:
            found = found or [syntax_problem(error, error.lineno)]
        except RecursionError:
            found = found or [Problem("too-deep")]
        except ValueError:  # a number that Python does not read
            found = found or [Problem("too-large")]
        return sorted(found, key=lambda problem: problem.line)


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


def _problem(error: Exception, line: int, names: Iterable[str]) -> Problem:
    """What an error at run time says to the template's author. `names` are those that exist."""
    if isinstance(error, Trouble):
        details = dict(error.details)
        known = names if error.code == "no-such-name" else details.get("known")
        if known is not None:
            from kotacerdas.nearest import nearest  # noqa: PLC0415 - only mistakes need it

            details["suggestion"] = nearest(str(details.get("name") or ""), map(str, known))  # type: ignore[call-overload]
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
