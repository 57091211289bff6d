"""Changes to YAML as text: what is added reads as it was meant, and nothing else changes by a byte."""

from __future__ import annotations

import copy
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import assume, given, note
from hypothesis import strategies as st

from kotacerdas.dates import PartialDate
from kotacerdas.errors import CannotRun
from kotacerdas.reading import edits, notation, parser
from kotacerdas.reading.positions import lines_of, nodes

from .documents import KEYS, Document, documents, values, without_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.findings import Route

DOSSIERS = Path(__file__).parents[2] / "dossiers"
SHIPPED = sorted(path for path in DOSSIERS.rglob("*.yaml") if "bukti" not in path.parts)
YES_NO = {"ya": "tidak", "tidak": "ya"}
ENTRY = "- id: b  # mungkin\n  title: B"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "documents:\n  - id: b  # mungkin\n    title: B\n"),
        ("# kosong\n", "# kosong\n\ndocuments:\n  - id: b  # mungkin\n    title: B\n"),
        ("agencies: []\n", "agencies: []\n\ndocuments:\n  - id: b  # mungkin\n    title: B\n"),
        ("documents: []  # belum\n", "documents:  # belum\n  - id: b  # mungkin\n    title: B\n"),
        ("documents:\n", "documents:\n  - id: b  # mungkin\n    title: B\n"),
        (
            "documents:\n- id: a   # di tepi\n  title: 'A'\n\n# lain\nprograms: []\n",
            "documents:\n- id: a   # di tepi\n  title: 'A'\n- id: b  # mungkin\n  title: B\n\n# lain\nprograms: []\n",
        ),
        (
            "documents:\n    - id: a\n      supports: [x,\n        y]\n      # catatan\nprograms: []",
            "documents:\n    - id: a\n      supports: [x,\n        y]\n      # catatan\n    - id: b  # mungkin\n      title: B\nprograms: []",
        ),
        ("documents:\n  - {id: a}", "documents:\n  - {id: a}\n  - id: b  # mungkin\n    title: B\n"),
        (
            "documents:\r\n  - {id: a}\r\n",
            "documents:\r\n  - {id: a}\r\n  - id: b  # mungkin\r\n    title: B\r\n",
        ),
        (
            "documents:\n  - id: a\n    title: |\n      satu\n      dua\n",
            "documents:\n  - id: a\n    title: |\n      satu\n      dua\n  - id: b  # mungkin\n    title: B\n",
        ),
        (
            "\ufeffdocuments:\n  - {id: a}\n",
            "\ufeffdocuments:\n  - {id: a}\n  - id: b  # mungkin\n    title: B\n",
        ),
    ],
)
def test_an_entry_is_put_behind_those_that_stand_there(before: str, after: str):
    assert edits.appended(before.encode(), "documents", [ENTRY], "x.yaml").decode() == after


@pytest.mark.parametrize(
    "raw", [b"documents: [\n", b"\xff\xfed\0", b"documents:\n  - {id: a}\n: x\n", b"\xe9: 1\n"]
)
def test_a_file_that_cannot_be_read_is_left_alone(raw: bytes):
    with pytest.raises(CannotRun):
        edits.appended(raw, "documents", [ENTRY], "x.yaml")


@pytest.mark.parametrize("before", ["documents: [{id: a}]\n", "documents: {a: b}\n", "documents: x\n"])
def test_an_entry_in_lines_does_not_go_into_brackets_or_a_text(before: str):
    with pytest.raises(CannotRun):
        edits.appended(before.encode(), "documents", [ENTRY], "x.yaml")


CASES = [
    (name, case)
    for each in yaml.safe_load((Path(__file__).parent / "edits.yaml").read_text(encoding="utf-8"))
    for name, case in each.items()
]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_is_changed_stands_as_the_case_tells(case: dict[str, Any]):
    before = case["before"].encode()
    changes = [
        edits.Change(tuple(each["at"]), edits.REMOVED if "gone" in each else each["to"])
        for each in case["changes"]
    ]
    if "after" not in case:
        with pytest.raises(CannotRun):
            edits.edited(before, changes, "x.yaml")
        return
    after = edits.edited(before, changes, "x.yaml").decode()
    assert after == case["after"]
    again = [change for change in changes if change.value is not edits.REMOVED]
    if len(again) == len(changes):
        assert edits.edited(after.encode(), again, "x.yaml").decode() == after


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (PartialDate(2023, 5), "2023-05"),
        (date(2023, 5, 1), "2023-05-01"),
        (Decimal("1.250"), "1,250"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0,1"),
        (("B1", "o-2"), "[B1, o-2]"),
        (True, "ya"),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_what_is_no_text_stands_plain(value: object, written: str):
    assert edits.edited(b"a: b\n", [edits.Change(("a",), value)], "x.yaml") == f"a: {written}\n".encode()


def test_half_a_character_is_refused():
    with pytest.raises(CannotRun):
        edits.edited(b"a: b\n", [edits.Change(("a",), "\ud800")], "x.yaml")


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_written_as_one_value(text: str):
    written = f"a: {notation.scalar(text)}".encode("utf-8", "replace")
    data = parser.read(written).data
    assert data is None or data == {"a": text.encode("utf-8", "replace").decode()}


def other(value: str) -> str:
    """Another value of the same look."""
    if value in YES_NO:
        return YES_NO[value]
    return (
        re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), value)
        if re.search(r"\d", value)
        else value + " b"
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(DOSSIERS).as_posix())
def test_each_value_of_a_shipped_dossier_is_changed_and_changed_back(path: Path):
    raw = path.read_bytes()
    data = parser.read(raw).data
    assert data
    styles = {route: getattr(event, "style", None) for route, event, _ in nodes(raw)}
    values = {route: value for route, value in nodes_of(data) if isinstance(value, str)}
    assert edits.edited(raw, [edits.Change(*each) for each in values.items()], "x.yaml") == raw
    assert edits.edited(raw, [edits.Change((key,), value) for key, value in data.items()], "x.yaml") == raw
    for routes in (values, [route for route in values if styles[route] != ">"]):
        changed = edits.edited(raw, [edits.Change(route, other(values[route])) for route in routes], "x.yaml")
        back = edits.edited(changed, [edits.Change(route, values[route]) for route in routes], "x.yaml")
        assert parser.read(back).data == data
    assert back == raw  # what is folded may be broken elsewhere


# --- generated YAML ------------------------------------------------------------------------------


class Gone:
    """What stood where something was taken out."""


def applied(data: Any, changes: list[edits.Change]) -> tuple[Any, set[Route]]:
    """What shall be read, and the ways to all that is taken out or made anew."""
    data, ways = copy.deepcopy(data), {change.route for change in changes}
    for route, value in changes:
        at = data
        for step in route[:-1]:
            at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
        new = Gone if value is edits.REMOVED else copy.deepcopy(value)
        if isinstance(at, list) and route[-1] == len(at):
            at.append(new)
        else:
            at[route[-1]] = new

    def left(value: Any, route: Route) -> Any:
        if not isinstance(value, (dict, list)):
            return value
        steps = list(value) if isinstance(value, dict) else range(len(value))
        parts = [(step, left(value[step], (*route, step))) for step in steps]
        parts = [(step, part) for step, part in parts if part is not Gone]
        if value and not parts:
            ways.add(route)
            return Gone
        return dict(parts) if isinstance(value, dict) else [part for _, part in parts]

    meant = left(data, ())
    return ({} if meant is Gone else meant), ways


def nodes_of(data: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """All that stands in YAML, with the way to it."""
    if isinstance(data, (dict, list)):
        for step, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*route, step), part
            yield from nodes_of(part, (*route, step))


@st.composite
def changes_of(draw: Any, data: dict[str, Any]) -> list[edits.Change]:
    """Changes of which none stands inside another."""
    changes: list[edits.Change] = []
    for route, value in draw(st.permutations([((), data), *nodes_of(data)]))[: draw(st.integers(1, 5))]:
        kinds = ["put", "remove", "same"] if route else []
        kinds += {dict: ["key", "way"], list: ["items"]}.get(type(value), [])
        kind = draw(st.sampled_from(kinds))
        key = draw(KEYS)
        new: list[tuple[Route, Any]] = []
        if kind == "put":
            new = [(route, draw(values(2)))]
        elif kind == "remove":
            new = [(route, edits.REMOVED)]
        elif kind == "same":
            new = [(route, value)]
        elif kind == "items":
            new = [((*route, len(value) + n), draw(values(2))) for n in range(draw(st.integers(1, 3)))]
        elif key not in value:
            new = [((*route, key, *(["x", "y"] if kind == "way" else [])), draw(values(2)))]
        for way, what in new:
            if not any(way[: len(c.route)] == c.route or c.route[: len(way)] == way for c in changes):
                changes.append(edits.Change(way, what if what is edits.REMOVED else without_blanks(what)))
    return changes


@given(documents(), st.data())
def test_generated_yaml_reads_as_meant_and_keeps_every_other_line(document: Document, draw: st.DataObject):
    assume(parser.read(document.raw).data == document.data)
    assert edits.edited(document.raw, [], "x.yaml") == document.raw
    changes = draw.draw(changes_of(document.data))
    meant, ways = applied(document.data, changes)
    after = edits.edited(document.raw, changes, "x.yaml")
    note(after.decode())
    assert parser.read(after).data == meant
    standing = iter(lines_of(after))
    for line in document.lines:
        is_concerned = any(
            way[: len(line.owner)] == line.owner if line.is_value else line.owner[: len(way)] == way
            for way in ways
        ) or any(line.owner[: len(way)] == way for way in ways)
        if not is_concerned:
            assert any(row.endswith(line.text.lstrip()) for row in standing), line
    if all(change.value is not edits.REMOVED for change in changes):
        assert edits.edited(after, changes, "x.yaml") == after
