"""A template's parsed tree, before it is compiled: what is refused in it, and the counters put into it.

Jinja's own sandbox lets templates run for ever and fill the memory. So every loop, join, comparison and slice
is led through a filter that no template can name, and that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from jinja2 import nodes
from jinja2.runtime import Undefined
from jinja2.utils import pass_context
from markupsafe import Markup

from kotacerdas.templating.jinja.failures import Trouble
from kotacerdas.templating.jinja.values import MAX_NUMBER, Fragment, items_of, plain

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from kotacerdas.templating.jinja.meter import Meter

_STEPS, _CONCAT, _LITERAL, _PLAIN_ONLY, _MEMBERS = "<steps>", "<concat>", "<literal>", "<plain>", "<members>"
_SLICED, _HELD = "<sliced>", "<held>"
_REFUSED_NODES: Final[tuple[type[nodes.Node], ...]] = (
    *(nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock),
    *(nodes.FilterBlock, nodes.ScopedEvalContextModifier),
)


def refused(tree: nodes.Template) -> str:
    """What a template holds that has no place here; empty if there is nothing."""
    node = next(tree.find_all(_REFUSED_NODES), None)
    if node is not None:
        return type(node).__name__
    if any(loop.recursive for loop in tree.find_all(nodes.For)):
        return "recursive"
    numbers = (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, int | float))
    return "too-large" if any(not abs(number) <= MAX_NUMBER for number in numbers) else ""


def metered(tree: nodes.Template, wraps: Mapping[int, tuple[str, int]]) -> nodes.Template:
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


def counters(meter: Meter, joined: Callable[..., str]) -> dict[str, Callable[..., object]]:
    """The filters that `metered` puts into a tree, by name. `joined` makes one text of several parts."""

    @pass_context
    def steps(_context: Context, value: Iterable[Any]) -> Iterator[Any]:
        tick = meter.tick
        for item in items_of(value):
            tick()
            yield item

    @pass_context
    def sliced(_context: Context, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, Fragment | Markup):
            raise Trouble("is-markup")
        if not isinstance(value, str | list | tuple):
            return meter.keep_items(list(items_of(value)))
        meter.keep(len(value))
        return value

    @pass_context
    def held(_context: Context, value: str) -> str:
        meter.keep(len(value))
        return value

    @pass_context
    def members(_context: Context, value: object) -> object:
        meter.tick()
        if isinstance(value, Undefined):
            str(value)
        if isinstance(value, str | Mapping):
            return value
        return meter.keep_items([plain(item) for item in items_of(value)])

    @pass_context
    def concat(_context: Context, parts: list[object]) -> str:
        return joined(*parts)

    return {
        _STEPS: steps,
        _CONCAT: concat,
        _LITERAL: pass_context(lambda _context, data: Fragment(data)),
        _PLAIN_ONLY: pass_context(lambda _context, value: plain(value)),
        _MEMBERS: members,
        _SLICED: sliced,
        _HELD: held,
    }
