"""Jinja for templates that nobody has to trust.

A template sees records, a few filters and the functions of its format; nothing in it reaches the disk, the
network or Python. What Jinja's own sandbox leaves open is closed here: text that doubles itself, numbers without
end, loops without output, `str(list)`. Where work repeats itself the clock is looked at, and what is made is counted.

A template's source is text with tags; a problem is known by the line of its tag.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from types import CodeType, MappingProxyType
from typing import Any, Final

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_context

from kotacerdas.dates import PartialDate
from kotacerdas.errors import CannotRun
from kotacerdas.rounding import exact
from kotacerdas.templating.jinja import failures, values
from kotacerdas.templating.jinja.failures import Problem, TagFailed, TemplateFailed
from kotacerdas.templating.jinja.filters import Filters
from kotacerdas.templating.jinja.hooks import Generator, HeldOutput, hook_filters, put_hooks
from kotacerdas.templating.jinja.limits import LONGEST, Meter
from kotacerdas.templating.jinja.tags import BRACES, Delimiters, TagReader, excess, tags
from kotacerdas.templating.jinja.unknown_names import Vocabulary, unknown_names
from kotacerdas.templating.jinja.values import Block, DateFormat, Fragment, Run, Value, Words, is_markup

_FILENAME: Final = "<template>"
_MAX_NAME: Final = 40


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment in which a template is compiled and rendered, for one rendering.

    `escape` makes any text safe in the format; `functions` are what templates can call. `as_run` makes of text
    what can stand beside a fragment that is a run. `wraps` names, by the line of a printing tag, an inner filter
    and its argument through which its value goes; `inner_filters` are those. `codes` holds what sources were compiled to,
    for other renderings of them.
    """

    code_generator_class = Generator
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(
        self,
        escape: Callable[[str], str],
        functions: Mapping[str, Callable[..., object]],
        words: Words,
        meter: Meter,
        delimiters: Delimiters = BRACES,
        as_run: Callable[[str], str] = str,
        wraps: Mapping[int, tuple[str, int]] = MappingProxyType({}),
        inner_filters: Mapping[str, Callable[..., object]] = MappingProxyType({}),
        codes: dict[str, CodeType] | None = None,
        **options: Any,  # noqa: ANN401 - Jinja's own
    ) -> None:
        """Set up Jinja's sandbox with these functions, and with our own filters and tests alone."""
        super().__init__(
            block_start_string=delimiters.block[0],
            block_end_string=delimiters.block[1],
            variable_start_string=delimiters.variable[0],
            variable_end_string=delimiters.variable[1],
            comment_start_string=delimiters.comment[0],
            comment_end_string=delimiters.comment[1],
            undefined=values.Missing,
            autoescape=True,
            finalize=self._printed,
            keep_trailing_newline=True,
            optimized=False,
            cache_size=0,
            **options,
        )
        self.meter = meter
        self._delimiters, self._escape, self._words = delimiters, escape, words
        self._as_run, self._wraps = as_run, wraps
        self._codes = {} if codes is None else codes
        functions = {"range": _numbers, "namespace": Namespace, **functions}
        self.globals = dict(functions)
        self._callable = frozenset(map(id, functions.values()))
        known = Filters(self, words, meter, self.joined)
        filters = known.filters()
        self.filters = filters | hook_filters(meter) | dict(inner_filters)
        self.tests = dict[str, Any](known.tests())
        self._vocabulary = Vocabulary(functions, tuple(filters), tuple(self.tests), wraps)

    # --- what is printed ---------------------------------------------------------------------

    @pass_context  # so that constants, too, come here
    def _printed(self, _context: JinjaContext, value: object) -> str:
        """What a tag prints in the sandbox, safe in the format."""
        if type(value) is str:
            return self._escape(value)
        if isinstance(value, Run | Block):
            raise TagFailed("needs-run" if isinstance(value, Run) else "needs-paragraph")
        return self.marked_up(value)

    def marked_up(self, value: object) -> str:
        """Any value as markup of the format."""
        return str.__str__(value) if is_markup(value) else self._escape(self.text_of(value))

    def text_of(self, value: object) -> str:
        """A plain value as text in the language of the dossier. Raises TagFailed for a list or record."""
        return values.text_of(value, self._words)

    def joined(self, *parts: object) -> str:
        """What the sandbox makes of parts that are joined. With markup among them the others are made safe, and it is markup."""
        if any(isinstance(part, Block) for part in parts):
            raise TagFailed("needs-paragraph")
        if any(is_markup(values.defined(part)) for part in parts):
            is_run = any(isinstance(part, Run) for part in parts)
            markup = "".join(self._beside(part, is_run=is_run) for part in parts)
            joined: str = Run(markup) if is_run else Fragment(markup)
        else:
            joined = "".join(map(self.text_of, parts))
        return self.meter.keep(joined)

    def _beside(self, part: object, *, is_run: bool) -> str:
        """A part as markup; in a run of its own if it stands beside runs."""
        markup = self.marked_up(part)
        return self._as_run(markup) if is_run and markup and not isinstance(part, Run) else markup

    # --- what may be reached -------------------------------------------------------------------

    def is_safe_attribute(self, obj: Value, attr: str, value: Value) -> bool:  # noqa: ARG002
        """Whether a template may see an attribute."""
        return attr in values.names_in(type(obj)) or (isinstance(obj, Namespace) and not attr.startswith("_"))

    def is_safe_callable(self, obj: Value) -> bool:
        """Whether the sandbox lets a template call something: a function, a macro, a method of a text, date, mapping or loop."""
        if id(obj) in self._callable or isinstance(obj, Macro | DateFormat):
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        return isinstance(owner, str | Mapping | LoopContext) and name in values.names_in(type(owner))

    def getattr(self, obj: Value, attribute: str) -> Value:
        """Let a template in the sandbox have the field of a record or mapping straight away; everything else by the sandbox of Jinja."""
        kind = type(obj)
        if kind is dict:
            if attribute in obj and attribute not in values.MAPPING_METHODS:
                return obj[attribute]
        elif attribute == "strftime" and isinstance(obj, date | PartialDate):
            return DateFormat(obj, self._words)
        elif attribute in getattr(kind, "_fields", ()):
            return getattr(obj, attribute)
        return super().getattr(values.without_markup(obj), attribute)

    def getitem(self, obj: Value, argument: Value) -> Value:
        """A field of a record, an item of a list or mapping."""
        return super().getitem(values.without_markup(obj), values.plain(argument))

    def call(self, __context: JinjaContext, __obj: Value, *args: Value, **kwargs: Value) -> Value:  # noqa: PYI063
        """Call a function or macro in the sandbox, and count it."""
        self.meter.look()
        if not self.is_safe_callable(values.defined(__obj)):
            raise TagFailed("not-callable", kind=values.kind_of(type(__obj)))
        if isinstance(getattr(__obj, "__self__", None), Mapping):
            for value in args:
                values.plain(value)
        for value in args:
            self.meter.keep(value)
        try:
            return self.meter.keep(super().call(__context, __obj, *args, **kwargs))
        except (TypeError, ValueError) as error:
            name = getattr(__obj, "name", "") or getattr(__obj, "__name__", "")
            raise values.misfit(__obj, name, args, kwargs, error) from None

    def call_filter(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Apply a filter that `map` names, if the sandbox has it."""
        _refuse_unknown("filter", name, self._vocabulary.filters)
        return super().call_filter(name, *args, **kwargs)

    def call_test(self, name: str, *args: Value, **kwargs: Value) -> Value:
        """Apply a test that `select` names, if the sandbox has it."""
        _refuse_unknown("test", name, self._vocabulary.tests)
        return super().call_test(name, *args, **kwargs)

    def call_binop(self, context: JinjaContext, operator: str, left: Value, right: Value) -> Value:
        """Let a template in the sandbox compute with numbers of a sane size, or join texts."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.joined(left, right)
        for value in (left, right):
            values.as_number(value, operator)
        if operator == "**":
            raise TagFailed("no-power")
        if operator in {"/", "//", "%"} and not right:
            raise TagFailed("by-zero")
        if isinstance(left, int) and isinstance(right, int):
            result = super().call_binop(context, operator, left, right)
        else:  # 0.1 + 0.2 is 0.3
            result = float(super().call_binop(context, operator, exact(left), exact(right)))
        if not abs(result) <= values.MAX_NUMBER:
            raise TagFailed("too-large")
        return result

    def call_unop(self, context: JinjaContext, operator: str, arg: Value) -> Value:
        """Turn the sign of a number."""
        return super().call_unop(context, operator, values.as_number(arg))

    # --- from source to output -------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree of a source with hooks."""
        return put_hooks(super()._parse(source, name, filename), self._wraps)

    def held_output(self) -> HeldOutput:
        """What a macro or set block of the template prints, before it prints anything."""
        return HeldOutput(self.meter)

    def stream(self, source: str, variables: Mapping[str, object]) -> Iterator[str]:
        """The output of a source in the sandbox, in pieces of some size.

        Raises TemplateFailed, with the line of the tag, for whatever goes wrong in the template.
        """
        template = self._compiled(source)
        try:
            yield from self.meter.batched(template.root_render_func(template.new_context(dict(variables))))
        except (TemplateFailed, CannotRun, GeneratorExit):
            raise
        except Exception as error:  # whatever a template does is a problem of the template
            problem = failures.runtime_problem(
                error, _line_of(error, template), (*variables, *self._vocabulary.functions)
            )
            if problem.code in {"no-such-filter", "no-such-test"}:  # Jinja tells them without their line
                same = [each for each in self.problems(source) if each.code == problem.code]
                raise TemplateFailed(same or [problem]) from error
            raise TemplateFailed([problem]) from error

    def _compiled(self, source: str) -> Template:
        """The source, compiled in the sandbox, once. Raises TemplateFailed with all that is wrong with its tags."""
        if source not in self._codes:
            self._codes[source] = self._code_of(source)
        return self.template_class.from_code(self, self._codes[source], self.make_globals(None))

    def _code_of(self, source: str) -> CodeType:
        """The code of a source for the sandbox."""
        block = self._delimiters.block
        fallback = Problem("too-deep")  # nested deeper than Jinja or Python can read
        if re.search(rf"{re.escape(block[0])}[-+]?\s*raw\b", source):
            fallback = Problem("refused-tag", details={"name": "raw"})
        elif excess(tag.inside for tag in tags(source, self._delimiters)) is None:
            try:
                return self.compile(source)
            except Exception as error:  # noqa: BLE001 - the compiler's own limits, which the fallback tells
                if isinstance(error, TemplateSyntaxError | TagFailed | ValueError):
                    fallback = failures.syntax_problem(error, getattr(error, "lineno", 0))
        raise TemplateFailed(self.problems(source) or [fallback])

    def problems(self, source: str, shape: type | None = None) -> list[Problem]:
        """Everything that is wrong with the source of a sandbox and can be found without rendering it.

        `shape` is the record of the names that templates see.
        """
        reader = TagReader(source, self._delimiters, self.parse)
        problems = reader.problems
        if not reader.is_too_long:
            try:
                tree = super()._parse(reader.mended(), None, None)
                problems += unknown_names(tree, self._vocabulary, shape, reader.guessed)
            except (TemplateSyntaxError, RecursionError, ValueError) as error:
                problems = problems or [failures.syntax_problem(error, getattr(error, "lineno", 0))]
        return sorted(problems, key=lambda problem: problem.line)


def _refuse_unknown(kind: str, name: object, known: Collection[str]) -> None:
    """Refuse a filter or test that the sandbox does not have."""
    if name not in known:
        raise TagFailed(f"no-such-{kind}", name=str(name)[:_MAX_NAME], known=known)


def _numbers(*bounds: object) -> list[int]:
    """The function `range` of the sandbox, which counts: `range(3)` is 0, 1, 2."""
    numbers = range(*(int(values.as_number(bound)) for bound in bounds))
    if numbers[LONGEST:]:
        raise TagFailed("too-large")
    return list(numbers)


def _line_of(error: Exception, template: Template) -> int:
    """The line of the source at which a template compiled in the sandbox failed; 0 if it is not known."""
    line = 0
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == _FILENAME:
            line = template.get_corresponding_lineno(frame.tb_lineno)
        frame = frame.tb_next
    return line
