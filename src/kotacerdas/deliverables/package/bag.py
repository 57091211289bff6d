"""A BagIt bag (RFC 8493): files with their checksums, written as a folder or a zip.

Writing streams: what a bag weighs is never held in memory. A zip has neither clock nor owner in it, so that the same
files give the same bytes; it stores them as they are, for evidence is compressed already and what zlib makes differs
from version to version.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kotacerdas import writing
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.opening import opened

SOFTWARE: Final = "kotacerdas"
MANIFEST: Final = "manifest-sha256.txt"
CHUNK: Final = 1024**2
"""How many bytes of a file are held in memory at once."""

_DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Piece(NamedTuple):
    """A file of a bag: its path in it, its checksum and size, and where its bytes are.

    `name` is what it is called where it comes from, for messages.
    """

    path: str
    sha256: str
    size: int
    source: Path | bytes
    name: str = ""


def piece(path: str, content: bytes) -> Piece:
    """A file of a bag that is made here."""
    return Piece(path, hashlib.sha256(content).hexdigest(), len(content), content)


def pieces(content: Iterable[Piece], info: Mapping[str, str]) -> list[Piece]:
    """All files of a bag with this content: what stands at its top first, then the payload in `data/`, in order of path.

    `info` goes into `bag-info.txt`, with the number and size of the files of the payload after it.
    """
    ordered = sorted(content, key=lambda p: p.path)
    inside = [one for one in ordered if one.path.startswith("data/")]
    octets = sum(p.size for p in inside)
    lines = {key: " ".join(value.split()) for key, value in info.items()}
    lines["Payload-Oxum"] = f"{octets}.{len(inside)}"
    told = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
    tags = [
        *(one for one in ordered if not one.path.startswith("data/")),
        piece("bag-info.txt", told.encode("utf-8")),
        piece("bagit.txt", _DECLARATION),
        piece(MANIFEST, manifest({p.path: p.sha256 for p in inside})),
    ]
    return [*tags, piece(f"tag{MANIFEST}", manifest({p.path: p.sha256 for p in tags})), *inside]


def write_zip(target: Path, name: str, content: Iterable[Piece]) -> str:
    """Write a bag as a zip with one folder of that name in it, and return the zip's SHA-256.

    Raises CannotRun if it cannot be written, or a file is no longer what it was; the old zip stays then.
    """
    with writing.written(target) as stream:
        files = ((f"{name}/{one.path}", one.size, _chunks(one)) for one in content)
        writing.write_zip(stream, files, is_deflated=False)
        stream.seek(0)
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


def write_folder(target: Path, content: Iterable[Piece]) -> None:
    """Write a bag as a folder, which must be new, empty or another bag. Raises CannotRun as `write_zip` does."""
    taken = CannotRun("package-exists", path=target.as_posix())
    with writing.new_folder(target, taken, replaces=(target / "bagit.txt").is_file()) as folder:
        for one in content:
            path = folder / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                for chunk in _chunks(one):
                    stream.write(chunk)


def _chunks(one: Piece) -> Iterator[bytes]:
    """The bytes of a file that goes into a bag, checked on the way to be those that its checksum was taken of."""
    if isinstance(one.source, bytes):
        yield one.source
        return
    digest, left = hashlib.sha256(), one.size
    try:
        with opened(one.source) as stream:
            while left >= 0 and (chunk := stream.read(CHUNK)):
                left -= len(chunk)
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise CannotRun("unread-evidence", path=one.name, reason=reason_of(error)) from error
    if left or digest.hexdigest() != one.sha256:
        raise CannotRun("evidence-changed", path=one.name)


def manifest(sums: Mapping[str, str]) -> bytes:
    """The manifest of a bag, from checksums by path: the lines that `sha256sum -c` reads, in order of path."""
    return "".join(f"{sums[path]}  {encoded(path)}\n" for path in sorted(sums)).encode("utf-8")


def encoded(path: str) -> str:
    """A path as the manifest of a bag writes it."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
