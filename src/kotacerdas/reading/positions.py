"""The events of YAML bytes, and the position of any of their nodes, on demand: only files that have findings ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.findings import Diagnostic, Location, Route

UTF8_BOM: Final = b"\xef\xbb\xbf"


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
    return rows_of(raw.removeprefix(UTF8_BOM).decode("utf-8", errors="replace"))


def rows_of(text: str) -> list[str]:
    """Split a text into the lines that positions count by."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def events(raw: bytes) -> Iterator[Any]:
    """The events of YAML bytes, one by one, each with its position. Raises yaml.YAMLError where they cannot be read."""
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(
        raw.removeprefix(UTF8_BOM)
    )  # only its parser is used
    return iter(parser.get_event, None)


def nodes(raw: bytes) -> Iterator[tuple[Route, Any, Span | None]]:
    """The nodes of YAML that can be read with their positions, each with the way to it, its event, and the span of its key where it has one."""
    steps: list[Any] = []  # the way to the next node; it ends in None where a key comes first
    key = None
    with suppress(yaml.YAMLError):
        for event in events(raw):
            is_start = isinstance(event, yaml.CollectionStartEvent)
            if isinstance(event, yaml.NodeEvent):
                if steps and steps[-1] is None:
                    if is_start:
                        return  # as a key: `read` refuses the file
                    steps[-1], key = getattr(event, "value", ""), _span(event)
                    continue
                yield tuple(steps), event, key
                key = None
            elif isinstance(event, yaml.CollectionEndEvent):
                steps.pop()
            else:
                continue
            if is_start:
                steps.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
            elif steps:
                steps[-1] = steps[-1] + 1 if isinstance(steps[-1], int) else None


def spans(raw: bytes, routes: Collection[Route]) -> dict[Route, NodeSpans]:
    """The positions of nodes in YAML bytes as spans, by their routes; a route that leads nowhere is left out.

    Of a key that stands twice, the first counts. In bytes that `read` refuses, what stands before
    what cannot be read still counts.
    """
    wanted = set(routes)
    found: dict[Route, NodeSpans] = {}
    for route, event, key in nodes(raw):
        if route in wanted and route not in found:
            found[route] = NodeSpans(_span(event), key)
    return found


def start_of(event: yaml.Event) -> tuple[int, int]:
    """The line and column, from 1, where an event of YAML starts."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _span(event: yaml.Event) -> Span:
    """The position of a node of YAML as a span, by the marks of its event."""
    line, column = start_of(event)
    end = event.end_mark
    on_one_line = isinstance(event, yaml.ScalarEvent) and end is not None and end.line + 1 == line
    return Span(line, column, end.column + 1 if on_one_line and end else 0)


def locate(findings: Iterable[Diagnostic], files: Mapping[str, bytes]) -> list[Diagnostic]:
    """Read the YAML again for the line and column of the routes of findings; `files` holds the bytes that were read.

    Where a route leads nowhere, the nearest node above it is meant. Of an entry as a whole, the
    first line counts: its key, or in a list the start of the entry.
    """
    findings = list(findings)
    routes: defaultdict[str, set[Route]] = defaultdict(set)
    for where in (finding.location for finding in findings):
        if where.route and not where.line and where.path in files:
            routes[where.path].update(where.route[:length] for length in range(len(where.route) + 1))
    known = {path: spans(files[path], wanted) for path, wanted in routes.items()}
    return [
        finding
        if finding.location.line
        else finding._replace(location=_located(finding.location, known.get(finding.location.path, {})))
        for finding in findings
    ]


def _located(where: Location, known: Mapping[Route, NodeSpans]) -> Location:
    """A location in YAML with the line and column of its node, or of the nearest node above it."""
    route, part = where.route, where.part
    while route not in known:
        if not route:  # the file as a whole
            return where._replace(line=1, column=1)
        route, part = route[:-1], "mapping"
    node = known[route]
    span = node.key if node.key and part != "value" else node.value
    return where._replace(line=span.line, column=span.column, end_column=span.end_column)
