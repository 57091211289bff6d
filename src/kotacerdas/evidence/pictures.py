"""Pictures: PNG by its chunks and rows, JPEG by the data that its picture takes, TIFF by where its data lies, WebP by its length."""

import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from kotacerdas.evidence.archives import MAX_RATIO
from kotacerdas.evidence.facts import FileFact, Unfit, Unread

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGEST: Final = 64 * 1024**2
"""Bytes beyond which a picture that is read whole is not looked into."""
_MAX_PIXELS, _MAX_COUNTED = 200_000_000, 36_000_000
"""Pixels of any camera, and those beyond which rows are not counted: that would take seconds."""
_MAX_CHUNKS, _STEP = 500_000, 64 * 1024
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def _content_of(stream: BinaryIO) -> bytes:
    """The bytes of a picture among supporting files that is read whole. Raises Unread for very many."""
    stream.seek(0)
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unread
    return content


def _refuse_many(pixels: int, size: int, content: bytes) -> None:
    """Refuse a picture of very many pixels: as a bomb where that many bytes are out of all proportion to its file."""
    if pixels > _MAX_PIXELS:
        raise Unfit("bomb") if size > MAX_RATIO * len(content) else Unread


def check_png(stream: BinaryIO) -> FileFact:
    """A PNG picture: every chunk against its checksum, and as many rows as it says. Raises Unfit."""
    content = _content_of(stream)
    wanted, rows, is_counted = 0, 0, True
    unpack = zlib.decompressobj()
    for name, chunk in _chunks(memoryview(content)):
        if name == b"IHDR":
            width, height = (int.from_bytes(chunk[at : at + 4], "big") for at in (0, 4))
            row = 1 + (width * chunk[8] * _CHANNELS.get(chunk[9], 0) + 7) // 8
            _refuse_many(width * height, height * row, content)
            is_counted = width * height <= _MAX_COUNTED
            is_interlaced = chunk[12] > 0  # then it has other rows
            wanted = height * row if is_counted and not is_interlaced else 1
        elif name == b"IDAT" and rows < wanted:
            try:
                for at in range(0, len(chunk), _STEP):
                    piece: memoryview | bytes = chunk[at : at + _STEP]
                    while piece and rows < wanted:
                        rows += len(unpack.decompress(piece, _STEP))
                        piece = unpack.unconsumed_tail
            except zlib.error as error:
                raise Unfit("broken") from error
    if not wanted or rows < wanted:
        raise Unfit("broken")
    if not is_counted:
        raise Unread
    return FileFact()


def _chunks(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The chunks of a PNG up to its end mark. Raises Unfit where one is cut off or its checksum fails."""
    at = 8
    for _ in range(_MAX_CHUNKS):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        name, checksum = bytes(content[at + 4 : at + 8]), content[end : end + 4]
        if end + 4 > len(content):
            raise Unfit("cut-off")
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(checksum, "big"):
            raise Unfit("broken")
        yield name, content[at + 8 : end]
        if name == b"IEND":
            return
        at = end + 4


# --- JPEG -----------------------------------------------------------------------------------

_MAX_BYTES, _MAX_DECODED, _MAX_IN_FULL = 24 * 1024**2, 40_000_000, 12_000_000
"""Bytes and pixels beyond which a picture is not decoded, for that would take seconds; the last for all its colours."""
_MAX_PROGRESSIVE: Final = 25_000_000
"""Pixels beyond which nobody can be sure to have the memory for a progressive picture."""
_SMALL, _EIGHTH, _BAND, _MAX_RESTARTS = 2_000_000, 8, 256, 1_000_000
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_MARK, _START, _END, _SCAN, _TABLES, _AC_OF_LIGHT = 0xFF, 0xD8, 0xD9, 0xDA, 0xC4, 0x10
_RESTARTS: Final = range(0xD0, 0xD8)
_PROGRESSIVE: Final = 0xC2
_RARE: Final = frozenset(b"\xc3\xc5\xc6\xc7\xc9\xca\xcb\xcd\xce\xcf")
"""The frames that few programs read: lossless and differential ones, and those of arithmetic coding."""
_MAX_SCANS: Final = 100
"""Scans beyond which a photograph is not decoded: each may pass over the whole of it."""
_PROBE: Final = bytes(0x35 + 7 * step % 97 for step in range(2048))
_ZEROS: Final = bytes(256)
_FINE_TAIL, _FEW = 24, 4
"""So few different bytes at the end of the picture's data may be a camera's filling."""


def check_jpeg(stream: BinaryIO) -> FileFact:
    """A JPEG picture. Raises Unfit where its data ends early, goes on behind the picture, or lacks a restart mark.

    A decoder shows damage as grey or as noise, without a word. It is known by the data that the picture takes: bytes
    put before the end mark must change nothing, and the last bytes before it, changed, must change the picture.
    """
    content = _content_of(stream)
    marks = _marks_of(content)
    scan, end = marks.scan, marks.end
    # A run of zeroes is a flat picture where zeroes mean "the block ends", as in tables made for it; else it is a hole.
    may_be_flat = marks.is_progressive or not marks.codes_of_zeros or 0 in marks.codes_of_zeros
    if not may_be_flat and content.find(_ZEROS, scan, end) >= 0:
        raise Unfit("broken")
    picture = _picture_in(content)
    pixels = picture.width * picture.height
    _refuse_many(pixels, pixels, content)
    if marks.is_progressive and pixels > _MAX_PROGRESSIVE:
        raise Unread
    if pixels > (_MAX_IN_FULL if marks.is_progressive else _MAX_DECODED) or len(content) > _MAX_BYTES:
        return FileFact()
    scale = None if marks.is_progressive else 1 if pixels <= _SMALL else _EIGHTH
    whole = _decoded(content, scale)
    if whole is None:
        raise Unfit("broken")
    if _decoded(content[:end] + _PROBE + content[end:], scale) != whole:
        raise Unfit("cut-off")
    # At an eighth only what lies in the last few blocks of 16 by 16 pixels is sure to show.
    length = _FINE_TAIL if scale != _EIGHTH else max(_FINE_TAIL, (end - scan) * 3 * 256 // pixels)
    tail = content[max(scan, end - length) : end]
    turned = bytes(byte if _MARK in (byte, byte ^ 0x55) else byte ^ 0x55 for byte in tail)
    changed = content[: end - len(tail)] + turned + content[end:]
    is_taken = len(set(tail)) <= _FEW or _decoded(changed, scale) != whole
    if is_taken or (scale and (pixels > _MAX_IN_FULL or _decoded(changed) != _decoded(content))):
        return FileFact()
    raise Unfit("broken")


def _picture_in(content: bytes) -> "Image":
    """The picture in a JPEG, not decoded yet."""
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours
    return Image.open(io.BytesIO(content), formats=("JPEG",))


class _Marks(NamedTuple):
    """What the marks of a JPEG tell: where its last scan lies, and what zeroes mean in its tables of brightness."""

    scan: int
    end: int
    is_progressive: bool
    codes_of_zeros: frozenset[int]


def _marks_of(content: bytes) -> _Marks:
    """The marks of a JPEG up to its end mark. Raises Unfit where the data ends before, or restart marks are lost."""
    at, scan, scans, restarts, is_progressive = 2, 0, 0, 0, False
    codes: set[int] = set()
    while match := _MARKER.search(content, at):
        marker, at = match[0][1], match.end()
        if marker == _END and scan:
            return _Marks(scan, match.start(), is_progressive, frozenset(codes))
        if marker in _RESTARTS:
            if marker != _RESTARTS[restarts % 8] or restarts > _MAX_RESTARTS:
                raise Unfit("broken")
            restarts += 1
        elif marker not in {_START, _END, 1}:
            length = max(int.from_bytes(content[at : at + 2], "big"), 2)
            is_progressive |= marker == _PROGRESSIVE
            if marker in _RARE or scans > _MAX_SCANS:
                raise Unread
            if marker == _TABLES:
                codes.update(_codes_of_zeros(content[at + 2 : at + length]))
            at += length
            if marker == _SCAN:
                scan, scans, restarts = at, scans + 1, 0
    raise Unfit("cut-off")


def _codes_of_zeros(tables: bytes) -> Iterator[int]:
    """What zeroes mean in a JPEG's tables of brightness: the first of the codes of each (ITU T.81, annex C)."""
    at = 0
    while at + 17 < len(tables):
        if tables[at] == _AC_OF_LIGHT:
            yield tables[at + 17]
        at += 17 + sum(tables[at + 1 : at + 17])


def _decoded(content: bytes, scale: int | None = None) -> int | None:
    """A checksum of a JPEG's colours, or of its grey values at a part of the size, much faster; None if decoding fails."""
    picture = _picture_in(content)
    if scale:
        picture.draft("L", (max(1, picture.width // scale), max(1, picture.height // scale)))
    checksum = 0
    try:
        # In bands, for a copy of the whole would take its memory again.
        for top in range(0, picture.height, _BAND):
            band = picture.crop((0, top, picture.width, min(top + _BAND, picture.height)))
            checksum = zlib.crc32(band.tobytes(), checksum)
    except OSError:
        return None
    return checksum


# --- TIFF and WebP --------------------------------------------------------------------------

_STRIPS: Final = {273: 279, 324: 325}
"""The tags of a TIFF that say where strips or tiles lie → those that say how long they are."""
_BIG_TIFF: Final = 43
_UNITS: Final = {3: 2, 4: 4, 16: 8}
_MAX_LISTS: Final = 8 * 1024**2
"""Bytes of a TIFF that tell where its data lies."""


def check_tiff(stream: BinaryIO) -> FileFact:
    """A TIFF or BigTIFF picture, with its number of pages. Raises Unfit where a page, or a page's data, should lie behind the end."""
    size, left = stream.seek(0, io.SEEK_END), _MAX_LISTS

    def read(start: int, length: int) -> bytes:
        """The bytes of a TIFF at an offset. Raises Unfit behind its end, Unread where too many were read."""
        nonlocal left
        left -= length + 100
        if start + length > size:
            raise Unfit("cut-off")
        if left < 0:
            raise Unread
        stream.seek(start)
        return stream.read(length)

    head = read(0, 16)
    number = partial(int.from_bytes, byteorder="little" if head.startswith(b"I") else "big")
    word, counter = (8, 8) if number(head[2:4]) == _BIG_TIFF else (4, 2)
    width, at, pages = 4 + 2 * word, number(head[word : 2 * word]), 0
    while at:
        fields = number(read(at, counter))
        directory = read(at + counter, fields * width + word)
        strips: dict[int, list[int]] = {}
        for field in (directory[n * width : (n + 1) * width] for n in range(fields)):
            tag, unit, value = number(field[:2]), _UNITS.get(number(field[2:4]), 0), field[4 + word :]
            if tag in {*_STRIPS, *_STRIPS.values()} and unit:
                length = number(field[4 : 4 + word]) * unit
                value = value[:length] if length <= word else read(number(value), length)
                strips[tag] = [number(value[start : start + unit]) for start in range(0, length, unit)]
        for starts, lengths in _STRIPS.items():
            if any(
                map(size.__lt__, map(sum, zip(strips.get(starts, ()), strips.get(lengths, ()), strict=False)))
            ):
                raise Unfit("cut-off")
        at, pages = number(directory[fields * width :]), pages + 1
    return FileFact(pages=pages)


def check_webp(stream: BinaryIO) -> FileFact:
    """A WebP picture. Raises Unfit where the file is shorter than it says."""
    length = int.from_bytes(stream.read(8)[4:], "little")
    if length + 8 > stream.seek(0, io.SEEK_END):
        raise Unfit("cut-off")
    return FileFact()
