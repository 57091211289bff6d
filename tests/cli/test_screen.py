"""Colours, where a terminal shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here, Run


@pytest.mark.slow
def test_a_pipe_gets_no_colours(run: Run, incomplete: Path) -> None:
    plain = run("status", str(incomplete), TERM="xterm-256color").stdout
    assert "\x1b" not in plain
    assert run("status", str(incomplete), NO_COLOR="1").stdout == plain


@pytest.mark.slow
def test_a_log_gets_the_same_text_in_colours_where_it_asks_for_them(run: Run, incomplete: Path) -> None:
    plain = run("status", str(incomplete)).stdout
    painted = run("status", str(incomplete), FORCE_COLOR="1", TERM="dumb", CI="true").stdout
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert run("status", str(incomplete), FORCE_COLOR="1", NO_COLOR="1").stdout == plain
    assert run("status", str(incomplete), FORCE_COLOR="").stdout == plain


@pytest.mark.parametrize(("no_color", "is_painted"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch, no_color: str, *, is_painted: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert ("\x1b[" in here("status", incomplete).out) == is_painted


def test_a_file_gets_no_colours_from_a_terminal(
    here: Here, incomplete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    here("validate", incomplete, "--output", tmp_path / "laporan.txt")
    assert "\x1b" not in (tmp_path / "laporan.txt").read_text(encoding="utf-8")
