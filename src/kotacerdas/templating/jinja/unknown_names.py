"""Names in a template that do not exist, found without rendering: a walk over its tree with types.

The types come from the annotations of the records that templates see. What cannot be known (the parameters of
a macro, a value of several types) is let through.
"""

import inspect
import types
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from jinja2 import nodes
from jinja2.runtime import LoopContext

from kotacerdas.dates import PartialDate
from kotacerdas.nearest import nearest
from kotacerdas.templating.jinja.failures import Problem, TagFailed, TemplateFailed
from kotacerdas.templating.jinja.values import PARAGRAPH, TEXT_METHODS, Block, Run, kind_of, names_in


class Vocabulary(NamedTuple):
    """The names that Jinja knows in a template: functions, filters and tests; by line, what `wraps` its value."""

    functions: Mapping[str, Callable[..., object]]
    filters: Collection[str]
    tests: Collection[str]
    wraps: Mapping[int, tuple[str, int]] = MappingProxyType({})


class _List(NamedTuple):
    """The type of a list."""

    item: object


_ANY: Final = object()
_FUNCTION: Final = "function"
_METHODS: Final = TEXT_METHODS | {"strftime", "cycle"}
_COMPUTING: Final = frozenset({"-", "*", "/", "//", "%"})
_WANTING: Final = dict.fromkeys(("rupiah", "number", "percent", "round", "abs"), "number") | {"date": "date"}
"""The filters that want a number or a date → the kind that each wants."""
_MADE: Final = (Block, Run)
"""What functions make and not every tag can hold."""
_SAME_LIST: Final = frozenset(
    {"sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"}
)
_ONE_ITEM: Final = frozenset({"first", "last", "min", "max"})
_BY_NAME: Final = frozenset({"selectattr", "rejectattr", "groupby"})
_APPLYING: Final = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}
"""Which argument of a filter names another filter, or a test."""
_LABELS: Final = ("name", "title")
"""The fields of a record that are most likely meant where the record itself is printed."""
_ASKING: Final = frozenset({"defined", "undefined"})
_FALLING_BACK: Final = frozenset({"default", "d"})
_PLAIN: Final = (LoopContext, str, int, float, bool, date, PartialDate)
"""The types of which all is known that may be asked of them, but for lists and records."""


def unknown_names(
    tree: nodes.Template, vocabulary: Vocabulary, shape: type | None, guessed: Iterable[str] = ()
) -> list[Problem]:
    """Find names, fields, filters and tests that do not exist. Without a shape, names are not looked at.

    `shape` is the record of the names that a template sees; `guessed` are names that may exist beside, since the
    tag that would make them cannot be read.
    """
    asked = {
        node.node.name
        for node in tree.find_all((nodes.Test, nodes.Filter))
        if node.name in _ASKING | _FALLING_BACK and isinstance(node.node, nodes.Name)
    }
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    walk = _Walk(vocabulary, shape, {*asked, *macros, *guessed})
    walk.walk(tree.body)
    return list({(each.code, each.line, str(each.details)): each for each in walk.problems}.values())


class _Walk:
    """A walk over the tree of a template, with the types of the names in each scope."""

    def __init__(self, vocabulary: Vocabulary, shape: type | None, known: Iterable[str]) -> None:
        """Begin the walk for unknown names with those that the whole template sees."""
        self._vocabulary = vocabulary
        self._is_typed = shape is not None
        functions = dict.fromkeys(vocabulary.functions, _FUNCTION)
        self._scopes: list[dict[str, object]] = [functions | dict.fromkeys(known, _ANY)]
        if shape is not None:
            self._scopes[0] |= _fields(shape)
        self.problems: list[Problem] = []

    def _report(
        self, code: str, node: nodes.Node, name: str, like: Iterable[str] = (), **details: object
    ) -> None:
        """Keep that a name is unknown, with the one of those it may be `like` that is nearest."""
        details = {"name": name, "suggestion": nearest(name, list(like)), **details}
        self.problems.append(Problem(code, node.lineno, details))

    def _inside(self, parts: Iterable[nodes.Node | None], names: Mapping[str, object]) -> None:
        """Walk through parts of the tree in a scope with names of their own."""
        self._scopes.append({**names})
        self.walk(parts)
        self._scopes.pop()

    def walk(self, parts: Iterable[nodes.Node | None]) -> None:
        """Walk through parts of the tree, and keep which of the names in them do not exist."""
        for part in parts:
            if part is not None:
                self._type_of(part)

    def _targets(self, target: nodes.Node, value: object) -> dict[str, object]:
        """The names that an assignment makes, with their types."""
        if isinstance(target, nodes.Name):
            return {target.name: value}
        return {name.name: _ANY for name in target.find_all(nodes.Name)}

    def _type_of(self, node: nodes.Node) -> object:
        """The type of an expression, whose unknown names are kept; a statement has none, but may make names."""
        match node:
            case nodes.Output():
                for printed in node.nodes:
                    self._printed(printed, self._type_of(printed))
            case nodes.For():
                row = self._type_of(node.iter)
                if row in {int, float, bool, date}:
                    self._report("not-list", node.iter, _dotted(node.iter), kind=_kind(row))
                names = self._targets(node.target, row.item if isinstance(row, _List) else _ANY)
                self._inside([node.test, *node.body], {**names, "loop": LoopContext})
                self._inside(node.else_, {})
            case nodes.Assign():
                self._scopes[-1] |= self._targets(node.target, self._type_of(node.node))
                for reference in node.find_all(nodes.NSRef):
                    if self._name(reference) is not _ANY:
                        self._report("syntax-unexpected", reference, reference.name, got=".")
            case nodes.AssignBlock():
                self._inside(node.body, {})
                self.walk([node.filter])
                self._scopes[-1] |= self._targets(node.target, str)
            case nodes.Macro():
                self.walk(node.defaults)
                arguments = [*(argument.name for argument in node.args), "varargs", "kwargs", "caller"]
                self._inside(node.body, dict.fromkeys(arguments, _ANY))
            case nodes.With():
                names = {}
                for target, value in zip(node.targets, map(self._type_of, node.values), strict=True):
                    names |= self._targets(target, value)
                self._inside(node.body, names)
            case nodes.BinExpr(operator=operator) if operator in _COMPUTING:
                for operand in (node.left, node.right):
                    self._wanted("number", operand, self._type_of(operand), operator)
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr():
                return self._field(node, self._type_of(node.node), node.attr)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.Test():
                if node.name not in self._vocabulary.tests:
                    self._report("no-such-test", node, node.name, self._vocabulary.tests)
                if node.name not in _ASKING:
                    self._type_of(node.node)
                self.walk([*node.args, *(pair.value for pair in node.kwargs)])
                return bool
            case nodes.CondExpr():
                self._type_of(node.test)
                kinds = [self._type_of(part) for part in (node.expr1, node.expr2) if part is not None]
                is_same = len(kinds) > 1 and kinds[0] == kinds[1]
                return next((made for made in _MADE if made in kinds), kinds[0] if is_same else _ANY)
            case nodes.List() | nodes.Tuple():
                kinds = [self._type_of(item) for item in node.items]
                return _List(kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else _ANY)
            case nodes.Const():
                return type(node.value)
            case nodes.Concat():
                kinds = [self._type_of(part) for part in node.nodes]
                return next((made for made in _MADE if made in kinds), str)
            case nodes.Call():
                return self._called(node)
            case _:
                self.walk(node.iter_child_nodes())
        return _ANY

    def _printed(self, node: nodes.Node, value: object) -> None:
        """Look at the type of what is printed: a record is no text, though one of its fields may be meant; nor is a list, or a run."""
        path, fields = _dotted(node), _fields(value)
        if isinstance(value, _List) or value is _FUNCTION:
            self._report("not-text", node, path, kind=_kind(value))
        elif value is Run and node.lineno not in self._vocabulary.wraps:
            self._report("needs-run", node, path)
        elif value is Block and self._vocabulary.wraps.get(node.lineno, ("",))[0] != PARAGRAPH:
            self._report("needs-paragraph", node, path)
        elif fields:
            label = next((f"{path}.{field}" for field in _LABELS if path and field in fields), None)
            self._report("not-text", node, path, kind=_kind(value), known=tuple(fields), suggestion=label)

    def _called(self, node: nodes.Call) -> object:
        """The type of what a call makes; unknown names in it are kept, its function's and those in its arguments."""
        self.walk(node.iter_child_nodes())
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        function = self._vocabulary.functions.get(name)
        is_shadowed = any(name in scope for scope in self._scopes[1:])
        if function is None or is_shadowed:
            return _ANY
        signature = inspect.signature(function)
        try:
            if not (node.dyn_args or node.dyn_kwargs):
                signature.bind(*node.args, **dict.fromkeys(pair.key for pair in node.kwargs))
        except TypeError:
            self._report("bad-call", node, name)
        made = _read(signature.return_annotation)
        if made is Block and node.args and all(isinstance(each, nodes.Const) for each in node.args):
            self._tried(node, function)
        return made if made in _MADE or isinstance(made, _List) else _ANY

    def _wanted(self, wanted: str, node: nodes.Node, value: object, operator: str = "") -> None:
        """Look at what a filter or operator works on: whether it can be of the kind that is wanted."""
        kind = _kind(value)
        if kind not in {wanted, "loop", ""}:
            self._report(f"not-{wanted}", node, "", kind=kind, operator=operator)

    def _tried(self, node: nodes.Call, function: Callable[..., object]) -> None:
        """Try a call whose values are known without rendering, and keep what it fails by."""
        try:
            function(*(each.value for each in node.args if isinstance(each, nodes.Const)))
        except TemplateFailed as failed:
            self.problems += failed.problems
        except TagFailed as failed:
            self.problems.append(Problem(failed.code, node.lineno, failed.details))

    def _name(self, node: nodes.Name | nodes.NSRef) -> object:
        """The type of a name in the innermost scope that has it; an unknown name is kept."""
        for scope in reversed(self._scopes):
            if node.name in scope:
                return scope[node.name]
        if self._is_typed:
            self._report("no-such-name", node, node.name, (name for scope in self._scopes for name in scope))
        return _ANY

    def _field(self, node: nodes.Node, owner: object, name: str) -> object:
        """The type of a field by its name, where its owner's type is known; an unknown field is kept."""
        if isinstance(owner, _List):
            self._report("no-such-field", node, name, kind="list")
        elif isinstance(owner, type) and owner in _PLAIN:
            if name not in (known := names_in(owner)):
                self._report("no-such-field", node, name, known, kind=kind_of(owner))
            return _FUNCTION if name in _METHODS else _ANY
        elif fields := _fields(owner):
            if name in fields:
                return fields[name]
            self._report("no-such-field", node, name, fields, kind=_kind(owner), known=tuple(fields))
        return _ANY

    def _path(self, node: nodes.Node, owner: object, path: str) -> object:
        """The type of a field of a field, by their names with dots between; unknown fields are kept."""
        for step in path.split("."):
            if step.isdigit():
                return _ANY
            owner = self._field(node, owner, step)
        return owner

    def _item(self, node: nodes.Getitem) -> object:
        """The type of an item of a list, or of a field whose name stands in brackets; an unknown field is kept."""
        owner = self._type_of(node.node)
        self._type_of(node.arg)
        if isinstance(node.arg, nodes.Slice):
            return owner
        if isinstance(owner, _List):
            return owner.item
        name = _constant_text(node.arg)
        return _ANY if name is None else self._field(node, owner, name)

    def _filtered(self, node: nodes.Filter) -> object:
        """The type of what a filter makes; unknown names among what it is given are kept."""
        name = node.name
        if name not in self._vocabulary.filters:
            self._report("no-such-filter", node, name, self._vocabulary.filters)
        if node.node is None:
            return _ANY
        owner = self._type_of(node.node)
        self.walk([*node.args, *(pair.value for pair in node.kwargs)])
        self._applied(node)
        if name in _WANTING:
            self._wanted(_WANTING[name], node, owner)
        item = owner.item if isinstance(owner, _List) else _ANY
        by_name = [pair.value for pair in node.kwargs if pair.key == "attribute"]
        path = _constant_text(*by_name[:1] or (node.args[:1] if name in _BY_NAME else ()))
        has_default = any(pair.key == "default" for pair in node.kwargs)
        field = _ANY if path is None or has_default else self._path(node, item, path)
        if name in _SAME_LIST:
            return owner if isinstance(owner, _List) else _ANY
        if name in _ONE_ITEM:
            return item
        return _List(field) if name == "map" else _ANY

    def _applied(self, node: nodes.Filter) -> None:
        """Look at the name of the filter or test that another filter applies to each item."""
        at = _APPLYING.get(node.name, len(node.args))
        name = _constant_text(*node.args[at : at + 1])
        kind = "filter" if node.name == "map" else "test"
        known = self._vocabulary.filters if kind == "filter" else self._vocabulary.tests
        if name is not None and name not in known:
            self._report(f"no-such-{kind}", node, name, known)


def _kind(value: object) -> str:
    """The key of the word for the type of what an unknown name was asked of, or its record's name; empty where it is not known."""
    if isinstance(value, _List):
        return "list"
    if value is _FUNCTION:
        return _FUNCTION
    return kind_of(value) if isinstance(value, type) and (value in _PLAIN or _fields(value)) else ""


def _dotted(node: nodes.Node) -> str:
    """A name with the fields that are asked of it, as the template has it; empty for any other expression of Jinja's tree."""
    if isinstance(node, nodes.Getattr):
        owner = _dotted(node.node)
        return f"{owner}.{node.attr}" if owner else ""
    return node.name if isinstance(node, nodes.Name) else ""


def _constant_text(node: nodes.Node | None = None) -> str | None:
    """The text that a node of the tree is; None if it is none."""
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


@cache
def _fields(kind: object) -> Mapping[str, object]:
    """The names of the fields of a record with their types; none for anything else."""
    if not (isinstance(kind, type) and hasattr(kind, "_fields")):
        return {}
    return {name: _read(hint) for name, hint in get_type_hints(kind).items() if name in kind._fields}


def _read(hint: object) -> object:
    """The type by which names are looked up, of an annotation: `X | None` is X, `tuple[X, ...]` a list of X."""
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not type(None)]
        return _read(parts[0]) if len(parts) == 1 else _ANY
    if get_origin(hint) in {tuple, list}:
        return _List(_read(get_args(hint)[0]))
    return hint
