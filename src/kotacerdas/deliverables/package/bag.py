"""A BagIt bag (RFC 8493): files with their checksums, written as a folder or a zip, and verified.

Writing and verifying stream: what a bag weighs is never held in memory. A zip has neither clock nor owner in it,
so that the same files give the same bytes; it stores them as they are, for evidence is compressed already and what
zlib makes differs from version to version. Nothing is extracted to verify one.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.findings import NO_DETAILS
from kotacerdas.writing import new_folder, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

SOFTWARE: Final = "kotacerdas"
MANIFEST: Final = "manifest-sha256.txt"

_DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK: Final = 1024**2
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LENGTHS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_MANIFEST_NAME: Final = r"(tag)?manifest-([a-z0-9]+)\.txt"
_LINE: Final = r"([0-9A-Fa-f]+)[ \t]+\*?(.+)"
_MAX_TAG: Final = 64 * 1024**2
_MAX_ENTRIES: Final = 200_000
_MAX_RATIO: Final = 200
_SMALL: Final = 50 * 1024**2


class Piece(NamedTuple):
    """A file of a bag: its path in it, its checksum and size, and where its bytes are.

    `name` is what it is called where it comes from, for messages.
    """

    path: str
    sha256: str
    size: int
    source: Path | bytes
    name: str = ""


class Difference(NamedTuple):
    """What is wrong with a bag: a kind, the path that it is about, and what fills the sentence."""

    kind: str
    path: str
    details: Mapping[str, object] = NO_DETAILS


def piece(path: str, content: bytes) -> Piece:
    """A file made here."""
    return Piece(path, hashlib.sha256(content).hexdigest(), len(content), content)


# --- writing -------------------------------------------------------------------------------------


def pieces(payload: Iterable[Piece], info: Mapping[str, str]) -> list[Piece]:
    """All files of a bag with this payload: what describes it first, then `data/`, in order of path.

    `info` goes into `bag-info.txt`, with the number and size of the files after it.
    """
    inside = sorted((p._replace(path=f"data/{p.path}") for p in payload), key=lambda p: p.path)
    octets = sum(p.size for p in inside)
    lines = {key: " ".join(value.split()) for key, value in info.items()}
    lines["Payload-Oxum"] = f"{octets}.{len(inside)}"
    told = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
    tags = [
        piece("bag-info.txt", told.encode("utf-8")),
        piece("bagit.txt", _DECLARATION),
        piece(MANIFEST, _manifest({p.path: p.sha256 for p in inside})),
    ]
    return [*tags, piece(f"tag{MANIFEST}", _manifest({p.path: p.sha256 for p in tags})), *inside]


def write_zip(target: Path, name: str, content: Iterable[Piece]) -> str:
    """Write a bag as a zip with one folder of that name in it, and return the zip's SHA-256.

    Raises CannotRun if it cannot be written, or a file is no longer what it was; the old zip stays then.
    """
    with written(target) as stream:
        with zipfile.ZipFile(stream, "w") as packed:
            for one in content:
                entry = zipfile.ZipInfo(f"{name}/{one.path}", _NO_DATE)
                entry.create_system = 3
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                entry.file_size = one.size
                with packed.open(entry, "w") as inside:
                    for chunk in _chunks(one):
                        inside.write(chunk)
        stream.seek(0)
        digest = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


def write_folder(target: Path, content: Iterable[Piece]) -> None:
    """Write a bag as a folder, which must be new or empty. Raises CannotRun as `write_zip` does."""
    with new_folder(target, CannotRun("package-exists", path=target.as_posix())) as folder:
        for one in content:
            path = folder / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                for chunk in _chunks(one):
                    stream.write(chunk)


def _chunks(one: Piece) -> Iterator[bytes]:
    """The bytes of a file, checked on the way to be those that its checksum was taken of."""
    if isinstance(one.source, bytes):
        yield one.source
        return
    digest, left = hashlib.sha256(), one.size
    try:
        with one.source.open("rb") as stream:
            while left >= 0 and (chunk := stream.read(_CHUNK)):
                left -= len(chunk)
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise CannotRun("unread-evidence", path=one.name, reason=reason_of(error)) from error
    if left or digest.hexdigest() != one.sha256:
        raise CannotRun("evidence-changed", path=one.name)


def _manifest(sums: Mapping[str, str]) -> bytes:
    """The lines that `sha256sum -c` reads, in order of path."""
    return "".join(f"{sums[path]}  {_encoded(path)}\n" for path in sorted(sums)).encode("utf-8")


def _encoded(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _decoded(path: str) -> str:
    return re.sub("%(0A|0D|25)", lambda sign: chr(int(sign[1], 16)), path, flags=re.IGNORECASE)


# --- verifying -----------------------------------------------------------------------------------


class _Bag:
    """A bag that was opened: its files, and what was wrong with its outside.

    `files` opens each by its path; what is in `refused` is there and is not read.
    """

    def __init__(self) -> None:
        self.files: dict[str, Callable[[], IO[bytes]]] = {}
        self.refused: set[str] = set()
        self.found: list[Difference] = []

    def refuse(self, kind: str, path: str, **details: object) -> None:
        self.refused.add(path)
        self.found.append(Difference(kind, path, details))


def verify(path: Path) -> list[Difference]:
    """Everything that differs in a bag, a folder or a zip, from what it says of itself; in order of path.

    Links, paths that lead elsewhere and archives that inflate beyond all need are told and not followed.
    Raises CannotRun if there is no such file, or no bag in it.
    """
    try:
        if path.is_dir():
            return _ordered(_verified(_of_folder(path), path))
        with path.open("rb") as stream, _opened(stream, path) as packed:
            return _ordered(_verified(_of_zip(packed, path.stat().st_size, path), path))
    except FileNotFoundError:
        raise CannotRun("no-such-package", path=path.as_posix()) from None
    except OSError as error:
        raise CannotRun("unread-package", path=path.as_posix(), reason=reason_of(error)) from error


def _ordered(found: Iterable[Difference]) -> list[Difference]:
    return sorted(found, key=lambda difference: (difference.path, difference.kind))


def _of_folder(root: Path) -> _Bag:
    bag = _Bag()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as entries:
                listed = list(entries)
        except OSError as error:
            if not folder:
                raise
            bag.refuse("unreadable", folder, reason=reason_of(error))
            continue
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            is_junction = getattr(entry, "is_junction", bool)()  # Windows, from Python 3.12
            if entry.is_symlink() or is_junction:
                bag.refuse("link", path)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                bag.files[path] = _opener(root / path)
            else:
                bag.refuse("no-file", path)
    return bag


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _opened(stream: IO[bytes], path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # no zip, or a broken list of its files
        raise CannotRun("no-bag", path=path.as_posix()) from None


def _of_zip(packed: zipfile.ZipFile, size: int, path: Path) -> _Bag:
    """What a zip holds; it must hold one bag, at its top or in one folder."""
    entries = packed.infolist()
    if (
        len(entries) > _MAX_ENTRIES
        or sum(entry.compress_size for entry in entries) > size  # entries that share their bytes
        or sum(entry.file_size for entry in entries) > _SMALL + _MAX_RATIO * size
    ):
        raise CannotRun("package-bomb", path=path.as_posix())
    tops = {entry.filename.removesuffix("bagit.txt") for entry in entries if _is_declaration(entry.filename)}
    if len(tops) != 1:
        raise CannotRun("no-bag", path=path.as_posix())
    top = tops.pop()
    bag = _Bag()
    times = Counter(entry.filename for entry in entries)
    for entry in entries:
        name = entry.filename
        inside = name.removeprefix(top)
        if _leads_elsewhere(entry.orig_filename):
            bag.refuse("unsafe", entry.orig_filename)
        elif stat.S_ISLNK(entry.external_attr >> 16):
            bag.refuse("link", inside)
        elif entry.is_dir():
            continue
        elif not name.startswith(top):
            bag.refuse("added", f"../{name}")
        elif times[name] > 1:
            if inside not in bag.refused:
                bag.refuse("twice", inside)
        elif entry.flag_bits & 1:
            bag.refuse("locked", inside)
        elif entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            bag.refuse("method", inside)
        else:
            bag.files[inside] = _entry_opener(packed, entry)
    return bag


def _entry_opener(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: packed.open(entry)


def _is_declaration(name: str) -> bool:
    is_at_top = name == "bagit.txt" or (name.endswith("/bagit.txt") and name.count("/") == 1)
    return is_at_top and not _leads_elsewhere(name)


def _leads_elsewhere(name: str) -> bool:
    """Whether a path would leave the folder that it is put into, on some system."""
    return (
        name.startswith(("/", "~"))
        or "\\" in name
        or "\0" in name
        or bool(re.match("[A-Za-z]:", name))
        or ".." in name.split("/")
    )


def _verified(bag: _Bag, path: Path) -> Iterator[Difference]:
    """Compare a bag with its manifests."""
    if "bagit.txt" not in bag.files | dict.fromkeys(bag.refused):
        raise CannotRun("no-bag", path=path.as_posix())
    yield from bag.found
    tags: dict[str, bytes] = {}
    for name in sorted(bag.files):
        if name in {"bagit.txt", "bag-info.txt"} or re.fullmatch(_MANIFEST_NAME, name):
            content, trouble = _tag(bag, name)
            tags[name] = content
            yield from trouble
    if "bagit.txt" in tags and not _is_understood(tags["bagit.txt"]):
        yield Difference("declaration", "bagit.txt")
    if "fetch.txt" in bag.files:
        yield Difference("fetch", "fetch.txt")
    info = _info(tags.get("bag-info.txt", b""))
    is_ours = info.get("bag-software-agent", "").split(" ")[0] == SOFTWARE

    wanted: dict[str, dict[str, str]] = {}  # path → algorithm → checksum
    listed: dict[bool, list[set[str]]] = {True: [], False: []}
    for name, content in tags.items():
        match = re.fullmatch(_MANIFEST_NAME, name)
        if match is None:
            continue
        is_tag, algorithm = bool(match[1]), match[2]
        if algorithm not in _LENGTHS:
            yield Difference("algorithm", name, {"algorithm": algorithm})
            continue
        sums: dict[str, str] = {}
        for number, line in enumerate(_lines(content), start=1):
            entry = re.fullmatch(_LINE, line)
            if entry is None or len(entry[1]) != _LENGTHS[algorithm] or _decoded(entry[2]) in sums:
                yield Difference("line", name, {"line": number})
                continue
            sums[_decoded(entry[2])] = entry[1].lower()
        if is_ours and content != _manifest(sums):  # not a letter of it is anybody else's
            yield Difference("rewritten", name)
        for inside, wants in sums.items():
            if _leads_elsewhere(inside) or inside.startswith("data/") == is_tag:
                yield Difference("unsafe", inside)
            else:
                wanted.setdefault(inside, {})[algorithm] = wants
        listed[is_tag].append(set(sums))
    if not listed[False]:
        yield Difference("no-manifest", MANIFEST)
    if is_ours and not listed[True]:
        yield Difference("no-manifest", f"tag{MANIFEST}")

    there = bag.files.keys() | bag.refused
    yield from (Difference("missing", name) for name in wanted if name not in there)
    own = {name for name in tags if name.startswith("tagmanifest-")}
    is_sound = True
    octets = count = 0
    for name in sorted(bag.files):
        is_payload = name.startswith("data/")
        if listed[not is_payload] and name not in own and not _is_in_all(name, listed[not is_payload]):
            yield Difference("added", name)
            is_sound = False
        if is_payload or name in wanted:
            size, have, reason = _sums(bag.files[name], wanted.get(name, {}))
            octets, count = octets + size * is_payload, count + is_payload
            if reason:
                yield Difference("unreadable", name, {"reason": reason})
                is_sound = False
            elif have != wanted.get(name, {}):
                yield Difference("altered", name)
                is_sound = False
    told = info.get("payload-oxum")
    is_whole = is_sound and all(name in bag.files for name in wanted)
    if told is not None and is_whole and told != f"{octets}.{count}":
        yield Difference("oxum", "bag-info.txt", {"told": told, "have": f"{octets}.{count}"})


def _is_in_all(name: str, listings: list[set[str]]) -> bool:
    return all(name in listing for listing in listings)


def _tag(bag: _Bag, name: str) -> tuple[bytes, list[Difference]]:
    """The bytes of a file that describes the bag, within a limit."""
    content = b""
    try:
        with bag.files[name]() as stream:
            while len(content) <= _MAX_TAG and (chunk := stream.read(_CHUNK)):
                content += chunk
    except _UNREADABLE as error:
        return b"", [Difference("unreadable", name, {"reason": _reason(error)})]
    return content[:_MAX_TAG], [Difference("too-large", name)] if len(content) > _MAX_TAG else []


_UNREADABLE: Final = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a file of a folder or a zip may raise."""


def _reason(error: Exception) -> str:
    return reason_of(error) if isinstance(error, OSError) else "damaged"


def _sums(opened: Callable[[], IO[bytes]], wanted: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """The size of a file, its checksums by the algorithms wanted, and why it cannot be read."""
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in wanted}
    size = 0
    try:
        with opened() as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                for digest in digests.values():
                    digest.update(chunk)
    except _UNREADABLE as error:
        return size, {}, _reason(error)
    return size, {name: digest.hexdigest() for name, digest in digests.items()}, ""


def _lines(content: bytes) -> list[str]:
    """The lines of a manifest; what is no UTF-8 stays to be seen as wrong."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    return [line.removesuffix("\r") for line in text.split("\n") if line.strip("\r")]


def _is_understood(content: bytes) -> bool:
    told = re.fullmatch(
        r"BagIt-Version: (\d+\.\d+)\nTag-File-Character-Encoding: UTF-8\n?",
        content.decode("utf-8", "replace").replace("\r\n", "\n"),
        re.ASCII,
    )
    return told is not None and told[1] in {"0.97", "1.0"}


def _info(content: bytes) -> dict[str, str]:
    """The lines of `bag-info.txt`, by their labels in small letters."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon and not label[:1].isspace():
            found.setdefault(label.strip().lower(), value.strip())
    return found
