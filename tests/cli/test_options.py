"""The options that several commands share: the day, and what is completed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kotacerdas import resources
from kotacerdas.cli import options
from kotacerdas.reports import FORMATS
from tests.cli.conftest import data

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here, Run


def test_the_day_decides_on_waivers(here: Here, incomplete: Path) -> None:
    waiver = "waivers:\n  - {requirement: Q-08, reason: Uji., until: 2023-12-31}\n"
    (incomplete / "w.yaml").write_text(waiver, encoding="utf-8")
    for day, waived in (("2023-12-31", 1), ("2024-01-01", 0)):
        found = data(here("validate", incomplete, "--format", "json", "--as-of", day))
        assert (found["as_of"], found["dossiers"][0]["summary"]["waived"]) == (day, waived)
    assert "as of 31 December 2023" in here("status", incomplete, "--as-of", "2023-12-31").out


def test_the_day_is_today_by_default(here: Here, incomplete: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "today", lambda: date(2031, 5, 6))
    assert data(here("validate", incomplete, "--format", "json"))["as_of"] == "2031-05-06"


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_completion_script_is_printed(run: Run, shell: str) -> None:
    done = run("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "_KOTACERDAS_COMPLETE" in done.stdout
    assert f"complete_{shell}" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("explain --instrument ", sorted(resources.instruments())),
        ("init --instrument ", sorted(resources.instruments())),
        ("validate --format ", list(FORMATS)),
        ("templates ", ["list", "copy", "check"]),
        ("templates copy la", ["laporan"]),
    ],
)
def test_what_an_option_takes_is_completed(run: Run, typed: str, offered: list[str]) -> None:
    words = f"kotacerdas {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = run(_KOTACERDAS_COMPLETE="complete_bash", **asked)
    assert (done.returncode, done.stdout.split()) == (0, offered)
