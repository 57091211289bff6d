"""The language of what is printed: `--lang`, else the system's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Here, Run


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "id", "explain", "Q-06"],
        ["explain", "--lang", "id", "Q-06"],
        ["explain", "Q-06", "--lang", "id"],
        ["explain", "Q-06", "--lang=id"],
        ["--lang", "en", "explain", "Q-06", "--lang", "id"],
    ],
)
def test_the_language_may_stand_anywhere(here: Here, arguments: list[str]) -> None:
    assert "Persyaratan Q-06" in here(*arguments).out


@pytest.mark.parametrize(
    ("environment", "title"),
    [
        ({}, "Requirement Q-06"),
        ({"LANG": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "en_US.UTF-8"}, "Requirement Q-06"),
        ({"LANG": "id_ID.UTF-8", "KOTACERDAS_LANG": "en"}, "Requirement Q-06"),
        ({"KOTACERDAS_LANG": "id"}, "Persyaratan Q-06"),
        ({"KOTACERDAS_LANG": "", "LANG": "id_ID.UTF-8"}, "Persyaratan Q-06"),
        ({"LANG": "de_DE.UTF-8"}, "Requirement Q-06"),
    ],
)
def test_the_language_is_that_of_the_system_unless_said(
    here: Here, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], title: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert here("explain", "Q-06").out.startswith(title)
    assert here("explain", "Q-06", "--lang", "en").out.startswith("Requirement")


@pytest.mark.slow
def test_the_environment_decides_in_a_process_of_its_own(run: Run) -> None:
    assert run("explain", "Q-06", LANG="id_ID.UTF-8").stdout.startswith("Persyaratan")
    assert run("explain", "Q-06", KOTACERDAS_LANG="id").stdout.startswith("Persyaratan")
    assert run("explain", "Q-06").stdout.startswith("Requirement")
