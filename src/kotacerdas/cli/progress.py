"""The progress of reading a dossier's files: one line on a terminal, after a second, that is erased at the end."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kotacerdas.languages.messages import Messages
from kotacerdas.languages.text import outgoing

if TYPE_CHECKING:
    from kotacerdas.assessment.assessment import Assessment
    from kotacerdas.dossier.folder import Tell

_PATIENCE: Final = 1.0
"""Seconds of silence at the start."""
_PAUSE: Final = 0.1


def assessed(folder: Path, day: date, messages: Messages, *, hashes_all: bool = False) -> "Assessment":
    """Assess a dossier, with progress on a terminal. Raises CannotRun as `assess` does."""
    from kotacerdas.assessment.assessment import assess

    with _line(messages) as tell:
        return assess(folder, day, tell, hashes_all=hashes_all)


@contextmanager
def _line(messages: Messages) -> Iterator["Tell"]:
    """The line of progress on stderr; nothing of it where that is no terminal."""
    due = time.monotonic() + _PATIENCE if sys.stderr.isatty() else float("inf")
    width = 0

    def tell(done: int, total: int, size: int, path: str) -> None:
        nonlocal due, width
        if (now := time.monotonic()) < due:
            return
        due, columns = now + _PAUSE, shutil.get_terminal_size().columns - 1
        text = messages.text("report.progress", done=done, total=total, size=size // 1024**2, path=path)
        text = outgoing(text)
        sys.stderr.write(f"\r{text[:columns].ljust(min(width, columns))}")
        sys.stderr.flush()
        width = len(text)

    try:
        yield tell
    finally:
        if width:
            sys.stderr.write(f"\r{' ' * min(width, shutil.get_terminal_size().columns - 1)}\r")
            sys.stderr.flush()
