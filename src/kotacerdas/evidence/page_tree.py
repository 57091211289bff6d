"""The pages of a plain PDF, counted without its library, whose import costs as much as a hundred such files.

Plain is a PDF that is not locked, whose tables of cross-references lead to each page, and which counts as many. Of
any other nothing is claimed: the library judges it.
"""

import re
from typing import Final, NamedTuple

_MAX_TABLES, _MAX_SECTIONS, _MAX_NODES, _MAX_LENGTH = 20, 100, 5_000, 64 * 1024
"""Tables, sections of them, nodes of the tree, and bytes of a node or trailer beyond which no PDF is plain."""
_ENTRY: Final = 20
"""Bytes of an entry of a table, with its line end (ISO 32000, 7.5.4)."""

_START: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE: Final = re.compile(rb"\s*xref\s+")
_SECTION: Final = re.compile(rb"(\d{1,10}) (\d{1,10})\s{1,2}")
_OLDER: Final = re.compile(rb"/Prev\s+(\d{1,10})")
_ENTRY_IN_USE: Final = re.compile(rb"(\d{10}) \d{5} n\s\s")
_OBJECT: Final = re.compile(rb"\s*(\d{1,10})\s+\d{1,5}\s+obj\b")
_ROOT: Final = re.compile(rb"/Root\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_TREE: Final = re.compile(rb"/Pages\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_COUNT: Final = re.compile(rb"/Count\s+(\d{1,10})\b")
_KIDS: Final = re.compile(rb"/Kids\s*\[([\d\sR]*)\]")
_INNER: Final = re.compile(rb"/Type\s*/Pages\b")
_LEAF: Final = re.compile(rb"/Type\s*/Page\b")
_REFERENCE: Final = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R\b")


class _NotPlainError(Exception):
    """Something in a PDF is not where a plain one has it."""


class _Section(NamedTuple):
    """A section of a table: the number of its first object, how many it has, and where its entries start."""

    first: int
    size: int
    at: int


def pages_of(content: bytes) -> int:
    """How many pages a plain PDF has; 0 of one that is not plain."""
    try:
        return _counted(content)
    except _NotPlainError:
        return 0


def _counted(content: bytes) -> int:
    """The pages of a plain PDF."""
    sections, trailer = _tables(content)
    tree = _number(_TREE, _object(content, sections, _number(_ROOT, trailer)))
    told = _number(_COUNT, _object(content, sections, tree))
    ahead, met, pages = [tree], set[int](), 0
    while ahead:
        number = ahead.pop()
        node = _object(content, sections, number)
        kids = _KIDS.search(node)
        if number in met or len(met) > _MAX_NODES or not (_INNER if kids else _LEAF).search(node):
            raise _NotPlainError
        met.add(number)
        ahead += map(int, _REFERENCE.findall(kids[1])) if kids else ()
        pages += kids is None
    return pages if pages == told else 0


def _tables(content: bytes) -> tuple[list[_Section], bytes]:
    """The sections of the tables of a plain PDF, newest first, and its newest trailer."""
    sections: list[_Section] = []
    trailers: list[bytes] = []
    start: re.Match[bytes] | None = _START.match(content, max(0, content.rfind(b"startxref")))
    while start and len(trailers) < _MAX_TABLES:
        table = _TABLE.match(content, int(start[1]))
        at = table.end() if table else len(content)
        while (section := _SECTION.match(content, at)) and len(sections) < _MAX_SECTIONS:
            sections.append(_Section(int(section[1]), int(section[2]), section.end()))
            at = section.end() + int(section[2]) * _ENTRY
        if not content.startswith(b"trailer", at):
            raise _NotPlainError
        trailers.append(_dictionary(content, at + len(b"trailer"), b"startxref"))
        start = _OLDER.search(trailers[-1])
    if not trailers or start or any(b"/Encrypt" in trailer for trailer in trailers):
        raise _NotPlainError
    return sections, trailers[0]


def _object(content: bytes, sections: list[_Section], number: int) -> bytes:
    """The object of a plain PDF that has a number."""
    for first, count, start in sections:
        if first <= number < first + count:
            at = start + (number - first) * _ENTRY
            entry = _ENTRY_IN_USE.match(content, at, at + _ENTRY)
            head = _OBJECT.match(content, int(entry[1])) if entry else None
            if head is None or int(head[1]) != number:
                break
            return _dictionary(content, head.end(), b"endobj")
    raise _NotPlainError


def _dictionary(content: bytes, start: int, mark: bytes) -> bytes:
    """The dictionary that stands in a plain PDF from somewhere up to a mark."""
    text = content[start : max(start, content.find(mark, start, start + _MAX_LENGTH))].strip()
    if text.startswith(b"<<") and text.endswith(b">>") and text.count(b"<<") == text.count(b">>"):
        return text
    raise _NotPlainError


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    """The number that a key has in an object of a plain PDF."""
    if match := pattern.search(text):
        return int(match[1])
    raise _NotPlainError
