"""`sheet import`: what people did to a workbook comes into the YAML, and nothing else does."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kotacerdas import writing
from kotacerdas.instrument.load import load as instrument_of
from tests.conftest import HEAD, ROOT, needs_libreoffice
from tests.sheets.excel import Excel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Here

    Make = Callable[..., Path]

DOSSIERS = ROOT / "dossiers"
CASES = yaml.safe_load((Path(__file__).parent / "import.yaml").read_text("utf-8"))
SHIPPED = sorted(path.name for path in DOSSIERS.iterdir() if path.is_dir())
DAY = ("--as-of", "2023-11-01")
EXPORTED: dict[str, bytes] = {}
"""The workbooks that were exported, by the YAML of their dossiers."""
QUICK = [*zip(SHIPPED, itertools.cycle(["id", "en"]), strict=False)]
"""Each shipped dossier in one language; both are for the slow tests."""


def yaml_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


@pytest.fixture
def exported(here: Here, make: Make, tmp_path: Path) -> Callable[..., tuple[Path, Excel]]:
    """Make a dossier of some YAML and export it, once for the same YAML: its folder and the workbook."""

    def _exported(text: str = "", name: str = "isian.xlsx") -> tuple[Path, Excel]:
        folder = make({"isi.yaml": text} if text else {})
        book = tmp_path / name
        if text not in EXPORTED:
            answer = here("--lang", "id", "sheet", "export", str(folder), "-o", str(book), *DAY)
            assert answer.status == 0, answer.err
            EXPORTED[text] = book.read_bytes()
        book.write_bytes(EXPORTED[text])
        return folder, Excel(book)

    return _exported


@pytest.mark.parametrize(
    ("name", "language"),
    [
        pytest.param(*each, marks=() if each in QUICK else pytest.mark.slow)
        for each in itertools.product(SHIPPED, ["id", "en"])
    ],
)
def test_a_workbook_that_nobody_touched_changes_no_byte(here: Here, tmp_path: Path, name: str, language: str):
    folder = tmp_path / "dossiers" / name
    shutil.copytree(
        DOSSIERS, folder.parent, ignore=shutil.ignore_patterns("*.pdf", "*.docx", "*.xlsx", "*.jpg")
    )
    before, book = yaml_of(folder), tmp_path / "isian.xlsx"
    assert here("--lang", language, "sheet", "export", str(folder), "-o", str(book), *DAY).status == 0
    answer = here("--lang", language, "sheet", "import", str(book), str(folder))
    assert (answer.status, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == 1  # the totals
    Excel(book).save()  # as another program writes the same cells
    assert here("--lang", language, "sheet", "import", str(book), str(folder)).out == answer.out
    assert yaml_of(folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanjungpinang-2023", "contoh"])
def test_what_is_filled_in_everywhere_is_complete(here: Here, tmp_path: Path, name: str):
    shutil.copytree(DOSSIERS, tmp_path / "dossiers")
    folder, book = tmp_path / "dossiers" / name, tmp_path / "isian.xlsx"
    if name == "contoh":  # nothing else names the documents in it
        entries = folder / "documents" / "smart-living.yaml"
        entries.unlink()
    dimensions = instrument_of("kominfo-2023-reguler", folder).dimensions.values()
    subs = {d.name.id: d.sub_dimensions[0].name.id for d in dimensions}
    for _ in range(2):  # what a new program needs is asked for once it stands
        command = ("--lang", "id", "sheet", "export", str(folder), "-o", str(book), "--overwrite", *DAY)
        assert here(*command).status == 0
        excel = Excel(book)
        excel.fill(folder, subs)
        excel.save()
        answer = here("--lang", "id", "sheet", "import", str(book), str(folder), *DAY)
        assert answer.status == 0, answer.out[-2000:]
    report = json.loads(here("validate", str(folder), "--format", "json", *DAY).out)["dossiers"][0]
    assert report["summary"]["mandatory"]["met"] == report["summary"]["mandatory"]["total"]
    assert report["summary"]["recommended"]["met"] == report["summary"]["recommended"]["total"]
    before = yaml_of(folder)
    again = here("--lang", "id", "sheet", "import", str(book), str(folder), *DAY)
    assert (again.status, len(again.out.splitlines())) == (0, 1)
    assert yaml_of(folder) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_each_change_becomes_what_is_told(exported: Any, here: Here, case: dict[str, Any]):
    folder, excel = exported(case.get("dossier", ""))
    for change in case["changes"]:
        sheet, cells = change["sheet"], change["cells"]
        if "row" in change:
            excel.put(sheet, excel.row(sheet, **change["row"]), cells)
        else:
            excel.add(sheet, cells)
    if meanwhile := case.get("meanwhile"):
        (folder / "isi.yaml").write_text(meanwhile, "utf-8", newline="\n")
    before = (folder / "isi.yaml").read_text("utf-8")
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder), *DAY)
    assert answer.status == case.get("status", 0), answer.out + answer.err
    told = " ".join(answer.out.split())
    for words in case["told"]:
        assert words in told, told
    stands = {path.name: path.read_text("utf-8") for path in folder.rglob("*.yaml")}
    assert stands["isi.yaml"] == case.get("becomes", before)
    for name, text in case.get("files", {}).items():
        assert stands[name] == text
    if answer.status == 0:
        again = here("--lang", "id", "sheet", "import", str(excel.path), str(folder), *DAY)
        kept = [line for line in case["told"] if "tetap" in line]
        assert "diubah: 0" in again.out
        assert "Ditambahkan: 0" in again.out
        assert len(again.out.splitlines()) == 1 or kept
        assert {path.name: path.read_text("utf-8") for path in folder.rglob("*.yaml")} == stands


PROGRAMS = """\
programs:
  - {id: satu, name: Satu, status: running}
  - {id: dua, name: Dua}
"""


def test_several_workbooks_are_taken_in_at_once_and_may_contradict_each_other(
    exported: Any, here: Here, tmp_path: Path
):
    folder, one = exported(PROGRAMS)
    two = Excel(Path(shutil.copy(one.path, tmp_path / "lain.xlsx")))
    one.put("Program", one.row("Program", ID="satu"), {"Nama": "Satu A", "Status": "selesai"})
    two.put("Program", two.row("Program", ID="satu"), {"Nama": "Satu B"})
    two.put("Program", two.row("Program", ID="dua"), {"Nama": "Dua B"})
    answer = here("--lang", "id", "sheet", "import", str(one.save()), str(two.save()), str(folder))
    assert answer.status == 1
    assert 'lain.xlsx: Program!D2: Nama pada "satu" juga' in " ".join(answer.out.split())
    entries = yaml.safe_load((folder / "isi.yaml").read_text("utf-8"))["programs"]
    assert [entry["name"] for entry in entries] == ["Satu A", "Dua B"]
    assert entries[0]["status"] == "completed"


def test_rows_may_be_sorted_hidden_and_filtered_sheets_renamed_and_columns_moved(exported: Any, here: Here):
    folder, excel = exported(PROGRAMS)
    sheet = excel.book["Program"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for n, row in enumerate(reversed(rows), start=2):
        for m, value in enumerate(row, start=1):
            sheet.cell(n, m).value = value
    sheet.row_dimensions[2].hidden = True
    sheet.insert_cols(3)
    sheet.cell(1, 3).value = "Catatan kami"
    sheet.cell(2, 3).value = "tanya Pak Camat"
    sheet.title = "Program (final)"
    excel.put("Program (final)", excel.row("Program (final)", ID="dua"), {"Nama": "Dua Baru"})
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder))
    assert answer.status == 0, answer.out
    assert (folder / "isi.yaml").read_text("utf-8") == PROGRAMS.replace("name: Dua", "name: Dua Baru")


def test_a_file_may_be_told_by_its_name_alone_where_one_is_called_so(exported: Any, here: Here):
    program = (
        "programs:\n  - {id: satu, name: Satu, dimension: smart-living, agency: diskominfo, quick_win: ya}\n"
    )
    folder, excel = exported(program)
    for path in (
        "bukti/a/monev.pdf",
        "bukti/a/sop.pdf",
        "bukti/diskominfo/sop.pdf",
        "bukti/a/dpa.pdf",
        "bukti/b/dpa.pdf",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(path.encode())
    types = {
        "monev.pdf": "Laporan pemantauan dan evaluasi (monev)",
        "sop.pdf": "Standar Operasional Prosedur (SOP)",
        "dpa.pdf": "Dokumen Pelaksanaan Anggaran (DPA)",
    }
    for name, type_ in types.items():
        row = excel.row("Dokumen", Jenis_dokumen=type_, Mendukung="Satu")
        excel.put("Dokumen", row, {"Berkas": name, "Tanggal": "2023-05-02"})
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder), *DAY)
    assert answer.status == 0, answer.out
    assert answer.out.count("belum ada di folder dosir") == 1
    text = (folder / "documents" / "diskominfo.yaml").read_text("utf-8")
    assert re.findall("file: (.*)", text) == ["bukti/diskominfo/sop.pdf", "dpa.pdf", "bukti/a/monev.pdf"]
    again = here("--lang", "id", "sheet", "import", str(excel.path), str(folder), *DAY)
    assert "diubah: 0" in again.out
    assert (folder / "documents" / "diskominfo.yaml").read_text("utf-8") == text


def _title_above(excel: Excel) -> None:
    excel.book["Program"].insert_rows(1)
    excel.book["Program"]["B1"] = "PEMERINTAH KOTA UJI"
    excel.book["Program"]["D3"] = "Satu Baru"


def _no_headings(excel: Excel) -> None:
    excel.book["Program"].delete_rows(1)


def _heading_twice(excel: Excel) -> None:
    excel.book["Program"]["Z1"] = "Nama"


def _error(excel: Excel) -> None:
    excel.book["Program"]["D2"] = "#REF!"


def _row_copied(excel: Excel) -> None:
    sheet = excel.book["Program"]
    excel.add("Program", {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]})


def _row_copied_and_changed(excel: Excel) -> None:
    sheet = excel.book["Program"]
    excel.add("Program", {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]})
    excel.put("Program", sheet.max_row, {"ID": None, "Nama": "Smart Living", "Status": None})


@pytest.mark.parametrize(
    ("change", "told", "becomes"),
    [
        (_title_above, "diubah: 1", PROGRAMS.replace("name: Satu", "name: Satu Baru")),
        (_no_headings, "Judul kolom lembar ini tidak ada", PROGRAMS),
        (_heading_twice, "Program!Z1: Dua kolom berjudul sama", PROGRAMS),
        (_error, "Program!D2: Sel ini", PROGRAMS),
        (_row_copied, "Ditambahkan: 0; diubah: 0; dihapus: 0; tidak ditulis: 0", PROGRAMS),
        (
            _row_copied_and_changed,
            '"smart-living-2"',
            PROGRAMS + "  - {id: smart-living-2, name: Smart Living}\n",
        ),
    ],
)
def test_what_people_do_in_excel_is_taken_as_it_is_meant_or_told(
    exported: Any, here: Here, change: Any, told: str, becomes: str
):
    folder, excel = exported(PROGRAMS)
    change(excel)
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder))
    assert answer.status in {0, 1}, answer.err
    assert told in " ".join(answer.out.split())
    assert (folder / "isi.yaml").read_text("utf-8") == becomes


def test_nothing_is_written_on_a_trial(exported: Any, here: Here):
    folder, excel = exported(PROGRAMS)
    excel.put("Program", 2, {"Nama": "Lain"})
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder), "--dry-run")
    assert (answer.status, "Satu → Lain" in answer.out) == (0, True)
    assert (folder / "isi.yaml").read_text("utf-8") == PROGRAMS


def test_what_breaks_off_the_writing_leaves_the_yaml_whole(
    exported: Any, here: Here, monkeypatch: pytest.MonkeyPatch
):
    folder, excel = exported(PROGRAMS)
    excel.put("Program", 2, {"Nama": "Lain"})
    excel.put("Perangkat Daerah", 2, {"Nama": "Dinas Lain"})
    before = yaml_of(folder)

    def _break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", _break_off)
    assert here("--lang", "id", "sheet", "import", str(excel.save()), str(folder)).status != 0
    monkeypatch.undo()
    assert yaml_of(folder) == before
    assert not [path for path in folder.rglob("*") if path.suffix == ".tmp"]
    assert writing  # where the moves are made


@pytest.mark.parametrize("moved", [0, 1])
def test_what_breaks_off_between_files_leaves_each_whole_and_is_made_up_for(
    exported: Any, here: Here, monkeypatch: pytest.MonkeyPatch, moved: int
):
    folder, excel = exported(PROGRAMS)
    excel.put("Program", 2, {"Nama": "Lain"})
    excel.put("Perangkat Daerah", 2, {"Nama": "Dinas Lain"})
    before, left, replace = yaml_of(folder), [moved], Path.replace

    def _break_off(path: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", _break_off)
    assert here("--lang", "id", "sheet", "import", str(excel.save()), str(folder)).status != 0
    monkeypatch.undo()
    broken = yaml_of(folder)
    assert sum(broken[name] != before[name] for name in before) == moved
    assert not [path for path in folder.rglob("*") if path.suffix == ".tmp"]
    assert here("--lang", "id", "sheet", "import", str(excel.path), str(folder)).status == 0
    whole = yaml_of(folder)
    assert all(broken[name] in {before[name], whole[name]} for name in before)
    assert all(whole[name] != before[name] for name in before)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "sheet-arguments"),
        (("x.xlsx", "y.xlsx", "a", "b"), "sheet-arguments"),
        (("x.xlsx",), "no-file"),
        ((f"{'x' * 300}.xlsx",), "name-too-long"),
    ],
)
def test_what_cannot_be_taken_in_is_said(
    here: Here, make: Make, tmp_path: Path, arguments: tuple[str, ...], code: str
):
    folder = make({})
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    given = [str(tmp_path / name) for name in arguments]
    answer = here("--lang", "en", "sheet", "import", *given, *([] if len(given) > 1 else [str(folder)]))
    assert answer.status == 2
    assert answer.err
    assert code


def test_a_workbook_in_which_the_city_is_named_otherwise_is_still_the_dossier_s(exported: Any, here: Here):
    folder, excel = exported(PROGRAMS)
    excel.put("Pokok dosir", 2, {"Daerah": "Kota Uji Baru"})
    for count in (1, 0):
        answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder))
        assert (answer.status, f"diubah: {count}" in answer.out) == (0, True)
    assert "name: Kota Uji Baru" in (folder / "aa-head.yaml").read_text("utf-8")


@needs_libreoffice
def test_a_workbook_that_libreoffice_saved_changes_nothing(here: Here, tmp_path: Path):
    folder, book = str(DOSSIERS / "tanjungpinang-2023"), tmp_path / "isian.xlsx"
    assert here("--lang", "id", "sheet", "export", folder, "-o", str(book), *DAY).status == 0
    out = tmp_path / "lain"
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    answer = here("--lang", "id", "sheet", "import", "--dry-run", str(out / book.name), folder, *DAY)
    assert (answer.status, len(answer.out.splitlines())) == (0, 1), answer.out


def test_a_workbook_of_another_dossier_is_refused(exported: Any, here: Here, write: Callable[..., Path]):
    _, excel = exported(PROGRAMS)
    other = write(2022, "agencies: [{id: x, name: X}]\n")
    answer = here("--lang", "en", "sheet", "import", str(excel.path), str(other))
    assert (answer.status, "another dossier" in answer.err) == (2, True)


def test_rows_without_their_hidden_keys_add_what_was_empty_and_contradict_the_rest(exported: Any, here: Here):
    folder, excel = exported(PROGRAMS)
    for row in (2, 3):
        excel.book["Program"].cell(row, 1).value = None
    excel.put("Program", excel.row("Program", ID="satu"), {"Nama": "Lain", "Uraian": "Ditambahkan"})
    answer = here("--lang", "id", "sheet", "import", str(excel.save()), str(folder))
    assert answer.status == 1, answer.out
    assert "di dosir Satu, di lembar Lain" in " ".join(answer.out.split())
    assert yaml.safe_load((folder / "isi.yaml").read_text("utf-8"))["programs"][0] == {
        "id": "satu", "name": "Satu", "status": "running", "description": "Ditambahkan"}  # fmt: skip


def test_identity_numbers_do_not_leave_the_dossier_and_stay_in_it(exported: Any, here: Here):
    nik = "3171234501900001"
    text = f"programs:\n  - {{id: satu, name: Satu, description: pemohon {nik}}}\n"
    folder, excel = exported(text)
    assert all(
        nik not in str(cell.value) for sheet in excel.book for row in sheet.iter_rows() for cell in row
    )
    excel.put("Program", 2, {"Nama": "Dua"})
    assert here("--lang", "id", "sheet", "import", str(excel.save()), str(folder)).status == 0
    assert (folder / "isi.yaml").read_text("utf-8") == text.replace("Satu", "Dua")
    assert HEAD
