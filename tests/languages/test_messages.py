"""How numbers, dates, money and lists read in each language."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from kotacerdas.dates import PartialDate
from kotacerdas.languages.messages import Messages

LANGUAGES = ("en", "id")


@pytest.mark.parametrize(("language", "shown"), [("en", "2.5"), ("id", "2,5")])
def test_numbers_have_the_decimal_sign_of_the_language(language: str, shown: str) -> None:
    assert Messages(language).number(2.5) == shown
    assert Messages(language).number(2.46, 1) == shown


LOCALES = {"en": "en_GB", "id": "id_ID"}
NUMBERS = (0, 7, 999, 1_000, 28_710_000_000, -1_250, 0.5, 12.5, 1234.5, 1684.125, 99.995, 2.675)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", NUMBERS)
def test_numbers_are_grouped_as_the_language_does_it(value: float, language: str) -> None:
    messages, exact = Messages(language), Decimal(str(value))
    assert messages.grouped(value) == format_decimal(exact, "#,##0.###", LOCALES[language])
    with localcontext() as context:
        context.rounding = ROUND_HALF_UP
        for digits in range(4):
            pattern = f"#,##0.{'0' * digits}".rstrip(".")
            assert messages.grouped(value, digits) == format_decimal(exact, pattern, LOCALES[language])
            shown = format_percent(exact / 100, f"{pattern}%", LOCALES[language])
            assert messages.percent(value, digits) == shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_dates_are_written_out(month: int, language: str) -> None:
    messages, day = Messages(language), date(2023, month, 9)
    written = format_date(day, "d MMMM y", LOCALES[language])
    assert messages.date(day) == messages.date(PartialDate(2023, month, 9)) == written
    assert messages.date(PartialDate(2023, month)) == format_date(day, "MMMM y", LOCALES[language])
    assert messages.date(PartialDate(2023)) == "2023"


def test_money_is_in_rupiah() -> None:
    assert Messages("id").rupiah(1_250_000_000) == "Rp1.250.000.000"
    assert Messages("en").rupiah(1_250_000_000) == "IDR 1,250,000,000"
    assert Messages("id").rupiah(0) == "Rp0"


@pytest.mark.parametrize(
    ("items", "english", "indonesian"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a dan b"),
        (["a", "b", "c"], "a, b and c", "a, b, dan c"),
    ],
)
def test_lists_read_as_in_a_sentence(items: list[str], english: str, indonesian: str) -> None:
    assert [Messages(language).joined(items, "and") for language in LANGUAGES] == [english, indonesian]
