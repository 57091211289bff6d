"""PDF: whether its end is there, whether it asks for a password, how many pages it has.

The pages of a plain one are counted without the library, whose import costs as much as a hundred such files. Plain is a
PDF that is not locked, whose tables of cross-references lead to each page, and which counts as many.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kotacerdas.evidence.facts import FileFact, Unfit
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


def check_pdf(stream: BinaryIO) -> FileFact:
    """A PDF. Raises Unfit where its end is missing, a person is asked for a password, or it has no page."""
    document = _in_memory(stream)
    doubt = _check_end(document)
    if not doubt and isinstance(document, io.BytesIO) and (pages := page_count(document.getvalue())):
        return FileFact(pages=pages)
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
        return FileFact(doubt=doubt or "unread")
    stream.seek(0)
    if is_locked or (not pages and not doubt and is_open and not _PAGE.search(stream.read(_LONG_TAIL))):
        raise Unfit("locked" if is_locked else "broken")
    return FileFact(pages=pages, doubt=doubt or ("" if pages or not is_open else "unread"))


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
    """Whether a PDF's cross-reference table or stream stands at an offset, counted from the file's start or its header's."""
    tables = []
    for start in (offset, offset + header):
        stream.seek(start)
        tables.append(stream.read(64).lstrip(b"\0\t\n\f\r "))
    return any(table.startswith(b"xref") or _OBJECT.match(table) for table in tables)


def _only_attachments_are_locked(reader: pypdf.PdfReader) -> bool:
    """Whether text opens without a password: strings and streams are under the filter Identity (ISO 32000, 7.6.6)."""
    lock = cast("pypdf.generic.DictionaryObject", reader.trailer["/Encrypt"].get_object())
    return lock.get("/StmF", _IDENTITY) == lock.get("/StrF", _IDENTITY) == _IDENTITY and "/EFF" in lock


# --- the pages of a plain PDF ---------------------------------------------------------------

_MAX_TABLES, _MAX_SECTIONS, _MAX_NODES, _MAX_LENGTH = 20, 100, 5_000, 64 * 1024
"""Tables, sections of them, nodes of the tree, and bytes of a node or trailer beyond which no PDF is plain."""
_ENTRY: Final = 20
"""Bytes of an entry of a table, with its line end (ISO 32000, 7.5.4)."""

_LAST_TABLE: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_SECTION: Final = re.compile(rb"(\d{1,10}) (\d{1,10})\s{1,2}")
_IN_USE: Final = re.compile(rb"(\d{10}) \d{5} n\s\s")
_NUMBERED: Final = re.compile(rb"\s*(\d{1,10})\s+\d{1,5}\s+obj\b")
_KIDS: Final = re.compile(rb"/Kids\s*\[([\d\sR]*)\]")
_REFERENCE: Final = rb"\s*(\d{1,10})\s+\d{1,5}\s+R\b"

_Sections = list[tuple[int, int, int]]
"""The sections of a PDF's tables, newest first: the number of their first object, how many they hold, where they start."""


def page_count(content: bytes) -> int:
    """How many pages a plain PDF has; 0 of one that is not plain."""
    try:
        sections, trailer = _tables(content)
        catalog = _object(content, sections, _number(rb"/Root" + _REFERENCE, trailer))
        tree = _number(rb"/Pages" + _REFERENCE, catalog)
        told = _number(rb"/Count\s+(\d{1,10})\b", _object(content, sections, tree))
        return told if told == _leaves(content, sections, tree) else 0
    except LookupError:
        return 0


def _leaves(content: bytes, sections: _Sections, tree: int) -> int:
    """How many pages the tree of a PDF has, each of them looked at. Raises LookupError where it is not plain."""
    ahead, met, pages = [tree], set[int](), 0
    while ahead:
        number = ahead.pop()
        node = _object(content, sections, number)
        kids = _KIDS.search(node)
        is_typed = re.search(rb"/Type\s*/Pages\b" if kids else rb"/Type\s*/Page\b", node)
        if number in met or len(met) > _MAX_NODES or not is_typed:
            raise LookupError
        met.add(number)
        ahead += map(int, re.findall(_REFERENCE, kids[1])) if kids else ()
        pages += kids is None
    return pages


def _tables(content: bytes) -> tuple[_Sections, bytes]:
    """The tables of a PDF, and its newest trailer. Raises LookupError where it is not plain."""
    sections: _Sections = []
    trailers: list[bytes] = []
    start = _LAST_TABLE.match(content, max(0, content.rfind(b"startxref")))
    while start and len(trailers) < _MAX_TABLES:
        at = int(start[1])
        table = re.match(rb"\s*xref\s+", content[at : at + 64])
        at += table.end() if table else len(content)
        while (section := _SECTION.match(content, at)) and len(sections) < _MAX_SECTIONS:
            sections.append((int(section[1]), int(section[2]), section.end()))
            at = section.end() + int(section[2]) * _ENTRY
        trailers.append(_dictionary(content, at, b"trailer", b"startxref"))
        start = re.search(rb"/Prev\s+(\d{1,10})", trailers[-1])
    if not trailers or start or any(b"/Encrypt" in trailer for trailer in trailers):
        raise LookupError
    return sections, trailers[0]


def _object(content: bytes, sections: _Sections, number: int) -> bytes:
    """The dictionary of a PDF that has a number. Raises LookupError where it is not plain."""
    for first, size, start in sections:
        if first <= number < first + size:
            entry = _IN_USE.match(content, start + (number - first) * _ENTRY)
            head = _NUMBERED.match(content, int(entry[1])) if entry else None
            if head and int(head[1]) == number:
                return _dictionary(content, head.end(), b"", b"endobj")
            break
    raise LookupError


def _dictionary(content: bytes, start: int, label: bytes, mark: bytes) -> bytes:
    """The dictionary of a PDF that stands behind a label and before a mark. Raises LookupError where it is not plain."""
    text, end, _ = content[start : start + _MAX_LENGTH].partition(mark)
    inner = text.removeprefix(label).strip()
    is_whole = inner.startswith(b"<<") and inner.endswith(b">>") and inner.count(b"<<") == inner.count(b">>")
    if end and text.startswith(label) and is_whole:
        return inner
    raise LookupError


def _number(pattern: bytes, text: bytes) -> int:
    """The number that a key has in a dictionary of a PDF. Raises LookupError where it is not plain."""
    if match := re.search(pattern, text):
        return int(match[1])
    raise LookupError
