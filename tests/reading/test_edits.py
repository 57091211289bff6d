"""Changes to YAML as text: what is added reads as it was meant, and nothing else changes by a byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotacerdas.errors import CannotRun
from kotacerdas.reading import edits, source

ENTRY = "- id: b  # mungkin\n  title: B"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "documents:\n  - id: b  # mungkin\n    title: B\n"),
        ("# kosong\n", "# kosong\n\ndocuments:\n  - id: b  # mungkin\n    title: B\n"),
        ("agencies: []\n", "agencies: []\n\ndocuments:\n  - id: b  # mungkin\n    title: B\n"),
        ("documents:\n", "documents:\n  - id: b  # mungkin\n    title: B\n"),
        (
            "documents:\n- id: a   # di tepi\n  title: 'A'\n\n# lain\nprograms: []\n",
            "documents:\n- id: a   # di tepi\n  title: 'A'\n- id: b  # mungkin\n  title: B\n\n# lain\nprograms: []\n",
        ),
        (
            "documents:\n    - id: a\n      supports: [x,\n        y]\n      # catatan\nprograms: []",
            "documents:\n    - id: a\n      supports: [x,\n        y]\n      # catatan\n    - id: b  # mungkin\n      title: B\nprograms: []\n",
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


@pytest.mark.parametrize(
    "before", ["documents: []\n", "documents: [{id: a}]\n", "documents: {a: b}\n", "documents: x\n"]
)
def test_a_list_in_one_line_is_left_alone(before: str):
    with pytest.raises(CannotRun):
        edits.appended(before.encode(), "documents", [ENTRY], "x.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "documents:\n  - {id: a, file: x.pdf}  # di sini\n",
            "documents:\n  - {id: a, file: y/z.pdf}  # di sini\n",
        ),
        ('documents:\n  - id: a\n    file: "x.pdf"\n', "documents:\n  - id: a\n    file: y/z.pdf\n"),
    ],
)
def test_a_value_is_put_in_place_of_another(before: str, after: str):
    route = ("documents", 0, "file")
    assert edits.replaced(before.encode(), {route: "y/z.pdf"}, "x.yaml").decode() == after


def test_a_value_on_several_lines_is_left_alone():
    with pytest.raises(CannotRun):
        edits.replaced(
            b"documents:\n  - id: a\n    file: >-\n      x\n", {("documents", 0, "file"): "y"}, "x.yaml"
        )


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_written_as_one_value(text: str):
    written = f"a: {edits.scalar(text)}".encode("utf-8", "replace")
    data = source.read(written).data
    assert data is None or data == {"a": text.encode("utf-8", "replace").decode()}
