"""A list that people filter: rows under headings in a workbook, days as days, and links beside the file itself."""

import datetime as dt
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

from kotacerdas import stamps

_CREATED: Final = dt.datetime(2023, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
_MAX_LINKS: Final = 65_000
"""Links of a sheet, of which Excel takes hardly more."""
_WIDTHS: Final = (8, 45)
_HEAD: Final = {
    "bold": True,
    "bg_color": "#1F3864",
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "top",
}


def listing(
    name: str, headings: Sequence[str], rows: Iterable[tuple[Sequence[object], str]], linked: int
) -> bytes:
    """The workbook of a list: its only sheet's name, its headings, and rows of values, each with where it leads.

    The link stands in the column `linked`. Whatever a text begins with, it stays a text.
    """
    from xlsxwriter.workbook import Workbook

    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(name)
    texts = book.add_format({"text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    links = book.add_format({"font_color": "#0563C1", "underline": 1, "text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, headings, book.add_format(_HEAD))
    widths, last = [len(heading) + 4 for heading in headings], 0
    for last, (values, link) in enumerate(rows, start=1):
        for n, value in enumerate(values):
            if isinstance(value, dt.date):
                sheet.write_datetime(last, n, value, days)
            elif isinstance(value, int):
                sheet.write_number(last, n, value, texts)
            elif n == linked and link and last <= _MAX_LINKS:
                target = link if "://" in link else f"external:{link}"
                sheet.write_url(last, n, target, links, str(value))
            elif value:
                sheet.write_string(last, n, str(value), texts)
            widths[n] = max(widths[n], len(str(value)) + 2)
    for n, width in enumerate(widths):
        sheet.set_column(n, n, min(max(width, _WIDTHS[0]), _WIDTHS[1]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return _with_slashes(stream)


def _with_slashes(stream: BytesIO) -> bytes:
    """A workbook whose links serve on every system: XlsxWriter writes paths as Windows does."""
    made = BytesIO()
    with zipfile.ZipFile(stream) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    stamps.write_office(
        made,
        {
            name: [part.replace(b"\\", b"/") if name.endswith(".rels") else part]
            for name, part in parts.items()
        },
    )
    return made.getvalue()
