"""A supporting file → what is known of it. A path from a dossier never leads out of the dossier.

Each folder is listed once, however many documents name files in it.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from kotacerdas.dossier import FileFact
from kotacerdas.shapes import nearest

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MAX_NAME: Final = 255


class Evidence:
    """The supporting files below a dossier's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real_root = root.resolve()
        self._listings: dict[str, dict[str, list[str]]] = {}

    def look(self, registered: str) -> FileFact:
        """Tell whether a registered path is a file of the dossier that can serve as evidence.

        Names match whether their accents are composed or not (NFC, NFD), and in either case; `actual`
        is the name on the disk. Problems: `outside`, `backslash`, `bad-name`, `missing`,
        `not-a-file`, `unreadable`, `empty`.
        """
        problem = _path_problem(registered)
        if problem:
            return FileFact(problem)
        actual = ""
        for part in PurePosixPath(registered).parts:
            folder = self._listing(actual)
            names = folder.get(_fold(part), [])
            if not names:
                known = [name for group in folder.values() for name in group]
                near = nearest(part, known)
                suggestion = str(PurePosixPath(actual, near)) if near else ""
                return FileFact("missing", details={"suggestion": suggestion})
            actual = str(PurePosixPath(actual, part if part in names else names[0]))
        return self._state(actual)

    def _state(self, actual: str) -> FileFact:
        path = self._root / actual
        try:
            if not path.resolve().is_relative_to(self._real_root):
                return FileFact("outside", actual)
            info = path.stat()
        except (OSError, RuntimeError):  # a link that leads nowhere, or in a circle
            return FileFact("unreadable", actual)
        if not stat.S_ISREG(info.st_mode):
            return FileFact("not-a-file", actual)
        if not info.st_size:
            return FileFact("empty", actual)
        return FileFact("", actual, info.st_size)

    def _listing(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._listings:
            listing: dict[str, list[str]] = {}
            try:
                names = sorted(path.name for path in (self._root / folder).iterdir())
            except OSError:
                names = []
            for name in names:
                listing.setdefault(_fold(name), []).append(name)
            self._listings[folder] = listing
        return self._listings[folder]


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _path_problem(registered: str) -> str:
    if registered.startswith(("/", "\\", "~")) or _DRIVE.match(registered):
        return "outside"
    if "\\" in registered:
        return "backslash"
    parts = registered.split("/")
    if ".." in parts:
        return "outside"
    if any(_is_bad(part) for part in parts):
        return "bad-name"
    return ""


def _is_bad(name: str) -> bool:
    too_long = len(name.encode()) > _MAX_NAME
    return not name or too_long or bool(_RESERVED.fullmatch(name) or _INVISIBLE.search(name))
