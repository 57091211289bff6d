"""Office files: locked ones, old ones, ODF, macros, and what is no defect."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kotacerdas.evidence import office
from kotacerdas.evidence.contents import inspect

from .test_archives import packed
from .test_verdicts import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kotacerdas.evidence.facts import FileFact

DOCX, XLSX, PPTX = (
    (FILES / name).read_bytes() for name in ("d00-good.docx", "x00-good.xlsx", "s00-good.pptx")
)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[str, bytes], FileFact]:
    def _judged(name: str, content: bytes) -> FileFact:
        (tmp_path / name).write_bytes(content)
        return inspect(tmp_path / name)

    return _judged


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def locked(content: bytes, password: str) -> bytes:
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, made)
    return made.getvalue()


Judged = "Callable[[str, bytes], FileFact]"


@pytest.mark.parametrize(("name", "content"), [("a.docx", DOCX), ("a.xlsx", XLSX), ("a.pptx", PPTX)])
def test_a_password_is_found(name: str, content: bytes, judged: Judged):
    assert judged(name, locked(content, "rahasia")).problem == "locked"


def test_the_key_that_excel_enters_by_itself_is_no_password(judged: Judged):
    fact = judged("a.xlsx", locked(XLSX, "VelvetSweatshop"))
    assert (fact.problem, fact.kind, fact.doubt) == ("", "xlsx", "unread")


def test_a_locked_file_under_another_name_is_of_another_kind(judged: Judged):
    assert judged("a.pdf", locked(XLSX, "rahasia")).problem == "wrong-kind"


def test_a_locked_file_that_was_cut_off_is_found(judged: Judged):
    content = locked(DOCX, "rahasia")
    assert judged("a.docx", content[: len(content) // 2]).problem == "cut-off"


@pytest.mark.parametrize("name", ["o00-word.doc", "o01-excel.xls"])
def test_old_office_files_serve_under_their_names_only(name: str, judged: Judged):
    content, kind = (FILES / name).read_bytes(), name[-3:]
    assert judged(f"a.{kind}", content)[:1] + judged(f"a.{kind}", content)[4:5] == ("", kind)
    for other in {"doc", "xls", "ppt", "docx", "pdf"} - {kind}:
        fact = judged(f"a.{other}", content)
        assert (fact.problem, fact.details) == ("wrong-kind", {"kind": kind, "promised": other})
    assert judged(f"a.{kind}", content[: len(content) * 2 // 3]).problem == "cut-off"


def test_an_old_presentation_is_known_by_its_stream(judged: Judged):
    """Made of the Word file: no program here writes a presentation, and only the stream's name tells."""
    content = (FILES / "o00-word.doc").read_bytes()
    old, new = ("\0".join(name).encode("latin-1") + b"\0" for name in ("WordDocument", "PowerPoint Document"))
    at = content.index(old)
    entry = bytearray(content[at : at + 128])
    entry[: len(new)], entry[64:66] = new, (len(new) + 2).to_bytes(2, "little")
    fact = judged("a.ppt", content[:at] + bytes(entry) + content[at + 128 :])
    assert (fact.problem, fact.kind) == ("", "ppt")


@pytest.mark.parametrize("kind", ["odt", "ods"])
def test_open_document_serves_under_its_name(kind: str, judged: Judged):
    name = {"odt": "o02-text.odt", "ods": "o03-table.ods"}[kind]
    content = (FILES / name).read_bytes()
    assert judged(f"a.{kind}", content).problem == ""
    assert judged("a.odp", content).problem == "wrong-kind"
    spoilt = parts(content) | {"content.xml": b"<a>"}
    assert judged(f"a.{kind}", packed(spoilt)).problem == "broken"
    encrypted = parts(content)
    encrypted["META-INF/manifest.xml"] += b"<manifest:encryption-data/>"
    assert judged(f"a.{kind}", packed(encrypted)).problem == "locked"


def test_an_open_document_presentation_serves(judged: Judged):
    content = b'<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    mime = b"application/vnd.oasis.opendocument.presentation"
    assert judged("a.odp", packed({"mimetype": mime, "content.xml": content})).kind == "odp"


def test_macros_and_binary_workbooks_are_named(judged: Judged):
    for word, kind in (
        (b"ms-excel.sheet.macroEnabled", "macro-office"),
        (b"ms-excel.sheet.binary.macroEnabled", ""),
    ):
        changed = parts(XLSX)
        types = changed["[Content_Types].xml"]
        plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
        assert plain in types
        changed["[Content_Types].xml"] = types.replace(
            plain, b"openxmlformats-officedocument." + word + b".main"
        )
        fact = judged("a.xlsx", packed(changed))
        assert (fact.problem, fact.kind) == ("wrong-kind", kind or fact.kind)
        assert fact.kind in {"macro-office", "xlsb"}


@pytest.mark.parametrize("spoilt", [b"<a>", b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<html/>"])
@pytest.mark.parametrize(
    ("content", "part"),
    [(DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml"), (PPTX, "ppt/presentation.xml")],
)
def test_a_main_part_that_is_not_what_it_must_be_is_found(
    content: bytes, part: str, spoilt: bytes, judged: Judged
):
    suffix = {"w": "docx", "x": "xlsx", "p": "pptx"}[part[0]]
    assert judged(f"a.{suffix}", packed(parts(content) | {part: spoilt})).problem == "broken"


def test_other_parts_than_the_main_one_may_be_as_they_like(judged: Judged):
    changed = parts(XLSX) | {"xl/styles.xml": b"<a>", "docProps/core.xml": b""}
    assert judged("a.xlsx", packed(changed)).problem == ""


def test_what_leads_to_no_main_part_is_a_zip(judged: Judged):
    for gone in ("[Content_Types].xml", "_rels/.rels"):
        left = {name: content for name, content in parts(DOCX).items() if name != gone}
        assert judged("a.docx", packed(left)).details["kind"] == "zip"
        assert judged("a.zip", packed(left)).problem == ""
    assert judged("a.zip", DOCX).problem == ""


def test_a_workbook_without_a_sheet_is_broken(judged: Judged):
    book = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", parts(XLSX)["xl/workbook.xml"], flags=re.DOTALL)
    assert judged("a.xlsx", packed(parts(XLSX) | {"xl/workbook.xml": book})).problem == "broken"


def test_slides_are_counted_once_though_sections_name_them_again(judged: Judged):
    section = (
        b'<p14:sectionLst xmlns:p14="urn:p14"><p14:sldIdLst><p14:x id="256"/></p14:sldIdLst></p14:sectionLst>'
    )
    main = parts(PPTX)["ppt/presentation.xml"]
    changed = re.sub(rb"(</[a-z]+:presentation>)", section + rb"\1", main)
    fact = judged("a.pptx", packed(parts(PPTX) | {"ppt/presentation.xml": changed}))
    assert changed != main
    assert fact.pages == judged("b.pptx", PPTX).pages == main.count(b"sldId ")


@pytest.mark.parametrize(
    "text",
    [
        b"<a " + b" ".join(b"b%d='c'" % n for n in range(400_000)) + b"/>",
        b"<w>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</w>",
        b"<w>" + b"<a/>" * 11_000 + b"</w>",
    ],
    ids=["attributes", "deep", "many"],
)
def test_more_than_any_office_program_writes_is_left_to_a_person(
    text: bytes, judged: Judged, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(office, "_MAX_ELEMENTS", 10_000)
    text = (
        text.replace(b"<w>", b"<document>")
        .replace(b"</w>", b"</document>")
        .replace(b"<a b0", b"<document b0")
    )
    fact = judged("a.docx", packed(parts(DOCX) | {"word/document.xml": text}))
    assert (fact.problem, fact.doubt) == ("", "unread")


def test_the_library_for_passwords_is_not_asked_where_there_can_be_none():
    assert office.kind_in_zip(io.BytesIO(DOCX)) == "docx"
    assert msoffcrypto.OfficeFile(io.BytesIO(DOCX)).is_encrypted() is False
