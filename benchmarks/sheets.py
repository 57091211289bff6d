"""What it costs to export a dossier of N documents, and to import its workbook: untouched, every row changed, every row new.

    .venv/bin/python benchmarks/sheets.py [N]

Each is a process of its own; printed are its CPU seconds and its largest memory. openpyxl fills in the workbooks.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

_HEAD = """\
dossier:
  city: {name: Kota Ukur, cohort: reguler}
  year: 2023
  instrument: kominfo-2023-reguler
  coordinator: {agency: dinas-0}
agencies:
"""
_AGENCIES = 30


def make(folder: Path, n: int) -> None:
    """A dossier of `n` documents, in a file for each agency."""
    folder.mkdir()
    agencies = [f"  - {{id: dinas-{i}, name: Dinas Nomor {i}}}\n" for i in range(_AGENCIES)]
    programs = [f"  - {{id: program-{i}, name: Program Nomor {i}}}\n" for i in range(n // 10)]
    (folder / "dosir.yaml").write_text("".join([_HEAD, *agencies, "programs:\n", *programs]), "utf-8")
    for agency in range(_AGENCIES):
        documents = [
            f"  - id: dok-{i}\n    type: laporan\n    title: Laporan kegiatan nomor {i}\n    number: 800/{i}/2023\n"
            f"    date: 2023-05-{i % 28 + 1:02}\n    file: bukti/{i}.pdf\n    agency: dinas-{agency}\n"
            f"    supports: [program-{i % (n // 10)}, C1]\n"
            for i in range(agency, n, _AGENCIES)
        ]
        (folder / f"dinas-{agency}.yaml").write_text("documents:\n" + "".join(documents), "utf-8")


def filled(book: Path, n: int, fill: Callable[[Any, dict[str, int], int], None]) -> Path:
    """A copy of a workbook, each of its `n` documents filled in by `fill`."""
    excel = load_workbook(book)
    sheet = excel["Dokumen"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, n + 2):
        fill(sheet, columns, row)
    excel.save(book.with_name("isian.xlsx"))
    return book.with_name("isian.xlsx")


def change(sheet: Any, columns: dict[str, int], row: int) -> None:  # noqa: ANN401 - openpyxl has no types
    """Change the title and the number of a document."""
    sheet.cell(row, columns["Judul"]).value = f"Laporan lain {row}"
    sheet.cell(row, columns["Nomor"]).value = f"900/{row}"


def renew(sheet: Any, columns: dict[str, int], row: int) -> None:  # noqa: ANN401 - openpyxl has no types
    """Make a document another one, of the same title."""
    for column, value in ((1, None), (columns["ID"], None), (columns["Judul"], "Laporan kegiatan")):
        sheet.cell(row, column).value = value
    sheet.cell(row, columns["Berkas"]).value = f"bukti/baru-{row}.pdf"


def measure(what: str, *arguments: str | Path) -> None:
    """Run a command and print what it cost."""
    command = [sys.executable, "-m", "kotacerdas", "--lang", "id", "sheet", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    total = next((line for line in out.splitlines() if ": " in line and ";" in line), "")
    seconds, mebibytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    cost = f"{seconds:5.1f} s  {mebibytes:4.0f} MiB  exit {os.waitstatus_to_exitcode(status)}"
    print(f"{what:<22} {cost}  {total}")  # noqa: T201


def main(n: int) -> None:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        folder, book = Path(name) / "dosir", Path(name) / "asal.xlsx"
        make(folder, n)
        measure("export", "export", folder, "-o", book)
        measure("import, untouched", "import", book, folder)
        for what, fill in (("import, all changed", change), ("import, all new", renew)):
            copy = Path(shutil.copytree(folder, Path(name) / "salinan", dirs_exist_ok=True))
            measure(what, "import", filled(book, n, fill), copy)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
