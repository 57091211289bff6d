"""The index of a package as a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kotacerdas import cli
from tests.deliverables.package.conftest import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]
    Say = Callable[..., tuple[int, str, str]]


def test_a_spreadsheet_opens_the_csv_and_runs_nothing(make: Make, tmp_path: Path) -> None:
    titles = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        'Biasa; dengan \\"tanda\\"',
    ]
    rows = [
        f'  - {{id: d{i}, type: foto, title: "{title}", number: "=cmd()", file: f{i}.png, supports: [B1]}}'
        for i, title in enumerate(titles)
    ]
    files = {f"f{i}.png": picture(i) for i in range(len(titles))}
    folder = make({"isi.yaml": "documents:\n" + "\n".join(rows), **files})
    assert cli.run(["--lang", "id", "package", str(folder), "-o", str(tmp_path / "p")]) == 0
    content = (tmp_path / "p" / "data" / "00_indeks.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfKode;Status;")
    assert content.endswith(b"\r\n")
    sheet = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(sheet) == len(titles) + 1
    cells = [cell for row in sheet for cell in row]
    assert [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}"))
    ] == []
    assert 'Biasa; dengan "tanda"' in cells
    assert "'=1+1" in cells
