"""What the lines of a paper tell, in the forms of official papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotacerdas.scanning.papers import PaperFact, paper_fact
from tests.scanning.test_file_names import SIGNS

DECREE = """WALI KOTA UJI
PROVINSI UJI
SALINAN
KEPUTUSAN WALI KOTA UJI
NOMOR : 188.45 / 1186 / HK / 2017
TENTANG
PEMBENTUKAN TIM PELAKSANA SMART CITY
KOTA UJI
WALI KOTA UJI,
Menimbang : a. bahwa sesuai dengan Keputusan Gubernur Nomor 5 Tahun 2015 tanggal 3 Maret 2015
Mengingat : 1. Undang-Undang Nomor 1 Tahun 1992"""
ENACTED = "Ditetapkan di Uji\npada tanggal 29 OKTOBER 2019\nWALI KOTA UJI,"
REGULATION = DECREE.replace("KEPUTUSAN WALI KOTA UJI", "PERATURAN WALI KOTA UJI").replace(
    "NOMOR : 188.45 / 1186 / HK / 2017", "NOMOR 35 TAHUN 2014"
)


def read(*pages: str) -> PaperFact:
    return paper_fact([page.split("\n") for page in pages], SIGNS)


def told(paper: PaperFact) -> tuple[str, str, str]:
    """Type, number and date."""
    return (
        paper.sign.type if paper.sign else "",
        paper.number.value if paper.number else "",
        paper.date.value if paper.date else "",
    )


@pytest.mark.parametrize(
    ("pages", "type_", "number", "date"),
    [
        ((DECREE, ENACTED), "sk-kepala-daerah", "188.45/1186/HK/2017", "2019-10-29"),
        ((DECREE, ENACTED, "LAMPIRAN\n1 Januari 2020"), "sk-kepala-daerah", "188.45/1186/HK/2017", "2019-10-29"),
        ((REGULATION,), "perkada", "35", ""),
        (("SALINAN\n" * 3 + REGULATION, ENACTED), "perkada", "35", "2019-10-29"),
        ((DECREE.replace("KEPUTUSAN WALI KOTA", "KEPUTUSAN KEPALA DINAS KESEHATAN KOTA"),), "sk-kepala-opd", "188.45/1186/HK/2017", ""),
        (("PEMERINTAH KOTA UJI\nDINAS KESEHATAN\nNOTULEN RAPAT\nHari/Tanggal : Selasa, 25 Februari 2025\nJam : 09.00",), "notulen", "", "2025-02-25"),
        (("Uji, 05 Pebruari 2025\nNomor : 000.8.3.1/2389/436.3.2/2025\nSifat : biasa\nHal : Undangan Rapat\nYth. Bapak",), "undangan", "000.8.3.1/2389/436.3.2/2025", "2025-02-05"),
        (("DINAS PARIWISATA\nLaporan Akhir Pelaksanaan Kegiatan\nJanuari–September 2023\nIsi laporan yang panjang",), "laporan", "", ""),
        (("Kementerian\nTahun 2023 kami melaporkan bahwa banyak hal terjadi pada tanggal 3 Mei 2023",), "", "", ""),
    ],
)  # fmt: skip
def test_a_paper_tells_what_it_is(pages: tuple[str, ...], type_: str, number: str, date: str):
    assert told(read(*pages)) == (type_, number, date)


def test_nothing_below_the_title_is_taken():
    paper = read(DECREE)
    assert paper.date is None
    assert paper.title == "PEMBENTUKAN TIM PELAKSANA SMART CITY KOTA UJI"


def test_an_attachment_is_no_decree():
    paper = read(
        "LAMPIRAN : KEPUTUSAN WALI KOTA UJI\nNOMOR : 188.45/1/HK/2019\nTENTANG\nTIM\nDaftar anggota tim pelaksana"
    )
    assert not paper.is_formal


@pytest.mark.parametrize("pages", [(), ("",), ("Halaman 1",), ("", "2")])
def test_a_scan_has_no_text(pages: tuple[str, ...]):
    assert read(*pages) == PaperFact()


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_read(pages: list[str]):
    read(*pages)
