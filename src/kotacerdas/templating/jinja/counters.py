"""The counters that are put into a template's parsed tree before it is compiled, and what is refused in it.

Jinja's own sandbox lets templates run for ever and fill the memory. So every loop, join, comparison and slice
is led through a filter that no template can name, and that counts against the limits.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from jinja2 import nodes

from kotacerdas.templating.jinja import values
from kotacerdas.templating.jinja.failures import TagFailed
from kotacerdas.templating.jinja.limits import Meter
from kotacerdas.templating.jinja.values import Fragment, Value

_STEPS, _CONCAT, _LITERAL, _PLAIN_ONLY, _MEMBERS = "<steps>", "<concat>", "<literal>", "<plain>", "<members>"
_SLICED, _HELD = "<sliced>", "<held>"
_REFUSED_NODES: Final[tuple[type[nodes.Node], ...]] = (
    *(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock),
    *(nodes.FilterBlock, nodes.ScopedEvalContextModifier),
)


def refuse_uncountable(tree: nodes.Template) -> None:
    """Raise TagFailed for what no counter in a parsed tree could bound."""
    if (node := next(tree.find_all(_REFUSED_NODES), None)) is not None:
        raise TagFailed("refused-tag", name=type(node).__name__)
    if any(loop.recursive for loop in tree.find_all(nodes.For)):
        raise TagFailed("refused-tag", name="recursive")
    numbers = (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, int | float))
    if any(not abs(number) <= values.MAX_NUMBER for number in numbers):
        raise TagFailed("too-large")


def put_counters(tree: nodes.Template, wraps: Mapping[int, tuple[str, int]]) -> nodes.Template:
    """Put counters into a parsed tree, and the filters that `wraps` names, by line, around what is printed."""
    _counted(tree, wraps, is_kept=False)
    return tree


def _counted(node: nodes.Node, wraps: Mapping[int, tuple[str, int]], *, is_kept: bool) -> nodes.Node:
    """A node of the tree with counters. `is_kept`: what it prints goes into a variable, and counts at once."""
    is_kept = is_kept or isinstance(node, nodes.AssignBlock | nodes.Macro)
    if isinstance(node, nodes.Output):
        node.nodes = [_wrapped(part, wraps) for part in node.nodes]
    for name, value in list(node.iter_fields()):
        if isinstance(value, nodes.Node):
            setattr(node, name, _counted(value, wraps, is_kept=is_kept))
        elif isinstance(value, list):
            parts = [_counted(v, wraps, is_kept=is_kept) if isinstance(v, nodes.Node) else v for v in value]
            setattr(node, name, parts)
    if isinstance(node, nodes.TemplateData) and is_kept:
        return _through(_LITERAL, nodes.Const(node.data, lineno=node.lineno))
    if isinstance(node, nodes.For):
        node.iter = _through(_STEPS, node.iter)
    elif isinstance(node, nodes.AssignBlock):
        node.filter = _through(_HELD, node.filter, line=node.lineno)
    elif isinstance(node, nodes.Concat):
        return _through(_CONCAT, nodes.List(node.nodes, lineno=node.lineno))
    elif isinstance(node, nodes.Pair):
        node.key = _plain_only(node.key)
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Slice):
        node.node = _through(_SLICED, node.node)
    elif isinstance(node, nodes.Compare):
        node.expr = _plain_only(node.expr)
        for operand in node.ops:
            is_search = operand.op in {"in", "notin"}
            operand.expr = _through(_MEMBERS, operand.expr) if is_search else _plain_only(operand.expr)
    return node


def _through(name: str, node: Value, *args: nodes.Expr, line: int = 0) -> nodes.Filter:
    """A node of the tree led through a counting filter."""
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno if node else line)


def _plain_only(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _through(_PLAIN_ONLY, node)


def _wrapped(node: nodes.Expr, wraps: Mapping[int, tuple[str, int]]) -> nodes.Expr:
    """A printed node of the tree, led through the filter that belongs to its line."""
    if isinstance(node, nodes.TemplateData) or node.lineno not in wraps:
        return node
    name, argument = wraps[node.lineno]
    return _through(name, node, nodes.Const(argument, lineno=node.lineno))


def counting_filters(meter: Meter, joined: Callable[..., str]) -> dict[str, Callable[..., object]]:
    """The filters that the counters in a tree call, by name. `joined` makes one text of several parts."""

    def steps(value: Value) -> Iterator[Value]:
        """The counter in a loop, for its turns."""
        tick = meter.tick
        for item in values.items_of(value):
            tick()
            yield item

    def sliced(value: Value) -> object:
        """The counter at a slice, for what it may copy."""
        if not isinstance(values.without_markup(value), str | list | tuple):
            return meter.keep_items(list(values.items_of(value)))
        meter.keep(len(value))
        return value

    def held(value: str) -> str:
        meter.keep(len(value))
        return value

    def members(value: Value) -> object:
        meter.tick()
        members = values.searchable(value)
        return meter.keep_items(members) if isinstance(members, list) else members

    return {
        _STEPS: steps,
        _CONCAT: lambda parts: joined(*parts),
        _LITERAL: Fragment,
        _PLAIN_ONLY: values.plain,
        _MEMBERS: members,
        _SLICED: sliced,
        _HELD: held,
    }
