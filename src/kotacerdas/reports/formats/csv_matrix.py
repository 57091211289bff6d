"""`--format csv` of `validate`: the matrix as a table for spreadsheets, a row for each cell."""

from collections.abc import Iterator
from typing import Final

from kotacerdas.assessment.assessment import Assessment
from kotacerdas.languages.text import outgoing
from kotacerdas.reports.csv_rows import csv_text
from kotacerdas.reports.listed_findings import Listed, by_cell, listed
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
    """The rows of a dossier's matrix in CSV, in the order of the columns."""
    messages, info = page.messages, assessment.dossier.info if assessment.dossier else None
    names, lacking = page.names(assessment), by_cell(findings)
    whose = (info.city.name, str(info.year)) if info else ("", "")
    for cell in (*assessment.matrix.cells, *assessment.matrix.unjudged):
        lacks = lacking.get((cell.requirement, cell.subject), [])
        title, kind = names.title(cell.requirement), messages.text(f"words.{cell.subject.kind}")
        dimension = names.named(cell.dimension) if cell.dimension else ""
        agency = names.agency(cell.agency) if cell.agency else ""
        line = str(lacks[0].finding.location.line) if lacks else ""
        yield (
            *(page.folder(assessment), *whose, cell.requirement, title, kind, cell.subject.id),
            *(names.subject_alone(cell.subject).strip('"'), dimension, cell.agency or "", agency),
            *(messages.text(f"words.{cell.level}"), messages.text(f"formats.state.{cell.state.value}")),
            *(" ".join(one.shortfall for one in lacks), ", ".join(cell.documents), ", ".join(cell.proves)),
            *(messages.number(cell.leverage, 4), page.file(assessment, cell.location.path), line),
        )
