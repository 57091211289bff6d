"""The progress of reading a dossier's files: one line on a terminal, after a second, that is erased at the end."""

import shutil
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import outgoing

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.dossier.loader import Loaded

_PATIENCE: Final = 1.0
"""Seconds of silence at the start."""
_PAUSE: Final = 0.1


def assessed(folder: Path, day: date, messages: Messages, *, hashes_all: bool = False) -> "Assessment":
    """Assess a dossier, with progress on a terminal. Raises CannotRun as `assess` does."""
    from kotacerdas.assessment.assessment import assess

    with _Line(messages) as line:
        return assess(folder, day, line, hashes_all=hashes_all)


def loaded(folder: Path, messages: Messages) -> "Loaded":
    """Load a dossier, with progress on a terminal. Raises CannotRun as `load` does."""
    from kotacerdas.dossier.loader import load

    with _Line(messages) as line:
        return load(folder, line)


class _Line:
    """The line of progress on stderr; nothing of it where that is no terminal."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._due = time.monotonic() + _PATIENCE if sys.stderr.isatty() else float("inf")
        self._width = 0

    def large_section(self, path: str, section: str, entries: int) -> None:
        """Say, wherever stderr goes, that reading a section takes a while."""
        n = self._messages.grouped(entries)
        text = self._messages.text("report.large-section", path=path, section=section, n=n)
        _write(outgoing(text) + "\n")

    def file(self, done: int, total: int, size: int, path: str) -> None:
        """Show progress by the supporting file that is being opened, once a second has passed."""
        if (now := time.monotonic()) < self._due:
            return
        self._due, columns = now + _PAUSE, shutil.get_terminal_size().columns - 1
        size //= 1024**2
        text = outgoing(self._messages.text("report.progress", done=done, total=total, size=size, path=path))
        _write(f"\r{text[:columns].ljust(min(self._width, columns))}")
        self._width = len(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no line of progress behind."""
        if self._width:
            blank = " " * min(self._width, shutil.get_terminal_size().columns - 1)
            _write(f"\r{blank}\r")


def _write(text: str) -> None:
    """Write to stderr at once."""
    sys.stderr.write(text)
    sys.stderr.flush()
