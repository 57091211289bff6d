"""Help and complaints about arguments, in the reader's language."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kotacerdas.cli import COMMANDS
from kotacerdas.reports import FORMATS

if TYPE_CHECKING:
    from tests.cli.conftest import Here


LANGUAGES = ("en", "id")
PAGES = ("", *COMMANDS, "templates list", "templates copy", "templates check")
"""The commands that have a page of help."""

TYPERS_OWN = [
    "Usage",
    "Options",
    "Arguments",
    "Commands",
    "COMMAND",
    "OPTIONS",
    "ARGS",
    "Show this message",
    "Show this help",
    "Show the version",
    "Install completion",
    "Show completion",
    "[required]",
    "[default",
    "<str>",
]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "templates"])
def test_help_of_a_command_gives_examples_that_exist(here: Here, command: str) -> None:
    for language, word in (("en", "Example"), ("id", "Contoh")):
        answer = here(command, "--help", "--lang", language)
        assert answer.status == 0
        assert word in answer.out
        examples = re.findall(rf"kotacerdas ({command}\b.*)", answer.out.partition(word)[2])
        assert examples
        for example in examples:
            options = re.findall(r"--[a-z-]+", example)
            assert [option for option in options if f"  {option}" not in answer.out.replace(", ", "  ")] == []


@pytest.mark.parametrize("command", PAGES)
def test_no_english_is_left_in_indonesian_help(here: Here, command: str) -> None:
    answer = here(*command.split(), "--help", "--lang", "id")
    assert [word for word in TYPERS_OWN if word in answer.out] == []
    assert answer.out.startswith("Pemakaian: kotacerdas")
    assert "Opsi:" in answer.out


TWO_COLUMNS = re.compile(r"  \S+(?: \S+)*  +(?=\S)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", PAGES)
def test_help_is_laid_out(here: Here, command: str, language: str) -> None:
    """Within the page, without codes, and what goes on in the next line stands under its first word."""
    lines = here(*command.split(), "--help", "--lang", language).out.splitlines()
    assert [line for line in lines if len(line) > 100 or "\x1b" in line or "<" in line] == []
    ragged = []
    for line, following in pairwise(lines):
        start = TWO_COLUMNS.match(line)
        indent = len(following) - len(following.lstrip())
        if start and indent >= 10 and indent != start.end():
            ragged.append(following)
    assert ragged == []


def test_without_a_command_help_is_shown_with_every_command_in_order(here: Here) -> None:
    assert here().out == here("--help").out == here("-h").out
    shown = here().out.partition("Commands:\n")[2]
    assert re.findall(r"^  ([a-z]+)  ", shown, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", PAGES)
def test_help_stands_once_on_every_page_by_both_its_names(here: Here, command: str) -> None:
    answer = here(*command.split(), "--help")
    assert answer == here(*command.split(), "-h")
    assert (answer.status, answer.out.count("-h, --help")) == (0, 1)


def test_the_help_of_options_is_that_of_the_table_that_implements_them(here: Here) -> None:
    assert f"--format {'|'.join(FORMATS)}" in here("validate", "--help").out


@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["bangun"], "There is"),
        (["validat"], "Did you mean"),
        (["validate", "--formt"], "There is"),
        (["schema", "satu"], "Got unexpected extra argument"),
        (["validate", "--format"], "requires an argument"),
        (["validate", "--strict=ya"], "does not take a value"),
        (["--lang"], "requires an argument"),
        (["validate", "nirwana"], "There is"),
        (["init"], "is missing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_no_english_is_left_in_what_goes_wrong(
    here: Here, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str
) -> None:
    in_english = here(*arguments)
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    answer = here(*arguments)
    assert (in_english.status, answer.status) == (2, 2)
    assert english in in_english.err or in_english.err.startswith("kotacerdas: ")
    assert english not in answer.err
    assert answer.err != in_english.err
    assert "Option" not in answer.err


def test_a_slip_leads_to_the_help_of_its_command(here: Here) -> None:
    assert 'See "kotacerdas validate --help".' in here("validate", "--formt").err
    assert 'Lihat "kotacerdas explain --help".' in here("explain", "Q-01", "--list", "--lang", "id").err
    assert 'See "kotacerdas --help".' in here("bangun").err
