"""The index of an evidence package as a table (CSV) for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from kotacerdas.languages.messages import harmless

if TYPE_CHECKING:
    from kotacerdas.deliverables.package.records import Entry, Index, IndexedDocument
    from kotacerdas.languages.messages import Messages

COLUMNS: Final = (
    "code", "state", "proves", "id", "type", "title", "number", "date", "issuer", "agency", "classification",
    "file", "url", "pages", "size", "sha256", "reason",
)  # fmt: skip


def table(index: Index, messages: Messages) -> bytes:
    """The index of a package as CSV: a row for each document, those that are not in the package, too.

    UTF-8 with a byte order mark, and fields parted by what the language's spreadsheets expect: a semicolon where
    the comma is the decimal sign. No cell is a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=messages.text("package.delimiter"), lineterminator="\r\n")
    writer.writerow(messages.text(f"package.column.{name}") for name in COLUMNS)

    def write(state: str, cells: dict[str, str]) -> None:
        cells["state"] = messages.text(f"package.state.{state}")
        writer.writerow(harmless(cells.get(name, "")) for name in COLUMNS)

    for entry in (entry for group in index.groups for folder in group.folders for entry in folder.entries):
        write("packed" if entry.path else "link", _entry_cells(entry))
    for state, documents in (("kept-back", index.kept_back), ("unfit", index.unfit)):
        for excluded in documents:
            write(state, {**_document_cells(excluded.document), "reason": excluded.reason})
    return out.getvalue().encode("utf-8-sig")


def _document_cells(document: IndexedDocument) -> dict[str, str]:
    """The cells of the table that tell of a document, in the package or not, by column."""
    return {
        "id": document.id,
        "type": document.type_name,
        "title": document.title,
        "number": document.number,
        "date": str(document.date or ""),
        "issuer": document.issuer,
        "agency": document.agency.name if document.agency else "",
        "classification": document.classification_name,
        "url": document.url,
    }


def _entry_cells(entry: Entry) -> dict[str, str]:
    """The cells of the table that tell of an entry of the index, by column."""
    cells = {**_document_cells(entry.document), "code": entry.code, "proves": " ".join(entry.proves)}
    if entry.path:
        cells |= {
            "file": entry.path,
            "pages": str(entry.pages or ""),
            "size": str(entry.size),
            "sha256": entry.sha256,
        }
    return cells
