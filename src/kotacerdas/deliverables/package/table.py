"""The index of an evidence package as rows of a sheet: one for each question and paper."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from kotacerdas.dates import PartialDate
from kotacerdas.deliverables.package.records import IndexedDocument, Subject
from kotacerdas.languages.messages import Messages

COLUMNS: Final = (
    "group", "proves", "asks", "code", "title", "type", "number", "date", "issuer", "agency", "state", "file",
    "pages", "classification", "reason",
)  # fmt: skip


class Row(NamedTuple):
    """A row of the index: its values by `COLUMNS`, and where its file is."""

    values: tuple[object, ...]
    link: str


def rows(subjects: Iterable[Subject], messages: Messages) -> Iterator[Row]:
    """The rows of the table that is a package's index: a question that nothing proves has one, and each paper that is not in the package."""
    text = messages.text
    for subject in subjects:
        about: dict[str, object] = {"group": subject.group, "proves": subject.code, "asks": subject.asks}
        for entry in subject.entries:
            file = (entry.file_name or text("package.open-link")) if entry.link else ""
            state = text(f"package.state.{'packed' if entry.path else 'link'}")
            cells = {**_cells(entry.document), "state": state, "file": file, "pages": entry.pages or ""}
            yield _row(about | cells, entry.link)
        for left in subject.excluded:
            state = text(f"package.state.{'unfit' if left.is_unfit else 'kept-back'}")
            yield _row({**about, **_cells(left.document), "state": state, "reason": left.reason})
        if subject.code and not (subject.entries or subject.excluded):
            yield _row(about | {"state": text("package.state.none")})


def _row(cells: Mapping[str, object], link: str = "") -> Row:
    """A row of the index of these cells, by column."""
    return Row(tuple(cells.get(name, "") for name in COLUMNS), link)


def _cells(document: IndexedDocument) -> dict[str, object]:
    """The cells that tell of a document in the table of a package's index, in the package or not."""
    return {
        "code": document.id,
        "title": document.title,
        "type": document.type_name,
        "number": document.number,
        "date": _day(document.date),
        "issuer": document.issuer,
        "agency": document.agency.name if document.agency else "",
        "classification": document.classification_name,
    }


def _day(known: PartialDate | None) -> object:
    """A document's date as a cell of the index holds it: a day where it is known to the day, else what is known of it."""
    if known is None:
        return ""
    return dt.date(*known) if known.day else str(known)
