"""`sheet export`, `sheet questionnaire`, `request --with-sheet`: what a person finds in a workbook."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import docx
import pytest
from openpyxl import load_workbook

from kotacerdas import cli
from kotacerdas.dossier.entries import LISTS, SINGLE
from kotacerdas.reading.models import keys_of
from kotacerdas.sheets.tables import TABLES
from tests.conftest import HEAD, ROOT
from tests.sheets.excel import Excel

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here

EXAMPLE, TANJUNGPINANG = str(ROOT / "dossiers" / "contoh"), str(ROOT / "dossiers" / "tanjungpinang-2023")
DAY = ("--as-of", "2023-11-01")
LEFT_OUT = {
    "documents": set(),
    "programs": {"partners", "budget", "results", "risks", "users", "contact"},
    "agencies": {"contact"},
    "surveys": {"means"},
    "dossier": {"city", "stage", "instrument", "language", "coordinator", "previous", "programs_complete", "masterplan",
                "budget", "foreword", "letter"},
}  # fmt: skip
"""Fields that stand in columns of their parts or in a sheet of their own, and those that no sheet has."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the example, which nobody changes."""
    path = tmp_path_factory.mktemp("contoh") / "isian.xlsx"
    assert cli.run(["--lang", "id", "sheet", "export", EXAMPLE, "-o", str(path), *DAY]) == 0
    return path


@pytest.mark.parametrize("language", ["id", pytest.param("en", marks=pytest.mark.slow)])
def test_the_same_dossier_gives_the_same_bytes_and_a_valid_workbook(
    here: Here, tmp_path: Path, language: str, assert_valid_xlsx: Any
):
    made = []
    for name in ("a.xlsx", "b.xlsx"):
        command = ("--lang", language, "sheet", "export", TANJUNGPINANG, "-o", str(tmp_path / name), *DAY)
        assert here(*command).status == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert_valid_xlsx(tmp_path / "a.xlsx")


@pytest.mark.slow
def test_the_bytes_do_not_hang_on_how_python_orders_sets(run: Any, tmp_path: Path):
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.xlsx"
        done = run("sheet", "export", EXAMPLE, "-o", str(path), *DAY, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_columns_have_room_for_what_is_to_be_filled_in(here: Here, tmp_path: Path):
    path = tmp_path / "isian.xlsx"
    command = ("--lang", "id", "sheet", "export", TANJUNGPINANG, "-o", str(path), *DAY)
    assert here(*command).status == 0
    excel = Excel(path)
    sheet = excel.book["Dokumen"]
    letters = {head.value: head.column_letter for head in sheet[1]}
    assert sheet.column_dimensions[letters["Berkas"]].width >= 40
    assert sheet.column_dimensions[letters["Tanggal"]].width >= 12
    assert sheet.column_dimensions[letters["Nomor"]].width >= 24


def test_what_proves_an_answer_names_what_is_about_its_question(book: Path):
    excel = Excel(book)
    proof = {
        n: excel.cell("Jawaban", excel.row("Jawaban", Pertanyaan=n), "Pembuktiannya").value
        for n in ("B1", "C2")
    }
    assert proof["B1"] == "Data dukung jawaban; Perda atau Perkada tentang masterplan; Buku masterplan"
    assert "Hasil penilaian eksternal" in proof["C2"]
    assert "statistik" not in proof["C2"]


def test_every_field_of_an_entry_has_a_column_or_a_reason() -> None:
    for table in TABLES.values():
        if table.inner:
            continue
        model = {**SINGLE, **LISTS}[table.section]
        of_section = {p.split(".")[0] for t in TABLES.values() if t.section == table.section for p in t.paths}
        missing = set(keys_of(model)) - of_section - LEFT_OUT.get(table.section, set())
        assert missing == set(), table.name


def test_cells_are_what_they_hold(book: Path):
    sheets = load_workbook(book)
    programs, budget, documents = sheets["Program"], sheets["Anggaran"], Excel(book)
    row = documents.row("Dokumen", ID="lhp-bpk-2022")
    assert documents.cell("Dokumen", row, "Tanggal").value == datetime(2023, 5, 19)  # noqa: DTZ001 - as Excel
    assert documents.cell("Dokumen", row, "Nomor").number_format == "@"
    assert documents.cell("Dokumen", row, "Perangkat Daerah").value == "BPKPD"
    amount = documents.cell("Anggaran", 2, "Jumlah (rupiah)")
    assert (amount.data_type, amount.number_format) == ("n", '"Rp"#,##0')
    assert programs.freeze_panes == "D2"
    assert programs.column_dimensions["A"].hidden
    assert budget.auto_filter.ref
    hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
    assert hidden == ["Daftar pilihan"]


def test_what_is_missing_has_a_row_ready_and_its_cells_coloured(here: Here, tmp_path: Path):
    path = tmp_path / "isian.xlsx"
    assert (
        here(
            "--lang", "id", "sheet", "export", TANJUNGPINANG, "--agency", "dlh", "-o", str(path), *DAY
        ).status
        == 0
    )
    excel = Excel(path)
    asked = {(sheet.title, heading) for sheet, _, heading in excel.asked()}
    assert {("Dokumen", "Berkas"), ("Risiko", "Mitigasi"), ("Quick win", "Manfaat")} <= asked
    row = excel.row("Dokumen", Jenis_dokumen="Standar Operasional Prosedur (SOP)")
    assert excel.cell("Dokumen", row, "Mendukung").value == "Proklim"
    assert "Q-04" in excel.cell("Dokumen", row, "Yang masih kurang").value

    names = {sheet.cell(r, excel.headings(sheet.title).index("Program") + 1).value
             for sheet in (excel.book["Risiko"],) for r in range(2, sheet.max_row + 1)}  # fmt: skip
    assert names == {"Proklim"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is Unicode")
def test_a_file_whose_name_no_cell_can_hold_is_not_offered(here: Here, make: Any, tmp_path: Path):
    folder, book = make({}), tmp_path / "isian.xlsx"
    (folder / os.fsdecode(b"\xff.pdf")).write_bytes(b"%PDF-1.4")
    assert here("sheet", "export", str(folder), "-o", str(book)).status == 0
    assert book.exists()


def test_a_text_that_looks_like_a_formula_stays_text(here: Here, make: Any, tmp_path: Path):
    folder = make(
        {"a.yaml": 'programs: [{id: satu, name: "=1+1", description: "@sum", channels: ["-a", "+b"]}]\n'}
    )
    path = tmp_path / "isian.xlsx"
    assert here("--lang", "id", "sheet", "export", str(folder), "-o", str(path)).status == 0
    cell = Excel(path).cell("Program", 2, "Nama")
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("language", "sheet", "count"), [("id", "Jawaban", 57), ("en", "Answers", 57)])
def test_the_questionnaire_asks_every_question(
    here: Here, tmp_path: Path, language: str, sheet: str, count: int
):
    for folder in (EXAMPLE, TANJUNGPINANG):
        path = tmp_path / f"{folder[-4:]}.xlsx"
        assert here("--lang", language, "sheet", "questionnaire", folder, "-o", str(path), *DAY).status == 0
        book = load_workbook(path)
        assert book[sheet].max_row == 1 + count
        assert book[book.sheetnames[2]].max_row == 1 + 54


def test_the_questionnaire_in_word_asks_every_question_and_leaves_room(here: Here, tmp_path: Path):
    path = tmp_path / "kuesioner.docx"
    command = (
        "--lang",
        "id",
        "sheet",
        "questionnaire",
        TANJUNGPINANG,
        "--format",
        "docx",
        "-o",
        str(path),
        *DAY,
    )
    assert here(*command).status == 0
    asked = {row.cells[0].text for table in docx.Document(str(path)).tables for row in table.rows}
    assert {"B1", "C33", "I54", "W12"} <= asked
    assert "DRAF" not in docx.Document(str(path)).sections[0].header._element.xml  # noqa: SLF001 - all of it


def test_a_workbook_lies_beside_each_letter(here: Here, tmp_path: Path):
    answer = here(
        "--lang", "id", "request", TANJUNGPINANG, "--with-sheet", "-o", str(tmp_path / "surat"), *DAY
    )
    assert answer.status == 0
    names = {path.stem for path in (tmp_path / "surat").glob("*.docx")}
    assert names == {path.stem for path in (tmp_path / "surat").glob("*.xlsx")}
    assert "sheet import" in answer.out


def test_an_agency_that_owes_nothing_gets_no_sheet(here: Here, tmp_path: Path):
    answer = here(
        "--lang", "en", "sheet", "export", EXAMPLE, "--agency", "dlh", "-o", str(tmp_path / "a.xlsx"), *DAY
    )
    assert (answer.status, answer.err) == (0, "")
    assert "Nothing is asked of dlh" in answer.out
    assert not [*tmp_path.glob("*.xlsx")]


@pytest.mark.parametrize("command", [("export", "DOSSIER"), ("import", "isian.xlsx", "DOSSIER")])
def test_files_that_cannot_be_read_are_named(
    here: Here, tmp_path: Path, book: Path, command: tuple[str, ...]
):
    folder = tmp_path / "dosir"
    folder.mkdir()
    (folder / "a.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "rusak.yaml").write_text("programs: [", encoding="utf-8")
    paths = {"DOSSIER": str(folder), "isian.xlsx": str(book)}
    status, _, told = here("--lang", "id", "sheet", *(paths.get(part, part) for part in command))
    assert (status, "rusak.yaml" in told) == (2, True)
