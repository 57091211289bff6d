"""The sheet of an assessor: what it tells, and what becomes of what the assessor says."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kotacerdas import cli
from tests.conftest import ROOT
from tests.sheets.excel import Excel

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Here

DAY = ("--as-of", "2023-11-20")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example, without the papers themselves."""
    ignored = shutil.ignore_patterns("*.pdf", "*.docx", "*.xlsx", "*.jpg", "*.png")
    shutil.copytree(ROOT / "dossiers", tmp_path / "dossiers", ignore=ignored)
    return tmp_path / "dossiers" / "contoh"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sheets of all assessors, as nobody has touched them."""
    target = tmp_path_factory.mktemp("asesor")
    example = str(ROOT / "dossiers" / "contoh")
    command = ["--lang", "id", "sheet", "export", example, "--assessor", "all", "-o", str(target)]
    assert cli.run([*command, *DAY]) == 0
    return target


@pytest.fixture
def sheets(exported: Path, tmp_path: Path) -> list[Excel]:
    """The sheets of all assessors."""
    shutil.copytree(exported, tmp_path / "asesor")
    return [Excel(path) for path in sorted((tmp_path / "asesor").glob("*.xlsx"))]


def section(folder: Path, name: str) -> Any:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return next((data[name] for data in files if data and name in data), [])


def taken(here: Here, folder: Path, *sheets: Excel, more: tuple[str, ...] = ()) -> str:
    paths = [str(sheet.save()) for sheet in sheets]
    answer = here("--lang", "id", "sheet", "import", *paths, str(folder), *more, *DAY)
    assert answer.status == 0, answer.out + answer.err
    return " ".join(answer.out.split())


def test_each_assessor_gets_the_questions_of_the_own_fields(sheets: list[Excel]):
    asked = [{row[1].value for row in sheet.book["Pertanyaan"].iter_rows(min_row=2)} for sheet in sheets]
    assert len(sheets) == 5
    assert {"B1", "W12"} <= asked[0]
    assert {"C1", "I9"} <= asked[1]
    assert not asked[1] & asked[2]
    assert len(set().union(*asked)) == 111


def test_verdicts_requests_and_remarks_become_entries(here: Here, folder: Path, sheets: list[Excel]):
    first, second, *_ = sheets
    due = datetime(2023, 12, 1)  # noqa: DTZ001 - as workbooks hold days
    first.put("Pertanyaan", first.row("Pertanyaan", Nomor="B1"), {
        "Nilai": 3, "Catatan": "Lengkapi dasar hukumnya", "Jenis catatan": "rekomendasi",
        "Ditujukan kepada": "Setda", "Batas waktu": due})  # fmt: skip
    row = first.row("Pertanyaan", Nomor="B2")
    first.put("Pertanyaan", row, {"Catatan": "Sidang tertib", "Jenis catatan": "kekuatan"})
    first.put(
        "Pertanyaan",
        first.row("Pertanyaan", Nomor="B3"),
        {"Catatan": "Perlu ditanya", "Pertanyaan wawancara": "Siapa yang hadir?"},
    )
    paper = first.row("Data dukung", Nomor="B1")
    name = first.cell("Data dukung", paper, "ID dokumen").value
    for row in range(2, first.book["Data dukung"].max_row + 1):
        if first.cell("Data dukung", row, "ID dokumen").value == name:
            first.put("Data dukung", row, {"Cukup?": "tidak dapat dibuka"})
    second.put("Catatan dimensi", 2, {"Isi": "Kanal aduan satu pintu"})
    second.put("Quick win", 2, {"W3": 2.5})
    told = taken(here, folder, first, second)
    assert "Pertanyaan untuk wawancara, tidak ditulis ke dosir: Siapa yang hadir?" in told
    assert "bersifat rahasia: 2" in told
    asked = section(folder, "follow_ups")[-1]
    assert asked == {"kind": "recommendation", "from": "Asesor 1", "date": asked["date"], "due": asked["due"],
                     "subject": "Lengkapi dasar hukumnya", "about": ["B1", "setda"]}  # fmt: skip
    review = section(folder, "reviews")[0]
    assert (review["document"], review["verdict"], review["by"]) == (name, "revise", "Asesor 1")
    assert (review["note"], bool(review["file"])) == ("tidak dapat dibuka", True)
    remarks = section(folder, "evaluation")["remarks"]
    assert [(r["by"], r.get("kind"), r["about"]) for r in remarks] == [
        ("Asesor 1", "strength", ["B2"]), ("Asesor 1", None, ["B3"]), ("Asesor 2", "strength", ["smart-governance"])]  # fmt: skip
    assert "scores" not in section(folder, "evaluation")
    assert all(
        "2,5" not in path.read_text("utf-8") for path in folder.glob("*.yaml") if path.name == "dossier.yaml"
    )


def test_nothing_is_lost_and_nothing_doubled_in_another_round(
    here: Here, folder: Path, sheets: list[Excel], tmp_path: Path
):
    second = sheets[1]
    row = second.row("Pertanyaan", Nomor="C1")
    said = {
        "Nilai": 2,
        "Catatan": "Kurang bukti",
        "Jenis catatan": "permintaan",
        "Ditujukan kepada": "Diskominfo",
    }
    second.put("Pertanyaan", row, said)
    second.put("Data dukung", 2, {"Cukup?": "cukup"})
    second.put("Quick win", 2, {"W2": 3, "Catatan": "Menarik", "Jenis catatan": "kekuatan"})
    second.put("Catatan dimensi", 2, {"Isi": "Satu pintu"})
    assert "Ditambahkan: 6" in taken(here, folder, second, more=("--with-scores",))
    before = {path: path.read_bytes() for path in folder.glob("*.yaml")}
    assert "Ditambahkan: 0" in taken(here, folder, second, more=("--with-scores",))
    assert {path: path.read_bytes() for path in folder.glob("*.yaml")} == before
    again = tmp_path / "lagi.xlsx"
    command = ("--lang", "id", "sheet", "export", str(folder), "--assessor", "2", "-o", str(again), *DAY)
    assert here(*command).status == 0
    excel = Excel(again)
    assert {head: excel.cell("Pertanyaan", row, head).value for head in said} == said
    assert excel.cell("Data dukung", 2, "Cukup?").value == "cukup"
    assert excel.cell("Quick win", 2, "W2").value == 3
    assert excel.cell("Quick win", 2, "Catatan").value == "Menarik"
    assert excel.cell("Catatan dimensi", 2, "Isi").value == "Satu pintu"
    assert "Ditambahkan: 0" in taken(here, folder, excel, more=("--with-scores",))


def test_scores_stay_out_of_everything_that_a_city_prints(here: Here, folder: Path, tmp_path: Path):
    text = (folder / "dossier.yaml").read_text("utf-8")
    scores = "  scores:\n    - {by: Asesor 1, question: B1, score: 1,37}\n"
    (folder / "dossier.yaml").write_text(text.replace("evaluation:\n", f"evaluation:\n{scores}"), "utf-8")
    for command in (
        ("validate", "--format", "json"), ("status",), ("score", "--format", "json"),
        ("build", "--draft", "--format", "md", "--output", str(tmp_path / "l.md")),
    ):  # fmt: skip
        answer = here(command[0], str(folder), *command[1:], *DAY)
        assert "1,37" not in answer.out
        assert "1.37" not in answer.out
    assert "1,37" not in (tmp_path / "l.md").read_text("utf-8")
    book = tmp_path / "kota.xlsx"
    assert here("sheet", "export", str(folder), "-o", str(book), *DAY).status == 0
    shown = [cell.value for sheet in Excel(book).book for row in sheet.iter_rows() for cell in row]
    assert 1.37 not in shown


def test_a_paper_that_is_enough_for_one_question_alone_is_asked_about_and_stays(
    here: Here, folder: Path, sheets: list[Excel]
):
    first = sheets[0]
    rows: dict[str, list[int]] = {}
    for row in range(2, first.book["Data dukung"].max_row + 1):
        rows.setdefault(first.cell("Data dukung", row, "ID dokumen").value, []).append(row)
    name, (one, other, *_) = next((name, at) for name, at in rows.items() if len(at) > 1)
    first.put("Data dukung", one, {"Cukup?": "cukup"})
    first.put("Data dukung", other, {"Cukup?": "tidak cukup", "Catatan": "Halaman 3 kosong"})
    taken(here, folder, first)
    assert [(r["document"], r["verdict"]) for r in section(folder, "reviews")] == [(name, "accepted")]
    asked = section(folder, "follow_ups")[-1]
    assert asked["documents"] == [name]
    assert asked["subject"].endswith("Halaman 3 kosong")
    assert asked["about"] == [first.cell("Data dukung", other, "Nomor").value]


def test_scores_that_lie_far_apart_are_told(here: Here, folder: Path, tmp_path: Path):
    text = (folder / "dossier.yaml").read_text("utf-8")
    (folder / "dossier.yaml").write_text(
        text.replace("    - fields: [smart-environment]", "    - fields: [smart-governance]"), "utf-8"
    )
    books = []
    for number, score in (("2", 1), ("5", 3.5)):
        path = tmp_path / f"{number}.xlsx"
        command = (
            "--lang",
            "id",
            "sheet",
            "export",
            str(folder),
            "--assessor",
            number,
            "-o",
            str(path),
            *DAY,
        )
        assert here(*command).status == 0
        excel = Excel(path)
        excel.put("Pertanyaan", excel.row("Pertanyaan", Nomor="C1"), {"Nilai": score, "Catatan": "x"})
        books.append(excel)
    assert "Nilai asesor untuk C1 berjauhan: Asesor 2 1, Asesor 5 3.5" in taken(here, folder, *books)


@pytest.mark.parametrize("options", [("--assessor", "all", "--agency", "dlh"), ("--assessor", "Entah")])
def test_what_cannot_be_asked_for_is_said(here: Here, folder: Path, options: tuple[str, ...]):
    answer = here("sheet", "export", str(folder), *options, *DAY)
    assert (answer.status, bool(answer.err)) == (2, True)


def test_links_open_the_package_beside_the_sheet(here: Here, tmp_path: Path):
    example, beside = str(ROOT / "dossiers" / "contoh"), tmp_path / "rumah"
    command = ("--lang", "id", "package", example, "--without-report", *DAY)
    beside.mkdir()
    sheet = beside / "asesor.xlsx"
    assert (
        here("--lang", "id", "sheet", "export", example, "--assessor", "2", "-o", str(sheet), *DAY).status
        == 0
    )
    links = [
        cell.hyperlink
        for row in Excel(sheet).book["Data dukung"].iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    targets = [link.target for link in links]
    package = beside / targets[0].split("/")[0]
    assert here(*command, "--output", str(package)).status == 0
    assert len(targets) > 20
    assert [target for target in targets if not (beside / target).is_file()] == []
