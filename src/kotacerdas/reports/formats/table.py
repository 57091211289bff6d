"""`--format csv` of `validate`: the matrix as a table for spreadsheets, a row for each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kotacerdas.languages.names import Names
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.listing import Listed, listed
from kotacerdas.reports.spreadsheet import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page

COLUMNS: Final = (
    *("folder", "city", "year", "requirement", "title", "kind", "subject", "name", "dimension", "agency-id", "agency"),
    *("level", "state", "lacks", "documents", "proves", "leverage", "file", "line"),
)  # fmt: skip


def render(page: Page) -> str:
    """The matrices of dossiers as CSV: parted by semicolons, as Indonesian spreadsheets expect, in either language."""
    head = tuple(page.messages.text(f"formats.column.{name}") for name in COLUMNS)
    every = page._replace(filters={})  # a cell tells what it lacks, whatever is listed
    rows = [row for one in zip(page.assessments, listed(every), strict=True) for row in _rows(*one, page)]
    return csv_text([head, *(map(outgoing, row) for row in rows)], ";")


def _rows(assessment: Assessment, findings: list[Listed], page: Page) -> Iterator[tuple[str, ...]]:
    """The rows of a dossier, in the order of the columns."""
    messages, info = page.messages, assessment.dossier.info if assessment.dossier else None
    names = Names(messages, assessment.dossier, assessment.instrument)
    whose = (info.city.name, str(info.year)) if info else ("", "")
    lacking: dict[object, list[Listed]] = {}
    for one in findings:
        lacking.setdefault(one.cell, []).append(one)
    for cell in (*assessment.matrix.cells, *assessment.matrix.unjudged):
        row, found = names.requirement(cell.requirement), lacking.get((cell.requirement, cell.subject), [])
        yield (
            *(page.folders.get(assessment.path, assessment.path), *whose, cell.requirement),
            *(messages.word(row.title) if row else "", messages.text(f"words.{cell.subject.kind}")),
            *(cell.subject.id, names.subject_alone(cell.subject).strip('"')),
            *(names.named(cell.dimension) if cell.dimension else "", cell.agency or ""),
            names.agency(cell.agency) if cell.agency else "",
            *(messages.text(f"words.{cell.level}"), messages.text(f"formats.state.{cell.state.value}")),
            " ".join(one.shortfall for one in found),
            *(", ".join(cell.documents), ", ".join(cell.proves), messages.number(cell.leverage, 4)),
            *(
                page.file(assessment, cell.location.path),
                str(found[0].finding.location.line) if found else "",
            ),
        )
