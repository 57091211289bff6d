"""What people did to a file that the tool wrote is never written over, whatever the command and the format."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import bagit
import docx
import pytest
from openxml_audit import OpenXmlValidator

from kotacerdas import cli
from kotacerdas.stamps import RECORD
from tests.conftest import HEAD, needs_libreoffice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str]]

DOSSIER = {
    "a.yaml": f"""{HEAD}\
  - {{id: dlh, name: Dinas Lingkungan Hidup, short_name: DLH}}
  - {{id: dinkes, name: Dinas Kesehatan, short_name: Dinkes}}
""",
    "b.yaml": """\
programs:
  - {id: sampah, name: Bank Sampah, dimension: smart-environment, agency: dlh, quick_win: {}}
  - {id: klinik, name: Klinik Terang, dimension: smart-living, agency: dinkes, quick_win: {}}
""",
}


@pytest.fixture
def folder(make: Callable[..., Path]) -> Path:
    return make(DOSSIER)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def _run(*arguments: object) -> tuple[int, str]:
        status = cli.run(["--lang", "en", *map(str, arguments)])
        return status, " ".join(capsys.readouterr().err.split())

    return _run


# --- what people do ------------------------------------------------------------------------------


def type_in_word(path: Path) -> None:
    document = docx.Document(str(path))
    document.paragraphs[0].add_run(" 400.5/117")
    document.save(str(path))


def save_in_word(path: Path) -> None:
    """Nothing typed: Word writes all parts anew all the same, with a date."""
    document = docx.Document(str(path))
    document.core_properties.revision = 2
    document.save(str(path))


def type_a_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([lines[0], "Nomor 400.5/117", *lines[1:]]), encoding="utf-8")


def type_at_the_end(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\nTembusan: Wali Kota\n", encoding="utf-8")


def sort_in_a_spreadsheet(path: Path) -> None:
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";")
    assert len(rows) > 1
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *rows[::-1]])


def add_a_column(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(f"{line};PIC" for line in lines), encoding="utf-8")


def write_a_note_into(path: Path) -> None:
    if path.is_dir():
        (path / "data" / "catatan.txt").write_text("kurang")
        return
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("catatan.txt", "kurang")


def correct_the_index(path: Path) -> None:
    index = next(path.rglob("*.html"))
    index.write_text(index.read_text(encoding="utf-8") + "Diperiksa.\n", encoding="utf-8")


def pack_in_another_program(path: Path) -> None:
    """A bag, and a sound one, but not the tool's."""
    shutil.rmtree(path)
    path.mkdir()
    (path / "naskah.txt").write_text("buku")
    bagit.make_bag(str(path), checksums=["sha256"])


def pack_again(path: Path) -> None:
    """As 7-Zip updates an archive: everything is there, and one thing more."""
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content + b" " * name.endswith(".html"))


WRITTEN = [
    (("build", "--draft", "--template", "ringkasan"), "x.docx", (type_in_word, save_in_word)),
    (("build", "--draft", "--format", "md"), "x.md", (type_a_line, type_at_the_end)),
    (("request",), "surat", (type_in_word, save_in_word)),
    (("request", "--format", "md"), "surat", (type_a_line, type_at_the_end)),
    (("request", "--format", "csv"), "surat", (sort_in_a_spreadsheet, add_a_column)),
    (
        ("package", "--without-report"),
        "paket",
        (write_a_note_into, correct_the_index, pack_in_another_program),
    ),
    (("package", "--without-report"), "paket.zip", (write_a_note_into, pack_again)),
    (("validate", "--format", "markdown"), "x.md", (type_a_line, type_at_the_end)),
    (("validate", "--format", "csv"), "x.csv", (sort_in_a_spreadsheet, add_a_column)),
    (("validate",), "x.txt", (type_a_line,)),
    (("score",), "x.txt", (type_a_line,)),
]
IDS = [f"{command[0]}-{command[-1].strip('-')}-{output}" for command, output, _ in WRITTEN]


def file_of(command: tuple[str, ...], target: Path) -> Path:
    """What a person edits: the file itself, or the first letter of a folder."""
    if command[0] != "request":
        return target
    return min(path for path in target.iterdir() if path.name != RECORD)


def content(path: Path) -> dict[str, bytes]:
    files = path.rglob("*") if path.is_dir() else [path]
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize(("command", "output", "edits"), WRITTEN, ids=IDS)
def test_what_was_changed_is_not_written_over(
    command: tuple[str, ...],
    output: str,
    edits: tuple[Callable[[Path], None], ...],
    folder: Path,
    run: Run,
    tmp_path: Path,
) -> None:
    target = tmp_path / output
    arguments = (command[0], folder, *command[1:], "--output", target)
    assert run(*arguments)[0] in {0, 1}
    for edit in edits:
        edited = file_of(command, target)
        edit(edited)
        before = content(target)
        status, told = run(*arguments)
        assert status == 2, edit
        assert edited.as_posix() in told.replace(" ", "")
        assert "--overwrite replaces it; with another --output it stays." in told
        assert content(target) == before, edit
        assert run(*arguments, "--overwrite")[0] in {0, 1}
        assert content(target) != before, edit
    assert run(*arguments)[0] in {0, 1}  # as it was written


@pytest.mark.parametrize(("command", "output"), [case[:2] for case in WRITTEN], ids=IDS)
def test_what_nobody_changed_is_replaced_whatever_became_of_the_dossier(
    command: tuple[str, ...], output: str, folder: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / output
    arguments = (command[0], folder, *command[1:], "--output", target)
    assert run(*arguments)[0] in {0, 1}
    before = content(target)
    assert run(*arguments)[0] in {0, 1}
    assert content(target) == before
    for name, text in DOSSIER.items():
        (folder / name).write_text(text.replace("Kota Uji", "Kota Baru").replace("Bank", "Kantor"))
    assert run(*arguments)[0] in {0, 1}
    assert content(target) != before


@pytest.mark.parametrize("command", [("build", "--draft"), ("request",), ("package",)])
def test_a_file_without_a_stamp_is_somebodys(
    command: tuple[str, ...], folder: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / {"build": "x.docx", "request": "surat", "package": "x.zip"}[command[0]]
    arguments = (command[0], folder, *command[1:], "--output", target)
    if command[0] == "request":
        target.mkdir()
        target /= "nota-dinas-dlh.docx"
    target.write_bytes(b"nobody knows")
    assert run(*arguments)[0] == 2
    assert target.read_bytes() == b"nobody knows"
    target.write_bytes(b"")
    assert run(*arguments)[0] == 0
    assert target.stat().st_size > 1000


def test_of_several_letters_none_is_written_and_all_that_were_changed_are_named(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    assert run("request", folder, "--output", tmp_path)[0] == 0
    for name in ("dlh", "dinkes"):
        type_in_word(tmp_path / f"nota-dinas-{name}.docx")
    (tmp_path / "nota-dinas-diskominfo.docx").unlink()
    before = content(tmp_path)
    status, told = run("request", folder, "--output", tmp_path)
    assert status == 2
    assert told.count("nota-dinas-dlh.docx") == told.count("nota-dinas-dinkes.docx") == 1
    assert content(tmp_path) == before


def test_of_several_reports_none_is_written(folder: Path, run: Run, tmp_path: Path) -> None:
    table, page = tmp_path / "a.csv", tmp_path / "b.md"
    arguments = ("validate", folder, "--format", "csv", "--output", table, "--format", "markdown")
    arguments += ("--output", page)
    assert run(*arguments)[0] == 1
    type_a_line(page)
    table.unlink()
    assert run(*arguments)[0] == 2
    assert not table.exists()


@pytest.mark.parametrize("command", [case[0] for case in WRITTEN if case[1].endswith((".md", "surat"))])
def test_line_ends_that_git_puts_in_are_no_change(
    command: tuple[str, ...], folder: Path, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / ("surat" if command[0] == "request" else "x." + ("docx", "md")[len(command) > 2])
    arguments = (command[0], folder, *command[1:], "--output", target)
    assert run(*arguments)[0] in {0, 1}
    for path in target.iterdir() if target.is_dir() else [target]:
        if path.suffix in {".md", ".csv"}:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            path.write_bytes(text.replace(b"\n", b"\r\n"))
    assert run(*arguments)[0] in {0, 1}


@pytest.mark.parametrize("format_", ["json", "sarif", "junit", "gitlab"])
def test_reports_for_machines_are_made_anew(format_: str, folder: Path, run: Run, tmp_path: Path) -> None:
    """A baseline that was checked out is replaced, and no file appears beside it."""
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "report.json"
    target.write_text("{}")
    assert run("validate", folder, "--format", format_, "--output", target)[0] == 1
    assert [path.name for path in target.parent.iterdir()] == ["report.json"]
    assert "kotacerdas sha256" not in target.read_text(encoding="utf-8")


def test_a_report_replaces_what_has_no_stamp(folder: Path, run: Run, tmp_path: Path) -> None:
    """A table that was checked out, without the record beside it."""
    target = tmp_path / "x.csv"
    target.write_text("old")
    assert run("validate", folder, "--format", "csv", "--output", target)[0] == 1


def test_a_table_that_was_checked_out_is_replaced_where_nothing_changes(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    arguments = ("request", folder, "--format", "csv", "--output", tmp_path)
    assert run(*arguments)[0] == 0
    (tmp_path / RECORD).unlink()
    assert run(*arguments)[0] == 0
    (tmp_path / RECORD).unlink()
    (folder / "b.yaml").write_text(DOSSIER["b.yaml"].replace("Bank", "Kantor"))
    assert run(*arguments)[0] == 2


def test_the_record_follows_no_link(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "milik-orang").write_text("x")
    (tmp_path / RECORD).symlink_to(tmp_path / "milik-orang")
    assert run("validate", folder, "--format", "csv", "--output", tmp_path / "a.csv")[0] == 1
    assert (tmp_path / "milik-orang").read_text() == "x"
    digests = (tmp_path / RECORD).read_text().splitlines()
    assert [line.split("  ")[1] for line in digests] == ["a.csv"]


def test_a_folder_that_is_no_package_is_never_replaced(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "Dokumen").mkdir()
    (tmp_path / "Dokumen" / "surat.txt").write_text("penting")
    assert run("package", folder, "--output", tmp_path / "Dokumen", "--overwrite")[0] == 2
    assert (tmp_path / "Dokumen" / "surat.txt").read_text() == "penting"


def test_a_stamped_word_file_is_sound(folder: Path, run: Run, tmp_path: Path) -> None:
    assert run("build", folder, "--draft", "--output", tmp_path / "x.docx")[0] == 0
    with zipfile.ZipFile(tmp_path / "x.docx") as packed:
        stamped = [name for name in packed.namelist() if b"<!-- kotacerdas sha256:" in packed.read(name)]
        assert stamped == packed.namelist()[-1:]
        assert packed.namelist()[0] == "[Content_Types].xml"
    assert OpenXmlValidator().validate(str(tmp_path / "x.docx")).errors == []


@pytest.mark.slow
@needs_libreoffice
def test_what_libreoffice_saved_is_not_written_over(folder: Path, run: Run, tmp_path: Path) -> None:
    arguments = ("build", folder, "--draft", "--output", tmp_path / "x.docx")
    assert run(*arguments)[0] == 0
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx", "--outdir", str(tmp_path / "saved"), str(tmp_path / "x.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (tmp_path / "saved" / "x.docx").replace(tmp_path / "x.docx")
    assert run(*arguments)[0] == 2


@pytest.mark.slow
@needs_libreoffice
def test_a_pdf_with_notes_is_not_written_over(folder: Path, run: Run, tmp_path: Path) -> None:
    """A reader writes notes behind what stands there."""
    target = tmp_path / "x.pdf"
    arguments = ("build", folder, "--draft", "--template", "ringkasan", "--format", "pdf", "--output", target)
    assert run(*arguments)[0] == 0
    before = target.read_bytes()
    assert before.rstrip().splitlines()[-2] == b"%%EOF"
    assert run(*arguments)[0] == 0
    assert target.read_bytes() == before
    target.write_bytes(before + b"1 0 obj\n<</Type/Annot>>\nendobj\n%%EOF\n")
    assert run(*arguments)[0] == 2
