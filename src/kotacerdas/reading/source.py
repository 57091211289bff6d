"""YAML bytes → plain data within limits, and the position of any node on demand.

The file is read as libyaml's *events* in one loop with its own stack, never composed: composing
recurses, so a file of 100,000 brackets ends the whole process. Scalars stay text and the models give
them their type, which ends every trap of YAML 1.1 (`no`, `010`, `1.250`, `12:30`). Positions are
not kept: `spans` reads the same bytes again, only for a file that has findings.

Every refusal is a `Problem` with a code (`KC0xx`), a line and a column; `read` never raises.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.findings import NO_DETAILS, Diagnostic, Location, Route, Severity
from kotacerdas.naming import is_windows_path, with_backslashes
from kotacerdas.reading.lookalikes import CURLY, DOUBLE, comment_that_reads_on

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_PROBLEMS: Final = 50

_Scalar, _Alias = yaml.ScalarEvent, yaml.AliasEvent
_MappingStart, _MappingEnd = yaml.MappingStartEvent, yaml.MappingEndEvent
_SequenceStart, _SequenceEnd = yaml.SequenceStartEvent, yaml.SequenceEndEvent
_DocumentStart = yaml.DocumentStartEvent
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_FORBIDDEN_ASCII: Final = bytes({*range(32), 127} - {9, 10, 13})
_LINE_END: Final = re.compile("\r\n|\n|\r")
_MERGE_MARKER: Final = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?= |$)")
_UTF8_BOM: Final = b"\xef\xbb\xbf"


class Problem(NamedTuple):
    """A refusal. `line` and `column` count from 1; 0 where the file as a whole is meant."""

    code: str
    line: int = 0
    column: int = 0
    details: Mapping[str, object] = NO_DETAILS

    def diagnostic(self, path: str) -> Diagnostic:
        """The finding that this refusal is in the file of that path."""
        where = Location(path, (), "value", self.line, self.column)
        return Diagnostic(self.code, Severity.ERROR, where, details=self.details)


class Reading(NamedTuple):
    """What a file holds: `data` is None if it was refused; `blanks` are the keys without a value."""

    data: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    blanks: tuple[Route, ...] = ()


class Span(NamedTuple):
    """Where a node stands: a line and a column from 1, and the column where its text ends there.

    `end_column` is 0 where the node goes on to the end of the line or over several lines.
    """

    line: int
    column: int
    end_column: int


class NodeSpans(NamedTuple):
    """A node's own span, and that of its key where it stands in a mapping."""

    value: Span
    key: Span | None


def lines_of(raw: bytes) -> list[str]:
    """Split a file into the lines that positions count by."""
    return _LINE_END.split(raw.removeprefix(_UTF8_BOM).decode("utf-8", errors="replace"))


def has_comment(raw: bytes) -> bool:
    """Whether a line of a file is a comment, so that the file is not empty though it has no data."""
    return any(line.lstrip().startswith("#") for line in lines_of(raw))


def is_merge_marker(line: str) -> bool:
    """Whether a line is one that a version control system puts between two versions that it could not join."""
    return _MERGE_MARKER.match(line) is not None


def read(raw: bytes) -> Reading:
    """Read a YAML file into dicts, lists and text; a file with any problem yields no data."""
    if not raw.removeprefix(_UTF8_BOM).strip():  # a tab alone would be a mistake
        return Reading({})
    problems = _encoding_problems(raw)
    if problems:
        return Reading(None, tuple(problems))
    blanks: list[Route] = []
    root: dict[str, Any] | None = None
    try:
        root = _build(raw, problems, blanks)
    except yaml.MarkedYAMLError as error:
        before = _text_before(error, raw)
        if _is_too_deep(before):
            return read(before)
        # Text at the top is what is left of a file whose first colon is missing.
        problems = [p for p in problems if p.code != "KC013"]
        problem = _syntax_problem(error, raw)
        if all(told.line != problem.line for told in problems):  # what is refused there breaks the line
            problems.append(problem)
    except (yaml.YAMLError, ValueError, OverflowError):  # a character, or an escape for one, that cannot be
        problems.append(Problem("KC005", details={"variant": "other"}))
    if problems:
        return Reading(None, tuple(_merge_problems(raw)) or tuple(_with_first_lines(problems, raw)))
    return Reading(root or {}, (), tuple(blanks))


def _merge_problems(raw: bytes) -> Iterator[Problem]:
    """Refuse a YAML file for the first mark of an unfinished merge in it, if there is one: all else follows from it."""
    for number, line in enumerate(lines_of(raw), start=1):
        if mark := _MERGE_MARKER.match(line):
            yield Problem("KC005", number, 1, {"variant": "merge", "sign": mark[1]})
            return


def _build(raw: bytes, problems: list[Problem], blanks: list[Route]) -> dict[str, Any] | None:
    """Build the data of a YAML file from its events; refusals go into `problems`, keys without a value into `blanks`.

    One loop without calls of our own, for it runs once for every node of every file: three times as
    fast as the same in small methods.
    """
    refuse = _Refuser(problems)
    root: dict[str, Any] | None = None
    outer: list[Any] = []  # the open collections around `top`
    top: Any = None  # the innermost open collection
    key: str | None = None  # where `top` is a mapping, the key that awaits its value
    documents = 0
    for event in events(raw):
        kind = type(event)
        if kind is _Scalar:
            if event.anchor or event.tag:
                refuse.marks(event)
            value: Any = event.value
            if event.implicit[0]:
                if value in _NULLS:
                    value = None
            elif event.style == '"' and (bad := _FORBIDDEN.search(value)):
                if is_windows_path(path := with_backslashes(value)):
                    value = path  # which is told where a path is due
                else:
                    refuse(event, "KC004", codepoint=f"U+{ord(bad[0]):04X}", variant="escape")
            if type(top) is dict:
                if key is None:
                    if not value or value in top or (value == "<<" and event.implicit[0]):
                        refuse.key(event, value, [*outer, top])
                    key = value or ""
                    continue
                if value is None:  # a key without a value is an absent key
                    blanks.append((*_route([*outer, top]), key))
                else:
                    top[key] = value
                key = None
            elif type(top) is list:
                top.append(value)
            elif value is not None:
                refuse(event, "KC013")
        elif kind is _MappingStart or kind is _SequenceStart:
            if event.anchor or event.tag:
                refuse.marks(event)
            opened: Any = {} if kind is _MappingStart else []
            if type(top) is dict:
                if key is None:
                    refuse(event, "KC012")
                    break
                top[key], key = opened, None
            elif type(top) is list:
                top.append(opened)
            elif kind is _MappingStart:
                root = opened
            else:
                refuse(event, "KC013")
            if len(outer) == MAX_DEPTH:
                refuse(event, "KC011", limit=MAX_DEPTH)
                break
            outer.append(top)
            top = opened
        elif kind is _MappingEnd or kind is _SequenceEnd:
            top = outer.pop()
        elif kind is _Alias:
            refuse(event, "KC007", name=event.anchor, sign="*")
            if type(top) is dict and key is None:
                break
            key = None
        elif kind is _DocumentStart:
            documents += 1
            if documents > 1:
                refuse(event, "KC010")
                break
        if len(problems) >= MAX_PROBLEMS:
            break
    return root


class _Refuser:
    """Writes refusals down."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems

    def __call__(self, event: yaml.Event, code: str, **details: object) -> None:
        line, column = _start(event)
        self._problems.append(Problem(code, line, column, details))

    def marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Refuse an anchor or a tag of YAML."""
        if event.anchor:
            self(event, "KC007", name=event.anchor, sign="&")
        if event.tag:
            self(event, "KC008", tag=event.tag)

    def key(self, event: yaml.ScalarEvent, key: str | None, opened: list[Any]) -> None:
        """Refuse a key of YAML that is empty, merges, or stands already in the innermost collection."""
        if not key:
            self(event, "KC012")
        elif key == "<<" and event.implicit[0]:
            self(event, "KC009")
        else:
            self(event, "KC006", key=key, route=(*_route(opened), key))


def _route(opened: list[Any]) -> Route:
    """The way to the innermost open collection of YAML, found by looking: only refusals and blanks ask."""
    route: list[str | int] = []
    for outer, inner in pairwise(collection for collection in opened if collection is not None):
        if type(outer) is list:
            route.append(len(outer) - 1)
        else:
            route.append(next((key for key, value in outer.items() if value is inner), ""))
    return tuple(route)


def spans(raw: bytes, routes: Collection[Route]) -> dict[Route, NodeSpans]:
    """The spans of nodes in YAML bytes, by their routes; a route that leads nowhere is left out.

    Of a key that stands twice, the first counts. In bytes that `read` refuses, what stands before
    what cannot be read still counts.
    """
    nodes: dict[Route, NodeSpans] = {}
    with suppress(yaml.YAMLError):
        _find(raw, set(routes), nodes)
    return nodes


def locate(findings: Iterable[Diagnostic], files: Mapping[str, bytes]) -> list[Diagnostic]:
    """Read the YAML again for the line and column of the routes of findings; `files` holds the bytes that were read.

    Where a route leads nowhere, the nearest node above it is meant. Of an entry as a whole, the
    first line counts: its key, or in a list the start of the entry.
    """
    routes: dict[str, set[Route]] = {}
    findings = list(findings)
    for finding in findings:
        where = finding.location
        if where.route and not where.line and where.path in files:
            ways = (where.route[:length] for length in range(len(where.route) + 1))
            routes.setdefault(where.path, set()).update(ways)
    nodes = {path: spans(files[path], wanted) for path, wanted in routes.items()}
    return [
        finding
        if finding.location.line
        else finding._replace(location=_located(finding.location, nodes.get(finding.location.path, {})))
        for finding in findings
    ]


def _located(where: Location, nodes: Mapping[Route, NodeSpans]) -> Location:
    """A location in YAML with the line and column of its node, or of the nearest node above it."""
    route, part = where.route, where.part
    while route not in nodes:
        if not route:  # the file as a whole
            return where._replace(line=1, column=1)
        route, part = route[:-1], "mapping"
    node = nodes[route]
    span = node.key if node.key and part != "value" else node.value
    return where._replace(line=span.line, column=span.column, end_column=span.end_column)


def _find(raw: bytes, wanted: set[Route], found: dict[Route, NodeSpans]) -> None:
    """Read YAML again up to its end, and keep the spans of the nodes that wanted routes lead to."""
    for route, event, key in _nodes(raw):
        if route in wanted and route not in found:
            found[route] = NodeSpans(_span(event), key)


def nodes(raw: bytes) -> Iterator[tuple[Route, Any]]:
    """The nodes of YAML that could be read, each with the way to it and its event."""
    return ((route, event) for route, event, _ in _nodes(raw))


def _nodes(raw: bytes) -> Iterator[tuple[Route, Any, Span | None]]:
    """The nodes of YAML, each with the way to it, its event, and the span of its key where it has one."""
    # Each open collection: its route, the next index (lists) or None, and the key awaiting a value.
    stack: list[_Open] = []
    for event in events(raw):
        if isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, yaml.CollectionStartEvent)):
            top = stack[-1] if stack else None
            if top is not None and top.is_mapping and top.key is None:
                if isinstance(event, yaml.CollectionStartEvent):
                    break  # a mapping as a key: `read` refuses the file
                top.key = getattr(event, "value", "")
                top.key_span = _span(event)
                continue
            route = top.next_route() if top else ()
            yield route, event, top.key_span if top else None
            if top:
                top.key = None
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_Open(route, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet, while `spans` reads."""

    route: Route
    is_mapping: bool
    index: int = -1
    key: str | None = None
    key_span: Span | None = None

    def next_route(self) -> Route:
        """The route of the next node in an open collection of YAML."""
        if self.is_mapping:
            return (*self.route, self.key or "")
        self.index += 1
        self.key_span = None
        return (*self.route, self.index)


def _open_bracket(raw: bytes) -> Any:  # noqa: ANN401 - libyaml's mark, or Python's
    """Where the innermost bracket stands that is open when the file cannot be read any further."""
    marks: list[Any] = []
    with suppress(yaml.YAMLError):
        for event in events(raw):
            if isinstance(event, yaml.CollectionStartEvent):
                marks.append(event.start_mark if event.flow_style else None)
            elif isinstance(event, yaml.CollectionEndEvent):
                marks.pop()
    return next((mark for mark in reversed(marks) if mark), None)


def _text_before(error: yaml.MarkedYAMLError, raw: bytes) -> bytes:
    mark = error.problem_mark
    return raw.removeprefix(_UTF8_BOM).decode("utf-8")[: mark.index if mark else 0].encode()


def _is_too_deep(raw: bytes) -> bool:
    """Whether more collections of YAML are open at once than `MAX_DEPTH`.

    A parser reads up to 1,024 signs ahead of the event it gives, and libyaml ends at 1,000 open brackets: at
    `[[[[…` it gives up before the event that we would refuse. What stands before the place where it gave up
    is therefore read by itself.
    """
    depth = 0
    with suppress(yaml.YAMLError):
        for event in events(raw):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return True
    return False


def events(raw: bytes) -> Iterator[Any]:
    """The events of YAML bytes, one by one. Raises yaml.YAMLError where they cannot be read."""
    raw = raw.removeprefix(_UTF8_BOM)
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(raw)  # only its parser is used
    return iter(parser.get_event, None)


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _span(event: yaml.Event) -> Span:
    """The span of a node of YAML, by the marks of its event."""
    line, column = _start(event)
    end = event.end_mark
    on_one_line = isinstance(event, yaml.ScalarEvent) and end is not None and end.line + 1 == line
    return Span(line, column, end.column + 1 if on_one_line and end else 0)


def _with_first_lines(problems: list[Problem], raw: bytes) -> Iterator[Problem]:
    """Refuse a key that stands twice with the line where it stands first in the YAML."""
    routes = {p.details["route"] for p in problems if p.code == "KC006"}
    nodes = spans(raw, routes) if routes else {}  # type: ignore[arg-type]
    for problem in problems:
        if problem.code != "KC006":
            yield problem
            continue
        node = nodes.get(problem.details["route"])  # type: ignore[call-overload]
        details = {"key": problem.details["key"], "first": node.key.line if node else 0}
        yield Problem(problem.code, problem.line, problem.column, details)


def _encoding_problems(raw: bytes) -> list[Problem]:
    """Refuse bytes that are too many, are no UTF-8, or hold signs that YAML forbids."""
    if len(raw) > MAX_BYTES:
        return [Problem("KC001", details={"limit": MAX_BYTES // 1024**2})]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(raw) > 1 and 0 in raw[:2] and raw[:2] != b"\0\0"):
        return [Problem("KC003")]
    raw = raw.removeprefix(_UTF8_BOM)
    if raw.isascii() and len(raw.translate(None, _FORBIDDEN_ASCII)) == len(raw):
        return []  # the usual file, known to be clean at a tenth of the cost
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(raw[: error.start].decode("utf-8"))
        byte = raw[error.start : error.start + 1]
        guess = byte.decode("cp1252", errors="ignore")
        variant = "guess" if guess.isprintable() and guess else "plain"
        code = f"0x{byte.hex().upper()}"
        return [Problem("KC002", line, column, {"byte": code, "guess": guess, "variant": variant})]
    return list(islice(_forbidden(text), MAX_PROBLEMS)) if _FORBIDDEN.search(text) else []


def _forbidden(text: str) -> Iterator[Problem]:
    """Refuse each sign that YAML forbids, where it stands."""
    for number, line in enumerate(_LINE_END.split(text), start=1):
        for match in _FORBIDDEN.finditer(line):
            codepoint = f"U+{ord(match[0]):04X}"
            yield Problem("KC004", number, match.start() + 1, {"codepoint": codepoint, "variant": "raw"})


def _position(before: str) -> tuple[int, int]:
    """The line and column, from 1, of what follows this text in a file."""
    ends = list(_LINE_END.finditer(before))
    start = ends[-1].end() if ends else 0
    return len(ends) + 1, len(before) - start + 1


# Parsers say what is wrong only in English sentences: here they are turned into a variant of KC005, and nowhere
# else. The part is chosen that libyaml and Python's parser share, where they share one. The tests feed each of
# them; a sentence that is not here reads "other".
_SYNTAX: Final = (
    ("found a tab character", "tab"),
    ("that cannot start any token", "start"),
    ("found unexpected end of stream", "quote"),
    ("found unexpected document", "quote"),
    ("mapping values are not allowed", "colon-in-text"),
    ("could not find expected ':'", "colon-missing"),
    ("did not find expected key", "indentation"),
    ("did not find expected '-' indicator", "indentation"),
    ("expected <block end>", "indentation"),
    ("sequence entries are not allowed", "item"),
    ("expected ',' or ']'", "bracket"),
    ("expected ',' or '}'", "bracket"),
    ("node content", "bracket"),
    ("<document start>", "document"),
    ("found unknown escape character", "escape"),
    ("hexdecimal number", "escape"),  # as libyaml spells it
    ("hexadecimal number", "escape"),
    ("found invalid Unicode character escape code", "escape"),
)
_AT_CONTEXT: Final = frozenset({"quote", "bracket", "colon-missing"})


def _syntax_problem(error: yaml.MarkedYAMLError, raw: bytes) -> Problem:
    """The refusal KC005, KC007 or KC008 that a parser's error of syntax becomes, where a person would look for it."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    variant = next((name for sentence, name in _SYNTAX if sentence in problem), "other")
    if variant in _AT_CONTEXT and error.context_mark:
        mark = error.context_mark
    if variant == "bracket" and "node" in context:  # the file ends: which bracket is open?
        mark = _open_bracket(raw) or mark
    if mark is None:
        return Problem("KC005", details={"variant": variant})
    line, column = mark.line + 1, mark.column + 1
    if "directive" in context:
        return Problem("KC005", line, 1, {"variant": "start", "sign": "%"})
    if "alias" in context or "anchor" in context:
        return Problem("KC007", line, column, {"name": "", "sign": "*" if "alias" in context else "&"})
    if "a tag" in context or "undefined tag handle" in problem:
        return Problem("KC008", line, column, {"tag": "!"})
    rows = lines_of(raw)
    if line > len(rows):  # behind the last line
        line, column = len(rows), len(rows[-1]) + 1
    row = rows[mark.line] if mark.line < len(rows) else ""
    if slip := _slip_behind(error, variant, mark.line, rows):
        return slip
    sign = ""
    if variant == "start":
        sign = row[mark.column : mark.column + 1]
        variant = "tab" if sign == "\t" else "start"
    elif variant in {"escape", "quote"} and (path := _windows_path(row, error.context_mark)):
        suggestion = "" if re.match(r"[A-Za-z]:|\\", path) else path.replace("\\", "/")
        details = {"variant": "path", "path": path, "suggestion": suggestion}
        return Problem("KC005", line, mark.column + 1, details)
    elif variant == "indentation" and row[: mark.column].rstrip().endswith(("'", '"')):
        variant = "after-quote"
    return Problem("KC005", line, column, {"variant": variant, "sign": sign})


_IN_CURLY: Final = rf"(?:[:,\[{{]|^\s*-)\s+([{CURLY}])"
_MAX_SHOWN: Final = 200
_DASH: Final = r"\s*(?:-\s+)*(-)(?:\w+\s*:(?:\s|$)|[{\[])"
_COLON: Final = r"\s*(?:-\s+)*\w+(:)[^\s/]"
_STRAIGHT_AND_CURLY: Final = rf"""(["'])[^"']*[{DOUBLE}]\s*(?:[,}}\]].*)?$"""


def _slip_behind(error: yaml.MarkedYAMLError, variant: str, at: int, rows: list[str]) -> Problem | None:
    """The refusal KC005 of the slip that made an error of syntax, in its line or the one above."""
    row, above = rows[at] if at < len(rows) else "", rows[at - 1] if at else ""
    end = error.problem_mark.line if error.problem_mark else at
    lines: Iterable[int] = ()
    if variant == "bracket":
        lines = range(at, min(max(end, at + 1), at + MAX_PROBLEMS, len(rows)))
    elif variant in {"colon-missing", "indentation"} and _goes_on(above, row):
        lines = (at - 1,)
    for number in lines:
        column = comment_that_reads_on(rows[number])
        if column >= 0:
            return Problem(
                "KC005", number + 1, column + 1, {"variant": "comment", "rest": rows[number][column:]}
            )
    if variant in {"indentation", "bracket"} and (inside := _quote_inside(error.problem_mark, rows)):
        return inside
    if variant in {"colon-in-text", "indentation"}:
        lacks = (
            (at, row, "dash", _DASH),
            (at - 1, above, "dash", _DASH),
            (at - 1, above, "colon-missing", _COLON),
        )
        for number, line, slip, place in lacks:
            if match := re.match(place, line):
                return Problem("KC005", number + 1, match.start(1) + 1, {"variant": slip})
    pattern = {"colon-in-text": _IN_CURLY, "quote": _STRAIGHT_AND_CURLY}.get(variant)
    if pattern and (quote := re.search(pattern, row)):
        return Problem("KC005", at + 1, quote.start(1) + 1, {"variant": "curly"})
    return None


def _quote_inside(mark: Any, rows: list[str]) -> Problem | None:  # noqa: ANN401 - libyaml's mark, or Python's
    """The refusal KC005 of a quotation mark, or an apostrophe, that ends a value of YAML right before a mark."""
    row = rows[mark.line] if mark and mark.line < len(rows) else ""
    at = len(row[: mark.column].rstrip()) - 1 if row else 0
    sign = row[at : at + 1]
    if sign not in {"'", '"'}:
        return None
    value = re.match(rf"(.*?){sign}\s*(?:[,}}\]#].*)?$", row[row.rfind(sign, 0, at) + 1 :][:_MAX_SHOWN])
    whole = value[1] if value and not ("'" in value[1] and '"' in value[1]) else "…"
    first = "".join(re.findall(r"\w*$", row[:at][-_MAX_SHOWN:])[:1])
    rest = "".join(re.findall(r"^\w*", row[at + 1 :]))
    if sign == "'" and first and rest:
        details = {"variant": "apostrophe", "word": f"{first}''{rest}", "whole": whole}
    elif value and sign == '"' in row[mark.column + 1 :] and not row.startswith(sign, mark.column):
        details = {"variant": "quote-inside", "whole": whole}
    else:
        return None
    return Problem("KC005", mark.line + 1, at + 1, details)


def _goes_on(above: str, row: str) -> bool:
    """Whether a row of YAML can go on with the value of the one above it: it is indented more, or neither has a key."""
    indents = [len(line) - len(line.lstrip()) for line in (above, row)]
    return indents[1] > indents[0] or (
        indents[0] == indents[1] and not re.search(r":(?:\s|$)|^\s*-\s", above)
    )


_KEY_OF_A_PATH: Final = r"(?:file|previous|arms|instrument)\s*:\s*$"


def _windows_path(row: str, start: Any) -> str:  # noqa: ANN401 - libyaml's mark, or Python's
    """The path with backslashes that stands in double quotation marks from a mark on in a row of YAML, if one does."""
    quoted = re.match(r'"([^"]*)"', row[start.column :] if start else "")
    if quoted is None or "\\" not in quoted[1]:
        return ""
    is_due = re.search(_KEY_OF_A_PATH, row[: start.column])
    return quoted[1] if is_due or is_windows_path(quoted[1]) else ""
