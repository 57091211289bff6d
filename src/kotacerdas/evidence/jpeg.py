"""JPEG: its marks, the data of its scans, and whether the picture takes all of that data."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from kotacerdas.evidence.facts import Opened, Unfit, Unread
from kotacerdas.evidence.pictures import content_of, refuse_many

if TYPE_CHECKING:
    from PIL.Image import Image

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


def check_jpeg(stream: BinaryIO) -> Opened:
    """A JPEG. Raises Unfit where its data ends early, goes on behind the picture, or lacks a restart mark.

    A decoder shows damage as grey or as noise, without a word. It is known by the data that the picture takes: bytes
    put before the end mark must change nothing, and the last bytes before it, changed, must change the picture.
    """
    content = content_of(stream)
    marks = _marks_of(content)
    scan, end = marks.scan, marks.end
    # A run of zeroes is a flat picture where zeroes mean "the block ends", as in tables made for it; else it is a hole.
    may_be_flat = marks.is_progressive or not marks.codes_of_zeros or 0 in marks.codes_of_zeros
    if not may_be_flat and content.find(_ZEROS, scan, end) >= 0:
        raise Unfit("broken")
    picture = _picture_in(content)
    pixels = picture.width * picture.height
    refuse_many(pixels, pixels, content)
    if marks.is_progressive and pixels > _MAX_PROGRESSIVE:
        raise Unread
    if pixels > (_MAX_IN_FULL if marks.is_progressive else _MAX_DECODED) or len(content) > _MAX_BYTES:
        return Opened()
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
        return Opened()
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
    """What zeroes mean in the tables of brightness: the first of the codes of each (ITU T.81, annex C)."""
    at = 0
    while at + 17 < len(tables):
        if tables[at] == _AC_OF_LIGHT:
            yield tables[at + 17]
        at += 17 + sum(tables[at + 1 : at + 17])


def _decoded(content: bytes, scale: int | None = None) -> int | None:
    """A checksum of the colours, or of the grey values at a part of the size, much faster; None if decoding fails."""
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
