"""The bytes of a supporting file → its kind, whether it opens, its pages, its sha256.

PDF and pictures are opened by their libraries, imported when the first of them comes. A file is looked at as a whole
where its format allows it (checksums of a zip, decoding of a picture), so that one that was cut off on its way is
found. Office files are zips of XML, of which a few parts tell enough. MP4 has no small library under a free licence;
its outline is read here.
"""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
import zipfile
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple
from xml.parsers import expat

from kotacerdas.findings import NO_DETAILS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FORMATS: Final = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".jpg": "jpg",
    ".jpeg": "jpg",
    ".png": "png",
    ".mp4": "mp4",
    ".zip": "zip",
}
"""File name extension → the format that it promises."""

MAX_PIXELS: Final = 200_000_000
MAX_INFLATED: Final = 1024**3
MAX_RATIO: Final = 200
"""How many times its size a zip may inflate to, above a size where that matters."""

_HEAD: Final = 4096
_TAIL: Final = 2048
_CHUNK: Final = 1024**2
_SMALL: Final = 50 * 1024**2
_PICTURE_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif"})
_JPEG_END: Final = b"\xff\xd9"
_JPEG_TAIL: Final = 64
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IS_ENCRYPTED: Final = 0x1
_MAIN_PARTS: Final = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}


class Contents(NamedTuple):
    """What a file holds.

    `problem` is empty where the file can serve as evidence, else `unknown-format`, `wrong-kind`,
    `locked`, `cut-off`, `broken` or `bomb`. `pages` counts pages, sheets or slides, 0 where there are
    none.
    """

    problem: str = ""
    kind: str = ""
    pages: int = 0
    sha256: str = ""
    details: Mapping[str, object] = NO_DETAILS


class _Unfit(Exception):  # noqa: N818 - it says what a file is
    """A file cannot serve as evidence."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def inspect(path: Path) -> Contents:
    """The contents of a supporting file, opened. Raises OSError where it cannot be read."""
    promised = FORMATS.get(path.suffix.lower(), "")
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = _sniff(stream)
        if not promised:
            return Contents("unknown-format", kind, sha256=sha256)
        if kind == "locked-office" and promised in _MAIN_PARTS.values():
            return Contents("locked", promised, sha256=sha256)
        if kind == "cut-zip" and promised in {"zip", *_MAIN_PARTS.values()}:
            return Contents("cut-off", promised, sha256=sha256)
        if kind != promised:
            details = {"kind": kind, "promised": promised}
            return Contents("wrong-kind", kind, sha256=sha256, details=details)
        try:
            stream.seek(0)
            return Contents("", kind, _OPENERS[kind](stream), sha256)
        except _Unfit as unfit:
            return Contents(unfit.problem, kind, sha256=sha256)
        except OSError as error:
            if error.errno is not None:  # the disk's trouble, not the format's
                raise
            return Contents("broken", kind, sha256=sha256)
        except Exception:  # noqa: BLE001 - parsers meet hostile bytes, and raise whatever they raise
            return Contents("broken", kind, sha256=sha256)


# --- kind by content -----------------------------------------------------------------------------


def _sniff(stream: BinaryIO) -> str:
    """The kind of a supporting file by its first bytes, whatever its name is."""
    stream.seek(0)
    head = stream.read(_HEAD)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _PICTURE_BRANDS else "mp4"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(stream)
    if head.startswith(_OLE):
        stream.seek(0)
        names = "EncryptedPackage".encode("utf-16-le")
        return "locked-office" if names in stream.read(_SMALL) else "old-office"
    if b"%PDF-" in head[:1024]:  # some writers put a line before it
        return "pdf"
    if text.startswith((b"<!doctype html", b"<html")) or b"<html" in text[:1024]:
        return "html"
    if b"\0" in head:
        return "unknown"
    return "text"


def _zip_kind(stream: BinaryIO) -> str:
    """The kind of a zip among supporting files, by the parts that it holds."""
    try:
        with zipfile.ZipFile(stream) as package:
            names = set(package.namelist())
    except Exception:  # noqa: BLE001 - as in `inspect`
        return "cut-zip"
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), "zip")


# --- opening -------------------------------------------------------------------------------------


def _pdf(stream: BinaryIO) -> int:
    """Open a PDF as a supporting file, whole and without a password; count its pages."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    if b"%%EOF" not in stream.read():
        raise _Unfit("cut-off")
    stream.seek(0)
    # A linearized file ends a first time near its start, and says how long it should be.
    match = re.search(rb"/Linearized\b[^>]*?/L\s+(\d+)", stream.read(_TAIL))
    if match and int(match[1]) > size:
        raise _Unfit("cut-off")
    import pypdf  # noqa: PLC0415 - only where there is a PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(stream)
    if reader.is_encrypted and not reader.decrypt(""):
        raise _Unfit("locked")
    pages = len(reader.pages)
    if not pages or any(page.get("/Type", "/Page") != "/Page" for page in reader.pages):
        raise _Unfit("broken")
    return pages


def _picture(stream: BinaryIO) -> int:
    """Open a picture as a supporting file: it must be whole, and not too large."""
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    stream.seek(-min(stream.seek(0, 2), _TAIL), 2)
    tail = stream.read()
    is_ended = _JPEG_END in tail.rstrip(b"\0")[-_JPEG_TAIL:]
    is_blank = not tail.strip(b"\0")  # room was made for the rest, which never came
    stream.seek(0)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(stream, formats=("JPEG", "PNG")) as picture:
                if picture.format == "PNG":
                    picture.verify()  # every chunk against its checksum
                elif is_blank:
                    raise _Unfit("cut-off")
                elif not is_ended:  # cut off, or a camera has put something behind the picture
                    picture.draft("L", (picture.width // 8, picture.height // 8))
                    picture.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _Unfit("bomb") from None
        except (OSError, SyntaxError) as error:
            if "truncated" in str(error).lower():
                raise _Unfit("cut-off") from error
            raise
    return 0


def _zip(stream: BinaryIO) -> int:
    """Read every entry of a supporting zip against its checksum."""
    size = stream.seek(0, 2)
    with zipfile.ZipFile(stream) as package:
        entries = package.infolist()
        if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
            raise _Unfit("locked")
        inflated = sum(entry.file_size for entry in entries)
        if inflated > MAX_INFLATED or (inflated > _SMALL and inflated > MAX_RATIO * size):
            raise _Unfit("bomb")
        for entry in entries:
            left = entry.file_size
            with package.open(entry) as content:
                while chunk := content.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:  # more than its entry says
                        raise _Unfit("bomb")
    return 0


def _office(stream: BinaryIO, main: str, counted: str) -> int:
    """Read an Office file, each part against its checksum and the first ones as XML; count its sheets or slides."""
    _zip(stream)
    names: list[str] = []
    with zipfile.ZipFile(stream) as package:
        for part in ("[Content_Types].xml", "_rels/.rels", main):
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.StartDoctypeDeclHandler = _refuse_doctype
            names.clear()
            parser.StartElementHandler = lambda name, _attributes: names.append(name)
            with package.open(part) as content:
                parser.ParseFile(content)
    namespace = names[0].rpartition(" ")[0]
    return names.count(f"{namespace} {counted}")


def _refuse_doctype(*_declaration: object) -> None:
    """Refuse an Office file that declares entities, which may grow without end; Office writes none."""
    raise _Unfit("broken")


def _mp4(stream: BinaryIO) -> int:
    """Walk the boxes of an MP4: they must fill the file, and hold an outline and its data."""
    size = stream.seek(0, 2)
    at = 0
    boxes: set[bytes] = set()
    while at < size:
        stream.seek(at)
        header = stream.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:  # a 64-bit length follows the name
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:  # up to the end of the file
            length = size - at
        if length < 8 or at + length > size:  # noqa: PLR2004 - a box is at least its header
            raise _Unfit("cut-off")
        boxes.add(header[4:8])
        at += length
    if not {b"moov", b"mdat"} <= boxes:
        raise _Unfit("cut-off")
    return 0


_OPENERS: Final[Mapping[str, Callable[[BinaryIO], int]]] = {
    "pdf": _pdf,
    "jpg": _picture,
    "png": _picture,
    "zip": _zip,
    "docx": partial(_office, main="word/document.xml", counted=""),
    "xlsx": partial(_office, main="xl/workbook.xml", counted="sheet"),
    "pptx": partial(_office, main="ppt/presentation.xml", counted="sldId"),
    "mp4": _mp4,
}
