"""The door: a reader that goes away is no bug."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, TANJUNGPINANG

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["validate", str(TANJUNGPINANG)], ["explain", "Q-06"], ["--help"], ["--version"]]
)
def test_a_reader_that_goes_away_is_no_bug(arguments: list[str]) -> None:
    """`kotacerdas … | head`: whether the result is long or fits into one write."""
    reading, writing = os.pipe()
    os.close(reading)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "kotacerdas", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=gone,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=600,
        )
    assert done.stderr == ""
    assert done.returncode in {0, 1}


def _door(code: str, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, after some code that breaks it."""
    program = f"import sys\nfrom kotacerdas import __main__ as door\n{code}\nsys.exit(door.main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=os.environ | {"KOTACERDAS_LANG": language},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


CRASH = "from kotacerdas import cli\ndef run(_arguments): raise ZeroDivisionError('3201010101010001')\ncli.run = run"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "mistake of kotacerdas, not yours"), ("id", "kesalahan kotacerdas")]
)
def test_a_mistake_of_ours_ends_in_a_sentence_and_is_no_finding(language: str, words: str) -> None:
    done = _door(CRASH, "validate", language=language)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert "3201010101010001" not in done.stderr


def test_the_traceback_is_shown_to_who_asks_for_it() -> None:
    done = _door(CRASH, "validate", "--traceback")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "kotacerdas: This is a mistake of kotacerdas" in done.stderr


def test_a_damaged_installation_ends_in_a_sentence() -> None:
    done = _door("sys.modules['kotacerdas.cli'] = None", "validate")
    assert (done.returncode, done.stdout) == (2, "")
    assert "install kotacerdas again" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "ValueError('of a validator: KeyboardInterrupt: ')"])
def test_who_breaks_off_gets_no_traceback(error: str) -> None:
    code = f"class Broken:\n    def find_spec(self, name, *_): \n        if name == 'kotacerdas.cli': raise {error}\nsys.meta_path.insert(0, Broken())"
    done = _door(code, "validate")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix closes it")
@pytest.mark.parametrize("stream", [1, 2])
def test_a_closed_stream_is_no_bug(stream: int, tmp_path: Path) -> None:
    """`kotacerdas … >&-`: the exit status is what it would be."""
    done = subprocess.run(
        [
            "/bin/sh",
            "-c",
            f'exec "$0" -m kotacerdas "$@" {stream}>&-',
            sys.executable,
            "init",
            str(tmp_path / "baru"),
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert list((tmp_path / "baru").glob("*.yaml")) != []
