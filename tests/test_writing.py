"""Files and folders that appear whole or not at all, whatever comes in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kotacerdas import writing
from kotacerdas.errors import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_of_several_files_all_are_written(tmp_path: Path) -> None:
    files = {tmp_path / f"{n}": f"{n}".encode() for n in range(1100)}  # more than may be open at once
    writing.write_all(files)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


@pytest.mark.parametrize("failing", range(3))
def test_of_several_files_none_is_written_where_the_disk_is_full(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1").write_bytes(b"old")
    fdopen, count = os.fdopen, iter(range(3))

    def _fdopen(handle: int, mode: str) -> object:
        if next(count) == failing:
            os.dup2(os.open("/dev/full", os.O_RDWR), handle)
        return fdopen(handle, mode)

    monkeypatch.setattr(os, "fdopen", _fdopen)
    with pytest.raises(CannotRun) as trouble:
        writing.write_all({tmp_path / f"{n}": b"new" for n in range(3)})
    assert (trouble.value.code, trouble.value.details["reason"]) == ("cannot-write", "ENOSPC")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"1": b"old"}


@pytest.mark.parametrize("before", ["absent", "empty"])
def test_a_folder_that_another_run_made_meanwhile_is_left_alone(before: str, tmp_path: Path) -> None:
    target = tmp_path / "p"
    if before == "empty":
        target.mkdir()

    def _run() -> None:
        with writing.new_folder(target, CannotRun("package-exists", path="p")) as made:
            (made / "a").write_bytes(b"new")
            (target / "data").mkdir(parents=True)
            (target / "data" / "x").write_bytes(b"other")

    with pytest.raises(CannotRun, match="package-exists"):
        _run()
    assert [path.name for path in tmp_path.rglob("*")] == ["p", "data", "x"]


PACKING = """
import sys, time
from kotacerdas import __main__, writing
from kotacerdas.deliverables.package import bag
chunks = bag._chunks
def slow(piece):
    print("writing", flush=True)
    time.sleep(30)
    yield from chunks(piece)
bag._chunks = slow
sys.argv[1:] = ["package", sys.argv[1], "-o", sys.argv[2]]
sys.exit(__main__.main())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking")
@pytest.mark.parametrize("name", ["p", "p.zip"])
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_run_that_is_ended_leaves_nothing(
    name: str, number: signal.Signals, make: Callable[..., Path], png: bytes, tmp_path: Path
) -> None:
    text = (
        "documents:\n  - {id: a, type: lainnya, title: A, file: a.png, supports: [B1], agency: diskominfo}\n"
    )
    folder, place = make({"d.yaml": text, "a.png": png}), tmp_path / "hasil"
    place.mkdir()
    command = [sys.executable, "-c", PACKING, str(folder), str(place / name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert [path.suffix for path in place.iterdir()] == [".tmp"]
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
    assert process.returncode == (128 + number if number == signal.SIGTERM else process.returncode)
    assert "Traceback" not in told
    assert list(place.iterdir()) == []
