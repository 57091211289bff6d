"""Where Jinja's sandbox asks nobody: loops, joins, comparisons, slices, and what macros and set blocks print.

A loop may run for ever, lists in lists are compared or hashed in one step that nothing interrupts, and what a macro
prints is held until it ends. So a parsed tree leads these through filters that no template can name.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from kotacerdas.templating.jinja import values
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import LONGEST, Meter
from kotacerdas.templating.jinja.values import Value

_TURNS, _PLAIN, _MEMBERS, _SLICED = "<turns>", "<plain>", "<members>", "<sliced>"
_REFUSED: Final = (
    *(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock),
    *(nodes.FilterBlock, nodes.ScopedEvalContextModifier),
)


def put_hooks(tree: nodes.Template, wraps: Mapping[int, tuple[str, int]]) -> nodes.Template:
    """Put hooks into a parsed tree, and the filters that `wraps` names, by line, around what is printed.

    Raises TagFailed for what templates may not hold.
    """
    for node in list(tree.find_all(nodes.Node)):
        match node:
            case nodes.For(recursive=True):
                raise TagFailed("refused-tag", name="recursive")
            case nodes.AssignBlock(
                target=nodes.NSRef()
            ):  # here alone Jinja does not ask whether it is a namespace
                raise TagFailed("syntax-unexpected", got=".")
            case _ if isinstance(node, _REFUSED):
                raise TagFailed("refused-tag", name=type(node).__name__)
            case nodes.Const(value=int() | float()):
                values.as_number(node.value)  # of a sane size
            case nodes.For():
                node.iter = _through(_TURNS, node.iter, nodes.Const(node.lineno))
            case nodes.Compare():
                node.expr = _through(_PLAIN, node.expr)
                for operand in node.ops:
                    is_search = operand.op in {"in", "notin"}
                    operand.expr = _through(_MEMBERS if is_search else _PLAIN, operand.expr)
            case nodes.Pair():
                node.key = _through(_PLAIN, node.key)
            case nodes.Getitem(arg=nodes.Slice()):
                node.node = _through(_SLICED, node.node)
            case nodes.Output():
                for index, part in enumerate(node.nodes):
                    if part.lineno in wraps and not isinstance(part, nodes.TemplateData):
                        name, argument = wraps[part.lineno]
                        node.nodes[index] = _through(name, part, nodes.Const(argument, lineno=part.lineno))
    return tree


def _through(name: str, node: Value, *args: nodes.Expr) -> nodes.Expr:
    """A node of the tree led through a filter; a constant needs none."""
    is_harmless = isinstance(node, nodes.Const) and name == _PLAIN
    return node if is_harmless else nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


def hook_filters(meter: Meter) -> dict[str, Callable[..., object]]:
    """The filters through which hooks lead, by name."""

    def plain(value: object) -> object:
        if isinstance(value, str):
            meter.look()
        return values.plain(value)

    def members(value: Value) -> object:
        meter.look()
        return values.searchable(value)

    def sliced(value: Value) -> object:
        meter.look()
        is_sequence = isinstance(values.without_markup(value), str | list | tuple)
        return meter.keep(value if is_sequence else list(values.items_of(value)))

    return {
        _TURNS: lambda value, line: meter.turns(values.items_of(value), line),
        _PLAIN: plain,
        _MEMBERS: members,
        _SLICED: sliced,
    }


class HeldOutput(list[str]):
    """What a macro or a set block prints, counted as it grows."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter, self._length = meter, 0

    def append(self, piece: str) -> None:
        """Hold one piece more of what a macro or a set block prints, and count it."""
        self._length += len(self._meter.keep(piece))
        if self._length > LONGEST:
            raise TagFailed("too-large")
        super().append(piece)

    def extend(self, pieces: Iterable[str]) -> None:
        """Hold several pieces of output more."""
        for piece in pieces:
            self.append(piece)


class Generator(CodeGenerator):
    """Compiles a tree so that what macros and set blocks hold is counted, and leaves escaping to `finalize`."""

    def buffer(self, frame: Frame) -> None:
        """Write the line that begins to hold what a macro or set block prints."""
        frame.buffer = self.temporary_identifier()
        self.writeline(f"{frame.buffer} = environment.held_output()")

    def visit_Assign(self, node: nodes.Assign, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """Write the line of an assignment before Jinja's check that what it assigns to is a namespace."""
        self.newline(node)
        super().visit_Assign(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """Write the hook of a join: that the sandbox joins what may be markup."""
        self.write("environment.joined(")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Value) -> None:  # noqa: ARG002
        self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Value) -> None:  # noqa: ARG002
        self.write(")")
