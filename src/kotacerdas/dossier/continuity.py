"""What became of the quick wins of the years before: the question of W11, and what is new, of W12."""

from collections.abc import Iterable
from typing import NamedTuple, TypeGuard, TypeVar

from kotacerdas.dossier.dossier import Dossier
from kotacerdas.dossier.entries import Document, Program


class Year(NamedTuple):
    """The quick wins of one earlier year, against this year's ledger.

    `gone` are those that the ledger does not name; of an older year, what a year between still named is
    left out. `stopped` are those that the ledger says have stopped, each with its entry of this year.
    `is_complete`: the year's own list is.
    """

    year: int
    is_complete: bool
    quick_wins: tuple[Program, ...]
    continued: tuple[Program, ...]
    stopped: tuple[tuple[Program, Program], ...]
    gone: tuple[Program, ...]

    @property
    def unnamed(self) -> tuple[Program, ...]:
        """The year's quick wins that this year's ledger does not name, whether a year between did or not."""
        known = (*self.continued, *(program for program, _ in self.stopped))
        return tuple(program for program in self.quick_wins if program not in known)


def earlier_years(dossier: Dossier) -> list[Year]:
    """What became of the quick wins of each year before, the last year first. What was renamed twice is followed from year to year."""
    years: list[Year] = []
    newer = dossier.programs
    successors = {program.id: program for program in dossier.programs}  # of the newer year → this year's
    older = dossier.previous
    while older is not None:
        named = _successors(newer, older.programs)
        reached = _successors(dossier.programs, older.programs)
        for old, program in named.items():
            if old not in reached and program.id in successors:
                reached[old] = successors[program.id]
        quick_wins = tuple(program for program in once(older.programs) if program.quick_win is not None)
        continued = [p for p in quick_wins if p.id in reached and reached[p.id].status != "stopped"]
        stopped = [(p, reached[p.id]) for p in quick_wins if p.id in reached and p not in continued]
        gone = [p for p in quick_wins if p.id not in reached and (p.id not in named or not years)]
        fates = quick_wins, tuple(continued), tuple(stopped), tuple(gone)
        years.append(Year(older.info.year, older.info.programs_complete, *fates))
        newer, successors, older = older.programs, reached, older.previous
    return years


def _successors(newer: tuple[Program, ...], older: tuple[Program, ...]) -> dict[str, Program]:
    """The program in which each older one has its continuity, by its id; one that runs before one that stopped."""
    successors: dict[str, Program] = {}
    for new, old, _ in matches(newer, older):
        if old.id not in successors or successors[old.id].status == "stopped":
            successors[old.id] = new
    return successors


def is_known(dossier: Dossier | None, section: str) -> TypeGuard[Dossier]:
    """Whether a section of an earlier dossier could be read as a whole."""
    if dossier is None or dossier.unread_files or dossier.unread_ids:
        return False
    return not any(dossier.origin(entry).unread for entry in getattr(dossier, section))


def is_followed(dossier: Dossier) -> bool:
    """Whether the ledgers of a dossier and of last year's could be read, so that what continued and ended can be told."""
    return not dossier.is_unread("programs") and is_known(dossier.previous, "programs")


def lists_all(dossier: Dossier | None) -> TypeGuard[Dossier]:
    """Whether an earlier dossier names every program of its year, as far as is known."""
    return is_known(dossier, "programs") and dossier.info.programs_complete


def new_quick_wins(dossier: Dossier) -> tuple[Program, ...] | None:
    """The quick wins that last year's ledger did not have as such; None without last year's dossier.

    They are new only where last year's list is complete (`lists_all`).
    """
    if dossier.previous is None:
        return None
    old = [program for program in once(dossier.previous.programs) if program.quick_win is not None]
    new = [program for program in once(dossier.programs) if program.quick_win is not None]
    known = predecessors(new, old)
    return tuple(program for program in new if program.id not in known)


_Entry = TypeVar("_Entry", Program, Document)


def once(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    """Entries whose continuity across years is sought, each id once: one that stands twice is a finding, and the first counts."""
    by_id: dict[str, _Entry] = {}
    for entry in entries:
        by_id.setdefault(entry.id, entry)
    return tuple(by_id.values())


def matches(newer: Iterable[Program], older: Iterable[Program]) -> list[tuple[Program, Program, str]]:
    """The continuity of programs: each one of a year with the older one that it goes on from, and by what they were matched; the surest first.

    By id, then by a former id (`formerly`), then by name. Programs that were joined stand in `formerly` of
    what they became: each former id counts that no program has any more.
    """
    newer, older = list(newer), list(older)
    by_id = {program.id: program for program in reversed(older)}
    by_name = {program.name.casefold(): program for program in reversed(older)}
    taken = {program.id for program in newer}
    pairs: list[tuple[Program, Program, str]] = []
    for program in newer:
        known = [(program, by_id[program.id], "id")] if program.id in by_id else []
        for former in dict.fromkeys(program.formerly):
            if former in by_id and (not known or former not in taken):
                known.append((program, by_id[former], "formerly"))
        namesake = by_name.get(program.name.casefold())
        pairs += known or ([(program, namesake, "name")] if namesake else [])
    return pairs


def predecessors(newer: Iterable[Program], older: Iterable[Program]) -> dict[str, tuple[Program, str]]:
    """The continuity of programs: the older one that each newer one goes on from, by its id, and by what they were matched: the surest."""
    older_of: dict[str, tuple[Program, str]] = {}
    for new, old, by in matches(newer, older):
        older_of.setdefault(new.id, (old, by))
    return older_of
