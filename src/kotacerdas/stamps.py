"""By what a file is known to be as kotacerdas wrote it, so that what people did to it is never written over.

A stamp is a comment, which nobody sees, with a digest of all the rest: any change makes it wrong, and Word and LibreOffice drop it
when they save. A table (CSV) and plain text have no room for one; their digests stand in a hidden file beside them. Other files are for
machines, and carry none.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import IO, Final

from kotacerdas import writing
from kotacerdas.errors import CannotRun
from kotacerdas.opening import opened

RECORD: Final = ".kotacerdas.sha256"
"""The name of the hidden file with the digests of the tables and texts beside it."""
_TEXT, _PDF = b"\n<!-- %b -->\n", b"%%%b\n"
_COMMENTS: Final = {".md": _TEXT, ".html": _TEXT, ".docx": _TEXT, ".xlsx": _TEXT, ".pdf": _PDF}
"""How a stamp stands at the end of a file of this ending, or of the last part of an Office file."""
_OFFICE: Final = (".docx", ".xlsx")
_RECORDED: Final = (".csv", ".txt")
_STAMP: Final = re.compile(rb"(?:\r?\n<!-- |%)kotacerdas sha256:([0-9a-f]{64})(?: -->)?\r?\n?")
_MOST: Final = 256 * 1024**2
_NO_OFFICE: Final = (EOFError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)
"""What reading an Office file may raise that is none."""


class Standing(Enum):
    """How a file stands that is to be replaced: as kotacerdas wrote it, changed since then, or without a stamp."""

    AS_WRITTEN = "as-written"
    CHANGED = "changed"
    UNKNOWN = "unknown"


def standing(path: Path, new: bytes = b"") -> Standing:
    """How a file that is to be replaced stands by its stamp. What is absent, empty, no file at all or the same holds nobody's work."""
    try:
        with opened(path) as stream:
            content = stream.read(_MOST)
    except PermissionError:
        return Standing.UNKNOWN
    except OSError:
        return Standing.AS_WRITTEN
    told, digest = _stamp_in(content, path.suffix.lower())
    if path.suffix.lower() in _RECORDED:
        told, digest = _recorded(path.parent).get(path.name, ""), _digest(content)
    if content in {b"", new} or (told and told == digest):
        return Standing.AS_WRITTEN
    return Standing.CHANGED if told else Standing.UNKNOWN


def refuse_changed(files: Mapping[Path, bytes], *, is_report: bool = False) -> None:
    """Raise CannotRun, with the names of all of them, if any of the files is not, by its stamp, as kotacerdas wrote it.

    What has the content already that it is to get may be. A report, which anybody may put anywhere, replaces what has no
    stamp, too.
    """
    refused = {Standing.CHANGED} if is_report else {Standing.CHANGED, Standing.UNKNOWN}
    changed = [path for path, new in files.items() if standing(writing.resolved(path), new) in refused]
    if changed:
        raise CannotRun("changed-since", paths='", "'.join(path.as_posix() for path in changed))


def write_all(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write files whole, each with its stamp: all of them, or none where `refuse_changed` would refuse one."""
    stamped = {path: _stamped(content, path.suffix.lower()) for path, content in files.items()}
    if not overwrite:
        refuse_changed(stamped)
    writing.write_all(stamped)
    _record({writing.resolved(path): content for path, content in stamped.items()})


def write_office(stream: IO[bytes], parts: Mapping[str, Iterable[bytes]]) -> None:
    """Write an Office file of its parts, with its stamp in the last: its content types, what is no XML, then the rest by name."""
    order = ("[Content_Types].xml", "_rels/.rels")
    names = sorted(
        parts, key=lambda name: (*(name != first for first in order), name.lower().endswith(".xml"), name)
    )
    sums: list[tuple[str, int]] = []

    def summed(name: str) -> Iterator[bytes]:
        """The bytes of a part of an Office file, whose checksum for the stamp is taken on the way; the last one with the stamp."""
        checksum = 0
        for chunk in parts[name]:
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        sums.append((name, checksum))
        if name == names[-1]:
            yield _comment(_digest_of_parts(sums), ".docx")

    writing.write_zip(stream, ((name, 0, summed(name)) for name in names), is_deflated=True)


def _stamped(content: bytes, suffix: str) -> bytes:
    """The content of a file with this ending, with its stamp if it carries one."""
    if suffix not in _COMMENTS or _stamp_in(content, suffix)[0]:
        return content
    if suffix not in _OFFICE:
        return content + _comment(_digest(content), suffix)
    made = io.BytesIO()
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
        write_office(made, {name: [packed.read(name)] for name in packed.namelist()})
    return made.getvalue() or content  # a report that somebody calls .docx


def _comment(digest: str, suffix: str) -> bytes:
    """A stamp with this digest, as it stands in a file with this ending."""
    return _COMMENTS[suffix] % f"kotacerdas sha256:{digest}".encode()


def _stamp_in(content: bytes, suffix: str) -> tuple[str, str]:
    """The digest in the stamp of a file, and the one that it ought to be; empty where there is no stamp."""
    if suffix in _OFFICE:
        with suppress(*_NO_OFFICE), zipfile.ZipFile(io.BytesIO(content)) as packed:
            *others, last = packed.infolist()
            digest, part = _without_stamp(packed.read(last) if last.file_size < _MOST else b"")
            sums = [*((other.filename, other.CRC) for other in others), (last.filename, zlib.crc32(part))]
            return digest, _digest_of_parts(sums)
    elif suffix in _COMMENTS:
        digest, rest = _without_stamp(content)
        return digest, _digest(rest)
    return "", ""


def _without_stamp(content: bytes) -> tuple[str, bytes]:
    """The digest in the last stamp of a text, empty where there is none, and the text without that stamp."""
    *_, last = None, *_STAMP.finditer(content)
    return (last[1].decode(), content[: last.start()] + content[last.end() :]) if last else ("", content)


def _digest(content: bytes) -> str:
    """The digest of a file. Carriage returns do not count, since Git may put them in."""
    return hashlib.sha256(content.translate(None, b"\r")).hexdigest()


def _digest_of_parts(sums: Iterable[tuple[str, int]]) -> str:
    """The digest of an Office file, of the names and checksums of its parts."""
    return hashlib.sha256(
        "".join(f"{checksum:08x}  {name}\n" for name, checksum in sums).encode()
    ).hexdigest()


def _recorded(folder: Path) -> dict[str, str]:
    """The digests that stand for the stamps of tables and texts in a folder, by their names."""
    with suppress(OSError, ValueError), opened(folder / RECORD) as stream:
        lines = stream.read(_MOST).decode("utf-8").splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
    return {}


def _record(files: Mapping[Path, bytes]) -> None:
    """Record beside tables and texts the digests that stand for their stamps; where that cannot be done, they count as changed."""
    digests: defaultdict[Path, dict[str, str]] = defaultdict(dict)
    for path, content in files.items():
        if path.suffix.lower() in _RECORDED and path.is_file():
            digests[path.parent][path.name] = _digest(content)
    for folder, written in digests.items():
        lines = [f"{digest}  {name}\n" for name, digest in sorted((_recorded(folder) | written).items())]
        with suppress(OSError):
            (folder / RECORD).unlink(missing_ok=True)  # whatever link somebody put there
            with (folder / RECORD).open("x", encoding="utf-8", newline="\n") as stream:
                stream.writelines(lines)
