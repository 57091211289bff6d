"""The index of an evidence package as a table (CSV) for a spreadsheet."""

from typing import Final

from kotacerdas.deliverables.package.records import Entry, Index, IndexedDocument
from kotacerdas.languages.messages import Messages
from kotacerdas.reports.spreadsheet import csv_table

COLUMNS: Final = (
    "code", "state", "proves", "id", "type", "title", "number", "date", "issuer", "agency", "classification",
    "file", "url", "pages", "size", "sha256", "reason",
)  # fmt: skip


def table(index: Index, messages: Messages) -> bytes:
    """The index of a package as CSV: a row for each document, those that are not in the package, too."""
    rows = [[messages.text(f"package.column.{name}") for name in COLUMNS]]

    def add(state: str, cells: dict[str, str]) -> None:
        cells["state"] = messages.text(f"package.state.{state}")
        rows.append([cells.get(name, "") for name in COLUMNS])

    for entry in (entry for group in index.groups for folder in group.folders for entry in folder.entries):
        add("packed" if entry.path else "link", _entry_cells(entry))
    for state, documents in (("kept-back", index.kept_back), ("unfit", index.unfit)):
        for excluded in documents:
            add(state, {**_document_cells(excluded.document), "reason": excluded.reason})
    return csv_table(rows, messages)


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
