"""The pages of a plain PDF, counted without its library, whose import costs as much as a hundred such files.

Plain is a PDF that is not locked, whose tables of cross-references lead to each page, and which counts as many. Of
any other nothing is claimed: the library judges it.
"""

import re
from typing import Final

_MAX_TABLES, _MAX_SECTIONS, _MAX_NODES, _MAX_LENGTH = 20, 100, 5_000, 64 * 1024
"""Tables, sections of them, nodes of the tree, and bytes of a node or trailer beyond which no PDF is plain."""
_ENTRY: Final = 20
"""Bytes of an entry of a table, with its line end (ISO 32000, 7.5.4)."""

_START: Final = rb"startxref\s+(\d{1,10})\s+%%EOF"
_SECTION: Final = re.compile(rb"(\d{1,10}) (\d{1,10})\s{1,2}")
_IN_USE: Final = re.compile(rb"(\d{10}) \d{5} n\s\s")
_OBJECT: Final = re.compile(rb"\s*(\d{1,10})\s+\d{1,5}\s+obj\b")
_KIDS: Final = re.compile(rb"/Kids\s*\[([\d\sR]*)\]")
_REFERENCE: Final = rb"\s*(\d{1,10})\s+\d{1,5}\s+R\b"

_Sections = list[tuple[int, int, int]]
"""The sections of a PDF's tables, newest first: the number of their first object, how many they hold, where they start."""


def pages_of(content: bytes) -> int:
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
    start = re.match(_START, content[max(0, content.rfind(b"startxref")) :])
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
            head = _OBJECT.match(content, int(entry[1])) if entry else None
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
