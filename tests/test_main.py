"""The door: a reader that goes away is no bug."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, TANJUNGPINANG


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
