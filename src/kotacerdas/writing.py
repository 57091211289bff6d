"""Files appear whole or not at all: a temporary name in the same folder, then a move."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kotacerdas.errors import CannotRun, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import IO, BinaryIO

_UNIX: Final = 3


def write(path: Path, content: bytes) -> None:
    """Write a file whole, as `written` does."""
    write_all({path: content})


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content, once it is whole, stands in place of the file that has the name, with its rights.

    What is no ordinary file (a terminal, a pipe) is written to as it is; a link is followed. Raises
    CannotRun where it cannot be written: no such folder, no right, open in another program. Whatever goes
    wrong, the old file stays as it was.
    """
    temporary = ""
    # Before links are followed: /dev/stdout may lead to a pipe, which has no place.
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - they take any name
        with writable(path), path.open("wb") as stream:
            yield stream
        return
    target = resolved(path)
    try:
        with writable(path):
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
            with os.fdopen(handle, "w+b") as stream:
                yield stream
            Path(temporary).chmod(mode)
            Path(temporary).replace(target)
            temporary = ""
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files whole, as `written` does: none gets its name before there is room on the disk for them all."""
    with ExitStack() as stack:
        for path, content in files.items():
            stream = stack.enter_context(written(path))
            stream.write(content)
            stream.close()


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn what the disk refuses inside into CannotRun: this path cannot be written, and why."""
    try:
        yield
    except OSError as error:
        raise CannotRun("cannot-write", path=path.as_posix(), reason=reason_of(error)) from error


def resolved(path: Path) -> Path:
    """Where a path to be written leads, links followed. Raises CannotRun where they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise CannotRun("cannot-write", path=path.as_posix(), reason=reason_of(error)) from error


def write_zip(
    stream: IO[bytes], files: Iterable[tuple[str, int, Iterable[bytes]]], *, is_deflated: bool
) -> None:
    """Write a zip with neither clock nor owner in it: the same files, each with its path and size, give the same bytes.

    Deflated it is what Word writes; otherwise it holds the files as they are, with the rights of ordinary ones.
    """
    import zipfile  # noqa: PLC0415 - few commands write one

    with zipfile.ZipFile(stream, "w") as packed:
        for path, size, chunks in files:
            entry = zipfile.ZipInfo(path)  # from 1980, which is no date
            entry.file_size = size
            entry.compress_type = zipfile.ZIP_DEFLATED if is_deflated else zipfile.ZIP_STORED
            entry.create_system = 0 if is_deflated else _UNIX
            entry.external_attr = 0 if is_deflated else (stat.S_IFREG | 0o644) << 16
            with packed.open(entry, "w") as target:
                for chunk in chunks:
                    target.write(chunk)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it. Raises CannotRun if it cannot be made."""
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)


def mark_of_open_file(path: Path) -> str:
    """The name of the mark that Word or LibreOffice leaves beside a file it has open; empty if there is none."""
    marks = (f"~${path.name[2:]}", f"~${path.name}", f".~lock.{path.name}#")
    return next((mark for mark in marks if os.path.exists(path.with_name(mark))), "")  # noqa: PTH110 - takes any name


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder with these files, by their paths in it; it may be there already if it is empty.

    Raises CannotRun where something stands there, or it cannot be written.
    """
    with new_folder(folder, CannotRun("init-exists", path=folder.as_posix())) as made:
        for name, text in files.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def new_folder(folder: Path, taken: CannotRun, *, replaces: bool = False) -> Iterator[Path]:
    """A folder that is written under a temporary name, whose files get their place once they are all there.

    The folder may be there already if it is empty, or if the new one `replaces` it; `taken` is raised otherwise.
    Raises CannotRun where a file stands there, or it cannot be written.
    """
    temporary = None
    target = resolved(folder)

    def holds_something() -> bool:
        """Whether something stands already in the folder that is written, and is to be replaced. Raises `taken` if it is not."""
        if not target.exists() or not any(target.iterdir()):
            return False
        if not replaces:
            raise taken
        return True

    try:
        with writable(folder):
            if target.exists() and not target.is_dir():
                raise CannotRun("init-path-is-file", path=folder.as_posix())
            holds_something()
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=target.parent))
            yield temporary
            if holds_something():  # it may, by another run meanwhile
                _swap(temporary, target)
            elif target.exists():  # somebody may stand in it: fill it, rather than replace it
                for made in sorted(temporary.iterdir()):
                    made.replace(target / made.name)
            else:
                temporary.chmod(0o777 & ~_umask())
                temporary.replace(target)
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _swap(new: Path, folder: Path) -> None:
    """Put a newly written folder in the place of one that holds something, which is put back where that fails."""
    old = new.with_suffix(".old")
    folder.rename(old)
    try:
        new.chmod(old.stat().st_mode)
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    """The rights that new files do not get; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
