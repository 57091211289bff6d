"""PDF: whether its end is there, whether it asks for a password, how many pages it has."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kotacerdas.evidence.facts import Opened, Unfit
from kotacerdas.evidence.page_tree import pages_of
from kotacerdas.evidence.time_limit import TooLong, time_limit
from kotacerdas.opening import Sipped

if TYPE_CHECKING:
    import pypdf

_HEAD, _TAIL, _LONG_TAIL = 4096, 256 * 1024, 16 * 1024**2
_MAX_AT_ONCE: Final = 16 * 1024**2
"""Bytes that the library gets at once; it takes the whole of a file to rebuild its table."""
_USUAL_START: Final = 1024
"""The header must stand this near the start (ISO 32000, annex H); readers look further."""

_LINEARIZED: Final = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d+)")
_OBJECT: Final = re.compile(rb"\b\d{1,10}\s{1,20}\d{1,10}\s{1,20}obj\b")
_TABLE: Final = re.compile(rb"/Type\s{0,20}/XRef\b")
_START: Final = re.compile(rb"startxref\s+(\d+)")
_PAGE: Final = re.compile(rb"/Type\s*/Page\b")
_IDENTITY: Final = "/Identity"


def check_pdf(stream: BinaryIO) -> Opened:
    """A PDF. Raises Unfit where its end is missing, a person is asked for a password, or it has no page."""
    document = _in_memory(stream)
    doubt = _check_end(document)
    if not doubt and isinstance(document, io.BytesIO) and (pages := pages_of(document.getvalue())):
        return Opened(pages)
    import pypdf  # noqa: PLC0415 - only where there is a PDF that is not plain

    try:
        with time_limit():
            reader = pypdf.PdfReader(document)
            is_open = not reader.is_encrypted or bool(reader.decrypt(""))
            is_locked = not is_open and not _only_attachments_are_locked(reader)
            pages = len(reader.pages) if is_open else 0
    except NotImplementedError:  # another way of locking than by password: a certificate, a shop's own
        raise Unfit("locked") from None
    except (Exception, TooLong):  # noqa: BLE001 - a library that cannot read a file is no proof against it
        return Opened(0, doubt or "unread")
    stream.seek(0)
    if is_locked or (not pages and not doubt and is_open and not _PAGE.search(stream.read(_LONG_TAIL))):
        raise Unfit("locked" if is_locked else "broken")
    return Opened(pages, doubt or ("" if pages or not is_open else "unread"))


def _in_memory(stream: BinaryIO) -> BinaryIO:
    """A PDF in memory, which is read byte by byte; a large one stays where it is, and is read in parts."""
    is_small = stream.seek(0, io.SEEK_END) <= _MAX_AT_ONCE
    stream.seek(0)
    return io.BytesIO(stream.read()) if is_small else cast("BinaryIO", Sipped(stream, _MAX_AT_ONCE))


def _check_end(stream: BinaryIO) -> str:
    """Whether a PDF is whole by its end, whatever stands behind; a doubt where readers must repair it. Raises Unfit."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = stream.read(_HEAD)
    header = head.find(b"%PDF-")
    whole = _LINEARIZED.search(head)  # it says how long it should be, and ends a first time near its start
    if whole and int(whole[1]) + header > size:
        raise Unfit("cut-off")
    stream.seek(max(0, size - _TAIL))
    end = stream.read()
    if b"startxref" not in end:
        stream.seek(max(0, size - _LONG_TAIL))
        end = stream.read()
    start = _START.match(end, max(0, end.rfind(b"startxref")))
    if start is None:
        last = end[max(0, end.rfind(b" obj")) :]  # what stands behind it must be a trailer, or it is a table
        if b"/Root" not in last or not (b"trailer" in last or (_TABLE.search(last) and b"endobj" in last)):
            raise Unfit("cut-off")
        return "repaired"
    end = end[start.end() :]
    has_more = _OBJECT.search(end) and b"endobj" in end  # a later state of it that never came to its end
    is_marked, is_led = b"%%EOF" in end[:64], _leads_to_table(stream, int(start[1]), header)
    if has_more or not (is_led or is_marked):
        raise Unfit("cut-off")
    return "" if is_led and header < _USUAL_START else "repaired"


def _leads_to_table(stream: BinaryIO, offset: int, header: int) -> bool:
    """Whether a cross-reference table or stream stands at an offset, counted from the file's start or its header's."""
    tables = []
    for start in (offset, offset + header):
        stream.seek(start)
        tables.append(stream.read(64).lstrip(b"\0\t\n\f\r "))
    return any(table.startswith(b"xref") or _OBJECT.match(table) for table in tables)


def _only_attachments_are_locked(reader: pypdf.PdfReader) -> bool:
    """Whether text opens without a password: strings and streams are under the filter Identity (ISO 32000, 7.6.6)."""
    lock = cast("pypdf.generic.DictionaryObject", reader.trailer["/Encrypt"].get_object())
    return lock.get("/StmF", _IDENTITY) == lock.get("/StrF", _IDENTITY) == _IDENTITY and "/EFF" in lock
