"""The progress of reading files: on a terminal alone, after a second, and gone at the end."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotacerdas.cli import progress
from kotacerdas.languages.messages import Messages
from tests.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kotacerdas.dossier.folder import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ENTRY = "  - {{id: d{0}, type: foto, title: A, file: bukti/{0}.png, agency: diskominfo, supports: [B1]}}\n"


def documents(count: int) -> str:
    return "documents:\n" + "".join(map(ENTRY.format, range(count)))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 24)))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("language", ["en", "id"])
def test_each_file_is_shown_on_one_line_that_is_erased(
    language: str, make: Callable[..., Path], png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"bukti/{number}.png" for number in range(3)]
    folder = make({"d.yaml": documents(3), **dict.fromkeys(names, png)})
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    progress.assessed(folder, AS_OF, Messages(language))
    _, *shown, blank, end = terminal.getvalue().split("\r")
    assert [line.rstrip().rpartition(" ")[2] for line in shown] == names
    assert [re.findall(r"\d+", line)[:2] for line in shown] == [["0", "3"], ["1", "3"], ["2", "3"]]
    assert all(len(line) < 60 for line in shown)
    assert (blank.strip(), end) == ("", "")
    assert len(blank) == max(map(len, shown))


@pytest.mark.usefixtures("impatient")
def test_a_long_name_stays_on_the_line(
    make: Callable[..., Path], png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = documents(1).replace("bukti/0.png", "bukti/" + "x" * 200 + ".png")
    folder = make({"d.yaml": text, "bukti/" + "x" * 200 + ".png": png})
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    progress.assessed(folder, AS_OF, Messages("en"))
    assert max(map(len, terminal.getvalue().split("\r"))) == 59


def test_short_work_and_pipes_show_nothing(
    make: Callable[..., Path], png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"d.yaml": documents(1), "bukti/0.png": png})
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    progress.assessed(folder, AS_OF, Messages("en"))
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    progress.assessed(folder, AS_OF, Messages("en"))
    assert terminal.getvalue() == pipe.getvalue() == ""


def test_the_line_is_erased_where_work_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    def broken_off(_folder: Path, _day: date, line: Progress, **_more: bool) -> None:
        line.file(0, 9, 0, "a.pdf")
        raise KeyboardInterrupt

    monkeypatch.setattr("kotacerdas.assessment.assessment.assess", broken_off)
    with pytest.raises(KeyboardInterrupt):
        progress.assessed(Path(), AS_OF, Messages("en"))
    assert terminal.getvalue().endswith("\r")


def _read(terminal: int) -> str:
    """What a terminal was told since; empty where nobody writes to it any more."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:
        return ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_five_hundred_large_files_show_progress_on_a_terminal_and_none_in_a_pipe(
    make: Callable[..., Path], png: bytes, tmp_path: Path
) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    folder = make({"d.yaml": documents(500)})
    (folder / "bukti").mkdir()
    for number in range(500):
        with (folder / "bukti" / f"{number}.png").open("wb") as stream:
            stream.write(png)
            stream.truncate(5 * 1024**2)
    command = [sys.executable, "-m", "kotacerdas", "validate", str(folder), "--exit-zero", "--lang", "en"]
    mine, theirs = pty.openpty()
    with (
        (tmp_path / "out").open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=theirs) as process,
    ):
        os.close(theirs)
        shown = "".join(iter(lambda: _read(mine), ""))
    os.close(mine)
    report = (tmp_path / "out").read_bytes()
    assert process.returncode == 0
    assert "Files opened: 500 · links that nobody opened: 0" in report.decode()
    assert re.search(r"\rReading file \d+ of 500, \d{2,4} MB: bukti/\d+\.png", shown)
    assert shown.endswith("\r")
    piped = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert (piped.stderr, piped.stdout) == (b"", report)


@pytest.mark.slow  # 50,001 entries are read
def test_a_very_large_section_is_announced(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"d.yaml": "agencies:\n" + "  - 1\n" * 50_001})
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    progress.assessed(folder, AS_OF, Messages("id"))
    assert 'Bagian "agencies" dalam d.yaml berisi 50.001 entri' in pipe.getvalue()
