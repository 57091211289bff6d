"""A list that people filter: rows under headings in a workbook, days as days, and links beside the file itself."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from kotacerdas.sheets.book import Book

_WIDTHS: Final = (8, 45)


def listing(
    name: str, headings: Sequence[str], rows: Iterable[tuple[Sequence[object], str]], linked: int
) -> bytes:
    """The workbook of a list: its only sheet's name, its headings, and rows of values, each with where it leads.

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
            if isinstance(value, dt.date):
                sheet.write_datetime(last, n, value, days)
            elif isinstance(value, int):
                sheet.write_number(last, n, value, texts)
            elif n == linked and link:
                book.link(sheet, last, n, link, str(value))
            elif value:
                sheet.write_string(last, n, str(value), texts)
            widths[n] = max(widths[n], len(str(value)) + 2)
    for n, width in enumerate(widths):
        sheet.set_column(n, n, min(max(width, _WIDTHS[0]), _WIDTHS[1]))
    sheet.autofilter(0, 0, last, len(headings) - 1)
    return book.content()
