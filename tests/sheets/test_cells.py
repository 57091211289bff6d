"""What stands in a cell → the text that would stand in YAML, or what is wrong with the cell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kotacerdas.dates import PartialDate
from kotacerdas.languages.messages import Messages
from kotacerdas.reading.scalars import AnyDate, Count, Decimal, IsoDate, Level, Rupiah, Telephone, Text, YesNo
from kotacerdas.sheets.cells import Flaw, text_of
from kotacerdas.sheets.reader import EPOCH, Cell
from kotacerdas.sheets.reader import Kind as CellKind
from kotacerdas.sheets.tables import Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
ALL = " ".join(KINDS)
MODELS: dict[str, list[Any]] = {
    "text": [Text],
    "digits": [Telephone],
    "date": [IsoDate],
    "any-date": [AnyDate],
    "whole": [Count, Rupiah],
    "decimal": [Decimal, Level],
    "yes-no": [YesNo],
}
DAY, MONTH, YEAR = PartialDate(2023, 11, 14), PartialDate(2023, 11), PartialDate(2023)


@pytest.mark.parametrize(
    ("value", "kind", "columns", "result"),
    [
        ("Peraturan\nWali Kota", "text", "digits yes-no", "Peraturan Wali Kota"),
        ("Peraturan\nWali Kota", "text", "text figure", "Peraturan\nWali Kota"),
        ("Dinas\u00a0Kominfo  Kota", "text", "text figure", "Dinas\u00a0Kominfo  Kota"),
        ("12\u00a0Mei  2023", "text", "date any-date", "12 Mei 2023"),
        ("Rp\u00a01.250.000", "text", "whole", "Rp 1.250.000"),
        ("1.250", "text", "decimal whole year rupiah", "1.250"),
        (DAY, "date", "date any-date", "2023-11-14"),
        (MONTH, "date", "date any-date", "2023-11"),
        (YEAR, "date", "any-date", "2023"),
        (DAY, "date", "text figure digits whole decimal yes-no", "date-typed"),
        (45244, "number", "date any-date", "2023-11-14"),
        (45244.75, "number", "date any-date", "2023-11-14"),
        (2023, "number", "date any-date", "2023"),
        (20231114, "number", "date any-date", "20231114"),
        (2023.5, "number", "any-date", "2023.5"),
        (84, "number", "text figure digits whole decimal yes-no date", "84"),
        (1_250_000, "number", "whole decimal text", "1250000"),
        (3.25, "number", "decimal", "3.25"),
        (1.125, "number", "decimal", "1,125"),
        (12.125, "number", "decimal", "12,125"),
        (0.125, "number", "decimal", "0.125"),
        (0.1 + 0.2, "number", "decimal", "0.3"),
        (10 / 3, "number", "decimal", "3.333333333"),
        (3.25, "number", "figure", "3,25"),
        (3.25, "number", "text digits yes-no", "number-typed"),
        (1.25, "number", "whole year rupiah", "thousands"),
        (12.5, "number", "whole year rupiah", "thousands"),
        (0.5, "number", "whole year rupiah", "not-whole"),
        (1.23456, "number", "whole year rupiah", "not-whole"),
        (1250.5, "number", "whole year rupiah", "not-whole"),
        (197001011998031008, "number", ALL, "digits-lost"),
        (112, "number", "digits", "112"),
        (1500670, "number", "digits", "1500670"),
        (81234567890, "number", "digits", "zero-lost"),
        (77121234, "number", "digits", "zero-lost"),
        (6281234567890, "number", "digits text", "6281234567890"),
        (0.85, "percent", "figure", "85%"),
        (0.125, "percent", "figure", "12,5%"),
        (0.85, "percent", "text digits date any-date whole decimal yes-no", "percent"),
        (0.375, "yearless", ALL, "yearless"),
        (True, "truth", ALL, "ya"),
        (False, "truth", ALL, "tidak"),
        ("#REF!", "error", ALL, "error"),
        ("A1*2", "formula", ALL, "formula"),
        ("A2", "merged", ALL, "merged"),
    ],
)
def test_a_cell_is_text_or_has_a_flaw(value: Any, kind: CellKind, columns: str, result: str):
    for column in columns.split():
        text = text_of(Cell("B", value, kind), column)  # type: ignore[arg-type]
        assert (text.code if isinstance(text, Flaw) else text) == result, column


def test_no_cell_is_no_text():
    assert {text_of(None, kind) for kind in KINDS} == {""}


def test_a_number_is_a_day_by_the_workbook_s_epoch():
    assert text_of(Cell("B", 43782, "number"), "date", date(1904, 1, 1)) == "2023-11-14"


def test_both_readings_of_a_number_are_told():
    flaw = text_of(Cell("B", 1.25, "number"), "whole")
    assert isinstance(flaw, Flaw)
    message = Messages("id").text(f"sheet.cell.{flaw.code}.message", **flaw.details)
    assert "1,25" in message
    assert "1250" in message


@given(st.dates(date(1945, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_from_its_number(day: date):
    cell = Cell("B", (day - EPOCH) // timedelta(1), "number")
    assert text_of(cell, "date") == text_of(cell, "any-date") == day.isoformat()


@given(st.floats(-(10**9), 10**9), st.sampled_from([Decimal]))
def test_every_number_of_a_column_of_numbers_is_read_as_it_was(number: float, model: Any):
    number = round(number, 6)
    text = text_of(Cell("B", int(number) if number.is_integer() else number, "number"), "decimal")
    assert TypeAdapter(model).validate_python(text) == pytest.approx(number)


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
CELLS = st.one_of(
    st.builds(Cell, st.just("B"), st.text(max_size=40), st.sampled_from(["text", "error", "formula", "merged"])),
    st.builds(Cell, st.just("B"), FLOATS | FLOATS.map(int), st.sampled_from(["number", "percent", "yearless"])),
    st.builds(Cell, st.just("B"), st.booleans(), st.just("truth")),
    st.builds(Cell, st.just("B"), st.sampled_from([DAY, MONTH, YEAR]), st.just("date")),
)  # fmt: skip


@given(CELLS, st.sampled_from(KINDS))
def test_whatever_stands_in_a_cell_it_is_text_or_a_flaw_with_its_words(cell: Cell, kind: Kind):
    text = text_of(cell, kind)
    if isinstance(text, str):
        return
    for language in ("id", "en"):
        messages = Messages(language)
        assert messages.text(f"sheet.cell.{text.code}.message", **text.details)
        assert messages.text(f"sheet.cell.{text.code}.hint", **text.details)


@pytest.mark.parametrize(
    ("column", "model"), [(column, model) for column, models in MODELS.items() for model in models]
)
def test_the_models_read_what_cells_hold(column: Kind, model: Any):
    values = {
        "text": Cell("B", 84, "number"),
        "digits": Cell("B", "021-5550100", "text"),
        "date": Cell("B", 45244, "number"),
        "any-date": Cell("B", 2023, "number"),
        "whole": Cell("B", 1_250_000, "number"),
        "decimal": Cell("B", 1.125, "number"),
        "yes-no": Cell("B", True, "truth"),  # noqa: FBT003 - what a cell holds
    }
    expected = {"text": "84", "digits": "021-5550100", "date": date(2023, 11, 14), "any-date": YEAR,
                "whole": 1_250_000, "decimal": 1.125, "yes-no": True}  # fmt: skip
    assert TypeAdapter(model).validate_python(text_of(values[column], column)) == expected[column]
