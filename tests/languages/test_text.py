"""Ids as short texts, and commands as they are typed."""

from __future__ import annotations

import os
import shlex

import pytest

from kotacerdas.languages.text import command, ranges, runs


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["B1"], "B1"),
        (["B1", "B2"], "B1, B2"),
        (["B1", "B2", "B3", "O1"], "B1–B3, O1"),
        (["B5", "O6"], "B5, O6"),
        (
            [f"C{number}" for number in range(1, 40, 2)],
            "C1, C3, C5, C7, C9, C11, C13, C15, C17, C19, C21, C23, …",
        ),
    ],
)
def test_ids_in_a_row_are_put_together(names: list[str], shown: str) -> None:
    assert ranges(names) == shown


def test_ids_that_follow_one_another_are_joined_by_the_dash_that_is_asked_for() -> None:
    assert runs(["W2", "W3", "W4", "O6"], "\N{EN DASH}") == ["W2\N{EN DASH}W4", "O6"]


PATHS = ["kota-2026", "kota anda", "kota  anda", "kota's", "$HOME;ls", "../Kota Ünï"]


@pytest.mark.skipif(os.name == "nt", reason="asks the shell of POSIX")
@pytest.mark.parametrize("path", PATHS)
def test_a_command_can_be_copied_into_the_shell(path: str) -> None:
    line = command("validate", path)
    assert line.startswith("  kotacerdas validate ")
    assert shlex.split(line) == ["kotacerdas", "validate", path]


def test_a_command_can_be_copied_into_the_shell_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kotacerdas.languages.text.os.name", "nt")
    assert command("validate", "C:/dosir/kota-2026") == "  kotacerdas validate C:/dosir/kota-2026"
    assert command("validate", "C:/dosir/kota anda") == '  kotacerdas validate "C:/dosir/kota anda"'
