"""A workbook in the hands of a person: opened, changed cell by cell, filled in where it asks for something, saved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

GUIDE = "Petunjuk"


class Excel:
    """A workbook that is being edited."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)

    def save(self, path: Path | None = None) -> Path:
        self.path = path or self.path
        self.book.save(self.path)
        return self.path

    def headings(self, sheet: str) -> list[Any]:
        return [cell.value for cell in self.book[sheet][1]]

    def row(self, sheet: str, **known: str) -> int:
        """The number of the first row whose cells hold what is known of it, by heading."""
        heads = self.headings(sheet)
        for cells in self.book[sheet].iter_rows(min_row=2):
            shown = {head: cell.value for head, cell in zip(heads, cells, strict=True)}
            if all(shown.get(head.replace("_", " ")) == value for head, value in known.items()):
                return int(cells[0].row or 0)
        raise LookupError(known)

    def cell(self, sheet: str, row: int, heading: str) -> Any:
        return self.book[sheet].cell(row, self.headings(sheet).index(heading) + 1)

    def put(self, sheet: str, row: int, cells: Mapping[str, object]) -> None:
        for heading, value in cells.items():
            cell = self.cell(sheet, row, heading)
            if not cell.has_style:  # as Excel formats what is typed
                cell._style = self.book[sheet].column_dimensions[cell.column_letter]._style  # noqa: SLF001
            cell.value = value

    def add(self, sheet: str, cells: Mapping[str, object]) -> int:
        row = self.book[sheet].max_row + 1
        self.put(sheet, row, cells)
        return row

    def asked(self) -> Iterator[tuple[Worksheet, int, str]]:
        """The cells that are coloured because they are empty: sheet, row, heading."""
        for sheet in self.book.worksheets:
            if sheet.sheet_state != "visible" or sheet.title == GUIDE:
                continue
            heads = [cell.value for cell in sheet[1]]
            for area in sheet.conditional_formatting:
                if not any(rule.type == "containsBlanks" for rule in area.rules):
                    continue
                for part in str(area.sqref).split():
                    left, top, right, bottom = range_boundaries(part)
                    for row in range(top or 0, (bottom or 0) + 1):
                        for column in range(left or 0, (right or 0) + 1):
                            if sheet.cell(row, column).value in {None, ""}:
                                yield sheet, row, heads[column - 1]

    def options(self, sheet: Worksheet, row: int, heading: str) -> list[Any]:
        """What the drop-down list of a cell offers."""
        cell = self.cell(sheet.title, row, heading)
        for rule in sheet.data_validations.dataValidation:
            if cell.coordinate in rule.sqref:
                name, _, area = self.book.defined_names[rule.formula1.lstrip("=")].attr_text.partition("!")
                left, top, _, bottom = range_boundaries(area.replace("$", ""))
                column = self.book[name.strip("'")]
                return [column.cell(r, left or 0).value for r in range(top or 0, (bottom or 0) + 1)]
        return []

    def fill(self, folder: Path, subs: Mapping[str, str]) -> int:
        """Fill in every cell that is asked for, as a person would who has all papers; `subs` are sub-dimensions by dimension."""
        count = 0
        for count, (sheet, row, heading) in enumerate(list(self.asked()), start=1):
            self.cell(sheet.title, row, heading).value = self._filling(
                folder, subs, sheet, row, heading, count
            )
        return count

    def _filling(
        self, folder: Path, subs: Mapping[str, str], sheet: Worksheet, row: int, heading: str, n: int
    ) -> object:
        options = self.options(sheet, row, heading)
        if heading == "Berkas":
            return _paper(folder, n)
        if heading == "Subdimensi":
            return subs[self.cell(sheet.title, row, "Dimensi").value]
        if heading == "Jenis dokumen":
            return "Laporan kegiatan atau program"
        if heading == "Perangkat Daerah yang hadir":
            return "; ".join(options[:4])
        if heading.startswith("Buku masterplan"):
            return "buku-masterplan"
        if options:
            return options[0]
        numbers = {"Tahun": 2023, "Target": 5, "Realisasi": 5, "Responden": 60, "Jumlah pengguna": 60, "Angka": 7,
                   "Nilai": 3, "Rata-rata": 3, "Total APBD (rupiah)": 10**12, "Anggaran kota cerdas (rupiah)": 10**9}  # fmt: skip
        if heading in {"Tanggal", "Mulai"}:
            return dt.datetime(2023, 5, 1)  # noqa: DTZ001 - as workbooks hold days
        own = (
            f" {self.cell(sheet.title, row, 'Dimensi').value}" if heading == "Kelompok responden" else f" {n}"
        )
        return numbers.get(heading, f"{heading}{own}")


def _paper(folder: Path, n: int) -> str:
    """A PDF of its own content in a dossier's folder."""
    whole = next(folder.rglob("*.pdf"), None) or next((folder.parent / "contoh").rglob("*.pdf"))
    path = folder / "bukti" / f"berkas-{n}.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(whole.read_bytes() + b"\n%% %d\n" % n)
    return path.relative_to(folder).as_posix()
