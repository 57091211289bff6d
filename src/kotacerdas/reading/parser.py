"""YAML bytes → plain data within limits, and the position of any node on demand.

The file is read as libyaml's *events* in one loop with its own stack, never composed: composing
recurses, so a file of 100,000 brackets ends the whole process. Scalars stay text and the models give
them their type, which ends every trap of YAML 1.1 (`no`, `010`, `1.250`, `12:30`). Positions are
not kept: `positions` reads the same bytes again, only for a file that has findings.

Every refusal is a `Problem` with a code (`KC0xx`), a line and a column; `read` never raises.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice, pairwise
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.findings import NO_DETAILS, Diagnostic, Location, Route, Severity
from kotacerdas.naming import is_windows_path, with_backslashes
from kotacerdas.reading.positions import UTF8_BOM, events, lines_of, rows_of, spans, start_of
from kotacerdas.reading.slips import CURLY, DOUBLE, comment_that_reads_on

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
MERGE_MARKER: Final = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?= |$)")
"""A line that a version control system puts between two versions that it could not join."""


class Problem(NamedTuple):
    """A refusal. `line` and `column` count from 1; 0 where the file as a whole is meant."""

    code: str
    line: int = 0
    column: int = 0
    details: Mapping[str, Any] = NO_DETAILS

    def diagnostic(self, path: str) -> Diagnostic:
        """The finding that this refusal is in the file of that path."""
        where = Location(path, (), "value", self.line, self.column)
        return Diagnostic(self.code, Severity.ERROR, where, details=self.details)


class Reading(NamedTuple):
    """What a file holds: `data` is None if it was refused; `blanks` are the keys without a value."""

    data: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    blanks: tuple[Route, ...] = ()


def has_comment(raw: bytes) -> bool:
    """Whether a line of a file is a comment, so that the file is not empty though it has no data."""
    return any(line.lstrip().startswith("#") for line in lines_of(raw))


def read(raw: bytes) -> Reading:
    """Read a YAML file into dicts, lists and text; a file with any problem yields no data."""
    if not raw.removeprefix(UTF8_BOM).strip():  # a tab alone would be a mistake
        return Reading({})
    problems = _encoding_problems(raw)
    if problems:
        return Reading(None, tuple(problems))
    blanks: list[Route] = []
    root: dict[str, Any] | None = None
    try:
        root = _build(raw, problems, blanks)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        before = raw.removeprefix(UTF8_BOM).decode("utf-8")[: mark.index if mark else 0].encode()
        # A parser reads up to 1,024 signs ahead of the event it gives, and libyaml ends at 1,000 open brackets: at
        # `[[[[…` it gives up before the event that we would refuse. What stands before is therefore read by itself.
        if any(len(opened) > MAX_DEPTH for opened in _open_collections(before)):
            return read(before)
        # Text at the top is what is left of a file whose first colon is missing.
        problems = [p for p in problems if p.code != "KC013"]
        problem = _syntax_problem(error, raw)
        if all(told.line != problem.line for told in problems):  # what is refused there breaks the line
            problems.append(problem)
    except (yaml.YAMLError, ValueError, OverflowError):  # a character, or an escape for one, that cannot be
        problems.append(Problem("KC005", details={"variant": "other"}))
    if problems:
        merges = islice(_merge_problems(raw), 1)  # all else follows from it
        return Reading(None, tuple(merges) or tuple(_with_first_lines(problems, raw)))
    return Reading(root or {}, (), tuple(blanks))


def values_of(section: str, key: str, files: Iterable[bytes]) -> frozenset[str]:
    """What YAML files, once they are parsed, hold under a key in the entries of a section, readable otherwise or not."""
    sections = ((read(raw).data or {}).get(section) for raw in files)
    entries = (entry for content in sections if isinstance(content, list) for entry in content)
    values = (entry.get(key) for entry in entries if isinstance(entry, dict))
    return frozenset(value for value in values if isinstance(value, str))


def _merge_problems(raw: bytes) -> Iterator[Problem]:
    """Refuse the marks of an unfinished merge in a YAML file."""
    for number, line in enumerate(lines_of(raw), start=1):
        if mark := MERGE_MARKER.match(line):
            yield Problem("KC005", number, 1, {"variant": "merge", "sign": mark[1]})


def _build(raw: bytes, problems: list[Problem], blanks: list[Route]) -> dict[str, Any] | None:
    """Build the data of a YAML file from its events; refusals go into `problems`, keys without a value into `blanks`.

    One loop without calls of our own, for it runs once for every node of every file: three times as
    fast as the same in small methods.
    """
    root: dict[str, Any] | None = None
    outer: list[Any] = []  # the open collections around `top`
    top: Any = None  # the innermost open collection
    key: str | None = None  # where `top` is a mapping, the key that awaits its value
    documents = 0
    for event in events(raw):
        kind = type(event)
        if kind is _Scalar:
            if event.anchor or event.tag:
                problems += _marks(event)
            value: Any = event.value
            if event.implicit[0]:
                if value in _NULLS:
                    value = None
            elif event.style == '"' and (bad := _FORBIDDEN.search(value)):
                if is_windows_path(path := with_backslashes(value)):
                    value = path  # which is told where a path is due
                else:
                    problems.append(
                        _refusal(event, "KC004", codepoint=f"U+{ord(bad[0]):04X}", variant="escape")
                    )
            if type(top) is dict:
                if key is None:
                    if not value or value in top or (value == "<<" and event.implicit[0]):
                        problems.append(_key_refusal(event, value, [*outer, top]))
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
                problems.append(_refusal(event, "KC013"))
        elif kind is _MappingStart or kind is _SequenceStart:
            if event.anchor or event.tag:
                problems += _marks(event)
            opened: Any = {} if kind is _MappingStart else []
            if type(top) is dict:
                if key is None:
                    problems.append(_refusal(event, "KC012"))
                    break
                top[key], key = opened, None
            elif type(top) is list:
                top.append(opened)
            elif kind is _MappingStart:
                root = opened
            else:
                problems.append(_refusal(event, "KC013"))
            if len(outer) == MAX_DEPTH:
                problems.append(_refusal(event, "KC011", limit=MAX_DEPTH))
                break
            outer.append(top)
            top = opened
        elif kind is _MappingEnd or kind is _SequenceEnd:
            top = outer.pop()
        elif kind is _Alias:
            problems.append(_refusal(event, "KC007", name=event.anchor, sign="*"))
            if type(top) is dict and key is None:
                break
            key = None
        elif kind is _DocumentStart:
            documents += 1
            if documents > 1:
                problems.append(_refusal(event, "KC010"))
                break
        if len(problems) >= MAX_PROBLEMS:
            break
    return root


def _refusal(event: yaml.Event, code: str, **details: object) -> Problem:
    """The refusal of what stands where an event of YAML starts."""
    return Problem(code, *start_of(event), details)


def _marks(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Iterator[Problem]:
    """Refuse the anchor and the tag of an event that the parser gives."""
    if event.anchor:
        yield _refusal(event, "KC007", name=event.anchor, sign="&")
    if event.tag:
        yield _refusal(event, "KC008", tag=event.tag)


def _key_refusal(event: yaml.ScalarEvent, key: str | None, opened: list[Any]) -> Problem:
    """The refusal of a key, while YAML is parsed, that is empty, merges, or stands already in the innermost collection."""
    if not key:
        return _refusal(event, "KC012")
    if key == "<<" and event.implicit[0]:
        return _refusal(event, "KC009")
    return _refusal(event, "KC006", key=key, route=(*_route(opened), key))


def _route(opened: list[Any]) -> Route:
    """The way to the innermost collection that the parser has open, found by looking: only refusals and blanks ask."""
    route: list[str | int] = []
    for outer, inner in pairwise(collection for collection in opened if collection is not None):
        if type(outer) is list:
            route.append(len(outer) - 1)
        else:
            route.append(next((key for key, value in outer.items() if value is inner), ""))
    return tuple(route)


def _open_collections(raw: bytes) -> Iterator[list[yaml.CollectionStartEvent]]:
    """The collections that are open after each event of the YAML parser, up to where it cannot be read."""
    opened: list[yaml.CollectionStartEvent] = []
    with suppress(yaml.YAMLError):
        for event in events(raw):
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                opened.pop()
            yield opened


def _open_bracket(raw: bytes) -> Any:  # noqa: ANN401 - libyaml's mark, or Python's
    """Where the innermost bracket stands that is open when the YAML cannot be read any further."""
    opened = deque(_open_collections(raw), maxlen=1)
    return next((each.start_mark for last in opened for each in reversed(last) if each.flow_style), None)


def _with_first_lines(problems: list[Problem], raw: bytes) -> Iterator[Problem]:
    """The refusals of the parser, that of a key that stands twice with the line where it stands first in the YAML."""
    twice = {problem.details["route"] for problem in problems if problem.code == "KC006"}
    known = spans(raw, twice) if twice else {}
    for problem in problems:
        if problem.code == "KC006":
            node = known.get(problem.details["route"])
            details = {"key": problem.details["key"], "first": node.key.line if node and node.key else 0}
            yield problem._replace(details=details)
        else:
            yield problem


def _encoding_problems(raw: bytes) -> list[Problem]:
    """Refuse, before YAML is parsed, bytes that are too many, are no UTF-8, or hold signs that YAML forbids."""
    if len(raw) > MAX_BYTES:
        return [Problem("KC001", details={"limit": MAX_BYTES // 1024**2})]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(raw) > 1 and 0 in raw[:2] and raw[:2] != b"\0\0"):
        return [Problem("KC003")]
    raw = raw.removeprefix(UTF8_BOM)
    if raw.isascii() and len(raw.translate(None, _FORBIDDEN_ASCII)) == len(raw):
        return []  # the usual file, known to be clean at a tenth of the cost
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = rows_of(raw[: error.start].decode("utf-8"))
        byte = raw[error.start : error.start + 1]
        guess = byte.decode("cp1252", errors="ignore")
        variant = "guess" if guess.isprintable() and guess else "plain"
        details = {"byte": f"0x{byte.hex().upper()}", "guess": guess, "variant": variant}
        return [Problem("KC002", len(before), len(before[-1]) + 1, details)]
    return list(islice(_forbidden(text), MAX_PROBLEMS)) if _FORBIDDEN.search(text) else []


def _forbidden(text: str) -> Iterator[Problem]:
    """Refuse, before YAML is parsed, each sign that it forbids, where it stands."""
    for number, line in enumerate(rows_of(text), start=1):
        for match in _FORBIDDEN.finditer(line):
            codepoint = f"U+{ord(match[0]):04X}"
            yield Problem("KC004", number, match.start() + 1, {"codepoint": codepoint, "variant": "raw"})


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
    sign = row[mark.column : mark.column + 1] if variant == "start" else ""
    if sign == "\t":
        variant = "tab"
    elif variant in {"escape", "quote"} and (path := _windows_path(row, error.context_mark)):
        suggestion = "" if re.match(r"[A-Za-z]:|\\", path) else path.replace("\\", "/")
        details = {"variant": "path", "path": path, "suggestion": suggestion}
        return Problem("KC005", line, mark.column + 1, details)
    elif variant == "indentation" and row[: mark.column].rstrip().endswith(("'", '"')):
        variant = "after-quote"
    return Problem("KC005", line, column, {"variant": variant, "sign": sign})


_IN_CURLY: Final = rf"(?:[:,\[{{]|^\s*-)\s+([{CURLY}])"
_MAX_SHOWN: Final = 200
_DASH: Final = r"^\s*(?:-\s+)*(-)(?:\w+\s*:(?:\s|$)|[{\[])"
_COLON: Final = r"^\s*(?:-\s+)*\w+(:)[^\s/]"
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
        if (column := comment_that_reads_on(rows[number])) >= 0:
            details = {"variant": "comment", "rest": rows[number][column:]}
            return Problem("KC005", number + 1, column + 1, details)
    if variant in {"indentation", "bracket"} and (inside := _quote_inside(error.problem_mark, rows)):
        return inside
    lacks = (
        (at, row, _DASH, "dash"),
        (at - 1, above, _DASH, "dash"),
        (at - 1, above, _COLON, "colon-missing"),
    )
    signs = {
        "indentation": lacks,
        "colon-in-text": (*lacks, (at, row, _IN_CURLY, "curly")),
        "quote": ((at, row, _STRAIGHT_AND_CURLY, "curly"),),
    }
    for number, line, pattern, slip in signs.get(variant, ()):
        if match := re.search(pattern, line):
            return Problem("KC005", number + 1, match.start(1) + 1, {"variant": slip})
    return None


def _quote_inside(mark: Any, rows: list[str]) -> Problem | None:  # noqa: ANN401 - libyaml's mark, or Python's
    """The refusal KC005, for a parser's error, of a quotation mark, or an apostrophe, that ends a value of YAML right before a mark."""
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
    before, indent = (len(line) - len(line.lstrip()) for line in (above, row))
    return indent > before or (indent == before and not re.search(r":(?:\s|$)|^\s*-\s", above))


_KEY_OF_A_PATH: Final = r"(?:file|previous|arms|instrument)\s*:\s*$"


def _windows_path(row: str, start: Any) -> str:  # noqa: ANN401 - libyaml's mark, or Python's
    """For a parser's error, the path with backslashes that stands in double quotation marks from a mark on in a row of YAML, if one does."""
    quoted = re.match(r'"([^"]*)"', row[start.column :] if start else "")
    if quoted is None or "\\" not in quoted[1]:
        return ""
    is_due = re.search(_KEY_OF_A_PATH, row[: start.column])
    return quoted[1] if is_due or is_windows_path(quoted[1]) else ""
