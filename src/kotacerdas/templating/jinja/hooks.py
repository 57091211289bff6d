"""Where Jinja's sandbox asks nobody: loops, joins, comparisons, slices, and what macros and set blocks print.

A loop may run for ever, lists in lists are compared or hashed in one step that nothing interrupts, and what a macro
prints is held until it ends. So a parsed tree leads these through filters that no template can name.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NoReturn

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from kotacerdas.templating.jinja import values
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import LONGEST, Meter
from kotacerdas.templating.jinja.values import Value

_TURNS, _JOINED, _PLAIN, _MEMBERS, _SLICED = "<turns>", "<joined>", "<plain>", "<members>", "<sliced>"
_LONG: Final = 1000
"""Characters of a text that takes some time to compare."""


class Hooks(NodeTransformer):
    """Puts hooks into a parsed tree, and the filters that `wraps` names, by line, around what is printed.

    Raises TagFailed for what templates may not hold.
    """

    def __init__(self, wraps: Mapping[int, tuple[str, int]]) -> None:
        self._wraps = wraps

    def _refuse(self, node: nodes.Node) -> NoReturn:
        raise TagFailed("refused-tag", name=type(node).__name__)

    visit_Include = visit_Import = visit_FromImport = visit_Extends = visit_Block = _refuse  # noqa: N815 - Jinja's
    visit_CallBlock = visit_FilterBlock = visit_ScopedEvalContextModifier = _refuse  # noqa: N815 - as above

    def visit_NSRef(self, _node: nodes.NSRef) -> NoReturn:  # noqa: N802 - as above
        """Refuse to change what another name holds."""
        raise TagFailed("syntax-unexpected", got=".")

    def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802 - as above
        """Refuse a number of no sane size."""
        if isinstance(node.value, int | float):
            values.as_number(node.value)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - as above
        """Lead what a tag prints through the filter that belongs to its line."""
        self.generic_visit(node)
        for index, part in enumerate(node.nodes):
            if part.lineno in self._wraps and not isinstance(part, nodes.TemplateData):
                name, argument = self._wraps[part.lineno]
                node.nodes[index] = _through(name, part, nodes.Const(argument, lineno=part.lineno))
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - as above
        """Look at the clock at each turn of a loop."""
        if node.recursive:
            raise TagFailed("refused-tag", name="recursive")
        self.generic_visit(node)
        node.iter = _through(_TURNS, node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - as above
        """Join what may be markup."""
        self.generic_visit(node)
        return _through(_JOINED, nodes.List(node.nodes, lineno=node.lineno))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - as above
        """Compare plain values alone, and search through them alone."""
        self.generic_visit(node)
        node.expr = _through(_PLAIN, node.expr)
        for operand in node.ops:
            operand.expr = _through(_MEMBERS if operand.op in {"in", "notin"} else _PLAIN, operand.expr)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802 - as above
        """Let plain values alone be the keys of a mapping."""
        self.generic_visit(node)
        node.key = _through(_PLAIN, node.key)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - as above
        """Count what a slice may copy."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _through(_SLICED, node.node)
        return node


def _through(name: str, node: Value, *args: nodes.Expr) -> nodes.Expr:
    """A node of the tree led through a filter; a constant needs none."""
    is_harmless = isinstance(node, nodes.Const) and name == _PLAIN
    return node if is_harmless else nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


def hook_filters(meter: Meter, joined: Callable[..., str]) -> dict[str, Callable[..., object]]:
    """The filters through which hooks lead, by name. `joined` makes one text of several parts."""

    def plain(value: object) -> object:
        if isinstance(value, str) and len(value) > _LONG:
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
        _TURNS: lambda value: meter.turns(values.items_of(value)),
        _JOINED: lambda parts: joined(*parts),
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
        """Hold one piece more."""
        self._length += len(self._meter.keep(piece))
        if self._length > LONGEST:
            raise TagFailed("too-large")
        super().append(piece)

    def extend(self, pieces: Iterable[str]) -> None:
        """Hold several pieces more."""
        for piece in pieces:
            self.append(piece)


class Generator(CodeGenerator):
    """Compiles a tree so that what macros and set blocks hold is counted, and leaves escaping to `finalize`."""

    def buffer(self, frame: Frame) -> None:
        """Write the line that begins to hold what a macro or set block prints."""
        frame.buffer = self.temporary_identifier()
        self.writeline(f"{frame.buffer} = environment.held_output()")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Value) -> None:  # noqa: ARG002
        self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Value) -> None:  # noqa: ARG002
        self.write(")")
