"""The matrix as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tests.reports.formats.conftest import any_text, assessed_with, page_of, rendered

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.reports.page import Page


def rows_of(page: Page) -> list[dict[str, str]]:
    """The rows of a table, read back; no cell is a formula."""
    text = rendered("csv", page)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";", strict=True))
    for row in rows:
        assert None not in row
        assert all(cell is not None and not cell.lstrip().startswith(tuple("=+-@")) for cell in row.values())
    return rows


def test_there_is_a_row_for_each_cell(page: Page) -> None:
    cells = [c for each in page.assessments for c in (*each.matrix.cells, *each.matrix.unjudged)]
    rows = rows_of(page)
    requirement = page.messages.text("formats.column.requirement")
    assert [row[requirement] for row in rows] == [cell.requirement for cell in cells]
    states = [page.messages.text(f"formats.state.{cell.state.value}") for cell in cells]
    assert [row[page.messages.text("formats.column.state")] for row in rows] == states


def test_what_is_missing_is_told_with_its_line(tanjungpinang: Assessment) -> None:
    for row in rows_of(page_of((tanjungpinang,), filters={"only": "mistakes"})):
        is_missing = row["state"] == "missing"
        assert bool(row["what is lacking"]) == bool(row["line"]) == is_missing
        assert row["file"].startswith("kota/dosir 0: 100%/")


@any_text
def test_any_text_is_read_back(text: str) -> None:
    assessment = assessed_with(text)
    assert len(rows_of(page_of((assessment,)))) == len(assessment.matrix.cells) + len(
        assessment.matrix.unjudged
    )
