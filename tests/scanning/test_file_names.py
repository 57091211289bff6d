"""What names of files tell: real names with their right types, and single traits of how people name files."""

from __future__ import annotations

import csv
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotacerdas.instrument.load import load
from kotacerdas.scanning.file_names import NameFact, name_fact
from kotacerdas.scanning.signs import Signs, Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, str]

INSTRUMENT = load("kominfo-2023-reguler", Path())
TYPES = INSTRUMENT.document_types.values()
SIGNS = Signs(TYPES)
NAMES = Path(__file__).parent.parent / "data" / "names.csv"
OTHER = "lainnya"
FIRST_LIST = frozenset(
    {
        "perda",
        "perkada",
        "masterplan",
        "sk-kepala-daerah",
        "sk-kepala-opd",
        "undangan",
        "daftar-hadir",
        "notulen",
    }
)


def fact(path: str) -> NameFact:
    return name_fact(path, SIGNS, TYPES)


def rows() -> list[Row]:
    with NAMES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def is_right(row: Row) -> bool:
    """Whether the type is one that the row accepts; types that the list of the rows lacked stand for other papers."""
    sign, accepted = fact(row["path"]).sign, row["types"].split("|")
    named = {name for each in rows() for name in each["types"].split("|")}
    kind = sign.type if sign else OTHER
    return kind in accepted or (OTHER in accepted and kind not in named)


def share(counts: Callable[[Row], bool]) -> float:
    counted = [row for row in rows() if counts(row)]
    return sum(map(is_right, counted)) / len(counted)


def is_decided(row: Row) -> bool:
    return row["told_by"] in {"name", "folder"}


def is_sure(row: Row) -> bool:
    told = fact(row["path"])
    return told.sign is not None and told.sign.strength is Strength.SURE and not told.is_folder


def test_real_names_tell_their_types():
    assert share(is_decided) >= 0.93
    assert share(lambda row: is_decided(row) and row["types"] != OTHER) >= 0.85
    assert share(is_sure) >= 0.98


@pytest.mark.parametrize(
    ("path", "kind", "strength"),
    [
        ("perbup-33-2021.pdf", "perkada", Strength.SURE),
        ("Indikator41d-PERWALINo21Tahun2020tentangTPP.pdf", "perkada", Strength.SURE),
        ("1789711960_SKM-SMT-1-2025-Copy-1.pdf", "survei-kepuasan", Strength.SURE),
        ("Indikator1bNotulenRapatPerwaliSPBEpdf.pdf", "notulen", Strength.SURE),
        ("SK tim.pdf", "sk-kepala-daerah", Strength.LIKELY),
        ("SK tim Dinas Kesehatan.pdf", "sk-kepala-opd", Strength.LIKELY),
        ("dpa.png", "tangkapan-layar", Strength.WEAK),
        ("sop/bagian umum.pdf", "sop", Strength.SURE),
        ("LAPORANPRODENPASAR2020.pdf", "laporan", Strength.LIKELY),
        ("2019pw5109062.pdf", "perkada", Strength.LIKELY),
    ],
)
def test_a_name_tells_a_type_and_how_surely(path: str, kind: str, strength: Strength):
    sign = fact(path).sign
    assert sign is not None
    assert (sign.type, sign.strength) == (kind, strength)


@pytest.mark.parametrize(
    "path", ["indikator22a.pdf", "689f3395651a4-1755263893.pdf", "I1-L1-01.pdf", "x", ".pdf"]
)
def test_a_name_that_says_nothing_tells_no_type(path: str):
    assert fact(path).sign is None


@pytest.mark.parametrize(
    ("path", "number", "date"),
    [
        ("Perda-Nomor-5-Tahun-2012-Retribusi.pdf", "5", "2012"),
        ("PERWAL 80 THN 2017 TTG IMTA.pdf", "80", "2017"),
        ("2018perda3578003.pdf", "3", "2018"),
        ("SURAT PERINTAH TUGAS 25 AGUSTUS 2021.pdf", "", "2021-08-25"),
        ("rapat 22-Nop-2022.pdf", "", "2022-11-22"),
        ("notulen 2023-10-04.pdf", "", "2023-10-04"),
        ("Pasal 8 BAB4 Tingkat 2.pdf", "", ""),
        ("renstra 2021-2026.pdf", "", "2026"),
    ],
)
def test_a_name_tells_number_and_date(path: str, number: str, date: str):
    told = fact(path)
    assert (told.number, str(told.date or "")) == (number, date)


def test_a_name_in_words_is_without_what_forms_put_before_it():
    assert fact("bukti/1789711960_Laporan_Akhir (1).pdf.pdf").title == "Laporan Akhir"


@given(st.text(max_size=60))
def test_any_name_is_read(name: str):
    assert PurePosixPath(name).name.startswith(fact(name).title[:1]) or fact(name).title
