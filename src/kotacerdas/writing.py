"""Files appear whole or not at all: a temporary name in the same folder, then a move."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kotacerdas.errors import CannotRun, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Write a file whole, as `written` does."""
    with written(path) as stream:
        stream.write(content)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content, once it is whole, stands in place of the file that has the name, with its rights.

    What is no ordinary file (a terminal, a pipe) is written to as it is; a link is followed. Raises
    CannotRun where it cannot be written: no such folder, no right, open in another program. Whatever goes
    wrong, the old file stays as it was.
    """
    temporary = ""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
        temporary = ""
    except (OSError, RuntimeError) as error:
        raise CannotRun("cannot-write", path=path.as_posix(), reason=reason_of(error)) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it. Raises CannotRun if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun("cannot-write", path=folder.as_posix(), reason=reason_of(error)) from error


def program_that_has_open(path: Path) -> str:
    """The name of the mark that Word or LibreOffice leaves beside a file it has open; empty if there is none."""
    marks = (f"~${path.name[2:]}", f"~${path.name}", f".~lock.{path.name}#")
    return next((mark for mark in marks if path.with_name(mark).exists()), "")


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder with these files, by their paths in it; it may be there already if it is empty.

    Raises CannotRun where something stands there, or it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise CannotRun("init-path-is-file", path=folder.as_posix())
    temporary = None
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CannotRun("init-exists", path=folder.as_posix())
        place = folder.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=place.parent))
        for name, text in files.items():
            target = temporary / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        if place.exists():  # somebody may stand in it: fill it, rather than replace it
            for made in sorted(temporary.iterdir()):
                made.replace(place / made.name)
        else:
            temporary.chmod(0o777 & ~_umask())
            temporary.replace(place)
    except (OSError, RuntimeError) as error:
        raise CannotRun("cannot-write", path=folder.as_posix(), reason=reason_of(error)) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _umask() -> int:
    """The rights that new files do not get; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
