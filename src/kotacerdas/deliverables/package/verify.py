"""Verifying an evidence package: everything by which a bag differs from what its manifests say of it.

Nothing is extracted, and nothing is held in memory but what the manifests list. What a Mac or Windows leaves in a package
that somebody unpacked and packed again (files of its own, backslashes, other line ends) is told, and does no harm.
"""

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Final, NamedTuple

from kotacerdas.deliverables.package.bag import CHUNK, MANIFEST, SOFTWARE, encoded
from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.findings import NO_DETAILS
from kotacerdas.naming import is_litter
from kotacerdas.opening import Sipped, opened

_LENGTHS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_MANIFEST_NAME: Final = r"(tag)?manifest-([a-z0-9]+)\.txt"
_LINE: Final = r"([0-9A-Fa-f]+)[ \t]+\*?(.+)"
_DECLARATION: Final = r"BagIt-Version: (0\.97|1\.0)\nTag-File-Character-Encoding: UTF-8\n?"
_MAX_LINES, _MEMORY_OF_LINE, _MAX_LINE = 1_000_000, 160, 64 * 1024
_MAX_ENTRIES, _MAX_DIRECTORY = 100_000, 16 * 1024**2
_MAX_RATIO: Final = 200
_SMALL: Final = 50 * 1024**2
_MAX_TOLD: Final = 100
"""Differences of one kind that are told one by one."""
_NO_ZIP: Final = (NotImplementedError, zipfile.BadZipFile, zlib.error)
_UNREADABLE: Final = (OSError, EOFError, RuntimeError, ValueError, *_NO_ZIP)
"""What reading a file of a folder or a zip may raise."""


class Difference(NamedTuple):
    """How a bag differs: a kind, the path that it is about, and what fills the sentence."""

    kind: str
    path: str
    details: Mapping[str, object] = NO_DETAILS

    @property
    def is_harmless(self) -> bool:
        """Whether everything that the bag's manifests list is as it was: it was packed again, or notes lie beside it."""
        return self.kind in {"beside", "litter", "line-ends", "backslashes"}


def is_untouched(path: Path) -> bool:
    """Verify whether a package is one that kotacerdas made, and holds nothing but what it was made of: no notes of anybody, either."""
    try:
        return all(
            difference.is_harmless and difference.kind != "beside"
            for difference in verify(path, must_be_ours=True)
        )
    except CannotRun:
        return False


def verify(path: Path, *, must_be_ours: bool = False) -> list[Difference]:
    """Everything that differs in a bag, a folder or a zip, from what it says of itself; in order of path.

    Of very many differences of one kind the first are told, and how many `more` there are. Links, paths that lead
    elsewhere and archives that inflate beyond all need are told and not followed. One that another program made differs
    if it `must_be_ours`. Raises CannotRun if there is no such file, or no bag in it.
    """
    try:
        if path.is_dir():
            return _differences(_bag_in_folder(path), path, must_be_ours=must_be_ours)
        with opened(path) as stream, _unzipped(stream, path) as packed:
            bag = _bag_in_zip(packed, path.stat().st_size, path)
            return _differences(bag, path, must_be_ours=must_be_ours)
    except FileNotFoundError:
        raise CannotRun("no-such-package", path=path.as_posix()) from None
    except OSError as error:
        raise CannotRun("unread-package", path=path.as_posix(), reason=reason_of(error)) from error


# --- opening -------------------------------------------------------------------------------------


class _Bag:
    """A bag that was opened: its files, what its manifests list, and how it differs.

    `files` opens each by its path; what is in `refused` is there and is not read. The manifests tell checksums by algorithm
    and path: those of `payload` of what is packed, those of `tags` of the files that describe the bag.
    """

    def __init__(self) -> None:
        """Begin to verify a bag: no files and no manifests yet, and nothing that differs."""
        self.files: dict[str, Callable[[], IO[bytes]]] = {}
        self.refused: set[str] = set()
        self.payload: dict[str, dict[str, bytes]] = {}
        self.tags: dict[str, dict[str, bytes]] = {}
        self.room = _MAX_LINES * _MEMORY_OF_LINE
        self._told: list[Difference] = []
        self._counts = Counter[str]()

    def differs(self, kind: str, path: str, **details: object) -> None:
        """Note a difference of the bag; of very many of one kind the first are kept."""
        self._counts[kind] += 1
        if self._counts[kind] <= _MAX_TOLD:
            self._told.append(Difference(kind, path, details))

    def refuse(self, kind: str, path: str, **details: object) -> None:
        """Note that a file of the bag is not read, and why."""
        self.refused.add(path)
        self.differs(kind, path, **details)

    @contextmanager
    def reading(self, path: str) -> Iterator[None]:
        """Note a file of the bag that is verified as unreadable where reading it fails inside."""
        try:
            yield
        except _UNREADABLE as error:
            self.differs(
                "unreadable", path, reason=reason_of(error) if isinstance(error, OSError) else "damaged"
            )

    def missing(self) -> Iterator[str]:
        """The paths that the manifests of the verified bag list and that are not there, each once."""
        manifests = [*self.payload.values(), *self.tags.values()]
        for n, sums in enumerate(manifests):
            for path in sums:
                if path not in self.files and not any(path in earlier for earlier in manifests[:n]):
                    yield path

    def differences(self) -> list[Difference]:
        """The differences of the bag that are told, in order of path, and last how many more there are."""
        told = sorted(self._told, key=lambda difference: (difference.path, difference.kind))
        more = self._counts.total() - len(told)
        return [*told, Difference("more", "", {"n": more})] if more else told


def _bag_in_folder(root: Path) -> _Bag:
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
                bag.files[path] = partial(opened, root / path)
            else:
                bag.refuse("no-file", path)
    return bag


def _unzipped(stream: IO[bytes], path: Path) -> zipfile.ZipFile:
    """The zip of a bag to verify, opened. Raises CannotRun if it is none, or its directory is too large."""
    try:
        return zipfile.ZipFile(Sipped(stream, _MAX_DIRECTORY))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # no zip, or a broken list of its files
        raise CannotRun("no-bag", path=path.as_posix()) from None
    except OSError as error:
        code = "package-bomb" if reason_of(error) == "too-large" else "no-bag"
        raise CannotRun(code, path=path.as_posix()) from error


def _bag_in_zip(packed: zipfile.ZipFile, size: int, path: Path) -> _Bag:
    """A bag to verify in a zip, which must hold one: at its top, in a folder, or in a folder of that."""
    entries = packed.infolist()
    if (
        len(entries) > _MAX_ENTRIES
        or sum(entry.compress_size for entry in entries) > size  # entries that share their bytes
        or sum(entry.file_size for entry in entries) > _SMALL + _MAX_RATIO * size
    ):
        raise CannotRun("package-bomb", path=path.as_posix())
    bag = _Bag()
    if all("/" not in entry.filename for entry in entries) and any(
        "\\" in entry.filename for entry in entries
    ):
        bag.differs("backslashes", "")
        for entry in entries:
            entry.filename = entry.filename.replace("\\", "/")
    names = [entry.filename for entry in entries]
    declared = re.compile(
        r"((?:[^/]+/){0,2})bagit\.txt"
    )  # unpacked into a folder and packed with it: two deep
    tops = {match[1] for name in names if (match := declared.fullmatch(name)) and not _leads_elsewhere(name)}
    tops = {top for top in tops if all(top.count("/") <= other.count("/") for other in tops)}
    if len(tops) != 1:
        raise CannotRun("no-bag", path=path.as_posix())
    top = tops.pop()
    times = Counter(names)
    for entry in entries:
        name = entry.filename
        inside = name.removeprefix(top)
        if _leads_elsewhere(name) or "\0" in entry.orig_filename:
            bag.refuse("unsafe", entry.orig_filename)
        elif stat.S_ISLNK(entry.external_attr >> 16):
            bag.refuse("link", inside)
        elif entry.is_dir():
            continue
        elif not name.startswith(top):
            bag.refuse("litter" if is_litter(name) else "beside", f"../{name}")
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


def _leads_elsewhere(name: str) -> bool:
    """Whether a path in a bag that is verified would leave the folder that it is put into, on some system."""
    return (
        name.startswith(("/", "~"))
        or "\\" in name
        or "\0" in name
        or bool(re.match("[A-Za-z]:", name))
        or ".." in name.split("/")
    )


# --- comparing -----------------------------------------------------------------------------------


def _read_manifest(bag: _Bag, name: str, lines: Iterable[bytes], *, is_tag: bool, is_ours: bool) -> None:
    """Read one manifest of the bag that is verified, by its name."""
    algorithm = name.rpartition("-")[2].removesuffix(".txt")
    if algorithm not in _LENGTHS:
        bag.differs("algorithm", name, algorithm=algorithm)
        return
    sums = (bag.tags if is_tag else bag.payload).setdefault(algorithm, {})
    last, is_exact, has_other_ends = "", True, False
    for number, line in enumerate(lines, start=1):
        bag.room -= max(len(line), _MEMORY_OF_LINE)
        if bag.room < 0:
            bag.differs("too-large", name)
            break
        text = line.decode("utf-8", "replace").removeprefix("\ufeff")
        plain = text.rstrip("\r\n")
        entry = re.fullmatch(_LINE, plain)
        checksum, path = (entry[1], _decoded(entry[2])) if entry else ("", "")
        has_other_ends |= text != f"{plain}\n"
        is_exact &= f"{checksum.lower()}  {encoded(path)}" == plain and path > last
        last = path
        if len(checksum) != _LENGTHS[algorithm] or path in sums:
            if plain:
                bag.differs("line", name, line=number)
        elif _leads_elsewhere(path) or _is_payload(path) == is_tag:
            bag.differs("unsafe", path)
        else:
            sums[path] = bytes.fromhex(checksum)
    if is_ours and not is_exact:  # not a letter of it is anybody else's
        bag.differs("rewritten", name)
    elif is_ours and is_tag and has_other_ends:  # of other files their checksums tell
        bag.differs("line-ends", name)


def _is_payload(path: str) -> bool:
    """Whether a file of a bag is one of those packed, and does not describe the bag."""
    return path.startswith("data/")


def _differences(bag: _Bag, path: Path, *, must_be_ours: bool) -> list[Difference]:
    """Compare a bag with what it says of itself. Raises CannotRun if it says nothing."""
    if "bagit.txt" not in bag.files and "bagit.txt" not in bag.refused:
        raise CannotRun("no-bag", path=path.as_posix())
    tags = {"bagit.txt": b"", "bag-info.txt": b""}
    for name in tags.keys() & bag.files.keys():
        with bag.reading(name), bag.files[name]() as stream:
            tags[name] = stream.read(CHUNK)
    declaration = tags["bagit.txt"].decode("utf-8", "replace").replace("\r\n", "\n")
    if declaration and not re.fullmatch(_DECLARATION, declaration):
        bag.differs("declaration", "bagit.txt")
    if "fetch.txt" in bag.files:
        bag.differs("fetch", "fetch.txt")
    info = _info(tags["bag-info.txt"])
    is_ours = info.get("bag-software-agent", "").split(" ")[0] == SOFTWARE
    if must_be_ours and not is_ours:
        bag.differs("altered", "bag-info.txt")
    for name in sorted(bag.files):
        if match := re.fullmatch(_MANIFEST_NAME, name):
            with bag.reading(name), bag.files[name]() as stream:
                _read_manifest(bag, name, _lines(stream), is_tag=bool(match[1]), is_ours=is_ours)
    if not bag.payload:
        bag.differs("no-manifest", MANIFEST)
    if is_ours and not bag.tags:
        bag.differs("no-manifest", f"tag{MANIFEST}")
    _compare(bag, info.get("payload-oxum"))
    return bag.differences()


def _compare(bag: _Bag, oxum: str | None) -> None:
    """Verify the files of a bag against its manifests, and their number and size with `Payload-Oxum`."""
    is_sound, octets, count = True, 0, 0
    for path in bag.missing():
        is_sound = False
        if path not in bag.refused:
            bag.differs("missing", path)
    for path, opener in sorted(bag.files.items()):
        is_payload = _is_payload(path)
        listed = bag.payload if is_payload else bag.tags
        wanted = {algorithm: sums[path] for algorithm, sums in listed.items() if path in sums}
        if not wanted and is_litter(path):
            bag.differs("litter", path)
            continue
        if len(wanted) < len(listed) and not path.startswith("tagmanifest-"):
            is_beside = not wanted and not is_payload
            bag.differs("beside" if is_beside else "added", path)
            is_sound &= is_beside
        if not is_payload and not wanted:
            continue
        is_read = False
        with bag.reading(path):
            size, sums = _sums(opener, wanted)
            octets, count = octets + size * is_payload, count + is_payload
            if sums != wanted:
                has_other_ends = not is_payload and _sums(opener, wanted, as_text=True)[1] == wanted
                bag.differs("line-ends" if has_other_ends else "altered", path)
                is_sound &= has_other_ends
            is_read = True
        is_sound &= is_read
    have = f"{octets}.{count}"
    if oxum is not None and is_sound and oxum != have:
        bag.differs("oxum", "bag-info.txt", told=oxum, have=have)


# --- reading -------------------------------------------------------------------------------------


def _sums(
    opener: Callable[[], IO[bytes]], algorithms: Iterable[str], *, as_text: bool = False
) -> tuple[int, dict[str, bytes]]:
    """The size of a file of a bag and its checksums, to verify; as text with the line ends that it had once."""
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    size = 0
    with opener() as stream:
        for chunk in _lines(stream) if as_text else iter(partial(stream.read, CHUNK), b""):
            size += len(chunk)
            for digest in digests.values():
                digest.update(chunk.replace(b"\r\n", b"\n") if as_text else chunk)
    return size, {name: digest.digest() for name, digest in digests.items()}


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file of a bag, none of them longer than any path."""
    return iter(partial(stream.readline, _MAX_LINE), b"")


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
