"""Verifying an evidence package: everything by which a bag differs from what its manifests say of it.

Nothing is extracted, and no file is held in memory as a whole but the few that describe the bag.
"""

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import FileIO
from pathlib import Path
from typing import IO, Final, NamedTuple

from kotacerdas.deliverables.package.bag import CHUNK, MANIFEST, SOFTWARE, manifest
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.findings import NO_DETAILS

_LENGTHS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_MANIFEST_NAME: Final = r"manifest-([a-z0-9]+)\.txt"
_LINE: Final = r"([0-9A-Fa-f]+)[ \t]+\*?(.+)"
_DECLARATION: Final = r"BagIt-Version: (0\.97|1\.0)\nTag-File-Character-Encoding: UTF-8\n?"
_MAX_TAG: Final = 64 * 1024**2
_MAX_ENTRIES: Final = 200_000
_MAX_RATIO: Final = 200
_SMALL: Final = 50 * 1024**2
_UNREADABLE: Final = (
    *(OSError, EOFError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error),
)
"""What reading a file of a folder or a zip may raise."""


class Difference(NamedTuple):
    """What is wrong with a bag: a kind, the path that it is about, and what fills the sentence."""

    kind: str
    path: str
    details: Mapping[str, object] = NO_DETAILS


def verify(path: Path) -> list[Difference]:
    """Everything that differs in a bag, a folder or a zip, from what it says of itself; in order of path.

    Links, paths that lead elsewhere and archives that inflate beyond all need are told and not followed.
    Raises CannotRun if there is no such file, or no bag in it.
    """
    try:
        if path.is_dir():
            differences = list(_differences(_of_folder(path), path))
        else:
            with path.open("rb") as stream, _opened(stream, path) as packed:
                differences = list(_differences(_of_zip(packed, path.stat().st_size, path), path))
    except FileNotFoundError:
        raise CannotRun("no-such-package", path=path.as_posix()) from None
    except OSError as error:
        raise CannotRun("unread-package", path=path.as_posix(), reason=reason_of(error)) from error
    return sorted(differences, key=lambda difference: (difference.path, difference.kind))


# --- opening -------------------------------------------------------------------------------------


class _Bag:
    """A bag that was opened: its files, and what is wrong with it from outside.

    `files` opens each by its path; what is in `refused` is there and is not read.
    """

    def __init__(self) -> None:
        self.files: dict[str, Callable[[], IO[bytes]]] = {}
        self.refused: set[str] = set()
        self.differences: list[Difference] = []

    def refuse(self, kind: str, path: str, **details: object) -> None:
        """Note that a file of the bag is not read, and why."""
        self.refused.add(path)
        self.differences.append(Difference(kind, path, details))


def _of_folder(root: Path) -> _Bag:
    """A bag to verify in a folder: its files, and what is no file; links are not followed."""
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
                bag.files[path] = partial(FileIO, root / path)
            else:
                bag.refuse("no-file", path)
    return bag


def _opened(stream: IO[bytes], path: Path) -> zipfile.ZipFile:
    """The zip of a bag to verify, opened. Raises CannotRun if it is none."""
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # no zip, or a broken list of its files
        raise CannotRun("no-bag", path=path.as_posix()) from None


def _of_zip(packed: zipfile.ZipFile, size: int, path: Path) -> _Bag:
    """A bag to verify in a zip, which must hold one, at its top or in one folder."""
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
            bag.files[inside] = partial(packed.open, entry)
    return bag


def _is_declaration(name: str) -> bool:
    """Whether an entry of a zip is `bagit.txt`, at the top or in a folder there."""
    is_at_top = name == "bagit.txt" or (name.endswith("/bagit.txt") and name.count("/") == 1)
    return is_at_top and not _leads_elsewhere(name)


def _leads_elsewhere(name: str) -> bool:
    """Whether a path in a bag would leave the folder that it is put into, on some system."""
    return (
        name.startswith(("/", "~"))
        or "\\" in name
        or "\0" in name
        or bool(re.match("[A-Za-z]:", name))
        or ".." in name.split("/")
    )


# --- comparing -----------------------------------------------------------------------------------


class _Manifests:
    """What the manifests of a bag list: the checksums of each path by algorithm, and each manifest's paths.

    `payload` are those of the manifests of what is packed, `tags` those of the files that describe the bag.
    """

    def __init__(self) -> None:
        self.sums: dict[str, dict[str, str]] = {}
        self.payload: list[set[str]] = []
        self.tags: list[set[str]] = []

    def read(self, name: str, content: bytes, *, is_ours: bool) -> Iterator[Difference]:
        """Read one manifest of the bag, by its name; other files are left alone."""
        match = re.fullmatch(f"(tag)?{_MANIFEST_NAME}", name)
        if match is None:
            return
        is_tag, algorithm = bool(match[1]), match[2]
        if algorithm not in _LENGTHS:
            yield Difference("algorithm", name, {"algorithm": algorithm})
            return
        sums: dict[str, str] = {}
        for number, line in enumerate(_lines(content), start=1):
            entry = re.fullmatch(_LINE, line)
            if entry is None or len(entry[1]) != _LENGTHS[algorithm] or _decoded(entry[2]) in sums:
                yield Difference("line", name, {"line": number})
                continue
            sums[_decoded(entry[2])] = entry[1].lower()
        if is_ours and content != manifest(sums):  # not a letter of it is anybody else's
            yield Difference("rewritten", name)
        for path, checksum in sums.items():
            if _leads_elsewhere(path) or path.startswith("data/") == is_tag:
                yield Difference("unsafe", path)
            else:
                self.sums.setdefault(path, {})[algorithm] = checksum
        (self.tags if is_tag else self.payload).append(set(sums))

    def are_without(self, path: str) -> bool:
        """Whether a manifest that should list a path does not."""
        return not all(path in paths for paths in (self.payload if _is_payload(path) else self.tags))


def _is_payload(path: str) -> bool:
    """Whether a file of a bag is one of those packed, and does not describe the bag."""
    return path.startswith("data/")


def _differences(bag: _Bag, path: Path) -> Iterator[Difference]:
    """Compare a bag with what it says of itself. Raises CannotRun if it says nothing."""
    if "bagit.txt" not in bag.files and "bagit.txt" not in bag.refused:
        raise CannotRun("no-bag", path=path.as_posix())
    yield from bag.differences
    tags: dict[str, bytes] = {}
    for name in sorted(bag.files):
        if name in {"bagit.txt", "bag-info.txt"} or re.fullmatch(f"(tag)?{_MANIFEST_NAME}", name):
            tags[name], troubles = _tag_file(bag, name)
            yield from troubles
    declaration = tags.get("bagit.txt", b"").decode("utf-8", "replace").replace("\r\n", "\n")
    if "bagit.txt" in tags and not re.fullmatch(_DECLARATION, declaration):
        yield Difference("declaration", "bagit.txt")
    if "fetch.txt" in bag.files:
        yield Difference("fetch", "fetch.txt")
    info = _info(tags.get("bag-info.txt", b""))
    is_ours = info.get("bag-software-agent", "").split(" ")[0] == SOFTWARE
    manifests = _Manifests()
    for name, content in tags.items():
        yield from manifests.read(name, content, is_ours=is_ours)
    if not manifests.payload:
        yield Difference("no-manifest", MANIFEST)
    if is_ours and not manifests.tags:
        yield Difference("no-manifest", f"tag{MANIFEST}")
    yield from _altered(bag, manifests, info.get("payload-oxum"))


def _altered(bag: _Bag, manifests: _Manifests, oxum: str | None) -> Iterator[Difference]:
    """Compare the files of a bag with its manifests, and their number and size with `Payload-Oxum`."""
    missing = [path for path in manifests.sums if path not in bag.files]
    yield from (Difference("missing", path) for path in missing if path not in bag.refused)
    is_sound, octets, count = not missing, 0, 0
    for path in sorted(bag.files):
        if not re.fullmatch(f"tag{_MANIFEST_NAME}", path) and manifests.are_without(path):
            yield Difference("added", path)
            is_sound = False
        wanted = manifests.sums.get(path, {})
        if _is_payload(path) or wanted:
            size, sums, reason = _sums(bag.files[path], wanted)
            octets, count = octets + size * _is_payload(path), count + _is_payload(path)
            if reason:
                yield Difference("unreadable", path, {"reason": reason})
                is_sound = False
            elif sums != wanted:
                yield Difference("altered", path)
                is_sound = False
    have = f"{octets}.{count}"
    if oxum is not None and is_sound and oxum != have:
        yield Difference("oxum", "bag-info.txt", {"told": oxum, "have": have})


# --- reading -------------------------------------------------------------------------------------


def _tag_file(bag: _Bag, name: str) -> tuple[bytes, list[Difference]]:
    """The bytes of a file that describes the bag, within a limit."""
    content = b""
    try:
        with bag.files[name]() as stream:
            while len(content) <= _MAX_TAG and (chunk := stream.read(CHUNK)):
                content += chunk
    except _UNREADABLE as error:
        return b"", [Difference("unreadable", name, {"reason": _reason(error)})]
    return content[:_MAX_TAG], [Difference("too-large", name)] if len(content) > _MAX_TAG else []


def _reason(error: Exception) -> str:
    """Why a file of a bag cannot be read."""
    return reason_of(error) if isinstance(error, OSError) else "damaged"


def _sums(opened: Callable[[], IO[bytes]], wanted: Mapping[str, str]) -> tuple[int, dict[str, str], str]:
    """The size of a file of a bag, its checksums by the algorithms wanted, and why it cannot be read."""
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in wanted}
    size = 0
    try:
        with opened() as stream:
            while chunk := stream.read(CHUNK):
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


def _decoded(path: str) -> str:
    """A path as a manifest means it."""
    return re.sub("%(0A|0D|25)", lambda sign: chr(int(sign[1], 16)), path, flags=re.IGNORECASE)


def _info(content: bytes) -> dict[str, str]:
    """The lines of `bag-info.txt` to verify, by their labels in small letters."""
    told: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        label, colon, value = line.partition(":")
        if colon and not label[:1].isspace():
            told.setdefault(label.strip().lower(), value.strip())
    return told
