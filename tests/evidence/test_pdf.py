"""PDF: what locks it, what cuts it off, and what readers mend."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject

from kotacerdas.evidence import pdf
from kotacerdas.evidence.facts import Unfit

from .test_verdicts import FILES

GOOD = (FILES / "p00-good.pdf").read_bytes()


def made(pages: int = 1) -> bytes:
    writer, stream = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.write(stream)
    return stream.getvalue()


def verdict(content: bytes) -> str:
    try:
        return pdf.check_pdf(io.BytesIO(content)).doubt
    except Unfit as unfit:
        return unfit.problem


def locked(user: str, owner: str, algorithm: str) -> bytes:
    writer, stream = pypdf.PdfWriter(clone_from=io.BytesIO(GOOD)), io.BytesIO()
    writer.encrypt(user, owner, algorithm=algorithm)
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_password_to_open_locks_and_one_of_the_owner_does_not(algorithm: str):
    assert verdict(locked("rahasia", "pemilik", algorithm)) == "locked"
    assert verdict(locked("", "pemilik", algorithm)) == ""


def test_a_pdf_whose_attachments_alone_are_locked_opens(monkeypatch: pytest.MonkeyPatch):
    """Strings and streams are under the filter Identity; only embedded files are not (ISO 32000, 7.6.6)."""
    writer, stream = pypdf.PdfWriter(clone_from=io.BytesIO(GOOD)), io.BytesIO()
    writer.encrypt("rahasia", algorithm="AES-256")
    writer.write(stream)
    reader = pypdf.PdfReader(io.BytesIO(stream.getvalue()))
    lock = reader.trailer["/Encrypt"].get_object()
    assert isinstance(lock, DictionaryObject)
    assert not pdf._only_attachments_are_locked(reader)  # noqa: SLF001
    for name, value in (("/StmF", "/Identity"), ("/StrF", "/Identity"), ("/EFF", "/StdCF")):
        lock[NameObject(name)] = NameObject(value)
    assert pdf._only_attachments_are_locked(reader)  # noqa: SLF001
    monkeypatch.setattr(pypdf, "PdfReader", lambda _: reader)
    assert verdict(stream.getvalue()) == ""


def test_a_lock_that_asks_for_no_password_of_a_person_is_one_all_the_same():
    content = locked("rahasia", "pemilik", "AES-256").replace(b"/Standard", b"/Adobe.PS")
    assert verdict(content) in {"locked", "unread"}


@pytest.mark.parametrize("behind", [b"\0" * 5000, b"\n" * 300, b"<html>kaki</html>" * 99, b"\r\n", b"\x1a"])
def test_what_stands_behind_a_whole_pdf_does_not_matter(behind: bytes):
    assert verdict(GOOD + behind) == verdict(made(3) + behind) == ""


def test_a_lost_end_mark_behind_a_table_does_not_cut_off():
    assert verdict(GOOD[: GOOD.rindex(b"%%EOF")]) == "unread"  # the library asks for it


@pytest.mark.parametrize("content", [GOOD, made(30)], ids=["small", "30-pages"])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_pdf_cut_off_at_any_tenth_is_found(content: bytes, tenth: int):
    assert verdict(content[: content.rindex(b"xref") * tenth // 10]) == "cut-off"


def test_a_later_state_that_never_came_to_its_end_is_cut_off():
    assert verdict(GOOD + b"\n9 0 obj\n<< /Type /Page >>\nendobj\n10 0 obj\n<< /Len") == "cut-off"


def test_a_linearized_pdf_that_is_shorter_than_it_says_is_cut_off():
    head = b"%%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L %d /N 1 >>\nendobj\n"
    body = GOOD.split(b"\n", 1)[1]
    assert verdict(head % 99_999 + body) == "cut-off"


def test_what_readers_mend_is_told_and_serves():
    number = GOOD[GOOD.rindex(b"startxref") + 9 :].split()[0]
    assert verdict(GOOD.replace(b"startxref\n" + number, b"startxref\n7")) == "repaired"
    assert verdict(GOOD[: GOOD.rindex(b"startxref")]) == "repaired"
    assert verdict(b"<!-- " + b"a" * 1500 + b" -->\n" + GOOD) == "repaired"


def test_pages_are_counted_and_none_is_no_document():
    assert pdf.check_pdf(io.BytesIO(made(7))).pages == 7
    assert verdict(made(0)) == "broken"


def test_what_the_library_cannot_read_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise RecursionError

    content = locked("", "owner", "AES-256")
    monkeypatch.setattr(pypdf, "PdfReader", fail)
    assert verdict(content) == "unread"
