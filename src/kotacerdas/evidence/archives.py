"""Zip archives: every entry is there, inflates within limits, and has its checksum."""

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from kotacerdas.evidence.facts import FileFact, Unfit, Unread

MAX_RATIO: Final = 200
"""How many times its size an archive may inflate to, above a size where that matters."""
MAX_WORK: Final = 400 * 1024**2
"""Bytes that are inflated of one archive before the rest is left unread; they weigh as the time that each takes."""

_WEIGHTS: Final = {zipfile.ZIP_STORED: 0.25, zipfile.ZIP_BZIP2: 28, zipfile.ZIP_LZMA: 14}
_MAX_DIRECTORY: Final = 8 * 1024**2
"""Bytes of an archive's directory; those of some 100,000 entries."""
_MAX_RECORDS: Final = 22 + 20 + 56 + 0xFFFF
"""Bytes behind a directory: the end record with its comment, and what archives of over 4 GB have before it."""
_TAILS: Final = (256 * 1024, 64 * 1024**2)
_SMALL: Final = 50 * 1024**2
_CHUNK: Final = 1024**2
_LZMA_STEP: Final = 4096
"""Bytes handed to the one decompressor whose output cannot be bounded: some 30 MB come out of them at the most."""
_ENCRYPTED, _AES = 1, 99
_ENTRY, _END, _LARGE = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"


class Archive:
    """A zip archive by its directory; bytes before and behind it do not matter."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the directory of a zip archive. Raises Unfit where it has none, or too large a one."""
        self._stream, self._size = stream, stream.seek(0, io.SEEK_END)
        for length in _TAILS:
            stream.seek(max(0, self._size - length))
            tail = stream.read()
            if (at := tail.rfind(_END)) >= 0:
                break
        else:
            raise Unfit("cut-off")
        record = tail[at : at + 22]
        if record[4:6] not in {b"\0\0", b"\xff\xff"}:  # the number of this volume
            raise Unfit("wrong-kind", "split-zip")
        listed = int.from_bytes(record[12:16], "little") % 0xFFFFFFFF
        if tail[at - 20 : at].startswith(_LARGE):  # an archive of more than 65,535 entries or 4 GB
            listed = max(listed, int.from_bytes(tail[at - 36 : at - 28], "little"))
        if listed > _MAX_DIRECTORY:
            raise Unfit("bomb")
        end = max(0, self._size - len(tail)) + at + 22 + int.from_bytes(record[20:22], "little")
        self._start = max(0, end - listed - _MAX_RECORDS)  # from which the offsets of entries count
        stream.seek(self._start)
        try:
            self.entries = zipfile.ZipFile(io.BytesIO(stream.read(end - self._start))).infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unfit("cut-off") from error
        first = min((entry.header_offset for entry in self.entries), default=-self._start)
        if end < self._size and self._start + first > 0:
            raise Unfit("cut-off")  # it is the directory of an archive inside of this one

    def check(self) -> FileFact:
        """Check every entry of a zip archive against its checksum. Raises Unfit: damaged, locked, a bomb, or without a file."""
        entries = [entry for entry in self.entries if not entry.orig_filename.endswith(("/", "\\"))]
        if not entries:
            raise Unfit("nothing-inside")
        if any(entry.flag_bits & _ENCRYPTED or entry.compress_type == _AES for entry in entries):
            raise Unfit("locked")
        if sum(entry.file_size for entry in entries) > max(_SMALL, MAX_RATIO * self._size):
            raise Unfit("bomb")
        doubt, work = "", 0.0
        for entry in entries:
            work += entry.file_size * _WEIGHTS.get(entry.compress_type, 1)
            if work > MAX_WORK:
                return FileFact(doubt="unread")
            try:
                for _ in self.contents_of(entry):
                    pass
            except Unread:
                doubt = "unread"
        return FileFact(doubt=doubt)

    def contents_of(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """What an entry of a zip archive inflates to, in steps of bounded size, checked against its length and checksum at the end.

        The library refuses names that differ between the archive's records, so it is not asked. Raises Unfit where the
        entry is damaged or longer than it says, Unread where its method is not known here.
        """
        self._stream.seek(max(0, self._start + entry.header_offset))
        header = self._stream.read(30)
        if not header.startswith(_ENTRY):
            raise Unfit("broken")
        names = sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
        self._stream.seek(names, io.SEEK_CUR)
        length = checksum = 0
        try:
            for chunk in _inflated(_stored(self._stream, entry), entry.compress_type):
                length += len(chunk)
                if length > entry.file_size:
                    raise Unfit("bomb")
                checksum = zlib.crc32(chunk, checksum)
                yield chunk
        except (zlib.error, EOFError, OSError, lzma.LZMAError, ValueError) as error:
            raise Unfit("broken") from error
        if length != entry.file_size or checksum != entry.CRC:
            raise Unfit("broken")


def check_zip(stream: BinaryIO) -> FileFact:
    """A zip archive, every entry against its checksum. Raises Unfit."""
    return Archive(stream).check()


def _stored(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a zip archive's entry as they are stored, in steps. Raises EOFError where the archive ends before."""
    left, step = entry.compress_size, _LZMA_STEP if entry.compress_type == zipfile.ZIP_LZMA else _CHUNK // 16
    while left:
        piece = stream.read(min(left, step))
        if not piece:
            raise EOFError
        left -= len(piece)
        yield piece


def _inflated(pieces: Iterator[bytes], method: int) -> Iterator[bytes]:
    """The bytes of a zip archive's entry, inflated into pieces of bounded size."""
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
            raise Unread
