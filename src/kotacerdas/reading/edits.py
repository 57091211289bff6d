"""Changes to a dossier's YAML as text: entries put behind those that stand there, a value put in place of another.

A YAML library writes a file anew, with its own line ends, quotation marks and indentation; here not one byte changes
but what is meant, and what comes out is read again before anybody keeps it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import yaml

from kotacerdas.errors import CannotRun
from kotacerdas.findings import Route
from kotacerdas.reading import source

REMOVED: Final = object()
"""The value of a key, or of an item of a list, that goes."""


class Change(NamedTuple):
    """A value of YAML that shall stand where a route leads: text, number, yes or no, list, mapping, or `REMOVED`.

    The route is that of the file as it stands, where it need not lead anywhere yet; an index equal to the length of a
    list puts an item behind its last one, the next index another.
    """

    route: Route
    value: object


_PLAIN: Final = re.compile(r"[A-Za-z][\w /.,()–&'-]*")
_IDS: Final = re.compile(r"[A-Za-z0-9][\w-]*")
_OTHERWISE: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "ya", "tidak"})


def scalar(value: str) -> str:
    """A text as YAML writes it: plain where it can be, else in quotation marks."""
    is_plain = _PLAIN.fullmatch(value) and value.lower() not in _OTHERWISE and value.strip() == value
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def flow(values: Iterable[str]) -> str:
    """A short list of ids as YAML writes it in a line."""
    return f"[{', '.join(v if _IDS.fullmatch(v) else scalar(v) for v in values)}]"


def edited(raw: bytes, changes: Iterable[Change], path: str) -> bytes:
    """A YAML file with these changes and without any other. Raises CannotRun where it would read otherwise than meant."""
    raise NotImplementedError  # the next commit has it


def appended(raw: bytes, section: str, entries: Iterable[str], path: str) -> bytes:
    """A YAML file with entries behind those of a section, which is begun where it is not there yet.

    An entry is its lines as they stand at the margin, the first with its dash. Raises CannotRun where the section is no list
    with an item in each line, the file cannot be read, or what would come out reads otherwise.
    """
    before = source.read(raw).data
    if before is None:
        raise CannotRun("cannot-edit", path=path)
    text, entries = raw.decode("utf-8"), list(entries)
    rows = text.split("\n")
    end = "\r" if rows[0].endswith("\r") else ""
    if rows[-1]:
        rows = [*rows[:-1], rows[-1] + end, ""]
    at, indent = _end_of(raw, section, path)
    opening = [] if at is not None else ["", f"{section}:"] if text.strip() else [f"{section}:"]
    at = len(rows) - 1 if at is None else min(at, len(rows) - 1)
    lines = [*opening, *(f"{' ' * indent}{line}".rstrip() for entry in entries for line in entry.split("\n"))]
    result = "\n".join([*rows[:at], *(line + end for line in lines), *rows[at:]])
    made = result.encode()
    after = source.read(made).data
    added = source.read(
        "\n".join([f"{section}:", *(f"  {e}".replace("\n", "\n  ") for e in entries)]).encode()
    ).data
    if added is None or after != {**before, section: [*before.get(section, ()), *added[section]]}:
        raise CannotRun("cannot-edit", path=path)
    return made


def _end_of(raw: bytes, section: str, path: str) -> tuple[int | None, int]:
    """The line behind a section's last entry, counted from 0, or None without the section; and the indent of its entries."""
    in_brackets: list[bool] = []  # of the collections around an event
    last, indent = 0, 2
    key: Any = None
    for event in source.events(raw):
        is_scalar, is_start = (
            isinstance(event, yaml.ScalarEvent),
            isinstance(event, yaml.CollectionStartEvent),
        )
        is_end = isinstance(event, yaml.CollectionEndEvent)
        is_bracket = is_end and in_brackets.pop()
        is_top = len(in_brackets) == 1
        if is_top and key == section:
            if is_start:
                if event.flow_style or not isinstance(event, yaml.SequenceStartEvent):
                    raise CannotRun("cannot-edit", path=path)
                indent = event.start_mark.column if event.start_mark else indent
            elif is_scalar:  # `documents:` with nothing behind it
                return event.end_mark.line + 1, indent
            elif is_end:
                return _behind_comments(raw, last, indent), indent
        if is_scalar or is_bracket:  # the mark of a block is where the next begins
            last = event.end_mark.line + bool(event.end_mark.column)
        if is_top and (is_scalar or is_end):
            key = event.value if is_scalar and key is None else None
        if is_start:
            in_brackets.append(event.flow_style)
    return None, indent


def _behind_comments(raw: bytes, line: int, indent: int) -> int:
    """The line behind the comments that still belong to what ends before a line."""
    rows = raw.decode("utf-8").split("\n")
    while line < len(rows) and re.match(rf"[ ]{{{indent + 1},}}#", rows[line]):
        line += 1
    return line


def replaced(raw: bytes, values: Mapping[Route, str], path: str) -> bytes:
    """A YAML file with other values where these routes lead. Raises CannotRun where one stands on several lines."""
    rows = raw.decode("utf-8").split("\n")
    nodes = source.spans(raw, list(values))
    for route, value in sorted(values.items(), key=lambda each: nodes[each[0]].value, reverse=True):
        span = nodes[route].value
        row = rows[span.line - 1]
        if not span.end_column:
            raise CannotRun("cannot-edit", path=path)
        rows[span.line - 1] = row[: span.column - 1] + scalar(value) + row[span.end_column - 1 :]
    made = "\n".join(rows).encode()
    data = source.read(made).data
    if data is None or any(_at(data, route) != value for route, value in values.items()):
        raise CannotRun("cannot-edit", path=path)
    return made


def _at(data: Any, route: Route) -> object:  # noqa: ANN401 - whatever YAML holds
    for step in route:
        data = data[step]
    return data


def values_of(section: str, key: str, files: Iterable[bytes]) -> frozenset[str]:
    """What stands under a key in the entries of a section, readable otherwise or not, in YAML files."""
    sections = ((source.read(raw).data or {}).get(section) for raw in files)
    entries = (entry for content in sections if isinstance(content, list) for entry in content)
    values = (entry.get(key) for entry in entries if isinstance(entry, dict))
    return frozenset(value for value in values if isinstance(value, str))
