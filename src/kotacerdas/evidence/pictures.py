"""Pictures: PNG by its chunks and rows, TIFF by where its data lies, WebP by its length."""

import io
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from kotacerdas.evidence.archives import MAX_RATIO
from kotacerdas.evidence.facts import Opened, Unfit, Unread

_LARGEST: Final = 64 * 1024**2
"""Bytes beyond which a picture that is read whole is not looked into."""
_MAX_PIXELS, _MAX_COUNTED = 200_000_000, 36_000_000
"""Pixels of any camera, and those beyond which rows are not counted: that would take seconds."""
_MAX_CHUNKS, _STEP = 500_000, 64 * 1024
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_STRIPS: Final = {273: 279, 324: 325}
"""The tags of a TIFF that say where strips or tiles lie → those that say how long they are."""
_BIG_TIFF: Final = 43
_UNITS: Final = {3: 2, 4: 4, 16: 8}
_MAX_LISTS: Final = 8 * 1024**2
"""Bytes of a TIFF that tell where its data lies."""


def content_of(stream: BinaryIO) -> bytes:
    """The bytes of a picture that is read whole. Raises Unread for very many."""
    stream.seek(0)
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unread
    return content


def refuse_many(pixels: int, size: int, content: bytes) -> None:
    """Refuse a picture of very many pixels: as a bomb where that many bytes are out of all proportion to its file."""
    if pixels > _MAX_PIXELS:
        raise Unfit("bomb") if size > MAX_RATIO * len(content) else Unread


def check_png(stream: BinaryIO) -> Opened:
    """A PNG: every chunk against its checksum, and as many rows as it says. Raises Unfit."""
    content = content_of(stream)
    wanted, rows, is_counted = 0, 0, True
    unpack = zlib.decompressobj()
    for name, chunk in _chunks(memoryview(content)):
        if name == b"IHDR":
            width, height = (int.from_bytes(chunk[at : at + 4], "big") for at in (0, 4))
            row = 1 + (width * chunk[8] * _CHANNELS.get(chunk[9], 0) + 7) // 8
            refuse_many(width * height, height * row, content)
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
    return Opened(0, "" if is_counted else "unread")


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


def check_tiff(stream: BinaryIO) -> Opened:
    """A TIFF or BigTIFF, with its number of pages. Raises Unfit where a page, or a page's data, should lie behind the end."""
    size, left = stream.seek(0, io.SEEK_END), _MAX_LISTS

    def read(start: int, length: int) -> bytes:
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
    return Opened(pages)


def check_webp(stream: BinaryIO) -> Opened:
    """A WebP. Raises Unfit where the file is shorter than it says."""
    length = int.from_bytes(stream.read(8)[4:], "little")
    if length + 8 > stream.seek(0, io.SEEK_END):
        raise Unfit("cut-off")
    return Opened()
