"""Workbooks as Excel, LibreOffice, Google and others write them, and as nobody should."""

from __future__ import annotations

import io
import subprocess
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from kotacerdas.dates import PartialDate
from kotacerdas.errors import CannotRun
from kotacerdas.languages.messages import Messages
from kotacerdas.sheets import reader
from kotacerdas.sheets.reader import EPOCH, Cell, Sheet, letters_of, number_of, read, tidied
from tests.conftest import needs_libreoffice
from tests.evidence.test_archives import packed
from tests.evidence.test_office import DOCX, XLSX, locked, parts
from tests.evidence.test_verdicts import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def handmade(
    content: str,
    *,
    main: str = MAIN,
    office: str = OFFICE,
    target: str = "worksheets/sheet1.xml",
    **more: str,
) -> bytes:
    """A workbook of the fewest parts: no styles, no shared strings, unless they are given."""
    relationships = {"worksheet": target, **{name: f"{name}.xml" for name in more}}
    rels = "".join(
        f'<Relationship Id="{kind}" Type="{office}/{kind}" Target="{to}"/>'
        for kind, to in relationships.items()
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="{SHEET}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Dokumen" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{rels}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{content}</worksheet>',
        **{f"xl/{name}.xml": text for name, text in more.items()},
    }
    return packed({name: text.encode() for name, text in files.items()})


def row_of(cells: str, **parts_: str) -> dict[str, Cell]:
    (sheet,) = read(handmade(f"<sheetData><row>{cells}</row></sheetData>", **parts_))
    return sheet.rows[0].cells if sheet.rows else {}


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def holding(sheet: Sheet) -> dict[str, Any]:
    """What stands in the cells of a sheet, by their refs."""
    return {f"{c.column}{row.number}": (c.value, c.kind) for row in sheet.rows for c in row.cells.values()}


# --- what stands in cells ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "kind"),
    [
        ('<c t="inlineStr"><is><t>Dinas </t></is></c>', "Dinas", "text"),
        ('<c t="inlineStr"><is><r><t>Dinas </t></r><r><t>Kominfo</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "Dinas Kominfo", "text"),
        ('<c t="str"><v>&#160; a_x000D_\nb\u200b</v></c>', "a\nb", "text"),
        ("<c><v>2023</v></c>", 2023, "number"),
        ("<c><v>1.97001011998031E+17</v></c>", 197001011998031008, "number"),
        ("<c><v>0.1</v></c>", 0.1, "number"),
        ('<c t="n" s="99"><v>45244</v></c>', 45244, "number"),
        ("<c><f>A2*2</f><v>6</v></c>", 6, "number"),
        ('<c t="str"><f>A2</f><v>ya</v></c>', "ya", "text"),
        ("<c><f>A2*2</f></c>", "A2*2", "formula"),
        ("<c><f>A2*2</f><v/></c>", "A2*2", "formula"),
        ('<c><f t="shared" si="0"/><v></v></c>', "", "formula"),
        ('<c t="b"><v>1</v></c>', True, "truth"),
        ('<c t="b"><v>0</v></c>', False, "truth"),
        ('<c t="e"><f>Sheet9!A1</f><v>#REF!</v></c>', "#REF!", "error"),
        ("<c><v>1e999</v></c>", "1e999", "error"),
        ('<c t="d"><v>2023-11-14T00:00:00</v></c>', PartialDate(2023, 11, 14), "date"),
        ('<c t="d"><v>kapan</v></c>', "kapan", "text"),
    ],
)  # fmt: skip
def test_a_cell_tells_what_stands_in_it(cell: str, value: object, kind: str):
    assert row_of(cell) == {"A": Cell("A", value, kind)}
    assert type(row_of(cell)["A"].value) is type(value)


@pytest.mark.parametrize("cell", ["<c/>", "<c><v/></c>", '<c t="str"><f>A1</f><v></v></c>', '<c t="str"><v> \u200b</v></c>'])  # fmt: skip
def test_a_cell_of_nothing_but_blanks_is_none(cell: str):
    assert row_of(cell) == {}


FORMATS = [
    ("yyyy-mm-dd", 45244.5, PartialDate(2023, 11, 14), "date"),
    ("dd/mm/yy;@", 45244, PartialDate(2023, 11, 14), "date"),
    ("[$-421]dd mmmm yyyy;@", 45244, PartialDate(2023, 11, 14), "date"),
    ("mmm-yy", 45231, PartialDate(2023, 11), "date"),
    ("mmmm yyyy", 45244, PartialDate(2023, 11, 14), "date"),
    ("yyyy", 44927, PartialDate(2023), "date"),
    ("dd/mm/yyyy", 2023, 2023, "number"),
    ("dd/mm/yyyy", 20231114, 20231114, "number"),
    ("dd/mm/yyyy", -1.5, -1.5, "number"),
    ("d-mmm", 45244, 45244, "yearless"),
    ("h:mm", 0.375, 0.375, "yearless"),
    ("[h]:mm", 1.5, 1.5, "yearless"),
    ("0%", 0.85, 0.85, "percent"),
    ("0.00%", 0.125, 0.125, "percent"),
    ("General", 45244, 45244, "number"),
    ('"Rp"#,##0;[Red]-"Rp"#,##0', 1250000, 1250000, "number"),
    ("[$Rp-421]#,##0.00", 1250000, 1250000, "number"),
    ('_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-', 5, 5, "number"),
    ('0 "dokumen"', 5, 5, "number"),
    ("0000", 5, 5, "number"),
    ("@", 5, 5, "number"),
]


@pytest.mark.parametrize(("code", "number", "value", "kind"), FORMATS)
def test_what_a_number_means_is_told_by_its_format(code: str, number: float, value: object, kind: str):
    book = openpyxl.Workbook()
    book.active["A1"].value = number
    book.active["A1"].number_format = code
    assert holding(read(saved(book))[0]) == {"A1": (value, kind)}


@pytest.mark.parametrize(("built_in", "kind"), [(14, "date"), (17, "date"), (16, "yearless"), (20, "yearless"), (10, "percent"), (4, "number"), (49, "number")])  # fmt: skip
def test_formats_that_no_workbook_writes_out_are_known(built_in: int, kind: str):
    styles = f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="{built_in}"/></cellXfs></styleSheet>'
    assert row_of('<c s="1"><v>45244</v></c>', styles=styles)["A"].kind == kind
    assert row_of('<c s="0"><v>45244</v></c>', styles=styles)["A"].kind == "number"


def test_dates_count_from_1904_where_the_workbook_says_so():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime(2023, 11, 14), date(1990, 1, 1)])  # noqa: DTZ001 - Excel knows no zones
    (sheet,) = read(saved(book))
    assert holding(sheet) == {"A1": (PartialDate(2023, 11, 14), "date"), "B1": (PartialDate(1990, 1, 1), "date")}  # fmt: skip
    assert sheet.epoch != EPOCH


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("\u2019197001011998031001", "197001011998031001"),
        ("'021-5550100", "021-5550100"),
        ("\u2018Aisyiyah", "\u2018Aisyiyah"),
        ("'45 pemuda", "'45 pemuda"),
        ("\ufeff\u00a0 Dinas\u00a0Kominfo\t\n", "Dinas\u00a0Kominfo"),
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"),
        ("a_x005F_x000D_b", "a_x000D_b"),
        ("_xD83D__xDE00_ _xD83D_", "\U0001f600 \ufffd"),
        ("nama_xyz_file_x12_", "nama_xyz_file_x12_"),
        ("a_x0007_b", "a b"),
    ],
)
def test_what_excel_and_people_leave_around_a_text_is_taken_off(text: str, tidy: str):
    assert tidied(text) == tidy


# --- rows, columns, sheets -----------------------------------------------------------------------


def test_what_is_hidden_is_read_and_what_is_merged_told():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Judul", None, None],
        ["a", "b", "c"],
        [None, "e", "f"],
        [None, None, None],
        ["g", None, None],
    ):
        sheet.append(row)
    for area in ("A1:C1", "A2:A3", "C5:Z9", "B7:B9"):
        sheet.merge_cells(area)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A2"].fill = PatternFill("solid", "FFFF00")
    sheet["A2"].alignment = Alignment(wrap_text=True)
    sheet.auto_filter.ref = "A1:C5"
    validation = DataValidation(type="list", formula1='"a,b"')
    validation.add("A2:A1048576")
    sheet.add_data_validation(validation)
    book.create_sheet("Daftar").sheet_state = "veryHidden"
    book.create_chartsheet("Grafik")
    first, second = read(saved(book))
    assert [(sheet.name, len(sheet.rows)) for sheet in (first, second)] == [("Sheet", 4), ("Daftar", 0)]
    assert [row.number for row in first.rows] == [1, 2, 3, 5]
    merged = {ref: value for ref, (value, kind) in holding(first).items() if kind == "merged"}
    assert merged == {"B1": "A1", "C1": "A1", "A3": "A2"}


def test_cells_and_rows_without_their_refs_follow_each_other():
    content = '<sheetData><row><c t="str"><v>a</v></c><c r="D1"><v>1</v></c><c><v>2</v></c></row><row r="9"/><row><c><v>3</v></c></row></sheetData>'
    (sheet,) = read(handmade(content))
    assert {ref: value for ref, (value, _) in holding(sheet).items()} == {
        "A1": "a",
        "D1": 1,
        "E1": 2,
        "A10": 3,
    }


def test_rows_and_columns_to_the_last_ones_cost_nothing():
    formats = "".join(f'<row r="{n}" s="1" customFormat="1" hidden="1"/>' for n in range(2, 100_000))
    content = (
        '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c></row>{formats}<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C1"/></mergeCells>'
    )
    (sheet,) = read(handmade(content))
    assert holding(sheet) == {"A1": (1, "number")}
    assert len(sheet.rows) == 1


@given(st.integers(1, 16_384))
def test_columns_have_letters_and_letters_columns(number: int):
    assert number_of(letters_of(number)) == number
    assert letters_of(number) == openpyxl.utils.get_column_letter(number)


# --- programs that write workbooks ---------------------------------------------------------------

VALUES = st.one_of(
    st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"), exclude_characters="=\ufffe\uffff"), min_size=1, max_size=20),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1945, 1, 1), date(2100, 12, 31)),
)  # fmt: skip


@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_openpyxl_writes_is_read_as_it_reads_it(rows: list[list[Any]]):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = saved(book)
    loaded = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    expected = {}
    for cell in (cell for row in loaded for cell in row if cell.value is not None):
        value = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        expected[cell.coordinate] = tidied(value) if isinstance(value, str) else value
    values = {
        ref: date(*value) if kind == "date" else value
        for ref, (value, kind) in holding(read(content)[0]).items()
    }
    assert values == pytest.approx({ref: value for ref, value in expected.items() if value != ""})


def test_what_xlsxwriter_writes_is_read():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Dokumen")
        sheet.write_string("A1", "=1+1")
        sheet.write_string("B1", "_x000D_ ditulis")
        sheet.write_rich_string("C1", "Per", book.add_format({"bold": True}), "wal")
        sheet.write_datetime("D1", date(2023, 11, 14), book.add_format({"num_format": "d mmm yyyy"}))
        sheet.write_blank("E1", None, book.add_format({"bold": True}))
        sheet.write_formula("F1", "=1/0", None, "#DIV/0!")
        sheet.data_validation("A2:A9", {"validate": "list", "source": ["ya", "tidak"]})
    assert holding(read(made.getvalue())[0]) == {
        "A1": ("=1+1", "text"), "B1": ("_x000D_ ditulis", "text"), "C1": ("Perwal", "text"),
        "D1": (PartialDate(2023, 11, 14), "date"), "F1": ("#DIV/0!", "error"),
    }  # fmt: skip


def test_what_google_writes_is_read():
    """Shared strings, no `t` for numbers, dates as plain numbers under a format, columns and rows beyond all data."""
    strings = f'<sst xmlns="{MAIN}"><si><t xml:space="preserve"> Judul</t></si><si><t>Perwal</t></si></sst>'
    styles = (
        f'<styleSheet xmlns="{MAIN}" xmlns:x14ac="a"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    content = (
        '<sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetFormatPr customHeight="1" defaultRowHeight="15.75"/>'
        '<sheetData><row r="1"><c r="A1" s="0" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45244.0</v></c><c r="C2"><v>12.0</v></c>'
        '<c r="D2" t="str"><f t="shared" ref="D2:D9" si="1">IF(A2="","",A2)</f><v>Perwal</v></c></row></sheetData>'
    )
    (sheet,) = read(handmade(content, sharedStrings=strings, styles=styles))
    assert holding(sheet) == {
        "A1": ("Judul", "text"), "A2": ("Perwal", "text"), "B2": (PartialDate(2023, 11, 14), "date"),
        "C2": (12, "number"), "D2": ("Perwal", "text"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        handmade("<sheetData><row><c><v>1</v></c></row></sheetData>", main=STRICT, office=STRICT_OFFICE),
        handmade("<sheetData><row><c><v>1</v></c></row></sheetData>", target="/xl/Worksheets/Sheet1.xml"),
        handmade("<sheetData><row><c><v>1</v></c></row></sheetData>", target="..\\xl\\worksheets\\sheet1.xml"),
        handmade('<sheetData><row><c><v>1</v></c></row></sheetData><extLst xmlns:x="x"><x:c r="?"><x:v>2</x:v></x:c></extLst>'),
        packed({name: content.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
                for name, content in parts(handmade("<sheetData><row><c><v>1</v></c></row></sheetData>")).items()}),
    ],
    ids=["strict", "absolute", "backslashes", "other namespaces", "macros"],
)  # fmt: skip
def test_rarer_forms_of_the_same_are_read(content: bytes):
    assert holding(read(content)[0]) == {"A1": (1, "number")}


@needs_libreoffice
def test_a_workbook_that_went_through_libreoffice_says_the_same(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Dokumen"
    sheet.append(["Judul  ganda", "NIP", "Tanggal", "Rupiah", "Ada", "Hasil"])
    sheet.append(["Perwal\nbaris dua", "197001011998031001", date(2023, 11, 14), 1_250_000, True, "=D2*2"])
    sheet.append([None, "a", 0.85, 2.5, False, "=#REF!+1"])
    sheet["C3"].number_format = "0%"
    sheet["D2"].number_format = '"Rp"#,##0'
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.create_sheet("Daftar").sheet_state = "hidden"
    book.save(tmp_path / "asal.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for name, kind in (("asal.xlsx", "ods"), ("asal.ods", "xlsx")):
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            tmp_path / kind,
            tmp_path / name,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (tmp_path / kind / f"asal.{kind}").replace(tmp_path / f"asal.{kind}")
    with pytest.raises(CannotRun) as stopped:
        read(tmp_path / "asal.ods")
    assert (stopped.value.code, stopped.value.details["kind"]) == ("sheet-of-another-kind", "ods")
    first, second = read(tmp_path / "asal.xlsx")
    assert holding(first) == {
        "A1": ("Judul  ganda", "text"), "B1": ("NIP", "text"), "C1": ("Tanggal", "text"),
        "D1": ("Rupiah", "text"), "E1": ("Ada", "text"), "F1": ("Hasil", "text"),
        "A2": ("Perwal\nbaris dua", "text"), "B2": ("197001011998031001", "text"),
        "C2": (PartialDate(2023, 11, 14), "date"), "D2": (1_250_000, "number"), "E2": (True, "truth"),
        "F2": (2_500_000, "number"), "A3": ("A2", "merged"), "B3": ("a", "text"),
        "C3": (0.85, "percent"), "D3": (2.5, "number"), "E3": (False, "truth"), "F3": ("#REF!", "error"),
    }  # fmt: skip
    assert second.rows == ()


# --- what cannot be read -------------------------------------------------------------------------

GOOD = handmade('<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row></sheetData>')
LAUGHS = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def changed(name: str, change: Callable[[bytes], bytes | None], content: bytes = GOOD) -> bytes:
    files = {n: change(c) if n == name else c for n, c in parts(content).items()}
    return packed({name: content for name, content in files.items() if content is not None})


def damaged() -> bytes:
    content = packed(parts(GOOD), zipfile.ZIP_STORED)
    return content.replace(b"<t>a</t>", b"<t>b</t>")


STOPPED = {
    "sheet-of-another-kind": {
        "xls": (FILES / "o01-excel.xls").read_bytes(),
        "ods": (FILES / "o03-table.ods").read_bytes(),
        "docx": DOCX,
        "text": b"judul;nomor\r\nPerwal;84\r\n",
        "html": b"<html><table><tr><td>Perwal</td></tr></table></html>",
        "pdf": b"%PDF-1.7\n",
        "zip": packed({"a.txt": b"a"}),
        "macro-office": packed(parts(DOCX) | {"[Content_Types].xml": parts(DOCX)["[Content_Types].xml"].replace(b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")}),
    },
    "locked-sheet": {"password": locked(XLSX, "rahasia")},
    "damaged-sheet": {
        "empty": b"",
        "cut off": XLSX[: len(XLSX) // 2],
        "checksum": damaged(),
        "no sheet": changed("xl/worksheets/sheet1.xml", lambda _: None),
        "no workbook": changed("xl/workbook.xml", lambda _: None),
        "way out": handmade("", target="../../../../etc/passwd"),
        "cut xml": changed("xl/worksheets/sheet1.xml", lambda c: c[:-20]),
        "laughs": changed("xl/worksheets/sheet1.xml", lambda c: LAUGHS.encode() + c.replace(b">a<", b">&b;<")),
        "string": handmade('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'),
        "style": handmade('<sheetData><row><c s="x"><v>7</v></c></row></sheetData>'),
        "number": handmade("<sheetData><row><c><v>tujuh</v></c></row></sheetData>"),
        "row": handmade('<sheetData><row r="1048577"><c><v>7</v></c></row></sheetData>'),
        "row twice": handmade('<sheetData><row r="2"><c><v>7</v></c></row><row r="2"><c><v>8</v></c></row></sheetData>'),
        "column": handmade('<sheetData><row><c r="XFE1"><v>7</v></c></row></sheetData>'),
        "encoding": changed("xl/worksheets/sheet1.xml", lambda c: b'<?xml version="1.0" encoding="klingon"?>' + c),
    },
    "sheet-too-large": {
        "elements": handmade("<sheetData><row><c><v>1</v></c></row></sheetData><a>" + "<b/>" * 6_000 + "</a>"),
        "text": handmade(f'<sheetData><row><c t="str"><v>{"a" * 5_000_000}</v></c></row></sheetData>'),
        "size": handmade("<a/>" + " " * 9_000_000),
        "depth": handmade("<a>" * 20_000 + "</a>" * 20_000),
        "merged": handmade('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "cells": handmade("<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 40 + "</row>") * 30 + "</sheetData>"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, files in STOPPED.items() for name in files]
)
def test_what_cannot_be_read_is_told_with_the_next_step(
    code: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for limit, value in (("MAX_CELLS", 1_000), ("_MAX_ELEMENTS", 5_000), ("_MAX_SIZE", 8 * 1024**2)):
        monkeypatch.setattr(reader, limit, value)
    (tmp_path / "isian.xlsx").write_bytes(STOPPED[code][name])
    with pytest.raises(CannotRun) as stopped:
        read(tmp_path / "isian.xlsx")
    assert stopped.value.code == code
    if code == "sheet-of-another-kind":
        assert stopped.value.details["kind"] == name
    for language in ("id", "en"):
        assert "isian.xlsx" in Messages(language).text(f"stop.{code}", **stopped.value.details)


@pytest.mark.parametrize(("name", "reason"), [("tidak-ada.xlsx", "no-file"), ("folder.xlsx", "EISDIR")])
def test_a_file_that_cannot_be_opened_is_told(name: str, reason: str, tmp_path: Path):
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(CannotRun) as stopped:
        read(tmp_path / name)
    assert (stopped.value.code, stopped.value.details["reason"]) == ("unread-sheet", reason)


@given(st.data())
def test_a_file_in_which_anything_changed_is_read_or_refused(data: st.DataObject):
    files = parts(XLSX)
    name = data.draw(st.sampled_from(sorted(name for name in files if name.startswith(("xl/", "_", "[")))))
    content = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 12))
        content[start:end] = data.draw(
            st.sampled_from([b"", b"-1", b"\xc3", b"A", b"9" * 30, b'"', b"<c/>", b"</row>", b"&x;"])
        )
    made = packed(files | {name: bytes(content)})
    with suppress(CannotRun):
        assert isinstance(read(made), tuple)


def test_times_alone_are_no_dates():
    book = openpyxl.Workbook()
    book.active.append([time(9, 30)])
    assert holding(read(saved(book))[0])["A1"][1] == "yearless"
