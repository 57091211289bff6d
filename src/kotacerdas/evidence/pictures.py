"""Pictures: PNG by its chunks and rows, TIFF by where its data lies, WebP by decoding it."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Final

from kotacerdas.evidence.facts import Opened, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

MAX_PIXELS: Final = 200_000_000
_MAX_COUNTED, _MAX_DECODED = 40_000_000, 8_000_000
"""Pixels beyond which rows are not counted, a WebP not decoded: that would take seconds, or hundreds of megabytes."""
_MAX_CHUNKS, _STEP = 500_000, 64 * 1024
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_STRIPS: Final = ((273, 279), (324, 325))
"""The tags that say where strips or tiles of a TIFF lie, and how long they are."""
_MAX_FRAMES: Final = 1000


def picture_in(content: bytes) -> Image:
    """The picture in a file, not decoded yet. Raises Unfit for one of more pixels than any camera's."""
    from PIL import Image  # noqa: PLC0415 - only where there is a picture

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours
    picture = Image.open(io.BytesIO(content), formats=("JPEG", "TIFF", "WEBP"))
    if picture.width * picture.height > MAX_PIXELS:
        raise Unfit("bomb")
    return picture


def check_png(content: bytes) -> Opened:
    """A PNG: every chunk against its checksum, and as many rows as it says. Raises Unfit."""
    wanted = rows = 0
    unpack = zlib.decompressobj()
    for name, chunk in _chunks(content):
        if name == b"IHDR":
            width, height = (int.from_bytes(chunk[at : at + 4], "big") for at in (0, 4))
            if width * height > MAX_PIXELS:
                raise Unfit("bomb")
            row = 1 + (width * chunk[8] * _CHANNELS.get(chunk[9], 0) + 7) // 8
            is_interlaced = chunk[12] > 0  # then it has other rows
            wanted = 1 if is_interlaced or width * height > _MAX_COUNTED else height * row
        elif name == b"IDAT" and rows < wanted:
            try:
                for at in range(0, len(chunk), _STEP):
                    rows += len(unpack.decompress(chunk[at : at + _STEP], _STEP))
                    while unpack.unconsumed_tail and rows < wanted:
                        rows += len(unpack.decompress(unpack.unconsumed_tail, _STEP))
            except zlib.error as error:
                raise Unfit("broken") from error
    if not wanted or rows < wanted:
        raise Unfit("broken")
    return Opened()


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG up to its end mark. Raises Unfit where one is cut off or its checksum fails."""
    at = 8
    for _ in range(_MAX_CHUNKS):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        name, checksum = content[at + 4 : at + 8], content[end : end + 4]
        if end + 4 > len(content):
            raise Unfit("cut-off")
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(checksum, "big"):
            raise Unfit("broken")
        yield name, content[at + 8 : end]
        if name == b"IEND":
            return
        at = end + 4


def check_tiff(content: bytes) -> Opened:
    """A TIFF, with its number of pages. Raises Unfit where a page's data should lie behind the end."""
    picture, pages = picture_in(content), 0
    while pages < _MAX_FRAMES:
        try:
            picture.seek(pages)
        except EOFError:
            break
        tags = getattr(picture, "tag_v2", {})
        for strips in _STRIPS:
            ends = map(sum, zip(*(tags.get(tag, ()) for tag in strips), strict=False))
            if any(end > len(content) for end in ends):
                raise Unfit("cut-off")
        pages += 1
    return Opened(pages)


def check_webp(content: bytes) -> Opened:
    """A WebP. Raises Unfit where the file is shorter than it says."""
    if int.from_bytes(content[4:8], "little") + 8 > len(content):
        raise Unfit("cut-off")
    picture = picture_in(content)
    if picture.width * picture.height <= _MAX_DECODED:
        picture.load()  # what a library fails to decode is no proof
    return Opened()
