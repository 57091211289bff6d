"""Files that are not where a dossier's documents name them: where they lie now, or which others may be meant.

What was in them is not known any more, so a move is known by names alone, and only where they leave no choice.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.findings import Location
from kotacerdas.nearest import MAX_SUGGESTIONS, fold, nearest

if TYPE_CHECKING:
    from kotacerdas.dossier.entries import Document, Review

_MAX_DEPTH: Final = 32
"""Folders above a file that is sought: each costs as much as the path is long."""


class Move(NamedTuple):
    """Where a file lies now, and the parts of its old and new path that differ: folders that were renamed or changed."""

    path: str
    old: str
    new: str


def moves_of(missing: Iterable[str], unnamed: Iterable[str]) -> dict[str, Move]:
    """The moves of missing files to files that no document names, by the paths that the documents name.

    Of several files of the same name, the one is meant that has more folders in common with the old path, or that lies
    where others of its folder lie now.
    """
    by_tail: dict[str, str] = {}
    for path in unnamed:
        for tail in dict.fromkeys(_tails(path)):
            by_tail[tail] = "" if tail in by_tail else path
    sought = (path for path in missing if path.count("/") < _MAX_DEPTH)
    targets = {path: next((by_tail[t] for t in _tails(path) if t in by_tail), None) for path in sought}
    claims = Counter(targets.values())
    moves = {path: move_between(path, t) for path, t in targets.items() if t and claims[t] == 1}
    renamed = {move.old: move.new for move in moves.values()}
    for path, target in targets.items():
        if target is not None and path not in moves:
            for old in _folders(path):
                new = f"{renamed[old]}{path[len(old) :]}" if old in renamed else ""
                if by_tail.get("/".join(map(_key, new.split("/")))):
                    moves[path] = move_between(path, new)
    return moves


def moved_files(dossier: Dossier) -> Iterator[tuple[Location, str, str]]:
    """The files that have moved from where documents or reviews name them: where the entry says so, the path there, the one now."""
    entries: tuple[Document | Review, ...] = (*dossier.documents, *dossier.reviews)
    for entry in entries:
        fact = dossier.evidence.get(entry.file or "")
        move = fact.details.get("move") if fact else None
        if isinstance(move, Move) and entry.file:
            yield dossier.origin(entry).at("file"), entry.file, move.path


def proposals_of(missing: Iterable[str], unnamed: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The files that no document names which missing files may be, by the paths that the documents name.

    These are copies in other folders, else files of the same folder whose names differ in their endings, else the one
    there whose name is most like. A file that several missing ones may be is proposed for none of them.
    """
    sought = list(
        islice(missing, MAX_SUGGESTIONS)
    )  # to look for what is near costs as much as there are names
    free = list(unnamed)
    proposals: dict[str, tuple[str, ...]] = {}
    for likeness in (_name, _stems, _folder):
        left = [path for path in sought if path not in proposals]
        meant = _alike(left, free, likeness)
        if likeness is _folder:
            meant = {path: _nearest(path, files) for path, files in meant.items()}
        claims = Counter(files[0] for files in meant.values() if len(files) == 1)
        proposals |= {path: files for path, files in meant.items() if files and claims[files[0]] <= 1}
        taken = {file for files in proposals.values() for file in files}
        free = [file for file in free if file not in taken]
    return proposals


def _alike(
    missing: Iterable[str], unnamed: Iterable[str], likeness: Callable[[str], list[str]]
) -> dict[str, tuple[str, ...]]:
    """For each missing file those that no document names and where it may lie now, since they share a likeness with it."""
    files: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for file in unnamed:
        for key in likeness(file):
            files[key][file] = None
    return {
        path: tuple(dict.fromkeys(file for key in likeness(path) for file in files.get(key, ())))
        for path in missing
    }


def _name(path: str) -> list[str]:
    """The name of a file, folded: what copies of a missing file share."""
    return [_key(path.rpartition("/")[2])]


def _folder(path: str) -> list[str]:
    """The folder of a file, folded: where a missing file may have another name."""
    return [_key(path.rpartition("/")[0])]


def _stems(path: str) -> list[str]:
    """The folder of a file with its name, and with its name without the ending, folded."""
    name = path.rpartition("/")[2]
    return [f"{_folder(path)[0]}/{_key(stem)}" for stem in (name, name.rpartition(".")[0] or name)]


def _nearest(path: str, files: Iterable[str]) -> tuple[str, ...]:
    """The file of a folder whose name is most like that of a missing one, if one is."""
    names = {file.rpartition("/")[2]: file for file in files}
    name = nearest(path.rpartition("/")[2], names)
    return (names[name],) if name else ()


def _key(name: str) -> str:
    """A name in a path, folded, by which a moved file is known; `%20` is a blank that a browser wrote."""
    if "%" in name:
        from urllib.parse import unquote  # noqa: PLC0415 - hardly a name needs it

        name = unquote(name)
    return fold(name)


def _tails(path: str) -> Iterator[str]:
    """The ends of a path, folded, the longest first: `a-b-c`, for a "/" may have been part of a name, `a/b/c`, `b/c`, `c`."""
    parts = [_key(part) for part in path.split("/")]
    yield "-".join(parts)
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _folders(path: str) -> Iterator[str]:
    """The folders on the way to a file, the outermost first."""
    return (path[:end] for end, sign in enumerate(path) if sign == "/")


def move_between(path: str, target: str) -> Move:
    """The move of a file from one path to another."""
    old, new = path.split("/"), target.split("/")
    shared: list[tuple[str, str]] = []
    while old and new and _key(old[-1]) == _key(new[-1]):
        shared.append((old.pop(), new.pop()))
    if not (old or new):  # the same names, but for capitals and the signs between their words
        shared.reverse()
        depth = next(depth for depth, (was, now) in enumerate(shared, start=1) if was != now)
        old, new = ([names[side] for names in shared[:depth]] for side in (0, 1))
    if not (old and new) and len(shared) > 1:  # a folder moved up or down, itself
        ends = shared.pop()
        old, new = [*old, ends[0]], [*new, ends[1]]
    return Move(target, "/".join(old), "/".join(new))
