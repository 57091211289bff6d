"""A plain list that people filter: rows under headings in a workbook, days as days, and links beside the file itself."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from kotacerdas.sheets.writer import Book

_WIDTHS: Final = (8, 45)


def plain_list(
    name: str, headings: Sequence[str], rows: Iterable[tuple[Sequence[object], str]], linked: int
) -> bytes:
    """The workbook of a plain list: its only sheet's name, its headings, and rows of values, each with where it leads.

    The link stands in the column `linked`. Whatever a text begins with, it stays a text.
    """
    book = Book(name)
    sheet = book.sheet(name)
    texts = book.format(text_wrap=True, valign="top")
    days = book.format(num_format="dd/mm/yyyy", align="left", valign="top")
    widths, last = [len(heading) + 4 for heading in headings], 0
    book.head(sheet, headings, frozen=0)
    for last, (values, link) in enumerate(rows, start=1):
        for n, value in enumerate(values):
            if n == linked and link:
                book.link(sheet, last, n, link, str(value))
            elif isinstance(value, dt.date):
                book.put(sheet, last, n, value, days)
            elif value or value == 0:
                book.put(sheet, last, n, value if isinstance(value, int) else str(value), texts)
            widths[n] = max(widths[n], len(str(value)) + 2)
    for n, width in enumerate(widths):
        sheet.set_column(n, n, min(max(width, _WIDTHS[0]), _WIDTHS[1]))
    sheet.autofilter(0, 0, last, len(headings) - 1)
    return book.content()
