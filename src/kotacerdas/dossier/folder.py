"""A dossier's folder, listed once; a supporting file in it → what is known of it.

A path from a dossier never leads out of the dossier.
"""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from kotacerdas.errors import CannotRun, reason_of
from kotacerdas.evidence.facts import FileFact
from kotacerdas.naming import path_problem
from kotacerdas.nearest import MAX_SUGGESTIONS, fold
from kotacerdas.opening import opened
from kotacerdas.reading.parser import MAX_BYTES

NOT_DOSSIER: Final = frozenset({"templates", "instruments", "output"})
"""Folders at the top of a dossier that hold something else than its sections and evidence."""

YAML_SUFFIXES: Final = (".yaml", ".yml")

_NO_SUCH: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})
_SECTION: Final = rb"(?m)^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\"']?dossier[\"']?[ \t]*:(?=\s|$)"
"""The key of the section `dossier` at the margin of a YAML file."""

_NUMBER_WITH_SLASHES: Final = r"(?:\s[\d.]+(?:/[\w.-]+){0,4}|[\d.]+(?:/[\d.]+)*(?:/[A-Z.-]+)+)/\d{2,4}\.\w+$"
"""A number or date at the end of a path, whose parts are no folders: `notulen 12/2023.pdf`, `005/12/HK/2023.pdf`."""


class Progress(Protocol):
    """Who is told of the progress of reading a dossier's folder."""

    def large_section(self, path: str, section: str, entries: int) -> None:
        """Told before the entries of a very large section are read."""

    def file(self, done: int, total: int, size: int, path: str) -> None:
        """Told before a supporting file is opened: how many are done, of how many, their bytes, and which one comes."""


class Tree:
    """What lies below a dossier's folder, hidden files and the folders of `NOT_DOSSIER` aside.

    `files` are all files, POSIX and relative to the folder, in order of name. Nobody looks into
    `misnamed_folders`, which are named like YAML files, and `linked_folders`, which are links, unless a
    document names a file there.
    `unread` are the folders that cannot be listed, with the reason.
    """

    def __init__(self, root: Path) -> None:
        """List the tree of a dossier's folder. Raises OSError if the folder itself cannot be listed."""
        self.root = root
        self.files: list[str] = []
        self.misnamed_folders: list[str] = []
        self.linked_folders: list[str] = []
        self.unread: dict[str, str] = {}
        self._times_missed = 0
        self._links: set[str] = set()
        self._names: dict[str, dict[str, list[str]]] = {}
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                below = self._list(folder)
            except OSError as error:
                if not folder:
                    raise
                self.unread[folder] = reason_of(error)
                continue
            waiting += reversed(below)
        self.files.sort()

    def _list(self, folder: str) -> list[str]:
        """List one folder of the dossier's tree, and return the folders in it that belong to the dossier."""
        names = self._names.setdefault(folder, {})
        below: list[str] = []
        with os.scandir(self.root / folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                names.setdefault(_fold(entry.name), []).append(entry.name)
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_symlink():
                    self._links.add(path)
                if entry.name.startswith("."):
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    if _is_folder(entry):
                        self.linked_folders.append(path)
                        continue
                    self.files.append(path)
                elif entry.name.lower().endswith(YAML_SUFFIXES):
                    self.misnamed_folders.append(path)
                elif path not in NOT_DOSSIER:
                    below.append(path)
        return below

    def look_at_all(self, limits: Mapping[str, int | None], progress: Progress | None) -> dict[str, FileFact]:
        """Look at every registered file in the dossier's folder; a file larger than its limit gets no checksum."""
        facts: dict[str, FileFact] = {}
        size = 0
        for file, limit in limits.items():
            if progress:
                progress.file(len(facts), len(limits), size, file)
            facts[file] = self.look(file, limit)
            size += facts[file].size
        return facts

    def look(self, registered: str, limit: int | None = None) -> FileFact:
        """Look at the file in the dossier's folder that a registered path leads to: whether it can serve as evidence.

        Names match whether their accents are composed or not (NFC, NFD), and in either case: `actual`
        is the name on the disk, `link` in the details a folder on the way that leads out. A file of more bytes than
        the limit gets no checksum. Problems of the path: those of `path_problem`, `missing`, `not-a-file`, `unreadable`,
        `empty`; of the content, those of `contents`.
        """
        problem = path_problem(registered)
        if problem == "backslash":
            path = str(PurePosixPath(registered.replace("\\", "/")))
            meant = self.look(path, limit)
            actual = "" if meant.problem == "not-a-file" else meant.actual
            return FileFact(problem, actual, details={"suggestion": actual or path})
        fact = FileFact(problem) if problem else self._traced(registered)
        if fact.problem:
            return fact
        from kotacerdas.evidence.contents import inspect  # noqa: PLC0415 - a dossier without files opens none

        try:
            return inspect(self.root / fact.actual, limit)._replace(actual=fact.actual)
        except OSError as error:
            is_none = reason_of(error) in {"not-a-file", "EISDIR"}
            return fact._replace(problem="not-a-file" if is_none else "unreadable")

    def _traced(self, registered: str) -> FileFact:
        """The path on the disk that a path from a dossier leads to in its folder, or why it leads to none."""
        actual, parts = "", PurePosixPath(registered).parts
        for depth, part in enumerate(parts, start=1):
            if actual in self.unread:
                return FileFact("unreadable", registered)
            folder = self._names_in(actual)
            names = folder.get(_fold(part), [])
            if not names:
                return self._missing(actual, parts[depth - 1 :])
            actual = str(PurePosixPath(actual, part if part in names else names[0]))
            try:
                if self._leads_out(actual):
                    return FileFact("outside", actual, details={"link": actual if depth < len(parts) else ""})
            except (OSError, RuntimeError):  # a link that leads nowhere, or in a circle
                return FileFact("unreadable", actual)
        return FileFact("", actual)

    def _missing(self, folder: str, parts: tuple[str, ...]) -> FileFact:
        """A file that is not in a folder of the dossier, by what is left of its path.

        A "/" of a number or date (`12/2023`) reads as the end of a folder's name, where it was to be part of a file's:
        then the folder may hold the name without it.
        """
        rest = "/".join(parts)
        number = re.search(_NUMBER_WITH_SLASHES, rest)
        is_joined = False
        if not number and len(parts) > 1:
            self._times_missed += 1  # to look costs as much as there are names
            is_few = self._times_missed <= MAX_SUGGESTIONS
            is_joined = is_few and fold(rest) in map(fold, self._names_in(folder))
        if number or is_joined:
            name = rest[rest.rfind("/", 0, number.start()) + 1 :] if number else rest
            return FileFact("slash", details={"name": name, "example": name.replace("/", "-")})
        return FileFact("missing")

    def content(self, path: str) -> bytes:
        """The bytes of a YAML file of the tree, up to just above the limit. Raises OSError, with the reason `outside` for a link that leads out."""
        if self._leads_out(path):
            raise OSError(0, "outside")
        with opened(self.root / path) as stream:
            return stream.read(MAX_BYTES + 1)

    def _leads_out(self, path: str) -> bool:
        """Whether a link in the tree on the way to a file leads out of the dossier's folder. Raises OSError for a circle."""
        if not self._links and path.rpartition("/")[0] in self._names:  # as nearly everywhere
            return False
        parts = path.split("/")
        ways = {"/".join(parts[: length + 1]) for length in range(len(parts))}
        if self._links.isdisjoint(ways) and all(way in self._names for way in ways - {path}):
            return False
        return not (self.root / path).resolve(strict=True).is_relative_to(self.root.resolve())

    def _names_in(self, folder: str) -> dict[str, list[str]]:
        """The names in a folder of the tree; one behind a link has not been listed yet."""
        if folder not in self._names:
            names: dict[str, list[str]] = {}
            try:
                for name in sorted(path.name for path in (self.root / folder).iterdir()):
                    names.setdefault(_fold(name), []).append(name)
            except OSError:
                pass
            self._names[folder] = names
        return self._names[folder]


def tree_of(folder: Path) -> Tree:
    """The tree of a dossier's folder. Raises CannotRun if it cannot be listed."""
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise CannotRun("not-a-folder", path=folder)
        return Tree(folder)
    except OSError as error:
        if error.errno in _NO_SUCH:
            raise CannotRun("no-such-path", path=folder) from error
        raise CannotRun("unread-folder", path=folder, reason=reason_of(error)) from error


def dossiers_below(root: Path) -> list[Path]:
    """The dossiers below a folder, itself included: the topmost folders with a YAML file that has the section `dossier`.

    Links and hidden folders are not followed. A folder that cannot be listed is among them, so that it is told.
    """
    dossiers: list[Path] = []
    for folder, below, names in os.walk(root, onerror=lambda error: dossiers.append(Path(error.filename))):
        if any(_has_section(Path(folder, name)) for name in names if name.lower().endswith(YAML_SUFFIXES)):
            dossiers.append(Path(folder))
            below.clear()
        below[:] = [name for name in below if not name.startswith(".")]
    return sorted(dossiers)


def _has_section(path: Path) -> bool:
    """Whether a YAML file below a folder has the section `dossier`, by its text, also where it cannot be read as YAML."""
    if path.stem == "dossier":
        return True
    try:
        with opened(path) as stream:
            return re.search(_SECTION, stream.read(MAX_BYTES).replace(b"\0", b"")) is not None
    except (OSError, RuntimeError):  # it belongs to no dossier, as far as can be told
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
