"""What letters ask for as a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from kotacerdas.assessment.assessment import Assessment, assess
from kotacerdas.deliverables.letters.letters import requests
from kotacerdas.deliverables.letters.table import COLUMNS, table
from kotacerdas.languages.messages import Messages
from tests.conftest import TANJUNGPINANG
from tests.deliverables.letters.conftest import LATER, TWO, letters, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(("language", "delimiter"), [("id", ";"), ("en", ",")])
def test_the_table_has_a_row_for_each_thing(language: str, delimiter: str, tmp_path: Path) -> None:
    options = ("--format", "csv", "--as-of", LATER, "--output", tmp_path)
    assert run("--lang", language, "request", TANJUNGPINANG, *options) == 0
    content = (tmp_path / "nota-dinas.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    found = letters(assess(TANJUNGPINANG, LATER), language=language)
    assert len(rows) - 1 == sum(letter.items for letter in found.values())
    texts_of = Messages(language)
    assert rows[0] == [texts_of.text(f"request.column.{name}") for name in COLUMNS]


def test_no_spreadsheet_takes_a_field_for_a_formula(assessed: Callable[..., Assessment]) -> None:
    hostile = TWO.replace("name: Dinas Lingkungan Hidup", "name: '=cmd|A1'").replace(
        "head: Kepala Dinas Lingkungan Hidup", "head: '\N{FULLWIDTH EQUALS SIGN}SUM(1;2)'"
    )
    assessment = assessed({"b.yaml": hostile})
    assert assessment.instrument
    found = requests(assessment, Messages("id"), LATER, "nota-dinas").letters
    rows = list(
        csv.reader(
            io.StringIO(table(found, Messages("id"), assessment.instrument).decode("utf-8-sig")),
            delimiter=";",
        )
    )
    mine = [row for row in rows if row[0] == "dlh"]
    assert {(row[1], row[2]) for row in mine} == {("'=cmd|A1", "'\N{FULLWIDTH EQUALS SIGN}SUM(1;2)")}
    assert not [field for row in rows for field in row if field[:1] in {"=", "+", "-", "@", "\t", "\r"}]
