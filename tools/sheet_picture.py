"""A picture of a sheet as LibreOffice shows it: its first columns and rows, with their letters and numbers.

    python tools/sheet_picture.py WORKBOOK SHEET COLUMNS ROWS PICTURE

Those of the guides are made of the workbooks that its test leaves (CONTRIBUTING.md).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from copy import copy
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from PIL import Image, ImageChops

_DPI = 150
_FONT = "Liberation Sans"
"""A font that LibreOffice has wherever it runs, as wide as Excel's own."""


def picture(workbook: Path, name: str, columns: int, rows: int, file: Path) -> None:
    """Draw the corner of a sheet into a PNG file."""
    book = load_workbook(workbook)
    for other in book.worksheets:
        other.sheet_state = "visible" if other.title == name else "hidden"
    sheet = book[name]
    book.active = book.index(sheet)
    sheet.print_area = f"A1:{get_column_letter(columns)}{rows}"
    sheet.print_title_rows = None
    sheet.print_options.headings = sheet.print_options.gridLines = True
    sheet.page_setup.fitToHeight = 1
    for cell in (cell for row in sheet.iter_rows(max_row=rows, max_col=columns) for cell in row):
        font = copy(cell.font)
        font.name, font.scheme, font.sz = _FONT, None, 10
        cell.font = font
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "sheet.xlsx"
        book.save(part)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(part)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - on a copy of our own
        page = Path(folder) / "page"
        command = ["pdftoppm", "-png", "-r", str(_DPI), "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run([*command, str(part.with_suffix(".pdf")), str(page)], check=True, timeout=60)  # noqa: S603 - likewise
        drawn = Image.open(page.with_suffix(".png")).convert("RGB")
    white = Image.new("RGB", drawn.size, "white")
    left, top, right, bottom = ImageChops.difference(drawn, white).getbbox() or (0, 0, *drawn.size)
    corner = drawn.crop((left - 4, top - 4, right + 4, bottom + 4))
    corner.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    picture(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
