"""What the scalar types take and refuse."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kotacerdas.reading.models import Model, check
from kotacerdas.reading.scalars import (
    Address,
    AnyDate,
    Count,
    Decimal,
    Id,
    IsoDate,
    Level,
    PartialDate,
    Ref,
    Rupiah,
    Text,
    Year,
    YesNo,
)
from kotacerdas.reading.shape_errors import diagnose

if TYPE_CHECKING:
    from kotacerdas.findings import Diagnostic


class Scalars(Model):
    """One field of each scalar type."""

    day: IsoDate | None = None
    when: AnyDate | None = None
    year: Year | None = None
    amount: Rupiah | None = None
    count: Count | None = None
    number: Decimal | None = None
    level: Level | None = None
    sure: YesNo | None = None
    id: Id | None = None
    ref: Ref | None = None
    text: Text | None = None
    address: Address | None = None


def findings(model: type[Model], data: object) -> list[Diagnostic]:
    entry, errors = check(model, data)
    assert (entry is None) == bool(errors)
    return list(diagnose(model, errors, "x.yaml", ("wholes", 7)))


def value(field: str, text: str) -> object:
    entry, errors = check(Scalars, {field: text})
    assert errors == []
    return getattr(entry, field)


def refusal(field: str, text: str) -> Diagnostic:
    (finding,) = findings(Scalars, {field: text})
    assert finding.location[:3] == ("x.yaml", ("wholes", 7, field), "value")
    assert finding.details["value"] == text
    return finding


# --- dates ---------------------------------------------------------------------------------------


def test_a_day_is_written_year_month_day():
    assert value("day", " 2024-02-29 ") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("14 November 2023", "2023-11-14"),
        ("14-11-2023", "2023-11-14"),
        ("14/11/2023", "2023-11-14"),
        ("14.11.2023", "2023-11-14"),
        ("2023/11/14", "2023-11-14"),
        ("2023-1-4", "2023-01-04"),
        ("04/05/2023", "2023-05-04"),
        ("1 Jan. 2023", "2023-01-01"),
        ("17-AGUSTUS-1945", "1945-08-17"),
        ("2023 Maret 3", "2023-03-03"),
        ("11/14/2023", ""),
        ("29 Februari 2023", ""),
        ("14 Smarch 2023", ""),
        ("14-11-23", ""),
        ("2023-02-29", ""),
        ("2023-11-14T10:00", ""),
        ("\u0662023-11-14", ""),
        ("0000-01-01", ""),
        ("2023", ""),
        ("kemarin", ""),
        ("", ""),
    ],
)
def test_a_day_in_another_notation_is_refused_with_its_iso_spelling(text: str, iso: str):
    finding = refusal("day", text)
    assert (finding.code, finding.details["suggestion"], finding.details["form"]) == ("KC105", iso, "full")


MONTHS = [
    ["Januari", "January", "Jan"],
    ["Februari", "February", "Feb", "Pebruari"],
    ["Maret", "March", "Mar"],
    ["April", "Apr"],
    ["Mei", "May"],
    ["Juni", "June", "Jun"],
    ["Juli", "July", "Jul"],
    ["Agustus", "August", "Agu", "Agt", "Aug"],
    ["September", "Sept", "Sep"],
    ["Oktober", "October", "Okt", "Oct"],
    ["November", "Nopember", "Nov", "Nop"],
    ["Desember", "December", "Des", "Dec"],
]


@pytest.mark.parametrize(
    ("number", "name"), [(n, name) for n, names in enumerate(MONTHS, 1) for name in names]
)
def test_every_name_of_a_month_is_understood(number: int, name: str):
    assert refusal("day", f"2 {name} 2023").details["suggestion"] == f"2023-{number:02}-02"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2023", (2023, 0, 0)),
        ("2023-11", (2023, 11, 0)),
        ("2023-11-14", (2023, 11, 14)),
        ("1945", (1945, 0, 0)),
    ],
)
def test_a_date_may_be_known_in_part(text: str, known: tuple[int, int, int]):
    found = value("when", text)
    assert found == PartialDate(*known)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "2023-13",
        "2023-00",
        "2023-11-00",
        "2023-02-30",
        "1944",
        "2101",
        "1944-12-31",
        "23",
        "2023-1",
        "2023-",
        "",
    ],
)
def test_a_date_known_in_part_must_be_real_and_of_our_time(text: str):
    finding = refusal("when", text)
    assert (finding.code, finding.details["form"]) == ("KC105", "partial")


@pytest.mark.parametrize("text", ["14/11/2023", "14 Nopember 2023"])
def test_a_whole_date_in_another_notation_gets_its_iso_spelling_where_a_part_would_do(text: str):
    assert refusal("when", text).details["suggestion"] == "2023-11-14"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Jum'at, 3 Februari 2023", "2023-02-03"),
        ("Jum\u2019at 3 Februari 2023", "2023-02-03"),
        ("Mei 2021", "2021-05"),
        ("sejak Mei 2021", "2021-05"),
        ("05/2021", "2021-05"),
        ("13/2021", ""),
        ("sejak 2021", ""),
        ("Mei 1800", ""),
    ],
)
def test_a_weekday_is_passed_over_and_a_month_gets_its_iso_spelling(text: str, iso: str):
    assert refusal("when", text).details["suggestion"] == iso


def test_no_month_is_suggested_where_a_day_belongs():
    assert refusal("day", "Mei 2021").details["suggestion"] == ""


@pytest.mark.parametrize("text", ["1800-01-01", "2150-12-31"])
def test_a_date_is_never_suggested_as_it_was_written(text: str):
    assert refusal("when", text).details["suggestion"] == ""


@given(st.dates())
@settings(max_examples=100)
def test_any_day_is_read_and_suggested(day: date):
    assert value("day", day.isoformat()) == day
    assert refusal("day", f"{day.day}/{day.month}/{day.year:04}").details["suggestion"] == day.isoformat()


@pytest.mark.parametrize(("text", "year"), [("1945", 1945), ("2023", 2023), ("2100", 2100)])
def test_a_year_has_four_digits(text: str, year: int):
    assert value("year", text) == year


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1944", "KC109"),
        ("2101", "KC109"),
        ("0000", "KC109"),
        ("23", "KC107"),
        ("2023.0", "KC107"),
        ("", "KC107"),
    ],
)
def test_other_years_are_refused(text: str, code: str):
    assert refusal("year", text).code == code


# --- money and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("Rp 1.250.000", 1_250_000),
        ("Rp. 1.250.000", 1_250_000),
        ("rp1250000", 1_250_000),
        ("RP1.250.000", 1_250_000),
        ("1.250.000,00", 1_250_000),
        ("Rp1.250.000,-", 1_250_000),
        ("999.999.999.999.999", 999_999_999_999_999),
    ],
)
def test_an_amount_is_read_in_every_usual_notation(text: str, amount: int):
    assert value("amount", text) == amount


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("1,5 miliar", "1.500.000.000"),
        ("1.5 milyar", "1.500.000.000"),
        ("Rp 2 juta", "2.000.000"),
        ("2jt", "2.000.000"),
        ("3 M", "3.000.000.000"),
        ("500 ribu", "500.000"),
        ("1,25 ribu", "1.250"),
        ("1 triliun", "1.000.000.000.000"),
        ("1,250,000", "1.250.000"),
        ("Rp1,250,000.00", "1.250.000"),
        ("1,2345 ribu", ""),
        ("5 lusin", ""),
        ("1.25", ""),
        ("0.125", ""),
        ("1.250.00", ""),
        ("1.250.000,50", ""),
        ("-5", ""),
        ("1e6", ""),
        ("1_000", ""),
        ("\u0663", ""),
        ("9" * 16, ""),
        ("belum ada", ""),
        ("", ""),
    ],
)
def test_an_amount_in_another_notation_is_refused_with_ours(text: str, suggestion: str):
    finding = refusal("amount", text)
    assert (finding.code, finding.details["suggestion"]) == ("KC106", suggestion)


@pytest.mark.parametrize("text", ["2.500 juta", "Rp1.250 miliar", "1.000 ribu"])
def test_an_amount_that_can_be_read_two_ways_is_not_suggested_as_the_smaller(text: str):
    whole = int(text.split(maxsplit=1)[0].replace("Rp", "").replace(".", ""))
    zeros = {"ribu": "000", "juta": "000000", "miliar": "000000000"}[text.split()[1]]
    suggestion = str(refusal("amount", text).details["suggestion"])
    assert suggestion.replace(".", "") in {"", f"{whole}{zeros}"}


@pytest.mark.parametrize(
    "text", ["9" * 5000, "9" * 5000 + " juta", "9" * 4000 + " triliun", "Rp" + "1,000" * 2000]
)
@pytest.mark.parametrize("field", ["amount", "count", "number", "level", "year", "day", "when"])
def test_a_number_of_any_length_is_refused_in_our_words(field: str, text: str):
    assert refusal(field, text).code in {"KC105", "KC106", "KC107"}


def with_dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@given(
    st.integers(0, 10**15 - 1),
    st.sampled_from(["", "Rp", "Rp ", "Rp. ", "rp"]),
    st.sampled_from(["", ",00", ",-"]),
    st.sampled_from([str, with_dots]),
)
@settings(max_examples=200)
def test_any_amount_is_read_back(amount: int, before: str, after: str, written: Any):
    assert value("amount", before + written(amount) + after) == amount


@given(st.integers(1, 999), st.sampled_from([("ribu", 3), ("juta", 6), ("miliar", 9), ("triliun", 12)]))
@settings(max_examples=50)
def test_an_amount_in_words_is_suggested_in_a_notation_that_is_read(number: int, scale: tuple[str, int]):
    suggestion = refusal("amount", f"{number} {scale[0]}").details["suggestion"]
    assert value("amount", str(suggestion)) == number * 10 ** scale[1]


@pytest.mark.parametrize(
    ("text", "count"), [("0", 0), ("1250", 1250), ("1.250", 1250), ("1.250.000", 1_250_000)]
)
def test_a_count_may_have_dots_between_thousands(text: str, count: int):
    assert value("count", text) == count


@pytest.mark.parametrize(
    "text", ["-1", "1,5", "1.25", "1.2500", "0.125", "1250.0", "12 orang", "", "1e3", "\u0663"]
)
def test_what_is_no_count_is_refused(text: str):
    finding = refusal("count", text)
    assert (finding.code, finding.details["variant"]) == ("KC107", "count-notation")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("-3,25", -3.25),
        ("0.5", 0.5),
        ("0.125", 0.125),
        ("-0.125", -0.125),
        ("1.2500", 1.25),
        ("1,250", 1.25),
        ("1.250,5", 1250.5),
        ("1.250.000", 1_250_000.0),
        ("1234.567", 1234.567),
    ],
)
def test_a_decimal_has_a_comma_or_a_point(text: str, number: float):
    assert value("number", text) == number


@pytest.mark.parametrize(
    ("text", "whole", "fraction"),
    [("1.250", "1250", "1,250"), ("-1.250", "-1250", "-1,250"), ("999.000", "999000", "999,000")],
)
def test_a_decimal_that_can_be_read_two_ways_is_refused_with_both(text: str, whole: str, fraction: str):
    finding = refusal("number", text)
    assert finding.code == "KC107"
    assert finding.details.items() >= {
        ("variant", "ambiguous-number"),
        ("whole", whole),
        ("fraction", fraction),
    }
    assert value("number", whole) == 1000 * value("number", fraction)  # type: ignore[operator]


@pytest.mark.parametrize(
    "text", ["", "12,", ",5", "1,2,3", "1.25.000", "+5", "5 %", "1e3", "inf", "nan", "\u0663", "9" * 16]
)
def test_what_is_no_decimal_is_refused(text: str):
    finding = refusal("number", text)
    assert (finding.code, finding.details["variant"]) == ("KC107", "number-notation")


digits = st.text("0123456789", min_size=1, max_size=9)


@given(st.sampled_from(["", "-"]), st.integers(0, 10**12), digits, st.sampled_from([str, with_dots]))
@settings(max_examples=200)
def test_any_decimal_with_a_comma_is_read_back(sign: str, whole: int, after: str, written: Any):
    assert value("number", f"{sign}{written(whole)},{after}") == float(f"{sign}{whole}.{after}")


@given(st.sampled_from(["", "-"]), st.integers(0, 10**12), digits)
@settings(max_examples=200)
@example("", 0, "001")
@example("-", 1000, "000")
def test_any_decimal_with_a_point_is_read_back_or_refused_as_ambiguous(sign: str, whole: int, after: str):
    text = f"{sign}{whole}.{after}"
    if len(after) == 3 and 1 <= whole <= 999:
        assert refusal("number", text).details["variant"] == "ambiguous-number"
    else:
        assert value("number", text) == float(text)


@pytest.mark.parametrize(
    ("text", "level"), [("0", 0.0), ("3,5", 3.5), ("3.250", 3.25), ("-1", -1.0), ("9", 9.0)]
)
def test_a_point_in_a_level_is_a_decimal_point(text: str, level: float):
    assert value("level", text) == level


@pytest.mark.parametrize("text", ["tiga", "3/4", "1000", ""])
def test_a_level_that_is_no_number_is_refused_as_such(text: str):
    assert refusal("level", text).code == "KC107"


# --- words and ids -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ya", True),
        ("Yes", True),
        ("TRUE", True),
        (" ya ", True),
        ("tidak", False),
        ("No", False),
        ("false", False),
    ],
)
def test_yes_and_no_are_read_in_both_languages(text: str, meant: bool):  # noqa: FBT001 - a datum
    assert value("sure", text) is meant


@pytest.mark.parametrize("text", ["y", "t", "1", "0", "on", "mungkin", "ya, sudah", ""])
def test_what_is_neither_yes_nor_no_is_refused(text: str):
    assert refusal("sure", text).code == "KC108"


@pytest.mark.parametrize("text", ["a", "open-data", "2023", "a1-b2-c3", "x" * 80])
def test_an_id_is_small_letters_digits_and_hyphens(text: str):
    assert value("id", text) == text


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Open Data", "open-data"),
        ("e_office", "e-office"),
        ("SIM-RS (2023)", "sim-rs-2023"),
        ("a--b", "a-b"),
        ("-a-", "a"),
        ("x" * 81, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
        ("é", ""),
        ("???", ""),
        ("", ""),
    ],
)
def test_what_is_no_id_is_refused_with_the_id_that_it_could_be(text: str, suggestion: str):
    finding = refusal("id", text)
    assert (finding.code, finding.details["suggestion"]) == ("KC110", suggestion)


@given(st.text(max_size=100))
@settings(max_examples=200)
def test_a_suggested_id_is_an_id(text: str):
    for finding in findings(Scalars, {"id": text}):
        suggestion = str(finding.details["suggestion"])
        assert suggestion == "" or value("id", suggestion) == suggestion


@pytest.mark.parametrize(
    ("field", "text", "variant"),
    [
        ("text", "", "string-too-short"),
        ("text", " \n ", "string-too-short"),
        ("text", "x" * 20_001, "string-too-long"),
        ("ref", "x" * 201, "string-too-long"),
    ],
)
def test_text_is_neither_empty_nor_endless(field: str, text: str, variant: str):
    finding = refusal(field, text)
    assert (finding.code, finding.details["variant"]) == ("KC113", variant)


@pytest.mark.parametrize("field", Scalars.model_fields)
@pytest.mark.parametrize("data", [[], ["2023"], {}, {"a": "b"}])
def test_every_scalar_refuses_a_list_and_an_entry_as_no_text(field: str, data: object):
    (finding,) = findings(Scalars, {field: data})
    assert (finding.code, finding.details["variant"], finding.details["field"]) == ("KC103", "text", field)


@pytest.mark.parametrize("number", ["3171234567890001", "3171 2345 6789 0001", "317123.456789.0001"])
def test_an_identity_number_does_not_stay_in_a_text(number: str):
    assert value("text", f"Ani, {number}, Kepala") == f"Ani, {re.sub('[0-9]', '•', number)}, Kepala"


@pytest.mark.parametrize(
    "text", ["Pegawai 197001011998031001", "Rp1.234.567.890.123", "2023-10-10 2023-11-11"]
)
def test_other_numbers_stay_in_a_text(text: str):
    assert value("text", text) == text


def test_what_opens_something_and_ids_stay_as_they_are():
    number = "3171234567890001"
    assert (value("address", f"bukti/{number}.pdf"), value("id", f"nik-{number}")) == (
        f"bukti/{number}.pdf",
        f"nik-{number}",
    )
