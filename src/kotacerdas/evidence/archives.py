"""Zip archives: every entry is there, inflates within limits, and has its checksum."""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from kotacerdas.evidence.facts import Opened, Unfit

MAX_RATIO: Final = 200
"""How many times its size an archive may inflate to, above a size where that matters."""
MAX_WORK: Final = 512 * 1024**2
"""Bytes that are inflated of one archive before the rest is left unread; they weigh as the time that each takes."""

_WEIGHTS: Final = {zipfile.ZIP_STORED: 0.25, zipfile.ZIP_BZIP2: 12, zipfile.ZIP_LZMA: 4}
_MAX_DIRECTORY: Final = 8 * 1024**2
"""Bytes of an archive's directory; those of some 100,000 entries."""
_SMALL: Final = 50 * 1024**2
_CHUNK: Final = 1024**2
_LZMA_STEP: Final = 4096
"""Bytes handed to the one decompressor whose output cannot be bounded: some 30 MB come out of them at the most."""
_ENCRYPTED, _AES = 1, 99
_ENTRY, _END, _LARGE_END = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06"


class UnreadableEntry(Exception):  # noqa: N818 - it says what an entry is
    """An entry that other programs can read and this one cannot."""


class Archive(NamedTuple):
    """The bytes of a zip archive, and what its directory lists."""

    content: bytes
    entries: list[zipfile.ZipInfo]


def opened(content: bytes) -> Archive:
    """An archive by its directory; bytes behind it do not matter. Raises Unfit where it has none, or too large a one."""
    at = content.rfind(_END)
    if at < 0:
        raise Unfit("cut-off")
    if content[at + 4 : at + 6] not in {b"\0\0", b"\xff\xff"}:  # the number of this volume
        raise Unfit("wrong-kind", "split-zip")
    large = content.rfind(_LARGE_END, 0, at)  # of an archive of more than 65,535 entries or 4 GB
    size = int.from_bytes(content[at + 12 : at + 16], "little") % 0xFFFFFFFF
    if max(size, int.from_bytes(content[large + 40 : large + 48], "little") * (large >= 0)) > _MAX_DIRECTORY:
        raise Unfit("bomb")
    end = at + 22 + int.from_bytes(content[at + 20 : at + 22], "little")
    try:
        entries = zipfile.ZipFile(io.BytesIO(content[:end])).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit("cut-off") from error
    if end < len(content) and min((entry.header_offset for entry in entries), default=0):
        raise Unfit("cut-off")  # it is the directory of an archive inside of this one
    return Archive(content, entries)


def check_zip(content: bytes) -> Opened:
    """A zip archive, every entry against its checksum. Raises Unfit: damaged, locked, a bomb, or without a file."""
    archive = opened(content)
    entries = [entry for entry in archive.entries if not entry.orig_filename.endswith(("/", "\\"))]
    if not entries:
        raise Unfit("nothing-inside")
    if any(entry.flag_bits & _ENCRYPTED or entry.compress_type == _AES for entry in entries):
        raise Unfit("locked")
    inflated = sum(entry.file_size for entry in entries)
    if inflated > max(_SMALL, MAX_RATIO * len(content)):
        raise Unfit("bomb")
    doubt, work = "", 0.0
    for entry in entries:
        work += entry.file_size * _WEIGHTS.get(entry.compress_type, 1)
        if work > MAX_WORK:
            return Opened(0, "unread")
        try:
            for _ in contents_of(archive, entry):
                pass
        except UnreadableEntry:
            doubt = "unread"
    return Opened(0, doubt)


def contents_of(archive: Archive, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry inflates to, in steps of bounded size, checked against its length and checksum at the end.

    The library refuses names that differ between the archive's records, so it is not asked. Raises Unfit where the
    entry is damaged or longer than it says, UnreadableEntry where its method is not known here.
    """
    header = archive.content[entry.header_offset : entry.header_offset + 30]
    start = entry.header_offset + 30 + sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    stored = archive.content[start : start + entry.compress_size]
    if not header.startswith(_ENTRY) or len(stored) < entry.compress_size:
        raise Unfit("broken")
    length = checksum = 0
    try:
        for chunk in _inflated(stored, entry.compress_type):
            length += len(chunk)
            if length > entry.file_size:
                raise Unfit("bomb")
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
    except (zlib.error, EOFError, OSError, lzma.LZMAError, ValueError) as error:
        raise Unfit("broken") from error
    if length != entry.file_size or checksum != entry.CRC:
        raise Unfit("broken")


def _inflated(stored: bytes, method: int) -> Iterator[bytes]:
    """An entry's bytes, inflated into pieces of bounded size."""
    step = _LZMA_STEP if method == zipfile.ZIP_LZMA else _CHUNK // 16
    pieces = (stored[at : at + step] for at in range(0, len(stored), step))
    match method:
        case zipfile.ZIP_STORED:
            yield from pieces
        case zipfile.ZIP_DEFLATED:
            deflated = zlib.decompressobj(-zlib.MAX_WBITS)
            for piece in pieces:
                yield deflated.decompress(piece, _CHUNK)
                while deflated.unconsumed_tail:
                    yield deflated.decompress(deflated.unconsumed_tail, _CHUNK)
            yield deflated.flush()
        case zipfile.ZIP_BZIP2:
            squeezed = bz2.BZ2Decompressor()
            for piece in pieces:
                yield squeezed.decompress(piece, _CHUNK)
                while not squeezed.needs_input and not squeezed.eof:
                    yield squeezed.decompress(b"", _CHUNK)
        case zipfile.ZIP_LZMA:
            packed = zipfile.LZMADecompressor()  # type: ignore[attr-defined] # its stub lacks it
            yield from map(packed.decompress, pieces)
        case _:
            raise UnreadableEntry
