"""The kind of a file by its first bytes, whatever its name is."""

import re
from collections.abc import Mapping
from typing import BinaryIO, Final

_HEAD: Final = 4096
"""How many bytes of a file its kind is known by."""

_STARTS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "split-zip": (b"PK\x07\x08",),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "gif": (b"GIF8",),
    "tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "rar": (b"Rar!\x1a\x07",),
    "gz": (b"\x1f\x8b",),
    "webm": (b"\x1aE\xdf\xa3",),
    "mpeg": (b"\0\0\x01\xba", b"\0\0\x01\xb3"),
    "wmv": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",),
    "lfs-pointer": (b"version https://git-lfs.github.com/spec/",),
}
_RIFF: Final[Mapping[bytes, str]] = {b"WEBP": "webp", b"AVI ": "avi"}
_BRANDS: Final[Mapping[bytes, str]] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"F4A "), "m4a"),
    b"qt  ": "mov",
    b"M4V ": "m4v",
}
_FILM_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"moof", b"styp"})
_TRANSPORT_PACKETS: Final = ((0, 188), (4, 192))  # the second as cameras write it, with a time before each
"""Where MPEG-TS packets start, which begin with a `G`, and how long they are."""
_PDF: Final = re.compile(rb"%PDF-\d")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|script)\b", re.IGNORECASE)
_BMP_HEADERS: Final = frozenset(bytes((length,)) for length in (12, 40, 52, 56, 64, 108, 124))


def kind_of(stream: BinaryIO) -> str:
    """The kind of a file by the signature in its first bytes, or `html`, `text`, `unknown`; empty where there are none."""
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head:
        return ""
    for kind, starts in _STARTS.items():
        if head.startswith(starts):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "unknown")
    if head.startswith(b"BM") and head[14:15] in _BMP_HEADERS:
        return "bmp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if head[4:8] in _FILM_BOXES:
        return "mov"
    if any(head[start : 3 * step : step] == b"GGG" for start, step in _TRANSPORT_PACKETS):
        return "mpeg-ts"
    if _PDF.search(head):  # some writers put lines before it
        return "pdf"
    text = head.lstrip(b"\xef\xbb\xbf\0 \t\r\n\f")
    if text[:5].lower() == b"{\\rtf":
        return "rtf"
    if _HTML.match(text) or b"<html" in text[:1024].lower():
        return "html"
    return "unknown" if b"\0" in head else "text"
