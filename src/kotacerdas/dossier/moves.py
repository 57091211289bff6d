"""Files that are not where a dossier's documents name them, and lie elsewhere in its folder under the same name.

What was in them is not known any more, so a move is known by names alone, and only where they leave no choice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kotacerdas.nearest import fold

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
    moves = {path: _move(path, t) for path, t in targets.items() if t and claims[t] == 1}
    renamed = {move.old: move.new for move in moves.values()}
    for path, target in targets.items():
        if target is not None and path not in moves:
            for old in _folders(path):
                new = f"{renamed[old]}{path[len(old) :]}" if old in renamed else ""
                if by_tail.get("/".join(map(fold, new.split("/")))):
                    moves[path] = _move(path, new)
    return moves


def _tails(path: str) -> Iterator[str]:
    """The ends of a path, folded, the longest first: `a-b-c`, for a "/" may have been part of a name, `a/b/c`, `b/c`, `c`."""
    parts = [fold(part) for part in path.split("/")]
    yield "-".join(parts)
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _folders(path: str) -> Iterator[str]:
    """The folders on the way to a file, the outermost first."""
    return (path[:end] for end, sign in enumerate(path) if sign == "/")


def _move(path: str, target: str) -> Move:
    """The move of a file from one path to another."""
    old, new = path.split("/"), target.split("/")
    shared: list[tuple[str, str]] = []
    while old and new and fold(old[-1]) == fold(new[-1]):
        shared.append((old.pop(), new.pop()))
    if not (old or new):  # the same name, but for the signs between its words
        return Move(target, path, target)
    if not (old and new) and len(shared) > 1:  # a folder moved up or down, itself
        ends = shared.pop()
        old, new = [*old, ends[0]], [*new, ends[1]]
    return Move(target, "/".join(old), "/".join(new))
