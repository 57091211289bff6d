"""The command `compare`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kotacerdas import __version__, cli
from kotacerdas.reports import COMPARISON_FORMATS as FORMATS
from tests.conftest import STAMP
from tests.reports.comparison.conftest import NEW, OLD, compared, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENDINGS = {"text": "txt", "markdown": "md", "json": "json"}


@pytest.fixture
def here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    for name in [n for n in os.environ if n.startswith(("LC_", "LANG", "KOTACERDAS_"))]:
        monkeypatch.delenv(name)

    def _here(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        return (status, *capsys.readouterr())

    return _here


def test_the_command_compares(here: Callable[..., tuple[int, str, str]], write: Callable[..., Path]) -> None:
    old, new = write(2022, OLD), write(2023, NEW)
    status, out, err = here("compare", old, new, "--as-of", "2023-11-01")
    assert (status, err) == (0, "")
    assert out == shown(compared(old, new), "text")


def test_the_command_writes_a_file(
    here: Callable[..., tuple[int, str, str]], write: Callable[..., Path], tmp_path: Path
) -> None:
    old, new = write(2022, OLD), write(2023, NEW)
    for format_, ending in ENDINGS.items():
        target = tmp_path / f"hasil.{ending}"
        answer = here("compare", old, new, "--format", format_, "-o", target, "--as-of", "2023-11-01")
        assert answer == (0, "", "")
        written = target.read_text(encoding="utf-8").replace(
            f'"version": "{__version__}"', '"version": "0.0.0"'
        )
        assert STAMP.sub("", written) == shown(compared(old, new), format_)
    assert here("compare", old, new, "-o", new / "dosir.yaml")[0] == 2
    assert here("compare", old, new, "-o", old / "dosir.yaml")[0] == 2


def test_the_wrong_order_and_two_cities_are_told_and_go_on(
    here: Callable[..., tuple[int, str, str]], write: Callable[..., Path]
) -> None:
    status, out, err = here("compare", write(2023, NEW, city="Kota Lain"), write(2022, OLD))
    assert status == 0
    assert "Kota Lain 2023 against Kota Uji 2022" in out
    assert err.count("kotacerdas: ") == 2
    assert "the wrong way round" in " ".join(err.split())
    assert "two places: Kota Lain and Kota Uji" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("OLD",), "NEW"),
        (("OLD", "tidak-ada"), "tidak-ada"),
        (("OLD", "NEW", "--format", "pdf"), "--format"),
        (("OLD", "NEW", "--as-of", "kemarin"), "kemarin"),
        (("OLD", "NEW", "NEW"), "is not needed by this command"),
    ],
)
def test_what_cannot_run_says_why(
    here: Callable[..., tuple[int, str, str]],
    write: Callable[..., Path],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    folders = {"OLD": write(2022), "NEW": write(2023)}
    status, out, err = here("compare", *(folders.get(argument, argument) for argument in arguments))
    assert (status, out) == (2, "")
    assert said in " ".join(err.split())


def test_formats_are_those_of_the_table(here: Callable[..., tuple[int, str, str]]) -> None:
    assert f"--format {'|'.join(FORMATS)}" in here("compare", "--help")[1]
