"""Whatever a dossier, a workbook or an earlier report holds, a command ends in bounded memory and time; measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import HEAD
from tests.sheets.test_reader import handmade

if TYPE_CHECKING:
    from pathlib import Path

MEASURED = """
import json, pathlib, re, sys, time
from kotacerdas.__main__ import main
sys.argv[1:] = sys.argv[2:]
status = main()
most = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(json.dumps([status, time.process_time(), int(most) / 1024]), file=sys.stderr)
"""


class Hostile(NamedTuple):
    """Files, the command that meets them, its exit status, and the seconds and megabytes that it may take.

    Bounds are of kind, and generous: before there were any, entries with one id took 95 s and 3 GB.
    """

    files: dict[str, bytes]
    command: tuple[str, ...]
    status: int
    seconds: int = 30
    megabytes: int = 260


def entries(line: str, n: int) -> dict[str, bytes]:
    """A dossier with so many programs."""
    return {"d/p.yaml": f"programs:\n{''.join(line.format(n=n) for n in range(n))}".encode()}


CELLS = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
IMPORT = ("sheet", "import", "x.xlsx", "d")
HOSTILE = {
    "one id very often": Hostile(entries("  - {{id: a, name: A}}\n", 60_000), ("validate", "d"), 1, 40, 500),
    "very many programs": Hostile(entries("  - {{id: p{n}, name: P{n}}}\n", 8_000), ("validate", "d"), 1),
    "a file too large": Hostile(entries("  - {{id: a, name: A}}\n", 500_000), ("validate", "d"), 1),
    "an earlier report too large": Hostile(
        {"r.json": b'{"findings": [' + b"{}," * 6_000_000 + b"{}]}"}, ("validate", "d", "--baseline", "r.json"), 2
    ),
    "an earlier report too deep": Hostile(
        {"r.json": b"[" * 1_000_000 + b"]" * 1_000_000}, ("validate", "d", "--baseline", "r.json"), 2
    ),
    "a workbook with too many cells": Hostile({"x.xlsx": handmade(f"<sheetData>{CELLS * 60_000}</sheetData>")}, IMPORT, 2),
    "a workbook with too long a text": Hostile(
        {"x.xlsx": handmade(f'<sheetData><row><c t="str"><v>{"a" * 80_000_000}</v></c></row></sheetData>')}, IMPORT, 2
    ),
    "a workbook that merges all cells": Hostile(
        {"x.xlsx": handmade('<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')}, IMPORT, 2
    ),
    "a workbook of blanks": Hostile({"x.xlsx": handmade("<sheetData/>" + " " * 400_000_000)}, IMPORT, 2),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's accounting of Linux")
@pytest.mark.parametrize("name", HOSTILE)
def test_no_input_takes_more_than_it_may(name: str, tmp_path: Path) -> None:
    hostile = HOSTILE[name]
    for path, content in {"d/a.yaml": HEAD.encode(), **hostile.files}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    command = [sys.executable, "-c", MEASURED, "kotacerdas", *hostile.command]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, cwd=tmp_path)
    measured = done.stderr.splitlines()[-1]
    status, seconds, megabytes = json.loads(measured)
    assert (status, "Traceback" in done.stderr) == (hostile.status, False)
    assert len(done.stdout.splitlines()) < 2_000
    assert seconds < hostile.seconds
    assert megabytes < hostile.megabytes
