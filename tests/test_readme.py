"""Every command of both READMEs runs, and every output in them is what the command prints.

`pytest --renew` puts the outputs in anew.
"""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from .conftest import ROOT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Golden

    Run = Callable[..., subprocess.CompletedProcess[str]]

READMES = ("README.md", "README.id.md")
SET_UP = re.compile(r"<!-- set-up: (\w+) -->\n```sh\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
OUTPUT = re.compile(r"(<!-- output: kotacerdas (.*?) -->\n```text\n)(.*?)(```)", re.DOTALL)
FOUND = 1


def commands(name: str) -> list[str]:
    """The kotacerdas commands of a README that are no set-up."""
    text = SET_UP.sub("", (ROOT / name).read_text(encoding="utf-8"))
    lines = (line for block in SHELL.findall(text) for line in block.splitlines())
    return [line for line in lines if line.startswith("kotacerdas ")]


def language(name: str) -> str:
    return "id" if ".id." in name else "en"


@pytest.mark.slow
@pytest.mark.parametrize("name", READMES)
def test_every_command_runs(name: str, run: Run, tmp_path: Path) -> None:
    """In the order of the README, in one folder, as a reader would."""
    shutil.copytree(ROOT / "dossiers", tmp_path / "dossiers")
    assert len(commands(name)) >= 4
    for command in commands(name):
        _, *arguments = shlex.split(command)
        done = run(*arguments, cwd=tmp_path, KOTACERDAS_LANG=language(name))
        assert done.returncode in {0, FOUND}, (command, done.stderr)
        tells = (
            "--output" in command or arguments[0] == "request"
        )  # totals beside a file, what letters leave open
        assert not done.stderr or tells, command


@pytest.mark.slow
@pytest.mark.parametrize("name", READMES)
def test_outputs_are_current(name: str, run: Run, golden: Golden) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")

    def renewed(match: re.Match[str]) -> str:
        done = run(*shlex.split(match[2]), KOTACERDAS_LANG=language(name))
        return f"{match[1]}{done.stdout}{match[4]}"

    current = OUTPUT.sub(renewed, text)
    assert current.count("```text") >= 1
    golden(path, current)


@pytest.mark.parametrize("name", READMES)
def test_set_up_is_two_commands(name: str) -> None:
    blocks = SET_UP.findall((ROOT / name).read_text(encoding="utf-8"))
    assert [block for block, _ in blocks] == ["run", "test"]
    assert all(len(body.strip().splitlines()) == 1 for _, body in blocks)


def test_both_readmes_set_up_alike() -> None:
    english, indonesian = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    assert SET_UP.findall(english) == SET_UP.findall(indonesian)
    assert len(commands("README.md")) == len(commands("README.id.md"))
