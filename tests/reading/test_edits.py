"""Changes to YAML as text: what is added reads as it was meant, and nothing else changes by a byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kotacerdas.errors import CannotRun
from kotacerdas.reading import edits, notation, source

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


def test_half_a_character_is_refused():
    with pytest.raises(CannotRun):
        edits.edited(b"a: b\n", [edits.Change(("a",), "\ud800")], "x.yaml")


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_written_as_one_value(text: str):
    written = f"a: {notation.scalar(text)}".encode("utf-8", "replace")
    data = source.read(written).data
    assert data is None or data == {"a": text.encode("utf-8", "replace").decode()}
