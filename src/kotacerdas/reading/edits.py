"""Changes to a dossier's YAML as text: values in place of others, keys and items put behind the last or taken out.

A YAML library writes a file anew, with its own line ends, quotation marks and indentation; here not one byte changes
but what is meant, and what comes out is read again before anybody keeps it.

The changes become a tree. One pass over the file's events gives the nodes that it touches and those beside them; a walk
over both notes what shall stand instead of what. How a value is written tells `notation`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.errors import CannotRun
from kotacerdas.findings import Route
from kotacerdas.reading import notation, parser
from kotacerdas.reading.positions import events

REMOVED: Final = object()
"""The value of a key, or of an item of a list, that goes; None is the same, for a key without a value is an absent one."""


class Change(NamedTuple):
    """A value of YAML that shall stand where a route leads: text, number, day, yes or no, list, mapping, or `REMOVED`.

    The route is that of the file as it stands, and need not lead anywhere yet; an index equal to the length of a list
    puts an item behind its last one, the next index another.
    """

    route: Route
    value: object


def edited(raw: bytes, changes: Iterable[Change], path: str) -> bytes:
    """A YAML file with these changes and no other. Raises CannotRun where it would read otherwise than meant.

    Of a mapping or a list stays what is the same in the new one; where its last part is taken out, it goes with its key.
    Mappings and lists that lack on the way are made; a text in their place is not given up.
    """
    data = parser.read(raw).data
    if data is None:
        raise CannotRun("cannot-edit", path=path)
    edits = _Edits(raw.decode("utf-8"))
    try:
        meant = edits.follow(_plan(changes), data)
        made = edits.text_after().encode()
    except (ValueError, yaml.YAMLError) as error:  # half a character, or tabs alone, too
        raise CannotRun("cannot-edit", path=path) from error
    if parser.read(made).data != meant:
        raise CannotRun("cannot-edit", path=path)
    return made


def appended(raw: bytes, section: str, entries: Iterable[str], path: str) -> bytes:
    """A YAML file with entries, each given as its lines, behind those of a section, as `edited` puts them."""
    standing = (parser.read(raw).data or {}).get(section)
    length = len(standing) if isinstance(standing, list) else 0
    items = (Change((section, n), notation.Lines(text)) for n, text in enumerate(entries, length))
    return edited(raw, items, path)


# --- what shall change ---------------------------------------------------------------------------


class _Plan(dict[str | int, Any]):
    """What shall change below a node of YAML, by key or index; `whole` is the kind of what shall have no parts but these."""

    whole: type | None = None

    @property
    def kind(self) -> type:
        """The kind of the collection, which its steps tell."""
        return self.whole or (list if self and all(isinstance(step, int) for step in self) else dict)


_Parts = list[tuple[str | int, Any]]


def _plan(changes: Iterable[Change]) -> _Plan:
    """Changes to YAML as the tree that an edit follows."""
    plan = _Plan()
    for route, value in changes:
        at = plan
        for step in route[:-1]:
            below = at.get(step)
            if not isinstance(below, _Plan):
                below = at[step] = _Plan()
            at = below
        at[route[-1]] = _planned(value)
    return plan


def _planned(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """A value of YAML as the tree of an edit that puts it in place of all that stands there."""
    if type(value) not in {dict, list, tuple}:  # a date that is partly known is a tuple, too
        return REMOVED if value in (REMOVED, None) else notation.as_text(value)
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    plan = _Plan({step: _planned(part) for step, part in steps})
    plan.whole = dict if isinstance(value, dict) else list
    return plan


def _built(plan: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """What the tree of an edit puts where nothing stands; `REMOVED` for nothing."""
    if not isinstance(plan, _Plan):
        return plan
    parts = _parts(plan, plan)
    if not parts and not plan.whole:
        return REMOVED
    return [part for _, part in parts] if plan.kind is list else dict(parts)


def _parts(plan: _Plan, steps: Iterable[str | int], first: int = 0) -> _Parts:
    """What the plan of an edit puts where these steps lead and nothing stands. Raises ValueError where a step leads nowhere."""
    is_list = plan.kind is list
    parts = [(step, part) for step in steps if (part := _built(plan[step])) is not REMOVED]
    if any(isinstance(step, int) is not is_list for step, _ in parts):
        raise ValueError("keys beside indexes")
    if is_list:
        parts.sort(key=lambda part: part[0])
        if [step for step, _ in parts] != [*range(first, first + len(parts))]:
            raise ValueError("an index is not the next")
    return parts


def _aligned(data: list[Any], plan: _Plan) -> _Plan:
    """A list that shall stand as a whole, as changes of the one that stands there: what is the same in both stays."""
    due = [*plan.values()]
    old, new = [*map(repr, data)], [repr(notation.as_read(_built(below))) for below in due]
    in_old, in_new = set(old), set(new)
    aligned, at = _Plan(), 0
    for position, value in enumerate(old):
        if at < len(new) and value == new[at]:
            at += 1
        elif at < len(new) and value not in in_new and new[at] not in in_old:
            aligned[position] = due[at]
            at += 1
        else:
            aligned[position] = REMOVED
    aligned.update(enumerate(due[at:], len(old)))
    return aligned


# --- where it stands -----------------------------------------------------------------------------

_BRACKETS: Final = "{"
_ROWS: Final = "-"
_LINE: Final = re.compile(r"[^\r\n]*")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_TO_DASH: Final = re.compile(r"(?:\s++|#[^\r\n]*+)*+-")
_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\r?\n")
_NARROW: Final = 60
"""Columns below which lines were not broken for their width."""
_HEADER: Final = re.compile(r"[|>][-+\d]*")


@dataclass(slots=True)
class _Node:
    """A node of YAML: where its key or dash and its value begin, and where it ends; its parts where a plan touches them."""

    key: str | int
    head: int
    start: int
    column: int
    style: str  # of a scalar, as libyaml tells it, or one of the two above
    is_mapping: bool = False
    end: int = 0
    parts: list["_Node"] = field(default_factory=list)


def _nodes(text: str, plan: _Plan) -> tuple[_Node | None, int]:
    """The node at the top of YAML that is edited, with those that a plan touches and those beside them; and where the document ends."""
    root: _Node | None = None
    opened: list[tuple[_Node | None, _Plan | None]] = []  # no plan where nothing is touched
    key: Any = None
    end = 0  # of the last value
    for event in events(text.encode()):
        start, behind = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.CollectionEndEvent):
            end = behind if start < behind else end  # a bracket: the mark of a block is where the next begins
            if node := opened.pop()[0]:
                node.end = end
        elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            top, touched = opened[-1] if opened else (None, plan)
            if top and touched is not None and top.is_mapping and key is None:
                key = event
                continue
            is_scalar = isinstance(event, yaml.ScalarEvent)
            if is_scalar:
                end = _end(event, text)
            node = below = None
            if touched is not None:
                node = _node(event, key, top, text)
                node.end = end
                below = touched if touched.whole else touched.get(node.key) if top else touched
                root, key = root or node, None
                if top:
                    top.parts.append(node)
            if not is_scalar:
                opened.append((node, below if isinstance(below, _Plan) else None))
        elif isinstance(event, yaml.DocumentEndEvent):
            return root, start
    return root, len(text)


def _node(event: Any, key: Any, top: _Node | None, text: str) -> _Node:  # noqa: ANN401 - libyaml's events, or Python's
    """The node to edit of an event of YAML, which stands behind its key or dash inside another node."""
    start = head = event.start_mark.index
    column = event.start_mark.column
    if key:
        head = key.start_mark.index
    elif top and top.style == _ROWS:
        dash = _TO_DASH.match(text, top.parts[-1].end) if top.parts else None
        head = dash.end() - 1 if dash else top.start
    name = key.value if key else len(top.parts) if top else ""
    if isinstance(event, yaml.ScalarEvent):
        return _Node(name, head, start, column, event.style or "")
    style = _BRACKETS if event.flow_style else _ROWS
    return _Node(name, head, start, column, style, isinstance(event, yaml.MappingStartEvent))


def _end(event: Any, text: str) -> int:  # noqa: ANN401 - libyaml's events, or Python's
    """Where a scalar of YAML ends that an edit replaces; a block ends with its last line, and with the empty ones behind if it keeps those."""
    start: int = event.start_mark.index
    end: int = event.end_mark.index
    header = _HEADER.match(text, start) if event.style in notation.BLOCKS else None
    if not header:
        return end
    if "+" in header[0]:
        return start + len(text[start:end].removesuffix("\n").removesuffix("\r"))
    return start + len(text[start:end].rstrip("\r\n"))


def _behind(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what matches from a place on ends."""
    match = pattern.match(text, at)
    return match.end() if match else at


# --- what stands instead -------------------------------------------------------------------------


class _Edits:
    """What shall stand instead of what in the text of a YAML file."""

    def __init__(self, text: str) -> None:
        """Take the text of the YAML file that is edited."""
        self._bom = text[: text.startswith("\ufeff")]
        text = text.removeprefix(self._bom)
        end = _LINE_END.search(text)
        self._newline = end[0] if end else "\n"
        self._is_open = bool(text) and not text.endswith(("\r", "\n"))  # its last line has no end
        self._text = text + self._newline if self._is_open else text
        self._spots: list[tuple[int, int, str]] = []
        self._root, self._end = _Node("", 0, 0, 0, _ROWS, is_mapping=True), 0

    def follow(self, plan: _Plan, data: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever YAML holds
        """Note all edits that a plan makes to a YAML file, and tell what the file then holds."""
        if plan.kind is list:
            raise ValueError("an index at the top")
        root, self._end = _nodes(self._text, plan)
        if root and root.is_mapping:
            self._root = root
        left = self._change_parts(self._root, data, plan)
        return {} if left is REMOVED else left

    def text_after(self) -> str:
        """The text of the YAML file with all edits that were noted."""
        pieces, at = [self._bom], 0
        for start, end, text in sorted(self._spots, key=lambda spot: spot[0]):
            pieces += self._text[at:start], text
            at = max(at, end)
            self._is_open &= start < len(self._text)
        made = "".join([*pieces, self._text[at:]])
        return made.removesuffix(self._newline) if self._is_open else made

    def _change(self, node: _Node, data: Any, plan: Any, top: _Node) -> Any:  # noqa: ANN401 - whatever YAML holds
        """Edit a node of YAML inside another one, and tell what it then holds; `REMOVED` where nothing is left."""
        is_plan = isinstance(plan, _Plan)
        if is_plan and isinstance(data, plan.kind) and node.parts and (plan or not plan.whole):
            return self._change_parts(node, data, plan)
        value = _built(plan)
        if value is REMOVED or value == data:
            return data
        if is_plan and not plan.whole and data not in (None, {}, []):
            raise ValueError("a text is in the way")
        self._put(node, value, data if isinstance(data, str) else None, top)
        return notation.as_read(value)

    def _change_parts(self, node: _Node, data: Any, plan: _Plan) -> Any:  # noqa: ANN401 - whatever YAML holds
        """Edit parts of a mapping or a list of YAML, and tell what it then holds; `REMOVED` where nothing is left."""
        if plan.whole is list:
            plan = _aligned(data, plan)
        steps = {part.key for part in node.parts}
        new = _parts(plan, [step for step in plan if step not in steps], len(node.parts))
        left: _Parts = []
        gone: set[int] = set()
        for position, part in enumerate(node.parts):
            value = data.get(part.key) if node.is_mapping else data[position]
            below = plan.get(part.key, REMOVED if plan.whole and value is not None else value)
            noted = len(self._spots)
            value = below if below is REMOVED else self._change(part, value, below, node)
            if value is REMOVED:
                del self._spots[noted:]
                gone.add(position)
            else:
                left.append((part.key, value))
        left += ((key, notation.as_read(value)) for key, value in new)
        self._take_out(node, gone)
        if new:
            self._put_behind(node, new, gone)
        if gone and all(value is None for _, value in left):
            return REMOVED
        if node.is_mapping:
            return {key: value for key, value in left if value is not None}
        return [value for _, value in left]

    def _take_out(self, node: _Node, gone: set[int]) -> None:
        """Take out parts of a node: their lines, or in brackets what stands up to the next comma."""
        parts = node.parts
        first = next((position for position in range(len(parts)) if position not in gone), len(parts))
        for position in gone:
            part = parts[position]
            following = parts[position + 1].head if position + 1 < len(parts) else part.end
            margin = part.head - node.column
            if node.style == _BRACKETS:
                span = (part.head, following) if position < first else (parts[position - 1].end, part.end)
            elif not self._text[margin : part.head].strip(" "):
                span = margin, self._after(part.end, node.column)
            else:  # behind the dash of a list around it, where the next part moves up if nothing is between
                gap = self._text[part.end : following]
                is_next = gap and not gap.strip() and position + 1 not in gone
                dash = margin + len(self._text[margin : part.head].rstrip(" "))
                span = (part.head, following) if is_next else (dash, part.end)
            self._note(*span)

    def _put_behind(self, node: _Node, new: _Parts, gone: set[int]) -> None:
        """Put new parts behind the last one of a node, or the last one in brackets that stays."""
        parts, column = node.parts, node.column
        if node.style == _BRACKETS:
            values = dict(new) if node.is_mapping else [value for _, value in new]
            written = notation.in_brackets(values)[1:-1]
            last = next((part for n, part in reversed([*enumerate(parts)]) if n not in gone), None)
            if last:
                self._note(last.end, text=f", {written}")
            else:
                self._note(parts[-1].end if parts else node.end - 1, text=written)
            return
        in_line = bool(parts) and parts[-1].is_mapping and parts[-1].style == _BRACKETS
        between = self._text[parts[-2].end : parts[-1].head] if len(parts) > 1 else ""
        is_apart = node is self._root or _EMPTY_LINE.search(between)
        lines: list[str] = []
        for key, value in new:
            lines += [""] if is_apart and (lines or self._text.strip()) else []
            if node.is_mapping:
                lines += notation.pair(str(key), value, column)
            else:
                lines += notation.item(value, column, in_line=in_line)
        at = self._end if node is self._root else self._after(parts[-1].end, column)
        self._note(at, text="".join(row + self._newline for row in notation.indented(lines, column)))

    def _put(self, node: _Node, value: Any, old: str | None, top: _Node) -> None:  # noqa: ANN401 - whatever YAML holds
        """Put a value in place of all that a node of YAML holds; `old` is the text that stands there."""
        text, start, end = self._text, node.start, node.end
        gap = " " if start == end and not text[start - 1].isspace() else ""
        style = node.style if old is not None else ""
        if top.style == _BRACKETS:
            self._note(start, end, gap + notation.in_brackets(value, style, old))
            return
        is_last = _behind(_LINE, text, end) + len(self._newline) == len(text)
        self._is_open &= not is_last or (isinstance(value, str) and not value.endswith("\n"))
        if node.style == _ROWS:  # the value stands below its key, further to the right
            column = max(node.column, top.column + 2)
            first, rest = notation.value_lines(value, column)
            rows = notation.indented([first, *notation.indented(rest)] if first else rest, column)
            self._note(start, _behind(_LINE, text, end), self._newline.join(rows)[node.column :])
            return
        column, width, stop = top.column + 2, notation.WIDTH, end
        if style in notation.BLOCKS:  # as far to the right, and as wide
            stop = _behind(_HEADER, text, start)
            rows = [row for row in _LINE_END.split(text[stop:end])[1:] if row.strip()]
            column = min((len(row) - len(row.lstrip(" ")) for row in rows), default=column)
            width = max(*map(len, rows), _NARROW) if len(rows) > 1 else width
        if isinstance(value, str):
            first, rest = notation.text_lines(value, column, start - node.head, style, old, width)
        else:
            first, rest = notation.value_lines(value, column, start - node.head)
        if not first:
            start = node.head + len(text[node.head : start].rstrip())
        self._note(start, stop, gap * bool(first) + first)
        line_end = _behind(_LINE, text, stop)
        below = "".join(self._newline + row for row in notation.indented(rest, column))
        self._note(line_end, max(line_end, end), below)

    def _after(self, end: int, column: int) -> int:
        """Where the line behind what ends in a place begins, or behind the comments that are further to the right than a column."""
        comments = re.compile(rf"[^\r\n]*(?:\r\n|\r|\n)(?: {{{column + 1},}}#[^\r\n]*(?:\r\n|\r|\n))*")
        return _behind(comments, self._text, end)

    def _note(self, start: int, end: int | None = None, text: str = "") -> None:
        self._spots.append((start, start if end is None else end, text))
