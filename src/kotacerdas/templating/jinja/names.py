"""Names in a template that do not exist, found without rendering: a walk over its tree with types.

The types come from the annotations of the records that templates see. What cannot be known (the parameters of
a macro, a value of several types) is let through.
"""

from __future__ import annotations

import inspect
import types
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from jinja2 import nodes

from kotacerdas.dates import PartialDate
from kotacerdas.nearest import nearest
from kotacerdas.templating.jinja.failures import Problem
from kotacerdas.templating.jinja.values import DATE, LOOP, TEXT_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kotacerdas.templating.jinja.sandbox import Sandbox


class _List(NamedTuple):
    """A list of something."""

    item: object


class _Unknown:
    """Anything."""


_ANY: Final = _Unknown()
_LOOP: Final = "loop"
_SAME_LIST: Final = frozenset(
    {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"}
)
_ONE_ITEM: Final = frozenset({"first", "last", "min", "max"})
_BY_NAME: Final = frozenset({"selectattr", "rejectattr", "groupby"})
_ASKING: Final = frozenset({"defined", "undefined"})
_FALLING_BACK: Final = frozenset({"default", "d"})
_PLAIN: Final[dict[object, tuple[frozenset[str], str]]] = {
    str: (TEXT_METHODS, "text"),
    int: (frozenset(), "number"),
    float: (frozenset(), "number"),
    bool: (frozenset(), "number"),
    date: (DATE, "date"),
    PartialDate: (DATE, "date"),
}


def wrong_names(
    tree: nodes.Template, sandbox: Sandbox, shape: type | None, guessed: Iterable[str] = ()
) -> Iterator[Problem]:
    """Find names, fields, filters and tests that do not exist. Without a shape, names are not looked at.

    `guessed` are names that may exist, since the tag that would make them cannot be read.
    """
    asked = {
        node.node.name
        for node in tree.find_all((nodes.Test, nodes.Filter))
        if node.name in _ASKING | _FALLING_BACK and isinstance(node.node, nodes.Name)
    }
    walk = _Walk(sandbox, shape, asked | set(guessed))
    walk.body(tree.body)
    yield from dict.fromkeys(walk.found)


class _Walk:
    def __init__(self, sandbox: Sandbox, shape: type | None, known: Iterable[str]) -> None:
        self._sandbox = sandbox
        self._is_typed = shape is not None
        self._scopes: list[dict[str, object]] = [dict.fromkeys([*known, *sandbox.functions], _ANY)]
        if shape is not None:
            self._scopes[0] |= _fields(shape)
        self.found: list[Problem] = []

    def _report(
        self, code: str, node: nodes.Node, name: str, like: Iterable[str] = (), **details: object
    ) -> None:
        details = {"name": name, "suggestion": nearest(name, list(like)), **details}
        self.found.append(Problem(code, node.lineno, _Hashable(details)))

    # --- statements ------------------------------------------------------------------------------

    def body(self, statements: Iterable[nodes.Node]) -> None:
        statements = list(statements)
        self._scopes[-1] |= {node.name: _ANY for node in statements if isinstance(node, nodes.Macro)}
        for node in statements:
            self._statement(node)

    def _inside(self, statements: Iterable[nodes.Node], **names: object) -> None:
        self._scopes.append(names)
        self.body(statements)
        self._scopes.pop()

    def _statement(self, node: nodes.Node) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self.type_of(part)
            case nodes.For():
                row = self.type_of(node.iter)
                names = self._targets(node.target, row.item if isinstance(row, _List) else _ANY)
                self._scopes.append({**names, "loop": _LOOP})
                if node.test is not None:
                    self.type_of(node.test)
                self.body(node.body)
                self._scopes.pop()
                self._inside(node.else_)
            case nodes.If():
                self.type_of(node.test)
                self.body(node.body)
                self.body(node.elif_)
                self.body(node.else_)
            case nodes.Assign():
                value = self.type_of(node.node)
                self._scopes[-1] |= self._targets(node.target, value)
            case nodes.AssignBlock():
                self._inside(node.body)
                if node.filter is not None:
                    self.type_of(node.filter)
                self._scopes[-1] |= self._targets(node.target, str)
            case nodes.Macro():
                self._parameters(node)
            case nodes.With():
                values = [self.type_of(value) for value in node.values]
                names = {}
                for target, value in zip(node.targets, values, strict=True):
                    names |= self._targets(target, value)
                self._inside(node.body, **names)
            case nodes.ExprStmt():
                self.type_of(node.node)
            case _:
                self.body(node.iter_child_nodes())

    def _parameters(self, node: nodes.Macro) -> None:
        for value in node.defaults:
            self.type_of(value)
        names = dict.fromkeys(
            [*(argument.name for argument in node.args), "varargs", "kwargs", "caller"], _ANY
        )
        self._inside(node.body, **names)

    def _targets(self, target: nodes.Node, value: object) -> dict[str, object]:
        if isinstance(target, nodes.Name):
            return {target.name: value}
        names: dict[str, object] = {}
        for name in target.find_all(nodes.Name):
            names[name.name] = _ANY
        return names

    # --- expressions -----------------------------------------------------------------------------

    def type_of(self, node: nodes.Node) -> object:
        """The type of an expression; what is wrong in it is reported on the way."""
        match node:
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr():
                return self._field(node, self.type_of(node.node), node.attr)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.Test():
                if node.name not in self._sandbox.tests:
                    self._report("no-such-test", node, node.name, self._sandbox.tests)
                if node.name not in _ASKING:
                    self.type_of(node.node)
                self._all([*node.args, *(pair.value for pair in node.kwargs)])
                return bool
            case nodes.CondExpr():
                self.type_of(node.test)
                kinds = [self.type_of(part) for part in (node.expr1, node.expr2) if part is not None]
                return kinds[0] if len(kinds) > 1 and kinds[0] == kinds[1] else _ANY
            case nodes.List() | nodes.Tuple():
                kinds = [self.type_of(item) for item in node.items]
                return _List(kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else _ANY)
            case nodes.Const():
                return type(node.value)
            case nodes.Concat():
                self._all(node.nodes)
                return str
            case nodes.Call():
                return self._called(node)
            case _:
                self._all(node.iter_child_nodes())
                return _ANY

    def _all(self, parts: Iterable[nodes.Node]) -> None:
        for part in parts:
            self.type_of(part)

    def _called(self, node: nodes.Call) -> object:
        self._all(node.iter_child_nodes())
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        function = self._sandbox.functions.get(name)
        is_shadowed = any(name in scope for scope in self._scopes[1:])
        if function is None or is_shadowed or node.dyn_args or node.dyn_kwargs:
            return _ANY
        try:
            named = dict.fromkeys(pair.key for pair in node.kwargs)
            inspect.signature(function).bind(*node.args, **named)
        except TypeError:
            self._report("bad-call", node, name)
        return _ANY

    def _name(self, node: nodes.Name) -> object:
        for scope in reversed(self._scopes):
            if node.name in scope:
                return scope[node.name]
        if self._is_typed:
            self._report("no-such-name", node, node.name, (name for scope in self._scopes for name in scope))
        return _ANY

    def _field(self, node: nodes.Node, owner: object, name: str) -> object:
        if owner is _LOOP:
            if name not in LOOP:
                self._report("no-such-field", node, name, LOOP, kind="loop")
            return _ANY
        if isinstance(owner, _List):
            self._report("no-such-field", node, name, (), kind="list")
            return _ANY
        if owner in _PLAIN:
            self._method(node, owner, name)
            return _ANY
        known = _fields(owner)
        if not known:
            return _ANY
        if name not in known:
            kind = getattr(owner, "__name__", "")
            self._report("no-such-field", node, name, known, kind=kind, known=tuple(known))
            return _ANY
        return known[name]

    def _method(self, node: nodes.Node, owner: object, name: str) -> None:
        """Look at what is asked of a text, number or date."""
        known, kind = _PLAIN[owner]
        if name not in known:
            self._report("no-such-field", node, name, known, kind=kind)

    def _path(self, node: nodes.Node, owner: object, path: object) -> object:
        for step in str(path).split("."):
            if step.isdigit():
                return _ANY
            owner = self._field(node, owner, step)
        return owner

    def _item(self, node: nodes.Getitem) -> object:
        owner = self.type_of(node.node)
        self.type_of(node.arg)
        if isinstance(node.arg, nodes.Slice):
            return owner
        if isinstance(owner, _List):
            return owner.item
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._field(node, owner, node.arg.value)
        return _ANY

    def _filtered(self, node: nodes.Filter) -> object:
        name = node.name
        if name not in self._sandbox.filters:
            self._report("no-such-filter", node, name, self._sandbox.known_filters())
        if node.node is None:
            return _ANY
        owner = self.type_of(node.node)
        self._all([*node.args, *(pair.value for pair in node.kwargs)])
        self._applied(node)
        item = owner.item if isinstance(owner, _List) else _ANY
        path = next((pair.value for pair in node.kwargs if pair.key == "attribute"), None)
        if path is None and name in _BY_NAME and node.args:
            path = node.args[0]
        found: object = _ANY
        if isinstance(path, nodes.Const) and isinstance(path.value, str):
            found = self._path(node, item, path.value)
        if name in _SAME_LIST:
            return owner if isinstance(owner, _List) else _ANY
        if name in _ONE_ITEM:
            return item
        if name == "map":
            return _List(found)
        return _ANY

    def _applied(self, node: nodes.Filter) -> None:
        """Look at the filter or test that another filter applies to each item."""
        at = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}.get(
            node.name, len(node.args)
        )
        named = node.args[at] if at < len(node.args) else None
        if not (isinstance(named, nodes.Const) and isinstance(named.value, str)):
            return
        kind = "filter" if node.name == "map" else "test"
        known = self._sandbox.known_filters() if kind == "filter" else tuple(self._sandbox.tests)
        if named.value not in known:
            self._report(f"no-such-{kind}", node, named.value, known)


def _fields(kind: object) -> dict[str, object]:
    """The fields of a record with their types; none for anything else."""
    if not (isinstance(kind, type) and hasattr(kind, "_fields")):
        return {}
    return {name: _read(hint) for name, hint in _hints(kind).items() if name in kind._fields}


_HINTS: Final[dict[type, dict[str, Any]]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _read(hint: object) -> object:
    """The type behind an annotation: `X | None` is X, `tuple[X, ...]` a list of X."""
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not type(None)]
        return _read(parts[0]) if len(parts) == 1 else _ANY
    if get_origin(hint) is tuple:
        return _List(_read(get_args(hint)[0]))
    return hint


class _Hashable(dict[str, object]):
    """Details by which equal problems are told once."""

    def __hash__(self) -> int:  # type: ignore[override]
        """As of its content."""
        return hash(tuple(map(str, self.items())))
