"""The writer of workbooks: their sheets, formats and drop-down lists. The same content gives the same bytes."""

import datetime as dt
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from kotacerdas import stamps

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CREATED: Final = dt.datetime(2023, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
_A4: Final = 9
_MAX_LINKS: Final = 65_000
"""Links of a workbook; of a sheet Excel takes hardly more."""
_HEAD_HEIGHT: Final = 32
_LINE, _MOST_LINES = 15, 8


class Book:
    """A workbook that is being written."""

    def __init__(self, title: str) -> None:
        """Begin to write an empty workbook. What people wrote stays text, whatever it looks like."""
        from xlsxwriter.workbook import Workbook

        self._stream = BytesIO()
        as_they_are = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        self._book = Workbook(self._stream, {"in_memory": True, **dict.fromkeys(as_they_are, False)})
        self._book.set_properties({"created": _CREATED, "title": title})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self._links = 0

    def sheet(self, name: str) -> "Worksheet":
        """A new sheet."""
        return self._book.add_worksheet(name)

    def format(self, **properties: object) -> "Format":
        """A format of cells that are written, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def head(self, sheet: "Worksheet", titles: Iterable[str], *, frozen: int) -> None:
        """Write the headings of any sheet, which stay in sight with the columns before one, and on each page."""
        head = self.format(
            bold=True, bg_color="#1F3864", font_color="#FFFFFF", text_wrap=True, valign="vcenter", border=1
        )
        for n, title in enumerate(titles):
            sheet.write_string(0, n, title, head)
        sheet.set_row(0, _HEAD_HEIGHT)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)

    def keyed(self, name: str, mark: str, titles: Iterable[str], *, frozen: int) -> "Worksheet":
        """A new sheet to write whose first column, under the mark of what it is of, is hidden: it holds the keys of its rows."""
        sheet = self.sheet(name)
        self.head(sheet, [mark, *titles], frozen=frozen)
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        return sheet

    def guide(self, sheet: "Worksheet", title: str) -> None:
        """Make of a sheet that is written the page of instructions, at which the workbook opens."""
        sheet.write_string(0, 1, title, self.format(bold=True, font_size=16, font_color="#1F3864"))
        sheet.set_column(0, 0, 4)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.activate()

    def put(
        self, sheet: "Worksheet", row: int, column: int, value: str | float | dt.date, look: "Format"
    ) -> None:
        """Write a cell as what it is: a day, a number, else a text, whatever that begins with."""
        write = sheet.write_string if isinstance(value, str) else sheet.write
        write(row, column, value, look)

    def fit(self, sheet: "Worksheet", row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row high enough for its texts, each with the width of its column: not every program does so by itself."""
        lines = (sum(-(-len(part) // width) or 1 for part in text.split("\n")) for text, width in texts)
        if (most := max(lines, default=1)) > 1:
            sheet.set_row(row, _LINE * min(most, _MOST_LINES))

    def choose(
        self, sheet: "Worksheet", column: int, last: int, options: Iterable[str], *, is_closed: bool
    ) -> None:
        """Write a drop-down list into a column down to a row; what the list does not hold is warned of only where nothing else can be right."""
        key = tuple(options)
        if key:
            name = self._lists.setdefault(key, f"daftar_{len(self._lists) + 1}")
            rule = {
                "validate": "list",
                "source": f"={name}",
                "show_error": is_closed,
                "error_type": "warning",
            }
            sheet.data_validation(1, column, last, column, rule)

    def link(self, sheet: "Worksheet", row: int, column: int, target: str, text: str, **look: object) -> None:
        """Write a cell that leads to a web address, or to a file by its path from the workbook; beyond what Excel takes, a text."""
        self._links += 1
        if self._links > _MAX_LINKS:
            sheet.write_string(row, column, text, self.format(text_wrap=True, valign="top", **look))
            return
        shown = self.format(text_wrap=True, valign="top", font_color="#0563C1", underline=1, **look)
        sheet.write_url(row, column, target if "://" in target else f"external:{target}", shown, text)

    def content(self, lists: str = "") -> bytes:
        """The bytes of the workbook as written, once the lists to choose from stand on a hidden sheet of this name."""
        from xlsxwriter.utility import xl_col_to_name

        if self._lists:
            sheet = self.sheet(lists)
            sheet.hide()
            for n, (options, name) in enumerate(self._lists.items()):
                for r, option in enumerate(options):
                    sheet.write_string(r, n, option)
                column = xl_col_to_name(n)
                self._book.define_name(name, f"='{lists}'!${column}$1:${column}${len(options)}")
        self._book.close()
        return self._with_slashes() if self._links else self._stream.getvalue()

    def _with_slashes(self) -> bytes:
        """The workbook as written, with links that serve on every system: XlsxWriter writes paths as Windows does."""
        made = BytesIO()
        with zipfile.ZipFile(self._stream) as packed:
            parts = {name: [packed.read(name)] for name in packed.namelist()}
        leads = {
            name: [part.replace(b"\\", b"/")] for name, (part,) in parts.items() if name.endswith(".rels")
        }
        stamps.write_office(made, parts | leads)
        return made.getvalue()
