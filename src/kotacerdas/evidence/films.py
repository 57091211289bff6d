"""Films of the MP4 family (MP4, M4V, MOV): the boxes at the top, the tracks, and where the index says data lies.

ISO/IEC 14496-12. No small library under a free licence reads it; its outline is read here.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from kotacerdas.evidence.facts import FileFact, Unfit, Unread

KINDS: Final = frozenset({"mp4", "m4v", "mov"})
"""Names of one and the same container."""

_TOP: Final = frozenset(
    b"ftyp moov mdat free skip wide pnot moof mfra sidx ssix styp uuid pdin meta emsg prft udta".split()
)
_PARENTS: Final = frozenset({b"trak", b"mdia", b"minf", b"stbl"})
_OFFSETS: Final = {b"stco": 4, b"co64": 8}
_MAX_BOXES: Final = 100_000


def check_film(stream: BinaryIO) -> FileFact:
    """A film. Raises Unfit where a part is missing or there is no picture track."""
    size = stream.seek(0, io.SEEK_END)
    boxes: dict[bytes, tuple[int, int]] = {}
    for name, start, end in _boxes(stream, 0, size):
        if name not in _TOP and {b"moov", b"mdat"} <= boxes.keys():
            break  # the film is whole, and something was put behind it
        if end > size or name not in _TOP:
            raise Unfit("cut-off")
        boxes[name] = start, end
    handlers, furthest, is_whole = _tracks(stream, *boxes.get(b"moov", (0, 0)))
    if not {b"moov", b"mdat"} <= boxes.keys() or (furthest >= size and b"moof" not in boxes):
        raise Unfit("cut-off")
    if is_whole and handlers and b"vide" not in handlers:
        raise Unfit("no-picture-track")
    if b"vide" not in handlers:
        raise Unread
    return FileFact()


def _boxes(stream: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start of the content and end of each box of a film, and of those in `_PARENTS`; what is too short ends the walk."""
    for _ in range(_MAX_BOXES):
        stream.seek(at)
        header = stream.read(max(0, min(16, end - at)))
        if len(header) < 8 or not header.strip(b"\0"):  # noqa: PLR2004 - a box is at least its header
            return
        name, length, inside = header[4:8], int.from_bytes(header[:4], "big"), 8
        if length == 1:  # a 64-bit length follows the name
            length, inside = int.from_bytes(header[8:16], "big"), 16
        elif length == 0:  # up to the end
            length = end - at
        start, after = at + inside, at + max(length, inside)
        yield name, start, after
        at = start if name in _PARENTS else after


def _tracks(stream: BinaryIO, start: int, end: int) -> tuple[set[bytes], int, bool]:
    """The kinds of tracks in a film's index, the furthest offset that a chunk begins at, and whether that is all."""
    handlers: set[bytes] = set()
    furthest = last = 0
    for name, inside, after in _boxes(stream, start, end):
        stream.seek(inside)
        head = stream.read(12)
        if name == b"hdlr" and head[4:8] != b"dhlr":  # QuickTime's of data, not of media
            handlers.add(head[8:12])
        elif name in _OFFSETS and int.from_bytes(head[4:8], "big"):
            stream.seek(after - _OFFSETS[name])
            furthest = max(furthest, int.from_bytes(stream.read(_OFFSETS[name]), "big"))
        last = after
    return handlers, furthest, last == end
