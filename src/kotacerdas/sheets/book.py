"""A workbook that is being written: its sheets, formats and drop-down lists. The same content gives the same bytes."""

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CREATED: Final = dt.datetime(2023, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
_A4: Final = 9
_HEAD_HEIGHT: Final = 32
_LINE, _MOST_LINES = 15, 8


class Book:
    """A workbook that is being written."""

    def __init__(self, title: str) -> None:
        """Begin an empty workbook. What people wrote stays text, whatever it looks like."""
        from xlsxwriter.workbook import Workbook

        self._stream = BytesIO()
        as_they_are = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        self._book = Workbook(self._stream, {"in_memory": True, **dict.fromkeys(as_they_are, False)})
        self._book.set_properties({"created": _CREATED, "title": title})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._lists: dict[tuple[str, ...], str] = {}

    def sheet(self, name: str) -> "Worksheet":
        """A new sheet."""
        return self._book.add_worksheet(name)

    def format(self, **properties: object) -> "Format":
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def head(self, sheet: "Worksheet", titles: Iterable[str], *, frozen: int) -> None:
        """Write the headings of a sheet, which stay in sight with the columns before one, and on each page."""
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

    def fit(self, sheet: "Worksheet", row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row high enough for its texts, each with the width of its column: not every program does so by itself."""
        lines = (sum(-(-len(part) // width) or 1 for part in text.split("\n")) for text, width in texts)
        if (most := max(lines, default=1)) > 1:
            sheet.set_row(row, _LINE * min(most, _MOST_LINES))

    def choose(
        self, sheet: "Worksheet", column: int, last: int, options: Iterable[str], *, is_closed: bool
    ) -> None:
        """Give a column a drop-down list down to a row; what the list does not hold is warned of only where nothing else can be right."""
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

    def content(self, lists: str) -> bytes:
        """The bytes of the workbook, once the lists to choose from stand on a hidden sheet of this name."""
        sheet = self.sheet(lists)
        sheet.hide()
        for n, (options, name) in enumerate(self._lists.items()):
            for r, option in enumerate(options):
                sheet.write_string(r, n, option)
            column = _letters(n)
            self._book.define_name(name, f"='{lists}'!${column}$1:${column}${len(options)}")
        self._book.close()
        return self._stream.getvalue()


def _letters(n: int) -> str:
    """The letters of a column, counted from 0."""
    head, tail = divmod(n, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)
