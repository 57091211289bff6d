"""Tables as CSV that the spreadsheets of a language open: fields, signs and nothing that runs."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from kotacerdas.languages.messages import Messages
from kotacerdas.privacy import masked

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                         "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def csv_table(rows: Iterable[Iterable[str]], messages: Messages) -> bytes:
    """Rows as the CSV of a file in UTF-8.

    Fields are parted by what the language's spreadsheets expect: a semicolon where the comma is the decimal sign.
    """
    return csv_text(rows, messages.text("package.delimiter")).encode("utf-8", "replace")


def csv_text(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    """Rows as CSV for a spreadsheet: after a byte order mark, and no cell that is a formula."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow(map(_harmless, row))
    return stream.getvalue()


def _harmless(cell: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula, without identity numbers."""
    cell = masked(cell)
    is_formula = cell.lstrip().startswith(_FORMULA_SIGNS) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if is_formula else cell
