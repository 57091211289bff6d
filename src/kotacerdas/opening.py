"""Ordinary files alone are opened to be read: a pipe would wait for ever, a device may never end."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import IO, Any

from kotacerdas.errors import CannotRun, reason_of


def opened(path: Path) -> BufferedReader:
    """An ordinary file, opened to be read. Raises OSError, with the reason `not-a-file` for a pipe, a socket or a device."""
    return open(path, "rb", opener=_handle)


class Sipped:
    """A stream for a library, which may not take more than so many bytes of it at once."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit = stream, limit

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever streams have
        """All else is the stream's."""
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        """Some bytes of the opened file. Raises OSError where they are more than the limit."""
        if 0 <= size <= self._limit:
            return self._stream.read(size)
        start = self._stream.tell()
        left = self._stream.seek(0, os.SEEK_END) - self._stream.seek(start)
        if left > self._limit:
            raise OSError(0, "too-large")
        return self._stream.read()


def content_of(path: Path, limit: int, trouble: str, shown_as: str = "", folder: Path | None = None) -> bytes:
    """The bytes of a file that is opened whole, up to one more than a limit. Raises CannotRun, whose code is the trouble.

    If the file is in the folder, it has to lie there: no link may lead out.
    """
    try:
        if folder:
            _refuse_link_out(path, folder)
        with opened(path) as stream:
            return stream.read(limit + 1)
    except (OSError, RuntimeError) as error:
        reason = "no-file" if isinstance(error, FileNotFoundError) else reason_of(error)
        raise CannotRun(trouble, path=shown_as or path.as_posix(), reason=reason) from error


def _refuse_link_out(path: Path, folder: Path) -> None:
    """Refuse to open a file that is in a folder only by way of a link: OSError with the reason `link-out`."""
    home = folder.resolve()
    written, top = (Path(os.path.normpath(way.absolute())) for way in (path, folder))
    is_inside = written.is_relative_to(top) or path.parent.resolve().is_relative_to(home)
    if is_inside and not path.resolve().is_relative_to(home):
        raise OSError(0, "link-out")


def _handle(path: str, flags: int) -> int:
    """The handle of a file that is opened to be read, once it is seen to be an ordinary one."""
    mode = os.stat(path).st_mode  # noqa: PTH116 - a Path for each of ten thousand files costs as much as to open it
    if not stat.S_ISREG(mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else 0, "not-a-file")
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # it may be another by now
