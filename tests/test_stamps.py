"""The stamp of an Excel file, and how files stand that are to be replaced."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from kotacerdas import stamps
from kotacerdas.errors import CannotRun
from kotacerdas.stamps import RECORD, Standing, standing
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def workbook(value: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kekurangan")
        sheet.write_string(0, 0, value)
        sheet.write_url(1, 0, "https://example.go.id/a")
        sheet.insert_image("B2", str(ROOT / "docs" / "pictures" / "summary.en.png"))
    return stream.getvalue()


def test_a_workbook_is_stamped_once(tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    stamps.write_all({target: workbook("satu")}, overwrite=False)
    first = target.read_bytes()
    assert standing(target) is Standing.AS_WRITTEN
    stamps.write_all({target: first}, overwrite=False)  # stamped already
    assert target.read_bytes() == first
    with zipfile.ZipFile(target) as packed:
        stamped = [name for name in packed.namelist() if b"kotacerdas sha256" in packed.read(name)]
    assert stamped == ["xl/worksheets/sheet1.xml"]
    stamps.write_all({target: workbook("dua")}, overwrite=False)


@pytest.mark.slow
def test_a_workbook_with_a_stamp_stays_one(tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    target = tmp_path / "x.xlsx"
    stamps.write_all({target: workbook("satu")}, overwrite=False)
    assert audit.OpenXmlValidator().validate(str(target)).errors == []


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_in_which_anything_changed_is_kept(part: str, tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    stamps.write_all({target: workbook("satu")}, overwrite=False)
    with zipfile.ZipFile(target) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content.replace(b"<", b"<!-- x --><", 1) if name == part else content)
    assert standing(target) is Standing.CHANGED
    with pytest.raises(CannotRun, match="changed-since"):
        stamps.write_all({target: workbook("satu")}, overwrite=False)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"no zip", b"%PDF kotacerdas sha256:" + b"0" * 64]
)
@pytest.mark.parametrize("ending", ["docx", "xlsx", "md", "pdf", "html", "csv"])
def test_what_is_broken_is_somebodys(content: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(content)
    assert standing(path) is Standing.UNKNOWN


def test_what_is_no_file_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "kosong.docx").touch()
    (tmp_path / "folder.docx").mkdir()
    for name in ("kosong.docx", "folder.docx", "tiada.docx", "x" * 300, "kosong.docx/x.md"):
        assert standing(tmp_path / name) is Standing.AS_WRITTEN


@pytest.mark.parametrize("record", ["", "x\n", "\udcff", "0" * 64 + "  lain.csv\n"])
def test_a_record_that_cannot_be_read_tells_nothing(record: str, tmp_path: Path) -> None:
    (tmp_path / RECORD).write_bytes(record.encode("utf-8", "surrogateescape"))
    (tmp_path / "a.csv").write_bytes(b"a;b\r\n")
    assert standing(tmp_path / "a.csv") is Standing.UNKNOWN
    stamps.write_all({tmp_path / "a.csv": b"a;b\r\n"}, overwrite=False)  # the same
    assert standing(tmp_path / "a.csv") is Standing.AS_WRITTEN
